"""What every page asks first, the session and its person, is read as Django reads them."""

import datetime as dt
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from seatwise.accounts import adapters
from seatwise.infra import sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return get_user_model().objects.create_user(email="ann@example.com", name="Ann")


@pytest.fixture
def session():
    made = sessions.SessionStore()
    made["colour"] = "green"
    made.create()
    return made


def test_a_session_is_read(session) -> None:
    assert sessions.SessionStore(session.session_key)["colour"] == "green"


def test_a_session_that_is_over_holds_nothing_and_loses_its_key(session) -> None:
    session.get_model_class().objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    read = sessions.SessionStore(session.session_key)
    assert "colour" not in read
    assert read.session_key is None


def test_an_unknown_key_is_not_taken_over() -> None:
    read = sessions.SessionStore("k" * 32)
    assert read.get("colour") is None
    assert read.session_key is None


def test_a_person_is_read_whole(person) -> None:
    found = adapters.Backend().get_user(person.id)
    read = get_user_model().objects.get(id=person.id)
    assert found == read
    names = [field.attname for field in read._meta.concrete_fields]
    assert {name: getattr(found, name) for name in names} == {name: getattr(read, name) for name in names}
    assert not found._state.adding


def test_nobody_is_read_for_who_may_not_sign_in(person) -> None:
    get_user_model().objects.update(is_active=False)
    assert adapters.Backend().get_user(person.id) is None
    assert adapters.Backend().get_user(uuid4()) is None
