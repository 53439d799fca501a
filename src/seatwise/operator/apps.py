from django.apps import AppConfig
from django.contrib.admin import apps as admin


class OperatorConfig(AppConfig):
    name = "seatwise.operator"


class DeskConfig(admin.AdminConfig):
    """Django's admin as the operator's desk."""

    default = False
    default_site = "seatwise.operator.desk.Desk"
