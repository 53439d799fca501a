"""S25: the price table goes to Excel with real numbers and comes back: seen before it is saved, all of it or nothing."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from seatwise.infra import workbook as reading
from seatwise.infra.models import Event
from seatwise.pricing.models import Discount, Listing, SpecialPrice
from tests import at_once, factories

PRICES = "/techsolutions/console/prices/"
IMPORT = f"{PRICES}import/"


def table(owner) -> list[list]:
    answer = owner.get(f"{PRICES}table.xlsx")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def workbook(rows: list[list]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write(number, place, cell)
    book.close()
    return file.getvalue()


def look(owner, content: bytes, name: str = "prices.xlsx"):
    return owner.post(IMPORT, {"step": "look", "file": SimpleUploadedFile(name, content)})


def token(page: str) -> str:
    return page.split('name="token" value="')[1].split('"', maxsplit=1)[0]


def put(rows: list[list], title: str, column: str, value) -> None:
    row = next(row for row in rows if row[0] == title)
    row[rows[0].index(column)] = value


def prices(world) -> tuple:
    return (
        world.read(lambda: Listing.objects.get(product_id=world.offer.product_id)).markup_bp,
        world.read(lambda: list(SpecialPrice.objects.values_list("unit_price_minor", flat=True))),
        world.read(lambda: list(Discount.objects.values_list("percent_bp", flat=True))),
    )


PREMIUM = "Microsoft 365 Business Premium"


@pytest.fixture
def set_prices(owner, world) -> None:
    page = f"{PRICES}{world.offer.product_id}/"
    about = {"offer": str(world.offer.id), "customer": "", "first": "2026-11-19", "last": "", "step": "save"}
    owner.post(f"{page}markup/", {"markup": "17.65", "step": "save"})
    owner.post(f"{page}special-prices/", {**about, "amount": "18.6"})
    owner.post(f"{page}discounts/", {**about, "amount": "7"})


def test_it_is_exported_with_real_numbers(world, owner, set_prices) -> None:
    head, *rows = table(owner)
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(found) == [PREMIUM, "Migration service"]
    premium = found[PREMIUM]
    assert premium["Your cost"] == 16.0
    assert premium["Markup of the product"] == 0.1765
    assert premium["Special price"] == 18.6
    assert premium["Discount"] == 0.07
    assert premium["Customer pays"] == 17.3
    assert premium["Margin"] == 1.3
    assert (premium["Term in months"], premium["Currency"]) == (1, "EUR")
    assert found["Migration service"]["Markup of the product"] == ""
    assert found["Migration service"]["Markup in force"] == 0.25


def test_exported_and_imported_unchanged_changes_nothing(world, owner, set_prices) -> None:
    answer = owner.get(f"{PRICES}table.xlsx")
    before, events = prices(world), world.read(Event.objects.count)
    page = look(owner, b"".join(answer.streaming_content))
    assert page.status_code == 200
    assert "The file says what stands already." in page.content.decode()
    assert (prices(world), world.read(Event.objects.count)) == (before, events)


def test_one_reseller_has_one_file_read_at_a_time(world, owner, monkeypatch, django_db_blocker) -> None:
    """Every other meanwhile is refused at once, in whichever process; another reseller's is read."""
    neighbour = world.browser(factories.reseller(alias="elsewhere").owner)
    content, colleague = workbook(table(owner)), world.browser(world.reseller.owner)
    read, answers = reading.read, []

    def send(client, alias: str):
        sent = {"step": "look", "file": SimpleUploadedFile("a.xlsx", content)}
        return client.post(f"/{alias}/console/prices/import/", sent)

    def slowly(*args, **kwargs):
        monkeypatch.setattr(reading, "read", read)
        answers.extend(
            at_once.both(
                django_db_blocker,
                lambda: send(colleague, "techsolutions"),
                lambda: send(neighbour, "elsewhere"),
            )
        )
        return read(*args, **kwargs)

    monkeypatch.setattr(reading, "read", slowly)
    assert look(owner, content).status_code == 200
    refused, theirs = answers
    assert refused.status_code == 429
    assert "Another import of yours is being read. Try again in a moment." in refused.content.decode()
    # Not this file's products, but read.
    assert theirs.status_code == 422
    assert "is being read" not in theirs.content.decode()
    assert send(colleague, "techsolutions").status_code == 200


def test_it_is_shown_before_it_is_saved(world, owner) -> None:
    rows = table(owner)
    put(rows, PREMIUM, "Markup of the product", 0.3)
    put(rows, "Migration service", "Special price", 240)
    answer = look(owner, workbook(rows))
    page = answer.content.decode()
    assert answer.status_code == 200
    for said in (
        "2 changes",
        "none → <b>30%</b>",
        "€20.00 →",
        "€20.80",
        "Special price €240.00 instead of the list price €250.00",
        "row 2",
        "row 3",
        "prices.xlsx",
    ):
        assert said in page, said
    assert prices(world) == (None, [], [])
    saved = owner.post(IMPORT, {"step": "save", "token": token(page)})
    assert saved.status_code == 303
    assert prices(world) == (3000, [24000], [])
    assert "2 price changes are saved." in owner.get(PRICES).content.decode()


def test_an_emptied_cell_takes_away(world, owner, set_prices) -> None:
    rows = table(owner)
    for column in ("Markup of the product", "Special price", "Discount"):
        put(rows, PREMIUM, column, "")
    page = look(owner, workbook(rows)).content.decode()
    assert owner.post(IMPORT, {"step": "save", "token": token(page)}).status_code == 303
    assert prices(world) == (None, [], [])


def test_every_bad_row_is_named_and_nothing_is_changed(world, owner) -> None:
    rows = table(owner)
    put(rows, PREMIUM, "Markup of the product", "a lot")
    put(rows, "Migration service", "Currency", "USD")
    rows += [["New", "NOPE/0001", 1, 1, "EUR"], rows[1][:5]]
    answer = look(owner, workbook(rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "4 mistakes, so nothing was changed",
        "There is text where a number belongs",
        "Your prices are in EUR",
        "None of your listed products",
        "Row 2 is about the same product and term",
    ):
        assert said in page, said
    assert 'name="token"' not in page
    assert prices(world) == (None, [], [])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (10.999, "Enter an amount in EUR with at most 2 decimals."),
        (-1, "Enter an amount in EUR, zero or more."),
        (-1.005, "Enter an amount in EUR, zero or more."),
    ],
)
def test_a_bad_amount_is_told_by_its_fault_and_with_its_product(world, owner, typed, said) -> None:
    rows = table(owner)
    put(rows, PREMIUM, "Special price", typed)
    answer = look(owner, workbook(rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f">Row 2 </span>{PREMIUM}</td>" in page
    assert prices(world) == (None, [], [])


def test_below_cost_is_named_with_its_row_and_needs_the_tick(world, owner) -> None:
    rows = table(owner)
    put(rows, PREMIUM, "Special price", 15.99)
    page = look(owner, workbook(rows)).content.decode()
    assert "goes below your cost" in page
    assert "row 2" in page
    form = {"step": "save", "token": token(page)}
    refused = owner.post(IMPORT, form)
    assert refused.status_code == 422
    assert "Tick that you sell below your cost" in refused.content.decode()
    assert prices(world) == (None, [], [])
    assert owner.post(IMPORT, {**form, "sell_below_cost": "1"}).status_code == 303
    assert prices(world) == (None, [1599], [])


def test_somebody_else_was_faster(world, owner) -> None:
    rows = table(owner)
    put(rows, PREMIUM, "Markup of the product", 0.3)
    put(rows, "Migration service", "Markup of the product", 0.4)
    page = look(owner, workbook(rows)).content.decode()
    owner.post(f"{PRICES}{world.offer.product_id}/markup/", {"markup": "22", "step": "save"})
    answer = owner.post(IMPORT, {"step": "save", "token": token(page)})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "Somebody else has set 22% meanwhile; you saw none." in told
    assert prices(world)[0] == 2200
    assert world.read(lambda: Listing.objects.get(product_id=world.setup.product_id)).markup_bp is None
    assert owner.post(IMPORT, {"step": "save", "token": token(told)}).status_code == 303
    assert prices(world)[0] == 3000


def test_a_token_of_nobody_of_yesterday_or_of_another_reseller(world, owner, time_machine) -> None:
    rows = table(owner)
    put(rows, PREMIUM, "Markup of the product", 0.3)
    good = token(look(owner, workbook(rows)).content.decode())
    abroad = factories.reseller(alias="elsewhere")
    factories.publish(abroad, world.offer)
    stranger = world.browser(abroad.owner)
    there = stranger.post("/elsewhere/console/prices/import/", {"step": "save", "token": good})
    assert there.status_code == 422
    for bad in ("", "x", good[:-2] + "zz"):
        answer = owner.post(IMPORT, {"step": "save", "token": bad})
        assert answer.status_code == 422
        assert "This preview is too old." in answer.content.decode()
    time_machine.move_to(factories.NOW + dt.timedelta(hours=2), tick=False)
    assert owner.post(IMPORT, {"step": "save", "token": good}).status_code == 422
    assert prices(world) == (None, [], [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose the Excel file"),
        (b"Key,Markup\n", "This is no Excel workbook"),
        (b"x" * 5_000_001, "more than 5 MB"),
        (workbook([]), "The sheet is empty"),
        (workbook([["Key", "What"], ["x", 1]]), "This column is missing"),
    ],
    ids=["empty", "csv", "large", "no rows", "other columns"],
)
def test_what_is_no_price_table_is_refused(world, owner, content, said) -> None:
    answer = look(owner, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_no_file_at_all(owner) -> None:
    assert owner.post(IMPORT, {"step": "look"}).status_code == 422
    assert owner.get(IMPORT).status_code == 200


def test_a_greek_export_is_read_by_an_english_reseller(world, owner) -> None:
    world.settle(language="el")
    rows = table(owner)
    assert rows[0][0] == "Προϊόν"
    place = rows[0].index("Ειδική τιμή")
    rows[1][place] = 19
    world.settle(language="en-gb")
    page = look(owner, workbook(rows)).content.decode()
    assert "€19.00" in page


def test_who_may_not_set_prices_may_export_and_not_import(world) -> None:
    operations = world.browser(factories.team_member(world.reseller, role="operations"))
    assert operations.get(f"{PRICES}table.xlsx").status_code == 200
    assert operations.get(IMPORT).status_code == 403
    assert look(operations, workbook([])).status_code == 403
