"""Signing a pledge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Pledge
from cms.forms.sealed import SealedForm


def _line(name: str, *, label, help_text="", required=False, autocomplete="off") -> forms.CharField:
    column = Pledge._meta.get_field(name)
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=column.max_length,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class PublicPledgeForm(SealedForm):
    """Anybody signs; nothing has to be filled in."""

    first_name = _line(
        "first_name",
        label=_("First name"),
        autocomplete="given-name",
        help_text=_("Nobody sees it but you. Leave it empty and you sign without a name."),
    )
    place = _line(
        "place",
        label=_("Place"),
        help_text=_("Shown only as a number, once at least ten have signed from there."),
    )
    school = _line(
        "school", label=_("School"), help_text=_("For the organisation’s own count. It is not shown.")
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_(
            "Only if you want a letter with your own link. Your pledge counts once you have confirmed it, "
            "and then we delete the address."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class OfficePledgeForm(SealedForm):
    """Somebody who holds a public office promises something in public."""

    name = _line("name", label=_("Name"), required=True, autocomplete="name")
    office = _line(
        "office",
        label=_("Office"),
        required=True,
        help_text=_("For example: member of the town council of Wren."),
    )
    words = forms.CharField(
        label=_("What you promise, in your own words"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "We send a letter there to be sure that it is you, and ask once a year whether it still holds. "
            "It is never shown. Best is the address of your office."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
