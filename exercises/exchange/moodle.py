"""Question banks in Moodle's XML format (https://docs.moodle.org/en/Moodle_XML_format): read, not written."""

import math
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, TreeBuilder, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError
from django.utils.translation import gettext as _

from exercises.exchange.drafts import draft_of
from exercises.exchange.gift import number_of
from exercises.exchange.questions import (
    Answer,
    Choice,
    Essay,
    Match,
    NotCarried,
    Number,
    Numeric,
    Question,
    Short,
    TrueFalse,
    Unfit,
    check_answers,
)
from exercises.exchange.reading import ExchangeError, Reading, Report, check_count, decoded, listed, shortened
from exercises.exchange.texts import Form, Words

#: No question of Moodle's is built deeper than eight elements, or of more than a hundred.
MOST_DEPTH = 20
MOST_ELEMENTS = 100_000

_FORMS = {
    "html": Form.HTML,
    "moodle_auto_format": Form.AUTO,
    "plain_text": Form.PLAIN,
    "markdown": Form.MARKDOWN,
}


def read_moodle(data: bytes, language: str = "") -> Reading:
    """Return the drafts of a Moodle XML file's questions and what could not be carried over.

    ExchangeError for more than 2 MB or 500 questions, for what is not UTF-8 or not such a file, and for a file that
    declares a document type or entities, whatever they are. Nothing is fetched. `language`: of the exercise.
    """
    root = _root_of(decoded(data))
    report = Report(language)
    unknown = {element.tag: None for element in root if element.tag != "question"}
    questions = [element for element in root.findall("question") if element.get("type") != "category"]
    if root.find("question[@type='category']") is not None:
        report.whole(_("Categories were left out."))
    check_count(len(questions))
    drafts = []
    for place, element in enumerate(questions, start=1):
        draft = draft_of(_question(place, element), report)
        if draft:
            drafts.append(draft)
            for sentence in _settings_of(element, unknown):
                report.whole(sentence)
    if unknown:
        report.whole(_("Parts that we do not know were left out: %(names)s.") % {"names": listed(unknown)})
    return Reading(drafts, report.left_out)


class _Bounded(TreeBuilder):
    """Makes a tree that is neither deep nor large."""

    def __init__(self):
        super().__init__()
        self._depth = self._number = 0

    def start(self, tag, attributes):
        self._depth += 1
        self._number += 1
        if self._depth > MOST_DEPTH or self._number > MOST_ELEMENTS:
            raise ExchangeError(
                _("This file is built deeper or of more parts than any question bank; we do not take it.")
            )
        return super().start(tag, attributes)

    def end(self, tag):
        self._depth -= 1
        return super().end(tag)


def _root_of(text: str) -> Element:
    """Return the root of a file; ExchangeError for what is not a quiz, or might do more than be read."""
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException as error:
        raise ExchangeError(
            _("This file declares a document type or entities; we do not take it.")
        ) from error
    except ExchangeError:
        raise
    except (ParseError, ValueError) as error:
        raise ExchangeError(
            _("This file cannot be read as XML. Please export it from Moodle once more.")
        ) from error
    if root.tag != "quiz":
        raise ExchangeError(_("This XML file holds no quiz of Moodle’s."))
    return root


def _question(place: int, element: Element) -> Question:
    text = _words(element.find("questiontext"), Form.HTML)
    files = [file.get("name", "") for file in element.iter("file")]
    if (image := element.findtext("image", "").strip()) or element.find("image_base64") is not None:
        files.append(image)
    common = {
        "place": place,
        "name": " ".join(element.findtext("name/text", "").split()),
        "text": text,
        "feedback": _words(element.find("generalfeedback"), text.form),
        "files": tuple(dict.fromkeys(files)),
    }
    kind = element.get("type", "")
    try:
        if kind not in _KINDS:
            raise Unfit(_not_carried(kind))
        check_answers(len(element.findall("answer")) + len(element.findall("subquestion")))
        return _KINDS[kind](element, text.form, common)
    except Unfit as unfit:
        return NotCarried(**common, why=str(unfit))


def _not_carried(kind: str) -> str:
    if kind == "description":
        return _("A text without a question was left out.")
    if kind in ("cloze", "multianswer", "gapselect", "ddwtos"):
        return _("The question was left out: questions with gaps in the text cannot be carried over.")
    if kind.startswith("calculated"):
        return _("The question was left out: questions with calculated numbers cannot be carried over.")
    if kind in ("ddimageortext", "ddmarker"):
        return _(
            "The question was left out: questions with things to be dragged onto a picture cannot be carried over."
        )
    if kind in ("random", "randomsamatch"):
        return _("The question was left out: it stands for others that are drawn at random.")
    # Translators: the gap is the name of a kind of question in Moodle, such as "ordering".
    return _("The question was left out: questions of the kind “%(kind)s” cannot be carried over.") % {
        "kind": shortened(kind)
    }


# The kinds, from an element, the format of its texts and what all questions have ------------------------------------


def _multichoice(element: Element, form: Form, common: dict) -> Choice:
    multiple = element.findtext("single", "true").strip().lower() in ("false", "0")
    return Choice(**common, multiple=multiple, answers=tuple(_answers(element, form, form)))


def _truefalse(element: Element, form: Form, common: dict) -> TrueFalse:
    """Answers are called true and false; in old files they bear the words of a language, true comes first."""
    answers = list(_answers(element, Form.PLAIN, form))
    if len(answers) != 2:
        raise Unfit(_("The question was left out: it does not have the two answers true and false."))
    names = [answer.text.text.strip().lower() for answer in answers]
    true, false = answers if names != ["false", "true"] else reversed(answers)
    if true.share == false.share:
        raise Unfit(_("The question was left out: it does not say whether true or false is right."))
    return TrueFalse(**common, holds=true.share > false.share, on_true=true.feedback, on_false=false.feedback)


def _match(element: Element, form: Form, common: dict) -> Match:
    pairs = (
        (_words(pair, form), Words(pair.findtext("answer/text", "").strip()))
        for pair in element.findall("subquestion")
    )
    return Match(**common, pairs=tuple(pairs))


def _shortanswer(element: Element, form: Form, common: dict) -> Short:
    return Short(**common, answers=tuple(_answers(element, Form.PLAIN, form)))


def _numerical(element: Element, form: Form, common: dict) -> Numeric:
    numbers = []
    for entry, answer in zip(element.findall("answer"), _answers(element, Form.PLAIN, form), strict=True):
        text, tolerance = answer.text.text.strip(), entry.findtext("tolerance", "0").strip() or "0"
        if text in ("*", ""):
            numbers.append(Number(value=None, near=0.0, share=0.0, feedback=answer.feedback))
            continue
        number = number_of(f"{text}:{tolerance}")
        if number is None:
            raise Unfit(
                _("The question was left out: “%(text)s” is not a number.") % {"text": shortened(text)}
            )
        value, near, _ends = number
        numbers.append(Number(value=value, near=near, share=answer.share, feedback=answer.feedback))
    names = [unit.findtext("unit_name", "").strip() for unit in element.findall("units/unit")]
    factors = [_number(unit.findtext("multiplier", "1"), 1.0) for unit in element.findall("units/unit")]
    kept = next((name for name, factor in zip(names, factors, strict=True) if factor == 1), "")
    lost = []
    if others := [name for name in names if name not in ("", kept)]:
        lost.append(_("Other units were left out: %(units)s.") % {"units": listed(others)})
    if _words(element.find("instructions"), form):
        lost.append(_("The instructions on how to write the number were left out."))
    return Numeric(**common, numbers=tuple(numbers), unit=kept, lost=tuple(lost))


def _essay(element: Element, form: Form, common: dict) -> Essay:
    lost = []
    if _words(element.find("graderinfo"), form):
        lost.append(_("The notes for those who mark the answers were left out."))
    if _words(element.find("responsetemplate"), form):
        lost.append(_("The text to begin the answer with was left out."))
    if element.findtext("responseformat", "editor").strip() in ("noinline", "editorfilepicker") or (
        _number(element.findtext("attachments", "0"), 0) != 0
    ):
        lost.append(_("The question asked for files; answers are text only here."))
    if any(_number(element.findtext(name, "0"), 0) for name in ("minwordlimit", "maxwordlimit")):
        lost.append(_("The limits on the number of words were left out."))
    lines = _number(element.findtext("responsefieldlines", ""), math.nan)
    return Essay(**common, lines=None if math.isnan(lines) else round(min(lines, 1000)), lost=tuple(lost))


_KINDS: dict[str, Callable[[Element, Form, dict], Question]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "matching": _match,
    "match": _match,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "essay": _essay,
}

# Parts -------------------------------------------------------------------------------------------------------------


def _answers(element: Element, form: Form, comments: Form) -> Iterator[Answer]:
    """Yield the answers; `form` is how they are written where they do not say so, `comments` how the comments are."""
    for answer in element.findall("answer"):
        share = _number(answer.get("fraction") or answer.findtext("fraction") or "0", 0.0)
        text = _words(answer, form)
        if form == Form.PLAIN:
            text = Words(text.text)  # the format that stands there is Moodle's default, and means nothing
        yield Answer(text=text, share=share, feedback=_words(answer.find("feedback"), comments))


def _words(element: Element | None, default: Form) -> Words:
    """Return the text of an element. Markup that nobody wrapped in CDATA is text as well."""
    if element is None:
        return Words("", default)
    text = element.find("text")
    # In old files the text of an answer stands outside <text>.
    inner = (element.text or "") if text is None else (text.text or "") + "".join(map(_source, text))
    return Words(inner.strip(), _FORMS.get(element.get("format", ""), default))


def _source(element: Element) -> str:
    return tostring(element, encoding="unicode")


def _number(text: str, default: float) -> float:
    """Return a number, or `default` for what is none."""
    number = number_of(text.strip())
    return default if number is None else number[0]


# Settings: what a question says beside its words --------------------------------------------------------------------

#: Carried over, or said by the kind itself.
_CARRIED = (
    *("name", "questiontext", "generalfeedback", "image", "image_base64", "file"),
    *("answer", "subquestion", "single", "usecase", "units", "instructions"),
    *("graderinfo", "responsetemplate", "responseformat", "responserequired", "responsefieldlines"),
    *("attachments", "attachmentsrequired", "filetypeslist", "maxbytes", "minwordlimit", "maxwordlimit"),
)


def _settings_of(element: Element, unknown: dict[str, None]) -> Iterator[str]:
    """Yield a sentence for each kind of setting that a question has and an item has not; collect unknown ones."""
    for part in element:
        text = "".join(part.itertext()).strip()
        match part.tag:
            case tag if tag in _CARRIED or not (text or part.attrib):
                pass
            case "penalty" if _number(text, 1):
                yield _("Penalties for further tries were left out.")
            case "defaultgrade" if _number(text, 0) != 1:
                yield _("The number of points for a question was left out.")
            case "penalty" | "defaultgrade":
                pass
            case "tags" | "coursetags":
                yield _("Tags were left out.")
            case "idnumber":
                yield _("Numbers that identify questions were left out.")
            case "hint" | "correctfeedback" | "partiallycorrectfeedback" | "incorrectfeedback" if not text:
                pass
            case "hint":
                yield _("Hints were left out.")
            case "correctfeedback" | "partiallycorrectfeedback" | "incorrectfeedback":
                yield _("Comments for right, partly right and wrong answers as a whole were left out.")
            case "hidden" if text == "0":
                pass
            case "hidden":
                yield _(
                    "Questions that were hidden in Moodle are among these; here they are like all others."
                )
            case "shuffleanswers" | "answernumbering" | "showstandardinstruction" | "shownumcorrect":
                yield _("Settings for how answers are mixed, numbered and introduced were left out.")
            case "unitgradingtype" | "unitpenalty" | "showunits" | "unitsleft":
                if element.find("units/unit") is not None:
                    yield _("Settings for how units are marked were left out.")
            case name:
                unknown[name] = None
