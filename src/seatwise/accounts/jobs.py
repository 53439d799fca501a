"""Sessions that are over leave by themselves, and with them from where people were signed in."""

from seatwise.infra import jobs, sessions, transactions

EVERY_HOUR = "41 * * * *"


@jobs.app.periodic(cron=EVERY_HOUR, periodic_id="seatwise.clear_sessions")
@jobs.app.task(name="seatwise.clear_sessions", queue="accounts", queueing_lock="accounts", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """This function will delete the sessions that are over."""
    with transactions.writing_global():
        sessions.clear_expired()
