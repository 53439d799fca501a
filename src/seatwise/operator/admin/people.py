"""People, wherever they belong."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from seatwise.accounts import operations
from seatwise.accounts.models import User
from seatwise.infra import clock, transactions
from seatwise.operator.admin.kept import Kept, actor


@admin.register(User)
class UserAdmin(Kept):
    """People. They are invited by resellers and customers; here they are found and, if need be, shut out."""

    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "last_login", "joined_at")
    readonly_fields = ("email", "is_staff", "last_login", "joined_at")

    actions = ("take_second_steps_away",)

    @admin.action(description="Take the second step away and sign out everywhere")
    def take_second_steps_away(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """For who has lost phone and codes, once it is certain who asks: the password alone opens the account then."""
        people: list[Any] = list(chosen)
        with transactions.writing_global():
            for person in people:
                operations.take_second_steps_away(user_id=person.pk, actor=actor(request), now=clock.now())
                self.log_change(request, person, "Second step taken away, signed out everywhere.")
        names = ", ".join(person.email for person in people)
        messages.success(request, f"{names}: a password is enough now. They are signed out everywhere.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
