"""The reseller's overview: what waits, which terms end next, and the money by month, exact."""

import datetime as dt
import re

import pytest

from seatwise.console.overview import views
from seatwise.kernel.money import Money
from seatwise.ordering.domain import commands
from seatwise.ui import formatting
from tests import factories, jobs

CONSOLE = "/techsolutions/console/"


def test_what_waits_and_which_terms_end_next(world, owner) -> None:
    yearly = factories.offer(title="Adobe Acrobat", term_months=12, billing_months=12, cost="96.00")
    factories.publish(world.reseller, yearly)
    world.have((world.offer, 3), (yearly, 2))
    world.order((world.setup, 1))
    page = owner.get(CONSOLE).content.decode()
    assert "Adobe Acrobat" in page
    assert "19 Nov 2027" in page
    assert "Microsoft 365 Business Premium" not in page
    assert 'hx-get="/techsolutions/console/money/"' in page


def test_a_month_that_ends_for_good_is_among_them(world, owner) -> None:
    world.have((world.offer, 3))
    assert "No longer term is running, and no month ends for good." in owner.get(CONSOLE).content.decode()
    world.order_fewer(3, "period_end")
    page = owner.get(CONSOLE).content.decode()
    listed = page[page.index("Terms that end next") :]
    assert "Microsoft 365 Business Premium" in listed
    assert "renews by itself" not in listed


def test_the_money_by_month(world, owner, time_machine) -> None:
    """Bought in November, some given back in December: revenue, cost and margin of each month."""
    world.have((world.offer, 10))
    time_machine.move_to(factories.NOW + dt.timedelta(days=12), tick=False)
    world.place(
        commands.Reduce(
            customer_id=world.customer.id, subscription_id=world.held().id, quantity=4, when="now"
        )
    )
    jobs.drain()
    owner = world.browser(world.reseller.owner)
    page = owner.get(f"{CONSOLE}money/").content.decode()
    november, december = page.index("Nov 2026"), page.index("Dec 2026")
    assert december < november, "the newest first"
    # 10 × 20.00, cost 10 × 16.00, and as much paid for on the last day
    for text in ("€200.00", "€160.00", "€40.00", "20.0%"):
        assert text in page[november:], text
    assert page[november:].count("€200.00") == 2
    # the given back: 4 × 20.00 × 18/30, cost 4 × 16.00 × 18/30
    for text in ("\u2212€48.00", "\u2212€38.40", "\u2212€9.60"):
        assert text in page[december:november], text
    # 6 × 20.00, paid for and held
    assert "€120.00" in page[december:november]
    assert "€120.00" in page[:december]


def test_the_chart_has_an_axis_in_the_readers_language(world, owner) -> None:
    world.have((world.offer, 300))
    page = owner.get(f"{CONSOLE}money/").content.decode()
    axis = page[page.index('class="cols-y') : page.index('<svg class="cols"')]
    assert re.findall(r"<span>([^<]+)</span>", axis) == ["€6K", "€4K", "€2K", "€0"]
    world.settle(language="el")
    assert "<span>6 χιλ. €</span>" in owner.get(f"{CONSOLE}money/").content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (-5, [0, 1]),
        (0, [0, 1]),
        (99, [0, 1]),
        (401, [0, 2, 4, 6]),
        (2_000_00, [0, 500, 1000, 1500, 2000]),
        (2_000_01, [0, 1000, 2000, 3000]),
        (9_999_99, [0, 5000, 10000]),
    ],
)
def test_ticks_are_few_and_round(highest, ticks) -> None:
    assert [tick.minor for tick in views.ticks_up_to(Money(highest, "EUR"))] == [each * 100 for each in ticks]


def test_every_tick_of_a_small_axis_says_its_own_amount() -> None:
    said = [
        formatting.short_money(tick, language="en-gb") for tick in views.ticks_up_to(Money(180_000, "EUR"))
    ]
    assert said == ["€0", "€500", "€1K", "€1.5K", "€2K"]


def test_a_currency_without_cents_has_ticks_of_its_own() -> None:
    assert [tick.minor for tick in views.ticks_up_to(Money(700, "JPY"))] == [0, 200, 400, 600, 800]


def test_the_part_is_what_the_page_asks_for(owner) -> None:
    part = owner.get(f"{CONSOLE}money/", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith("<section")
    assert "hx-get" not in part


def test_at_most_twelve_statements(world, owner) -> None:
    world.have((world.offer, 3))
    for page in ("", "money/"):
        world.check_statements(owner, CONSOLE + page)


def test_a_new_reseller_sees_what_to_begin_with_until_its_first_order(world, owner) -> None:
    def steps(page: str) -> list[tuple[str, str]]:
        return re.findall(r'class="lk strong" href="/techsolutions/console/([^"]*)".*?</svg>(\w[\w ]*)', page)

    begun = [("settings/", "To do"), ("settings/selling/", "Done"), ("settings/mail/", "To do")]
    begun += [("catalogue/", "Done"), ("customers/new/", "Done")]
    world.settle(vat_rate_bp=2_400)
    assert steps(owner.get(CONSOLE).content.decode()) == begun
    world.settle(vat_rate_bp=0, brand="#112233")
    page = owner.get(CONSOLE).content.decode()
    assert steps(page)[:2] == [("settings/", "Done"), ("settings/selling/", "To do")]
    assert "It is 0% for every customer without a rate of its own." in page
    sales = world.browser(factories.team_member(world.reseller, role="sales"))
    assert "To begin" not in sales.get(CONSOLE).content.decode()
    number = world.order((world.setup, 1))
    assert "To begin" not in owner.get(CONSOLE).content.decode()
    owner.post(f"{CONSOLE}approvals/{number}/rejection/", {"reason": "A try"})
    assert "To begin" not in owner.get(CONSOLE).content.decode()
