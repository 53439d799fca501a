"""The operator's desk and the demo's own pages."""

import re
import smtplib

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.accounts.models import User
from seatwise.infra import failures, tenancy, transactions
from seatwise.resellers import models as resellers
from seatwise.resellers import queries
from tests import factories, jobs

PAGES = [
    "",
    "resellers/reseller/",
    "resellers/reseller/add/",
    "catalogue/product/",
    "catalogue/category/",
    "catalogue/priceline/",
    "catalogue/fileimport/",
    "catalogue/product/add/",
    "catalogue/upload/",
    "catalogue/upload/add/",
    "billing/vendorrule/",
    "billing/vendorrule/add/",
    "billing/rulegiven/",
    "billing/rulegiven/add/",
    "accounts/user/",
    "procrastinate/procrastinatejob/",
    "procrastinate/procrastinatejob/?status__exact=failed",
]


@pytest.mark.parametrize("address", PAGES)
def test_each_page_opens_for_the_operator_only(operator, address) -> None:
    reseller = factories.reseller()
    factories.offer()
    assert operator.get(f"/operator/{address}").status_code == 200
    other = Client()
    other.force_login(User.objects.get(id=reseller.owner.id), backend="seatwise.accounts.adapters.Backend")
    assert other.get(f"/operator/{address}").status_code == 302


# What docs/decisions/0018 and S28, S29 give the desk: a package that brings tables of its own adds none.
TABLES = {
    "accounts/user",
    "billing/rulegiven",
    "billing/vendorrule",
    "catalogue/category",
    "catalogue/fileimport",
    "catalogue/priceline",
    "catalogue/product",
    "catalogue/upload",
    "procrastinate/procrastinatejob",
    "resellers/reseller",
}


def test_the_desk_names_what_it_is_for_and_nothing_else(operator) -> None:
    page = operator.get("/operator/").content.decode()
    assert set(re.findall(r'href="/operator/(\w+/\w+)/"', page)) == TABLES


def test_jobs_are_called_jobs(operator) -> None:
    for address in ("", "procrastinate/procrastinatejob/"):
        page = operator.get(f"/operator/{address}").content.decode()
        assert ">Jobs<" in page
        assert "procrastinate job" not in page.lower()
    assert "Select job to" in page


def test_a_term_says_its_months_in_words(operator) -> None:
    factories.offer(term_months=1, billing_months=1)
    factories.offer(term_months=12, billing_months=1)
    page = operator.get("/operator/catalogue/priceline/").content.decode()
    assert "1 month, billed every 1 month<" in page
    assert "12 months, billed every 1 month<" in page


@pytest.mark.parametrize("table", ["account/emailaddress", "mfa/authenticator", "auth/group"])
def test_other_peoples_tables_have_no_page(operator, table) -> None:
    assert operator.get(f"/operator/{table}/").status_code == 404


def test_a_reseller_is_created_with_its_settings(operator) -> None:
    form = {
        "alias": "newshop",
        "host": "",
        "edition": "free",
        "payment_method": "invoice",
        "market": "DE",
        "currency": "EUR",
        "name": "New Shop",
        "support_email": "help@newshop.example",
        "time_zone": "Europe/Athens",
        "owner_name": "Olga Owner",
        "owner_email": "olga@newshop.example",
    }
    assert operator.post("/operator/resellers/reseller/add/", form).status_code == 302
    reseller = queries.by_alias("newshop")
    assert reseller is not None
    with tenancy.scope(reseller.id), transactions.reading():
        assert queries.settings().name == "New Shop"
    refused = operator.post("/operator/resellers/reseller/add/", form | {"alias": "static"})
    assert b"one of the product" in refused.content


def test_the_first_time_standard_is_kept_for_ever(operator) -> None:
    reseller = factories.reseller(edition="free")
    address = f"/operator/resellers/reseller/{reseller.id}/change/"
    for edition in ("standard", "basic", "standard"):
        changed = operator.post(address, {"host": "", "edition": edition, "payment_method": "invoice"})
        assert changed.status_code == 302, changed.content
        row = resellers.Reseller.objects.get(id=reseller.id)
        assert row.edition == edition
        first = row.standard_since
        assert first is not None
    assert resellers.Reseller.objects.get(id=reseller.id).standard_since == first


def test_nothing_is_deleted_here(operator) -> None:
    reseller = factories.reseller()
    assert operator.get(f"/operator/resellers/reseller/{reseller.id}/delete/").status_code == 403
    assert b"deletelink" not in operator.get(f"/operator/resellers/reseller/{reseller.id}/change/").content


def test_a_failed_job_is_seen_and_tried_again(operator, settings) -> None:
    customer = factories.customer(factories.reseller())
    Client().post("/techsolutions/password/reset/", {"email": customer.admin.email})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    for _ in range(80):
        jobs.make_due()
        jobs.drain()
    (job,) = ProcrastinateJob.objects.all()
    assert job.status == "failed"
    listed = operator.get("/operator/procrastinate/procrastinatejob/?status__exact=failed")
    page = listed.content.decode()
    for words in ("Send password reset", "techsolutions", "Failed for good", "Connection refused"):
        assert words in page
    assert "(ConnectionRefusedError), " in page
    opened = operator.get(f"/operator/procrastinate/procrastinatejob/{job.pk}/change/").content.decode()
    assert "Connection refused (ConnectionRefusedError), " in opened
    operator.post(
        "/operator/procrastinate/procrastinatejob/", {"action": "try_again", "_selected_action": [job.pk]}
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    jobs.drain()
    assert ProcrastinateJob.objects.get().status == "succeeded"
    assert "Connection refused" not in operator.get(listed.request["PATH_INFO"]).content.decode()


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            ValueError("See https://x.example/password/reset/key/1-x/ for it\nDETAIL: more"),
            "See … for it (ValueError)",
        ),
        (
            smtplib.SMTPAuthenticationError(535, b"5.7.8 Not accepted"),
            "(535, b'5.7.8 Not accepted') (SMTPAuthenticationError)",
        ),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused (ConnectionRefusedError)"),
        (
            smtplib.SMTPRecipientsRefused(
                {"maria@olympia.example": (550, b"No such <maria@olympia.example>")}
            ),
            "{'…': (550, b'No such <…>')} (SMTPRecipientsRefused)",
        ),
        (KeyError(), "(KeyError)"),
        (ValueError("x\x00" * 900), "x" * 300 + " (ValueError)"),
    ],
)
def test_why_a_job_failed_is_one_line_without_addresses(problem, said) -> None:
    assert failures.reason(problem) == said


MAIL = (
    b"X-RcptTo: a@b.example\r\nFrom: Shop <s@b.example>\r\nTo: A <a@b.example>\r\nSubject: =?utf-8?b?zprOsc+GzqnPgg==?=\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello <b>\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p onclick=1>Hello</p><script>1</script>\r\n--x--\r\n"
)


@pytest.fixture
def demo(db, settings, tmp_path) -> Client:
    settings.DEMO = True
    settings.SEATWISE_HOME = tmp_path
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/1764000000000-0001.eml").write_bytes(MAIL)
    (tmp_path / "secret.eml").write_bytes(MAIL)
    return Client()


def test_the_demo_shows_its_mails(demo) -> None:
    assert "ΚαφΩς" in demo.get("/demo/mail/").content.decode()
    shown = demo.get("/demo/mail/1764000000000-0001/").content.decode()
    assert "Hello &lt;b&gt;" in shown
    html = demo.get("/demo/mail/1764000000000-0001/html/")
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "script-src" not in html.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["..%2Fsecret", "1764000000000-0002", "secret", "%2e%2e"])
def test_no_other_file_is_ever_shown(demo, name) -> None:
    assert demo.get(f"/demo/mail/{name}/").status_code == 404
    assert demo.get(f"/demo/mail/{name}/html/").status_code == 404


def test_the_demos_start_page_leads_everywhere(demo) -> None:
    factories.reseller()
    page = demo.get("/").content.decode()
    assert "/techsolutions/console/approvals/" in page
    assert "/demo/mail/" in page


@pytest.mark.parametrize("address", ["/", "/demo/mail/", "/demo/mail/1764000000000-0001/"])
def test_without_a_demo_there_are_no_such_pages(demo, settings, address) -> None:
    settings.DEMO = False
    assert demo.get(address).status_code == 404
