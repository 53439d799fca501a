"""The operator's desk: the global tables. Tenant tables are the resellers' own and have no place here (S29)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.accounts.models import User
from seatwise.catalogue import models as catalogue
from seatwise.infra import clock, jobs, transactions
from seatwise.resellers import models as resellers
from seatwise.resellers import operations

admin.site.site_header = "Seatwise operator's desk"
admin.site.site_title = "Operator's desk"
admin.site.index_title = "Resellers, catalogue, people, jobs"
admin.site.unregister(Group)
admin.site.unregister(ProcrastinateJob)


class Kept(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is deleted at this desk: orders and charges refer to what stands here."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(Kept):
    """To look at, not to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
class ResellerAdmin(Kept):
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

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # The operations open doors of their own, which the desk's one transaction around everything would forbid.
        return self._changeform_view(request, *args, **kwargs)  # type: ignore[attr-defined]

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


@admin.register(catalogue.Category)
class CategoryAdmin(Kept):
    list_display = ("name",)
    search_fields = ("name",)
    ordering = ("name",)


@admin.register(catalogue.Product)
class ProductAdmin(Kept):
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(catalogue.PriceLine)
class PriceLineAdmin(ReadOnly):
    list_display = ("product", "term", "market", "currency", "cost", "retail", "starts_on", "ends_on")
    list_filter = ("market", "currency")
    search_fields = ("offer__product__title", "offer__product__key")
    list_select_related = ("offer__product",)
    ordering = ("market", "currency", "offer", "starts_on")

    def product(self, line: catalogue.PriceLine) -> str:
        return line.offer.product.title

    def term(self, line: catalogue.PriceLine) -> str:
        months = line.offer.term_months
        return f"{months} months, billed every {line.offer.billing_months}" if months else "once"


@admin.register(catalogue.FileImport)
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


@admin.register(User)
class UserAdmin(Kept):
    """People. They are invited by resellers and customers; here they are found and, if need be, shut out."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "last_login", "joined_at")
    readonly_fields = ("email", "is_staff", "last_login", "joined_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """Jobs. Those that failed for good wait here for the operator to try them again."""

    list_display = ["pk", "task_name", "queue_name", "status", "attempts", "scheduled_at", "args"]
    list_filter = ["status", "queue_name", "task_name"]
    ordering = ("-id",)
    actions = ["try_again"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Try again (failed jobs only)")
    def try_again(self, request: HttpRequest, chosen: QuerySet[ProcrastinateJob]) -> None:
        failed = list(chosen.filter(status="failed").values_list("id", "queue_name"))
        for job_id, queue in failed:
            jobs.app.job_manager.retry_job_by_id(job_id, retry_at=clock.now(), queue=queue)
        messages.success(request, f"{len(failed)} failed jobs are tried again now.")
