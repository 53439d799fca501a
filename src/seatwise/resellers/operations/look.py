"""Writes to how a reseller's Storefront looks (S27)."""

import datetime as dt

from seatwise.infra import transactions
from seatwise.kernel.actor import Actor
from seatwise.resellers import models
from seatwise.resellers.domain import logos
from seatwise.resellers.operations import change_settings


def set_logo(*, logo: logos.Logo, actor: Actor, now: dt.datetime) -> None:
    """This function will show a picture that was made safe as the current reseller's logo. # S27"""
    transactions.assert_writing()
    _lock()
    models.Logo.objects.all().delete()
    models.Logo.objects.create(name=logo.name, content_type=logo.content_type, content=logo.content)
    change_settings(actor=actor, now=now, logo=logo.name)


def remove_logo(*, actor: Actor, now: dt.datetime) -> None:
    """This function will take the logo away; pages show the first letter of the name again."""
    transactions.assert_writing()
    _lock()
    models.Logo.objects.all().delete()
    change_settings(actor=actor, now=now, logo="")


def _lock() -> None:
    """Two uploads at one moment come one after the other."""
    models.ResellerSettings.objects.select_for_update(no_key=True).get()
