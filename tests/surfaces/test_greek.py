"""A reseller whose language is Greek: its pages, its refusals and its mails are in Greek, and nobody else's. # S27, B11"""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.notifications.domain import texts
from seatwise.ordering.domain import naming
from seatwise.ui import sentences
from tests import factories
from tests.surfaces.storefront import scene

# Whole words that stand on many English pages. "Seatwise" and data (names, vendors, countries' codes) are no language's.
ENGLISH = re.compile(
    r"\b(the|and|your|you|order|orders|order date|subscriptions?|assets?|licences?|status|total|totals|price|prices|"
    r"quantity|executed|active|pending|approval|delivered|exclude|vat|search|home|billing|catalogue|today|month|year|"
    r"sign|password|e-mail address|reseller|margin|cost|markup|discount|save|close|next|previous|show|view|all|no|yet)\b",
    re.IGNORECASE,
)
SHOWN = re.compile(r'(?:aria-label|placeholder|title|data-ask)="([^"]*)"|>([^<]+)<')
DATA = (
    "Microsoft 365 Business Premium",
    "Migration service",
    "Olympia Foods SA",
    "Techsolutions",
    "help@techsolutions.example",
    f"{settings.PUBLIC_URL}/techsolutions/billing/orders/SO-10042/",
    *(f"{{{name}}}" for name in texts.VARIABLES),
)


@pytest.fixture
def world(db, time_machine):
    time_machine.move_to(factories.NOW, tick=False)
    reseller = factories.reseller()
    with tenancy.scope(reseller.id), transactions.writing():
        factories.change_settings(language="el")
    customer = factories.customer(reseller)
    return scene.World(reseller=reseller, customer=customer, client=scene.signed_in(customer.admin))


@pytest.fixture
def bought(world):
    """Licences held, an asset, and an order that waits."""
    licences = factories.offer()
    service = factories.offer(
        title="Migration service",
        kind=ProductKind.ONE_TIME,
        cost="800.00",
        term_months=0,
        billing_months=0,
        automatic=False,
    )
    factories.publish(world.reseller, licences, service)
    scene.order(world, (licences, 94))
    scene.order(world, (licences, 2), (service, 1), until="approved")
    scene.order(world, (licences, 1), until="rejected")
    scene.order(world, (licences, 3), by="reseller")
    scene.order(world, (licences, 5), until="placed")
    return world


def shown(page: str) -> list[str]:
    """What a person or a screen reader gets to read of a page, without the data of the scene."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    said = [html.unescape(" ".join((a or b).split())) for a, b in SHOWN.findall(page)]
    for name in DATA:
        said = [text.replace(name, "") for text in said]
    return [text for text in said if text]


def english(page: str) -> list[str]:
    return sorted({text for text in shown(page) if ENGLISH.search(text)})


BILLING = [
    ("", ("Πίνακας ελέγχου", "19 Νοε 2026", "Αναμονή έγκρισης μεταπωλητή")),
    (
        "orders/",
        (
            "Παραγγελίες",
            "5 παραγγελίες · σύνολα χωρίς ΦΠΑ",
            "Εκτελέστηκε",
            "1.880,00\u00a0€",
            "94 άδειες",
        ),
    ),
    ("orders/?q=nothing", ("Καμία παραγγελία δεν ταιριάζει",)),
    ("orders/SO-10001/", ("Παραγγελία SO-10001", "ΦΠΑ 24%", "19 Νοε 2026")),
    ("orders/SO-10003/", ("Ακυρώθηκε", "Απορρίφθηκε")),
    ("orders/SO-10005/", ("Απόσυρση της παραγγελίας",)),
    ("subscriptions/", ("Συνδρομές", "Σε ισχύ")),
    ("subscriptions/S-2001/", ("άδειες", "τον μήνα", "Αυτόματη ανανέωση")),
    ("subscriptions/S-2001/history/", ("Ιστορικό αγορών",)),
    ("assets/", ("Πάγια",)),
    ("ahead/", ("Δαπάνη ανά μήνα", "Επόμενες ανανεώσεις")),
    ("pending/", ("Εκκρεμότητες", "Αναμονή έγκρισης")),
]


def test_billing_pages(bought) -> None:
    for path, greek in BILLING:
        page = bought.html(path)
        assert '<html lang="el"' in page, path
        for words in greek:
            assert words in page, (path, words)
        assert english(page) == [], path


SHOP_AND_ACCOUNT = [
    "shop/",
    "shop/basket/",
    "billing/subscriptions/S-2001/buy/",
    "account/",
    "account/security/",
    "account/devices/",
    "account/again/",
]


def test_shop_and_account(bought) -> None:
    for path in SHOP_AND_ACCOUNT:
        page = bought.client.get(f"/techsolutions/{path}").content.decode()
        assert '<html lang="el"' in page, path
        assert english(page) == [], path


CONSOLE = [
    "",
    "money/",
    "approvals/",
    "approvals/SO-10001/",
    "deliveries/",
    "deliveries/?kind=planned",
    "customers/",
    "customers/new/",
    "customers/registrations/",
    "customers/{customer}/",
    "customers/{customer}/details/",
    "customers/{customer}/people/",
    "customers/{customer}/orders/",
    "customers/{customer}/subscriptions/",
    "customers/{customer}/assets/",
    "catalogue/",
    "prices/",
    "search/",
    "search/?q=o",
    "search/?q=nothing",
    "search/?q=olympia",
    "search/?q=premium",
    "settings/",
    "settings/region/",
    "settings/selling/",
    "settings/mail/",
    "settings/texts/",
    "settings/texts/preview/?kind=rejected",
    "settings/domain/",
    "settings/team/",
]


def test_console(bought) -> None:
    owner = scene.signed_in(bought.reseller.owner)
    for path in CONSOLE:
        page = owner.get(
            f"/techsolutions/console/{path.format(customer=bought.customer.id)}"
        ).content.decode()
        assert '<html lang="el"' in page, path
        assert english(page) == [], path


def test_the_net_catches_english(bought) -> None:
    with tenancy.scope(bought.reseller.id), transactions.writing():
        factories.change_settings(language="en-gb")
    assert len(english(bought.html("orders/"))) > 20


def test_sign_in(world) -> None:
    browser = Client()
    page = browser.get("/techsolutions/signin/").content.decode()
    assert '<html lang="el"' in page
    assert "Σύνδεση στην Techsolutions" in page
    assert english(page) == []
    refused = browser.post("/techsolutions/signin/", {"login": "x@olympia.example", "password": "no"})
    assert "Η διεύθυνση e-mail ή ο κωδικός πρόσβασης δεν είναι σωστά." in refused.content.decode()


def test_a_second_step(world) -> None:
    world.client.post("/techsolutions/account/again/", {"password": factories.PASSWORD})
    for path in ("app/", "passkeys/new/"):
        page = world.client.get(f"/techsolutions/account/security/{path}").content.decode()
        page = re.sub(r'<code class="key">[^<]*</code>', "", page)
        assert '<html lang="el"' in page
        assert english(page) == []
    refused = world.client.post("/techsolutions/account/security/app/", {"code": "1"}).content.decode()
    assert "Ο κωδικός δεν είναι σωστός" in refused


def test_asking_for_an_account(world) -> None:
    with tenancy.scope(world.reseller.id), transactions.writing():
        factories.change_settings(registration_open=True)
    for path in ("", "asked/", "nonsense/"):
        page = Client().get(f"/techsolutions/register/{path}").content.decode()
        page = re.sub(r"<option.*?</option>", "", page)
        assert '<html lang="el"' in page
        assert english(page) == []
    refused = Client().post("/techsolutions/register/", {}).content.decode()
    assert "Συμπληρώστε την επωνυμία της εταιρείας." in refused


def test_a_persons_own_language_goes_before_the_resellers(world) -> None:
    address = "/techsolutions/account/profile/"
    kept = world.client.post(address, {"name": "Maria Konstantinou", "language": "en-gb"})
    assert kept["Location"] == "/techsolutions/account/?done=profile"
    for path in ("account/", "billing/", "billing/orders/", "billing/orders/SO-99999/"):
        page = world.client.get(f"/techsolutions/{path}").content.decode()
        assert '<html lang="en-gb"' in page, path
    world.client.post(address, {"name": "Maria Konstantinou", "language": ""})
    assert '<html lang="el"' in world.client.get("/techsolutions/billing/").content.decode()


def test_what_an_order_does_is_a_sentence() -> None:
    """ "Cancel 8 licences" would want the genitive, which the word for a unit has not; behind a colon it stands as it is."""
    with translation.override("el"):
        named = naming.order(order_type="cancel_add_on", what="Teams Phone, 8 licences")
        assert sentences.translated(named, language="el") == "Ακύρωση: 8 άδειες του προσθέτου Teams Phone"
    verbs = re.compile(r'^msgstr "\w+(?:ση|ξη|ψη) %\(\w+\)s %\(unit\)s', re.MULTILINE)
    written = (Path(settings.LOCALE_PATHS[0]) / "el/LC_MESSAGES/django.po").read_text()
    assert verbs.findall(written) == []


def test_a_new_password(world) -> None:
    typed = {"oldpassword": "guess", "password1": "short", "password2": "other"}
    answer = world.client.post("/techsolutions/password/change/", typed)
    page = answer.content.decode()
    assert "Χρειάζεται τουλάχιστον 10 χαρακτήρες." in page
    assert "Νέος κωδικός πρόσβασης, ξανά" in page
    assert english(page) == []


def test_a_page_that_does_not_exist(world) -> None:
    for path in ("nowhere/", "billing/orders/SO-99999/"):
        answer = world.client.get(f"/techsolutions/{path}")
        assert answer.status_code == 404
        assert "Η σελίδα δεν υπάρχει" in answer.content.decode()
        assert english(answer.content.decode()) == []


def test_a_closed_storefront(db) -> None:
    reseller = factories.reseller(edition="basic")
    with tenancy.scope(reseller.id), transactions.writing():
        factories.change_settings(language="el")
    page = Client().get("/techsolutions/").content.decode()
    assert '<html lang="el"' in page
    assert "Αυτό το ηλεκτρονικό κατάστημα έχει κλείσει" in page
    assert english(page) == []


def test_the_next_page_of_the_thread_is_another_resellers(world) -> None:
    factories.reseller(alias="rhenania")
    scene.signed_in(world.customer.admin).get("/techsolutions/billing/")
    assert "This page does not exist" in Client().get("/rhenania/nowhere/").content.decode()
    assert "Sign in to Rhenania" in Client().get("/rhenania/signin/").content.decode()
