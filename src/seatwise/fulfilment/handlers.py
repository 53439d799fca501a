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
            reference = adapters.supplier_of(product_key=line.product_key).provision(
                request_id=line.id, product_key=line.product_key, quantity=line.quantity
            )
            with transactions.writing():
                ordering.deliver(line_id=line.id, reference=reference, actor=actor.SYSTEM, now=clock.now())
        except ordering.AlreadyDecided:
            continue
        except (adapters.SupplierRefused, Refusal) as refused:
            with transactions.writing():
                ordering.fail_line(line_id=line.id, reason=str(refused), actor=actor.SYSTEM, now=clock.now())
