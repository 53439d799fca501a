"""Writes of pricing: what is listed and published, and by which markups, special prices and discounts it is sold."""

from seatwise.pricing.operations.listings import (
    NoPrice,
    NotListed,
    UnknownProduct,
    list_product,
    publish,
    unlist_product,
    unpublish,
)
from seatwise.pricing.operations.markups import (
    MarkupOutOfRange,
    set_category_markup,
    set_default_markup,
    set_product_markup,
)
from seatwise.pricing.operations.ranges import (
    DiscountOutOfRange,
    EndsBeforeItStarts,
    RangeTaken,
    UnknownOffer,
    UnknownRange,
    WrongAmount,
    end_discount,
    end_special_price,
    set_discount,
    set_special_price,
)

__all__ = [
    "DiscountOutOfRange",
    "EndsBeforeItStarts",
    "MarkupOutOfRange",
    "NoPrice",
    "NotListed",
    "RangeTaken",
    "UnknownOffer",
    "UnknownProduct",
    "UnknownRange",
    "WrongAmount",
    "end_discount",
    "end_special_price",
    "list_product",
    "publish",
    "set_category_markup",
    "set_default_markup",
    "set_discount",
    "set_product_markup",
    "set_special_price",
    "unlist_product",
    "unpublish",
]
