"""Generates subscriptions, as `seatwise generate` does: a step of bench.inside, which answers the seconds as JSON."""

import json

from seatwise.generator import running
from seatwise.infra import clock


def run(count: str) -> str:
    """This function will fill the database that the settings name."""
    return json.dumps({"seconds": running.generate(count=int(count), into=20, now=clock.now())})
