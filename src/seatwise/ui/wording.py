"""gettext that remembers: a page says some two hundred texts, and looking one up walks the catalogues of every application."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.utils import translation
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

_LANGUAGE = "en-gb"
_known: ContextVar[str | None] = ContextVar("language", default=None)


def language() -> str:
    """This function will answer the language in force, British English where none is."""
    return _known.get() or translation.get_language() or _LANGUAGE


@contextlib.contextmanager
def one_language() -> Iterator[None]:
    """This function will ask for the language in force once for the block: a page asks three hundred times, and it does not change."""
    token = _known.set(translation.get_language() or _LANGUAGE)
    try:
        yield
    finally:
        _known.reset(token)


@contextlib.contextmanager
def reading(in_force: str) -> Iterator[None]:
    """This function will put a language in force for the block: for a file's rows, which are written after the request has ended."""
    with translation.override(in_force), one_language():
        yield


def gettext(message: str) -> str:
    """This function will answer the message in the language in force."""
    return _text(language(), message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """This function will answer the message for that number in the language in force."""
    return _counted(language(), singular, plural, number)


@pass_eval_context
def template_gettext(context: EvalContext, message: str, /, **variables: Any) -> str:
    """This function will be gettext in templates: markup where they escape, always a format string, as Jinja's own."""
    found = _markup(language(), message) if context.autoescape else _text(language(), message)
    return found % variables if variables or "%" in found else found


@lru_cache(maxsize=8192)
def _text(_in_force: str, message: str) -> str:
    return translation.gettext(message)


@lru_cache(maxsize=8192)
def _markup(in_force: str, message: str) -> Markup:
    return Markup(_text(in_force, message))  # noqa: S704 - the product's own texts


@lru_cache(maxsize=8192)
def _counted(_in_force: str, singular: str, plural: str, number: int) -> str:
    return translation.ngettext(singular, plural, number)
