"""What an ambassador's training consists of, how far she is, and which practice talks wait for whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from ambassadors.domain import module
from ambassadors.domain.gate import AGAIN, GATE
from ambassadors.domain.standing import is_cleared_adult, missing_consents
from ambassadors.models import Ambassador, Companion, GateAttempt, PracticeTalk, TrainingPath
from ambassadors.rules import can_coordinate
from classrooms.domain.queries.parallel import Form, forms_in
from cms.domain.queries import site
from cms.languages import DEFAULT_LANGUAGE, INTERFACE_LANGUAGES
from exercises.models import Edition
from lessons.models import LessonPlanPage

#: What the starter collection brings, by slug.
LESSONS = ("upstander-online", "words-that-blur", "lateral-reading")
FORMS = ("truth-or-rumour-a", "truth-or-rumour-b")
#: How many lessons a path has, and how many forms the gate.
FEWEST_LESSONS, MOST_LESSONS, GATES = 2, 4, 2


class Lesson(NamedTuple):
    """A live lesson plan. key: the translation_key of its pages. language: in which it is read."""

    key: UUID
    title: str
    url: str
    language: str


class Exercise(NamedTuple):
    """A live form that measures discernment. edition: primary key, in the language in which it is read."""

    key: UUID
    title: str
    edition: int
    language: str
    items: int


class Path(NamedTuple):
    """What everybody's training consists of, beside module and talk."""

    lessons: tuple[Lesson, ...]
    forms: tuple[Exercise, ...]

    @property
    def is_complete(self) -> bool:
        """Say whether somebody can finish it: what was taken from the site since leaves a gap."""
        return bool(self.lessons) and len(self.forms) == GATES


def path() -> Path:
    """Return the path that holds now: what coordinators chose last, else the starter collection; of it, what is live.

    Titles in the active language where there is one, else in English, else in any. Four queries when warm.
    """
    chosen = TrainingPath.objects.first()
    if chosen is None:
        return Path(tuple(_starter_lessons()), tuple(_starter_forms()))
    lessons = {str(one.key): one for one in live_lessons(keys=chosen.lessons)}
    forms = {str(one.key): one for one in live_forms()}
    return Path(
        tuple(lessons[key] for key in chosen.lessons if key in lessons),
        tuple(forms[key] for key in chosen.forms if key in forms),
    )


def live_lessons(keys=None) -> list[Lesson]:
    """Return the live lesson plans that anybody may read, each once, by title; keys: only these."""
    pages = LessonPlanPage.objects.live().order_by()
    if keys is not None:
        pages = pages.filter(translation_key__in=keys)
    rows = pages.values_list("translation_key", "title", "url_path", "path", "locale__language_code")
    found: dict[UUID, Lesson] = {}
    for key, title, url_path, tree_path, language in rows:
        url = site.address(url_path)
        if url is None or site.is_restricted(Page(path=tree_path)):
            continue
        one = Lesson(key, title, url, language)
        if key not in found or _rank(language) < _rank(found[key].language):
            found[key] = one
    return sorted(found.values(), key=lambda one: (one.title.casefold(), str(one.key)))


def live_forms() -> list[Exercise]:
    """Return the live exercises that measure discernment, each once, by title."""
    best: dict[str, Form] = {}
    for form in _forms():
        if form.exercise not in best or _rank(form.language) < _rank(best[form.exercise].language):
            best[form.exercise] = form
    found = [_exercise(form) for form in best.values()]
    return sorted(found, key=lambda one: (one.title.casefold(), str(one.key)))


def are_parallel(first: str, second: str) -> bool:
    """Say whether two live forms (translation_keys) are parallel: other claims, as many true and as many false ones,
    in a language that both have."""
    forms = _forms()
    balances = {(form.exercise, form.language): form.balance for form in forms}
    return first != second and any(
        form.balance is not None and balances.get((second, form.language)) == form.balance
        for form in forms
        if form.exercise == first
    )


def _forms() -> list[Form]:
    return forms_in(INTERFACE_LANGUAGES)


def _exercise(form: Form) -> Exercise:
    items = form.balance.items if form.balance else 0
    return Exercise(UUID(form.exercise), form.title, form.edition, form.language, items)


def _starter_lessons() -> list[Lesson]:
    pages = LessonPlanPage.objects.live().filter(slug__in=LESSONS, locale__language_code=DEFAULT_LANGUAGE)
    keys = dict(pages.order_by().values_list("slug", "translation_key"))
    lessons = {one.key: one for one in live_lessons(keys=list(keys.values()))}
    return [lessons[keys[slug]] for slug in LESSONS if keys.get(slug) in lessons]


def _starter_forms() -> list[Exercise]:
    keys = {form.slug: form.exercise for form in _forms() if form.language == DEFAULT_LANGUAGE}
    forms = {str(one.key): one for one in live_forms()}
    return [forms[keys[slug]] for slug in FORMS if keys.get(slug) in forms]


def _rank(language: str) -> tuple[int, str]:
    """Return how near a language is to the reader: hers, English, any other."""
    return (0 if language == get_language() else 1 if language == DEFAULT_LANGUAGE else 2, language)


# How far she is ------------------------------------------------------------------------------------------------------


class GateStand(NamedTuple):
    """How far she is with one form. open: the attempt that is under way. last: the best one if passed, else the last.

    again_at: from when she can try again; None if she can now, or need not.
    """

    form: Exercise
    open: GateAttempt | None
    last: GateAttempt | None
    is_passed: bool
    again_at: datetime | None


@dataclass(frozen=True)
class Progress:
    """All parts of her training. lessons: with the time at which she said that she worked through each, or None."""

    path: Path
    lessons: list[tuple[Lesson, datetime | None]]
    gates: list[GateStand]
    module: bool
    talk_waits: PracticeTalk | None
    talk_last: PracticeTalk | None  # the last that was reviewed
    talk: bool

    @property
    def is_done(self) -> bool:
        return (
            self.path.is_complete
            and all(at for _lesson, at in self.lessons)
            and all(gate.is_passed for gate in self.gates)
            and self.module
            and self.talk
        )

    @property
    def parts(self) -> tuple[int, int]:
        """How many parts are done, and how many there are."""
        marks = [bool(at) for _lesson, at in self.lessons] + [gate.is_passed for gate in self.gates]
        marks += [self.module, self.talk]
        return sum(marks), len(marks)


def progress(ambassador: Ambassador, found: Path | None = None) -> Progress:
    """Return how far she is on the path; four queries beside those of the path."""
    found = found or path()
    worked = dict(ambassador.lessons_worked.values_list("lesson", "at"))
    attempts = list(ambassador.attempts.select_related("edition").defer("edition__public", "edition__secret"))
    talks = list(ambassador.talks.all())
    reviewed = [talk for talk in talks if talk.reviewed_at]
    return Progress(
        path=found,
        lessons=[(lesson, worked.get(lesson.key)) for lesson in found.lessons],
        gates=[_stand(form, attempts) for form in found.forms],
        module=ambassador.modules.filter(version=module.VERSION).exists(),
        talk_waits=next((talk for talk in talks if not talk.reviewed_at), None),
        talk_last=max(reviewed, key=lambda talk: talk.reviewed_at, default=None),
        talk=any(talk.passed for talk in reviewed),
    )


def gate_stand(ambassador: Ambassador, form: Exercise) -> GateStand:
    """Return how far she is with one form."""
    return _stand(form, list(ambassador.attempts.filter(exercise=form.key).select_related("edition")))


def _stand(form: Exercise, attempts: list[GateAttempt]) -> GateStand:
    hers = [attempt for attempt in attempts if attempt.exercise == form.key]
    ended = sorted((one for one in hers if one.ended_at), key=lambda one: one.ended_at)
    passed = [one for one in ended if one.d >= GATE]
    again = ended[-1].ended_at + AGAIN if ended and not passed else None
    return GateStand(
        form=form,
        open=next((one for one in hers if not one.ended_at), None),
        last=max(passed, key=lambda one: one.d) if passed else ended[-1] if ended else None,
        is_passed=bool(passed),
        again_at=again if again and again > timezone.now() else None,
    )


def edition_of(form: Exercise) -> Edition:
    return Edition.objects.get(pk=form.edition)


# Practice talks ------------------------------------------------------------------------------------------------------


def is_open(ambassador: Ambassador) -> bool:
    """Say whether somebody may train: all who have to agree did, and she neither takes a break nor has left."""
    return not (
        ambassador.paused_at
        or ambassador.withdrawn_at
        or ambassador.alumnus_at
        or missing_consents(ambassador)
        or ambassador.user is None
        or not ambassador.user.is_active
    )


def reviews_talks(user) -> bool:
    """Say whether somebody may listen to practice talks at all: coordinators, and companions who are cleared."""
    return can_coordinate(user) or is_cleared_adult(Companion.objects.of(user).select_related("user").first())


def may_review(user, talk: PracticeTalk) -> bool:
    """Nobody judges her own talk, nor that of somebody whom she nominated (twin: talks_for)."""
    ambassador = talk.ambassador
    return (
        reviews_talks(user)
        and user.pk not in (ambassador.user_id, ambassador.nominated_by_id)
        and is_open(ambassador)
    )


def talks_for(user):
    """Return the practice talks that wait and that somebody may review, the oldest first: a queryset."""
    if not reviews_talks(user):
        return PracticeTalk.objects.none()
    able = Ambassador.objects.agreed().filter(
        withdrawn_at=None, paused_at=None, alumnus_at=None, user__is_active=True
    )
    return (
        PracticeTalk.objects.filter(reviewed_at=None, ambassador__in=able)
        .exclude(Q(ambassador__user_id=user.pk) | Q(ambassador__nominated_by_id=user.pk))
        .select_related("ambassador__town", "ambassador__user")
    )
