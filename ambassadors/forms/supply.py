"""What is filled in about offers and requests. Whatever else is sent with it is not looked at."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ambassadors.contact_details import find_contact_details
from ambassadors.domain.offers import FARTHEST, MOST_KILOMETRES
from ambassadors.enums import ContactRole, Format
from ambassadors.forms.widgets import boxes, circles
from ambassadors.models import Offer
from cms.languages import BY_CODE, LANGUAGES
from cms.models import Topic
from cms.vocabularies import choices, terms, with_codes
from schools.enums import Stage
from schools.forms.schools import NUMBER, TownForm
from schools.models import School, Town

#: What a note must not hold (ambassadors.contact_details). A street may stand there: the school's own is no secret.
REFUSED = {"email", "phone", "link", "handle", "messenger"}


def _day(label, **values) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **values
    )


def _bound_days(fields, first: int, names=("first_day", "last_day")) -> None:
    """Tell browsers between which days one may choose; the verbs say it to everybody else."""
    today = timezone.localdate()
    for name in names:
        fields[name].widget.attrs |= {
            "min": (today + timedelta(days=first)).isoformat(),
            "max": (today + FARTHEST).isoformat(),
        }


class OfferForm(TownForm):
    """What an ambassador or an organisation can give."""

    languages = forms.MultipleChoiceField(
        label=_("Languages in which you can speak to a classroom"),
        choices=[(one.code, one.name) for one in LANGUAGES],
        widget=boxes(),
        error_messages={"required": _("Please choose at least one language.")},
    )
    topics = forms.MultipleChoiceField(label=_("Topics that you know well"), required=False, widget=boxes())
    formats = forms.MultipleChoiceField(
        label=_("How you can visit"),
        choices=Format.choices,
        widget=boxes(),
        error_messages={"required": _("Please say how visits may take place.")},
    )
    reach = forms.IntegerField(
        label=_("How far you travel, in kilometres"),
        min_value=0,
        max_value=MOST_KILOMETRES,
        help_text=_("For visits in person. 0 means: only in your town."),
        widget=forms.NumberInput(attrs=NUMBER),
    )

    field_order = ["languages", "topics", "formats", "country", "town", "reach"]

    def __init__(
        self,
        data=None,
        *,
        offer: Offer | None,
        town: Town | None,
        languages: Iterable[str],
        formats: Iterable[str] = Format.values,
    ):
        """offer: the one of before, or None, and then from what one begins: her town, languages and formats."""
        place = offer.town if offer else town
        initial = {
            "languages": offer.languages if offer else list(languages),
            "formats": offer.formats if offer else list(formats),
            "topics": [topic.code for topic in offer.topics.all()] if offer else [],
            "reach": offer.reach if offer else 30,
            "country": place.country.code if place else "",
            "town": place.name if place else "",
        }
        super().__init__(data, initial=initial)
        self.fields["topics"].choices = choices(Topic)

    def clean_topics(self) -> list[Topic]:
        return with_codes(Topic, self.cleaned_data["topics"])


class WindowForm(forms.Form):
    """Days between which one can come."""

    first_day = _day(_("From"))
    last_day = _day(_("Until"), help_text=_("This day included."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bound_days(self.fields, 0)


class RequestForm(forms.Form):
    """A school asks for a visit. lessons: pairs of a translation_key and a title."""

    first_day = _day(_("From"))
    last_day = _day(_("Until"), help_text=_("The more days suit you, the more likely somebody can come."))
    stage = forms.ChoiceField(label=_("Whom it is for"))
    year_group = forms.TypedChoiceField(
        label=_("Year group"), help_text=_("The youngest one is 1."), coerce=int, empty_value=None
    )
    pupils = forms.IntegerField(
        label=_("Number of pupils"), min_value=1, max_value=200, widget=forms.NumberInput(attrs=NUMBER)
    )
    language = forms.ChoiceField(
        label=_("Language of the visit"), choices=[(one.code, one.name) for one in LANGUAGES]
    )
    format = forms.ChoiceField(
        label=_("How"),
        choices=Format.choices,
        initial=Format.IN_PERSON,
        widget=circles(),
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    lesson = forms.ChoiceField(
        label=_("Lesson plan that the visit builds on"),
        required=False,
        help_text=_("Whoever comes prepares with it."),
    )
    contact = forms.ChoiceField(
        label=_("Whom to ask for at your school"),
        choices=ContactRole.choices,
        initial=ContactRole.TEACHER,
        help_text=_("A role is enough. Nobody’s own number is given away."),
    )
    note = forms.CharField(
        label=_("What we should know"),
        max_length=600,
        required=False,
        help_text=_("Please no names of pupils, no numbers and no addresses."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data=None, *, school: School, lessons: list[tuple[str, str]]):
        one_stage = school.stage if school.stage != Stage.SEVERAL else ""
        super().__init__(
            data,
            initial={"stage": one_stage, "language": get_language() if get_language() in BY_CODE else ""},
        )
        please = pgettext("nothing chosen yet in a list", "Please choose")
        # Of several stages one is meant: whoever comes has to be older than these pupils.
        self.fields["stage"].choices = [
            ("", please),
            *((value, label) for value, label in Stage.choices if value != Stage.SEVERAL),
        ]
        self.fields["year_group"].choices = [
            ("", please),
            *((number, number) for number in range(1, school.year_groups + 1)),
        ]
        self.fields["topic"].choices = [("", pgettext("topic of a visit", "Any")), *choices(Topic)]
        if lessons:
            self.fields["lesson"].choices = [
                ("", pgettext("lesson of a visit", "None in particular")),
                *lessons,
            ]
        else:
            del self.fields["lesson"]
        _bound_days(self.fields, 1)

    def clean_topic(self) -> Topic | None:
        return terms(Topic).get(self.cleaned_data["topic"])

    def clean_lesson(self) -> UUID | None:
        return UUID(self.cleaned_data["lesson"]) if self.cleaned_data["lesson"] else None

    def clean_note(self) -> str:
        note = self.cleaned_data["note"]
        if REFUSED & set(find_contact_details(note)):
            raise forms.ValidationError(
                _t(
                    "This looks like a telephone number, an e-mail address or another way to reach somebody. Please "
                    "leave it out: once a visit is booked, everybody who takes part can write to each other here."
                )
            )
        return note


class NameSearchForm(forms.Form):
    """Whom a coordinator looks for."""

    name = forms.CharField(
        label=_("First name"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
