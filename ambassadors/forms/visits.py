"""What is filled in around a visit: its booking, its end, how it went."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from ambassadors.domain.queries.visits import languages_in_words
from ambassadors.domain.visits import CHECKLIST
from ambassadors.enums import Format, VisitState
from ambassadors.forms.widgets import boxes, circles, tick
from ambassadors.models import Ambassador, Companion, Visit
from schools.forms.schools import NUMBER

#: How a visit went, and what pupils took with them: from 4 down.
WENT = (
    (4, pgettext_lazy("how a visit went", "Very well")),
    (3, pgettext_lazy("how a visit went", "Well")),
    (2, pgettext_lazy("how a visit went", "Not so well")),
    (1, pgettext_lazy("how a visit went", "Badly")),
)
LEARNT = (
    (4, pgettext_lazy("what pupils took with them", "A lot")),
    (3, pgettext_lazy("what pupils took with them", "Something")),
    (2, pgettext_lazy("what pupils took with them", "A little")),
    (1, pgettext_lazy("what pupils took with them", "Hardly anything")),
)


def words_of(choices: Iterable[tuple], value):
    """Return the words of a choice; "" for none."""
    return dict(choices).get(value, "")


class VisitForm(forms.Form):
    """A form of a page about a visit. Names: {field of the error of a verb: field here}."""

    names: dict[str, str] = {}

    def tell(self, error) -> None:
        """Show what a verb says against it (ambassadors.domain.visits.VisitError)."""
        field = self.names.get(error.field, error.field)
        self.add_error(field if field in self.fields else None, str(error))
        for reason in error.reasons:
            self.add_error(None, reason)

    @property
    def values(self) -> dict:
        """What the verb takes."""
        return self.cleaned_data


class CancelForm(VisitForm):
    """Why a visit does not take place."""

    reason = forms.CharField(
        label=_("Why it cannot take place"),
        help_text=_("Coordinators read it, and whoever takes part may. No names, please."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say why.")},
    )


class HostCancelForm(CancelForm):
    """The same by the school, which may still want a visit."""

    reopen = forms.BooleanField(label=_("We would still like a visit"), required=False, widget=tick())


class DeliverForm(VisitForm):
    """A visit took place."""

    attended = forms.IntegerField(
        label=_("How many pupils were there"),
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs=NUMBER),
        error_messages={
            name: _("Please say how many pupils were there: 1 to 200.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )


class FeedbackForm(VisitForm):
    """How a visit went."""

    went = forms.TypedChoiceField(
        label=_("How did it go?"),
        coerce=int,
        choices=WENT,
        widget=circles(),
        error_messages={"required": _("Please choose one of the four.")},
    )
    learnt = forms.TypedChoiceField(
        label=_("What did the pupils take with them?"),
        coerce=int,
        empty_value=None,
        choices=LEARNT,
        required=False,
        widget=circles(),
    )
    text = forms.CharField(
        label=_("In a few words"),
        help_text=_("Coordinators read it. No names of pupils, please."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    worry = forms.BooleanField(
        label=_("Something worried me; please ask me"),
        help_text=_("A coordinator and the safeguarding leads are told at once."),
        required=False,
        widget=tick(),
    )


class FilterForm(forms.Form):
    """Which visits a coordinator wants to see; what is no choice is as if it were not chosen."""

    state = forms.ChoiceField(label=pgettext_lazy("of a visit", "State"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", pgettext("visits", "All")), *VisitState.choices]

    @property
    def wanted(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("state", "")


class AddForm(VisitForm):
    """One more ambassador is asked to go along. able: who can be asked."""

    ambassador = forms.ChoiceField(
        label=_("Who is asked as well"),
        help_text=_("Those whom nothing keeps from visiting, who speak the language of the classroom."),
    )

    def __init__(self, *args, able: Iterable[Ambassador], **kwargs):
        super().__init__(*args, **kwargs)
        self.able = {one.key: one for one in able}
        self.fields["ambassador"].choices = [
            ("", pgettext("nothing chosen yet in a list", "Please choose")),
            *(
                # Translators: in a list of ambassadors: first name, town
                (key, _t("%(name)s, %(town)s") % {"name": one.first_name, "town": one.town.name})
                for key, one in self.able.items()
            ),
        ]

    @property
    def values(self) -> dict:
        return {"ambassador": self.able[self.cleaned_data["ambassador"]]}


class BookForm(VisitForm):
    """When, where and with whom a visit takes place. able: companions who are cleared, in the order of the list."""

    names = {"starts_at": "day"}

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(
        label=pgettext_lazy("of day", "Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=15, max_value=240, widget=forms.NumberInput(attrs=NUMBER)
    )
    format = forms.ChoiceField(label=_("How"), choices=Format.choices, widget=circles())
    place = forms.CharField(
        label=_("Where in the school, or the link of the school’s own online room"),
        help_text=_("Nobody’s name, number or address."),
        max_length=200,
        required=False,
    )
    first_companion = forms.ChoiceField(label=_("First companion"), required=False)
    second_companion = forms.ChoiceField(
        label=_("Second companion"),
        help_text=_("Two go along wherever somebody under 18 goes, and nobody writes without them."),
        required=False,
    )
    checklist = forms.MultipleChoiceField(
        label=_("Looked at, every time anew"),
        choices=list(CHECKLIST.items()),
        error_messages={"required": _("Please go through the whole list. Every point matters.")},
        widget=boxes(),
    )

    def __init__(self, data=None, *, visit: Visit, able: Iterable[Companion]):
        self.able = {one.key: one for one in able}
        super().__init__(data, initial=_start(visit))
        choices = [
            ("", pgettext("companion of a visit", "nobody")),
            *(
                (
                    key,
                    # Translators: in a list of companions: first name, town, languages in brackets
                    _t("%(name)s, %(town)s (%(languages)s)")
                    % {
                        "name": one.first_name,
                        "town": one.town.name,
                        "languages": languages_in_words(one.languages),
                    },
                )
                for key, one in self.able.items()
            ),
        ]
        for name in ("first_companion", "second_companion"):
            self.fields[name].choices = choices

    @property
    def values(self) -> dict:
        given = dict(self.cleaned_data)
        starts_at = timezone.make_aware(datetime.combine(given.pop("day"), given.pop("time")))
        for name in ("first_companion", "second_companion"):
            given[name] = self.able.get(given[name])
        return given | {"starts_at": starts_at}


def _start(visit: Visit) -> dict:
    """What the form begins with: how the visit is booked, else what the school asked for. No point is ticked."""
    found = {"minutes": visit.minutes, "format": visit.format, "place": visit.place}
    found["day"] = visit.request.first_day
    if visit.starts_at:
        moment = timezone.localtime(visit.starts_at)
        found |= {"day": moment.date(), "time": moment.time()}
    for name in ("first_companion", "second_companion"):
        companion = getattr(visit, name)
        found[name] = companion.key if companion else ""
    return found
