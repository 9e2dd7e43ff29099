"""Self-assessment rounds: opened, extended and closed by leads or by the clock; answered by staff; read by members."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from classrooms.domain.joining import code_to
from classrooms.models import JoinCode
from cms.models import AuditEntry
from cms.worker import jobs
from schools.domain import rounds, voices
from schools.domain.members import end_memberships
from schools.domain.queries.rounds import answered_so_far, last_results, results_of, weakest
from schools.domain.rounds import DOOR, RoundError
from schools.enums import SchoolRole, SchoolState
from schools.models import Round, Turn, Voice
from schools.years import bounds, school_year
from tests.schools.factories import MemberFactory, SchoolFactory
from tests.schools.round_factories import codes, fill, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(site_tree):
    site_tree("en", "ar")
    return SchoolFactory()


@pytest.fixture
def lead(school):
    return MemberFactory(school=school, role=SchoolRole.LEAD).user


@pytest.fixture
def teacher(school):
    return MemberFactory(school=school).user


@pytest.fixture
def round(school, lead):
    return opened(lead, school)


@pytest.fixture
def closed(round, lead):
    """A round that 12 leaders, 30 teachers and 45 pupils answered."""
    fill(round, leaders=12, teachers=30, pupils=45)
    return rounds.close_round(round, actor=lead)


def as_(client, user):
    client.force_login(user)
    return client


def address(round: Round, more: str = "") -> str:
    return f"/en/school/{round.school.key}/rounds/{round.pk}/{more}"


def ticked(round: Round, level: int = 3, number: int = 5) -> dict[str, str]:
    return {f"i-{code}": str(level) for code in codes(round)[:number]}


# Opened, extended, closed -----------------------------------------------------------------------------------------


def test_a_lead_opens_a_self_assessment_with_a_code_for_pupils(client, school, lead):
    response = as_(client, lead).post(f"/en/school/{school.key}/rounds/", {"weeks": "2"})
    made = school.rounds.get()
    assert response["Location"] == address(made)
    assert made.closes_at - made.opened_at == timedelta(weeks=2)
    assert JoinCode.objects.get().opens == f"round:{made.key}"
    assert AuditEntry.objects.get(verb="round.opened").actor == lead
    assert len(code_to(DOOR, made.key)) == 7


def test_a_second_one_is_not_opened_beside_it(client, school, lead, round):
    """A double click of the button leaves one."""
    page = as_(client, lead).post(f"/en/school/{school.key}/rounds/", {"weeks": "2"}, follow=True)
    assert "A self-assessment is open already" in page.content.decode()
    assert school.rounds.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(school=school, closes_at=timezone.now() + timedelta(weeks=1))


@pytest.mark.parametrize("weeks", ["0", "7", "-1", "x", ""])
def test_weeks_out_of_bounds_are_refused_with_a_sentence(client, school, lead, weeks):
    page = as_(client, lead).post(f"/en/school/{school.key}/rounds/", {"weeks": weeks})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    assert not school.rounds.exists()


def test_four_in_a_school_year_are_the_most(school, lead):
    for _number in range(4):
        rounds.close_round(opened(lead, school), actor=lead)
    with pytest.raises(RoundError, match="Four self-assessments"):
        opened(lead, school)
    first, _after = bounds(school_year(timezone.localdate()))
    before = timezone.make_aware(timezone.datetime(first.year, first.month, first.day)) - timedelta(days=1)
    Round.objects.filter(pk=school.rounds.last().pk).update(opened_at=before)
    assert opened(lead, school).is_open


def test_a_teacher_opens_extends_and_closes_nothing(client, school, teacher, round):
    browser = as_(client, teacher)
    assert browser.post(f"/en/school/{school.key}/rounds/", {"weeks": "2"}).status_code == 404
    for do in ("close", "extend", "code"):
        assert browser.post(address(round), {"do": do, "weeks": "1"}).status_code == 404
    for verb, more in (
        (rounds.close_round, {}),
        (rounds.extend_round, {"weeks": 1}),
        (rounds.renew_code, {}),
    ):
        with pytest.raises(RoundError):
            verb(round, actor=teacher, **more)
    with pytest.raises(RoundError):
        rounds.open_round(SchoolFactory(), actor=teacher, weeks=1)


def test_a_lead_of_another_school_finds_nothing_of_it(client, closed):
    """Case 11: 404 for its own addresses, and for its round under the other school's address."""
    other = MemberFactory(role=SchoolRole.LEAD)
    browser = as_(client, other.user)
    for more in ("", "answer/", "download/csv/", "download/pdf/"):
        assert browser.get(address(closed, more)).status_code == 404
        assert browser.get(f"/en/school/{other.school.key}/rounds/{closed.pk}/{more}").status_code == 404
    assert browser.get(f"/en/school/{closed.school.key}/rounds/").status_code == 404
    for do in ("close", "extend", "code"):
        assert browser.post(address(closed), {"do": do}).status_code == 404


def test_whoever_left_the_school_answers_nothing_more(client, teacher, round):
    """Case 12."""
    end_memberships(teacher)
    assert as_(client, teacher).get(address(round, "answer/")).status_code == 404
    with pytest.raises(RoundError):
        voices.answer(round, actor=teacher, group="teachers", answers=dict.fromkeys(codes(round), 2))


def test_a_lead_extends_it_to_eight_weeks_in_all(client, lead, round):
    browser = as_(client, lead)
    browser.post(address(round), {"do": "extend", "weeks": "5"})
    round.refresh_from_db()
    assert round.closes_at - round.opened_at == timedelta(weeks=8)
    page = browser.post(address(round), {"do": "extend", "weeks": "1"}, follow=True).content.decode()
    assert "open for eight weeks at most" in page
    assert "which is the longest" in page


def test_closing_is_asked_about_then_makes_results_and_deletes_what_was_answered(
    client, lead, teacher, round
):
    fill(round, teachers=11, pupils=20)
    voices.answer(round, actor=teacher, group="teachers", answers=dict.fromkeys(codes(round), 4))
    browser = as_(client, lead)
    assert "This cannot be taken back" in browser.get(address(round, "?ask=close")).content.decode()
    assert Round.objects.get().results is None
    browser.post(address(round), {"do": "close"})
    round.refresh_from_db()
    assert round.closed_at is not None
    assert round.results["groups"] == {"staff": 10, "pupils": 20}
    assert not Voice.objects.exists()
    assert not Turn.objects.exists()
    assert code_to(DOOR, round.key) is None
    kept = round.results
    browser.post(address(round), {"do": "close"})  # twice does no harm
    round.refresh_from_db()
    assert round.results == kept
    assert AuditEntry.objects.filter(verb="round.closed").count() == 1


def test_what_has_ended_is_not_extended(lead, closed):
    with pytest.raises(RoundError):
        rounds.extend_round(closed, actor=lead, weeks=1)
    with pytest.raises(RoundError):
        rounds.renew_code(closed, actor=lead)


def test_a_job_closes_what_is_over_and_what_belongs_to_a_closed_school(lead, round):
    assert rounds.close_all_over() == 0
    Round.objects.filter(pk=round.pk).update(
        opened_at=timezone.now() - timedelta(weeks=4), closes_at=timezone.now() - timedelta(minutes=1)
    )
    member = MemberFactory(role=SchoolRole.LEAD)
    of_closed = opened(member.user, member.school)
    type(member.school).objects.filter(pk=member.school.pk).update(
        state=SchoolState.CLOSED, decided_at=timezone.now()
    )
    jobs["schools.close_rounds"].function()
    round.refresh_from_db()
    of_closed.refresh_from_db()
    assert round.closed_at is not None
    assert of_closed.closed_at is not None
    assert AuditEntry.objects.filter(verb="round.closed", actor=None).count() == 2


def test_whoever_looks_at_what_is_over_finds_the_results(client, teacher, round):
    """Also before the job came round."""
    fill(round, teachers=12)
    Round.objects.filter(pk=round.pk).update(
        opened_at=timezone.now() - timedelta(weeks=4), closes_at=timezone.now() - timedelta(minutes=1)
    )
    page = as_(client, teacher).get(address(round)).content.decode()
    assert "At least 10 leaders and teachers answered." in page
    assert Round.objects.get().results is not None


def test_a_new_code_takes_the_place_of_the_old_one(client, lead, round):
    before = code_to(DOOR, round.key)
    as_(client, lead).post(address(round), {"do": "code"})
    assert code_to(DOOR, round.key) not in (before, None)
    assert JoinCode.objects.get(code=before).given_up_at is not None


# Staff answer -----------------------------------------------------------------------------------------------------


def test_a_teacher_answers_as_a_teacher_once(client, teacher, round):
    browser = as_(client, teacher)
    page = browser.get(address(round, "answer/")).content.decode()
    assert page.count("<fieldset") == len(codes(round))
    response = browser.post(address(round, "answer/"), ticked(round, 3, 6))
    assert response["Location"] == address(round)
    voice = round.voices.get()
    assert voice.group == "teachers"
    assert voice.answers == dict.fromkeys(codes(round)[:6], 3)
    browser.post(address(round, "answer/"), ticked(round, 1, 9))  # twice does no harm
    assert round.voices.get().answers == voice.answers
    assert "You have answered" in browser.get(address(round)).content.decode()
    assert browser.get(address(round, "answer/")).status_code == 302


def test_a_lead_answers_for_leaders_or_if_she_chooses_for_teachers(client, school, lead, round):
    browser = as_(client, lead)
    assert "You answer as: School leaders." in browser.get(address(round, "answer/")).content.decode()
    assert "?as=teachers" in browser.get(address(round, "answer/")).content.decode()
    browser.post(address(round, "answer/?as=teachers"), ticked(round))
    assert round.voices.get().group == "teachers"
    second = MemberFactory(school=school, role=SchoolRole.LEAD).user
    as_(client, second).post(address(round, "answer/"), ticked(round))
    assert round.voices.filter(group="leaders").count() == 1


def test_a_teacher_cannot_answer_as_a_leader_or_a_pupil(client, teacher, round):
    """Case 10: a role in the form or the address is not taken."""
    browser = as_(client, teacher)
    for wanted in ("leaders", "pupils", "staff", "x"):
        assert browser.post(address(round, f"answer/?as={wanted}"), ticked(round)).status_code == 404
    browser.post(address(round, "answer/"), ticked(round) | {"as": "leaders", "group": "leaders"})
    assert round.voices.get().group == "teachers"


def test_fewer_than_five_answers_are_sent_back_with_all_that_was_ticked(client, teacher, round):
    sent = ticked(round, 4, 4) | {f"i-{codes(round)[10]}": "0", f"i-{codes(round)[11]}": "7", "i-none": "3"}
    response = as_(client, teacher).post(address(round, "answer/"), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Please answer at least five." in page
    assert page.count(" checked>") == 5  # four levels, and "I cannot say"
    assert not Turn.objects.exists()


def test_what_is_passed_over_and_what_cannot_be_said_is_missing(client, teacher, round):
    asked = codes(round)
    sent = ticked(round, 2, 5) | {f"i-{asked[5]}": "0", f"i-{asked[6]}": "9", "i-leadership": "4"}
    as_(client, teacher).post(address(round, "answer/"), sent)
    assert set(round.voices.get().answers) == set(asked[:5])


def test_nothing_leads_from_a_voice_to_the_person(teacher, round):
    voices.answer(round, actor=teacher, group="teachers", answers=dict.fromkeys(codes(round), 2))
    row = Voice.objects.values().get()
    assert set(row) == {"id", "round_id", "group", "name", "answers"}
    assert str(teacher.pk) not in (row["name"], str(row["id"]))
    assert teacher.email not in str(row)
    assert not AuditEntry.objects.filter(actor=teacher).exists()
    turn = Turn.objects.get()
    assert {one.name for one in Turn._meta.get_fields()} == {"id", "round", "user"}
    assert turn.user == teacher


def test_numbers_of_voices_come_by_chance_and_not_in_the_order_of_answering(school, round):
    """Turns are numbered in the order of answering: voices must not be, or the two could be laid side by side."""
    made: list[int] = []
    for _number in range(12):
        member = MemberFactory(school=school).user
        voices.answer(round, actor=member, group="teachers", answers=dict.fromkeys(codes(round), 2))
        made += set(round.voices.values_list("pk", flat=True)) - set(made)
    assert made != sorted(made)
    assert len(set(made)) == 12


def test_nobody_answers_what_has_ended(client, teacher, round, lead):
    rounds.close_round(round, actor=lead)
    assert as_(client, teacher).get(address(round, "answer/")).status_code == 302
    page = client.post(address(round, "answer/"), ticked(round))
    assert page.status_code == 422
    assert "has ended" in page.content.decode()
    assert not Voice.objects.exists()


# While it is open -------------------------------------------------------------------------------------------------


def test_while_it_is_open_only_how_many_answered_is_told_in_fives(client, teacher, round):
    fill(round, leaders=4, teachers=13, pupils=28, level=4)
    assert answered_so_far(round) == {"leaders": 0, "teachers": 10, "pupils": 25}
    page = as_(client, teacher).get(address(round)).content.decode()
    assert "fewer than ten" in page
    assert "at least 10" in page
    assert "at least 25" in page
    assert "chart" not in page.partition("<main")[2]
    assert results_of(round) is None
    assert last_results(round.school) == []
    assert client.get(address(round, "download/csv/")).status_code == 404


def test_a_lead_sees_why_how_long_it_takes_and_how_to_invite(client, school, lead):
    browser = as_(client, lead)
    page = browser.get(f"/en/school/{school.key}/rounds/").content.decode()
    assert "It takes everybody ten minutes" in page
    assert "Open the self-assessment" in page
    made = opened(lead, school)
    page = browser.get(address(made)).content.decode()
    assert "Dear colleagues" in page
    assert f"/en/school/{school.key}/rounds/{made.pk}/answer/" in page
    code = code_to(DOOR, made.key)
    assert f"{code[:3]} {code[3:]}" in page


def test_the_code_is_shown_on_the_wall_with_a_picture_for_phones(client, teacher, round):
    page = as_(client, teacher).get(address(round, "?projector")).content.decode()
    code = code_to(DOOR, round.key)
    assert f"{code[:3]} {code[3:]}" in page
    assert "qr__svg" in page


# Results ----------------------------------------------------------------------------------------------------------


def test_results_show_areas_gaps_and_where_to_begin(client, teacher, lead, round):
    asked = codes(round)
    fill(round, leaders=10, level=4)
    fill(round, teachers=10, seed=2, level=3)
    fill(round, pupils=10, seed=3, level=2)
    rounds.close_round(round, actor=lead)
    results = last_results(round.school)[0]
    assert results.groups == ("leaders", "teachers", "pupils")
    assert {one.gap for one in results.indicators} == {2.0}
    assert results.areas[0].groups["pupils"].mean == 2.0
    page = as_(client, teacher).get(address(round)).content.decode()
    assert "School leaders (4) see this brighter than pupils (2)." in page
    assert page.count("chart__svg") == 1 + len(results.areas)
    assert "cms/css/charts" in page
    assert f"/en/school/{round.school.key}/plan/?indicator={asked[0]}#new" in page
    assert "largely agreed" in page


def test_the_weakest_come_first_and_ties_in_the_order_of_the_framework(lead, round):
    asked = codes(round)
    fill(round, teachers=12, level=3)
    for voice in round.voices.all():
        voice.answers |= {asked[7]: 1, asked[3]: 2}
        voice.save()
    found = weakest(results_of(rounds.close_round(round, actor=lead)))
    assert [one.indicator.code for one in found] == [asked[7], asked[3], asked[0], asked[1], asked[2]]


def test_the_round_before_stands_beside_what_was_shown_both_times(client, lead, school, round):
    fill(round, pupils=12, level=2)
    rounds.close_round(round, actor=lead)
    second = opened(lead, school)
    fill(second, pupils=12, teachers=15, level=3)
    rounds.close_round(second, actor=lead)
    page = as_(client, lead).get(address(second)).content.decode()
    assert "Pupils: 3, the time before 2; largely agreed" in page
    assert "Leaders and teachers together: 3; largely agreed" in page
    first = client.get(address(round)).content.decode()
    assert "the time before 2" not in first


def test_two_means_of_different_indicators_are_not_compared(client, lead, school, round):
    """Of an area, the time before is shown only where it was made of the same indicators."""
    asked = codes(round)
    fill(round, pupils=12, level=2)
    for voice in round.voices.all()[:5]:
        del voice.answers[asked[0]]
        voice.save()
    rounds.close_round(round, actor=lead)
    second = opened(lead, school)
    fill(second, pupils=12, level=3)
    rounds.close_round(second, actor=lead)
    page = as_(client, lead).get(address(second)).content.decode()
    assert page.count("<li>Pupils: 3; largely agreed</li>") == 1
    assert page.count("<li>Pupils: 3, the time before 2; largely agreed</li>") == 6


def test_a_round_that_few_answered_says_so_and_is_passed_over_by_other_rooms(client, lead, round):
    fill(round, leaders=2, teachers=5, pupils=9)
    rounds.close_round(round, actor=lead)
    page = as_(client, lead).get(address(round)).content.decode()
    assert "Too few answered to show anything" in page
    assert last_results(round.school) == []
    assert results_of(Round.objects.get()).groups == ()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_as_many_queries_for_three_as_for_one(
    client, lead, school, number, django_assert_max_num_queries
):
    for place in range(number):
        made = opened(lead, school)
        fill(made, pupils=12, seed=place)
        rounds.close_round(made, actor=lead)
    browser = as_(client, lead)
    browser.get(f"/en/school/{school.key}/rounds/")
    with django_assert_max_num_queries(9):
        page = browser.get(f"/en/school/{school.key}/rounds/").content.decode()
    assert page.count("Ended on") == number


def test_the_results_cost_few_queries(client, lead, school, closed, django_assert_max_num_queries):
    browser = as_(client, lead)
    browser.get(address(closed))
    with django_assert_max_num_queries(9):
        assert browser.get(address(closed)).status_code == 200
