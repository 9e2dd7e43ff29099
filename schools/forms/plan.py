"""A task of a school's plan."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from schools.domain.framework import areas
from schools.domain.plan import LONGEST_TASK
from schools.models import Indicator, PlanTask

MOST_YEARS_AHEAD = 5


class TaskForm(forms.Form):
    """What is done, what for, by whom and until when. people: who may see to it; None where that is not asked.

    task: the one that is changed. Its own day may stay even when it is over; a new one lies ahead.
    """

    what = forms.CharField(
        label=_("What we will do"), max_length=LONGEST_TASK, widget=forms.Textarea(attrs={"rows": 3})
    )
    indicator = forms.ChoiceField(label=_("Indicator"), required=False)
    owner = forms.ChoiceField(label=_("Who sees to it"), required=False)
    due = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, people=None, task: PlanTask | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.task, self.people = task, {str(one.pk): one for one in people or ()}
        self.indicators: dict[str, Indicator] = {}
        groups = []
        for area, each in areas().items():
            self.indicators |= {one.code: one for one in each}
            groups.append((area.label, [(one.code, one.label) for one in each]))
        if task and task.indicator and task.indicator.code not in self.indicators:
            self.indicators[task.indicator.code] = task.indicator  # of an earlier version of the framework
            groups.append(("", [(task.indicator.code, task.indicator.label)]))
        self.fields["indicator"].choices = [
            ("", pgettext_lazy("indicator of a task", "none in particular")),
            *groups,
        ]
        if people is None:
            del self.fields["owner"]
        else:
            self.fields["owner"].choices = [
                ("", pgettext_lazy("who sees to a task", "nobody yet")),
                *((key, one.get_full_name()) for key, one in self.people.items()),
            ]

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due and due < timezone.localdate() and due != (self.task.due if self.task else None):
            raise forms.ValidationError(_("This day is over. Please choose one that is still to come."))
        if due and due.year > timezone.localdate().year + MOST_YEARS_AHEAD:
            raise forms.ValidationError(_("Please choose a day in the next few years."))
        return due

    def clean(self):
        cleaned = super().clean()
        cleaned["indicator"] = self.indicators.get(cleaned.get("indicator"))
        cleaned["owner"] = self.people.get(cleaned.get("owner"))
        return cleaned
