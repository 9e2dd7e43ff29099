"""What a recognised school hangs on the wall, and the letter with which an official can congratulate it."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from cms.press import Document, made_for_one, typeset
from cms.press.sandbox import qr
from cms.press.storage import a_place_at_the_press
from cms.takeaway import FLAX, HEX, press_words
from cms.weave import weave
from schools.domain.credentials import page_address
from schools.enums import Level
from schools.models import Recognition

TEMPLATE = Path(__file__).with_name("certificate.typ")
INK, MARIGOLD = "#10302a", "#f5b53a"
#: Of the cloth: threads across and down, loose ends, and how high it hangs, in millimetres.
COLUMNS, ROWS, FRINGE = 108, 10, 3
CLOTH_HEIGHT = 297 / COLUMNS * (ROWS + FRINGE)


def certificate_pdf(recognition: Recognition) -> bytes:
    """Return the certificate as a PDF of one sheet, in the active language.

    PressBusy, PressError as the press raises them.
    """
    level = Level(recognition.level)
    school, address = recognition.school, page_address(recognition)
    data = {
        "lang": get_language().partition("-")[0],
        "rtl": get_language_bidi(),
        # Translators: title of a certificate. level: "Committed"
        "title": _("Certificate: %(school)s, %(level)s") % {"school": school.name, "level": level.label},
        "kind": pgettext("heading of a certificate", "Certificate"),
        "school": school.name,
        # Translators: where a school is
        "place": _("%(town)s, %(country)s")
        % {"town": school.town.name, "country": school.town.country.label},
        # Translators: on a certificate, between the name of a school and its level, each on a line of its own
        "says": _("is recognised at the level"),
        "level": str(level.label),
        "threads": level.value,
        "means": _meaning(level),
        "dates": [
            (pgettext("on a certificate, above a day", "Since"), _day(recognition.decided_at)),
            (pgettext("on a certificate, above a day", "Holds until"), _day(recognition.expires_at)),
        ],
        "house": settings.SITE_NAME,
        # Translators: on paper, beside a QR code and above an address
        "check": _("Is this certificate good? Look here:"),
        "address": address.partition("://")[2].rstrip("/"),
        "cloth-height": CLOTH_HEIGHT,
    }
    files = {"cloth.svg": _cloth(school.key).encode(), "qr.svg": qr(address, INK).encode()}
    with a_place_at_the_press():
        sheets = typeset(TEMPLATE.read_bytes(), data, files, pdfs=[{}], pictures=False)
    return sheets.pdfs[0]


def congratulation_docx(recognition: Recognition) -> bytes:
    """Return a letter for a mayor or a minister to adapt and sign, as DOCX in the active language.

    What only they know stands in square brackets. PressBusy, PressError as the press raises them.
    """
    level = Level(recognition.level)
    context = {
        "school": recognition.school,
        "recognition": recognition,
        "level": level.label,
        "meaning": _meaning(level),
        "site_name": settings.SITE_NAME,
        "address": page_address(recognition),
    }
    document = Document(
        title=_("Congratulations to %(school)s") % {"school": recognition.school.name},
        language=get_language(),
        html=render_to_string("schools/recognition_letter.html", context),
        kind=_("Letter, to adapt and sign"),
        summary=_(
            "For a mayor, a minister or whoever speaks for the town. Put your own words where you see square brackets, "
            "and take this page away."
        ),
        facts=(("people", _("School"), recognition.school.name), ("subject", _("Level"), str(level.label))),
        address=page_address(recognition),
        licence_name="",
        licence_url="",
        credits=settings.SITE_NAME,
        version="",
        seed=recognition.school.key,
        dyes=(HEX["verdigris"], FLAX),
        words=press_words(),
    )
    return made_for_one(document, "docx")


def file_name(recognition: Recognition, format: str, extension: str) -> str:
    """Return the name that the file has on the reader's computer."""
    school = slugify(recognition.school.name, allow_unicode=True)[:60] or "school"
    what = {"pdf": "certificate", "letter": "letter", "jwt": "credential"}[format]
    return f"{school}-{what}-{localtime(recognition.decided_at).date().isoformat()}.{extension}"


def _meaning(level: Level) -> str:
    """Say in a sentence what a school of a level does."""
    return {
        Level.COMMITTED: _(
            "The school has looked at itself, has decided what to do next, and has begun to work on inclusion and "
            "digital literacy in its lessons."
        ),
        Level.PRACTISING: _(
            "Many teachers and year groups work on inclusion and digital literacy, pupils have a say in how the school "
            "is doing, and the school looks at what its pupils learn."
        ),
        Level.LEADING: _(
            "Inclusion and digital literacy are part of everyday life all over the school, its pupils learn from it, "
            "and it can show what has moved."
        ),
    }[level]


def _cloth(seed: str) -> str:
    return weave(
        seed,
        HEX["verdigris"],
        FLAX,
        cols=COLUMNS,
        rows=ROWS,
        thread=MARIGOLD,
        thread_row=ROWS - 3,
        fringe=FRINGE,
    )


def _day(moment) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
