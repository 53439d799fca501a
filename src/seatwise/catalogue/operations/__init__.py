"""Writes of the catalogue: a vendor's files, and the operator's own products."""

from seatwise.catalogue.operations.file_import import ImportBusy, ImportRefused, ImportResult, NotTheOperator
from seatwise.catalogue.operations.offers import import_offers
from seatwise.catalogue.operations.own_products import (
    OwnOffer,
    OwnPrice,
    OwnProduct,
    ProductRefused,
    create_own_product,
    set_category,
)
from seatwise.catalogue.operations.prices import MarketRefused, import_prices

__all__ = [
    "ImportBusy",
    "ImportRefused",
    "ImportResult",
    "MarketRefused",
    "NotTheOperator",
    "OwnOffer",
    "OwnPrice",
    "OwnProduct",
    "ProductRefused",
    "create_own_product",
    "import_offers",
    "import_prices",
    "set_category",
]
