"""A sentence of the rules, in the reader's language: the one place where a message id becomes words."""

import datetime as dt
from collections.abc import Mapping

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.kernel.term import Term
from seatwise.ui import formatting, terms, units
from seatwise.ui.wording import gettext


def translated(sentence: Sentence | Refusal, *, language: str, time_zone: str = "UTC") -> str:
    """This function will answer the sentence in the language that is active, its values written as `language` does."""
    values = _written(sentence.params, language=language, time_zone=time_zone)
    text = gettext(sentence.message)
    return text % values if values else text


def _written(params: Mapping[str, object], *, language: str, time_zone: str) -> dict[str, object]:
    values = {name: _value(value, language=language, time_zone=time_zone) for name, value in params.items()}
    match params:
        case {"unit": str(word), "quantity": int(quantity)}:
            values["unit"] = units.unit(word, quantity)
        case {"unit": str(word)}:
            values["unit"] = units.unit(word)
    return values


def _value(value: object, *, language: str, time_zone: str) -> object:
    match value:
        case Money():
            return formatting.money(value, language=language)
        case Percent():
            return formatting.percent(value, language=language)
        case dt.datetime():
            return formatting.day_time(value, time_zone=time_zone, language=language)
        case dt.date():
            return formatting.day(value, language=language)
        case Term():
            return terms.term(term_months=value.months, billing_months=value.billing_months)
        case Sentence():
            return translated(value, language=language, time_zone=time_zone)
        case bool():
            return value
        case int():
            return formatting.quantity(value, language=language)
        case _:
            return value
