"""The Jinja2 environment of every page, mail and fragment. Settings name `seatwise.ui.jinja.environment`."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.ui import formatting, output, pieces, sentences, units, wording
from seatwise.ui.wording import language

_KIT = ("ui/lists.html", "ui/forms.html", "ui/parts.html")


class Kit:
    """The components of ui/jinja2/ui/ under one name: `ui.pager(…)`.

    A global and not an import, because a fragment renders one block and never sees the imports of its page.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        for template in _KIT:
            macro = getattr(self._environment.get_template(template).module, name, None)
            if macro is not None:
                if not self._environment.auto_reload:
                    setattr(self, name, macro)
                return macro
        raise AttributeError(f"There is no component {name!r} in {', '.join(_KIT)}.")


class _Environment(Environment):
    code_generator_class = output.Output
    escaped = staticmethod(output.escaped)


def environment(**options: Any) -> Environment:
    """This function will answer the environment: strict about names, translated, with the filters and components."""
    fixed = ("autoescape", "undefined", "trim_blocks", "lstrip_blocks", "extensions")
    env = _Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", *options.get("extensions", ())],
        **{name: value for name, value in options.items() if name not in fixed},
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        wording.gettext, wording.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        gettext=wording.template_gettext,
        _=wording.template_gettext,
        ui=Kit(env),
        url=_url,
        static=pieces.asset,
        language=language,
        icon=pieces.icon,
        badge=pieces.badge,
        mark=pieces.mark,
        tile=pieces.tile,
        menu_entries=pieces.menu_entries,
        dash=pieces.dash,
    )
    # A filter is called straight, a global through the context: in rows badge and tile are filters.
    env.filters.update(
        badge=pieces.badge,
        tile=pieces.tile,
        menu_link=pieces.menu_link,
        money=money,
        signed_money=signed_money,
        percent=percent,
        quantity=quantity,
        signed_quantity=signed_quantity,
        day=day,
        long_day=long_day,
        short_day=short_day,
        month_name=month_name,
        month_and_year=month_and_year,
        day_time=day_time,
        time=formatting.time_of_day,
        unit=units.unit,
        sentence=sentence,
    )
    return env


def money(amount: Money) -> str:
    """This function will write an amount in the language in force."""
    return formatting.money(amount, language=language())


def short_money(amount: Money) -> str:
    """This function will write a round amount shortly in the language in force."""
    return formatting.short_money(amount, language=language())


def signed_money(amount: Money) -> str:
    """This function will write a change of an amount in the language in force."""
    return formatting.signed_money(amount, language=language())


def percent(share: Percent | int) -> str:
    """This function will write a share, or basis points, in the language in force."""
    return formatting.percent(share, language=language())


def quantity(number: int) -> str:
    """This function will write a count in the language in force."""
    return formatting.quantity(number, language=language())


def signed_quantity(number: int) -> str:
    """This function will write a change of a count in the language in force."""
    return formatting.signed_quantity(number, language=language())


def day(date: dt.date) -> str:
    """This function will write a day in the language in force."""
    return formatting.day(date, language=language())


def long_day(date: dt.date) -> str:
    """This function will write a day with its weekday in the language in force."""
    return formatting.long_day(date, language=language())


def short_day(date: dt.date) -> str:
    """This function will write a day without its year in the language in force."""
    return formatting.day_without_year(date, language=language())


def month_name(date: dt.date) -> str:
    """This function will write a short month in the language in force."""
    return formatting.month_name(date, language=language())


def month_and_year(date: dt.date) -> str:
    """This function will write a month with its year in the language in force."""
    return formatting.month_and_year(date, language=language())


def day_time(instant: dt.datetime, time_zone: str) -> str:
    """This function will write an instant in that time zone and in the language in force."""
    return formatting.day_time(instant, time_zone=time_zone, language=language())


def sentence(said: Sentence | Refusal | str, time_zone: str = "UTC") -> str:
    """This function will write a sentence of the rules in the language in force; text is text."""
    if isinstance(said, str):
        return said
    return sentences.translated(said, language=language(), time_zone=time_zone)


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
