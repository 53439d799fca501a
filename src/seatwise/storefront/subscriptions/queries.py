"""What the list of subscriptions shows (S12, S14), in six statements at most."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable

from django.utils.translation import ngettext

from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.ordering.queries import lists, planned
from seatwise.pricing.domain import visibility
from seatwise.resellers import queries as resellers
from seatwise.storefront import exporting, words
from seatwise.storefront.asked import Asked
from seatwise.storefront.subscriptions import columns, filters, saved
from seatwise.subscriptions import queries as held
from seatwise.ui import jinja, listing, statuses
from seatwise.ui.wording import gettext as _

_ALWAYS = ("active", "suspended", "canceled")
_ENDED = ("canceled", "upgraded")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A subscription or an add-on. Prices are None where S14 hides them, for the reason in `hidden`; so is `ends_on` after the end.

    `is_leaving`: nothing of it stays, from `ends_on` where that day is planned (R17).
    """

    ref: str
    is_add_on: bool
    name: str
    vendor: str
    logo_href: str | None
    note: str
    needs_attention: bool
    quantity: int
    unit: str
    status: str
    unit_price: Money | None
    hidden: str
    per: str
    discount: Percent | None
    final_unit_price: Money | None
    total: Money | None
    ends_on: dt.date | None
    renews: bool
    is_leaving: bool
    has_menu: bool
    menu_label: str
    pick_label: str
    can_be_picked: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns beside the name. `kept` is what the form that chooses them sends along.

    `before_total` and `after_total` are how many cells of a row stand on either side of the total, from the name on.
    """

    shown: tuple[str, ...]
    choices: tuple[listing.Choice, ...]
    kept: tuple[tuple[str, str], ...]
    before_total: int
    after_total: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionsView:
    """The page. `sums`: (amount, how often it is paid) of what the page shows, one for each billing period.

    `total_count` counts all that the customer holds where the filters leave none, and those that match otherwise.
    """

    summary: str
    can_order: bool
    tabs: tuple[listing.Tab, ...]
    sort: listing.Sort
    pager: listing.Pager
    search: str
    kept: tuple[tuple[str, str], ...]
    narrowed: filters.Filters
    saved: tuple[listing.Tab, ...]
    save_href: str
    columns: Columns
    may_cancel: bool
    may_set_auto_renew: bool
    rows: tuple[Row, ...]
    sums: tuple[tuple[Money, str], ...]
    left_out: str
    ask_href: str
    total_count: int
    clear_href: str
    exports: tuple[tuple[str, str], ...]


def subscriptions(*, visitor: Visitor, customer: customers.Customer, wanted: Asked) -> SubscriptionsView:
    """This function will answer the page of a customer's subscriptions that the address asks for."""
    reseller, settings = visitor.reseller, visitor.settings
    narrowing = filters.narrowing(wanted)
    counts = held.counts(customer_id=customer.id, narrowing=narrowing, standard_since=reseller.standard_since)
    attention = counts.pop(held.NEEDS_ATTENTION)
    found = held.held_page(
        customer_id=customer.id,
        standard_since=reseller.standard_since,
        narrowing=narrowing,
        by=wanted.by,
        place=wanted.place,
    )
    waiting = lists.waiting_licences(customer_id=customer.id)
    every = sum(counts.values())
    all_counts = counts | {held.NEEDS_ATTENTION: attention}
    matching = all_counts.get(wanted.status, 0) if wanted.status else every
    hidden_too = wanted.is_filtered and not found.rows
    total = sum(_commercial(held.counts(customer_id=customer.id))) if hidden_too else every
    shown = [each for row in found.rows for each in (row, *found.add_ons[row.id])]
    losing = [row.id for row in shown if row.leaving]
    plans = planned.open_lines(customer_id=customer.id, subscription_ids=losing) if losing else []
    sums, left_out = sums_by_period(shown)
    return SubscriptionsView(
        summary=_("Prices exclude VAT")
        if wanted.is_filtered
        else ngettext(
            "%(count)s subscription · prices exclude VAT",
            "%(count)s subscriptions · prices exclude VAT",
            every,
        )
        % {"count": every},
        can_order=reseller.customers_may_order and visitor.may(Permission.ORDER_PRODUCTS),
        tabs=_tabs(wanted, all_counts, every),
        sort=wanted.sort,
        pager=wanted.pager(
            found=ngettext("%(count)s subscription found", "%(count)s subscriptions found", matching)
            % {"count": matching},
            page=found.place,
        ),
        search=wanted.search,
        kept=wanted.kept,
        narrowed=filters.filters(wanted=wanted, customer_id=customer.id),
        saved=saved.links(wanted=wanted, user_id=visitor.user_id, customer_id=customer.id),
        save_href=saved.manage_href(wanted),
        columns=_columns(wanted),
        may_cancel=visitor.may(Permission.CANCEL_SUBSCRIPTIONS),
        may_set_auto_renew=visitor.may(Permission.SET_AUTO_RENEW),
        rows=tuple(
            _row(
                row,
                settings=settings,
                waiting=waiting.get(row.id),
                plans=[plan for plan in plans if plan.source_id == row.id],
            )
            for row in shown
        ),
        sums=sums,
        left_out=left_out,
        ask_href=words.ask_href(settings=settings, about=customer.name),
        total_count=total,
        clear_href=wanted.unfiltered_href,
        exports=exporting.links(wanted.address),
    )


def sums_by_period(rows: Iterable[held.HeldRow]) -> tuple[tuple[tuple[Money, str], ...], str]:
    """This function will add up what is shown, each billing period by itself, and say how many show no price (R11)."""
    by_period: dict[int, list[Money | visibility.Hidden]] = {}
    for row in rows:
        amount = visibility.amount_or_hidden(visibility=row.price, amount=row.total)
        by_period.setdefault(row.billing_months, []).append(amount)
    sums, left_out = [], 0
    for months, amounts in sorted(by_period.items()):
        seen = [amount for amount in amounts if isinstance(amount, Money)]
        left_out += len(amounts) - len(seen)
        if seen:
            sums.append(
                (visibility.sum_of_shown(amounts=seen, currency=seen[0].currency).amount, words.per(months))
            )
    said = ngettext(
        "%(count)s shows no price and is not counted.",
        "%(count)s show no price and are not counted.",
        left_out,
    )
    return tuple(sums), said % {"count": left_out} if left_out else ""


def note(held_row: held.HeldRow, waiting: lists.Waiting | None) -> str:
    """This function will answer what is worth knowing about a subscription besides its figures; "" where nothing is."""
    if waiting is not None and waiting.for_approval:
        return _("+%(count)s waiting for approval") % {"count": waiting.for_approval}
    if waiting is not None and waiting.under_way:
        return _("+%(count)s being delivered") % {"count": waiting.under_way}
    return held_row.status_reason


def shown_status(row: held.HeldRow, lines: Iterable[planned.OpenLine]) -> str:
    """This function will answer the status as it is shown: Pending Cancel is Active with nothing that stays (R17).

    `lines` are the open ones, of others, too.
    """
    return held.shown_status(status=row.status, quantity=row.quantity, leaving=leaving(row, lines))


def leaving(row: held.HeldRow, lines: Iterable[planned.OpenLine]) -> int:
    """This function will answer how many licences are to leave or to change, without an upgrade that waits for approval.

    A cancellation that waits is pending, as the status says; an upgrade that waits, with what it would end, may be rejected.
    """
    waiting = (line for line in lines if line.source_id == row.id and line.waits_for_approval)
    return row.leaving - sum(line.quantity for line in waiting if line.order_type == "upgrade")


def ends_on(row: held.HeldRow) -> dt.date | None:
    """This function will answer the day on which a subscription renews or ends; None for one that has ended (R18)."""
    return None if row.status in _ENDED else row.term_end_on


def leaves_on(row: held.HeldRow, lines: Collection[planned.OpenLine]) -> dt.date | None:
    """This function will answer the day with which nothing of a subscription stays; None where none is planned (R17, R18)."""
    days = [line.on for line in lines if line.source_id == row.id]
    last = max((day for day in days if day), default=None)
    return last if shown_status(row, lines) == "pending_cancel" and all(days) else None


def _columns(wanted: Asked) -> Columns:
    shown = columns.shown(wanted)
    after = [name for name in shown if name == "renewal"]
    return Columns(
        shown=shown,
        choices=columns.choices(wanted),
        kept=wanted.kept_without("columns"),
        before_total=1 + len([name for name in shown if name not in {"total", *after}]),
        after_total=1 + len(after),
    )


def _planned(plan: planned.OpenLine) -> str:
    """What takes licences away, in words: asked for, under way, or from which day."""
    about = {"count": jinja.quantity(plan.quantity), "name": plan.name}
    if plan.on is not None and not plan.waits_for_approval:
        about["day"] = jinja.day(plan.on)
    if not plan.upgrades:
        if plan.waits_for_approval:
            return _("%(count)s fewer, waiting for approval") % about
        return (_("%(count)s fewer from %(day)s") if plan.on else _("%(count)s fewer, under way")) % about
    if plan.waits_for_approval:
        said = ngettext(
            "%(count)s becomes %(name)s, waiting for approval",
            "%(count)s become %(name)s, waiting for approval",
            plan.quantity,
        )
    elif plan.on is None:
        said = ngettext(
            "%(count)s becomes %(name)s, under way", "%(count)s become %(name)s, under way", plan.quantity
        )
    else:
        said = ngettext(
            "%(count)s becomes %(name)s on %(day)s", "%(count)s become %(name)s on %(day)s", plan.quantity
        )
    return said % about


def can_have_menu(row: held.HeldRow) -> bool:
    """This function will answer whether anything may still be done with a subscription or an add-on (S22)."""
    return row.is_active or row.status == "suspended"


def _row(
    row: held.HeldRow,
    *,
    settings: resellers.Settings,
    waiting: lists.Waiting | None,
    plans: list[planned.OpenLine],
) -> Row:
    """`plans` are the open lines that take its licences; each is told."""
    status = shown_status(row, plans)
    is_leaving = status == "pending_cancel"
    shown = row.price is visibility.SHOWN
    named = {"name": row.name}
    return Row(
        ref=row.number_text,
        is_add_on=row.parent_id is not None,
        name=row.name,
        vendor=row.vendor,
        logo_href=row.logo or None,
        note=" · ".join(said for said in (note(row, waiting), *map(_planned, plans)) if said),
        needs_attention=row.needs_attention,
        quantity=row.quantity,
        unit=row.unit,
        status=status,
        unit_price=row.unit_price if shown else None,
        hidden=words.why_hidden(seen=row.price, settings=settings),
        per=words.per(row.billing_months),
        discount=row.discount if shown else None,
        final_unit_price=row.final_unit_price if shown else None,
        total=row.total if shown else None,
        ends_on=leaves_on(row, plans) if is_leaving else ends_on(row),
        renews=row.auto_renew and not is_leaving,
        is_leaving=is_leaving,
        has_menu=can_have_menu(row),
        menu_label=_("Actions for %(name)s") % named,
        pick_label=_("Select %(name)s") % named,
        can_be_picked=row.is_active and row.parent_id is None,
    )


def _tabs(wanted: Asked, counts: dict[str, int], every: int) -> tuple[listing.Tab, ...]:
    return (
        wanted.tab(label=_("All"), status="", count=every),
        *(
            wanted.tab(label=_(statuses.look(status).word), status=status, count=counts.get(status, 0))
            for status in held.STATUSES
            if status in _ALWAYS or counts.get(status) or status == wanted.status
        ),
    )


def _commercial(counts: dict[str, int]) -> list[int]:
    return [count for status, count in counts.items() if status != held.NEEDS_ATTENTION]
