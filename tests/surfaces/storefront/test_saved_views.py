"""B6 over HTTP: a person's saved views of the list of subscriptions."""

import re

import pytest

from seatwise.customers import models, operations
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from tests import factories
from tests.surfaces.storefront import scene


def saved(world) -> list[models.SavedView]:
    with tenancy.scope(world.reseller.id), transactions.reading():
        return list(models.SavedView.objects.order_by("name"))


def save(world, name: str, asked: str = "", client=None):
    return (client or world.client).post(f"{world.billing}subscriptions/views/{asked}", {"name": name})


def views(html: str) -> dict[str, str]:
    nav = re.search(r'<nav class="chips views".*?</nav>', html, re.DOTALL)
    found = re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', nav[0]) if nav else []
    return {name: href.replace("&amp;", "&") for href, name in found}


def test_a_view_is_saved_opened_renamed_and_deleted(world) -> None:
    asked = "?q=premium&status=active&vendor=Microsoft&hidden=no&columns=name.total&sort=-total"
    page = world.html(f"subscriptions/views/{asked}&after=nonsense")
    action = re.search(r'action="([^"]+views/\?[^"]+)"', page)
    assert action is not None
    answer = world.client.post(action[1].replace("&amp;", "&"), {"name": "  Dear \x00 ones "}, follow=True)
    assert answer.redirect_chain[0][1] == 303
    html = answer.content.decode()
    assert views(html) == {"Dear ones": f"{world.billing}subscriptions/{asked}"}
    assert 'aria-current="true">Dear ones</a>' in html
    assert "The view is saved." in html
    other = world.html("subscriptions/")
    assert 'aria-current="true">Dear ones</a>' not in other
    assert "Dear ones" in other

    (view,) = saved(world)
    address = f"{world.billing}subscriptions/views/{view.id}/"
    assert (
        "The view is renamed." in world.client.post(address, {"name": "Costly"}, follow=True).content.decode()
    )
    assert [each.name for each in saved(world)] == ["Costly"]
    assert "The view is deleted." in world.client.post(f"{address}deletion/", follow=True).content.decode()
    assert saved(world) == []
    assert world.client.post(f"{address}deletion/").status_code == 404


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (" \x00 ", "Give the view a name."),
        ("x" * 61, "Enter at most 60 characters."),
        ("TAKEN", "You have a view of this name already. Choose another name."),
    ],
)
def test_names_that_do_not_do(world, name, said) -> None:
    save(world, "Taken")
    save(world, "Other")
    answer = save(world, name, "?vendor=Adobe")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    assert "views/?vendor=Adobe" in html, "what was to be saved is not lost"
    other = next(view for view in saved(world) if view.name == "Other")
    answer = world.client.post(f"{world.billing}subscriptions/views/{other.id}/", {"name": name})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert sorted(view.name for view in saved(world)) == ["Other", "Taken"]


def test_a_view_keeps_its_own_name_in_other_letters(world) -> None:
    save(world, "mine")
    (view,) = saved(world)
    world.client.post(f"{world.billing}subscriptions/views/{view.id}/", {"name": "Mine"})
    assert [each.name for each in saved(world)] == ["Mine"]


def test_there_is_an_end_to_them(world) -> None:
    for number in range(operations.MOST_VIEWS):
        assert save(world, f"View {number}").status_code == 303
    answer = save(world, "One more")
    assert answer.status_code == 422
    assert "You can keep 20 saved views. Delete one that you no longer need." in answer.content.decode()
    assert len(saved(world)) == operations.MOST_VIEWS


def test_views_are_of_one_person_in_one_company(world) -> None:
    save(world, "Mine")
    (view,) = saved(world)
    colleague = scene.signed_in(
        factories.customer_user(world.reseller, world.customer, role="billing_viewer")
    )
    list_html = colleague.get(f"{world.billing}subscriptions/").content.decode()
    assert views(list_html) == {}
    address = f"{world.billing}subscriptions/views/{view.id}/"
    assert colleague.post(address, {"name": "Stolen"}).status_code == 404
    assert colleague.post(f"{address}deletion/").status_code == 404
    assert save(world, "Mine", client=colleague).status_code == 303, "the same name is another person's own"

    elsewhere = factories.customer(world.reseller, name="Aegean Shipping")
    with tenancy.scope(world.reseller.id), transactions.writing():
        operations.add_person(
            customer_id=elsewhere.id,
            user_id=world.customer.admin.id,
            role="admin",
            actor=SYSTEM,
            now=factories.NOW,
        )
    there = scene.signed_in(world.customer.admin)
    session = there.session
    session["customer_id"] = str(elsewhere.id)
    session.save()
    assert views(there.get(f"{world.billing}subscriptions/").content.decode()) == {}
    assert there.post(address, {"name": "Other"}).status_code == 404


def test_forms_carry_a_token(world) -> None:
    client = scene.signed_in(world.customer.admin)
    client.handler.enforce_csrf_checks = True
    assert client.post(f"{world.billing}subscriptions/views/", {"name": "Forged"}).status_code == 403
    assert saved(world) == []
