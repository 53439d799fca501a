"""From the operator's cost to what a customer pays for a line, with every intermediate named (R8, R9).

docs/pricing.md writes the same down in words, with the same figures that the tests use.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from seatwise.kernel import rounding
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import N_

T = TypeVar("T")


class MarkupSource(StrEnum):
    PRODUCT = "product"
    CATEGORY = "category"
    RESELLER = "reseller"

    @property
    def label(self) -> str:
        """Where the markup was found, to be translated at the edge."""
        return {
            MarkupSource.PRODUCT: N_("Markup of the product"),
            MarkupSource.CATEGORY: N_("Markup of the category"),
            MarkupSource.RESELLER: N_("Default markup"),
        }[self]


class Audience(StrEnum):
    """For whom a special price or a discount was set."""

    THIS_CUSTOMER = "this_customer"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Markups:
    """The markups that may apply; the narrowest that is set wins (R9)."""

    product: Percent | None = None
    category: Percent | None = None
    reseller: Percent

    def chosen(self) -> tuple[Percent, MarkupSource]:
        """Answer the markup that applies and where it was found."""
        if self.product is not None:
            return self.product, MarkupSource.PRODUCT
        if self.category is not None:
            return self.category, MarkupSource.CATEGORY
        return self.reseller, MarkupSource.RESELLER


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBreakdown:
    """How a price came about. Fractions are exact minor units; amounts are whole ones, in one currency."""

    cost_per_period: Fraction
    markup: Percent
    markup_source: MarkupSource
    list_price: Money
    special_price: Money | None
    special_price_for: Audience | None
    unit_price: Money
    discount: Percent | None
    discount_for: Audience | None
    final_unit_price: Money
    quantity: int
    line_total: Money
    line_cost: Money
    margin: Money
    margin_share: Fraction | None

    @property
    def is_below_cost(self) -> bool:
        """Whether a licence is sold for less than it costs, which the console warns of."""
        return self.final_unit_price.minor < self.cost_per_period


def price(
    *,
    cost_for_term: Fraction,
    currency: str,
    term_months: int,
    billing_months: int | None,
    markups: Markups,
    special_price_for_customer: Money | None = None,
    special_price_for_everybody: Money | None = None,
    discount_for_customer: Percent | None = None,
    discount_for_everybody: Percent | None = None,
    quantity: int = 1,
) -> PriceBreakdown:
    """Answer the price of one offer for one customer, step by step (R8, R9).

    `cost_for_term` is what the operator charges for one licence and the whole term, in exact minor units.
    `billing_months` None or 0 means bought once: the whole cost at a time. Special prices and discounts are
    those in force on the day. Raises ValueError for a term that is not a whole number of billing periods.
    """
    cost_per_period = cost_of_period(
        cost_for_term=cost_for_term, term_months=term_months, billing_months=billing_months
    )
    markup, markup_source = markups.chosen()
    list_price = Money(rounding.to_minor(markup.added_to(cost_per_period)), currency)
    special_price, special_price_for = _narrower(special_price_for_customer, special_price_for_everybody)
    unit_price = list_price if special_price is None else special_price
    discount, discount_for = _narrower(discount_for_customer, discount_for_everybody)
    final = final_unit_price(unit_price=unit_price, discount=discount)
    line_total = final * quantity
    line_cost = Money(rounding.to_minor(cost_per_period * quantity), currency)
    margin = line_total - line_cost
    return PriceBreakdown(
        cost_per_period=cost_per_period,
        markup=markup,
        markup_source=markup_source,
        list_price=list_price,
        special_price=special_price,
        special_price_for=special_price_for,
        unit_price=unit_price,
        discount=discount,
        discount_for=discount_for,
        final_unit_price=final,
        quantity=quantity,
        line_total=line_total,
        line_cost=line_cost,
        margin=margin,
        margin_share=Fraction(margin.minor, line_total.minor) if line_total else None,
    )


def cost_of_period(*, cost_for_term: Fraction, term_months: int, billing_months: int | None) -> Fraction:
    """Answer the cost of one licence for one billing period, exact, in minor units (R8).

    Raises ValueError for a term that is not a whole number of billing periods.
    """
    if not billing_months:
        return cost_for_term
    if term_months < billing_months or term_months % billing_months:
        raise ValueError(f"A term of {term_months} months is not billed every {billing_months} months.")
    return cost_for_term * Fraction(billing_months, term_months)


def final_unit_price(*, unit_price: Money, discount: Percent | None) -> Money:
    """Answer the unit price less the discount, rounded half-up to the minor unit (R8)."""
    if discount is None:
        return unit_price
    return Money(rounding.to_minor(discount.taken_off(Fraction(unit_price.minor))), unit_price.currency)


def _narrower(customers: T | None, everybodys: T | None) -> tuple[T | None, Audience | None]:
    if customers is not None:
        return customers, Audience.THIS_CUSTOMER
    if everybodys is not None:
        return everybodys, Audience.EVERYBODY
    return None, None
