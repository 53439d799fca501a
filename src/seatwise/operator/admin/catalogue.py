"""The catalogue: what vendors sell, and the operator itself (S28, S29)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from seatwise.catalogue import models
from seatwise.operator.admin.kept import Doors, Kept, ReadOnly, actor
from seatwise.operator.admin.own_product import OwnProductForm


@admin.register(models.Category)
class CategoryAdmin(Kept):
    list_display = ("name",)
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(models.Product)
class ProductAdmin(Doors, Kept):
    """Products. What the vendor says comes with its files; the operator decides shelf, unit and delivery."""

    list_display = ("title", "vendor", "key", "kind", "category", "automatic", "own")
    list_filter = ("kind", "own", "automatic", "category", "vendor")
    search_fields = ("title", "key", "vendor")
    ordering = ("title", "id")
    readonly_fields = (
        "key",
        "vendor",
        "kind",
        "smallest",
        "largest",
        "allowed_countries",
        "own",
        "created_at",
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        if obj is None:
            kwargs["form"] = OwnProductForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(OwnProductForm.base_fields) if obj is None else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if change:
            super().save_model(request, obj, form, change)
            return
        obj.pk = form.saved(actor=actor(request))
        obj.refresh_from_db()


@admin.register(models.PriceLine)
class PriceLineAdmin(ReadOnly):
    list_display = ("product", "term", "market", "currency", "cost", "retail", "starts_on", "ends_on")
    list_filter = ("market", "currency")
    search_fields = ("offer__product__title", "offer__product__key")
    list_select_related = ("offer__product",)
    ordering = ("market", "currency", "offer", "starts_on")

    def product(self, line: models.PriceLine) -> str:
        return line.offer.product.title

    def term(self, line: models.PriceLine) -> str:
        months = line.offer.term_months
        return f"{months} months, billed every {line.offer.billing_months}" if months else "once"


@admin.register(models.FileImport)
class FileImportAdmin(ReadOnly):
    list_display = (
        "imported_at",
        "kind",
        "file_name",
        "market",
        "currency",
        "actor_name",
        "new_count",
        "changed_count",
        "unchanged_count",
        "left_out_count",
    )
    ordering = ("-imported_at",)
