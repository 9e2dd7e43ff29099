"""Two awards: one that is open, one that is judged, with entries of both schools. A part of the world."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Pillow

from cms.models import User
from schools.domain.award import create_award, enter, open_award
from schools.domain.award_judging import declare, score, start_judging
from schools.domain.queries.award import entering_schools
from schools.models import Award, AwardEntry, AwardJudge
from schools.years import school_year

#: What not everybody may know, as in SECRETS of tests/permissions/world.py, which holds this as well.
SECRETS = {
    "entry": "Whimbrel map",  # title of what the school entered
    "other entry": "Shoveler song",  # title of what the other school entered
}


def found_awards(things: dict, people: dict) -> None:
    """Last year's is scored and not announced; the reviewer judges what the school entered, and nothing else.

    This year's takes entries; both schools have entered.
    """
    boss, today = people["bystander network"], timezone.localdate()
    days = {"entries_from": today, "entries_until": today + timedelta(days=9)}
    days |= {"judging_until": today + timedelta(days=30)}
    leads = {"": people["school lead"], "other_": people["other"]}
    year = school_year(today)
    things["next_award_year"] = str(year + 1)
    for what, its_year in (("judged", year - 1), ("open", year)):
        award = create_award(actor=boss, year=its_year, theme={"en": "Who is we?"}, **days)
        things[f"{what}_award"], things[f"{what}_award_year"] = award, str(its_year)
        open_award(award, actor=boss)
        for other, lead in leads.items():
            entry = _entered(
                award, things[f"{other}school"], lead, SECRETS["other entry" if other else "entry"]
            )
            things[f"{other}{what}_entry"], things[f"{other}{what}_entry_key"] = entry, entry.key
        if what == "judged":
            _judge(award, boss, people, things["other_school"])
    things["award_judge"] = AwardJudge.objects.create(
        award=things["open_award"], user=people["bystander"], languages=["en"]
    )
    things["award_from"], things["award_until"] = today.isoformat(), days["entries_until"].isoformat()
    things["award_judged_until"] = days["judging_until"].isoformat()


def _entered(award: Award, school, lead, title: str) -> AwardEntry:
    file = io.BytesIO()
    Pillow.new("RGB", (8, 8)).save(file, "PNG")
    return enter(
        award, school, actor=lead, category="from_12", title=title, text="We asked.", language="en", pupils=9,
        picture=ContentFile(file.getvalue(), name="map.png"), picture_alt="A wall",
    )  # fmt: skip


def _judge(award: Award, boss, people: dict, other) -> None:
    """Four judges: the reviewer is near the other school, one more near the first."""
    fourth = User.objects.create_user("fourth@judges.example.org")
    users = (people["reviewer"], people["bystander"], people["bystander coordinator"], fourth)
    for place, user in enumerate(users):
        judge = AwardJudge.objects.create(award=award, user=user, languages=["en"], invited_by=boss)
        near = (
            [other] if place == 0 else [one for one in entering_schools(award) if place == 3 and one != other]
        )
        said = {one.key: "family" if one in near else "" for one in entering_schools(award)}
        declare(judge, actor=judge.user, conflicts=said, languages=["en"])
    start_judging(award, actor=boss, early=True)
    for entry in award.entries.all():
        for row in entry.scores.select_related("judge__user"):
            score(entry, actor=row.judge.user, idea=3, truth=3, voice=3, effect=3)
