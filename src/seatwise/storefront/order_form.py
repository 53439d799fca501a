"""One way for every form that orders: parse → command → quote → show it, or place exactly what was shown (S17, B1, R5).

A page says what it is about as a Subject; everything else is here. A form posts to its own address: without a step, or with
`quote`, it comes back with its price; `address` saves the billing address first; `order` places the order.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Protocol
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Forbidden, VisitedRequest
from seatwise.infra import clock, numbering, transactions
from seatwise.kernel import typed as typed_words
from seatwise.kernel.quantity import Limits, QuantityOutOfRange, parse
from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands, moves, quotes
from seatwise.ordering.domain.quantity import LargestReached
from seatwise.ordering.queries import lists, quoting
from seatwise.storefront import billing_address, order_view, shell
from seatwise.ui import rendering
from seatwise.ui.wording import gettext as _

_LONGEST_REFERENCE = 60
LONGEST_NOTE = 500
_ANY = Limits(1, 999_999_999)
# For as long after an order the form says so: somebody who went back meant the same order, or another one.
_JUST = dt.timedelta(minutes=15)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person filled in. `quantity` None is a form that was just opened; the others only where the form asks for them.

    `when` is a time, `batch` a seat batch that was picked, `total` how many an upgrade's target has, `understood` a tick.
    """

    quantity: str | None
    reference: str
    note: str
    offer: str
    token: str
    address: billing_address.Typed
    when: str
    batch: str
    total: str
    understood: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the database says about a subject; the first three raise the refusals of ordering.domain.quotes.

    `check`: may it be ordered at all; `room`: from how many to how many; `quote`: the money of a quantity;
    `limit`: the sentence under the quantity; `shown`: what the page's own template needs, for the quantity typed.
    `first`: the quantity of a form that was just opened, the smallest where nothing is said; `words`: what the quote's
    panel and its button say, where it is not an order for money.
    """

    check: Callable[[], None]
    room: Callable[[], Limits]
    quote: Callable[[int, UUID], quotes.Quote]
    limit: Callable[[Limits], str]
    shown: Callable[[int | None], object]
    first: int | None = None
    words: Callable[[quotes.Quote], order_view.Words] | None = None


class Subject(Protocol):
    """What a form is about. Its functions run in an open transaction and raise Http404 for what this customer does not have."""

    @property
    def template(self) -> str: ...

    @property
    def current(self) -> str: ...

    @property
    def back_href(self) -> str: ...

    def command(self, *, typed: Typed, quantity: int) -> commands.Command: ...

    def facts(self, *, customer: customers.Customer, buyer: quotes.Buyer, typed: Typed) -> Facts: ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The page: the form, and what its own template adds."""

    form: order_view.OrderForm
    of: object


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What came of the last step, to be said in the form that comes back. `customer` is set where it was changed."""

    status: int = 200
    refusal: Refusal | None = None
    seen_minor: int | None = None
    why: Sentence | None = None
    quote_id: UUID | None = None
    address_errors: Mapping[str, str] = dataclasses.field(default_factory=dict)
    address_saved: bool = False


@dataclasses.dataclass(slots=True, kw_only=True)
class _Worked:
    """A form worked out: its quote, or what stands in the way of one."""

    quantity: str
    count: int | None = None
    room: Limits | None = None
    quote: quotes.Quote | None = None
    error: Refusal | None = None
    refusal: Refusal | None = None


class _FormChanged(Exception):
    """The form asks for something else than its quote."""

    def __init__(self, seen_minor: int) -> None:
        super().__init__(seen_minor)
        self.seen_minor = seen_minor


def only_asks(request: HttpRequest) -> bool:
    """This function will tell whether a request only wants the form or a quote: it writes nothing and runs in one reading()."""
    return request.method != "POST" or request.POST.get("step", "quote") not in {"order", "address"}


def answer(request: VisitedRequest, *, subject: Subject) -> HttpResponse:
    """This function will answer an order form: shown, quoted, or placed and led to the order's page.

    What only_asks() runs inside reading(), which the caller has opened; the rest opens its own doors.
    200 with a quote, 409 where what was shown does not hold any more, 422 for what cannot be ordered like this, 303 once placed.
    """
    now = clock.now()
    if request.method != "POST":
        return _page(request, subject=subject, typed=_read(request.GET), said=_Said(), now=now)
    typed = _read(request.POST)
    if only_asks(request):
        return _page(request, subject=subject, typed=typed, said=_Said(), now=now)
    if request.POST["step"] == "order":
        outcome = _place(request, subject=subject, typed=typed, now=now)
        if isinstance(outcome, int):
            return _placed(request, number=outcome)
        said = outcome
    else:
        said = _save_address(request, typed=typed.address)
    try:
        with transactions.reading():
            return _page(request, subject=subject, typed=typed, said=said, now=now)
    except Http404:
        if said.refusal is None:
            raise
        # Taken off the shop since the form was opened: the refusal says more than "does not exist".
        raise said.refusal from None


def _read(sent: Mapping[str, str]) -> Typed:
    note = typed_words.text(sent.get("note", ""))
    return Typed(
        quantity=sent.get("quantity"),
        reference=typed_words.line(sent.get("reference", "")),
        note=note.strip(),
        offer=sent.get("offer", ""),
        token=sent.get("quote", ""),
        address=billing_address.read(sent),
        when=sent.get("when", ""),
        batch=sent.get("batch", ""),
        total=sent.get("total", "").strip(),
        understood=bool(sent.get("understood")),
    )


def _too_long(typed: Typed) -> dict[str, str]:
    longest = {"reference": _LONGEST_REFERENCE, "note": LONGEST_NOTE}
    return {
        name: _("Enter at most %(longest)s characters.") % {"longest": most}
        for name, most in longest.items()
        if len(getattr(typed, name)) > most
    }


def _place(request: VisitedRequest, *, subject: Subject, typed: Typed, now: dt.datetime) -> int | _Said:
    """Place what was shown and answer the order's number, or what to say.

    The first look at the quantity asks only whether it is a number: a second click must find the order of the first,
    even where that one took the last licences (R5). place() checks the limits.
    """
    if _too_long(typed):
        return _Said(status=422)
    try:
        with transactions.writing():
            held = quoting.read(typed.token)
            wished = subject.command(typed=typed, quantity=parse(typed.quantity or "", _ANY))
            if dataclasses.replace(held.command, reference=typed.reference, note=typed.note) != wished:
                raise _FormChanged(held.gross_minor)
            return ordering.place(
                token=quoting.reworded(token=typed.token, reference=typed.reference, note=typed.note),
                customer_id=request.customer.id,
                actor=request.visitor.actor,
                now=now,
            )
    except _FormChanged as changed:
        why = Sentence(N_("You changed the form after this price was worked out."))
        return _Said(status=409, seen_minor=changed.seen_minor, why=why)
    except ordering.QuoteMoved as moved:
        # The same quote id once more: two tabs that both confirm the new amounts still order once (R5).
        return _Said(
            status=409,
            seen_minor=held.gross_minor,
            why=moves.what_moved(before=held.fingerprint, after=moved.quote.fingerprint),
            quote_id=moved.quote.id,
        )
    except ordering.QuoteExpired as expired:
        return _Said(status=409, refusal=expired, quote_id=expired.quote.id)
    except Refusal as refusal:
        return _Said(status=422, refusal=refusal)


def _save_address(request: VisitedRequest, *, typed: billing_address.Typed) -> _Said:
    if not request.visitor.may(Permission.SET_BILLING_ADDRESS):
        raise Forbidden(Permission.SET_BILLING_ADDRESS)
    wrong = billing_address.mistakes(typed)
    if wrong:
        return _Said(status=422, address_errors=wrong)
    billing_address.save(
        customer_id=request.customer.id, typed=typed, actor=request.visitor.actor, now=clock.now()
    )
    return _Said(address_saved=True)


def _placed(request: VisitedRequest, *, number: int) -> HttpResponse:
    """Lead to the order: with 303, so that loading the page again orders nothing; the dialog is told where to go."""
    order = numbering.text(numbering.Series.ORDER, number)
    named = {"number": order, "reseller": request.visitor.settings.name}
    messages.success(request, _("Order %(number)s is with %(reseller)s.") % named)
    address = f"{request.prefix}/billing/orders/{order}/"
    if rendering.wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=303, headers={"Location": address})


def _page(
    request: VisitedRequest, *, subject: Subject, typed: Typed, said: _Said, now: dt.datetime
) -> HttpResponse:
    visitor, customer = request.visitor, request.customer
    if said.address_saved:
        customer = customers.customer(customer_id=customer.id)
    buyer = quoting.load_buyer(
        customer=customer, actor=visitor.actor, now=now, reseller=visitor.reseller, settings=visitor.settings
    )
    facts = subject.facts(customer=customer, buyer=buyer, typed=typed)
    worked = _work_out(facts=facts, typed=typed, quote_id=said.quote_id)
    status = 422 if request.method == "POST" and worked.quote is None else said.status
    form = order_view.form(
        action=request.path,
        back_href=subject.back_href,
        quantity=worked.quantity,
        room=worked.room,
        limit=facts.limit(worked.room) if worked.room else "",
        error=worked.error,
        refusal=worked.refusal or (None if worked.error else said.refusal),
        reference=typed.reference,
        note=typed.note,
        note_label=note_label(request),
        company_id=customer.id,
        text_errors=_too_long(typed),
        quote=worked.quote,
        moved=(said.seen_minor, said.why) if said.seen_minor is not None and said.why else None,
        address=billing_address.view(
            customer=customer, visitor=visitor, typed=typed.address, wrong=said.address_errors
        ),
        reseller=visitor.settings.name,
        time_zone=customer.time_zone,
        words=facts.words,
        just_ordered=_just_ordered(request, worked.quote, now) if request.method != "POST" else None,
    )
    fragment = rendering.wants_fragment(request)
    context = {
        "page": None if fragment else shell.shell(request, current=subject.current),
        "view": View(form=form, of=facts.shown(worked.count)),
        "fragment": fragment,
    }
    return rendering.respond(request, subject.template, context, block="dialog", status=status)


def _just_ordered(
    request: VisitedRequest, quote: quotes.Quote | None, now: dt.datetime
) -> tuple[str, str] | None:
    """The order that the person has just placed for the same, and its address: a form opened anew has a new quote (R5)."""
    if quote is None:
        return None
    number = lists.just_ordered(
        customer_id=request.customer.id,
        user_id=request.visitor.user_id,
        line=quote.lines[0],
        since=now - _JUST,
    )
    if number is None:
        return None
    order = numbering.text(numbering.Series.ORDER, number)
    return order, f"{request.prefix}/billing/orders/{order}/"


def note_label(request: VisitedRequest) -> str:
    """This function will say who reads what the reseller notes on a customer's behalf; "" for the customer's own note."""
    if not request.visitor.visit:
        return ""
    return _("Note on the order, %(customer)s reads it") % {"customer": request.customer.name}


def _work_out(*, facts: Facts, typed: Typed, quote_id: UUID | None) -> _Worked:
    worked = _Worked(quantity=typed.quantity if typed.quantity is not None else "1")
    try:
        worked.room = facts.room()
        if typed.quantity is None:
            worked.quantity = str(facts.first or worked.room.smallest)
        facts.check()
        worked.count = parse(worked.quantity, worked.room)
        if not _too_long(typed):
            worked.quote = facts.quote(worked.count, quote_id or uuid.uuid4())
    except quotes.BillingAddressMissing:
        # The form itself asks for the address, or says who can enter it.
        pass
    except (QuantityOutOfRange, LargestReached) as error:
        worked.error = error
    except Refusal as refusal:
        worked.refusal = refusal
    return worked
