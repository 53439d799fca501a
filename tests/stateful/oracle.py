"""What must come of every wish, told a second time and as simply as possible: holdings, orders and cents of one customer.

Independent of the product: it has its own dates, fractions and rounding (days.py) and imports none of the product's code.
It knows the two rules that are sold, `house` and `microsoft`, and walks through time one day after the other.
"""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from tests.stateful import days

OPEN = ("pending", "in_progress", "failed")
_next = itertools.count(1)


class No(Exception):
    """It must be refused; nothing has changed."""


def no(why: str) -> NoReturn:
    raise No(why)


@dataclass(eq=False, kw_only=True)
class Product:
    """`offers`: (term, billing) in months → cost for the term. `becomes` and `carries` are names of products."""

    name: str
    rule: str
    offers: dict[tuple[int, int], str]
    automatic: bool = True
    is_add_on: bool = False
    largest: int = 60
    becomes: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()

    def price(self, offer: tuple[int, int], markup: int) -> int:
        """Cents for one licence and a billing period; the markup in hundredths of a percent."""
        term, billing = offer
        cost = Fraction(self.offers[offer]) * 100 * billing / term
        return days.half_up(cost * (10_000 + markup) / 10_000)


@dataclass(eq=False, kw_only=True)
class Debit:
    amount: int
    price: int
    given_back: int = 0


@dataclass(eq=False, kw_only=True)
class Batch:
    quantity: int
    window: dt.datetime
    paid_by: Debit
    serial: int = field(default_factory=lambda: next(_next))


@dataclass(eq=False, kw_only=True)
class Sub:
    """A subscription or an add-on. `charges`: day and signed cents, in the order in which they fell due."""

    key: tuple[int, int]
    product: Product
    offer: tuple[int, int]
    price: int
    anchor: dt.date
    term: tuple[dt.date, dt.date]
    period: tuple[dt.date, dt.date]
    batches: list[Batch]
    charges: list[tuple[dt.date, int]]
    parent: "Sub | None" = None
    status: str = "active"
    renews: bool = True

    @property
    def quantity(self) -> int:
        return sum(batch.quantity for batch in self.batches)

    def open_at(self, batch: Batch, at: dt.datetime) -> bool:
        return self.product.rule == "house" or at < batch.window + days.SEVEN_DAYS

    def oldest(self) -> list[Batch]:
        return sorted(self.batches, key=lambda batch: (batch.window, batch.serial))


@dataclass(frozen=True, kw_only=True)
class Wish:
    """`kind`: buy, add, add_on, reduce or upgrade. `quantity` None: all there are."""

    kind: str
    quantity: int | None
    sub: Sub | None = None
    product: Product | None = None
    offer: tuple[int, int] = (1, 1)
    total: int | None = None
    when: str = "now"
    pick: Batch | None = None


@dataclass(eq=False, kw_only=True)
class Line:
    """`follows`: an add-on that ends because its subscription does, or is bought anew for what that becomes."""

    action: str
    product: Product
    offer: tuple[int, int]
    quantity: int
    price: int
    automatic: bool
    status: str = "in_progress"
    extra: int = 0
    planned_on: dt.date | None = None
    sub: Sub | None = None
    source: Sub | None = None
    parent: Sub | None = None
    pick: Batch | None = None
    follows: bool = False

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


@dataclass(eq=False, kw_only=True)
class Order:
    number: int
    lines: list[Line]
    accepted: bool

    @property
    def status(self) -> str:
        found = {line.status for line in self.lines}
        if found == {"canceled"}:
            return "canceled"
        if not self.accepted:
            return "pending_reseller_approval"
        return "executed" if found <= {"delivered", "canceled"} else "in_progress"


class Customer:
    """Everything of one customer. Each public function raises No before it has changed anything."""

    def __init__(self, *, products: dict[str, Product], approval: bool, markup: int) -> None:
        self.products = products
        self.approval = approval
        self.markup = markup
        self.approves_cancellations = False
        self.approves_add_on_cancellations = False
        self.subs: list[Sub] = []
        self.orders: list[Order] = []
        self.today = dt.date.min

    # --- what is there ---

    def active(self) -> list[Sub]:
        return [sub for sub in self.subs if sub.status == "active"]

    def add_ons(self, parent: Sub) -> list[Sub]:
        return [sub for sub in self.active() if sub.parent is parent]

    def open_lines(self) -> list[tuple[Order, Line]]:
        return [(order, line) for order in self.orders for line in order.lines if line.is_open]

    def taking(self, sub: Sub) -> list[Line]:
        return [line for _, line in self.open_lines() if line.source is sub]

    def leaving(self, sub: Sub) -> int:
        return sum(line.quantity for line in self.taking(sub))

    def check_room(self, product: Product, wanted: int, *, staying: int = 0, but: Line | None = None) -> None:
        held = sum(sub.quantity for sub in self.subs if sub.product is product) - staying
        ordered = sum(
            line.quantity + line.extra
            for _, line in self.open_lines()
            if line.product is product and line.action != "remove" and line is not but
        )
        if not 1 <= wanted <= product.largest - held - ordered:
            no("no room")

    # --- orders ---

    def place(self, number: int, wish: Wish, at: dt.datetime) -> Order:
        lines = getattr(self, f"_{wish.kind}")(wish, at)
        waits = self.approval
        if wish.kind == "reduce":
            assert wish.sub is not None
            waits = self.approves_add_on_cancellations if wish.sub.parent else self.approves_cancellations
        for line in lines:
            line.status = "pending" if waits or line.planned_on else "in_progress"
        order = Order(number=number, lines=lines, accepted=not waits)
        self.orders.append(order)
        if order.accepted:
            self.deliver_automatic(order, at)
        return order

    def approve(self, order: Order, at: dt.datetime) -> None:
        if order.status != "pending_reseller_approval":
            no("decided already")
        for line in order.lines:
            self._check_possible(order, line, at)
        order.accepted = True
        for line in order.lines:
            if line.planned_on is None:
                line.status = "in_progress"
        self.deliver_automatic(order, at)

    def give_up(self, order: Order) -> None:
        """Rejected, or withdrawn."""
        if order.status != "pending_reseller_approval":
            no("decided already")
        for line in order.lines:
            line.status = "canceled"

    def deliver_automatic(self, order: Order, at: dt.datetime) -> None:
        for line in order.lines:
            if line.automatic and line.status == "in_progress" and self._goes_alone(line):
                try:
                    self.deliver(order, line, at)
                except No:
                    line.status = "failed"

    def deliver(self, order: Order, line: Line, at: dt.datetime) -> None:
        if line.status != "in_progress" or not self._goes_alone(line):
            no("not on its way")
        self._carry(order, line, at)
        if any(each.follows and each.is_open for each in order.lines):
            self.deliver_automatic(order, at)

    def retry(self, order: Order, line: Line, at: dt.datetime) -> None:
        if line.status != "failed":
            no("has not failed")
        line.status = "in_progress"
        self.deliver_automatic(order, at)

    def cancel_line(self, order: Order, line: Line) -> None:
        if line.status not in ("in_progress", "failed"):
            no("not on its way")
        line.status = "canceled"
        if not line.follows:
            self._drop_followers(order)

    def undo(self, order: Order, line: Line, at: dt.datetime) -> None:
        if line.planned_on is None or line.status != "pending" or not order.accepted:
            no("not planned")
        if days.day_of(at) >= line.planned_on:
            no("its day has come")
        line.status = "canceled"

    def set_renews(self, sub: Sub, renews: bool) -> None:
        if sub.status != "active" or sub.parent is not None or self.leaving(sub) >= sub.quantity:
            no("fixed")
        sub.renews = renews

    # --- wishes: which lines an order would have ---

    def _buy(self, wish: Wish, at: dt.datetime) -> list[Line]:
        assert wish.product is not None
        assert wish.quantity is not None
        self.check_room(wish.product, wish.quantity)
        return [self._start_line(wish.product, wish.offer, wish.quantity)]

    def _start_line(self, product: Product, offer: tuple[int, int], quantity: int) -> Line:
        return Line(
            action="start",
            product=product,
            offer=offer,
            quantity=quantity,
            price=product.price(offer, self.markup),
            automatic=product.automatic,
        )

    def _add(self, wish: Wish, at: dt.datetime) -> list[Line]:
        sub = self._running(wish.sub, at)
        assert wish.quantity is not None
        if self.leaving(sub) >= sub.quantity:
            no("all of it is leaving")
        self.check_room(sub.product, wish.quantity)
        return [
            Line(
                action="add",
                product=sub.product,
                offer=sub.offer,
                quantity=wish.quantity,
                price=sub.price,
                automatic=sub.product.automatic,
                sub=sub,
            )
        ]

    def _add_on(self, wish: Wish, at: dt.datetime) -> list[Line]:
        assert wish.product is not None
        assert wish.quantity is not None
        for add_on in self.add_ons(wish.sub) if wish.sub else []:
            if add_on.product is wish.product:
                return self._add(Wish(kind="add", sub=add_on, quantity=wish.quantity), at)
        parent = self._running(wish.sub, at)
        if wish.product.name not in parent.product.carries or wish.offer != parent.offer:
            no("does not go with it")
        if self.leaving(parent) >= parent.quantity:
            no("all of it is leaving")
        if any(line.parent is parent and line.product is wish.product for _, line in self.open_lines()):
            no("is ordered already")
        self.check_room(wish.product, wish.quantity)
        line = self._start_line(wish.product, wish.offer, wish.quantity)
        line.parent = parent
        return [line]

    def _reduce(self, wish: Wish, at: dt.datetime) -> list[Line]:
        sub = self._alive(wish.sub)
        free = sub.quantity - self.leaving(sub)
        wanted = free if wish.quantity is None else wish.quantity
        if not 1 <= wanted <= free:
            no("not so many")
        microsoft = sub.product.rule == "microsoft"
        now = 0
        if wish.when == "now":
            self._running(sub, at)
            now = sum(count for _, count in self._returned(sub, wanted, wish.pick, at))
        elif wish.when == "period_end" and microsoft and sub.period[1] != sub.term[1]:
            no("the term runs")
        later = wanted - now
        at_term_end = wish.when == "term_end" or (wish.when == "now" and microsoft)
        lines = []
        if now:
            lines.append(self._remove_line(sub, now))
            lines[0].pick = wish.pick
        if later:
            lines.append(self._remove_line(sub, later))
            lines[-1].planned_on = sub.term[1] if at_term_end else sub.period[1]
        if now == sub.quantity:
            lines += [self._ending(add_on, sub) for add_on in self.add_ons(sub)]
        return lines

    def _upgrade(self, wish: Wish, at: dt.datetime) -> list[Line]:
        sub, target = self._alive(wish.sub), wish.product
        assert target is not None
        same = target is sub.product
        if sub.parent or (same and wish.offer == sub.offer):
            no("is no target")
        if not same and target.name not in sub.product.becomes:
            no("is no target")
        moves = sub.quantity if wish.quantity is None else wish.quantity
        total = moves if wish.total is None else wish.total
        self.check_room(target, total, staying=min(moves, sub.quantity) if same else 0)
        if self.taking(sub):
            no("something is planned")
        if not 1 <= moves <= sub.quantity or total < moves:
            no("not so many")
        line = self._start_line(target, wish.offer, moves)
        line.action, line.source, line.extra = "upgrade", sub, total - moves
        if wish.when == "term_end" or self._waits_for_term(sub, line):
            line.planned_on = sub.term[1]
            return [line]
        self._running(sub, at)
        lines = [line]
        for add_on in self.add_ons(sub) if moves == sub.quantity else []:
            supported = add_on.product.name in target.carries
            if supported and wish.offer[1] == sub.offer[1]:
                continue
            lines.append(self._ending(add_on, sub))
            if supported and wish.offer in add_on.product.offers:
                anew = self._start_line(add_on.product, wish.offer, add_on.quantity)
                anew.follows = True
                lines.append(anew)
        return lines

    def _ending(self, add_on: Sub, parent: Sub) -> Line:
        if self.taking(add_on):
            no("something is planned for the add-on")
        line = self._remove_line(add_on, add_on.quantity)
        line.parent, line.follows = parent, True
        return line

    def _remove_line(self, sub: Sub, quantity: int) -> Line:
        return Line(
            action="remove",
            product=sub.product,
            offer=sub.offer,
            quantity=quantity,
            price=sub.price,
            automatic=sub.product.automatic,
            source=sub,
        )

    @staticmethod
    def _alive(sub: Sub | None) -> Sub:
        if sub is None or sub.status != "active":
            no("has ended")
        return sub

    def _running(self, sub: Sub | None, at: dt.datetime) -> Sub:
        """Nothing can change now in a period that is over, until the calendar has begun the next one."""
        found = self._alive(sub)
        if days.day_of(at) >= found.period[1]:
            no("the period is over")
        return found

    @staticmethod
    def _waits_for_term(sub: Sub, line: Line) -> bool:
        cheaper = Fraction(line.price, line.offer[1]) < Fraction(sub.price, sub.offer[1])
        return cheaper and sub.product.rule == "microsoft"

    def _returned(
        self, sub: Sub, wanted: int, pick: Batch | None, at: dt.datetime
    ) -> list[tuple[Batch, int]]:
        """What can leave now: what was picked first, then what closes first."""
        found = [batch for batch in sub.oldest() if sub.open_at(batch, at)]
        if pick is not None:
            if pick not in found:
                no("its window is closed")
            found.remove(pick)
            found.insert(0, pick)
        return take(found, wanted)

    # --- approval and delivery ---

    def _check_possible(self, order: Order, line: Line, at: dt.datetime) -> None:
        gone = sum(
            each.quantity
            for each in order.lines
            if each.source is not None and each.source.product is line.product
        )
        if line.action != "remove":
            self.check_room(line.product, line.quantity + line.extra, staying=gone, but=line)
        for sub in (line.sub, line.source, line.parent if line.action == "start" else None):
            if sub is not None:
                self._alive(sub)
        grows = line.sub if line.action == "add" else line.parent if line.action == "start" else None
        own = [each.source for each in order.lines]
        if grows is not None and grows not in own and self.leaving(grows) >= grows.quantity:
            no("all of it is leaving")
        if line.planned_on is not None and line.planned_on <= days.day_of(at):
            no("too late")
        if line.action == "upgrade" and line.planned_on is None:
            assert line.source is not None
            self._running(line.source, at)
            if self._waits_for_term(line.source, line) or len(self.taking(line.source)) > 1:
                no("not now any more")
        if line.action == "remove" and line.planned_on is None and line.follows:
            assert line.source is not None
            if len(self.taking(line.source)) > 1:
                no("changes besides")
        if line.action == "remove" and line.planned_on is None and not line.follows:
            self._running(line.source, at)
            assert line.source is not None
            if sum(n for _, n in self._returned(line.source, line.quantity, line.pick, at)) < line.quantity:
                no("too late")

    @staticmethod
    def _goes_alone(line: Line) -> bool:
        return not line.follows or (line.action == "start" and line.parent is not None)

    def _carry(self, order: Order, line: Line, at: dt.datetime) -> None:
        """Deliver a line: now, or at the beginning of the day for which it was planned."""
        on, source = days.day_of(at), line.source
        match line.action:
            case "start":
                if line.parent is not None:
                    self._alive(line.parent)
                    if any(each.product is line.product for each in self.add_ons(line.parent)):
                        no("is there already")
                self._start(order, line, at)
            case "add":
                sub = self._alive(line.sub)
                debit = charge(sub, line.price, line.quantity, on)
                sub.batches.append(Batch(quantity=line.quantity, window=at, paid_by=debit))
            case "remove":
                sub = self._alive(source)
                if line.planned_on:
                    taken = take(sub.oldest(), line.quantity)
                else:
                    self._running(sub, at)
                    taken = self._returned(sub, line.quantity, line.pick, at)
                    if sum(count for _, count in taken) < line.quantity:
                        no("its window is closed")
                    give_back(sub, taken, on)
                remove(sub, taken)
            case "upgrade":
                self._become(order, line, at)
        line.status = "delivered"
        if source is not None:
            self._after_leaving(order, line, source, at)

    def _start(self, order: Order, line: Line, at: dt.datetime) -> None:
        on, parent, (term, billing) = days.day_of(at), line.parent, line.offer
        line.sub = Sub(
            key=(order.number, order.lines.index(line) + 1),
            product=line.product,
            offer=line.offer,
            price=line.price,
            anchor=parent.anchor if parent else on,
            term=parent.term if parent else (on, days.months_later(on, term)),
            period=parent.period if parent else (on, days.months_later(on, billing)),
            batches=[],
            charges=[],
            parent=parent,
        )
        debit = charge(line.sub, line.price, line.quantity, on)
        line.sub.batches = [Batch(quantity=line.quantity, window=at, paid_by=debit)]
        self.subs.append(line.sub)

    def _become(self, order: Order, line: Line, at: dt.datetime) -> None:
        source, on, (term, billing) = self._alive(line.source), days.day_of(at), line.offer
        planned = line.planned_on is not None
        if not planned:
            self._running(source, at)
        if not planned and (self._waits_for_term(source, line) or len(self.taking(source)) > 1):
            no("not now any more")
        if planned:
            taken = take(source.oldest(), line.quantity)
            period, begins = next_period(source), source.period[1]
        else:
            ordered = sorted(source.oldest(), key=lambda batch: not source.open_at(batch, at))
            taken = take(ordered, line.quantity)
            give_back(source, taken, on)
            period, begins = source.period, source.period[0]
        anchor = source.anchor
        if billing != source.offer[1]:
            anchor, period, span = on, (on, days.months_later(on, billing)), (on, days.months_later(on, term))
        elif term == source.offer[0] and not planned:
            span = source.term
        else:
            span = begins, days.months_later(anchor, days.months_between(anchor, begins) + term)
        line.sub = Sub(
            key=(order.number, order.lines.index(line) + 1),
            product=line.product,
            offer=line.offer,
            price=line.price,
            anchor=anchor,
            term=span,
            period=period,
            batches=[],
            charges=[],
        )
        debit = charge(line.sub, line.price, line.quantity + line.extra, on)
        if source.product.rule == "microsoft":
            moved = [Batch(quantity=count, window=batch.window, paid_by=debit) for batch, count in taken]
        else:
            moved = [Batch(quantity=line.quantity, window=at, paid_by=debit)]
        if line.extra:
            moved.append(Batch(quantity=line.extra, window=at, paid_by=debit))
        line.sub.batches = moved
        remove(source, taken)
        self.subs.append(line.sub)

    def _after_leaving(self, order: Order, line: Line, source: Sub, at: dt.datetime) -> None:
        """What hangs on the source follows it when nothing of it is left, or stays."""
        if source.quantity:
            self._drop_followers(order)
            return
        source.status = "upgraded" if line.action == "upgrade" else "canceled"
        if line.action == "upgrade":
            target = line.sub
            assert target is not None
            for add_on in self.add_ons(source):
                if add_on.product.name in target.product.carries and add_on.offer[1] == target.offer[1]:
                    add_on.parent = target
                    if line.planned_on is None:
                        add_on.term = target.term
            for each in order.lines:
                if each.follows and each.action == "start" and each.is_open:
                    each.parent = target
        for add_on in self.add_ons(source):
            for each in order.lines:
                if each.follows and each.source is add_on and each.is_open:
                    each.status, each.quantity = "delivered", add_on.quantity
            self._end_with_parent(add_on, days.day_of(at))

    def _end_with_parent(self, add_on: Sub, on: dt.date) -> None:
        taken = take(add_on.oldest(), add_on.quantity)
        ordered = sorted(taken, key=lambda each: each[0].serial)
        if on < add_on.period[1]:
            give_back(add_on, ordered, on)
        self._end(add_on)

    def _end(self, sub: Sub) -> None:
        sub.batches, sub.status = [], "canceled"
        for order, line in self.open_lines():
            if line.source is sub:
                line.status = "canceled"
                if not line.follows:
                    self._drop_followers(order)

    @staticmethod
    def _drop_followers(order: Order) -> None:
        for line in order.lines:
            if line.follows and line.is_open:
                line.status = "canceled"

    # --- days pass ---

    def pass_until(self, day: dt.date) -> None:
        """Live through each day after the last one, this one included."""
        while self.today < day:
            self.today += days.A_DAY
            for sub in list(self.active()):
                if sub.status == "active" and sub.parent is None and sub.period[1] == self.today:
                    self._turn(sub)

    def _turn(self, parent: Sub) -> None:
        day, family = self.today, [*self.add_ons(parent), parent]
        for sub in family:
            due = [
                (order, line)
                for order, line in self.open_lines()
                if line.source is sub and line.planned_on and line.planned_on <= day and order.accepted
            ]
            for order, line in sorted(due, key=lambda each: each[1].action == "upgrade"):
                self._carry(order, line, days.midnight(day))
        if parent.status == "active":
            goes_on = parent.renews or day < parent.term[1]
            for sub in (parent, *self.add_ons(parent)):
                if goes_on:
                    self._go_on(sub)
                else:
                    self._end(sub)
        for sub in family:
            # What has moved to an upgraded subscription has its day still.
            if sub.status == "active" and sub.period[1] == day:
                self._go_on(sub)

    def _go_on(self, sub: Sub) -> None:
        day = self.today
        renewed = sub.term[1] <= day
        if renewed:
            sub.price = sub.product.price(sub.offer, self.markup)
            term = sub.parent.term if sub.parent else self._next_term(sub)
            sub.term = term
        sub.period = next_period(sub)
        debit = charge(sub, sub.price, sub.quantity, day)
        for batch in sub.batches:
            batch.paid_by = debit
        if renewed:
            sub.batches = [Batch(quantity=sub.quantity, window=days.midnight(day), paid_by=debit)]

    @staticmethod
    def _next_term(sub: Sub) -> tuple[dt.date, dt.date]:
        begins = sub.term[1]
        months = days.months_between(sub.anchor, begins) + sub.offer[0]
        return begins, days.months_later(sub.anchor, months)


def next_period(sub: Sub) -> tuple[dt.date, dt.date]:
    """This function will answer the billing period after the current one, counted from the anchor."""
    begins = sub.period[1]
    months = days.months_between(sub.anchor, begins) + sub.offer[1]
    return begins, days.months_later(sub.anchor, months)


def charge(sub: Sub, price: int, quantity: int, on: dt.date) -> Debit:
    """This function will charge licences for what is left of the period."""
    if on >= sub.period[1]:
        no("the period is over")
    amount = days.paid_for(price, quantity, *sub.period, on)
    sub.charges.append((on, amount))
    return Debit(amount=amount, price=price)


def give_back(sub: Sub, taken: list[tuple[Batch, int]], on: dt.date) -> None:
    """This function will give back the days that are left, batch by batch, and never more than was paid."""
    for batch, count in taken:
        debit = batch.paid_by
        amount = days.paid_for(debit.price, count, *sub.period, on)
        amount = min(amount, debit.amount - debit.given_back)
        debit.given_back += amount
        sub.charges.append((on, -amount))


def take(batches: list[Batch], wanted: int) -> list[tuple[Batch, int]]:
    """This function will take licences from batches in their order."""
    found = []
    for batch in batches:
        count = min(batch.quantity, wanted)
        if count:
            found.append((batch, count))
            wanted -= count
    return found


def remove(sub: Sub, taken: list[tuple[Batch, int]]) -> None:
    """This function will take licences out of their batches; empty ones are gone."""
    for batch, count in taken:
        batch.quantity -= count
    sub.batches = [batch for batch in sub.batches if batch.quantity]
