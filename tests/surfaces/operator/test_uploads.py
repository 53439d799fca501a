"""S28, S29 over HTTP: a vendor's file is looked at before it changes anything, and products of the operator's own."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from seatwise.catalogue import models, operations
from seatwise.infra import clock
from seatwise.kernel.actor import SYSTEM
from tests import jobs

ROOT = Path(__file__).parents[3]
PRICES = ROOT / "src" / "seatwise" / "demo" / "data" / "price-list-DE-EUR.csv"
UPLOADS = "/operator/catalogue/upload/"


def upload(operator, content: bytes, **about: str):
    given = {"kind": "prices", "market": "de", "currency": "eur"} | about
    file = SimpleUploadedFile("prices.csv", content, content_type="text/csv")
    return operator.post(f"{UPLOADS}add/", given | {"file": file})


def page(operator) -> str:
    (row,) = models.Upload.objects.all()
    return " ".join(operator.get(f"{UPLOADS}{row.pk}/change/").content.decode().split())


def test_a_price_list_is_previewed_and_then_imported(operator) -> None:
    placed = upload(operator, PRICES.read_bytes())
    assert placed.status_code == 302, placed.content
    assert 'hx-trigger="every 2s"' in page(operator)
    jobs.drain()
    preview = page(operator)
    assert "What would change" in preview
    assert re.search(r"uploaded by Alex on \d+ \w{3} \d{4} at \d\d:\d\d\.</p>", preview)
    # On a phone the table scrolls in its own box, not the page.
    assert '<div class="wide"> <table><thead>' in preview
    assert "hx-trigger" not in preview
    assert models.PriceLine.objects.count() == 0
    assert models.FileImport.objects.count() == 0
    (row,) = models.Upload.objects.all()
    new = row.found["new"]
    assert new > 50
    assert f'<td class="num">{new}</td><td>new</td>' in preview
    assert re.search(
        r"<td>12 months, billed every month</td><td>new</td><td>EUR \d+\.\d\d from \d\d \w{3} \d{4}", preview
    )
    assert "1 months" not in preview

    assert operator.post(f"{UPLOADS}{row.pk}/import/").status_code == 302
    assert "Being imported" in page(operator)
    assert operator.post(f"{UPLOADS}{row.pk}/discard/", follow=True).status_code == 200
    jobs.drain()
    assert "Imported" in page(operator)
    assert models.PriceLine.objects.count() == new
    (done,) = models.FileImport.objects.all()
    assert (done.new_count, done.actor_name) == (new, "Alex")
    row.refresh_from_db()
    assert (bytes(row.content), row.progress) == (b"", 100)


def test_the_same_file_again_says_that_nothing_changes(operator) -> None:
    operations.import_prices(
        content=PRICES.read_bytes(),
        file_name="first.csv",
        market="DE",
        currency="EUR",
        actor=SYSTEM,
        now=clock.now(),
    )
    upload(operator, PRICES.read_bytes())
    jobs.drain()
    assert "The catalogue says all of this already" in page(operator)


def test_a_file_with_faults_names_each_and_changes_nothing(operator) -> None:
    upload(operator, (ROOT / "tests" / "data" / "price-list-broken.csv").read_bytes())
    jobs.drain()
    said = page(operator)
    assert "The file has faults, and nothing was changed" in said
    (row,) = models.Upload.objects.all()
    assert len(row.faults) == 7
    assert "12,3O" in said
    operator.post(f"{UPLOADS}{row.pk}/import/")
    jobs.drain()
    assert models.Product.objects.count() == 0
    operator.post(f"{UPLOADS}{row.pk}/discard/")
    assert models.Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"market": ""}, "is not a market"),
        ({"currency": "euro"}, "at most 3 characters"),
        ({"currency": "XXQ"}, "is not a currency"),
    ],
)
def test_what_is_wrong_with_the_form_is_said(operator, about, said) -> None:
    answer = upload(operator, b"anything", **about)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert models.Upload.objects.count() == 0


def test_an_upload_is_the_operators_alone(operator, client) -> None:
    upload(operator, b"anything")
    (row,) = models.Upload.objects.all()
    for address in (f"{UPLOADS}{row.pk}/change/", f"{UPLOADS}{row.pk}/import/"):
        assert client.get(address).status_code == 302
    assert operator.get(f"{UPLOADS}00000000-0000-7000-8000-000000000000/change/").status_code == 404


OWN = {
    "key": "OWN1/0001",
    "vendor": "Meridian",
    "title": "Onboarding day",
    "description": "A day of help",
    "kind": "one_time",
    "unit": "days",
    "smallest": "1",
    "largest": "20",
    "instructions": "Call the customer",
    "shelf": "Services",
    "countries": "de, at",
    "parents": "",
    "prices": "0/0 DE EUR 480 600.00 2026-12-01\n0/0 US USD 520 650 2026-12-01",
}


def test_a_product_of_its_own_is_made_with_its_prices(operator) -> None:
    made = operator.post("/operator/catalogue/product/add/", OWN)
    assert made.status_code == 302, made.content.decode()
    (product,) = models.Product.objects.all()
    assert (product.own, product.automatic, product.category.name) == (True, False, "Services")
    assert product.allowed_countries == ["DE", "AT"]
    lines = models.PriceLine.objects.order_by("market").values_list("market", "cost", "starts_on")
    assert [(market, int(cost), on) for market, cost, on in lines] == [
        ("DE", 480, dt.date(2026, 12, 1)),
        ("US", 520, dt.date(2026, 12, 1)),
    ]


def test_a_key_that_is_taken_is_one_mistake(operator) -> None:
    operator.post("/operator/catalogue/product/add/", OWN)
    page = operator.post("/operator/catalogue/product/add/", OWN).content.decode()
    assert re.findall(r'<ul class="errorlist"[^>]*><li>(.*?)</li>', page) == [
        "A product with the key OWN1/0001 exists already."
    ]
    assert "Please correct the error below" in page


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"key": "no key"}, "Write ProductId/SkuId, such as SUPPORT/0001"),
        ({"key": "no key", "title": ""}, "Write ProductId/SkuId, such as SUPPORT/0001"),
        ({"prices": "0/0 DE EUR 480"}, "Line 1: six things are needed"),
        ({"prices": "0/0 DE EUR 480 600 tomorrow"}, "Line 1: prices are numbers"),
        ({"prices": "12/1 DE EUR 480 600 2026-12-01"}, "cannot be sold in a term of 12 months"),
        ({"prices": "0/0 DE EUR NaN 600 2026-12-01"}, "prices are numbers"),
        ({"countries": "Germany"}, "is not a country"),
        ({"countries": "DE, XX"}, "“XX” is not a country"),
        ({"prices": "0/0 XX EUR 480 600 2026-12-01"}, "“XX” is not a market"),
        ({"parents": "A/1"}, "An add-on names the products"),
        ({"smallest": "9", "largest": "2"}, "cannot be bought"),
        ({"smallest": "0", "title": ""}, "The quantities from 0 to 20 cannot be bought"),
    ],
)
def test_a_product_that_cannot_be_made_says_why(operator, about, said) -> None:
    answer = operator.post("/operator/catalogue/product/add/", OWN | about)
    assert answer.status_code == 200
    page = answer.content.decode().replace("&#x27;", "'")
    assert said in page
    assert "is violated" not in page
    assert models.Product.objects.count() == 0
