"""Ending as an ambassador, and handing on."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HandoverForm(forms.Form):
    """What an ambassador leaves to whoever comes after her.

    successors: ambassadors of the same house. may_be_shown: whether she is an adult, who may be among the alumni.
    """

    successor = forms.ChoiceField(
        label=_("Who comes after you?"),
        help_text=_("An ambassador of the same school or organisation. She or he reads what you write here."),
        required=False,
        error_messages={"invalid_choice": _("Please choose somebody from the list.")},
    )
    handover = forms.CharField(
        label=_("What should your successor know?"),
        help_text=_("What worked, what you would do otherwise. Please give no addresses and no surnames."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"max_length": _("Please write 2,000 letters at most.")},
    )
    shown = forms.BooleanField(
        label=_("Show me among the alumni, by first name and year"),
        help_text=_("Everybody can read that page. You can change your mind at any time."),
        required=False,
    )
    sure = forms.BooleanField(
        label=_("I end my time as an ambassador"),
        help_text=_("Your clearance ends. Your badges and letters stay."),
        error_messages={"required": _("Please tick this if you want to end your time as an ambassador.")},
    )

    def __init__(self, *args, successors, may_be_shown: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.successors = {one.key: one for one in successors}
        self.fields["successor"].choices = [
            ("", _("Nobody yet")),
            *((key, one.first_name) for key, one in self.successors.items()),
        ]
        if not self.successors:
            del self.fields["successor"]
        if not may_be_shown:
            del self.fields["shown"]

    def clean_successor(self):
        return self.successors.get(self.cleaned_data["successor"])
