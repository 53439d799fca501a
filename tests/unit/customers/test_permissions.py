from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.customers.domain import permissions
from seatwise.customers.domain.permissions import (
    TABLE,
    CustomerRole,
    NotAllowed,
    Permission,
    ResellerRole,
)

PAGE = Path(__file__).parents[3] / "docs" / "permissions.md"
ROLES = {role.label: role for role in (*CustomerRole, *ResellerRole)}


def _table_of_the_page() -> dict[str, set[str]]:
    """Permission -> roles, as the page's tables say."""
    found: dict[str, set[str]] = {}
    heads: list[str] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|") or line.startswith("|---"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == "permission":
            heads = cells
            continue
        assert cells[0] not in found, f"{cells[0]} stands twice"
        assert set(cells[2:]) <= {"yes", ""}, line
        found[cells[0].strip("`")] = {
            ROLES[head] for head, cell in zip(heads[2:], cells[2:], strict=True) if cell == "yes"
        }
    return found


def test_the_page_says_what_the_code_does() -> None:
    assert _table_of_the_page() == {permission.value: set(roles) for permission, roles in TABLE.items()}


def test_every_permission_has_its_line() -> None:
    assert set(TABLE) == set(Permission)


def test_a_permission_belongs_to_customers_or_to_resellers_never_to_both() -> None:
    for permission, roles in TABLE.items():
        assert set(roles) <= set(CustomerRole) or set(roles) <= set(ResellerRole), permission
    assert not {role.value for role in CustomerRole} & {role.value for role in ResellerRole}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (CustomerRole.BUYER, {Permission.ORDER_PRODUCTS, Permission.SET_BILLING_ADDRESS}),
        (
            CustomerRole.SUBSCRIPTION_MANAGER,
            {
                Permission.CHANGE_LICENCES,
                Permission.CHANGE_ADD_ONS,
                Permission.UPGRADE,
                Permission.SET_AUTO_RENEW,
                Permission.CANCEL_SUBSCRIPTIONS,
            },
        ),
        (CustomerRole.BILLING_VIEWER, set()),
        (
            ResellerRole.SALES,
            {
                Permission.EDIT_CATALOGUE,
                Permission.EDIT_PRICES,
                Permission.MANAGE_CUSTOMERS,
                Permission.ORDER_ON_BEHALF,
            },
        ),
        (ResellerRole.OPERATIONS, {Permission.APPROVE_ORDERS, Permission.DELIVER}),
    ],
)
def test_beside_reading_a_role_may_do_what_r24_says(
    role: CustomerRole | ResellerRole, may: set[Permission]
) -> None:
    reading = {Permission.SEE_BILLING, Permission.SEE_SHOP, Permission.SEE_CONSOLE}
    assert {each for each in Permission if permissions.allowed(each, role)} - reading == may


def test_admin_and_owner_may_do_everything_on_their_side() -> None:
    for permission, roles in TABLE.items():
        assert permissions.allowed(permission, CustomerRole.ADMIN) or permissions.allowed(
            permission, ResellerRole.OWNER
        )
        assert permissions.roles_for(permission)[0] in {CustomerRole.ADMIN, ResellerRole.OWNER}
        assert set(permissions.roles_for(permission)) == set(roles)


@given(permission=st.sampled_from(Permission), role=st.none() | st.text())
def test_who_has_no_known_role_may_do_nothing(permission: Permission, role: str | None) -> None:
    known = role in {each.value for each in (*CustomerRole, *ResellerRole)}
    assert known or not permissions.allowed(permission, role)


def test_a_role_read_from_a_row_is_as_good_as_the_name() -> None:
    assert permissions.allowed(Permission.UPGRADE, "subscription_manager")


def test_the_refusal_says_which_role_is_needed_and_who_gives_it() -> None:
    permissions.require(Permission.ORDER_PRODUCTS, CustomerRole.BUYER)
    with pytest.raises(NotAllowed) as refused:
        permissions.require(Permission.CHANGE_LICENCES, CustomerRole.BUYER)
    assert str(refused.value) == (
        "This takes the role Subscription Manager. An Admin of your company can give it to you."
    )
    with pytest.raises(NotAllowed, match=r"This takes the role Operations\. An Owner can give it to you\."):
        permissions.require(Permission.APPROVE_ORDERS, ResellerRole.SALES)


@pytest.mark.parametrize(
    ("role", "is_submitter", "may"),
    [
        ("admin", False, True),
        ("buyer", True, True),
        ("buyer", False, False),
        ("billing_viewer", True, True),
        ("owner", True, False),
        (None, True, False),
    ],
)
def test_the_submitter_or_an_admin_withdraws(role: str | None, is_submitter: bool, may: bool) -> None:
    assert permissions.may_withdraw(role=role, is_submitter=is_submitter) == may
