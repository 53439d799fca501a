"""Delivers the automatic lines of an accepted order. Manual ones wait for the reseller (R4)."""

from seatwise.fulfilment import adapters
from seatwise.infra import clock, transactions
from seatwise.infra.events import Event
from seatwise.kernel import actor
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ordering.queries import delivery


def deliver_automatic_lines(event: Event) -> None:
    """This function will ask the vendor for each automatic line that waits, then deliver it. Running it again does no harm.

    The request id is the line's, so a vendor that was asked before a crash is not asked for more. A vendor that is down makes the
    job fail and run again later; a vendor or a rule that says no marks the line Failed with the reason.
    """
    with transactions.reading():
        waiting = delivery.automatic_lines(order_id=event.subject_id)
    for line in waiting:
        try:
            reference = _asked(line)
            if line.on is not None:
                continue
            with transactions.writing():
                ordering.deliver(line_id=line.id, reference=reference, actor=actor.SYSTEM, now=clock.now())
        except ordering.AlreadyDecided:
            continue
        except (adapters.SupplierRefused, Refusal) as refused:
            with transactions.writing():
                ordering.fail_line(line_id=line.id, reason=str(refused), actor=actor.SYSTEM, now=clock.now())


def undo_planned(event: Event) -> None:
    """This function will tell the vendor that a planned change is undone. Running it again does no harm."""
    with transactions.reading():
        automatic, key = delivery.line_to_undo(line_id=event.subject_id)
    if automatic:
        adapters.supplier_of(product_key=key).undo(request_id=event.subject_id)


def _asked(line: delivery.WaitingLine) -> str:
    """Ask the vendor for what the line changes, before our books do (R20). What is planned is asked for its day."""
    reference = ""
    if line.action != "remove":
        reference = adapters.supplier_of(product_key=line.product_key).provision(
            request_id=line.id, product_key=line.product_key, quantity=line.quantity
        )
    if line.source_key is not None:
        withdrawn = adapters.supplier_of(product_key=line.source_key).withdraw(
            request_id=line.id, product_key=line.source_key, quantity=line.source_quantity, on=line.on
        )
        reference = reference or withdrawn
    return reference
