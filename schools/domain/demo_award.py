"""The award of the invented network: last school year's, with entries, scored by three invented judges, announced."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.utils import timezone

from cms.languages import BY_CODE
from cms.models import User
from schools.domain.award import create_award, enter, open_award
from schools.domain.award_judging import announce, declare, score, start_judging
from schools.domain.queries.award import current_award, entering_schools
from schools.enums import SchoolState
from schools.models import Award, AwardEntry, AwardJudge, AwardScore, School
from schools.models.award import CRITERIA, JUDGES
from schools.years import school_year

#: How long ago its last day for entries was, and it was announced.
CLOSED, ANNOUNCED = timedelta(days=150), timedelta(days=120)


def make_award(outline: dict, *, account: Callable[[str, str, str], User], coordinator: User) -> str:
    """Make the award where last school year has none and none is open; return a sentence about it, or "".

    outline: theme, judges and entries (schools/demo.yaml). account(name, shown name, language): makes an account.
    """
    year = school_year(timezone.localdate()) - 1
    schools = {one.name: one for one in School.objects.filter(is_sample=True, state=SchoolState.CONFIRMED)}
    entries = [one for one in outline["entries"] if one["school"] in schools]
    if not entries or current_award() is not None or Award.objects.filter(year=year).exists():
        coordinator.groups.clear()
        return ""
    today = timezone.localdate()
    days = {"entries_from": today, "entries_until": today, "judging_until": today + timedelta(days=20)}
    award = create_award(actor=coordinator, year=year, theme=outline["theme"], **days)
    Award.objects.filter(pk=award.pk).update(is_sample=True)
    open_award(award, actor=coordinator)
    for one in entries:
        school = schools[one["school"]]
        lead = school.memberships.current().leads().select_related("user").earliest("since", "pk").user
        given = {name: one[name] for name in ("category", "title", "text", "pupils", "may_be_named")}
        enter(award, school, actor=lead, language=school.language, **given)
    _judge(award, outline, account, coordinator)
    announce(award, actor=coordinator)
    # Nobody should be able to decide as her.
    coordinator.groups.clear()
    _date_back(award)
    return f"Award {award.label}: {len(entries)} entries, scored by {JUDGES} judges."


def _judge(award: Award, outline: dict, account, coordinator: User) -> None:
    judges = []
    for place, name in enumerate(outline["judges"][:JUDGES], start=1):
        # Not by the verb that asks judges: it writes a letter, and counts how many go to an address in a day.
        user = account(f"judge.{place}", name, "en")
        judge = AwardJudge.objects.create(
            award=award, user=user, languages=list(BY_CODE), invited_by=coordinator
        )
        near_to_nobody = {school.key: "" for school in entering_schools(award)}
        judges.append(declare(judge, actor=user, conflicts=near_to_nobody, languages=list(BY_CODE)))
    start_judging(award, actor=coordinator, early=True)
    chance = Random("award")  # the same points every time
    for place, entry in enumerate(award.entries.order_by("pk")):
        for number, judge in enumerate(judges):
            points = {name: chance.choice((2, 3, 4, 4, 5)) for name in CRITERIA}
            comment = outline["comments"][(place + number) % len(outline["comments"])]
            score(entry, actor=judge.user, comment=comment, **points)


def _date_back(award: Award) -> None:
    """Let it have been some months ago: verbs act today alone."""
    now, today = timezone.now(), timezone.localdate()
    Award.objects.filter(pk=award.pk).update(
        entries_from=today - CLOSED - timedelta(days=60),
        entries_until=today - CLOSED,
        judging_until=today - ANNOUNCED - timedelta(days=3),
        started_at=now - CLOSED + timedelta(days=2),
        announced_at=now - ANNOUNCED,
    )
    AwardEntry.objects.filter(award=award).update(entered_at=now - CLOSED - timedelta(days=9))
    award.judges.update(
        invited_at=now - CLOSED - timedelta(days=20), declared_at=now - CLOSED + timedelta(days=1)
    )
    AwardScore.objects.filter(entry__award=award).update(
        assigned_at=now - CLOSED + timedelta(days=2), scored_at=now - ANNOUNCED - timedelta(days=5)
    )
