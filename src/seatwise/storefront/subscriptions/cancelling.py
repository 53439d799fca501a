"""Cancel several subscriptions: what each gives back and when, one yes, and an order of its own for each (S20, B6, R5)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from seatwise.billing.domain import engine
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock, numbering, transactions
from seatwise.kernel import typed as typed_words
from seatwise.kernel.money import Money
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import changing as rules
from seatwise.ordering.domain import commands, quotes
from seatwise.ordering.domain.status import OrderStatus
from seatwise.ordering.queries import facts, lists, quoting
from seatwise.pricing.domain import vat
from seatwise.storefront import order_form, order_view
from seatwise.storefront.subscriptions import changing, selected
from seatwise.subscriptions import queries as held
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _
from seatwise.ui.wording import ngettext

_NOW, _LATER = "now", "later"
_TOKEN = "quote-"  # noqa: S105  # the beginning of a field's name
_Quotes = Mapping[UUID, quotes.Quote | Refusal]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What was wrong with the form that was sent."""

    note: str = ""
    note_error: str = ""
    error: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.CANCEL_SUBSCRIPTIONS)
def cancel(request: VisitedRequest) -> HttpResponse:
    """This function will show what cancelling the subscriptions of its address does, and place one order for each.

    Each order has a transaction and a quote of its own: a refusal stops no other, and sent twice each is placed once (R5).
    """
    if request.method != "POST":
        return selected.respond(request, _asking(request, _Said()))
    note = typed_words.text(request.POST.get("note", ""))
    said = _mistakes(request, note)
    if said is not None:
        with transactions.reading():
            return selected.respond(request, _asking(request, said), status=422)
    with transactions.reading():
        rows = selected.rows(request)
    now = clock.now()
    placed = {
        row.id: _placed(request, row, note=note, now=now)
        for row in rows
        if _TOKEN + row.number_text in request.POST
    }
    with transactions.reading():
        return selected.respond(request, _done(request, rows, placed))


def _mistakes(request: VisitedRequest, note: str) -> _Said | None:
    if len(note) > order_form.LONGEST_NOTE:
        longest = {"longest": order_form.LONGEST_NOTE}
        return _Said(note=note, note_error=_("Enter at most %(longest)s characters.") % longest)
    if _when(request) == _NOW and not request.POST.get("understood"):
        return _Said(note=note, error=_("Tick that you know: these licences stop working today."))
    return None


def _when(request: VisitedRequest) -> str:
    return _NOW if request.GET.get("when") == _NOW else _LATER


def _asking(request: VisitedRequest, said: _Said) -> selected.Asking:
    visitor, customer, now = request.visitor, request.customer, clock.now()
    rows = selected.rows(request)
    subjects = facts.subjects(subscription_ids=[row.id for row in rows], customer_id=customer.id)
    buyer = quoting.load_buyer(
        customer=customer, actor=visitor.actor, now=now, reseller=visitor.reseller, settings=visitor.settings
    )
    moment = engine.Moment(at=now, time_zone=customer.time_zone)

    def quoted(when: str) -> _Quotes:
        return {
            row.id: _quote(subjects[row.id], customer_id=customer.id, when=when, buyer=buyer, moment=moment)
            for row in rows
        }

    by_time = {_LATER: quoted(_LATER)}
    can = [subjects[row.id] for row in rows if isinstance(by_time[_LATER][row.id], quotes.Quote)]
    if can and all(changing.open_batches(subject, moment.at) for subject in can):
        at_once = quoted(_NOW)
        if any(isinstance(quote, quotes.Quote) for quote in at_once.values()):
            by_time[_NOW] = at_once
    when = _when(request) if _when(request) in by_time else _LATER
    found = by_time[when]
    placeable = [quote for quote in found.values() if isinstance(quote, quotes.Quote)]
    count = {"count": jinja.quantity(len(placeable))}
    refs = tuple(row.number_text for row in rows)
    reseller = {"reseller": visitor.settings.name}
    return selected.Asking(
        title=_("Cancel subscriptions"),
        intro=_("Each becomes an order of its own; one that cannot be placed stops no other."),
        action=selected.address(request.path, refs, when=when),
        path=request.path,
        refs=refs,
        rows=tuple(_row(row, subjects[row.id], found[row.id]) for row in rows),
        submit=ngettext("Cancel %(count)s subscription", "Cancel %(count)s subscriptions", len(placeable))
        % count
        if placeable
        else "",
        danger=True,
        keep=_("Keep all subscriptions"),
        has_amounts=True,
        times=_times(can, by_time, when=when, moment=moment) if can else (),
        sums=_sums(found) if when == _NOW else (),
        approval=(_("%(reseller)s approves these orders.") % reseller, _("Nothing changes before that."))
        if any(quote.approval_needed for quote in placeable)
        else None,
        tick=_("I understand that these licences stop working today.") if when == _NOW else "",
        understood=bool(request.POST.get("understood")),
        instructions=order_form.note_label(request) or _("Instructions for %(reseller)s") % reseller,
        note=said.note,
        note_error=said.note_error,
        error=said.error,
    )


def _quote(
    subject: rules.Subject, *, customer_id: UUID, when: str, buyer: quotes.Buyer, moment: engine.Moment
) -> quotes.Quote | Refusal:
    command = commands.Reduce(
        customer_id=customer_id,
        subscription_id=subject.subscription_id,
        quantity=None,
        when=_NOW if when == _NOW else changing.later(subject),
        cancels=True,
    )
    try:
        rules.check_active(subject)
        quotes.check_stays(quantity=subject.held.quantity, leaving=subject.held.leaving)
        return rules.quote_reduction(
            quote_id=uuid.uuid4(), command=command, buyer=buyer, subject=subject, moment=moment
        )
    except Refusal as refusal:
        return refusal


def _row(about: held.HeldRow, subject: rules.Subject, quote: quotes.Quote | Refusal) -> selected.Row:
    if isinstance(quote, Refusal):
        return selected.row(about, refusal=jinja.sentence(quote))
    return selected.row(about, says=_says(subject, quote), amount=-quote.total.net, token=quoting.sign(quote))


def _says(subject: rules.Subject, quote: quotes.Quote) -> list[str]:
    said = []
    for line in quote.lines:
        if line.source_id != subject.subscription_id:
            continue
        if line.planned_on is None:
            said.append(
                ngettext("%(count)s leaves today.", "%(count)s leave today.", line.quantity)
                % {"count": jinja.quantity(line.quantity)}
            )
        else:
            last = jinja.day(line.planned_on - dt.timedelta(days=1))
            said.append(
                _("%(count)s leave at the end of %(day)s. You can undo that until then.")
                % {"count": jinja.quantity(line.quantity), "day": last}
            )
    if subject.add_ons:
        said.append(changing.end_with_it(subject))
    return said


def _times(
    can: Sequence[rules.Subject],
    by_time: Mapping[str, _Quotes],
    *,
    when: str,
    moment: engine.Moment,
) -> tuple[changing.Time, ...]:
    """The times that all of them offer; the later one is each one's own."""
    ends = {changing.later(subject) for subject in can}
    if ends == {"period_end"}:
        title = _("Each at the end of its billing period")
    elif ends == {"term_end"}:
        title = _("Each at the end of its term")
    else:
        title = _("Each at the end of its billing period or term")
    found = [
        changing.Time(
            value=_LATER,
            title=title,
            detail=_("The licences work until then, and until then you can undo it."),
            checked=when == _LATER,
            amount=None,
        )
    ]
    if _NOW in by_time:
        found.append(
            changing.Time(
                value=_NOW,
                title=_("Immediately, today %(day)s") % {"day": jinja.day(moment.day)},
                detail=_("The licences stop within minutes. This cannot be undone."),
                checked=when == _NOW,
                amount=_sums(by_time[_NOW])[0][1],
            )
        )
    return tuple(found)


def _sums(found: _Quotes) -> tuple[tuple[str, Money], ...]:
    """What comes back of all of them: net, VAT by its rate and with it (R26)."""
    every = [quote for quote in found.values() if isinstance(quote, quotes.Quote)]
    whole = vat.total(lines=[quote.total for quote in every], currency=every[0].total.net.currency)
    by_rate: dict[str, Money] = {}
    for quote in every:
        for label, amount in order_view.vat_by_rate(quote):
            by_rate[label] = by_rate[label] - amount if label in by_rate else -amount
    return (
        (_("Subtotal"), -whole.net),
        *by_rate.items(),
        (_("Credit to your account"), -whole.gross),
    )


def _placed(request: VisitedRequest, row: held.HeldRow, *, note: str, now: dt.datetime) -> int | Refusal:
    """Place the order of one signed quote; answers its number, or why there is none."""
    try:
        with transactions.writing():
            token = request.POST[_TOKEN + row.number_text]
            command = quoting.read(token).command
            if not (
                isinstance(command, commands.Reduce)
                and command.cancels
                and command.subscription_id == row.id
                and (command.when == _NOW) == (_when(request) == _NOW)
            ):
                raise quoting.UnknownQuote(
                    N_("This form is damaged or too old. Work out the price again; nothing was ordered.")
                )
            return ordering.place(
                token=quoting.reworded(token=token, reference="", note=note),
                customer_id=request.customer.id,
                actor=request.visitor.actor,
                now=now,
            )
    except Refusal as refusal:
        return refusal


def _done(
    request: VisitedRequest, rows: Sequence[held.HeldRow], placed: Mapping[UUID, int | Refusal]
) -> selected.Done:
    numbers = [number for number in placed.values() if isinstance(number, int)]
    statuses = lists.statuses_of(numbers=numbers, customer_id=request.customer.id)
    refused = [row.number_text for row in rows if isinstance(placed.get(row.id), Refusal)]
    count = {"count": jinja.quantity(len(numbers))}
    return selected.Done(
        title=_("Cancel subscriptions"),
        summary=ngettext("%(count)s order is placed.", "%(count)s orders are placed.", len(numbers)) % count,
        outcomes=tuple(_outcome(row, placed[row.id], statuses) for row in rows if row.id in placed),
        again_href=selected.address(request.path, refused, when=_when(request)) if refused else "",
    )


def _outcome(
    row: held.HeldRow, placed: int | Refusal, statuses: Mapping[int, OrderStatus]
) -> selected.Outcome:
    if isinstance(placed, Refusal):
        return selected.outcome(row, done=False, said=jinja.sentence(placed))
    waits = statuses.get(placed) is OrderStatus.PENDING_RESELLER_APPROVAL
    return selected.outcome(
        row,
        done=True,
        said=_("waits for approval") if waits else _("placed"),
        order=numbering.text(numbering.Series.ORDER, placed),
    )
