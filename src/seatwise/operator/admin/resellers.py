"""Resellers (S29): becoming Standard sets the moment that S14 needs; Basic closes the Storefront and loses nothing."""

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from seatwise.catalogue import operations as catalogue
from seatwise.infra import clock, tenancy, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.operator.admin.kept import Doors, Kept, actor
from seatwise.resellers import middleware, operations
from seatwise.resellers import models as resellers

_HOST = r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"


class NewResellerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A reseller and what its settings begin with."""

    name = forms.CharField(max_length=120)
    support_email = forms.EmailField()
    time_zone = forms.ChoiceField(
        choices=[(name, name) for name in sorted(available_timezones())], initial="Europe/Athens"
    )
    market = forms.CharField(max_length=2, help_text="A country's two letters, such as DE. It stays.")
    currency = forms.CharField(max_length=3, help_text="Three letters, such as EUR. It stays.")

    class Meta:
        model = resellers.Reseller
        fields = ("alias", "host", "edition", "payment_method", "market", "currency")

    def clean_alias(self) -> str:
        alias: str = self.cleaned_data["alias"]
        if alias in operations.RESERVED_ALIASES:
            raise ValidationError("This alias is one of the product's own addresses. Choose another.")
        return alias

    def clean_host(self) -> str | None:
        return _host(self.cleaned_data["host"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("market", "currency"):
            cleaned[name] = cleaned.get(name, "").upper()
        try:
            catalogue.check_market(market=cleaned["market"], currency=cleaned["currency"])
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        return cleaned


class ResellerForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the operator changes of a reseller."""

    class Meta:
        model = resellers.Reseller
        fields = ("host", "edition", "payment_method")
        help_texts = {
            "edition": "Becoming Standard for the first time sets the moment for ever. Basic closes the Storefront; nothing is lost.",
        }

    def clean_host(self) -> str | None:
        return _host(self.cleaned_data["host"])


def _host(typed: str | None) -> str | None:
    host = (typed or "").strip().lower()
    if host and (re.fullmatch(_HOST, host) is None or host in middleware.PRODUCT_HOSTS):
        raise ValidationError("Write a domain of the reseller's own, such as shop.example.com.")
    return host or None


@admin.register(resellers.Reseller)
class ResellerAdmin(Doors, Kept):
    """Resellers. Market and currency stay: prices and orders are in them."""

    list_display = ("alias", "edition", "standard_since", "market", "currency", "payment_method")
    list_filter = ("edition", "market", "payment_method")
    search_fields = ("alias", "host")
    ordering = ("alias",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        kwargs["form"] = NewResellerForm if obj is None else ResellerForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return (*NewResellerForm.Meta.fields, "name", "support_email", "time_zone")
        return (
            "alias",
            "host",
            "edition",
            "standard_since",
            "payment_method",
            "market",
            "currency",
            "created_at",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else ("alias", "standard_since", "market", "currency", "created_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.pk = operations.create(
                alias=obj.alias,
                host=obj.host,
                name=form.cleaned_data["name"],
                edition=obj.edition,
                market=obj.market,
                currency=obj.currency,
                time_zone=form.cleaned_data["time_zone"],
                support_email=form.cleaned_data["support_email"],
                payment_method=obj.payment_method,
                actor=actor(request),
                now=clock.now(),
            )
            return
        with tenancy.scope(obj.pk), transactions.writing():
            operations.change(
                host=obj.host or None,
                payment_method=obj.payment_method,
                edition=obj.edition,
                actor=actor(request),
                now=clock.now(),
            )
