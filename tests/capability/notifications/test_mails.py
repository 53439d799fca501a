"""Mails through a real SMTP server: once, both parts, the right person, nothing hidden told, a server that is down."""

import datetime as dt
import email
import email.policy
import socket
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.accounts.models import User
from seatwise.catalogue.models import Conversion
from seatwise.infra import events, tenancy, transactions
from seatwise.infra import models as infra
from seatwise.notifications import handlers, models
from seatwise.ordering import models as orders
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import details, quoting
from seatwise.subscriptions import models as subscriptions
from tests import factories, jobs

NOW = factories.NOW


class Inbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def inbox(settings):
    kept = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=free)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free
    settings.PUBLIC_URL = "https://seatwise.example"
    yield kept
    server.stop()


@pytest.fixture
def world(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    offer = factories.offer(title="Exchange <Online> & more")
    factories.publish(reseller, offer)
    with tenancy.scope(reseller.id):
        yield reseller, customer, offer


def place(customer, offer, actor) -> details.OrderDetails:
    command = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=3),), reference="PO-1"
    )
    with transactions.reading():
        quote = quoting.quote(command=command, actor=actor, now=NOW)
    with transactions.writing():
        number = ordering.place(token=quoting.sign(quote), customer_id=customer.id, actor=actor, now=NOW)
    with transactions.reading():
        return details.order_details(order_id=details.order_id_of(number=number))


def parts(mail: EmailMessage) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_confirmation_on_submission(world, inbox) -> None:
    _, customer, offer = world
    order = place(customer, offer, customer.admin.customer_actor)
    jobs.drain()
    (mail,) = inbox.mails
    assert mail["Subject"] == f"Your order {order.number_text} is with Techsolutions"
    assert mail["To"] == f"{customer.admin.name} <{customer.admin.email}>"
    assert mail["From"].startswith("Techsolutions <")
    assert mail["Reply-To"] == "help@techsolutions.example"
    text, html = parts(mail)
    link = f"https://seatwise.example/techsolutions/billing/orders/{order.number_text}/"
    for body in (text, html):
        assert link in body
        # 3 × 20.00, and 24% of it.
        assert "€60.00" in body
        assert "€14.40" in body
        assert "€74.40" in body
    assert "Exchange <Online> & more" in text
    assert "Exchange &lt;Online&gt; &amp; more" in html
    assert "<script" not in html
    assert len(html.encode()) < 60_000


def test_approved_and_delivered(world, inbox) -> None:
    reseller, customer, offer = world
    order = place(customer, offer, customer.admin.customer_actor)
    with transactions.writing():
        ordering.approve(order_id=order.id, actor=reseller.owner.reseller_actor, now=NOW)
    jobs.drain()
    subjects = sorted(mail["Subject"] for mail in inbox.mails)
    number = order.number_text
    assert subjects == [
        f"Your order {number} is approved",
        f"Your order {number} is delivered",
        f"Your order {number} is with Techsolutions",
    ]


def test_an_upgrade_says_what_the_licences_have_become(world, inbox) -> None:
    reseller, customer, offer = world
    target = factories.offer(title="Exchange Plan 2", cost="24.00")
    factories.publish(reseller, target)
    Conversion.objects.create(source_id=offer.product_id, target_id=target.product_id)
    order = place(customer, offer, customer.admin.customer_actor)
    with transactions.writing():
        ordering.approve(order_id=order.id, actor=reseller.owner.reseller_actor, now=NOW)
    jobs.drain()
    inbox.mails.clear()
    with transactions.reading():
        held = subscriptions.Subscription.objects.get()
    wish = commands.Upgrade(customer_id=customer.id, subscription_id=held.id, offer_id=target.id, quantity=3)
    actor = reseller.owner.reseller_actor
    with transactions.reading():
        quote = quoting.quote(command=wish, actor=actor, now=NOW)
    with transactions.writing():
        ordering.place(token=quoting.sign(quote), customer_id=customer.id, actor=actor, now=NOW)
    jobs.drain()
    said = {str(mail["Subject"]).split(" ")[-1]: parts(mail) for mail in inbox.mails}
    for body in said["out"]:
        assert "Your licences have become Exchange Plan 2." in body
        assert "ready to use" not in body
    for body in said["you"]:
        assert "Your licences become Exchange Plan 2." in body
        assert "What you ordered is delivered." not in body


def test_a_planned_cancellation_is_called_one_and_promises_no_delivery(world, inbox) -> None:
    reseller, customer, offer = world
    bought = place(customer, offer, customer.admin.customer_actor)
    with transactions.writing():
        ordering.approve(order_id=bought.id, actor=reseller.owner.reseller_actor, now=NOW)
    jobs.drain()
    inbox.mails.clear()
    with transactions.reading():
        held = subscriptions.Subscription.objects.get()
    command = commands.Reduce(
        customer_id=customer.id, subscription_id=held.id, quantity=2, when="period_end", cancels=True
    )
    actor = customer.admin.customer_actor
    with transactions.reading():
        quote = quoting.quote(command=command, actor=actor, now=NOW)
    with transactions.writing():
        ordering.place(token=quoting.sign(quote), customer_id=customer.id, actor=actor, now=NOW)
    jobs.drain()
    (mail,) = inbox.mails
    text, html = parts(mail)
    assert "Cancel 2 licences of Exchange <Online> & more on 19 Dec 2026" in text
    assert "Cancel 2 licences of Exchange &lt;Online&gt; &amp; more on 19 Dec 2026" in html
    for body in (text, html):
        assert "needs no approval and is carried out on 19 Dec 2026" in body
        assert "Until the day before you can undo it, on the page of the subscription." in body
        assert "is being delivered" not in body
    inbox.mails.clear()
    with transactions.reading():
        (line,) = orders.OrderLine.objects.filter(planned_on__isnull=False)
    with transactions.writing():
        ordering.undo(line_id=line.id, actor=actor, now=NOW)
    jobs.drain()
    (mail,) = inbox.mails
    for body in parts(mail):
        assert "What you have stays as it is, and you pay nothing for the order." in body
        assert "Nothing of it is delivered" not in body


def test_rejection_tells_its_reason(world, inbox) -> None:
    reseller, customer, offer = world
    order = place(customer, offer, customer.admin.customer_actor)
    with transactions.writing():
        ordering.reject(
            order_id=order.id, reason="Same as <SO-1>", actor=reseller.owner.reseller_actor, now=NOW
        )
    jobs.drain()
    text, html = parts(next(mail for mail in inbox.mails if "not approved" in mail["Subject"]))
    assert "Same as <SO-1>" in text
    assert "Same as &lt;SO-1&gt;" in html


def test_an_order_of_the_resellers_tells_the_admins_and_hides_its_amounts(world, inbox) -> None:
    reseller, customer, offer = world
    factories.customer_user(reseller, customer, role="billing_viewer")
    place(customer, offer, reseller.owner.reseller_actor)
    jobs.drain()
    assert {mail["To"].addresses[0].addr_spec for mail in inbox.mails} == {customer.admin.email}
    for mail in inbox.mails:
        for body in parts(mail):
            assert "–" in body
            assert "Techsolutions placed this order for you" in body
            assert "60.00" not in body


def test_the_same_event_twice_is_one_mail(world, inbox) -> None:
    _, customer, offer = world
    place(customer, offer, customer.admin.customer_actor)
    jobs.drain()
    with transactions.reading():
        row = infra.Event.objects.get(kind="order.placed")
    handlers.write_to_people(
        events.Event(id=row.id, kind=row.kind, subject_id=row.subject_id, payload={}, at=row.at)
    )
    jobs.drain()
    assert len(inbox.mails) == 1


def test_mails_are_in_the_resellers_language(world, inbox) -> None:
    _, customer, offer = world
    with transactions.writing():
        factories.change_settings(language="el")
    place(customer, offer, customer.admin.customer_actor)
    jobs.drain()
    text, html = parts(inbox.mails[0])
    assert 'lang="el"' in html
    assert "60,00" in text
    assert "Subtotal" not in text


def test_a_persons_own_language_goes_before_the_companys(world, inbox) -> None:
    _, customer, offer = world
    User.objects.filter(id=customer.admin.id).update(language="el")
    place(customer, offer, customer.admin.customer_actor)
    jobs.drain()
    (mail,) = inbox.mails
    assert "παραγγελία" in mail["Subject"]


def test_a_server_that_is_down_delays_a_mail_and_loses_none(world, settings, time_machine, inbox) -> None:
    _, customer, offer = world
    # The queue tells what is due by the database's clock.
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (database_now,) = cursor.fetchone()
    time_machine.move_to(database_now, tick=False)
    working, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    place(customer, offer, customer.admin.customer_actor)
    jobs.drain()
    job = ProcrastinateJob.objects.get(task_name="seatwise.send_mail")
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert (job.scheduled_at - database_now).total_seconds() == 4
    with transactions.reading():
        assert models.Mail.objects.get().sent_at is None
    settings.EMAIL_PORT = working
    time_machine.move_to(database_now - dt.timedelta(days=1), tick=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    jobs.drain()
    assert len(inbox.mails) == 1
    with transactions.reading():
        assert models.Mail.objects.get().sent_at is not None


def test_a_server_that_stays_down_ends_as_a_failed_job_that_the_operator_sees(world, settings, inbox) -> None:
    _, customer, offer = world
    settings.EMAIL_PORT = 1
    place(customer, offer, customer.admin.customer_actor)
    # Told to wait until days that the database's clock has passed, the job runs again at once, up to its bound.
    jobs.drain()
    job = ProcrastinateJob.objects.get(task_name="seatwise.send_mail")
    assert (job.status, job.attempts) == ("failed", 80)
