"""The inclusion self-check and the plan that follows from it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.domain.inclusion import AREAS, LONGEST_ACTION, questions
from campaigns.enums import InclusionLevel
from campaigns.models import InclusionAnswer


class CheckForm(forms.Form):
    """All questions with their four levels. Nothing is required: one may save half of it and go on tomorrow."""

    def __init__(self, *args, answers: dict[int, InclusionAnswer], **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = questions()
        for question in (one for each in self.asked.values() for one in each):
            known = answers.get(question.pk)
            self.fields[f"level-{question.pk}"] = forms.TypedChoiceField(
                label=question.label,
                choices=InclusionLevel.choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=known.level if known else None,
                widget=forms.RadioSelect(attrs={"class": "choice__box"}),
            )
            self.fields[f"note-{question.pk}"] = forms.CharField(
                label=_("Note"),
                max_length=300,
                required=False,
                initial=known.note if known else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    @property
    def areas(self) -> list[dict]:
        """The areas with the fields of their questions, for the template."""
        return [
            {
                "code": code,
                "name": AREAS[code],
                "questions": [
                    {"level": self[f"level-{one.pk}"], "note": self[f"note-{one.pk}"]} for one in each
                ],
            }
            for code, each in self.asked.items()
        ]

    @property
    def answers(self) -> dict[int, tuple[int, str]]:
        """What was answered: {primary key of the question: (level, note)}."""
        return {
            one.pk: (self.cleaned_data[f"level-{one.pk}"], self.cleaned_data[f"note-{one.pk}"])
            for each in self.asked.values()
            for one in each
            if self.cleaned_data[f"level-{one.pk}"] is not None
        }


class ActionForm(forms.Form):
    """One thing that the organisation will do."""

    what = forms.CharField(
        label=_("What we will do"), max_length=LONGEST_ACTION, widget=forms.Textarea(attrs={"rows": 3})
    )
    who = forms.CharField(label=_("Who sees to it"), max_length=80, required=False)
    due = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
