"""The state of a list in its address: filter, search, sort and page live in the query string and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

# What a new filter or sort makes meaningless: the key of the page one was on.
_PLACE = ("after", "before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The path of a list and the parameters that differ from its defaults."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)

    def with_(self, **changes: str | None) -> str:
        """This function will answer the link with these parameters changed; None or "" leaves one out.

        The place in the list is dropped unless it is among the changes: a new filter begins at the first page.
        """
        kept = {name: value for name, value in self.query.items() if name not in _PLACE}
        return self.path + _written({**kept, **changes})

    @property
    def text(self) -> str:
        """What stands behind the path, "" or "?status=active": the same for the same list."""
        return _written(self.query)


def _written(query: Mapping[str, str | None]) -> str:
    asked = {name: value for name, value in query.items() if value}
    return f"?{urlencode(asked)}" if asked else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A filter with the number of rows behind it."""

    label: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """What a list is sorted by, and where each column's heading leads."""

    key: str
    descending: bool
    address: Address

    def href(self, key: str) -> str:
        """This function will answer the link of a heading: sort by it, or turn the order round."""
        if key == self.key and not self.descending:
            return self.address.with_(sort=f"-{key}")
        return self.address.with_(sort=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Previous and Next by key, and one count, worded by the surface ("38 orders found")."""

    found: str
    previous_href: str | None = None
    next_href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a select."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A select beside a list's search, named like its parameter."""

    name: str
    label: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One entry of a menu such as "I want to…". Without `href` it is shown disabled and `note` says why.

    `dialog`: the link opens in the dialog; without JavaScript it is a page. `danger`: something is lost by it.
    """

    label: str
    icon: str
    href: str | None = None
    note: str = ""
    dialog: bool = True
    danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a timeline. `state` is "done", "now" or "todo"."""

    title: str
    state: str
    detail: str = ""
    when: str = ""
    icon: str = "check"
