"""What a password may be (case 3)."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from cms.models import User
from cms.registries import password_words
from tests.cms.accounts.conftest import sign_in


def faults(password, **fields):
    try:
        validate_password(password, User(**{"email": "vera.lind@lyceum-nord.example", **fields}))
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "river tree cloud seven",
        "x" * 30 + "abcdefgh and many more words in a long, long row of words 0123456789",
        "тиха вода греблю рве",
        "نهر وشجرة وسبع غيوم",
        "     spaces before and after     ",
        "зелене-яблуко-17",
    ],
)
def test_long_passwords_of_any_script_are_accepted(password):
    """Case 3: 64 and more characters, spaces, Cyrillic."""
    assert faults(password) == set()


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "password123", "Password2024!", "qwertyuiop", "iloveyou1234", "aaaaaaaaaaaa", "abababababab",
        "abcdefghij", "motdepasse1", "Passwort2025", "йцукенгшщз", "парольпароль1", "كلمةالسر123",
    ],
)  # fmt: skip
def test_common_passwords_are_refused_in_every_language(password):
    """Case 3."""
    assert "password_too_common" in faults(password)


@pytest.mark.parametrize(
    "password",
    [
        "Counterpoint!77",
        "my counter-point 9",
        "C0UNTERPOINT-ok".replace("0", "O"),
        "vera.lind-2024",
        "xx-Lyceum-Nord-xx",
    ],
)
def test_passwords_with_the_sites_name_or_parts_of_the_address_are_refused(password):
    """Case 3."""
    assert "password_with_name" in faults(password)


def test_passwords_with_ones_own_name_are_refused():
    """Case 3."""
    assert faults("oksana loves rivers", display_name="Оксана Oksana") == {"password_with_name"}
    assert faults("оксана любить річки", display_name="Оксана Oksana") == {"password_with_name"}


def test_a_room_adds_the_names_of_schools():
    """Case 3: the school's name."""
    password_words.register("test", lambda user: ["Lycée Molière"])
    try:
        assert faults("lycee-moliere-1234") == {"password_with_name"}
    finally:
        password_words.unregister("test")


def test_nine_characters_are_too_few_and_the_sentence_says_so():
    """Case 3."""
    assert faults("riverx9!z") == {"password_too_short"}
    with pytest.raises(ValidationError, match="has 9 characters"):
        validate_password("riverx9!z")


def test_a_password_is_the_same_however_the_keyboard_composes_it(db, device):
    """Case 3: Cyrillic й typed on a phone and on a computer."""
    composed = "йод і чай біля річки"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    from cms.domain.accounts import create_verified_user

    create_verified_user("o@example.org", decomposed)
    assert sign_in(device(), "o@example.org", composed).status_code == 302
    assert sign_in(device(), "o@example.org", decomposed).status_code == 302


def test_spaces_around_a_password_count(db, device):
    """Case 3."""
    from cms.domain.accounts import create_verified_user

    create_verified_user("o@example.org", "  seven quiet rivers ")
    assert sign_in(device(), "o@example.org", "seven quiet rivers").status_code == 200
    assert sign_in(device(), "o@example.org", "  seven quiet rivers ").status_code == 302


def test_the_sign_up_form_refuses_a_password_made_of_the_name(db, client):
    """Case 3: the name is known only from the form."""
    response = client.post(
        "/en/account/signup/",
        {"email": "a@example.org", "display_name": "Oksana", "password1": "oksana loves rivers"},
    )
    assert response.status_code == 200
    assert "contains a name" in str(response.context["form"].errors["password1"])
    assert not User.objects.exists()
