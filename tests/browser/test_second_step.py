"""A second step at sign-in in a real browser: an app's code, then a passkey of a virtual device; a passkey by itself."""

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, Site

pytestmark = pytest.mark.browser
EMAIL = "lena@rheintal.example"
HOME = "/techsolutions"


def code(secret: str, *, ahead: int = 0) -> str:
    """What an authenticator app shows now, or that many steps ahead, by RFC 6238 itself: not by the library that checks it."""
    step = struct.pack(">Q", int(time.time()) // 30 + ahead)
    digest = hmac.new(base64.b32decode(secret), step, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture
def page(browser: Browser, site: Site) -> Any:
    # An address of numbers has no passkeys; localhost is a name.
    context = browser.new_context(base_url=site.url.replace("127.0.0.1", "localhost"), locale="en-GB")
    context.set_default_timeout(10_000)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()


def sign_in(page: Page) -> None:
    page.goto(f"{HOME}/signin/")
    page.locator("input[name=login]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()


def sign_out(page: Page) -> None:
    page.goto(f"{HOME}/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"**{HOME}/signin/")


def test_an_app_and_a_passkey(page: Page) -> None:
    sign_in(page)
    page.goto(f"{HOME}/account/security/app/")
    page.get_by_label("Password you sign in with now").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("code.key").inner_text().replace(" ", "")
    assert page.locator("svg.qr path").bounding_box()
    page.get_by_label("Code from the app").fill(code(secret))
    page.get_by_role("button", name="Check the code and switch it on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    sign_out(page)

    sign_in(page)
    page.wait_for_url(f"**{HOME}/signin/code/")
    # The one that set the app up is used; a clock may be a step ahead.
    page.get_by_label("Code", exact=True).fill(code(secret, ahead=1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{HOME}/billing/")

    page.goto(f"{HOME}/account/security/")
    page.get_by_role("link", name="Add a passkey").click()
    if "/again/" in page.url:
        page.get_by_label("Password you sign in with now").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    sign_out(page)

    sign_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"**{HOME}/billing/")
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**{HOME}/billing/")

    # The demo is everybody's: what was set up is taken away again, with a recovery code where one is asked for.
    page.goto(f"{HOME}/account/again/code/?next={HOME}/account/security/")
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Go on").click()
    for _ in range(2):
        page.get_by_role("link", name="Remove").first.click()
        page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("link", name="Set up an authenticator app")).to_be_visible()
    expect(page.get_by_role("link", name="Remove")).to_have_count(0)


def test_a_passkey_opens_the_desk_and_nothing_else(page: Page) -> None:
    def sign_in_at_desk() -> None:
        page.goto("/operator/")
        page.locator("input[name=login]").fill("operator@seatwise.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()

    def prove() -> None:
        page.get_by_label("Password you sign in with now").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()

    sign_in_at_desk()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Second step at sign-in").click()
    page.get_by_role("link", name="Add a passkey").click()
    prove()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/operator/")
    page.get_by_role("button", name="Log out").click()

    sign_in_at_desk()
    page.wait_for_url("**/operator/signin/code/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/operator/")
    page.get_by_role("button", name="Log out").click()
    page.goto("/operator/accounts/user/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/operator/accounts/user/")

    # R25: in a Storefront the operator is a stranger, whatever signs it in.
    page.context.clear_cookies()
    page.goto(f"{HOME}/signin/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey does not open an account here.")).to_be_visible()

    sign_in_at_desk()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/operator/")
    page.goto("/operator/account/again/?next=/operator/account/security/")
    prove()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
