"""The edge's clock. The core is told `now`; only surfaces, jobs and commands ask here."""

import datetime as dt


def now() -> dt.datetime:
    """This function will answer the current instant, aware, in UTC."""
    return dt.datetime.now(tz=dt.UTC)
