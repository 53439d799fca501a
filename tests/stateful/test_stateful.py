"""A seeded random walk through everything that people and days do to subscriptions, held against a naive oracle after each step.

SEATWISE_STATEFUL_STEPS and SEATWISE_STATEFUL_SEED make it longer, or another one; every few hundred steps begin in a new world.
"""

import datetime as dt
import os
import random
import sys
from collections import Counter

import pytest

from seatwise.infra import events
from seatwise.ordering.domain.actions import Action
from tests.stateful import menu, oracle
from tests.stateful.world import AT_ONCE, MONTHLY, YEARLY, Party, Queue, World

STEPS = int(os.environ.get("SEATWISE_STATEFUL_STEPS", "2000"))
SEED = int(os.environ.get("SEATWISE_STATEFUL_SEED", "20261128"))
STEPS_OF_A_WORLD = 400
STEPS_BETWEEN_BOOKS = 10
STEPS_BETWEEN_MENUS = 20
MOST_SUBSCRIPTIONS = 9
BEGINNINGS = ("2026-12-31", "2027-01-31", "2027-02-28", "2027-03-27", "2027-10-30", "2028-01-31")
EXPECTED = (
    *("buy", "add", "add_on", "reduce", "reduce later", "cancel", "cancel later", "upgrade", "upgrade later"),
    *("approve", "reject", "withdraw", "deliver", "cancel line", "undo", "auto-renew", "settings"),
    *("renewed", "rolled_over", "term_ended", "carried_out", "days"),
    *(f"{offered} {action}" for offered in ("offered", "not offered") for action in Action),
)


@pytest.mark.slow
def test_random_walk(db, cleaner, monkeypatch, capsys):
    # The world does what waits for the vendor itself, at once; mails are not what is tested here.
    queue = Queue()
    monkeypatch.setattr(events, "_listeners", {"order.accepted": ("vendor",)})
    monkeypatch.setattr(events, "handle_event", queue)
    rng = random.Random(SEED)
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for first in range(0, STEPS, STEPS_OF_A_WORLD):
        if first:
            cleaner()
        world = World(
            rng=rng, queue=queue, begins=dt.datetime.fromisoformat(f"{rng.choice(BEGINNINGS)}T09:15:00+00:00")
        )
        try:
            walk(world, min(STEPS_OF_A_WORLD, STEPS - first))
        except Exception as problem:
            told = "\n".join(world.log[-60:])
            pytest.fail(
                f"seed {SEED}, after step {first + len(world.log)}:\n{told}\n{type(problem)} {problem}"
            )
        done.update(world.done)
        if "SEATWISE_STATEFUL_STEPS" in os.environ:
            with capsys.disabled():
                sys.stdout.write(f"{first + STEPS_OF_A_WORLD} steps\n")
        refused.update(world.refused)
    if "SEATWISE_STATEFUL_STEPS" in os.environ:
        with capsys.disabled():
            sys.stdout.write(f"\nseed {SEED}, {STEPS} steps: {dict(done)}, refused {dict(refused)}\n")
    rare = {name: done[name] for name in EXPECTED if done[name] < 3}
    assert STEPS < 2000 or not rare, "These have hardly ever happened."


def walk(world: World, steps: int) -> None:
    """This function will take so many random steps."""
    moves = [*MOVES]
    weights = [*MOVES.values()]
    step = 0
    while step < steps:
        world.now += dt.timedelta(minutes=world.rng.randint(1, 3))
        (move,) = world.rng.choices(moves, weights)
        party = world.rng.choice(world.parties)
        if move(world, party):
            step += 1
            if step % STEPS_BETWEEN_BOOKS == 0:
                world.balance()
            if step % STEPS_BETWEEN_MENUS == 0:
                menu.check(world, party)
    world.balance()


def quantity(rng: random.Random, most: int) -> int | None:
    """Mostly few, sometimes everything, seldom too many."""
    if rng.random() < 0.02:
        return most + 1
    return rng.randint(1, max(1, most)) if rng.random() < 0.7 else min(most, 1) or 1


def buy(world: World, party: Party) -> bool:
    rng = world.rng
    if len(party.told.active()) >= MOST_SUBSCRIPTIONS:
        return cancel(world, party)
    product = rng.choice([each for each in world.products.values() if not each.is_add_on])
    offer = rng.choice([*product.offers])
    world.wish(party, oracle.Wish(kind="buy", product=product, offer=offer, quantity=rng.randint(1, 12)))
    return True


def add(world: World, party: Party) -> bool:
    if sub := some(world, party):
        world.wish(party, oracle.Wish(kind="add", sub=sub, quantity=world.rng.randint(1, 7)))
    return sub is not None


def add_on(world: World, party: Party) -> bool:
    rng = world.rng
    sub = some(world, party, parents=True)
    if sub is None:
        return False
    product = world.products[rng.choice(sub.product.carries)]
    if sub.offer not in product.offers:
        return False
    wish = oracle.Wish(kind="add_on", sub=sub, product=product, offer=sub.offer, quantity=rng.randint(1, 9))
    world.wish(party, wish)
    return True


def reduce(world: World, party: Party) -> bool:
    rng = world.rng
    sub = some(world, party)
    if sub is None:
        return False
    when = rng.choice(["now", "now", "now", "period_end", "term_end"])
    pick = rng.choice(sub.batches) if when == "now" and sub.batches and rng.random() < 0.3 else None
    wish = oracle.Wish(kind="reduce", sub=sub, quantity=quantity(rng, sub.quantity), when=when, pick=pick)
    world.wish(party, wish)
    return True


def cancel(world: World, party: Party) -> bool:
    if sub := some(world, party):
        when = world.rng.choice(["now", "now", "period_end", "term_end"])
        world.wish(party, oracle.Wish(kind="reduce", sub=sub, quantity=None, when=when))
    return sub is not None


def upgrade(world: World, party: Party) -> bool:
    rng = world.rng
    sub = some(world, party, parents=rng.random() < 0.97)
    if sub is None:
        return False
    if not party.told.add_ons(sub) and rng.random() < 0.4:
        # What has add-ons is the more interesting.
        return False
    names = [sub.product.name, *sub.product.becomes, *sub.product.becomes]
    target = (
        world.products[rng.choice(names)] if rng.random() < 0.97 else rng.choice([*world.products.values()])
    )
    offer = sub.offer if rng.random() < 0.6 else rng.choice([MONTHLY, YEARLY, AT_ONCE])
    if offer not in target.offers or (target.is_add_on and offer != MONTHLY):
        return False
    if target is sub.product and offer == sub.offer and rng.random() < 0.9:
        return False
    moves = None if rng.random() < 0.4 else quantity(rng, sub.quantity)
    total = (moves or sub.quantity) + rng.randint(0, 3) if rng.random() < 0.3 else None
    wish = oracle.Wish(
        kind="upgrade",
        sub=sub,
        product=target,
        offer=offer,
        quantity=moves,
        total=total,
        when="term_end" if rng.random() < 0.3 else "now",
    )
    world.wish(party, wish)
    return True


def decide(world: World, party: Party) -> bool:
    waiting = [order for order in party.told.orders if order.status == "pending_reseller_approval"]
    if waiting:
        how = world.rng.choice(["approve", "approve", "approve", "approve", "reject", "withdraw"])
        world.decide(party, world.rng.choice(waiting), how)
    return bool(waiting)


def on_its_way(world: World, party: Party) -> bool:
    rng = world.rng
    lines = [
        each
        for each in party.told.open_lines()
        if each[0].accepted and each[1].status in ("in_progress", "failed")
    ]
    if not lines:
        return False
    order, line = rng.choice(lines)
    if line.status == "failed":
        how = rng.choice(["retry", "cancel line", "cancel line"])
    else:
        how = rng.choice(["deliver", "deliver", "deliver", "deliver", "cancel line"])
    world.line(party, order, line, how)
    return True


def undo(world: World, party: Party) -> bool:
    lines = [each for each in party.told.open_lines() if each[1].planned_on]
    if lines:
        world.line(party, *world.rng.choice(lines), "undo")
    return bool(lines)


def auto_renew(world: World, party: Party) -> bool:
    if sub := some(world, party):
        world.auto_renew(party, sub, renews=world.rng.random() < 0.4)
    return sub is not None


def settings(world: World, party: Party) -> bool:
    rng = world.rng
    match rng.randint(1, 3):
        case 1:
            world.settings(default_markup_bp=rng.choice([0, 1_250, 2_500, 3_333]))
        case 2:
            world.settings(approves_cancellations=rng.random() < 0.4)
        case _:
            world.settings(approves_add_on_cancellations=rng.random() < 0.4)
    return True


def time_passes(world: World, party: Party) -> bool:
    rng = world.rng
    time = dt.timedelta(days=rng.choice([0, 1, 1, 2, 3, 5, 8, 13, 20]), minutes=rng.randint(1, 1_439))
    world.passes(time, calendar=rng.random() < 0.92)
    return True


def some(world: World, party: Party, *, parents: bool = False, stays: bool = True) -> oracle.Sub | None:
    """One of what is held, mostly one of which nothing leaves; seldom something that has ended."""
    rng = world.rng
    found = party.told.active() if rng.random() < 0.98 else party.told.subs
    found = [sub for sub in found if not parents or not sub.parent]
    if stays and rng.random() < 0.8:
        found = [sub for sub in found if not party.told.taking(sub)]
    return rng.choice(found) if found else None


MOVES = {
    buy: 12,
    add: 10,
    add_on: 10,
    reduce: 12,
    cancel: 4,
    upgrade: 20,
    decide: 10,
    on_its_way: 12,
    undo: 3,
    auto_renew: 3,
    settings: 2,
    time_passes: 12,
}
