"""What can be done with a subscription and its add-ons now, and why not what cannot (S22).

Nothing is decided here: each action is quoted with the fewest licences it takes, at each time there is, by the functions that
quote and place orders. So what is offered is what is accepted.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from seatwise.billing import queries as billing
from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.customers.domain import permissions
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import actions, changing, commands, quantity, quotes
from seatwise.ordering.domain.actions import Action
from seatwise.ordering.queries import choices, planned, quoting
from seatwise.subscriptions import queries as subscriptions

_ID = UUID(int=0)


class WaitsForApproval(Refusal):
    """An order that takes its licences waits for the reseller: nobody can undo it, but it can be withdrawn (R3)."""

    code = "waits_for_approval"


class NothingToChoose(Refusal):
    """There is nothing on sale that this could become, or that goes with it."""

    code = "nothing_to_choose"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What decides about a subscription: its books with all that open orders plan, those orders, and what is sold around it.

    `licences` are the facts for more of it and of each add-on, by their ids.
    """

    customer_id: UUID
    subject: changing.Subject
    licences: dict[UUID, quotes.HeldFacts]
    lines: list[planned.OpenLine]
    around: choices.Around


Possible = dict[Action, Refusal | None]
"""Each action with the reason why not, None where it can be done; what can never apply is not in it."""


def known(
    *, family: tuple[subscriptions.HeldRow, ...], customer: customers.Customer, buyer: quotes.Buyer
) -> Known:
    """This function will read what decides about a subscription and its add-ons, in five statements.

    `family` is subscriptions.family(): the subscription first, or an add-on alone.
    """
    main, *add_ons = family
    ids = [row.id for row in family]
    lines = planned.open_lines(customer_id=customer.id, subscription_ids=ids)
    books = billing.books(subscription_ids=ids, units={row.id: row.unit for row in family})
    around = choices.around(
        product_id=main.product_id,
        add_on_ids=[row.product_id for row in add_ons],
        customer=customer,
        buyer=buyer,
    )
    licences = {row.id: _licences(row, around) for row in family}
    found = [_subject(row, licences[row.id], books[row.id], lines) for row in family]
    return Known(
        customer_id=customer.id,
        subject=dataclasses.replace(found[0], add_ons=tuple(found[1:])),
        licences=licences,
        lines=lines,
        around=around,
    )


def possible(
    *, known: Known, role: str | None, buyer: quotes.Buyer, moment: engine.Moment
) -> dict[UUID, Possible]:
    """This function will answer what a person with that role can do now with a subscription and each of its add-ons (S22, R24)."""
    asking = _Asking(known=known, buyer=buyer, moment=moment)
    return {
        subject.subscription_id: {
            action: _not_allowed(action, subject, role)
            or _undecided(why_not(), of=subject.subscription_id, lines=known.lines)
            for action, why_not in asking.actions(subject)
        }
        for subject in (known.subject, *known.subject.add_ons)
    }


def targets(*, known: Known, buyer: quotes.Buyer, moment: engine.Moment) -> choices.Choices:
    """This function will answer what a subscription can become now, and what it cannot with the reason (S18, R22)."""
    found = choices.targets(subject=known.subject, around=known.around, buyer=buyer)
    asking = _Asking(known=known, buyer=buyer, moment=moment)

    def why_not(target: quotes.OfferFacts) -> Refusal | None:
        return _undecided(asking.upgrade(target), of=known.subject.subscription_id, lines=known.lines)

    return _tried(found, why_not)


def add_ons(*, known: Known, buyer: quotes.Buyer, moment: engine.Moment) -> choices.Choices:
    """This function will answer the add-ons that can be bought now or grow, and those that cannot with the reason (S21, R21)."""
    found = choices.add_ons(subject=known.subject, around=known.around, buyer=buyer)
    return _tried(found, _Asking(known=known, buyer=buyer, moment=moment).add_on)


def why_no_upgrade(*, known: Known, buyer: quotes.Buyer, moment: engine.Moment) -> Refusal:
    """This function will answer why a subscription of which targets() are all closed can become nothing (S18, S22)."""
    why = _Asking(known=known, buyer=buyer, moment=moment).any_upgrade()
    refusal = _undecided(why, of=known.subject.subscription_id, lines=known.lines)
    assert refusal is not None, "the same was asked for each target"
    return refusal


def why_no_add_on(*, known: Known, buyer: quotes.Buyer, moment: engine.Moment) -> Refusal:
    """This function will answer why a subscription of which add_ons() are all closed can have none (S21, S22)."""
    refusal = _Asking(known=known, buyer=buyer, moment=moment).any_add_on()
    assert refusal is not None, "the same was asked for each add-on"
    return refusal


def fates(*, known: Known, target: quotes.OfferFacts) -> dict[UUID, changing.AddOnFate]:
    """This function will answer what becomes of each add-on when a subscription becomes the target as a whole (R22)."""
    return quoting.fates(
        subject=known.subject,
        target=target,
        supported=known.around.add_ons.get(target.product_id, ()),
        priced=known.around.priced,
        on=known.around.on,
    )


_WhyNot = Callable[[], Refusal | None]


class _Asking:
    """Quotes, for one buyer at one moment, what may be asked of a subscription and its add-ons."""

    def __init__(self, *, known: Known, buyer: quotes.Buyer, moment: engine.Moment) -> None:
        self.known = known
        # A missing address hides nothing: the form asks for it (R7).
        self.buyer = dataclasses.replace(buyer, has_billing_address=True)
        self.moment = moment

    def actions(self, subject: changing.Subject) -> Iterator[tuple[Action, _WhyNot]]:
        """This function will go through the actions that can apply, each with what says why not."""
        if not self.known.licences[subject.subscription_id].quantity:
            return
        around = self.known.around
        less = functools.partial(self.less, subject)
        yield Action.BUY_LICENCES, functools.partial(self.more, subject.subscription_id)
        if not subject.is_add_on and around.add_ons[subject.product_id]:
            yield Action.BUY_ADD_ON, self.any_add_on
        if not subject.is_add_on and choices.may_become_something(
            subject=subject, around=around, buyer=self.buyer
        ):
            yield Action.UPGRADE, self.any_upgrade
        yield Action.REDUCE, less
        yield Action.CANCEL, less

    def any_add_on(self) -> Refusal | None:
        """This function will answer why no add-on at all can be bought or grow, None where one can."""
        subject = self.known.subject
        nothing = NothingToChoose(
            N_("There is no add-on on sale that goes with %(name)s."), name=subject.name
        )
        found = choices.add_ons(subject=subject, around=self.known.around, buyer=self.buyer)
        return _refusal(lambda: self._check_running(subject)) or _any(found, self.add_on, otherwise=nothing)

    def any_upgrade(self) -> Refusal | None:
        """This function will answer why nothing at all can become something else, None where something can."""
        subject = self.known.subject
        nothing = NothingToChoose(N_("There is nothing on sale that %(name)s can become."), name=subject.name)

        def check() -> None:
            self._check_running(subject)
            engine.check_nothing_planned(subject.held)

        found = choices.targets(subject=subject, around=self.known.around, buyer=self.buyer)
        return _refusal(check) or _any(found, self.upgrade, otherwise=nothing)

    def more(self, subscription_id: UUID) -> Refusal | None:
        """This function will answer why no licence can be added, None where one can."""
        command = commands.BuyLicences(
            customer_id=self.known.customer_id, subscription_id=subscription_id, quantity=1
        )
        return _refusal(
            lambda: quotes.quote_licences(
                quote_id=_ID, command=command, buyer=self.buyer, held=self.known.licences[subscription_id]
            )
        )

    def add_on(self, offer: quotes.OfferFacts) -> Refusal | None:
        """This function will answer why an add-on can neither be bought nor grow, None where it can."""
        parent = self.known.subject
        allowed = offer.product_id in self.known.around.add_ons[parent.product_id]
        grown = changing.grown(parent=parent, product_id=offer.product_id)
        if grown is not None:
            check = functools.partial(
                changing.check_add_on, buyer=self.buyer, parent=parent, offer=offer, allowed=allowed
            )
            return _refusal(check) or self.more(grown.subscription_id)

        def quote() -> quotes.Quote:
            room = quantity.purchase_limits(product=offer.limits, held=offer.held, ordered=offer.ordered)
            return changing.quote_add_on(
                quote_id=_ID,
                command=commands.BuyAddOn(
                    customer_id=self.known.customer_id,
                    subscription_id=parent.subscription_id,
                    offer_id=offer.offer_id,
                    quantity=room.smallest,
                ),
                buyer=self.buyer,
                parent=parent,
                offer=offer,
                allowed=allowed,
                ordered=self._is_ordered(offer),
                moment=self.moment,
            )

        return _refusal(quote)

    def upgrade(self, target: quotes.OfferFacts) -> Refusal | None:
        """This function will answer why nothing can become the target, today or at renewal; None where something can."""
        source = self.known.subject

        def quote(when: str) -> quotes.Quote:
            return changing.quote_upgrade(
                quote_id=_ID,
                command=commands.Upgrade(
                    customer_id=self.known.customer_id,
                    subscription_id=source.subscription_id,
                    offer_id=target.offer_id,
                    quantity=changing.fewest(source),
                    total=max(changing.fewest(source), target.limits.smallest),
                    when=when,
                ),
                buyer=self.buyer,
                source=source,
                target=target,
                allowed=True,
                fates=fates(known=self.known, target=target),
                moment=self.moment,
            )

        return _refusal(*(functools.partial(quote, when) for when in ("now", "term_end")))

    def less(self, subject: changing.Subject) -> Refusal | None:
        """This function will answer why no licence can leave, today or later; None where one can."""

        def quote(when: str) -> quotes.Quote:
            return changing.quote_reduction(
                quote_id=_ID,
                command=commands.Reduce(
                    customer_id=self.known.customer_id,
                    subscription_id=subject.subscription_id,
                    quantity=changing.fewest(subject),
                    when=when,
                ),
                buyer=self.buyer,
                subject=subject,
                moment=self.moment,
            )

        return _refusal(*(functools.partial(quote, when) for when in ("now", "period_end", "term_end")))

    def _check_running(self, subject: changing.Subject) -> None:
        """What forbids every choice alike is said before any of them is looked at."""
        quotes.check_may_order(self.buyer)
        changing.check_active(subject)

    def _is_ordered(self, offer: quotes.OfferFacts) -> bool:
        return any(
            line.action == "start"
            and line.parent_id == self.known.subject.subscription_id
            and line.product_id == offer.product_id
            for line in self.known.lines
        )


def _not_allowed(action: Action, subject: changing.Subject, role: str | None) -> Refusal | None:
    needed = actions.permission(action, is_add_on=subject.is_add_on)
    return _refusal(lambda: permissions.require(needed, role))


def _undecided(refusal: Refusal | None, *, of: UUID, lines: Sequence[planned.OpenLine]) -> Refusal | None:
    """The refusal, or a truer one: where only what waits for approval is in the way, there is nothing to undo."""
    taking = [line for line in lines if line.source_id == of]
    if (
        not isinstance(refusal, engine.PlannedFirst | engine.Leaving)
        or not taking
        or not all(line.waits_for_approval for line in taking)
    ):
        return refusal
    return WaitsForApproval(
        N_("Order %(number)s waits for approval. Withdraw it first, or wait until it is decided."),
        number=taking[0].order_text,
    )


def _refusal(*attempts: Callable[[], object]) -> Refusal | None:
    """None where one attempt succeeds, else what the first of them said."""
    first = None
    for attempt in attempts:
        try:
            attempt()
        except Refusal as refusal:
            first = first or refusal
        else:
            return None
    return first


def _any(
    found: choices.Choices, why_not: Callable[[quotes.OfferFacts], Refusal | None], *, otherwise: Refusal
) -> Refusal | None:
    """None where one choice can be had, else why the first cannot."""
    first = None
    for offer in found.open:
        refusal = why_not(offer)
        if refusal is None:
            return None
        first = first or refusal
    return first or next((refusal for _, refusal in found.closed), otherwise)


def _tried(found: choices.Choices, why_not: Callable[[quotes.OfferFacts], Refusal | None]) -> choices.Choices:
    """The choices again: what cannot be had now is closed, with its reason."""
    tried = [(offer, why_not(offer)) for offer in found.open]
    refused = tuple((offer.name, refusal) for offer, refusal in tried if refusal is not None)
    return choices.Choices(
        open=tuple(offer for offer, refusal in tried if refusal is None), closed=(*refused, *found.closed)
    )


def _licences(row: subscriptions.HeldRow, around: choices.Around) -> quotes.HeldFacts:
    (offer,) = (offer for offer in around.priced if offer.offer_id == row.offer_id)
    return quoting.held_facts(row=row, offer=offer, counts=around.counts.get(row.product_id, (0, 0)))


def _subject(
    row: subscriptions.HeldRow,
    licences: quotes.HeldFacts,
    books: billing.Books,
    lines: list[planned.OpenLine],
) -> changing.Subject:
    plans = planned.plans(lines=lines, of=row.id, period_end=row.period_end_on)
    return changing.Subject(
        subscription_id=row.id,
        product_id=row.product_id,
        offer_id=row.offer_id,
        name=row.name,
        unit=row.unit,
        limits=row.limits,
        automatic=licences.automatic,
        instructions=licences.instructions,
        term_months=row.term_months,
        billing_months=row.billing_months,
        is_active=row.is_active,
        is_add_on=row.parent_id is not None,
        cost_for_term=licences.cost_for_term,
        unit_price=row.unit_price,
        discount=row.discount,
        rule=billing.rule_of(vendor=row.vendor, on=row.term_start_on),
        held=dataclasses.replace(books.held, planned=plans),
        vat_rates=books.vat_rates,
    )
