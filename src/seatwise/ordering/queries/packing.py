"""Carries a quote from its form to its order as a signed text: the command, and the amounts that were shown (B1)."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.core import signing

from seatwise.infra import tenancy
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import commands, moves, quotes
from seatwise.ordering.models import OrderType

_SALT = "seatwise.quote"
_COMMANDS: dict[str, type[Any]] = {
    "purchase": commands.Purchase,
    "licences": commands.BuyLicences,
    "add_on": commands.BuyAddOn,
    "reduce": commands.Reduce,
    "upgrade": commands.Upgrade,
}
_NAMES = {kind: name for name, kind in _COMMANDS.items()}
_IDS = {"customer_id", "subscription_id", "offer_id", "batch_id"}


class UnknownQuote(Refusal):
    code = "unknown_quote"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuote:
    """What a signed quote carries: its id, the command, the amounts that were shown, and until when it can be confirmed."""

    id: UUID
    command: commands.Command
    fingerprint: list[list[int | str]]
    holds_until: dt.datetime

    @property
    def gross_minor(self) -> int:
        """What the person saw as the total, VAT included, in minor units."""
        return moves.gross_minor(self.fingerprint)


def sign(quote: quotes.Quote) -> str:
    """This function will write a quote as a signed text that its form carries back."""
    return _signed(
        HeldQuote(
            id=quote.id, command=quote.command, fingerprint=quote.fingerprint, holds_until=quote.holds_until
        )
    )


def reworded(*, token: str, reference: str, note: str) -> str:
    """This function will write a signed quote anew with other words on it: same id, same money. Raises UnknownQuote."""
    held = read(token)
    command = dataclasses.replace(held.command, reference=reference, note=note)
    return _signed(dataclasses.replace(held, command=command))


def read(token: str) -> HeldQuote:
    """This function will read a signed quote of the current reseller. Raises UnknownQuote for anything else."""
    try:
        held = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        held = {}
    # One that was signed before quotes had an end has none.
    if held.get("of") != str(tenancy.current_reseller_id()) or "until" not in held:
        raise UnknownQuote(
            N_("This form is damaged or too old. Work out the price again; nothing was ordered.")
        )
    return HeldQuote(
        id=UUID(held["id"]),
        command=_unpacked(held["command"]),
        fingerprint=held["amounts"],
        holds_until=dt.datetime.fromisoformat(held["until"]),
    )


def type_of(command: commands.Command, *, is_add_on: bool) -> OrderType:
    """This function will answer the type of the order that a command becomes (R1)."""
    match command:
        case commands.Purchase():
            return OrderType.PURCHASE
        case commands.BuyLicences():
            return OrderType.BUY_LICENCES
        case commands.BuyAddOn():
            return OrderType.BUY_ADD_ON
        case commands.Upgrade():
            return OrderType.UPGRADE
        case commands.Reduce(cancels=False):
            return OrderType.REDUCE_LICENCES
        case commands.Reduce():
            return OrderType.CANCEL_ADD_ON if is_add_on else OrderType.CANCEL_SUBSCRIPTION


def _signed(held: HeldQuote) -> str:
    packed = {
        "id": str(held.id),
        "of": str(tenancy.current_reseller_id()),
        "command": _packed(held.command),
        "amounts": held.fingerprint,
        "until": held.holds_until.isoformat(),
    }
    return signing.dumps(packed, salt=_SALT, compress=True)


def _packed(command: commands.Command) -> dict[str, Any]:
    packed: dict[str, Any] = {"is": _NAMES[type(command)]}
    for field in dataclasses.fields(command):
        value: Any = getattr(command, field.name)
        if field.name == "items":
            assert isinstance(command, commands.Purchase)
            value = [[str(item.offer_id), item.quantity] for item in command.items]
        packed[field.name] = str(value) if isinstance(value, UUID) else value
    return packed


def _unpacked(packed: dict[str, Any]) -> commands.Command:
    values: dict[str, Any] = {
        name: UUID(value) if name in _IDS and value is not None else value
        for name, value in packed.items()
        if name != "is"
    }
    if "items" in values:
        values["items"] = tuple(
            commands.Item(offer_id=UUID(offer), quantity=count) for offer, count in values["items"]
        )
    command: commands.Command = _COMMANDS[packed["is"]](**values)
    return command
