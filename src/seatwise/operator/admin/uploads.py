"""Vendors' files: uploaded here, looked at before anything changes, then imported or thrown away; and what was imported (S28)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from seatwise.catalogue import models
from seatwise.catalogue import operations as catalogue
from seatwise.catalogue.domain import kinds
from seatwise.infra import clock
from seatwise.kernel.refusal import Refusal
from seatwise.operator.admin.kept import Doors, Kept, actor

_COUNTS = {
    "new": "new",
    "changed": "changed",
    "unchanged": "as before",
    "ended": "of them ended before today",
    "left_out": "left out (trials; references to unknown products)",
    "products_new": "products new",
    "products_changed": "products changed",
}


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]
    """A vendor's file and what it is for."""

    kind = forms.ChoiceField(
        choices=[(kinds.FileKind.PRICES.value, "Price list"), (kinds.FileKind.OFFERS.value, "Offer matrix")]
    )
    file = forms.FileField(
        help_text=f"CSV, up to {catalogue.LARGEST_MB} MB. Nothing changes before you confirm it."
    )
    market = forms.CharField(
        required=False, max_length=2, help_text="Of a price list: a country's two letters, such as DE."
    )
    currency = forms.CharField(required=False, max_length=3, help_text="Of a price list: such as EUR.")

    class Meta:
        model = models.Upload
        fields = ("kind", "market", "currency")

    def kept(self, *, request: HttpRequest) -> UUID:
        """This function will keep the file and have it read; answers the upload's id. Raises Refusal."""
        given = self.cleaned_data
        return catalogue.upload(
            kind=kinds.FileKind(given["kind"]),
            content=given["file"].read(),
            file_name=given["file"].name,
            market=given["market"].upper(),
            currency=given["currency"].upper(),
            actor=actor(request),
            now=clock.now(),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == kinds.FileKind.PRICES:
            try:
                catalogue.check_market(
                    market=cleaned.get("market", "").upper(), currency=cleaned.get("currency", "").upper()
                )
            except Refusal as refusal:
                raise ValidationError(str(refusal)) from refusal
        return cleaned


@admin.register(models.Upload)
class UploadAdmin(Doors, Kept):
    """Files of the last week. A row leads to its preview, its progress or its result."""

    list_display = ("file_name", "kind", "market", "currency", "state", "uploaded_at", "actor_name")
    list_filter = ("state", "kind")
    ordering = ("-uploaded_at",)
    form = UploadForm

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "found", "faults")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("kind", "file", "market", "currency")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        obj.pk = form.kept(request=request)
        obj.file_name = form.cleaned_data["file"].name

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return HttpResponseRedirect(_address(obj.pk))

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path(
                "<uuid:upload_id>/change/",
                site.admin_view(require_safe(self.look)),
                name="catalogue_upload_change",
            ),
            path(
                "<uuid:upload_id>/import/", site.admin_view(require_POST(self.confirm)), name="upload_import"
            ),
            path(
                "<uuid:upload_id>/discard/",
                site.admin_view(require_POST(self.discard)),
                name="upload_discard",
            ),
            *super().get_urls(),
        ]

    def look(self, request: HttpRequest, upload_id: UUID) -> HttpResponse:
        """This function will show an upload: being read, its preview, being imported, or what became of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = models.Upload.objects.defer("content").filter(id=upload_id).first()
        if upload is None:
            raise Http404
        found = upload.found
        context = {
            **self.admin_site.each_context(request),
            "title": upload.file_name,
            "opts": self.model._meta,
            "upload": upload,
            "under_way": upload.state in ("reading", "importing"),
            "counts": [(words, found[name]) for name, words in _COUNTS.items() if name in found],
            "changes": found.get("changes", ()),
            "nothing": bool(found)
            and not any(found[name] for name in ("new", "changed", "products_new", "products_changed")),
        }
        return TemplateResponse(request, "admin/catalogue/upload/look.html", context)

    def confirm(self, request: HttpRequest, upload_id: UUID) -> HttpResponse:
        """This function will have the file imported, and lead back to its page, which follows the progress."""
        return self._decided(request, upload_id, catalogue.confirm, _address(upload_id))

    def discard(self, request: HttpRequest, upload_id: UUID) -> HttpResponse:
        """This function will throw the file away."""
        return self._decided(
            request, upload_id, catalogue.discard, reverse("admin:catalogue_upload_changelist")
        )

    def _decided(
        self, request: HttpRequest, upload_id: UUID, decide: Callable[..., None], then: str
    ) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            decide(upload_id=upload_id, actor=actor(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(then)


def _address(upload_id: UUID) -> str:
    return reverse("admin:catalogue_upload_change", args=[upload_id])
