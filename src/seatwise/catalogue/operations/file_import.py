"""What the imports of both kinds of file share: the answer, the refusals, one at a time, the record of it."""

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from seatwise.catalogue.domain import kinds
from seatwise.catalogue.domain.fault import Fault
from seatwise.catalogue.models import Category, FileImport
from seatwise.infra import transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.kernel.refusal import N_, Refusal

BATCH = 2_000
SHOWN = 100
ONE_AT_A_TIME = 0x5EA7_CA7A


Told = Callable[[float], None]


class ImportRefused(Refusal):
    """The file has faults; nothing was changed. `faults` names every one, ordered by line. # S28"""

    code = "catalogue.file_has_faults"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(N_("The file has %(count)d faults. Nothing was changed."), count=len(faults))
        self.faults = tuple(faults)


class ImportBusy(Refusal):
    """Another import is running."""

    code = "catalogue.import_busy"


class NotTheOperator(Refusal):
    """Somebody else wants to change the catalogue."""

    code = "catalogue.operator_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One of the changes that an import makes: what, and what it says before and after; "" before what is new."""

    key: str
    title: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """How many were new, changed, as before, or left out; and of the lines that the file names, how many have ended.

    Of a price list these count price lines, and trials are left out; of an offer matrix products, and
    references to products that the catalogue does not have are left out. `changes`: the first hundred.
    """

    new: int
    changed: int
    unchanged: int
    left_out: int
    products_new: int
    products_changed: int
    ended: int = 0
    changes: tuple[Change, ...] = ()

    @property
    def nothing_changed(self) -> bool:
        """Whether the catalogue says all of this already."""
        return not (self.new or self.changed or self.products_new or self.products_changed)


def check_operator(actor: Actor) -> None:
    """This function will raise NotTheOperator unless the operator, or the product itself, acts."""
    if actor.kind not in (ActorKind.OPERATOR, ActorKind.SYSTEM):
        raise NotTheOperator(N_("Only the operator changes the catalogue."))


@contextlib.contextmanager
def one_at_a_time(*, dry: bool = False) -> Iterator[None]:
    """This function will open the global door and keep other catalogue writes out; raises ImportBusy.

    `dry` takes back at the end whatever was written.
    """
    with transactions.writing_global():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            (alone,) = cursor.fetchone()
        if not alone:
            raise ImportBusy(
                N_("The catalogue is being changed by somebody else. Try again when it has ended.")
            )
        yield
        if dry:
            transaction.set_rollback(True)


def category(name: str = kinds.OTHER) -> Category:
    """This function will answer the category of that name, made where there is none yet."""
    return Category.objects.get_or_create(name=name)[0]


def record(
    *,
    kind: kinds.FileKind,
    content: bytes,
    file_name: str,
    actor: Actor,
    now: dt.datetime,
    result: ImportResult,
    market: str = "",
    currency: str = "",
) -> None:
    """This function will note a file that changed the catalogue; another leaves no trace. # S28"""
    if result.nothing_changed:
        return
    FileImport.objects.create(
        kind=kind,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        market=market,
        currency=currency,
        imported_at=now,
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
        new_count=result.new,
        changed_count=result.changed,
        unchanged_count=result.unchanged,
        left_out_count=result.left_out,
    )
