"""Words as somebody typed them, without what nobody sees: control characters, and those that turn the order of reading round."""

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf"})


def line(said: str) -> str:
    """This function will answer words on one line, with single spaces between them."""
    kept = "".join(each for each in said if each.isspace() or unicodedata.category(each) not in _UNSEEN)
    return " ".join(kept.split())


def text(said: str) -> str:
    """This function will answer words on the lines they were typed on, without the space around them."""
    lines = said.replace("\r\n", "\n").replace("\r", "\n")
    kept = (each for each in lines if each in "\n\t" or unicodedata.category(each) not in _UNSEEN)
    return "".join(kept).strip()
