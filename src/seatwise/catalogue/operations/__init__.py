"""Writes of the catalogue: a vendor's files, and the operator's own products."""

from seatwise.catalogue.operations.file_import import ImportBusy, ImportRefused, ImportResult, NotTheOperator
from seatwise.catalogue.operations.offers import import_offers
from seatwise.catalogue.operations.own_products import (
    OwnOffer,
    OwnPrice,
    OwnProduct,
    ProductRefused,
    check_category,
    check_key,
    check_key_is_free,
    check_own_product,
    check_quantities,
    create_category,
    create_own_product,
    delete_category,
    rename_category,
    set_category,
)
from seatwise.catalogue.operations.prices import MarketRefused, check_market, import_prices
from seatwise.catalogue.operations.uploads import LARGEST_MB, UploadRefused, confirm, discard, upload, work_on

__all__ = [
    "LARGEST_MB",
    "ImportBusy",
    "ImportRefused",
    "ImportResult",
    "MarketRefused",
    "NotTheOperator",
    "OwnOffer",
    "OwnPrice",
    "OwnProduct",
    "ProductRefused",
    "UploadRefused",
    "check_category",
    "check_key",
    "check_key_is_free",
    "check_market",
    "check_own_product",
    "check_quantities",
    "confirm",
    "create_category",
    "create_own_product",
    "delete_category",
    "discard",
    "import_offers",
    "import_prices",
    "rename_category",
    "set_category",
    "upload",
    "work_on",
]
