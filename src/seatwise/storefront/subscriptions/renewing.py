"""Switch auto-renew of several subscriptions: what it means for each, one yes, each in a transaction of its own (R18, B6)."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import transactions
from seatwise.kernel.refusal import Refusal
from seatwise.storefront.subscriptions import details, planning, selected
from seatwise.subscriptions import queries as held
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _
from seatwise.ui.wording import ngettext


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.SET_AUTO_RENEW)
def auto_renew(request: VisitedRequest) -> HttpResponse:
    """This function will show what auto-renew on or off means for the subscriptions of its address, and switch it.

    `on` says which. A refusal stops no other.
    """
    on = request.GET.get("on") == "1"
    if request.method != "POST":
        return selected.respond(request, _asking(request, selected.rows(request), on=on))
    with transactions.reading():
        rows = selected.rows(request)
    outcomes = [_switched(request, row, on=on) for row in rows]
    done = [outcome for outcome in outcomes if outcome.done]
    refused = [outcome.ref for outcome in outcomes if not outcome.done]
    if on:
        summary = ngettext(
            "Auto-renew is on for %(count)s subscription.",
            "Auto-renew is on for %(count)s subscriptions.",
            len(done),
        )
    else:
        summary = ngettext(
            "Auto-renew is off for %(count)s subscription.",
            "Auto-renew is off for %(count)s subscriptions.",
            len(done),
        )
    view = selected.Done(
        title=_title(on=on),
        summary=summary % {"count": jinja.quantity(len(done))},
        outcomes=tuple(outcomes),
        again_href=selected.address(request.path, refused, on="1" if on else "0") if refused else "",
    )
    with transactions.reading():
        return selected.respond(request, view)


def _asking(request: VisitedRequest, rows: Sequence[held.HeldRow], *, on: bool) -> selected.Asking:
    refs = tuple(row.number_text for row in rows)
    found = tuple(_row(request, row, on=on) for row in rows)
    changing = [row for row, shown in zip(rows, found, strict=True) if not shown.refusal]
    count = {"count": jinja.quantity(len(changing))}
    if on:
        submit = ngettext(
            "Turn it on for %(count)s subscription", "Turn it on for %(count)s subscriptions", len(changing)
        )
    else:
        submit = ngettext(
            "Turn it off for %(count)s subscription", "Turn it off for %(count)s subscriptions", len(changing)
        )
    return selected.Asking(
        title=_title(on=on),
        intro=_("It can be switched again until the term ends. Nothing is ordered or charged now."),
        action=selected.address(request.path, refs, on="1" if on else "0"),
        path=request.path,
        refs=refs,
        rows=found,
        submit=submit % count if changing else "",
        danger=False,
        keep=_("Leave it as it is"),
        on="1" if on else "0",
    )


def _row(request: VisitedRequest, about: held.HeldRow, *, on: bool) -> selected.Row:
    why_not = details.renew_note(about, request.visitor)
    if not about.is_active:
        why_not = _("%(name)s is not active any more.") % {"name": about.name}
    elif not why_not and _stays(about, on=on):
        why_not = _("It is on already.") if on else _("It is off already.")
    if why_not:
        return selected.row(about, refusal=why_not)
    return selected.row(about, says=[planning.what_follows(on=on, term_end=about.term_end_on)])


def _switched(request: VisitedRequest, about: held.HeldRow, *, on: bool) -> selected.Outcome:
    """Switch one. Sent twice, the second finds it switched and says the same."""
    try:
        if not (about.is_active and _stays(about, on=on)):
            planning.set_auto_renew(request, about.id, ref=about.number_text, on=on)
    except Refusal as refusal:
        return selected.outcome(about, done=False, said=jinja.sentence(refusal))
    return selected.outcome(about, done=True, said=planning.what_follows(on=on, term_end=about.term_end_on))


def _stays(about: held.HeldRow, *, on: bool) -> bool:
    return about.auto_renew == on


def _title(*, on: bool) -> str:
    return _("Turn auto-renew on") if on else _("Turn auto-renew off")
