"""A vendor's file from the operator's desk: uploaded, read by a job into a preview, imported by a job when confirmed (S28)."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import connection

from seatwise.catalogue.domain import kinds
from seatwise.catalogue.models import Upload
from seatwise.catalogue.operations import file_import, offers, prices
from seatwise.infra import jobs, transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.kernel.refusal import N_, Refusal

LARGEST_MB = 200
_KEPT = dt.timedelta(days=7)
_FAULTS_SHOWN = 500


class UploadRefused(Refusal):
    """A file that is no file, or an upload that cannot be imported or thrown away any more."""

    code = "catalogue.upload_refused"


def upload(
    *,
    kind: kinds.FileKind,
    content: bytes,
    file_name: str,
    market: str,
    currency: str,
    actor: Actor,
    now: dt.datetime,
) -> UUID:
    """This function will keep a file and have a job read it; answers the upload's id. Market and currency are a price list's.

    What was uploaded a week ago and longer goes. Raises UploadRefused, MarketRefused or NotTheOperator.
    """
    file_import.check_operator(actor)
    if kind is kinds.FileKind.PRICES:
        prices.check_market(market=market, currency=currency)
    if not content:
        raise UploadRefused(N_("The file is empty. Choose the vendor's file."))
    if len(content) > LARGEST_MB * 1_000_000:
        raise UploadRefused(
            N_("The file has more than %(most)d MB. Import it by seatwise catalogue on the server."),
            most=LARGEST_MB,
        )
    assert actor.user_id is not None, "the product itself imports from the command line"
    with transactions.writing_global():
        Upload.objects.filter(uploaded_at__lt=now - _KEPT).delete()
        row = Upload.objects.create(
            kind=kind,
            content=content,
            file_name=file_name,
            market=market if kind is kinds.FileKind.PRICES else "",
            currency=currency if kind is kinds.FileKind.PRICES else "",
            uploaded_at=now,
            actor_user_id=actor.user_id,
            actor_name=actor.name,
        )
        _defer(row.id)
    return row.id


def confirm(*, upload_id: UUID, actor: Actor) -> None:
    """This function will have a job import a file whose preview was seen. Raises UploadRefused where there is none to import."""
    file_import.check_operator(actor)
    with transactions.writing_global():
        confirmed = Upload.objects.filter(id=upload_id, state=Upload.State.READY)
        if not confirmed.update(state=Upload.State.IMPORTING, progress=0):
            raise UploadRefused(N_("This file is not waiting for your decision any more. Look at its state."))
        _defer(upload_id)


def discard(*, upload_id: UUID, actor: Actor) -> None:
    """This function will throw a file away that was not imported. Raises UploadRefused while it is being imported."""
    file_import.check_operator(actor)
    with transactions.writing_global():
        if not Upload.objects.filter(id=upload_id).exclude(state=Upload.State.IMPORTING).delete()[0]:
            raise UploadRefused(N_("This file is being imported now. Wait for the result."))


def work_on(*, upload_id: UUID, now: dt.datetime) -> None:
    """This function will read a file into its preview, or import it when that was confirmed. What has ended is left alone.

    Raises ImportBusy, with nothing changed, while another import runs.
    """
    row = Upload.objects.filter(id=upload_id).first()
    if row is None or row.state not in (Upload.State.READING, Upload.State.IMPORTING):
        return
    reads = row.state == Upload.State.READING
    try:
        with _telling(upload_id) as told:
            result = _imported(row, dry=reads, now=now, told=told)
    except file_import.ImportRefused as refusal:
        faults = [str(fault) for fault in refusal.faults]
        count = len(faults) - _FAULTS_SHOWN
        if count > 0:
            faults = [*faults[:_FAULTS_SHOWN], f"… and {count} more"]
        _ended(row, state=Upload.State.REFUSED, faults=faults)
        return
    state = Upload.State.READY if reads else Upload.State.DONE
    _ended(row, state=state, found=dataclasses.asdict(result))


def _imported(
    row: Upload, *, dry: bool, now: dt.datetime, told: Callable[[float], None]
) -> file_import.ImportResult:
    actor = Actor(kind=ActorKind.OPERATOR, user_id=row.actor_user_id, name=row.actor_name)
    content = bytes(row.content)
    if row.kind == kinds.FileKind.OFFERS:
        return offers.import_offers(content=content, file_name=row.file_name, actor=actor, now=now, dry=dry)
    return prices.import_prices(
        content=content,
        file_name=row.file_name,
        market=row.market,
        currency=row.currency,
        actor=actor,
        now=now,
        dry=dry,
        told=told,
    )


def _ended(
    row: Upload, *, state: str, found: dict[str, object] | None = None, faults: list[str] | None = None
) -> None:
    with transactions.writing_global():
        open_still = Upload.objects.filter(id=row.id, state=row.state)
        content = row.content if state == Upload.State.READY else b""
        open_still.update(
            state=state, progress=100, found=found or row.found, faults=faults or [], content=content
        )


def _defer(upload_id: UUID) -> None:
    jobs.app.configure_task("seatwise.work_on_upload", queue="catalogue").defer(upload_id=str(upload_id))


@contextlib.contextmanager
def _telling(upload_id: UUID) -> Iterator[Callable[[float], None]]:
    """Progress is told on a connection of its own: what the import's transaction writes is not seen before its end."""
    own = connection.copy()

    def told(share: float) -> None:
        with own.cursor() as cursor:
            cursor.execute(
                "UPDATE file_upload SET progress = %s WHERE id = %s", [min(99, int(100 * share)), upload_id]
            )

    try:
        yield told
    finally:
        own.close()
