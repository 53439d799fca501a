"""One subscription in words: what it is, what it costs, what it cost, and what can be done with it (S15, S16)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils.translation import ngettext

from seatwise.billing import queries as billing
from seatwise.billing.domain import engine
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import Refusal
from seatwise.ordering.queries import lists, planned
from seatwise.pricing.domain import vat, visibility
from seatwise.storefront import words
from seatwise.storefront.histories import queries, rows
from seatwise.storefront.subscriptions import scheduled
from seatwise.storefront.subscriptions.queries import can_have_menu, ends_on, leaves_on, note, shown_status
from seatwise.subscriptions import queries as held
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _

_NEWEST = 5
_CHARGES = 6


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The product, or one add-on. Prices are None where S14 hides them, for the reason in `hidden`."""

    ref: str
    name: str
    vendor: str
    logo_href: str | None
    kind: str
    note: str
    quantity: int
    unit: str
    unit_price: Money | None
    discount: Percent | None
    final_unit_price: Money | None
    total: Money | None
    hidden: str
    has_menu: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChargeView:
    """A charge and why it is what it is (B2). `amount` is None where S14 or S8 hides it."""

    on: dt.date
    what: str
    explanation: str
    period: str
    amount: Money | None
    hidden: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Returnable:
    """Licences that can be given back until an instant (B3). `back`: what comes back today, None where S14 hides it (`hidden`)."""

    quantity: int
    bought: str
    until: str
    left: str
    urgent: bool
    back: Money | None
    explanation: str
    hidden: str
    href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionView:
    """The page. `summary`: (title, amount or None, note, why it is None)."""

    ref: str
    name: str
    vendor: str
    logo_href: str | None
    status: str
    needs_attention: bool
    terms: str
    quantity: int
    unit: str
    waiting: str
    has_menu: bool
    problem: str
    summary: tuple[tuple[str, Money | None, str, str], ...]
    items: tuple[Item, ...]
    per: str
    total: Money | None
    left_out: str
    charges: tuple[ChargeView, ...]
    scheduled: tuple[scheduled.Scheduled, ...]
    returnable: tuple[Returnable, ...]
    renews: bool
    renew_href: str
    renew_note: str
    ends_on: dt.date | None
    ends_note: str
    history: tuple[rows.HistoryRow, ...]
    history_href: str
    facts: tuple[tuple[str, str], ...]
    ask_href: str


def subscription(
    *, family: tuple[held.HeldRow, ...], visitor: Visitor, customer: customers.Customer, now: dt.datetime
) -> SubscriptionView:
    """This function will answer a subscription, which comes first in `family`, with its add-ons."""
    main, settings = family[0], visitor.settings
    today = local_day(now, customer.time_zone)
    ids = [row.id for row in family]
    moment = engine.Moment(at=now, time_zone=customer.time_zone)
    lines = planned.open_lines(customer_id=customer.id, subscription_ids=ids)
    waiting = {row.id: planned.waiting(lines=lines, to=row.id) for row in family}
    total, left_out = _total(family)
    href = f"{visitor.prefix}/billing/subscriptions/{main.number_text}/"
    status = shown_status(main, lines)
    is_leaving = status == "pending_cancel"
    leaves = leaves_on(main, lines) if is_leaving else ends_on(main)
    return SubscriptionView(
        ref=main.number_text,
        name=main.name,
        vendor=main.vendor,
        logo_href=main.logo or None,
        status=status,
        needs_attention=main.needs_attention,
        terms=_terms(main),
        quantity=main.quantity,
        unit=main.unit,
        waiting=note(main, waiting[main.id]) if waiting[main.id] else "",
        has_menu=can_have_menu(main),
        problem=_problem(main, reseller=settings.name),
        summary=_summary(family, total=total, visitor=visitor),
        items=tuple(_item(row, visitor=visitor, waiting=waiting[row.id]) for row in family),
        per=words.per(main.billing_months),
        total=total,
        left_out=left_out,
        charges=_charges(family, visitor=visitor),
        scheduled=tuple(
            scheduled.scheduled(line, href=href, visitor=visitor, today=today)
            for line in lines
            if line.source_id in ids
        ),
        returnable=_returnable(
            main,
            lines=lines,
            moment=moment,
            href=href,
            hidden=words.why_hidden(seen=main.price, settings=settings),
        ),
        renews=main.auto_renew and not is_leaving,
        renew_href=f"{href}auto-renew/" if _may_change_renewal(main, visitor) else "",
        renew_note=renew_note(
            main,
            visitor,
            waits=any(line.waits_for_approval for line in lines if line.source_id == main.id),
        ),
        ends_on=leaves,
        ends_note=words.in_days((leaves - today).days) if leaves else "",
        history=tuple(
            rows.row(purchase, of=main.id, time_zone=customer.time_zone, settings=settings)
            for purchase in queries.newest_purchases(subscription_ids=ids, count=_NEWEST)
        ),
        history_href=f"{href}history/",
        facts=_facts(main, customer=customer),
        ask_href=words.ask_href(settings=settings, about=f"{main.number_text} {main.name}"),
    )


def _returnable(
    main: held.HeldRow,
    *,
    lines: Sequence[planned.OpenLine],
    moment: engine.Moment,
    href: str,
    hidden: str,
) -> tuple[Returnable, ...]:
    """The batches whose window is open under a rule that closes it, the earliest first (R17, B3)."""
    rule = billing.rule_of(vendor=main.vendor, on=main.term_start_on)
    if not main.is_active or rule.return_window_hours is None:
        return ()
    plans = planned.plans(lines=lines, of=main.id, period_end=main.period_end_on)
    found_books = billing.books(subscription_ids=[main.id], units={main.id: main.unit})[main.id]
    books = dataclasses.replace(found_books.held, planned=plans)
    found = []
    for batch in sorted(books.batches, key=lambda batch: batch.window_from):
        until = rule.return_until(batch.window_from)
        # What is planned to leave is not there to be returned.
        count = min(batch.quantity, books.quantity - books.leaving)
        if until is None or moment.at >= until or count < 1:
            continue
        change = engine.Reduce(id="return", quantity=count, batch=batch.id)
        answer = _asked(rule=rule, books=books, change=change, moment=moment)
        if answer is None:
            continue
        found.append(
            Returnable(
                quantity=count,
                bought=jinja.day_time(batch.window_from, moment.time_zone),
                until=jinja.day_time(until, moment.time_zone),
                left=words.time_left(until - moment.at),
                urgent=until - moment.at < dt.timedelta(days=1),
                back=None if hidden else -answer.net,
                explanation=jinja.sentence(answer.lines[-1].explanation)
                if answer.lines and not hidden
                else "",
                hidden=hidden,
                href=f"{href}reduce/?quantity={count}&when=now&batch={batch.id}",
            )
        )
    return tuple(found)


def _asked(
    *, rule: VendorRule, books: engine.Held, change: engine.Reduce, moment: engine.Moment
) -> engine.Answer | None:
    try:
        return engine.work_out(rule=rule, held=books, change=change, moment=moment)
    except Refusal:
        return None


def _may_change_renewal(main: held.HeldRow, visitor: Visitor) -> bool:
    return (
        main.is_active
        and main.parent_id is None
        and main.leaving < main.quantity
        and visitor.may(Permission.SET_AUTO_RENEW)
    )


def renew_note(main: held.HeldRow, visitor: Visitor, *, waits: bool = False) -> str:
    """This function will answer why auto-renew cannot be switched, "" where it can.

    `waits`: an order that takes licences waits for approval, so that there is nothing to undo yet.
    """
    if main.parent_id is not None:
        return _("An add-on renews with its subscription.")
    if not main.is_active:
        return ""
    if main.leaving >= main.quantity and waits:
        return _(
            "An order that takes its licences waits for approval. Auto-renew can be changed once that is decided."
        )
    if main.leaving >= main.quantity:
        return _("All its licences are planned to leave or to change. Undo that first.")
    if not visitor.may(Permission.SET_AUTO_RENEW):
        return _("Only an Admin or a Subscription Manager can change it.")
    return ""


def _terms(main: held.HeldRow) -> str:
    term = words.term(term_months=main.term_months, billing_months=main.billing_months)
    days = {
        "term": term,
        "start": jinja.day(main.period_start_on),
        "last": jinja.day(main.period_end_on - dt.timedelta(days=1)),
    }
    return _("%(term)s · current period %(start)s to %(last)s") % days


def _problem(main: held.HeldRow, *, reseller: str) -> str:
    if not main.needs_attention:
        return ""
    if main.status_reason:
        return main.status_reason
    said = {"vendor": main.vendor, "reseller": reseller}
    return (
        _(
            "%(vendor)s has not confirmed the last change. %(reseller)s can try again; price and quantity are unchanged."
        )
        % said
    )


def _total(family: tuple[held.HeldRow, ...]) -> tuple[Money | None, str]:
    """An add-on is paid in its parent's period (R21), so that they may be added."""
    amounts = [visibility.amount_or_hidden(visibility=row.price, amount=row.total) for row in family]
    summed = visibility.sum_of_shown(amounts=amounts, currency=family[0].total.currency)
    if summed.left_out == len(family):
        return None, ""
    said = ngettext(
        "%(count)s shows no price and is not counted.",
        "%(count)s show no price and are not counted.",
        summed.left_out,
    )
    return summed.amount, said % {"count": summed.left_out} if summed.left_out else ""


def _summary(
    family: tuple[held.HeldRow, ...], *, total: Money | None, visitor: Visitor
) -> tuple[tuple[str, Money | None, str, str], ...]:
    main, children = family[0], family[1:]
    hidden = words.why_hidden(seen=main.price, settings=visitor.settings)
    per = words.per(main.billing_months)
    title = _("Licences") if main.unit == "licences" else main.unit.capitalize()
    found: list[tuple[str, Money | None, str, str]] = []
    if hidden:
        found.append((title, None, hidden, hidden))
    else:
        priced = f"{jinja.quantity(main.quantity)} × {jinja.money(main.final_unit_price)} {per}"
        found.append((title, main.total, priced, ""))
    if children:
        of_children, left_out = _total(children)
        counted = ngettext("%(count)s add-on", "%(count)s add-ons", len(children)) % {"count": len(children)}
        why = words.why_hidden(seen=children[0].price, settings=visitor.settings)
        found.append((_("Add-ons"), of_children, f"{counted}. {left_out}".rstrip(". "), why))
    if total is None:
        return (*found, (_("Total %(per)s") % {"per": per}, None, hidden, hidden))
    gross = total
    for row in family:
        if row.price is visibility.SHOWN:
            gross += vat.on_line(net=row.total, rate=row.vat_rate).vat
    with_vat = {"amount": jinja.money(gross), "rate": jinja.percent(main.vat_rate)}
    return (
        *found,
        (_("Total %(per)s") % {"per": per}, total, _("%(amount)s with VAT %(rate)s") % with_vat, ""),
    )


def _item(row: held.HeldRow, *, visitor: Visitor, waiting: lists.Waiting | None) -> Item:
    shown = row.price is visibility.SHOWN
    return Item(
        ref=row.number_text,
        name=row.name,
        vendor=row.vendor,
        logo_href=row.logo or None,
        kind=_("Product") if row.parent_id is None else _("Add-on"),
        note=note(row, waiting),
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price if shown else None,
        discount=row.discount if shown else None,
        final_unit_price=row.final_unit_price if shown else None,
        total=row.total if shown else None,
        hidden=words.why_hidden(seen=row.price, settings=visitor.settings),
        has_menu=can_have_menu(row),
    )


def _charges(family: tuple[held.HeldRow, ...], *, visitor: Visitor) -> tuple[ChargeView, ...]:
    by_id = {row.id: row for row in family}
    found = queries.newest_charges(
        subscription_ids=list(by_id), units={row.id: row.unit for row in family}, count=_CHARGES
    )
    return tuple(_charge(charge, held_row=by_id[charge.subscription_id], visitor=visitor) for charge in found)


def _charge(charge: queries.ChargeRow, *, held_row: held.HeldRow, visitor: Visitor) -> ChargeView:
    """A charge is a price of what is held (S14) and the amount of an order (S8): either hides it."""
    seen = held_row.price if isinstance(held_row.price, visibility.Hidden) else charge.order
    shown = seen is visibility.SHOWN
    period = ""
    if charge.period_start_on and charge.period_end_on:
        last = charge.period_end_on - dt.timedelta(days=1)
        period = f"{jinja.day(charge.period_start_on)} – {jinja.day(last)}"
    return ChargeView(
        on=charge.charged_on,
        what=held_row.name,
        explanation=jinja.sentence(charge.explanation) if shown else "",
        period=period,
        amount=charge.net if shown else None,
        hidden=words.why_hidden(seen=seen, settings=visitor.settings),
    )


def _facts(main: held.HeldRow, *, customer: customers.Customer) -> tuple[tuple[str, str], ...]:
    return (
        (_("Number"), main.number_text),
        (_("Vendor"), main.vendor or _("Own product")),
        (_("Term"), words.length(main.term_months)),
        (_("Paid"), words.paid(main.billing_months).capitalize()),
        (_("Bought on"), jinja.day(local_day(main.bought_at, customer.time_zone))),
        (_("Term began on"), jinja.day(main.term_start_on)),
    )
