"""What is written about a visit, and decided about what is held back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.domain.messages import MOST_CHARACTERS


class MessageForm(forms.Form):
    """One message; how long it may be, domain.messages counts: browsers send a line's end as two characters."""

    text = forms.CharField(
        label=_("Your message"),
        help_text=_("Please without phone numbers, addresses and links. Everybody who takes part reads it."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MOST_CHARACTERS, "dir": "auto"}),
        error_messages={"required": _("Please write something.")},
    )


class DecisionForm(forms.Form):
    """Why a safeguarding lead passes something on or does not; one form for each message (prefix)."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept in the log. If you do not pass it on, please say why."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
