"""What is done with several subscriptions at once: which they are, what the page asks, and what came of each (B6)."""

import dataclasses
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse

from seatwise.customers.middleware import VisitedRequest
from seatwise.infra import numbering
from seatwise.kernel.money import Money
from seatwise.storefront.shell import shell
from seatwise.storefront.subscriptions import changing
from seatwise.subscriptions import queries as held
from seatwise.ui import rendering

MOST = 100
REF = "ref"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A subscription that is to change. `says`: what will happen; `refusal`: why not; `token`: its signed quote, if it has one."""

    ref: str
    name: str
    vendor: str
    logo_href: str | None
    quantity: int
    unit: str
    says: tuple[str, ...]
    amount: Money | None
    refusal: str
    token: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The page that asks once for all. `refs` and `on` are what its address asks for; without `submit` nothing can be done.

    `sums`: (words, amount) under the amounts, the last one in bold; `instructions` is the label of the note, "" without one.
    """

    title: str
    intro: str
    action: str
    path: str
    refs: tuple[str, ...]
    rows: tuple[Row, ...]
    submit: str
    danger: bool
    keep: str
    on: str = ""
    has_amounts: bool = False
    times: tuple[changing.Time, ...] = ()
    sums: tuple[tuple[str, Money], ...] = ()
    approval: tuple[str, str] | None = None
    tick: str = ""
    understood: bool = False
    instructions: str = ""
    note: str = ""
    note_error: str = ""
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one of them; `order` is its order's number, "" without one."""

    ref: str
    name: str
    vendor: str
    logo_href: str | None
    done: bool
    said: str
    order: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The page that says what came of each. `again_href` asks again for those that were refused, "" when none was."""

    title: str
    summary: str
    outcomes: tuple[Outcome, ...]
    again_href: str


def rows(request: VisitedRequest) -> tuple[held.HeldRow, ...]:
    """This function will answer the subscriptions that an address names, in its order, a hundred at most; in one statement.

    Raises Http404 where one of them is nobody's, another customer's or an add-on (R25).
    """
    refs = tuple(dict.fromkeys(request.GET.getlist(REF)))[:MOST]
    numbers = [numbering.parse(numbering.Series.SUBSCRIPTION, ref) for ref in refs]
    known = [number for number in numbers if number is not None]
    if not known and not refs:
        return ()
    found = held.numbered(
        numbers=known,
        customer_id=request.customer.id,
        standard_since=request.reseller.standard_since,
    )
    if len(known) < len(refs) or not all(number in found for number in known):
        raise Http404
    return tuple(found[number] for number in dict.fromkeys(known))


def address(path: str, refs: Sequence[str], **more: str) -> str:
    """This function will answer the address that asks about these subscriptions."""
    return f"{path}?{urlencode([*((REF, ref) for ref in refs), *more.items()])}"


def row(
    about: held.HeldRow,
    *,
    says: Sequence[str] = (),
    amount: Money | None = None,
    refusal: str = "",
    token: str = "",
) -> Row:
    """This function will answer a subscription's row of the page that asks."""
    return Row(
        ref=about.number_text,
        name=about.name,
        vendor=about.vendor,
        logo_href=about.logo or None,
        quantity=about.quantity,
        unit=about.unit,
        says=tuple(says),
        amount=amount,
        refusal=refusal,
        token=token,
    )


def outcome(about: held.HeldRow, *, done: bool, said: str, order: str = "") -> Outcome:
    """This function will answer a subscription's row of the page that says what came of it."""
    return Outcome(
        ref=about.number_text,
        name=about.name,
        vendor=about.vendor,
        logo_href=about.logo or None,
        done=done,
        said=said,
        order=order,
    )


def respond(request: VisitedRequest, view: Asking | Done, *, status: int = 200) -> HttpResponse:
    """This function will answer the page that asks, or the one that says what came of it."""
    template = "selected.html" if isinstance(view, Asking) else "selected_done.html"
    context = {"page": shell(request, current="subscriptions"), "view": view}
    return rendering.respond(request, f"storefront/subscriptions/{template}", context, status=status)
