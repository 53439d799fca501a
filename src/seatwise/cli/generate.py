"""`seatwise generate`: data in large numbers, for who wants to measure or to see an installation that is full."""

import time

import click

from seatwise.generator import running
from seatwise.infra import clock


@click.command(name="generate")
@click.option("--subscriptions", required=True, type=click.IntRange(1, 10_000_000), help="How many to write.")
@click.option(
    "--resellers",
    default=20,
    show_default=True,
    type=click.IntRange(1, 99),
    help="How many resellers, load-01 and on, they are shared out to.",
)
def command(*, subscriptions: int, resellers: int) -> None:
    """Write generated resellers, customers and subscriptions, each with order, ledger, seat batch, charge and event.

    Only into an installation that has no reseller of its own. Once more adds as many again.
    """
    began = said = time.monotonic()

    def tell(written: int) -> None:
        nonlocal said
        if time.monotonic() - said >= 5:
            said = time.monotonic()
            click.echo(
                f"  {written:>10,} of {subscriptions:,} subscriptions, {written / (said - began):,.0f} a second"
            )

    seconds = running.generate(count=subscriptions, into=resellers, now=clock.now(), told=tell)
    click.echo(
        f"{subscriptions:,} subscriptions were written in {seconds:,.1f} s, {subscriptions / seconds:,.0f} a second."
    )
