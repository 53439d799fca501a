"""The chain is carried on by itself, every five minutes."""

from seatwise.audit import operations
from seatwise.infra import clock, jobs, tenancy, transactions
from seatwise.resellers import queries as resellers

EVERY_FIVE_MINUTES = "*/5 * * * *"


@jobs.app.periodic(cron=EVERY_FIVE_MINUTES, periodic_id="seatwise.link_events")
@jobs.app.task(name="seatwise.link_events", queue="audit", queueing_lock="audit", pass_context=False)
def link_events(timestamp: int) -> None:
    """This function will link every event that is committed and has no place in its reseller's chain yet."""
    for reseller in resellers.all_resellers():
        with tenancy.scope(reseller.id):
            linked = True
            while linked:
                with transactions.writing():
                    linked = operations.link(now=clock.now()) > 0
