"""Fifty published cases of proration, upgrade and refund, exact to the cent, each under its vendor's rule (R16).

tests/data/money-cases.csv says where each was read. Tiers, fixed discounts and calendar alignment are inputs: the
engine is given a period and its amounts. Where a case names no day, the test chooses one that fits its share.
"""

# ruff: noqa: N802 (a test bears the id of its case)

import csv
import datetime as dt
import sys
from fractions import Fraction
from pathlib import Path

from seatwise.billing.domain import engine, shipped_rules
from seatwise.billing.domain.engine import Answer, Held, Moment, Reduce, Target, When
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.kernel import allocation, money, period
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period
from seatwise.pricing.domain import vat

CASES = Path(__file__).parents[2] / "data" / "money-cases.csv"
EXCUSED = {
    "KB-10": "An account's balance of credit and charges: payments of others, which the product does not keep.",
    "KB-11": "What a paid invoice and its account show after an adjustment: payments of others.",
    "KB-12": "Paying money back, with and without an adjustment: payments of others.",
}


def eur(text: str) -> Money:
    return money.parse(text.replace(",", ""), "EUR")


def rule(name: str) -> VendorRule:
    return shipped_rules.BOOK.rule(name)


def on(text: str, time_zone: str = "UTC") -> Moment:
    """A day's or a minute's instant in UTC, met in a customer's time zone."""
    return Moment(at=dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC), time_zone=time_zone)


def buy(
    rule: VendorRule,
    price: str,
    at: Moment,
    *,
    months: int = 1,
    quantity: int = 1,
    within: Period | None = None,
) -> Answer:
    change = engine.Buy(
        id="bought",
        subscription="S-1",
        unit_price=eur(price),
        quantity=quantity,
        months=months,
        term_months=months,
        period=within,
    )
    return engine.start(rule=rule, change=change, moment=at)


def held(found: Answer) -> Held:
    (one,) = found.held
    return one


def upgrade(
    rule: VendorRule,
    source: Held,
    price: str,
    at: Moment,
    *,
    months: int | None = None,
    when: When = When.NOW,
) -> Answer:
    target = Target(
        subscription=f"{source.id}+",
        unit_price=eur(price),
        months=months or source.months,
        term_months=months or source.months,
    )
    change = engine.Upgrade(id=f"up to {price}", target=target, when=when)
    return engine.work_out(rule=rule, held=source, change=change, moment=at)


def reprice(rule: VendorRule, source: Held, price: Money, at: Moment) -> Answer:
    change = engine.Reprice(id="repriced", unit_price=price)
    return engine.work_out(rule=rule, held=source, change=change, moment=at)


def add(rule: VendorRule, source: Held, quantity: int, at: Moment, when: When = When.NOW) -> Answer:
    change = engine.Add(id="more", quantity=quantity, when=when)
    return engine.work_out(rule=rule, held=source, change=change, moment=at)


def cancel(rule: VendorRule, source: Held, at: Moment, quantity: int | None = None) -> Answer:
    return engine.work_out(rule=rule, held=source, change=Reduce(id="less", quantity=quantity), moment=at)


def following(rule: VendorRule, source: Held, name: str = "next") -> Answer:
    return engine.next_period(rule=rule, held=source, name=name, time_zone="UTC")


def amounts(found: Answer) -> list[str]:
    return [money.plain(line.amount) for line in found.lines]


def gross(net: Money, percent: int) -> Money:
    return vat.on_line(net=net, rate=Percent(percent * 100)).gross


# Polar


def test_POL_01() -> None:
    polar = rule("polar")
    source = held(buy(polar, "100.00", on("2025-06-01")))
    found = upgrade(polar, source, "300.00", on("2025-06-16"))
    assert amounts(found) == ["-50.00", "150.00"]
    assert found.due_now == eur("100.00")
    assert [line.share for line in found.lines] == [Fraction(15, 30)] * 2
    assert held(found).period == source.period


def test_POL_02() -> None:
    polar = rule("polar")
    source = held(buy(polar, "100.00", on("2025-06-01")))
    found = upgrade(polar, source, "300.00", on("2025-06-11"))
    assert amounts(found) == ["-66.67", "200.00"]


def test_POL_04() -> None:
    polar = rule("polar")
    source = held(buy(polar, "1000.00", on("2024-08-01"), months=12))
    found = upgrade(polar, source, "3000.00", on("2024-10-01"))
    assert amounts(found) == ["-832.88", "2498.63"]
    assert found.lines[0].share == Fraction(304, 365)


def test_POL_06() -> None:
    polar = rule("polar")
    source = held(buy(polar, "1000.00", on("2023-02-18"), months=12))
    found = upgrade(polar, source, "3000.00", on("2023-09-05"))
    assert amounts(found) == ["-454.79", "1364.38"]
    assert found.lines[0].share == Fraction(166, 365)


def test_POL_07() -> None:
    polar = rule("polar-prorate")
    source = held(buy(polar, "100.00", on("2025-06-01")))
    found = upgrade(polar, source, "1000.00", on("2025-06-16"), months=12)
    assert amounts(found) == ["-50.00", "1000.00"]
    assert (found.due_now, found.next_bill) == (
        eur("950.00"),
        eur("0.00"),
    )  # at once, though this rule carries
    assert held(found).anchor == dt.date(2025, 6, 16)
    assert held(found).period == Period(dt.date(2025, 6, 16), dt.date(2026, 6, 16))


def test_POL_08() -> None:
    polar = rule("polar")
    source = held(buy(polar, "1000.00", on("2025-06-01"), months=12))
    found = upgrade(polar, source, "100.00", on("2025-08-13"), months=1)
    assert amounts(found) == ["-800.00", "100.00"]
    assert found.due_now == -eur("700.00")
    assert found.lines[0].share == Fraction(292, 365)


def test_POL_10() -> None:
    polar = rule("polar-prorate")
    source = held(buy(polar, "100.00", on("2025-06-01")))
    entries = []
    for price, day in (("200.00", "2025-06-07"), ("300.00", "2025-06-13"), ("400.00", "2025-06-19")):
        found = upgrade(polar, source, price, on(day))
        entries.append(amounts(found))
        source = held(found)
        assert found.due_now == eur("0.00")
    assert entries == [["-80.00", "160.00"], ["-120.00", "180.00"], ["-120.00", "160.00"]]
    assert found.next_bill == source.carried == eur("180.00")
    assert following(polar, source).due_now == eur("400.00") + eur("180.00")


def test_POL_11() -> None:
    polar = rule("polar")
    source = held(buy(polar, "75.00", on("2025-06-01")))  # 100 less 25%, as really paid
    assert amounts(upgrade(polar, source, "500.00", on("2025-06-16"))) == ["-37.50", "250.00"]


def test_POL_13() -> None:
    polar = rule("polar")
    source = held(buy(polar, "75.00", on("2025-06-01")))  # 100 less 25.00
    assert amounts(upgrade(polar, source, "950.00", on("2025-06-16"))) == ["-37.50", "475.00"]


def test_POL_15() -> None:
    def seats(count: int) -> Money:
        """The seats' amount less their share of the fixed discount of 150."""
        _, share = allocation.allocate(150_00, [100_00, count * 50_00])
        return Money(count * 50_00 - share, "EUR")

    polar = rule("polar")
    before, after = seats(2), seats(4)
    assert after - before == eur("75.00")
    source = held(buy(polar, money.plain(before), on("2025-06-01")))
    assert amounts(reprice(polar, source, after, on("2025-06-16"))) == ["37.50"]


def test_POL_16() -> None:
    polar = rule("polar")
    source = held(buy(polar, "10.00", on("2025-06-01"), quantity=5))
    scheduled = upgrade(polar, source, "25.00", on("2025-06-10"), when=When.PERIOD_END)
    assert scheduled.lines == ()
    found = add(polar, held(scheduled), 3, on("2025-06-16"))
    assert amounts(found) == ["15.00"]
    assert found.due_now == eur("15.00")
    assert held(found).planned == held(scheduled).planned
    renewed = following(polar, held(found))
    assert amounts(renewed) == ["200.00"]
    assert held(renewed).unit_price == eur("25.00")
    assert held(renewed).planned == ()


def test_POL_18() -> None:
    polar = rule("polar-seats")
    source = held(buy(polar, "30.00", on("2025-01-01T12:00")))  # 3 at 10
    found = reprice(polar, source, eur("64.00"), on("2025-01-16T12:00"))  # 8 at 8
    assert amounts(found) == ["17.54"]
    assert found.lines[0].share == Fraction(16, 31)
    assert "cut and not rounded" in str(found.lines[0].explanation)
    assert following(polar, held(found)).due_now == eur("81.54")


def test_POL_19() -> None:
    polar = rule("polar-seats")
    source = held(buy(polar, "64.00", on("2025-02-01T12:00")))  # 8 at 8
    found = reprice(polar, source, eur("40.00"), on("2025-02-15T12:00"))  # 4 at 10
    assert amounts(found) == ["-12.00"]
    assert following(polar, held(found)).due_now == eur("28.00")


def test_POL_20() -> None:
    polar = rule("polar")
    base = held(buy(polar, "999.00", on("2025-06-01")))
    source = held(buy(polar, "1000.00", on("2025-06-01")))  # 50 at 0, 50 at 20
    found = reprice(polar, source, eur("1752.50"), on("2025-06-16"))  # and 43 at 17.50
    assert amounts(found) == ["376.25"]
    assert {line.subscription for line in found.lines} == {source.id}
    assert base.recurring + found.recurring_total == eur("2751.50")


def test_POL_21() -> None:
    polar = rule("polar-reset")
    source = held(buy(polar, "50.00", on("2025-06-01")))
    found = upgrade(polar, source, "100.00", on("2025-06-16"))
    assert amounts(found) == ["100.00"]
    assert held(found).period == Period(dt.date(2025, 6, 16), dt.date(2025, 7, 16))
    assert held(found).anchor.day == 16


def test_POL_23() -> None:
    polar = rule("polar")
    found = upgrade(polar, held(buy(polar, "100.00", on("2025-06-01"))), "200.00", on("2025-06-16"))
    assert found.net == eur("50.00")
    assert gross(found.net, 20) == eur("60.00")
    assert money.total((gross(line.amount, 20) for line in found.lines), "EUR") == eur("60.00")


# Kill Bill


def test_KB_01() -> None:
    thirty = rule("kill-bill-30-days")
    for start, day in ((dt.date(2023, 4, 23), "2023-05-15"), (dt.date(2023, 5, 23), "2023-06-15")):
        found = buy(thirty, "19.95", on(day), within=period.nth(start, 1, 0))
        assert amounts(found) == ["5.32"]
        assert found.lines[0].share == Fraction(8, 30)


def test_KB_03() -> None:
    thirty = rule("kill-bill-30-days")
    found = cancel(thirty, held(buy(thirty, "19.95", on("2023-04-23"))), on("2023-05-15"))
    assert amounts(found) == ["-5.32"]
    assert found.due_now == -eur("5.32")
    assert found.held == ()


def test_KB_04() -> None:
    kill_bill = rule("kill-bill")
    first = buy(kill_bill, "29.95", on("2022-11-27"), quantity=7)
    assert amounts(first) == ["209.65"]
    planned = add(kill_bill, held(first), 3, on("2022-12-01"), When.PERIOD_END)
    assert planned.lines == ()
    renewed = following(kill_bill, held(planned))
    assert amounts(renewed) == ["299.50"]
    assert held(renewed).period.start == dt.date(2022, 12, 27)
    assert held(renewed).quantity == 10


def test_KB_05() -> None:
    kill_bill = rule("kill-bill")
    found = upgrade(kill_bill, held(buy(kill_bill, "599.95", on("2012-05-01"))), "9.95", on("2012-05-07"))
    assert amounts(found) == ["-483.83", "8.02"]
    assert found.due_now == -eur("475.81")
    assert found.lines[0].share == Fraction(25, 31)


def test_KB_07() -> None:
    kill_bill = rule("kill-bill")
    bought = held(buy(kill_bill, "249.95", on("2012-05-01")))
    adjusted = engine.charged(
        id="bought",
        amount=eur("249.95"),
        quantity=1,
        unit_price=eur("249.95"),
        first_day=dt.date(2012, 5, 1),
        given_back=eur("10.00"),
    )
    source = Held(
        id=bought.id,
        unit_price=bought.unit_price,
        months=1,
        period=bought.period,
        term=bought.term,
        anchor=bought.anchor,
        batches=bought.batches,
        charges=(adjusted,),
        carried=eur("0.00"),
    )
    found = upgrade(kill_bill, source, "9.95", on("2012-05-02"))
    assert amounts(found) == ["-239.95", "9.63"]
    assert found.lines[0].limited
    assert found.due_now == -eur("230.32")


def test_KB_08() -> None:
    kill_bill = rule("kill-bill")
    source = held(buy(kill_bill, "2399.95", on("2012-05-01"), months=12))
    found = upgrade(kill_bill, source, "249.95", on("2012-05-01"), months=1)
    assert amounts(found) == ["-2399.95", "249.95"]
    june = following(kill_bill, held(found), "june")
    july = following(kill_bill, held(june), "july")
    balance = [found.due_now, found.due_now + june.due_now, found.due_now + june.due_now + july.due_now]
    assert balance == [-eur("2150.00"), -eur("1900.05"), -eur("1650.10")]


def shares(anchor: dt.date, months: int, start: dt.date, end: dt.date) -> list[Fraction]:
    """The share of every period of the anchor that the days from start to end take."""
    found = []
    day = start
    while day < end:
        current = period.containing(anchor, months, day)
        part = engine.between(
            rule=rule("kill-bill"),
            span=engine.Span(period=current),
            start=on(day.isoformat()),
            end=on(min(end, current.end).isoformat()),
        )
        found.append(part.share)
        day = current.end
    return found


def test_KB_13() -> None:
    found = shares(dt.date(2010, 1, 17), 12, dt.date(2011, 1, 10), dt.date(2012, 3, 4))
    assert found == [Fraction(7, 365), 1, Fraction(47, 366)]


def test_KB_14() -> None:
    found = shares(dt.date(2011, 1, 7), 1, dt.date(2011, 1, 31), dt.date(2011, 3, 10))
    assert found == [Fraction(7, 31), 1, Fraction(3, 31)]


# Lago


def test_LAGO_01() -> None:
    august = Period(dt.date(2026, 8, 1), dt.date(2026, 9, 1))
    assert amounts(buy(rule("lago"), "50.00", on("2026-08-10"), within=august)) == ["35.48"]


def test_LAGO_02() -> None:
    """In arrears: both parts of the month are charged when they are over."""
    january = engine.Span(period=Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1)))
    parts = [
        engine.amount(
            rule=rule("lago"),
            unit_price=eur(price),
            quantity=1,
            left=engine.between(rule=rule("lago"), span=january, start=on(start), end=on(end)),
        )
        for price, start, end in (
            ("100.00", "2026-01-01", "2026-01-15"),
            ("200.00", "2026-01-15", "2026-02-01"),
        )
    ]
    assert parts == [eur("45.16"), eur("109.68")]


def test_LAGO_03() -> None:
    lago = rule("lago")
    march = Period(dt.date(2024, 3, 1), dt.date(2024, 4, 1))
    first = buy(lago, "10.00", on("2024-03-05"), within=march)
    second = upgrade(lago, held(first), "15.00", on("2024-03-12T12:12"))
    third = upgrade(lago, held(second), "19.00", on("2024-03-12T13:12"))
    assert [amounts(each) for each in (first, second, third)] == [
        ["8.71"],
        ["-6.45", "9.68"],
        ["-9.68", "12.26"],
    ]
    assert [gross(each.lines[0].amount, 25) for each in (second, third)] == [-eur("8.06"), -eur("12.10")]


def test_LAGO_05() -> None:
    lago = rule("lago")
    source = held(buy(lago, "129.00", on("2023-07-19")))
    for name in ("august", "september", "october"):
        source = held(following(lago, source, name))
    asked = upgrade(lago, source, "1188.00", on("2023-11-09"), months=12)
    assert (asked.lines, asked.due_now) == ((), eur("0.00"))
    assert [plan.on for plan in asked.planned] == [dt.date(2023, 11, 19)]
    switched = following(lago, held(asked))
    assert amounts(switched) == ["788.75"]
    assert switched.lines[0].share == Fraction(243, 366)
    assert held(switched).period == Period(dt.date(2023, 7, 19), dt.date(2024, 7, 19))


FEBRUARY = Period(dt.date(2023, 2, 1), dt.date(2023, 3, 1))


def test_LAGO_07() -> None:
    lago = rule("lago")
    first = buy(lago, "50.00", on("2023-02-08T09:00"), within=FEBRUARY)
    back = cancel(lago, held(first), on("2023-02-08T17:00"))
    assert [first.lines[0].share, back.lines[0].share] == [Fraction(21, 28), Fraction(20, 28)]
    assert gross(first.net, 20) == eur("45.00")
    assert (back.net, gross(back.net, 20)) == (-eur("35.71"), -eur("42.85"))


def test_LAGO_08() -> None:
    lago, zone = rule("lago"), "America/Los_Angeles"
    first = buy(lago, "50.00", on("2023-02-08T05:00", zone), within=FEBRUARY)
    back = cancel(lago, held(first), on("2023-02-08T06:00", zone))
    assert [first.lines[0].share, back.lines[0].share] == [Fraction(22, 28), Fraction(21, 28)]
    assert gross(first.net, 20) == eur("47.15")
    assert gross(back.net, 20) == -eur("45.00")


def test_LAGO_10() -> None:
    lago = rule("lago")
    usage = eur("50.00")  # another system's amount, which only joins the last bill
    february = Period(dt.date(2025, 2, 1), dt.date(2025, 3, 1))
    first = buy(lago, "100.00", on("2025-02-08"), within=february)
    back = cancel(lago, held(first), on("2025-02-21"))
    assert (first.net, gross(first.net, 20)) == (eur("75.00"), eur("90.00"))
    assert (back.net, gross(back.net, 20)) == (-eur("25.00"), -eur("30.00"))
    assert gross(usage, 20) + gross(back.net, 20) == eur("30.00")


def test_LAGO_12() -> None:
    lago = rule("lago-without-credit")
    usage = eur("50.00")
    february = Period(dt.date(2025, 2, 1), dt.date(2025, 3, 1))
    back = cancel(lago, held(buy(lago, "100.00", on("2025-02-08"), within=february)), on("2025-02-21"))
    assert (back.lines, back.held) == ((), ())
    assert gross(usage + back.net, 20) == eur("60.00")


def test_LAGO_13() -> None:
    fixed = rule("lago-fixed-charges")
    source = held(buy(fixed, "10.00", on("2026-06-01"), quantity=10))
    less = cancel(fixed, source, on("2026-06-10"), 5)
    assert (less.lines, less.due_now, held(less).quantity) == ((), eur("0.00"), 5)
    more = add(fixed, held(less), 10, on("2026-06-20"))
    assert amounts(more) == ["0.00", "50.00"]
    assert [line.quantity for line in more.lines] == [5, 5]
    assert held(more).quantity == 15


# Microsoft. Partner Center writes days in UTC: the customer's day of purchase is the 10th until the next morning there.

PACIFIC = "America/Los_Angeles"


def test_MS_01() -> None:
    center = rule("microsoft-partner-center")
    first = buy(center, "4.00", on("2019-06-10T18:00", PACIFIC))
    more = add(center, held(first), 1, on("2019-06-11T05:00", PACIFIC))
    assert amounts(first) + amounts(more) == ["4.00", "-4.00", "8.00"]
    assert first.due_now + more.due_now == eur("8.00")


def test_MS_02() -> None:
    center = rule("microsoft-partner-center")
    first = buy(center, "4.00", on("2019-06-10T18:00", PACIFIC))
    more = add(center, held(first), 1, on("2019-06-12T05:00", PACIFIC))
    assert amounts(first) + amounts(more) == ["4.00", "-3.87", "7.74"]
    assert first.due_now + more.due_now == eur("7.87")


def test_MS_03() -> None:
    center = rule("microsoft-partner-center")
    first = buy(center, "4.00", on("2019-06-10T18:00", PACIFIC), quantity=2)
    less = cancel(center, held(first), on("2019-06-10T20:00", PACIFIC), 1)
    assert amounts(first) + amounts(less) == ["8.00", "-8.00", "4.00"]
    assert first.due_now + less.due_now == eur("4.00")


def test_MS_05() -> None:
    legacy = rule("microsoft-legacy-monthly")
    more = add(legacy, held(buy(legacy, "4.00", on("2018-01-13"))), 1, on("2018-02-01"))
    assert amounts(more) == ["-4.00", "2.45", "3.10"]
    assert [line.share for line in more.lines] == [1, Fraction(19, 31), Fraction(12, 31)]
    assert amounts(following(legacy, held(more))) == ["8.00"]


def test_MS_06() -> None:
    legacy = rule("microsoft-legacy-monthly")
    back = cancel(legacy, held(buy(legacy, "4.00", on("2018-02-13"))), on("2018-03-01"))
    assert amounts(back) == ["-1.72"]
    assert "12 of 28 days left" in str(back.lines[0].explanation)
    assert "at 0.143 a day" in str(back.lines[0].explanation)


def test_MS_07() -> None:
    legacy = rule("microsoft-legacy-annual")
    more = add(legacy, held(buy(legacy, "48.00", on("2018-01-13"), months=12)), 1, on("2018-02-01"))
    assert amounts(more) == ["-48.00", "2.47", "89.96"]


# Others


def test_APX_01() -> None:
    appxite = rule("appxite")
    first = buy(appxite, "3.00", on("2021-10-12T08:00"), quantity=10)
    back = cancel(appxite, held(first), on("2021-10-12T16:00"))
    assert amounts(first) + amounts(back) == ["30.00", "-30.00"]


def test_STR_01() -> None:
    stripe = rule("stripe")
    found = upgrade(stripe, held(buy(stripe, "10.00", on("2025-06-01"))), "20.00", on("2025-06-16"))
    assert amounts(found) == ["-5.00", "10.00"]
    assert found.net == eur("5.00")


def test_STR_03() -> None:
    stripe = rule("stripe")
    source = held(buy(stripe, "15.20", on("2025-07-01")))  # 19.00 less 20%
    found = upgrade(stripe, source, "143.20", on("2025-07-10T23:00"), months=12)  # 179.00 less 20%
    credit, debit = found.lines
    assert (credit.amount, debit.amount) == (-eur("10.32"), eur("143.20"))
    assert eur("179.00") + credit.amount == eur("168.68")
    assert debit.amount - eur("179.00") == -eur("35.80")
    assert found.due_now == eur("132.88")


def test_AUT_01() -> None:
    autumn = rule("autumn")
    found = upgrade(autumn, held(buy(autumn, "20.00", on("2025-06-01"))), "50.00", on("2025-06-16"))
    assert found.due_now == eur("15.00")


def test_NEG_01() -> None:
    house = rule("house")
    bills = [buy(house, "20.00", on("2026-08-03"))]
    for name in range(11):
        bills.append(following(house, held(bills[-1]), str(name)))
    assert money.total((bill.due_now for bill in bills), "EUR") == eur("240.00")
    assert held(bills[-1]).period.end == dt.date(2027, 8, 3)


def test_NEG_02() -> None:
    found = buy(rule("house"), "1,099,000.00", on("2026-07-01"), months=3)
    assert amounts(found) == ["1099000.00"]
    assert found.lines[0].left.of == 92


def test_NEG_04() -> None:
    house = rule("house")
    found = upgrade(house, held(buy(house, "49.00", on("2026-07-01"))), "99.00", on("2026-07-17"))
    assert [line.share for line in found.lines] == [Fraction(15, 31)] * 2
    assert found.net == eur("24.19")


def test_NEG_05() -> None:
    house = rule("house")
    source = held(buy(house, "65.00", on("2026-07-01T09:00"), months=12))
    found = upgrade(house, source, "55.00", on("2026-07-01T11:00"), months=3)
    assert amounts(found) == ["-65.00", "55.00"]
    assert found.due_now == -eur("10.00")
    assert held(found).period == Period(dt.date(2026, 7, 1), dt.date(2026, 10, 1))


# All of them


def test_every_case_is_tested_or_excused() -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        published = [row["id"] for row in csv.DictReader(file)]
    tests = [name for name in vars(sys.modules[__name__]) if name.startswith("test_") and name[5:6].isupper()]
    tested = {name.removeprefix("test_").replace("_", "-") for name in tests}
    assert len(published) == len(set(published)) == 50
    assert tested | EXCUSED.keys() == set(published)
    assert not tested & EXCUSED.keys()
    assert len(EXCUSED) <= 12
    assert all(reason.endswith(".") for reason in EXCUSED.values())
