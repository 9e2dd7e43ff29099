"""Schools with one of everything that an address of the schools room can name. A part of the world."""

from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlencode
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.domain.joins import join_campaign
from campaigns.models import CampaignJoin
from classrooms.domain.joining import code_to
from cms.models import Country
from schools.domain import rounds, voices
from schools.domain.evidence import add_evidence
from schools.domain.framework import areas
from schools.domain.members import accept, invite, place_classroom
from schools.domain.network import rebuild_now
from schools.domain.plan import add_task, make_calendar
from schools.domain.recognition import grant, hand_in
from schools.domain.schools import confirm_school, register_school
from schools.domain.use import note_lesson
from schools.enums import EvidenceKind, Level
from schools.models import NetworkEvent, School, SchoolSitting
from tests.permissions import award
from tests.permissions.organisation import seal

#: What not everybody may know, as in SECRETS of tests/permissions/world.py, which holds these as well.
SECRETS = {
    "school": "Siskin Street School",  # the teacher's school, that has no recognition yet
    "other school": "Fulmar",  # another school, recognised and not on the wall; and whatever is hers
    "new school": "Turnstone College",  # a school that nobody has confirmed yet
    "school invited": "redpoll@example.org",  # somebody who was invited to the school
    "taught": "Linnets liked it",  # a note for colleagues about a lesson
    "training": "Evening with the Dotterel",  # title of a staff training
    "evidence": "Minutes of the Garganey",  # title of a file
    "task": "Ask the Wryneck",  # a task of the plan
    "proud": "Proud as a Plover",  # what the school says of itself when it hands in a level
    "event": "Grebe week",  # an event of the network
    **award.SECRETS,
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
      b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n"  # fmt: skip


def found_schools(things: dict, people: dict) -> None:
    """Three schools: one with everything, of which a lead and a teacher are members; one of another lead; a new one.

    The new one is the teacher's: who leads it is no lead anywhere else.
    """
    lead, teacher, boss = people["school lead"], people["teacher"], people["bystander network"]
    school = things["school"] = _school(SECRETS["school"], lead)
    confirm_school(school, actor=boss)
    things["school_key"] = school.key
    invitation = invite(school, actor=lead, email=teacher.email)
    things["membership"] = accept(invitation.token, actor=teacher)
    things["school_invitation"] = invite(school, actor=lead, email=SECRETS["school invited"]).token
    place_classroom(school, things["shared_classroom"], actor=teacher, year_group=2)
    _use(things, school, lead, teacher)
    _rounds(things, school, lead)
    things["calendar_token"] = make_calendar(school, actor=teacher).token
    things["plan_task"] = add_task(school, actor=lead, what=SECRETS["task"], owner=teacher, due=_soon())
    _another(things, people["other"], boss)
    things["school_invitation_of_member"] = invite(
        things["other_school"], actor=people["other"], email=people["member"].email
    ).token
    with patch("schools.domain.recognition.reached", return_value=Level.COMMITTED):
        waiting = hand_in(school, actor=lead, level=Level.COMMITTED, statement=SECRETS["proud"])
    things["recognition_key"] = waiting.key
    things["new_school_key"] = _school(SECRETS["new school"], teacher).key
    things["network_event"] = NetworkEvent.objects.create(
        day=timezone.localdate(), title=SECRETS["event"], added_by=boss
    )
    for name in ("", "other_"):
        things[f"{name}counted"] = SchoolSitting.objects.create(
            school=things[f"{name}school"], teacher=teacher, exercise=uuid4(), language="en",
            day=timezone.localdate(), year_group=1, pupils=20,
        )  # fmt: skip
    things["join"] = CampaignJoin.objects.create(campaign=uuid4(), school=school, joined_by=lead)
    things["other_join"] = join_campaign(things["campaign"], things["other_school"], actor=people["other"])
    things["other_join_key"] = things["other_join"].key
    award.found_awards(things, people)
    things["today"] = timezone.localdate().isoformat()
    rebuild_now()


def _soon():
    return timezone.localdate() + timedelta(days=9)


def _another(things: dict, lead, boss) -> None:
    """The other lead's school: with one of everything that must not be reached by way of the first one."""
    name = SECRETS["other school"]
    other = things["other_school"] = _school(f"{name} Road School", lead)
    confirm_school(other, actor=boss)
    things["other_school_key"] = other.key
    # Of the domain of some who belong to no school: they may join.
    other.email_domain = "lantern.example.org"
    other.save(update_fields=["email_domain"])
    things["other_membership"] = other.memberships.get()
    today = timezone.localdate()
    things["other_taught"] = note_lesson(
        other, actor=lead, lesson=things["live"].translation_key, language="en", day=today, year_group=1,
        pupils=25, note=f"With a {name}", name="d" * 32,
    )  # fmt: skip
    things["other_evidence"] = add_evidence(
        other, actor=lead, kind=EvidenceKind.FILE, title=f"The {name}", day=today,
        file=ContentFile(PDF, name="fulmar.pdf"), name="e" * 32,
    )  # fmt: skip
    things["other_task"] = add_task(other, actor=lead, what=f"Ask the {name}")
    things["other_round"] = rounds.close_round(rounds.open_round(other, actor=lead, weeks=3), actor=lead)
    with patch("schools.domain.recognition.reached", return_value=Level.COMMITTED):
        granted = hand_in(other, actor=lead, level=Level.COMMITTED, statement=f"A {name} is proud")
    things["credential_key"] = grant(granted, actor=boss).key


def _school(name: str, lead) -> School:
    return register_school(
        actor=lead, name=name, country=Country.objects.get(code="AT"), town="Lindenau", stage="lower_secondary",
        size="from_300", staff=40, year_groups=4, language="en",
    )  # fmt: skip


def _use(things: dict, school: School, lead, teacher) -> None:
    today = timezone.localdate()
    things["taught"] = note_lesson(
        school, actor=teacher, lesson=things["live"].translation_key, language="en", day=today, year_group=2,
        pupils=25, note=SECRETS["taught"], name="a" * 32,
    )  # fmt: skip
    things["training"] = add_evidence(
        school, actor=lead, kind=EvidenceKind.TRAINING, title=SECRETS["training"], day=today, people=12,
        minutes=90, name="b" * 32,
    )  # fmt: skip
    things["evidence_file"] = add_evidence(
        school, actor=lead, kind=EvidenceKind.FILE, title=SECRETS["evidence"], day=today,
        file=ContentFile(PDF, name="minutes.pdf"), name="c" * 32,
    )  # fmt: skip


def _rounds(things: dict, school: School, lead) -> None:
    """One that has ended, with twelve pupils' voices, and one that is open for long."""
    ended = rounds.open_round(school, actor=lead, weeks=3)
    answers = {one.code: 3 for indicators in areas().values() for one in indicators}
    for number in range(12):
        voices.add_voice(ended, name=f"{number:032d}", answers=answers)
    things["ended_round"] = rounds.close_round(ended, actor=lead)
    things["round"] = rounds.open_round(school, actor=lead, weeks=3)
    things["round"].closes_at = timezone.now() + timedelta(days=9)
    things["round"].save(update_fields=["closes_at"])
    for name in ("round", "ended_round"):
        key = things[name].key
        things[f"{name}_key"], things[f"{name}_pass"] = key, urlencode({"pass": voices.new_pass(key)})
    things["round_code"] = code_to(rounds.DOOR, things["round_key"])
    things["round_seal"] = seal(f"voice {things['round_key']}")
