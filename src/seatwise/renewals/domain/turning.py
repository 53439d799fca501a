"""What the end of a billing period brings to a subscription and its add-ons (R10, R17, R18, R21).

Planned changes are carried out before; what is left here goes on, is renewed, or ends. The money is the engine's.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from seatwise.billing.domain import engine
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period


class ContradictoryBooks(ValueError):
    """What is written of a subscription cannot all be true, so nothing may be charged for it."""


class Outcome(StrEnum):
    ROLLED_OVER = "rolled_over"
    RENEWED = "renewed"
    TERM_ENDED = "term_ended"
    PARENT_ENDED = "parent_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price for one licence and a billing period, in minor units; the discount in basis points."""

    unit_price_minor: int
    discount_bp: int
    final_unit_price_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A subscription or an add-on as the calendar needs it. `price` is the agreed one, `quantity` what its row says."""

    subscription_id: UUID
    offer_id: UUID
    product_id: UUID
    rule: VendorRule
    held: engine.Held
    price: Price
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A subscription and its add-ons, which share term, period and end (R21).

    An add-on whose subscription has become another one on this day comes by itself; `moved_to` is the other one's term.
    """

    customer_id: UUID
    time_zone: str
    auto_renew: bool
    parent: Member
    add_ons: tuple[Member, ...]
    moved_to: Period | None = None

    @property
    def on(self) -> dt.date:
        """The day that is due: the end of the current billing period."""
        return self.parent.held.period.end

    @property
    def renews(self) -> bool:
        """Whether a new term begins on the day; False inside a term."""
        return self.auto_renew and self.on >= self.parent.held.term.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What happens to one member. `line` is the charge of the new period, `after` how it is held then; None when it ends.

    `others` are charges of what planned upgrades become, where they had not been carried out before.
    """

    member: Member
    outcome: Outcome
    on: dt.date
    at: dt.datetime
    price: Price
    line: engine.Line | None
    after: engine.Held | None
    others: tuple[engine.Line, ...] = ()


def decide(*, family: Family, prices: Mapping[UUID, Price | None]) -> tuple[Decision, ...]:
    """Answer what the day brings to each member, the subscription first.

    `prices`: the price in force on the day by offer, for a renewal; None, or an offer that is missing, keeps the agreed
    one (R10). Raises ContradictoryBooks.
    """
    parent = _member(family=family, member=family.parent, prices=prices)
    if parent.after is None:
        ended = [
            replace(_ended(family=family, member=member), outcome=Outcome.PARENT_ENDED)
            for member in family.add_ons
        ]
        return parent, *ended
    return parent, *(_member(family=family, member=member, prices=prices) for member in family.add_ons)


def after(*, family: Family, decisions: tuple[Decision, ...]) -> Family | None:
    """Answer the family as it is then, None when its subscription ended: for who looks ahead without writing."""
    standing = [
        replace(
            decision.member,
            held=decision.after,
            price=decision.price,
            quantity=decision.after.quantity,
        )
        for decision in decisions
        if decision.after is not None
    ]
    if not standing or standing[0].subscription_id != family.parent.subscription_id:
        return None
    return replace(family, parent=standing[0], add_ons=tuple(standing[1:]))


def _member(*, family: Family, member: Member, prices: Mapping[UUID, Price | None]) -> Decision:
    term_ends = member.held.period.end >= member.held.term.end
    if member.held.period.end != family.on:
        raise ContradictoryBooks("An add-on has another period than its subscription.")
    if member.held.quantity != member.quantity:
        raise ContradictoryBooks(
            f"Its seat batches hold {member.held.quantity} licences, but it has {member.quantity}."
        )
    if term_ends and not family.auto_renew:
        return _ended(family=family, member=member)
    price = (prices.get(member.offer_id) if term_ends else None) or member.price
    currency = member.held.unit_price.currency
    answer = engine.next_period(
        rule=member.rule,
        held=member.held,
        name=str(member.subscription_id),
        time_zone=family.time_zone,
        renews=True,
        price_in_force=Money(price.final_unit_price_minor, currency),
    )
    held = next((each for each in answer.held if each.id == member.held.id), None)
    line = next((each for each in answer.lines if each.subscription == member.held.id), None)
    others = tuple(each for each in answer.lines if each.subscription != member.held.id)
    if held is None:
        return replace(_ended(family=family, member=member), others=others)
    if family.moved_to is not None:
        held = replace(held, term=family.moved_to)
    return Decision(
        member=member,
        outcome=Outcome.RENEWED if term_ends else Outcome.ROLLED_OVER,
        on=family.on,
        at=_at(family),
        price=price,
        line=line,
        after=held,
        others=others,
    )


def _ended(*, family: Family, member: Member) -> Decision:
    return Decision(
        member=member,
        outcome=Outcome.TERM_ENDED,
        on=family.on,
        at=_at(family),
        price=member.price,
        line=None,
        after=None,
    )


def _at(family: Family) -> dt.datetime:
    return engine.beginning(family.on, time_zone=family.time_zone)
