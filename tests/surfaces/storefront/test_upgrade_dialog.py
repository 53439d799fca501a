"""What the upgrade dialog and its order say of money, periods and add-ons (S18, R22, B2, B4)."""

import re

import pytest

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from tests import books, factories, holdings, shopping

pytestmark = pytest.mark.usefixtures("db")
SUBSCRIPTIONS = "/techsolutions/billing/subscriptions/"
HREF = f"{SUBSCRIPTIONS}S-2001/"
MICROSOFT = "Microsoft Corporation"


@pytest.fixture
def seller(time_machine):
    time_machine.move_to(holdings.at("2026-11-19"), tick=False)
    made = factories.reseller(now=holdings.at("2026-10-01"))
    yield made
    books.assert_books_balance(made.id)


@pytest.fixture
def olympia(seller):
    return holdings.without_approval(seller)


@pytest.fixture
def maria(olympia):
    return shopping.browser(olympia.admin)


def text(answer) -> str:
    """The page's words, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def becomes(source, *targets) -> None:
    """Let one product become others."""
    for target in targets:
        catalogue_models.Conversion.objects.create(source_id=source.id, target_id=target.id)


def held(seller, olympia, source, *, term=(1, 1), quantity=10, add_on=None, day="2026-11-01"):
    """So many of a product, four of its add-on with it."""
    offer = factories.Offer(id=source.offers[term], product_id=source.id)
    found = holdings.bought(seller, olympia, offer, quantity, now=holdings.at(day))
    if add_on:
        shopping.order(
            shopping.browser(olympia.admin), f"{HREF}add-ons/", quantity="4", offer=add_on.offers[term]
        )
        holdings.drain()
    return found


def in_period(seller, period: str) -> None:
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(upgrade_billing=period)


def with_phone(seller, olympia, *, goes_along: bool, target_offers=None, term=(1, 1)):
    """Ten of Basic with four of Phone, and the offers of Premium, to which Phone goes along or not."""
    offers = {(1, 1): "9.60", (12, 12): "96.00"}
    source = factories.product(title="Basic", offers=offers)
    target = factories.product(title="Premium", offers=target_offers or {(1, 1): "14.88"})
    add_on = factories.product(
        title="Phone",
        offers={(1, 1): "2.40", (12, 12): "24.00"},
        kind=ProductKind.ADDON,
        parents=(source.key, target.key) if goes_along else (source.key,),
    )
    factories.publish(seller, source, target, add_on)
    becomes(source, target)
    held(seller, olympia, source, term=term, add_on=add_on)
    return target.offers


@pytest.mark.parametrize(
    ("period", "term", "target", "said"),
    [
        (
            "annual",
            (1, 1),
            (12, 12),
            "What is paid Before After Basic €120.00 a month 10 €84.00 a month 7 Premium €675.00 a year 3",
        ),
        (
            "monthly",
            (12, 12),
            (1, 1),
            "What is paid Before After Basic €1,200.00 a year 10 €840.00 a year 7 Premium €56.25 a month 3",
        ),
    ],
)
def test_where_billing_periods_differ_each_amount_says_its_own(
    seller, olympia, maria, period, term, target, said
) -> None:
    source = factories.product(title="Basic", offers={(1, 1): "9.60", (12, 12): "96.00"})
    into = factories.product(title="Premium", offers={(1, 1): "15.00", (12, 12): "180.00"})
    factories.publish(seller, source, into)
    becomes(source, into)
    held(seller, olympia, source, term=term)
    in_period(seller, period)
    offer = into.offers[target]
    page = text(shopping.quote(maria, f"{HREF}upgrade/", quantity="3", offer=offer, when="now"))
    assert said in page
    assert "Together" not in page


def test_an_add_on_that_moves_along_is_told_and_counted(seller, olympia, maria) -> None:
    offers = with_phone(seller, olympia, goes_along=True)
    page = text(shopping.quote(maria, f"{HREF}upgrade/", quantity="10", offer=offers[1, 1], when="now"))
    assert "Phone €12.00 4 €12.00 4" in page
    assert "Together €132.00 €198.00" in page
    assert "Its add-ons move with it: Phone." in page
    some = text(shopping.quote(maria, f"{HREF}upgrade/", quantity="9", offer=offers[1, 1], when="now"))
    assert "Phone" not in some


@pytest.mark.parametrize("goes_along", [True, False])
def test_an_upgrade_at_renewal_tells_what_becomes_of_the_add_ons(seller, olympia, maria, goes_along) -> None:
    """And so it happens on the day."""
    offers = with_phone(seller, olympia, goes_along=goes_along)
    filled = {"quantity": "10", "offer": offers[1, 1], "when": "term_end"}
    page = text(shopping.quote(maria, f"{HREF}upgrade/", **filled))
    if goes_along:
        assert "Its add-ons move with it: Phone." in page
        assert "Together €132.00 €198.00" in page
    else:
        assert "Its add-ons end at the end of 30 Nov 2026: Phone." in page
        assert "Together €132.00 €186.00" in page
    assert shopping.order(maria, f"{HREF}upgrade/", **filled).status_code == 303
    holdings.turn(holdings.at("2026-12-01"))
    assert holdings.subscription(seller, name="Phone").quantity == (4 if goes_along else 0)


def test_at_renewal_no_add_on_goes_along_into_another_billing_period(seller, olympia, maria) -> None:
    offers = with_phone(seller, olympia, goes_along=True, target_offers={(12, 12): "180.00"})
    in_period(seller, "annual")
    filled = {"quantity": "10", "offer": offers[12, 12], "when": "term_end"}
    page = text(shopping.quote(maria, f"{HREF}upgrade/", **filled))
    assert "Its add-ons end at the end of 30 Nov 2026: Phone." in page
    assert shopping.order(maria, f"{HREF}upgrade/", **filled).status_code == 303
    holdings.turn(holdings.at("2026-12-01"))
    assert holdings.subscription(seller, name="Phone").status == "canceled"


def test_an_add_on_that_is_bought_anew_does_not_just_end(seller, olympia, maria) -> None:
    offers = with_phone(seller, olympia, goes_along=True, term=(12, 12))
    in_period(seller, "monthly")
    page = text(shopping.quote(maria, f"{HREF}upgrade/", quantity="10", offer=offers[1, 1], when="now"))
    assert "These add-ons end" not in page
    assert (
        "These add-ons are bought anew for the new billing period, and what is left of them comes back: Phone."
        in page
    )
    assert "Phone €120.00 a year 4 0" in page
    assert "Phone €12.00 a month 4" in page


@pytest.fixture
def cheaper_and_dearer(seller, olympia):
    """Ten of Premium by Microsoft, which lets what costs less begin at renewal only; the cheaper one would stand first."""
    source = factories.product(title="Premium", vendor=MICROSOFT, offers={(1, 1): "20.00"})
    cheap = factories.product(title="Basic", vendor=MICROSOFT, offers={(1, 1): "9.60"})
    dear = factories.product(title="Ultimate", vendor=MICROSOFT, offers={(12, 1): "360.00"})
    factories.publish(seller, source, cheap, dear)
    becomes(source, cheap, dear)
    held(seller, olympia, source)
    return cheap.offers[1, 1], dear.offers[12, 1]


def chosen(answer) -> list[str]:
    """The values of what is ticked: which one, and when."""
    return re.findall(r'type="radio" name="(?:offer|when)" value="([^"]+)" checked', answer.content.decode())


def test_an_upgrade_begins_with_what_can_be_had_today(maria, cheaper_and_dearer) -> None:
    _cheap, dear = cheaper_and_dearer
    page = maria.get(f"{HREF}upgrade/")
    assert chosen(page) == [str(dear), "now"]
    assert text(page).index("Ultimate") < text(page).index("Basic")


def test_a_time_that_nobody_chose_does_not_stay(seller, maria, cheaper_and_dearer) -> None:
    cheap, dear = cheaper_and_dearer
    address = f"{HREF}upgrade/"
    page = shopping.quote(maria, address, quantity="10", offer=cheap, when="now")
    (_, when) = chosen(page)
    assert chosen(shopping.quote(maria, address, quantity="10", offer=dear, when=when)) == [str(dear), "now"]
    # Whoever chose to wait still waits.
    waits = shopping.quote(maria, address, quantity="10", offer=dear, when="term_end")
    assert chosen(waits) == [str(dear), "term_end"]
    assert shopping.order(maria, address, quantity="10", offer=cheap, when=when).status_code == 303
    assert holdings.subscription(seller, number=2001).leaving == 10


def test_what_was_just_ordered_is_told_of_the_same_subscription_only(seller, olympia, maria) -> None:
    """Premium has another term, so that it can become itself: the first choice is the product that was ordered."""
    source = factories.product(title="Basic", offers={(1, 1): "9.60"})
    target = factories.product(title="Premium", offers={(1, 1): "14.88", (12, 1): "180.00"})
    factories.publish(seller, source, target)
    becomes(source, target)
    held(seller, olympia, source)
    held(seller, olympia, target)
    shopping.order(maria, f"{HREF}upgrade/", quantity="3", offer=target.offers[1, 1], when="now")
    holdings.drain()
    said = "You have just ordered this."
    assert said in text(maria.get(f"{HREF}upgrade/"))
    other = text(maria.get(f"{SUBSCRIPTIONS}S-2002/upgrade/"))
    assert "Premium" in other
    assert said not in other


@pytest.mark.parametrize("delivered", [True, False])
def test_the_order_of_an_upgrade_names_its_credit_and_its_source(seller, olympia, maria, delivered) -> None:
    """12 of 30 days: 3 × €18.60 are €22.32, less 3 × €12.00, which are €14.40."""
    source = factories.product(title="Basic", offers={(1, 1): "9.60"})
    target = factories.product(title="Premium", offers={(1, 1): "14.88"}, automatic=delivered)
    factories.publish(seller, source, target)
    becomes(source, target)
    held(seller, olympia, source)
    placed = shopping.order(maria, f"{HREF}upgrade/", quantity="3", offer=target.offers[1, 1], when="now")
    holdings.drain()
    page = text(maria.get(placed["Location"]))
    assert "12 of 30 days left × 3 licences × €18.60, less €14.40 credited for Basic = €7.92" in page


def test_the_order_of_an_upgrade_counts_what_is_bought_with_it(seller, olympia, maria) -> None:
    """Three become five: 12 of 30 days of five, and five from the next period on."""
    source = factories.product(title="Basic", offers={(1, 1): "9.60"})
    target = factories.product(title="Premium", offers={(1, 1): "14.88"})
    factories.publish(seller, source, target)
    becomes(source, target)
    held(seller, olympia, source)
    filled = {"quantity": "3", "total": "5", "offer": target.offers[1, 1], "when": "now"}
    placed = shopping.order(maria, f"{HREF}upgrade/", **filled)
    holdings.drain()
    page = text(maria.get(placed["Location"]))
    assert "12 of 30 days left × 5 licences × €18.60, less €14.40 credited for Basic = €22.80" in page
    assert "From the next period 5 licences × €18.60 = €93.00 a month" in page


def test_a_sign_stays_with_its_amount(seller, olympia, maria) -> None:
    source = factories.product(title="Basic", offers={(1, 1): "9.60"})
    target = factories.product(title="Premium", offers={(1, 1): "14.88"})
    factories.publish(seller, source, target)
    becomes(source, target)
    held(seller, olympia, source)
    assert '<span class="nowrap">+€6.60</span>' in maria.get(f"{HREF}upgrade/").content.decode()
