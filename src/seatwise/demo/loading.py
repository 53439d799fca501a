"""Loads the demo data into an empty installation, once, with a line of progress for each part."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto

from seatwise.accounts import operations as accounts
from seatwise.demo import others, people, products, scene, techsolutions
from seatwise.infra import transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.kernel.refusal import N_, Refusal
from seatwise.resellers import queries as resellers

EARLIEST = products.FIRST_DAY + dt.timedelta(days=31)
YEAR = 365
"""Days before the demo's today on which its history begins, at the earliest."""
SCENE_TIME = dt.time(8, 32, tzinfo=dt.UTC)
"""The demo's now on its last day: 10:32 in Athens in winter."""


class NotEmpty(Refusal):
    """Somebody's own resellers are in the database, or half of the demo's."""

    code = "demo.not_empty"


class DayTooEarly(Refusal):
    """The vendor has no prices yet on that day."""

    code = "demo.day_too_early"


class Outcome(Enum):
    LOADED = auto()
    WAS_THERE = auto()


def load(*, as_of: dt.date, now: dt.datetime, say: Callable[[str], None]) -> Outcome:
    """This function will load the demo data as of a day, up to 08:32 UTC of it; nothing lies after `now` when that is today.

    The same day gives the same data. Where it is in already, nothing changes. Raises DayTooEarly, or NotEmpty where the
    database has other data.
    """
    if as_of < EARLIEST:
        raise DayTooEarly(
            N_("The vendor's prices begin on %(first)s: choose a day from %(earliest)s on."),
            first=products.FIRST_DAY.isoformat(),
            earliest=EARLIEST.isoformat(),
        )
    if _is_loaded():
        return Outcome.WAS_THERE
    latest = dt.datetime.combine(as_of, SCENE_TIME)
    calendar = scene.Calendar(as_of=as_of, latest=min(latest, now) if as_of == now.date() else latest)
    with _part(say, "operator and catalogue"):
        products.load(actor=_operator(), now=calendar.instant(days_ago=YEAR, at="05:30"))
    # Hellas IT comes last: that it has become Free is the sign that everything is in.
    tellers = (
        (people.TECHSOLUTIONS, techsolutions.tell),
        (people.LAKESIDE, others.tell_lakeside),
        (people.HELLAS, others.tell_hellas),
    )
    for shop, tell in tellers:
        count = len(shop.companies)
        with _part(say, f"{shop.name}, {count} customer{'' if count == 1 else 's'}") as add:
            told = tell(calendar)
            told.end()
            add(f"{told.order_count} orders")
    return Outcome.LOADED


def _is_loaded() -> bool:
    found = {reseller.alias: reseller for reseller in resellers.all_resellers()}
    if not found:
        return False
    if not found.keys() & {shop.alias for shop in people.SHOPS}:
        raise NotEmpty(
            N_(
                "This database has resellers of its own. Demo data goes into an empty database only; nothing was changed."
            )
        )
    last = found.get(people.HELLAS.alias)
    if last is None or not last.has_storefront:
        raise NotEmpty(
            N_(
                "Loading the demo data was interrupted once, and half of it is in. Begin anew: bin/demo --reset, or an"
                " empty database."
            )
        )
    return True


def _operator() -> Actor:
    person = people.OPERATOR
    with transactions.writing_global():
        user_id = accounts.create_user(
            email=person.email, name=person.name, password=people.PASSWORD, operator=True
        )
    return Actor(kind=ActorKind.OPERATOR, user_id=user_id, name=person.name)


@contextmanager
def _part(say: Callable[[str], None], name: str) -> Iterator[Callable[[str], None]]:
    began = time.monotonic()
    more: list[str] = []
    yield more.append
    say(f"{', '.join([name, *more])} ({time.monotonic() - began:.1f} s)")
