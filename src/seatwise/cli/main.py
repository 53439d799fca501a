"""`seatwise`: everything an installation is run with. Each command says in one sentence what went wrong, if it did."""

from __future__ import annotations

import importlib
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from django.core import management

from seatwise.cli import database, home, processes, supervisor
from seatwise.infra import embedded_postgres
from seatwise.kernel import refusal

# Commands whose modules import models: loaded once the database runs and Django is set up.
_WITH_MODELS = {
    "generate": (
        "seatwise.cli.generate",
        "command",
        "Fill an empty installation with generated data in large numbers.",
    ),
    "renewals": (
        "seatwise.cli.renewals",
        "group",
        "Bring subscriptions up to a day: periods, renewals, plans.",
    ),
    "audit": ("seatwise.cli.audit", "group", "Check that nothing of the audit trail was changed."),
    "people": ("seatwise.cli.people", "group", "Help who has lost the second step at sign-in."),
    "catalogue": ("seatwise.cli.catalogue", "group", "Import a vendor's offers and price lists."),
}


class _Commands(click.Group):
    """The commands below, and those of _WITH_MODELS when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_WITH_MODELS])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _WITH_MODELS:
            return click.Group(cmd_name, short_help=_WITH_MODELS[cmd_name][2])
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _WITH_MODELS:
            return super().resolve_command(ctx, args)
        module, attribute, _ = _WITH_MODELS[args[0]]
        ctx.with_resource(database.django_ready())
        return args[0], getattr(importlib.import_module(module), attribute), args[1:]


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="seatwise")
def seatwise() -> None:
    """A reseller Storefront with a self-service Billing area."""


@seatwise.command()
def migrate() -> None:
    """Create or update the tables (as the owner's role), and collect static files."""
    with database.django_ready():
        management.call_command("migrate", database="owner", interactive=False)
        management.call_command("collectstatic", interactive=False, verbosity=0)


@seatwise.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, envvar="HOST", help="The address to listen on."
)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=2,
    show_default=True,
    envvar="WEB_PROCESSES",
    type=click.IntRange(1),
    help="Processes.",
)
@click.option(
    "--threads",
    default=4,
    show_default=True,
    envvar="WEB_THREADS",
    type=click.IntRange(1),
    help="Per process.",
)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages. Runs until Ctrl-C or SIGTERM."""
    processes.require_free_port(host=host, port=port)
    command = processes.web_command(host=host, port=port, workers=workers, threads=threads)
    with database.database():
        sys.exit(processes.run(command=command))


@seatwise.command()
@click.option(
    "--concurrency", default=1, show_default=True, type=click.IntRange(1), help="Jobs at the same time."
)
def worker(concurrency: int) -> None:
    """Do the jobs: mails, deliveries. Runs until Ctrl-C or SIGTERM."""
    with database.database():
        sys.exit(processes.run(command=processes.worker_command(concurrency=concurrency)))


@seatwise.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of Django's (migrate, dbshell, createsuperuser and so on)."""
    with database.django_ready():
        management.execute_from_command_line(["seatwise manage", *arguments])


@seatwise.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the embedded database to FILE, in pg_dump's custom format."""
    if not database.embedded():
        raise processes.ProcessError(
            "DATABASE_URL names a server of your own: back it up with its pg_dump as seatwise_backup."
        )
    with database.database():
        embedded_postgres.Server(home.path()).dump(file=file)
    click.echo(f"{file} holds the whole database. Keep it as safe as the database itself.")


@seatwise.command("demo")
@click.option("--reset", is_flag=True, help="Remove the data and begin anew.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The demo data's today. Default: today.")
@click.option("--reload", is_flag=True, help="Start web and worker again when a source file changes.")
def run_demo(**options: Any) -> None:
    """Serve with demo data until Ctrl-C (bin/demo sets everything up first)."""
    as_of: date | None = options["as_of"].date() if options["as_of"] else None
    sys.exit(
        supervisor.run(
            options=supervisor.Options(reset=options["reset"], as_of=as_of, reload=options["reload"])
        )
    )


def main() -> None:
    """This function will run the command line and end the process with its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seatwise.config.settings")
    try:
        seatwise()
    except (
        embedded_postgres.EmbeddedPostgresError,
        home.HomeError,
        processes.ProcessError,
        refusal.Refusal,
    ) as no:
        print(no, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
