"""What a vendor lets a customer do, and how it counts: data with a version, read and checked here (R16).

docs/vendor-rules.md explains every field in words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum


class WindowFrom(StrEnum):
    """The instant from which the hours of a return window run."""

    DELIVERY = "delivery"
    PERIOD_START = "period_start"
    TERM_START = "term_start"


class DayOfReturn(StrEnum):
    """Whether the day on which licences are returned is given back, or kept as used."""

    GIVEN_BACK = "given_back"
    KEPT = "kept"


class UnusedTime(StrEnum):
    """What becomes of paid time that is given up: credited, kept, or kept but free to be taken up again."""

    CREDITED = "credited"
    KEPT = "kept"
    STAYS_PAID = "stays_paid"


class Method(StrEnum):
    """Bill the difference; or credit the rest and charge it anew; or credit all, then charge used and rest."""

    DELTA = "delta"
    REBILL_REST = "rebill_rest"
    REBILL_ALL = "rebill_all"


class LineRounding(StrEnum):
    LINE_HALF_UP = "line_half_up"
    UNIT_HALF_UP = "unit_half_up"
    LINE_TRUNCATED = "line_truncated"
    DAY_RATE = "day_rate"


class Counting(StrEnum):
    """How time is counted; a whole period is never divided."""

    DAY = "day"
    SECOND = "second"
    WHOLE_PERIOD = "whole_period"


class Months(StrEnum):
    REAL = "real"
    THIRTY_DAYS = "thirty_days"


class Downgrades(StrEnum):
    """When a product may be changed for one that costs less a month."""

    NOW = "now"
    AT_TERM_END = "at_term_end"
    NEVER = "never"


class SameInterval(StrEnum):
    """Whether an upgrade within one billing period keeps the period's end or begins a new period today."""

    KEEPS_PERIOD = "keeps_period"
    RESTARTS_PERIOD = "restarts_period"


class IntervalChange(StrEnum):
    """Whether another billing period begins today, or is counted from the first anchor."""

    RE_ANCHORS = "re_anchors"
    KEEPS_ANCHOR = "keeps_anchor"


class Settlement(StrEnum):
    """Whether lines within a period are due at once or wait for the next period's bill."""

    AT_ONCE = "at_once"
    NEXT_BILL = "next_bill"


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRule:
    """One version of a vendor's rule. Build it with read(), which refuses what is incomplete or contradicts itself.

    `return_window_hours` None means that licences can be returned at any time, 0 that they never can;
    `day_rate_places` are decimals of the currency's unit (0.143 has 3), set where days have a rounded rate only.
    """

    name: str
    version: int
    return_window_hours: int | None
    window_counts_from: WindowFrom
    first_day_free: bool
    day_of_return: DayOfReturn
    unused_time: UnusedTime
    method: Method
    rounding: LineRounding
    day_rate_places: int | None
    counting: Counting
    months: Months
    downgrades: Downgrades
    upgrade_inherits_window: bool
    upgrade_same_interval: SameInterval
    interval_change: IntervalChange
    term_can_be_left_early: bool
    settlement: Settlement

    @property
    def can_be_booked(self) -> bool:
        """Whether tables and operations can keep this rule; unkept() says why not."""
        return not unkept(self)

    def return_until(self, window_from: datetime) -> datetime | None:
        """Answer the instant at which the window closes, None when it never does (R17)."""
        if self.return_window_hours is None:
            return None
        return window_from + timedelta(hours=self.return_window_hours)

    def may_return(self, window_from: datetime, at: datetime) -> bool:
        """Answer whether licences with that window can be returned; at the closing instant they cannot (R17)."""
        until = self.return_until(window_from)
        return until is None or at < until


class RuleRefused(ValueError):
    """A rule, or a book of rules, is incomplete or contradicts itself; `problems` says all of it in sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All rules in all versions, which vendor has which, and the default for everybody else."""

    rules: tuple[VendorRule, ...]
    vendors: Mapping[str, str]
    default: str

    def rule(self, name: str, version: int | None = None) -> VendorRule:
        """Answer the rule of that name, its newest version unless one is asked for. Raises KeyError."""
        found = [rule for rule in self.rules if rule.name == name and version in (None, rule.version)]
        if not found:
            raise KeyError(name if version is None else f"{name} version {version}")
        return max(found, key=lambda rule: rule.version)

    def for_vendor(self, vendor: str) -> VendorRule:
        """Answer the newest rule of the vendor, the default where it has none of its own (R16)."""
        return self.rule(self.vendors.get(vendor, self.default))


def read(data: Mapping[str, object]) -> VendorRule:
    """Answer the rule that plain JSON values describe. Raises RuleRefused with everything that is wrong (R16)."""
    named = data.get("name")
    title = f"Rule {named}" if isinstance(named, str) and named else "The rule"
    known = [field.name for field in fields(VendorRule)]
    problems = [f"{title} does not say {name}." for name in known if name not in data]
    problems += [f"{title} has {name}, which is no part of a rule." for name in data if name not in known]
    problems += [
        f"{title} has {name} {data[name]!r}: {expected}."
        for name, expected in _EXPECTED.items()
        if name in data and not _fits(name, data[name])
    ]
    if problems:
        raise RuleRefused(problems)
    rule = VendorRule(**{name: _converted(name, data[name]) for name in known})  # type: ignore[arg-type]
    if contradictions := contradictions_of(rule):
        raise RuleRefused([f"{title}: {each}" for each in contradictions])
    return rule


def read_book(data: Mapping[str, object]) -> RuleBook:
    """Answer the book that plain JSON values describe: `rules`, `vendors` and the compulsory `default`.

    Raises RuleRefused with everything that is wrong (R16).
    """
    problems: list[str] = []
    rules: list[VendorRule] = []
    listed, vendors, default = data.get("rules"), data.get("vendors"), data.get("default")
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not isinstance(vendors, Mapping):
        raise RuleRefused(
            ["A book has a list of rules, and the name of one for each vendor that has its own."]
        )
    for each in listed:
        try:
            rules.append(read(each))
        except RuleRefused as refused:
            problems += refused.problems
    written = [(rule.name, rule.version) for rule in rules]
    problems += [
        f"Rule {name} version {version} is there twice."
        for name, version in sorted({each for each in written if written.count(each) > 1})
    ]
    names = {rule.name for rule in rules}
    problems += [
        f"{vendor} has the rule {name!r}, which is not in the book."
        for vendor, name in vendors.items()
        if name not in names
    ]
    if not isinstance(default, str):
        problems.append("The book does not say which rule is the default.")
    elif default not in names:
        problems.append(f"The default is the rule {default!r}, which is not in the book.")
    if problems or not isinstance(default, str):
        raise RuleRefused(problems)
    return RuleBook(rules=tuple(rules), vendors=dict(vendors), default=default)


def contradictions_of(rule: VendorRule) -> list[str]:
    """Answer a sentence for each pair of fields that cannot both be meant."""
    by_day = rule.counting is Counting.DAY
    has_window = rule.return_window_hours is not None and rule.return_window_hours > 0
    credits_rest = rule.unused_time is UnusedTime.CREDITED
    whole = rule.counting is Counting.WHOLE_PERIOD
    found = {
        "A day's rate needs day_rate_places, and nothing else has them.": (
            (rule.rounding is LineRounding.DAY_RATE) != (rule.day_rate_places is not None)
        ),
        "A rounded day rate needs counting by day.": rule.rounding is LineRounding.DAY_RATE and not by_day,
        "Months of 30 days need counting by day.": rule.months is Months.THIRTY_DAYS and not by_day,
        "Only who counts days can keep the day of the return.": (
            rule.day_of_return is DayOfReturn.KEPT and not by_day
        ),
        "Every day of a return is given back, so the first day is free: first_day_free must say so.": (
            rule.day_of_return is DayOfReturn.GIVEN_BACK and not rule.first_day_free
        ),
        "Licences can be returned at any time, which leaves the term early: term_can_be_left_early must say so.": (
            rule.return_window_hours is None and not rule.term_can_be_left_early
        ),
        "There is no return window that an upgrade could inherit.": (
            rule.upgrade_inherits_window and not has_window
        ),
        "Within the return window money comes back, so unused_time is credited.": (
            has_window and not credits_rest
        ),
        "Who charges anew gives credit first, so unused_time is credited.": (
            rule.method is not Method.DELTA and not credits_rest
        ),
        "A period that is not divided would be credited whole: unused_time must be kept or stay paid.": (
            whole and credits_rest
        ),
        "A downgrade now would leave the term, which cannot be left early: downgrades wait for its end.": (
            rule.downgrades is Downgrades.NOW and not rule.term_can_be_left_early
        ),
    }
    return [sentence for sentence, holds in found.items() if holds]


def unkept(rule: VendorRule) -> dict[str, str]:
    """Answer a sentence for each field that the books cannot be kept under: they bill differences by real days, by line, at once."""
    found = {
        "method": (rule.method is not Method.DELTA, "The books bill the difference: method must be delta."),
        "rounding": (
            rule.rounding is not LineRounding.LINE_HALF_UP,
            "The books round each line half-up: rounding must be line_half_up.",
        ),
        "counting": (rule.counting is not Counting.DAY, "The books count whole days: counting must be day."),
        "months": (rule.months is not Months.REAL, "The books know real months only: months must be real."),
        "unused_time": (
            rule.unused_time is UnusedTime.STAYS_PAID,
            "The books cannot hold licences that stay paid: unused_time must be credited or kept.",
        ),
        "settlement": (
            rule.settlement is not Settlement.AT_ONCE,
            "The books bill at once: settlement must be at_once.",
        ),
    }
    return {name: sentence for name, (is_wrong, sentence) in found.items() if is_wrong}


NAME = r"(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*"
WORDS: dict[str, type[StrEnum]] = {
    "window_counts_from": WindowFrom,
    "day_of_return": DayOfReturn,
    "unused_time": UnusedTime,
    "method": Method,
    "rounding": LineRounding,
    "counting": Counting,
    "months": Months,
    "downgrades": Downgrades,
    "upgrade_same_interval": SameInterval,
    "interval_change": IntervalChange,
    "settlement": Settlement,
}
YES_OR_NO = ("first_day_free", "upgrade_inherits_window", "term_can_be_left_early")
_EXPECTED = (
    {
        "name": "small letters, digits and hyphens are expected",
        "version": "a whole number from 1 is expected",
        "return_window_hours": "whole hours from 0, or null for no limit, are expected",
        "day_rate_places": "0 to 9 places, or null, are expected",
    }
    | {name: f"one of {', '.join(words)} is expected" for name, words in WORDS.items()}
    | dict.fromkeys(YES_OR_NO, "true or false is expected")
)


def _fits(name: str, value: object) -> bool:
    if name in WORDS:
        return isinstance(value, str) and value in list(WORDS[name])
    if name in YES_OR_NO:
        return isinstance(value, bool)
    if name == "name":
        return isinstance(value, str) and re.fullmatch(NAME, value) is not None
    if value is None:
        return name != "version"
    smallest, largest = {"version": (1, 10**6), "day_rate_places": (0, 9)}.get(name, (0, 10**6))
    return type(value) is int and smallest <= value <= largest


def _converted(name: str, value: object) -> object:
    return WORDS[name](str(value)) if name in WORDS else value
