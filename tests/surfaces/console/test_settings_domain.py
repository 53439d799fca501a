"""S27: a domain of the reseller's own, used once its name leads here."""

import pytest
from django.conf import settings as installation

from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.kernel.actor import SYSTEM
from seatwise.resellers import models, queries
from seatwise.resellers.operations import domains
from tests import factories

DOMAIN = "/techsolutions/console/settings/domain/"


@pytest.fixture
def dns(monkeypatch, settings):
    """What names lead to. The console resolves through domains.resolve and nowhere else."""
    settings.PUBLIC_ADDRESSES = ["192.0.2.7"]
    settings.ALLOWED_HOSTS = ["*"]
    names: dict[str, tuple[str, ...]] = {}
    monkeypatch.setattr(domains, "resolve", lambda name: names.get(name, ()))
    return names


def host(world) -> str | None:
    found: str | None = models.Reseller.objects.values_list("host", flat=True).get(id=world.reseller.id)
    return found


def enter(owner, typed: str):
    return owner.post(DOMAIN, {"domain": typed})


def test_a_domain_is_used_once_it_points_here(world, owner, dns, client) -> None:
    assert enter(owner, "https://Cloud.Techsolutions.GR/").status_code == 303
    assert host(world) is None
    answer = owner.post(f"{DOMAIN}check/")
    assert answer.status_code == 422
    assert "cloud.techsolutions.gr leads nowhere yet." in answer.content.decode()
    dns["cloud.techsolutions.gr"] = ("192.0.2.9",)
    page = owner.post(f"{DOMAIN}check/").content.decode()
    assert "leads to 192.0.2.9 and not only here, to 192.0.2.7" in page
    assert host(world) is None
    dns["cloud.techsolutions.gr"] = ("192.0.2.7",)
    assert owner.post(f"{DOMAIN}check/").status_code == 303
    assert host(world) == "cloud.techsolutions.gr"
    assert "Techsolutions" in client.get("/signin/", HTTP_HOST="cloud.techsolutions.gr").content.decode()
    assert world.read(lambda: queries.address(path="/x/")) == "https://cloud.techsolutions.gr/x/"
    assert owner.post(f"{DOMAIN}removal/").status_code == 303
    assert host(world) is None
    assert world.read(queries.settings).domain == ""


def test_a_part_of_the_addresses_elsewhere_is_not_here(world, owner, dns) -> None:
    enter(owner, "cloud.techsolutions.gr")
    dns["cloud.techsolutions.gr"] = ("192.0.2.7", "203.0.113.1")
    assert owner.post(f"{DOMAIN}check/").status_code == 422
    assert host(world) is None


def test_names_of_ours_are_followed(world, owner, dns, settings) -> None:
    settings.PUBLIC_ADDRESSES = ["shops.seatwise.example"]
    assert "CNAME" in owner.get(DOMAIN).content.decode()
    dns["shops.seatwise.example"] = ("192.0.2.7", "2001:db8::7")
    dns["cloud.techsolutions.gr"] = ("2001:db8::7",)
    enter(owner, "cloud.techsolutions.gr")
    assert owner.post(f"{DOMAIN}check/").status_code == 303
    assert host(world) == "cloud.techsolutions.gr"


def test_a_domain_that_the_installation_does_not_answer_to(world, owner, dns, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    enter(owner, "cloud.techsolutions.gr")
    dns["cloud.techsolutions.gr"] = ("192.0.2.7",)
    answer = owner.post(f"{DOMAIN}check/")
    assert "Ask the operator to admit it." in answer.content.decode()
    assert host(world) is None


def test_the_audit_tells_when_a_domain_was_put_in_use_and_by_whom(world, owner, dns) -> None:
    enter(owner, "cloud.techsolutions.gr")
    dns["cloud.techsolutions.gr"] = ("192.0.2.7",)
    for _ in range(2):
        owner.post(f"{DOMAIN}check/")
    (event,) = world.read(lambda: list(Event.objects.filter(kind="domain.used")))
    assert (event.about, event.actor_name) == ("cloud.techsolutions.gr", "Nikos Georgiou")


def test_greek_names_are_shown_as_they_are_read(world, owner, dns) -> None:
    enter(owner, "νέφος.ελ")
    assert "νέφος.ελ" in owner.get(DOMAIN).content.decode()
    dns["xn--qxaekj4a.xn--qxam"] = ("192.0.2.7",)
    assert world.read(queries.settings).domain.startswith("xn--")


@pytest.mark.parametrize(
    "typed", ["", "localhost", "127.0.0.1", "a b", "x:80", "ours.example", "shop.ours.example"]
)
def test_what_cannot_be_entered(world, owner, dns, settings, typed) -> None:
    settings.PUBLIC_URL = "https://ours.example"
    answer = enter(owner, typed)
    assert answer.status_code == 422
    assert world.read(queries.settings).domain == ""


def test_another_resellers_domain_stays_its_own(world, owner, dns) -> None:
    other = factories.reseller(alias="elsewhere")
    # Both entered it; the other one's was seen first.
    enter(owner, "cloud.example.com")
    dns["cloud.example.com"] = ("192.0.2.7",)
    with tenancy.scope(other.id):
        with transactions.writing():
            domains.enter(typed="cloud.example.com", actor=SYSTEM, now=factories.NOW)
        checked = domains.check(host="cloud.example.com", resolver=domains.resolve)
        with transactions.writing():
            domains.use(checked=checked, actor=SYSTEM, now=factories.NOW)
    answer = owner.post(f"{DOMAIN}check/")
    assert answer.status_code == 422
    assert "This domain is in use already." in answer.content.decode()
    assert "in use already" in enter(owner, "cloud.example.com").content.decode()
    assert host(world) is None


def test_a_check_of_one_domain_admits_no_other(world, dns) -> None:
    dns["cloud.example.com"] = ("192.0.2.7",)
    with tenancy.scope(world.reseller.id):
        checked = domains.check(host="cloud.example.com", resolver=domains.resolve)
        assert checked.points_here
        with transactions.writing():
            domains.enter(typed="other.example.com", actor=SYSTEM, now=factories.NOW)
        with pytest.raises(domains.DomainRefused), transactions.writing():
            domains.use(checked=checked, actor=SYSTEM, now=factories.NOW)
    assert host(world) is None


def test_a_name_that_cannot_be_resolved_leads_nowhere() -> None:
    assert tuple(domains.resolve("x" * 70 + ".invalid")) == ()
    assert installation.PUBLIC_ADDRESSES
