"""How long a commitment runs and how often it is charged, in words. Months in, sentences out; 0 is bought once."""

from django.utils.translation import gettext, ngettext


def term(*, term_months: int, billing_months: int) -> str:
    """This function will write "1 month", "1 year, billed monthly", "3 years, billed yearly" or "Bought once"."""
    if not term_months:
        return gettext("Bought once")
    if term_months == billing_months:
        return _length(term_months)
    return gettext("%(term)s, %(billed)s") % {"term": _length(term_months), "billed": _billed(billing_months)}


def per(billing_months: int) -> str:
    """This function will write the second line of a unit price: "a month", "a year", "every 3 years" or "once"."""
    match billing_months:
        case 0:
            return gettext("once")
        case 1:
            return gettext("a month")
        case 12:
            return gettext("a year")
        case _:
            return gettext("every %(length)s") % {"length": _length(billing_months)}


def then_every(billing_months: int) -> str:
    """This function will write what stands before a recurring amount: "Then every month"."""
    match billing_months:
        case 1:
            return gettext("Then every month")
        case 12:
            return gettext("Then every year")
        case _:
            return gettext("Then every %(length)s") % {"length": _length(billing_months)}


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest or not years:
        return ngettext("%(num)s month", "%(num)s months", months) % {"num": months}
    return ngettext("%(num)s year", "%(num)s years", years) % {"num": years}


def _billed(months: int) -> str:
    match months:
        case 1:
            return gettext("billed monthly")
        case 12:
            return gettext("billed yearly")
        case _:
            return gettext("billed every %(length)s") % {"length": _length(months)}
