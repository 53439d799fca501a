"""Writes of pricing: what is listed and published, and by which markups, special prices and discounts it is sold."""

from seatwise.pricing.operations.changing import PricesMoved, change_prices
from seatwise.pricing.operations.listings import (
    Move,
    NoPrice,
    NotListed,
    Outcome,
    StillPublished,
    UnknownProduct,
    list_product,
    move_many,
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
    "Move",
    "NoPrice",
    "NotListed",
    "Outcome",
    "PricesMoved",
    "RangeTaken",
    "StillPublished",
    "UnknownOffer",
    "UnknownProduct",
    "UnknownRange",
    "WrongAmount",
    "change_prices",
    "end_discount",
    "end_special_price",
    "list_product",
    "move_many",
    "publish",
    "set_category_markup",
    "set_default_markup",
    "set_discount",
    "set_product_markup",
    "set_special_price",
    "unlist_product",
    "unpublish",
]
