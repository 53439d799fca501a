"""One look for each status word, everywhere: its tone and its icon, always together with the word."""

from dataclasses import dataclass

from seatwise.kernel.sentence import N_


@dataclass(frozen=True, slots=True)
class Look:
    """A status as shown. `word` is a message id; `tone` is one of ok, info, warn, plan, bad, mute."""

    word: str
    tone: str
    icon: str


_ACTIVE = Look(N_("Active"), "ok", "check")
_PENDING_APPROVAL = Look(N_("Pending Reseller Approval"), "warn", "hourglass")
_UNKNOWN = ("mute", "info-circle")

LOOKS = {
    # orders and their lines
    "executed": Look(N_("Executed"), "ok", "check"),
    "pending_reseller_approval": _PENDING_APPROVAL,
    "pending_approval": _PENDING_APPROVAL,
    "in_progress": Look(N_("In Progress"), "info", "loader-2"),
    "canceled": Look(N_("Canceled"), "mute", "x"),
    "pending": Look(N_("Pending"), "plan", "calendar-event"),
    "delivered": Look(N_("Delivered"), "ok", "check"),
    "failed": Look(N_("Failed"), "bad", "alert-triangle"),
    # what is held
    "active": _ACTIVE,
    "pending_cancel": Look(N_("Pending Cancel"), "warn", "clock-x"),
    "suspended": Look(N_("Suspended"), "mute", "player-pause"),
    "upgraded": Look(N_("Upgraded"), "mute", "arrow-up"),
    "needs_attention": Look(N_("Needs attention"), "bad", "alert-triangle"),
    # a supplier's answer
    "not_sent": Look(N_("Not sent"), "mute", "clock"),
    "synced": Look(N_("Synced"), "ok", "check"),
}


def look(status: object) -> Look:
    """This function will answer how a status looks: of an enumeration's member, of its value, or of its words.

    A word that is not known is shown as it is, in grey.
    """
    text = str(getattr(status, "value", status))
    known = LOOKS.get(text.lower().replace(" ", "_").replace("-", "_"))
    return known or Look(text, *_UNKNOWN)
