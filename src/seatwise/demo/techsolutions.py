"""TechSolutions: Basic at first, Standard since nine weeks, approvals on for most customers."""

from seatwise.demo import products as p
from seatwise.demo import scene, story
from seatwise.demo.people import (
    AEGEAN,
    ANNA,
    ATTICA,
    DELPHI,
    DESPINA,
    DIMITRA,
    ELENI,
    FANI,
    GIORGOS,
    HOTELS,
    JONAS,
    LENA,
    MANOLIS,
    MARIA,
    NIKOS,
    OLIVES,
    OLYMPIA,
    PETROS,
    RHEINTAL,
    SOFIA,
    STAVROS,
    TECHSOLUTIONS,
    THANOS,
)
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent

_LISTED_ONLY = (p.SALES_PRO, p.PROJECT_3, p.OFFICE_E1, p.TRAINING)
_PUBLISHED = (
    p.BUSINESS_BASIC,
    p.BUSINESS_STANDARD,
    p.BUSINESS_PREMIUM,
    p.APPS_FOR_BUSINESS,
    p.M365_E3,
    p.M365_E5,
    p.OFFICE_E3,
    p.EXCHANGE_1,
    p.EXCHANGE_2,
    p.SHAREPOINT_1,
    p.VISIO_1,
    p.VISIO_2,
    p.PROJECT_1,
    p.POWER_BI_PRO,
    p.POWER_BI_PREMIUM,
    p.ENTRA_P1,
    p.INTUNE,
    p.DEFENDER,
    p.BUSINESS_CENTRAL,
    p.WINDOWS_SERVER,
    p.WINDOWS_CAL,
    p.SQL_CAL,
    p.PORTING,
    p.DESK_PHONE,
    p.BACKUP,
)


def tell(calendar: scene.Calendar) -> story.Story:
    """This function will tell the whole of it."""
    s = story.Story(shop=TECHSOLUTIONS, calendar=calendar, begins=180)
    s.list_products(SOFIA, *_PUBLISHED, p.M365_F3, *_LISTED_ONLY)
    hotels = _before_standard(s)
    _opening(s)
    premium = _first_weeks(s)
    _last_three_weeks(s)
    _last_days(s, premium, hotels)
    return s


def _before_standard(s: story.Story) -> story.Placed:
    """The reseller places every order itself. These periods are yearly, so they contain today."""
    s.at(170, "08:10")
    s.buy(OLYMPIA, SOFIA, (p.OFFICE_E3, p.YEARLY, 20))
    s.at(165, "09:40")
    s.buy(AEGEAN, SOFIA, (p.BUSINESS_BASIC, p.YEARLY, 40))
    s.at(150, "07:25")
    s.buy(OLYMPIA, SOFIA, (p.WINDOWS_SERVER, p.ONCE, 2))
    s.at(120, "10:05")
    hotels = s.buy(HOTELS, SOFIA, (p.M365_F3, p.YEARLY, 60))
    s.at(100, "08:50")
    phones = s.buy(OLYMPIA, SOFIA, (p.DESK_PHONE, p.ONCE, 10))
    s.at(97, "12:15")
    s.deliver(phones, 1, PETROS, "Delivery note 20817")
    return hotels


def _opening(s: story.Story) -> None:
    """Standard from now on: products are published and prices decided."""
    s.at(63, "06:30")
    s.set_edition("standard")
    s.publish(SOFIA, *_PUBLISHED)
    s.mark_up_category(NIKOS, p.SECURITY, Percent(2_200))
    s.mark_up_category(NIKOS, p.SERVICES, Percent(3_000))
    s.mark_up(SOFIA, p.BUSINESS_BASIC, Percent(2_500))
    s.mark_up(SOFIA, p.VISIO_2, Percent(1_200))
    s.special_price(SOFIA, p.EXCHANGE_1, p.MONTHLY, Money(399, "EUR"))
    s.special_price(SOFIA, p.M365_E3, p.YEARLY, Money(35_000, "EUR"), customer=RHEINTAL)
    s.discount(SOFIA, p.BUSINESS_PREMIUM, p.YEARLY, Percent(700), customer=OLYMPIA)
    s.discount(SOFIA, p.DEFENDER, p.MONTHLY, Percent(1_000), days=180)


def _first_weeks(s: story.Story) -> story.Placed:
    s.at(58, "07:05")
    premium = s.buy(OLYMPIA, MARIA, (p.BUSINESS_PREMIUM, p.YEARLY, 25), reference="PO-4390")
    s.at(58, "09:20")
    s.approve(premium, PETROS)
    s.at(55, "11:30")
    s.buy(OLYMPIA, SOFIA, (p.VISIO_2, p.YEARLY, 3))
    s.at(52, "08:15")
    ships = s.buy(AEGEAN, STAVROS, (p.BUSINESS_STANDARD, p.YEARLY, 40))
    s.at(52, "10:40")
    s.approve(ships, PETROS)
    s.at(45, "07:30")
    rhine = s.buy(RHEINTAL, LENA, (p.M365_E3, p.YEARLY, 30), reference="BE-2026-118")
    s.at(45, "12:10")
    s.approve(rhine, NIKOS)
    s.at(41, "06:55")
    reports = s.buy(OLYMPIA, MARIA, (p.POWER_BI_PRO, p.YEARLY, 6))
    s.at(41, "08:05")
    s.approve(reports, PETROS)
    s.at(38, "09:10")
    central = s.buy(OLYMPIA, ELENI, (p.BUSINESS_CENTRAL, p.YEARLY, 12), note="For the whole finance team.")
    s.at(38, "13:25")
    s.reject(
        central,
        NIKOS,
        "Business Central needs a workshop before the licences. Call us, and we plan both together.",
    )
    s.at(30, "07:45")
    access = s.buy(OLYMPIA, ELENI, (p.SQL_CAL, p.ONCE, 10), reference="PO-4431")
    s.at(30, "08:30")
    s.approve(access, PETROS)
    s.at(29, "10:00")
    s.unpublish(SOFIA, p.POWER_BI_PRO)
    return premium


def _last_three_weeks(s: story.Story) -> None:
    """Monthly periods begin here: each contains today and a week more, however long the month."""
    s.at(20, "07:20")
    dental = s.buy(ATTICA, DESPINA, (p.BUSINESS_BASIC, p.YEARLY_BY_MONTH, 14))
    s.at(19, "06:40")
    mailboxes = s.buy(OLYMPIA, MARIA, (p.EXCHANGE_1, p.MONTHLY, 12))
    s.at(19, "08:00")
    s.approve(mailboxes, PETROS)
    s.at(19, "09:35")
    olives = s.buy(OLIVES, MANOLIS, (p.APPS_FOR_BUSINESS, p.MONTHLY, 7))
    s.at(19, "11:50")
    s.approve(olives, PETROS)
    s.at(18, "07:10")
    shields = s.buy(OLYMPIA, ELENI, (p.DEFENDER, p.MONTHLY, 25))
    s.at(18, "07:55")
    s.approve(shields, PETROS)
    s.at(17, "08:25")
    books = s.buy(AEGEAN, DIMITRA, (p.BUSINESS_CENTRAL, p.MONTHLY, 6))
    s.at(17, "14:00")
    s.approve(books, NIKOS)
    s.at(16, "06:50")
    s.buy(DELPHI, ANNA, (p.BUSINESS_PREMIUM, p.MONTHLY, 6))
    s.at(15, "07:40")
    drawings = s.buy(OLYMPIA, ELENI, (p.VISIO_1, p.MONTHLY, 5))
    s.at(15, "08:20")
    s.withdraw(drawings, MARIA)
    s.at(14, "09:15")
    s.buy_licences(dental, THANOS, 3)
    s.at(12, "07:00")
    servers = s.buy(OLYMPIA, MARIA, (p.ENTRA_P1, p.MONTHLY, 25), (p.BACKUP, p.MONTHLY, 2))
    s.at(12, "09:30")
    s.approve(servers, PETROS)
    s.at(11, "10:20")
    s.buy(DELPHI, SOFIA, (p.VISIO_2, p.MONTHLY, 1))
    s.at(10, "13:05")
    s.deliver(servers, 2, PETROS, "Backup plan 2291")
    s.at(9, "08:45")
    more = s.buy_licences(shields, GIORGOS, 10, reference="PO-4458")
    s.at(9, "09:55")
    s.approve(more, PETROS)


def _last_days(s: story.Story, premium: story.Placed, hotels: story.Placed) -> None:
    """What waits: for approval, for a person, for a second try."""
    s.at(9, "11:10")
    phones = s.buy(OLYMPIA, MARIA, (p.PORTING, p.ONCE, 8), (p.DESK_PHONE, p.ONCE, 8))
    s.at(9, "12:40")
    s.approve(phones, PETROS)
    s.at(8, "07:35")
    numbers = s.buy(AEGEAN, DIMITRA, (p.PORTING, p.ONCE, 3))
    s.at(8, "09:05")
    s.approve(numbers, PETROS)
    s.at(7, "08:55")
    cellar = s.buy(
        OLIVES,
        MANOLIS,
        (p.BACKUP, p.MONTHLY, 1),
        note="The server in the cellar, please before the harvest ends.",
    )
    s.at(7, "10:15")
    s.approve(cellar, PETROS)
    s.at(6, "07:50")
    plans = s.buy(OLYMPIA, ELENI, (p.PROJECT_1, p.MONTHLY, 4))
    s.at(6, "09:25")
    s.approve_refused(plans, PETROS, "Microsoft answered: the domain olympia.example is not verified yet.")
    s.at(6, "12:30")
    s.deliver(phones, 2, PETROS, "Delivery note 21164")
    s.at(5, "09:00")
    s.buy(ATTICA, DESPINA, (p.DESK_PHONE, p.ONCE, 4))
    s.at(5, "11:45")
    s.cancel_line(
        numbers, 1, PETROS, "The old provider does not release these numbers before the contract ends."
    )
    s.at(3, "08:35")
    s.buy(ATTICA, DESPINA, (p.WINDOWS_CAL, p.ONCE, 15))
    s.at(2, "07:15")
    s.buy_licences(hotels, SOFIA, 10)
    s.at(2, "09:50")
    s.buy(
        OLYMPIA,
        ELENI,
        (p.BUSINESS_STANDARD, p.YEARLY_BY_MONTH, 5),
        note="For the new shop in Patras, which opens on the 1st.",
    )
    s.at(1, "08:05")
    s.buy(HOTELS, FANI, (p.PORTING, p.ONCE, 2), note="Both numbers of the reception.")
    s.at(1, "12:20")
    s.buy(AEGEAN, STAVROS, (p.M365_E5, p.YEARLY, 2), note="For the two of us on the bridge.")
    s.at(0, "05:40")
    s.buy(RHEINTAL, JONAS, (p.POWER_BI_PREMIUM, p.MONTHLY, 5))
    s.at(0, "06:50")
    s.buy_licences(premium, GIORGOS, 3, reference="PO-4471")
