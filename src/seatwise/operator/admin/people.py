"""People, wherever they belong."""

from django.contrib import admin
from django.http import HttpRequest

from seatwise.accounts.models import User
from seatwise.operator.admin.kept import Kept


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
