"""What an ambassador or a guardian agrees to: how visits may take place, whether anybody is shown, until when."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ambassadors.domain.consent import LONGEST
from ambassadors.enums import Format
from ambassadors.forms.widgets import boxes, circles, tick
from ambassadors.models import Ambassador, AmbassadorConsent


class ConsentForm(forms.Form):
    """As an ambassador fills it in. Nothing is ticked beforehand but what was chosen the last time.

    last: the last line of the ledger with which this side agreed, if any.
    """

    formats = forms.MultipleChoiceField(
        label=_("How may visits take place?"),
        widget=boxes(),
        error_messages={"required": _("Please tick one way at least. Without one there is no visit.")},
    )
    is_public = forms.ChoiceField(
        label=_("May everybody see who is an ambassador?"),
        widget=circles(),
        error_messages={"required": _("Please choose yes or no.")},
    )
    until = forms.DateField(
        label=_("Until when?"),
        help_text=_("A year at most. It can be taken back at any time before."),
        error_messages={"required": _("Please choose a day.")},
    )
    agrees = forms.BooleanField(
        label=_("I have read what there is to know, and I agree."),
        widget=tick(),
        error_messages={"required": _("Nothing is agreed to unless you tick this.")},
    )

    def __init__(self, data=None, *, ambassador: Ambassador, last: AmbassadorConsent | None = None):
        today = timezone.localdate()
        # Asked anew, she gets another year: the day of the last time would end soon.
        initial = {"until": today + LONGEST}
        if last is not None:
            initial |= {"formats": last.formats, "is_public": "yes" if last.is_public else "no"}
        super().__init__(data, initial=initial)
        self.fields["formats"].choices = [
            (
                Format.IN_PERSON,
                _with_why(
                    Format.IN_PERSON.label,
                    _t("At the school, with two grown-ups.") if ambassador.is_minor else _t("At the school."),
                ),
            ),
            (Format.ONLINE, _with_why(Format.ONLINE.label, _t("In an online room of the school’s own."))),
        ]
        self.fields["is_public"].choices = [
            (
                "no",
                _with_why(
                    pgettext_lazy("shown to everybody?", "No"), _t("Nobody sees it who need not know.")
                ),
            ),
            ("yes", _with_why(pgettext_lazy("shown to everybody?", "Yes"), self._shown(ambassador))),
        ]
        attrs = {"type": "date", "min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.fields["until"].widget = forms.DateInput(format="%Y-%m-%d", attrs=attrs)

    def _shown(self, ambassador: Ambassador) -> str:
        words = {"name": ambassador.first_name, "town": ambassador.town.name}
        if ambassador.is_minor:
            return _t("“%(name)s, %(town)s” and nothing else, if both of you choose yes.") % words
        return _t("“%(name)s, %(town)s” and nothing else.") % words

    def clean_until(self) -> date:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= until <= today + LONGEST:
            raise forms.ValidationError(_t("Please choose a day within a year from today."))
        return until

    @property
    def choices(self) -> dict:
        """What was chosen, as the domain takes it."""
        cleaned = self.cleaned_data
        return {
            "formats": cleaned["formats"],
            "is_public": cleaned["is_public"] == "yes",
            "until": cleaned["until"],
        }


class GuardianForm(ConsentForm):
    """As a parent or guardian fills it in, who says two things more."""

    guardian = forms.BooleanField(
        label=_("I am a parent or guardian and may decide on this."),
        widget=tick(),
        error_messages={"required": _("For somebody under 18, a parent or guardian has to agree.")},
    )
    knows = forms.BooleanField(
        label=_("We have talked about it, and the young person wants it."),
        widget=tick(),
        error_messages={"required": _("Please talk about it together first.")},
    )
    field_order = ["formats", "is_public", "until", "guardian", "knows", "agrees"]


def _with_why(label, why: str) -> str:
    return format_html('{}<small class="choice__why">{}</small>', label, why)
