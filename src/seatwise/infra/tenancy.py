"""Walls 2 and 3 of tenancy: the current reseller, models that refuse to work without one, and row-level security.

Every tenant table has the primary key (reseller_id, id), unique keys and indexes that begin with reseller_id, and composite
foreign keys, so that a row cannot even point into another tenant and the schema can be distributed by reseller_id.
"""

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SETTING = "seatwise.reseller_id"

_current: ContextVar[UUID | None] = ContextVar("reseller_id", default=None)


class NoTenant(RuntimeError):
    """Tenant data was asked for outside a tenant's scope: a mistake in the code, never a person's."""


def current_reseller_id() -> UUID:
    """This function will answer the id of the reseller in whose scope the code runs; raises NoTenant outside one."""
    reseller_id = _current.get()
    if reseller_id is None:
        raise NoTenant("No reseller is current. Enter infra.tenancy.scope(reseller_id) first.")
    return reseller_id


def in_scope() -> bool:
    """This function will answer whether a reseller is current."""
    return _current.get() is not None


@contextlib.contextmanager
def scope(reseller_id: UUID) -> Iterator[None]:
    """This function will make a reseller current for the block. Scopes of different resellers never nest."""
    outer = _current.get()
    if outer is not None and outer != reseller_id:
        raise NoTenant(
            f"Reseller {outer} is current; the scope of {reseller_id} cannot be entered inside it."
        )
    token = _current.set(reseller_id)
    try:
        yield
    finally:
        _current.reset(token)


class UUID7(models.Func):
    """PostgreSQL 18's uuidv7(): identity that sorts by time and needs no sequence."""

    function = "uuidv7"
    arity = 0
    output_field = models.UUIDField()


class TenantManager(models.Manager[Any]):
    """Raises NoTenant outside a scope and filters by the current reseller inside one."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(reseller_id=current_reseller_id())


class TenantModel(models.Model):
    """A row of one reseller. `reseller` is filled from the scope."""

    pk = models.CompositePrimaryKey("reseller_id", "id")
    reseller = models.ForeignKey(
        "resellers.Reseller", models.PROTECT, related_name="+", default=current_reseller_id, db_index=False
    )
    id = models.UUIDField(db_default=UUID7(), editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


def reference(to: str, column: str, *, null: bool = False) -> "models.ForeignObject[Any, Any]":
    """This function will point to a row of the same tenant through (reseller_id, column) → (reseller_id, id).

    The column itself is declared beside it as a UUIDField; TenantTable adds the FOREIGN KEY.
    """
    return models.ForeignObject(
        to,
        models.PROTECT,
        from_fields=["reseller_id", column],
        to_fields=["reseller_id", "id"],
        related_name="+",
        null=null,
        editable=False,
    )


class TenantTable(Operation):
    """Migration step: row-level security enabled and forced, its policy, and the composite foreign keys of a tenant model.

    `append_only` takes UPDATE and DELETE away from the application's role: the ledger, the charges, the history (R15).
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, *, append_only: bool = False) -> None:
        self.name = name
        self.append_only = append_only

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return None

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        schema_editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        schema_editor.execute(
            f'CREATE POLICY tenant ON "{table}" USING '
            f"(reseller_id = nullif(current_setting('{SETTING}', true), '')::uuid)"
        )
        if self.append_only:
            schema_editor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM seatwise_app')
        for field in model._meta.get_fields():
            if type(field) is models.ForeignObject:
                _add_foreign_key(model, field, schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        schema_editor.execute(f'DROP POLICY tenant ON "{table}"')
        schema_editor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        return f"Wall the table of {self.name} by tenant"


class TenantReferences(Operation):
    """Migration step: the composite foreign keys of references that a tenant model has got since it was walled."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, fields: Sequence[str]) -> None:
        self.name = name
        self.fields = fields

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        return None

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        for name in self.fields:
            _add_foreign_key(model, model._meta.get_field(name), schema_editor)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = from_state.apps.get_model(app_label, self.name)
        table = model._meta.db_table
        for name in self.fields:
            column = _column_of(model, model._meta.get_field(name))
            schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_tenant_fk"')

    def describe(self) -> str:
        return f"Reference by tenant: {', '.join(self.fields)} of {self.name}"


def _column_of(model: type[models.Model], field: Any) -> str:
    return str(model._meta.get_field(field.from_fields[1]).column)  # type: ignore[union-attr]


def _add_foreign_key(model: type[models.Model], field: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    table, column = model._meta.db_table, _column_of(model, field)
    target = field.related_model._meta.db_table
    schema_editor.execute(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_tenant_fk" '
        f'FOREIGN KEY (reseller_id, "{column}") REFERENCES "{target}" (reseller_id, id)'
    )
