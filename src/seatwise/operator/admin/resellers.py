"""Resellers (S29): becoming Standard sets the moment that S14 needs; Basic closes the Storefront and loses nothing."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from seatwise.infra import clock, transactions
from seatwise.operator.admin.kept import Doors, Kept
from seatwise.resellers import models as resellers
from seatwise.resellers import operations


class NewResellerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A reseller and what its settings begin with."""

    name = forms.CharField(max_length=120)
    support_email = forms.EmailField()
    time_zone = forms.CharField(max_length=64, initial="Europe/Athens")

    class Meta:
        model = resellers.Reseller
        fields = ("alias", "host", "edition", "payment_method", "market", "currency")

    def clean_alias(self) -> str:
        alias: str = self.cleaned_data["alias"]
        if alias in operations.RESERVED_ALIASES:
            raise ValidationError("This alias is one of the product's own addresses. Choose another.")
        return alias

    def clean_host(self) -> str | None:
        return self.cleaned_data["host"] or None


@admin.register(resellers.Reseller)
class ResellerAdmin(Doors, Kept):
    """Resellers. Market and currency stay: prices and orders are in them."""

    list_display = ("alias", "edition", "standard_since", "market", "currency", "payment_method")
    list_filter = ("edition", "market", "payment_method")
    search_fields = ("alias", "host")
    ordering = ("alias",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        if obj is None:
            kwargs["form"] = NewResellerForm
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
                now=clock.now(),
            )
            return
        with transactions.writing_global():
            resellers.Reseller.objects.filter(pk=obj.pk).update(
                host=obj.host or None, payment_method=obj.payment_method
            )
            operations.set_edition(reseller_id=obj.pk, edition=obj.edition, now=clock.now())
