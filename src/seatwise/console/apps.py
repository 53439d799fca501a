from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "seatwise.console"
