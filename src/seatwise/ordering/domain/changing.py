"""Quotes what changes a subscription that is held: add-ons, reductions, cancellations, upgrades (S18–S22, R17–R22).

The money comes from billing's engine; here it becomes the lines of an order. The delivery asks the same functions again on its
own day (R27), so quote and delivery cannot count differently.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from seatwise.billing.domain import engine
from seatwise.billing.domain.vendor_rules import Downgrades, VendorRule
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import commands, quantity, quotes
from seatwise.ordering.domain.quotes import Buyer, OfferFacts, Quote, QuotedLine


class NotActive(Refusal):
    code = "not_active"


class UpgradeNotAllowed(Refusal):
    """The vendor has no path from what is held to what is wished (R22)."""

    code = "upgrade_not_allowed"


class AddOnNotAllowed(Refusal):
    """The add-on does not go with this subscription, or not in its term and billing period (R21)."""

    code = "add_on_not_allowed"


class AddOnOrdered(Refusal):
    """The subscription is to get this add-on by an open order; two would be the same add-on twice (R21)."""

    code = "add_on_ordered"


class TooFewOfTarget(Refusal):
    """Fewer licences would become the target than it is sold in (R6)."""

    code = "too_few_of_target"


class BelowSmallest(Refusal):
    """Fewer licences would stay than the product allows (R6)."""

    code = "below_smallest"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A subscription or add-on that is to change, with all that decides about it.

    `held` has everything in it that open orders plan; `vat_rates` are those of its charges; `add_ons` are the active
    add-ons of a subscription, empty for an add-on.
    """

    subscription_id: UUID
    product_id: UUID
    offer_id: UUID
    name: str
    unit: str
    limits: Limits
    automatic: bool
    instructions: str
    term_months: int
    billing_months: int
    is_active: bool
    is_add_on: bool
    cost_for_term: Decimal | None
    unit_price: Money
    discount: Percent | None
    rule: VendorRule
    held: engine.Held
    vat_rates: dict[str, Percent]
    add_ons: tuple["Subject", ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AddOnFate:
    """What becomes of an add-on when its subscription is upgraded as a whole (R22).

    `supported`: the target takes it; `offer` is the add-on in the target's term and billing period, where it is for sale.
    """

    supported: bool
    offer: OfferFacts | None


def quote_reduction(
    *, quote_id: UUID, command: commands.Reduce, buyer: Buyer, subject: Subject, moment: engine.Moment
) -> Quote:
    """This function will quote fewer licences, or none: a credit for each open batch, the rest planned (S19–S21, R17).

    Raises NotActive, Leaving, BelowSmallest and the refusals of billing's engine.
    """
    check_stays(subject)
    wanted = subject.held.quantity - subject.held.leaving if command.quantity is None else command.quantity
    answer = reduction(
        subject=subject,
        change=engine.Reduce(
            id=str(quote_id),
            quantity=wanted,
            when=engine.When(command.when),
            batch=str(command.batch_id) if command.batch_id else None,
        ),
        moment=moment,
    )
    _check_smallest(subject=subject, left=subject.held.quantity - subject.held.leaving - wanted)
    later = sum(-plan.delta for plan in answer.planned if isinstance(plan, engine.PlannedQuantity))
    lines = []
    if wanted > later:
        lines.append(
            _removal(
                subject=subject,
                count=wanted - later,
                parts=parts(subject=subject, lines=answer.lines, vat_rate=buyer.vat.rate),
                buyer=buyer,
                batch_id=command.batch_id,
            )
        )
    if later:
        plan = answer.planned[0]
        lines.append(
            dataclasses.replace(
                _removal(subject=subject, count=later, parts=(), buyer=buyer),
                planned_on=plan.on,
                quantity_before=subject.held.quantity - (wanted - later),
            )
        )
    stays = subject.held.unit_price * (subject.held.quantity - subject.held.leaving - wanted)
    lines = [dataclasses.replace(line, recurring_after=stays) for line in lines]
    if not answer.held:
        lines += [_ends_with_it(subject, add_on, buyer, moment) for add_on in subject.add_ons]
    gate = buyer.approves_add_on_cancellations if subject.is_add_on else buyer.approves_cancellations
    return quotes.made(
        quote_id=quote_id,
        command=command,
        buyer=buyer,
        lines=lines,
        approval_needed=gate and buyer.placed_by is ActorKind.CUSTOMER,
    )


def quote_add_on(
    *,
    quote_id: UUID,
    command: commands.BuyAddOn,
    buyer: Buyer,
    parent: Subject,
    offer: OfferFacts,
    allowed: bool,
    ordered: bool,
    moment: engine.Moment,
) -> Quote:
    """This function will quote an add-on for a subscription: its rest of the parent's period at today's price (R21).

    `allowed`: the offer matrix lets the add-on hang there; `ordered`: an open order brings it already. One that the
    subscription has grows by quotes.quote_licences instead. Raises NotActive, AddOnNotAllowed, AddOnOrdered, NotForSale,
    Leaving, PeriodEnded and those of R6 and R7.
    """
    quotes.check_may_order(buyer)
    check_add_on(buyer=buyer, parent=parent, offer=offer, allowed=allowed)
    if ordered:
        raise AddOnOrdered(
            N_(
                "%(add_on)s is ordered for this subscription already. Wait until it is delivered, then add licences."
            ),
            add_on=offer.name,
        )
    quotes.check_stays(quantity=parent.held.quantity, leaving=parent.held.leaving)
    quantity.check_purchase(
        product=offer.limits, held=offer.held, ordered=offer.ordered, wanted=command.quantity
    )
    assert offer.unit_price is not None
    assert offer.final_unit_price is not None
    answer = add_on_start(parent=parent, offer=offer, count=command.quantity, moment=moment)
    line = QuotedLine(
        offer_id=offer.offer_id,
        product_id=offer.product_id,
        subscription_id=None,
        name=offer.name,
        unit=offer.unit,
        bought_once=False,
        automatic=offer.automatic,
        instructions=offer.instructions,
        term_months=offer.term_months,
        billing_months=offer.billing_months,
        quantity=command.quantity,
        quantity_before=0,
        limits=quantity.purchase_limits(product=offer.limits, held=offer.held, ordered=offer.ordered),
        cost_for_term=offer.cost_for_term,
        unit_price=offer.unit_price,
        discount=offer.discount,
        final_unit_price=offer.final_unit_price,
        parts=tuple(
            quotes.part(line=engine.as_charge_line(each), rate=buyer.vat.rate, rule=offer.rule)
            for each in answer.lines
        ),
        vat_rate=buyer.vat.rate,
        recurring_before=None,
        recurring_after=offer.final_unit_price * command.quantity,
        parent_id=parent.subscription_id,
        is_add_on=True,
    )
    return quotes.made(quote_id=quote_id, command=command, buyer=buyer, lines=[line])


def quote_upgrade(
    *,
    quote_id: UUID,
    command: commands.Upgrade,
    buyer: Buyer,
    source: Subject,
    target: OfferFacts,
    allowed: bool,
    fates: dict[UUID, AddOnFate],
    moment: engine.Moment,
) -> Quote:
    """This function will quote an upgrade: the credit for what moves, the charge for what it becomes (S18, R22, B4).

    `allowed`: the vendor has a path there; `fates`: what becomes of each add-on, by its subscription's id. The source
    need be neither listed nor published. Raises NotActive, UpgradeNotAllowed, NotForSale, those of R6 and R7, and the
    refusals of billing's engine.
    """
    quotes.check_may_order(buyer)
    check_active(source)
    engine.check_nothing_planned(source.held)
    if source.is_add_on or not allowed:
        raise UpgradeNotAllowed(
            N_("%(name)s cannot become %(target)s."), name=source.name, target=target.name
        )
    if target.billing_months != upgrade_months(source=source, buyer=buyer):
        raise UpgradeNotAllowed(
            N_("%(target)s is not sold in the billing period of upgrades."), target=target.name
        )
    quotes.check_for_sale(buyer=buyer, offer=target)
    assert target.unit_price is not None
    assert target.final_unit_price is not None
    moves = source.held.quantity if command.quantity is None else command.quantity
    total = moves if command.total is None else command.total
    check_target_smallest(name=target.name, smallest=target.limits.smallest, total=total)
    # Licences that stay the same product are counted once: they leave as they come.
    staying = moves if target.product_id == source.product_id else 0
    quantity.check_more(
        product=target.limits,
        held=target.held - min(staying, target.held),
        ordered=target.ordered,
        wanted=max(total, 1),
    )
    answer = upgrade(
        subject=source,
        change=engine.Upgrade(
            id=str(quote_id),
            target=as_target(offer=target, subscription=""),
            quantity=moves,
            total=total,
            when=engine.When(command.when),
        ),
        moment=moment,
    )
    planned = answer.planned[0] if answer.planned else None
    left = source.held.quantity - moves
    _check_smallest(subject=source, left=left)
    line = QuotedLine(
        offer_id=target.offer_id,
        product_id=target.product_id,
        subscription_id=None,
        name=target.name,
        unit=target.unit,
        bought_once=False,
        automatic=target.automatic,
        instructions=target.instructions,
        term_months=target.term_months,
        billing_months=target.billing_months,
        quantity=moves,
        extra=total - moves,
        quantity_before=source.held.quantity,
        limits=Limits(1, source.held.quantity),
        cost_for_term=target.cost_for_term,
        unit_price=target.unit_price,
        discount=target.discount,
        final_unit_price=target.final_unit_price,
        parts=parts(subject=source, lines=answer.lines, vat_rate=buyer.vat.rate),
        vat_rate=buyer.vat.rate,
        recurring_before=source.held.recurring if target.billing_months == source.billing_months else None,
        recurring_after=target.final_unit_price * total
        + (
            source.held.unit_price * left
            if target.billing_months == source.billing_months
            else target.final_unit_price * 0
        ),
        action="upgrade",
        source_id=source.subscription_id,
        source_name=source.name,
        planned_on=planned.on if planned else None,
    )
    lines = [line]
    if planned is None and not left:
        (became,) = answer.held
        for add_on in source.add_ons:
            fate = fates.get(add_on.subscription_id, AddOnFate(supported=False, offer=None))
            if fate.supported and fits(own=add_on.held.period, targets=became.period):
                continue
            lines.append(_ends_with_it(source, add_on, buyer, moment))
            if fate.supported and fate.offer is not None and fate.offer.unit_price is not None:
                lines.append(_bought_anew(add_on=add_on, offer=fate.offer, buyer=buyer, moment=moment))
    return quotes.made(quote_id=quote_id, command=command, buyer=buyer, lines=lines)


def fits(*, own: Period, targets: Period) -> bool:
    """This function will answer whether an add-on can hang on what its subscription becomes: their billing periods are one, or
    the target's has turned already and is as long (R21, R22).
    """
    months = [
        (each.end.year - each.start.year) * 12 + each.end.month - each.start.month for each in (own, targets)
    ]
    return own == targets or (own.end == targets.start and months[0] == months[1])


def moves_at_renewal(*, source: Subject, months: int, fate: AddOnFate | None) -> bool:
    """This function will answer whether an add-on goes along when all of its subscription becomes something else at the term's end.

    `months` is the target's billing period. What does not go along ends; nothing is bought anew then (R22).
    """
    return fate is not None and fate.supported and months == source.billing_months


def check_target_smallest(*, name: str, smallest: int, total: int) -> None:
    """This function will raise TooFewOfTarget where fewer licences would become a product than it is sold in (R6)."""
    if total < smallest:
        raise TooFewOfTarget(
            N_(
                "%(name)s is sold from %(smallest)s licences on. Let at least so many become it, or make the total larger."
            ),
            name=name,
            smallest=smallest,
        )


def upgrade_months(*, source: Subject, buyer: Buyer) -> int:
    """This function will answer the billing period, in months, of what a subscription becomes: the reseller's choice (S18)."""
    return {"monthly": 1, "annual": 12}.get(buyer.upgrade_billing, source.billing_months)


def waits_for_term(*, subject: Subject, target: OfferFacts) -> bool:
    """This function will answer whether the vendor lets a change to that offer happen at the term's end only (R16, R22)."""
    return subject.rule.downgrades is Downgrades.AT_TERM_END and engine.costs_less(
        held=subject.held, target=as_target(offer=target, subscription="")
    )


def reduction(*, subject: Subject, change: engine.Reduce, moment: engine.Moment) -> engine.Answer:
    """This function will ask the engine for a reduction (R17)."""
    return engine.work_out(rule=subject.rule, held=subject.held, change=change, moment=moment)


def upgrade(*, subject: Subject, change: engine.Upgrade, moment: engine.Moment) -> engine.Answer:
    """This function will ask the engine for an upgrade (R22)."""
    return engine.work_out(rule=subject.rule, held=subject.held, change=change, moment=moment)


def grown(*, parent: Subject, product_id: UUID) -> Subject | None:
    """This function will answer the add-on that licences of this product are added to, None where there is none yet (R21)."""
    return next((each for each in parent.add_ons if each.product_id == product_id), None)


def add_on_start(*, parent: Subject, offer: OfferFacts, count: int, moment: engine.Moment) -> engine.Answer:
    """This function will ask the engine for a new add-on, which begins within its parent's period (R21)."""
    assert offer.final_unit_price is not None
    left = engine.left(rule=parent.rule, span=parent.held.span, moment=moment)
    if not left.count:
        # Says why, as it does for more licences.
        engine.work_out(
            rule=parent.rule, held=parent.held, change=engine.Add(id="add-on", quantity=1), moment=moment
        )
    return engine.start(
        rule=parent.rule,
        change=engine.Buy(
            id="add-on",
            subscription="add-on",
            unit_price=offer.final_unit_price,
            quantity=count,
            months=offer.billing_months,
            term_months=offer.term_months,
            period=parent.held.period,
            unit=offer.unit,
        ),
        moment=moment,
    )


def as_target(*, offer: OfferFacts, subscription: str) -> engine.Target:
    """This function will answer an offer as what a subscription becomes."""
    assert offer.final_unit_price is not None
    return engine.Target(
        subscription=subscription,
        unit_price=offer.final_unit_price,
        months=offer.billing_months,
        term_months=offer.term_months,
        unit=offer.unit,
    )


def parts(*, subject: Subject, lines: Iterable[engine.Line], vat_rate: Percent) -> tuple[quotes.Part, ...]:
    """This function will answer the engine's lines with their VAT: a credit has the rate of what it corrects (R26)."""
    return tuple(
        quotes.part(
            line=engine.as_charge_line(line),
            rate=subject.vat_rates.get(line.corrects, vat_rate) if line.corrects else vat_rate,
            rule=(line.rule, line.rule_version),
            batch=line.batch,
            corrects=line.corrects,
        )
        for line in lines
    )


def check_active(subject: Subject) -> None:
    """This function will raise NotActive for what has ended or is suspended."""
    if not subject.is_active:
        raise NotActive(N_("%(name)s is not active any more."), name=subject.name)


def check_stays(subject: Subject) -> None:
    """This function will raise NotActive, or engine.Leaving where every licence is planned to leave or to change (R18)."""
    check_active(subject)
    quotes.check_stays(quantity=subject.held.quantity, leaving=subject.held.leaving)


def check_add_on(*, buyer: Buyer, parent: Subject, offer: OfferFacts, allowed: bool) -> None:
    """This function will raise where an add-on is not on sale for a subscription, one that it has included (R21).

    `allowed`: the offer matrix lets the add-on hang there. Raises NotActive, AddOnNotAllowed, NotForSale, CountryNotAllowed.
    """
    check_active(parent)
    if not allowed:
        raise AddOnNotAllowed(
            N_("%(add_on)s does not go with %(name)s."), add_on=offer.name, name=parent.name
        )
    if (offer.term_months, offer.billing_months) != (parent.term_months, parent.billing_months):
        raise AddOnNotAllowed(
            N_("%(add_on)s is not sold in the term and billing period of this subscription."),
            add_on=offer.name,
        )
    quotes.check_for_sale(buyer=buyer, offer=offer)


def fewest(subject: Subject) -> int:
    """This function will answer the fewest licences that may leave: one, or all that stay where too few would be left (R6)."""
    free = subject.held.quantity - subject.held.leaving
    return 1 if free - 1 >= subject.limits.smallest else max(1, free)


def check_nothing_planned(add_on: Subject) -> None:
    """This function will raise PlannedFirst where open orders change an add-on that is to end with its subscription."""
    if add_on.held.planned:
        raise engine.PlannedFirst(
            N_("The add-on %(name)s has open changes. Undo or withdraw them first."), name=add_on.name
        )


def _check_smallest(*, subject: Subject, left: int) -> None:
    if 0 < left < subject.limits.smallest:
        raise BelowSmallest(
            N_("At least %(smallest)s must stay, or none: %(left)s would be left."),
            smallest=subject.limits.smallest,
            left=left,
        )


def _removal(
    *,
    subject: Subject,
    count: int,
    parts: Sequence[quotes.Part],
    buyer: Buyer,
    batch_id: UUID | None = None,
    parent_id: UUID | None = None,
) -> QuotedLine:
    held = subject.held
    return QuotedLine(
        offer_id=subject.offer_id,
        product_id=subject.product_id,
        subscription_id=None,
        name=subject.name,
        unit=subject.unit,
        bought_once=False,
        automatic=subject.automatic,
        instructions=subject.instructions,
        term_months=subject.term_months,
        billing_months=subject.billing_months,
        quantity=count,
        quantity_before=held.quantity,
        limits=Limits(1, max(1, held.quantity - held.leaving)),
        cost_for_term=subject.cost_for_term,
        unit_price=subject.unit_price,
        discount=subject.discount,
        final_unit_price=held.unit_price,
        parts=tuple(parts),
        vat_rate=buyer.vat.rate,
        recurring_before=held.recurring,
        recurring_after=held.unit_price * (held.quantity - held.leaving - count),
        action="remove",
        source_id=subject.subscription_id,
        parent_id=parent_id,
        batch_id=batch_id,
        is_add_on=subject.is_add_on,
    )


def _ends_with_it(source: Subject, add_on: Subject, buyer: Buyer, moment: engine.Moment) -> QuotedLine:
    """An add-on ends with its subscription, whatever windows say, and its money comes back (R21, R22).

    Raises PlannedFirst where something is planned for it, so that nothing is dropped silently (R18).
    """
    check_nothing_planned(add_on)
    answer = engine.work_out(rule=add_on.rule, held=add_on.held, change=engine.End(id="end"), moment=moment)
    return _removal(
        subject=add_on,
        count=add_on.held.quantity,
        parts=parts(subject=add_on, lines=answer.lines, vat_rate=buyer.vat.rate),
        buyer=buyer,
        parent_id=source.subscription_id,
    )


def _bought_anew(*, add_on: Subject, offer: OfferFacts, buyer: Buyer, moment: engine.Moment) -> QuotedLine:
    """An add-on in the target's period, at today's price, for its first period in full (R22)."""
    purchase = quotes.purchase_line(buyer=buyer, offer=offer, wanted=add_on.held.quantity)
    return dataclasses.replace(purchase, is_add_on=True)
