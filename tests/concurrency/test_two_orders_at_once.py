"""Two people, one moment: the last licences, one quote, a decision, a delivery (R5, R6, R2)."""

import pytest
from django.db import IntegrityError

from seatwise.billing import models as billing
from seatwise.customers import operations as customers
from seatwise.customers import queries as customer_queries
from seatwise.infra import events, numbering, tenancy, transactions
from seatwise.kernel.quantity import QuantityOutOfRange
from seatwise.ordering import models, operations
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import quoting
from seatwise.subscriptions import models as subscriptions
from tests import at_once, factories, jobs

NOW = factories.NOW


@pytest.fixture
def world(db, time_machine):
    """A product of which a customer may have 10."""
    time_machine.move_to(NOW, tick=False)
    reseller = factories.reseller()
    offer = factories.offer(largest=10)
    factories.publish(reseller, offer)
    return reseller, factories.customer(reseller), offer


def quoted(reseller, command, actor):
    with tenancy.scope(reseller.id), transactions.reading():
        return quoting.sign(quoting.quote(command=command, actor=actor, now=NOW))


def purchase(customer, offer, quantity):
    return commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=quantity),)
    )


def writing(reseller, operation, **arguments):
    def task():
        with tenancy.scope(reseller.id), transactions.writing():
            return operation(**arguments)

    return task


def placing(reseller, customer, token, actor):
    return writing(reseller, operations.place, token=token, customer_id=customer.id, actor=actor, now=NOW)


def read(reseller, rows):
    with tenancy.scope(reseller.id), transactions.reading():
        return rows()


def ordered(reseller):
    return read(reseller, lambda: sum(models.OrderLine.objects.values_list("quantity", flat=True)))


@pytest.fixture
def two_buyers(world):
    """Maria and Petros each hold a quote for 6 of the 10."""
    reseller, customer, offer = world
    people = [customer.admin, factories.customer_user(reseller, customer, role="buyer")]
    return [
        placing(
            reseller,
            customer,
            quoted(reseller, purchase(customer, offer, 6), person.customer_actor),
            person.customer_actor,
        )
        for person in people
    ]


def test_without_the_lock_of_the_customer_both_would_get_the_last_licences(
    world, two_buyers, monkeypatch, django_db_blocker
) -> None:
    """Why the lock is there: both count 0 ordered, both are let in, and the customer has 12 of 10."""
    monkeypatch.setattr(customers, "lock", customer_queries.customer)
    monkeypatch.setattr(numbering, "take", at_once.Together(numbering.take, 2))
    answers = at_once.both(django_db_blocker, *two_buyers)
    assert at_once.refusals(answers) == []
    assert ordered(world[0]) == 12


def test_the_last_licences_go_to_one(world, two_buyers, monkeypatch, django_db_blocker) -> None:
    """The first has passed every check and not committed when the second comes; it waits, counts again, and is refused."""
    meeting = at_once.UntilSomebodyWaits(numbering.take)
    monkeypatch.setattr(numbering, "take", meeting)
    answers = at_once.both(django_db_blocker, *two_buyers)
    (refused,) = at_once.refusals(answers)
    assert meeting.met
    assert isinstance(refused, QuantityOutOfRange)
    assert str(refused) == "Enter a whole number from 1 to 4."
    assert ordered(world[0]) == 6


@pytest.fixture
def one_quote(world):
    """One quote, confirmed in two tabs."""
    reseller, customer, offer = world
    actor = customer.admin.customer_actor
    token = quoted(reseller, purchase(customer, offer, 6), actor)
    return [placing(reseller, customer, token, actor)] * 2


def test_one_quote_confirmed_twice_is_one_order(world, one_quote, monkeypatch, django_db_blocker) -> None:
    meeting = at_once.UntilSomebodyWaits(numbering.take)
    monkeypatch.setattr(numbering, "take", meeting)
    answers = at_once.both(django_db_blocker, *one_quote)
    assert meeting.met
    assert answers == [10_001, 10_001]
    assert ordered(world[0]) == 6


def test_without_any_lock_the_table_itself_has_a_quote_once(
    world, one_quote, monkeypatch, django_db_blocker
) -> None:
    monkeypatch.setattr(customers, "lock", customer_queries.customer)
    monkeypatch.setattr(numbering, "take", at_once.Together(numbering.take, 2))
    answers = at_once.both(django_db_blocker, *one_quote)
    assert [type(answer) for answer in answers if not isinstance(answer, int)] == [IntegrityError]
    assert ordered(world[0]) == 6


def test_two_customers_do_not_wait_for_each_other(world, monkeypatch, django_db_blocker) -> None:
    """Both stand between check and commit at the same moment: a lock that covered both would never let them meet."""
    reseller, customer, offer = world
    other = factories.customer(reseller, name="Other SA")
    tasks = [
        placing(
            reseller,
            one,
            quoted(reseller, purchase(one, offer, 6), one.admin.customer_actor),
            one.admin.customer_actor,
        )
        for one in (customer, other)
    ]
    monkeypatch.setattr(numbering, "take", at_once.Together(numbering.take, 2))
    assert at_once.refusals(at_once.both(django_db_blocker, *tasks)) == []
    assert ordered(reseller) == 12


def placed(world):
    reseller, customer, offer = world
    actor = customer.admin.customer_actor
    placing(reseller, customer, quoted(reseller, purchase(customer, offer, 6), actor), actor)()
    return read(reseller, models.Order.objects.get)


def test_approving_while_the_customer_withdraws(world, monkeypatch, django_db_blocker) -> None:
    """Whoever holds the order first decides it; the other reads who was faster, and nothing of theirs is done."""
    reseller, customer, _ = world
    order = placed(world)
    meeting = at_once.UntilSomebodyWaits(events.record)
    monkeypatch.setattr(events, "record", meeting)
    buyer, seller = customer.admin.customer_actor, reseller.owner.reseller_actor
    answers = at_once.both(
        django_db_blocker,
        writing(reseller, operations.approve, order_id=order.id, actor=seller, now=NOW),
        writing(reseller, operations.withdraw, order_id=order.id, role="admin", actor=buyer, now=NOW),
    )
    (refused,) = at_once.refusals(answers)
    assert meeting.met
    assert isinstance(refused, operations.AlreadyDecided)
    decided = read(reseller, models.Order.objects.get)
    moves = read(reseller, lambda: list(models.OrderMove.objects.filter(line_id=None).order_by("id")))
    if answers[0] is None:
        assert (
            str(refused)
            == "Nikos Georgiou was faster: order SO-10001 is In Progress already, so nothing was changed."
        )
        assert decided.status == "in_progress"
    else:
        assert (
            str(refused)
            == "Maria Konstantinou was faster: order SO-10001 is Canceled already, so nothing was changed."
        )
        assert decided.status == "canceled"
    assert [move.after for move in moves] == ["pending_reseller_approval", decided.status]


def test_approving_twice_at_once(world, monkeypatch, django_db_blocker) -> None:
    reseller, _, _ = world
    order = placed(world)
    monkeypatch.setattr(events, "record", at_once.UntilSomebodyWaits(events.record))
    approval = writing(
        reseller, operations.approve, order_id=order.id, actor=reseller.owner.reseller_actor, now=NOW
    )
    assert len(at_once.refusals(at_once.both(django_db_blocker, approval, approval))) == 1
    jobs.drain()
    assert read(reseller, models.Order.objects.get).status == "executed"
    assert read(reseller, lambda: [s.quantity for s in subscriptions.Subscription.objects.all()]) == [6]


def test_delivering_twice_at_once_charges_once(world, monkeypatch, django_db_blocker) -> None:
    reseller, _, _ = world
    order = placed(world)
    seller = reseller.owner.reseller_actor
    with monkeypatch.context() as patched:
        patched.setattr(events, "_listeners", {})  # nobody delivers in the background
        writing(reseller, operations.approve, order_id=order.id, actor=seller, now=NOW)()
    line = read(reseller, models.OrderLine.objects.get)
    meeting = at_once.UntilSomebodyWaits(events.record)
    monkeypatch.setattr(events, "record", meeting)
    delivery = writing(reseller, operations.deliver, line_id=line.id, actor=seller, now=NOW)
    answers = at_once.both(django_db_blocker, delivery, delivery)
    (refused,) = at_once.refusals(answers)
    assert meeting.met
    assert isinstance(refused, operations.AlreadyDecided)
    assert read(reseller, lambda: [charge.net_minor for charge in billing.Charge.objects.all()]) == [12_000]
    assert read(reseller, lambda: [s.quantity for s in subscriptions.Subscription.objects.all()]) == [6]
    assert read(reseller, models.Order.objects.get).status == "executed"
