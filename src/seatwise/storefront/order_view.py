"""An order form as its template shows it, the quote beside it included. Words are ready for the reader."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import add_months
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.ordering.domain import commands, quotes
from seatwise.ordering.queries import quoting
from seatwise.storefront import billing_address
from seatwise.storefront.words import term as term_in_words
from seatwise.ui import formatting, jinja, terms
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PanelLine:
    """One line of a quote and how its amount is worked out."""

    name: str
    amount: Money
    explanation: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is paid for one thing before and after a change, and for how many; an amount is None where there is nothing.

    `per` is how often it is paid where the rows differ in that, "" where their title says it.
    """

    name: str
    per: str
    before: Money | None
    held: str
    after: Money | None
    then: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a quote's panel and its button say in place of the usual words. `notes` stand under the amounts.

    `rows` compare what is paid before and after, `together` are their sums where they are paid equally often. `batches` names
    what a credit is for, by its seat batch.
    """

    submit: str
    danger: bool = False
    keep: str = ""
    notes: tuple[str, ...] = ()
    rows_title: str = ""
    rows: tuple[Compared, ...] = ()
    together: tuple[Money, Money] | None = None
    batches: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuotePanel:
    """What ui.quote_panel shows. `then`: (words, recurring before or None, after) of each billing period; `approval`: (who, what).

    `gives_back`: money only comes back, and is written without a minus. `binds`: for how long what begins is bought.
    """

    title: str
    gives_back: bool
    lines: tuple[PanelLine, ...]
    subtotal: Money
    vat: tuple[tuple[str, Money], ...]
    total_label: str
    total: Money
    then: tuple[tuple[str, Money | None, Money], ...]
    then_note: str
    binds: tuple[str, ...]
    approval: tuple[str, str] | None
    worked_out: str
    held: str
    words: Words | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderForm:
    """The form. `error`, `reference_error` and `note_error` stand under their fields, `refusal` on top.

    `note_label` is "" for a customer's own note. `moved`: (total seen, total now, why) after a quote that did not hold.
    `token` is "" where nothing can be submitted.
    `just_ordered`: number and address of an order for the same that the person has placed minutes ago.
    """

    action: str
    back_href: str
    quantity: str
    least: int
    most: int | None
    limit: str
    error: str
    refusal: str
    reference: str
    reference_error: str
    note: str
    note_error: str
    note_label: str
    company_id: UUID
    reseller: str
    moved: tuple[Money, Money, str] | None
    address: billing_address.AddressView
    quote: QuotePanel | None
    token: str
    just_ordered: tuple[str, str] | None


def form(
    *,
    action: str,
    back_href: str,
    quantity: str,
    room: Limits | None,
    limit: str,
    error: Refusal | None,
    refusal: Refusal | None,
    reference: str,
    note: str,
    note_label: str,
    company_id: UUID,
    text_errors: Mapping[str, str],
    quote: quotes.Quote | None,
    moved: tuple[int, Sentence] | None,
    address: billing_address.AddressView,
    reseller: str,
    time_zone: str,
    words: Callable[[quotes.Quote], Words] | None = None,
    just_ordered: tuple[str, str] | None = None,
) -> OrderForm:
    """This function will put a form together. `moved`: what the person had seen, in minor units, and why it did not hold.

    `just_ordered`: number and address of an order for the same that the person has placed minutes ago.
    """
    seen = None
    if moved and quote:
        seen = Money(moved[0], quote.total.net.currency), quote.total.gross, jinja.sentence(moved[1])
    return OrderForm(
        action=action,
        back_href=back_href,
        quantity=quantity,
        least=room.smallest if room else 1,
        most=room.largest if room else None,
        limit=limit,
        error=jinja.sentence(error) if error else "",
        refusal=jinja.sentence(refusal) if refusal else "",
        reference=reference,
        reference_error=text_errors.get("reference", ""),
        note=note,
        note_error=text_errors.get("note", ""),
        note_label=note_label,
        company_id=company_id,
        reseller=reseller,
        moved=seen,
        address=address,
        quote=panel(
            quote=quote, reseller=reseller, time_zone=time_zone, words=words(quote) if words else None
        )
        if quote
        else None,
        token=quoting.sign(quote) if quote else "",
        just_ordered=just_ordered,
    )


def panel(*, quote: quotes.Quote, reseller: str, time_zone: str, words: Words | None = None) -> QuotePanel:
    """This function will write a quote for the panel beside its form (B1, R26, R27)."""
    comes_back = quote.total.net.minor < 0
    gives_back = comes_back and all(part.amount.net.minor <= 0 for line in quote.lines for part in line.parts)

    def shown(amount: Money) -> Money:
        return -amount if gives_back else amount

    return QuotePanel(
        title=_title(quote),
        gives_back=gives_back,
        lines=tuple(
            dataclasses.replace(each, amount=shown(each.amount))
            for line in quote.lines
            for each in _panel_lines(line, words.batches if words else {})
        ),
        subtotal=shown(quote.total.net),
        vat=tuple((label, shown(amount)) for label, amount in vat_by_rate(quote)),
        total_label=_("Credit to your account") if comes_back else _("Total today"),
        total=shown(quote.total.gross),
        then=_then(quote),
        then_note=_then_note(quote),
        binds=_binds(quote),
        approval=_approval(quote=quote, reseller=reseller),
        worked_out=_worked_out(quote),
        held=_held(quote, time_zone),
        words=words,
    )


def _title(quote: quotes.Quote) -> str:
    if all(line.planned_on is not None for line in quote.lines):
        return _("Planned")
    return _("You get back") if quote.total.net.minor < 0 else _("Pay today")


def _panel_lines(line: quotes.QuotedLine, batches: Mapping[str, str]) -> tuple[PanelLine, ...]:
    """Each debit and credit by itself; a line without any, because it is planned or gives nothing, in one."""
    if any(part.batch in batches for part in line.parts):
        return tuple(
            PanelLine(
                name=batches.get(part.batch or "", line.name),
                amount=part.amount.net,
                explanation=jinja.sentence(part.line.explanation),
            )
            for part in line.parts
        )
    if len(line.parts) < 2:
        return (
            PanelLine(name=line.name, amount=line.amount.net, explanation=jinja.sentence(line.explanation)),
        )
    return tuple(
        PanelLine(
            name=(_("Credit, %(name)s") if part.amount.net.minor < 0 else _("Charge, %(name)s"))
            % {"name": line.source_name if part.corrects and line.source_name else line.name},
            amount=part.amount.net,
            explanation=jinja.sentence(part.line.explanation),
        )
        for part in line.parts
    )


def vat_by_rate(quote: quotes.Quote) -> tuple[tuple[str, Money], ...]:
    """This function will answer one row for each rate, as VAT is rounded by line and never on a sum (R26)."""
    if quote.vat_exempt_reason:
        label = _("VAT %(rate)s, exempt: %(reason)s") % {
            "rate": jinja.percent(0),
            "reason": quote.vat_exempt_reason,
        }
        return ((label, quote.total.vat),)
    by_rate: dict[Percent, Money] = {}
    for line in quote.lines:
        for part in line.parts:
            known = by_rate.get(part.vat_rate)
            by_rate[part.vat_rate] = part.amount.vat if known is None else known + part.amount.vat
    return tuple(
        (_("VAT %(rate)s") % {"rate": jinja.percent(rate)}, amount) for rate, amount in by_rate.items()
    )


def _recurring(quote: quotes.Quote) -> quotes.QuotedLine | None:
    return next((line for line in quote.lines if line.recurring_after is not None), None)


def _then(quote: quotes.Quote) -> tuple[tuple[str, Money | None, Money], ...]:
    """What comes again: of a change the subscription's amount, of a purchase the sum of each billing period."""
    line = _recurring(quote)
    if line is None or line.recurring_after is None or line.action == "upgrade":
        return ()
    if not isinstance(quote.command, commands.Purchase):
        return ((terms.then_every(line.billing_months), line.recurring_before, line.recurring_after),)
    sums: dict[int, Money] = {}
    for each in quote.lines:
        if each.recurring_after is not None:
            known = sums.get(each.billing_months)
            sums[each.billing_months] = (
                each.recurring_after if known is None else known + each.recurring_after
            )
    return tuple((terms.then_every(months), None, amount) for months, amount in sorted(sums.items()))


def _then_note(quote: quotes.Quote) -> str:
    line = _recurring(quote)
    if line is not None and line.recurring_before is not None:
        starts = line.planned_on or (line.period.end if line.period else None)
        if starts is not None:
            return _("From %(day)s. Excludes VAT.") % {"day": jinja.day(starts)}
    return _("Excludes VAT.")


def _binds(quote: quotes.Quote) -> tuple[str, ...]:
    """How long each term that begins runs, a single month not; an add-on goes with what it hangs on (R21)."""
    begins = [
        line
        for line in quote.lines
        if line.action == "start" and line.parent_id is None and line.term_months > 1 and line.billing_months
    ]
    said: dict[str, None] = {}
    for line in begins:
        term = term_in_words(term_months=line.term_months, billing_months=line.billing_months)
        last = add_months(quote.worked_out_on, line.term_months) - dt.timedelta(days=1)
        about = {"term": term, "day": jinja.day(last), "name": line.name}
        if len(quote.lines) > 1:
            said[_("%(name)s: %(term)s, to %(day)s.") % about] = None
        else:
            said[_("%(term)s, to %(day)s.") % about] = None
    return tuple(said)


def _approval(*, quote: quotes.Quote, reseller: str) -> tuple[str, str] | None:
    if not quote.approval_needed:
        return None
    return _("%(reseller)s approves this order.") % {"reseller": reseller}, _("You pay nothing before that.")


def _worked_out(quote: quotes.Quote) -> str:
    day = {"day": jinja.day(quote.worked_out_on)}
    if quote.approval_needed:
        return (
            _("Worked out for delivery today, %(day)s. Prices stay; days are counted on the day of delivery.")
            % day
        )
    return _("Worked out for delivery today, %(day)s.") % day


def _held(quote: quotes.Quote, time_zone: str) -> str:
    """Until when it can be submitted: the last minute of the day rather than the first of the next."""
    last = quote.holds_until
    if last.astimezone(ZoneInfo(time_zone)).time() == dt.time():
        last -= dt.timedelta(minutes=1)
    until = {"time": formatting.time_of_day(last, time_zone=time_zone)}
    return _("This price is held for you until %(time)s.") % until
