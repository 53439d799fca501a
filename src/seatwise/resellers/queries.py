"""Reads of resellers and their settings."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.conf import settings as installation
from django.db import connection

from seatwise.accounts import queries as accounts
from seatwise.infra import tenancy
from seatwise.resellers import models


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reseller:
    """A reseller as every layer above knows it: plain values of the global row."""

    id: UUID
    alias: str
    edition: str
    standard_since: dt.datetime | None
    payment_method: str
    market: str
    currency: str

    @property
    def has_storefront(self) -> bool:
        """Basic has none; Free shows it, Standard sells in it."""
        return self.edition != models.Edition.BASIC

    @property
    def customers_may_order(self) -> bool:
        return self.edition == models.Edition.STANDARD


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a reseller's Storefront looks and what it has decided (S27)."""

    name: str
    support_email: str
    support_text: str
    logo: str
    brand: str
    brand_on: str
    brand_dark: str
    brand_dark_on: str
    language: str
    time_zone: str
    default_markup_bp: int
    vat_rate_bp: int
    upgrade_billing: str
    approves_cancellations: bool
    approves_add_on_cancellations: bool
    registration_open: bool
    team_needs_second_factor: bool
    domain: str

    def logo_href(self, *, prefix: str) -> str | None:
        """The address of the logo below a Storefront's prefix; it changes with the picture. None where there is none."""
        return f"{prefix}/logo/{self.logo}" if self.logo else None


# Every request asks these, so they are written out: the ORM takes as long to compose one as PostgreSQL to answer it.
_RESELLER = tuple(field.name for field in dataclasses.fields(Reseller))
SETTINGS = tuple(field.name for field in dataclasses.fields(Settings))
_RESELLER_WHERE = (
    "SELECT id, alias, edition, standard_since, payment_method, market, currency FROM reseller WHERE "
)
_SETTINGS_OF = f"SELECT {', '.join(SETTINGS)} FROM reseller_settings WHERE reseller_id = %s"  # noqa: S608

_WITH_SETTINGS = """
SELECT {}, {} FROM reseller r JOIN reseller_settings s ON s.reseller_id = r.id WHERE r.id = %s
""".format(", ".join(f"r.{name}" for name in _RESELLER), ", ".join(f"s.{name}" for name in SETTINGS))
# Every page of the console asks this, so it is one statement.
_TEAM_VISIT = """
SELECT m.role, {} FROM team_member m JOIN reseller_settings s ON s.reseller_id = m.reseller_id
WHERE m.reseller_id = %s AND m.user_id = %s AND m.is_active
""".format(", ".join(f"s.{name}" for name in SETTINGS))


def by_alias(alias: str) -> Reseller | None:
    """This function will find a reseller by the alias in an address, None when there is none."""
    return _one(_RESELLER_WHERE + "alias = %s", alias)


def by_host(host: str) -> Reseller | None:
    """This function will find a reseller by its own domain, None when there is none."""
    return _one(_RESELLER_WHERE + "host = %s", host)


def current() -> Reseller:
    """This function will answer the reseller in whose scope the code runs."""
    found = _one(_RESELLER_WHERE + "id = %s", tenancy.current_reseller_id())
    assert found is not None, "a scope names an existing reseller"
    return found


def current_with_settings() -> tuple[Reseller, Settings]:
    """This function will answer the reseller in whose scope the code runs, and its settings, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WITH_SETTINGS, [tenancy.current_reseller_id()])
        row = cursor.fetchone()
    assert row is not None, "a scope names an existing reseller, which is created with its settings"
    fields = len(_RESELLER)
    return (
        Reseller(**dict(zip(_RESELLER, row[:fields], strict=True))),
        Settings(**dict(zip(SETTINGS, row[fields:], strict=True))),
    )


def settings() -> Settings:
    """This function will answer the settings of the current reseller."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS_OF, [tenancy.current_reseller_id()])
        row = cursor.fetchone()
    assert row is not None, "a reseller is created with its settings"
    return Settings(**dict(zip(SETTINGS, row, strict=True)))


def team_visit(*, user_id: UUID) -> tuple[str, Settings] | None:
    """This function will answer a person's role in the current reseller's team with its settings; None for nobody's (R24)."""
    with connection.cursor() as cursor:
        cursor.execute(_TEAM_VISIT, [tenancy.current_reseller_id(), user_id])
        row = cursor.fetchone()
    return None if row is None else (row[0], Settings(**dict(zip(SETTINGS, row[1:], strict=True))))


def team_role(*, user_id: UUID) -> str | None:
    """This function will answer a person's role in the current reseller's team, None when there is no active place."""
    roles = models.TeamMember.objects.filter(user_id=user_id, is_active=True).values_list("role", flat=True)
    return next(iter(roles), None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A person who manages a reseller's team.

    `is_waiting`: is invited when the Storefront opens. `is_invited`: has not signed in since the invitation (R25).
    """

    name: str
    email: str
    is_waiting: bool
    is_invited: bool


def owners() -> tuple[Owner, ...]:
    """This function will answer the active Owners of the current reseller's team, by e-mail (R24)."""
    rows = models.TeamMember.objects.filter(role=models.TeamRole.OWNER, is_active=True)
    found = []
    for name, email, signed_in_at, invited_as, invited_at in rows.order_by("user__email").values_list(
        "user__name", "user__email", "user__last_login", "invited_as", "invited_at"
    ):
        waits = invited_at is None and bool(invited_as)
        is_invited = accounts.has_not_come(signed_in_at=signed_in_at, invited_at=invited_at)
        called = invited_as if waits or is_invited else ""
        found.append(Owner(name=called or name, email=email, is_waiting=waits, is_invited=is_invited))
    return tuple(found)


def role_of(*, email: str) -> str | None:
    """This function will answer the role of the person with an e-mail in the current reseller's team, None for no active place."""
    places = models.TeamMember.objects.filter(user__email=email.strip().lower(), is_active=True)
    return next(iter(places.values_list("role", flat=True)), None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that was made safe, to be served as it is."""

    content_type: str
    content: bytes


def logo(*, name: str) -> Logo | None:
    """This function will answer the current reseller's logo, None where it has none of that name (any more)."""
    if "\x00" in name:
        return None
    row = models.Logo.objects.filter(name=name).values_list("content_type", "content").first()
    return None if row is None else Logo(content_type=row[0], content=bytes(row[1]))


def own_domain() -> str:
    """This function will answer the domain under which the current reseller is served, "" for none."""
    found = models.Reseller.objects.values_list("host", flat=True).get(id=tenancy.current_reseller_id())
    return found or ""


def all_resellers() -> list[Reseller]:
    """This function will answer every reseller by alias. For the operator, the demo and jobs that go through all tenants."""
    rows = models.Reseller.objects.order_by("alias").values(*_RESELLER)
    return [Reseller(**row) for row in rows]


def _one(statement: str, value: UUID | str) -> Reseller | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        row = cursor.fetchone()
    return None if row is None else Reseller(**dict(zip(_RESELLER, row, strict=True)))


def address(*, path: str) -> str:
    """This function will answer the full address of a path in the current reseller's Storefront, for links in mails.

    On the reseller's own domain where it has one, else below its alias at PUBLIC_URL. Never from a request: its Host can be forged.
    """
    alias, host = models.Reseller.objects.values_list("alias", "host").get(id=tenancy.current_reseller_id())
    return f"https://{host}{path}" if host else _below_alias(alias, path)


def address_of_ours(*, path: str) -> str:
    """This function will answer the full address below the alias at PUBLIC_URL, also where the reseller has its own domain.

    For links that open an account: the account may have places elsewhere, and what a domain answers is its owner's to say.
    """
    alias = models.Reseller.objects.values_list("alias", flat=True).get(id=tenancy.current_reseller_id())
    return _below_alias(alias, path)


def _below_alias(alias: str, path: str) -> str:
    return f"{installation.PUBLIC_URL}/{alias}{path}"
