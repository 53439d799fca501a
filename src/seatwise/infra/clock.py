"""The edge's clock. The core is told `now`; only surfaces, jobs and commands ask here."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar

_standing: ContextVar[dt.datetime | None] = ContextVar("standing_clock", default=None)


def now() -> dt.datetime:
    """This function will answer the current instant, aware, in UTC."""
    return _standing.get() or dt.datetime.now(tz=dt.UTC)


@contextlib.contextmanager
def standing_at(instant: dt.datetime) -> Iterator[None]:
    """This function will let the clock stand at an instant for the block, jobs run inside it included.

    For history that is told after the fact: the demo's jobs answer as they would have answered then.
    """
    token = _standing.set(instant)
    try:
        yield
    finally:
        _standing.reset(token)
