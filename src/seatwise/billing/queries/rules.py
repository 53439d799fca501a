"""Which rule is in force for a vendor: those that come with Seatwise and those that the operator has made (R16)."""

import datetime as dt
import time
from dataclasses import replace

from seatwise.billing import models
from seatwise.billing.domain import shipped_rules, vendor_rules
from seatwise.billing.domain.rules_in_force import EVERYBODY_ELSE, Given, Rules
from seatwise.billing.domain.vendor_rules import VendorRule

# A rule is given a whole day before it is in force anywhere (rules_in_force.earliest_day), and a process looks again after
# ten minutes at most: so none ever counts under an old rule, and a quote reads nothing for it.
_KEPT_S = 600.0
_SHIPPED = (
    Given(
        vendor=EVERYBODY_ELSE,
        rule=shipped_rules.BOOK.default,
        version=shipped_rules.BOOK.rule(shipped_rules.BOOK.default).version,
        starts_on=dt.date.min,
    ),
    *(
        Given(vendor=vendor, rule=name, version=shipped_rules.BOOK.rule(name).version, starts_on=dt.date.min)
        for vendor, name in shipped_rules.BOOK.vendors.items()
    ),
)

_kept: tuple[float, Rules] | None = None


def rule_of(*, vendor: str, on: dt.date) -> VendorRule:
    """This function will answer the rule under which a vendor's products are counted in a term that began on that day (R16)."""
    global _kept  # noqa: PLW0603 # one value a process, replaced as a whole
    kept = _kept
    if kept is None or time.monotonic() - kept[0] > _KEPT_S:
        _kept = kept = (time.monotonic(), rules())
    rule = kept[1].in_force(vendor=vendor, on=on)
    assert rule.can_be_booked, "only rules that the books can keep are given to vendors"
    return rule


def forget() -> None:
    """This function will let this process read the rules anew; others do within ten minutes."""
    global _kept  # noqa: PLW0603
    _kept = None


def rules() -> Rules:
    """This function will read every rule in every version and who has had which from when on. Two statements."""
    made = [
        vendor_rules.read({**fields, "name": name, "version": version})
        for name, version, fields in models.VendorRule.objects.order_by("name", "version").values_list(
            "name", "version", "fields"
        )
    ]
    own = {(rule.name, rule.version) for rule in made}
    given = [
        Given(vendor=vendor, rule=name, version=version, starts_on=starts_on)
        for vendor, name, version, starts_on in models.RuleGiven.objects.order_by("id").values_list(
            "vendor", "rule", "rule_version", "starts_on"
        )
    ]
    shipped = [rule for rule in shipped_rules.BOOK.rules if (rule.name, rule.version) not in own]
    return Rules(book=replace(shipped_rules.BOOK, rules=(*shipped, *made)), given=(*_SHIPPED, *given))
