"""What coordinators choose on the dashboard of the network, and the events that they add."""

from collections.abc import Collection, Mapping

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cms.models import Country
from cms.vocabularies import choices, terms
from schools.years import year_label


class NetworkFilterForm(forms.Form):
    """Country and school year; what is no choice is as if it were not chosen.

    kept: the countries ("" for all) of which there are figures, by year, the newest year first.
    """

    country = forms.ChoiceField(label=_("Country"), required=False)
    year = forms.TypedChoiceField(label=_("School year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args, kept: Mapping[int, Collection[str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = kept
        known = terms(Country)
        codes = {code for each in kept.values() for code in each if code}
        labels = [(code, known[code].label if code in known else code) for code in codes]
        labels.sort(key=lambda one: one[1].casefold())
        self.fields["country"].choices = [("", _t("All countries")), *labels]
        self.fields["year"].choices = [(year, year_label(year)) for year in kept]

    @property
    def wanted(self) -> tuple[int | None, str]:
        """Year and code of the country of which there are figures; None where there are none at all."""
        self.is_valid()
        year = self.cleaned_data.get("year") or next(iter(self.kept), None)
        country = self.cleaned_data.get("country", "")
        return year, country if country in self.kept.get(year, ()) else ""


class EventForm(forms.Form):
    """Something that happened outside."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    title = forms.CharField(
        label=_("What happened"),
        max_length=120,
        help_text=_("For example: elections, a campaign week, the end of the holidays."),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _t("All countries")), *choices(Country)]

    def clean_day(self):
        day = self.cleaned_data["day"]
        if not 2015 <= day.year <= timezone.localdate().year + 2:
            raise forms.ValidationError(_t("Please give a day that belongs to one of our school years."))
        return day

    def clean_country(self) -> Country | None:
        code = self.cleaned_data["country"]
        return terms(Country)[code] if code else None
