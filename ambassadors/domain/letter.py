"""The letter of thanks that an ambassador puts into her portfolio: her first name, and what she did."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ambassadors.domain.hours import PREPARATION, hours_for
from ambassadors.models import Thanks
from cms.charts import number
from cms.press import FORMATS, Document, made_for_one
from cms.takeaway import FLAX, HEX, press_words

#: Formats of the press in which a letter is offered.
OFFERED = ("pdf", "docx")


def media_type(format: str) -> str:
    """Return the media type of one of OFFERED."""
    return FORMATS[format].media_type


def file_name(thanks: Thanks, format: str) -> str:
    """Return the name that the file has on the reader's computer: nobody's name is in it."""
    return f"thanks-{localtime(thanks.given_at).date().isoformat()}.{format}"


def make_letter(thanks: Thanks, format: str) -> bytes:
    """Return the letter in one of OFFERED, in the active language; it is kept nowhere.

    PressBusy and PressError as the press raises them.
    """
    return made_for_one(letter(thanks), format)


def letter(thanks: Thanks) -> Document:
    """Return the letter as the press takes it. Of the ambassador it holds her first name and nothing else."""
    hours = number(hours_for(thanks.visits, thanks.minutes))
    day = date_format(localtime(thanks.given_at), "DATE_FORMAT")
    context = {
        "first_name": thanks.ambassador.first_name,
        "visits": thanks.visits,
        "hours": hours,
        "preparation": PREPARATION,
        "words": thanks.words,
        "day": day,
        "site_name": settings.SITE_NAME,
        "address": settings.SITE_URL + reverse("ambassadors"),
    }
    return Document(
        # Translators: name: first name of an ambassador
        title=_("Thank you, %(name)s") % {"name": thanks.ambassador.first_name},
        language=get_language(),
        html=render_to_string("ambassadors/letter.html", context),
        kind=_("Letter of thanks"),
        summary=_("For the work of a youth ambassador in schools."),
        facts=(
            ("people", _("Visits"), number(thanks.visits)),
            ("time", _("Hours"), hours),
            ("topic", _("Given on"), day),
        ),
        address=settings.SITE_URL + reverse("ambassadors"),
        licence_name="",
        licence_url="",
        credits=settings.SITE_NAME,
        version="",
        seed=thanks.key,
        dyes=(HEX["verdigris"], FLAX),
        words=press_words(),
    )
