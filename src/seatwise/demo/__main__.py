"""`python -m seatwise.demo`: load the demo data, or print its addresses.

Exit status 0 when the data is in (now or already), 1 with a sentence when it cannot be loaded, 2 for wrong arguments.
"""

import argparse
import datetime as dt
import importlib
import os
import sys

import django
import psycopg
from django.db import DatabaseError, ProgrammingError, connection

from seatwise.demo import addresses
from seatwise.infra import clock
from seatwise.kernel.refusal import Refusal


def main() -> int:
    """This function will run the command and answer its exit status."""
    parser = argparse.ArgumentParser(prog="python -m seatwise.demo", description="Load the demo data.")
    parser.add_argument(
        "--as-of", type=_day, metavar="DAY", help="the data's today, 2026-11-19; default today"
    )
    parser.add_argument("--addresses", action="store_true", help="print addresses and people; load nothing")
    arguments = parser.parse_args()
    if arguments.addresses:
        port = os.environ.get("PORT") or "8000"
        print(addresses.text(base=(os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")))
        return 0
    try:
        return _load(arguments.as_of)
    except Refusal as no:
        return _complain(str(no))
    except ProgrammingError as error:
        return _complain(f"The database has no tables, or old ones. Run: seatwise migrate ({_first(error)})")
    except psycopg.OperationalError as error:
        return _complain(
            f"The database does not answer. Start everything with bin/demo, or set DATABASE_URL. ({_first(error)})"
        )
    except DatabaseError as error:
        return _complain(f"The database refused: {_first(error)}. Begin anew with bin/demo --reset.")


def _load(as_of: dt.date | None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seatwise.config.settings")
    django.setup()
    # Asked without the pool, which would try for ten seconds and log each try.
    psycopg.connect(**connection.get_connection_params()).close()
    # Its modules reach models, which exist only once Django is set up.
    loading = importlib.import_module("seatwise.demo.loading")
    now = clock.now()
    day = as_of or now.date()
    began = now
    outcome = loading.load(as_of=day, now=now, say=lambda line: print(f"  {line}", flush=True))
    if outcome is loading.Outcome.WAS_THERE:
        print("The demo data is in already. Nothing was changed.")
    else:
        print(f"The demo data as of {day} is in ({(clock.now() - began).total_seconds():.0f} s).")
    return 0


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-11-19") from None


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
