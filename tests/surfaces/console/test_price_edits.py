"""S25, R9, R10: prices typed into the catalogue's rows: looked at with whom they reach, saved all or none."""

import datetime as dt
import uuid

import pytest

from seatwise.catalogue.models import Product
from seatwise.infra.models import Event
from seatwise.pricing.models import Discount, Listing, SpecialPrice
from tests import factories

CONSOLE = "/techsolutions/console/"
EDITS = f"{CONSOLE}prices/edits/"


@pytest.fixture
def markup(world) -> str:
    return f"markup-{world.offer.product_id}"


@pytest.fixture
def special(world) -> str:
    return f"special-{world.offer.id}"


def own_markup(world) -> int | None:
    return world.read(lambda: Listing.objects.get(product_id=world.offer.product_id)).markup_bp


def specials(world) -> list[tuple]:
    rows = world.read(
        lambda: list(SpecialPrice.objects.order_by("valid").values_list("unit_price_minor", "valid"))
    )
    return [(minor, valid.lower, valid.upper) for minor, valid in rows]


def own_discount(world, owner, percent: str) -> None:
    """A discount for the customer alone, without end."""
    answer = owner.post(
        f"{CONSOLE}prices/{world.offer.product_id}/discounts/",
        {
            "offer": str(world.offer.id),
            "customer": str(world.customer.id),
            "amount": percent,
            "first": f"{factories.TODAY}",
            "step": "save",
        },
    )
    assert answer.status_code == 303


def text(answer) -> str:
    return answer.content.decode()


def test_the_rows_hold_fields_without_a_script(world, owner, markup, special) -> None:
    page = text(owner.get(f"{CONSOLE}catalogue/"))
    for name in (markup, special):
        assert f'name="{name}" form="edits" value=""' in page
        assert f'name="was-{name}" form="edits" value=""' in page
    assert 'placeholder="25"' in page
    assert "Review the changes" in page


def test_who_may_not_set_prices_sees_no_fields(world, markup) -> None:
    operations = world.browser(factories.team_member(world.reseller, role="operations"))
    page = text(operations.get(f"{CONSOLE}catalogue/"))
    assert markup not in page
    assert "several/" not in page
    assert operations.post(EDITS, {markup: "30", "step": "save"}).status_code == 403
    assert own_markup(world) is None


def test_looking_says_old_new_margin_and_writes_nothing(world, owner, markup) -> None:
    page = text(owner.post(EDITS, {markup: "30", f"was-{markup}": ""}))
    for said in ("€20.00 →", "€20.80", "€4.80", "none → 30%", "New orders only: nothing that is held"):
        assert said in page, said
    assert own_markup(world) is None


def test_a_special_price_says_instead_of_what(world, owner, markup, special) -> None:
    """S25: the row explains itself; the list price is that of the markup typed beside it."""
    first = text(owner.post(EDITS, {special: "18.60", f"was-{special}": ""}))
    assert "Special price €18.60 instead of the list price €20.00" in first
    assert "none →" not in first
    owner.post(EDITS, {special: "18.60", f"was-{special}": "", "step": "save"})
    other = text(owner.post(EDITS, {special: "17", f"was-{special}": "1860"}))
    assert "Special price €17.00 instead of the special price €18.60; the list price is €20.00" in other
    typed = {special: "", f"was-{special}": "1860", markup: "30", f"was-{markup}": ""}
    assert "Special price €18.60 removed, the list price €20.80 applies" in text(owner.post(EDITS, typed))


def test_whom_it_reaches_and_when(world, owner, markup) -> None:
    world.have((world.offer, 25))
    page = text(owner.post(EDITS, {markup: "30", f"was-{markup}": ""}))
    # A month bought on 19 November begins anew on 19 December.
    assert "New orders, and 1 customer at its renewal, first on 19 Dec 2026" in page
    assert "current periods" in page
    held = world.held()
    owner.post(EDITS, {markup: "30", f"was-{markup}": "", "step": "save"})
    assert world.held().final_unit_price_minor == held.final_unit_price_minor == 2_000


def test_a_customer_with_its_own_price_is_not_counted(world, owner, markup) -> None:
    world.have((world.offer, 25))
    owner.post(
        f"{CONSOLE}prices/{world.offer.product_id}/special-prices/",
        {
            "offer": str(world.offer.id),
            "customer": str(world.customer.id),
            "amount": "18.60",
            "first": "2026-11-19",
            "last": "",
            "step": "save",
        },
    )
    page = text(owner.post(EDITS, {markup: "30", f"was-{markup}": ""}))
    assert "nothing that is held renews at this price" in page


def test_all_are_saved_together(world, owner, markup, special) -> None:
    setup = f"markup-{world.setup.product_id}"
    answer = owner.post(
        EDITS,
        {
            markup: "17,65 %",
            f"was-{markup}": "",
            special: "18,60",
            f"was-{special}": "",
            setup: "10",
            f"was-{setup}": "",
            "step": "save",
            "query": "tab=listed&q=m",
        },
    )
    assert (answer.status_code, answer["Location"]) == (303, f"{CONSOLE}catalogue/?tab=listed&q=m")
    assert "3 price changes are saved." in text(owner.get(f"{CONSOLE}catalogue/"))
    assert own_markup(world) == 1765
    assert specials(world) == [(1860, factories.TODAY, None)]
    kinds = world.read(
        lambda: sorted(Event.objects.filter(about__gt="", at=factories.NOW).values_list("kind", flat=True))
    )
    assert kinds.count("product_markup_set") == 2
    assert kinds.count("special_price_set") == 1


def test_one_bad_value_and_nothing_is_saved(world, owner, markup, special) -> None:
    answer = owner.post(
        EDITS, {markup: "30", f"was-{markup}": "", special: "a lot", f"was-{special}": "", "step": "save"}
    )
    assert answer.status_code == 422
    page = text(answer)
    assert "Enter an amount in EUR, such as 18.60." in page
    assert 'value="a lot"' in page
    assert 'value="30"' in page
    assert own_markup(world) is None


@pytest.mark.parametrize("typed", ["abc", "1.234", "-100", "10001", "1e3", "½", "\x00"])
def test_what_is_no_markup_comes_back(world, owner, markup, typed) -> None:
    assert owner.post(EDITS, {markup: typed, f"was-{markup}": "", "step": "save"}).status_code == 422
    assert own_markup(world) is None


def test_what_cannot_be_read_is_named_with_its_product(world, owner, markup, special) -> None:
    sent = {markup: "abc", f"was-{markup}": "", special: "abc", f"was-{special}": ""}
    page = owner.post(EDITS, sent).content.decode()
    title = world.read(lambda: Product.objects.get(id=world.offer.product_id)).title
    assert f'for="f-{markup}">Markup, {title}</label>' in page
    assert f'for="f-{special}">Special price, {title}</label>' in page


def test_below_cost_needs_the_tick(world, owner, special) -> None:
    form = {special: "15.99", f"was-{special}": "", "step": "save"}
    answer = owner.post(EDITS, form)
    assert answer.status_code == 422
    page = text(answer)
    assert "Microsoft 365 Business Premium goes below your cost." in page
    assert "Tick that you sell below your cost" in page
    assert specials(world) == []
    assert owner.post(EDITS, {**form, "sell_below_cost": "1"}).status_code == 303
    assert specials(world) == [(1599, factories.TODAY, None)]


def test_below_the_cost_of_a_customer_with_its_own_discount_needs_the_tick(world, owner, markup) -> None:
    own_discount(world, owner, "10")
    form = {markup: "5", f"was-{markup}": "", "step": "save"}
    answer = owner.post(EDITS, form)
    assert answer.status_code == 422
    page = text(answer)
    assert "For 1 customer with a special price or a discount of its own it goes below your cost." in page
    assert "Tick that you sell below your cost" in page
    assert own_markup(world) is None
    assert owner.post(EDITS, {**form, "sell_below_cost": "1"}).status_code == 303
    assert own_markup(world) == 500


@pytest.mark.parametrize("place", ["markup", "default"])
def test_a_markup_is_looked_at_with_customers_own_discounts(world, owner, place) -> None:
    own_discount(world, owner, "10")
    address = {
        "markup": f"{CONSOLE}prices/{world.offer.product_id}/markup/",
        "default": f"{CONSOLE}prices/default-markup/",
    }[place]
    answer = owner.post(address, {"markup": "5", "step": "save"})
    assert answer.status_code == 422
    assert "For 1 customer with a special price or a discount of its own" in text(answer)
    assert owner.post(address, {"markup": "12", "step": "save"}).status_code == 303


def test_a_special_price_for_everybody_is_looked_at_with_customers_own_discounts(world, owner) -> None:
    own_discount(world, owner, "10")
    address = f"{CONSOLE}prices/{world.offer.product_id}/special-prices/"
    form = {"offer": str(world.offer.id), "first": f"{factories.TODAY}", "amount": "17", "step": "save"}
    answer = owner.post(address, form)
    assert answer.status_code == 422
    assert "For 1 customer with a special price or a discount of its own" in text(answer)
    assert specials(world) == []
    assert owner.post(address, {**form, "amount": "18"}).status_code == 303


def test_somebody_else_was_faster(world, owner, markup) -> None:
    owner.post(EDITS, {markup: "22", f"was-{markup}": "", "step": "save"})
    answer = owner.post(EDITS, {markup: "30", f"was-{markup}": "", "step": "save"})
    assert answer.status_code == 409
    page = text(answer)
    assert "Somebody else has set 22% meanwhile; you saw none." in page
    assert own_markup(world) == 2200
    # The page that told both values carries the new one: saving it is a decision.
    assert f'name="was-{markup}" value="2200"' in page
    assert owner.post(EDITS, {markup: "30", f"was-{markup}": "2200", "step": "save"}).status_code == 303
    assert own_markup(world) == 3000


def test_a_special_price_takes_the_place_of_the_one_in_force(world, owner, special, time_machine) -> None:
    owner.post(EDITS, {special: "19", f"was-{special}": "", "step": "save"})
    time_machine.move_to(factories.NOW + dt.timedelta(days=3), tick=False)
    later = factories.TODAY + dt.timedelta(days=3)
    owner = world.browser(world.reseller.owner)
    owner.post(EDITS, {special: "18", f"was-{special}": "1900", "step": "save"})
    assert specials(world) == [(1900, factories.TODAY, later), (1800, later, None)]
    # Twice on one day: nothing of the first is left but the history.
    owner.post(EDITS, {special: "17", f"was-{special}": "1800", "step": "save"})
    assert specials(world) == [(1900, factories.TODAY, later), (1700, later, None)]
    time_machine.move_to(factories.NOW + dt.timedelta(days=5), tick=False)
    owner = world.browser(world.reseller.owner)
    owner.post(EDITS, {special: "", f"was-{special}": "1700", "step": "save"})
    assert specials(world) == [
        (1900, factories.TODAY, later),
        (1700, later, factories.TODAY + dt.timedelta(days=5)),
    ]


def test_a_planned_one_is_not_touched(world, owner, special) -> None:
    begins = factories.TODAY + dt.timedelta(days=10)
    owner.post(
        f"{CONSOLE}prices/{world.offer.product_id}/special-prices/",
        {
            "offer": str(world.offer.id),
            "customer": "",
            "amount": "17.00",
            "first": begins.isoformat(),
            "last": "",
            "step": "save",
        },
    )
    assert owner.post(EDITS, {special: "18", f"was-{special}": "", "step": "save"}).status_code == 303
    assert specials(world) == [(1800, factories.TODAY, begins), (1700, begins, None)]


def test_a_product_taken_off_the_list_meanwhile(world, owner, markup) -> None:
    owner.post(f"{CONSOLE}catalogue/{world.offer.product_id}/listing/", {"to": "off"})
    answer = owner.post(EDITS, {markup: "30", f"was-{markup}": "", "step": "save"})
    assert answer.status_code == 422
    assert "Nothing to save" in text(answer)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"markup-": "1"},
        {"markup-x": "1"},
        {f"markup-{uuid.UUID(int=9)}": "1"},
        {f"special-{uuid.UUID(int=9)}": "1", f"was-special-{uuid.UUID(int=9)}": "x" * 50},
    ],
)
def test_nonsense_saves_nothing(world, owner, sent) -> None:
    assert owner.post(EDITS, {**sent, "step": "save"}).status_code == 422
    assert "Nothing to save" in text(owner.post(EDITS, sent))


def test_another_resellers_prices_are_not_touched(world, owner, special) -> None:
    abroad = factories.reseller(alias="elsewhere")
    factories.publish(abroad, world.offer)
    owner.post(EDITS, {special: "18", f"was-{special}": "", "step": "save"})
    assert len(specials(world)) == 1
    stranger = world.browser(abroad.owner)
    assert "€18.00" not in text(stranger.get("/elsewhere/console/catalogue/"))
    assert stranger.post(EDITS, {special: "1", f"was-{special}": "1800", "step": "save"}).status_code == 404


def test_the_bar_is_a_fragment(world, owner, markup, special) -> None:
    sent = {markup: "30", f"was-{markup}": "", special: "x", f"was-{special}": ""}
    fragment = text(owner.post(EDITS, sent, headers={"HX-Request": "true"}))
    assert "<html" not in fragment
    for said in (
        "2 unsaved changes",
        "goes from €20.00 to €20.80 for new orders.",
        f'data-live="pays-{world.offer.id}"',
        "was €20.00",
        f'data-live="error-{special}"',
    ):
        assert said in fragment, said


def test_discounts_stay_as_they_are(world, owner, markup) -> None:
    owner.post(
        f"{CONSOLE}prices/{world.offer.product_id}/discounts/",
        {
            "offer": str(world.offer.id),
            "customer": "",
            "amount": "10",
            "first": "2026-11-19",
            "last": "",
            "step": "save",
        },
    )
    page = text(owner.post(EDITS, {markup: "50", f"was-{markup}": ""}))
    # 24.00 less 10%
    assert "€21.60" in page
    assert world.read(Discount.objects.get).percent_bp == 1000


def test_a_markup_behind_a_special_price_says_so(world, owner, markup, special) -> None:
    """It said that the price goes from €18.00 to €18.00."""
    owner.post(EDITS, {special: "18", f"was-{special}": "", "step": "save"})
    fragment = text(owner.post(EDITS, {markup: "30", f"was-{markup}": ""}, headers={"HX-Request": "true"}))
    assert "stays at €18.00: its special price stands before the markup." in fragment
    assert "from €18.00 to €18.00" not in fragment
