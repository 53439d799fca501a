"""Lakeside Cloud sells in dollars and pays the operator by card; Hellas IT is Free and shows without selling."""

from seatwise.demo import products as p
from seatwise.demo import scene, story
from seatwise.demo.people import (
    BAKERY,
    EMMA,
    GRACE,
    HARBOR,
    HELLAS,
    IRINI,
    LAKESIDE,
    LEGAL,
    LIAM,
    NOAH,
    OLIVIA,
    PRINT,
    RUBY,
)
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent

_AT_LAKESIDE = (
    p.BUSINESS_BASIC,
    p.BUSINESS_STANDARD,
    p.BUSINESS_PREMIUM,
    p.M365_E5,
    p.EXCHANGE_1,
    p.POWER_BI_PRO,
    p.SQL_CAL,
    p.DESK_PHONE,
    p.PORTING,
)
_AT_HELLAS = (p.BUSINESS_BASIC, p.BUSINESS_STANDARD, p.OFFICE_LTSC)


def tell_lakeside(calendar: scene.Calendar) -> story.Story:
    """This function will tell of the dollar reseller: approval is on for everybody, because it pays by card (R3)."""
    s = story.Story(shop=LAKESIDE, calendar=calendar, begins=240)
    s.list_products(LIAM, *_AT_LAKESIDE, p.BACKUP)
    s.publish(LIAM, *_AT_LAKESIDE)
    _year_at_lakeside(s)
    s.at(70, "14:00")
    s.mark_up(LIAM, p.M365_E5, Percent(900))
    s.special_price(EMMA, p.BUSINESS_STANDARD, p.MONTHLY, Money(1_399, "USD"), customer=HARBOR)
    s.at(60, "15:10")
    firm = s.buy(LEGAL, GRACE, (p.M365_E5, p.YEARLY, 12))
    s.at(60, "18:40")
    s.approve(firm, NOAH)
    s.at(18, "14:20")
    ships = s.buy(HARBOR, OLIVIA, (p.BUSINESS_STANDARD, p.MONTHLY, 18), reference="HFL-0071")
    s.at(18, "16:05")
    s.approve(ships, NOAH)
    s.at(14, "13:30")
    bread = s.buy(BAKERY, RUBY, (p.BUSINESS_BASIC, p.MONTHLY, 5))
    s.at(14, "19:15")
    s.approve(bread, EMMA)
    s.at(10, "15:45")
    s.buy(HARBOR, LIAM, (p.SQL_CAL, p.ONCE, 5))
    s.at(4, "17:00")
    phones = s.buy(LEGAL, GRACE, (p.DESK_PHONE, p.ONCE, 6))
    s.at(4, "18:25")
    s.approve(phones, NOAH)
    s.at(3, "16:30")
    charts = s.buy(BAKERY, RUBY, (p.POWER_BI_PRO, p.YEARLY, 40))
    s.at(3, "20:10")
    s.reject(
        charts,
        EMMA,
        "Forty licences for a team of five looks like a slip. Order again with the number you need.",
    )
    s.at(1, "20:00")
    s.buy_licences(ships, OLIVIA, 2, note="Two new dispatchers start on Monday.")
    return s


def _year_at_lakeside(s: story.Story) -> None:
    s.at(228, "14:10")
    mail = s.buy(HARBOR, OLIVIA, (p.EXCHANGE_1, p.MONTHLY, 20), reference="HFL-0052")
    s.at(228, "17:30")
    s.approve(mail, NOAH)
    s.at(205, "16:45")
    suite = s.buy(LEGAL, GRACE, (p.BUSINESS_STANDARD, p.MONTHLY, 9))
    s.at(205, "19:00")
    s.approve(suite, NOAH)
    s.at(160, "15:20")
    more = s.buy_licences(mail, OLIVIA, 6, note="The night shift gets mailboxes of its own.")
    s.at(160, "18:15")
    s.approve(more, EMMA)
    s.at(118, "20:05")
    s.reduce(mail, OLIVIA, 4, when="term_end")
    s.at(95, "13:50")
    partners = s.upgrade(suite, GRACE, p.BUSINESS_PREMIUM, p.MONTHLY, quantity=2)
    s.at(95, "16:40")
    s.approve(partners, NOAH)


def tell_hellas(calendar: scene.Calendar) -> story.Story:
    """This function will tell of the Free reseller, which places its customer's orders itself."""
    s = story.Story(shop=HELLAS, calendar=calendar, begins=220)
    s.list_products(IRINI, *_AT_HELLAS)
    s.at(210, "08:40")
    counter = s.buy(PRINT, IRINI, (p.BUSINESS_BASIC, p.MONTHLY, 6))
    s.at(122, "10:15")
    s.buy_licences(counter, IRINI, 2)
    s.at(80, "08:00")
    s.buy(PRINT, IRINI, (p.OFFICE_LTSC, p.ONCE, 3))
    s.at(17, "09:30")
    s.buy(PRINT, IRINI, (p.BUSINESS_STANDARD, p.MONTHLY, 8))
    s.at(15, "07:00")
    s.publish(IRINI, *_AT_HELLAS)
    s.set_edition("free")
    return s
