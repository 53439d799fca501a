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
    broken = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
