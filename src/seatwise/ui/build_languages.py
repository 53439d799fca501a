"""From the words in the source to the languages' catalogues, and from those to what gettext reads.

`python -m seatwise.ui.build_languages` compiles, `… update` collects the words first (bin/messages). A compiled catalogue
is not committed: two branches that both add words merge as text, and no one can forget to compile.
"""

import datetime as dt
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages import Catalog, extract, frontend, mofile, pofile

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(__file__).resolve().parents[1]
LOCALE = SOURCE / "locale"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# Fields of a catalogue's head that change with every run, or say nothing.
_NOISE = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Last-Translator",
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
)
_NO_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def collect(*, source: Path = SOURCE, mapping: Path = ROOT / "babel.cfg") -> Catalog:
    """This function will answer every message of the source, untranslated. Raises when a template cannot be read."""
    with mapping.open(encoding="utf-8") as file:
        methods, options = frontend.parse_mapping_cfg(file)  # type: ignore[attr-defined]  # the stubs are older
    found = Catalog(charset="utf-8", fuzzy=False)
    words = extract.extract_from_dir(
        source, method_map=methods, options_map=options, keywords=KEYWORDS, directory_filter=None
    )
    for _file, _line, message, _comments, context in words:
        found.add(message, context=context)
    return found


def read(path: Path) -> Catalog:
    """This function will read a catalogue of <locale>/<language>/LC_MESSAGES/django.po."""
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parents[1].name, domain="django", abort_invalid=True)


def update(*, path: Path, words: Catalog) -> bool:
    """This function will bring a catalogue to the words of the source and answer whether its file has changed.

    A new word stands there untranslated, never guessed; a word that is gone is dropped. The order is the alphabet's and
    there are no line numbers, so that a difference shows words only.
    """
    catalogue = read(path)
    catalogue.update(words, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    written = io.BytesIO()
    pofile.write_po(written, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = written.getvalue().decode().splitlines(keepends=True)
    quiet = "".join(line for line in lines if not line.startswith(tuple(f'"{name}:' for name in _NOISE)))
    return _write(path, quiet.encode())


def build(*, locale: Path = LOCALE) -> list[Path]:
    """This function will compile the catalogues and answer the files that have changed.

    A file that is right already is left alone, and one that is not is replaced whole: several may build at once.
    """
    changed = []
    for path in catalogues(locale=locale):
        catalogue = read(path)
        catalogue.creation_date = catalogue.revision_date = _NO_TIME
        compiled = io.BytesIO()
        mofile.write_mo(compiled, catalogue)
        target = path.with_suffix(".mo")
        if _write(target, compiled.getvalue()):
            changed.append(target)
    return changed


def catalogues(*, locale: Path = LOCALE) -> list[Path]:
    """This function will answer the places of all catalogues."""
    return sorted(locale.glob("*/LC_MESSAGES/django.po"))


def missing(catalogue: Catalog) -> list[str]:
    """This function will answer the messages that have no translation, or one that nobody has confirmed."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def _forms(string: str | Iterable[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _write(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)
    return True


def main(arguments: list[str]) -> int:
    """This function will compile; with "update" it collects the words before, and names what awaits translation."""
    if arguments == ["update"]:
        words = collect()
        for path in catalogues():
            changed = update(path=path, words=words)
            waiting = missing(read(path))
            print(f"{path.relative_to(ROOT)}: {len(words)} messages, {'changed' if changed else 'unchanged'}")
            for message in waiting:
                print(f"  to translate: {message}")
    build()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
