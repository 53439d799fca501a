"""Writes to customers and to people's places in them."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from seatwise.customers import models, queries
from seatwise.infra import transactions
from seatwise.kernel.refusal import N_, Refusal

MOST_VIEWS = 20
_LONGEST_VIEW_NAME = 60


class AddressIncomplete(Refusal):
    code = "address_incomplete"


class ViewNameRefused(Refusal):
    """A saved view cannot bear this name; the sentence says why."""

    code = "view_name_refused"


class TooManyViews(Refusal):
    code = "too_many_views"


def create(
    *,
    name: str,
    time_zone: str,
    now: dt.datetime,
    approval_required: bool = True,
    vat_rate_bp: int | None = None,
    vat_exempt_reason: str = "",
) -> UUID:
    """This function will create a customer of the current reseller and answer its id."""
    transactions.assert_writing()
    customer = models.Customer.objects.create(
        name=name,
        time_zone=time_zone,
        approval_required=approval_required,
        vat_rate_bp=vat_rate_bp,
        vat_exempt_reason=vat_exempt_reason,
        created_at=now,
    )
    customer_id: UUID = customer.id
    return customer_id


def set_billing_address(*, customer_id: UUID, line: str, postcode: str, city: str, country: str) -> None:
    """This function will set where a customer is billed (R7). Raises AddressIncomplete without street, city or country."""
    transactions.assert_writing()
    if not (line.strip() and city.strip() and len(country.strip()) == 2):
        raise AddressIncomplete(N_("Enter a street, a city and a country."))
    models.Customer.objects.filter(id=customer_id).update(
        address_line=line.strip(),
        address_postcode=postcode.strip(),
        address_city=city.strip(),
        address_country=country.strip().upper(),
    )


def add_person(*, customer_id: UUID, user_id: UUID, role: str) -> None:
    """This function will give a person a place in a customer, or change the role it has there (R24)."""
    transactions.assert_writing()
    models.CustomerUser.objects.update_or_create(
        customer_id=customer_id,
        user_id=user_id,
        defaults={"role": models.CustomerRole(role), "is_active": True},
    )


def lock(*, customer_id: UUID) -> queries.Customer:
    """This function will lock a customer for the open transaction and answer it as it is now: the first lock of every order."""
    transactions.assert_writing()
    rows = models.Customer.objects.select_for_update(no_key=True).values(*queries.FIELDS)
    return queries.Customer(**rows.get(id=customer_id))


def lock_many(*, customer_ids: Sequence[UUID]) -> None:
    """This function will lock customers for the open transaction, always in the order of their ids."""
    transactions.assert_writing()
    rows = models.Customer.objects.select_for_update(no_key=True).filter(id__in=customer_ids)
    list(rows.order_by("id").values_list("id", flat=True))


def save_view(*, customer_id: UUID, user_id: UUID, page: str, name: str, query: str) -> None:
    """This function will save a list's address for a person in a company under a name.

    Raises ViewNameRefused, TooManyViews; CustomerUser.DoesNotExist for who has no place there.
    """
    transactions.assert_writing()
    views = _views_of(customer_id=customer_id, user_id=user_id, page=page)
    if views.count() >= MOST_VIEWS:
        raise TooManyViews(
            N_("You can keep %(most)s saved views. Delete one that you no longer need."), most=MOST_VIEWS
        )
    views.create(
        customer_id=customer_id,
        user_id=user_id,
        page=page,
        name=_free_view_name(name, taken=views),
        query=query,
    )


def rename_view(*, view_id: UUID, customer_id: UUID, user_id: UUID, page: str, name: str) -> None:
    """This function will give a person's saved view another name. Raises ViewNameRefused, SavedView.DoesNotExist."""
    transactions.assert_writing()
    views = _views_of(customer_id=customer_id, user_id=user_id, page=page)
    view = views.get(id=view_id)
    views.filter(id=view.id).update(name=_free_view_name(name, taken=views.exclude(id=view.id)))


def delete_view(*, view_id: UUID, customer_id: UUID, user_id: UUID, page: str) -> None:
    """This function will delete a person's saved view. Raises SavedView.DoesNotExist."""
    transactions.assert_writing()
    views = _views_of(customer_id=customer_id, user_id=user_id, page=page)
    views.filter(id=views.get(id=view_id).id).delete()


def _views_of(*, customer_id: UUID, user_id: UUID, page: str) -> QuerySet[models.SavedView, models.SavedView]:
    """A person's views of a list; the place in the company is locked, so that they are counted and named one after the other."""
    models.CustomerUser.objects.select_for_update(no_key=True).get(customer_id=customer_id, user_id=user_id)
    return models.SavedView.objects.filter(customer_id=customer_id, user_id=user_id, page=page)


def _free_view_name(name: str, *, taken: QuerySet[models.SavedView, models.SavedView]) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise ViewNameRefused(N_("Give the view a name."))
    if len(name) > _LONGEST_VIEW_NAME:
        raise ViewNameRefused(N_("Enter at most %(longest)s characters."), longest=_LONGEST_VIEW_NAME)
    if taken.filter(name__iexact=name).exists():
        raise ViewNameRefused(N_("You have a view of this name already. Choose another name."))
    return name
