"""Writes to the rules of vendors: a new version, and who has which from when on. Neither is ever changed or deleted (R16)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace

from django.db import connection, transaction

from seatwise.billing import models
from seatwise.billing import queries as reading
from seatwise.billing.domain import rules_in_force, vendor_rules
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.infra import transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('vendor_rule', 0))"


class UnknownRule(Refusal):
    code = "unknown_rule"


class TooSoon(Refusal):
    """Somebody's day could begin before everybody counts under the rule."""

    code = "too_soon"


def make_version(*, data: Mapping[str, object], actor: Actor, now: dt.datetime) -> VendorRule:
    """This function will keep a rule as the next version of its name, the first where the name is new, and answer it.

    `data` are plain JSON values without a version. It is in force for nobody before it is given. Raises
    vendor_rules.RuleRefused with everything that is wrong, or where nothing differs from the newest version (R16).
    """
    transactions.assert_writing()
    rule = vendor_rules.read({**data, "version": 1})
    if unkept := vendor_rules.unkept(rule):
        raise vendor_rules.RuleRefused([*unkept.values()])
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    same_name = [each for each in reading.rules().book.rules if each.name == rule.name]
    newest = max(same_name, key=lambda each: each.version, default=None)
    if newest is not None:
        rule = replace(rule, version=newest.version + 1)
        if replace(newest, version=rule.version) == rule:
            raise vendor_rules.RuleRefused(
                [f"This says what {rule.name} version {newest.version} says already. Change something first."]
            )
    fields = {name: value for name, value in asdict(rule).items() if name not in ("name", "version")}
    models.VendorRule.objects.create(
        name=rule.name,
        version=rule.version,
        fields=fields,
        made_at=now,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
    )
    transaction.on_commit(reading.forget)
    return rule


def give(*, vendor: str, rule: str, version: int, starts_on: dt.date, actor: Actor, now: dt.datetime) -> None:
    """This function will give a vendor, or everybody else, a rule for the terms that begin on a day or later (R16).

    Raises UnknownRule for one that is not there or that the books cannot keep, TooSoon for a day that is too near.
    """
    transactions.assert_writing()
    try:
        found = reading.rules().book.rule(rule, version)
    except KeyError:
        raise UnknownRule(
            N_("There is no rule %(rule)s in version %(version)s."), rule=rule, version=version
        ) from None
    if not found.can_be_booked:
        raise UnknownRule(N_("The books cannot be kept under %(rule)s. Choose another rule."), rule=rule)
    earliest = rules_in_force.earliest_day(now)
    if starts_on < earliest:
        raise TooSoon(
            N_("Prices and credits of the next days are promised already. Choose %(day)s or a later day."),
            day=earliest,
        )
    models.RuleGiven.objects.create(
        vendor=vendor,
        rule=rule,
        rule_version=version,
        starts_on=starts_on,
        given_at=now,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
    )
    transaction.on_commit(reading.forget)
