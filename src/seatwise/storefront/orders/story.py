"""What happened to an order, told from its moves: the steps, the timeline, the people, and why it was canceled (R2)."""

from django.utils.translation import ngettext

from seatwise.kernel.actor import ActorKind
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.queries import details
from seatwise.ui import jinja, listing, page
from seatwise.ui.wording import gettext as _

_PENDING = OrderStatus.PENDING_RESELLER_APPROVAL.value


def steps(order: details.OrderDetails, *, reseller: str) -> tuple[listing.Step, ...]:
    """This function will answer the steps from submitted to executed; one that does not apply is left out."""
    first = order.moves[0]
    found = [
        listing.Step(
            title=_("Submitted"), state="done", detail=_who(first, reseller), when=_when(first, order)
        )
    ]
    if first.after == _PENDING:
        found.append(_approval(order, reseller))
    if order.status is OrderStatus.CANCELED:
        if found[-1].state != "stopped":
            last = _last(order)
            found.append(
                listing.Step(
                    title=_("Undone") if _is_undone(order) else _("Canceled"),
                    state="stopped",
                    detail=_who(last, reseller),
                    when=_when(last, order),
                    icon="x",
                )
            )
        return tuple(found)
    return (*found, *_delivery(order, reseller))


def history(order: details.OrderDetails, *, reseller: str) -> tuple[listing.Step, ...]:
    """This function will answer everything that happened, newest first."""
    return tuple(
        listing.Step(
            title=_told(move, order),
            state="stopped" if move.after in {LineStatus.FAILED, OrderStatus.CANCELED} else "done",
            detail=": ".join(part for part in (_who(move, reseller), move.reason) if part),
            when=_when(move, order),
            icon="x" if move.after in {LineStatus.FAILED, OrderStatus.CANCELED} else "check",
        )
        for move in reversed(order.moves)
    )


def people(order: details.OrderDetails, *, reseller: str) -> tuple[tuple[str, str, str], ...]:
    """This function will answer who placed the order and who decided on it: (name, initials, what they did)."""
    found = [(order.placed_by_name, _("Placed the order"))]
    for move in order.moves:
        if move.before != _PENDING or move.position is not None:
            continue
        did = {
            (ActorKind.RESELLER, OrderStatus.IN_PROGRESS): _("Approved for %(reseller)s"),
            (ActorKind.RESELLER, OrderStatus.CANCELED): _("Rejected for %(reseller)s"),
            (ActorKind.CUSTOMER, OrderStatus.CANCELED): _("Withdrew the order"),
        }.get((ActorKind(move.actor_kind), OrderStatus(move.after)))
        if did:
            found.append((move.actor_name, did % {"reseller": reseller} if "%" in did else did))
    return tuple((name, page.initials(name), did) for name, did in found)


def why_canceled(order: details.OrderDetails, *, reseller: str) -> str:
    """This function will answer why a canceled order was, and by whom; "" for one that was not (R2)."""
    if order.status is not OrderStatus.CANCELED:
        return ""
    last = _last(order)
    if last.before == _PENDING and last.actor_kind == ActorKind.CUSTOMER:
        return _("Withdrawn by %(name)s.") % {"name": last.actor_name}
    reasons = dict.fromkeys(
        reason for reason in (last.reason, *(line.status_reason for line in order.lines)) if reason
    )
    if _is_undone(order):
        return _("Undone by %(name)s.") % {"name": last.actor_name}
    said = {"reseller": reseller, "reason": "; ".join(reasons)}
    if last.before == _PENDING:
        return _("Rejected by %(reseller)s: %(reason)s") % said
    return _("Canceled by %(reseller)s: %(reason)s") % said


def _is_undone(order: details.OrderDetails) -> bool:
    """Whether what was planned was undone. Whoever cancels for the reseller says why; undoing takes no reason."""
    last = _last(order)
    reasons = (last.reason, *(line.status_reason for line in order.lines))
    return order.status is OrderStatus.CANCELED and last.before != _PENDING and not any(reasons)


def _approval(order: details.OrderDetails, reseller: str) -> listing.Step:
    for move in order.moves[1:]:
        if move.position is None and move.before == _PENDING:
            break
    else:
        return listing.Step(
            title=_("Pending Reseller Approval"),
            state="now",
            detail=_("%(reseller)s approves or rejects this order") % {"reseller": reseller},
        )
    who, when = move.actor_name, _when(move, order)
    if move.after == OrderStatus.IN_PROGRESS:
        return listing.Step(
            title=_("Approved by %(reseller)s") % {"reseller": reseller}, state="done", detail=who, when=when
        )
    if move.actor_kind == ActorKind.CUSTOMER:
        return listing.Step(title=_("Withdrawn"), state="stopped", detail=who, when=when, icon="x")
    title = _("Rejected by %(reseller)s") % {"reseller": reseller}
    return listing.Step(title=title, state="stopped", detail=who, when=when, icon="x")


def _delivery(order: details.OrderDetails, reseller: str) -> tuple[listing.Step, listing.Step]:
    counted = [line for line in order.lines if line.status is not LineStatus.CANCELED]
    delivered = sum(line.status is LineStatus.DELIVERED for line in counted)
    progress = ngettext(
        "%(done)s of %(count)s line delivered", "%(done)s of %(count)s lines delivered", len(counted)
    ) % {"done": delivered, "count": len(counted)}
    planned = [line.planned_on for line in counted if line.status is LineStatus.PENDING and line.planned_on]
    if planned and len(planned) == len(counted):
        progress = _("Scheduled for %(day)s") % {"day": jinja.day(min(planned))}
    failed = any(line.status is LineStatus.FAILED for line in counted)
    if order.status is OrderStatus.EXECUTED:
        return (
            listing.Step(title=_("In Progress"), state="done", detail=progress),
            listing.Step(title=_("Executed"), state="done", when=_when(_last(order), order)),
        )
    state = "now" if order.status is OrderStatus.IN_PROGRESS else "todo"
    detail = progress if state == "now" else ""
    if failed:
        detail = _("A line failed. %(reseller)s tries again or cancels it.") % {"reseller": reseller}
    return (
        listing.Step(title=_("In Progress"), state=state, detail=detail),
        listing.Step(title=_("Executed"), state="todo", detail=_("All lines delivered")),
    )


def _told(move: details.Move, order: details.OrderDetails) -> str:
    if move.position is not None:
        line = next(line for line in order.lines if line.position == move.position)
        named = {"count": jinja.quantity(line.quantity), "name": line.name}
        match LineStatus(move.after):
            case LineStatus.DELIVERED:
                return _("%(count)s × %(name)s delivered") % named
            case LineStatus.CANCELED:
                return _("%(count)s × %(name)s canceled") % named
            case LineStatus.FAILED:
                return _("%(count)s × %(name)s could not be delivered") % named
            case _other:
                return _("%(count)s × %(name)s is being delivered") % named
    match (move.before, move.after):
        case ("", OrderStatus.PENDING_RESELLER_APPROVAL):
            return _("Submitted, waits for approval")
        case ("", _after):
            return _("Submitted")
        case (OrderStatus.PENDING_RESELLER_APPROVAL, OrderStatus.IN_PROGRESS):
            return _("Approved")
        case (OrderStatus.PENDING_RESELLER_APPROVAL, OrderStatus.CANCELED):
            return _("Withdrawn") if move.actor_kind == ActorKind.CUSTOMER else _("Rejected")
        case (_before, OrderStatus.EXECUTED):
            return _("Executed")
        case _rest:
            return _("Undone") if _is_undone(order) else _("Canceled")


def _who(move: details.Move, reseller: str) -> str:
    match ActorKind(move.actor_kind):
        case ActorKind.RESELLER:
            return f"{move.actor_name}, {reseller}"
        case ActorKind.CUSTOMER:
            return move.actor_name
        case _machine:
            return _("Automatically")


def _when(move: details.Move, order: details.OrderDetails) -> str:
    return jinja.day_time(move.at, order.customer_time_zone)


def _last(order: details.OrderDetails) -> details.Move:
    return next(move for move in reversed(order.moves) if move.position is None)
