"""Writes to resellers, their settings and their teams."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from seatwise.accounts import queries as accounts
from seatwise.infra import events, tenancy, transactions
from seatwise.kernel import meanwhile
from seatwise.kernel.actor import SYSTEM, Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.resellers import models
from seatwise.resellers.operations import team

RESERVED_ALIASES = frozenset(
    [
        "operator",
        "api",
        "static",
        "media",
        "healthz",
        "demo",
        "admin",
        "console",
        "signin",
        "signout",
        "account",
        "accounts",
        "billing",
        "password",
        "register",
        "shop",
        "www",
        "mail",
        "assets",
        "support",
        "help",
        "status",
        "seatwise",
        "robots",
        "favicon",
    ]
)

_CHANGEABLE = frozenset(["edition", "host", "payment_method"])


class AliasTaken(Refusal):
    code = "alias_taken"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FirstOwner:
    """The person who is let into a new reseller, and lets the others in."""

    name: str
    email: str


def create(
    *,
    alias: str,
    name: str,
    edition: str,
    market: str,
    currency: str,
    time_zone: str,
    support_email: str,
    now: dt.datetime,
    payment_method: str = models.PaymentMethod.INVOICE,
    host: str | None = None,
    owner: FirstOwner | None = None,
    actor: Actor = SYSTEM,
) -> UUID:
    """This function will create a reseller with its settings, invite its first Owner and answer its id (S29, R24).

    A Basic reseller's Owner is invited when the Storefront opens. All of it or nothing. Opens its own door. Raises AliasTaken for
    a reserved or used alias.
    """
    if alias in RESERVED_ALIASES or models.Reseller.objects.filter(alias=alias).exists():
        raise AliasTaken(N_("The alias %(alias)s is taken. Choose another."), alias=alias)
    # The id comes first, so that one transaction holds the reseller and what is its own.
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7()")
        reseller_id: UUID = cursor.fetchone()[0]
    with tenancy.scope(reseller_id), transactions.writing():
        reseller = models.Reseller(
            id=reseller_id,
            alias=alias,
            host=host,
            edition=edition,
            standard_since=now if edition == models.Edition.STANDARD else None,
            payment_method=payment_method,
            market=market,
            currency=currency,
        )
        reseller.save(force_insert=True)
        models.ResellerSettings.objects.create(name=name, support_email=support_email, time_zone=time_zone)
        events.record(
            kind="reseller.created",
            subject_id=reseller_id,
            about=alias,
            payload={"changes": {"edition": ("", edition), "payment_method": ("", payment_method)}},
            actor=actor,
            now=now,
        )
        if owner is not None:
            team.invite_owner(email=owner.email, name=owner.name, actor=actor, now=now)
    return reseller_id


def change(*, actor: Actor, now: dt.datetime, **changes: object) -> None:
    """This function will change the current reseller's edition, host or payment method, as its operator decides. # S29

    The first time it becomes Standard is kept for ever (R11). What differs is recorded in the reseller's audit (B9). Whoever was
    named for the team while it was Basic is invited as it opens (R24).
    """
    transactions.assert_writing()
    assert changes.keys() <= _CHANGEABLE, "market, currency and alias stay: orders and addresses are in them"
    reseller = models.Reseller.objects.select_for_update().get(id=tenancy.current_reseller_id())
    different = {
        name: (getattr(reseller, name), value)
        for name, value in changes.items()
        if getattr(reseller, name) != value
    }
    if not different:
        return
    for name, (_, after) in different.items():
        setattr(reseller, name, after)
    if reseller.edition == models.Edition.STANDARD and reseller.standard_since is None:
        reseller.standard_since = now
    reseller.save(update_fields=[*different, "standard_since"])
    events.record(
        kind="reseller.changed",
        subject_id=reseller.id,
        about=reseller.alias,
        payload={"changes": different},
        actor=actor,
        now=now,
    )
    if different.get("edition", ("",))[0] == models.Edition.BASIC:
        team.invite_waiting(actor=actor, now=now)


def change_settings(
    *, actor: Actor, now: dt.datetime, seen: Mapping[str, object] | None = None, **changes: object
) -> None:
    """This function will change settings of the current reseller; the names are those of queries.Settings. # S27

    What differs is recorded with its value before and after. `seen` are the values that the person was shown; raises
    ChangedMeanwhile where they are not those of now.
    """
    transactions.assert_writing()
    held = models.ResellerSettings.objects.select_for_update(no_key=True).get()
    meanwhile.check(held=held, seen=seen, wanted=changes)
    different = {
        name: (getattr(held, name), value) for name, value in changes.items() if getattr(held, name) != value
    }
    if not different:
        return
    models.ResellerSettings.objects.update(**{name: after for name, (_, after) in different.items()})
    events.record(
        kind="settings.changed",
        subject_id=tenancy.current_reseller_id(),
        about=held.name,
        payload={"changes": different},
        actor=actor,
        now=now,
    )


def add_team_member(*, user_id: UUID, role: str, actor: Actor, now: dt.datetime) -> None:
    """This function will give a person a place in the current reseller's team, or change the role it has (R24)."""
    transactions.assert_writing()
    models.TeamMember.objects.update_or_create(
        user_id=user_id, defaults={"role": models.TeamRole(role), "is_active": True}
    )
    name = accounts.person(user_id=user_id).name
    events.record(
        kind="team.role_given", subject_id=user_id, about=name, payload={"role": role}, actor=actor, now=now
    )
