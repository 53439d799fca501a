"""How many of a product one customer may still order (R6)."""

from seatwise.kernel import quantity
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_, Refusal


class LargestReached(Refusal):
    """What is held and ordered leaves no room for the smallest order."""

    code = "largest_quantity_reached"


def purchase_limits(*, product: Limits, held: int, ordered: int) -> Limits:
    """Answer from how many to how many licences a new purchase may have.

    `held` and `ordered` count all the customer's licences of the product: in its subscriptions, and in
    orders that have not ended. Raises LargestReached when no purchase is possible (R6).
    """
    return _room(smallest=max(1, product.smallest), largest=product.largest, held=held, ordered=ordered)


def more_limits(*, product: Limits, held: int, ordered: int) -> Limits:
    """Answer from how many to how many licences may be added to a subscription.

    It has its smallest already, so one is enough.
    Counts as purchase_limits() does. Raises LargestReached when none can be added (R6).
    """
    return _room(smallest=1, largest=product.largest, held=held, ordered=ordered)


def check_purchase(*, product: Limits, held: int, ordered: int, wanted: int) -> int:
    """Answer the wanted quantity of a new purchase. Raises LargestReached or QuantityOutOfRange (R6)."""
    return quantity.check(wanted, purchase_limits(product=product, held=held, ordered=ordered))


def check_more(*, product: Limits, held: int, ordered: int, wanted: int) -> int:
    """Answer the wanted number of added licences. Raises LargestReached or QuantityOutOfRange (R6)."""
    return quantity.check(wanted, more_limits(product=product, held=held, ordered=ordered))


def _room(*, smallest: int, largest: int, held: int, ordered: int) -> Limits:
    room = largest - held - ordered
    if room >= smallest:
        return Limits(smallest, room)
    if room <= 0:
        raise LargestReached(
            N_(
                "No more can be ordered: the largest quantity is %(largest)s,"
                " with %(held)s held and %(ordered)s ordered."
            ),
            largest=largest,
            held=held,
            ordered=ordered,
        )
    raise LargestReached(
        N_(
            "No more can be ordered: the smallest order is %(smallest)s and %(room)s are left of %(largest)s,"
            " with %(held)s held and %(ordered)s ordered."
        ),
        smallest=smallest,
        room=room,
        largest=largest,
        held=held,
        ordered=ordered,
    )
