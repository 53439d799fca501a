"""Counts the SQL statements of a page: session, user and all, without BEGIN, COMMIT and the setting of the tenant."""

import json
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import Client

from seatwise.bench import load, pages


def run() -> str:
    """This function will count for a step of bench.inside, with the pages on standard input, each as an object of JSON."""
    found = {}
    for page in (pages.Page(**about) for about in json.load(sys.stdin)):
        client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = page.session
        found[page.name] = _counted(client, page)
    return json.dumps(found)


def _counted(client: Client, page: pages.Page) -> int | None:
    """How many, the second time, when what a process keeps is warm; None for a page that does not answer."""
    texts: list[str] = []

    def note(execute: Callable[..., Any], text: str, *rest: Any) -> Any:
        if "set_config(" not in text:
            texts.append(text)
        return execute(text, *rest)

    for alias in connections:
        connections[alias].execute_wrappers.append(note)
    try:
        for _ in range(2):
            texts.clear()
            answer = (
                client.post(page.path, page.form, content_type=load.FORM)
                if page.form
                else client.get(page.path)
            )
    finally:
        for alias in connections:
            connections[alias].execute_wrappers.remove(note)
    if answer.status_code != 200 or answer.content.count(page.must_contain.encode()) < page.least:
        return None
    return len(texts)
