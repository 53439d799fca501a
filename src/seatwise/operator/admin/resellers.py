"""Resellers (S29): becoming Standard sets the moment that S14 needs; Basic closes the Storefront and loses nothing."""

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from seatwise.catalogue import operations as catalogue
from seatwise.infra import clock, tenancy, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.operator.admin.kept import Doors, Kept, actor
from seatwise.resellers import middleware, operations, queries
from seatwise.resellers import models as resellers
from seatwise.resellers.operations import team
from seatwise.ui import zones

_HOST = r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"

_INVITE = "Leave both empty to invite nobody. An Owner who is named above gets the invitation again."


class NewResellerForm(forms.ModelForm):  # type: ignore[type-arg]
    """A reseller and what its settings begin with."""

    name = forms.CharField(max_length=120)
    support_email = forms.EmailField()
    time_zone = forms.ChoiceField(choices=[*zones.labels().items()], initial="Europe/Athens")
    market = forms.CharField(max_length=2, help_text="A country's two letters, such as DE. It stays.")
    currency = forms.CharField(max_length=3, help_text="Three letters, such as EUR. It stays.")
    owner_name = forms.CharField(
        label="First Owner’s name",
        max_length=120,
        help_text="The person who sets the Storefront up and lets the rest of the team in.",
    )
    owner_email = forms.EmailField(
        label="First Owner’s e-mail",
        max_length=254,
        help_text="The invitation goes here. Whoever has an account with this address keeps it.",
    )

    class Meta:
        model = resellers.Reseller
        fields = ("alias", "host", "edition", "payment_method", "market", "currency")
        error_messages = {
            "alias": {
                "invalid": "Write small letters, digits and hyphens, such as new-shop: 3 to 40 of them,"
                " a letter first, no hyphen last.",
            }
        }
        help_texts = {
            "alias": "The Storefront's address: small letters, digits and hyphens. It stays.",
            "edition": "Basic has no Storefront: the Owner is invited when it opens, as Free or Standard.",
        }

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
    """What the operator changes of a reseller, and an Owner to invite: one more, or one who waits, again."""

    owner_name = forms.CharField(label="Owner’s name", max_length=120, required=False)
    owner_email = forms.EmailField(label="Owner’s e-mail", max_length=254, required=False)

    class Meta:
        model = resellers.Reseller
        fields = ("host", "edition", "payment_method")
        help_texts = {
            "edition": "Becoming Standard for the first time sets the moment for ever. Basic closes the Storefront; nothing is lost. "
            "Who waits for an invitation gets it as the Storefront opens.",
        }

    def clean_host(self) -> str | None:
        return _host(self.cleaned_data["host"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name, email = cleaned.get("owner_name", ""), cleaned.get("owner_email", "")
        if email and not name:
            self.add_error("owner_name", "Write the name of whom you invite.")
        if name and not email and "owner_email" not in self.errors:
            self.add_error("owner_email", "Write the address to which the invitation goes.")
        if email and self._role_of(email) not in (None, resellers.TeamRole.OWNER):
            self.add_error(
                "owner_email",
                "This person is in the team with another role. An Owner of the team changes roles.",
            )
        return cleaned

    def _role_of(self, email: str) -> str | None:
        with tenancy.scope(self.instance.pk), transactions.reading():
            return queries.role_of(email=email)


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
            return (
                *NewResellerForm.Meta.fields,
                "name",
                "support_email",
                "time_zone",
                "owner_name",
                "owner_email",
            )
        return (
            "alias",
            "host",
            "edition",
            "standard_since",
            "payment_method",
            "market",
            "currency",
            "created_at",
            "owners",
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        kept = (None, {"fields": self.get_fields(request, obj)})
        if obj is None:
            return [kept]
        return [kept, ("Invite an Owner", {"fields": ("owner_name", "owner_email"), "description": _INVITE})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            () if obj is None else ("alias", "standard_since", "market", "currency", "created_at", "owners")
        )

    @admin.display(description="Owners")
    def owners(self, reseller: Any) -> str:
        """This function will name the Owners of the reseller's team, who let the others in (R24)."""
        with tenancy.scope(reseller.pk), transactions.reading():
            found = queries.owners()
        lines = [(owner.name, owner.email, _standing(owner)) for owner in found]
        if not lines:
            return "Nobody. Invite one below: until then nobody can set the Storefront up."
        return format_html("<div>{}</div>", format_html_join("", "<div>{} ({}){}</div>", lines))

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
                owner=operations.FirstOwner(
                    name=form.cleaned_data["owner_name"], email=form.cleaned_data["owner_email"]
                ),
                actor=actor(request),
                now=clock.now(),
            )
            _say_invited(request, obj, form)
            return
        with tenancy.scope(obj.pk), transactions.writing():
            operations.change(
                host=obj.host or None,
                payment_method=obj.payment_method,
                edition=obj.edition,
                actor=actor(request),
                now=clock.now(),
            )
            if form.cleaned_data["owner_email"]:
                team.invite_owner(
                    name=form.cleaned_data["owner_name"],
                    email=form.cleaned_data["owner_email"],
                    actor=actor(request),
                    now=clock.now(),
                )
        if form.cleaned_data["owner_email"]:
            _say_invited(request, obj, form)


def _standing(owner: queries.Owner) -> str:
    if owner.is_waiting:
        return ", invited when the Storefront opens"
    return ", invited, not signed in yet" if owner.is_invited else ""


def _say_invited(request: HttpRequest, reseller: Any, form: Any) -> None:
    email = form.cleaned_data["owner_email"]
    if reseller.edition == resellers.Edition.BASIC:
        messages.success(
            request, f"The invitation to {email} goes out when the Storefront opens, as Free or Standard."
        )
    else:
        messages.success(request, f"The invitation is on its way to {email}.")
