"""What people do at one reseller, each through the product's own operation, at the scene's `now`."""

import datetime as dt
import uuid
from dataclasses import dataclass
from uuid import UUID

from seatwise.catalogue import queries as catalogue
from seatwise.customers import operations as customers
from seatwise.demo import people, scene
from seatwise.demo.people import Person
from seatwise.infra import numbering
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import details, quoting
from seatwise.pricing import operations as pricing
from seatwise.subscriptions import operations as subscriptions
from seatwise.subscriptions import queries as held

Term = tuple[int, int]
"""Term and billing period in months."""
Item = tuple[str, Term, int]
"""A product's key, its term, and how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order that is in the books."""

    id: UUID
    customer: str


class Story(scene.Scene):
    """One reseller's past, told forwards."""

    def __init__(self, *, shop: people.Shop, calendar: scene.Calendar, begins: int) -> None:
        super().__init__(shop=shop, calendar=calendar, begins=begins)
        self.order_count = 0
        self._product_ids: dict[str, UUID] = {}
        self._offer_ids: dict[tuple[str, Term], UUID] = {}

    def list_products(self, who: Person, *keys: str) -> None:
        """This function will take products into the reseller's catalogue."""
        for key, product in catalogue.products_by_key(keys=keys).items():
            self._product_ids[key] = product.id
            for offer in catalogue.offers_of(product_ids=[product.id])[product.id]:
                self._offer_ids[key, (offer.term_months, offer.billing_months)] = offer.id
        with self.writing():
            for key in keys:
                pricing.list_product(product_id=self._product_ids[key], actor=self.actor(who), now=self.now)

    def publish(self, who: Person, *keys: str) -> None:
        """This function will show listed products in the Storefront."""
        with self.writing():
            for key in keys:
                pricing.publish(product_id=self._product_ids[key], actor=self.actor(who), now=self.now)

    def unpublish(self, who: Person, key: str) -> None:
        """This function will take a product off the Storefront."""
        with self.writing():
            pricing.unpublish(product_id=self._product_ids[key], actor=self.actor(who), now=self.now)

    def mark_up(self, who: Person, key: str, markup: Percent) -> None:
        """This function will set a product's own markup."""
        with self.writing():
            pricing.set_product_markup(
                product_id=self._product_ids[key], markup=markup, actor=self.actor(who), now=self.now
            )

    def mark_up_category(self, who: Person, name: str, markup: Percent) -> None:
        """This function will set a category's markup."""
        found = {category.name: category.id for category in catalogue.categories()}
        with self.writing():
            pricing.set_category_markup(
                category_id=found[name], markup=markup, actor=self.actor(who), now=self.now
            )

    def special_price(
        self, who: Person, key: str, term: Term, price: Money, *, customer: str | None = None
    ) -> None:
        """This function will set a special price from today on, for a customer or for all."""
        with self.writing():
            pricing.set_special_price(
                offer_id=self._offer_ids[key, term],
                customer_id=self.customer_ids[customer] if customer else None,
                unit_price=price,
                starts_on=self.now.date(),
                ends_on=None,
                actor=self.actor(who),
                now=self.now,
            )

    def discount(
        self,
        who: Person,
        key: str,
        term: Term,
        percent: Percent,
        *,
        customer: str | None = None,
        days: int | None = None,
    ) -> None:
        """This function will set a discount from today on, for so many days or without end, for a customer or for all."""
        with self.writing():
            pricing.set_discount(
                offer_id=self._offer_ids[key, term],
                customer_id=self.customer_ids[customer] if customer else None,
                percent=percent,
                starts_on=self.now.date(),
                ends_on=self.now.date() + dt.timedelta(days=days) if days else None,
                actor=self.actor(who),
                now=self.now,
            )

    def buy(self, customer: str, who: Person, *items: Item, note: str = "", reference: str = "") -> Placed:
        """This function will place an order. Somebody of the reseller's team orders on the customer's behalf."""
        command = commands.Purchase(
            customer_id=self.customer_ids[customer],
            items=tuple(
                commands.Item(offer_id=self._offer_ids[key, term], quantity=quantity)
                for key, term, quantity in items
            ),
            note=note,
            reference=reference,
        )
        return self._place(customer, who, command)

    def buy_licences(
        self, bought: Placed, who: Person, quantity: int, *, note: str = "", reference: str = ""
    ) -> Placed:
        """This function will order more licences of the subscription that an earlier order's first line started."""
        command = commands.BuyLicences(
            customer_id=self.customer_ids[bought.customer],
            subscription_id=self._subscription(bought),
            quantity=quantity,
            note=note,
            reference=reference,
        )
        return self._place(bought.customer, who, command)

    def buy_add_on(self, bought: Placed, who: Person, item: Item, *, note: str = "") -> Placed:
        """This function will order an add-on for the subscription that an earlier order started."""
        key, term, quantity = item
        command = commands.BuyAddOn(
            customer_id=self.customer_ids[bought.customer],
            subscription_id=self._subscription(bought),
            offer_id=self._offer_ids[key, term],
            quantity=quantity,
            note=note,
        )
        return self._place(bought.customer, who, command)

    def reduce(
        self, bought: Placed, who: Person, quantity: int, *, when: str = "now", note: str = ""
    ) -> Placed:
        """This function will give back licences of the subscription or add-on that an earlier order started."""
        command = commands.Reduce(
            customer_id=self.customer_ids[bought.customer],
            subscription_id=self._subscription(bought),
            quantity=quantity,
            when=when,
            note=note,
        )
        return self._place(bought.customer, who, command)

    def cancel(self, bought: Placed, who: Person, *, when: str = "now", note: str = "") -> Placed:
        """This function will cancel the subscription or add-on that an earlier order started."""
        command = commands.Reduce(
            customer_id=self.customer_ids[bought.customer],
            subscription_id=self._subscription(bought),
            quantity=None,
            when=when,
            cancels=True,
            note=note,
        )
        return self._place(bought.customer, who, command)

    def upgrade(
        self, bought: Placed, who: Person, key: str, term: Term, *, quantity: int | None = None
    ) -> Placed:
        """This function will have licences become another product, all of them where no quantity is said."""
        command = commands.Upgrade(
            customer_id=self.customer_ids[bought.customer],
            subscription_id=self._subscription(bought),
            offer_id=self._offer_ids[key, term],
            quantity=quantity,
        )
        return self._place(bought.customer, who, command)

    def undo(self, order: Placed, position: int, who: Person) -> None:
        """This function will undo a planned change before its day."""
        line_id = self._line(order, position)
        with self.writing():
            ordering.undo(line_id=line_id, actor=self.actor(who), now=self.now)
        self.run_jobs()

    def stop_renewing(self, bought: Placed) -> None:
        """This function will let the subscription that an earlier order started end with its term."""
        customer_id, subscription_id = self.customer_ids[bought.customer], self._subscription(bought)
        with self.writing():
            customers.lock(customer_id=customer_id)
            locked = subscriptions.lock(subscription_id=subscription_id, customer_id=customer_id)
            subscriptions.set_auto_renew(held=locked, on=False)

    def approve(self, order: Placed, who: Person) -> None:
        """This function will approve an order; its automatic lines are delivered a moment later."""
        with self.writing():
            ordering.approve(order_id=order.id, actor=self.actor(who), now=self.now)
        self.run_jobs()

    def approve_refused(self, order: Placed, who: Person, reason: str) -> None:
        """This function will approve an order whose first line the vendor then refuses to deliver."""
        with self.writing():
            ordering.approve(order_id=order.id, actor=self.actor(who), now=self.now)
        line_id = self._line(order, 1)
        with self.writing():
            ordering.fail_line(line_id=line_id, reason=reason, actor=SYSTEM, now=self.now)
        self.run_jobs()

    def reject(self, order: Placed, who: Person, reason: str) -> None:
        """This function will reject an order."""
        with self.writing():
            ordering.reject(order_id=order.id, reason=reason, actor=self.actor(who), now=self.now)
        self.run_jobs()

    def withdraw(self, order: Placed, who: Person) -> None:
        """This function will have somebody of the customer withdraw an order."""
        with self.writing():
            ordering.withdraw(order_id=order.id, role=who.role, actor=self.actor(who), now=self.now)
        self.run_jobs()

    def deliver(self, order: Placed, position: int, who: Person, reference: str) -> None:
        """This function will mark a manual line delivered."""
        line_id = self._line(order, position)
        with self.writing():
            ordering.deliver(line_id=line_id, reference=reference, actor=self.actor(who), now=self.now)
        self.run_jobs()

    def cancel_line(self, order: Placed, position: int, who: Person, reason: str) -> None:
        """This function will cancel a line that waits for delivery."""
        line_id = self._line(order, position)
        with self.writing():
            ordering.cancel_line(line_id=line_id, reason=reason, actor=self.actor(who), now=self.now)
        self.run_jobs()

    def _place(self, customer: str, who: Person, command: commands.Command) -> Placed:
        self.order_count += 1
        quote_id = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{self.shop.alias}:{self.order_count}")
        actor = self.actor(who)
        with self.reading():
            quote = quoting.quote(command=command, actor=actor, now=self.now, quote_id=quote_id)
            token = quoting.sign(quote)
        with self.writing():
            number = ordering.place(token=token, customer_id=command.customer_id, actor=actor, now=self.now)
        self.run_jobs()
        with self.reading():
            return Placed(id=details.order_id_of(number=number), customer=customer)

    def _subscription(self, bought: Placed) -> UUID:
        with self.reading():
            text = details.order_details(order_id=bought.id).lines[0].subscription_number
            number = numbering.parse(numbering.Series.SUBSCRIPTION, text or "")
            assert number is not None, "the order's first line started a subscription"
            return held.id_of(number=number, customer_id=self.customer_ids[bought.customer])

    def _line(self, order: Placed, position: int) -> UUID:
        with self.reading():
            lines = details.order_details(order_id=order.id).lines
        return next(line.id for line in lines if line.position == position)
