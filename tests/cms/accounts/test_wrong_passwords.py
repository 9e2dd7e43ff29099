"""Guessing passwords: growing delays, and no way to keep the owner out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.accounts import throttling
from cms.models import Attempts
from tests.cms.accounts.conftest import OTHER_PASSWORD, PASSWORD, is_signed_in, path_in_mail, sign_in


def guess(device, times, email="vera@example.org"):
    return [sign_in(device(f"10.0.{n}.1"), email, "wrong") for n in range(times)]


@pytest.mark.parametrize("email", ["vera@example.org", "nobody@example.org"])
def test_eleven_wrong_passwords_from_many_addresses_meet_growing_delays(vera, device, email):
    """Case 1; case 2: an address without an account is treated alike."""
    answers = guess(device, 11, email)
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 6
    waits = [int(answer["Retry-After"]) for answer in answers[5:]]
    assert waits == [4, 8, 16, 32, 64, 128]


def test_the_right_password_is_not_looked_at_during_the_delay(vera, device):
    """Case 1: otherwise the delay would slow nobody down."""
    guess(device, 6)
    guesser = device("10.9.9.9")
    assert sign_in(guesser, "vera@example.org").status_code == 429
    assert not is_signed_in(guesser)


def test_the_owner_signs_in_on_a_device_that_she_used_before_in_the_midst_of_an_attack(vera, device):
    """Case 1: the owner is not locked out."""
    hers = device("192.0.2.1")
    sign_in(hers, "vera@example.org")
    hers.post("/en/account/logout/")
    guess(device, 30)
    assert sign_in(hers, "vera@example.org").status_code == 302
    assert is_signed_in(hers)
    # Her signing in has not opened the way for the others.
    assert sign_in(device("10.9.9.9"), "vera@example.org", "wrong").status_code == 429


def test_a_known_device_has_delays_of_its_own(vera, device):
    """Case 1: a stolen or borrowed device cannot guess for ever."""
    hers = device()
    sign_in(hers, "vera@example.org")
    hers.post("/en/account/logout/")
    codes = [sign_in(hers, "vera@example.org", "wrong").status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2


def test_a_device_is_known_for_the_accounts_that_signed_in_on_it_only(vera, boss, device):
    """Case 1."""
    guesser = device("10.1.1.1")
    sign_in(guesser, "vera@example.org")
    guesser.post("/en/account/logout/")
    guess(device, 6, "boss@example.org")
    assert sign_in(guesser, "boss@example.org", "wrong").status_code == 429


def test_a_forged_device_cookie_is_worth_nothing(vera, device):
    """Case 1."""
    guess(device, 6)
    guesser = device("10.1.1.1")
    guesser.cookies["known_device"] = "W1siYSIsImIiXV0:1abcde:forged"
    assert sign_in(guesser, "vera@example.org", "wrong").status_code == 429


def test_the_delay_ends_and_an_hour_later_all_is_forgotten(vera, device):
    """Case 1: a delay, never a lock."""
    guess(device, 8)
    Attempts.objects.update(wait_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(device("10.7.7.7"), "vera@example.org").status_code == 302
    guess(device, 8)
    Attempts.objects.update(last_at=timezone.now() - timedelta(hours=2))
    assert [answer.status_code for answer in guess(device, 5)] == [200] * 5


def test_no_wait_is_longer_than_five_minutes(vera, device):
    """Case 1."""
    assert int(guess(device, 40)[-1]["Retry-After"]) == 300


def test_a_new_password_by_mail_opens_the_way_again(vera, device):
    """Case 1: the owner without a known device."""
    guess(device, 9)
    hers = device("192.0.2.1")
    hers.post("/en/account/password/reset/", {"email": "vera@example.org"})
    form = hers.get(path_in_mail(), follow=True)
    hers.post(form.request["PATH_INFO"], {"password1": OTHER_PASSWORD})
    assert sign_in(hers, "vera@example.org", OTHER_PASSWORD).status_code == 302


def test_one_address_cannot_try_many_accounts(db, device):
    """Case 1: limits also by address."""
    codes = [sign_in(device("10.3.3.3"), f"{n}@example.org", "wrong").status_code for n in range(42)]
    assert codes == [200] * 40 + [429] * 2
    assert sign_in(device("10.3.3.4"), "x@example.org", "wrong").status_code == 200


def test_giving_the_password_again_has_the_same_limits(vera, device):
    """Case 1: the second door to the same lock."""
    client = device()
    sign_in(client, "vera@example.org")
    codes = [client.post("/en/account/reauthenticate/", {"password": "wrong"}).status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2


def test_x_forwarded_for_is_not_believed_without_a_proxy_of_ours(db, client):
    """Case 1: otherwise every attempt would come from somewhere new."""
    codes = [
        client.post(
            "/en/account/login/",
            {"login": f"{n}@example.org", "password": "x"},
            headers={"x-forwarded-for": f"10.0.0.{n}"},
        ).status_code
        for n in range(42)
    ]
    assert codes[-1] == 429


def test_counters_tell_nobody_who_was_meant(vera, device):
    """No personal data where none is needed."""
    guess(device, 1)
    for row in Attempts.objects.values():
        assert "vera" not in str(row)
        assert "10.0" not in str(row["key"])


def test_delays_double_after_the_free_attempts():
    budget = throttling.Budget("test", free=3, longest=20, pause=60)
    assert [throttling.delay(level, budget) for level in range(1, 9)] == [0, 0, 2, 4, 8, 16, 20, 20]


def test_the_page_says_how_long_to_wait_and_what_is_quicker(vera, device):
    page = guess(device, 6)[-1].content.decode()
    assert "in 4 seconds" in page
    assert "/en/account/password/reset/" in page
    assert PASSWORD not in page
