"""Writes to people."""

from uuid import UUID

from seatwise.accounts import models
from seatwise.infra import transactions


def create_user(*, email: str, name: str, password: str | None, operator: bool = False) -> UUID:
    """This function will create a person who signs in with an e-mail and a password, or answer the one with that e-mail.

    Runs in an open global transaction. A person who exists keeps name and password: an invitation takes nobody's account over.
    """
    transactions.assert_writing()
    found = models.User.objects.filter(email=email.strip().lower()).first()
    if found is not None:
        return found.id
    user = models.User.objects.create_user(
        email.strip(), password, name=name, is_staff=operator, is_superuser=operator
    )
    return user.id


def set_theme(*, user_id: UUID, theme: str) -> None:
    """This function will keep how a person wants pages to look: auto, light or dark."""
    transactions.assert_writing()
    models.User.objects.filter(id=user_id).update(theme=models.User.Theme(theme))
