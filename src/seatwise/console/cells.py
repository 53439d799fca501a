"""Cells of cost and margin, as cached markup: three in every row of a customer's orders and of what it holds (S26)."""

from functools import lru_cache

from markupsafe import Markup

from seatwise.console import words
from seatwise.console.margins import Margin
from seatwise.ui import jinja, pieces, wording
from seatwise.ui.wording import gettext as _


def cost(money: Margin) -> Markup:
    """This function will write what it costs, else a dash with its reason."""
    return _cost(money, wording.language())


def margin(money: Margin) -> Markup:
    """This function will write the margin with its share below, else a dash with its reason."""
    return _margin(money, wording.language())


def in_words(money: Margin) -> str:
    """This function will say cost and margin in one line, for phones, where they have no column."""
    return _in_words(money, wording.language())


@lru_cache(maxsize=4096)
def _cost(money: Margin, _language: str) -> Markup:
    if money.cost is None:
        return _unknown()
    return Markup("{}").format(jinja.money(money.cost))


@lru_cache(maxsize=4096)
def _margin(money: Margin, _language: str) -> Markup:
    if money.amount is None:
        return _unknown()
    share = (
        Markup('<span class="sub2">{}</span>').format(words.margin(money.share))
        if money.share is not None
        else ""
    )
    return Markup("<span{}>{}</span>{}").format(
        Markup(' class="loss"') if money.is_loss else "", jinja.money(money.amount), share
    )


@lru_cache(maxsize=4096)
def _in_words(money: Margin, _language: str) -> str:
    if money.cost is None or money.amount is None:
        return _("cost not known")
    return _("cost %(cost)s, margin %(margin)s") % {
        "cost": jinja.money(money.cost),
        "margin": jinja.money(money.amount),
    }


def _unknown() -> Markup:
    return pieces.dash(_("The cost was not known when this was ordered."))
