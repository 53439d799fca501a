"""Rows of a purchase history in words (S16, S8)."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.period import local_day
from seatwise.pricing.domain import visibility
from seatwise.resellers import queries as resellers
from seatwise.storefront import words
from seatwise.storefront.histories import queries
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """A purchase. `amount` is None where S8 hides it, for the reason in `hidden`."""

    on: dt.date
    what: str
    order: str
    by: str
    before: int
    after: int
    amount: Money | None
    hidden: str


def row(
    purchase: queries.Purchase, *, of: UUID | None, time_zone: str, settings: resellers.Settings
) -> HistoryRow:
    """This function will answer a purchase in words; `of` is the subscription whose page it is, None on an asset's."""
    by_customer = purchase.placed_by is ActorKind.CUSTOMER
    shown = purchase.amounts is visibility.SHOWN
    return HistoryRow(
        on=local_day(purchase.at, time_zone),
        what=_what(purchase, of=of),
        order=purchase.order,
        by=purchase.placed_by_name if by_customer else settings.name,
        before=purchase.before,
        after=purchase.after,
        amount=purchase.charged if shown else None,
        hidden=words.why_hidden(seen=purchase.amounts, settings=settings),
    )


def _what(purchase: queries.Purchase, *, of: UUID | None) -> str:
    name = {"name": purchase.name}
    own = purchase.subscription_id == of
    match purchase.action:
        case "start":
            return _("Bought %(name)s") % name
        case "upgrade":
            return _("Upgraded to %(name)s") % name
        case "remove" if not purchase.after:
            return _("Canceled %(name)s") % name
        case "remove":
            return _("Gave licences back") if own else _("Gave licences of %(name)s back") % name
        case _:
            return _("Bought licences") if own else _("Bought licences of %(name)s") % name
