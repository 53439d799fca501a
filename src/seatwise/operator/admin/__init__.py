"""The operator's desk: the global tables. Tenant tables are the resellers' own and have no place here (S28, S29)."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from procrastinate.contrib.django.models import ProcrastinateJob

# Addresses prove nothing here, and an authenticator's data are its person's secret: lost steps are taken away under People.
# The bare page of bin/bench runs without allauth's accounts.
_UNSEEN = [Group, ProcrastinateJob, EmailAddress, Authenticator]
admin.site.unregister([model for model in _UNSEEN if admin.site.is_registered(model)])

from seatwise.operator.admin import catalogue, jobs, people, resellers, rules, uploads  # noqa: E402

__all__ = ["catalogue", "jobs", "people", "resellers", "rules", "uploads"]
