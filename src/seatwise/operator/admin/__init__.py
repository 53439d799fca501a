"""The operator's desk: the global tables. Tenant tables are the resellers' own and have no place here (S28, S29)."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.operator.sign_in import DeskSignInForm

admin.site.site_header = "Seatwise operator's desk"
admin.site.site_title = "Operator's desk"
admin.site.index_title = "Resellers, catalogue, rules, people, jobs"
admin.site.login_form = DeskSignInForm
admin.site.login_template = "operator/sign_in.html"
# Addresses prove nothing here, and an authenticator's data are its person's secret: lost steps are taken away under People.
# The bare page of bin/bench runs without allauth's accounts.
_UNSEEN = [Group, ProcrastinateJob, EmailAddress, Authenticator]
admin.site.unregister([model for model in _UNSEEN if admin.site.is_registered(model)])

from seatwise.operator.admin import catalogue, jobs, people, resellers, rules, uploads  # noqa: E402

__all__ = ["catalogue", "jobs", "people", "resellers", "rules", "uploads"]
