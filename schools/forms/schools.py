"""What is filled in around schools. Whatever else is sent with it is not looked at."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from classrooms.models import Classroom
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from cms.models import Country
from cms.vocabularies import choices, terms
from schools.enums import SchoolRole, SchoolState, SizeBand, Stage
from schools.models import School
from schools.models.school import MOST_STAFF, MOST_YEAR_GROUPS

#: What is chosen for a classroom that is in no year group of the school.
NOWHERE = "none"
NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


class DegreesField(forms.CharField):
    """Degrees as people write them: with a point or a comma, in any digits; a Decimal or None."""

    def __init__(self, most: int, **values):
        self.most = most
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"})
        super().__init__(required=False, max_length=12, widget=widget, **values)

    def clean(self, value) -> Decimal | None:
        text = super().clean(value).replace(",", ".").replace("٫", ".").replace("−", "-")
        if not text:
            return None
        try:
            degrees = Decimal(text)
        except InvalidOperation:
            degrees = Decimal("NaN")
        if not (degrees.is_finite() and abs(degrees) <= self.most):
            raise forms.ValidationError(
                _t("Please give a number between −%(most)d and %(most)d.") % {"most": self.most}
            )
        return degrees


class SchoolFields(forms.Form):
    """What a school says of itself, whenever it says it."""

    stage = forms.ChoiceField(label=_("What it teaches"))
    size = forms.ChoiceField(label=_("How many pupils it has"))
    staff = forms.IntegerField(
        label=_("How many people teach there"),
        help_text=_("Teachers and other teaching staff, roughly."),
        min_value=1,
        max_value=MOST_STAFF,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    year_groups = forms.IntegerField(
        label=_("How many year groups it has"),
        help_text=_("A school from year 5 to year 12 has eight."),
        min_value=1,
        max_value=MOST_YEAR_GROUPS,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    language = forms.ChoiceField(
        label=_("Language of the school"),
        help_text=_("For letters to people whose language we do not know, and for certificates."),
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _t("Please choose")), *Stage.choices]
        self.fields["size"].choices = [("", _t("Please choose")), *SizeBand.choices]
        self.fields["language"].choices = [(one.code, one.name) for one in BY_CODE.values()]
        self.initial.setdefault("language", get_language() or DEFAULT_LANGUAGE)


class TownForm(forms.Form):
    """Where a school is."""

    country = forms.ChoiceField(label=_("Country"))
    town = forms.CharField(
        label=_("Town"), max_length=80, help_text=_("As people there write it: Lviv, Wien, Marseille.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _t("Please choose")), *choices(Country)]

    def clean_country(self) -> Country:
        return terms(Country)[self.cleaned_data["country"]]


class RegisterForm(TownForm, SchoolFields):
    """A school is registered by somebody who works there."""

    name = forms.CharField(label=_("Name of the school"), max_length=120)
    latitude = DegreesField(
        90,
        label=_("Latitude of the town"),
        help_text=_(
            "For the map, if you know it. We mean the town and never the house, so we keep one decimal place: about "
            "ten kilometres."
        ),
    )
    longitude = DegreesField(180, label=_("Longitude of the town"))

    #: What few people know by heart comes last.
    field_order = ["name", "country", "town", *SchoolFields.base_fields, "latitude", "longitude"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if {"latitude", "longitude"} <= cleaned.keys():
            given = [name for name in ("latitude", "longitude") if cleaned[name] is not None]
            if len(given) == 1:
                missing = "longitude" if given == ["latitude"] else "latitude"
                self.add_error(missing, _t("Please give both coordinates of the town, or none."))
        return cleaned


class SettingsForm(SchoolFields):
    """A lead changes what her school says of itself."""

    email_domain = forms.ChoiceField(
        label=_("Who may join without an invitation"),
        help_text=_(
            "Whoever has confirmed an address of your school's domain. You can choose domains of your own confirmed "
            "addresses; those of public mail providers do not count."
        ),
        required=False,
    )
    on_wall = forms.BooleanField(
        label=_("Show our school on the public wall and map"),
        help_text=_(
            "Its name, its town and its level, once a coordinator has confirmed it. No people, no numbers."
        ),
        required=False,
    )

    def __init__(self, *args, school: School, domains: Iterable[str], **kwargs):
        kept = {
            name: getattr(school, name) for name in (*SchoolFields.base_fields, "email_domain", "on_wall")
        }
        super().__init__(*args, initial=kept, **kwargs)
        known = {*domains, school.email_domain} - {""}
        self.fields["email_domain"].choices = [
            ("", _t("Nobody: we invite each other")),
            *((domain, f"@{domain}") for domain in sorted(known)),
        ]


class NameForm(forms.Form):
    """A school is called otherwise from now on."""

    name = forms.CharField(label=_("Name of the school"), max_length=120)


class InvitationForm(forms.Form):
    """A colleague is invited."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation is good for this address alone, for two weeks."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=SchoolRole.choices,
        initial=SchoolRole.TEACHER,
        help_text=_("Everybody notes what they taught. Leads also invite, open rounds and hand in."),
    )


class ClassroomsForm(forms.Form):
    """In which year group of a school each of somebody's own classrooms is; one field for each of them."""

    def __init__(self, *args, classrooms: Iterable[Classroom], school: School, **kwargs):
        super().__init__(*args, **kwargs)
        self.classrooms = list(classrooms)
        years = [
            (str(number), _t("Year group %(number)d") % {"number": number})
            for number in range(1, school.year_groups + 1)
        ]
        for one in self.classrooms:
            placed = getattr(one, "placed", None)
            here = placed is not None and placed.school_id == school.pk
            elsewhere = placed is not None and not here
            if self.is_bound and self._name(one) not in self.data:
                continue  # made in another window meanwhile: nothing was said about it
            self.fields[self._name(one)] = forms.TypedChoiceField(
                label=one.name,
                choices=[(NOWHERE, pgettext("year group of a classroom", "Not in this school")), *years],
                coerce=lambda value: None if value == NOWHERE else int(value),
                initial=str(placed.year_group) if here else NOWHERE,
                help_text=_t("Counts at %(school)s now.") % {"school": placed.school.name}
                if elsewhere
                else "",
            )

    @property
    def chosen(self) -> list[tuple[Classroom, int | None]]:
        """Each classroom with the year group that was chosen, None for not in this school."""
        named = [(one, self._name(one)) for one in self.classrooms]
        return [(one, self.cleaned_data[name]) for one, name in named if name in self.cleaned_data]

    @staticmethod
    def _name(classroom: Classroom) -> str:
        return f"classroom_{classroom.pk}"


class CloseForm(forms.Form):
    """Why a coordinator closes a school."""

    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_("The leads read them."),
        max_length=2000,
        error_messages={"required": _("Please give your reasons. The leads read them.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FilterForm(forms.Form):
    """Which schools a coordinator wants to see; what is no choice is as if it were not chosen."""

    state = forms.ChoiceField(label=_("State"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    quiet = forms.BooleanField(label=_("Quiet ones only: no session for 60 days"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _t("All states")), *SchoolState.choices]
        self.fields["country"].choices = [("", _t("All countries"))] + [
            (country.code, country.label) for country in terms(Country).values()
        ]

    @property
    def wanted(self) -> dict:
        """What was chosen, as queries.schools.listed_schools takes it."""
        self.is_valid()
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}
