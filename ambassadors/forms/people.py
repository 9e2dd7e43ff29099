"""What is filled in around ambassadors and companions. Whatever else is sent with it is not looked at."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ambassadors.domain.clearance import LONGEST_ADULT, LONGEST_MINOR, checks_for, last_line
from ambassadors.enums import MINORS, Band, Step
from ambassadors.forms.widgets import boxes
from ambassadors.models import Ambassador, Companion
from campaigns.models import Organisation
from cms.languages import BY_CODE, DEFAULT_LANGUAGE, LANGUAGES
from cms.models import Country, User
from cms.vocabularies import terms
from schools.forms.schools import TownForm
from schools.models import School

ADDRESS = {"dir": "ltr", "autocomplete": "off"}


def _address(label, help_text, **values) -> forms.EmailField:
    widget = forms.EmailInput(attrs=ADDRESS)
    return forms.EmailField(label=label, help_text=help_text, max_length=254, widget=widget, **values)


def _languages() -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in BY_CODE.values()]


# Ambassadors -------------------------------------------------------------------------------------------------------


class NominateForm(TownForm):
    """A house nominates a young person."""

    first_name = forms.CharField(
        label=_("First name"),
        help_text=_("Only the first name. We never ask for a surname."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    band = forms.ChoiceField(label=_("Age"), help_text=_("We ask for no date of birth."))
    language = forms.ChoiceField(label=_("Language"), help_text=_("For the invitation, and for letters."))
    email = _address(
        _("E-mail address of the young person"),
        _("The invitation goes there. It is good for 30 days."),
    )
    guardian_email = _address(
        _("E-mail address of a parent or guardian"),
        _("Only under 18. A private link goes there as soon as the young person has agreed."),
        required=False,
    )
    guardian_language = forms.ChoiceField(
        label=_("Language of the parent or guardian"), help_text=_("Only under 18."), required=False
    )
    why = forms.CharField(
        label=_("Why you nominate her or him"),
        help_text=_("The young person can read it."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["first_name", "band", "country", "town", "language", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["town"].label = _t("Town where the young person lives")
        self.fields["town"].help_text = _t("As people there write it. No street, no house.")
        self.fields["band"].choices = [("", _t("Please choose")), *Band.choices]
        self.fields["language"].choices = _languages()
        self.fields["guardian_language"].choices = [("", _t("The same")), *_languages()]
        self.initial.setdefault("language", get_language() or DEFAULT_LANGUAGE)


class GuardianLinkForm(forms.Form):
    """The private link goes to a parent or guardian again, perhaps to another address."""

    guardian_email = _address(
        _("E-mail address of a parent or guardian"),
        _(
            "With another address, what was agreed to before ends at once, and whoever reads the letter decides anew."
        ),
    )
    guardian_language = forms.ChoiceField(label=_("Language of the letter"))

    def __init__(self, *args, ambassador: Ambassador, **kwargs):
        kept = {
            "guardian_email": ambassador.guardian_email,
            "guardian_language": ambassador.guardian_language,
        }
        super().__init__(*args, initial=kept, **kwargs)
        self.fields["guardian_language"].choices = _languages()


class LeaveForm(forms.Form):
    """Why somebody leaves."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the log of the site. Please name nobody."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ThanksForm(forms.Form):
    """A coordinator gives thanks."""

    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("The ambassador reads them."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BandForm(forms.Form):
    """Another age; it only ever rises."""

    band = forms.ChoiceField(label=_("Age"))

    def __init__(self, *args, ambassador: Ambassador, **kwargs):
        super().__init__(*args, **kwargs)
        above = Band.choices[Band.values.index(ambassador.band) + 1 :]
        self.fields["band"].choices = [("", _t("Please choose")), *above]


class BoardForm(forms.Form):
    """Which ambassadors a coordinator wants to see; what is no choice is as if it were not chosen."""

    step = forms.ChoiceField(label=_("Step"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [("", _t("All steps")), *Step.choices]
        self.fields["country"].choices = [("", _t("All countries"))] + [
            (country.code, country.label) for country in terms(Country).values()
        ]
        self.fields["language"].choices = [("", _t("All languages")), *_languages()]

    @property
    def wanted(self) -> dict:
        """What was chosen, as queries.people.on_the_way takes it."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


# Companions --------------------------------------------------------------------------------------------------------


class CompanionForm(TownForm):
    """A grown-up who has an account is registered as a companion."""

    email = _address(_("E-mail address of the account"), _("A grown-up who has an account here."))
    first_name = forms.CharField(
        label=_("First name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that she or he speaks"),
        choices=[(one.code, one.name) for one in LANGUAGES],
        widget=boxes(),
    )
    school = forms.CharField(
        label=_("School"),
        help_text=_("If the companion belongs to one: its name, as it stands in the list of schools."),
        max_length=120,
        required=False,
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        help_text=_("If the companion belongs to one."),
        max_length=120,
        required=False,
    )

    field_order = ["email", "first_name", "country", "town", "languages"]

    def __init__(self, *args, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_email(self) -> User:
        """Return whose confirmed address it is."""
        address = EmailAddress.objects.filter(
            email=self.cleaned_data["email"].strip().lower(), verified=True, user__is_active=True
        )
        found = address.select_related("user").first()
        if found is None:
            raise forms.ValidationError(
                _t("Nobody with this address has an account yet. Ask her or him to make one.")
            )
        if found.user == self.actor:
            raise forms.ValidationError(_t("Somebody else has to register you."))
        return found.user

    def clean_school(self) -> School | None:
        return self._named(
            School.objects.in_network(), "school", _t("We know no school, or more than one, of this name.")
        )

    def clean_organisation(self) -> Organisation | None:
        return self._named(
            Organisation.objects.approved(), "organisation", _t("We know no organisation of this name.")
        )

    def _named(self, rows, field: str, fault: str):
        name = " ".join(self.cleaned_data[field].split())
        if not name:
            return None
        found = list(rows.filter(name__iexact=name)[:2])
        if len(found) != 1:
            raise forms.ValidationError(fault)
        return found[0]


# Clearance ---------------------------------------------------------------------------------------------------------


class ClearanceForm(forms.Form):
    """A safeguarding lead ticks what she has made sure of, every point of it, and says until when it holds."""

    checks = forms.MultipleChoiceField(
        label=_("What I have made sure of"),
        help_text=_("Every point. Where one is missing, nobody is cleared."),
        error_messages={
            "required": _("Please make sure of every point. If one is missing, nobody can be cleared.")
        },
        widget=boxes(),
    )
    until = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args, person: Ambassador | Companion, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", last_line(person))
        self.fields["checks"].choices = list(checks_for(person).items())
        is_young = getattr(person, "band", "") in MINORS
        longest = LONGEST_MINOR if is_young else LONGEST_ADULT
        self.fields["until"].help_text = _t("A year at most.") if is_young else _t("Two years at most.")
        self.initial.setdefault("until", timezone.localdate() + min(longest, timedelta(days=365)))


class EndForm(forms.Form):
    """Why a clearance ends."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For safeguarding leads alone."),
        max_length=600,
        error_messages={"required": _("Please say why.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
