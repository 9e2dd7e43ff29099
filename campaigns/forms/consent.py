"""What a contributor chooses: what of her story, where, in which languages, how much of her name, until when."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from campaigns.domain.consent import Choices, last_agreement
from campaigns.domain.standing import MOST_OF_A_MINOR, NAMES, PLACES, place_at
from campaigns.domain.versions import fingerprint
from campaigns.enums import ConsentBy, Element, Medium, NameLevel, PlaceLevel
from campaigns.models import ConsentEntry, Contributor, StoryPage
from cms.domain.queries.site import language_of, roots
from cms.languages import BY_CODE

#: What we suggest; she may choose otherwise.
USUAL = timedelta(days=730)
LONGEST = timedelta(days=3653)


def _boxes() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "choice__box"})


def _circles() -> forms.RadioSelect:
    return forms.RadioSelect(attrs={"class": "choice__box"})


def _tick() -> forms.CheckboxInput:
    return forms.CheckboxInput(attrs={"class": "choice__box"})


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ChoicesForm(forms.Form):
    """The choices themselves. Nothing is ticked beforehand but what she chose the last time."""

    elements = forms.MultipleChoiceField(
        label=_("What may be shown?"),
        widget=_boxes(),
        error_messages={"required": _("Please tick what may be shown. Without the words there is no story.")},
    )
    name_level = forms.ChoiceField(
        label=_("How much of the name?"), widget=_circles(), initial=NameLevel.NONE
    )
    place_level = forms.ChoiceField(
        label=_("How much of the place?"), widget=_circles(), initial=PlaceLevel.NONE
    )
    media = forms.MultipleChoiceField(
        label=_("Where may it appear?"),
        choices=[],
        widget=_boxes(),
        error_messages={"required": _("Please say where the story may appear.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages?"),
        help_text=_("The story is read where these languages are spoken, and by everybody who reads them."),
        widget=_boxes(),
        error_messages={"required": _("Please choose one language at least.")},
    )
    until = forms.DateField(
        label=_("Until when?"),
        help_text=_(
            "We suggest two years. Before that day it can be taken back at any time, and after it you are asked again."
        ),
        widget=_day(),
    )
    #: What was read; a story that was changed meanwhile is read again.
    content = forms.CharField(widget=forms.HiddenInput(), max_length=64)

    def __init__(
        self,
        *args,
        contributor: Contributor,
        content: str,
        languages: list[str],
        last: ConsentEntry | None = None,
        has_picture: bool = True,
        has_voice: bool = True,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.contributor = contributor
        minor = contributor.adult_on is not None and contributor.adult_on > timezone.localdate()
        self.fields["elements"].choices = [
            (one.value, _with_why(one.label, why))
            for one, why in _why_element().items()
            if (one != Element.PICTURE or has_picture) and (one != Element.VOICE or has_voice)
        ]
        self.fields["name_level"].choices = _names(contributor, minor)
        self.fields["place_level"].choices = _places(contributor, minor)
        self.fields["media"].choices = [
            (one.value, _with_why(one.label, why)) for one, why in _why_medium().items()
        ]
        self.fields["languages"].choices = [(code, BY_CODE[code].name) for code in languages]
        self.initial |= {"content": content, "until": timezone.localdate() + USUAL}
        if minor:
            self.initial["until"] = min(self.initial["until"], contributor.adult_on - timedelta(days=1))
        if last is not None:
            self._as_before(last)

    def _as_before(self, last: ConsentEntry) -> None:
        self.initial |= {
            name: getattr(last, name)
            for name in ("elements", "media", "languages", "name_level", "place_level")
        }
        if last.until and last.until > timezone.localdate():
            self.initial["until"] = last.until

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until > timezone.localdate() + LONGEST:
            raise forms.ValidationError(_t("Please choose a day within the next ten years."))
        return until

    @property
    def choices(self) -> Choices:
        """What was chosen, as the domain takes it."""
        cleaned = self.cleaned_data
        return Choices(
            elements=tuple(cleaned["elements"]),
            media=tuple(cleaned["media"]),
            languages=tuple(cleaned["languages"]),
            name_level=cleaned["name_level"],
            place_level=cleaned["place_level"],
            until=cleaned["until"],
        )


class AgreeForm(ChoicesForm):
    """As the person with the private link fills it in; a guardian says two things more."""

    guardian = forms.BooleanField(
        label=_("I am the parent or guardian and may decide on this."),
        widget=_tick(),
        error_messages={"required": _("For somebody under 18, a parent or guardian has to agree.")},
    )
    knows = forms.BooleanField(
        label=_("We have read the story together, and the young person wants it to be shown."),
        widget=_tick(),
        error_messages={"required": _("Please read the story together first.")},
    )

    def __init__(self, *args, contributor: Contributor, **kwargs):
        super().__init__(*args, contributor=contributor, **kwargs)
        self.by = ConsentBy.PERSON
        if contributor.adult_on is not None and contributor.adult_on > timezone.localdate():
            self.by = ConsentBy.GUARDIAN
        else:
            del self.fields["guardian"], self.fields["knows"]


class PaperForm(ChoicesForm):
    """As a member fills it in from a paper that was signed."""

    by = forms.ChoiceField(
        label=_("Who signed?"), choices=ConsentBy.choices, widget=_circles(), initial=ConsentBy.PERSON
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=_day())
    is_the_text = forms.BooleanField(
        label=_("What was signed is the story as it stands here, word for word."),
        widget=_tick(),
        error_messages={
            "required": _("If the story was changed since, the person has to read and sign it again.")
        },
    )


def form_for(kind: type[ChoicesForm], contributor: Contributor, page: StoryPage, data=None) -> ChoicesForm:
    """Return a form about one story, with what there is to choose; `page`: its newest text."""
    kinds = {block.block_type for block in page.body}
    return kind(
        data,
        # Several stories stand on one page, each with a form.
        auto_id=f"id_{page.translation_key.hex[:8]}_%s",
        contributor=contributor,
        content=fingerprint(page),
        languages=list(roots()) or [language_of(page)],
        last=last_agreement(contributor, page.translation_key),
        has_picture=bool(page.picture_id) or "picture" in kinds,
        has_voice="recording" in kinds,
    )


def _why_element() -> dict[Element, str]:
    return {
        Element.TEXT: _t("Without the words there is no story."),
        Element.PICTURE: _t("The pictures that show the person or would give the person away."),
        Element.VOICE: _t(
            "Recordings in which the person is heard or seen, and what is written down from them."
        ),
    }


def _why_medium() -> dict[Medium, str]:
    return {
        Medium.WEB: _t("Everybody in the world can read it here and find it with search engines."),
        Medium.PRINT: _t("Documents, posters and leaflets. Nobody can fetch paper back."),
        Medium.SOCIAL: _t("Strangers can comment there, and share it further."),
        Medium.PRESS: _t("Newspapers, radio and television may quote it. Nobody can fetch that back."),
    }


def _names(contributor: Contributor, minor: bool) -> list[tuple]:
    shown = {
        NameLevel.NONE: pgettext("instead of a name", "No name is shown"),
        NameLevel.PSEUDONYM: contributor.pseudonym,
        NameLevel.FIRST: contributor.first_name,
        NameLevel.FULL: contributor.name,
    }
    return _levels(NAMES, shown, MOST_OF_A_MINOR[0] if minor else None)


def _places(contributor: Contributor, minor: bool) -> list[tuple]:
    shown = {level: place_at(contributor, level) for level in PLACES if getattr(contributor, level, "")}
    shown[PlaceLevel.NONE] = pgettext("instead of a place", "No place is shown")
    return _levels(PLACES, shown, MOST_OF_A_MINOR[1] if minor else None)


def _levels(order: list, shown: dict, most) -> list[tuple]:
    """Offer the levels of which something is known, each with what readers would see."""
    end = order.index(most) if most else len(order)
    return [
        (
            level.value,
            format_html('{}<small class="choice__why"><bdi>{}</bdi></small>', level.label, shown[level]),
        )
        for level in order
        if shown.get(level) and order.index(level) <= end
    ]


def _with_why(label, why: str) -> str:
    return format_html('{}<small class="choice__why">{}</small>', label, why)
