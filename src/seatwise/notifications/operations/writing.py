"""Writes the mails about an order into the transaction of its event's handler; a job then sends them."""

import dataclasses
import datetime as dt

from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import CustomerRole
from seatwise.infra import jobs, transactions
from seatwise.infra.events import Event
from seatwise.kernel import money
from seatwise.kernel.actor import ActorKind
from seatwise.notifications import models, queries
from seatwise.notifications.domain import letters
from seatwise.notifications.operations import rendering
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.queries import details
from seatwise.pricing.domain.visibility import Hidden
from seatwise.resellers import queries as resellers

_STATUS = {
    letters.MailKind.APPROVED: OrderStatus.IN_PROGRESS,
    letters.MailKind.REJECTED: OrderStatus.CANCELED,
    letters.MailKind.WITHDRAWN: OrderStatus.CANCELED,
    letters.MailKind.EXECUTED: OrderStatus.EXECUTED,
    letters.MailKind.CANCELED: OrderStatus.CANCELED,
}


def write_order_mails(*, event: Event, kind: letters.MailKind, now: dt.datetime) -> None:
    """This function will write one mail to each person an order concerns, and a job for each (S11)."""
    transactions.assert_writing()
    order = details.order_details(order_id=event.subject_id)
    customer = customers.customer(customer_id=order.customer_id)
    look = rendering.look_of_current_reseller(language=customer.language)
    facts = _facts(order, kind=kind, reseller_name=look.name)
    letter = letters.letter(facts)
    link = resellers.address(path=f"/billing/orders/{order.number_text}/")
    recipients = [
        (email, name, dataclasses.replace(look, language=language or look.language))
        for email, name, language in _recipients(order)
    ]
    own_texts = {
        language: queries.own_text(kind=kind.value, language=language)
        for language in {own.language for _, _, own in recipients}
    }
    for email, name, own in recipients:
        body = rendering.render_order(
            facts=facts, letter=letter, look=own, recipient=name, link=link, own_text=own_texts[own.language]
        )
        mail = models.Mail.objects.create(
            event_id=event.id,
            kind=kind.value,
            to_email=email,
            to_name=name,
            from_name=look.name,
            reply_to=look.support_email,
            subject=body.subject,
            text=body.text,
            html=body.html,
            written_at=now,
        )
        # One lock a mail: no two workers send the same one at a time. Deliveries go first.
        jobs.app.configure_task(
            "seatwise.send_mail", queue="mail", lock=f"mail:{mail.id}", priority=-1
        ).defer(reseller_id=str(mail.reseller_id), mail_id=str(mail.id))


def _recipients(order: details.OrderDetails) -> list[tuple[str, str, str]]:
    """The person who placed it. For an order of the reseller's, or of one who has left: the company's Admins, if any.

    With address, name and the language they have chosen.
    """
    people = customers.people(customer_id=order.customer_id)
    if order.placed_by is ActorKind.CUSTOMER:
        for person in people:
            if person.user_id == order.placed_by_user_id:
                return [(person.email, person.name, person.language)]
    admins = [
        (person.email, person.name, person.language) for person in people if person.role == CustomerRole.ADMIN
    ]
    return admins or [(order.placed_by_email, order.placed_by_name, "")]


def _facts(order: details.OrderDetails, *, kind: letters.MailKind, reseller_name: str) -> letters.MailFacts:
    hidden = order.visibility if isinstance(order.visibility, Hidden) else None
    # What happened may be told a moment late: a mail says how things stood then, not what came after.
    as_charged = kind is letters.MailKind.EXECUTED
    status = _STATUS.get(kind) or OrderStatus(order.moves[0].after)
    return letters.MailFacts(
        kind=kind,
        number=order.number_text,
        status=status,
        reseller_name=reseller_name,
        customer_name=order.customer_name,
        placed_by_customer=order.placed_by is ActorKind.CUSTOMER,
        submitted_at=order.submitted_at,
        time_zone=order.customer_time_zone,
        reference=order.reference,
        gives_back=all(line.action == "remove" for line in order.lines),
        becomes=next((line.name for line in order.lines if line.action == "upgrade"), ""),
        planned_on=_planned_on(order),
        reason=order.status_reason if kind in {letters.MailKind.REJECTED, letters.MailKind.CANCELED} else "",
        lines=tuple(
            _line(order, line, as_charged=as_charged, hidden=hidden is not None) for line in order.lines
        ),
        amounts=None if hidden else _amounts(order, as_charged=as_charged),
        hidden=hidden.sentence(reseller=reseller_name) if hidden else None,
    )


def _line(
    order: details.OrderDetails, line: details.Line, *, as_charged: bool, hidden: bool
) -> letters.LineFacts:
    canceled = as_charged and line.status is LineStatus.CANCELED
    return letters.LineFacts(
        name=line.name,
        does=None if order.is_purchase else order.does(line),
        quantity=-line.quantity if line.action == "remove" else line.quantity,
        is_change=line.action in {"add", "remove"},
        explanation=None if hidden or canceled else line.explanation,
        amount=None if hidden or canceled else (line.amount if as_charged else line.quoted).net,
        canceled=canceled,
    )


def _planned_on(order: details.OrderDetails) -> dt.date | None:
    """The first day on which something happens, None where a line is to happen at once (R2)."""
    days = [line.planned_on for line in order.lines]
    return min((day for day in days if day), default=None) if all(days) else None


def _amounts(order: details.OrderDetails, *, as_charged: bool) -> letters.Amounts:
    """The sums of what the lines show, VAT at each rate by itself (R26)."""
    counted = [line for line in order.lines if not (as_charged and line.status is LineStatus.CANCELED)]
    shown = [(line.vat_rate, line.amount if as_charged else line.quoted) for line in counted]
    net = money.total((amount.net for _, amount in shown), order.currency)
    vat = tuple(
        letters.VatFacts(
            rate=rate,
            amount=money.total((amount.vat for other, amount in shown if other == rate), order.currency),
            exempt_reason="" if rate else order.vat_exempt_reason,
        )
        for rate in sorted({rate for rate, _ in shown})
    )
    return letters.Amounts(
        net=net, vat=vat, total=net + money.total((part.amount for part in vat), order.currency)
    )
