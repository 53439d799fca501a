"""What nobody confirmed vanishes by itself, and so does whom no answer reached."""

from seatwise.infra import clock, jobs, tenancy, transactions
from seatwise.registrations import operations
from seatwise.resellers import queries as resellers

EVERY_HOUR = "23 * * * *"


@jobs.app.periodic(cron=EVERY_HOUR, periodic_id="seatwise.sweep_registrations")
@jobs.app.task(
    name="seatwise.sweep_registrations",
    queue="registrations",
    queueing_lock="registrations",
    pass_context=False,
)
def sweep_registrations(timestamp: int) -> None:
    """This function will delete registrations that nobody confirmed in seven days, and forget who was declined."""
    for reseller in resellers.all_resellers():
        with tenancy.scope(reseller.id), transactions.writing():
            operations.sweep(now=clock.now())
