"""Reads of resellers and their settings."""

import dataclasses
import datetime as dt
from uuid import UUID

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


_SETTINGS = tuple(field.name for field in dataclasses.fields(Settings))


def by_alias(alias: str) -> Reseller | None:
    """This function will find a reseller by the alias in an address, None when there is none."""
    return _one(alias=alias)


def by_host(host: str) -> Reseller | None:
    """This function will find a reseller by its own domain, None when there is none."""
    return _one(host=host)


def current() -> Reseller:
    """This function will answer the reseller in whose scope the code runs."""
    found = _one(id=tenancy.current_reseller_id())
    assert found is not None, "a scope names an existing reseller"
    return found


def settings() -> Settings:
    """This function will answer the settings of the current reseller."""
    return Settings(**models.ResellerSettings.objects.values(*_SETTINGS).get())


def team_role(*, user_id: UUID) -> str | None:
    """This function will answer a person's role in the current reseller's team, None when there is no active place."""
    roles = models.TeamMember.objects.filter(user_id=user_id, is_active=True).values_list("role", flat=True)
    return next(iter(roles), None)


def all_resellers() -> list[Reseller]:
    """This function will answer every reseller by alias. For the operator, the demo and jobs that go through all tenants."""
    rows = models.Reseller.objects.order_by("alias").values(*_RESELLER)
    return [Reseller(**row) for row in rows]


_RESELLER = tuple(field.name for field in dataclasses.fields(Reseller))


def _one(**by: object) -> Reseller | None:
    for row in models.Reseller.objects.filter(**by).values(*_RESELLER)[:1]:
        return Reseller(**row)
    return None
