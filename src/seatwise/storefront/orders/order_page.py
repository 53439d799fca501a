"""One order in words: where it is, why each amount, who and when (S10, R2, R26)."""

import dataclasses
import datetime as dt

from django.utils.translation import ngettext

from seatwise.billing.domain import proration
from seatwise.customers.domain.permissions import may_withdraw
from seatwise.customers.middleware import Visitor
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.queries import details
from seatwise.pricing.domain import visibility
from seatwise.storefront import words
from seatwise.storefront.orders import rows, story
from seatwise.ui import countries, jinja, listing, pieces
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line; `does` says what it changes, "" for something new. Amounts are None where S8 hides them, as `hidden` says.

    `parent_…` tell what an add-on is for, "" for nothing.
    """

    product: str
    vendor: str
    logo_href: str | None
    kind: str
    does: str
    parent_name: str
    parent_number: str
    parent_href: str
    href: str
    status: LineStatus
    note: str
    quantity: int
    unit: str
    unit_price: Money | None
    per: str
    discount: Percent | None
    total: Money | None
    not_charged: bool
    hidden: str
    explanation: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """The page. `people`: (name, initials, what they did)."""

    number: str
    status: OrderStatus
    reason: str
    refusal: str
    what: str
    placed: str
    steps: tuple[listing.Step, ...]
    lines: tuple[LineView, ...]
    hidden: str
    net: Money | None
    vat: tuple[tuple[str, Money], ...]
    total: Money | None
    not_charged: bool
    charged_note: str
    history: tuple[listing.Step, ...]
    people: tuple[tuple[str, str, str], ...]
    note: str
    note_label: str
    reference: str
    billing_address: tuple[str, ...]
    ask_href: str
    withdraw_href: str
    undo: tuple[tuple[str, str, str], ...]


def order(*, order: details.OrderDetails, visitor: Visitor, refusal: str = "") -> OrderView:
    """This function will answer an order as its customer reads it; `refusal` says what was asked and not done."""
    settings = visitor.settings
    shown = order.visibility is visibility.SHOWN
    hidden = words.why_hidden(seen=order.visibility, settings=settings)
    number = order.number_text
    pending = order.status is OrderStatus.PENDING_RESELLER_APPROVAL
    may = may_withdraw(role=visitor.own_role, is_submitter=order.placed_by_user_id == visitor.user_id)
    when = jinja.day_time(order.submitted_at, order.customer_time_zone)
    placed = {"when": when, "name": _placed_by(order, visitor)}
    address = order.billing_address
    return OrderView(
        number=number,
        status=order.status,
        reason=story.why_canceled(order, reseller=settings.name),
        refusal=refusal,
        what=_what(order),
        placed=_("Placed on %(when)s by %(name)s") % placed,
        steps=story.steps(order, reseller=settings.name),
        lines=tuple(_line(line, order=order, prefix=visitor.prefix, hidden=hidden) for line in order.lines),
        hidden=hidden,
        net=order.total.net if shown else None,
        vat=_vat(order) if shown else (),
        total=order.total.gross if shown else None,
        not_charged=order.status is OrderStatus.CANCELED,
        charged_note=_charged_note(order, reseller=settings.name) if shown else "",
        history=story.history(order, reseller=settings.name),
        people=story.people(order, reseller=settings.name),
        note=order.note,
        note_label=_("Note") if order.placed_by is ActorKind.RESELLER else _("Your note"),
        reference=order.reference,
        billing_address=tuple(
            part
            for part in (
                address.get("name", ""),
                address.get("line", ""),
                f"{address.get('postcode', '')} {address.get('city', '')}".strip(),
                countries.name(address.get("country", ""), language=pieces.language()),
            )
            if part
        ),
        ask_href=words.ask_href(settings=settings, about=number),
        withdraw_href=f"{visitor.prefix}/billing/orders/{number}/withdrawal/" if pending and may else "",
        undo=_undo(order, prefix=visitor.prefix),
    )


def _undo(order: details.OrderDetails, *, prefix: str) -> tuple[tuple[str, str, str], ...]:
    """Where what is planned can be undone, and until when (R18): (words, number, address) of each subscription once."""
    if order.status is not OrderStatus.IN_PROGRESS:
        return ()
    found = {}
    for line in order.lines:
        if line.planned_on is None or line.status is not LineStatus.PENDING or not line.subscription_number:
            continue
        last = {"day": jinja.day(line.planned_on - dt.timedelta(days=1))}
        said = _("You can undo it until %(day)s, 23:59, on the page of the subscription.") % last
        number = line.subscription_number
        found[number] = (said, number, f"{prefix}/billing/subscriptions/{number}/")
    return tuple(found.values())


def _placed_by(order: details.OrderDetails, visitor: Visitor) -> str:
    if order.placed_by is ActorKind.CUSTOMER:
        return order.placed_by_name
    return f"{order.placed_by_name}, {visitor.settings.name}"


def _line(line: details.Line, *, order: details.OrderDetails, prefix: str, hidden: str) -> LineView:
    shown = not hidden
    billing = f"{prefix}/billing"
    href = ""
    if line.subscription_number:
        href = f"{billing}/subscriptions/{line.subscription_number}/"
    elif line.asset_number:
        href = f"{billing}/assets/{line.asset_number}/"
    return LineView(
        product=line.name,
        vendor=line.vendor,
        logo_href=line.logo or None,
        kind=_kind(line),
        does="" if order.is_purchase else jinja.sentence(order.does(line)),
        parent_name=line.parent_name,
        parent_number=line.parent_number or "",
        parent_href=f"{billing}/subscriptions/{line.parent_number}/" if line.parent_number else "",
        href=href,
        status=line.status,
        note=_note(line, time_zone=order.customer_time_zone),
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price if shown else None,
        per=words.per(line.billing_months),
        discount=line.discount if shown else None,
        total=line.amount.net if shown else None,
        not_charged=line.status is LineStatus.CANCELED,
        hidden=hidden,
        explanation=_explanation(line) if shown else (),
    )


def _kind(line: details.Line) -> str:
    if not line.billing_months:
        return _("Bought once")
    return words.term(term_months=line.term_months, billing_months=line.billing_months)


def _what(order: details.OrderDetails) -> str:
    """Answer "Cancel 2 licences of Visio Plan 1 on 1 Dec 2026, +1 more" (R1)."""
    return rows.with_more(jinja.sentence(order.does(order.lines[0])), len(order.lines) - 1)


def _note(line: details.Line, *, time_zone: str) -> str:
    if line.delivered_at is not None:
        when = jinja.day_time(line.delivered_at, time_zone)
        return f"{when}, {line.reference}" if line.reference else when
    if line.planned_on is not None and line.status is LineStatus.PENDING:
        return _("Scheduled for %(day)s") % {"day": jinja.day(line.planned_on)}
    return line.status_reason


def _explanation(line: details.Line) -> tuple[tuple[str, str], ...]:
    """The line's amount so that it can be worked out again (B2): the sum, the price with its discount, and what moved."""
    price, amount = line.final_unit_price, line.amount.net
    said = [(_("How it is worked out"), f"{jinja.sentence(line.explanation)} = {jinja.money(amount)}")]
    if line.discount is not None:
        less = {
            "price": jinja.money(line.unit_price),
            "discount": jinja.percent(line.discount),
            "final": jinja.money(price),
        }
        said.append((_("Final unit price"), _("%(price)s less %(discount)s = %(final)s") % less))
    if line.charged is not None and line.charged.net != line.quoted.net:
        said.append(
            (
                _("Quoted"),
                _("%(amount)s on the day of the order; days are counted on the day of delivery")
                % {"amount": jinja.money(line.quoted.net)},
            )
        )
    continues = line.subscription_number and line.billing_months and line.action != "remove"
    count = line.quantity + line.extra
    if continues and line.amount.net != price * count:
        whole = proration.explain(
            unit_price=price, quantity=count, unit=line.unit, days_left=1, days=1, has_period=False
        )
        recurring = f"{jinja.sentence(whole)} = {jinja.money(price * count)}"
        said.append((_("From the next period"), f"{recurring} {words.per(line.billing_months)}"))
    said.append(
        (
            _("VAT %(rate)s") % {"rate": jinja.percent(line.vat_rate)},
            jinja.money(line.amount.vat),
        )
    )
    return tuple(said)


def _vat(order: details.OrderDetails) -> tuple[tuple[str, Money], ...]:
    if order.vat_exempt_reason:
        return ((_("VAT 0%%, exempt: %(reason)s") % {"reason": order.vat_exempt_reason}, order.total.vat),)
    counted = [line for line in order.lines if line.status is not LineStatus.CANCELED] or order.lines
    by_rate: dict[int, Money] = {}
    for line in counted:
        points = line.vat_rate.basis_points
        by_rate[points] = by_rate[points] + line.amount.vat if points in by_rate else line.amount.vat
    return tuple(
        (_("VAT %(rate)s") % {"rate": jinja.percent(points)}, amount)
        for points, amount in sorted(by_rate.items())
    )


def _charged_note(order: details.OrderDetails, *, reseller: str) -> str:
    match order.status:
        case OrderStatus.PENDING_RESELLER_APPROVAL:
            return _(
                "Worked out for delivery on the day of the order. You pay nothing before %(reseller)s approves;"
                " days are counted on the day of delivery."
            ) % {"reseller": reseller}
        case OrderStatus.CANCELED:
            return _("Nothing is charged.")
        case OrderStatus.IN_PROGRESS:
            charged = [line.charged for line in order.lines if line.charged is not None]
            if not charged:
                return _("Charged when each line is delivered.")
            so_far = Money(sum(one.net.minor for one in charged), order.currency)
            return _("Charged when each line is delivered. So far %(amount)s plus VAT.") % {
                "amount": jinja.money(so_far)
            }
        case OrderStatus.EXECUTED:
            left_out = sum(line.status is LineStatus.CANCELED for line in order.lines)
            if not left_out:
                return ""
            return ngettext(
                "%(count)s canceled line is not charged.",
                "%(count)s canceled lines are not charged.",
                left_out,
            ) % {"count": left_out}
