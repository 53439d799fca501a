"""What is measured: each page's address, and what its answer must contain to count."""

from __future__ import annotations

import dataclasses

from seatwise.bench.facts import Facts


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page by the name in the report. `must_contain` stands in its answer `least` times. `form` is posted, where there is one."""

    name: str
    path: str
    session: str
    must_contain: str
    least: int = 1
    form: str = ""


BARE = "Bare page"


def bare(*, reseller_id: str, session: str) -> Page:
    """This function will answer the floor: the page of bench.bare, for somebody whom Django's own backend signed in."""
    return Page(
        name=BARE,
        path=f"/bare/{reseller_id}/",
        session=session,
        must_contain="<tr><td>",
        least=25,
    )


def of_product(*, facts: Facts) -> list[Page]:
    """This function will answer the product's measured pages."""
    billing = f"/{facts.alias}/billing/"
    return [
        Page(
            session=facts.session, name="Dashboard", path=billing, must_contain=f'href="{billing}orders/SO-'
        ),
        Page(
            session=facts.session,
            name="Orders list",
            path=f"{billing}orders/",
            must_contain=f'href="{billing}orders/SO-',
            least=25,
        ),
        Page(
            session=facts.session,
            name="Subscriptions list",
            path=f"{billing}subscriptions/",
            must_contain=f'href="{billing}subscriptions/S-',
            least=25,
        ),
        Page(
            session=facts.session,
            name="Order details",
            path=f"{billing}orders/{facts.order}/",
            must_contain=facts.order,
            least=2,
        ),
        Page(
            session=facts.session,
            name="Buy licences dialog",
            path=buy_path(facts.alias, facts.subscription),
            must_contain='name="quote"',
        ),
    ]


def buy_path(alias: str, subscription: str) -> str:
    """This function will answer where licences of a subscription are bought."""
    return f"/{alias}/billing/subscriptions/{subscription}/buy/"
