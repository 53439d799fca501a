"""R24, S27: the reseller's own people."""

import pytest
from django.core import mail

from seatwise.accounts.models import User
from seatwise.infra.models import Event
from seatwise.resellers.models import TeamMember
from tests import factories, jobs

TEAM = "/techsolutions/console/settings/team/"
ANNA = {"name": "Anna Papadaki", "email": "anna@techsolutions.example", "role": "sales"}


def roles(world) -> dict[str, str]:
    rows = world.read(
        lambda: list(TeamMember.objects.filter(is_active=True).values_list("user__email", "role"))
    )
    return dict(rows)


def test_somebody_is_invited_and_chooses_a_password(world, owner, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = owner.post(TEAM, ANNA)
    assert (answer.status_code, answer["Location"]) == (303, TEAM)
    page = owner.get(TEAM).content.decode()
    assert "The invitation is on its way to anna@techsolutions.example." in page
    assert "Invited, the link works until" in page
    assert roles(world)[ANNA["email"]] == "sales"
    jobs.drain()
    (sent,) = mail.outbox
    assert sent.to == ["Anna Papadaki <anna@techsolutions.example>"]
    assert sent.subject == "You are invited to the team of Techsolutions"
    assert "/techsolutions/password/reset/key/" in sent.body
    assert "its team" in sent.body
    event = world.read(lambda: Event.objects.get(kind="team.person_invited"))
    assert (event.about, event.payload) == ("Anna Papadaki", {"role": "sales"})


def test_who_has_an_account_keeps_it_and_is_called_as_typed(world, owner, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    there = factories.team_member(factories.reseller(alias="elsewhere"), role="owner", name="Secret Name")
    owner.post(TEAM, {**ANNA, "email": there.email})
    page = owner.get(TEAM).content.decode()
    assert "Anna Papadaki" in page
    assert "Secret Name" not in page
    jobs.drain()
    assert "/techsolutions/signin/" in mail.outbox[0].body
    assert User.objects.get(id=there.id).check_password(factories.PASSWORD)
    for verb, sent in (("role", {"role": "operations"}), ("invitation", {}), ("removal", {})):
        assert owner.post(f"{TEAM}{there.id}/{verb}/", sent).status_code == 303
    audit = owner.get("/techsolutions/console/audit/").content.decode()
    assert audit.count(">Anna Papadaki<") == 4
    assert "Secret Name" not in audit


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter the person&#39;s name"),
        ({"email": "anna"}, "Enter an address like name@company.com."),
        ({"role": "admin"}, "Choose a role."),
    ],
)
def test_an_invitation_with_a_mistake(world, owner, typed, said) -> None:
    before = roles(world)
    answer = owner.post(TEAM, ANNA | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert roles(world) == before


def test_nobody_is_invited_twice(world, owner) -> None:
    answer = owner.post(TEAM, ANNA | {"email": world.reseller.owner.email})
    assert answer.status_code == 422
    assert "is in the team already." in answer.content.decode()
    assert roles(world) == {world.reseller.owner.email: "owner"}


def test_roles_change_and_access_goes_and_comes_back(world, owner) -> None:
    sofia = factories.team_member(world.reseller, role="sales", name="Sofia")
    assert owner.post(f"{TEAM}{sofia.id}/role/", {"role": "operations"}).status_code == 303
    assert roles(world)[sofia.email] == "operations"
    assert owner.post(f"{TEAM}{sofia.id}/removal/").status_code == 303
    assert sofia.email not in roles(world)
    assert world.browser(sofia).get("/techsolutions/console/").status_code == 404
    page = owner.get(TEAM).content.decode()
    assert "No access" in page
    assert owner.post(f"{TEAM}{sofia.id}/role/", {"role": "sales"}).status_code == 303
    assert world.browser(sofia).get("/techsolutions/console/").status_code == 200


def test_the_last_owner_stays(world, owner) -> None:
    own = world.reseller.owner
    for address, sent in ((f"{TEAM}{own.id}/role/", {"role": "sales"}), (f"{TEAM}{own.id}/removal/", {})):
        answer = owner.post(address, sent)
        assert answer.status_code == 422
        assert "This is the team&#39;s last Owner." in answer.content.decode()
    assert roles(world) == {own.email: "owner"}
    # Somebody whose access was taken away is no Owner who stays.
    other = factories.team_member(world.reseller, role="owner", name="Eleni")
    owner.post(f"{TEAM}{other.id}/removal/")
    assert owner.post(f"{TEAM}{own.id}/removal/").status_code == 422


def test_who_gives_the_own_role_up_is_led_to_what_is_left(world, owner) -> None:
    factories.team_member(world.reseller, role="owner", name="Eleni")
    answer = owner.post(f"{TEAM}{world.reseller.owner.id}/role/", {"role": "sales"})
    assert answer["Location"] == "/techsolutions/console/"
    assert owner.get(answer["Location"]).status_code == 200
    assert owner.get(TEAM).status_code == 403


def test_strangers_and_unknown_roles(world, owner) -> None:
    stranger = factories.team_member(factories.reseller(alias="elsewhere"), role="owner")
    for what in ("role", "removal", "invitation"):
        assert owner.post(f"{TEAM}{stranger.id}/{what}/", {"role": "sales"}).status_code == 404
    assert owner.post(f"{TEAM}{world.reseller.owner.id}/role/", {"role": "admin"}).status_code == 404


def test_an_invitation_is_sent_again(world, owner, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    owner.post(TEAM, ANNA)
    anna = User.objects.get(email=ANNA["email"])
    assert owner.post(f"{TEAM}{anna.id}/invitation/").status_code == 303
    jobs.drain()
    assert len(mail.outbox) == 2
