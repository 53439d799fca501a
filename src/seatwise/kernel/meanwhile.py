"""Somebody saves a form that was opened before somebody else changed what it shows."""

from collections.abc import Mapping

from seatwise.kernel.refusal import N_, Refusal


class ChangedMeanwhile(Refusal):
    """Somebody else has changed what was shown; `changes` are the names with their values then and now. Nothing is overwritten."""

    code = "changed_meanwhile"

    def __init__(self, changes: Mapping[str, tuple[object, object]]) -> None:
        super().__init__(
            N_("Somebody else has changed this meanwhile, so nothing was saved. Look at it, then save again.")
        )
        self.changes = changes


def check(
    *, held: object, seen: Mapping[str, object] | None, wanted: Mapping[str, object] | None = None
) -> None:
    """This function will raise ChangedMeanwhile where `held` has other values than a person has `seen`.

    A value that is already as it is `wanted` is no obstacle: the same form sent twice is saved once.
    """
    found = {
        name: (value, now)
        for name, value in (seen or {}).items()
        if (now := getattr(held, name)) != value and not (wanted and name in wanted and wanted[name] == now)
    }
    if found:
        raise ChangedMeanwhile(found)
