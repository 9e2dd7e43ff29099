"""What an organisation reports and tests, and the one question of a message test."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.domain.message_tests import LEAST_WANTED, MOST_WANTED
from campaigns.models import MessageTest
from cms.forms.sealed import SealedForm
from cms.languages import BY_CODE

YES, NO = "yes", "no"


class ReachForm(forms.Form):
    """How many people something reached elsewhere."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    channel = forms.CharField(
        label=_("Where"), max_length=80, help_text=_("For example: a newspaper, a network, a market stall.")
    )
    people = forms.IntegerField(
        label=_("How many people"),
        min_value=1,
        max_value=1_000_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    counted_how = forms.CharField(
        label=_("How you know"),
        max_length=200,
        help_text=_("For example: the network’s own statistics; counted at the door; a rough guess."),
    )

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class MessageTestForm(forms.Form):
    """Two wordings to be compared."""

    language = forms.ChoiceField(label=_("Language"))
    first = forms.CharField(
        label=_("First wording"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    second = forms.CharField(
        label=_("Second wording"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    question = forms.CharField(
        label=_("Question, to be answered with yes or no"),
        max_length=200,
        help_text=_("The same after both. For example: Would you pass this on to a friend?"),
    )
    expectation = forms.CharField(
        label=_("What you expect, and why"),
        max_length=600,
        help_text=_("Written down before the first answer, and shown beside the result."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wanted = forms.IntegerField(
        label=_("Answers to each wording"),
        min_value=LEAST_WANTED,
        max_value=MOST_WANTED,
        initial=200,
        help_text=_(
            "It ends by itself when both have so many. With 50 you will see only a difference of about 28 in a "
            "hundred, with 200 of 14, with 800 of 7."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, languages, test: MessageTest | None = None, **kwargs):
        if test is not None:
            names = ("language", "first", "second", "question", "expectation", "wanted")
            kwargs["initial"] = {name: getattr(test, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, BY_CODE[code].name) for code in languages]


class TryForm(SealedForm):
    """The answer to a message test. more: which wording was shown."""

    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])
