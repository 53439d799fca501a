"""What an order or a line of it is, in one sentence: "Cancel 2 licences of Visio Plan 1 on 1 Dec 2026" (R1)."""

import datetime as dt

from seatwise.kernel.sentence import N_, Sentence

_NOW = {
    "purchase": N_("%(name)s, %(quantity)s %(unit)s"),
    "buy_licences": N_("%(quantity)s more %(unit)s of %(name)s"),
    "buy_add_on": N_("Add-on %(name)s, %(quantity)s %(unit)s"),
    "reduce_licences": N_("Reduce %(name)s by %(quantity)s %(unit)s"),
    "upgrade": N_("Upgrade %(quantity)s %(unit)s to %(name)s"),
    "cancel_add_on": N_("Cancel %(quantity)s %(unit)s of the add-on %(name)s"),
    "cancel_subscription": N_("Cancel %(quantity)s %(unit)s of %(name)s"),
}
_LATER = {
    "reduce_licences": N_("Reduce %(name)s by %(quantity)s %(unit)s on %(day)s"),
    "upgrade": N_("Upgrade %(quantity)s %(unit)s to %(name)s on %(day)s"),
    "cancel_add_on": N_("Cancel %(quantity)s %(unit)s of the add-on %(name)s on %(day)s"),
    "cancel_subscription": N_("Cancel %(quantity)s %(unit)s of %(name)s on %(day)s"),
}


def line(
    *,
    order_type: str,
    action: str,
    name: str,
    quantity: int,
    unit: str,
    planned_on: dt.date | None = None,
) -> Sentence:
    """This function will answer what a line does. An upgrade's further lines end add-ons, or buy them anew (R22)."""
    if action == "remove" and order_type == "upgrade":
        order_type = "cancel_add_on"
    elif action == "start" and order_type == "upgrade":
        order_type = "buy_add_on"
    about: dict[str, object] = {"name": name, "quantity": quantity, "unit": unit}
    if planned_on is not None and order_type in _LATER:
        return Sentence(_LATER[order_type], about | {"day": planned_on})
    return Sentence(_NOW[order_type], about)


def order(*, order_type: str, what: str, planned_on: dt.date | None = None) -> Sentence:
    """This function will answer what an order does, from what it keeps of its first line: "Desk phone T54, 3 pieces"."""
    name, _, amount = what.rpartition(", ")
    number, _, unit = amount.partition(" ")
    if not (number.isascii() and number.isdecimal()):
        return Sentence("%(what)s", {"what": what})
    action = "upgrade" if order_type == "upgrade" else ""
    return line(
        order_type=order_type,
        action=action,
        name=name,
        quantity=int(number),
        unit=unit,
        planned_on=planned_on,
    )
