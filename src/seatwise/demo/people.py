"""Who lives in the demo: resellers with their teams, customers with their people, and the operator. Plain values."""

from dataclasses import dataclass

PASSWORD = "demo-seatwise"
"""Everybody's. Only the demo makes people with it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role; `email` is unique, a person may stand in several companies."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Address:
    line: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A customer. Without `address` it cannot order yet (R7)."""

    name: str
    time_zone: str
    people: tuple[Person, ...]
    address: Address | None
    approval_required: bool = True
    vat_exempt_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A reseller. Percentages in basis points; `brand` is the one colour from which the others follow."""

    alias: str
    name: str
    edition: str
    market: str
    currency: str
    time_zone: str
    support_email: str
    support_text: str
    brand: str
    markup_bp: int
    vat_rate_bp: int
    payment_method: str
    team: tuple[Person, ...]
    companies: tuple[Company, ...]


OPERATOR = Person("operator@seatwise.example", "Alex Meridian", "operator")

MARIA = Person("maria@olympia.example", "Maria Konstantinou", "admin")
ELENI = Person("eleni@olympia.example", "Eleni Dimou", "buyer")
GIORGOS = Person("giorgos@olympia.example", "Giorgos Alexiou", "subscription_manager")
KATERINA = Person("katerina@olympia.example", "Katerina Rizou", "billing_viewer")
ANNA_AT_OLYMPIA = Person("anna@delphi.example", "Anna Makri", "billing_viewer")
ANNA = Person("anna@delphi.example", "Anna Makri", "admin")
STAVROS = Person("stavros@aegean.example", "Stavros Nomikos", "admin")
DIMITRA = Person("dimitra@aegean.example", "Dimitra Kalli", "buyer")
CHRISTOS = Person("christos@aegean.example", "Christos Vlahos", "subscription_manager")
DESPINA = Person("despina@attica-dental.example", "Despina Sarri", "admin")
THANOS = Person("thanos@attica-dental.example", "Thanos Loukas", "subscription_manager")
JONAS = Person("jonas@rheintal.example", "Jonas Weber", "admin")
LENA = Person("lena@rheintal.example", "Lena Hoffmann", "buyer")
MANOLIS = Person("manolis@olive-press.example", "Manolis Kazakis", "admin")
FANI = Person("fani@ionian-hotels.example", "Fani Zervou", "admin")
SPYROS = Person("spyros@ionian-hotels.example", "Spyros Rallis", "billing_viewer")
ZOE = Person("zoe@design-studio.example", "Zoe Andreou", "admin")

NIKOS = Person("nikos@techsolutions.example", "Nikos Georgiou", "owner")
SOFIA = Person("sofia@techsolutions.example", "Sofia Papadaki", "sales")
PETROS = Person("petros@techsolutions.example", "Petros Ioannou", "operations")

OLYMPIA = "Olympia Foods SA"
AEGEAN = "Aegean Shipping Co."
ATTICA = "Attica Dental Group"
RHEINTAL = "Rheintal Logistik GmbH"
OLIVES = "Cretan Olive Press"
DELPHI = "Delphi Consulting"
HOTELS = "Ionian Hotels"
STUDIO = "Thessaloniki Design Studio"

_ATHENS = "Europe/Athens"

TECHSOLUTIONS = Shop(
    alias="techsolutions",
    name="TechSolutions",
    edition="basic",
    market="DE",
    currency="EUR",
    time_zone=_ATHENS,
    support_email="support@techsolutions.example",
    support_text="Mon–Fri 09:00–18:00",
    brand="#0a667d",
    markup_bp=1_800,
    vat_rate_bp=2_400,
    payment_method="invoice",
    team=(NIKOS, SOFIA, PETROS),
    companies=(
        Company(
            name=OLYMPIA,
            time_zone=_ATHENS,
            people=(MARIA, ELENI, GIORGOS, KATERINA, ANNA_AT_OLYMPIA),
            address=Address("Ermou 12", "105 63", "Athens", "GR"),
        ),
        Company(
            name=AEGEAN,
            time_zone=_ATHENS,
            people=(STAVROS, DIMITRA, CHRISTOS),
            address=Address("Akti Miaouli 85", "185 38", "Piraeus", "GR"),
        ),
        Company(
            name=ATTICA,
            time_zone=_ATHENS,
            people=(DESPINA, THANOS),
            address=Address("Kifisias 44", "151 25", "Marousi", "GR"),
            approval_required=False,
        ),
        Company(
            name=RHEINTAL,
            time_zone="Europe/Berlin",
            people=(JONAS, LENA),
            address=Address("Rheinauhafen 7", "50678", "Köln", "DE"),
            vat_exempt_reason="Reverse charge, Article 196 of Directive 2006/112/EC",
        ),
        Company(
            name=OLIVES,
            time_zone=_ATHENS,
            people=(MANOLIS,),
            address=Address("Eleftherias 3", "712 01", "Heraklion", "GR"),
        ),
        Company(
            name=DELPHI,
            time_zone=_ATHENS,
            people=(ANNA,),
            address=Address("Skoufa 21", "106 73", "Athens", "GR"),
            approval_required=False,
        ),
        Company(
            name=HOTELS,
            time_zone=_ATHENS,
            people=(FANI, SPYROS),
            address=Address("Dimokratias 60", "491 00", "Corfu", "GR"),
        ),
        Company(name=STUDIO, time_zone=_ATHENS, people=(ZOE,), address=None),
    ),
)

HARBOR = "Harbor Freight Lines"
BAKERY = "Bluebird Bakery"
LEGAL = "Summit Legal LLP"

EMMA = Person("emma@lakeside.example", "Emma Carter", "owner")
LIAM = Person("liam@lakeside.example", "Liam Brooks", "sales")
NOAH = Person("noah@lakeside.example", "Noah Diaz", "operations")
CHRISTOS_AT_HARBOR = Person("christos@aegean.example", "Christos Vlahos", "billing_viewer")
OLIVIA = Person("olivia@harbor.example", "Olivia Reed", "admin")
RUBY = Person("ruby@bluebird.example", "Ruby Hayes", "admin")
GRACE = Person("grace@summit-legal.example", "Grace Kim", "admin")

_NEW_YORK = "America/New_York"

LAKESIDE = Shop(
    alias="lakeside",
    name="Lakeside Cloud",
    edition="standard",
    market="US",
    currency="USD",
    time_zone=_NEW_YORK,
    support_email="help@lakeside.example",
    support_text="Weekdays 8 a.m. to 6 p.m. Eastern",
    brand="#6b3fa0",
    markup_bp=2_000,
    vat_rate_bp=0,
    payment_method="card",
    team=(EMMA, LIAM, NOAH),
    companies=(
        Company(
            name=HARBOR,
            time_zone=_NEW_YORK,
            people=(OLIVIA, CHRISTOS_AT_HARBOR),
            address=Address("200 Water Street", "10038", "New York", "US"),
        ),
        Company(
            name=BAKERY,
            time_zone=_NEW_YORK,
            people=(RUBY,),
            address=Address("18 Elm Street", "02144", "Somerville", "US"),
            approval_required=False,
        ),
        Company(
            name=LEGAL,
            time_zone=_NEW_YORK,
            people=(GRACE,),
            address=Address("1 Beacon Street", "02108", "Boston", "US"),
        ),
    ),
)

PRINT = "Kalamata Print House"

IRINI = Person("irini@hellas-it.example", "Irini Stathi", "owner")
VASILIS = Person("vasilis@print-house.example", "Vasilis Doukas", "admin")

HELLAS = Shop(
    alias="hellas-it",
    name="Hellas IT",
    edition="basic",
    market="DE",
    currency="EUR",
    time_zone=_ATHENS,
    support_email="info@hellas-it.example",
    support_text="",
    brand="#1f5fa8",
    markup_bp=1_500,
    vat_rate_bp=2_400,
    payment_method="invoice",
    team=(IRINI,),
    companies=(
        Company(
            name=PRINT,
            time_zone=_ATHENS,
            people=(VASILIS,),
            address=Address("Aristomenous 40", "241 00", "Kalamata", "GR"),
        ),
    ),
)

SHOPS = (TECHSOLUTIONS, LAKESIDE, HELLAS)
