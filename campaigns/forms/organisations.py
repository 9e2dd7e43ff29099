"""What is filled in around organisations: a request, an invitation, the reasons of a decision."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.enums import OrganisationRole
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from cms.models import Country
from cms.vocabularies import choices, terms


class RequestForm(forms.Form):
    """A youth organisation asks to join. Whatever else is sent with it is not looked at."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    about = forms.CharField(
        label=_("What you do"),
        help_text=_(
            "A few sentences: who you are, whom you work with, what you would like to tell. They become the "
            "beginning of your public page, where you can change them."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    contact_email = forms.EmailField(
        label=_("E-mail address of the organisation"),
        help_text=_("For our coordinators. It is not published."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("Language in which you write"),
        help_text=_("Your campaigns begin in it. They can be translated into all others."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _t("Not said")), *choices(Country)]
        self.fields["language"].choices = [(one.code, one.name) for one in BY_CODE.values()]
        self.initial.setdefault("language", get_language() or DEFAULT_LANGUAGE)

    def clean_country(self) -> Country | None:
        return terms(Country).get(self.cleaned_data["country"])


class InvitationForm(forms.Form):
    """Somebody is invited."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation is good for this address alone, for two weeks."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=OrganisationRole.choices,
        initial=OrganisationRole.MEMBER,
        help_text=_("All members write. Leads also invite others and end memberships."),
    )


class DecisionForm(forms.Form):
    """Why a coordinator decides as she does."""

    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_("The organisation reads them. Needed for a no and for a suspension."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
