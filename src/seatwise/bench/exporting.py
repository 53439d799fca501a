"""A step of bench.inside: a list of subscriptions as a file, in the process, with its time and memory as JSON."""

import json
import time
from typing import Any

from django.conf import settings
from django.test import Client

from seatwise.bench import machine


def run(list_path: str, session: str, kind: str) -> str:
    """This function will ask for the list, so that all is warm, and then for the whole of it as xlsx or csv."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    assert client.get(list_path).status_code == 200
    before = machine.peak_megabytes()
    began = time.perf_counter()
    answer: Any = client.get(f"{list_path}export.{kind}")
    size = sum(len(part) for part in answer.streaming_content)
    return json.dumps(
        {
            "seconds": time.perf_counter() - began,
            "kilobytes": size / 1024,
            "megabytes_before": before,
            "megabytes": machine.peak_megabytes(),
        }
    )
