"""Whether the menu is true: what it offers is accepted, what it does not is refused, whatever is tried (S22).

Both are asked of the same moment inside one transaction that is rolled back, so that a menu may be asked in a shop that is
disturbed: a product not published any more, a subscription suspended, a price agreed elsewhere. What is tried is made up here and
knows nothing of how the menu comes about.
"""

import contextlib
import itertools
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.infra import clock, tenancy, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.domain.actions import Action
from seatwise.ordering.queries import possible, quoting
from seatwise.pricing import models as pricing_models
from seatwise.resellers import queries as resellers
from seatwise.subscriptions import models as subscription_models
from seatwise.subscriptions import queries as subscriptions
from tests.stateful.world import Party, World

MOST_TRIED = 12
MANAGERS = ("admin", "subscription_manager")


class _RolledBack(Exception):
    pass


def check(world: World, party: Party) -> None:
    """This function will hold the menu of something that a customer has, or had, against what ordering accepts."""
    rng = world.rng
    if not party.told.subs:
        return
    sub = rng.choice(party.told.active() or party.told.subs)
    with tenancy.scope(world.reseller.id), clock.standing_at(world.now):
        with contextlib.suppress(_RolledBack), transactions.writing():
            row = subscription_models.Subscription.objects.get(id=world.sub_id(sub))
            disturbed = _disturb(rng, row) if rng.random() < 0.4 else "undisturbed"
            world.log.append(f"{world.now:%Y-%m-%d %H:%M} menu of S-{row.number}, {disturbed}")
            _check(world, party, row)
            raise _RolledBack
        world.queue.waiting.clear()
    world.done["menu"] += 1


def _disturb(rng: Any, row: subscription_models.Subscription) -> str:
    held = subscription_models.Subscription.objects.filter(id=row.id)
    match rng.choice(("unpublished", "all unpublished", "suspended", "bought elsewhere")):
        case "unpublished":
            pricing_models.Listing.objects.filter(product_id=row.product_id).update(published_at=None)
            return "its product is not published"
        case "all unpublished":
            pricing_models.Listing.objects.update(published_at=None)
            return "nothing is published"
        case "suspended":
            held.filter(status="active").update(status="suspended")
            return "suspended"
        case _:
            held.update(bought_by="reseller")
            return "bought by the reseller"


def _check(world: World, party: Party, row: subscription_models.Subscription) -> None:
    rng, actor = world.rng, party.real.admin.customer_actor
    customer = customers.customer(customer_id=party.real.id)
    buyer = quoting.load_buyer(customer=customer, actor=actor, now=world.now)
    family = subscriptions.family(
        number=row.number, customer_id=customer.id, standard_since=resellers.current().standard_since
    )
    known = possible.known(family=family, customer=customer, buyer=buyer)
    moment = engine.Moment(at=world.now, time_zone=customer.time_zone)
    role = "admin" if rng.random() < 0.8 else rng.choice(("buyer", "subscription_manager", "billing_viewer"))
    found = possible.possible(known=known, role=role, buyer=buyer, moment=moment)
    if role not in MANAGERS:
        refusals = [refusal for menu in found.values() for refusal in menu.values()]
        assert all(refusal and refusal.code == "not_allowed" for refusal in refusals)
        return
    for member, action in itertools.product(family, Action):
        choices = None
        if member is family[0] and action in _CHOICES:
            choices = {
                each.offer_id for each in _CHOICES[action](known=known, buyer=buyer, moment=moment).open
            }
        offered = action in found[member.id] and found[member.id][action] is None
        assert choices is None or bool(choices) == offered or action not in found[member.id], (
            f"{action}: {offered}, with {len(choices)} to choose from"
        )
        world.done[f"{'' if offered else 'not '}offered {action}"] += 1
        wishes = list(_wishes(world, party, member, action))
        if offered:
            _is_accepted(world, party, [wish for wish in wishes if _means_few(wish, choices)], action)
        wrong = (
            wishes if not offered else [wish for wish in wishes if choices and _offer(wish) not in choices]
        )
        for wish in rng.sample(wrong, min(MOST_TRIED, len(wrong))):
            assert not _accepts(world, party, wish), f"{action} is not offered, yet {wish} is accepted"


_CHOICES = {Action.BUY_ADD_ON: possible.add_ons, Action.UPGRADE: possible.targets}


def _is_accepted(world: World, party: Party, wishes: list[commands.Command], action: Action) -> None:
    """Quoted always, and placed sometimes. What can be chosen is accepted for each choice, once."""
    for _, alike in itertools.groupby(sorted(wishes, key=_order), key=_offer):
        taken = next((wish for wish in alike if _accepts(world, party, wish)), None)
        assert taken is not None, f"{action} is offered, yet nothing of it is accepted: {wishes[:3]}"
        if world.rng.random() < 0.3:
            with contextlib.suppress(_RolledBack), transaction.atomic():
                _place(world, party, taken)
                raise _RolledBack


def _place(world: World, party: Party, wish: commands.Command) -> None:
    actor = party.real.admin.customer_actor
    token = quoting.sign(quoting.quote(command=wish, actor=actor, now=world.now))
    assert ordering.place(token=token, customer_id=party.real.id, actor=actor, now=world.now)


def _accepts(world: World, party: Party, wish: commands.Command) -> bool:
    try:
        quoting.quote(command=wish, actor=party.real.admin.customer_actor, now=world.now)
    except Refusal:
        return False
    return True


def _wishes(
    world: World, party: Party, held: subscriptions.HeldRow, action: Action
) -> Iterator[commands.Command]:
    """Everything that could be meant by an action, the fewest licences first."""
    to: dict[str, Any] = {"customer_id": party.real.id, "subscription_id": held.id}
    counts: tuple[int | None, ...] = (1, None, max(1, held.quantity - 1))
    match action:
        case Action.BUY_LICENCES:
            for count in (1, 2, 7, 60):
                yield commands.BuyLicences(**to, quantity=count)
        case Action.BUY_ADD_ON:
            for count, offer_id in itertools.product((1, 9), _offers(world, add_ons=True)):
                yield commands.BuyAddOn(**to, offer_id=offer_id, quantity=count)
        case Action.UPGRADE:
            offers = _offers(world, add_ons=False)
            for some, when, offer_id in itertools.product(counts, ("now", "term_end"), offers):
                yield commands.Upgrade(**to, offer_id=offer_id, quantity=some, when=when)
        case Action.REDUCE | Action.CANCEL:
            for some, when in itertools.product(counts, ("now", "period_end", "term_end")):
                yield commands.Reduce(**to, quantity=some, when=when, cancels=action is Action.CANCEL)


def _offers(world: World, *, add_ons: bool) -> list[UUID]:
    return [each for (name, _), each in world.offers.items() if world.products[name].is_add_on == add_ons]


def _offer(wish: commands.Command) -> UUID | None:
    return wish.offer_id if isinstance(wish, commands.BuyAddOn | commands.Upgrade) else None


def _means_few(wish: Any, choices: set[UUID] | None) -> bool:
    return wish.quantity == 1 and (choices is None or _offer(wish) in choices)


def _order(wish: Any) -> tuple[str, bool]:
    """By offer, and what happens at once first."""
    return str(_offer(wish)), getattr(wish, "when", "now") != "now"
