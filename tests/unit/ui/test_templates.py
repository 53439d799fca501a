"""Every template compiles, names only icons that exist, and keeps to the content policy: nothing inline."""

import re
from pathlib import Path

import pytest

import seatwise
from seatwise.ui import build_sprite
from seatwise.ui.jinja import environment

PACKAGE = Path(seatwise.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/jinja2/**/*.html"))
PAGES = [path for path in TEMPLATES if not {"mail", "notifications"} & set(path.parts)]


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_it_compiles(path: Path) -> None:
    compiled = environment().compile(path.read_text(encoding="utf-8"), name=path.name)
    assert compiled.co_code


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|\son[a-z]+=|<script(?! src=)|javascript:", text) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    drawn = set(re.findall(r"icon\('([a-z0-9-]+)'", path.read_text(encoding="utf-8")))
    assert drawn <= set(build_sprite.NAMES)
