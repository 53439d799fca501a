"""Overview: what waits, which terms end next, and the money by month, which comes after the page as it may take longer."""

import dataclasses
import itertools
from collections.abc import Iterator
from fractions import Fraction

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from seatwise.console import queries as console
from seatwise.console import shell, words
from seatwise.console.overview import beginning, queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock
from seatwise.kernel.money import Money, minor_digits
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.ui import jinja, rendering

# The chart's own units: a month is 60 wide, the whole axis 160 high.
_STEP, _HIGH = 60, 160
_MOST_TICKS = 4


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A month of the chart, in the chart's units from its upper left corner: revenue, and the margin before it."""

    x: int
    revenue_y: int
    revenue_high: int
    margin_y: int
    margin_high: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """A month in the table under the chart."""

    month: queries.Month
    share: Percent | None
    column: Column


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MoneyView:
    """The money by month, the newest last; `rates` are the points of the line, `left_out` says which charges have no cost.

    `ticks` are the amounts beside the chart from its foot to its top, evenly, and `lines` how high they stand.
    """

    run_rate: Money
    months: tuple[MonthRow, ...]
    ticks: tuple[str, ...]
    lines: tuple[int, ...]
    rates: str
    width: int
    high: int
    left_out: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    """The page; `money` is None until it is asked for. `beginning`: what there is to do before the first order."""

    beginning: tuple[beginning.Step, ...]
    waiting: console.WaitingInDetail
    longest_wait: str
    renewals: tuple[queries.Renewal, ...]
    money_href: str
    money: MoneyView | None


@require_GET
@for_team(Permission.SEE_CONSOLE)
def overview(request: VisitedRequest) -> HttpResponse:
    """This function will show what waits and which terms end next."""
    return _page(request, None)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def money(request: VisitedRequest) -> HttpResponse:
    """This function will show the same with the money by month: as a page, or as the part that the page asks for."""
    currency = request.visitor.reseller.currency
    today = local_day(clock.now(), request.visitor.settings.time_zone)
    return _page(
        request, _money(queries.months(today=today, currency=currency), queries.run_rate(currency=currency))
    )


def _page(request: VisitedRequest, found: MoneyView | None) -> HttpResponse:
    waiting = console.waiting_in_detail(currency=request.visitor.reseller.currency)
    renewals = queries.renewals()
    # Where something waits or runs there is an order, which need not be looked for.
    sells = bool(waiting.approvals or waiting.deliveries or renewals)
    view = OverviewView(
        beginning=() if sells else beginning.steps(request.visitor),
        waiting=waiting,
        longest_wait=words.waited(waiting.since, clock.now()) if waiting.since else "",
        renewals=renewals,
        money_href=f"{request.prefix}/console/money/",
        money=found,
    )
    frame = shell.frame(request, here="", waiting=waiting)
    context = {"page": frame, "view": view, "words": words}
    return rendering.respond(request, "console/overview.html", context, block="money")


def _money(months: tuple[queries.Month, ...], run_rate: Money) -> MoneyView:
    ticks = ticks_up_to(max(max(month.revenue, month.run_rate) for month in months))
    highest = ticks[-1].minor
    without = sum(month.without_cost for month in months)
    return MoneyView(
        run_rate=run_rate,
        months=tuple(
            MonthRow(month=month, share=_share(month), column=_column(at, month, highest))
            for at, month in enumerate(months)
        ),
        ticks=tuple(jinja.short_money(tick) for tick in ticks),
        lines=tuple(_HIGH - _height(tick.minor, highest) for tick in ticks),
        rates=" ".join(
            f"{at * _STEP + _STEP // 2},{_HIGH - _height(month.run_rate.minor, highest)}"
            for at, month in enumerate(months)
        ),
        width=_STEP * len(months),
        high=_HIGH,
        left_out=ngettext(
            "The cost of %(num)s charge is not known; cost and margin leave it out.",
            "The cost of %(num)s charges is not known; cost and margin leave them out.",
            without,
        )
        % {"num": without}
        if without
        else "",
    )


def ticks_up_to(highest: Money) -> tuple[Money, ...]:
    """This function will answer zero and at most four amounts that are read at a glance, evenly, the last not below the highest."""
    unit = 10 ** minor_digits(highest.currency)
    step = next(each for each in _round_amounts(unit) if each * _MOST_TICKS >= highest.minor)
    count = max(1, -(-highest.minor // step))
    return tuple(Money(step * at, highest.currency) for at in range(count + 1))


def _round_amounts(unit: int) -> Iterator[int]:
    """1, 2, 5, 10, 20 … of the currency."""
    for power in itertools.count():
        yield from (unit * digit * 10**power for digit in (1, 2, 5))


def _share(month: queries.Month) -> Percent | None:
    if not month.with_cost:
        return None
    return words.share(Fraction(month.margin.minor, month.with_cost.minor))


def _column(at: int, month: queries.Month, highest: int) -> Column:
    revenue, margin = (_height(amount.minor, highest) for amount in (month.revenue, month.margin))
    return Column(
        x=at * _STEP,
        revenue_y=_HIGH - revenue,
        revenue_high=revenue,
        margin_y=_HIGH - margin,
        margin_high=margin,
    )


def _height(minor: int, highest: int) -> int:
    return max(0, minor) * _HIGH // highest
