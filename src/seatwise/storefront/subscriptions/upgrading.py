"""Upgrade licences to another product, and buy add-ons: which one, how many, when, and the money of both sides (S18, S21, B4)."""

import dataclasses
import datetime as dt
from collections import Counter
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock, numbering
from seatwise.kernel.money import Money
from seatwise.kernel.quantity import Limits, parse
from seatwise.ordering.domain import changing, commands, quotes
from seatwise.ordering.queries import choices, possible, quoting
from seatwise.storefront import order_form, order_view, words
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja, terms
from seatwise.ui.wording import gettext as _
from seatwise.ui.wording import ngettext

_TERM_END = "term_end"
# Where there is no other time nobody has chosen it: another target, picked next, begins with today again.
_TERM_END_ONLY = "term_end_only"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A target or an add-on. `reason` is why it cannot be chosen, "" where it can; `difference` is to what is held.

    `term` is said where it is another one or one of several; `note` where it can only be had later.
    """

    value: str
    name: str
    term: str
    price: Money | None
    difference: Money | None
    per: str
    checked: bool
    reason: str
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChoosingView:
    """What the form says: what is held, what can be chosen, and for an upgrade when. `times`: (value, title, detail, checked)."""

    name: str
    unit: str
    held: int
    price: str
    moves: int
    choices: tuple[Choice, ...]
    times: tuple[tuple[str, str, str, bool], ...]
    total: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.UPGRADE, reads=order_form.only_asks)
def upgrade(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show the upgrade form, quote it, and place the order."""
    return order_form.answer(request, subject=_Upgrade(**_about(request, ref)))


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.CHANGE_ADD_ONS, reads=order_form.only_asks)
def add_on(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show the form that buys an add-on, quote it, and place the order."""
    return order_form.answer(request, subject=_AddOn(**_about(request, ref)))


def _about(request: VisitedRequest, ref: str) -> dict[str, Any]:
    number = numbering.parse(numbering.Series.SUBSCRIPTION, ref)
    if number is None:
        raise Http404
    text = numbering.text(numbering.Series.SUBSCRIPTION, number)
    return {
        "number": number,
        "customer_id": request.customer.id,
        "back_href": f"{request.prefix}/billing/subscriptions/{text}/",
    }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A subscription as the subject of an order form that offers a choice."""

    number: int
    customer_id: UUID
    back_href: str
    current: str = "subscriptions"

    def _id(self) -> UUID:
        try:
            return subscriptions.id_of(number=self.number, customer_id=self.customer_id)
        except ObjectDoesNotExist as nobody:
            raise Http404 from nobody

    def _known(self, *, customer: customers.Customer, buyer: quotes.Buyer) -> possible.Known:
        family = subscriptions.family(
            number=self.number, customer_id=self.customer_id, standard_since=buyer.standard_since
        )
        if not family or family[0].parent_id is not None:
            raise Http404
        return possible.known(family=family, customer=customer, buyer=buyer)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Upgrade(_Held):
    template: str = "storefront/subscriptions/upgrade.html"

    def command(self, *, typed: order_form.Typed, quantity: int) -> commands.Upgrade:
        return self._command(
            subscription_id=self._id(),
            typed=typed,
            offer_id=_uuid(typed.offer),
            quantity=quantity,
            later=typed.when in {_TERM_END, _TERM_END_ONLY},
        )

    def facts(
        self, *, customer: customers.Customer, buyer: quotes.Buyer, typed: order_form.Typed
    ) -> order_form.Facts:
        known = self._known(customer=customer, buyer=buyer)
        subject, held = known.subject, known.subject.held
        moment = engine.Moment(at=clock.now(), time_zone=customer.time_zone)
        found = possible.targets(known=known, buyer=buyer, moment=moment)
        chosen = _chosen(found, typed.offer)
        fates = possible.fates(known=known, target=chosen) if chosen else {}

        def check() -> None:
            if chosen is None:
                raise possible.why_no_upgrade(known=known, buyer=buyer, moment=moment)
            quotes.check_may_order(buyer)

        def quote(count: int, quote_id: UUID) -> quotes.Quote:
            assert chosen is not None
            command = self._command(
                subscription_id=subject.subscription_id,
                typed=typed,
                offer_id=chosen.offer_id,
                quantity=count,
                later=typed.when == _TERM_END or bool(_later(subject, chosen)),
            )
            return changing.quote_upgrade(
                quote_id=quote_id,
                command=command,
                buyer=buyer,
                source=subject,
                target=chosen,
                allowed=True,
                fates=fates,
                moment=moment,
            )

        return order_form.Facts(
            check=check,
            room=lambda: Limits(1, held.quantity),
            quote=quote,
            limit=lambda room: (
                _("All %(count)s, or some of them. The others stay as they are.")
                % {"count": jinja.quantity(room.largest)}
            ),
            shown=lambda count: ChoosingView(
                name=subject.name,
                unit=subject.unit,
                held=held.quantity,
                price=_each(held.unit_price, subject.billing_months),
                moves=count or 0,
                choices=_offered(found, chosen, than=subject),
                times=_times(subject, moment, typed, chosen),
                total=typed.total,
            ),
            first=held.quantity,
            words=lambda quote: _words(quote, subject, fates),
        )

    def _command(
        self,
        *,
        subscription_id: UUID,
        typed: order_form.Typed,
        offer_id: UUID,
        quantity: int,
        later: bool,
    ) -> commands.Upgrade:
        total = parse(typed.total, Limits(1, 999_999_999)) if typed.total else None
        return commands.Upgrade(
            customer_id=self.customer_id,
            subscription_id=subscription_id,
            offer_id=offer_id,
            quantity=quantity,
            total=total,
            when=_TERM_END if later else "now",
            note=typed.note,
            reference=typed.reference,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _AddOn(_Held):
    template: str = "storefront/subscriptions/add_on.html"

    def command(self, *, typed: order_form.Typed, quantity: int) -> commands.BuyAddOn:
        return self._command(
            subscription_id=self._id(), typed=typed, offer_id=_uuid(typed.offer), quantity=quantity
        )

    def facts(
        self, *, customer: customers.Customer, buyer: quotes.Buyer, typed: order_form.Typed
    ) -> order_form.Facts:
        known = self._known(customer=customer, buyer=buyer)
        subject = known.subject
        moment = engine.Moment(at=clock.now(), time_zone=customer.time_zone)
        found = possible.add_ons(known=known, buyer=buyer, moment=moment)
        chosen = _chosen(found, typed.offer)

        def check() -> None:
            if chosen is None:
                raise possible.why_no_add_on(known=known, buyer=buyer, moment=moment)
            quotes.check_may_order(buyer)

        def quote(count: int, quote_id: UUID) -> quotes.Quote:
            assert chosen is not None
            command = self._command(
                subscription_id=subject.subscription_id,
                typed=typed,
                offer_id=chosen.offer_id,
                quantity=count,
            )
            return quoting.changed(
                quote_id=quote_id, command=command, customer=customer, buyer=buyer, moment=moment
            )

        has = _held(subject, chosen.product_id) if chosen else 0
        return order_form.Facts(
            check=check,
            room=lambda: Limits(1, chosen.limits.largest if chosen else 1),
            quote=quote,
            limit=lambda _room: "",
            shown=lambda count: ChoosingView(
                name=subject.name,
                unit=subject.unit,
                held=subject.held.quantity,
                price=_each(subject.held.unit_price, subject.billing_months),
                moves=count or 0,
                choices=_offered(found, chosen, parent=subject),
                times=(),
                total="",
            ),
            # One for each licence; those that it has already are not bought again.
            first=max(1, subject.held.quantity - has),
        )

    def _command(
        self, *, subscription_id: UUID, typed: order_form.Typed, offer_id: UUID, quantity: int
    ) -> commands.BuyAddOn:
        return commands.BuyAddOn(
            customer_id=self.customer_id,
            subscription_id=subscription_id,
            offer_id=offer_id,
            quantity=quantity,
            note=typed.note,
            reference=typed.reference,
        )


def _uuid(text: str) -> UUID:
    """The chosen offer; nobody's id where the form was tampered with, which nothing is sold under."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _chosen(found: choices.Choices, offer: str) -> quotes.OfferFacts | None:
    open_ones = found.open
    return next((each for each in open_ones if str(each.offer_id) == offer), next(iter(open_ones), None))


def _offered(
    found: choices.Choices,
    chosen: quotes.OfferFacts | None,
    *,
    than: changing.Subject | None = None,
    parent: changing.Subject | None = None,
) -> tuple[Choice, ...]:
    """Targets beside what they are compared with, `than`, or add-ons of a `parent`."""
    terms = Counter(each.product_id for each in found.open)
    offered = [
        Choice(
            value=str(each.offer_id),
            name=each.name,
            term=words.length(each.term_months)
            if terms[each.product_id] > 1 or (than is not None and each.term_months != than.term_months)
            else "",
            price=_price(parent, each),
            difference=each.final_unit_price - than.held.unit_price
            if than is not None
            and each.final_unit_price is not None
            and each.billing_months == than.billing_months
            else None,
            per=words.per(each.billing_months),
            checked=each is chosen,
            reason="",
            note=_has(parent, each) if parent else _later(than, each),
        )
        for each in found.open
    ]
    closed = [
        Choice(
            value="",
            name=name,
            term="",
            price=None,
            difference=None,
            per="",
            checked=False,
            reason=jinja.sentence(reason),
        )
        for name, reason in found.closed
    ]
    return (*offered, *closed)


def _each(price: Money, months: int) -> str:
    return _("%(price)s each %(per)s") % {"price": jinja.money(price), "per": words.per(months)}


def _held(parent: changing.Subject, product_id: UUID) -> int:
    return sum(each.held.quantity for each in parent.add_ons if each.product_id == product_id)


def _price(parent: changing.Subject | None, offer: quotes.OfferFacts) -> Money | None:
    """What a licence more costs: of an add-on that hangs there already what was agreed for the period (R10), not today's price."""
    grown = changing.grown(parent=parent, product_id=offer.product_id) if parent else None
    return grown.held.unit_price if grown else offer.final_unit_price


def _has(parent: changing.Subject, add_on: quotes.OfferFacts) -> str:
    """How many of an add-on there are already, "" where there are none: more are added to them (R21)."""
    held = _held(parent, add_on.product_id)
    said = ngettext(
        "You have %(count)s: more are added to it.", "You have %(count)s: more are added to them.", held
    )
    return said % {"count": jinja.quantity(held)} if held else ""


def _later(subject: changing.Subject | None, target: quotes.OfferFacts | None) -> str:
    """Why a target can only be had at the term's end, "" for all others."""
    if subject is None or target is None or not changing.waits_for_term(subject=subject, target=target):
        return ""
    return _("Costs less: at renewal only, on %(day)s.") % {"day": jinja.day(subject.held.term.end)}


def _times(
    subject: changing.Subject,
    moment: engine.Moment,
    typed: order_form.Typed,
    target: quotes.OfferFacts | None,
) -> tuple[tuple[str, str, str, bool], ...]:
    renewal = jinja.day(subject.held.term.end)
    if _later(subject, target):
        return ((_TERM_END_ONLY, _("At renewal"), renewal, True),)
    later = typed.when == _TERM_END
    return (
        ("now", _("Today"), jinja.day(moment.day), not later),
        (_TERM_END, _("At renewal"), renewal, later),
    )


def _words(
    quote: quotes.Quote, subject: changing.Subject, fates: dict[UUID, changing.AddOnFate]
) -> order_view.Words:
    line = quote.lines[0]
    left = subject.held.quantity - line.quantity
    total = line.quantity + line.extra
    same = line.billing_months == subject.billing_months
    then = words.per(line.billing_months)
    now = words.per(subject.billing_months)
    stays, becomes = subject.held.unit_price * left, line.final_unit_price * total
    rows = [
        order_view.Compared(
            name=subject.name,
            per="" if same else now,
            before=subject.held.recurring,
            held=jinja.quantity(subject.held.quantity),
            after=stays,
            then=jinja.quantity(left),
        ),
        order_view.Compared(
            name=line.name,
            per="" if same else then,
            before=None,
            held="",
            after=becomes,
            then=jinja.quantity(total),
        ),
    ]
    before, after = subject.held.recurring, stays + becomes
    add_ons = _with_it(quote, subject, fates)
    for add_on in (*add_ons.moving, *add_ons.anew, *add_ons.ending):
        held, moves = add_on.held, add_on in add_ons.moving
        before += held.recurring
        if moves:
            after += held.recurring
        rows.append(
            order_view.Compared(
                name=add_on.name,
                per="" if same else now,
                before=held.recurring,
                held=jinja.quantity(held.quantity),
                after=held.recurring if moves else None,
                then=jinja.quantity(held.quantity if moves else 0),
            )
        )
    for each in quote.lines[1:]:
        if each.action == "start":
            again = each.final_unit_price * each.quantity
            after += again
            rows.append(
                order_view.Compared(
                    name=each.name,
                    per="" if same else then,
                    before=None,
                    held="",
                    after=again,
                    then=jinja.quantity(each.quantity),
                )
            )
    return order_view.Words(
        submit=_("Submit order, %(total)s") % {"total": jinja.money(quote.total.gross)},
        notes=_notes(line, add_ons),
        rows_title=terms.then_every(line.billing_months) if same else _("What is paid"),
        rows=tuple(rows),
        together=(before, after) if same else None,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _AddOns:
    """What becomes of the add-ons of a subscription that is upgraded as a whole: `anew` end and are bought again."""

    moving: tuple[changing.Subject, ...] = ()
    anew: tuple[changing.Subject, ...] = ()
    ending: tuple[changing.Subject, ...] = ()


def _with_it(
    quote: quotes.Quote, subject: changing.Subject, fates: dict[UUID, changing.AddOnFate]
) -> _AddOns:
    """Today the quote's lines say what ends; what is planned has no lines for add-ons, as nothing of theirs is reserved."""
    line, *others = quote.lines
    if line.quantity < subject.held.quantity:
        return _AddOns()
    if line.planned_on is not None:
        moving = tuple(
            each
            for each in subject.add_ons
            if changing.moves_at_renewal(
                source=subject, months=line.billing_months, fate=fates.get(each.subscription_id)
            )
        )
        return _AddOns(moving=moving, ending=tuple(each for each in subject.add_ons if each not in moving))
    gone = {each.source_id for each in others if each.action == "remove"}
    again = {each.product_id for each in others if each.action == "start"}
    ends = [each for each in subject.add_ons if each.subscription_id in gone]
    return _AddOns(
        moving=tuple(each for each in subject.add_ons if each.subscription_id not in gone),
        anew=tuple(each for each in ends if each.product_id in again),
        ending=tuple(each for each in ends if each.product_id not in again),
    )


def _notes(line: quotes.QuotedLine, add_ons: _AddOns) -> tuple[str, ...]:
    found = []
    last = {"day": jinja.day(line.planned_on - dt.timedelta(days=1))} if line.planned_on else None
    if last:
        found.append(_("Nothing is paid today. You can undo it until %(day)s, 23:59.") % last)
    if add_ons.moving:
        found.append(_("Its add-ons move with it: %(names)s.") % _names(add_ons.moving))
    if add_ons.anew:
        found.append(
            _(
                "These add-ons are bought anew for the new billing period, and what is left of them comes back: %(names)s."
            )
            % _names(add_ons.anew)
        )
    if add_ons.ending and last:
        found.append(_("Its add-ons end at the end of %(day)s: %(names)s.") % (last | _names(add_ons.ending)))
    elif add_ons.ending:
        found.append(
            _("These add-ons end, and what is left of them comes back: %(names)s.") % _names(add_ons.ending)
        )
    return tuple(found)


def _names(add_ons: tuple[changing.Subject, ...]) -> dict[str, str]:
    return {"names": ", ".join(each.name for each in add_ons)}
