"""What an ambassador who finished the training can hang on the wall: first name, town, year, and what was done."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from ambassadors.models import Ambassador
from cms.charts import number
from cms.press import typeset
from cms.press.storage import a_place_at_the_press
from cms.takeaway import FLAX, HEX
from cms.weave import weave

TEMPLATE = Path(__file__).with_name("certificate.typ")
MARIGOLD = "#f5b53a"
#: Of the cloth: threads across and down, loose ends, and how high it hangs, in millimetres (as schools' ones).
COLUMNS, ROWS, FRINGE = 108, 10, 3
CLOTH_HEIGHT = 297 / COLUMNS * (ROWS + FRINGE)


def certificate_pdf(ambassador: Ambassador) -> bytes:
    """Return the certificate as a PDF of one sheet, in the active language. She is trained (trained_at).

    PressBusy, PressError as the press raises them.
    """
    files = {"cloth.svg": _cloth(ambassador.key).encode()}
    with a_place_at_the_press():
        sheets = typeset(TEMPLATE.read_bytes(), words(ambassador), files, pdfs=[{}], pictures=False)
    return sheets.pdfs[0]


def words(ambassador: Ambassador) -> dict:
    """Return all that the certificate says. Of her it holds first name and town; no house, no age, no address."""
    year = date_format(localtime(ambassador.trained_at), "Y")
    return {
        "lang": get_language().partition("-")[0],
        "rtl": get_language_bidi(),
        # Translators: title of a certificate. name: first name of an ambassador
        "title": _("Certificate of training: %(name)s") % {"name": ambassador.first_name},
        "kind": pgettext("heading of a certificate", "Certificate"),
        "name": ambassador.first_name,
        # Translators: on a certificate, below a first name
        "place": _("%(town)s, %(year)s") % {"town": ambassador.town.name, "year": year},
        # Translators: on a certificate, below the first name of an ambassador
        "says": _("has finished the training for youth ambassadors"),
        "did": pgettext("on a certificate, above a list of what was done", "What was done for it"),
        "deeds": _deeds(ambassador),
        "house": settings.SITE_NAME,
        # Translators: on paper, above an address
        "more": _("What ambassadors do:"),
        "address": (settings.SITE_URL + reverse("ambassadors")).partition("://")[2].rstrip("/"),
        "cloth-height": CLOTH_HEIGHT,
    }


def file_name(ambassador: Ambassador) -> str:
    """Return the name that the file has on the reader's computer: nobody's name is in it."""
    return f"ambassador-training-{localtime(ambassador.trained_at).year}.pdf"


def _deeds(ambassador: Ambassador) -> list[str]:
    found = []
    if lessons := ambassador.lessons_worked.filter(at__lte=ambassador.trained_at).count():
        found.append(
            ngettext(
                "Worked through %(number)s lesson on prejudice, sources and claims.",
                "Worked through %(number)s lessons on prejudice, sources and claims.",
                lessons,
            )
            % {"number": number(lessons)}
        )
    return [
        *found,
        _("Told true claims from false ones twice, clearly better than guessing would."),
        _("Learnt what keeps pupils and oneself safe, and solved eight situations about it."),
        _("Gave a practice talk that was judged for truth, listening, clarity and care."),
    ]


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
