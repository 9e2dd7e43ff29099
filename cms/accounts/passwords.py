"""What a password must be: long, not common, not made of names that everybody knows.

No rule asks for digits or signs: length is what counts (NIST SP 800-63B, section 5.1.1.2).
"""

import re
import unicodedata

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.registries import password_words

SHORTEST = 10
#: Hashing takes time by length; nobody types more.
LONGEST = 1000
#: Words that people choose in the languages of the site, beside Django's list, which is mostly English.
_COMMON_WORDS = """
    password passphrase welcome letmein qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop administrator iloveyou
    teacher school classroom
    motdepasse bienvenue soleil doudou loulou jetaime bonjour professeur enseignant ecole
    passwort kennwort willkommen geheim schule lehrer lehrerin hallo schatz sommer
    contrasena contraseña bienvenido bienvenida profesor profesora escuela colegio tequiero
    пароль парольпароль йцукен йцукенгшщз привіт вчитель вчителька школа україна любов привет учитель
    كلمةالسر كلمةالمرور السلامعليكم مرحبا مدرسة معلم معلمة محمد
"""
COMMON_WORDS = frozenset(_COMMON_WORDS.split())
#: A part of a name or address shorter than this may stand in a password by chance.
SHORTEST_NAME = 4


def folded(text: str) -> str:
    """Return `text` for comparing: without case, accents, spaces and signs."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in text if char.isalnum())


class LengthValidator:
    """At least ten characters, whatever they are."""

    def validate(self, password: str, user=None) -> None:
        length = len(unicodedata.normalize("NFC", password))
        if length < SHORTEST:
            raise ValidationError(
                ngettext(
                    "This password has %(length)s character. Please use at least %(shortest)s; a few words in a row "
                    "are easy to remember.",
                    "This password has %(length)s characters. Please use at least %(shortest)s; a few words in a row "
                    "are easy to remember.",
                    length,
                )
                % {"length": length, "shortest": SHORTEST},
                code="password_too_short",
            )
        if length > LONGEST:
            raise ValidationError(
                _("This password is longer than %(longest)s characters.") % {"longest": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("At least %(shortest)s characters. A few words in a row are safe and easy to remember.") % {
            "shortest": SHORTEST
        }


class CommonPasswordValidator(password_validation.CommonPasswordValidator):
    """Not one of the passwords that are tried first, also not with a year or a sign behind it."""

    def validate(self, password: str, user=None) -> None:
        plain = unicodedata.normalize("NFC", password).strip().casefold()
        bare = re.sub(r"[\W\d_]+$", "", plain)
        bare = re.sub(r"^[\W\d_]+", "", bare)
        common = COMMON_WORDS | {folded(word) for word in COMMON_WORDS}
        if (
            plain in self.passwords
            or (bare and (bare in self.passwords or bare in common or folded(bare) in common))
            or len(set(plain)) < SHORTEST // 2
            or _is_a_row(plain)
        ):
            raise ValidationError(
                _("Many people use this password, so it would be guessed first. Please choose another one."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Not a password that many people use.")


class NamesValidator:
    """No name in it that a stranger knows: the site's, the school's, one's own, or the e-mail address."""

    def validate(self, password: str, user=None) -> None:
        text = folded(password)
        for name in names_of(user):
            if name in text:
                raise ValidationError(
                    _(
                        "This password contains a name that others know: yours, your school's, this site's or a part "
                        "of your e-mail address. Please choose another one."
                    ),
                    code="password_with_name",
                )

    def get_help_text(self) -> str:
        return _("Without your name, your e-mail address, or the name of your school or of this site.")


def names_of(user) -> set[str]:
    """Return the folded names that the password of `user` (or of somebody new: None) must not contain."""
    names = [settings.SITE_NAME]
    if user is not None:
        names += [user.display_name or "", *re.split(r"[\s\W_]+", user.display_name or "")]
        local, _at, domain = (user.email or "").partition("@")
        host = domain.rpartition(".")[0]
        names += [local, *re.split(r"[\W\d_]+", local), host, *re.split(r"[\W_]+", host)]
        for _name, words in password_words:
            names += words(user)
    return {name for name in map(folded, names) if len(name) >= SHORTEST_NAME}


def _is_a_row(text: str) -> bool:
    """Say whether the characters only count up or down: abcdefghij, 9876543210."""
    steps = {ord(after) - ord(before) for before, after in zip(text, text[1:], strict=False)}
    return steps in ({1}, {-1})
