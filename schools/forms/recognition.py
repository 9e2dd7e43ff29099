"""Handing a level in, and deciding about it."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.enums import Level


class HandInForm(forms.Form):
    """A level whose conditions are met, the highest first, and what the school wants to say.

    levels: those that can be handed in.
    """

    level = forms.TypedChoiceField(
        label=_("Level"), coerce=int, widget=forms.RadioSelect(attrs={"class": "choice__box"})
    )
    statement = forms.CharField(
        label=_("What we are proud of, and what comes next"),
        help_text=_("A few sentences for the coordinators. Please name no pupils."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, levels: Sequence[Level], **kwargs):
        super().__init__(*args, **kwargs)
        highest_first = sorted(levels, reverse=True)
        self.fields["level"].choices = [(level.value, level.label) for level in highest_first]
        if highest_first:
            self.fields["level"].initial = highest_first[0].value


class DecisionForm(forms.Form):
    """What a coordinator says to the school; must: whether she has to give reasons."""

    reasons = forms.CharField(
        label=_("What you want to tell the school"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, must: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reasons"]
        field.required = must
        field.error_messages["required"] = _("Please give your reasons. The school reads them.")
        field.help_text = (
            _("Your reasons. The leads get them by mail.")
            if must
            else _("The leads get it by mail. With “not yet”, say what is missing.")
        )
