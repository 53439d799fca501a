from django.apps import AppConfig

from seatwise.infra import jobs


class InfraConfig(AppConfig):
    name = "seatwise.infra"

    def ready(self) -> None:
        jobs.connect()
