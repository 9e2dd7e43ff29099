"""What a classroom does next: measured again, and practised again before it is forgotten.

After a sitting before teaching, one after it, with the other form. After that, one some weeks later, to see what
stayed; and boosters, because what is practised once fades within weeks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from classrooms.domain.editions import reading
from classrooms.domain.queries.parallel import Form, forms_in, parallel_among
from classrooms.enums import Role
from classrooms.models import Classroom, Sitting
from exercises.models import ExercisePage

#: So long after teaching it is seen what stayed.
DELAY = timedelta(weeks=8)
#: Boosters: so long after the sitting after teaching, and until when each counts (half the way to the next).
BOOSTERS = (
    (timedelta(weeks=1), timedelta(days=17)),
    (timedelta(weeks=4), timedelta(weeks=7)),
    (timedelta(weeks=10), timedelta(weeks=13)),
)
#: What nobody did for so long is no longer proposed.
STALE = timedelta(weeks=26)


@dataclass(frozen=True)
class Proposal:
    """Something to do next. about: the title of the exercise on which it follows. is_due: its day has come.

    query: what the form to open a sitting is given to begin with. booster: which one it is, from 1; 0: it is none.
    """

    role: Role
    about: str
    due: date
    is_due: bool
    is_done: bool
    booster: int = 0
    query: dict[str, str | int] = field(default_factory=dict)


_HEAVY = tuple(f"edition__{name}" for name in ("public", "secret", "settings"))


def measured_before(classrooms: QuerySet[Classroom], exercises: Iterable[str]) -> QuerySet[Sitting]:
    """Return the sittings before teaching in these classrooms with one of these exercises: what a later one follows."""
    wanted = set(exercises)
    mine = Q(edition__exercise__in=wanted) | Q(second_edition__exercise__in=wanted)
    found = Sitting.objects.filter(mine, classroom__in=classrooms, role=Role.BEFORE)
    return (
        found.select_related("classroom", "edition").defer("results", "hands", *_HEAVY).order_by("-opened_at")
    )


def proposals_for(classroom: Classroom, sittings: list[Sitting], language: str) -> list[Proposal]:
    """Return what is proposed next for a classroom: what is due first, then what comes, then what is done.

    sittings: all of the classroom, with their editions. language: in which the teacher reads; an exercise is opened in
    it where it is there. Two queries when warm, whatever the number of sittings; none where nothing was measured.
    """
    now = timezone.now()
    lately = sorted(
        (one for one in sittings if now - STALE < one.ended_at <= now), key=lambda one: one.ended_at
    )
    before = [one for one in lately if one.role == Role.BEFORE]
    after = [one for one in lately if one.role == Role.AFTER]
    if not before and not after:
        return []
    calendar = _Calendar(classroom, sittings, language, now)
    found = [calendar.after(one) for one in before] + [calendar.delayed(one) for one in after]
    found += calendar.boosters(after[-1]) if after else []
    return sorted(found, key=lambda one: (one.is_done, one.due, one.booster))


class _Calendar:
    """Makes the proposals of one classroom; what they need is read at the beginning."""

    def __init__(self, classroom: Classroom, sittings: list[Sitting], language: str, now: datetime):
        self.classroom, self.language, self.now = classroom, language, now
        self.sittings = sorted(sittings, key=lambda one: one.opened_at)
        editions = [edition for one in sittings for edition in one.editions]
        self.forms = forms_in({edition.language for edition in editions})
        keys = {str(edition.exercise) for edition in editions} | {form.exercise for form in self.forms}
        #: When the classroom met an exercise last.
        self.met = {str(edition.exercise): one.opened_at for one in self.sittings for edition in one.editions}
        self.slugs = slugs_of(keys)

    def after(self, before: Sitting) -> Proposal:
        """After a sitting before teaching: as soon as it was taught."""
        done = any(
            one.follows_id == before.pk or self._is_about_the_same(one, before)
            for one in self._later(before, Role.AFTER)
        )
        return self._measured(Role.AFTER, before, before.ended_at, done, follows=before.pk)

    def delayed(self, after: Sitting) -> Proposal:
        """Some weeks after a sitting after teaching: what stayed."""
        done = any(
            (after.follows_id and one.follows_id == after.follows_id) or self._is_about_the_same(one, after)
            for one in self._later(after, Role.DELAYED)
        )
        return self._measured(Role.DELAYED, after, after.ended_at + DELAY, done, follows=after.follows_id)

    def boosters(self, after: Sitting) -> list[Proposal]:
        """Practice at growing distances. One that was opened in its time counts; a time that has passed is let go."""
        found, begin = [], after.ended_at
        practised = [one.opened_at for one in self._later(after, Role.PRACTICE)]
        for number, (distance, until) in enumerate(BOOSTERS, start=1):
            end = after.ended_at + until
            done = any(begin <= moment < end for moment in practised)
            if done or self.now < end:
                query = {"classroom": self.classroom.pk, "role": str(Role.PRACTICE), "like": after.pk}
                found.append(
                    self._proposal(Role.PRACTICE, after, after.ended_at + distance, done, query, number)
                )
            begin = end
        return found

    def _later(self, than: Sitting, role: Role) -> list[Sitting]:
        return [one for one in self.sittings if one.role == role and one.opened_at > than.opened_at]

    def _measured(
        self, role: Role, on: Sitting, moment: datetime, done: bool, follows: int | None
    ) -> Proposal:
        """Propose to measure again: two forms the other way round, or the form that was met least lately."""
        keys = [str(edition.exercise) for edition in reversed(on.editions)]
        if len(keys) == 1:
            keys = [form.exercise for form in self._parallel(on)[:1]] or keys
        query: dict[str, str | int] = {"classroom": self.classroom.pk, "role": str(role)}
        languages = [self.language, on.edition.language]
        language = next((code for code in languages if (keys[0], code) in self.slugs), "")
        if language:
            query |= {"language": language, "exercise": self.slugs[keys[0], language]}
            query |= {"second": keys[1]} if len(keys) > 1 else {}
        query |= {"follows": follows} if follows else {}
        return self._proposal(role, on, moment, done, query)

    def _proposal(self, role, on: Sitting, moment, done: bool, query: dict, booster: int = 0) -> Proposal:
        due = timezone.localtime(moment).date()
        return Proposal(role, on.edition.title, due, not done and moment <= self.now, done, booster, query)

    def _parallel(self, sitting: Sitting) -> list[Form]:
        """Return the forms parallel to a sitting's: what the classroom never met first, then what it met long ago."""
        found = parallel_among(self.forms, reading(sitting.edition_id).edition)
        return sorted(
            found, key=lambda form: (form.exercise in self.met, self.met.get(form.exercise, self.now))
        )

    def _is_about_the_same(self, one: Sitting, other: Sitting) -> bool:
        """Say whether a sitting used the exercise of another, or one that is parallel to it."""
        family = {str(edition.exercise) for edition in other.editions}
        family |= {form.exercise for form in self._parallel(other)}
        return any(str(edition.exercise) in family for edition in one.editions)


def slugs_of(exercises: Iterable[str]) -> dict[tuple[str, str], str]:
    """Return the slugs of live exercises by translation key and language of the page. One query."""
    pages = ExercisePage.objects.live().filter(translation_key__in=set(exercises), current__isnull=False)
    rows = pages.order_by().values_list("translation_key", "locale__language_code", "slug")
    return {(str(key), language): slug for key, language, slug in rows}
