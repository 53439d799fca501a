"""The import of a price list: what an offer costs in one market and currency, and from when."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from seatwise.catalogue.domain import kinds, price_list
from seatwise.catalogue.domain.fault import Fault, quoted
from seatwise.catalogue.domain.price_list import PriceRow, ProductFacts
from seatwise.catalogue.models import Offer, PriceLine, Product
from seatwise.catalogue.operations import file_import
from seatwise.kernel import money
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ui import countries

BATCH = 20_000

Item = TypeVar("Item")
OfferKey = tuple[str, int, int]
"""Product key, term and billing period in months."""
Stored = list[Any]
"""Last day, cost and retail price of a line."""


class MarketRefused(Refusal):
    """The market or the currency asked for is none."""

    code = "catalogue.market_unknown"


def import_prices(
    *,
    content: bytes,
    file_name: str,
    market: str,
    currency: str,
    actor: Actor,
    now: dt.datetime,
    dry: bool = False,
    told: file_import.Told = lambda _: None,
) -> file_import.ImportResult:
    """This function will bring the price lines of one market and currency to what a price list says. # S28

    Products that the catalogue does not have are made from the file. Of those it has, only vendor and unit
    follow the price list: title and description are the offer matrix's. A line that the file no longer has
    stays until its own end. Prices already agreed are copies elsewhere and never change. The same file again
    changes nothing. `dry` answers what would change, and changes nothing. `told` hears the share of the work done.

    Raises MarketRefused, ImportRefused with every fault, or ImportBusy; then nothing has changed.
    """
    file_import.check_operator(actor)
    check_market(market=market, currency=currency)
    listed = price_list.read(content=content, market=market, currency=currency)
    if listed.faults:
        raise file_import.ImportRefused(listed.faults)
    told(0.4)
    with file_import.one_at_a_time(dry=dry):
        products_new, products_changed = _save_products(listed.products, now)
        offer_ids = _save_offers(listed.rows)
        told(0.5)
        fresh = _fresh_lines(listed.rows, offer_ids, market=market, currency=currency)
        new = sum(before is None for _, before in fresh)
        _save_lines([row for row, _ in fresh], offer_ids, market=market, currency=currency, told=told)
        result = file_import.ImportResult(
            new=new,
            changed=len(fresh) - new,
            unchanged=len(listed.rows) - len(fresh),
            left_out=listed.trials,
            products_new=products_new,
            products_changed=products_changed,
            ended=sum(row.ends_on is not None and row.ends_on < now.date() for row in listed.rows),
            changes=_changes(fresh, {facts.key: facts.title for facts in listed.products}, currency),
        )
        file_import.record(
            kind=kinds.FileKind.PRICES,
            content=content,
            file_name=file_name,
            actor=actor,
            now=now,
            result=result,
            market=market,
            currency=currency,
        )
    return result


def check_market(*, market: str, currency: str) -> None:
    """This function will raise MarketRefused unless both are known: a country by its two capital letters, a currency."""
    if not countries.is_country(market):
        raise MarketRefused(
            N_("“%(market)s” is not a market. Write a country's two capital letters, such as DE."),
            market=market,
        )
    if not money.is_currency(currency):
        raise MarketRefused(
            N_("“%(currency)s” is not a currency. Write its three capital letters, such as EUR."),
            currency=currency,
        )


class _Known(NamedTuple):
    """What a file could change of a product. Whole products of a large catalogue would take more memory than the file."""

    own: bool
    kind: str
    vendor: str
    unit: str


def _save_products(listed: Sequence[ProductFacts], now: dt.datetime) -> tuple[int, int]:
    existing = {
        key: _Known(own, kind, vendor, unit)
        for key, own, kind, vendor, unit in Product.objects.values_list(
            "key", "own", "kind", "vendor", "unit"
        ).iterator(chunk_size=10_000)
    }
    by_term = set(Offer.objects.filter(term_months__gt=0).values_list("product__key", flat=True).distinct())
    if faults := [fault for facts in listed for fault in _conflicts(facts, existing.get(facts.key), by_term)]:
        raise file_import.ImportRefused(faults)
    new = [facts for facts in listed if facts.key not in existing]
    changed = [facts for facts in listed if facts.key in existing and _differs(facts, existing[facts.key])]
    if not (new or changed):
        return 0, 0
    other = file_import.category()
    for batch in _batches([(facts, _kind(facts, existing.get(facts.key))) for facts in (*new, *changed)]):
        columns = zip(
            *((f.key, f.title, f.vendor, f.description, f.unit, kind) for f, kind in batch), strict=True
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO product (key, title, vendor, description, unit, kind, smallest, largest,"
                " category_id, created_at, allowed_countries, automatic, instructions, own, logo)"
                " SELECT listed.*, %s, %s, %s, %s, '{}', true, '', false, '' FROM"
                " unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) AS listed"
                " ON CONFLICT (key) DO UPDATE"
                " SET vendor = excluded.vendor, unit = excluded.unit, kind = excluded.kind",
                [kinds.SMALLEST, kinds.LARGEST, other.id, now, *(list(column) for column in columns)],
            )
    return len(new), len(changed)


def _conflicts(facts: ProductFacts, product: _Known | None, by_term: set[str]) -> Iterable[Fault]:
    if product is None:
        return
    if product.own:
        reason = f"{quoted(facts.key)} is a product of the operator's own; a vendor's file cannot change it."
        yield Fault(line=facts.line, column="ProductId", value=facts.key, reason=reason)
    elif facts.one_time and product.kind == kinds.ProductKind.ADDON:
        reason = f"{quoted(facts.key)} is an add-on in the offer matrix; an add-on is sold by subscription."
        yield Fault(line=facts.line, column="BillingPlan", value=price_list.ONE_TIME, reason=reason)
    elif facts.one_time and facts.key in by_term:
        reason = f"{quoted(facts.key)} is sold by subscription so far; it cannot be sold once as well."
        yield Fault(line=facts.line, column="BillingPlan", value=price_list.ONE_TIME, reason=reason)
    elif not facts.one_time and product.kind == kinds.ProductKind.ONE_TIME:
        reason = f"{quoted(facts.key)} is bought once so far; it cannot be sold by subscription as well."
        yield Fault(line=facts.line, column="BillingPlan", value="", reason=reason)


def _kind(facts: ProductFacts, product: _Known | None) -> str:
    if facts.one_time:
        return kinds.ProductKind.ONE_TIME.value
    return product.kind if product else kinds.ProductKind.SUBSCRIPTION.value


def _differs(facts: ProductFacts, product: _Known) -> bool:
    return (
        product.vendor != facts.vendor or product.unit != facts.unit or product.kind != _kind(facts, product)
    )


def _save_offers(rows: Sequence[PriceRow]) -> Mapping[OfferKey, UUID]:
    present = _offer_ids()
    missing = sorted({_offer_key(row) for row in rows} - present.keys())
    if not missing:
        return present
    for batch in _batches(missing):
        keys, terms, billings = zip(*batch, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO offer (product_id, term_months, billing_months)"
                " SELECT product.id, missing.term, missing.billing"
                " FROM unnest(%s::text[], %s::smallint[], %s::smallint[]) AS missing (key, term, billing)"
                " JOIN product ON product.key = missing.key",
                [list(keys), list(terms), list(billings)],
            )
    return _offer_ids()


def _offer_ids() -> dict[OfferKey, UUID]:
    rows = Offer.objects.values_list("product__key", "term_months", "billing_months", "id")
    return {
        (key, term, billing): offer_id for key, term, billing, offer_id in rows.iterator(chunk_size=10_000)
    }


def _offer_key(row: PriceRow) -> OfferKey:
    return row.key, row.term_months, row.billing_months


def _fresh_lines(
    rows: Sequence[PriceRow], offer_ids: Mapping[OfferKey, UUID], *, market: str, currency: str
) -> list[tuple[PriceRow, Stored | None]]:
    """The lines that are new or differ, each with what is stored so far. Of the stored ones only those that differ are kept."""
    wanted = {(offer_ids[_offer_key(row)], row.starts_on): row for row in rows}
    before: dict[tuple[UUID, dt.date], Stored] = {}
    stored = PriceLine.objects.filter(market=market, currency=currency)
    columns = ("offer_id", "starts_on", "ends_on", "cost", "retail")
    for offer_id, starts_on, *rest in stored.values_list(*columns).iterator(chunk_size=10_000):
        at = (offer_id, starts_on)
        row = wanted.get(at)
        if row is None:
            continue
        if rest == [row.ends_on, row.cost, row.retail]:
            del wanted[at]
        else:
            before[at] = rest
    return [(row, before.get(at)) for at, row in wanted.items()]


def _changes(
    fresh: Sequence[tuple[PriceRow, Stored | None]], titles: Mapping[str, str], currency: str
) -> tuple[file_import.Change, ...]:
    return tuple(
        file_import.Change(
            key=row.key,
            title=titles.get(row.key, ""),
            what=_term(row),
            before=_said(row.starts_on, before[0], before[1], currency) if before else "",
            after=_said(row.starts_on, row.ends_on, row.cost, currency),
        )
        for row, before in fresh[: file_import.SHOWN]
    )


def _term(row: PriceRow) -> str:
    if not row.term_months:
        return "once"
    return f"{_months(row.term_months)}, billed every {_months(row.billing_months)}"


def _months(count: int) -> str:
    return "month" if count == 1 else f"{count} months"


def _said(starts_on: dt.date, ends_on: dt.date | None, cost: Decimal, currency: str) -> str:
    plain = cost.normalize()
    exponent = plain.as_tuple().exponent
    assert isinstance(exponent, int), "a cost is a number"
    places = max(money.minor_digits(currency), -exponent)
    until = f" to {ends_on:%d %b %Y}" if ends_on else ""
    return f"{currency} {plain:.{places}f} from {starts_on:%d %b %Y}{until}"


def _save_lines(
    rows: Sequence[PriceRow],
    offer_ids: Mapping[OfferKey, UUID],
    *,
    market: str,
    currency: str,
    told: file_import.Told,
) -> None:
    done = 0
    for batch in _batches(rows):
        columns = zip(
            *(
                (offer_ids[_offer_key(row)], row.cost, row.retail, row.starts_on, row.ends_on)
                for row in batch
            ),
            strict=True,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO price_line (market, currency, offer_id, cost, retail, starts_on, ends_on)"
                " SELECT %s, %s, fresh.* FROM unnest(%s::uuid[], %s::numeric[], %s::numeric[], %s::date[], %s::date[])"
                " AS fresh ON CONFLICT (offer_id, market, currency, starts_on) DO UPDATE"
                " SET cost = excluded.cost, retail = excluded.retail, ends_on = excluded.ends_on",
                [market, currency, *(list(column) for column in columns)],
            )
        done += len(batch)
        told(0.5 + 0.5 * done / len(rows))


def _batches(rows: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """This function will cut rows into parts of one statement each.

    Arrays and unnest: the ORM's bulk insert spends three times as long, most of it building the statement.
    """
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
