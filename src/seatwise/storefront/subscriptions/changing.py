"""Give licences back, or cancel: how many, when, and what comes back for each choice (S19–S21, R17, B1)."""

import dataclasses
import datetime as dt
import functools
import uuid
from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.customers.domain import permissions
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock, numbering
from seatwise.kernel.money import Money
from seatwise.kernel.period import local_day
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import actions, changing, commands, quotes
from seatwise.ordering.domain.actions import Action
from seatwise.ordering.queries import facts
from seatwise.storefront import order_form, order_view, words
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _
from seatwise.ui.wording import ngettext

_Quote = Callable[[int, UUID, str], quotes.Quote]


class NotUnderstood(Refusal):
    """Somebody loses access, and the person has not ticked that they know."""

    code = "not_understood"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time at which licences can leave: `amount` comes back, None where that cannot be said."""

    value: str
    title: str
    detail: str
    checked: bool
    amount: Money | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GivingView:
    """What the form says about the subscription. `batches` are those that can be returned now, to pick one of.

    `after` stay when everything has happened, what other orders take included; `leaving` says how many those take, "" for none.
    """

    title: str
    question: str
    name: str
    unit: str
    held: int
    after: int
    leaving: str
    times: tuple[Time, ...]
    batches: tuple[listing.Choice, ...]
    instructions: str
    tick: str
    understood: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.CHANGE_LICENCES, reads=order_form.only_asks)
def reduce(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show the form that gives licences back, quote it, and place the order."""
    return _answer(request, ref, cancels=False)


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.CANCEL_SUBSCRIPTIONS, reads=order_form.only_asks)
def cancel(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show the form that cancels a subscription or an add-on, quote it, and place the order."""
    return _answer(request, ref, cancels=True)


def _answer(request: VisitedRequest, ref: str, *, cancels: bool) -> HttpResponse:
    number = numbering.parse(numbering.Series.SUBSCRIPTION, ref)
    if number is None:
        raise Http404
    subject = _Giving(
        number=number,
        customer_id=request.customer.id,
        role=request.visitor.role,
        reseller=request.visitor.settings.name,
        cancels=cancels,
        back_href=f"{request.prefix}/billing/subscriptions/{numbering.text(numbering.Series.SUBSCRIPTION, number)}/",
    )
    return order_form.answer(request, subject=subject)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Giving:
    """Licences that leave, as the subject of an order form."""

    number: int
    customer_id: UUID
    role: str | None
    reseller: str
    cancels: bool
    back_href: str
    template: str = "storefront/subscriptions/giving.html"
    current: str = "subscriptions"

    def command(self, *, typed: order_form.Typed, quantity: int) -> commands.Reduce:
        subject = self._subject()
        self._check_role(subject)
        when = _when(subject, typed)
        if when == "now" and not typed.understood:
            raise NotUnderstood(N_("Tick that you know: these licences stop working today."))
        return self._command(subject=subject, typed=typed, quantity=quantity, when=when)

    def facts(
        self, *, customer: customers.Customer, buyer: quotes.Buyer, typed: order_form.Typed
    ) -> order_form.Facts:
        subject = self._subject()
        moment = engine.Moment(at=clock.now(), time_zone=customer.time_zone)
        when = _when(subject, typed)
        free = subject.held.quantity - subject.held.leaving

        def check() -> None:
            self._check_role(subject)
            changing.check_stays(subject)

        def room() -> Limits:
            changing.check_stays(subject)
            return Limits(1, free)

        def quote(count: int, quote_id: UUID, at: str = when) -> quotes.Quote:
            command = self._command(subject=subject, typed=typed, quantity=count, when=at)
            return changing.quote_reduction(
                quote_id=quote_id, command=command, buyer=buyer, subject=subject, moment=moment
            )

        return order_form.Facts(
            check=check,
            room=room,
            quote=quote,
            limit=functools.partial(_limit, subject, moment),
            shown=lambda count: self._view(
                subject=subject, moment=moment, typed=typed, when=when, count=count, quote=quote
            ),
            first=free if self.cancels else None,
            words=functools.partial(self._words, subject=subject, time_zone=customer.time_zone),
        )

    def _subject(self) -> changing.Subject:
        try:
            return facts.subject(
                subscription_id=subscriptions.id_of(number=self.number, customer_id=self.customer_id),
                customer_id=self.customer_id,
            )
        except ObjectDoesNotExist as nobody:
            raise Http404 from nobody

    def _check_role(self, subject: changing.Subject) -> None:
        action = Action.CANCEL if self.cancels else Action.REDUCE
        permissions.require(actions.permission(action, is_add_on=subject.is_add_on), self.role)

    def _command(
        self, *, subject: changing.Subject, typed: order_form.Typed, quantity: int, when: str
    ) -> commands.Reduce:
        return commands.Reduce(
            customer_id=self.customer_id,
            subscription_id=subject.subscription_id,
            quantity=quantity,
            when=when,
            cancels=self.cancels,
            batch_id=_batch(subject, typed) if when == "now" else None,
            note=typed.note,
            reference=typed.reference,
        )

    def _view(
        self,
        *,
        subject: changing.Subject,
        moment: engine.Moment,
        typed: order_form.Typed,
        when: str,
        count: int | None,
        quote: _Quote,
    ) -> GivingView:
        held = subject.held
        reseller = self.reseller
        if not self.cancels:
            title = _("Reduce licences")
        else:
            title = _("Cancel an add-on") if subject.is_add_on else _("Cancel the subscription")
        return GivingView(
            title=title,
            question=_("How many do you cancel?") if self.cancels else _("How many go?"),
            name=subject.name,
            unit=subject.unit,
            held=held.quantity,
            after=held.quantity - held.leaving - (count or 0),
            leaving=_leaving(subject),
            times=_times(subject=subject, moment=moment, when=when, count=count, quote=quote),
            batches=_batches(subject, moment, typed) if when == "now" else (),
            instructions=_("Instructions for %(reseller)s") % {"reseller": reseller},
            tick=_("I understand that these licences stop working today.") if when == "now" else "",
            understood=typed.understood,
        )

    def _words(self, quote: quotes.Quote, *, subject: changing.Subject, time_zone: str) -> order_view.Words:
        own = [line for line in quote.lines if line.source_id == subject.subscription_id]
        count = sum(line.quantity for line in own)
        act = (
            ngettext("Cancel %(count)s licence", "Cancel %(count)s licences", count)
            if self.cancels
            else ngettext("Give back %(count)s licence", "Give back %(count)s licences", count)
        )
        return order_view.Words(
            submit=act % {"count": jinja.quantity(count)},
            danger=True,
            keep=_("Keep all licences"),
            notes=_notes(quote=quote, own=own, subject=subject),
            batches=_bought(own, subject, time_zone),
        )


def open_batches(subject: changing.Subject, at: dt.datetime) -> list[engine.Batch]:
    """This function will answer the seat batches that can be given back at an instant (R17)."""
    return [batch for batch in subject.held.batches if subject.rule.may_return(batch.window_from, at)]


def later(subject: changing.Subject) -> str:
    """This function will answer when licences leave that do not leave now: "period_end" or "term_end" (R17)."""
    return "period_end" if subject.rule.term_can_be_left_early else "term_end"


def end_with_it(subject: changing.Subject) -> str:
    """This function will say which add-ons end with their subscription, and what they cost: the amounts beside are its own."""
    ended = [
        _("%(name)s, %(amount)s %(per)s")
        % {
            "name": add_on.name,
            "amount": jinja.money(add_on.held.recurring),
            "per": words.per(add_on.billing_months),
        }
        for add_on in subject.add_ons
    ]
    return _("Its add-ons end with it: %(names)s.") % {"names": "; ".join(ended)}


def _when(subject: changing.Subject, typed: order_form.Typed) -> str:
    """The time that was chosen, else the first that is possible."""
    if typed.when in {"now", later(subject)}:
        return typed.when
    return "now" if open_batches(subject, clock.now()) else later(subject)


def _batch(subject: changing.Subject, typed: order_form.Typed) -> UUID | None:
    known = {batch.id for batch in subject.held.batches}
    return UUID(typed.batch) if typed.batch in known else None


def _batches(
    subject: changing.Subject, moment: engine.Moment, typed: order_form.Typed
) -> tuple[listing.Choice, ...]:
    """Which seat batch goes first, where windows differ; the first choice leaves it to the rule."""
    found = sorted(open_batches(subject, moment.at), key=lambda batch: batch.window_from)
    if len(found) < 2 or subject.rule.return_window_hours is None:
        return ()
    return (
        listing.Choice(
            value="",
            label=_("Those whose last day comes first"),
            selected=typed.batch not in {batch.id for batch in found},
        ),
        *(
            listing.Choice(
                value=batch.id,
                label=_batch_words(subject, batch, moment),
                selected=batch.id == typed.batch,
            )
            for batch in found
        ),
    )


def _batch_words(subject: changing.Subject, batch: engine.Batch, moment: engine.Moment) -> str:
    until = subject.rule.return_until(batch.window_from)
    said = ngettext("%(count)s of %(day)s", "%(count)s of %(day)s", batch.quantity) % {
        "count": jinja.quantity(batch.quantity),
        "day": jinja.day_time(batch.window_from, moment.time_zone),
    }
    if until is None:
        return said
    return _("%(batch)s, until %(until)s") % {
        "batch": said,
        "until": jinja.day_time(until, moment.time_zone),
    }


def _times(
    *, subject: changing.Subject, moment: engine.Moment, when: str, count: int | None, quote: _Quote
) -> tuple[Time, ...]:
    found = []
    open_now = sum(batch.quantity for batch in open_batches(subject, moment.at))
    if open_now:
        found.append(
            Time(
                value="now",
                title=_now(subject, moment, wanted=count or 0, open_now=open_now),
                detail=_("The licences stop within minutes. This cannot be undone."),
                checked=when == "now",
                amount=_comes_back(quote, count, "now"),
            )
        )
    at_end = later(subject)
    held = subject.held
    day = held.period.end if at_end == "period_end" else held.term.end
    last = {"day": jinja.day(day - dt.timedelta(days=1))}
    found.append(
        Time(
            value=at_end,
            title=(
                _("At the end of the billing period, %(day)s")
                if at_end == "period_end"
                else _("At the end of the term, %(day)s")
            )
            % last,
            detail=_("The licences work until then. You can undo it until %(day)s, 23:59.") % last,
            checked=when == at_end,
            amount=_comes_back(quote, count, at_end),
        )
    )
    return tuple(found)


def _now(subject: changing.Subject, moment: engine.Moment, *, wanted: int, open_now: int) -> str:
    """What happens at once, and on which day the rest where not all can (R17)."""
    if wanted <= open_now:
        return _("Immediately, today %(day)s") % {"day": jinja.day(moment.day)}
    said = {
        "now": jinja.quantity(open_now),
        "later": jinja.quantity(wanted - open_now),
        "day": jinja.day(_last_day(subject)),
    }
    return _("%(now)s today, %(later)s at the end of %(day)s") % said


def _last_day(subject: changing.Subject) -> dt.date:
    """The last day of what cannot leave today."""
    return engine.earliest_end(rule=subject.rule, held=subject.held) - dt.timedelta(days=1)


def _comes_back(quote: _Quote, count: int | None, at: str) -> Money | None:
    if count is None:
        return None
    try:
        net: Money = -quote(count, uuid.uuid4(), at).total.net
    except Refusal:
        return None
    return net


def _leaving(subject: changing.Subject) -> str:
    """Why fewer can go than are held, "" where all can: other orders take the rest (R18)."""
    held = subject.held
    said = ngettext(
        "%(count)s of the %(held)s is to leave or to change already.",
        "%(count)s of the %(held)s are to leave or to change already.",
        held.leaving,
    )
    about = {"count": jinja.quantity(held.leaving), "held": jinja.quantity(held.quantity)}
    return said % about if held.leaving else ""


def _limit(subject: changing.Subject, moment: engine.Moment, room: Limits) -> str:
    """How many can leave today and when the others can, where the vendor's window says so (R17)."""
    now = sum(batch.quantity for batch in open_batches(subject, moment.at))
    if subject.rule.return_window_hours is None or now >= room.largest:
        return ""
    said = {
        "now": jinja.quantity(now),
        "others": jinja.quantity(room.largest - now),
        "day": jinja.day(_last_day(subject)),
    }
    if not now:
        return _("The days of return are over: they can leave at the end of %(day)s.") % said
    return _("%(now)s can leave today. The other %(others)s can leave at the end of %(day)s.") % said


def _bought(lines: list[quotes.QuotedLine], subject: changing.Subject, time_zone: str) -> dict[str, str]:
    """Which licences go, by when they came (B3)."""
    came = {batch.id: local_day(batch.window_from, time_zone) for batch in subject.held.batches}
    found = {}
    for part in (part for line in lines for part in line.parts if part.batch in came):
        assert part.batch is not None
        said = {"count": jinja.quantity(part.line.quantity), "day": jinja.day(came[part.batch])}
        found[part.batch] = (
            ngettext("%(count)s licence of %(day)s", "%(count)s licences of %(day)s", part.line.quantity)
            % said
        )
    return found


def _notes(
    *, quote: quotes.Quote, own: list[quotes.QuotedLine], subject: changing.Subject
) -> tuple[str, ...]:
    found = []
    for line in own:
        if line.planned_on is not None:
            last = {
                "count": jinja.quantity(line.quantity),
                "day": jinja.day(line.planned_on - dt.timedelta(days=1)),
            }
            leave = ngettext(
                "%(count)s leaves at the end of %(day)s. You can undo that until then.",
                "%(count)s leave at the end of %(day)s. You can undo that until then.",
                line.quantity,
            )
            found.append(leave % last)
    held = subject.held
    if subject.add_ons and held.leaving + sum(line.quantity for line in own) >= held.quantity:
        found.append(end_with_it(subject))
    if not quote.approval_needed and any(line.planned_on is None for line in own):
        found.append(_("No approval is needed. What leaves today cannot be taken back."))
    return tuple(found)
