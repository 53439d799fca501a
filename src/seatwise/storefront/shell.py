"""The frame around each page of a customer's visitor: menu, search, account and support. Asks the database nothing."""

from django.contrib import messages

from seatwise.customers import middleware
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest
from seatwise.storefront import site, words
from seatwise.ui import page
from seatwise.ui.wording import gettext as _


def shell(request: VisitedRequest, *, current: str, search_text: str = "") -> page.Shell:
    """This function will answer the frame of a customer's page.

    `current` is the place in the menu that the page belongs to: "shop", "dashboard", "orders", "subscriptions", "assets",
    "pending", "basket", "account" or "audit". Needs a request that for_customers() has let in.
    """
    visitor, customer, prefix = request.visitor, request.customer, request.prefix
    settings = visitor.settings
    billing = f"{prefix}/billing/"
    shop = _item(_("Catalogue"), f"{prefix}/shop/", "layout-grid", is_current=current == "shop")
    basket = _item(_("Basket"), f"{prefix}/shop/basket/", "shopping-cart", is_current=current == "basket")
    orders_here = visitor.reseller.customers_may_order and visitor.may(Permission.ORDER_PRODUCTS)
    dashboard = _item(_("Dashboard"), billing, "layout-dashboard", is_current=current == "dashboard")
    orders = _item(_("Orders"), f"{billing}orders/", "file-invoice", is_current=current == "orders")
    held = _item(
        _("Subscriptions"), f"{billing}subscriptions/", "refresh-dot", is_current=current == "subscriptions"
    )
    assets = _item(_("Assets"), f"{billing}assets/", "device-laptop", is_current=current == "assets")
    pending = _item(
        _("Everything pending"), f"{billing}pending/", "hourglass", is_current=current == "pending"
    )
    audit = _item(_("Audit trail"), f"{prefix}/account/audit/", "history", is_current=current == "audit")
    account = _item(_("Your account"), f"{prefix}/account/", "user", is_current=current == "account")
    return page.Shell(
        brand_name=settings.name,
        prefix=prefix,
        language=visitor.language,
        theme=visitor.theme,
        logo_href=settings.logo_href(prefix=prefix),
        brand_css_href=site.brand_css_href(prefix=prefix, settings=settings),
        toasts=tuple(
            page.Toast(text=str(told), is_warning=told.level >= messages.WARNING)
            for told in messages.get_messages(request)
        ),
        menu=(
            page.NavGroup(items=(shop, basket) if orders_here else (shop,)),
            page.NavGroup(label=_("Billing"), items=(dashboard, orders, held, assets, pending)),
            page.NavGroup(
                label=customer.name,
                items=(account, audit) if visitor.may(Permission.SEE_COMPANY_AUDIT) else (account,),
            ),
        ),
        phone_menu=(dashboard, orders, held, shop),
        user_name=visitor.name,
        company=customer.name,
        time_zone=customer.time_zone,
        home_href=f"{prefix}/",
        account_href=f"{prefix}/account/",
        sign_out_href=f"{prefix}/signout/",
        search_href=f"{billing}orders/",
        search_hint=_("Search orders: number or product"),
        search_text=search_text,
        visit=_visit(visitor.visit, customer.name),
        visit_href=f"{prefix}/console/customers/visit/end/",
        visit_end=_("Back to the console"),
        support_title=_("%(reseller)s support") % {"reseller": settings.name},
        support_text=settings.support_text,
        support_href=words.ask_href(settings=settings, about=customer.name),
        support_link=_("Ask a question"),
    )


def _visit(mode: str, company: str) -> str:
    """What stands on top of every page while somebody of the reseller's is in a customer's Storefront (S26)."""
    if mode == middleware.ORDERING:
        return _("You act for %(company)s. What you order here shows no amounts to them.") % {
            "company": company
        }
    if mode == middleware.VIEWING:
        return _("You see what %(company)s sees. Nothing can be changed.") % {"company": company}
    return ""


def _item(label: str, href: str, icon: str, *, is_current: bool) -> page.NavItem:
    return page.NavItem(label=label, href=href, icon=icon, current=is_current)
