"""S23: what waits, with cost, price and margin; approve, or reject with a reason."""

import datetime as dt
import re

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.ordering.domain import commands
from seatwise.ordering.models import Order, OrderLine
from tests import factories, jobs

APPROVALS = "/techsolutions/console/approvals/"


def status_of(world, number: str) -> tuple[str, str]:
    return world.read(
        lambda: Order.objects.values_list("status", "status_reason").get(number=number.removeprefix("SO-"))
    )


def test_nothing_waits(owner) -> None:
    page = owner.get(APPROVALS).content.decode()
    assert "Nothing waits for you" in page


def test_the_oldest_order_is_shown_with_cost_price_and_margin(world, owner) -> None:
    world.order((world.offer, 3), (world.setup, 1), note="New colleagues <b>")
    world.order((world.offer, 1))
    page = owner.get(APPROVALS).content.decode()
    assert "SO-10001, Olympia Foods SA" in page
    assert "SO-10002" in page
    # 3 × 16.00 cost, 3 × 20.00 price; 200.00 cost, 250.00 price
    for amount in ("€48.00", "€60.00", "€12.00", "€200.00", "€250.00", "€310.00", "€62.00", "20.0%"):
        assert amount in page, amount
    assert "Then every month" in page
    assert "New colleagues &lt;b&gt;" in page
    assert page.count('class="q"') == 2


def test_approving_moves_the_order_and_shows_the_next(world, owner) -> None:
    first, second = world.order((world.setup, 1)), world.order((world.offer, 1))
    answer = owner.post(f"{APPROVALS}{first}/approval/")
    assert (answer.status_code, answer["Location"]) == (303, f"{APPROVALS}{second}/")
    assert status_of(world, first) == ("in_progress", "")
    page = owner.get(APPROVALS).content.decode()
    assert f"{first} of Olympia Foods SA is approved." in page
    assert f"{second}, Olympia Foods SA" in page
    assert "is approved" not in owner.get(APPROVALS).content.decode()


def test_approved_lines_of_automatic_products_are_delivered(world, owner) -> None:
    number = world.order((world.offer, 2))
    owner.post(f"{APPROVALS}{number}/approval/")
    jobs.drain()
    assert status_of(world, number)[0] == "executed"
    page = owner.get(f"{APPROVALS}{number}/").content.decode()
    assert "Nikos Georgiou approved the order" in page
    assert "Everything is delivered" in page
    assert "/approval/" not in page


def test_rejecting_keeps_the_reason_for_the_customer(world, owner) -> None:
    number = world.order((world.offer, 1))
    answer = owner.post(f"{APPROVALS}{number}/rejection/", {"reason": " Same as SO-10430. "})
    assert answer.status_code == 303
    assert status_of(world, number) == ("canceled", "Same as SO-10430.")
    page = owner.get(f"{APPROVALS}{number}/").content.decode()
    assert "Nikos Georgiou rejected the order" in page
    assert "Same as SO-10430." in page


def test_a_rejected_order_says_that_nothing_is_charged(world, owner) -> None:
    number = world.order((world.offer, 3))
    owner.post(f"{APPROVALS}{number}/rejection/", {"reason": "Later"})
    page = owner.get(f"{APPROVALS}{number}/").content.decode()
    assert "Not charged, excludes VAT" in page
    assert "<s>€60.00</s>" in page
    assert "In all, excludes VAT" not in page
    assert "Then every month" not in page


def test_a_reason_keeps_its_lines_in_the_order(world, owner) -> None:
    number = world.order((world.offer, 1))
    owner.post(f"{APPROVALS}{number}/rejection/", {"reason": "Two reasons:\n- the budget\n- the term"})
    for browser, address in (
        (owner, f"{APPROVALS}{number}/"),
        (world.browser(world.customer.admin), f"/techsolutions/billing/orders/{number}/"),
    ):
        page = browser.get(address).content.decode()
        shown = re.findall(r'<(?:div|span) class="([^"]*)">[^<]*Two reasons:\n- the budget', page)
        assert shown, address
        assert all("as-typed" in classes.split() for classes in shown), address


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_rejection_needs_a_reason(world, owner, reason) -> None:
    number = world.order((world.offer, 1))
    answer = owner.post(f"{APPROVALS}{number}/rejection/", {"reason": reason})
    assert answer.status_code == 422
    assert "Write what the customer reads" in answer.content.decode()
    assert re.search(r'<textarea[^>]* id="f-reason"[^>]* autofocus', answer.content.decode())
    assert 'aria-invalid="true"' in answer.content.decode()
    assert status_of(world, number)[0] == "pending_reseller_approval"


def test_the_second_person_sees_what_happened(world, owner) -> None:
    number = world.order((world.offer, 1))
    colleague = world.browser(factories.team_member(world.reseller, role="operations"))
    owner.post(f"{APPROVALS}{number}/rejection/", {"reason": "Too many"})
    answer = colleague.post(f"{APPROVALS}{number}/approval/")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Nikos Georgiou was faster: order {number} is Canceled already, so nothing was changed." in page
    assert "Nikos Georgiou rejected the order" in page
    assert status_of(world, number) == ("canceled", "Too many")


def test_from_an_order_that_left_the_queue_one_goes_on_to_its_neighbours(world, owner) -> None:
    first, second, third = (world.order((world.offer, 1)) for _ in range(3))
    owner.post(f"{APPROVALS}{second}/approval/")
    answer = owner.post(f"{APPROVALS}{second}/approval/")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="{APPROVALS}{first}/" data-key="k"' in page
    assert f'href="{APPROVALS}{third}/" data-key="j"' in page


def test_the_second_person_hears_who_approved_and_not_what_executed(world, owner) -> None:
    number = world.order((world.offer, 1))
    colleague = world.browser(factories.team_member(world.reseller, role="operations"))
    owner.post(f"{APPROVALS}{number}/approval/")
    jobs.drain()
    assert status_of(world, number)[0] == "executed"
    page = colleague.post(f"{APPROVALS}{number}/approval/").content.decode()
    assert f"Nikos Georgiou was faster: order {number} is Executed already, so nothing was changed." in page


def test_the_approver_sees_amounts_as_of_now(world, owner, time_machine) -> None:
    """R27: quoted for the day it was placed, worked out anew for delivery today."""
    world.order((world.offer, 10))
    owner.post(f"{APPROVALS}SO-10001/approval/")
    jobs.drain()
    number = world.order_more(3)
    later = factories.NOW + dt.timedelta(days=12)
    time_machine.move_to(later, tick=False)
    page = world.browser(world.reseller.owner).get(f"{APPROVALS}{number}/").content.decode()
    assert "10 → 13 licences" in page
    assert "18 of 30 days" in page
    assert "Quoted €60.00 for delivery on the day of the order; today it is €36.00." in page
    # 3 × 16.00 × 18/30
    assert "€28.80" in page


def test_the_queue_is_paged_by_key(world, owner) -> None:
    for _ in range(22):
        world.order((world.offer, 1))
    page = owner.get(APPROVALS).content.decode()
    assert page.count('class="q"') == 20
    assert f"{APPROVALS}?after=10020" in page
    rest = owner.get(f"{APPROVALS}?after=10020").content.decode()
    assert rest.count('class="q"') == 2
    assert "SO-10021, Olympia Foods SA" in rest


@pytest.mark.parametrize("number", ["SO-99999", "10x", "SO-", "SO-9999999999999999"])
def test_no_such_order(owner, world, number) -> None:
    assert owner.get(f"{APPROVALS}{number}/").status_code == 404
    assert owner.post(f"{APPROVALS}{number}/approval/").status_code == 404


def test_at_most_twelve_statements(world, owner) -> None:
    for _ in range(5):
        world.order((world.offer, 1), (world.setup, 1))
    owner.post(f"{APPROVALS}SO-10002/approval/")
    addresses = ("", "?q=olympia&kind=orders", "SO-10002/", "SO-10003/")
    for address in addresses:
        world.check_statements(owner, APPROVALS + address)


def test_a_cancellation_is_worked_out_in_at_most_twelve_statements(world, owner) -> None:
    number = cancellation(world, when="now", quantity=4)
    world.check_statements(owner, f"{APPROVALS}{number}/?q=olympia")


def cancellation(world, *, when: str, quantity: int, offer: factories.Offer | None = None) -> str:
    world.have((offer or world.offer, 10))
    world.settle(approves_cancellations=True)
    return world.place(
        commands.Reduce(
            customer_id=world.customer.id,
            subscription_id=world.held().id,
            quantity=quantity,
            when=when,
            note="Petros and three others have left.",
        )
    )


def test_a_cancellation_waits_with_its_instructions_quantity_and_money(world, owner, time_machine) -> None:
    number = cancellation(world, when="now", quantity=4)
    page = owner.get(APPROVALS).content.decode()
    assert f"{number}, Olympia Foods SA" in page
    assert "Over the agreed budget" not in page
    for text in (
        "Still in use",
        "Cancellation",
        "Petros and three others have left.",
        "10 → 6 licences",
        "\u22124",
        "\u2212€80.00",
        "\u2212€64.00",
        "\u2212€16.00",
        "Ermou 12, 105 63, Athens, Greece",
        "Change every month",
    ):
        assert text in page, text
    # R27: five days later less comes back; the quote stays beside it.
    time_machine.move_to(factories.NOW + dt.timedelta(days=5), tick=False)
    page = world.browser(world.reseller.owner).get(f"{APPROVALS}{number}/").content.decode()
    assert "Quoted \u2212€80.00 for delivery on the day of the order; today it is \u2212€66.67." in page
    # 64.00 × 25/30
    assert "\u2212€53.33" in page


def test_what_can_no_longer_be_carried_out_says_so_before_it_is_approved(world, owner, time_machine) -> None:
    offer = factories.offer(vendor="Microsoft Corporation")
    factories.publish(world.reseller, offer)
    number = cancellation(world, when="now", quantity=4, offer=offer)
    time_machine.move_to(factories.NOW + dt.timedelta(days=8), tick=False)
    owner = world.browser(world.reseller.owner)
    said = "The days in which these licences could be returned are over."
    page = owner.get(f"{APPROVALS}{number}/").content.decode()
    assert said in page
    answer = owner.post(f"{APPROVALS}{number}/approval/")
    assert answer.status_code == 422
    assert status_of(world, number)[0] == "pending_reseller_approval"


def test_a_planned_cancellation_says_when(world, owner) -> None:
    number = cancellation(world, when="term_end", quantity=4)
    page = owner.get(f"{APPROVALS}{number}/").content.decode()
    assert "Takes effect on 19 Dec 2026" in page
    assert "It takes effect on 19 Dec 2026. Nothing is charged or given back before." in page


def test_an_upgrade_shows_what_it_costs_now_less_what_it_cost_before(world, owner) -> None:
    made = factories.product(title="Microsoft 365 E3", offers={(1, 1): "16.00", (12, 1): "240.00"})
    factories.publish(world.reseller, made)
    world.have((factories.Offer(id=made.offers[1, 1], product_id=made.id), 10))
    number = world.place(
        commands.Upgrade(
            customer_id=world.customer.id,
            subscription_id=world.held().id,
            offer_id=made.offers[12, 1],
            quantity=4,
        )
    )
    page = owner.get(f"{APPROVALS}{number}/").content.decode()
    # 4 × (25.00 − 20.00), cost 4 × (20.00 − 16.00)
    for text in ("from Microsoft 365 E3", "10 → 6 licences", "€20.00", "€16.00", "€4.00"):
        assert text in page, text
    # In the queue it says the same, beside another order.
    other = world.order((world.setup, 1))
    queue = owner.get(f"{APPROVALS}{other}/").content.decode()
    assert "Margin 20.0%" in queue[queue.index(number) :].split("</a>")[0]
    # Once it is carried out, it is still known, and what comes again is still the difference.
    owner.post(f"{APPROVALS}{number}/approval/")
    jobs.drain()
    done = owner.get(f"{APPROVALS}{number}/").content.decode()
    for address in (f"{APPROVALS}{number}/", f"/techsolutions/console/customers/{world.customer.id}/orders/"):
        assert "The cost was not known" not in owner.get(address).content.decode(), address
    for text in ("Executed", "€20.00", "€16.00", "€4.00"):
        assert text in done, text
    assert re.findall(r"Then every month.*?</tr>", done, re.DOTALL) == re.findall(
        r"Then every month.*?</tr>", page, re.DOTALL
    )


def test_search_and_kind(world, owner) -> None:
    number = cancellation(world, when="now", quantity=4)
    service = world.order((world.setup, 1))

    def found(query: str) -> list[str]:
        page = owner.get(f"{APPROVALS}?{query}").content.decode()
        return re.findall(r'name="order" value="(SO-\d+)"', page)

    assert found("") == [number, service]
    assert found("kind=orders") == [service]
    assert found("kind=cancellations") == [number]
    assert found(f"q={service}") == [service]
    assert found("q=olympia") == [number, service]
    assert found("q=migration") == [service]
    assert found("q=migration&kind=cancellations") == []
    assert found("q=%00%25_") == []


def test_the_next_one_is_the_next_of_what_was_asked_for(world, owner) -> None:
    numbers = [world.order((offer, 1)) for offer in (world.setup, world.offer, world.setup)]
    answer = owner.post(f"{APPROVALS}{numbers[0]}/approval/?q=migration")
    assert answer["Location"] == f"{APPROVALS}{numbers[2]}/?q=migration"
    assert (
        owner.post(answer["Location"].replace("/?", "/approval/?"))["Location"] == f"{APPROVALS}?q=migration"
    )


def test_several_at_once_each_with_its_result(world, owner) -> None:
    numbers = [world.order((world.setup, 1)) for _ in range(3)]
    owner.post(f"{APPROVALS}{numbers[1]}/rejection/", {"reason": "Too many"})
    answer = owner.post(f"{APPROVALS}several/approval/", {"order": [*numbers, "SO-99999", "x"]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("Approved") == 2
    assert f"You have decided on order {numbers[1]} already: it is Canceled" in page
    assert [status_of(world, number)[0] for number in numbers] == ["in_progress", "canceled", "in_progress"]


def test_several_are_rejected_with_a_reason_and_not_without(world, owner) -> None:
    numbers = [world.order((world.setup, 1)) for _ in range(2)]
    answer = owner.post(f"{APPROVALS}several/rejection/", {"order": numbers, "why": " "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write what the customer reads" in page
    assert page.count(" checked") == 2
    owner.post(f"{APPROVALS}several/rejection/", {"order": numbers, "why": "Ask me first."})
    assert [status_of(world, number) for number in numbers] == [("canceled", "Ask me first.")] * 2


def test_nothing_ticked_is_said(world, owner) -> None:
    world.order((world.setup, 1))
    answer = owner.post(f"{APPROVALS}several/approval/")
    assert answer.status_code == 422
    assert "Tick the orders first." in answer.content.decode()


def test_the_keys_are_those_that_the_role_has(world, owner) -> None:
    world.order((world.offer, 1))
    assert "A to the approval, R to the rejection." in owner.get(APPROVALS).content.decode()
    sales = world.browser(factories.team_member(world.reseller, role="sales")).get(APPROVALS).content.decode()
    assert "A to the approval" not in sales
    assert "Keys: / search, J next order, K previous." in sales


def test_what_the_queue_brings_in_all_comes_after_the_page(world, owner) -> None:
    world.have((world.offer, 5))
    world.order((world.offer, 3), (world.setup, 1))
    world.order((world.offer, 1))
    # A cancellation brings nothing and is no part of it.
    world.order_fewer(2, "period_end")
    page = owner.get(APPROVALS).content.decode()
    assert f'hx-get="{APPROVALS}margin/" hx-trigger="load"' in page
    part = owner.get(f"{APPROVALS}margin/", headers={"HX-Request": "true"}).content.decode()
    # Prices of 330.00, costs of 264.00; the lines are as of today, as each order says.
    assert "<b>€66.00</b>" in part
    assert "not known" not in part
    assert "<html" not in part
    whole = owner.get(f"{APPROVALS}margin/").content.decode()
    assert "€66.00" in whole
    assert "SO-10002, Olympia Foods SA" in whole


def test_an_order_whose_cost_is_not_known_is_left_out_of_the_queues_margin_and_said(world, owner) -> None:
    known, unknown = world.order((world.offer, 1)), world.order((world.setup, 1))
    with tenancy.scope(world.reseller.id), transactions.writing():
        OrderLine.objects.filter(order__number=unknown.removeprefix("SO-")).update(cost_for_term=None)
    part = owner.get(f"{APPROVALS}margin/", headers={"HX-Request": "true"}).content.decode()
    assert "€4.00" in part, known
    assert "Without 1 order whose cost is not known" in part


def test_nothing_to_earn_shows_no_margin(world, owner) -> None:
    assert "Your margin" not in owner.get(APPROVALS).content.decode()
    world.have((world.offer, 5))
    world.order_fewer(2, "period_end")
    assert "Your margin" not in owner.get(APPROVALS).content.decode()


def test_what_cannot_be_carried_out_any_more_has_no_approval(world, owner) -> None:
    world.have((world.offer, 5))
    more = world.order_more(3)
    all_of_it = world.order_fewer(5, "period_end")
    page = owner.get(f"{APPROVALS}{more}/").content.decode()
    assert "As things stand, it cannot be carried out." in page
    assert "All its licences are planned to leave or to change." in page
    assert "Reject it, or approve it once that has changed." in page
    assert f"{more}/approval/" not in page
    assert f"{more}/rejection/" in page
    # Who comes by an old page is refused by the same reason.
    answer = owner.post(f"{APPROVALS}{more}/approval/")
    assert answer.status_code == 422
    assert "All its licences are planned to leave or to change." in answer.content.decode()
    assert status_of(world, more)[0] == "pending_reseller_approval"
    if status_of(world, all_of_it)[0] == "pending_reseller_approval":
        owner.post(f"{APPROVALS}{all_of_it}/rejection/", {"reason": "Keep them"})
        assert f"{more}/approval/" in owner.get(f"{APPROVALS}{more}/").content.decode()
