"""Wall 3 as PostgreSQL itself sees it: its catalogue is read, not our models."""

import re
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db.models import ForeignKey, ForeignObject

import seatwise
from seatwise.infra import tenancy

GLOBAL = {
    "account_emailaddress",
    "account_emailconfirmation",
    "add_on_parent",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "category",
    "conversion",
    "device",
    "django_admin_log",
    "django_content_type",
    "django_migrations",
    "django_session",
    "file_import",
    "file_upload",
    "job_failure",
    "mfa_authenticator",
    "offer",
    "price_line",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "product",
    "reseller",
    "user_account",
    "user_account_groups",
    "user_account_user_permissions",
    "vendor_rule",
    "vendor_rule_given",
}
APPEND_ONLY = {
    "quantity_entry",
    "charge",
    "order_move",
    "event",
    "event_link",
    "vendor_rule",
    "vendor_rule_given",
}


@pytest.fixture
def catalogue(postgres, db):
    with psycopg.connect(postgres.url("superuser")) as connection:
        yield lambda statement: connection.execute(statement).fetchall()


def tables(catalogue) -> set[str]:
    return {name for (name,) in catalogue("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_every_table_is_a_tenants_or_named_as_global(catalogue) -> None:
    of_tenants = {m._meta.db_table for m in apps.get_models() if issubclass(m, tenancy.TenantModel)}
    assert tables(catalogue) - GLOBAL == of_tenants
    assert len(of_tenants) > 15


def test_policies_are_enabled_forced_and_compare_the_tenant(catalogue) -> None:
    rows = catalogue(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_expr(p.polqual, p.polrelid), p.polcmd, "
        "p.polpermissive, p.polroles::text FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
    )
    for table, enabled, forced, condition, command, permissive, roles in rows:
        if table in GLOBAL:
            continue
        assert (enabled, forced) == (True, True), table
        expected = (
            "(reseller_id = (NULLIF(current_setting('seatwise.reseller_id'::text, true), ''::text))::uuid)"
        )
        assert (condition, command, permissive, roles) == (expected, "*", True, "{0}"), table


def test_every_key_and_index_begins_with_the_tenant(catalogue) -> None:
    rows = catalogue(
        "SELECT c.relname, i.relname, a.attname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid "
        "JOIN pg_class i ON i.oid = x.indexrelid "
        "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0] "
        "WHERE c.relnamespace = 'public'::regnamespace"
    )
    wrong = [(table, index) for table, index, first in rows if table not in GLOBAL and first != "reseller_id"]
    assert wrong == []


def test_every_primary_key_is_reseller_and_id(catalogue) -> None:
    rows = catalogue(
        "SELECT c.relname, array_agg(a.attname ORDER BY k.n) FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid "
        "CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (attnum, n) "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum "
        "WHERE x.indisprimary AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname"
    )
    keys = {table: columns for table, columns in rows if table not in GLOBAL}
    assert set(keys) == tables(catalogue) - GLOBAL
    assert all(columns == ["reseller_id", "id"] for columns in keys.values()), keys


def test_references_between_tenant_tables_carry_the_tenant(catalogue) -> None:
    rows = catalogue(
        "SELECT c.conname, s.relname, t.relname, (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(c.conkey) "
        "WITH ORDINALITY AS k (attnum, n) JOIN pg_attribute a ON a.attrelid = s.oid AND a.attnum = k.attnum) "
        "FROM pg_constraint c JOIN pg_class s ON s.oid = c.conrelid JOIN pg_class t ON t.oid = c.confrelid "
        "WHERE c.contype = 'f' AND s.relnamespace = 'public'::regnamespace"
    )
    composite = set()
    for name, source, target, columns in rows:
        if source in GLOBAL or target in GLOBAL:
            continue
        assert len(columns) == 2, name
        assert columns[0] == "reseller_id", name
        composite.add((source, columns[1]))
    referring = {
        (model._meta.db_table, field.from_fields[1])
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignObject)
        and not isinstance(field, ForeignKey)
        and issubclass(model, tenancy.TenantModel)
    }
    assert composite == referring


def test_no_column_counts_with_a_sequence(catalogue) -> None:
    rows = catalogue(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND (is_identity = 'YES' OR column_default LIKE 'nextval%')"
    )
    assert [row for row in rows if row[0] not in GLOBAL] == []
    of_the_product = {
        "add_on_parent",
        "category",
        "conversion",
        "file_import",
        "file_upload",
        "offer",
        "price_line",
        "product",
    }
    assert [row for row in rows if row[0] in of_the_product | {"reseller", "user_account"}] == []


def test_the_application_owns_nothing_bypasses_nothing_and_cannot_rewrite_history(catalogue) -> None:
    roles = catalogue("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'seatwise%'")
    assert sorted(roles) == [
        ("seatwise_app", False, False),
        ("seatwise_backup", False, True),
        ("seatwise_owner", False, False),
    ]
    owners = catalogue("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [("seatwise_owner",)]
    rights = catalogue(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'seatwise_app'"
    )
    may_rewrite = {table for table, right in rights if right in {"UPDATE", "DELETE", "TRUNCATE"}}
    assert may_rewrite & APPEND_ONLY == set()
    assert {table for table, right in rights if right == "INSERT"} >= APPEND_ONLY


def test_a_row_is_looked_up_by_what_row_security_lets_near_an_index() -> None:
    """PostgreSQL takes coalesce for a function that may leak, so row security keeps it off the index: CASE says the same and is not.

    A join by it read every subscription of a reseller for each page of orders. The overview joins whole tables, and hashes them.
    """
    source = Path(seatwise.__file__).parent
    found = [
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if re.search(r"\bid = coalesce\(", path.read_text(), re.IGNORECASE)
    ]
    assert found == ["console/overview/queries.py"]
