"""Sentences of Django and django-allauth that people read on the account pages, marked so that our catalogues have them.

Their own Greek uses other words, or has a gap; a catalogue of the project goes before theirs.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

SENTENCES = (
    _("Password"),
    _("This field is required."),
    _("Enter a valid email address."),
    _("This account is inactive."),
    _("You must type the same password each time."),
    _("This password is too common."),
    _("The password is too similar to the %(verbose_name)s."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
