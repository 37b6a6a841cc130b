"""Signing in without a password: a passkey on the person's own device."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import robot


@pytest.fixture
def device(page: Page) -> Iterator[Page]:
    """A tab whose device holds passkeys and whose owner always consents."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    protocol.send("WebAuthn.disable")


def test_a_passkey_made_by_its_owner_signs_them_in(device: Page) -> None:
    robot.sign_up(device, "paul@example.org", "Paul Passkey")
    device.goto("/accounts/2fa/webauthn/add/")
    device.get_by_label("Password", exact=True).fill(robot.PASSWORD)
    device.get_by_role("button", name="Confirm").click()
    device.get_by_label("Name").fill("My phone")
    device.get_by_role("checkbox").check()
    device.get_by_role("button", name="Add").click()
    device.wait_for_url("**/recovery-codes/")
    device.context.clear_cookies()
    device.goto("/accounts/login/")
    device.get_by_role("button", name="passkey").click()
    device.wait_for_url("**/learn/")
    device.locator("details.menu > summary").click()
    expect(device.get_by_text("paul@example.org")).to_be_visible()
