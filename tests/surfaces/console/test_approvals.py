"""S23: what waits, with cost, price and margin; approve, or reject with a reason."""

import datetime as dt
import re

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.ordering.models import Order
from seatwise.resellers import operations as resellers
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
    assert (answer.status_code, answer["Location"]) == (303, APPROVALS)
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


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_rejection_needs_a_reason(world, owner, reason) -> None:
    number = world.order((world.offer, 1))
    answer = owner.post(f"{APPROVALS}{number}/rejection/", {"reason": reason})
    assert answer.status_code == 422
    assert "Write what the customer reads" in answer.content.decode()
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


def test_at_most_ten_statements(world, owner) -> None:
    for _ in range(5):
        world.order((world.offer, 1), (world.setup, 1))
    owner.post(f"{APPROVALS}SO-10002/approval/")
    for address in (APPROVALS, f"{APPROVALS}SO-10002/", f"{APPROVALS}SO-10003/"):
        world.check_statements(owner, address)


def test_a_cancellation_is_called_one_and_makes_up_no_margin(world, owner) -> None:
    owner.post(f"{APPROVALS}{world.order((world.offer, 10))}/approval/")
    jobs.drain()
    with tenancy.scope(world.reseller.id), transactions.writing():
        resellers.change_settings(approves_cancellations=True)
    number = world.order_fewer(4, "period_end")
    page = " ".join(re.sub(r"<[^>]+>", " ", owner.get(f"{APPROVALS}{number}/").content.decode()).split())
    assert "Cancel 4 licences of Microsoft 365 Business Premium on 19 Dec 2026" in page
    assert "10 → 6 licences" in page
    assert "−4" in page
    assert "No cost is kept for this." in page
    assert "Below cost" not in page
    assert "Then every month −€80.00" in page or "every month – " in page
