from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "seatwise.accounts"
