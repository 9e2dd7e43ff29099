"""Two who do the same in the same moment, each with a connection of her own: on PostgreSQL alone."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from cms.audit import AuditEntry
from cms.keys import new_secret
from schools.domain import award_judging, rounds, voices
from schools.domain.award import AwardError, enter
from schools.domain.members import change_role, invite, join_by_domain
from schools.domain.network_events import add_event
from schools.domain.plan import add_task
from schools.domain.recognition import RecognitionError, decline, grant
from schools.domain.schools import SchoolError, confirm_school
from schools.domain.use import note_lesson
from schools.enums import SchoolState
from schools.models import AwardEntry, AwardScore, NetworkEvent, Voice
from tests.schools.award_factories import AwardEntryFactory, AwardFactory, judges_of, points
from tests.schools.factories import MemberFactory, SchoolFactory, person
from tests.schools.people import coordinator, signed_in
from tests.schools.recognition_factories import handed_in
from tests.schools.round_factories import codes, fill

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write after the other"),
]
REGISTERED = {
    "name": "School by the River", "country": "AT", "town": "Linz", "stage": "primary", "size": "from_100",
    "staff": "20", "year_groups": "4", "language": "en",
}  # fmt: skip


def at_once(*deeds) -> list:
    """Do all of it in the same moment, each with a connection of its own; return what came of it, faults too."""
    heard, start = [], Barrier(len(deeds))

    def press(deed):
        try:
            start.wait(10)
            heard.append(deed())
        except Exception as fault:
            heard.append(fault)
        finally:
            connection.close()

    presses = [Thread(target=press, args=[deed]) for deed in deeds]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    return heard


def test_two_coordinators_decide_at_once():
    """Cases 26, 77. One decides; the other hears that it was decided."""
    recognition = handed_in()
    chiefs = [coordinator() for _number in range(4)]
    heard = at_once(
        *[lambda chief=chief: grant(recognition, actor=chief) for chief in chiefs[:2]],
        *[lambda chief=chief: decline(recognition, actor=chief, reasons="Not yet.") for chief in chiefs[2:]],
    )
    assert [type(one) for one in heard].count(RecognitionError) == 3
    assert AuditEntry.objects.filter(verb__in=["recognition.granted", "recognition.declined"]).count() == 1
    school = SchoolFactory(state=SchoolState.NEW, decided_at=None)
    heard = at_once(*[lambda chief=chief: confirm_school(school, actor=chief) for chief in chiefs])
    assert [type(one) for one in heard].count(SchoolError) == 3


def test_whoever_presses_twice_at_once_does_it_once(site_tree):
    """Case 26: registering, joining, accepting, noting, adding, answering, opening."""
    site_tree("en")
    member = MemberFactory(role="lead", school=SchoolFactory(email_domain="river.example.org"))
    school, lead = member.school, member.user
    vera, joiner = person("vera@example.org"), person("x@river.example.org")
    link = f"/en/school/invitation/{invite(school, actor=lead, email=vera.email).token}/"
    heard = at_once(*[lambda: signed_in(vera).post(link)] * 3)
    assert [one.status_code for one in heard] == [302] * 3
    heard = at_once(*[lambda: join_by_domain(school, actor=joiner)] * 3)
    assert len({one.pk for one in heard}) == 1
    client = signed_in(joiner)
    client.get("/en/school/register/")
    heard = at_once(*[lambda: signed_in(joiner).post("/en/school/register/", REGISTERED)] * 3)
    assert len({one["Location"] for one in heard}) == 1
    strangers = [person() for _number in range(3)]
    heard = at_once(
        *[
            lambda one=one: signed_in(one).post("/en/school/register/", REGISTERED | {"town": "Graz"})
            for one in strangers
        ]
    )
    assert sorted(one.status_code for one in heard) == [200, 200, 302]
    heard = at_once(*[lambda: add_task(school, actor=lead, what="Once")] * 3)
    assert len({one.pk for one in heard}) == 1
    name = new_secret()
    lesson = {"lesson": uuid4(), "language": "en", "day": timezone.localdate(), "year_group": 1, "pupils": 9}
    heard = at_once(*[lambda: note_lesson(school, actor=lead, name=name, **lesson)] * 3)
    assert len({one.pk for one in heard}) == 1
    heard = at_once(*[lambda: rounds.open_round(school, actor=lead, weeks=1)] * 3)
    assert [type(one) for one in heard].count(rounds.RoundError) == 2
    round = school.rounds.get()
    given = dict.fromkeys(codes(round), 3)
    heard = at_once(*[lambda: voices.answer(round, actor=lead, group="leaders", answers=given)] * 3)
    assert sorted(heard) == [False, False, True]
    heard = at_once(*[lambda: voices.add_voice(round, name=name, answers=given)] * 3)
    assert sorted(heard) == [False, False, True]
    fill(round, pupils=12)
    heard = at_once(
        *[lambda: rounds.close_round(round, actor=lead)] * 2,
        lambda: voices.add_voice(round, name=new_secret(), answers=given),
        rounds.close_all_over,
    )
    assert not [one for one in heard if isinstance(one, Exception) and not isinstance(one, rounds.RoundError)]
    assert not Voice.objects.exists()
    chief = coordinator()
    heard = at_once(*[lambda: add_event(actor=chief, day=timezone.localdate(), title="Elections")] * 3)
    assert not [one for one in heard if isinstance(one, Exception)]
    assert NetworkEvent.objects.count() == 1


def test_two_leads_who_go_at_once_leave_one(site_tree):
    """A school is never without a lead."""
    school = SchoolFactory()
    leads = [MemberFactory(school=school, role="lead") for _number in range(2)]
    heard = at_once(
        *[lambda one=one: change_role(school, one.pk, "teacher", actor=one.user) for one in leads]
    )
    assert [type(one) for one in heard].count(SchoolError) == 1
    assert school.memberships.current().leads().count() == 1


def test_two_coordinators_start_the_judging_at_once_and_it_begins_once():
    award = AwardFactory()
    for _number in range(4):
        AwardEntryFactory(award=award)
    judges = judges_of(award, 5)
    chiefs = [coordinator() for _number in range(3)]
    heard = at_once(
        *[lambda one=one: award_judging.start_judging(award, actor=one, early=True) for one in chiefs]
    )
    assert [type(one) for one in heard].count(AwardError) == 2
    assert AwardScore.objects.count() == 12
    assert AuditEntry.objects.filter(verb="award.judging_started").count() == 1
    # Judges who go in one moment leave each entry with three, of those who are left.
    heard = at_once(*[lambda one=one: award_judging.stand_down(one, actor=one.user) for one in judges[:2]])
    assert heard == [None, None]
    assert {entry.scores.count() for entry in AwardEntry.objects.all()} == {3}
    for row in AwardScore.objects.select_related("entry", "judge__user"):
        award_judging.score(row.entry, actor=row.judge.user, **points(3, 3, 3, 3))
    heard = at_once(*[lambda one=one: award_judging.announce(award, actor=one) for one in chiefs])
    assert not [one for one in heard if isinstance(one, Exception)]
    assert AuditEntry.objects.filter(verb="award.announced").count() == 1
    assert set(AwardEntry.objects.values_list("place", flat=True)) == {1}


def test_what_is_entered_twice_at_once_is_entered_once():
    award, member = AwardFactory(), MemberFactory(role="lead")
    given = {"category": "special", "title": "A map", "text": "We asked.", "language": "en", "pupils": 9}
    heard = at_once(*[lambda: enter(award, member.school, actor=member.user, **given)] * 3)
    assert len({one.pk for one in heard}) == 1
    assert AwardEntry.objects.count() == 1
