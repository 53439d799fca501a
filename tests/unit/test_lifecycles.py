"""docs/lifecycles.md is drawn from the transition tables in code. To draw it anew:

PYTHONPATH=src python tests/unit/test_lifecycles.py
"""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import seatwise
from seatwise.kernel.transitions import Transitions

ROOT = Path(seatwise.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "lifecycles.md"
HEAD = """\
# Lifecycles

Drawn from the transition tables in code; `tests/unit/test_lifecycles.py` compares, and draws this page anew
when run as a program. Nothing leaves an end. Each move stores who, when and the reason (R2). The status of an
order follows from those of its lines.
"""


def tables() -> Iterator[tuple[str, str, Transitions[Any]]]:
    """Every transition table of every capability's rules: file, name, table."""
    for path in sorted(ROOT.glob("*/domain/**/*.py")):
        relative = path.relative_to(ROOT.parent)
        module = importlib.import_module(".".join(relative.with_suffix("").parts))
        for name, value in vars(module).items():
            if isinstance(value, Transitions):
                yield relative.as_posix(), name, value


def page() -> str:
    """The page as the tables say it must be."""
    sections = []
    for path, name, table in tables():
        title = f"{path.split('/')[1].capitalize()}, {name.replace('_', ' ').lower()}"
        sections.append(
            f"\n## {title}\n\n`{name}` in `src/{path}`\n\n```mermaid\n{table.mermaid(title)}```\n"
        )
    return HEAD + "".join(sections)


def test_the_diagrams_are_those_of_the_code() -> None:
    assert {"ORDER", "LINE"} <= {name for _, name, _ in tables()}
    assert PAGE.read_text(encoding="utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
