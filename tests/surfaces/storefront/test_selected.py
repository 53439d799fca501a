"""B6 over HTTP: several subscriptions canceled, or their auto-renew switched, with one yes and a result for each."""

import dataclasses
import html as html_of
import re

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.ordering import models as ordering
from seatwise.resellers import operations as resellers
from seatwise.subscriptions import models as subscriptions
from tests import factories, jobs
from tests.surfaces.storefront import scene

pytestmark = pytest.mark.slow

CANCEL, RENEW = "subscriptions/cancellation/", "subscriptions/auto-renew/"


@pytest.fixture
def three(world):
    """Three subscriptions, the second one suspended, the third for a year."""
    for about in (
        {"title": "Premium"},
        {"title": "Visio"},
        {"title": "Acrobat", "cost": "192.00", "term_months": 12},
    ):
        sold = factories.offer(**about)
        factories.publish(world.reseller, sold)
        scene.order(world, (sold, 10))
    with tenancy.scope(world.reseller.id), transactions.writing():
        subscriptions.Subscription.objects.filter(number=2002).update(status="suspended")
    return world


def asked(*numbers: int, **more: str) -> str:
    return "?" + "&".join(
        [*(f"ref=S-{number}" for number in numbers), *(f"{k}={v}" for k, v in more.items())]
    )


def fields(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(quote-S-\d+)" value="([^"]+)"', html))


def send(world, address: str, client=None, **filled):
    return (client or world.client).post(f"{world.billing}{address}", filled)


def said(answer) -> list[tuple[str, str]]:
    """What the result says of each: its number, and the words."""
    page = answer.content.decode()
    assert answer.status_code == 200, page
    rows = re.findall(r"<li>.*?</li>", page, re.DOTALL)
    words = [html_of.unescape(re.sub(r"<[^>]+>", " ", row)) for row in rows]
    return [(found[0], " ".join(row.split())) for row in words if (found := re.findall(r"S-\d+", row))]


def held(world, number: int) -> subscriptions.Subscription:
    with tenancy.scope(world.reseller.id), transactions.reading():
        return subscriptions.Subscription.objects.get(number=number)


def orders(world) -> list[ordering.Order]:
    with tenancy.scope(world.reseller.id), transactions.reading():
        return list(ordering.Order.objects.filter(type="cancel_subscription").order_by("number"))


def test_the_list_offers_it(three) -> None:
    html = three.html("subscriptions/")
    assert re.findall(r'name="ref" value="(S-\d+)"', html) == ["S-2001", "S-2003"]
    assert f'action="{three.billing}{CANCEL}"' in html
    viewer = scene.signed_in(factories.customer_user(three.reseller, three.customer, role="billing_viewer"))
    seen = viewer.get(f"{three.billing}subscriptions/").content.decode()
    assert 'name="ref"' not in seen
    assert CANCEL not in seen


def test_each_row_says_what_happens_or_why_not_and_each_is_an_order(three) -> None:
    html = three.html(f"{CANCEL}{asked(2003, 2002, 2001)}")
    assert re.findall(r'sub2">(S-\d+)<', html) == ["S-2003", "S-2002", "S-2001"]
    assert "Visio is not active any more." in html
    assert html.count("10 leave at the end of 18 Dec 2026. You can undo that until then.") == 2
    assert "Cancel 2 subscriptions" in html
    assert set(fields(html)) == {"quote-S-2001", "quote-S-2003"}
    answer = send(
        three, f"{CANCEL}{asked(2003, 2002, 2001, when='later')}", note="All at once", **fields(html)
    )
    assert [ref for ref, _ in said(answer)] == ["S-2003", "S-2001"]
    made = orders(three)
    assert [
        f"S-2003 {number} placed" in words or f"S-2001 {number} placed" in words
        for (_, words), number in zip(said(answer), (f"SO-{order.number}" for order in made), strict=True)
    ] == [True, True]
    assert {order.note for order in made} == {"All at once"}
    assert [held(three, number).leaving for number in (2001, 2002, 2003)] == [10, 0, 10]
    assert "2 orders are placed." in answer.content.decode()


def test_sent_twice_each_is_ordered_once(three) -> None:
    html = three.html(f"{CANCEL}{asked(2001, 2003)}")
    address = f"{CANCEL}{asked(2001, 2003, when='later')}"
    first, second = (send(three, address, **fields(html)) for _ in range(2))
    assert said(first) == said(second)
    assert len(orders(three)) == 2


def test_one_bad_row_stops_no_other_and_can_be_looked_at_again(three) -> None:
    html = three.html(f"{CANCEL}{asked(2001, 2003)}")
    with tenancy.scope(three.reseller.id), transactions.writing():
        subscriptions.Subscription.objects.filter(number=2001).update(status="suspended")
    answer = send(three, f"{CANCEL}{asked(2001, 2003, when='later')}", **fields(html))
    refused, placed = said(answer)
    assert "Premium is not active any more." in refused[1]
    assert "placed" in placed[1]
    assert len(orders(three)) == 1
    assert f'href="{three.billing}{CANCEL}?ref=S-2001&amp;when=later"' in answer.content.decode()


def test_at_once_where_all_offer_it_and_only_with_the_tick(three) -> None:
    html = three.html(f"{CANCEL}{asked(2001, 2003, when='now')}")
    assert html.count("10 leave today.") == 2
    # Two of 10 × €20.00, bought today for a whole period: all of it comes back, with 24% VAT.
    assert "€400.00" in html
    assert re.search(r"VAT 24%</td>.*?€96.00<", html, re.DOTALL)
    assert "€496.00" in html
    address = f"{CANCEL}{asked(2001, 2003, when='now')}"
    answer = send(three, address, note="Keep", **fields(html))
    assert answer.status_code == 422
    assert "Tick that you know: these licences stop working today." in answer.content.decode()
    assert ">Keep</textarea>" in answer.content.decode()
    assert orders(three) == []
    send(three, address, understood="1", **fields(html))
    jobs.drain()
    assert [held(three, number).status for number in (2001, 2003)] == ["canceled", "canceled"]


def test_at_once_is_not_offered_where_a_window_is_closed(three, time_machine) -> None:
    bound = factories.offer(title="Bound", vendor="Microsoft Corporation", cost="192.00", term_months=12)
    factories.publish(three.reseller, bound)
    scene.order(three, (bound, 5))
    address = f"{CANCEL}{asked(2001, 2004, when='now')}"
    assert 'value="now"' in three.html(address)
    time_machine.move_to("2026-12-01T09:00:00+00:00", tick=False)
    later = dataclasses.replace(three, client=scene.signed_in(three.customer.admin))
    html = later.html(address)
    assert 'value="now"' not in html
    assert "Each at the end of its billing period or term" in html
    assert "10 leave at the end of 18 Dec 2026." in html
    assert "5 leave at the end of 18 Nov 2027." in html
    assert 'value="now"' in later.html(f"{CANCEL}{asked(2001, when='now')}")


def test_a_quote_for_later_cannot_be_sent_as_one_for_now(three) -> None:
    later = fields(three.html(f"{CANCEL}{asked(2001)}"))
    now = fields(three.html(f"{CANCEL}{asked(2001, when='now')}"))
    answer = send(three, f"{CANCEL}{asked(2001, when='later')}", **now)
    assert "This form is damaged or too old." in said(answer)[0][1]
    answer = send(three, f"{CANCEL}{asked(2003, when='later')}", **{"quote-S-2003": later["quote-S-2001"]})
    assert "This form is damaged or too old." in said(answer)[0][1]
    answer = send(three, f"{CANCEL}{asked(2003, when='later')}", **{"quote-S-2003": "nonsense"})
    assert "This form is damaged or too old." in said(answer)[0][1]
    assert orders(three) == []


def test_what_waits_for_approval_says_so(three) -> None:
    with tenancy.scope(three.reseller.id), transactions.writing():
        resellers.change_settings(approves_cancellations=True, actor=SYSTEM, now=factories.NOW)
    html = three.html(f"{CANCEL}{asked(2001)}")
    assert "Techsolutions approves these orders." in html
    answer = send(three, f"{CANCEL}{asked(2001, when='later')}", **fields(html))
    assert "waits for approval" in said(answer)[0][1]


def test_auto_renew_is_switched_for_each(three) -> None:
    html = three.html(f"{RENEW}{asked(2001, 2002, 2003, on='0')}")
    assert "It ends with 18 Dec 2026." in html
    assert "It ends with 18 Nov 2027." in html
    assert "Visio is not active any more." in html
    assert "Turn it off for 2 subscriptions" in html
    for _ in range(2):
        answer = send(three, f"{RENEW}{asked(2001, 2002, 2003, on='0')}")
        assert ["not active" in words for _, words in said(answer)] == [False, True, False]
        assert "Auto-renew is off for 2 subscriptions." in answer.content.decode()
    assert [held(three, number).auto_renew for number in (2001, 2002, 2003)] == [False, True, False]
    assert "It is off already." in three.html(f"{RENEW}{asked(2001, on='0')}")
    send(three, f"{RENEW}{asked(2001, on='1')}")
    assert held(three, 2001).auto_renew


def test_nothing_selected_and_what_is_anothers(three) -> None:
    for page in (CANCEL, RENEW):
        assert "No subscription is selected" in three.html(page)
        assert send(three, page).status_code == 200
        assert three.get(f"{page}?ref=S-2001&ref=S-9999").status_code == 404
        assert three.get(f"{page}?ref=nonsense").status_code == 404
        assert send(three, f"{page}?ref=S-9999").status_code == 404
    neighbour = factories.customer(three.reseller, name="Neighbour Ltd")
    client = scene.signed_in(neighbour.admin)
    for page in (CANCEL, RENEW):
        assert client.get(f"{three.billing}{page}?ref=S-2001").status_code == 404
        assert send(three, f"{page}?ref=S-2001", client=client).status_code == 404
    assert held(three, 2001).auto_renew


def test_as_many_statements_for_two_as_for_one(three) -> None:
    counts = []
    for numbers in ((2001,), (2001, 2003)):
        with scene.statements() as statements:
            three.html(f"{CANCEL}{asked(*numbers)}")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
