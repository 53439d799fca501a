"""The frame of the console: the Storefront's own, with the reseller's menu."""

import zlib
from collections.abc import Callable

from django.contrib import messages

from seatwise.console import queries
from seatwise.customers.domain.permissions import Permission, roles_for
from seatwise.customers.middleware import VisitedRequest, Visitor
from seatwise.ui import page
from seatwise.ui.wording import gettext as _


def frame(
    request: VisitedRequest, *, here: str, waiting: queries.Waiting | None = None, search_text: str = ""
) -> page.Shell:
    """This function will answer the frame for a page of the console; `here` is the part of the address after console/.

    What waits is counted here unless the page has counted it.
    """
    visitor = request.visitor
    waiting = waiting or queries.waiting()
    menu = _menu(visitor, here, waiting)
    return page.Shell(
        brand_name=visitor.settings.name,
        prefix=visitor.prefix,
        language=visitor.language,
        theme=visitor.theme,
        logo_href=visitor.settings.logo_href(prefix=visitor.prefix),
        brand_css_href=_brand_css_href(visitor),
        toasts=_toasts(request),
        menu=menu,
        phone_menu=menu[0].items,
        user_name=visitor.name,
        company=visitor.settings.name,
        time_zone=visitor.settings.time_zone,
        area=_("Reseller console"),
        home_href=f"{visitor.prefix}/console/",
        account_href=f"{visitor.prefix}/account/",
        sign_out_href=f"{visitor.prefix}/signout/",
        search_href=f"{visitor.prefix}/console/search/",
        search_hint=_("Search customers, orders, products"),
        search_text=search_text,
    )


def why_not(visitor: Visitor, permission: Permission) -> str:
    """This function will answer "" for somebody who may, else which roles may and who can give them (R24)."""
    if visitor.may(permission):
        return ""
    roles = ", ".join(_(role.label) for role in roles_for(permission))
    return _("This takes one of these roles: %(roles)s. An Owner can give it to you.") % {"roles": roles}


def _toasts(request: VisitedRequest) -> tuple[page.Toast, ...]:
    """What was done, told once. A dialog's script reads the page before the person does; that tells nothing."""
    if request.headers.get("HX-Request"):
        return ()
    return tuple(
        page.Toast(text=str(told), is_warning=told.level >= messages.WARNING)
        for told in messages.get_messages(request)
    )


def _menu(visitor: Visitor, here: str, waiting: queries.Waiting) -> tuple[page.NavGroup, ...]:
    # Only who may answer is told that somebody asks.
    asks = waiting.registrations if visitor.may(Permission.MANAGE_CUSTOMERS) else 0

    def item(name: str, label: str, icon: str, count: int = 0) -> page.NavItem:
        href = f"{visitor.prefix}/console/{name}/" if name else f"{visitor.prefix}/console/"
        return page.NavItem(label=label, href=href, icon=icon, current=here == name, waiting=count)

    return (
        page.NavGroup(
            items=(
                item("", _("Overview"), "layout-dashboard"),
                item("approvals", _("Approvals"), "clipboard-check", waiting.approvals),
                item("deliveries", _("Deliveries"), "truck-delivery", waiting.deliveries),
                item("customers", _("Customers"), "building", asks),
            )
        ),
        page.NavGroup(
            label=_("Selling"),
            items=(
                item("catalogue", _("Catalogue"), "tags"),
                item("prices", _("Prices"), "percentage"),
                item("orders", _("Orders"), "file-invoice"),
                item("subscriptions", _("Subscriptions"), "refresh-dot"),
            ),
        ),
        *_owners(visitor, item),
    )


def _owners(visitor: Visitor, item: Callable[[str, str, str], page.NavItem]) -> tuple[page.NavGroup, ...]:
    """What only some roles open is not shown to the others; an empty group is none."""
    places = (
        (Permission.EDIT_SETTINGS, "settings", _("Settings"), "settings"),
        (Permission.SEE_AUDIT, "audit", _("Audit trail"), "history"),
    )
    items = tuple(
        item(name, label, icon) for permission, name, label, icon in places if visitor.may(permission)
    )
    return (page.NavGroup(label=_("Storefront"), items=items),) if items else ()


def _brand_css_href(visitor: Visitor) -> str:
    colours = visitor.settings
    version = zlib.crc32(
        f"{colours.brand}{colours.brand_on}{colours.brand_dark}{colours.brand_dark_on}".encode()
    )
    return f"{visitor.prefix}/brand.css?v={version:08x}"
