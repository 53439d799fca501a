"""The last nine weeks: many orders of current periods in every status, and what is planned or still open today."""

from dataclasses import dataclass

from seatwise.demo import products as p
from seatwise.demo import story
from seatwise.demo.people import (
    AEGEAN,
    ANNA,
    ATTICA,
    CHRISTOS,
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
    THANOS,
)
from seatwise.demo.techsolutions import year
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.registrations import operations as registrations


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """Subscriptions of the last three weeks that the last days change again."""

    dental: story.Placed
    shields: story.Placed
    servers: story.Placed
    books: story.Placed


def tell(s: story.Story, earlier: year.Earlier) -> None:
    """This function will tell of the last nine weeks, up to this morning."""
    _prices(s)
    premium, rhine, ships = _first_weeks(s)
    calls = _add_ons(s, premium, ships)
    current = _last_three_weeks(s, earlier, rhine)
    _last_days(s, current)
    _yesterday_and_today(s, premium, earlier.hotels, calls)


def _prices(s: story.Story) -> None:
    s.at(63, "06:30")
    s.mark_up(SOFIA, p.BUSINESS_BASIC, Percent(2_500))
    s.mark_up(SOFIA, p.VISIO_2, Percent(1_200))
    s.special_price(SOFIA, p.EXCHANGE_1, p.MONTHLY, Money(399, "EUR"))
    s.special_price(SOFIA, p.M365_E3, p.YEARLY, Money(35_000, "EUR"), customer=RHEINTAL)
    s.discount(SOFIA, p.BUSINESS_PREMIUM, p.YEARLY, Percent(700), customer=OLYMPIA)
    s.discount(SOFIA, p.DEFENDER, p.MONTHLY, Percent(1_000), days=180)


def _first_weeks(s: story.Story) -> tuple[story.Placed, story.Placed, story.Placed]:
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
    return premium, rhine, ships


def _add_ons(s: story.Story, premium: story.Placed, ships: story.Placed) -> story.Placed:
    """One tried and given back in its window, one that stays, one that is to go."""
    s.at(28, "08:10")
    lines = s.buy_add_on(premium, MARIA, (p.TEAMS_PHONE, p.YEARLY, 10))
    s.at(28, "09:15")
    s.approve(lines, PETROS)
    s.at(27, "07:40")
    meetings = s.buy_add_on(ships, CHRISTOS, (p.AUDIO, p.YEARLY, 5))
    s.at(27, "08:20")
    s.approve(meetings, PETROS)
    s.at(26, "10:30")
    calls = s.buy_add_on(ships, CHRISTOS, (p.TEAMS_PHONE, p.YEARLY, 8))
    s.at(26, "12:00")
    s.approve(calls, PETROS)
    s.at(24, "09:10")
    s.cancel(meetings, CHRISTOS, note="Nobody dials in from the ships.")
    s.at(23, "08:00")
    s.unpublish(SOFIA, p.AUDIO)
    return calls


def _last_three_weeks(s: story.Story, earlier: year.Earlier, rhine: story.Placed) -> Current:
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
    s.at(18, "06:50")
    s.stop_renewing(earlier.office)
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
    s.at(13, "08:40")
    s.reduce(rhine, JONAS, 5, when="term_end", note="The depot in Bonn closes.")
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
    s.at(9, "10:25")
    s.reduce(servers, GIORGOS, 5, note="Five accounts are shared ones and need none.")
    return Current(dental=dental, shields=shields, servers=servers, books=books)


def _last_days(s: story.Story, current: Current) -> None:
    """What waits: for approval, for a person, for a second try."""
    s.at(9, "11:10")
    phones = s.buy(OLYMPIA, MARIA, (p.PORTING, p.ONCE, 8), (p.DESK_PHONE, p.ONCE, 8))
    s.at(9, "12:40")
    s.approve(phones, PETROS)
    s.at(8, "06:40")
    fewer = s.reduce(current.shields, GIORGOS, 5, when="term_end")
    s.at(8, "07:05")
    s.undo(fewer, 1, GIORGOS)
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
    s.at(6, "13:10")
    s.reduce(current.servers, GIORGOS, 3, when="term_end", note="Three trainees leave with the month.")
    s.at(5, "07:25")
    more = s.buy_licences(current.shields, GIORGOS, 5)
    s.at(5, "08:10")
    s.approve(more, PETROS)
    s.at(5, "09:00")
    s.buy(ATTICA, DESPINA, (p.DESK_PHONE, p.ONCE, 4))
    s.at(5, "11:45")
    s.cancel_line(
        numbers, 1, PETROS, "The old provider does not release these numbers before the contract ends."
    )
    s.at(4, "07:05")
    s.buy_licences(current.dental, THANOS, 2)
    s.at(4, "10:15")
    s.cancel(current.books, CHRISTOS, when="term_end", note="The group's own ledger takes over.")
    s.at(3, "08:35")
    s.buy(ATTICA, DESPINA, (p.WINDOWS_CAL, p.ONCE, 15))
    s.at(3, "11:20")
    last = s.buy_licences(current.shields, GIORGOS, 3)
    s.at(3, "12:05")
    s.approve(last, PETROS)


def _yesterday_and_today(
    s: story.Story, premium: story.Placed, hotels: story.Placed, calls: story.Placed
) -> None:
    """Who cancels an add-on from now on waits for the reseller, who wants to talk first."""
    s.at(2, "06:30")
    s.change_settings(approves_add_on_cancellations=True, registration_open=True)
    s.at(2, "07:15")
    s.buy_licences(hotels, SOFIA, 10)
    s.at(2, "09:50")
    s.buy(
        OLYMPIA,
        ELENI,
        (p.BUSINESS_STANDARD, p.YEARLY_BY_MONTH, 5),
        note="For the new shop in Patras, which opens on the 1st.",
    )
    s.at(1, "07:20")
    s.cancel(calls, CHRISTOS, when="term_end", note="Please keep the numbers: they move to our old provider.")
    s.at(1, "08:05")
    s.buy(HOTELS, FANI, (p.PORTING, p.ONCE, 2), note="Both numbers of the reception.")
    s.at(1, "12:20")
    s.buy(AEGEAN, STAVROS, (p.M365_E5, p.YEARLY, 2), note="For the two of us on the bridge.")
    s.at(1, "16:45")
    s.register(
        registrations.Asked(
            company="Thalassa Hotels SA",
            vat_number="EL999000111",
            address_line="Poseidonos 18",
            address_postcode="166 75",
            address_city="Glyfada",
            address_country="GR",
            name="Danae Markou",
            email="danae@thalassa.example",
        )
    )
    s.at(0, "05:40")
    s.buy(RHEINTAL, JONAS, (p.POWER_BI_PREMIUM, p.MONTHLY, 5))
    s.at(0, "06:50")
    s.buy_licences(premium, GIORGOS, 3, reference="PO-4471")
