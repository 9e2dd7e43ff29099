"""The languages of the site: what they are called, which way they run, how complete they are.

A leaf without Django imports, so that settings can read it.
"""

from typing import NamedTuple


class Language(NamedTuple):
    """One language that content can be written in."""

    code: str
    name: str  # its own name, as its readers write it
    english_name: str
    script: str  # "latin", "cyrillic", "greek" or "arabic": decides which fonts a page preloads
    direction: str = "ltr"


LANGUAGES = (
    Language("en", "English", "English", "latin"),
    Language("fr", "Français", "French", "latin"),
    Language("de", "Deutsch", "German", "latin"),
    Language("es", "Español", "Spanish", "latin"),
    Language("it", "Italiano", "Italian", "latin"),
    Language("nl", "Nederlands", "Dutch", "latin"),
    Language("da", "Dansk", "Danish", "latin"),
    Language("sv", "Svenska", "Swedish", "latin"),
    Language("nb", "Norsk bokmål", "Norwegian Bokmål", "latin"),
    Language("fi", "Suomi", "Finnish", "latin"),
    Language("mt", "Malti", "Maltese", "latin"),
    Language("pl", "Polski", "Polish", "latin"),
    Language("ro", "Română", "Romanian", "latin"),
    Language("pt", "Português", "Portuguese", "latin"),
    Language("el", "Ελληνικά", "Greek", "greek"),
    Language("uk", "Українська", "Ukrainian", "cyrillic"),
    Language("ru", "Русский", "Russian", "cyrillic"),
    Language("tr", "Türkçe", "Turkish", "latin"),
    Language("ar", "العربية", "Arabic", "arabic", "rtl"),
    Language("fa", "فارسی", "Persian", "arabic", "rtl"),
)
BY_CODE = {language.code: language for language in LANGUAGES}

#: Interface text, vocabularies and mails are complete in these.
INTERFACE_LANGUAGES = ("en", "fr", "de", "es", "uk", "ar")

DEFAULT_LANGUAGE = "en"


def direction(code: str) -> str:
    """Return "rtl" or "ltr" for a language code, "ltr" for one that is not ours."""
    language = BY_CODE.get(code)
    return language.direction if language else "ltr"
