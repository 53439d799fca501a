"""S25, R8, R9: markup, special price, discount; the resulting price is shown before it is saved."""

import datetime as dt
import uuid

import pytest

from seatwise.catalogue import queries as catalogue
from seatwise.pricing.models import CategoryMarkup, Discount, Listing, SpecialPrice
from seatwise.resellers.models import ResellerSettings
from tests import factories

PRICES = "/techsolutions/console/prices/"


@pytest.fixture
def address(world) -> str:
    return f"{PRICES}{world.offer.product_id}/"


@pytest.fixture
def special(world) -> dict[str, str]:
    """A special price for the customer, as a form sends it."""
    return {
        "offer": str(world.offer.id),
        "customer": str(world.customer.id),
        "amount": "18,60",
        "first": "2026-11-19",
        "last": "2026-12-31",
        "step": "save",
    }


@pytest.fixture
def off(special) -> dict[str, str]:
    return {**special, "amount": "7", "customer": ""}


def test_the_overview_shows_markups_and_listed_products(owner) -> None:
    page = owner.get(PRICES).content.decode()
    for text in ("Default", "Category Other", "25%", "Microsoft 365 Business Premium", "2 listed products"):
        assert text in page, text
    fragment = owner.get(PRICES, {"q": "migr"}, headers={"HX-Request": "true"}).content.decode()
    assert "Migration service" in fragment
    assert "Business Premium" not in fragment


def test_a_products_page_goes_from_cost_to_what_everybody_pays(owner, address) -> None:
    page = owner.get(address).content.decode()
    for text in ("€16.00", "25%", "€20.00", "€4.00", "20.0%"):
        assert text in page, text


class TestMarkup:
    def test_it_is_shown_before_it_is_saved(self, world, owner, address) -> None:
        answer = owner.post(address + "markup/", {"markup": "30"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "€20.00 →" in page
        assert "€20.80" in page
        assert world.read(lambda: Listing.objects.get(product_id=world.offer.product_id)).markup_bp is None

    def test_it_is_saved(self, world, owner, address) -> None:
        answer = owner.post(address + "markup/", {"markup": "17,65 %", "step": "save"})
        assert (answer.status_code, answer["Location"]) == (303, address)
        assert world.read(lambda: Listing.objects.get(product_id=world.offer.product_id)).markup_bp == 1765
        read_by_script = owner.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "is saved." not in read_by_script
        page = owner.get(address).content.decode()
        # 16.00 × 1.1765 = 18.824
        assert "€18.82" in page
        assert "of the product" in page
        assert "The markup of Microsoft 365 Business Premium is saved." in page

    def test_empty_leaves_it_to_category_and_default(self, world, owner, address) -> None:
        owner.post(address + "markup/", {"markup": "50", "step": "save"})
        assert "€20.00" in owner.post(address + "markup/", {"markup": ""}).content.decode()
        owner.post(address + "markup/", {"markup": "", "step": "save"})
        assert world.read(lambda: Listing.objects.get(product_id=world.offer.product_id)).markup_bp is None

    @pytest.mark.parametrize("typed", ["abc", "1.234", "-100", "10001", "1e3", "½"])
    def test_what_is_no_markup_comes_back(self, world, owner, address, typed) -> None:
        answer = owner.post(address + "markup/", {"markup": typed, "step": "save"})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
        assert f'value="{typed}"' in answer.content.decode()

    def test_a_product_that_is_not_listed_has_none(self, owner) -> None:
        product = factories.product(title="Visio")
        answer = owner.post(f"{PRICES}{product.id}/markup/", {"markup": "5", "step": "save"})
        assert answer.status_code == 422
        assert "List this product first" in answer.content.decode()

    def test_below_cost_is_said(self, owner, address) -> None:
        page = owner.post(address + "markup/", {"markup": "-10"}).content.decode()
        assert "1 of these prices is below your cost." in page

    def test_below_cost_needs_a_tick(self, world, owner, address) -> None:
        form = {"markup": "-10", "step": "save"}
        answer = owner.post(address + "markup/", form)
        assert answer.status_code == 422
        assert "Tick that you sell below your cost" in answer.content.decode()
        assert world.read(lambda: Listing.objects.get(product_id=world.offer.product_id)).markup_bp is None
        assert owner.post(address + "markup/", {**form, "sell_below_cost": "1"}).status_code == 303
        assert world.read(lambda: Listing.objects.get(product_id=world.offer.product_id)).markup_bp == -1000

    def test_a_default_below_cost_needs_a_tick(self, world, owner) -> None:
        form = {"markup": "-1", "step": "save"}
        assert owner.post(PRICES + "default-markup/", form).status_code == 422
        assert world.read(ResellerSettings.objects.get).default_markup_bp == 2500
        assert owner.post(PRICES + "default-markup/", {**form, "sell_below_cost": "1"}).status_code == 303

    def test_the_default(self, world, owner) -> None:
        preview = owner.post(PRICES + "default-markup/", {"markup": "10"}).content.decode()
        assert "€17.60" in preview
        assert "Migration service" in preview
        owner.post(PRICES + "default-markup/", {"markup": "10", "step": "save"})
        assert world.read(ResellerSettings.objects.get).default_markup_bp == 1000
        assert owner.post(PRICES + "default-markup/", {"markup": "", "step": "save"}).status_code == 422

    def test_a_categorys(self, world, owner) -> None:
        category = catalogue.product(product_id=world.offer.product_id).category_id
        form = f"{PRICES}categories/{category}/markup/"
        assert "€17.60" in owner.post(form, {"markup": "10"}).content.decode()
        owner.post(form, {"markup": "10", "step": "save"})
        assert world.read(CategoryMarkup.objects.get).markup_bp == 1000
        owner.post(form, {"markup": "", "step": "save"})
        assert not world.read(CategoryMarkup.objects.exists)

    def test_in_the_dialog_it_is_a_fragment(self, owner, address) -> None:
        fragment = owner.get(address + "markup/", headers={"HX-Request": "true"}).content.decode()
        assert fragment.lstrip().startswith("<form")
        assert "data-fragment" in fragment


class TestSpecialPrice:
    def test_it_is_shown_before_it_is_saved(self, world, owner, address, special) -> None:
        answer = owner.post(address + "special-prices/", {**special, "step": "preview"})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "€20.00 →" in page
        assert "€18.60" in page
        assert "€2.60" in page
        assert not world.read(SpecialPrice.objects.exists)

    def test_it_is_saved_for_one_customer(self, world, owner, address, special) -> None:
        answer = owner.post(address + "special-prices/", special)
        assert (answer.status_code, answer["Location"]) == (303, address)
        found = world.read(SpecialPrice.objects.get)
        assert (found.customer_id, found.unit_price_minor) == (world.customer.id, 1860)
        assert (found.valid.lower, found.valid.upper) == (dt.date(2026, 11, 19), dt.date(2027, 1, 1))
        page = owner.get(address).content.decode()
        assert "Olympia Foods SA" in page
        assert "19 Nov 2026 to 31 Dec 2026" in page
        assert "In force" in page

    def test_for_all_without_end(self, world, owner, address, special) -> None:
        owner.post(address + "special-prices/", {**special, "customer": "", "last": ""})
        page = owner.get(address).content.decode()
        assert "from 19 Nov 2026, no end" in page
        assert "special price" in page

    def test_an_overlap_names_the_other(self, world, owner, address, special) -> None:
        owner.post(address + "special-prices/", special)
        answer = owner.post(address + "special-prices/", {**special, "amount": "15", "sell_below_cost": "1"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "the special price of €18.60 from 19 Nov 2026 until 31 Dec 2026" in page
        assert 'value="15"' in page
        assert world.read(SpecialPrice.objects.count) == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"amount": "-1"}, "Enter an amount in EUR"),
            ({"amount": "1,234.50"}, "Enter an amount in EUR"),
            ({"amount": ""}, "Enter an amount in EUR"),
            ({"offer": "x"}, "Choose a term."),
            ({"customer": str(uuid.uuid4())}, "Choose a customer, or all."),
            ({"first": ""}, "Enter the first day."),
            ({"first": "2026-11-18"}, "It cannot begin before today"),
            ({"last": "31/12/2026"}, "Enter the last day"),
            ({"last": "2026-11-18"}, "Enter a day from the first one on."),
        ],
    )
    def test_what_cannot_be_read_comes_back(self, world, owner, address, special, wrong, said) -> None:
        answer = owner.post(address + "special-prices/", {**special, **wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not world.read(SpecialPrice.objects.exists)

    def test_a_customer_of_another_reseller_does_not_exist(self, world, owner, address, special) -> None:
        foreign = factories.customer(factories.reseller(alias="other"), name="Iris Pharma")
        answer = owner.post(address + "special-prices/", {**special, "customer": str(foreign.id)})
        assert answer.status_code == 422
        assert "Iris Pharma" not in answer.content.decode()

    def test_below_cost_is_said(self, owner, address, special) -> None:
        page = owner.post(address + "special-prices/", {**special, "amount": "15.99", "step": ""})
        assert "1 of these prices is below your cost." in page.content.decode()

    def test_below_cost_needs_a_tick(self, world, owner, address, special) -> None:
        low = {**special, "amount": "15.99"}
        answer = owner.post(address + "special-prices/", low)
        assert answer.status_code == 422
        assert "Tick that you sell below your cost" in answer.content.decode()
        assert not world.read(SpecialPrice.objects.exists)
        assert owner.post(address + "special-prices/", {**low, "sell_below_cost": "1"}).status_code == 303
        assert world.read(SpecialPrice.objects.get).unit_price_minor == 1599

    def test_free_of_charge_is_a_price(self, world, owner, address, special) -> None:
        assert (
            "€0.00"
            in owner.post(
                address + "special-prices/", {**special, "amount": "0", "step": ""}
            ).content.decode()
        )

    def test_ending_it(self, world, owner, address, special) -> None:
        owner.post(address + "special-prices/", special)
        found = world.read(SpecialPrice.objects.get)
        form = f"{address}special-prices/{found.id}/end/"
        assert owner.post(form)["Location"] == address
        assert not world.read(SpecialPrice.objects.exists)
        said = owner.get(address).content.decode()
        assert (
            "Ended: the special price of €18.60 from 19 Nov 2026 until 31 Dec 2026, for Olympia Foods SA."
            in said
        )
        answer = owner.post(form)
        assert answer.status_code == 422
        assert "Somebody else has removed this already." in answer.content.decode()

    def test_one_that_is_planned_is_taken_back(self, world, owner, address, special) -> None:
        owner.post(address + "special-prices/", special | {"first": "2026-12-01"})
        found = world.read(SpecialPrice.objects.get)
        page = owner.get(address).content.decode()
        assert ">Take back</button>" in page
        assert "End now" not in page
        done = owner.post(f"{address}special-prices/{found.id}/end/", follow=True).content.decode()
        assert (
            "Taken back: the special price of €18.60 from 1 Dec 2026 until 31 Dec 2026, for Olympia Foods SA."
            in done
        )
        assert not world.read(SpecialPrice.objects.exists)
        history = owner.get(f"{address}history/").content.decode()
        assert "Special price taken back" in history
        assert "from 1 Dec 2026" in history


class TestDiscount:
    def test_it_is_shown_saved_and_ended(self, world, owner, address, off) -> None:
        page = owner.post(address + "discounts/", {**off, "step": "preview"}).content.decode()
        for text in ("Less 7% discount", "−€1.40", "€18.60"):
            assert text in page, text
        assert owner.post(address + "discounts/", off).status_code == 303
        found = world.read(Discount.objects.get)
        assert (found.percent_bp, found.customer_id) == (700, None)
        assert "7% off" in owner.get(address).content.decode()
        assert owner.post(f"{address}discounts/{found.id}/end/").status_code == 303
        # Set and ended on one day, it has no last day: yesterday lies before its first.
        history = owner.get(f"{address}history/").content.decode()
        assert "1 month; on 19 Nov 2026, the day it began" in history
        assert "until 18 Nov" not in history
        assert not world.read(Discount.objects.exists)

    def test_below_cost_needs_a_tick(self, world, owner, address, off) -> None:
        # 20.00 less 21% is 15.80, and it costs 16.00.
        low = {**off, "amount": "21"}
        assert owner.post(address + "discounts/", low).status_code == 422
        assert not world.read(Discount.objects.exists)
        assert owner.post(address + "discounts/", {**low, "sell_below_cost": "1"}).status_code == 303

    @pytest.mark.parametrize("amount", ["0", "100.01", "-5", "x", ""])
    def test_what_is_no_discount_comes_back(self, owner, address, off, amount) -> None:
        answer = owner.post(address + "discounts/", {**off, "amount": amount})
        assert answer.status_code == 422
        assert "Enter a percentage" in answer.content.decode()

    def test_an_overlap_names_the_other(self, owner, address, off) -> None:
        owner.post(address + "discounts/", off)
        answer = owner.post(address + "discounts/", off)
        assert answer.status_code == 422
        assert "the discount of 7%" in answer.content.decode()


def test_no_such_product(owner) -> None:
    for form in ("", "markup/", "special-prices/", "discounts/"):
        assert owner.get(f"{PRICES}{uuid.uuid4()}/{form}").status_code == 404
    for form in ("markup/", "special-prices/", "discounts/"):
        assert owner.post(f"{PRICES}{uuid.uuid4()}/{form}", {"step": "save"}).status_code == 404
    assert owner.get(f"{PRICES}categories/{uuid.uuid4()}/markup/").status_code == 404


def test_at_most_ten_statements(world, owner, address, special) -> None:
    owner.post(address + "special-prices/", special)
    for page in (PRICES, address, address + "markup/", address + "special-prices/", address + "discounts/"):
        world.check_statements(owner, page)
