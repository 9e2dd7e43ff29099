"""What teachers fill in: a classroom; how an exercise is opened for it."""

from datetime import datetime

from django import forms
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from classrooms.domain import closing
from classrooms.domain.closing import Closing
from classrooms.domain.editions import languages_of
from classrooms.domain.queries.offers import Offer
from classrooms.domain.sittings import COMPARED, problems
from classrooms.enums import Feedback, Role, Way
from classrooms.models import Classroom, Sitting
from classrooms.models.classroom import LONGEST_NAME, MOST_DAYS, MOST_PUPILS, USUAL_DAYS
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from cms.models import AgeBand
from cms.vocabularies import terms
from exercises.models import Edition

#: What stands first where one need not choose.
NONE = ""
#: To be compared with whatever the classroom answered last before teaching.
LATEST = "latest"


def _circles() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "choice__box"})


def _size_field(**values) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("How many pupils"),
        help_text=_(
            "A few more can come in, in case somebody comes in twice. Results are shown once ten pupils have answered."
        ),
        min_value=1,
        max_value=MOST_PUPILS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "min_value": _("A classroom has at least one pupil."),
            "max_value": _("A classroom has 300 pupils at most. Make two of a larger one."),
        },
        **values,
    )


def _name_field(**values) -> forms.CharField:
    return forms.CharField(
        label=_("Name of the classroom"),
        help_text=_("As you call it: 8B, or Tuesday group. Please no names of pupils."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **values,
    )


class ClassroomForm(forms.Form):
    """A classroom, new or to be changed."""

    name = _name_field()
    size = _size_field()
    age_band = forms.ChoiceField(label=_("How old they are"), required=False)
    language = forms.ChoiceField(
        label=_("Language that they usually read"),
        help_text=_("Each pupil can still choose another one, wherever the exercise is there in it."),
    )
    keep_days = forms.IntegerField(
        label=_("Days until answers are deleted"),
        help_text=_("Counted from the close. What the classroom as a whole came to is kept."),
        min_value=1,
        max_value=MOST_DAYS,
        initial=USUAL_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, classroom: Classroom | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        kept = classroom.age_band if classroom else None
        bands = [band for band in terms(AgeBand).values() if not band.retired or band == kept]
        self.fields["age_band"].choices = [(NONE, _t("Not said"))] + [
            (band.code, band.label) for band in bands
        ]
        self.fields["language"].choices = [(one.code, one.name) for one in BY_CODE.values()]
        self.initial.setdefault("language", get_language() or DEFAULT_LANGUAGE)
        if classroom:
            self.initial |= {
                name: getattr(classroom, name) for name in ("name", "size", "language", "keep_days")
            }
            self.initial["age_band"] = kept.code if kept else NONE

    def clean_age_band(self) -> AgeBand | None:
        return terms(AgeBand).get(self.cleaned_data["age_band"])


class SittingForm(forms.Form):
    """An exercise to be opened. Who has no classroom yet makes one along with it."""

    classroom = forms.ChoiceField(label=_("For which classroom"))
    name = _name_field()
    size = _size_field()
    role = forms.ChoiceField(label=_("What it is for"), initial=Role.PRACTICE, widget=_circles())
    way = forms.ChoiceField(label=_("How pupils answer"), initial=Way.DEVICES, widget=_circles())
    closes = forms.ChoiceField(label=_("It closes"), initial=Closing.LESSON)
    feedback = forms.ChoiceField(
        label=_("When pupils read the explanations"),
        help_text=_(
            "Where you compare before and after, they always come when it is closed, so that nobody hears the "
            "answers first."
        ),
        initial=Feedback.AT_ONCE,
    )
    language = forms.ChoiceField(label=_("In which language"), required=False)
    second = forms.ChoiceField(
        label=_("A second form"),
        help_text=_(
            "Other claims, as many true and as many false. Every other pupil gets it, so neighbours cannot copy. "
            "For classes of 20 and more: each form needs ten pupils."
        ),
        required=False,
    )
    follows = forms.ChoiceField(
        label=_("Compared with"),
        help_text=_("What was answered before teaching, so that you see what your classroom learnt since."),
        initial=LATEST,
        required=False,
    )

    #: What one need not look at the first time.
    MORE = ("feedback", "language", "second", "follows")

    def __init__(self, *args, offer: Offer, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer, self.now = offer, now
        self.closings = closing.choices(now)
        self.fields["feedback"].initial = offer.edition.settings["feedback"]
        if offer.classrooms:
            del self.fields["name"], self.fields["size"]
        else:
            del self.fields["classroom"]
        if not offer.parallel:
            del self.fields["second"]
        if not offer.before:
            del self.fields["follows"]
        for name, choices in self._choices().items():
            if name in self.fields:
                self.fields[name].choices = choices
        self._drop_impossible()

    def _choices(self) -> dict[str, list[tuple]]:
        languages = languages_of([self.offer.edition])
        return {
            "classroom": [(str(one.pk), self._classroom_words(one)) for one in self.offer.classrooms],
            "closes": self.closings,
            "role": [(role, _with_why(role.label, why)) for role, why in _why_role().items()],
            "way": [(way, _with_why(label, why)) for way, (label, why) in _why_way().items()],
            "feedback": Feedback.choices,
            "language": [(NONE, _t("Each pupil chooses"))]
            + [(code, BY_CODE[code].name) for code in languages],
            "second": [(NONE, _t("All pupils get the same claims"))]
            + [(str(one.exercise), one.title) for one in self.offer.parallel],
            "follows": [(LATEST, _t("What this class answered last before teaching"))]
            + [(str(one.pk), self._before_words(one)) for one in self.offer.before]
            + [(NONE, _t("Nothing"))],
        }

    @staticmethod
    def _classroom_words(classroom: Classroom) -> str:
        words = ngettext("%(name)s (%(size)d pupil)", "%(name)s (%(size)d pupils)", classroom.size)
        return words % {"name": classroom.name, "size": classroom.size}

    @staticmethod
    def _before_words(sitting: Sitting) -> str:
        return _t("%(classroom)s, %(date)s: %(exercise)s") % {
            "classroom": sitting.classroom.name,
            "date": date_format(localtime(sitting.opened_at), "DATE_FORMAT"),
            "exercise": sitting.edition.title,
        }

    def _drop_impossible(self) -> None:
        """Forget what an address proposed and cannot be chosen: it may be old."""
        for name in list(self.initial):
            field = self.fields.get(name)
            if field is None or str(self.initial[name]) not in {
                str(value) for value, _label in field.choices
            }:
                del self.initial[name]

    @property
    def first_fields(self) -> list:
        return [field for field in self if field.name not in self.MORE]

    @property
    def more_fields(self) -> list:
        return [field for field in self if field.name in self.MORE]

    @property
    def shows_more(self) -> bool:
        """Say whether something in the folded part wants to be seen: a fault, or what an address proposed."""
        return any(name in self.errors or self.initial.get(name) for name in self.MORE)

    def clean(self) -> dict:
        cleaned = super().clean()
        found = problems(
            self._classroom() if cleaned.get("classroom") else None,
            self.editions,
            role=cleaned.get("role", ""),
            way=cleaned.get("way", ""),
            language=cleaned.get("language", ""),
            follows=self._follows(),
        )
        for name, sentence in found.items():
            self.add_error(name, sentence)
        return cleaned

    def _classroom(self) -> Classroom:
        return next(one for one in self.offer.classrooms if str(one.pk) == self.cleaned_data["classroom"])

    def _follows(self) -> Sitting | None:
        """Return the sitting with which this one is compared; of the latest, that of the classroom that was chosen."""
        wanted, classroom = self.cleaned_data.get("follows"), self.cleaned_data.get("classroom")
        if wanted != LATEST:
            return next((one for one in self.offer.before if str(one.pk) == wanted), None)
        if self.cleaned_data.get("role") not in COMPARED:
            return None
        return next((one for one in self.offer.before if str(one.classroom_id) == classroom), None)

    @property
    def misses_before(self) -> bool:
        """Say whether it would be compared, were there anything from before teaching."""
        wanted = self.cleaned_data.get("follows", LATEST)
        return self.cleaned_data["role"] in COMPARED and wanted == LATEST and self._follows() is None

    @property
    def editions(self) -> list[Edition]:
        """The one or two forms that were chosen."""
        second = self.cleaned_data.get("second")
        return [self.offer.edition] + [one for one in self.offer.parallel if str(one.exercise) == second]

    @property
    def chosen_classroom(self) -> Classroom | None:
        """The classroom that was chosen; None where one is to be made first."""
        return self._classroom() if "classroom" in self.fields else None

    @property
    def chosen(self) -> dict:
        """What was chosen, as `open_sitting` takes it."""
        cleaned = self.cleaned_data
        return {
            "second": self.editions[1] if len(self.editions) > 1 else None,
            "role": Role(cleaned["role"]),
            "way": Way(cleaned["way"]),
            "feedback": Feedback(cleaned["feedback"]),
            "language": cleaned["language"],
            "follows": self._follows(),
            "closes_at": closing.closes_at(Closing(cleaned["closes"]), self.now),
        }


def _with_why(label, why: str) -> str:
    return format_html('{}<small class="choice__why">{}</small>', label, why)


def _why_role() -> dict[Role, str]:
    return {
        Role.PRACTICE: _t("Pupils answer and learn why. You see together what was easy and what was hard."),
        Role.BEFORE: _t("You find out what they can already tell apart, before you teach about it."),
        Role.AFTER: _t(
            "You find out what they learnt: the same kind of claims again, after you taught about it."
        ),
        Role.DELAYED: _t("You find out what stayed, about eight weeks after you taught about it."),
    }


def _why_way() -> dict[Way, tuple[str, str]]:
    return {
        Way.DEVICES: (
            _t("Each on a device"),
            _t("A phone, a tablet or a computer, their own or the school’s. Nobody needs an account."),
        ),
        Way.HANDS: (
            _t("By raising hands"),
            _t("You show the claims on the wall and count the hands. No devices are needed."),
        ),
    }
