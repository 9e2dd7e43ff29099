"""What is filled in around the yearly award: by coordinators, by leads, by judges."""

from collections.abc import Collection, Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cms.languages import BY_CODE, DEFAULT_LANGUAGE, INTERFACE_LANGUAGES, LANGUAGES
from schools.domain.award import themes_of
from schools.domain.award_judging import DECLARED
from schools.enums import AwardCategory, AwardState, ConflictKind
from schools.forms.schools import NUMBER
from schools.models import Award, AwardEntry, AwardJudge, School
from schools.models.award import (
    CRITERIA,
    LEAST_POINTS,
    MOST_ALT,
    MOST_COMMENT,
    MOST_POINTS,
    MOST_PUPILS,
    MOST_TEXT,
    MOST_THEME,
    MOST_TITLE,
)
from schools.years import school_year, year_label

#: What judges look at, by the names of the columns: what it is called, what it asks.
QUESTIONS = {
    "idea": (_("An idea of their own"), _("Is it new, or a known thing done in a way of their own?")),
    "truth": (_("Truth and sources"), _("Is what it says true, and does it say from where it is known?")),
    "voice": (_("The pupils’ own voice"), _("Does one hear the pupils, rather than their teachers?")),
    "effect": (_("Effect in the school"), _("Has anything changed there, or will it, because of this?")),
}


def _day(label) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _languages(label, help_text) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        choices=[(one.code, one.name) for one in LANGUAGES],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choice__box"}),
    )


def _box() -> forms.CheckboxInput:
    return forms.CheckboxInput(attrs={"class": "choice__box"})


class AwardForm(forms.Form):
    """An award that is prepared or changed. award: the one that is changed; its school year stays."""

    year = forms.TypedChoiceField(label=_("School year"), coerce=int)
    entries_from = _day(_("First day for entries"))
    entries_until = _day(_("Last day for entries"))
    judging_until = _day(_("Last day for judges"))

    def __init__(self, data=None, *, award: Award | None = None):
        names = ("entries_from", "entries_until", "judging_until")
        initial = {name: getattr(award, name) for name in names} if award else {}
        self.kept = themes_of(award) if award else {}
        super().__init__(data, initial=initial)
        for code in INTERFACE_LANGUAGES:
            self.fields[f"theme_{code}"] = forms.CharField(
                # Translators: language: "Deutsch", "Français"
                label=_t("Theme: %(language)s") % {"language": BY_CODE[code].name},
                help_text=_t("Shown wherever a language has none of its own.")
                if code == DEFAULT_LANGUAGE
                else "",
                max_length=MOST_THEME,
                required=code == DEFAULT_LANGUAGE,
                initial=self.kept.get(code, ""),
            )
        if award:
            del self.fields["year"]
            if award.state == AwardState.JUDGING:
                for name in set(self.fields) - {"judging_until"}:
                    del self.fields[name]
        else:
            this = school_year(timezone.localdate())
            self.fields["year"].choices = [(year, year_label(year)) for year in (this, this + 1, this - 1)]
        themes = [f"theme_{code}" for code in INTERFACE_LANGUAGES]
        self.order_fields(["year", *themes, "entries_from", "entries_until", "judging_until"])
        self.award = award

    @property
    def values(self) -> dict:
        """What the verbs of schools.domain.award take."""
        given = self.cleaned_data
        typed = {
            name.removeprefix("theme_"): value for name, value in given.items() if name.startswith("theme_")
        }
        days = {
            name: given.get(name) or getattr(self.award, name)
            for name in ("entries_from", "entries_until", "judging_until")
        }
        year = {} if self.award else {"year": given["year"]}
        return {"theme": self.kept | typed, **days, **year}


class JudgeForm(forms.Form):
    """Somebody who is asked to judge."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of somebody who has an account here and has confirmed this address."),
    )
    languages = _languages(_("Languages that she reads well"), _("She can change them herself."))


class EntryForm(forms.Form):
    """An entry, new or to be changed. categories: in which the school may enter; None where it is changed."""

    category = forms.ChoiceField(
        label=_("Category"), help_text=_("By the age of most of the pupils. A school may enter once in each.")
    )
    title = forms.CharField(label=_("Title"), max_length=MOST_TITLE)
    text = forms.CharField(
        label=_("What you made, and what came of it"),
        help_text=_(
            "4,000 characters at most. Judges do not know whose it is: name neither your school nor your town, and no "
            "pupils."
        ),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    language = forms.ChoiceField(
        label=_("Language of the text"), choices=[(one.code, one.name) for one in LANGUAGES]
    )
    pupils = forms.IntegerField(
        label=_("How many pupils took part"),
        min_value=1,
        max_value=MOST_PUPILS,
        widget=forms.NumberInput(attrs=NUMBER),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        max_length=400,
        help_text=_(
            "JPEG, PNG or WebP, 10 MB at most. No faces of pupils, no school’s name. We remove from it where and with "
            "what it was taken."
        ),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
    )
    picture_alt = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("One sentence, for whoever cannot see it."),
        max_length=MOST_ALT,
        required=False,
    )
    remove_picture = forms.BooleanField(label=_("Take the picture away"), required=False, widget=_box())
    may_be_named = forms.BooleanField(
        label=_("If we win, our school is named"),
        help_text=_(
            "Otherwise the page of winners says “a school”, and your country. You can change it later."
        ),
        required=False,
        widget=_box(),
    )

    def __init__(
        self, data=None, files=None, *, categories: Collection[str] = (), entry: AwardEntry | None = None
    ):
        names = ("title", "text", "language", "pupils", "picture_alt", "may_be_named")
        initial = {name: getattr(entry, name) for name in names} if entry else {"language": get_language()}
        super().__init__(data, files, initial=initial)
        if entry:
            del self.fields["category"]
        else:
            self.fields["category"].choices = [
                ("", pgettext_lazy("nothing chosen yet in a list", "Please choose")),
                *((code, label) for code, label in AwardCategory.choices if code in categories),
            ]
        if entry is None or not entry.picture:
            del self.fields["remove_picture"]


class DeclareForm(forms.Form):
    """To which schools a judge is near. known: those of which the site itself knows it, by primary key."""

    looked = forms.BooleanField(
        label=_("I have read the whole list, and chosen wherever there is something to say."),
        widget=_box(),
    )

    def __init__(self, data=None, *, judge: AwardJudge, schools: Iterable[School], known: Collection[int]):
        kinds = dict(judge.conflicts.values_list("school__key", "kind"))
        super().__init__(data, initial={"languages": judge.languages})
        choices = [
            ("", pgettext("conflict of a judge", "nothing to declare")),
            *((kind.value, ConflictKind(kind).label) for kind in DECLARED),
        ]
        self.schools = list(schools)
        for school in self.schools:
            kind = kinds.get(school.key, "")
            self.fields[f"school_{school.key}"] = forms.ChoiceField(
                # Translators: a school and its town, in a list.
                label=_t("%(school)s, %(town)s") % {"school": school.name, "town": school.town.name},
                help_text=_t("We know that you are near to it, and show you nothing that it entered.")
                if school.pk in known
                else "",
                choices=choices,
                # That she recognised an entry says whose it was: it is not told here.
                initial=kind if kind in DECLARED else "",
                required=False,
            )
        self.fields["languages"] = _languages(
            _("Languages that I read well"), _("You are given entries in these alone.")
        )
        self.order_fields([*(f"school_{school.key}" for school in self.schools), "languages", "looked"])

    @property
    def conflicts(self) -> dict[str, str]:
        """What was said of each school that stood in the form that was sent, by key."""
        sent = [school.key for school in self.schools if f"school_{school.key}" in self.data]
        return {key: self.cleaned_data[f"school_{key}"] for key in sent}


class ScoreForm(forms.Form):
    """What a judge gives an entry."""

    comment = forms.CharField(
        label=_("A word to the pupils and their teachers"),
        help_text=_(
            "They read it after the announcement, and do not learn whose it is. Say what is good first."
        ),
        max_length=MOST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in CRITERIA:
            label, question = QUESTIONS[name]
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                help_text=question,
                coerce=int,
                choices=_points(),
                widget=forms.RadioSelect(attrs={"class": "choice__box"}),
            )
        self.order_fields([*CRITERIA, "comment"])


def _points() -> list[tuple[int, str]]:
    words = {
        1: pgettext("points of a judge", "1: hardly"),
        2: pgettext("points of a judge", "2: a little"),
        3: pgettext("points of a judge", "3: well"),
        4: pgettext("points of a judge", "4: very well"),
        5: pgettext("points of a judge", "5: outstandingly"),
    }
    return [(number, words[number]) for number in range(LEAST_POINTS, MOST_POINTS + 1)]
