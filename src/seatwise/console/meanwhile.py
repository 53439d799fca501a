"""A form carries what it was opened with, and says what somebody else has changed of it since (S26, S27)."""

import dataclasses
import json
from collections.abc import Collection, Mapping

from seatwise.audit.domain import details
from seatwise.customers.middleware import VisitedRequest
from seatwise.kernel.meanwhile import ChangedMeanwhile
from seatwise.kernel.refusal import Refusal
from seatwise.ui import jinja


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`seen` is what a form was opened with, to come back with it; `changes` what others have changed since, told by `refusal`."""

    seen: str
    refusal: str
    changes: tuple[str, ...]

    @property
    def status(self) -> int:
        return 409 if self.refusal else 200


def opened(
    request: VisitedRequest, kept: Mapping[str, object], *, no: ChangedMeanwhile | None = None
) -> Opened:
    """This function will answer what a form carries that shows `kept`; `no` where it was refused.

    A form that comes back for another reason keeps what it was opened with, else a mistake would hide what has changed.
    """
    before = seen(request, kept)
    carried = before if no is None and before is not None and before.keys() == kept.keys() else kept
    return Opened(
        seen=json.dumps(dict(carried)),
        refusal="" if no is None else jinja.sentence(no),
        changes=told(request, no),
    )


def seen(request: VisitedRequest, names: Collection[str]) -> dict[str, object] | None:
    """This function will answer what a form was opened with; None where it does not say, as nothing of ours does."""
    try:
        said = json.loads(request.POST.get("seen", ""))
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and said.keys() <= set(names) else None


def told(request: VisitedRequest, no: Refusal | None) -> tuple[str, ...]:
    """This function will say each value that somebody else has changed, before and after; nothing for another refusal."""
    if not isinstance(no, ChangedMeanwhile):
        return ()
    said = details.details({"changes": no.changes}, currency=request.visitor.reseller.currency)
    return tuple(jinja.sentence(each) for each in said)
