"""A reseller's own paragraph in a mail: plain text with {variables} that are checked when it is kept (S27)."""

import re
from collections.abc import Mapping

from seatwise.kernel.refusal import N_, Refusal

LONGEST = 1_000
VARIABLES = ("customer", "order", "reference", "reseller", "total")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class TextRefused(Refusal):
    """The text cannot stand in a mail; the sentence says why."""

    code = "text_refused"


def check(text: str) -> None:
    """This function will raise TextRefused for a text that is too long or names a variable that is none."""
    if len(text) > LONGEST:
        raise TextRefused(N_("Enter at most %(longest)s characters."), longest=LONGEST)
    for name in _VARIABLE.findall(text):
        if name not in VARIABLES:
            raise TextRefused(
                N_("There is no {%(name)s}. You can write %(known)s."),
                name=name[:40],
                known=", ".join(f"{{{known}}}" for known in VARIABLES),
            )
    if _VARIABLE.sub("", text).count("{") or _VARIABLE.sub("", text).count("}"):
        raise TextRefused(N_("A { or } stands alone. A variable is written like {order}."))


def filled(text: str, values: Mapping[str, str]) -> str:
    """This function will answer the text with each variable replaced by its value; a value is never read as a variable.

    Raises KeyError for a text that was not checked.
    """
    return _VARIABLE.sub(lambda found: values[found[1]], text)
