"""What base.html and shell.html need to draw the frame around a page. Surfaces fill it, templates call it `page`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One place to go. `icon` is a name in the sprite; `waiting` is a number of things that wait for the reader, of
    which it shows 99 at most.
    """

    label: str
    href: str
    icon: str
    current: bool = False
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NavGroup:
    """Places under one heading; the first group has none."""

    items: tuple[NavItem, ...]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """A sentence about something done, or with `is_warning` about what was not. Never the only place of an undo."""

    text: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Whose page it is, enough for base.html: sign-in, errors, anything without a menu.

    `prefix` is "/techsolutions" or "" on a reseller's own domain: links are `prefix ~ "/billing/…"`.
    `theme` is "light", "dark" or "auto". `brand_css_href` carries a version so that it can be cached for ever.
    """

    brand_name: str
    prefix: str
    language: str = "en-gb"
    theme: str = "auto"
    logo_href: str | None = None
    brand_css_href: str | None = None
    toasts: tuple[Toast, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell(Site):
    """The whole frame of a signed-in person. `area` is the line under the brand, "Reseller console".

    `visit` says on top of each page that the person is in somebody else's place; a form posts to `visit_href` to leave it.
    """

    menu: tuple[NavGroup, ...]
    phone_menu: tuple[NavItem, ...]
    user_name: str
    company: str
    time_zone: str
    area: str = ""
    home_href: str
    account_href: str
    sign_out_href: str
    search_href: str = ""
    search_hint: str = ""
    search_text: str = ""
    visit: str = ""
    visit_href: str = ""
    visit_end: str = ""
    support_title: str = ""
    support_text: str = ""
    support_href: str = ""
    support_link: str = ""

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        return initials(self.user_name)


def initials(name: str) -> str:
    """This function will answer "MK" for "Maria Konstantinou", "A" for "Anna"."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
