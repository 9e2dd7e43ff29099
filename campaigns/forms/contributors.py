"""What an organisation notes about somebody who tells a story: as little as will do, and each field says why."""

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.domain.contributors import FIELDS
from campaigns.models import Contributor
from cms.languages import BY_CODE, DEFAULT_LANGUAGE


class ContributorForm(forms.ModelForm):
    """A contributor, new or to be changed."""

    class Meta:
        model = Contributor
        fields = (
            "pseudonym",
            "first_name",
            "name",
            "country",
            "region",
            "town",
            "email",
            "language",
            "adult_on",
        )
        help_texts = {
            "pseudonym": _(
                "The safest choice. Agree on it with the person: no nickname by which friends or family would know "
                "who it is."
            ),
            "first_name": _(
                "Only if the person may want to be called by it. It is shown only if the person allows it."
            ),
            "name": _(
                "Leave it empty unless the person wants to be named in full. It is shown only if the person allows it."
            ),
            "country": _("Where the person tells from. Shown only if the person allows it."),
            "region": _("Only if it matters for the story."),
            "town": _(
                "Only if it matters for the story. With a first name and a picture it may be enough to recognise "
                "somebody."
            ),
            "email": _(
                "Only to send the private link. You can also hand it over as a QR code, and keep no address."
            ),
            "language": _("The language in which the private link opens. It can be changed there."),
            "adult_on": _(
                "Only for people under 18: the day of the 18th birthday. Until then a parent or guardian agrees; from "
                "that day on the person decides anew. We keep no date of birth."
            ),
        }
        widgets = {
            "adult_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            **{
                name: forms.TextInput(attrs={"autocomplete": "off"})
                for name in ("pseudonym", "first_name", "name", "country", "region", "town")
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(one.code, one.name) for one in BY_CODE.values()]
        if not self.instance.pk:
            self.initial.setdefault("language", get_language() or DEFAULT_LANGUAGE)

    def clean_adult_on(self):
        day = self.cleaned_data["adult_on"]
        before = self.instance.pk and parse_date(str(self.initial.get("adult_on") or ""))
        if day and day <= timezone.localdate() and day != before:
            raise forms.ValidationError(
                _t(
                    "This day has passed: the person is grown up and decides alone. Please leave the field empty."
                )
            )
        if day and day.year > timezone.localdate().year + 18:
            raise forms.ValidationError(_t("This is not the day of somebody’s 18th birthday."))
        return day

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in ("pseudonym", "first_name", "name")):
            self.add_error(
                "pseudonym", _t("You need some name by which you know who it is. Any invented one will do.")
            )
        return cleaned

    @property
    def values(self) -> dict:
        """What was filled in, as the domain takes it."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
