"""Vendor rules: what there is, a new version of one, and which vendor has which from when on (R16, S29)."""

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from seatwise.billing import models
from seatwise.billing import operations as billing
from seatwise.billing import queries as reading
from seatwise.billing.domain import rules_in_force, vendor_rules
from seatwise.billing.domain.rules_in_force import EVERYBODY_ELSE, Rules
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.catalogue.models import Product
from seatwise.infra import clock, transactions
from seatwise.operator.admin.kept import Doors, ReadOnly, actor

_SAYS = {
    "return_window_hours": "Hours in which a seat batch can be returned for money. 0: never. Empty: at any time.",
    "window_counts_from": "The instant from which those hours run.",
    "first_day_free": "Whether licences that are returned on the day of their delivery cost nothing.",
    "day_of_return": "Whether the day of the return counts as remaining, or as used.",
    "unused_time": "What becomes of paid time that is given up.",
    "method": "One line for the difference, or credit and charge anew.",
    "rounding": "What is rounded.",
    "day_rate_places": "Decimals of a day's rate, where days have a rounded rate. Else empty.",
    "counting": "How time is counted.",
    "months": "Whether a month has its own days or 30.",
    "downgrades": "When a product may become one that costs less a month.",
    "upgrade_inherits_window": "Whether upgraded licences keep the instant until which they can be returned.",
    "upgrade_same_interval": "Whether an upgrade with the same billing period keeps its end.",
    "interval_change": "Whether another billing period begins today, or is counted from the first anchor.",
    "term_can_be_left_early": "Whether licences can leave at the end of a billing period.",
    "settlement": "Whether lines within a period are due at once.",
}
_FIELDS = tuple(_SAYS)
_WHOLE = {"return_window_hours": 10**6, "day_rate_places": 9}
_YES, _NO = "yes", "no"
_EVERYBODY = "Everybody else"


def _field(name: str) -> forms.Field:
    label, says = _label(name), _SAYS[name]
    if name in _WHOLE:
        return forms.IntegerField(
            required=False, min_value=0, max_value=_WHOLE[name], label=label, help_text=says
        )
    words = [_YES, _NO] if name in vendor_rules.YES_OR_NO else [*vendor_rules.WORDS[name]]
    return forms.ChoiceField(choices=[(word, _label(word)) for word in words], label=label, help_text=says)


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _in_labels(sentence: str) -> str:
    """As the form calls fields and values that a file writes with underscores."""
    return re.sub(r"[a-z]+(?:_[a-z]+)+", lambda found: f"“{_label(found[0])}”", sentence)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version of a rule, or the first of a new one. Each fault stands at its field; contradictions above all."""

    name = forms.CharField(
        max_length=40,
        help_text="Small letters, digits and hyphens. The name of a rule that is there makes its next version.",
    )

    class Meta:
        model = models.VendorRule
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update({name: _field(name) for name in _FIELDS})

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if re.fullmatch(vendor_rules.NAME, name) is None:
            raise ValidationError("Write small letters, digits and hyphens, such as house or microsoft-nce.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                rule = vendor_rules.read({**self.plain(), "version": 1})
            except vendor_rules.RuleRefused as refused:
                raise ValidationError([_in_labels(problem) for problem in refused.problems]) from refused
            for name, sentence in vendor_rules.unkept(rule).items():
                self.add_error(name, _in_labels(sentence))
        if not self.errors:
            self._check_differs(rule)
        return cleaned

    def plain(self) -> dict[str, object]:
        """This function will answer what was chosen as a JSON file would hold it, without a version."""
        given = self.cleaned_data
        yes_or_no = {name: given[name] == _YES for name in vendor_rules.YES_OR_NO}
        return {name: given[name] for name in ("name", *_FIELDS)} | yes_or_no

    def _check_differs(self, rule: VendorRule) -> None:
        newest = max(
            (each for each in reading.rules().book.rules if each.name == rule.name),
            key=lambda each: each.version,
            default=None,
        )
        if newest is not None and _plain(newest) == _plain(rule):
            raise ValidationError(
                f"This says what {newest.name} version {newest.version} says already. Change something first."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A version of a rule in the list. `differs` is what it says that the default's does not."""

    name: str
    version: int
    made: str
    differs: str
    vendors: str
    keeps_books: bool
    next_href: str
    give_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRow:
    """Who has which rule today, and what follows."""

    vendor: str
    rule: str
    since: dt.date | None
    then: str


@admin.register(models.VendorRule)
class VendorRuleAdmin(Doors, ReadOnly):
    """Rules. None is ever changed: a change is a new version, which counts once it is given to somebody."""

    form = RuleForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", *_FIELDS) if obj is None else super().get_fields(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self.get_fields(request, obj)})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        # The rule's fields are no columns, so the form is taken as it is.
        return RuleForm if obj is None else super().get_form(request, obj, change, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rules, today = reading.rules(), clock.now().date()
        context = {
            **self.admin_site.each_context(request),
            "title": "Vendor rules",
            "opts": self.model._meta,
            "rows": _rules(rules, today),
            "given": _given(rules, today),
        }
        return TemplateResponse(request, "admin/billing/vendorrule/list.html", context)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except vendor_rules.RuleRefused as refused:
            # The form found no fault: somebody, or the same click twice, was quicker.
            self.message_user(request, " ".join(refused.problems), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:billing_vendorrule_changelist"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        with transactions.writing_global():
            rule = billing.make_version(data=form.plain(), actor=actor(request), now=clock.now())
        row = models.VendorRule.objects.get(name=rule.name, version=rule.version)
        obj.pk, obj.version = row.pk, row.version

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        self.message_user(
            request,
            f"Version {obj.version} of {obj.name} is kept. It counts for nobody before you give it to a vendor.",
        )
        return HttpResponseRedirect(reverse("admin:billing_vendorrule_changelist"))


class GiveForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule for a vendor from a day on."""

    to = forms.ChoiceField(
        label="Vendor", required=False, help_text="Everybody else: all that have no rule of their own."
    )
    which = forms.ChoiceField(label="Rule", help_text="Those that the books can be kept under.")
    starts_on = forms.DateField(label="For terms that begin on", help_text="Or later.")
    instead = forms.BooleanField(
        label="Instead of that day's rule",
        required=False,
        help_text="Where the vendor was given one for the same day.",
    )

    class Meta:
        model = models.RuleGiven
        fields = ("starts_on",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vendors = Product.objects.exclude(vendor="").order_by("vendor").values_list("vendor", flat=True)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (EVERYBODY_ELSE, _EVERYBODY),
            *((vendor, vendor) for vendor in vendors.distinct()),
        ]
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            (f"{rule.name} {rule.version}", f"{rule.name}, version {rule.version}")
            for rule in _sorted(reading.rules())
            if rule.can_be_booked
        ]
        self.fields["starts_on"].initial = rules_in_force.earliest_day(clock.now())

    def clean_starts_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts_on"]
        earliest = rules_in_force.earliest_day(clock.now())
        if day < earliest:
            raise ValidationError(
                f"Prices and credits of the next days are promised already. Choose {earliest:%d %b %Y} or a later day."
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self._ask_whether_instead(cleaned)
        return cleaned

    def _ask_whether_instead(self, cleaned: dict[str, Any]) -> None:
        stands = reading.rules().given_to(vendor=cleaned["to"], on=cleaned["starts_on"])
        if stands is None or stands.starts_on != cleaned["starts_on"]:
            return
        who, day = cleaned["to"] or _EVERYBODY, f"{stands.starts_on:%d %b %Y}"
        which = f"{stands.rule}, version {stands.version}"
        if f"{stands.rule} {stands.version}" == cleaned["which"]:
            self.add_error("which", f"{who} has {which} from {day} already. Nothing was changed.")
        elif not cleaned["instead"]:
            self.add_error(
                "instead", f"{who} has {which} from {day}. Tick this to give the other rule instead."
            )


@admin.register(models.RuleGiven)
class RuleGivenAdmin(Doors, ReadOnly):
    """The history of who was given which rule. Of two for the same day, the one that was given later counts."""

    list_display = ("who", "rule", "rule_version", "starts_on", "given_at", "actor_name")
    search_fields = ("vendor", "rule")
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        return GiveForm if obj is None else super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("to", "which", "starts_on", "instead") if obj is None else super().get_fields(request, obj)

    @admin.display(description="vendor", ordering="vendor")
    def who(self, given: models.RuleGiven) -> str:
        return given.vendor or _EVERYBODY

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        name, _, version = form.cleaned_data["which"].rpartition(" ")
        with transactions.writing_global():
            billing.give(
                vendor=form.cleaned_data["to"],
                rule=name,
                version=int(version),
                starts_on=form.cleaned_data["starts_on"],
                actor=actor(request),
                now=clock.now(),
            )
        obj.pk = models.RuleGiven.objects.order_by("-id").values_list("id", flat=True)[0]
        obj.vendor, obj.rule, obj.rule_version = form.cleaned_data["to"], name, int(version)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        self.message_user(request, f"Given: {obj}.")
        return HttpResponseRedirect(reverse("admin:billing_vendorrule_changelist"))


def _sorted(rules: Rules) -> list[VendorRule]:
    return sorted(rules.book.rules, key=lambda rule: (not rule.can_be_booked, rule.name, -rule.version))


def _plain(rule: VendorRule) -> dict[str, object]:
    return {name: value for name, value in asdict(rule).items() if name in _FIELDS}


def _rules(rules: Rules, today: dt.date) -> list[RuleRow]:
    made = {(row.name, row.version): row for row in models.VendorRule.objects.all()}
    usual = _plain(rules.in_force(vendor=EVERYBODY_ELSE, on=today))
    having = {vendor: rules.given_to(vendor=vendor, on=today) for vendor in _vendors(rules)}
    found = []
    for rule in _sorted(rules):
        row = made.get((rule.name, rule.version))
        plain = _plain(rule)
        typed = {name: _typed(value) for name, value in plain.items()}
        found.append(
            RuleRow(
                name=rule.name,
                version=rule.version,
                made=f"{row.actor_name}, {row.made_at:%d %b %Y}" if row else "comes with Seatwise",
                differs="; ".join(
                    f"{_label(name).lower()}: {_said(value)}"
                    for name, value in plain.items()
                    if value != usual[name]
                ),
                vendors=", ".join(
                    vendor or _EVERYBODY
                    for vendor, each in having.items()
                    if each is not None and (each.rule, each.version) == (rule.name, rule.version)
                ),
                keeps_books=rule.can_be_booked,
                next_href=f"{reverse('admin:billing_vendorrule_add')}?{urlencode({'name': rule.name, **typed})}",
                give_href=f"{reverse('admin:billing_rulegiven_add')}?{urlencode({'which': f'{rule.name} {rule.version}'})}",
            )
        )
    return found


def _typed(value: object) -> str:
    """As the form of a new version takes it."""
    match value:
        case None:
            return ""
        case bool():
            return _YES if value else _NO
        case _:
            return str(value)


def _said(value: object) -> str:
    return _typed(value).replace("_", " ") or "none"


def _given(rules: Rules, today: dt.date) -> list[GivenRow]:
    found = []
    for vendor in _vendors(rules):
        has = rules.given_to(vendor=vendor, on=today)
        later = [each for each in rules.given if each.vendor == vendor and each.starts_on > today]
        days = sorted({each.starts_on for each in later})
        then = [(day, rules.given_to(vendor=vendor, on=day)) for day in days]
        found.append(
            GivenRow(
                vendor=vendor or _EVERYBODY,
                rule=f"{has.rule}, version {has.version}" if has else "as everybody else",
                since=has.starts_on if has and has.starts_on > dt.date.min else None,
                then="; ".join(
                    f"{each.rule}, version {each.version} from {day:%d %b %Y}" for day, each in then if each
                ),
            )
        )
    return found


def _vendors(rules: Rules) -> list[str]:
    return sorted({each.vendor for each in rules.given})
