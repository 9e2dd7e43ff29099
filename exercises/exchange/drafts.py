"""From a question of a file to the draft of an item, and in sentences what it lacks.

Which kind becomes which: one or several right answers, and true or false, a choice; pairs a match; a number an
estimate; words to be written an open question. A text that is longer than its field leaves the whole question out;
only a comment on an answer is cut, and that is said.
"""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from exercises.exchange import texts
from exercises.exchange.drafting import Drafting
from exercises.exchange.fields import check_fit, gaps
from exercises.exchange.kinds import JUDGED, KINDS
from exercises.exchange.markup import Losses
from exercises.exchange.questions import NotCarried, Question, Unfit
from exercises.exchange.reading import Report, joined, shortened
from exercises.exchange.texts import Form, Words
from exercises.items import item_type
from exercises.items.checking import block_of


def draft_of(question: Question, report: Report) -> dict[str, Any] | None:
    """Return {type, value, id} as a StreamField stores it, or None; `report` hears of all that is left out."""
    where = where_of(question.place, question.name.strip() or _first_words(question.text))
    if isinstance(question, NotCarried):
        report.of(where, question.why)
        return None
    drafting = Drafting(question, report)
    code, build = KINDS[type(question)]
    block = block_of(code)
    try:
        value = build(drafting)
        check_fit(block, value)
    except Unfit as unfit:
        report.of(where, str(unfit))
        return None
    for sentence in drafting.of_all():
        report.whole(sentence)
    for sentence in drafting.sentences():
        report.of(where, sentence)
    if code in JUDGED:
        for problem in item_type(code).problems(block.to_python(value)):
            report.of(where, _("Before publication: %(problem)s") % {"problem": problem})
    if fields := list(gaps(block, value)):
        report.of(where, _("To be filled in before publication: %(fields)s.") % {"fields": joined(fields)})
    return {"type": code, "value": value, "id": str(uuid4())}


def where_of(place: int, words: str) -> str:
    """Return how a question is named in the list of what was left out."""
    if not words.strip():
        return _("Question %(number)d") % {"number": place}
    # Translators: the gap is the question's name or its first words.
    return _("Question %(number)d: %(words)s") % {"number": place, "words": shortened(words)}


def _first_words(words: Words) -> str:
    """Return a question's text for the list; of Markdown only the beginning, as it is written."""
    if words.form == Form.MARKDOWN:
        words = Words(words.text[:400])
    return texts.line(words, Losses())
