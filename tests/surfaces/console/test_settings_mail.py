"""S27: a reseller's own mail server, tried against a real one, and its own words in mails about orders (S11)."""

import datetime as dt
import email
import email.policy
import html
import re
import socket
import ssl
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.infra import sealing, tenancy, transactions
from seatwise.infra.models import Event
from seatwise.notifications import models, queries
from seatwise.notifications.operations import server as servers
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import quoting
from seatwise.resellers import queries as resellers
from seatwise.resellers.models import Reseller
from tests import factories, jobs
from tests.unit.resellers.test_logos import drawing, png

pytestmark = pytest.mark.slow

MAIL = "/techsolutions/console/settings/mail/"
TEXTS = "/techsolutions/console/settings/texts/"
SECRET = "s3cret-of-the-server"


def upload(client, content: bytes) -> None:
    sent = {"logo": SimpleUploadedFile("logo", content)}
    assert client.post("/techsolutions/console/settings/logo/", sent).status_code == 303


class Server:
    """A mail server that knows one user, keeps what it takes, and refuses some addresses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    good = (data.login, data.password) == (b"shop", SECRET.encode())
    return AuthResult(success=good, handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def started(kept: Server, **options):
    controller = Controller(kept, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    return controller


@pytest.fixture
def inbox(settings):
    settings.MAIL_HOSTS_MAY_BE_PRIVATE = True
    kept = Server()
    controller = started(kept, authenticator=authenticate, auth_require_tls=False)
    kept.port = controller.port  # type: ignore[attr-defined]
    yield kept
    controller.stop()


@pytest.fixture
def encrypted(settings, tmp_path):
    """Speaks TLS with a certificate that nobody vouches for."""
    settings.MAIL_HOSTS_MAY_BE_PRIVATE = True
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=36_500))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    kept = Server()
    controller = started(kept, tls_context=context)
    yield controller.port, kept
    controller.stop()


def typed(port: int, **changes: str) -> dict[str, str]:
    return {
        "from_name": "Shop & Co",
        "from_email": "shop@own.example",
        "host": "127.0.0.1",
        "port": str(port),
        "encryption": "none",
        "username": "shop",
        "password": SECRET,
        **changes,
    }


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def sender(world) -> queries.Sender | None:
    found: queries.Sender | None = world.read(queries.sender)
    return found


def test_a_test_goes_to_who_asks_and_saves_nothing(world, owner, inbox) -> None:
    answer = owner.post(MAIL, typed(inbox.port, step="test"))
    assert answer.status_code == 200
    assert f"127.0.0.1 took the test mail to {world.reseller.owner.email}." in said(answer)
    (mail,) = inbox.mails
    assert mail["From"] == "Shop & Co <shop@own.example>"
    assert world.reseller.owner.email in mail["To"]
    assert sender(world) is None
    assert SECRET not in said(answer)


def test_orders_go_through_the_own_server_and_links_to_accounts_never(
    world, owner, inbox, settings, mailoutbox
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert owner.post(MAIL, typed(inbox.port)).status_code == 303
    number = world.order((world.offer, 1))
    owner.post(
        "/techsolutions/console/settings/team/", {"name": "A", "email": "a@b.example", "role": "sales"}
    )
    jobs.drain()
    subjects = [mail["Subject"] for mail in inbox.mails]
    assert any(number in subject for subject in subjects)
    assert "You are invited to the team of Techsolutions" not in subjects
    assert [mail.subject for mail in mailoutbox] == ["You are invited to the team of Techsolutions"]
    assert {mail["From"] for mail in inbox.mails} == {"Shop & Co <shop@own.example>"}
    assert all(mail["Message-ID"].endswith("@own.example>") for mail in inbox.mails)
    assert all(mail["Reply-To"] == "help@techsolutions.example" for mail in inbox.mails)


def test_no_reseller_reads_the_link_to_an_account_that_has_places_elsewhere(
    world, owner, inbox, settings, mailoutbox, client
) -> None:
    """A reseller invites somebody of another one, asks for a new password in their name, and reads its own mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    liam = factories.reseller(alias="lakeside").owner
    owner.post(MAIL, typed(inbox.port))
    with transactions.writing_global():
        Reseller.objects.filter(id=world.reseller.id).update(host="shop.own.example")
    team = {"name": "Liam", "email": liam.email, "role": "sales"}
    assert owner.post("/techsolutions/console/settings/team/", team).status_code == 303
    client.post("/techsolutions/password/reset/", {"email": liam.email})
    jobs.drain()
    assert inbox.mails == []
    (invited, reset) = mailoutbox
    for mail in (invited, reset):
        assert liam.email in mail.to[0]
        assert "own.example" not in mail.from_email
    assert "https://shop.own.example" not in reset.body
    assert f"{settings.PUBLIC_URL}/techsolutions/password/reset/key/" in reset.body


def test_the_password_is_sealed_never_shown_and_never_told(world, owner, inbox) -> None:
    owner.post(MAIL, typed(inbox.port))
    kept = sender(world)
    assert kept is not None
    assert SECRET not in kept.password
    assert sealing.opened(kept.password, purpose=servers.PURPOSE) == SECRET
    page = owner.get(MAIL).content.decode()
    assert SECRET not in page
    assert kept.password not in page
    assert "One is kept." in page
    event = world.read(lambda: Event.objects.get(kind="mail.sender_set"))
    assert "password" not in event.payload["changes"]
    with pytest.raises(sealing.CannotOpen):
        sealing.opened(kept.password, purpose="another")


def test_a_kept_password_stays_for_its_server_and_goes_to_no_other(world, owner, inbox) -> None:
    owner.post(MAIL, typed(inbox.port))
    again = typed(inbox.port, password="", from_name="Shop")
    assert owner.post(MAIL, again | {"step": "test"}).status_code == 200
    assert owner.post(MAIL, again).status_code == 303
    for other in ({"host": "localhost"}, {"username": "else"}, {"port": str(free_port())}):
        for step in ("test", "save"):
            answer = owner.post(MAIL, again | other | {"step": step})
            assert answer.status_code == 422
            assert "Enter the password of this user at this server." in said(answer)
    kept = sender(world)
    assert kept is not None
    assert (kept.host, kept.from_name) == ("127.0.0.1", "Shop")


def test_what_goes_wrong_is_said(world, owner, inbox, encrypted) -> None:
    tls_port, kept = encrypted
    closed = free_port()
    for changes, words in (
        ({"password": "wrong"}, "does not accept the user or the password. It says: 535"),
        ({"port": str(closed)}, f"127.0.0.1 does not accept connections on port {closed}."),
        ({"encryption": "tls"}, "does not speak this encryption on port"),
        ({"encryption": "starttls"}, "does not offer this on port"),
        (
            {"port": str(tls_port), "encryption": "starttls"},
            "The certificate of 127.0.0.1 is not valid for this name",
        ),
    ):
        answer = owner.post(MAIL, typed(inbox.port, step="test") | changes)
        assert answer.status_code == 422, changes
        assert words in said(answer), changes
        assert 'value="Shop &amp; Co"' in answer.content.decode()
    assert inbox.mails == kept.mails == []


def test_a_server_that_says_nothing_is_not_waited_for(world, owner, settings, monkeypatch) -> None:
    settings.MAIL_HOSTS_MAY_BE_PRIVATE = True
    monkeypatch.setattr(servers, "TEST_PATIENCE_S", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        answer = owner.post(MAIL, typed(silent.getsockname()[1], step="test"))
    assert "did not answer in time" in said(answer)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "::1", "0.0.0.0", "192.168.1.1"]
)  # fmt: skip
def test_our_own_machine_and_network_are_no_mail_servers(world, owner, settings, host) -> None:
    settings.MAIL_HOSTS_MAY_BE_PRIVATE = False
    for step in ("test", "save"):
        answer = owner.post(MAIL, typed(25, host=host, encryption="starttls", step=step))
        assert answer.status_code == 422
        assert "is not on the public internet" in said(answer) or "Enter the server" in said(answer)
    assert sender(world) is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1", True),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.1.2.3", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("fd00::1", False),
        ("64:ff9b:1::7f00:1", False),
        ("fec0::1", False),
        ("::127.0.0.1", False),
        ("::8.8.8.8", False),
        ("192.0.0.8", False),
        ("192.88.99.1", False),
        ("2001:db8::1", False),
        ("2001::1", False),
        ("3fff::1", False),
        ("::", False),
        ("2a00:1450:4001:81b::200e", True),
    ],
)
def test_public_addresses(address, public) -> None:
    assert servers.is_public(address) is public


def test_the_address_that_was_checked_is_the_one_that_is_used(
    world, owner, inbox, settings, monkeypatch
) -> None:
    """A name that leads elsewhere a moment later gains nothing: it is resolved once."""
    owner.post(MAIL, typed(inbox.port))
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolving(host, *args, **kwargs):
        asked.append(host)
        return real("127.0.0.1" if host == "mail.own.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolving)
    monkeypatch.setattr("smtplib.socket.getaddrinfo", resolving)
    kept = sender(world)
    assert kept is not None
    way = servers.connection(
        sender=queries.Sender(
            **{**{f: getattr(kept, f) for f in kept.__slots__}, "host": "mail.own.example"}
        ),
        patience_s=2,
    )
    assert way.open()
    way.close()
    assert asked.count("mail.own.example") == 1


def at_the_queues_time(world, time_machine):
    """The owner's browser, at the time of the database: the queue tells by it what is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (database_now,) = cursor.fetchone()
    time_machine.move_to(database_now, tick=False)
    return world.browser(world.reseller.owner)


def test_a_server_that_became_private_is_asked_no_more_and_the_mail_waits(
    world, inbox, settings, time_machine
) -> None:
    owner = at_the_queues_time(world, time_machine)
    owner.post(MAIL, typed(inbox.port))
    settings.MAIL_HOSTS_MAY_BE_PRIVATE = False
    world.order((world.offer, 1))
    jobs.drain()
    assert inbox.mails == []
    job = ProcrastinateJob.objects.get(task_name="seatwise.send_mail")
    assert (job.status, job.attempts) == ("todo", 1)
    assert "waits for the server" not in said(owner.get(MAIL))
    time_machine.shift(61)
    assert "1 mail about an order waits for the server since" in said(owner.get(MAIL))


def test_a_server_that_is_down_is_tried_again_and_the_owner_sees_what_waits(
    world, inbox, time_machine
) -> None:
    owner = at_the_queues_time(world, time_machine)
    owner.post(MAIL, typed(free_port()))
    number = world.order((world.offer, 1))
    jobs.drain()
    time_machine.shift(61)
    assert "waits for the server since" in said(owner.get(MAIL))
    # A server that works takes what waits at once.
    owner.post(MAIL, typed(inbox.port))
    jobs.drain()
    (mail,) = inbox.mails
    assert number in mail["Subject"]
    assert "waits for the server" not in said(owner.get(MAIL))


def test_what_was_given_up_is_sent_when_a_server_is_saved(world, inbox, time_machine) -> None:
    owner = at_the_queues_time(world, time_machine)
    owner.post(MAIL, typed(free_port()))
    number = world.order((world.offer, 1))
    jobs.drain()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'seatwise.send_mail'"
        )
    owner.post(MAIL, typed(inbox.port))
    jobs.drain()
    (mail,) = inbox.mails
    assert number in mail["Subject"]


def test_old_mails_and_those_of_others_are_not_sent_when_a_server_is_saved(
    world, inbox, time_machine
) -> None:
    owner = at_the_queues_time(world, time_machine)
    owner.post(MAIL, typed(free_port()))
    world.order((world.offer, 1))
    jobs.drain()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    time_machine.shift(dt.timedelta(days=8))
    assert "waits for the server" not in said(world.browser(world.reseller.owner).get(MAIL))
    world.browser(world.reseller.owner).post(MAIL, typed(inbox.port))
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"failed"}


def test_what_waits_is_tried_at_once_when_the_server_is_removed(world, inbox, time_machine) -> None:
    owner = at_the_queues_time(world, time_machine)
    owner.post(MAIL, typed(free_port()))
    world.order((world.offer, 1))
    jobs.drain()
    assert ProcrastinateJob.objects.get(task_name="seatwise.send_mail").scheduled_at is not None
    owner.post(f"{MAIL}removal/")
    assert ProcrastinateJob.objects.get(task_name="seatwise.send_mail").scheduled_at is None


def test_back_to_the_installations_server(world, owner, inbox) -> None:
    owner.post(MAIL, typed(inbox.port))
    assert owner.post(f"{MAIL}removal/").status_code == 303
    assert sender(world) is None
    assert world.read(lambda: Event.objects.filter(kind="mail.sender_removed").count()) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"from_name": ""}, "Enter the name that stands as sender."),
        ({"from_email": "x"}, "Enter an address like name@company.com."),
        ({"host": "a b"}, "Enter the server’s name"),
        ({"host": "mail.example\r\nRCPT"}, "Enter the server’s name"),
        ({"port": "0"}, "Enter the port"),
        ({"port": "70000"}, "Enter the port"),
        ({"port": "²5"}, "Enter the port"),
        ({"port": "0005870000000"}, "Enter the port"),
        ({"port": "9" * 5_000}, "Enter the port"),
        ({"encryption": "rot13"}, "Choose the encryption."),
        ({"password": "x" * 501}, "Enter at most 500 characters."),
    ],
)
def test_a_form_with_a_mistake(world, owner, inbox, changes, words) -> None:
    answer = owner.post(MAIL, typed(inbox.port) | changes)
    assert answer.status_code == 422
    assert words in said(answer)
    assert sender(world) is None


def test_a_server_that_somebody_else_has_set_meanwhile_is_not_overwritten(world, owner, inbox) -> None:
    opened = re.findall(r'name="seen" value="([^"]*)"', owner.get(MAIL).content.decode())
    mine = typed(inbox.port, from_name="Mine", seen=html.unescape(opened[0]))
    assert owner.post(MAIL, typed(inbox.port, from_name="Theirs")).status_code == 303
    answer = owner.post(MAIL, mine)
    assert answer.status_code == 409
    assert "Sender’s name: none → Theirs" in said(answer)
    kept = sender(world)
    assert kept is not None
    assert kept.from_name == "Theirs"


def test_other_ports_than_those_of_mail_servers(world, owner, settings) -> None:
    settings.MAIL_HOSTS_MAY_BE_PRIVATE = False
    answer = owner.post(MAIL, typed(22, host="192.0.2.1", encryption="tls"))
    assert answer.status_code == 422
    assert "Enter one of the ports of mail servers: 25, 465, 587, 2525." in said(answer)


def test_without_encryption_no_password(world, owner, settings) -> None:
    settings.MAIL_HOSTS_MAY_BE_PRIVATE = False
    answer = owner.post(MAIL, typed(25, host="192.0.2.1"))
    assert "A password is sent with encryption only." in said(answer)


def text(owner, text: str, *, kind: str = "placed", language: str = "en-gb", step: str = "save"):
    return owner.post(TEXTS, {"kind": kind, "language": language, "text": text, "step": step})


def test_an_own_text_stands_in_its_mail_and_language(world, owner, inbox) -> None:
    owner.post(MAIL, typed(inbox.port))
    written = "Thank you, {customer}!\nOrder {order}, {total} & <b>soon</b> yours."
    assert text(owner, written).status_code == 303
    assert text(owner, "Ευχαριστούμε!", language="el").status_code == 303
    number = world.order((world.offer, 1))
    jobs.drain()
    (mail,) = inbox.mails
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    filled = f"Thank you, Olympia Foods SA!\nOrder {number}, €24.80 & <b>soon</b> yours."
    assert filled in plain.get_content().replace("\r\n", "\n")
    assert html.escape(filled, quote=False) in rich.get_content().replace("\r\n", "\n")
    assert "Ευχαριστούμε!" not in plain.get_content()


def test_what_is_hidden_from_the_customer_stays_hidden(world, owner, inbox) -> None:
    """S8: amounts of an order that the reseller placed are not told to the customer."""
    owner.post(MAIL, typed(inbox.port))
    text(owner, "The total is {total}.")
    actor = world.reseller.owner.reseller_actor
    command = commands.Purchase(
        customer_id=world.customer.id, items=(commands.Item(offer_id=world.offer.id, quantity=2),)
    )
    with tenancy.scope(world.reseller.id):
        with transactions.reading():
            quote = quoting.quote(command=command, actor=actor, now=factories.NOW)
        with transactions.writing():
            ordering.place(
                token=quoting.sign(quote), customer_id=world.customer.id, actor=actor, now=factories.NOW
            )
    jobs.drain()
    bodies = [part.get_content() for mail in inbox.mails if (part := mail.get_body(("plain",)))]
    assert any("The total is –." in body for body in bodies)


def test_a_logo_stands_in_mails_where_mail_programs_show_it(world, owner, settings) -> None:
    settings.PUBLIC_URL = "https://seatwise.example"
    preview = f"{TEXTS}preview/"
    for content, shown in ((png(), True), (drawing(""), False)):
        upload(owner, content)
        name = world.read(resellers.settings).logo
        address = f'src="https://seatwise.example/techsolutions/logo/{name}"'
        assert (address in owner.get(preview).content.decode()) is shown


def test_unknown_variables_are_named_and_nothing_is_kept(world, owner) -> None:
    answer = text(owner, "Dear {name}")
    assert answer.status_code == 422
    assert "There is no {name}. You can write {customer}, {order}" in said(answer)
    assert "Dear {name}" in said(answer)
    assert world.read(queries.own_texts) == {}


def test_a_preview_shows_what_was_typed_and_keeps_nothing(world, owner) -> None:
    page = text(owner, "<script>alert(1)</script> for {customer}", step="preview").content.decode()
    assert world.read(queries.own_texts) == {}
    frame = re.search(r'<iframe class="mail-preview" sandbox title="[^"]+" src="([^"]+)"', page)
    assert frame is not None
    answer = owner.get(html.unescape(frame[1]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; for Example Company" in answer.content.decode()
    assert "<script" not in answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("kind", ["placed", "approved", "rejected", "withdrawn", "executed", "canceled"])
def test_each_kind_has_a_preview_in_each_language(owner, kind) -> None:
    for language, word in (("en-gb", "SO-10042"), ("el", "παραγγελία")):
        asked = f"{TEXTS}preview/?kind={kind}&language={language}&text=own+words"
        page = owner.get(asked).content.decode()
        assert word in page
        assert "own words" in page


def test_an_empty_text_is_none(world, owner) -> None:
    text(owner, "Hello")
    assert world.read(queries.own_texts) == {("placed", "en-gb"): "Hello"}
    page = owner.get(TEXTS).content.decode()
    assert "has a text of yours" in page
    assert text(owner, "  ").status_code == 303
    assert world.read(models.MailText.objects.count) == 0


def test_nonsense_in_the_address(owner) -> None:
    for asked in ("?kind=x", "?language=x", "preview/?kind=x", "preview/?text={x}"):
        assert owner.get(f"{TEXTS}{asked}").status_code == 404
    assert text(owner, "x", kind="invitation").status_code == 404
