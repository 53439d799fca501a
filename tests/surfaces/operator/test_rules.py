"""Vendor rules at the operator's desk: seen, versioned, given; each fault at its field (R16, S29)."""

import datetime as dt
import re
from html import unescape

import pytest

from seatwise.billing import models
from seatwise.billing import queries as billing
from seatwise.operator.admin import rules
from tests import factories

LIST = "/operator/billing/vendorrule/"
ADD = f"{LIST}add/"
GIVE = "/operator/billing/rulegiven/add/"
HOUSE = {
    "name": "house",
    "return_window_hours": "",
    "window_counts_from": "delivery",
    "first_day_free": "yes",
    "day_of_return": "given_back",
    "unused_time": "credited",
    "method": "delta",
    "rounding": "line_half_up",
    "day_rate_places": "",
    "counting": "day",
    "months": "real",
    "downgrades": "now",
    "upgrade_inherits_window": "no",
    "upgrade_same_interval": "keeps_period",
    "interval_change": "re_anchors",
    "term_can_be_left_early": "yes",
    "settlement": "at_once",
}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(factories.NOW, tick=False)


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_every_rule_is_seen_with_who_has_it(operator):
    page = text(operator.get(LIST))
    assert "microsoft-nce" in page
    assert "Microsoft Corporation" in page
    assert "stripe" in page
    assert page.count("The books cannot be kept under it") > 5


def test_the_form_of_a_new_version_begins_with_what_the_old_one_says(operator):
    page = text(operator.get(LIST))
    (href,) = re.findall(r'href="([^"]+name=microsoft-nce&[^"]+)"', page)
    form = text(operator.get(href))
    assert re.search(r'name="return_window_hours" value="168"', form)
    assert re.search(r'<option value="at_term_end" selected>', form)
    assert re.search(r'name="term_can_be_left_early".*?<option value="no" selected>', form, re.DOTALL)


def test_a_version_is_made_given_and_stands_in_the_history(operator):
    factories.offer(vendor="Cloudmakers")
    made = operator.post(ADD, HOUSE | {"return_window_hours": "48"}, follow=True)
    assert "Version 2 of house is kept" in text(made)
    assert "Alex, 19 Nov 2026" in text(made)
    assert billing.rule_of(vendor="Cloudmakers", on=dt.date(2027, 1, 1)).version == 1
    given = operator.post(
        GIVE, {"to": "Cloudmakers", "which": "house 2", "starts_on": "2026-12-01"}, follow=True
    )
    assert "house, version 2 from 01 Dec 2026" in text(given)
    assert billing.rule_of(vendor="Cloudmakers", on=dt.date(2026, 11, 30)).version == 1
    assert billing.rule_of(vendor="Cloudmakers", on=dt.date(2026, 12, 1)).version == 2
    history = text(operator.get("/operator/billing/rulegiven/"))
    assert "Cloudmakers" in history
    assert "Alex" in history
    made = models.VendorRule.objects.get()
    assert operator.get(f"{LIST}{made.pk}/change/").status_code == 200
    assert operator.post(f"{LIST}{made.pk}/change/", HOUSE).status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counting": "second"}, "counting must be day"),
        ({"counting": "hour"}, "Select a valid choice"),
        ({"name": "My rule"}, "Write small letters"),
        ({"return_window_hours": "-1"}, "greater than or equal to 0"),
        ({"term_can_be_left_early": "no"}, "returned at any time"),
        ({"day_rate_places": "3"}, "A day's rate needs “Day rate places”, and nothing else has them."),
        ({"rounding": "line_truncated"}, "rounding must be “Line half up”"),
        ({}, "says already"),
    ],
)
def test_a_fault_is_said_and_nothing_is_kept(operator, changes, said):
    refused = operator.post(ADD, HOUSE | changes)
    assert refused.status_code == 200
    assert said in text(refused)
    assert not models.VendorRule.objects.exists()


def test_who_keeps_the_same_a_moment_later_is_told(operator, monkeypatch):
    # Both forms are checked before either is kept.
    monkeypatch.setattr(rules.RuleForm, "_check_differs", lambda form, rule: None)
    for said in ("Version 2 of house is kept", "says already. Change something first."):
        answer = operator.post(ADD, HOUSE | {"return_window_hours": "48"}, follow=True)
        assert answer.redirect_chain == [(LIST, 302)]
        assert said in text(answer)
    assert models.VendorRule.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": "2026-11-20"}, "Choose 21 Nov 2026 or a later day"),
        ({"which": "stripe 1"}, "Select a valid choice"),
        ({"which": "house 9"}, "Select a valid choice"),
        ({"to": "Nobody"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_given_is_said(operator, changes, said):
    refused = operator.post(GIVE, {"to": "", "which": "house 1", "starts_on": "2026-12-01"} | changes)
    assert refused.status_code == 200
    assert said in text(refused)
    assert not models.RuleGiven.objects.exists()


def test_a_second_rule_for_the_same_day_is_given_only_where_that_is_meant(operator):
    factories.offer(vendor="Cloudmakers")
    operator.post(ADD, HOUSE | {"return_window_hours": "48"})
    first = {"to": "Cloudmakers", "which": "house 2", "starts_on": "2026-12-01"}
    assert operator.post(GIVE, first).status_code == 302
    again = text(operator.post(GIVE, first | {"instead": "on"}))
    assert "Cloudmakers has house, version 2 from 01 Dec 2026 already" in again
    asked = text(operator.post(GIVE, first | {"which": "house 1"}))
    assert (
        "Cloudmakers has house, version 2 from 01 Dec 2026. Tick this to give the other rule instead."
        in asked
    )
    assert models.RuleGiven.objects.count() == 1
    assert operator.post(GIVE, first | {"which": "house 1", "starts_on": "2026-12-02"}).status_code == 302
    assert operator.post(GIVE, first | {"which": "house 1", "instead": "on"}).status_code == 302
    assert billing.rule_of(vendor="Cloudmakers", on=dt.date(2026, 12, 1)).version == 1
