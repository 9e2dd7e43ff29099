"""What members fill in about a figure: what it says, what exactly it counts, and where it comes from."""

import re
from datetime import date, timedelta

from django import forms
from django.utils.formats import get_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.domain.figures import TEXTS
from campaigns.enums import FigureKind, Precision
from campaigns.models import Claim
from cms.languages import BY_CODE, INTERFACE_LANGUAGES
from cms.models import Licence
from cms.vocabularies import terms

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
HELP = {
    "label": _("A few words by which colleagues and readers find it: Nurses born abroad."),
    "unit": _("What is counted, so that it can stand after the number: of nurses; people; euros a year."),
    "definition": _(
        "What is counted, when, where, by whom, and what is left out. As the source says it, not as one would like it."
    ),
    "territory": _("The place that the figure is about: Finland; the 27 countries of the European Union."),
    "caution": _("What people often take it to say, and what it does not say. It stands beside the figure."),
}


class PartialDateField(forms.CharField):
    """A year, a month or a day, as exactly as it is known: gives (date, Precision), or (None, year) for nothing."""

    def to_python(self, value):
        written = super().to_python(value)
        if not written:
            return None, Precision.YEAR
        found = _DATE.fullmatch(written.strip())
        try:
            year, month, day = (
                (int(part) if part else None for part in found.groups()) if found else (0, 0, 0)
            )
            known = date(year, month or 1, day or 1)
        except ValueError:
            known = None
        if known is None or not found:
            raise forms.ValidationError(_("Write a year, or a month like 2023-06, or a day like 2023-06-30."))
        if known > date.today() + timedelta(days=366):
            raise forms.ValidationError(_("This date is in the future."))
        return known, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR

    def validate(self, value):
        super().validate(value[0])

    def run_validators(self, value):
        """The parts were looked at above."""


class NumberField(forms.DecimalField):
    """A number as people write it: grouped or not, with the decimal sign of their language, digits of any script."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.is_localized = True

    def to_python(self, value):
        if isinstance(value, str):
            value = self._plain(value)
        return super().to_python(value)

    @staticmethod
    def _plain(value: str) -> str:
        value = (
            re.sub(r"[\s'’\u066c\u2066-\u2069\u200e\u200f]", "", value).replace("٫", ".").replace("−", "-")
        )
        group = get_format("THOUSAND_SEPARATOR")
        decimal = get_format("DECIMAL_SEPARATOR")
        if group in (",", ".") and re.fullmatch(
            rf"-?\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(decimal)}\d+)?", value
        ):
            value = value.replace(group, "")
        return value.replace(",", ".") if value.count(",") == 1 else value


def partial_date(claim: Claim) -> str:
    """Return the date of a claim as one types it."""
    if claim.as_of is None:
        return ""
    return claim.as_of.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(claim.precision, 10)]


class ClaimForm(forms.Form):
    """A claim, new or to be changed. It may be saved incomplete, and is then not checked."""

    key = forms.CharField(
        label=_("Short name"),
        max_length=40,
        help_text=_(
            "How texts name it, for example nurses-abroad: small letters a to z, digits and hyphens. It stays as it is."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label=_("How it is written"), choices=FigureKind.choices, initial=FigureKind.PERCENT
    )
    value = NumberField(
        label=_("Value"),
        required=False,
        max_digits=24,
        decimal_places=6,
        help_text=_("The number alone: 23 for 23%, 8 for 1 in 8, 1500000 for 1.5 million."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    decimals = forms.TypedChoiceField(
        label=_("Decimals shown"),
        coerce=int,
        choices=[(number, str(number)) for number in range(5)],
        initial=0,
    )
    currency = forms.RegexField(
        "^[A-Z]{3}$",
        label=_("Currency"),
        required=False,
        help_text=_("For money: its three letters, for example EUR."),
        error_messages={"invalid": _("A currency has three capital letters, for example EUR.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "maxlength": 3}),
    )
    as_of = PartialDateField(
        label=_("Date of the figure"),
        required=False,
        help_text=_(
            "When it was so, not when it was published. As exactly as the source says: 2023, 2023-06 or 2023-06-30."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "maxlength": 10}),
    )
    source = forms.CharField(
        label=_("Title of the source"),
        required=False,
        max_length=300,
        help_text=_("The report or table itself, not an article about it. In its own language."),
    )
    publisher = forms.CharField(label=_("Who published it"), required=False, max_length=200)
    url = forms.URLField(
        label=_("Address of the source"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Straight to where the figure stands, if that can be."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    licence = forms.ChoiceField(
        label=_("Licence of the source"),
        required=False,
        help_text=_(
            "Facts are free, tables and wordings may not be. If nothing is said, all rights are reserved."
        ),
    )
    review_by = forms.DateField(
        label=_("Look at it again by"),
        required=False,
        input_formats=["%Y-%m-%d"],
        help_text=_(
            "When the source will probably say something newer. After that day the figure is no longer published."
        ),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, organisation, claim: Claim | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.own = organisation.language
        self.others = [code for code in INTERFACE_LANGUAGES if code != self.own]
        for code in (self.own, *self.others):
            for name in TEXTS:
                self.fields[f"{name}_{code}"] = self._text(name, code)
        # They may be filled in later; "optional" they are not: without them the figure is not published.
        for name in ("value", "as_of", "source", "url", "licence", "review_by"):
            self.fields[name].is_needed_later = True
        for name in ("label", "unit", "definition", "territory"):
            self.fields[f"{name}_{self.own}"].is_needed_later = True
        self.fields["licence"].choices = [
            ("", _("Not said yet")),
            *((one.code, one.label) for one in terms(Licence).values()),
        ]
        if claim is None:
            self.initial.setdefault("review_by", date.today() + timedelta(days=365))
            return
        del self.fields["key"]
        self.initial |= {name: getattr(claim, name) for name in self.fields if hasattr(claim, name)} | {
            "value": claim.value.normalize() if claim.value is not None else None,
            "as_of": partial_date(claim),
            "licence": claim.licence.code if claim.licence else "",
            "seen": claim.version,
        }
        if claim.value is not None and claim.value == claim.value.to_integral_value():
            self.initial["value"] = int(claim.value)

    def _text(self, name: str, code: str) -> forms.CharField:
        column = Claim._meta.get_field(name)
        is_long = name in ("definition", "caution")
        attrs = {"lang": code, "dir": BY_CODE[code].direction}
        return forms.CharField(
            label=capfirst(column.verbose_name),
            required=False,
            max_length=column.max_length,
            help_text=HELP[name] if code == self.own else "",
            widget=forms.Textarea(attrs=attrs | {"rows": 3}) if is_long else forms.TextInput(attrs=attrs),
        )

    def clean_licence(self) -> Licence | None:
        return terms(Licence).get(self.cleaned_data["licence"])

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give an address of the web: it begins with https://."))
        return url

    @property
    def values(self) -> dict:
        """What the verbs of campaigns.domain.claims take."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "as_of")}
        values["as_of"], values["precision"] = self.cleaned_data["as_of"]
        if self.claim and (self["as_of"].data or "").strip() == partial_date(self.claim):
            values["as_of"] = self.claim.as_of  # a year stands for any of its days
        return values

    @cached_property
    def groups(self) -> list[dict]:
        """The fields in the order in which one thinks: {title, text, fields}."""
        what = [f"{name}_{self.own}" for name in ("label", "unit", "definition", "territory")]
        grouped = [
            (_("The figure"), "", ["key", "kind", "value", "decimals", "currency"]),
            (
                _("What exactly it says"),
                _(
                    "Write it so that somebody who doubts it could count again: what is counted, when, where, by whom."
                ),
                [*what, "as_of"],
            ),
            (_("Where it comes from"), "", ["source", "publisher", "url", "licence", "review_by"]),
            (
                pgettext_lazy("part of a form about a figure", "How it is often misread"),
                "",
                [f"caution_{self.own}"],
            ),
        ]
        return [
            {"title": title, "text": text, "fields": [self[name] for name in names if name in self.fields]}
            for title, text, names in grouped
        ]

    @cached_property
    def translations(self) -> list[dict]:
        """The texts in the other languages: {language, fields, is_begun, is_open}."""
        found = []
        for code in self.others:
            fields = [self[f"{name}_{code}"] for name in TEXTS]
            found.append(
                {
                    "language": BY_CODE[code],
                    "fields": fields,
                    "is_begun": any(field.value() for field in fields),
                    "is_open": any(field.errors for field in fields),
                }
            )
        return found


class CheckForm(forms.Form):
    """Somebody confirms what another person entered."""

    confirmed = forms.BooleanField(
        label=_(
            "I looked at the source myself: the number, what it counts, place and date, link and licence are as they"
            " stand here."
        ),
        error_messages={"required": _("Look at the source first, and then tick this.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
