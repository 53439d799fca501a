import datetime as dt
import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from seatwise.billing.domain import shipped_rules, vendor_rules
from seatwise.billing.domain.vendor_rules import RuleRefused, VendorRule

PAGE = (Path(__file__).parents[3] / "docs" / "vendor-rules.md").read_text(encoding="utf-8")
AT = dt.datetime(2026, 11, 12, 14, 20, tzinfo=dt.UTC)


def plain(rule: VendorRule, **changes: object) -> dict[str, object]:
    """A rule as a JSON file holds it."""
    found: dict[str, object] = json.loads(json.dumps(asdict(rule)))
    return found | changes


def refused(data: dict[str, object]) -> tuple[str, ...]:
    with pytest.raises(RuleRefused) as caught:
        vendor_rules.read(data)
    return caught.value.problems


@pytest.mark.parametrize("rule", shipped_rules.BOOK.rules, ids=lambda rule: rule.name)
def test_a_rule_is_read_back_from_json(rule: VendorRule) -> None:
    assert vendor_rules.read(plain(rule)) == rule


def test_every_field_is_compulsory() -> None:
    for field in fields(VendorRule):
        data = plain(shipped_rules.HOUSE)
        del data[field.name]
        (problem,) = refused(data)
        assert problem.endswith(f" does not say {field.name}.")


def test_all_problems_are_named_at_once() -> None:
    data = plain(shipped_rules.HOUSE, version=0, counting="hour", first_day_free="yes", grace_days=3)
    del data["months"]
    assert set(refused(data)) == {
        "Rule house does not say months.",
        "Rule house has grace_days, which is no part of a rule.",
        "Rule house has version 0: a whole number from 1 is expected.",
        "Rule house has counting 'hour': one of day, second, whole_period is expected.",
        "Rule house has first_day_free 'yes': true or false is expected.",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "House"},
        {"name": None},
        {"version": True},
        {"version": None},
        {"return_window_hours": -1},
        {"return_window_hours": 1.5},
        {"rounding": "day_rate", "day_rate_places": 10},
        {"settlement": None},
        {"method": 7},
    ],
)
def test_values_that_do_not_fit(changes: dict[str, object]) -> None:
    (problem,) = refused(plain(shipped_rules.HOUSE, **changes))
    assert "expected" in problem


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rounding": "day_rate"}, "A day's rate needs day_rate_places"),
        ({"day_rate_places": 3}, "A day's rate needs day_rate_places"),
        (
            {"rounding": "day_rate", "day_rate_places": 3, "counting": "second"},
            "rounded day rate needs counting",
        ),
        ({"months": "thirty_days", "counting": "second"}, "Months of 30 days need counting by day"),
        ({"day_of_return": "kept", "counting": "second"}, "Only who counts days"),
        ({"first_day_free": False}, "so the first day is free"),
        ({"term_can_be_left_early": False, "downgrades": "never"}, "leaves the term early"),
        ({"upgrade_inherits_window": True}, "no return window that an upgrade could inherit"),
        ({"return_window_hours": 168, "unused_time": "kept"}, "Within the return window money comes back"),
        ({"method": "rebill_rest", "unused_time": "kept"}, "Who charges anew gives credit first"),
        ({"counting": "whole_period"}, "A period that is not divided"),
        (
            {"return_window_hours": 168, "term_can_be_left_early": False},
            "A downgrade now would leave the term",
        ),
    ],
)
def test_contradictions(changes: dict[str, object], said: str) -> None:
    (problem,) = refused(plain(shipped_rules.HOUSE, **changes))
    assert problem.startswith("Rule house: ")
    assert said in problem


def test_a_window_closes_at_its_instant() -> None:
    rule = shipped_rules.MICROSOFT_NCE
    until = rule.return_until(AT)
    assert until == dt.datetime(2026, 11, 19, 14, 20, tzinfo=dt.UTC)
    assert rule.may_return(AT, until - dt.timedelta(microseconds=1))
    assert not rule.may_return(AT, until)
    assert shipped_rules.HOUSE.return_until(AT) is None
    assert shipped_rules.HOUSE.may_return(AT, until)
    never = vendor_rules.read(plain(shipped_rules.HOUSE, return_window_hours=0))
    assert not never.may_return(AT, AT)


def test_a_vendor_without_a_rule_has_the_default() -> None:
    book = shipped_rules.BOOK
    assert book.for_vendor("Microsoft Corporation") is shipped_rules.MICROSOFT_NCE
    assert book.for_vendor("Nobody Ltd") is shipped_rules.HOUSE


def test_the_newest_version_is_in_force_and_older_ones_stay() -> None:
    newer = plain(shipped_rules.HOUSE, version=2, downgrades="never")
    book = vendor_rules.read_book(
        {"rules": [newer, plain(shipped_rules.HOUSE)], "vendors": {}, "default": "house"}
    )
    assert book.for_vendor("Anybody").version == 2
    assert book.rule("house", 1) == shipped_rules.HOUSE
    with pytest.raises(KeyError, match="house version 3"):
        book.rule("house", 3)
    with pytest.raises(KeyError, match="other"):
        book.rule("other")


def test_a_book_needs_its_default_and_every_rule_that_it_names() -> None:
    house = plain(shipped_rules.HOUSE)
    with pytest.raises(RuleRefused) as caught:
        vendor_rules.read_book(
            {"rules": [house, house, {"name": "empty"}], "vendors": {"Acme": "acme"}, "default": "generous"}
        )
    problems = caught.value.problems
    assert "Rule house version 1 is there twice." in problems
    assert "Acme has the rule 'acme', which is not in the book." in problems
    assert "The default is the rule 'generous', which is not in the book." in problems
    assert "Rule empty does not say version." in problems
    with pytest.raises(RuleRefused, match="does not say which rule is the default"):
        vendor_rules.read_book({"rules": [house], "vendors": {}})
    with pytest.raises(RuleRefused, match="A book has a list of rules"):
        vendor_rules.read_book({"rules": "house"})


def table(heading: str) -> list[list[str]]:
    """The rows of the page's table under the heading, with its head."""
    _, found, after = PAGE.partition(f"\n## {heading}\n")
    assert found, f"no heading {heading!r}"
    rows = [line for line in after.split("\n## ")[0].splitlines() if line.startswith("|")]
    return [
        [cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows if "---" not in row
    ]


def test_the_page_names_every_field() -> None:
    assert [row[0] for row in table("Fields")[1:]] == [field.name for field in fields(VendorRule)]


def test_the_page_shows_house_and_microsoft_nce_as_they_are() -> None:
    head, *rows = table("House and microsoft-nce")
    assert head == ["field", "house", "microsoft-nce"]
    both = [plain(rule) for rule in (shipped_rules.HOUSE, shipped_rules.MICROSOFT_NCE)]
    assert rows == [
        [name, *(json.dumps(each[name]).strip('"') for each in both)]
        for name in (field.name for field in fields(VendorRule))
        if name not in ("name", "version")
    ]


def test_the_page_says_how_every_other_rule_differs() -> None:
    house = plain(shipped_rules.HOUSE)
    expected = []
    for rule in shipped_rules.BOOK.rules:
        if rule in (shipped_rules.HOUSE, shipped_rules.MICROSOFT_NCE):
            continue
        differs = {
            name: value for name, value in plain(rule).items() if value != house[name] and name != "name"
        }
        written = ", ".join(f"{name} {json.dumps(value).strip(chr(34))}" for name, value in differs.items())
        expected.append([rule.name, written or "nothing"])
    assert [
        [row[0], row[2].replace("`", "")] for row in table("Rules of the published cases")[1:]
    ] == expected


def test_vendors_have_only_rules_that_the_books_can_keep() -> None:
    given = {*shipped_rules.BOOK.vendors.values(), shipped_rules.BOOK.default}
    assert given == {"house", "microsoft-nce"}
    assert all(shipped_rules.BOOK.rule(name).can_be_booked for name in given)
    assert not shipped_rules.BOOK.rule("stripe").can_be_booked
