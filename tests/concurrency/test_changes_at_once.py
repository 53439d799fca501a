"""Changes that meet: buying while a colleague cancels, two decisions, an upgrade while the calendar renews (R2, R17, R18, R22)."""

import threading

import pytest

from seatwise.billing.domain import engine
from seatwise.catalogue import models as catalogue_models
from seatwise.customers import operations as customers
from seatwise.customers import queries as customer_queries
from seatwise.infra import events, numbering, tenancy, transactions
from seatwise.ordering import models, operations
from seatwise.ordering.domain import commands
from seatwise.ordering.operations import history
from seatwise.renewals import operations as renewals
from seatwise.renewals import queries as renewal_queries
from seatwise.renewals.operations import running
from seatwise.subscriptions import models as subscription_models
from seatwise.subscriptions import operations as subscriptions
from seatwise.subscriptions.operations import changing
from tests import at_once, books, factories, holdings

pytestmark = pytest.mark.usefixtures("db")
BOUGHT = holdings.at("2026-11-01")
LAST_MINUTE = holdings.at("2026-11-30", "21:59")
FIRST_MINUTE = holdings.at("2026-11-30", "22:01")
"""Midnight in Athens is 22:00 in UTC."""


@pytest.fixture
def seller():
    return factories.reseller(now=BOUGHT)


@pytest.fixture
def olympia(seller):
    return holdings.without_approval(seller)


@pytest.fixture
def target(seller):
    made = factories.product(title="Premium", offers={(1, 1): "16.00"})
    factories.publish(seller, made)
    return made


@pytest.fixture
def held(seller, olympia, target):
    """Ten licences at €12.00 a month, from 1 November on."""
    source = factories.product(title="Basic", offers={(1, 1): "9.60"})
    factories.publish(seller, source)
    catalogue_models.Conversion.objects.create(source_id=source.id, target_id=target.id)
    offer = factories.Offer(id=source.offers[1, 1], product_id=source.id)
    return holdings.bought(seller, olympia, offer, 10, now=BOUGHT)


def writing(seller, operation, **arguments):
    def task():
        with tenancy.scope(seller.id), transactions.writing():
            return operation(**arguments)

    return task


def placing(seller, person, command, now):
    token = holdings.signed(seller, command, actor=person.customer_actor, now=now)
    return writing(
        seller,
        operations.place,
        token=token,
        customer_id=command.customer_id,
        actor=person.customer_actor,
        now=now,
    )


def unlock(monkeypatch) -> None:
    """Read everything that is locked otherwise, and lock nothing."""
    monkeypatch.setattr(customers, "lock", customer_queries.customer)
    monkeypatch.setattr(customers, "lock_many", lambda *, customer_ids: None)

    def read(*, subscription_id, customer_id):
        rows = subscription_models.Subscription.objects
        return changing._locked(rows.get(id=subscription_id, customer_id=customer_id))

    monkeypatch.setattr(subscriptions, "lock", read)
    families = renewal_queries.families
    monkeypatch.setattr(
        renewal_queries, "families", lambda *, found, locked: families(found=found, locked=False)
    )

    def read_order(*, order_id):
        order = models.Order.objects.get(id=order_id)
        return customer_queries.customer(customer_id=order.customer_id), order

    monkeypatch.setattr(history, "lock_order", read_order)


# --- buying while a colleague cancels ---


@pytest.fixture
def canceling_and_buying(seller, olympia, held):
    """Maria cancels all ten at the period's end; Petros buys three more. Each has a quote."""
    petros = factories.customer_user(seller, olympia, role="subscription_manager")
    more = commands.BuyLicences(customer_id=olympia.id, subscription_id=held.id, quantity=3)
    cancel = holdings.reduction(olympia, held, None, "period_end", cancels=True)
    return placing(seller, olympia.admin, cancel, BOUGHT), placing(seller, petros, more, BOUGHT)


def test_without_locks_licences_would_be_bought_for_what_is_canceled(
    seller, held, canceling_and_buying, monkeypatch, django_db_blocker
) -> None:
    """Both saw ten licences and nothing planned, and both were let in."""
    unlock(monkeypatch)
    monkeypatch.setattr(numbering, "take", at_once.Together(numbering.take, 2))
    answers = at_once.both(django_db_blocker, *canceling_and_buying)
    assert at_once.refusals(answers) == []
    assert holdings.subscription(seller, id=held.id).leaving == 10
    assert actions(seller) == ["add", "remove", "start"]


def test_who_buys_waits_for_who_cancels_and_is_told_so(
    seller, held, canceling_and_buying, monkeypatch, django_db_blocker
) -> None:
    meeting = at_once.UntilSomebodyWaits(numbering.take)
    monkeypatch.setattr(numbering, "take", meeting)
    canceling, buying = canceling_and_buying
    canceled, refused = at_once.both(django_db_blocker, canceling, meeting.then(buying))
    assert meeting.met
    assert isinstance(canceled, int)
    assert isinstance(refused, engine.Leaving)
    assert str(refused) == "All its licences are planned to leave or to change. Undo that first."
    assert holdings.subscription(seller, id=held.id).leaving == 10
    assert actions(seller) == ["remove", "start"]


def test_who_cancels_waits_for_who_buys_and_cancels_what_was_quoted(
    seller, held, canceling_and_buying, monkeypatch, django_db_blocker
) -> None:
    """The three are not there yet, so ten leave, as the quote said; the three that come are not dropped silently (R18)."""
    meeting = at_once.UntilSomebodyWaits(numbering.take)
    monkeypatch.setattr(numbering, "take", meeting)
    canceling, buying = canceling_and_buying
    answers = at_once.both(django_db_blocker, buying, meeting.then(canceling))
    assert meeting.met
    assert at_once.refusals(answers) == []
    holdings.drain()
    now = holdings.subscription(seller, id=held.id)
    assert (now.quantity, now.leaving) == (13, 10)


def actions(seller):
    with tenancy.scope(seller.id), transactions.reading():
        return sorted(models.OrderLine.objects.values_list("action", flat=True))


# --- two decisions ---


def test_without_locks_an_order_would_be_approved_and_withdrawn(
    seller, target, monkeypatch, django_db_blocker
) -> None:
    """Both read that it is pending, and both decide it."""
    customer = factories.customer(seller)
    wish = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=target.offers[1, 1], quantity=2),)
    )
    order = holdings.order(seller, wish, actor=customer.admin.customer_actor, now=BOUGHT)
    unlock(monkeypatch)
    monkeypatch.setattr(history, "move_order", at_once.Together(history.move_order, 2))
    answers = at_once.both(
        django_db_blocker,
        writing(seller, operations.approve, order_id=order.id, actor=seller.owner.reseller_actor, now=BOUGHT),
        writing(
            seller,
            operations.withdraw,
            order_id=order.id,
            role="admin",
            actor=customer.admin.customer_actor,
            now=BOUGHT,
        ),
    )
    assert answers == [None, None]
    with tenancy.scope(seller.id), transactions.reading():
        moves = models.OrderMove.objects.filter(order_id=order.id, line_id=None)
        decided = sorted(moves.filter(before="pending_reseller_approval").values_list("after", flat=True))
    assert decided == ["canceled", "in_progress"]


# --- an upgrade while the calendar renews ---


@pytest.fixture
def upgrading(seller, olympia, held, target, monkeypatch):
    """Three of ten become Premium in the last minute of November: ordered, and about to be delivered."""
    wish = commands.Upgrade(
        customer_id=olympia.id, subscription_id=held.id, offer_id=target.offers[1, 1], quantity=3
    )
    with monkeypatch.context() as patched:
        patched.setattr(events, "_listeners", {})  # nobody delivers in the background
        placing(seller, olympia.admin, wish, LAST_MINUTE)()
    with tenancy.scope(seller.id), transactions.reading():
        line = models.OrderLine.objects.get(action="upgrade")
    return writing(
        seller, operations.deliver, line_id=line.id, actor=seller.owner.reseller_actor, now=LAST_MINUTE
    )


def december(seller, held):
    """What December costs for what was held, and for what three became."""
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    return holdings.charges(seller, held.id)[-1], holdings.charges(seller, became.id)[-1]


def test_without_locks_december_would_be_charged_for_licences_that_have_moved(
    seller, held, upgrading, monkeypatch, django_db_blocker
) -> None:
    """The calendar reads ten licences, the upgrade takes three away, the calendar charges ten."""
    unlock(monkeypatch)
    read, moved = threading.Event(), threading.Event()
    take, write = numbering.take, running._write

    def take_later(*args):
        assert read.wait(at_once.SECONDS)
        return take(*args)

    def write_later(**found):
        read.set()
        assert moved.wait(at_once.SECONDS)
        write(**found)

    monkeypatch.setattr(numbering, "take", take_later)
    monkeypatch.setattr(running, "_write", write_later)

    def upgrade():
        upgrading()
        moved.set()

    answers = at_once.both(django_db_blocker, upgrade, lambda: renewals.run(now=FIRST_MINUTE))
    at_once.refusals(answers)
    assert holdings.subscription(seller, id=held.id).quantity == 7
    assert december(seller, held)[0] == 12_000


def test_the_calendar_waits_for_the_upgrade_and_charges_what_is_there(
    seller, held, upgrading, monkeypatch, django_db_blocker
) -> None:
    meeting = at_once.UntilSomebodyWaits(numbering.take)
    monkeypatch.setattr(numbering, "take", meeting)
    answers = at_once.both(django_db_blocker, upgrading, meeting.then(lambda: renewals.run(now=FIRST_MINUTE)))
    at_once.refusals(answers)
    assert meeting.met
    assert december(seller, held) == (7 * 1200, 3 * 2000)
    books.assert_books_balance(seller.id)


def test_the_upgrade_waits_for_the_calendar_and_moves_what_is_there(
    seller, held, upgrading, monkeypatch, django_db_blocker
) -> None:
    """Who moves first makes no difference to what December costs: it is charged, given back for three, and charged as Premium."""
    meeting = at_once.UntilSomebodyWaits(running._write)
    monkeypatch.setattr(running, "_write", meeting)
    answers = at_once.both(django_db_blocker, lambda: renewals.run(now=FIRST_MINUTE), meeting.then(upgrading))
    at_once.refusals(answers)
    assert meeting.met
    books.assert_books_balance(seller.id)
    assert sorted(holdings.charges(seller, held.id)) == [-3_600, 12_000, 12_000]
    assert december(seller, held)[1] == 3 * 2000
