"""Writes to customers and to people's places in them."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from seatwise.accounts import operations as accounts
from seatwise.accounts import queries as people_known
from seatwise.customers import models, queries
from seatwise.customers.domain import people
from seatwise.customers.domain.permissions import CustomerRole
from seatwise.infra import events, jobs, tenancy, transactions
from seatwise.kernel import meanwhile
from seatwise.kernel import typed as typed_words
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.resellers import queries as resellers

MOST_VIEWS = 20
_LONGEST_VIEW_NAME = 60


class AddressIncomplete(Refusal):
    code = "address_incomplete"


class ViewNameRefused(Refusal):
    """A saved view cannot bear this name; the sentence says why."""

    code = "view_name_refused"


class TooManyViews(Refusal):
    code = "too_many_views"


class NameTaken(Refusal):
    """Another customer of the reseller has this name."""

    code = "name_taken"


class ApprovalLocked(Refusal):
    """The reseller pays the operator by card, so every order of a customer's is approved first (R3)."""

    code = "approval_locked"


class AlreadyThere(Refusal):
    """The person has a place in the customer."""

    code = "already_there"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a reseller decides about a customer. `vat_rate_bp` None is the reseller's rate; an `vat_exempt_reason` exempts (R26)."""

    name: str
    time_zone: str
    language: str
    approval_required: bool
    vat_rate_bp: int | None
    vat_exempt_reason: str
    vat_number: str = ""


def create(
    *,
    name: str,
    time_zone: str,
    actor: Actor,
    now: dt.datetime,
    language: str = "",
    approval_required: bool = True,
    vat_rate_bp: int | None = None,
    vat_exempt_reason: str = "",
    vat_number: str = "",
) -> UUID:
    """This function will create a customer of the current reseller and answer its id. Raises NameTaken."""
    transactions.assert_writing()
    _check_name(name)
    customer = models.Customer.objects.create(
        name=name,
        time_zone=time_zone,
        language=language,
        approval_required=approval_required,
        vat_rate_bp=vat_rate_bp,
        vat_exempt_reason=vat_exempt_reason,
        vat_number=vat_number,
        created_at=now,
    )
    customer_id: UUID = customer.id
    _record("customer.created", customer_id, name, {}, actor, now)
    return customer_id


def change(
    *,
    customer_id: UUID,
    details: Details,
    actor: Actor,
    now: dt.datetime,
    seen: Mapping[str, object] | None = None,
) -> None:
    """This function will change what the reseller decides about a customer. Orders that were placed keep what they froze (R27).

    `seen` are the values that the person was shown. Raises ChangedMeanwhile where they are not those of now, NameTaken,
    ApprovalLocked, Customer.DoesNotExist.
    """
    before = lock(customer_id=customer_id)
    meanwhile.check(held=before, seen=seen)
    _check_name(details.name, but=customer_id)
    if not details.approval_required and resellers.current().payment_method == "card":
        raise ApprovalLocked(
            N_("You pay by card, so orders of your customers always need your approval. It stays on.")
        )
    models.Customer.objects.filter(id=customer_id).update(**dataclasses.asdict(details))
    changed = {
        name: [getattr(before, name), value]
        for name, value in dataclasses.asdict(details).items()
        if getattr(before, name) != value
    }
    _record("customer.changed", customer_id, details.name, {"changes": changed}, actor, now)


def _check_name(name: str, *, but: UUID | None = None) -> None:
    if models.Customer.objects.filter(name=name).exclude(id=but).exists():
        raise NameTaken(N_("You have a customer named %(name)s already."), name=name)


def set_billing_address(
    *,
    customer_id: UUID,
    line: str,
    postcode: str,
    city: str,
    country: str,
    actor: Actor,
    now: dt.datetime,
    seen: Mapping[str, object] | None = None,
) -> None:
    """This function will set where a customer is billed (R7). `seen` are the values that the person was shown.

    Raises AddressIncomplete without street, city or country, ChangedMeanwhile where others have changed what was shown.
    """
    transactions.assert_writing()
    if not (line.strip() and city.strip() and len(country.strip()) == 2):
        raise AddressIncomplete(N_("Enter a street, a city and a country."))
    address = {
        "address_line": line.strip(),
        "address_postcode": postcode.strip(),
        "address_city": city.strip(),
        "address_country": country.strip().upper(),
    }
    before = lock(customer_id=customer_id)
    meanwhile.check(held=before, seen=seen)
    models.Customer.objects.filter(id=customer_id).update(**address)
    changes = {
        name: (getattr(before, name), after)
        for name, after in address.items()
        if getattr(before, name) != after
    }
    _record("customer.address_set", customer_id, before.name, {"changes": changes}, actor, now)


def add_person(*, customer_id: UUID, user_id: UUID, role: str, actor: Actor, now: dt.datetime) -> None:
    """This function will give a person a place in a customer, or change the role it has there (R24)."""
    transactions.assert_writing()
    place, _ = models.CustomerUser.objects.update_or_create(
        customer_id=customer_id,
        user_id=user_id,
        defaults={"role": models.CustomerRole(role), "is_active": True},
    )
    _record("person.role_given", customer_id, _name(place), {"role": role}, actor, now)


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
    name = typed_words.line(name)
    if not name:
        raise ViewNameRefused(N_("Give the view a name."))
    if len(name) > _LONGEST_VIEW_NAME:
        raise ViewNameRefused(N_("Enter at most %(longest)s characters."), longest=_LONGEST_VIEW_NAME)
    if taken.filter(name__iexact=name).exists():
        raise ViewNameRefused(N_("You have a view of this name already. Choose another name."))
    return name


def invite(
    *, customer_id: UUID, email: str, name: str, role: CustomerRole, actor: Actor, now: dt.datetime
) -> UUID:
    """This function will give a person a place in a customer and have an invitation mailed; answers the person's id (R24, R25).

    Somebody who has an account keeps name and password. Raises AlreadyThere for who has an active place.
    """
    lock(customer_id=customer_id)
    user_id = accounts.create_user(email=email, name=name, password=None)
    if models.CustomerUser.objects.filter(customer_id=customer_id, user_id=user_id, is_active=True).exists():
        raise AlreadyThere(N_("%(email)s has a place here already."), email=email)
    models.CustomerUser.objects.update_or_create(
        customer_id=customer_id,
        user_id=user_id,
        defaults={"role": role.value, "is_active": True, "invited_as": name, "invited_at": now},
    )
    _record("customer.person_invited", customer_id, name, {"role": role.value}, actor, now)
    _mail_invitation(customer_id, user_id)
    return user_id


def invite_again(*, customer_id: UUID, user_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will have a person's invitation mailed anew; the links of older ones keep their days. Raises DoesNotExist."""
    lock(customer_id=customer_id)
    place = models.CustomerUser.objects.get(customer_id=customer_id, user_id=user_id, is_active=True)
    models.CustomerUser.objects.filter(id=place.id).update(invited_at=now)
    _record("customer.person_invited", customer_id, _name(place), {"role": place.role}, actor, now)
    _mail_invitation(customer_id, user_id)


def set_role(
    *, customer_id: UUID, user_id: UUID, role: CustomerRole | None, actor: Actor, now: dt.datetime
) -> None:
    """This function will give a person of a customer another role, or take the place away where `role` is None (R24).

    Somebody whose place was taken away gets it back by a role. Raises LastAdmin, CustomerUser.DoesNotExist.
    """
    lock(customer_id=customer_id)
    places = models.CustomerUser.objects.filter(customer_id=customer_id)
    place = places.get(user_id=user_id)
    admins = places.filter(role=CustomerRole.ADMIN.value, is_active=True).values_list("user_id", flat=True)
    people.check_admin_stays(admins=admins, person=user_id, role=role)
    places.filter(id=place.id).update(is_active=role is not None, role=role.value if role else place.role)
    if role is None:
        _record("customer.person_removed", customer_id, _name(place), {}, actor, now)
    else:
        _record("person.role_given", customer_id, _name(place), {"role": role.value}, actor, now)


def visit(*, customer_id: UUID, mode: str, actor: Actor, now: dt.datetime) -> None:
    """This function will keep that somebody of the reseller's opened a customer's Storefront, and as what. # S26"""
    name = queries.customer(customer_id=customer_id).name
    _record(f"customer.{mode}", customer_id, name, {}, actor, now)


def _mail_invitation(customer_id: UUID, user_id: UUID) -> None:
    jobs.app.configure_task("seatwise.send_invitation", queue="mail").defer(
        reseller_id=str(tenancy.current_reseller_id()), customer_id=str(customer_id), user_id=str(user_id)
    )


def _name(place: models.CustomerUser) -> str:
    """As the company's page calls the person: the name of an account elsewhere is nobody's business here (R25)."""
    return people_known.known_as(
        user_id=place.user_id, invited_as=place.invited_as, invited_at=place.invited_at
    )


def _record(
    kind: str, customer_id: UUID, about: str, said: dict[str, object], actor: Actor, now: dt.datetime
) -> None:
    events.record(
        kind=kind,
        subject_id=customer_id,
        about=about,
        customer_id=customer_id,
        payload=said,
        actor=actor,
        now=now,
    )
