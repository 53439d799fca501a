"""Buy licences: how many more of a subscription, at the price agreed when it was bought (S17, R10, R14)."""

import dataclasses
import functools
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from seatwise.catalogue.domain import kinds
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import numbering
from seatwise.kernel.quantity import Limits
from seatwise.ordering.domain import commands, quotes
from seatwise.ordering.queries import quoting
from seatwise.storefront import order_form
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LicencesView:
    """What the form says about the subscription: how many licences it has, and would have."""

    name: str
    vendor: str
    logo_href: str | None
    unit: str
    held: int
    after: int


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.CHANGE_LICENCES, reads=order_form.only_asks)
def buy_licences(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show the form, quote it, and place the order. `ref` is the subscription's number, "S-2001"."""
    number = numbering.parse(numbering.Series.SUBSCRIPTION, ref)
    if number is None:
        raise Http404
    subject = _Licences(
        number=number,
        customer_id=request.customer.id,
        back_href=f"{request.prefix}/billing/subscriptions/{numbering.text(numbering.Series.SUBSCRIPTION, number)}/",
    )
    return order_form.answer(request, subject=subject)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Licences:
    """Licences of a subscription as the subject of an order form."""

    number: int
    customer_id: UUID
    back_href: str
    template: str = "storefront/subscriptions/buy_licences.html"
    current: str = "subscriptions"

    def command(self, *, typed: order_form.Typed, quantity: int) -> commands.BuyLicences:
        return self._command(typed=typed, subscription_id=self._subscription_id(), quantity=quantity)

    def facts(
        self, *, customer: customers.Customer, buyer: quotes.Buyer, typed: order_form.Typed
    ) -> order_form.Facts:
        held = quoting.load_held(subscription_id=self._subscription_id(), customer=customer, buyer=buyer)

        def check() -> None:
            quotes.check_may_order(buyer)
            quotes.check_licences_for_sale(buyer=buyer, held=held)

        def quote(quantity: int, quote_id: UUID) -> quotes.Quote:
            command = self._command(typed=typed, subscription_id=held.subscription_id, quantity=quantity)
            return quotes.quote_licences(quote_id=quote_id, command=command, buyer=buyer, held=held)

        return order_form.Facts(
            check=check,
            room=functools.partial(quotes.licence_limits, held),
            quote=quote,
            limit=functools.partial(_limit, largest=held.limits.largest, vendor=held.vendor),
            shown=functools.partial(_view, held),
        )

    def _subscription_id(self) -> UUID:
        try:
            return subscriptions.id_of(number=self.number, customer_id=self.customer_id)
        except ObjectDoesNotExist as nobody:
            raise Http404 from nobody

    def _command(
        self, *, typed: order_form.Typed, subscription_id: UUID, quantity: int
    ) -> commands.BuyLicences:
        return commands.BuyLicences(
            customer_id=self.customer_id,
            subscription_id=subscription_id,
            quantity=quantity,
            note=typed.note,
            reference=typed.reference,
        )


def _view(held: quotes.HeldFacts, quantity: int | None) -> LicencesView:
    return LicencesView(
        name=held.name,
        vendor=held.vendor,
        logo_href=held.logo or None,
        unit=held.unit,
        held=held.quantity,
        after=held.quantity + (quantity or 0),
    )


def _limit(room: Limits, *, largest: int, vendor: str) -> str:
    if largest >= kinds.LARGEST:
        # Nobody has set a largest quantity; the number would only puzzle.
        return ""
    said = {"most": jinja.quantity(room.largest), "vendor": vendor, "largest": jinja.quantity(largest)}
    if vendor:
        return _("Up to %(most)s more: %(vendor)s allows %(largest)s for this product.") % said
    return _("Up to %(most)s more: %(largest)s are allowed for this product.") % said
