from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "seatwise.assets"
