"""The catalogue: what vendors sell, and the operator itself (S28, S29)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from seatwise.catalogue import models
from seatwise.catalogue import operations as catalogue
from seatwise.catalogue.domain import kinds
from seatwise.kernel.refusal import Refusal
from seatwise.operator.admin.kept import Doors, Kept, ReadOnly, actor
from seatwise.operator.admin.own_product import OwnProductForm


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """A category's name."""

    class Meta:
        model = models.Category
        fields = ("name",)

    def clean_name(self) -> str:
        before = self.initial.get("name")
        try:
            wanted = catalogue.check_category(
                self.cleaned_data["name"], but=self.instance.pk if before else None
            )
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        if before == kinds.OTHER != wanted:
            raise ValidationError(f"Imports put new products into {kinds.OTHER}, so it keeps its name.")
        return wanted


@admin.register(models.Category)
class CategoryAdmin(Doors, Kept):
    """Categories, with how many products each has. One that is used cannot be deleted."""

    list_display = ("name", "products")
    search_fields = ("name",)
    ordering = ("name",)
    form = CategoryForm

    def get_queryset(self, request: HttpRequest) -> Any:
        counted = (
            models.Product.objects.filter(category=OuterRef("pk"))
            .order_by()
            .values("category")
            .annotate(n=Count("*"))
            .values("n")
        )
        return super().get_queryset(request).annotate(products=Coalesce(Subquery(counted), 0))

    @admin.display(ordering="products")
    def products(self, category: Any) -> str:
        address = f"{reverse('admin:catalogue_product_changelist')}?category__id__exact={category.pk}"
        return format_html('<a href="{}">{}</a>', address, category.products)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if change:
            catalogue.rename_category(category_id=obj.pk, name=obj.name, actor=actor(request))
        else:
            obj.pk = catalogue.create_category(name=obj.name, actor=actor(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        return {}

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """This function will ask once, then delete what nothing uses, or say what uses it."""
        category = self.get_object(request, object_id)
        if category is None:
            raise Http404
        if not self.has_delete_permission(request, category):
            raise PermissionDenied
        listed = HttpResponseRedirect(reverse("admin:catalogue_category_changelist"))
        if request.method == "POST":
            try:
                catalogue.delete_category(category_id=category.pk, actor=actor(request))
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                self.log_deletions(request, [category])  # type: ignore[arg-type] # any iterable
                messages.success(request, f"The category {category} is deleted.")
            return listed
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {category}?",
            "opts": self.model._meta,
            "category": category,
        }
        return TemplateResponse(request, "admin/catalogue/category/delete.html", context)


class ShelfForm(ActionForm):
    """The action of the list of products, and where to."""

    to = forms.ModelChoiceField(
        models.Category.objects.order_by("name"), required=False, label="Category", empty_label="Category …"
    )


@admin.register(models.Product)
class ProductAdmin(Doors, Kept):
    """Products. What the vendor says comes with its files; the operator decides shelf, unit and delivery."""

    list_display = ("title", "vendor", "key", "kind", "category", "automatic", "own")
    list_filter = ("kind", "own", "automatic", "category", "vendor")
    search_fields = ("title", "key", "vendor")
    ordering = ("title", "id")
    list_select_related = ("category",)
    action_form = ShelfForm
    actions = ("put_on_shelf",)
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

    @admin.action(description="Put into the category", permissions=["change"])
    def put_on_shelf(self, request: HttpRequest, chosen: QuerySet[models.Product]) -> None:
        form = ShelfForm(request.POST)
        form.fields["action"].choices = self.get_action_choices(request)  # type: ignore[attr-defined]
        to = form.cleaned_data["to"] if form.is_valid() else None
        if to is None:
            messages.error(request, "Choose a category beside the action. Nothing was changed.")
            return
        products = list(chosen.exclude(category=to))
        try:
            catalogue.set_category(
                product_ids=tuple(product.pk for product in products), category=to.name, actor=actor(request)
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return
        for product in products:
            self.log_change(request, product, f"Category: {to.name}")
        messages.success(request, f"{len(products)} products are in {to} now.")


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
        if not months:
            return "once"
        return f"{_months(months)}, billed every {_months(line.offer.billing_months)}"


def _months(count: int) -> str:
    return f"{count} month" if count == 1 else f"{count} months"


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
