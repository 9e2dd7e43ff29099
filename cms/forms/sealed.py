"""Forms that anybody may send without an account: they bear when they were given out, and are known when sent twice."""

import time

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from cms.keys import new_secret

SALT = "cms.sealed"
#: Seconds: nobody reads and sends faster; what lay open for longer is sent once more.
FASTEST, OLDEST = 2, 24 * 3600
#: A field that people do not see (cms/components/trap.html); who fills it in is a program.
TRAP = "homepage"


class SealedForm(forms.Form):
    """subject: what the form is about, so that its seal fits no other; more: what is sealed along with it."""

    seal = forms.CharField(max_length=600, required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, subject: str, more: str = "", **kwargs):
        super().__init__(data, **kwargs)
        self.subject, self.more = subject, more
        self.name = ""
        self.initial["seal"] = self._seal()

    def _seal(self) -> str:
        return signing.dumps([self.subject, new_secret(), int(time.time()), self.more], salt=SALT)

    @property
    def is_of_a_program(self) -> bool:
        """Whether somebody filled in what people do not see."""
        return bool(self.data.get(TRAP))

    def clean(self) -> dict:
        """Set `name`, the random name of the form, and `more`; a fault where the seal is broken, old or too fresh."""
        cleaned = super().clean()
        try:
            subject, name, at, more = signing.loads(self.data.get("seal", ""), salt=SALT)
            is_good = subject == self.subject and FASTEST <= time.time() - at <= OLDEST
        except (signing.BadSignature, ValueError, TypeError):
            is_good = False
        if is_good:
            self.name, self.more = name, more
        else:
            self.data = self.data.copy()
            self.data["seal"] = self._seal()
            self.add_error(None, _("Please read it through once more, then send it."))
        return cleaned
