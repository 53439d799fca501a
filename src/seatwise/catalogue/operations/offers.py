"""The import of an offer matrix: quantities, countries, what an add-on needs, what a product may become."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from seatwise.catalogue.domain import kinds, offer_matrix
from seatwise.catalogue.domain.fault import Fault, quoted
from seatwise.catalogue.domain.offer_matrix import MatrixRow
from seatwise.catalogue.models import AddOnParent, Conversion, Product
from seatwise.catalogue.operations import file_import
from seatwise.kernel.actor import Actor

Pairs = set[tuple[str, str]]

_UPDATED = ("title", "description", "kind", "smallest", "largest", "allowed_countries")


def import_offers(
    *, content: bytes, file_name: str, actor: Actor, now: dt.datetime, dry: bool = False
) -> file_import.ImportResult:
    """This function will bring the catalogue to what an offer matrix says of its products. # S28 R21 R22

    Products that it does not name, prices, and what was agreed with customers stay as they are. The same file
    again changes nothing. `dry` answers what would change, and changes nothing. Raises ImportRefused with every
    fault, or ImportBusy; then nothing has changed.
    """
    file_import.check_operator(actor)
    matrix = offer_matrix.read(content=content)
    if matrix.faults:
        raise file_import.ImportRefused(matrix.faults)
    with file_import.one_at_a_time(dry=dry):
        existing = {product.key: product for product in Product.objects.all()}
        if faults := _conflicts(matrix.rows, existing):
            raise file_import.ImportRefused(faults)
        new = {row.key for row in matrix.rows} - existing.keys()
        differing = {
            row.key for row in matrix.rows if row.key in existing and _differs(row, existing[row.key])
        }
        _save_products([row for row in matrix.rows if row.key in new | differing], existing, now)
        relinked, left_out = _save_links(matrix.rows)
        changed = len((differing | relinked) - new)
        result = file_import.ImportResult(
            new=len(new),
            changed=changed,
            unchanged=len(matrix.rows) - len(new) - changed,
            left_out=left_out,
            products_new=len(new),
            products_changed=changed,
            changes=_changes(matrix.rows, existing, new | differing | relinked),
        )
        file_import.record(
            kind=kinds.FileKind.OFFERS,
            content=content,
            file_name=file_name,
            actor=actor,
            now=now,
            result=result,
        )
    return result


def _conflicts(rows: Iterable[MatrixRow], existing: Mapping[str, Product]) -> list[Fault]:
    faults = []
    for row in rows:
        product = existing.get(row.key)
        if product and product.own:
            reason = (
                f"{quoted(row.key)} is a product of the operator's own; a vendor's file cannot change it."
            )
            faults.append(Fault(line=row.line, column="ProductId", value=row.key, reason=reason))
        if product and product.kind == kinds.ProductKind.ONE_TIME and row.parents:
            reason = f"{quoted(row.key)} is bought once in the price list; an add-on is sold by subscription."
            faults.append(
                Fault(line=row.line, column="ProductSkuPreRequisites", value=row.key, reason=reason)
            )
    return faults


def _kind(row: MatrixRow, product: Product | None) -> kinds.ProductKind:
    if product and product.kind == kinds.ProductKind.ONE_TIME:
        return kinds.ProductKind.ONE_TIME
    return kinds.ProductKind.ADDON if row.parents else kinds.ProductKind.SUBSCRIPTION


def _differs(row: MatrixRow, product: Product) -> bool:
    return (
        product.title != row.title
        or product.description != row.description
        or product.kind != _kind(row, product)
        or product.smallest != row.smallest
        or product.largest != row.largest
        or tuple(product.allowed_countries) != row.allowed_countries
    )


def _save_products(rows: Iterable[MatrixRow], existing: Mapping[str, Product], now: dt.datetime) -> None:
    other = file_import.category()
    Product.objects.bulk_create(
        [
            Product(
                key=row.key,
                title=row.title,
                description=row.description,
                kind=_kind(row, existing.get(row.key)),
                smallest=row.smallest,
                largest=row.largest,
                allowed_countries=list(row.allowed_countries),
                category=other,
                created_at=now,
            )
            for row in rows
        ],
        batch_size=file_import.BATCH,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=_UPDATED,
    )


def _save_links(rows: Sequence[MatrixRow]) -> tuple[set[str], int]:
    """This function will answer the keys whose links changed, and how many references are unknown."""
    parents = {(row.key, parent) for row in rows for parent in row.parents}
    targets = {(row.key, target) for row in rows for target in row.targets}
    ids: dict[str, UUID] = dict(Product.objects.values_list("key", "id"))
    unknown = {pair for pair in parents | targets if pair[1] not in ids}
    of_file = {row.key for row in rows}

    present = {(a, b): i for a, b, i in AddOnParent.objects.values_list("addon__key", "parent__key", "id")}
    added, removed = _difference(set(present), parents - unknown, of_file)
    AddOnParent.objects.bulk_create(
        [AddOnParent(addon_id=ids[a], parent_id=ids[b]) for a, b in sorted(added)]
    )
    AddOnParent.objects.filter(id__in=[present[pair] for pair in removed]).delete()
    changed = {key for key, _ in added | removed}

    present = {(a, b): i for a, b, i in Conversion.objects.values_list("source__key", "target__key", "id")}
    added, removed = _difference(set(present), targets - unknown, of_file)
    Conversion.objects.bulk_create([Conversion(source_id=ids[a], target_id=ids[b]) for a, b in sorted(added)])
    Conversion.objects.filter(id__in=[present[pair] for pair in removed]).delete()
    changed |= {key for key, _ in added | removed}
    return changed, len(parents & unknown) + len(targets & unknown)


def _difference(present: Pairs, wanted: Pairs, of_file: set[str]) -> tuple[Pairs, Pairs]:
    return wanted - present, {pair for pair in present - wanted if pair[0] in of_file}


def _changes(
    rows: Sequence[MatrixRow], existing: Mapping[str, Product], keys: set[str]
) -> tuple[file_import.Change, ...]:
    return tuple(
        file_import.Change(
            key=row.key,
            title=row.title,
            what="add-on" if row.parents else "product",
            before=_said(existing[row.key]) if row.key in existing else "",
            after=_said(row),
        )
        for row in [row for row in rows if row.key in keys][: file_import.SHOWN]
    )


def _said(row: MatrixRow | Product) -> str:
    countries = ", ".join(row.allowed_countries) or "every country"
    return f"{row.title}, {row.smallest} to {row.largest}, {countries}"
