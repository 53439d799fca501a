from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "seatwise.config"

    def ready(self) -> None:
        # Both reach models, which exist only once every app is loaded.
        import_module("seatwise.config.wiring").wire()
        import_module("seatwise.infra.failures").connect()
