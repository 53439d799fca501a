"""`seatwise renewals`: the calendar by hand (R10, R17, R18)."""

import datetime as dt
import sys

import click

from seatwise.infra import clock
from seatwise.kernel.money import Money
from seatwise.renewals import operations as renewals

_WORDS = {
    "rolled_over": "new billing periods",
    "renewed": "new terms",
    "term_ended": "ended",
    "parent_ended": "add-ons ended with their subscription",
    "carried_out": "planned changes carried out",
}


@click.group()
def group() -> None:
    """What happens to subscriptions because a day has come."""


@group.command()
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Bring all up to this day. Default: each customer's today.",
)
@click.option("--dry-run", is_flag=True, help="Work everything out, write nothing.")
def run(*, as_of: dt.datetime | None, dry_run: bool) -> None:
    """Turn billing periods, renew and end terms, carry out what is planned.

    Exit status 1 when subscriptions had to be set aside; each is named with its reason, and the next run tries it again.
    """
    day = as_of.date() if as_of else None
    if day is not None and day > clock.now().date() and not dry_run:
        raise click.UsageError("That day has not come yet. With --dry-run you can look ahead.")
    report = renewals.run(now=clock.now(), as_of=day, dry=dry_run)
    click.echo("This would happen:" if dry_run else "Done:")
    for outcome, words in _WORDS.items():
        click.echo(f"  {report.outcomes[outcome]:>9,} {words}")
    for currency, minor in sorted(report.charged_minor.items()):
        click.echo(f"  {Money(minor, currency)} net {'would be' if dry_run else 'was'} charged")
    for alias, subscription, on, reason in report.set_aside:
        click.echo(f"  set aside: {alias} {subscription}, due on {on}: {reason}", err=True)
    if report.set_aside:
        sys.exit(1)
