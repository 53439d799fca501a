"""Runs the calendar: two resellers at once, each its oldest day first, in batches that commit by themselves (R10, R17, R18, R21).

A batch that was killed has changed nothing, and the next run finds its subscriptions due as before. Two runs at once wait for
each other's customers and find what the other has turned. What cannot be turned is set aside and reported; the rest goes on.
"""

import dataclasses
import datetime as dt
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from uuid import UUID

from django.db import DatabaseError, connection

from seatwise.billing import operations as billing
from seatwise.billing.domain import engine
from seatwise.customers import operations as customers
from seatwise.infra import events, tenancy, transactions
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.renewals import models, queries
from seatwise.renewals.domain import turning
from seatwise.renewals.domain.turning import Decision, Family
from seatwise.resellers import queries as resellers
from seatwise.subscriptions import operations as subscriptions

# A transaction each. Fewer would wait for the disk more often, more would hold their locks for longer.
BATCH = 1_000
_TRIES = 5
# Each holds a connection of the pool for as long as it lasts.
_AT_ONCE = 2

_log = logging.getLogger(__name__)
_EVENTS = {
    turning.Outcome.ROLLED_OVER: "subscription.rolled_over",
    turning.Outcome.RENEWED: "subscription.renewed",
    turning.Outcome.TERM_ENDED: "subscription.ended",
    turning.Outcome.PARENT_ENDED: "subscription.ended",
}


@dataclasses.dataclass(slots=True, kw_only=True)
class Report:
    """What a run did, or would do: how many subscriptions and add-ons of each outcome, planned lines, net sums by currency.

    `set_aside`: reseller's alias, subscription, its day and the reason.
    """

    outcomes: Counter[str] = dataclasses.field(default_factory=Counter)
    charged_minor: Counter[str] = dataclasses.field(default_factory=Counter)
    set_aside: list[tuple[str, UUID, dt.date, str]] = dataclasses.field(default_factory=list)

    def add(self, decisions: Sequence[Decision]) -> None:
        """This function will count what was decided."""
        for decision in decisions:
            self.outcomes[decision.outcome.value] += 1
            for line in (decision.line, *decision.others):
                if line is not None:
                    self.charged_minor[line.amount.currency] += line.amount.minor

    def merge(self, other: "Report") -> None:
        """This function will count what another report has counted as well."""
        self.outcomes.update(other.outcomes)
        self.charged_minor.update(other.charged_minor)
        self.set_aside += other.set_aside


Told = Callable[[Report], None]


def run(
    *,
    now: dt.datetime,
    as_of: dt.date | None = None,
    only: UUID | None = None,
    dry: bool = False,
    told: Told = lambda _: None,
) -> Report:
    """This function will bring every subscription up to the day `as_of`, or to its customer's day at `now`.

    `only`: those of one reseller. `dry` works everything out and writes nothing. `told` hears the report after each batch.
    """
    wanted = [each for each in resellers.all_resellers() if only in (None, each.id)]
    report, lock = Report(), threading.Lock()

    def bring_up(reseller: resellers.Reseller) -> None:
        with tenancy.scope(reseller.id):
            for done in (_ahead_of if dry else _brought_up)(reseller=reseller, now=now, as_of=as_of):
                with lock:
                    report.merge(done)
                    told(report)

    _at_once(wanted, bring_up)
    return report


def _at_once(wanted: Sequence[resellers.Reseller], bring_up: Callable[[resellers.Reseller], None]) -> None:
    """Resellers share nothing, so that one is worked out while the rows of another are written."""
    if len(wanted) < 2:
        for each in wanted:
            bring_up(each)
        return

    def by_itself(reseller: resellers.Reseller) -> None:
        try:
            bring_up(reseller)
        finally:
            connection.close()

    with futures.ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        running = [pool.submit(by_itself, each) for each in wanted]
        try:
            for one in running:
                one.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _brought_up(*, reseller: resellers.Reseller, now: dt.datetime, as_of: dt.date | None) -> Iterator[Report]:
    """Day by day, a report for each page: a pass over all that is due turns each once; the next finds what is due still."""
    aside: set[UUID] = set()
    progress = True
    while progress:
        progress = False
        beyond = queries.NOWHERE
        while page := _page(now=now, as_of=as_of, beyond=beyond):
            beyond = page[-1].on, page[-1].subscription_id
            wanted = [
                each for each in page if each.subscription_id not in aside and _is_due(each, now, as_of)
            ]
            if not wanted:
                continue
            report = Report()
            for found in _bundles(wanted):
                done, bad = _turned(reseller=reseller, found=found, now=now)
                report.merge(done)
                progress = progress or bool(done.outcomes)
                for due, reason in bad:
                    aside.add(due.subscription_id)
                    report.set_aside.append((reseller.alias, due.subscription_id, due.on, reason))
            yield report


def _page(*, now: dt.datetime, as_of: dt.date | None, beyond: tuple[dt.date, UUID]) -> list[queries.Due]:
    until = as_of or (now + dt.timedelta(days=1)).date()
    with transactions.reading():
        return queries.due(until=until, beyond=beyond, count=BATCH)


def _is_due(due: queries.Due, now: dt.datetime, as_of: dt.date | None) -> bool:
    return due.on <= (as_of or local_day(now, due.time_zone))


def _bundles(found: Sequence[queries.Due]) -> Iterator[list[queries.Due]]:
    """One batch as it stands; a day at a time, so that a later day never overtakes an earlier one of the same customer."""
    start = 0
    for at in range(1, len(found) + 1):
        if at == len(found) or found[at].on != found[start].on:
            yield list(found[start:at])
            start = at


def _turned(
    *, reseller: resellers.Reseller, found: list[queries.Due], now: dt.datetime
) -> tuple[Report, list[tuple[queries.Due, str]]]:
    """Turn a batch in one transaction; where that fails, each by itself, and set aside those that cannot be turned."""
    try:
        return _in_one(reseller=reseller, found=found), []
    except (Refusal, DatabaseError, ValueError, AssertionError) as problem:
        if len(found) == 1:
            _log.warning("Subscription %s is set aside: %s", found[0].subscription_id, problem)
            reason = str(problem).strip().partition("\n")[0][:500]
            _set_aside(due=found[0], reason=reason, now=now)
            return Report(), [(found[0], reason)]
    done, bad = Report(), []
    for each in found:
        one, worse = _turned(reseller=reseller, found=[each], now=now)
        done.merge(one)
        bad += worse
    return done, bad


def _in_one(*, reseller: resellers.Reseller, found: list[queries.Due]) -> Report:
    for attempt in range(_TRIES):
        try:
            with transactions.writing():
                return _turn(reseller=reseller, found=found)
        except transactions.Busy:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _turn(*, reseller: resellers.Reseller, found: list[queries.Due]) -> Report:
    report = Report()
    customer_ids = sorted({each.customer_id for each in found})
    customers.lock_many(customer_ids=customer_ids)
    standing = queries.families(found=found, locked=True)
    rates = queries.vat_rates(customer_ids=customer_ids)
    planned = queries.planned_lines(
        subscription_ids=[
            member.subscription_id for family in standing for member in (family.parent, *family.add_ons)
        ]
    )
    if planned:
        standing = _carry_out(standing=standing, found=found, planned=planned, report=report)
    prices = queries.prices(found=standing, market=reseller.market, currency=reseller.currency)
    decisions = [
        (family, turning.decide(family=family, prices=prices[family.parent.subscription_id]))
        for family in standing
    ]
    _write(decisions=decisions, rates=rates)
    for _, decided in decisions:
        report.add(decided)
    _clear_problems([each.subscription_id for each in found])
    return report


def _carry_out(
    *,
    standing: Sequence[Family],
    found: list[queries.Due],
    planned: dict[UUID, list[UUID]],
    report: Report,
) -> list[Family]:
    """Deliver the lines whose day has come, add-ons first; answers what then remains to be turned, moved add-ons included."""
    by_id = {each.subscription_id: each for each in found}
    moved: list[queries.Due] = []
    for family in standing:
        at = engine.beginning(family.on, time_zone=family.time_zone)
        members = (*family.add_ons, family.parent)
        for member in members:
            for line_id in planned.get(member.subscription_id, ()):
                ordering.carry_out(line_id=line_id, at=at)
                report.outcomes["carried_out"] += 1
        due = by_id[family.parent.subscription_id]
        moved += [
            dataclasses.replace(due, subscription_id=add_on.subscription_id) for add_on in family.add_ons
        ]
    again = queries.families(found=found, locked=True)
    under = {add_on.subscription_id for family in again for add_on in family.add_ons}
    elsewhere = [each for each in moved if each.subscription_id not in under]
    return [*again, *queries.families(found=elsewhere, locked=True)]


def _write(*, decisions: Sequence[tuple[Family, tuple[Decision, ...]]], rates: dict[UUID, Percent]) -> None:
    flat = [(family, decision) for family, decided in decisions for decision in decided]
    for _, decision in flat:
        if decision.after is None:
            ordering.cancel_open_lines(subscription_ids=[decision.member.subscription_id], now=decision.at)
    entries = subscriptions.turn(
        turns=[_as_turn(decision, rates[family.customer_id]) for family, decision in flat]
    )
    billing.charge(
        charges=[
            billing.NewCharge(
                customer_id=family.customer_id,
                subscription_id=decision.member.subscription_id,
                line=engine.as_charge_line(decision.line),
                vat_rate=rates[family.customer_id],
                rule=(decision.line.rule, decision.line.rule_version),
                cause_kind="calendar",
                cause_id=entries[decision.member.subscription_id],
                on=decision.on,
                at=decision.at,
            )
            for family, decision in flat
            if decision.line is not None
        ]
    )
    for kind in sorted(set(_EVENTS.values())):
        subjects = [
            (decision.member.subscription_id, decision.at)
            for _, decision in flat
            if _EVENTS[decision.outcome] == kind
        ]
        if subjects:
            events.record_many(kind=kind, subjects=subjects)


def _as_turn(decision: Decision, rate: Percent) -> subscriptions.Turn:
    held = decision.after or decision.member.held
    return subscriptions.Turn(
        subscription_id=decision.member.subscription_id,
        kind=subscriptions.CalendarKind(decision.outcome.value),
        on=decision.on,
        at=decision.at,
        quantity_before=decision.member.held.quantity,
        quantity_after=decision.after.quantity if decision.after else 0,
        price_before_minor=decision.member.price.final_unit_price_minor,
        price=(
            decision.price.unit_price_minor,
            decision.price.discount_bp,
            decision.price.final_unit_price_minor,
            rate.basis_points,
        ),
        term=held.term,
        period=held.period,
    )


def _ahead_of(*, reseller: resellers.Reseller, now: dt.datetime, as_of: dt.date | None) -> Iterator[Report]:
    """Work out what a run would do, in memory, family by family and day by day; a report for each page."""
    beyond = queries.NOWHERE
    while page := _page(now=now, as_of=as_of, beyond=beyond):
        beyond = page[-1].on, page[-1].subscription_id
        found = [each for each in page if _is_due(each, now, as_of)]
        report = Report()
        with transactions.reading():
            for family in queries.families(found=found, locked=False):
                _ahead(family=family, reseller=reseller, now=now, as_of=as_of, report=report)
        yield report


def _ahead(
    *,
    family: Family,
    reseller: resellers.Reseller,
    now: dt.datetime,
    as_of: dt.date | None,
    report: Report,
) -> None:
    standing: Family | None = queries.with_planned(family)
    until = as_of or local_day(now, family.time_zone)
    try:
        while standing is not None and standing.on <= until:
            in_force = queries.prices(found=[standing], market=reseller.market, currency=reseller.currency)
            decided = turning.decide(family=standing, prices=in_force[standing.parent.subscription_id])
            report.add(decided)
            standing = turning.after(family=standing, decisions=decided)
    except (Refusal, ValueError) as problem:
        report.set_aside.append((reseller.alias, family.parent.subscription_id, family.on, str(problem)))


def _set_aside(*, due: queries.Due, reason: str, now: dt.datetime) -> None:
    with transactions.writing():
        models.RenewalProblem.objects.update_or_create(
            subscription_id=due.subscription_id,
            defaults={"reason": reason},
            create_defaults={"reason": reason, "on": due.on, "at": now},
        )


def _clear_problems(subscription_ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM renewal_problem WHERE reseller_id = %s AND subscription_id = ANY(%s)",
            [tenancy.current_reseller_id(), list(subscription_ids)],
        )
