"""The vendor's offer matrix: how many may be bought, what an add-on needs, what a product may become."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from seatwise.catalogue.domain import csv_file, values
from seatwise.catalogue.domain.fault import Fault, quoted

COLUMNS = (
    "ProductTitle",
    "ProductId",
    "SkuId",
    "SkuTitle",
    "ProvisioningId",
    "ProvisioningString",
    "MinLicenses",
    "MaxLicenses",
    "AssetOwnershipLimit",
    "AssetOwnershipLimitType",
    "ProductSkuPreRequisites",
    "ProductSkuConversion",
    "Description",
    "AllowedCountries",
)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One product of the matrix. `parents` and `targets` are product keys, ProductId/SkuId."""

    line: int
    key: str
    title: str
    description: str
    smallest: int
    largest: int
    parents: tuple[str, ...]
    targets: tuple[str, ...]
    allowed_countries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMatrix:
    """What a file says. Where `faults` is not empty, nothing of it may be used."""

    rows: tuple[MatrixRow, ...]
    faults: tuple[Fault, ...]


def read(*, content: bytes) -> OfferMatrix:
    """This function will read an offer matrix and name every fault, ordered by line; raises nothing. # S28"""
    faults: list[Fault] = []
    rows: list[MatrixRow] = []
    first_lines: dict[str, int] = {}
    for raw in csv_file.read(content=content, columns=COLUMNS):
        if isinstance(raw, Fault):
            faults.append(raw)
            continue
        row = _row(raw, faults)
        if row is None:
            continue
        if row.key in first_lines:
            reason = f"{quoted(row.key)} stands on line {first_lines[row.key]} already."
            faults.append(Fault(line=row.line, column="ProductId", value=row.key, reason=reason))
        first_lines.setdefault(row.key, row.line)
        rows.append(row)
    return OfferMatrix(rows=tuple(rows), faults=tuple(sorted(faults, key=lambda fault: fault.line)))


def _row(raw: csv_file.Row, faults: list[Fault]) -> MatrixRow | None:
    known = len(faults)

    def cell(column: str, parse: Callable[[str], Value]) -> Value | None:
        try:
            return parse(raw.cells[column])
        except ValueError as error:
            faults.append(Fault(line=raw.line, column=column, value=raw.cells[column], reason=str(error)))
            return None

    product, sku = cell("ProductId", values.identifier), cell("SkuId", values.identifier)
    title = cell("SkuTitle" if raw.cells["SkuTitle"].strip() else "ProductTitle", values.title)
    smallest, largest = cell("MinLicenses", values.licences), cell("MaxLicenses", values.licences)
    parents = cell("ProductSkuPreRequisites", values.product_keys)
    targets = cell("ProductSkuConversion", values.product_keys)
    countries = cell("AllowedCountries", values.countries)
    key = f"{product}/{sku}"
    if smallest is not None and largest is not None and smallest > largest:
        reason = f"The largest number, {largest}, is smaller than the smallest, {smallest}."
        faults.append(Fault(line=raw.line, column="MaxLicenses", value=str(largest), reason=reason))
    for column, keys in (("ProductSkuPreRequisites", parents), ("ProductSkuConversion", targets)):
        if keys and key in keys:
            reason = f"{quoted(key)} names itself."
            faults.append(Fault(line=raw.line, column=column, value=key, reason=reason))
    if len(faults) > known:
        return None
    assert title
    assert smallest
    assert largest
    assert parents is not None
    assert targets is not None
    assert countries is not None
    return MatrixRow(
        line=raw.line,
        key=key,
        title=title,
        description=raw.cells["Description"].strip(),
        smallest=smallest,
        largest=largest,
        parents=parents,
        targets=targets,
        allowed_countries=countries,
    )
