"""What members fill in about recordings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.recordings import MOST_BYTES
from cms.languages import LANGUAGES

LONGEST_CAPTIONS = 200_000
ACCEPTED = ".mp4,.m4a,.m4v,.mov,.webm,.weba,.mp3,.ogg,.oga,.opus,audio/*,video/*"


def _title() -> forms.CharField:
    return forms.CharField(
        label=_("Title"), help_text=_("For your colleagues and for screen readers."), max_length=120
    )


class RecordingForm(forms.Form):
    """A recording to be taken in. What the browser calls its kind and its name counts for nothing."""

    title = _title()
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "MP4, M4A, WebM, MP3 or Ogg, %(most)d MB at most. We remove the place, the device and the time; what is "
            "said and shown stays as it is."
        ),
        max_length=400,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = field.help_text % {"most": MOST_BYTES // 1024 // 1024}


class TitleForm(forms.Form):
    title = _title()


class CaptionsForm(forms.Form):
    """Captions and transcript of one language."""

    language = forms.ChoiceField(label=_("Language"), choices=[(one.code, one.name) for one in LANGUAGES])
    transcript = forms.CharField(
        label=_("Transcript"),
        help_text=_("Everything that is said, and what else one must hear or see to understand it."),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    vtt = forms.CharField(
        label=_("Captions (WebVTT)"),
        help_text=_(
            "Videos need them. The first line is WEBVTT; each caption is a line such as 00:01.000 --> 00:04.000 and "
            "the words below it, with an empty line after them."
        ),
        required=False,
        max_length=LONGEST_CAPTIONS,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto", "spellcheck": "false"}),
    )
