"""What the pages of the desk have in common."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from seatwise.accounts.models import User
from seatwise.kernel.actor import Actor, ActorKind


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


class Doors:
    """The operations open doors of their own, which the desk's one transaction around everything would forbid."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._changeform_view(request, *args, **kwargs)  # type: ignore[attr-defined]


def actor(request: HttpRequest) -> Actor:
    """This function will answer the operator's person who acts, as history will name them."""
    user = request.user
    assert isinstance(user, User)
    return Actor(kind=ActorKind.OPERATOR, user_id=user.pk, name=user.name)
