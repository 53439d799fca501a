"""Reads of the settings: the team with names and addresses."""

from seatwise.console import people
from seatwise.resellers import models


def team() -> tuple[people.Person, ...]:
    """This function will answer the current reseller's people by name, those without access last."""
    return people.in_order(models.TeamMember.objects.values_list(*people.COLUMNS))
