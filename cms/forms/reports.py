"""A notice about a page, an appeal, and what moderators decide."""

import time

from django import forms
from django.core import signing
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cms.domain.queries.reports import about, needs_context_test
from cms.enums import ContextPart, ReportDecision, ReportReason
from cms.languages import BY_CODE
from cms.models import ContentReport
from cms.text import nfc

#: Nobody reads and fills in the form in so few seconds; after so many the page has lain open over night.
FASTEST, SLOWEST = 3, 24 * 3600
SALT = "cms.reports.form"


class Trap(forms.TextInput):
    """A field that people do not see and programs fill in."""

    is_hidden = True

    def render(self, name, value, attrs=None, renderer=None):
        return format_html(
            '<div class="hide-visually" aria-hidden="true"><label for="{id}">{label}</label>'
            '<input type="text" name="{name}" id="{id}" tabindex="-1" autocomplete="off"></div>',
            id=f"id_{name}",
            label=_t("Leave this empty"),
            name=name,
        )


class ReportForm(forms.Form):
    """What somebody tells us about a page. No account, no riddle; after cleaning, `about` is what was meant."""

    about = forms.CharField(
        label=_("Which page is it?"),
        help_text=_("Its address, as it stands at the top of your browser."),
        max_length=2000,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ReportReason.choices,
        widget=forms.RadioSelect(attrs={"class": "choice__box"}),
        error_messages={"required": _("Please choose what comes closest.")},
    )
    text = forms.CharField(
        label=_("Tell us more"),
        help_text=_(
            "Which words, which picture? What is true instead, and how do you know? Any language will do."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Please tell us in a few words what is wrong.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "Only if you want our answer by e-mail. It serves nothing else and is deleted 30 days after the decision."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    began = forms.CharField(required=False, widget=forms.HiddenInput)
    nickname = forms.CharField(required=False, widget=Trap)

    def __init__(self, data=None, *, initial=None):
        if data is not None:
            self.took_its_time = _age(data.get("began", "")) > FASTEST
            if _age(data.get("began", "")) < 0:  # the form comes back with a clock that runs
                data = data.copy()
                data["began"] = _now()
        super().__init__(data, initial=initial)
        given = data.get("about", "") if data is not None else (initial or {}).get("about", "")
        #: The page that was meant, as soon as an address of ours was given.
        self.shown = about(given)
        if self.shown:
            self.fields["about"].widget = forms.HiddenInput()
        self.initial["began"] = _now()

    def clean_about(self):
        if self.shown is None:
            raise forms.ValidationError(
                _("There is no public page at this address here. Please copy it from your browser once more.")
            )
        return self.shown

    def clean_text(self) -> str:
        return nfc(self.cleaned_data["text"])

    def clean(self):
        if self.cleaned_data.get("nickname") or not self.took_its_time:
            # Whatever it was, a person sends it once more and is through.
            raise forms.ValidationError(
                _("Please send this once more: we could not tell whether a person wrote it.")
            )
        return self.cleaned_data


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why should another person look again?"),
        help_text=_("You can do this once. Whoever decides then is not the one who decided first."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Please tell us what was overlooked.")},
    )


class DecisionForm(forms.Form):
    """A decision about all notices of a page: what becomes of it, why, and the six parts of the context test."""

    decision = forms.ChoiceField(
        label=_("What becomes of the page"), choices=ReportDecision.choices, widget=forms.RadioSelect
    )

    def __init__(self, data=None, *, report: ContentReport, waiting, is_appeal: bool = False):
        super().__init__(data)
        self.report, self.waiting, self.is_appeal = report, waiting, is_appeal
        if not is_appeal:
            for part in ContextPart:
                self.fields[part.value] = _short(part.label)
        for code in self._languages():
            self.fields[f"reasons_{code}"] = self._reasons(code)

    def _languages(self) -> list[str]:
        if self.is_appeal:
            return [self.report.language]
        others = sorted(set(self.waiting.order_by().values_list("language", flat=True)))
        return [self.report.language, *(code for code in others if code != self.report.language)]

    def _reasons(self, code: str) -> forms.CharField:
        is_first = code == self.report.language
        name = BY_CODE[code].name if code in BY_CODE else code
        words = (
            _t("Sent to whoever wrote to us, in their language. Name no one who told us.")
            if is_first
            else _t("Some wrote to us in this language. If it stays empty, they read the reasons above.")
        )
        return forms.CharField(
            # Translators: %(language)s is the name of a language in itself.
            label=_t("Reasons, in this language: %(language)s") % {"language": name},
            help_text=words,
            max_length=4000,
            required=is_first,
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "lang": code}),
        )

    def clean(self):
        data = self.cleaned_data
        if not self.is_appeal and needs_context_test(self.waiting, data.get("decision", "")):
            for part in ContextPart:
                if not data.get(part.value):
                    self.add_error(part.value, _("Hate and threats are weighed in all six parts."))
        return data

    def six_part(self) -> dict[str, str]:
        return {part.value: self.cleaned_data.get(part.value, "") for part in ContextPart}

    def reasons(self) -> dict[str, str]:
        """Return the reasons by language."""
        found = {
            name.removeprefix("reasons_"): text
            for name, text in self.cleaned_data.items()
            if name.startswith("reasons_")
        }
        return {code: text for code, text in found.items() if text}


def _short(label) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )


def _now() -> str:
    return signing.dumps(time.time(), salt=SALT)


def _age(began: str) -> float:
    """Return the seconds since a form was handed out; -1 where we did not, or so long ago that it does not count."""
    try:
        age = time.time() - signing.loads(began, salt=SALT)
    except (signing.BadSignature, TypeError):
        return -1
    return age if 0 <= age <= SLOWEST else -1
