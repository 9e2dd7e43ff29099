"""What is filled in around the training: by ambassadors, by those who listen to talks, by coordinators."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ambassadors.domain import module
from ambassadors.domain.queries.training import Exercise, Lesson
from ambassadors.domain.training import CRITERIA
from ambassadors.forms.widgets import circles
from ambassadors.models import PracticeTalk

#: What a talk looks like that gets 1, 2, 3 or 4 points, by each criterion.
RUBRIC = {
    "truth": (
        _("Much of it is not true, or nobody learns where it comes from."),
        _("What matters is true; where it comes from is sometimes missing."),
        _("All of it is true, and the sources of what matters are named."),
        _("All of it is true and sourced, and it says openly what is not known."),
    ),
    "listening": (
        _("Speaks from beginning to end; questions find no room."),
        _("Lets people ask, but answers past the question now and then."),
        _("Asks, listens until the end, and answers what was asked."),
        _("Brings the listeners to talk to one another, and takes up what they say."),
    ),
    "clarity": (
        _("Hard to follow at this age: too much, too fast, or too many foreign words."),
        _("The main thing comes across; some of it goes over their heads."),
        _("Clear words, an example, one thing after another."),
        _("So clear and lively that a pupil could tell it on at home."),
    ),
    "care": (
        _("Somebody in the room could be hurt, or be made to speak for others."),
        _("Hurts nobody; where one finds help is not said yet."),
        _("Watches how people are, and says where one finds help."),
        _("Makes even those feel safe whom it touches, and knows when to hand over."),
    ),
}


class ModuleForm(forms.Form):
    """All situations. What was answered rightly stays chosen; what was not is explained and asked again."""

    tries = forms.CharField(required=False, widget=forms.HiddenInput)  # how often it was sent before

    def __init__(self, data=None):
        super().__init__(data)
        for one in module.SITUATIONS:
            self.fields[one.code] = forms.ChoiceField(
                label=one.story,
                choices=list(one.answers.items()),
                widget=circles(),
                error_messages={"required": _("Please choose what you would do.")},
            )

    def clean(self) -> dict:
        given = self.cleaned_data
        kept = self.data.copy()
        kept["tries"] = str(self.times)
        for one in module.SITUATIONS:
            if given.get(one.code) not in (None, one.right):
                self.add_error(one.code, one.why)
                kept.pop(one.code, None)
        self.data = kept
        return given

    @property
    def times(self) -> int:
        """How often it was sent, with this time; whatever stands in the field, a number from 1 to 99."""
        before = self.cleaned_data.get("tries", "")
        return min(int(before) + 1, 99) if before.isascii() and before.isdigit() and len(before) < 3 else 1

    @property
    def answers(self) -> dict[str, str]:
        return {one.code: self.cleaned_data[one.code] for one in module.SITUATIONS}

    @property
    def asked(self) -> list[tuple]:
        """Situations with their fields, and whether each was answered rightly just now."""
        return [
            (one, self[one.code], self.is_bound and not self[one.code].errors) for one in module.SITUATIONS
        ]


class TalkForm(forms.Form):
    """What a practice talk will be about."""

    about = forms.CharField(
        label=_("What you will speak about"),
        help_text=_("One sentence. Please name nobody, and no school."),
        max_length=200,
        error_messages={"required": _("Please say in a few words what you will speak about.")},
    )


class ReviewForm(forms.Form):
    """A practice talk is judged: one sentence by each criterion, and words for her."""

    comment = forms.CharField(
        label=_("What was good, and what to try next"),
        help_text=_("The ambassador reads it as you write it. Begin with what was good, and be concrete."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please say what was good, and what to try next.")},
    )

    def __init__(self, data=None):
        super().__init__(data)
        for name in CRITERIA:
            self.fields[name] = forms.TypedChoiceField(
                label=PracticeTalk._meta.get_field(name).verbose_name,
                coerce=int,
                choices=_levels(name),
                widget=circles(),
                error_messages={"required": _("Please choose the sentence that fits best.")},
            )
        self.order_fields([*CRITERIA, "comment"])

    @property
    def points(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in CRITERIA}


def _levels(name: str) -> list[tuple[int, str]]:
    return [
        # Translators: points of a practice talk: "3: All of it is true, and the sources of what matters are named."
        (points, _t("%(points)s: %(words)s") % {"points": points, "words": words})
        for points, words in enumerate(RUBRIC[name], start=1)
    ]


class PathForm(forms.Form):
    """Two to four lessons in their order, and two forms that measure alike."""

    def __init__(self, data=None, *, lessons: list[Lesson], forms_: list[Exercise], chosen=None):
        chosen = chosen or ((), ())
        first = ("", pgettext_lazy("nothing chosen yet in a list", "Please choose"))
        none = ("", pgettext_lazy("no lesson chosen in a list", "None"))
        super().__init__(data)
        titles = [(str(one.key), one.title) for one in lessons]
        for place in (1, 2, 3, 4):
            self.fields[f"lesson_{place}"] = forms.ChoiceField(
                label=_t("Lesson %(number)s") % {"number": place},
                choices=[none if place > 2 else first, *titles],
                required=place < 3,
                initial=str(chosen[0][place - 1]) if place <= len(chosen[0]) else "",
                error_messages={"required": _("Please choose a lesson.")},
            )
        titles = [(str(one.key), one.title) for one in forms_]
        for place, label in ((1, _("First exercise of the gate")), (2, _("Second exercise of the gate"))):
            self.fields[f"form_{place}"] = forms.ChoiceField(
                label=label,
                choices=[first, *titles],
                initial=str(chosen[1][place - 1]) if place <= len(chosen[1]) else "",
                error_messages={"required": _("Please choose an exercise.")},
            )

    @property
    def lessons(self) -> list[str]:
        return [key for place in (1, 2, 3, 4) if (key := self.cleaned_data[f"lesson_{place}"])]

    @property
    def chosen_forms(self) -> list[str]:
        return [self.cleaned_data["form_1"], self.cleaned_data["form_2"]]
