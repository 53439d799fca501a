"""The worked examples of docs/pricing.md, worked out by the code: a row of the page that the code would not write fails."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from seatwise.billing.domain import proration
from seatwise.kernel import money
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period
from seatwise.pricing.domain import changes, unit_price, vat, visibility
from seatwise.pricing.domain.unit_price import Markups, PriceBreakdown
from seatwise.pricing.domain.visibility import Hidden

PAGE = (Path(__file__).parents[3] / "docs" / "pricing.md").read_text(encoding="utf-8")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def euro(amount: Money) -> str:
    text = f"{amount.minor / 100:,.2f}".lstrip("-")
    assert text.replace(",", "") == money.plain(amount).lstrip("-")
    return f"{'−' if amount.minor < 0 else ''}€{text}"


def rows_under(heading: str) -> list[tuple[str, ...]]:
    """The rows of the first table under the heading, without its head."""
    _, found, after = PAGE.partition(f"\n### {heading}\n")
    assert found, f"no heading {heading!r}"
    lines = after.split("\n#")[0].splitlines()
    cells = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("|")
    ]
    return cells[2:]


def example(**changes: object) -> PriceBreakdown:
    """Microsoft 365 Business Basic for the German market, one year billed monthly, 25 licences, 20% markup."""
    values: dict[str, object] = {
        "cost_for_term": money.in_minor(Fraction("55.64"), "EUR"),
        "currency": "EUR",
        "term_months": 12,
        "billing_months": 1,
        "markups": Markups(reseller=Percent(2000)),
        "quantity": 25,
    }
    return unit_price.price(**(values | changes))  # type: ignore[arg-type]


def test_from_cost_to_line() -> None:
    found = example(discount_for_customer=Percent(700))
    assert rows_under("Example: from cost to line") == [
        ("cost for the term", "€55.64", "from the vendor's file, `P1Y` billed `Monthly`"),
        ("cost per period", "€4.63⅔", "55.64 × 1 / 12, exact, never rounded by itself"),
        ("markup", str(found.markup), "the reseller's default"),
        ("list price", euro(found.list_price), "4.63⅔ × 1.20 = 5.564, half-up"),
        ("special price", "", "none"),
        ("unit price", euro(found.unit_price), "the list price"),
        ("discount", str(found.discount), "this customer's"),
        ("final unit price", euro(found.final_unit_price), "5.56 × 0.93 = 5.1708, half-up"),
        ("quantity", str(found.quantity), ""),
        ("line", euro(found.line_total), "5.17 × 25"),
        ("cost of the line", euro(found.line_cost), "4.63⅔ × 25 = 115.91⅔, half-up"),
        ("margin", euro(found.margin), "129.25 − 115.92"),
    ]
    assert found.cost_per_period == 463 + Fraction(2, 3)
    assert found.cost_per_period * 25 == 11_591 + Fraction(2, 3)


def test_which_price_wins() -> None:
    own, all_of_them = Money(450, "EUR"), Money(500, "EUR")
    found = [
        example(special_price_for_customer=own, special_price_for_everybody=all_of_them),
        example(special_price_for_everybody=all_of_them),
        example(markups=Markups(product=Percent(1000), category=Percent(1500), reseller=Percent(2000))),
        example(markups=Markups(category=Percent(1500), reseller=Percent(2000))),
        example(),
    ]
    assert [price for _, price in rows_under("Example: which price wins")] == [
        euro(each.unit_price) for each in found
    ]


def test_agreed_price_for_more_licences() -> None:
    agreed = unit_price.final_unit_price(unit_price=Money(2000, "EUR"), discount=Percent(700))
    first = proration.rest_of_period(unit_price=agreed, quantity=3, period=NOVEMBER, on=date(2026, 11, 19))
    assert euro(agreed) == "€18.60"
    assert "€20.00 less 7% = €18.60" in PAGE
    assert (
        f"{first.days_left} of {first.days} days left × 3 licences × €18.60 = **{euro(first.amount)}**"
        in PAGE
    )


@pytest.mark.parametrize("row", rows_under("Example: days left"))
def test_days_left(row: tuple[str, str, str]) -> None:
    day, share, charged = row
    on = datetime.strptime(day, "%d %b %Y").replace(tzinfo=UTC).date()
    if charged == "refused":
        assert share == f"{NOVEMBER.days_left(on)} of {NOVEMBER.days}"
        with pytest.raises(proration.PeriodEnded):
            proration.rest_of_period(unit_price=Money(1860, "EUR"), quantity=3, period=NOVEMBER, on=on)
        return
    line = proration.rest_of_period(unit_price=Money(1860, "EUR"), quantity=3, period=NOVEMBER, on=on)
    assert (share, charged) == (f"{line.days_left} of {line.days}", euro(line.amount))


def test_vat_per_line() -> None:
    lines = [
        vat.on_line(
            net=proration.rest_of_period(
                unit_price=Money(minor, "EUR"), quantity=3, period=NOVEMBER, on=date(2026, 11, 19)
            ).amount,
            rate=Percent(2400),
        )
        for minor in (1860, 266)
    ]
    total = vat.total(lines=lines, currency="EUR")
    assert [row[1:] for row in rows_under("Example: VAT")] == [
        (euro(each.net), euro(each.vat), euro(each.gross)) for each in (*lines, total)
    ]


@pytest.mark.parametrize("row", rows_under("Table: why a price is hidden"))
def test_why_a_price_is_hidden(row: tuple[str, str, str, str]) -> None:
    published, bought, placed_by, shown = row
    standard_since = datetime(2026, 3, 1, tzinfo=UTC)
    found = visibility.price_visibility(
        published=published == "yes",
        bought_at=datetime(2026, 2 if bought == "before" else 4, 1, tzinfo=UTC),
        placed_by=ActorKind(placed_by),
        standard_since=standard_since,
    )
    said = str(found.sentence(reseller="TechSolutions")) if isinstance(found, Hidden) else "the price"
    assert shown == said


def test_every_combination_is_in_the_table() -> None:
    rows = rows_under("Table: why a price is hidden")
    assert len({row[:3] for row in rows}) == len(rows) == 8


def test_whom_a_special_price_reaches() -> None:
    def today(**own: object) -> PriceBreakdown:
        return unit_price.price(
            cost_for_term=money.in_minor(16, "EUR"),
            currency="EUR",
            term_months=1,
            billing_months=1,
            markups=Markups(reseller=Percent(2500)),
            **own,  # type: ignore[arg-type]
        )

    typed = date(2026, 11, 19)

    def typed_as(minor: int, last: date | None = None) -> changes.Edit:
        return changes.Edit(special_price=Money(minor, "EUR"), special_days=changes.Days(typed, last))

    def pays(price: PriceBreakdown, edit: changes.Edit, on: date) -> str:
        return euro(changes.repriced(price=price, edit=edit.on(on)).final_unit_price)

    december, february = date(2026, 12, 19), date(2027, 2, 1)
    own = today(special_price_for_customer=Money(1860, "EUR"))
    assert euro(today().final_unit_price) == "€20.00"
    assert rows_under("Example: whom a special price reaches") == [
        ("Olympia, nothing special", "19 Dec 2026", pays(today(), typed_as(1800), december)),
        ("Aegean, its own special price €18.60", "19 Dec 2026", pays(own, typed_as(1800), december)),
        (
            "Harbor, and the special price ends on 31 Jan 2027",
            "1 Feb 2027",
            pays(today(), typed_as(1800, date(2027, 1, 31)), february),
        ),
    ]
    assert changes.repriced(price=today(), edit=typed_as(1599)).is_below_cost
    assert not changes.repriced(price=today(), edit=typed_as(1600)).is_below_cost
