"""The vendor's price list for one market and currency: what a licence costs for its term, and from when."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from seatwise.catalogue.domain import csv_file, values
from seatwise.catalogue.domain.fault import Fault, quoted
from seatwise.kernel import money

COLUMNS = (
    "ProductTitle",
    "ProductId",
    "SkuId",
    "SkuTitle",
    "Publisher",
    "SkuDescription",
    "UnitOfMeasure",
    "TermDuration",
    "BillingPlan",
    "Market",
    "Currency",
    "UnitPrice",
    "PricingTierRangeMin",
    "PricingTierRangeMax",
    "EffectiveStartDate",
    "EffectiveEndDate",
    "Tags",
    "ERP Price",
    "Segment",
)
TRIAL = "None"
ONE_TIME = "OneTime"
LICENCES = "licences"

_TERM_MONTHS = {"P1M": 1, "P1Y": 12, "P3Y": 36, "": 0}
_BILLING_MONTHS = {"Monthly": 1, "Annual": 12, ONE_TIME: 0, TRIAL: 0}

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One price line. `cost` and `retail` are for one licence and its whole term, exact, in the currency.

    A one-time product has the term 0 and the billing period 0. `ends_on` is the last day in force, or None.
    """

    line: int
    key: str
    term_months: int
    billing_months: int
    cost: Decimal
    retail: Decimal
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """What the price list says of a product, on the first line that has it."""

    line: int
    key: str
    title: str
    vendor: str
    description: str
    unit: str
    one_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """What a file says; `trials` lines were left out. Where there are `faults`, nothing of it may be used."""

    rows: tuple[PriceRow, ...]
    products: tuple[ProductFacts, ...]
    trials: int
    faults: tuple[Fault, ...]


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self, *, market: str, currency: str) -> None:
        self.market = market
        self.currency = currency
        self.rows: list[PriceRow] = []
        self.products: dict[str, ProductFacts] = {}
        self.trials = 0
        self.faults: list[Fault] = []
        self.first_lines: dict[tuple[str, int, str, dt.date], int] = {}


def read(*, content: bytes, market: str, currency: str) -> PriceList:
    """This function will read a price list and name every fault, ordered by line; raises nothing. # S28

    A row of another market or currency is a fault; so are a price tier and a segment other than Commercial.
    """
    reading = _Reading(market=market, currency=currency)
    for raw in csv_file.read(content=content, columns=COLUMNS):
        if isinstance(raw, Fault):
            reading.faults.append(raw)
        else:
            _read_row(raw, reading)
    return PriceList(
        rows=tuple(reading.rows),
        products=tuple(reading.products.values()),
        trials=reading.trials,
        faults=tuple(sorted(reading.faults, key=lambda fault: fault.line)),
    )


def _read_row(raw: csv_file.Row, reading: _Reading) -> None:
    known = len(reading.faults)

    def fault(column: str, reason: str) -> None:
        reading.faults.append(Fault(line=raw.line, column=column, value=raw.cells[column], reason=reason))

    def cell(column: str, parse: Callable[[str], Value]) -> Value | None:
        try:
            return parse(raw.cells[column])
        except ValueError as error:
            fault(column, str(error))
            return None

    plan = raw.cells["BillingPlan"]
    product, sku = cell("ProductId", values.identifier), cell("SkuId", values.identifier)
    title = cell("SkuTitle" if raw.cells["SkuTitle"].strip() else "ProductTitle", values.title)
    term = cell("TermDuration", _term)
    billing = cell("BillingPlan", _billing)
    if term is not None and billing is not None and (reason := _mismatch(term, plan)):
        fault("BillingPlan", reason)
    _check_scope(raw, reading, fault)
    cost, retail = cell("UnitPrice", values.amount), cell("ERP Price", values.amount)
    if cost and plan == TRIAL:
        fault(
            "UnitPrice",
            f"{quoted(raw.cells['UnitPrice'])} is not 0, but the billing plan None is a trial's.",
        )
    starts_on, ends_on = cell("EffectiveStartDate", values.day), cell("EffectiveEndDate", values.end)
    if starts_on and ends_on and ends_on < starts_on:
        fault("EffectiveEndDate", f"The line ends on {ends_on} before it starts on {starts_on}.")

    if product and sku and term is not None and billing is not None and starts_on:
        first = reading.first_lines.setdefault((f"{product}/{sku}", term, plan, starts_on), raw.line)
        if first != raw.line:
            fault(
                "ProductId",
                f"Line {first} has the same product, term, billing plan and start. A line is given once.",
            )
    if len(reading.faults) > known:
        return
    if plan == TRIAL:
        reading.trials += 1
        return
    assert title
    assert term is not None
    assert billing is not None
    assert cost is not None
    assert retail is not None
    assert starts_on
    key = f"{product}/{sku}"
    facts = reading.products.setdefault(key, _facts(raw, key=key, title=title))
    if facts.one_time != (plan == ONE_TIME):
        fault(
            "BillingPlan",
            f"The product is sold both once and by subscription; line {facts.line} has the other.",
        )
        return
    reading.rows.append(
        PriceRow(
            line=raw.line,
            key=key,
            term_months=term,
            billing_months=billing,
            cost=cost,
            retail=retail,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )


def _check_scope(raw: csv_file.Row, reading: _Reading, fault: Callable[[str, str], None]) -> None:
    market, currency, segment = raw.cells["Market"], raw.cells["Currency"], raw.cells["Segment"]
    if market != reading.market:
        fault("Market", f"{quoted(market)} is not the market {reading.market} for which the file is read.")
    if not money.is_currency(currency):
        fault("Currency", f"{quoted(currency)} is not a currency. Write the code of ISO 4217, such as EUR.")
    elif currency != reading.currency:
        fault(
            "Currency",
            f"{quoted(currency)} is not the currency {reading.currency} for which the file is read.",
        )
    for column in ("PricingTierRangeMin", "PricingTierRangeMax"):
        if tier := raw.cells[column]:
            fault(column, f"{quoted(tier)} is a price tier. Prices by quantity are not supported.")
    if segment != "Commercial":
        fault("Segment", f"{quoted(segment)} is not a segment that is sold here. Only Commercial is.")


def _term(text: str) -> int:
    if text not in _TERM_MONTHS:
        raise ValueError(
            f"{quoted(text)} is not a term. It is P1M, P1Y, P3Y, or empty for what is bought once."
        )
    return _TERM_MONTHS[text]


def _billing(text: str) -> int:
    if text not in _BILLING_MONTHS:
        raise ValueError(f"{quoted(text)} is not a billing plan. It is Monthly, Annual, None or OneTime.")
    return _BILLING_MONTHS[text]


def _mismatch(term_months: int, plan: str) -> str | None:
    if plan == TRIAL:
        return None
    if plan == ONE_TIME:
        return "What is bought once (OneTime) has no term; the term must be empty." if term_months else None
    if term_months == 0:
        return f"{quoted(plan)} needs a term, and the term is empty."
    if term_months % _BILLING_MONTHS[plan]:
        return f"{quoted(plan)} does not go with a term of one month."
    return None


def _facts(raw: csv_file.Row, *, key: str, title: str) -> ProductFacts:
    return ProductFacts(
        line=raw.line,
        key=key,
        title=title,
        vendor=raw.cells["Publisher"].strip(),
        description=raw.cells["SkuDescription"].strip(),
        unit=raw.cells["UnitOfMeasure"].strip() or LICENCES,
        one_time=raw.cells["BillingPlan"] == ONE_TIME,
    )
