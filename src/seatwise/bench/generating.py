"""Generates subscriptions, as `seatwise generate` does: a step of bench.inside, which answers the seconds as JSON."""

import json

from seatwise.generator import running
from seatwise.infra import clock

_OF_ONE_RESELLER = 50_000


def run(count: str, largest: str = "") -> str:
    """This function will fill the database that the settings name, with resellers of the same size where there are many.

    `largest`: one reseller only, whose largest customer has that many.
    """
    into = 1 if largest else max(1, int(count) // _OF_ONE_RESELLER)
    most = int(largest or running.LARGEST_CUSTOMER)
    return json.dumps(
        {"seconds": running.generate(count=int(count), into=into, largest=most, now=clock.now())}
    )
