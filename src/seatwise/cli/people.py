"""`seatwise people`: help for who cannot sign in any more and whom nobody at the desk can help."""

import click

from seatwise.accounts import operations
from seatwise.accounts import queries as accounts
from seatwise.infra import clock, transactions
from seatwise.kernel.actor import SYSTEM


@click.group()
def group() -> None:
    """People and how they sign in."""


@group.command()
@click.argument("email")
def take_second_step_away(email: str) -> None:
    """Let the password alone open the account of EMAIL, and sign it out everywhere.

    For the only operator who has lost phone and codes; everybody else is helped at the operator's desk. The person is told by mail.
    """
    person = accounts.by_email(email=email)
    if person is None:
        raise click.UsageError(f"Nobody signs in as {email}.")
    with transactions.writing_global():
        if not operations.take_second_steps_away(user_id=person.id, actor=SYSTEM, now=clock.now()):
            raise click.UsageError(f"{email} has no second step.")
    click.echo(f"A password is enough for {email} now; every session has ended.")
