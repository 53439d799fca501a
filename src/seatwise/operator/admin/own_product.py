"""A product of the operator's own as one form: what it is, and its prices a line each (S29)."""

import datetime as dt
import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from seatwise.catalogue import models
from seatwise.catalogue import operations as catalogue
from seatwise.catalogue.domain import kinds
from seatwise.infra import clock
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import Refusal
from seatwise.ui import countries

_TERM = re.compile(r"(\d{1,2})/(\d{1,2})")
_PRICES = (
    "One a line: term/billing period in months (12/1; 0/0 for what is bought once), market, currency, cost and retail price of"
    " one licence for the whole term, first day. For example: 12/1 DE EUR 96.00 120.00 2026-12-01"
)


class OwnProductForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new product. What `catalogue.create_own_product` refuses stands above the form, in its words."""

    shelf = forms.CharField(
        label="Category", max_length=120, initial=kinds.OTHER, help_text="Made where there is none yet."
    )
    countries = forms.CharField(
        required=False, help_text="Two letters each, with commas: DE, AT. Empty: every country."
    )
    parents = forms.CharField(
        required=False, help_text="For an add-on: the keys of the products it is sold on, with commas."
    )
    prices = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), help_text=_PRICES)

    class Meta:
        model = models.Product
        fields = (
            "key",
            "vendor",
            "title",
            "description",
            "kind",
            "unit",
            "smallest",
            "largest",
            "automatic",
            "instructions",
        )
        help_texts = {
            "key": "ProductId/SkuId, as for a vendor's product, such as SUPPORT/0001. It never changes.",
            "vendor": "The name shown as the maker: usually your own.",
            "automatic": "Delivered by itself. Otherwise the reseller delivers it by the instructions.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["automatic"].initial = False

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        try:
            catalogue.check_key(key)
            catalogue.check_key_is_free(key)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        return key

    def clean_countries(self) -> tuple[str, ...]:
        found = _listed(self.cleaned_data["countries"].upper())
        for country in found:
            if not countries.is_country(country):
                raise ValidationError(f"“{country}” is not a country. Write its two letters, such as DE.")
        return found

    def clean_parents(self) -> tuple[str, ...]:
        return _listed(self.cleaned_data["parents"])

    def clean_prices(self) -> tuple[catalogue.OwnOffer, ...]:
        found: dict[tuple[int, int], list[catalogue.OwnPrice]] = defaultdict(list)
        wrong = []
        for number, line in enumerate(self.cleaned_data["prices"].splitlines(), start=1):
            if line.strip():
                try:
                    term, price = _price(line)
                    found[term].append(price)
                except ValueError as problem:
                    wrong.append(f"Line {number}: {problem}")
        if wrong:
            raise ValidationError(wrong)
        return tuple(
            catalogue.OwnOffer(term_months=term, billing_months=billing, prices=tuple(prices))
            for (term, billing), prices in found.items()
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # Said at its field, or the table's own constraint would speak, in a machine's words.
        if not {"smallest", "largest"} & self.errors.keys():
            try:
                catalogue.check_quantities(smallest=cleaned["smallest"], largest=cleaned["largest"])
            except Refusal as refusal:
                self.add_error("largest", str(refusal))
        if not self.errors:
            try:
                catalogue.check_own_product(self._product())
            except Refusal as refusal:
                raise ValidationError(str(refusal)) from refusal
        return cleaned

    def saved(self, *, actor: Actor) -> UUID:
        """This function will put the product into the catalogue and answer its id. Raises Refusal."""
        return catalogue.create_own_product(product=self._product(), actor=actor, now=clock.now())

    def _product(self) -> catalogue.OwnProduct:
        given = self.cleaned_data
        return catalogue.OwnProduct(
            key=given["key"],
            vendor=given["vendor"],
            title=given["title"],
            description=given["description"],
            kind=kinds.ProductKind(given["kind"]),
            unit=given["unit"],
            smallest=given["smallest"],
            largest=given["largest"],
            automatic=given["automatic"],
            instructions=given["instructions"],
            category=given["shelf"].strip() or kinds.OTHER,
            allowed_countries=given["countries"],
            parent_keys=given["parents"],
            offers=given["prices"],
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _price(line: str) -> tuple[tuple[int, int], catalogue.OwnPrice]:
    parts = line.split()
    term = _TERM.fullmatch(parts[0])
    if len(parts) != 6 or term is None:
        raise ValueError("six things are needed, as in 12/1 DE EUR 96.00 120.00 2026-12-01.")
    _, market, currency, cost, retail, starts_on = parts
    try:
        price = catalogue.OwnPrice(
            market=market.upper(),
            currency=currency.upper(),
            cost=Decimal(cost),
            retail=Decimal(retail),
            starts_on=dt.date.fromisoformat(starts_on),
        )
    except (InvalidOperation, ValueError):
        raise ValueError("prices are numbers such as 96.00, the first day is such as 2026-12-01.") from None
    if not (price.cost.is_finite() and price.retail.is_finite()):
        raise ValueError("prices are numbers such as 96.00.")
    return (int(term.group(1)), int(term.group(2))), price
