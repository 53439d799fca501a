"""Greek is complete: whoever adds a word runs bin/messages and translates it. # R, B11"""

import re
import shutil
from pathlib import Path

import pytest
from babel.messages import Catalog, Message

from seatwise.ui import build_languages

HEAD = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture(scope="module")
def greek() -> Catalog:
    return build_languages.read(build_languages.LOCALE / "el/LC_MESSAGES/django.po")


def forms(message: Message) -> tuple[str, ...]:
    """The translations that are there."""
    return tuple(
        form for form in ((message.string,) if isinstance(message.string, str) else message.string) if form
    )


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def placeholders(text: str) -> set[str]:
    """Names and how they are written; of a bare % and a doubled one only that there is one."""
    return set(re.findall(r"%\(\w+\)[sd]|%[sd%]", text))


def catalogue_in(folder: Path, text: str) -> Path:
    path = folder / "el/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_the_catalogue_holds_the_words_of_the_source(tmp_path: Path) -> None:
    committed = build_languages.LOCALE / "el/LC_MESSAGES/django.po"
    path = tmp_path / "el/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    shutil.copyfile(committed, path)
    build_languages.update(path=path, words=build_languages.collect())
    assert path.read_text(encoding="utf-8") == committed.read_text(encoding="utf-8"), "Run bin/messages."


def test_nothing_awaits_translation(greek: Catalog) -> None:
    assert build_languages.missing(greek) == []
    assert len(greek) > 500


def test_placeholders_are_those_of_the_source(greek: Catalog) -> None:
    wrong = [
        message.id
        for message in greek
        if message.id
        for text in forms(message)
        if placeholders(text) != set().union(*(placeholders(source) for source in sources(message)))
    ]
    assert wrong == []


def test_plurals_have_two_forms(greek: Catalog) -> None:
    assert greek.num_plurals == 2
    assert [m.id for m in greek if forms(m) and m.id and len(forms(m)) != len(sources(m))] == []


def test_white_space_and_the_end_are_those_of_the_source(greek: Catalog) -> None:
    def shape(text: str) -> tuple[bool, bool, bool, bool]:
        return text[:1].isspace(), text[-1:].isspace(), text.endswith("."), text.endswith("…")

    assert [m.id for m in greek if m.id and any(shape(f) != shape(sources(m)[-1]) for f in forms(m))] == []


def test_greek_words_are_greek(greek: Catalog) -> None:
    """A Latin letter inside a Greek word looks right and is not: no one finds it by searching."""
    mixed = re.compile(r"[Ͱ-Ͽἀ-῿][A-Za-z]|[A-Za-z][Ͱ-Ͽἀ-῿]")
    assert [
        text for m in greek if m.id for text in forms(m) if mixed.search(re.sub(r"%\(\w+\)[sd]", "", text))
    ] == []


def test_an_untranslated_word_is_found(tmp_path: Path) -> None:
    path = catalogue_in(
        tmp_path,
        '\nmsgid "Orders"\nmsgstr "Παραγγελίες"\n\nmsgid "Assets"\nmsgstr ""\n\n#, fuzzy\nmsgid "Home"\nmsgstr "Αρχική"\n'
        '\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s ημέρα"\nmsgstr[1] ""\n',
    )
    assert build_languages.missing(build_languages.read(path)) == ["Assets", "Home", "%(n)s day"]


def test_an_update_adds_new_words_and_drops_old_ones(tmp_path: Path) -> None:
    path = catalogue_in(tmp_path, '\nmsgid "Orders"\nmsgstr "Παραγγελίες"\n\nmsgid "Gone"\nmsgstr "Πάει"\n')
    words = Catalog()
    words.add("Orders")
    words.add("Order")
    assert build_languages.update(path=path, words=words)
    text = path.read_text(encoding="utf-8")
    assert text.index('msgid "Order"\nmsgstr ""') < text.index('msgid "Orders"\nmsgstr "Παραγγελίες"')
    assert "Gone" not in text
    assert "Date" not in text
    assert not build_languages.update(path=path, words=words)


def test_compiling_twice_changes_nothing(tmp_path: Path) -> None:
    catalogue_in(tmp_path, '\nmsgid "Orders"\nmsgstr "Παραγγελίες"\n')
    assert len(build_languages.build(locale=tmp_path)) == 1
    assert build_languages.build(locale=tmp_path) == []
