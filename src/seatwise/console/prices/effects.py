"""A review of price changes in words: each change old → new, the price and the margin it makes, whom it reaches and when (S25)."""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seatwise.console import words
from seatwise.console.prices import reviewing
from seatwise.customers.middleware import VisitedRequest
from seatwise.infra import clock, transactions
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import Refusal
from seatwise.pricing import operations as pricing
from seatwise.pricing.domain.changes import Change, Reach, What
from seatwise.pricing.domain.unit_price import PriceBreakdown
from seatwise.ui import jinja

TICK = "sell_below_cost"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EditView:
    """One value. With `name` it is a field that can be corrected; `was` is what it would replace, as the form carries it.

    `in_words` stands for `before` → `after` where it says more, `moved` says what somebody else has made of it meanwhile, `place`
    where in a file it stands, `error` what to enter.
    """

    label: str
    before: str
    after: str
    in_words: str = ""
    name: str = ""
    was: str = ""
    typed: str = ""
    moved: str = ""
    place: str = ""
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """One term: the values that change, and what customers pay for it before and after; neither where it has no price in force."""

    offer_id: UUID
    title: str
    vendor: str
    logo: str
    term: str
    per: str
    edits: tuple[EditView, ...]
    before: PriceBreakdown | None
    after: PriceBreakdown | None
    margin: str
    whom: str


Telling = Callable[[Change], EditView]


def rows(*, found: reviewing.Review, tell: Telling) -> tuple[EffectRow, ...]:
    """This function will put a review into rows; `tell` words one change."""
    return tuple(
        EffectRow(
            offer_id=one.offer.offer_id,
            title=one.offer.title,
            vendor=one.offer.vendor,
            logo=one.offer.logo,
            term=words.term(one.offer.term_months, one.offer.billing_months),
            per=words.period(one.offer.billing_months),
            edits=tuple(
                dataclasses.replace(
                    tell(change), in_words=special_price(change, found.standing[change.key], one.after)
                )
                for change in one.changes
            ),
            before=one.before,
            after=one.after,
            margin="" if one.after is None else words.margin(words.share(one.after.margin_share)),
            whom=" ".join(filter(None, (whom(one.reach), own_below_cost(one.own_below_cost)))),
        )
        for one in found.touched
    )


def special_price(change: Change, standing: int | None, after: PriceBreakdown | None) -> str:
    """This function will say which price goes in front of which other, "" for what is no special price or has none in force."""
    if change.what is not What.SPECIAL_PRICE or after is None:
        return ""
    amounts = {
        "before": value(change.what, standing, after.list_price.currency),
        "after": value(change.what, change.after, after.list_price.currency),
        "listed": jinja.money(after.list_price),
    }
    if change.after is None:
        return _("Special price %(before)s removed, the list price %(listed)s applies") % amounts
    if standing is None:
        return _("Special price %(after)s instead of the list price %(listed)s") % amounts
    return (
        _("Special price %(after)s instead of the special price %(before)s; the list price is %(listed)s")
        % amounts
    )


def whom(reach: Reach | None) -> str:
    """This function will say whom a change reaches and when (R10, R27)."""
    if reach is None:
        return _("New orders only: nothing that is held renews at this price.")
    said = ngettext(
        "New orders, and %(customers)s customer at its renewal, first on %(day)s",
        "New orders, and %(customers)s customers at their renewal, first on %(day)s",
        reach.customers,
    )
    return said % {"customers": jinja.quantity(reach.customers), "day": jinja.day(reach.first_on)}


def own_below_cost(customers: int) -> str:
    """This function will warn that customers with prices of their own would pay less than it costs, "" for none."""
    said = ngettext(
        "For %(num)s customer with a special price or a discount of its own it goes below your cost.",
        "For %(num)s customers with a special price or a discount of their own it goes below your cost.",
        customers,
    )
    return said % {"num": jinja.quantity(customers)} if customers else ""


def value(what: What, said: int | None, currency: str) -> str:
    """This function will write a value as people read it, "none" for none."""
    if said is None:
        return _("none")
    return jinja.money(Money(said, currency)) if what is What.SPECIAL_PRICE else jinja.percent(Percent(said))


def said(*, found: reviewing.Review) -> tuple[str, ...]:
    """This function will say in sentences what the first changes do, for the bar below the rows."""
    sentences = [sentence for one in found.touched[:2] if (sentence := _sentence(one))]
    rest = len(found.touched) - 2
    if rest > 0:
        sentences.append(
            ngettext("And %(num)s more price.", "And %(num)s more prices.", rest) % {"num": rest}
        )
    return tuple(sentences)


def _sentence(one: reviewing.Touched) -> str:
    if one.before is None or one.after is None:
        return ""
    amounts = {
        "title": f"{one.offer.title} ({words.term_within(one.offer.term_months, one.offer.billing_months)})",
        "before": jinja.money(one.before.final_unit_price),
        "after": jinja.money(one.after.final_unit_price),
    }
    if one.before.final_unit_price == one.after.final_unit_price and one.after.special_price is not None:
        return _("%(title)s stays at %(after)s: its special price stands before the markup.") % amounts
    if one.reach is None:
        return _("%(title)s goes from %(before)s to %(after)s for new orders.") % amounts
    sentence = ngettext(
        "%(title)s goes from %(before)s to %(after)s, for %(customers)s customer at its next renewal.",
        "%(title)s goes from %(before)s to %(after)s, for %(customers)s customers at their next renewal.",
        one.reach.customers,
    )
    return sentence % {**amounts, "customers": jinja.quantity(one.reach.customers)}


def below_cost(titles: Sequence[str]) -> str:
    """This function will warn of what would be sold below cost, "" for nothing."""
    if not titles:
        return ""
    named = list(dict.fromkeys(titles))
    if len(named) == 1:
        return _("%(title)s goes below your cost.") % {"title": named[0]}
    more = len(named) - 1
    sentence = ngettext(
        "%(title)s and %(more)s more product go below your cost.",
        "%(title)s and %(more)s more products go below your cost.",
        more,
    )
    return sentence % {"title": named[0], "more": more}


def tick_error(needed: bool, ticked: bool) -> str:  # noqa: FBT001
    """This function will say that the tick is missing where something goes below cost, else ""."""
    return _("Tick that you sell below your cost, or change the price.") if needed and not ticked else ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NotSaved:
    """Why nothing was saved, and the answer's status. `moved`: values that somebody else has changed."""

    reason: str
    status: int
    moved: Collection[tuple[What, UUID]] = ()


def save(request: VisitedRequest, *, changes: Sequence[Change], then: str) -> HttpResponse | NotSaved:
    """This function will save all changes or none, and lead on. The page it came from says why when none was saved."""
    try:
        with transactions.writing():
            count = pricing.change_prices(changes=changes, actor=request.visitor.actor, now=clock.now())
    except pricing.PricesMoved as no:
        return NotSaved(reason=jinja.sentence(no), status=409, moved=no.moved)
    except Refusal as no:
        return NotSaved(reason=jinja.sentence(no), status=422)
    done = ngettext("%(num)s price change is saved.", "%(num)s price changes are saved.", count)
    messages.success(request, done % {"num": jinja.quantity(count)})
    return HttpResponseRedirect(then, status=303)


def rebased(
    *, changes: Sequence[Change], standing: Mapping[tuple[What, UUID], int | None]
) -> tuple[Change, ...]:
    """This function will answer changes from what stands now, those that have come true by themselves left out."""
    now = [dataclasses.replace(change, before=standing[change.key]) for change in changes]
    return tuple(change for change in now if change.before != change.after)


def moved(change: Change, standing: int | None, currency: str) -> str:
    """This function will show both values where somebody else was faster, "" where nobody was."""
    if change.before == standing:
        return ""
    return _(
        "Somebody else has set %(now)s meanwhile; you saw %(before)s. Saving puts yours in its place."
    ) % {
        "now": value(change.what, standing, currency),
        "before": value(change.what, change.before, currency),
    }
