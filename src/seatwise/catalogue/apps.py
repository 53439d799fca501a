from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "seatwise.catalogue"
