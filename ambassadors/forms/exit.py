"""The question after a visit: chosen by a grown-up, answered by pupils."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ambassadors.domain.exit import QUESTIONS, question_of
from ambassadors.models import Visit
from cms.forms.sealed import SealedForm


class QuestionForm(forms.Form):
    """Which of the prepared questions the pupils are asked."""

    question = forms.ChoiceField(
        label=_("What do you want to ask?"),
        choices=[(code, one.text) for code, one in QUESTIONS.items()],
        error_messages={
            "required": _("Please choose one of the questions."),
            "invalid_choice": _("Please choose one of the questions."),
        },
    )


class ExitForm(SealedForm):
    """What a pupil answers; its seal gives the answer its name. Nothing is typed: whatever else is sent is not read.

    Valid with no answer as well, so that one can go on in another language before choosing; the view asks for it.
    """

    answer = forms.CharField(required=False, max_length=1)

    def __init__(self, data=None, *, visit: Visit, chosen: str = ""):
        super().__init__(data, subject=f"exit {visit.key}")
        self.question = question_of(visit)
        sent = data.get("answer", "") if data is not None else chosen
        self.chosen = sent if sent in {str(answer) for answer in self.question.answers} else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(str(answer), words) for answer, words in self.question.answers.items()]
