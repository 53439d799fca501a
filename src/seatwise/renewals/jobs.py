"""The calendar runs by itself, a few minutes after every full hour: somewhere a customer's day has begun."""

from seatwise.infra import clock, jobs
from seatwise.renewals import operations as renewals

EVERY_HOUR = "7 * * * *"


@jobs.app.periodic(cron=EVERY_HOUR, periodic_id="seatwise.renewals")
@jobs.app.task(name="seatwise.run_renewals", queue="renewals", queueing_lock="renewals", pass_context=False)
def run_renewals(timestamp: int) -> None:
    """This function will bring every subscription up to its customer's day."""
    renewals.run(now=clock.now())
