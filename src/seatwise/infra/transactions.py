"""The only doors to the database: reading() cannot write, writing() is durable. The outermost caller opens one."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from django.db import OperationalError, connection, transaction
from psycopg import errors

from seatwise.infra import tenancy
from seatwise.kernel.refusal import N_, Refusal

LOCK_TIMEOUT = "3s"
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"

_door: ContextVar[str] = ContextVar("door", default="")


class NoTransaction(RuntimeError):
    """An operation ran without the door it needs: a mistake in the code."""


class Busy(Refusal):
    """Another transaction holds what this one needs, for longer than anybody should wait."""

    code = "busy"


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """This function will open a read-only transaction with the current tenant set, one snapshot per statement."""
    with _opened("reading", tenancy.current_reseller_id().hex, "on"):
        yield


@contextlib.contextmanager
def reading_global() -> Iterator[None]:
    """This function will open a read-only transaction with no tenant: at the operator's desk."""
    with _opened("reading", "", "on"):
        yield


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """This function will open a durable transaction with the current tenant set and a lock timeout.

    What happens inside is committed when the block ends and nothing of it remains when the block raises. Raises Busy when a lock
    is not had in time.
    """
    with _opened("writing", tenancy.current_reseller_id().hex, "off"):
        yield


@contextlib.contextmanager
def writing_global() -> Iterator[None]:
    """This function will open a durable transaction with no tenant: for the catalogue, people and resellers themselves."""
    with _opened("writing", "", "off"):
        yield


def assert_writing() -> None:
    """This function will raise NoTransaction unless a writing door is open."""
    if _door.get() != "writing":
        raise NoTransaction("Open infra.transactions.writing() around this operation.")


def alone(*, doing: str) -> bool:
    """This function will answer whether nobody else of the current reseller is doing this, in whichever process.

    Where nobody is, nobody else will be until the open transaction ends. Nothing waits. Raises NoTransaction without a door.
    """
    if not _door.get():
        raise NoTransaction("Open a door of infra.transactions around this: the lock ends with it.")
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [f"{doing} {tenancy.current_reseller_id()}"])
        (is_alone,) = cursor.fetchone()
    return bool(is_alone)


@contextlib.contextmanager
def _opened(door: str, tenant: str, read_only: str) -> Iterator[None]:
    if _door.get():
        raise NoTransaction(
            f"A {_door.get()} transaction is open already; only the outermost caller opens one."
        )
    token = _door.set(door)
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('seatwise.reseller_id', %s, true), set_config('lock_timeout', %s, true),"
                " set_config('transaction_read_only', %s, true)",
                [tenant, LOCK_TIMEOUT, read_only],
            )
            yield
    except OperationalError as problem:
        if isinstance(problem.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            raise Busy(
                N_("Somebody else is changing this right now. Nothing was changed; try again.")
            ) from problem
        raise
    finally:
        _door.reset(token)
