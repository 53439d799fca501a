"""docs/where-is.md is true."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/where-is.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(src/[^`]+)`", PAGE))


def test_every_path_exists() -> None:
    assert [path for path in sorted(NAMED) if not (ROOT / path).exists()] == []


def test_every_package_is_named() -> None:
    packages = {p.name for p in (ROOT / "src/seatwise").iterdir() if (p / "__init__.py").exists()}
    named = {path.split("/")[2] for path in NAMED}
    assert packages - named == set()


def test_links_in_the_docs_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    links = {
        (p, t)
        for p in pages
        for t in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", p.read_text(encoding="utf-8"))
    }
    assert len(links) > 5
    assert sorted(f"{p.relative_to(ROOT)}: {t}" for p, t in links if not (p.parent / t).exists()) == []
