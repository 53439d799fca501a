"""From a command and the facts to a quote: every line with its money and why, or a refusal (B1).

The menu that offers an action, the quote and the placing of the order all ask here, so what is offered and what is accepted
cannot differ.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from seatwise.billing.domain import engine, proration
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period, add_months, local_day
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.ordering.domain import commands, quantity
from seatwise.pricing.domain import vat, visibility

HOLDS = dt.timedelta(minutes=60)


class OrderingClosed(Refusal):
    code = "ordering_closed"


class BillingAddressMissing(Refusal):
    code = "billing_address_missing"


class CountryNotAllowed(Refusal):
    code = "country_not_allowed"


class NotForSale(Refusal):
    code = "not_for_sale"


class LicencesNotForSale(Refusal):
    code = "licences_not_for_sale"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who asks, for which customer, of which reseller, on which day of the customer's; until when a quote is good."""

    placed_by: ActorKind
    customers_may_order: bool
    paid_by_card: bool
    approval_required: bool
    has_billing_address: bool
    country: str
    vat: vat.VatRate
    market: str
    currency: str
    reseller_name: str
    standard_since: dt.datetime | None
    today: dt.date
    quotes_hold_until: dt.datetime
    upgrade_billing: str = "same"
    approves_cancellations: bool = False
    approves_add_on_cancellations: bool = False

    @property
    def approval_needed(self) -> bool:
        """R3: the customer's switch, locked on where the reseller pays by card; never for the reseller's own orders."""
        return self.placed_by is ActorKind.CUSTOMER and (self.approval_required or self.paid_by_card)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfferFacts:
    """An offer for sale to the buyer. `ordered` and `held` count all the customer's licences of its product (R6)."""

    offer_id: UUID
    product_id: UUID
    name: str
    unit: str
    bought_once: bool
    limits: Limits
    allowed_countries: tuple[str, ...]
    automatic: bool
    instructions: str
    term_months: int
    billing_months: int
    listed: bool
    published: bool
    held: int
    ordered: int
    rule: tuple[str, int]
    cost_for_term: Decimal | None
    unit_price: Money | None
    discount: Percent | None
    final_unit_price: Money | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldFacts:
    """A subscription to which licences are to be added, with the prices agreed when it was bought (R10).

    `vendor` and `logo`, an address, are for showing it.
    """

    subscription_id: UUID
    offer_id: UUID
    product_id: UUID
    name: str
    vendor: str = ""
    logo: str = ""
    unit: str
    limits: Limits
    automatic: bool
    instructions: str
    term_months: int
    billing_months: int
    allowed_countries: tuple[str, ...]
    is_active: bool
    is_add_on: bool
    quantity: int
    leaving: int
    held: int
    ordered: int
    rule: tuple[str, int]
    period: Period
    published: bool
    price: visibility.Visibility
    cost_for_term: Decimal | None
    unit_price: Money
    discount: Percent | None
    final_unit_price: Money


class MayGrow(Protocol):
    """What decides whether licences can be added: a subscription's facts, or its row in a list."""

    @property
    def name(self) -> str: ...
    @property
    def is_active(self) -> bool: ...
    @property
    def published(self) -> bool: ...
    @property
    def price(self) -> visibility.Visibility: ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One debit or credit of a line, with its VAT. A credit carries the rate of the charge it corrects (R26).

    `batch` and `corrects` are ids as text, as the engine knows them; `rule` is the vendor rule's name and version.
    """

    line: proration.ChargeLine
    vat_rate: Percent
    amount: vat.WithVat
    rule: tuple[str, int]
    batch: str | None = None
    corrects: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """One line of a quote. Amounts are net; `recurring_*` is what the subscription costs a billing period, before and after.

    A line that takes effect on a later day has no parts and is €0.00 until then (R27). `action` and the ids are those of
    ordering.models.OrderLine.
    """

    offer_id: UUID
    product_id: UUID
    subscription_id: UUID | None
    name: str
    unit: str
    bought_once: bool
    automatic: bool
    instructions: str
    term_months: int
    billing_months: int
    quantity: int
    quantity_before: int
    limits: Limits
    cost_for_term: Decimal | None
    unit_price: Money
    discount: Percent | None
    final_unit_price: Money
    parts: tuple[Part, ...]
    vat_rate: Percent
    recurring_before: Money | None
    recurring_after: Money | None
    action: str = "start"
    extra: int = 0
    planned_on: dt.date | None = None
    source_id: UUID | None = None
    parent_id: UUID | None = None
    batch_id: UUID | None = None
    is_add_on: bool = False
    source_name: str = ""

    @property
    def amount(self) -> vat.WithVat:
        """The sum of the parts, each with its own VAT."""
        return vat.total(lines=[part.amount for part in self.parts], currency=self.unit_price.currency)

    @property
    def period(self) -> Period | None:
        """The billing period that the line charges, None where it charges none."""
        return self.parts[-1].line.period if self.parts else None

    @property
    def share(self) -> tuple[int, int]:
        """Days that are charged, of the days of the period; nothing of one for a planned line."""
        return (self.parts[-1].line.days_left, self.parts[-1].line.days) if self.parts else (0, 1)

    @property
    def explanation(self) -> Sentence:
        """How the net amount is worked out; of the last part where there are several."""
        if self.planned_on is not None:
            return Sentence(N_("Planned for %(day)s"), {"day": self.planned_on})
        return self.parts[-1].line.explanation if self.parts else Sentence(N_("Nothing is given back"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The money of a command, worked out for delivery on `worked_out_on`. Confirming it carries its id (R5, R27).

    It can be confirmed before `holds_until`.
    """

    id: UUID
    command: commands.Command
    lines: tuple[QuotedLine, ...]
    total: vat.WithVat
    vat_exempt_reason: str
    approval_needed: bool
    worked_out_on: dt.date
    holds_until: dt.datetime

    @property
    def fingerprint(self) -> list[list[int | str]]:
        """The amounts that may not move between quote and order, line by line."""
        return [
            [
                str(line.offer_id),
                line.quantity,
                line.unit_price.minor,
                line.discount.basis_points if line.discount else 0,
                line.vat_rate.basis_points,
                line.amount.net.minor,
                line.amount.vat.minor,
                line.planned_on.isoformat() if line.planned_on else "",
            ]
            for line in self.lines
        ]


def quote_purchase(
    *, quote_id: UUID, command: commands.Purchase, buyer: Buyer, offers: Sequence[OfferFacts]
) -> Quote:
    """This function will quote a purchase: subscriptions for their first period in full, other things once.

    `offers` answers the command's items in order. Raises OrderingClosed, BillingAddressMissing, CountryNotAllowed, NotForSale,
    LargestReached, QuantityOutOfRange.
    """
    check_may_order(buyer)
    wanted: dict[UUID, int] = {}
    lines = []
    for item, offer in zip(command.items, offers, strict=True):
        check_for_sale(buyer=buyer, offer=offer)
        already = wanted.get(offer.product_id, 0)
        quantity.check_purchase(
            product=offer.limits, held=offer.held, ordered=offer.ordered + already, wanted=item.quantity
        )
        wanted[offer.product_id] = already + item.quantity
        lines.append(purchase_line(buyer=buyer, offer=offer, wanted=item.quantity))
    return made(quote_id=quote_id, command=command, buyer=buyer, lines=lines)


def quote_licences(*, quote_id: UUID, command: commands.BuyLicences, buyer: Buyer, held: HeldFacts) -> Quote:
    """This function will quote more licences: the agreed final unit price for the rest of the period (S17, R10, R14).

    Raises OrderingClosed, BillingAddressMissing, LicencesNotForSale, CountryNotAllowed, LargestReached, QuantityOutOfRange,
    PeriodEnded.
    """
    check_may_order(buyer)
    check_licences_for_sale(buyer=buyer, held=held)
    check_country(buyer=buyer, name=held.name, allowed=held.allowed_countries)
    check_stays(quantity=held.quantity, leaving=held.leaving)
    limits = licence_limits(held)
    quantity.check_more(product=held.limits, held=held.held, ordered=held.ordered, wanted=command.quantity)
    charge = proration.rest_of_period(
        unit_price=held.final_unit_price,
        quantity=command.quantity,
        unit=held.unit,
        period=held.period,
        on=buyer.today,
    )
    line = QuotedLine(
        offer_id=held.offer_id,
        product_id=held.product_id,
        subscription_id=held.subscription_id,
        name=held.name,
        unit=held.unit,
        bought_once=False,
        automatic=held.automatic,
        instructions=held.instructions,
        term_months=held.term_months,
        billing_months=held.billing_months,
        quantity=command.quantity,
        quantity_before=held.quantity,
        limits=limits,
        cost_for_term=held.cost_for_term,
        unit_price=held.unit_price,
        discount=held.discount,
        final_unit_price=held.final_unit_price,
        parts=(part(line=charge, rate=buyer.vat.rate, rule=held.rule),),
        vat_rate=buyer.vat.rate,
        action="add",
        recurring_before=held.final_unit_price * held.quantity,
        recurring_after=held.final_unit_price * (held.quantity + command.quantity),
    )
    return made(quote_id=quote_id, command=command, buyer=buyer, lines=[line])


def check_may_order(buyer: Buyer) -> None:
    """This function will raise OrderingClosed or BillingAddressMissing where nothing at all can be ordered (R7)."""
    if buyer.placed_by is ActorKind.CUSTOMER and not buyer.customers_may_order:
        raise OrderingClosed(
            N_("%(reseller)s does not take orders here. Write to them to order."),
            reseller=buyer.reseller_name,
        )
    if not buyer.has_billing_address:
        raise BillingAddressMissing(N_("Enter a billing address first. Nothing is ordered without one."))


def check_for_sale(*, buyer: Buyer, offer: OfferFacts) -> None:
    """This function will raise NotForSale or CountryNotAllowed where the buyer cannot have the offer (R7, R12)."""
    shown = offer.published if buyer.placed_by is ActorKind.CUSTOMER else offer.listed
    if not shown or offer.unit_price is None:
        raise NotForSale(N_("%(name)s is not for sale at the moment."), name=offer.name)
    check_country(buyer=buyer, name=offer.name, allowed=offer.allowed_countries)


def check_country(*, buyer: Buyer, name: str, allowed: tuple[str, ...]) -> None:
    """This function will raise CountryNotAllowed where a product is not sold in the buyer's country (R7)."""
    # Without an address there is no country yet: check_may_order() asks for it before anything is ordered.
    if buyer.country and allowed and buyer.country not in allowed:
        raise CountryNotAllowed(
            N_("%(name)s is not sold in the country of your billing address (%(country)s)."),
            name=name,
            country=buyer.country,
        )


def check_licences_for_sale(*, buyer: Buyer, held: MayGrow) -> None:
    """This function will raise LicencesNotForSale where no licences can be added to a subscription (S22, R11)."""
    if not held.is_active:
        raise LicencesNotForSale(N_("%(name)s is not active any more."), name=held.name)
    if buyer.placed_by is not ActorKind.CUSTOMER:
        return
    if not held.published:
        raise LicencesNotForSale(
            N_("%(reseller)s does not sell %(name)s here at the moment."),
            reseller=buyer.reseller_name,
            name=held.name,
        )
    if isinstance(held.price, visibility.Hidden):
        raise LicencesNotForSale(
            N_("The price was agreed outside the Storefront. Ask %(reseller)s for more licences."),
            reseller=buyer.reseller_name,
        )


def check_stays(*, quantity: int, leaving: int) -> None:
    """This function will raise engine.Leaving where all licences are planned to leave already (R18)."""
    if leaving >= quantity:
        raise engine.Leaving(N_("All its licences are planned to leave or to change. Undo that first."))


def part(
    *,
    line: proration.ChargeLine,
    rate: Percent,
    rule: tuple[str, int],
    batch: str | None = None,
    corrects: str | None = None,
) -> Part:
    """This function will put a money line and its VAT together (R26)."""
    amount = vat.on_line(net=line.amount, rate=rate)
    return Part(line=line, vat_rate=rate, amount=amount, rule=rule, batch=batch, corrects=corrects)


def licence_limits(held: HeldFacts) -> Limits:
    """This function will answer from how many to how many licences may be added. Raises LargestReached (R6)."""
    return quantity.more_limits(product=held.limits, held=held.held, ordered=held.ordered)


def purchase_line(*, buyer: Buyer, offer: OfferFacts, wanted: int) -> QuotedLine:
    """This function will answer the line of a purchase: its first period in full, or once (R8)."""
    assert offer.unit_price is not None
    assert offer.final_unit_price is not None
    if offer.bought_once:
        charge = proration.once(unit_price=offer.final_unit_price, quantity=wanted, unit=offer.unit)
    else:
        period = Period(buyer.today, add_months(buyer.today, offer.billing_months))
        charge = proration.full_period(
            unit_price=offer.final_unit_price, quantity=wanted, unit=offer.unit, period=period
        )
    return QuotedLine(
        offer_id=offer.offer_id,
        product_id=offer.product_id,
        subscription_id=None,
        name=offer.name,
        unit=offer.unit,
        bought_once=offer.bought_once,
        automatic=offer.automatic,
        instructions=offer.instructions,
        term_months=offer.term_months,
        billing_months=offer.billing_months,
        quantity=wanted,
        quantity_before=0,
        limits=quantity.purchase_limits(product=offer.limits, held=offer.held, ordered=offer.ordered),
        cost_for_term=offer.cost_for_term,
        unit_price=offer.unit_price,
        discount=offer.discount,
        final_unit_price=offer.final_unit_price,
        parts=(part(line=charge, rate=buyer.vat.rate, rule=offer.rule),),
        vat_rate=buyer.vat.rate,
        recurring_before=None,
        recurring_after=None if offer.bought_once else offer.final_unit_price * wanted,
    )


def made(
    *,
    quote_id: UUID,
    command: commands.Command,
    buyer: Buyer,
    lines: Sequence[QuotedLine],
    approval_needed: bool | None = None,
) -> Quote:
    """This function will put a quote together; its approval is the buyer's unless something else decides (R3)."""
    return Quote(
        id=quote_id,
        command=command,
        lines=tuple(lines),
        total=vat.total(lines=[line.amount for line in lines], currency=buyer.currency),
        vat_exempt_reason=buyer.vat.exempt_reason,
        approval_needed=buyer.approval_needed if approval_needed is None else approval_needed,
        worked_out_on=buyer.today,
        holds_until=buyer.quotes_hold_until,
    )


def holds_until(*, now: dt.datetime, time_zone: str) -> dt.datetime:
    """This function will answer until when a quote of `now` can be confirmed: an hour, within the customer's day (B1, R27)."""
    tomorrow = local_day(now, time_zone) + dt.timedelta(days=1)
    return min(now + HOLDS, engine.beginning(tomorrow, time_zone=time_zone))
