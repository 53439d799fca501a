"""S16: purchases, cancellations, upgrades and renewals of a subscription and its add-ons, narrowed and as a file."""

import csv
import datetime as dt
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.ordering.domain import commands
from seatwise.storefront import exporting
from tests import factories, holdings
from tests.surfaces.storefront import scene

HISTORY = "subscriptions/S-2001/history/"


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def world(db, time_machine):
    """Bought in November 2025; an add-on, a return and an upgrade within the year, and a renewal every month."""
    now = holdings.at("2026-01-20")
    time_machine.move_to(now, tick=False)
    seller = factories.reseller(now=holdings.at("2025-10-01"))
    olympia = holdings.without_approval(seller)
    target = factories.product(title="Premium", offers={(1, 1): "14.88"})
    source = factories.product(title="=Basic", offers={(1, 1): "9.60"})
    add_on = factories.product(
        title="Phone", offers={(1, 1): "2.40"}, kind=ProductKind.ADDON, parents=(source.key,)
    )
    factories.publish(seller, source, target, add_on)
    catalogue_models.Conversion.objects.create(source_id=source.id, target_id=target.id)
    offer = factories.Offer(id=source.offers[1, 1], product_id=source.id)
    maria, nikos = olympia.admin.customer_actor, seller.owner.reseller_actor
    held = holdings.bought(seller, olympia, offer, 10, now=holdings.at("2026-01-01"))
    about = {"customer_id": olympia.id, "subscription_id": held.id}
    for command, actor, day in (
        (commands.BuyAddOn(offer_id=add_on.offers[1, 1], quantity=2, **about), maria, "2026-01-05"),
        (commands.BuyLicences(quantity=1, **about), nikos, "2026-01-06"),
        (holdings.reduction(olympia, held, 3), maria, "2026-01-07"),
        (commands.Upgrade(offer_id=target.offers[1, 1], quantity=2, **about), maria, "2026-01-08"),
    ):
        holdings.order(seller, command, actor=actor, now=holdings.at(day))
    holdings.turn(holdings.at("2026-03-20"))
    time_machine.move_to(holdings.at("2026-03-20"), tick=False)
    return scene.World(reseller=seller, customer=olympia, client=scene.signed_in(olympia.admin))


def body(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def lines(world, query: str = "") -> list[dict[str, str]]:
    raw = body(world.get(f"{HISTORY}export.csv{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(raw)))


def told(html: str) -> list[str]:
    return [text(cell) for cell in re.findall(r'<td role="cell" class="c-name normal">(.*?)</td>', html)]


def test_everything_with_who_what_and_how_much(world) -> None:
    page = text(world.html(HISTORY))
    for said in (
        "Bought =Basic SO-10001 Maria Konstantinou 0 → 10 +10 €120.00",
        "Bought Phone",
        "Bought licences SO-10003 Techsolutions 10 → 11 +1 –",
        "Gave licences back SO-10004 Maria Konstantinou 11 → 8 −3",
        "Became Premium SO-10005 Maria Konstantinou 8 → 6 −2",
        "Renewed The calendar 6 → 6 €72.00",
    ):
        assert said in page, said


def test_kinds_are_tabs_with_counts(world) -> None:
    html = world.html(HISTORY)
    for tab in ("All", "Purchases", "Cancellations", "Upgrades", "Renewals"):
        assert tab in html
    assert told(world.html(f"{HISTORY}?status=cancellations")) == ["Gave licences back SO-10004"]
    assert told(world.html(f"{HISTORY}?status=upgrades")) == ["Became Premium SO-10005"]
    renewals = world.html(f"{HISTORY}?status=renewals")
    assert 'Renewals<span class="n">4</span>' in renewals
    assert "4 entries" in renewals


def test_one_add_on_and_one_year(world) -> None:
    html = world.html(f"{HISTORY}?item=S-2002")
    assert all("Phone" in what for what in told(html))
    assert 'All<span class="n">3</span>' in html
    assert "No entries match" in world.html(f"{HISTORY}?item=S-2002&status=cancellations")
    assert len(told(world.html(f"{HISTORY}?year=2026"))) == len(told(world.html(HISTORY)))
    assert len(told(world.html(f"{HISTORY}?year=1999&item=S-1"))) == len(told(world.html(HISTORY)))


def test_the_file_is_the_filter(world) -> None:
    rows = lines(world)
    assert len(rows) == len(told(world.html(HISTORY))) + 2
    gift = next(row for row in rows if row["Order #"] == "SO-10003")
    assert gift["Amount, excludes VAT"] == "–"
    assert (gift["Quantity before"], gift["Quantity after"], gift["Change"]) == ("10", "11", "1")
    assert gift["By"] == "Techsolutions"
    assert gift["Product or add-on"] == "'=Basic"
    assert rows[-1]["What"] == "Without an amount, not counted"
    only = lines(world, "?status=upgrades")
    assert [row["Kind"] for row in only] == ["Upgrades", ""]
    assert f"/techsolutions/billing/{HISTORY}export.xlsx?status=upgrades" in world.html(
        f"{HISTORY}?status=upgrades"
    )


def test_excel_has_numbers_and_days(world) -> None:
    answer = world.get(f"{HISTORY}export.xlsx?status=purchases")
    assert answer["Content-Disposition"] == 'attachment; filename="history-S-2001-2026-03-20.xlsx"'
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body(answer))).get_sheet_by_index(0)
    first = sheet.to_python()[3]
    assert first[0] == dt.date(2026, 1, 1)
    assert first[6:11] == [0.0, 10.0, 10.0, 120.0, "EUR"]


def test_a_long_history_is_read_page_by_page(world, monkeypatch) -> None:
    whole = body(world.get(f"{HISTORY}export.csv"))
    monkeypatch.setattr(exporting, "SIZE", 1)
    assert body(world.get(f"{HISTORY}export.csv")) == whole


def test_an_add_ons_own_history(world) -> None:
    assert told(world.html("subscriptions/S-2002/history/"))
    assert world.get("subscriptions/S-99999/history/export.csv").status_code == 404
