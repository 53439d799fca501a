"""What the console says and reads: waiting times and terms in words, typed amounts, shares and days as values."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import numbers

from seatwise.kernel import money, percent, rounding
from seatwise.kernel import typed as typed_words
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.queries.catalogue import ListedProduct
from seatwise.ui import countries, formatting
from seatwise.ui.wording import gettext as _
from seatwise.ui.wording import language, ngettext


def waited(since: dt.datetime, now: dt.datetime) -> str:
    """This function will say how long something waits: "52 min", "3 h 4 min", "2 days"."""
    minutes = max(0, int((now - since).total_seconds()) // 60)
    hours, days = minutes // 60, minutes // (60 * 24)
    if days:
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)s min") % {"minutes": minutes}


def period(billing_months: int) -> str:
    """This function will say what a price is for: "a month", "a year", "once"."""
    match billing_months:
        case 0:
            return _("once")
        case 1:
            return _("a month")
        case 12:
            return _("a year")
        case _:
            return _("for %(years)s years") % {"years": billing_months // 12}


def every(billing_months: int) -> str:
    """This function will say how often something is charged again: "every month"."""
    match billing_months:
        case 1:
            return _("every month")
        case 12:
            return _("every year")
        case _:
            return _("every %(years)s years") % {"years": billing_months // 12}


def term(term_months: int, billing_months: int) -> str:
    """This function will say how a term is bound and billed: "1 year, billed monthly"."""
    if not term_months:
        return _("Bought once")
    if term_months == 1:
        return _("1 month")
    years = term_months // 12
    length = ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
    if term_months == billing_months:
        return length
    if billing_months == 1:
        return _("%(length)s, billed monthly") % {"length": length}
    return _("%(length)s, billed yearly") % {"length": length}


def term_within(term_months: int, billing_months: int) -> str:
    """This function will say the same in the middle of a line, where "bought once" begins small."""
    return term(term_months, billing_months) if term_months else _("bought once")


def about(product: ListedProduct) -> str:
    """This function will say whose a product is and what is shown of it: "Microsoft, 1 month, 2 more terms"."""
    said = product.vendor or product.key
    if product.shown:
        said += ", " + term_within(product.shown.term_months, product.shown.billing_months)
    if product.more_terms:
        more = ngettext("%(num)s more term", "%(num)s more terms", product.more_terms)
        said += ", " + more % {"num": product.more_terms}
    return said


def address(kept: Mapping[str, str]) -> str:
    """This function will write a billing address in one line, as an order keeps it."""
    return ", ".join(
        countries.name(part, language=language()) if name == "country" else part
        for name in ("name", "line", "postcode", "city", "country")
        if (part := kept.get(name))
    )


def typed_text(text: str) -> str:
    """This function will answer words as they were typed, without what no database keeps and the space around them."""
    return typed_words.text(text)


def typed_amount(text: str, currency: str) -> Money | None:
    """This function will read "18.60" or "18,60"; None for anything else, thousands separators included."""
    try:
        return money.parse(_plain(text), currency)
    except ValueError:
        return None


def typed_percent(text: str) -> Percent | None:
    """This function will read "17.65", "17,65" or "17.65 %"; None for anything else."""
    try:
        return percent.parse(_plain(text.strip().removesuffix("%")))
    except ValueError:
        return None


def as_typed(value: Money | Percent | None) -> str:
    """This function will write an amount or a percentage as the two above read it, "" for none."""
    match value:
        case None:
            return ""
        case Money():
            return money.plain(value)
        case Percent():
            return percent.plain(value)


def symbol(currency: str) -> str:
    """This function will answer a currency's sign: "€"."""
    return numbers.get_currency_symbol(currency, locale=formatting.babel_locale(language()))


def typed_day(text: str) -> dt.date | None:
    """This function will read "2026-11-19", as a date field sends it; None for anything else."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _plain(text: str) -> str:
    return text.strip().replace("\u2212", "-").replace(",", ".")


def share(part: Fraction | None) -> Percent | None:
    """This function will answer a part as a percentage with one decimal, the way margins are shown."""
    return None if part is None else Percent(rounding.whole(part * 1_000) * 10)


def margin(percentage: Percent | None) -> str:
    """This function will write a margin with its one decimal: "15.0%", "" for none."""
    if percentage is None:
        return ""
    return _margin(percentage.basis_points, language())


@lru_cache(maxsize=4096)
def _margin(basis_points: int, language: str) -> str:
    locale = formatting.babel_locale(language)
    pattern = str(locale.percent_formats[None].pattern).replace("#,##0", "#,##0.0")
    text = numbers.format_percent(Decimal(basis_points) / 10_000, format=pattern, locale=locale)
    return text.replace("-", formatting.MINUS)
