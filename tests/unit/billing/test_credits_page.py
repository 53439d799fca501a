"""The worked examples of docs/pricing.md about credits, upgrades, windows and plans, worked out by the engine (R14–R18, R27)."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from seatwise.billing.domain import engine, shipped_rules, vendor_rules
from seatwise.billing.domain.engine import Add, Buy, Held, Moment, Reduce, Target, Upgrade, When
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.kernel import money
from seatwise.kernel.money import Money

PAGE = (Path(__file__).parents[3] / "docs" / "pricing.md").read_text(encoding="utf-8")
HOUSE, MICROSOFT = shipped_rules.HOUSE, shipped_rules.MICROSOFT_NCE
ATHENS = "Europe/Athens"


def euro(amount: Money) -> str:
    text = money.plain(amount)
    return f"−€{text[1:]}" if text.startswith("-") else f"€{text}"


def rows_under(heading: str) -> list[tuple[str, ...]]:
    """The rows of the first table under the heading, without its head."""
    _, found, after = PAGE.partition(f"\n### {heading}\n")
    assert found, f"no heading {heading!r}"
    lines = after.split("\n#")[0].splitlines()
    cells = [
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("|")
    ]
    return cells[2:]


def moment(day: int, time: str = "09:00", month: int = 11) -> Moment:
    hour, minute = map(int, time.split(":"))
    at = dt.datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(ATHENS))
    return Moment(at=at, time_zone=ATHENS)


def bought(rule: VendorRule, minor: int, *, quantity: int, time: str = "09:00", term_months: int = 1) -> Held:
    change = Buy(
        id="first",
        subscription="S-1",
        unit_price=Money(minor, "EUR"),
        quantity=quantity,
        months=1,
        term_months=term_months,
    )
    (held,) = engine.start(rule=rule, change=change, moment=moment(1, time)).held
    return held


def added(rule: VendorRule, held: Held, name: str, quantity: int, at: Moment) -> engine.Answer:
    return engine.work_out(rule=rule, held=held, change=Add(id=name, quantity=quantity), moment=at)


def said(line: engine.Line) -> str:
    """The line's sentence with its price as the page writes it."""
    return str(line.explanation).replace(f"{money.plain(line.unit_price)} EUR", euro(line.unit_price))


def test_upgrade_three_of_ten() -> None:
    target = Target(subscription="S-2", unit_price=Money(1860, "EUR"), months=1, term_months=1)
    found = engine.work_out(
        rule=HOUSE,
        held=bought(HOUSE, 1200, quantity=10),
        change=Upgrade(id="up", target=target, quantity=3),
        moment=moment(19),
    )
    credit, debit = found.lines
    assert rows_under("Example: upgrade 3 of 10") == [
        ("credit", euro(credit.amount), said(credit)),
        ("charge", euro(debit.amount), said(debit)),
        ("due now", euro(found.due_now), ""),
        ("every month before", euro(found.recurring[0].before), ""),
        ("every month after", euro(found.recurring_total), "7 × €12.00 + 3 × €18.60"),
    ]
    assert [held.quantity for held in found.held] == [7, 3]


def test_three_ways_to_add_two_licences() -> None:
    rows = rows_under("Example: three vendors' ways to add two licences")
    found = []
    for row in rows:
        method = row[0].strip("`")
        rule = vendor_rules.read(asdict(HOUSE) | {"method": method})
        more = added(rule, bought(rule, 1860, quantity=10), "more", 2, moment(19))
        found.append((f"`{method}`", ", ".join(euro(line.amount) for line in more.lines), euro(more.due_now)))
    assert rows == found
    assert [row[0].strip("`") for row in rows] == list(vendor_rules.Method)


def test_returned_one_by_one() -> None:
    more = added(HOUSE, bought(HOUSE, 267, quantity=1), "more", 3, moment(19))
    assert euro(more.due_now) == "€3.20"
    (held,) = more.held
    found = []
    for name in ("first", "second", "third"):
        back = engine.work_out(
            rule=HOUSE, held=held, change=Reduce(id=name, quantity=1, batch="more"), moment=moment(19)
        )
        (held,) = back.held
        (line,) = back.lines
        wanted = engine.amount(rule=HOUSE, unit_price=line.unit_price, quantity=1, left=line.left)
        found.append((name, euro(wanted), euro(-line.amount), euro(held.charge("more").remains)))
        assert line.limited == (wanted > -line.amount)
    assert rows_under("Example: returned one by one") == found
    assert "but only 1.06 EUR remain of what was charged" in str(line.explanation)
    assert "but only €1.06 remain of what was charged" in PAGE


def twenty_five(term_months: int = 1) -> Held:
    held = bought(MICROSOFT, 1860, quantity=20, time="00:00", term_months=term_months)
    (held,) = added(MICROSOFT, held, "12", 2, moment(12, "14:20")).held
    (held,) = added(MICROSOFT, held, "16", 3, moment(16, "09:05")).held
    return held


def short(at: dt.datetime) -> str:
    return at.astimezone(ZoneInfo(ATHENS)).strftime("%d %b, %H:%M").lstrip("0")


def test_five_of_twenty_five_can_leave() -> None:
    held = twenty_five()
    found = engine.work_out(rule=MICROSOFT, held=held, change=Reduce(id="all"), moment=moment(19, "10:32"))
    back = {line.batch: line for line in found.lines}
    (plan,) = found.planned
    assert isinstance(plan, engine.PlannedQuantity)
    rows = []
    for name, how in (("12", "bought"), ("16", "bought"), ("first", "renewed")):
        (batch,) = (each for each in held.batches if each.id == name)
        until = MICROSOFT.return_until(batch.window_from)
        assert until is not None
        line = back.get(name)
        rows.append(
            (
                f"{how} {short(batch.window_from)}",
                str(batch.quantity),
                short(until),
                str(line.quantity if line else -plan.delta),
                "19 Nov" if line else plan.on.strftime("%d %b"),
                euro(-line.amount) if line else "",
            )
        )
    assert rows_under("Example: cancel 25, five of them can leave") == rows
    assert f"{euro(-found.due_now)} come back" in PAGE
    assert (
        engine.next_period(rule=MICROSOFT, held=found.held[0], name="december", time_zone=ATHENS).held == ()
    )
    yearly = engine.work_out(
        rule=MICROSOFT, held=twenty_five(12), change=Reduce(id="all"), moment=moment(19, "10:32")
    )
    assert [each.on for each in yearly.planned] == [dt.date(2027, 11, 1)]
    later = engine.work_out(rule=MICROSOFT, held=held, change=Reduce(id="all"), moment=moment(19, "14:20"))
    assert [line.batch for line in later.lines] == ["16"]


def test_reduce_by_four() -> None:
    def taken(picked: str | None) -> str:
        change = Reduce(id="four", quantity=4, batch=picked)
        found = engine.work_out(rule=MICROSOFT, held=twenty_five(), change=change, moment=moment(19, "10:32"))
        return ", ".join(f"{line.quantity} of {line.batch} Nov" for line in found.lines)

    assert rows_under("Example: reduce by four") == [
        ("nothing", taken(None)),
        ("the batch of 16 Nov", taken("16")),
    ]


def test_a_plan_is_a_number() -> None:
    first = bought(HOUSE, 1860, quantity=10)
    change = Reduce(id="four", quantity=4, when=When.PERIOD_END)
    (planned,) = engine.work_out(rule=HOUSE, held=first, change=change, moment=moment(5)).held
    (more,) = added(HOUSE, planned, "three", 3, moment(19)).held
    (turned,) = engine.next_period(rule=HOUSE, held=more, name="december", time_zone=ATHENS).held
    assert rows_under("Example: ten, four less planned, three more") == [
        (
            on,
            what,
            str(held.quantity),
            str(held.planned_quantity),
            euro(held.recurring),
            euro(held.unit_price * held.planned_quantity),
        )
        for on, what, held in (
            ("01 Nov", "10 bought", first),
            ("05 Nov", "4 less from 1 Dec", planned),
            ("19 Nov", "3 more", more),
            ("01 Dec", "the period turns", turned),
        )
    ]


def test_days_are_counted_on_the_day_of_the_delivery() -> None:
    held = bought(MICROSOFT, 1860, quantity=10)
    found = []
    for at in (moment(19, "10:32"), moment(22), moment(30, "18:00")):
        more = added(MICROSOFT, held, "more", 3, at)
        until = MICROSOFT.return_until(more.held[0].batches[-1].window_from)
        assert until is not None
        found.append(
            (
                at.at.strftime("%d %b, %H:%M"),
                euro(more.due_now),
                until.astimezone(ZoneInfo(ATHENS)).strftime("%d %b, %H:%M"),
            )
        )
    assert rows_under("Example: quoted on the 19th, delivered later") == found


def test_an_orders_total_may_be_negative_and_a_planned_line_costs_nothing() -> None:
    held = twenty_five()
    lines = [
        engine.work_out(rule=MICROSOFT, held=held, change=change, moment=moment(19, "10:32")).due_now
        for change in (Reduce(id="now", quantity=2), Reduce(id="then", quantity=2, when=When.TERM_END))
    ]
    assert list(map(euro, lines)) == ["−€14.88", "€0.00"]
