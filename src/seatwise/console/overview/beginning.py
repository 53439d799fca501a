"""What a new reseller's Owner does first, until there is an order (S27)."""

import dataclasses

from seatwise.console.overview import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.ui import brand, jinja
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do, where, and whether it is done."""

    title: str
    detail: str
    href: str
    done: bool


def steps(visitor: Visitor) -> tuple[Step, ...]:
    """This function will answer what there is to do before the first order: nothing once there is one, and for the Owner only."""
    if not visitor.may(Permission.EDIT_SETTINGS):
        return ()
    begun, settled = queries.begun(), visitor.settings
    if begun.sells:
        return ()
    at = f"{visitor.prefix}/console/"
    rate = {"rate": jinja.percent(settled.vat_rate_bp)}
    return (
        Step(
            title=_("Look and name"),
            detail=_("Your logo and colour, as your customers see them."),
            href=f"{at}settings/",
            done=bool(settled.logo) or settled.brand != brand.HOUSE.brand,
        ),
        Step(
            title=_("VAT rate"),
            detail=_("It is %(rate)s for every customer without a rate of its own.") % rate,
            href=f"{at}settings/selling/",
            done=settled.vat_rate_bp > 0,
        ),
        Step(
            title=_("Mail sender"),
            detail=_("Mails come from your distributor's server until you enter your own."),
            href=f"{at}settings/mail/",
            done=begun.has_sender,
        ),
        Step(
            title=_("Catalogue"),
            detail=_("List what you sell, and publish what your customers see."),
            href=f"{at}catalogue/",
            done=begun.has_published,
        ),
        Step(
            title=_("First customer"),
            detail=_("Enter a company, and invite its people."),
            href=f"{at}customers/new/",
            done=begun.has_customer,
        ),
    )
