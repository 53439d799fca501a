"""The first ten months: what was bought then has renewed since, grown, shrunk, become something else, or ended."""

from dataclasses import dataclass

from seatwise.demo import products as p
from seatwise.demo import story
from seatwise.demo.people import (
    AEGEAN,
    ANNA,
    ATTICA,
    DELPHI,
    DIMITRA,
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
    THANOS,
)
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
    p.TEAMS_PHONE,
    p.AUDIO,
    p.ARCHIVE,
    p.SAFE_MAIL,
    p.WINDOWS_SERVER,
    p.WINDOWS_CAL,
    p.SQL_CAL,
    p.PORTING,
    p.DESK_PHONE,
    p.BACKUP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the last weeks come back to: yearly subscriptions of Olympia and of the hotels."""

    office: story.Placed
    hotels: story.Placed


def tell(s: story.Story) -> Earlier:
    """This function will tell of everything up to the last nine weeks."""
    s.list_products(SOFIA, *_PUBLISHED, p.M365_F3, *_LISTED_ONLY)
    tablets, earlier = _before_standard(s)
    _opening(s)
    suite, press, delphi = _winter(s)
    drawings, mail = _spring(s, suite, delphi)
    _summer(s, tablets, drawings, press)
    _autumn(s, delphi, press, mail, earlier)
    return earlier


def _before_standard(s: story.Story) -> tuple[story.Placed, Earlier]:
    """The reseller places every order itself."""
    s.at(360, "08:10")
    s.buy(OLYMPIA, SOFIA, (p.WINDOWS_SERVER, p.ONCE, 2))
    s.at(355, "09:40")
    s.buy(AEGEAN, SOFIA, (p.BUSINESS_BASIC, p.YEARLY, 40))
    s.at(350, "07:25")
    tablets = s.buy(ATTICA, SOFIA, (p.APPS_FOR_BUSINESS, p.MONTHLY, 9))
    s.at(340, "08:10")
    office = s.buy(OLYMPIA, SOFIA, (p.OFFICE_E3, p.YEARLY, 20))
    s.at(320, "10:05")
    hotels = s.buy(HOTELS, SOFIA, (p.M365_F3, p.YEARLY, 60))
    s.at(312, "08:50")
    phones = s.buy(OLYMPIA, SOFIA, (p.DESK_PHONE, p.ONCE, 10))
    s.at(309, "12:15")
    s.deliver(phones, 1, PETROS, "Delivery note 20817")
    return tablets, Earlier(office=office, hotels=hotels)


def _opening(s: story.Story) -> None:
    """Standard from now on: products are published and customers order themselves."""
    s.at(300, "06:30")
    s.set_edition("standard")
    s.publish(SOFIA, *_PUBLISHED)
    s.mark_up_category(NIKOS, p.SECURITY, Percent(2_200))
    s.mark_up_category(NIKOS, p.SERVICES, Percent(3_000))


def _winter(s: story.Story) -> tuple[story.Placed, story.Placed, story.Placed]:
    s.at(290, "07:10")
    suite = s.buy(OLYMPIA, MARIA, (p.BUSINESS_STANDARD, p.MONTHLY, 14), reference="PO-4102")
    s.at(290, "09:00")
    s.approve(suite, PETROS)
    s.at(284, "08:30")
    press = s.buy(OLIVES, MANOLIS, (p.BUSINESS_STANDARD, p.MONTHLY, 10))
    s.at(284, "12:05")
    s.approve(press, PETROS)
    s.at(276, "10:40")
    delphi = s.buy(DELPHI, ANNA, (p.BUSINESS_BASIC, p.MONTHLY, 4))
    s.at(262, "08:20")
    depot = s.buy(RHEINTAL, LENA, (p.BUSINESS_PREMIUM, p.YEARLY_BY_MONTH, 15), reference="BE-2026-014")
    s.at(262, "11:45")
    s.approve(depot, NIKOS)
    s.at(243, "07:50")
    more = s.buy_licences(suite, GIORGOS, 4, note="Four colleagues from the branch in Volos.")
    s.at(243, "08:40")
    s.approve(more, PETROS)
    return suite, press, delphi


def _spring(s: story.Story, suite: story.Placed, delphi: story.Placed) -> tuple[story.Placed, story.Placed]:
    s.at(238, "09:25")
    drawings = s.buy(AEGEAN, DIMITRA, (p.VISIO_1, p.MONTHLY, 3))
    s.at(238, "10:10")
    s.approve(drawings, PETROS)
    s.at(232, "06:55")
    mail = s.buy_add_on(suite, MARIA, (p.SAFE_MAIL, p.MONTHLY, 18))
    s.at(232, "08:15")
    s.approve(mail, PETROS)
    s.at(225, "11:30")
    s.buy_add_on(delphi, ANNA, (p.ARCHIVE, p.MONTHLY, 4))
    s.at(218, "08:05")
    plans = s.buy(HOTELS, FANI, (p.PROJECT_1, p.MONTHLY, 3))
    s.at(218, "13:20")
    s.approve(plans, NIKOS)
    return drawings, mail


def _summer(s: story.Story, tablets: story.Placed, drawings: story.Placed, press: story.Placed) -> None:
    s.at(205, "07:35")
    s.reduce(tablets, THANOS, 2, when="term_end", note="Two chairs stay empty this summer.")
    s.at(190, "12:10")
    charts = s.buy(RHEINTAL, LENA, (p.POWER_BI_PREMIUM, p.MONTHLY, 4))
    s.at(190, "14:35")
    s.approve(charts, NIKOS)
    s.at(181, "06:45")
    calls = s.buy_add_on(press, MANOLIS, (p.TEAMS_PHONE, p.MONTHLY, 6))
    s.at(181, "09:30")
    s.approve(calls, PETROS)
    s.at(176, "08:25")
    phones = s.buy(HOTELS, FANI, (p.DESK_PHONE, p.ONCE, 24), note="One for each room of the new wing.")
    s.at(176, "09:40")
    s.approve(phones, PETROS)
    s.at(172, "11:15")
    s.deliver(phones, 1, PETROS, "Delivery note 20966")
    s.at(160, "10:20")
    s.stop_renewing(drawings)
    s.at(141, "07:15")
    access = s.buy(AEGEAN, STAVROS, (p.SQL_CAL, p.ONCE, 4))
    s.at(141, "08:50")
    s.approve(access, PETROS)
    s.at(133, "09:05")
    s.cancel(charts, JONAS, when="term_end", note="The reports move to the group's own service.")


def _autumn(
    s: story.Story, delphi: story.Placed, press: story.Placed, mail: story.Placed, earlier: Earlier
) -> None:
    s.at(128, "13:40")
    s.upgrade(delphi, ANNA, p.BUSINESS_STANDARD, p.MONTHLY)
    s.at(115, "08:30")
    fewer = s.reduce(earlier.hotels, FANI, 10, when="term_end", note="We close the annexe in winter.")
    s.at(108, "10:55")
    s.undo(fewer, 1, FANI)
    s.at(104, "07:20")
    s.reduce(mail, GIORGOS, 2, when="term_end")
    s.at(88, "06:40")
    office = s.upgrade(press, MANOLIS, p.BUSINESS_PREMIUM, p.MONTHLY, quantity=3)
    s.at(88, "09:10")
    s.approve(office, PETROS)
