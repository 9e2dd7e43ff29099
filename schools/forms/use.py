"""What members fill in about use: a lesson that was taught, and evidence that they add by hand."""

import re
from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.keys import new_secret
from cms.languages import BY_CODE, LANGUAGES
from schools.domain.evidence import MOST_MINUTES, MOST_PEOPLE
from schools.domain.framework import areas
from schools.enums import EvidenceKind, Went
from schools.forms.schools import NUMBER
from schools.models import Evidence, Indicator, School, SchoolClassroom, Taught
from schools.models.use import MOST_PUPILS
from schools.years import bounds, school_year

#: Where none of her classrooms is meant.
OTHER = "other"
_NAME = re.compile(r"[a-z2-9]{32}")
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.odt,.docx"


def _day(today: date) -> forms.DateField:
    first, _end = bounds(school_year(today) - 1)
    attrs = {"type": "date", "min": first.isoformat(), "max": today.isoformat()}
    return forms.DateField(label=_("Day"), widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"))


def _circles() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "choice__box"})


class NamedForm(forms.Form):
    """A form with a random name of its own, by which it is known when it is sent twice."""

    name = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", new_secret())

    def clean_name(self) -> str:
        """Whoever sends no name of ours gets a new one: then it simply is another form."""
        name = self.cleaned_data["name"]
        return name if _NAME.fullmatch(name) else new_secret()


class LessonForm(forms.Form):
    """A lesson that was taught, to be changed. year_groups: how many the school has."""

    year_group = forms.TypedChoiceField(
        label=_("Year group"), help_text=_("The youngest one is 1."), coerce=int, empty_value=None
    )
    pupils = forms.IntegerField(
        label=_("Number of pupils"),
        min_value=1,
        max_value=MOST_PUPILS,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    language = forms.ChoiceField(
        label=_("Language of the lesson"), choices=[(one.code, one.name) for one in LANGUAGES]
    )
    went = forms.ChoiceField(
        label=_("How did it go?"),
        required=False,
        widget=_circles(),
        choices=[*Went.choices, ("", pgettext_lazy("how a lesson went", "I would rather not say"))],
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_("What would you do differently? Please no names of pupils."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, year_groups: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["day"] = _day(timezone.localdate())
        self.fields["year_group"].choices = [
            ("", pgettext_lazy("nothing chosen yet in a list", "Please choose")),
            *((number, number) for number in range(1, year_groups + 1)),
        ]
        self.order_fields(["day", "year_group", "pupils", "language", "went", "note"])

    @classmethod
    def of(cls, taught: Taught, data=None) -> "LessonForm":
        """Return the form for a lesson that was noted."""
        names = ("day", "year_group", "pupils", "language", "went", "note")
        initial = {name: getattr(taught, name) for name in names}
        return cls(data, year_groups=taught.school.year_groups, initial=initial)


class NoteForm(LessonForm, NamedForm):
    """A lesson that was just taught: in one of her classrooms, which says all the rest, or in another one.

    schools: where she belongs, at least one. classrooms: hers, placed in these.
    """

    place = forms.ChoiceField(label=_("With whom?"), widget=_circles())
    school = forms.ChoiceField(label=_("School"), required=False)

    def __init__(
        self,
        data=None,
        *,
        schools: Sequence[School],
        classrooms: Sequence[SchoolClassroom],
        language: str,
        chosen: School | None = None,
    ):
        self.schools = {one.key: one for one in schools}
        self.classrooms = {str(one.pk): one for one in classrooms}
        initial = {
            "day": timezone.localdate(),
            "language": language if language in BY_CODE else "",
            "went": "",
            # One classroom is the one; of several, she says which.
            "place": next(iter(self.classrooms)) if len(classrooms) == 1 else "" if classrooms else OTHER,
            "school": chosen.key if chosen else "",
        }
        most = max(one.year_groups for one in schools)
        super().__init__(data, year_groups=most, initial=initial)
        for name in ("year_group", "pupils", "language"):
            self.fields[name].required = False
            self.fields[name].is_needed_later = True  # needed where no classroom says it
        if classrooms:
            self.fields["place"].choices = [
                *((key, self._words(one)) for key, one in self.classrooms.items()),
                (OTHER, _t("Another class")),
            ]
        else:
            del self.fields["place"]
        if len(schools) > 1:
            self.fields["school"].choices = [(one.key, str(one)) for one in schools]
            self.fields["school"].is_needed_later = True
        else:
            del self.fields["school"]

    @property
    def of_another(self) -> list[forms.BoundField]:
        """What is asked about a class that is none of her classrooms."""
        return [self[name] for name in ("school", "year_group", "pupils", "language") if name in self.fields]

    def clean(self) -> dict:
        cleaned = super().clean()
        if "place" in self.errors:
            return cleaned
        placed = self.classrooms.get(cleaned.get("place", OTHER))
        if placed is not None:
            classroom = placed.classroom
            cleaned |= {
                "school": placed.school,
                "year_group": placed.year_group,
                "pupils": classroom.size,
                "language": classroom.language,
            }
            # What stands in fields that do not count is no fault.
            for name in ("school", "year_group", "pupils", "language"):
                self.errors.pop(name, None)
            return cleaned
        only = next(iter(self.schools.values())) if len(self.schools) == 1 else None
        cleaned["school"] = only or self.schools.get(cleaned.get("school", ""))
        for name in ("school", "year_group", "pupils", "language"):
            if not cleaned.get(name) and name in self.fields and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    @staticmethod
    def _words(placed: SchoolClassroom) -> str:
        # Translators: one of a teacher's classrooms, such as "8B (year group 4, 26 pupils)".
        return _t("%(name)s (year group %(group)d, %(pupils)d pupils)") % {
            "name": placed.classroom.name,
            "group": placed.year_group,
            "pupils": placed.classroom.size,
        }


class EvidenceForm(NamedForm):
    """Evidence of one kind, new or to be changed; a file stays as it is."""

    title = forms.CharField(label=_("Title"), max_length=120)
    people = forms.IntegerField(
        label=_("How many took part"),
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    minutes = forms.IntegerField(
        label=_("How long it took, in minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    url = forms.URLField(
        label=_("Address"),
        max_length=200,
        assume_scheme="https",
        help_text=_("It begins with https://."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    file = forms.FileField(
        label=_("File"),
        max_length=400,
        help_text=_(
            "PDF, JPEG, PNG, WebP, ODT or DOCX, 10 MB at most. We remove from pictures where and with what they were "
            "taken. Please no pictures of pupils, and no names of pupils."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    text = forms.CharField(
        label=_("What it shows"),
        max_length=2000,
        required=False,
        help_text=_("Please no names of pupils."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    indicator = forms.ChoiceField(
        label=_("Indicator"),
        required=False,
        help_text=_("What of the framework this shows, if you can tell."),
    )

    def __init__(self, data=None, files=None, *, kind: str, evidence: Evidence | None = None, prefix=None):
        names = ("title", "day", "people", "minutes", "url", "text")
        initial = {name: getattr(evidence, name) for name in names} if evidence else {}
        initial.setdefault("day", timezone.localdate())
        if evidence and evidence.indicator:
            initial["indicator"] = evidence.indicator.code
        super().__init__(data, files, initial=initial, prefix=prefix)
        self.kind, self.evidence = EvidenceKind(kind), evidence
        self.fields["day"] = _day(timezone.localdate())
        own = {
            EvidenceKind.TRAINING: ("people", "minutes"),
            EvidenceKind.LINK: ("url",),
            EvidenceKind.FILE: ("file",),
        }.get(self.kind, ())
        for name in ("people", "minutes", "url", "file"):
            if name not in own or (evidence and name == "file"):
                del self.fields[name]
        self.fields["text"].required = self.kind == EvidenceKind.NOTE
        self._offer_indicators()
        self.order_fields(["title", "day", "people", "minutes", "url", "file", "text", "indicator"])

    def _offer_indicators(self) -> None:
        self.indicators: dict[str, Indicator] = {}
        groups = []
        for area, each in areas().items():
            self.indicators |= {one.code: one for one in each}
            groups.append((area.label, [(one.code, one.label) for one in each]))
        known = self.evidence.indicator if self.evidence else None
        if known and known.code not in self.indicators:  # of an earlier version of the framework
            self.indicators[known.code] = known
            groups.append(("", [(known.code, known.label)]))
        self.fields["indicator"].choices = [
            ("", pgettext_lazy("indicator of evidence", "none in particular")),
            *groups,
        ]

    def clean_indicator(self) -> Indicator | None:
        return self.indicators.get(self.cleaned_data["indicator"])

    @property
    def values(self) -> dict:
        """What the verbs of schools.domain.evidence take, but for the name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "name"}
