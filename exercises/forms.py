"""What editors are asked for: words to find items by, a file to import."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.languages import BY_CODE
from cms.models import Technique
from cms.text import nfc
from cms.vocabularies import terms
from exercises.exchange.reading import MOST_BYTES
from exercises.items import item_types

MOST_LETTERS = 255  # of a title


class BankForm(forms.Form):
    """What is looked for in the item bank. Whatever is sent that is not offered counts as nothing."""

    q = forms.CharField(
        label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    technique = forms.ChoiceField(label=_("Technique"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args, languages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        anything = [("", _("All"))]
        self.fields["kind"].choices = anything + [(code, kind.label) for code, kind in item_types().items()]
        self.fields["technique"].choices = anything + [
            (code, str(term)) for code, term in terms(Technique).items()
        ]
        self.fields["language"].choices = anything + [(code, BY_CODE[code].name) for code in languages]

    def wanted(self) -> dict[str, str]:
        """Return the fields that hold something sensible, as `found_in_bank` takes them."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {"query": found.pop("q")} | found


class ImportForm(forms.Form):
    """An exercise to be made of a file. Its content is looked at by exercises.domain.exchange."""

    parent = forms.ModelChoiceField(None, label=_("Language"), empty_label=None)
    title = forms.CharField(label=_("Title of the exercise"), max_length=MOST_LETTERS)
    file = forms.FileField(
        label=_("File"),
        help_text=_("GIFT or Moodle XML in UTF-8, at most 2 MB."),
        widget=forms.FileInput({"accept": ".gift,.txt,.xml,text/plain,text/xml,application/xml"}),
    )

    def __init__(self, *args, lists, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = lists
        self.fields["parent"].label_from_instance = _name_of_list

    def clean_title(self) -> str:
        title = nfc(self.cleaned_data["title"]).strip()
        if not title or len(title) > MOST_LETTERS:
            raise forms.ValidationError(
                _("Please write a title of 1 to %(most)d letters.") % {"most": MOST_LETTERS}
            )
        return title

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB. Please split it."))
        return file


def _name_of_list(page) -> str:
    language = BY_CODE.get(page.locale.language_code)
    return f"{language.name if language else page.locale.language_code}: {page.title}"
