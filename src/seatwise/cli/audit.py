"""`seatwise audit`: whether anything of what happened was changed afterwards (B9)."""

import sys

import click

from seatwise.audit.queries import chain
from seatwise.infra import tenancy, transactions
from seatwise.resellers import queries as resellers


@click.group()
def group() -> None:
    """The audit trail."""


@group.command()
@click.option("--reseller", "alias", help="Only the reseller of this alias. Default: every one.")
def verify(*, alias: str | None) -> None:
    """Work out every hash of the chain again and name the first entry that does not hold.

    Exit status 1 when one does not.
    """
    chosen = [found for found in resellers.all_resellers() if alias in (None, found.alias)]
    if not chosen:
        raise click.UsageError(f"There is no reseller {alias}.")
    broken = False
    for reseller in chosen:
        with tenancy.scope(reseller.id), transactions.reading():
            verdict = chain.verify()
        if verdict.broken:
            broken = True
            click.echo(
                f"{reseller.alias}: BROKEN after {verdict.entries:,} entries: {verdict.broken}", err=True
            )
            continue
        click.echo(
            f"{reseller.alias}: {verdict.entries:,} entries hold, {verdict.waiting:,} wait to be linked;"
            f" the last hash is {verdict.hash.hex()}"
        )
    if broken:
        sys.exit(1)
