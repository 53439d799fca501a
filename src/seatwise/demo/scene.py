"""Where a story happens: one reseller with its people, and a `now` that only moves on."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.accounts import operations as accounts
from seatwise.customers import operations as customers
from seatwise.demo import people, products
from seatwise.infra import clock, jobs, tenancy, transactions
from seatwise.kernel.actor import SYSTEM, Actor, ActorKind
from seatwise.kernel.percent import Percent
from seatwise.pricing import operations as pricing
from seatwise.registrations import operations as registrations
from seatwise.renewals import operations as renewals
from seatwise.renewals import queries as due
from seatwise.resellers import operations as resellers
from seatwise.ui import brand

A_MOMENT = dt.timedelta(seconds=20)
CALENDAR_TIME = dt.time(5, 7, tzinfo=dt.UTC)
"""When the calendar turns what is due on a day: it has begun in New York by then, and nobody has ordered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The story's days, counted back from `as_of`. No instant lies after `latest`, or before the vendor's prices begin."""

    as_of: dt.date
    latest: dt.datetime

    def instant(self, *, days_ago: int, at: str) -> dt.datetime:
        """This function will answer that time of day (UTC, "08:32") so many days before the demo's today."""
        day = max(self.as_of - dt.timedelta(days=days_ago), products.FIRST_DAY + dt.timedelta(days=1))
        return min(dt.datetime.combine(day, dt.time.fromisoformat(at), tzinfo=dt.UTC), self.latest)


class JobNotDone(RuntimeError):
    """A job of the story did not succeed: a mistake in the code. Its log tells which."""


class PeriodNotTurned(RuntimeError):
    """The calendar set a subscription of the story aside: a mistake in the code."""


class Scene:
    """One reseller, opened with its team, its customers and their people."""

    def __init__(self, *, shop: people.Shop, calendar: Calendar, begins: int) -> None:
        self.shop = shop
        self.now = calendar.instant(days_ago=begins, at="06:00")
        self._calendar = calendar
        self._ids = _accounts(shop)
        self._reseller_id = resellers.create(
            alias=shop.alias,
            name=shop.name,
            edition=shop.edition,
            market=shop.market,
            currency=shop.currency,
            time_zone=shop.time_zone,
            support_email=shop.support_email,
            payment_method=shop.payment_method,
            now=self.now,
        )
        with self.writing():
            self._settle_in()
            self.customer_ids = {company.name: self._welcome(company) for company in shop.companies}

    def at(self, days_ago: int, time: str) -> None:
        """This function will move `now` on to that time of day (UTC), so many days before the demo's today.

        The days between pass: the calendar turns what is due on them.
        """
        self._let_pass(until=self._calendar.instant(days_ago=days_ago, at=time))

    def end(self) -> None:
        """This function will let the story's last days pass, so that no period has ended unturned."""
        self._let_pass(until=self._calendar.latest)

    def actor(self, person: people.Person) -> Actor:
        """This function will answer a person as history will name them."""
        kind = ActorKind.RESELLER if person in self.shop.team else ActorKind.CUSTOMER
        return Actor(kind=kind, user_id=self._ids[person.email], name=person.name)

    def set_edition(self, edition: str) -> None:
        """This function will have the operator change the reseller's edition."""
        with self.writing():
            resellers.change(edition=edition, actor=SYSTEM, now=self.now)

    def change_settings(self, **changes: Any) -> None:
        """This function will change the reseller's settings."""
        with self.writing():
            owner = self.actor(self.shop.team[0])
            resellers.change_settings(actor=owner, now=self.now, **changes)

    def register(self, asked: registrations.Asked) -> None:
        """This function will have somebody ask for an account and confirm it at once."""
        with self.writing():
            registration_id = registrations.ask(asked=asked, now=self.now)
            registrations.confirm(registration_id=registration_id, now=self.now)

    def run_jobs(self) -> None:
        """This function will do what waits to be done, a moment later: automatic deliveries, and the writing of mails.

        Mails are sent when the demo's own worker starts. Raises JobNotDone.
        """
        if not ProcrastinateJob.objects.filter(queue_name="events", status="todo").exists():
            return
        self.now = max(self.now, min(self.now + A_MOMENT, self._calendar.latest))
        connector = jobs.Connector().get_worker_connector()
        with clock.standing_at(self.now), jobs.app.replace_connector(connector) as working:
            working.run_worker(
                queues=["events"],
                wait=False,
                install_signal_handlers=False,
                listen_notify=False,
                concurrency=1,
            )
        left = ProcrastinateJob.objects.filter(queue_name="events").exclude(status="succeeded").first()
        if left is not None:
            raise JobNotDone(f"{left.task_name} {left.args} is {left.status} after {left.attempts} attempts.")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """This function will open a reading door of the reseller's."""
        with tenancy.scope(self._reseller_id), transactions.reading():
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """This function will open a writing door of the reseller's."""
        with tenancy.scope(self._reseller_id), transactions.writing():
            yield

    def _let_pass(self, *, until: dt.datetime) -> None:
        """Each day on which something is due by itself, at the calendar's time. Raises PeriodNotTurned."""
        while day := self._next_due(until=until.date()):
            moment = max(self.now, min(dt.datetime.combine(day, CALENDAR_TIME), until))
            report = renewals.run(now=moment, only=self._reseller_id)
            if report.set_aside:
                raise PeriodNotTurned(str(report.set_aside[0]))
            if not report.outcomes:
                break  # That day has not begun yet where the customer is.
            self.now = max(self.now, moment)
            self.run_jobs()
        self.now = max(self.now, until)

    def _next_due(self, *, until: dt.date) -> dt.date | None:
        with self.reading():
            found = due.due(until=until, beyond=due.NOWHERE, count=1)
        return found[0].on if found else None

    def _settle_in(self) -> None:
        colours = brand.palette(self.shop.brand)
        owner = self.actor(self.shop.team[0])
        resellers.change_settings(
            actor=owner,
            now=self.now,
            support_text=self.shop.support_text,
            brand=colours.brand,
            brand_on=colours.on,
            brand_dark=colours.dark,
            brand_dark_on=colours.dark_on,
            vat_rate_bp=self.shop.vat_rate_bp,
        )
        for member in self.shop.team:
            resellers.add_team_member(
                user_id=self._ids[member.email], role=member.role, actor=owner, now=self.now
            )
        pricing.set_default_markup(markup=Percent(self.shop.markup_bp), actor=owner, now=self.now)

    def _welcome(self, company: people.Company) -> UUID:
        owner = self.actor(self.shop.team[0])
        customer_id = customers.create(
            name=company.name,
            time_zone=company.time_zone,
            approval_required=company.approval_required,
            vat_exempt_reason=company.vat_exempt_reason,
            actor=owner,
            now=self.now,
        )
        if company.address:
            customers.set_billing_address(
                customer_id=customer_id,
                line=company.address.line,
                postcode=company.address.postcode,
                city=company.address.city,
                country=company.address.country,
                actor=owner,
                now=self.now,
            )
        for person in company.people:
            customers.add_person(
                customer_id=customer_id,
                user_id=self._ids[person.email],
                role=person.role,
                actor=owner,
                now=self.now,
            )
        return customer_id


def _accounts(shop: people.Shop) -> dict[str, UUID]:
    """Everybody's user id by e-mail. One transaction each: hashing a password takes its time."""
    everybody = [*shop.team, *(person for company in shop.companies for person in company.people)]
    ids = {}
    for person in everybody:
        with transactions.writing_global():
            ids[person.email] = accounts.create_user(
                email=person.email, name=person.name, password=people.PASSWORD
            )
    return ids
