"""The rules that come with Seatwise: plain values, as a JSON file would hold them. docs/vendor-rules.md has them as a table."""

from seatwise.billing.domain import vendor_rules

_HOUSE: dict[str, object] = {
    "name": "house",
    "version": 1,
    "return_window_hours": None,
    "window_counts_from": "delivery",
    "first_day_free": True,
    "day_of_return": "given_back",
    "unused_time": "credited",
    "method": "delta",
    "rounding": "line_half_up",
    "day_rate_places": None,
    "counting": "day",
    "months": "real",
    "downgrades": "now",
    "upgrade_inherits_window": False,
    "upgrade_same_interval": "keeps_period",
    "interval_change": "re_anchors",
    "term_can_be_left_early": True,
    "settlement": "at_once",
}

_MICROSOFT_NCE: dict[str, object] = _HOUSE | {
    "name": "microsoft-nce",
    "return_window_hours": 7 * 24,
    "downgrades": "at_term_end",
    "upgrade_inherits_window": True,
    "term_can_be_left_early": False,
}

# How others publish that they count, each named after its source: partner-center is Microsoft's older
# one-time and recurring billing, microsoft-legacy its licence-based billing before the new commerce.
_PARTNER_CENTER: dict[str, object] = _HOUSE | {
    "name": "microsoft-partner-center",
    "method": "rebill_rest",
    "rounding": "unit_half_up",
}
_LEGACY_MONTHLY: dict[str, object] = _HOUSE | {
    "name": "microsoft-legacy-monthly",
    "method": "rebill_all",
    "rounding": "day_rate",
    "day_rate_places": 3,
}
_LEGACY_ANNUAL: dict[str, object] = _LEGACY_MONTHLY | {
    "name": "microsoft-legacy-annual",
    "day_rate_places": 2,
}
_APPXITE: dict[str, object] = _HOUSE | {"name": "appxite"}
_POLAR: dict[str, object] = _HOUSE | {"name": "polar", "counting": "second"}
_POLAR_PRORATE: dict[str, object] = _POLAR | {"name": "polar-prorate", "settlement": "next_bill"}
_POLAR_SEATS: dict[str, object] = _POLAR_PRORATE | {"name": "polar-seats", "rounding": "line_truncated"}
_POLAR_RESET: dict[str, object] = _POLAR | {
    "name": "polar-reset",
    "unused_time": "kept",
    "upgrade_same_interval": "restarts_period",
}
_STRIPE: dict[str, object] = _HOUSE | {"name": "stripe", "counting": "second"}
_AUTUMN: dict[str, object] = _HOUSE | {"name": "autumn", "counting": "second"}
_KILL_BILL: dict[str, object] = _HOUSE | {"name": "kill-bill"}
_KILL_BILL_30: dict[str, object] = _HOUSE | {"name": "kill-bill-30-days", "months": "thirty_days"}
_LAGO: dict[str, object] = _HOUSE | {
    "name": "lago",
    "first_day_free": False,
    "day_of_return": "kept",
    "downgrades": "at_term_end",
    "interval_change": "keeps_anchor",
}
_LAGO_SKIP: dict[str, object] = _LAGO | {"name": "lago-without-credit", "unused_time": "kept"}
_LAGO_FIXED: dict[str, object] = _LAGO | {
    "name": "lago-fixed-charges",
    "first_day_free": True,
    "day_of_return": "given_back",
    "unused_time": "stays_paid",
    "counting": "whole_period",
}

BOOK = vendor_rules.read_book(
    {
        "default": "house",
        "vendors": {"Microsoft Corporation": "microsoft-nce"},
        "rules": [
            _HOUSE,
            _MICROSOFT_NCE,
            _PARTNER_CENTER,
            _LEGACY_MONTHLY,
            _LEGACY_ANNUAL,
            _APPXITE,
            _POLAR,
            _POLAR_PRORATE,
            _POLAR_SEATS,
            _POLAR_RESET,
            _STRIPE,
            _AUTUMN,
            _KILL_BILL,
            _KILL_BILL_30,
            _LAGO,
            _LAGO_SKIP,
            _LAGO_FIXED,
        ],
    }
)
HOUSE = BOOK.rule("house")
MICROSOFT_NCE = BOOK.rule("microsoft-nce")
