"""The account's pages in a real browser: nothing overflows, axe is silent, all works without scripts."""

import pytest

from tests.cms.accounts.conftest import PASSWORD, code_for
from tests.machinery.looking import faults, look

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "erased/"]
AFTER = ["", "email/", "password/change/", "2fa/", "2fa/totp/activate/", "sessions/", "erase/", "logout/"]
SUBMIT = "main form button[type=submit]"


def sign_in(page, email="vera@example.org"):
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click(SUBMIT)


@pytest.mark.parametrize("code", ["en", "uk", "ar"])
def test_no_page_overflows_and_axe_finds_nothing(vera, visitor, code):
    def seen(page):
        found = []
        for width, dark in ((1280, False), (360, True)):
            look(page, width=width, dark=dark)
            found += faults(page)
        return found

    page = visitor.open(f"/{code}/account/signup/", bypass_csp=True)
    page.fill("[name=email]", "a@example.org")
    page.fill("[name=password1]", "short")
    page.click(SUBMIT)
    assert page.locator(".field__fault").count() == 1
    assert seen(page) == []
    for path in BEFORE:
        page.goto(f"/{code}/account/{path}")
        assert (path, seen(page)) == (path, [])
    page.goto(f"/{code}/account/login/")
    sign_in(page)
    for path in AFTER:
        page.goto(f"/{code}/account/{path}")
        assert page.url.endswith(f"/account/{path}")
        assert (path, seen(page)) == (path, [])


def test_the_administrator_sets_up_an_app_without_scripts(boss, visitor):
    """Case 8: from the generated password to the administration; the picture of the code obeys the CSP."""
    page = visitor.open("/admin/", scripts=False)
    sign_in(page, "boss@example.org")
    assert page.url.endswith("/account/2fa/totp/activate/")
    assert page.locator(".qr svg").bounding_box()["width"] > 100
    secret = page.locator("main code").text_content()
    page.fill("[name=code]", code_for(secret))
    page.click(SUBMIT)
    assert page.locator(".recovery-codes li").count() == 10
    page.goto("/admin/users/")
    assert page.url.endswith("/admin/users/")
