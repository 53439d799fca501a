"""`seatwise catalogue`: a vendor's files into the catalogue (S28)."""

from collections.abc import Callable
from pathlib import Path

import click

from seatwise.catalogue import operations as catalogue
from seatwise.infra import clock
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.refusal import Refusal


@click.group(name="catalogue")
def group() -> None:
    """Vendors' price lists and offer matrices."""


@group.command("import-offers")
@click.argument("file", type=click.Path(path_type=Path))
def import_offers(file: Path) -> None:
    """Import an offer matrix: quantities, add-ons, upgrades, countries."""
    content = _content(file)
    result = _imported(
        lambda: catalogue.import_offers(content=content, file_name=file.name, actor=SYSTEM, now=clock.now())
    )
    _report(file, result, what="products", left_out="references to products that the catalogue does not have")


@group.command("import-prices")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--market", required=True, help="The market the file is for: a country's two letters, such as DE."
)
@click.option("--currency", required=True, help="The currency the file is in: three letters, such as EUR.")
def import_prices(file: Path, market: str, currency: str) -> None:
    """Import a price list of one market and one currency."""
    content = _content(file)
    result = _imported(
        lambda: catalogue.import_prices(
            content=content,
            file_name=file.name,
            market=market,
            currency=currency,
            actor=SYSTEM,
            now=clock.now(),
        )
    )
    _report(file, result, what="price lines", left_out="trials")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise click.ClickException(f"There is no file {file}. Check the name and the folder.") from None
    except IsADirectoryError:
        raise click.ClickException(f"{file} is a folder. Name one file in it.") from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None


def _imported(run: Callable[[], catalogue.ImportResult]) -> catalogue.ImportResult:
    try:
        return run()
    except catalogue.ImportRefused as refusal:
        for fault in refusal.faults:
            click.echo(str(fault), err=True)
        count = len(refusal.faults)
        found = "1 fault" if count == 1 else f"{count} faults"
        raise click.ClickException(f"{found} in the file. Nothing was changed.") from None
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


def _report(file: Path, result: catalogue.ImportResult, *, what: str, left_out: str) -> None:
    counts = f"{result.new} {what} new, {result.changed} changed, {result.unchanged} as before"
    if result.left_out:
        counts += f"; {result.left_out} {left_out} left out"
    click.echo(f"{file.name}: {counts}.")
    if result.nothing_changed:
        click.echo("Nothing changed: the catalogue says all of this already.")
    elif what != "products" and (result.products_new or result.products_changed):
        click.echo(f"Products: {result.products_new} new, {result.products_changed} changed.")
