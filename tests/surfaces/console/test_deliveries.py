"""S24: lines In Progress or Failed; mark delivered with a reference, cancel with a reason, try again."""

import re
import uuid
from functools import partial

import pytest

from seatwise.console.deliveries import queries
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.models import Order, OrderLine
from seatwise.subscriptions.models import Subscription
from tests import factories, jobs

DELIVERIES = "/techsolutions/console/deliveries/"


@pytest.fixture
def line(world, owner):
    """A line of a product that is delivered by hand, approved."""
    number = world.order((world.setup, 2), note="Please call first")
    owner.post(f"/techsolutions/console/approvals/{number}/approval/")
    owner.get("/techsolutions/console/approvals/")
    jobs.drain()
    return world.read(OrderLine.objects.get)


def now(world):
    order = world.read(Order.objects.get)
    line = world.read(OrderLine.objects.get)
    return order.status, line.status, line.reference, line.status_reason


def test_nothing_waits(owner) -> None:
    assert "Nothing waits for delivery" in owner.get(DELIVERIES).content.decode()


def test_a_line_is_shown_with_what_there_is_to_do(owner, line) -> None:
    page = owner.get(DELIVERIES).content.decode()
    for text in (
        "Migration service",
        "Olympia Foods SA",
        "SO-10001",
        "Call the customer.\nAgree a day.",
        "Please call first",
        "Ermou 12",
        "Mark as delivered",
    ):
        assert text in page, text


def test_delivered_with_a_reference(world, owner, line) -> None:
    answer = owner.post(f"{DELIVERIES}{line.id}/delivery/", {"reference": " T-42 "})
    assert (answer.status_code, answer["Location"]) == (303, DELIVERIES)
    assert now(world) == ("executed", "delivered", "T-42", "")
    assert "Migration service for Olympia Foods SA is delivered." in owner.get(DELIVERIES).content.decode()
    page = owner.get(f"{DELIVERIES}{line.id}/").content.decode()
    assert "reference T-42" in page
    assert "Mark as delivered" not in page


def test_canceled_with_a_reason(world, owner, line) -> None:
    answer = owner.post(f"{DELIVERIES}{line.id}/cancellation/", {"reason": "Not possible"})
    assert answer.status_code == 303
    assert now(world) == ("canceled", "canceled", "", "Not possible")


@pytest.mark.parametrize(
    ("verb", "field", "said"),
    [("delivery", "reference", "Enter the reference"), ("cancellation", "reason", "Write what the customer")],
)
def test_an_empty_form_comes_back(world, owner, line, verb, field, said) -> None:
    for text in ("", "x" * 501):
        answer = owner.post(f"{DELIVERIES}{line.id}/{verb}/", {field: text})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert now(world)[:2] == ("in_progress", "in_progress")


def test_the_second_person_sees_what_happened(world, owner, line) -> None:
    owner.post(f"{DELIVERIES}{line.id}/delivery/", {"reference": "T-42"})
    colleague = world.browser(factories.team_member(world.reseller, role="operations"))
    faster = "Nikos Georgiou was faster: this line is Delivered already, so nothing was changed."
    for who, said in ((colleague, faster), (owner, "You have delivered this line already.")):
        for verb, data in (
            ("delivery", {"reference": "T-43"}),
            ("cancellation", {"reason": "x"}),
            ("retry", {}),
        ):
            answer = who.post(f"{DELIVERIES}{line.id}/{verb}/", data)
            assert answer.status_code == 422
            assert said in answer.content.decode()
    assert now(world) == ("executed", "delivered", "T-42", "")


def test_a_double_click_on_try_again_says_what_became_of_the_line(world, owner) -> None:
    number = world.order((world.offer, 1))
    owner.post(f"/techsolutions/console/approvals/{number}/approval/")
    line = world.read(OrderLine.objects.get)
    with tenancy.scope(world.reseller.id), transactions.writing():
        ordering.fail_line(line_id=line.id, reason="Busy", actor=SYSTEM, now=line.order.submitted_at)
    for said in ("", "it is In Progress now"):
        answer = owner.post(f"{DELIVERIES}{line.id}/retry/")
        assert said in answer.content.decode()
    jobs.drain()
    assert now(world)[:2] == ("executed", "delivered")
    page = owner.post(f"{DELIVERIES}{line.id}/retry/").content.decode()
    assert "You have had this line tried again already: it is Delivered now." in page


def test_a_failed_line_says_why_and_is_tried_again(world, owner, line) -> None:
    with tenancy.scope(world.reseller.id), transactions.writing():
        ordering.fail_line(
            line_id=line.id, reason="The vendor is closed.", actor=SYSTEM, now=line.order.submitted_at
        )
    page = owner.get(DELIVERIES).content.decode()
    assert "The vendor is closed." in page
    assert "Try again" in page
    assert "Mark as delivered" not in page
    assert owner.post(f"{DELIVERIES}{line.id}/retry/").status_code == 303
    assert now(world) == ("in_progress", "in_progress", "", "")


def test_a_line_that_waits_for_approval_is_not_here(world, owner) -> None:
    world.order((world.setup, 1))
    line = world.read(OrderLine.objects.get)
    assert owner.get(f"{DELIVERIES}{line.id}/").status_code == 404


def test_no_such_line(owner) -> None:
    nobody = uuid.uuid4()
    assert owner.get(f"{DELIVERIES}{nobody}/").status_code == 404
    for verb, data in (("delivery", {"reference": "T"}), ("cancellation", {"reason": "x"}), ("retry", {})):
        assert owner.post(f"{DELIVERIES}{nobody}/{verb}/", data).status_code == 404


def test_at_most_twelve_statements(world, owner, line) -> None:
    for address in (DELIVERIES, f"{DELIVERIES}{line.id}/"):
        world.check_statements(owner, address)


def found(owner, query: str) -> list[str]:
    page = owner.get(f"{DELIVERIES}?{query}").content.decode()
    return re.findall(rf'class="q"[^>]*><a href="{DELIVERIES}([0-9a-f-]+)/', page)


def test_search_and_kind_and_what_is_planned_apart(world, owner, line) -> None:
    world.have((world.offer, 10))
    world.place(
        commands.Reduce(
            customer_id=world.customer.id, subscription_id=world.held().id, quantity=4, when="term_end"
        )
    )
    (planned,) = world.read(lambda: list(OrderLine.objects.exclude(planned_on=None)))
    this = str(line.id)
    assert found(owner, "") == found(owner, "kind=by_hand") == found(owner, "q=olympia") == [this]
    assert found(owner, "q=migration&kind=by_hand") == [this]
    assert found(owner, "q=premium") == found(owner, "kind=failed") == []
    assert found(owner, "kind=planned") == [str(planned.id)]
    page = owner.get(f"{DELIVERIES}{planned.id}/").content.decode()
    assert "Planned for 19 Dec 2026" in page
    assert "Take 4 licences off S-2001: 10 → 6" in page
    assert "Mark as delivered" not in page


def test_the_next_line_loads_by_itself(world, owner, line) -> None:
    number = world.order((world.setup, 1))
    owner.post(f"/techsolutions/console/approvals/{number}/approval/")
    second = world.read(lambda: OrderLine.objects.get(order__number=int(number.removeprefix("SO-"))))
    answer = owner.post(f"{DELIVERIES}{line.id}/delivery/?q=migration", {"reference": "T-42"})
    assert answer["Location"] == f"{DELIVERIES}{second.id}/?q=migration"


def test_several_are_delivered_each_with_its_reference(world, owner, line) -> None:
    for _ in range(2):
        number = world.order((world.setup, 1))
        owner.post(f"/techsolutions/console/approvals/{number}/approval/")
    lines = world.read(lambda: list(OrderLine.objects.order_by("id")))
    owner.post(f"{DELIVERIES}{lines[1].id}/cancellation/", {"reason": "Not possible"})
    page = owner.get(f"{DELIVERIES}several/").content.decode()
    assert page.count('name="reference-') == 2
    typed = {f"reference-{each.id}": f"T-{at}" for at, each in enumerate(lines)}
    answer = owner.post(
        f"{DELIVERIES}several/", typed | {"reference-x": "y", f"reference-{uuid.uuid4()}": "z"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 lines are delivered." in page
    assert "You have canceled this line already." in page
    assert world.read(lambda: list(OrderLine.objects.order_by("id").values_list("status", "reference"))) == [
        ("delivered", "T-0"),
        ("canceled", ""),
        ("delivered", "T-2"),
    ]


def test_several_without_any_reference_is_said(owner, line) -> None:
    answer = owner.post(f"{DELIVERIES}several/", {f"reference-{line.id}": "  "})
    assert answer.status_code == 422
    assert "Type the reference of each line that is delivered." in answer.content.decode()


def test_what_is_planned_comes_by_its_day_page_by_page(world, owner, monkeypatch) -> None:
    monkeypatch.setattr("seatwise.console.deliveries.queries.queue", partial(queries.queue, size=1))
    yearly = factories.offer(title="Yearly", term_months=12, billing_months=12)
    factories.publish(world.reseller, yearly)
    world.have((yearly, 10))
    world.have((world.offer, 10))
    for held in world.read(lambda: list(Subscription.objects.order_by("number"))):
        world.place(
            commands.Reduce(
                customer_id=world.customer.id, subscription_id=held.id, quantity=4, when="term_end"
            )
        )
    later, sooner = world.read(lambda: list(OrderLine.objects.exclude(planned_on=None).order_by("id")))
    assert later.planned_on > sooner.planned_on
    assert found(owner, "kind=planned") == [str(sooner.id)]
    assert found(owner, f"kind=planned&after={sooner.id}") == [str(later.id)]
    assert found(owner, f"kind=planned&after={later.id}") == []
    page = owner.get(f"{DELIVERIES}?kind=planned&after={sooner.id}").content.decode()
    assert "To the first" in page


def test_keys_are_named_only_where_they_do_something(world, owner, line) -> None:
    assert (
        "Keys: / search, J next line, K previous, D to the delivery, C to the cancellation."
        in owner.get(DELIVERIES).content.decode()
    )
    owner.post(f"{DELIVERIES}{line.id}/delivery/", {"reference": "T-42"})
    done = owner.get(f"{DELIVERIES}{line.id}/").content.decode()
    assert "Keys: / search, J next line, K previous." in done
    assert "Keys:" not in owner.get(DELIVERIES).content.decode()
