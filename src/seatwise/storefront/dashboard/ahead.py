"""What stands under the dashboard's figures: spend by month, the next renewals, and what is pending (B5, B7, R18).

The dashboard asks for it once it is there, so that the figures need not wait; without a script it is a page.
"""

import dataclasses
import datetime as dt

from seatwise.customers import queries as customers
from seatwise.customers.middleware import Visitor
from seatwise.infra import paging
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.period import local_day
from seatwise.ordering.queries import planned
from seatwise.pricing.domain import visibility
from seatwise.storefront import words
from seatwise.storefront.dashboard import spend
from seatwise.storefront.pending import queries as pending
from seatwise.storefront.subscriptions import queries
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja, units
from seatwise.ui.wording import gettext as _
from seatwise.ui.wording import ngettext

RENEWAL_DAYS = 90
_RENEWALS = 4
_PENDING = 4
_SOON = 14


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A term that ends soon. `until` is the last day to act, `left` how far away it is; `soon` in 14 days or fewer."""

    on: dt.date
    name: str
    href: str
    detail: str
    until: str
    left: str
    soon: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SpendView:
    """Spend by month. `said` is the picture in one sentence; `left_out` tells how many charges are not in it, "" for none."""

    months: tuple[spend.Month, ...]
    chart: spend.Chart | None
    now: Money
    total: Money
    said: str
    left_out: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AheadView:
    """The page. `more_renewals` tells of others in the 90 days, `pending_count` of all that is pending."""

    spend: SpendView
    renewals: tuple[Renewal, ...]
    more_renewals: bool
    pending: tuple[pending.Row, ...]
    pending_count: int
    ask_href: str


def ahead(*, visitor: Visitor, customer: customers.Customer, now: dt.datetime) -> AheadView:
    """This function will answer spend, renewals and pending things of a customer on its day."""
    today = local_day(now, customer.time_zone)
    ending = subscriptions.held_page(
        customer_id=customer.id,
        standard_since=visitor.reseller.standard_since,
        narrowing=subscriptions.Narrowing(ends_until=today + dt.timedelta(days=RENEWAL_DAYS)),
        place=paging.Place(),
        size=_RENEWALS,
    )
    leaving = [row.id for row in ending.rows if row.leaving]
    lines = planned.open_lines(customer_id=customer.id, subscription_ids=leaving) if leaving else []
    waiting, count = pending.first(visitor=visitor, customer=customer, today=today, most=_PENDING)
    return AheadView(
        spend=_spend(visitor=visitor, customer=customer, today=today),
        renewals=tuple(_renewal(row, lines=lines, visitor=visitor, today=today) for row in ending.rows),
        more_renewals=bool(ending.place.next_key),
        pending=waiting,
        pending_count=count,
        ask_href=words.ask_href(settings=visitor.settings, about=customer.name),
    )


def _spend(*, visitor: Visitor, customer: customers.Customer, today: dt.date) -> SpendView:
    currency = visitor.reseller.currency
    months = spend.months(
        customer_id=customer.id,
        currency=currency,
        standard_since=visitor.reseller.standard_since,
        today=today,
    )
    most = max(months, key=lambda month: month.net.minor)
    left_out = sum(month.left_out for month in months)
    total = money.total((month.net for month in months), currency)
    facts = {
        "total": jinja.money(total),
        "most": jinja.money(most.net),
        "month": jinja.month_and_year(most.on),
        "now": jinja.money(months[-1].net),
    }
    said = ngettext(
        "%(count)s charge shows no amount and is not counted.",
        "%(count)s charges show no amount and are not counted.",
        left_out,
    )
    return SpendView(
        months=months,
        chart=spend.chart(months),
        now=months[-1].net,
        total=total,
        said=_("%(total)s in 12 months; the most, %(most)s, in %(month)s; %(now)s so far this month.")
        % facts,
        left_out=said % {"count": jinja.quantity(left_out)} if left_out else "",
    )


def _renewal(
    row: subscriptions.HeldRow, *, lines: list[planned.OpenLine], visitor: Visitor, today: dt.date
) -> Renewal:
    stays = row.quantity - queries.leaving(row, lines)
    last = row.term_end_on - dt.timedelta(days=1)
    days = max(0, (last - today).days)
    renews = row.auto_renew and stays > 0
    counted = stays if renews else row.quantity
    detail = f"{jinja.quantity(counted)} {units.unit(row.unit, counted)}"
    if not renews:
        detail = _("%(licences)s, set to end") % {"licences": detail}
    elif row.price is visibility.SHOWN:
        amount = row.final_unit_price * stays
        price = {"amount": jinja.money(amount), "per": words.per(row.billing_months)}
        detail = f"{detail}, {_('%(amount)s %(per)s') % price}"
    until = _("Change until %(day)s") if renews else _("Keep it: until %(day)s")
    left = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days} if days else _("today")
    return Renewal(
        on=row.term_end_on,
        name=row.name,
        href=f"{visitor.prefix}/billing/subscriptions/{row.number_text}/",
        detail=detail,
        until=until % {"day": jinja.short_day(last)},
        left=left,
        soon=days <= _SOON,
    )
