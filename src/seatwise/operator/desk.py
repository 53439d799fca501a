"""Who may come in to the desk. The sign-in and the account pages are those of storefront.account (its desk_urls.py)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from seatwise.accounts import queries as accounts


class Desk(admin.AdminSite):
    """Django's admin, which opens to operators; where the installation wants a second factor, to those who have one."""

    site_header = "Seatwise operator's desk"
    site_title = "Operator's desk"
    index_title = "Resellers, catalogue, rules, people, jobs"

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return super().has_permission(request) and not accounts.lacks_desk_factor(user_id=user.pk)
