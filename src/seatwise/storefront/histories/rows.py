"""Rows of a purchase history in words (S16, S8)."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.period import local_day
from seatwise.kernel.sentence import N_
from seatwise.pricing.domain import visibility
from seatwise.resellers import queries as resellers
from seatwise.storefront import words
from seatwise.storefront.histories import queries
from seatwise.ui import formatting
from seatwise.ui.wording import gettext as _

# Of the subscription whose page it is, and of an add-on of it.
_WHAT = {
    queries.Event.START: (N_("Bought %(name)s"), N_("Bought %(name)s")),
    queries.Event.ADD: (N_("Bought licences"), N_("Bought licences of %(name)s")),
    queries.Event.REMOVE: (N_("Gave licences back"), N_("Gave licences of %(name)s back")),
    queries.Event.CANCEL: (N_("Canceled licences"), N_("Canceled licences of %(name)s")),
    queries.Event.UPGRADE_IN: (N_("Upgraded to %(name)s"), N_("Upgraded to %(name)s")),
    queries.Event.UPGRADE_OUT: (N_("Became %(name)s"), N_("Became %(name)s")),
    queries.Event.RENEWED: (N_("Renewed"), N_("Renewed %(name)s")),
    queries.Event.TERM_ENDED: (N_("Term ended"), N_("Term of %(name)s ended")),
    queries.Event.PARENT_ENDED: (
        N_("Ended with its subscription"),
        N_("%(name)s ended with its subscription"),
    ),
}


_KINDS = {event: kind for kind, events in queries.KINDS.items() for event in events}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """An entry; `kind` is one of queries.KINDS, `at` the time of day. `amount` is None where S8 hides it, as `hidden` says."""

    on: dt.date
    at: str
    kind: str
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
    own = purchase.subscription_id == of
    what = _WHAT[purchase.event][0 if own else 1]
    by_customer = purchase.placed_by is ActorKind.CUSTOMER
    shown = purchase.amounts is visibility.SHOWN
    return HistoryRow(
        on=local_day(purchase.at, time_zone),
        at=formatting.time_of_day(purchase.at, time_zone=time_zone),
        kind=_KINDS[purchase.event],
        what=_(what) % {"name": purchase.name},
        order=purchase.order,
        by=(purchase.placed_by_name if by_customer else settings.name)
        if purchase.order
        else _("The calendar"),
        before=purchase.before,
        after=purchase.after,
        amount=purchase.charged if shown else None,
        hidden=words.why_hidden(seen=purchase.amounts, settings=settings),
    )
