"""What is sold in the demo: the vendor's files and products of the operator's own."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from seatwise.catalogue import operations as catalogue
from seatwise.catalogue import queries
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.kernel.actor import Actor

FILES = Path(__file__).parent / "data"
FIRST_DAY = dt.date(2025, 10, 1)
"""The vendor's price lines begin here."""

BUSINESS_BASIC = "CFQ7TTC0LH18/0001"
BUSINESS_STANDARD = "CFQ7TTC0LDPB/0001"
BUSINESS_PREMIUM = "CFQ7TTC0LCHC/0002"
APPS_FOR_BUSINESS = "CFQ7TTC0LH1G/0001"
M365_F3 = "CFQ7TTC0LH05/0001"
M365_E3 = "CFQ7TTC0LFLX/0001"
M365_E5 = "CFQ7TTC0LFLZ/0002"
OFFICE_E1 = "CFQ7TTC0LF8Q/0001"
OFFICE_E3 = "CFQ7TTC0LF8R/0001"
EXCHANGE_1 = "CFQ7TTC0LH16/0001"
EXCHANGE_2 = "CFQ7TTC0LH1P/0001"
SHAREPOINT_1 = "CFQ7TTC0LH0N/0001"
VISIO_1 = "CFQ7TTC0HD33/0001"
VISIO_2 = "CFQ7TTC0HD32/0001"
PROJECT_1 = "CFQ7TTC0HDB1/0002"
PROJECT_3 = "CFQ7TTC0HDB0/0001"
POWER_BI_PRO = "CFQ7TTC0HL8W/0001"
POWER_BI_PREMIUM = "CFQ7TTC0HL8Z/0001"
ENTRA_P1 = "CFQ7TTC0LFLS/0002"
INTUNE = "CFQ7TTC0LCH4/0002"
DEFENDER = "CFQ7TTC0MM8R/0001"
BUSINESS_CENTRAL = "CFQ7TTC0LH0Q/0001"
SALES_PRO = "CFQ7TTC0LFN5/0001"
TEAMS_PHONE = "CFQ7TTC0LH0T/0001"
AUDIO = "CFQ7TTC0LHSL/0001"
ARCHIVE = "CFQ7TTC0LH0J/0001"
SAFE_MAIL = "CFQ7TTC0LH04/0001"
WINDOWS_SERVER = "DG7GMGF0D5RK/0005"
WINDOWS_CAL = "DG7GMGF0D5SL/0007"
SQL_CAL = "DG7GMGF0MF3T/0001"
OFFICE_LTSC = "DG7GMGF0D7FX/0002"

PORTING = "MERIDIAN/PORTING"
DESK_PHONE = "MERIDIAN/PHONE"
BACKUP = "MERIDIAN/BACKUP"
TRAINING = "MERIDIAN/TRAINING"

MONTHLY = (1, 1)
YEARLY = (12, 12)
YEARLY_BY_MONTH = (12, 1)
ONCE = (0, 0)

PRODUCTIVITY = "Productivity"
SECURITY = "Security"
BUSINESS = "Business applications"
SERVERS = "Servers"
SERVICES = "Services and hardware"

_SHELVES = {
    PRODUCTIVITY: (
        BUSINESS_BASIC,
        BUSINESS_STANDARD,
        BUSINESS_PREMIUM,
        APPS_FOR_BUSINESS,
        M365_F3,
        M365_E3,
        M365_E5,
        OFFICE_E1,
        OFFICE_E3,
        EXCHANGE_1,
        EXCHANGE_2,
        SHAREPOINT_1,
        VISIO_1,
        VISIO_2,
        PROJECT_1,
        PROJECT_3,
        OFFICE_LTSC,
        TEAMS_PHONE,
        AUDIO,
        ARCHIVE,
    ),
    SECURITY: (ENTRA_P1, INTUNE, DEFENDER, SAFE_MAIL),
    BUSINESS: (POWER_BI_PRO, POWER_BI_PREMIUM, BUSINESS_CENTRAL, SALES_PRO),
    SERVERS: (WINDOWS_SERVER, WINDOWS_CAL, SQL_CAL),
}


def load(*, actor: Actor, now: dt.datetime) -> None:
    """This function will import the vendor's files and create the operator's own products."""
    for market, currency in (("DE", "EUR"), ("US", "USD")):
        prices = FILES / f"price-list-{market}-{currency}.csv"
        catalogue.import_prices(
            content=prices.read_bytes(),
            file_name=prices.name,
            market=market,
            currency=currency,
            actor=actor,
            now=now,
        )
    matrix = FILES / "offer-matrix.csv"
    catalogue.import_offers(content=matrix.read_bytes(), file_name=matrix.name, actor=actor, now=now)
    for product in _own_products():
        catalogue.create_own_product(product=product, actor=actor, now=now)
    known = queries.products_by_key(keys=[key for shelf in _SHELVES.values() for key in shelf])
    for category, keys in _SHELVES.items():
        ids = tuple(known[key].id for key in keys)
        catalogue.set_category(product_ids=ids, category=category, actor=actor)


def _own_products() -> tuple[catalogue.OwnProduct, ...]:
    return (
        _own(
            key=PORTING,
            title="Number porting and set-up",
            description="Your telephone numbers move from the old provider, with a test call for each.",
            unit="numbers",
            kind=ProductKind.ONE_TIME,
            offers={ONCE: ("18.00", "20.50")},
            largest=200,
            instructions="Ask for the signed porting form and the last invoice of the old provider. Book the day of the"
            " move with both sides. Reference: the porting number.",
        ),
        _own(
            key=DESK_PHONE,
            title="Desk phone T54 with headset",
            description="A desk phone for cloud telephony, with a corded headset and a stand.",
            unit="pieces",
            kind=ProductKind.ONE_TIME,
            offers={ONCE: ("112.40", "124.00")},
            largest=500,
            instructions="Order from the warehouse and send with a parcel service. Reference: the delivery note.",
        ),
        _own(
            key=BACKUP,
            title="Managed server backup",
            description="A nightly backup of one server, watched by people and tried out four times a year.",
            unit="servers",
            kind=ProductKind.SUBSCRIPTION,
            offers={MONTHLY: ("39.00", "42.90"), YEARLY: ("421.20", "463.00")},
            largest=50,
            instructions="Install the agent on each server and wait for the first whole backup. Reference: the backup"
            " plan's number.",
        ),
        _own(
            key=TRAINING,
            title="Security training, half a day",
            description="Recognising false mails and calls, for up to twenty people.",
            unit="sessions",
            kind=ProductKind.ONE_TIME,
            offers={ONCE: ("480.00", "540.00")},
            largest=20,
            instructions="Agree a day and a room with the customer. Reference: the day.",
        ),
    )


def _own(
    *,
    key: str,
    title: str,
    description: str,
    unit: str,
    kind: ProductKind,
    offers: dict[tuple[int, int], tuple[str, str]],
    largest: int,
    instructions: str,
) -> catalogue.OwnProduct:
    """A manual product of the operator's own; `offers`: (term, billing) → cost for the term in euros and in dollars."""
    return catalogue.OwnProduct(
        key=key,
        vendor="Meridian Distribution",
        title=title,
        description=description,
        kind=kind,
        unit=unit,
        largest=largest,
        category=SERVICES,
        instructions=instructions,
        offers=tuple(
            catalogue.OwnOffer(
                term_months=term,
                billing_months=billing,
                prices=(_price("DE", "EUR", euros), _price("US", "USD", dollars)),
            )
            for (term, billing), (euros, dollars) in offers.items()
        ),
    )


def _price(market: str, currency: str, cost: str) -> catalogue.OwnPrice:
    return catalogue.OwnPrice(
        market=market,
        currency=currency,
        cost=Decimal(cost),
        retail=Decimal(cost) * Decimal("1.25"),
        starts_on=FIRST_DAY,
    )
