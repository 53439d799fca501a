"""Copies the front-end files that pages use out of node_modules: `python -m seatwise.ui.build_static`.

Runs on the standard library alone, after `npm ci`, from bin/_setup. The browser tests read axe-core from node_modules.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"

_FONT = "@fontsource-variable/inter"
_FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    **{
        f"{_FONT}/files/inter-{script}-wght-normal.woff2": f"fonts/inter-{script}-wght-normal.woff2"
        for script in ("latin", "latin-ext", "greek", "greek-ext")
    },
    "htmx.org/LICENSE": "licences/htmx.txt",
    f"{_FONT}/LICENSE": "licences/inter.txt",
}
# A source map is not served, and the hashing of static files would look for it.
_SOURCE_MAP = re.compile(rb"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")


def build(*, modules: Path, into: Path) -> list[Path]:
    """This function will copy the files into a folder and return their new places.

    Raises FileNotFoundError, naming the file, when a package is missing or has changed its layout.
    """
    made = []
    for source, target in _FILES.items():
        place = into / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix in {".css", ".js"}:
            place.write_bytes(_SOURCE_MAP.sub(b"", (modules / source).read_bytes()))
        else:
            shutil.copyfile(modules / source, place)
        made.append(place)
    return made


def main() -> int:
    """This function will build into the package and answer the exit status."""
    try:
        made = build(modules=ROOT / "node_modules", into=VENDOR)
    except FileNotFoundError as problem:
        print(f"{problem.filename} is missing. Run: npm ci", file=sys.stderr)
        return 1
    print(f"{len(made)} front-end files in {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
