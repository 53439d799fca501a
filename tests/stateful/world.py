"""The product itself, driven through its operations beside the oracle, and everything compared after each step."""

import dataclasses
import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.customers import models as customer_models
from seatwise.fulfilment import handlers
from seatwise.infra import clock, events, tenancy, transactions
from seatwise.infra import models as infra_models
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import models as ordering_models
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import quoting
from seatwise.renewals import operations as renewals
from seatwise.subscriptions import models as subscription_models
from seatwise.subscriptions import operations as subscriptions
from tests import books, factories
from tests.stateful import days, oracle

MONTHLY, YEARLY, AT_ONCE = (1, 1), (12, 1), (12, 12)
VENDORS = {"house": "Adobe", "microsoft": "Microsoft Corporation"}
CUSTOMERS = (("Olympia Foods SA", False), ("Aegean Shipping SA", True), ("Pindos Tours", False))
OPENING = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


def products() -> dict[str, oracle.Product]:
    """This function will answer what is sold: three products and their add-ons under either rule, one in three delivered by hand."""
    found = []
    for rule in VENDORS:
        ways: dict[str, Any] = {"rule": rule}
        found += [
            oracle.Product(
                name=f"{rule} small",
                offers={MONTHLY: "16.00", YEARLY: "180.05", AT_ONCE: "171.40"},
                becomes=(f"{rule} middle", f"{rule} large"),
                carries=(f"{rule} phone", f"{rule} archive"),
                **ways,
            ),
            oracle.Product(
                name=f"{rule} middle",
                offers={MONTHLY: "23.33", YEARLY: "251.99", AT_ONCE: "239.90"},
                becomes=(f"{rule} small", f"{rule} large"),
                carries=(f"{rule} phone",),
                **ways,
            ),
            oracle.Product(
                name=f"{rule} large",
                offers={MONTHLY: "41.07", YEARLY: "444.44"},
                becomes=(f"{rule} small",),
                carries=(f"{rule} phone", f"{rule} archive"),
                automatic=False,
                **ways,
            ),
            oracle.Product(
                name=f"{rule} phone",
                offers={MONTHLY: "3.07", YEARLY: "33.10", AT_ONCE: "31.70"},
                is_add_on=True,
                **ways,
            ),
            oracle.Product(
                name=f"{rule} archive",
                offers={MONTHLY: "2.14", YEARLY: "23.23"},
                automatic=False,
                is_add_on=True,
                **ways,
            ),
        ]
    return {product.name: product for product in found}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Party:
    """A customer, and what the oracle knows of it. `ended`: subscriptions and orders that are over and have agreed."""

    real: factories.Customer
    told: oracle.Customer
    ended: set[UUID] = dataclasses.field(default_factory=set)


class Queue:
    """Stands where jobs are deferred: holds the events that wait for the vendor."""

    def __init__(self) -> None:
        self.waiting: list[UUID] = []

    def defer(self, *, event_id: str, **_: str) -> None:
        """This function will note a job."""
        self.waiting.append(UUID(event_id))


class World:
    """One reseller with a few customers, at an instant of its own."""

    def __init__(self, *, rng: random.Random, begins: dt.datetime, queue: "Queue") -> None:
        self.rng = rng
        self.queue = queue
        self.now = begins
        self.log: list[str] = []
        self.ids: dict[Any, UUID] = {}
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.reseller = factories.reseller(alias="techsolutions", now=OPENING)
        self.products = products()
        self.offers = self._catalogue()
        self.parties = [self._party(approval=approval, name=name) for name, approval in CUSTOMERS]
        for party in self.parties:
            party.told.today = days.day_of(begins)

    def _catalogue(self) -> dict[tuple[str, tuple[int, int]], UUID]:
        made: dict[str, factories.Product] = {}
        for one in sorted(self.products.values(), key=lambda product: product.is_add_on):
            parents = [made[each.name].key for each in self.products.values() if one.name in each.carries]
            made[one.name] = factories.product(
                title=one.name,
                vendor=VENDORS[one.rule],
                offers=one.offers,
                kind=ProductKind.ADDON if one.is_add_on else ProductKind.SUBSCRIPTION,
                automatic=one.automatic,
                largest=one.largest,
                parents=tuple(parents),
            )
        for one in self.products.values():
            for name in one.becomes:
                catalogue_models.Conversion.objects.create(
                    source_id=made[one.name].id, target_id=made[name].id
                )
        factories.publish(self.reseller, *made.values(), now=OPENING)
        return {(name, offer): key for name, product in made.items() for offer, key in product.offers.items()}

    def _party(self, *, name: str, approval: bool) -> Party:
        real = factories.customer(self.reseller, name=name)
        with tenancy.scope(self.reseller.id), transactions.writing():
            customer_models.Customer.objects.filter(id=real.id).update(approval_required=approval)
        return Party(real=real, told=oracle.Customer(products=self.products, approval=approval, markup=2_500))

    # --- what people do ---

    def wish(self, party: Party, wish: oracle.Wish) -> None:
        """This function will quote and order something for a customer."""
        customer_id, actor = party.real.id, party.real.admin.customer_actor
        command = self._command(party, wish)
        if wish.kind == "upgrade":
            assert wish.offer is not None
            with tenancy.scope(self.reseller.id), transactions.writing():
                factories.change_settings(upgrade_billing="annual" if wish.offer[1] == 12 else "monthly")

        def really() -> int:
            with transactions.writing():
                token = quoting.sign(quoting.quote(command=command, actor=actor, now=self.now))
                number = ordering.place(token=token, customer_id=customer_id, actor=actor, now=self.now)
                self.ids[number] = ordering_models.Order.objects.values_list("id", flat=True).get(
                    number=number
                )
            self._vendor_delivers()
            return number

        def told(number: int | None) -> None:
            party.told.place(number or 0, wish, self.now)

        name = "cancel" if wish.kind == "reduce" and wish.quantity is None else wish.kind
        if wish.when != "now":
            name += " later"
        self._both(name, party, really, told, _described(wish))

    def decide(self, party: Party, order: oracle.Order, how: str) -> None:
        """This function will approve, reject or withdraw an order."""
        order_id, owner = self.ids[order.number], self.reseller.owner.reseller_actor

        def really() -> None:
            with transactions.writing():
                match how:
                    case "approve":
                        ordering.approve(order_id=order_id, actor=owner, now=self.now)
                    case "reject":
                        ordering.reject(order_id=order_id, reason="Not now", actor=owner, now=self.now)
                    case _:
                        actor = party.real.admin.customer_actor
                        ordering.withdraw(order_id=order_id, role="admin", actor=actor, now=self.now)
            self._vendor_delivers()

        def told(_: None) -> None:
            if how == "approve":
                party.told.approve(order, self.now)
            else:
                party.told.give_up(order)

        self._both(how, party, really, told, f"SO {order.number}")

    def line(self, party: Party, order: oracle.Order, line: oracle.Line, how: str) -> None:
        """This function will deliver, cancel, retry or undo a line."""
        line_id = self._line_id(order, line)
        owner, actor = self.reseller.owner.reseller_actor, party.real.admin.customer_actor

        def really() -> None:
            with transactions.writing():
                match how:
                    case "deliver":
                        ordering.deliver(line_id=line_id, actor=owner, now=self.now)
                    case "cancel line":
                        ordering.cancel_line(line_id=line_id, reason="Sold out", actor=owner, now=self.now)
                    case "retry":
                        ordering.retry_line(line_id=line_id, actor=owner, now=self.now)
                    case _:
                        ordering.undo(line_id=line_id, actor=actor, now=self.now)
            self._vendor_delivers()

        def told(_: None) -> None:
            match how:
                case "deliver":
                    party.told.deliver(order, line, self.now)
                case "cancel line":
                    party.told.cancel_line(order, line)
                case "retry":
                    party.told.retry(order, line, self.now)
                case _:
                    party.told.undo(order, line, self.now)

        what = f"SO {order.number} {line.action} {line.quantity} {line.product.name}"
        self._both(how, party, really, told, what)

    def auto_renew(self, party: Party, sub: oracle.Sub, *, renews: bool) -> None:
        """This function will let a subscription renew, or end with its term."""
        sub_id = self.sub_id(sub)

        def really() -> None:
            with transactions.writing():
                held = subscriptions.lock(subscription_id=sub_id, customer_id=party.real.id)
                subscriptions.set_auto_renew(held=held, on=renews)

        self._both("auto-renew", party, really, lambda _: party.told.set_renews(sub, renews), f"{renews}")

    def settings(self, **changes: Any) -> None:
        """This function will change the reseller's markup, or which cancellations it approves."""
        self.log.append(f"{self.now:%Y-%m-%d %H:%M} settings {changes}")
        with tenancy.scope(self.reseller.id), transactions.writing():
            factories.change_settings(**changes)
        for party in self.parties:
            party.told.markup = changes.get("default_markup_bp", party.told.markup)
            for name in ("approves_cancellations", "approves_add_on_cancellations"):
                setattr(party.told, name, changes.get(name, getattr(party.told, name)))
        self.done["settings"] += 1

    def passes(self, time: dt.timedelta, *, calendar: bool) -> None:
        """This function will let time pass, and have the calendar do what is due, unless it is late."""
        before, self.now = days.day_of(self.now), self.now + time
        today = days.day_of(self.now)
        self.log.append(
            f"{self.now:%Y-%m-%d %H:%M} time passes: {before} to {today}{'' if calendar else ', the calendar is late'}"
        )
        self.done["days"] += (today - before).days
        if not calendar:
            return
        report = renewals.run(now=self.now)
        assert report.set_aside == []
        for party in self.parties:
            party.told.pass_until(today)
            self.compare(party)
        self.done.update(report.outcomes)

    def _both(
        self, name: str, party: Party, really: Callable[[], Any], told: Callable[[Any], None], what: str
    ) -> None:
        """Do it in the product and tell the oracle; both refuse, or neither does."""
        at = self.now.astimezone(days.ATHENS)
        self.log.append(f"{at:%Y-%m-%d %H:%M} {self.parties.index(party)} {name}: {what}")
        refusal, answer = None, None
        with tenancy.scope(self.reseller.id), clock.standing_at(self.now):
            try:
                answer = really()
            except Refusal as refused:
                refusal = refused
                self.queue.waiting.clear()
        why_not = None
        try:
            told(answer)
        except oracle.No as no:
            why_not = str(no)
        if refusal is None:
            assert why_not is None, f"{name} was done, but must be refused: {why_not}"
            self.done[name] += 1
        else:
            assert why_not is not None, f"{name} must not be refused: {refusal!r} {refusal}"
            self.refused[refusal.code] += 1
        self.compare(party)

    def _vendor_delivers(self) -> None:
        """Do what the jobs of accepted orders do: automatic lines are delivered at once."""
        while self.queue.waiting:
            event_id = self.queue.waiting.pop(0)
            with transactions.reading():
                order_id = infra_models.Event.objects.values_list("subject_id", flat=True).get(id=event_id)
            handlers.deliver_automatic_lines(
                events.Event(id=event_id, kind="order.accepted", subject_id=order_id, payload={}, at=self.now)
            )

    # --- from the oracle's names to the product's ---

    def _command(self, party: Party, wish: oracle.Wish) -> commands.Command:
        who, count = party.real.id, wish.quantity
        if wish.kind == "reduce":
            assert wish.sub is not None
            return commands.Reduce(
                customer_id=who,
                subscription_id=self.sub_id(wish.sub),
                quantity=count,
                when=wish.when,
                cancels=count is None,
                batch_id=self._batch_id(wish.sub, wish.pick) if wish.pick else None,
            )
        offer_id = self.offers[wish.product.name, wish.offer] if wish.product else None
        if wish.kind == "upgrade":
            assert wish.sub is not None
            assert offer_id is not None
            return commands.Upgrade(
                customer_id=who,
                subscription_id=self.sub_id(wish.sub),
                offer_id=offer_id,
                quantity=count,
                total=wish.total,
                when=wish.when,
            )
        assert count is not None
        if wish.kind == "add":
            assert wish.sub is not None
            return commands.BuyLicences(
                customer_id=who, subscription_id=self.sub_id(wish.sub), quantity=count
            )
        assert offer_id is not None
        if wish.kind == "add_on":
            assert wish.sub is not None
            return commands.BuyAddOn(
                customer_id=who, subscription_id=self.sub_id(wish.sub), offer_id=offer_id, quantity=count
            )
        return commands.Purchase(customer_id=who, items=(commands.Item(offer_id=offer_id, quantity=count),))

    def _line_id(self, order: oracle.Order, line: oracle.Line) -> UUID:
        return self.ids[order.number, order.lines.index(line) + 1]

    def sub_id(self, sub: oracle.Sub) -> UUID:
        """This function will answer the product's id of what the oracle knows."""
        return self.ids["held", *sub.key]

    def _batch_id(self, sub: oracle.Sub, batch: oracle.Batch) -> UUID:
        position = sorted(sub.batches, key=lambda each: each.serial).index(batch)
        with tenancy.scope(self.reseller.id), transactions.reading():
            rows = subscription_models.SeatBatch.objects.filter(
                subscription_id=self.sub_id(sub), quantity__gt=0
            )
            return rows.order_by("id")[position].id

    # --- comparing ---

    def compare(self, party: Party, *, everything: bool = False) -> None:
        """This function will hold a customer's holdings, orders and charges against the oracle's.

        What had ended and agreed before is left out, unless `everything` is asked for.
        """
        if everything:
            party.ended.clear()
        values = [party.real.id, list(party.ended)]
        with tenancy.scope(self.reseller.id), transactions.reading(), connection.cursor() as cursor:
            cursor.execute(_HELD, values)
            held = {row[:2]: row[2:] for row in cursor.fetchall()}
            cursor.execute(_BATCHES, values)
            batches: dict[Any, list[Any]] = defaultdict(list)
            for number, position, *batch in cursor.fetchall():
                batches[number, position].append(tuple(batch))
            cursor.execute(_LINES, values)
            lines = {row[:2]: row[2:] for row in cursor.fetchall()}
        self._compare_holdings(party, held, batches)
        self._compare_orders(party, lines)

    def _compare_holdings(self, party: Party, held: dict[Any, Any], batches: dict[Any, Any]) -> None:
        real, told = {}, {}
        for key, (sub_id, ledger, delivered, *row, charges) in held.items():
            self.ids["held", *key] = sub_id
            assert row[1] == ledger == sum(count for count, _ in batches[key]) == delivered, key
            real[key] = (*row, [tuple(each) for each in charges], batches[key])
        for sub in party.told.subs:
            if self.ids.get(("held", *sub.key)) in party.ended:
                continue
            active = sub.status == "active"
            told[sub.key] = (
                sub.status,
                sub.quantity,
                party.told.leaving(sub) if active else 0,
                sub.parent.key[0] if sub.parent and active else None,
                sub.price,
                *sub.period,
                *sub.term,
                [(on.isoformat(), amount) for on, amount in sub.charges],
                [(batch.quantity, batch.window) for batch in sorted(sub.batches, key=lambda b: b.serial)],
            )
        for key in real.keys() | told.keys():
            assert real.get(key) == told.get(key), f"held {key}: {real.get(key)}, not {told.get(key)}"
        party.ended.update(self.ids["held", *key] for key, row in real.items() if row[0] != "active")

    def _compare_orders(self, party: Party, lines: dict[Any, Any]) -> None:
        told = {}
        for order in party.told.orders:
            if self.ids[order.number] in party.ended:
                continue
            for position, line in enumerate(order.lines, start=1):
                told[order.number, position] = (
                    order.status,
                    line.action,
                    line.quantity,
                    line.extra,
                    line.price,
                    line.status,
                    line.planned_on,
                )
        real = {key: row[1:] for key, row in lines.items()}
        for key in real.keys() | told.keys():
            assert real.get(key) == told.get(key), f"line {key}: {real.get(key)}, not {told.get(key)}"
        self.ids.update({key: row[0] for key, row in lines.items()})
        party.ended.update(
            self.ids[number] for (number, _), row in real.items() if row[0] in ("executed", "canceled")
        )

    def balance(self) -> None:
        """This function will hold everything there is against the oracle, and every rule of the books."""
        for party in self.parties:
            self.compare(party, everything=True)
        books.assert_books_balance(self.reseller.id)


_HELD = """
SELECT o.number, l.position, s.id,
    (SELECT coalesce(sum(q.delta), 0) FROM quantity_entry q WHERE q.subscription_id = s.id),
    coalesce((SELECT sum(CASE d.action WHEN 'remove' THEN 0 ELSE d.quantity + d.extra END) FROM order_line d
        WHERE d.subscription_id = s.id AND d.status = 'delivered'), 0)
    - coalesce((SELECT sum(d.quantity) FROM order_line d WHERE d.source_id = s.id AND d.status = 'delivered'), 0)
    + coalesce((SELECT sum(e.quantity_after - e.quantity_before) FROM calendar_entry e WHERE e.subscription_id = s.id), 0),
    s.status, s.quantity, s.leaving,
    CASE WHEN s.status = 'active' THEN (SELECT po.number FROM subscription p JOIN order_line pl ON pl.id = p.cause_id
        JOIN sales_order po ON po.id = pl.order_id WHERE p.id = s.parent_id) END,
    s.final_unit_price_minor, s.period_start_on, s.period_end_on, s.term_start_on, s.term_end_on,
    coalesce((SELECT json_agg(json_build_array(c.charged_on, c.net_minor) ORDER BY c.charged_at, c.position, c.id)
        FROM charge c WHERE c.subscription_id = s.id), '[]')
FROM subscription s JOIN order_line l ON l.id = s.cause_id JOIN sales_order o ON o.id = l.order_id
WHERE s.customer_id = %s AND s.id <> ALL(%s)
"""
_BATCHES = """
SELECT o.number, l.position, b.quantity, b.window_from FROM seat_batch b JOIN subscription s ON s.id = b.subscription_id
JOIN order_line l ON l.id = s.cause_id JOIN sales_order o ON o.id = l.order_id
WHERE s.customer_id = %s AND s.id <> ALL(%s) AND b.quantity > 0 ORDER BY b.id
"""
_LINES = """
SELECT o.number, l.position, l.id, o.status, l.action, l.quantity, l.extra, l.final_unit_price_minor, l.status, l.planned_on
FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE o.customer_id = %s AND o.id <> ALL(%s)
"""


def _described(wish: oracle.Wish) -> str:
    words = [wish.when]
    if wish.sub:
        words.append(f"sub {wish.sub.key} {wish.sub.product.name} {wish.sub.offer} x{wish.sub.quantity}")
    if wish.product:
        words.append(f"-> {wish.product.name} {wish.offer}")
    return f"{wish.quantity} of {wish.total} {' '.join(words)}{' picked' if wish.pick else ''}"
