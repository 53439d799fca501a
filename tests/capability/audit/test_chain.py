"""Who did what: written with it, never rewritten, and every change behind our back found (B9)."""

import datetime as dt
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner
from django.db import ProgrammingError, connection

from seatwise.audit import jobs, operations
from seatwise.audit.queries import chain
from seatwise.cli import audit as cli
from seatwise.infra import events, models, origin, tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from tests import factories


@pytest.fixture
def reseller(db):
    made = factories.reseller()
    factories.publish(made, factories.offer())
    return made


def link(reseller, **about) -> int:
    with tenancy.scope(reseller.id), transactions.writing():
        return operations.link(now=factories.NOW, **about)


def verdict(reseller) -> chain.Verdict:
    with tenancy.scope(reseller.id), transactions.reading():
        return chain.verify()


def record(reseller, **about) -> UUID:
    with tenancy.scope(reseller.id), transactions.writing():
        said = {"kind": "settings.changed", "subject_id": uuid4(), "about": "Test", "actor": SYSTEM}
        return events.record(**said | about, now=factories.NOW)


@pytest.fixture
def tamper(postgres):
    """Statements as the owner of the tables, whom no right stops."""

    def run(statement: str, reseller: factories.Reseller, *values: object) -> int:
        with psycopg.connect(postgres.url("owner")) as owner:
            owner.execute("SELECT set_config('seatwise.reseller_id', %s, false)", [str(reseller.id)])
            return owner.execute(statement, values).rowcount

    return run


def test_every_event_gets_one_place(reseller) -> None:
    assert link(reseller, count=2) == 2
    assert link(reseller) >= 2
    assert link(reseller) == 0
    found = verdict(reseller)
    assert (found.broken, found.waiting) == ("", 0)
    record(reseller)
    assert verdict(reseller).waiting == 1
    jobs.link_events.func(timestamp=0)
    after = verdict(reseller)
    assert (after.entries, after.waiting, after.broken) == (found.entries + 1, 0, "")
    assert after.hash != found.hash


def test_chains_of_resellers_stand_apart(reseller) -> None:
    other = factories.reseller(alias="elsewhere")
    jobs.link_events.func(timestamp=0)
    assert verdict(other).broken == verdict(reseller).broken == ""
    assert verdict(other).entries < verdict(reseller).entries


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE event SET actor_name = 'Nobody' WHERE id = %s", "was changed"),
        ("UPDATE event SET payload = '{\"x\": 1}' WHERE id = %s", "was changed"),
        ("UPDATE event SET address = '203.0.113.9' WHERE id = %s", "was changed"),
        ("UPDATE event SET at = at - interval '1 day' WHERE id = %s", "was changed"),
        ("DELETE FROM event_link WHERE event_id = %s", "is missing"),
        ("UPDATE event_link SET position = position + 100 WHERE event_id = %s", "is missing"),
    ],
)
def test_what_the_tables_owner_changes_is_named(reseller, tamper, statement, words) -> None:
    victim = record(reseller, about="SO-10001")
    record(reseller)
    link(reseller)
    before = verdict(reseller)
    assert tamper(statement, reseller, victim) == 1
    found = verdict(reseller)
    assert words in found.broken
    assert found.entries == before.entries - 2
    if "was changed" in words:
        assert f"entry {before.entries - 1}: event {victim} (settings.changed, SO-10001" in found.broken


def test_an_entry_put_in_afterwards_is_named(reseller, tamper) -> None:
    link(reseller)
    old = UUID(
        int=(int((dt.datetime.now(dt.UTC) - dt.timedelta(days=3)).timestamp() * 1000) << 80) + (7 << 76)
    )
    statement = (
        "INSERT INTO event (reseller_id, id, kind, subject_id, payload, at)"
        " VALUES (current_setting('seatwise.reseller_id')::uuid, %s, 'order.placed', uuidv7(), '{}', now())"
    )
    assert tamper(statement, reseller, old) == 1
    link(reseller)
    assert f"event {old} was put in after later ones" in verdict(reseller).broken


def test_the_command_says_so_and_ends_with_1(reseller, tamper) -> None:
    link(reseller)
    run = CliRunner()
    good = run.invoke(cli.group, ["verify"])
    assert good.exit_code == 0
    assert f"the last hash is {verdict(reseller).hash.hex()}" in good.output
    tamper("UPDATE event SET actor_name = 'Nobody'", reseller)
    bad = run.invoke(cli.group, ["verify", "--reseller", "techsolutions"])
    assert bad.exit_code == 1
    assert "techsolutions: BROKEN after 0 entries: entry 1: event" in bad.output
    assert run.invoke(cli.group, ["verify", "--reseller", "nobody"]).exit_code == 2


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET about = ''", "DELETE FROM event", "DELETE FROM event_link"]
)
def test_the_application_cannot_rewrite(reseller, statement) -> None:
    link(reseller)
    with tenancy.scope(reseller.id), pytest.raises(ProgrammingError, match="permission denied"):
        with transactions.writing(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_event_knows_where_it_came_from(reseller) -> None:
    here = origin.Origin(address="192.0.2.7", session=origin.Session.AS_CUSTOMER)
    with origin.entered(here):
        from_there = record(reseller)
    by_itself = record(reseller)
    with tenancy.scope(reseller.id), transactions.reading():
        rows = {
            row.id: (row.address, row.session, row.actor_kind, row.actor_name)
            for row in models.Event.objects.filter(id__in=[from_there, by_itself])
        }
    assert rows[from_there] == ("192.0.2.7", "as_customer", "system", "Seatwise")
    assert rows[by_itself] == ("", "process", "system", "Seatwise")
