"""A vendor's file is read and imported by a job: it may take longer than a page should."""

from uuid import UUID

from seatwise.catalogue import operations
from seatwise.infra import clock, jobs


@jobs.app.task(name="seatwise.work_on_upload", queue="catalogue", retry=jobs.retrying)
def work_on_upload(*, upload_id: str) -> None:
    """This function will read an uploaded file into its preview, or import it. One import at a time: a second one waits."""
    operations.work_on(upload_id=UUID(upload_id), now=clock.now())
