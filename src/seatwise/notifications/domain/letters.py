"""What a mail about an order says: pure sentences from plain facts (S11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import N_, Sentence
from seatwise.ordering.domain.status import OrderStatus


class MailKind(StrEnum):
    """What happened to the order."""

    PLACED = "placed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXECUTED = "executed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """One line; `does` says what it changes, None for something new. `amount` is net; None where hidden or canceled."""

    name: str
    does: Sentence | None
    quantity: int
    is_change: bool
    explanation: Sentence | None
    amount: Money | None
    canceled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VatFacts:
    """VAT at one rate, the sum of what the lines with that rate show (R26)."""

    rate: Percent
    amount: Money
    exempt_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """Net, VAT by rate, and the two together."""

    net: Money
    vat: tuple[VatFacts, ...]
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """An order as its mail shows it. `amounts` is None where they are hidden, and `hidden` says why (S8).

    `gives_back`: licences leave, nothing new comes. `becomes`: what they become, "" where it is no upgrade. `planned_on`: all of
    it happens on that day, None where some of it is at once.
    """

    kind: MailKind
    number: str
    status: OrderStatus
    reseller_name: str
    customer_name: str
    placed_by_customer: bool
    submitted_at: datetime
    time_zone: str
    reference: str
    reason: str
    gives_back: bool
    becomes: str
    planned_on: date | None
    lines: tuple[LineFacts, ...]
    amounts: Amounts | None
    hidden: Sentence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The sentences of a mail, to be translated at the edge. `steps` say what happens next."""

    subject: Sentence
    preheader: Sentence
    headline: Sentence
    intro: Sentence
    total_label: Sentence
    steps: tuple[Sentence, ...] = ()
    may_withdraw: bool = False


def letter(facts: MailFacts) -> Letter:
    """Answer what the mail says (S11)."""
    named = {
        "number": facts.number,
        "reseller": facts.reseller_name,
        "day": facts.planned_on,
        "product": facts.becomes,
    }
    match facts.kind:
        case MailKind.PLACED:
            return _placed(facts, named)
        case MailKind.APPROVED if facts.planned_on:
            return _letter(
                named,
                subject=N_("Your order %(number)s is approved"),
                preheader=N_("It is carried out on %(day)s."),
                intro=N_("%(reseller)s approved the order. It is carried out on %(day)s."),
                total_label=_TOTAL,
                steps=(_PLANNED, _NEXT_MAIL),
            )
        case MailKind.APPROVED:
            return _letter(
                named,
                subject=N_("Your order %(number)s is approved"),
                preheader=N_("It is being delivered now."),
                intro=N_("%(reseller)s approved the order. It is being delivered now."),
                total_label=N_("Total as ordered"),
                steps=(_carried_out(facts), _CHARGED if facts.amounts else _NEXT_MAIL),
            )
        case MailKind.REJECTED:
            return _letter(
                named,
                subject=N_("Your order %(number)s was not approved"),
                preheader=N_("Nothing is delivered and you pay nothing."),
                intro=N_("%(reseller)s did not approve the order. Nothing is delivered and you pay nothing."),
                total_label=_NOT_CHARGED,
            )
        case MailKind.WITHDRAWN:
            return _letter(
                named,
                subject=N_("Your order %(number)s is withdrawn"),
                preheader=N_("Nothing is delivered and you pay nothing."),
                intro=N_(
                    "The order was withdrawn before it was approved. Nothing is delivered and you pay nothing."
                ),
                total_label=_NOT_CHARGED,
            )
        case MailKind.EXECUTED if facts.gives_back:
            return _letter(
                named,
                subject=N_("Your order %(number)s is carried out"),
                preheader=N_("The licences are given back."),
                intro=N_("The licences are given back. You find what stays in your Billing area."),
                total_label=_TOTAL,
            )
        case MailKind.EXECUTED if facts.becomes:
            return _letter(
                named,
                subject=N_("Your order %(number)s is carried out"),
                preheader=N_("Your licences have become %(product)s."),
                intro=N_("Your licences have become %(product)s. You find them in your Billing area."),
                total_label=_TOTAL,
            )
        case MailKind.EXECUTED:
            return _letter(
                named,
                subject=N_("Your order %(number)s is delivered"),
                preheader=N_("What you ordered is ready to use."),
                intro=N_("What you ordered is ready to use. You find it in your Billing area."),
                total_label=_TOTAL,
            )
        case MailKind.CANCELED if facts.gives_back or facts.becomes or facts.planned_on:
            return _letter(
                named,
                subject=N_("Your order %(number)s is canceled"),
                preheader=N_("What you have stays as it is, and you pay nothing for the order."),
                intro=N_(
                    "The order is canceled. What you have stays as it is, and you pay nothing for the order."
                ),
                total_label=_NOT_CHARGED,
            )
        case MailKind.CANCELED:
            return _letter(
                named,
                subject=N_("Your order %(number)s is canceled"),
                preheader=N_("Nothing of it is delivered and you pay nothing for it."),
                intro=N_("The order is canceled. Nothing of it is delivered and you pay nothing for it."),
                total_label=_NOT_CHARGED,
            )


_TOTAL = N_("Total")
_NOT_CHARGED = N_("Total, not charged")
_APPROVED = N_("%(reseller)s approves the order or tells you why not.")
_DELIVERED = N_("What you ordered is delivered.")
_GIVEN_BACK = N_("The licences are given back.")
_BECOME = N_("Your licences become %(product)s.")
_PLANNED = N_(
    "It is carried out on %(day)s. Until the day before you can undo it, on the page of the subscription."
)
_NEXT_MAIL = N_("You get another e-mail when that is done.")
_CHARGED = N_(
    "You get another e-mail when that is done, with what is charged: prices stay, days are counted on the day of the delivery."
)


def _carried_out(facts: MailFacts) -> str:
    if facts.planned_on:
        return _PLANNED
    if facts.becomes:
        return _BECOME
    return _GIVEN_BACK if facts.gives_back else _DELIVERED


def _placed(facts: MailFacts, named: Mapping[str, object]) -> Letter:
    waits = facts.status is OrderStatus.PENDING_RESELLER_APPROVAL
    if not facts.placed_by_customer:
        return _letter(
            named,
            subject=N_("%(reseller)s placed order %(number)s for you"),
            preheader=N_("You can follow its status at any time."),
            intro=N_(
                "%(reseller)s placed this order for your company. You can follow its status at any time."
            ),
            total_label=_TOTAL,
            steps=(_carried_out(facts), _NEXT_MAIL),
        )
    if waits:
        return _letter(
            named,
            subject=N_("Your order %(number)s is with %(reseller)s"),
            headline=N_("We have your order %(number)s"),
            preheader=N_("%(reseller)s now checks it. You pay nothing before it is approved."),
            intro=N_("Thank you. %(reseller)s now checks the order. You pay nothing before it is approved."),
            total_label=N_("Total after approval"),
            steps=(_APPROVED, _carried_out(facts), _NEXT_MAIL),
            may_withdraw=True,
        )
    if facts.planned_on:
        return _letter(
            named,
            subject=N_("Your order %(number)s is with %(reseller)s"),
            headline=N_("We have your order %(number)s"),
            preheader=N_("It needs no approval and is carried out on %(day)s."),
            intro=N_("Thank you. The order needs no approval and is carried out on %(day)s."),
            total_label=_TOTAL,
            steps=(_PLANNED, _NEXT_MAIL),
        )
    return _letter(
        named,
        subject=N_("Your order %(number)s is with %(reseller)s"),
        headline=N_("We have your order %(number)s"),
        preheader=N_("It needs no approval and is being delivered."),
        intro=N_("Thank you. The order needs no approval and is being delivered."),
        total_label=_TOTAL,
        steps=(_carried_out(facts), _NEXT_MAIL),
    )


def _letter(
    named: Mapping[str, object],
    *,
    subject: str,
    preheader: str,
    intro: str,
    total_label: str,
    headline: str = "",
    steps: tuple[str, ...] = (),
    may_withdraw: bool = False,
) -> Letter:
    return Letter(
        subject=Sentence(subject, named),
        preheader=Sentence(preheader, named),
        headline=Sentence(headline or subject, named),
        intro=Sentence(intro, named),
        total_label=Sentence(total_label),
        steps=tuple(Sentence(step, named) for step in steps),
        may_withdraw=may_withdraw,
    )
