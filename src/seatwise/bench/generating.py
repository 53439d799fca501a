"""Generates subscriptions, as `seatwise generate` does: a step of bench.inside, which answers the seconds as JSON."""

import json

from seatwise.generator import running
from seatwise.infra import clock

_OF_ONE_RESELLER = 50_000


def run(count: str) -> str:
    """This function will fill the database that the settings name, with resellers of the same size where there are many."""
    into = max(1, int(count) // _OF_ONE_RESELLER)
    return json.dumps({"seconds": running.generate(count=int(count), into=into, now=clock.now())})
