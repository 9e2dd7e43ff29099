"""The results of a sitting as rows of a table, for a spreadsheet: sums of a classroom, no pupil's."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from classrooms.domain.comparing import Comparison
from classrooms.domain.findings import Point, point_of
from classrooms.domain.reports import ItemReport
from classrooms.domain.results import ClassroomResults
from classrooms.wording import role_words
from exercises.domain.hands import percent
from exercises.scoring.change import Shift
from exercises.templatetags.exercise_tags import technique_label
from exercises.templatetags.player_tags import item_title

#: What ends both tables.
CLASSROOM_HEAD = (
    pgettext_lazy("column of a table of figures", "What"),
    gettext_lazy("Value"),
    gettext_lazy("Percent"),
    pgettext_lazy("lower end of a range", "From"),
    pgettext_lazy("upper end of a range", "To"),
)
ITEM_HEAD = (
    pgettext_lazy("one of two parallel exercises", "Form"),
    pgettext_lazy("of an item", "Number"),
    gettext_lazy("Item"),
    *CLASSROOM_HEAD,
)
Cells = list[str | int | float | None]


def classroom_rows(results: ClassroomResults) -> Iterator[Cells]:
    """Yield rows under CLASSROOM_HEAD: what the classroom as a whole came to."""
    if not results.by_hands:
        yield [_("Pupils who came in"), results.seats, None, None, None]
    if results.answered is not None:
        yield [_("Pupils who answered"), results.answered, None, None, None]
    if results.late:
        yield [_("Answers that came late"), results.late, None, None, None]
    if found := results.finding:
        yield [_("True claims taken for true"), None, found.judged.true_as_true, None, None]
        yield [_("False claims taken for false"), None, found.judged.false_as_false, None, None]
        if not (results.comparison and len(results.comparison.rows) > 1):
            yield _figure(_("Discernment (d′)"), found.d)
            yield _figure(_("Bias (c)"), found.c)
    if results.comparison:
        yield from _compared(results.comparison)
    for technique in results.techniques:
        yield [
            # Translators: a technique of manipulation, and that it was found.
            _("%(technique)s: found") % {"technique": technique_label(technique.code)},
            technique.found,
            technique.share,
            None,
            None,
        ]


def _compared(comparison: Comparison) -> Iterator[Cells]:
    d, c = _("Discernment (d′)"), _("Bias (c)")
    for row in comparison.rows:
        name = role_words(row.role)
        yield _figure(f"{name}: {d}", point_of(row.measure.d))
        yield _figure(f"{name}: {c}", point_of(row.measure.c))
    for step in comparison.steps:
        name = _("From “%(before)s” to “%(after)s”") % {
            "before": role_words(step.before.role),
            "after": role_words(step.after.role),
        }
        yield _figure(f"{name}: {d}", step.change.d)
        yield _figure(f"{name}: {c}", step.change.c)


def item_rows(results: ClassroomResults) -> Iterator[Cells]:
    """Yield rows under ITEM_HEAD: how items fared and what was answered; items that too few answered are left out."""
    for item in sorted(results.items, key=lambda item: (item.form, item.number)):
        if item.answered is None:
            continue
        place = [item.form + 1, item.number, item_title(item.public, item.kind)]
        for what, number, is_share in _fared(item):
            if number is not None:
                yield [*place, what, number, percent(number, item.answered) if is_share else None, None, None]
        for asked in item.asked:
            for bar in asked.bars:
                what = f"{asked.text} {bar.words}" if asked.text else bar.words
                yield [*place, _answered(what, bar.is_right), bar.count, bar.share, None, None]
        if item.guesses:
            yield [
                *place,
                _("Middle half of the guesses"),
                item.guesses.middle,
                None,
                item.guesses.low,
                item.guesses.high,
            ]


def _fared(item: ItemReport) -> list[tuple[str, int | None, bool]]:
    """Return what is counted of an item: in words, how many, and whether that is a share of those that answered."""
    return [
        (pgettext("number of pupils", "Answered"), item.answered, False),
        (pgettext("number of pupils", "Passed over"), item.passed, False),
        (pgettext("number of pupils", "Not reached"), item.unanswered, False),
        (pgettext("number of pupils", "Right"), item.right, True),
        (pgettext("number of pupils", "Partly right"), item.partly, True),
        (pgettext("number of pupils", "Not right"), item.wrong, True),
    ]


def _answered(words: str, is_right: bool) -> str:
    if is_right:
        # Translators: one of the answers to choose from, in a table of how often each was given.
        return _("Answer: %(answer)s (right)") % {"answer": words}
    # Translators: one of the answers to choose from, in a table of how often each was given.
    return _("Answer: %(answer)s") % {"answer": words}


def _figure(what: str, found: Point | Shift) -> Cells:
    return [what, _rounded(found.value), None, _rounded(found.low), _rounded(found.high)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
