"""A level is handed in, decided on, told, renewed, revoked; never by somebody of the school itself."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from cms.models import AuditEntry
from schools.domain.queries import recognition as queries
from schools.domain.recognition import (
    RecognitionError,
    decline,
    grant,
    hand_in,
    revoke,
    tell_what_ends,
    withdraw,
)
from schools.enums import Level, RecognitionState
from schools.models import Membership, PlanTask, Recognition
from tests.schools.factories import MemberFactory, person
from tests.schools.people import coordinator, signed_in
from tests.schools.recognition_factories import granted, handed_in, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(mailoutbox, django_capture_on_commit_callbacks):
    """Do something and return (to, subject) of the letters that it sent."""

    def written(deed, *args, **kwargs):
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            deed(*args, **kwargs)
        return [(letter.to[0], letter.subject) for letter in mailoutbox[before:]]

    return written


# Handing in -------------------------------------------------------------------------------------------------------


def test_a_lead_hands_in_and_the_conditions_stay_as_they_were():
    school, lead = ready(Level.COMMITTED)
    made = hand_in(school, actor=lead, level=Level.COMMITTED, statement=" Cafe\u0301 ")
    assert (made.state, made.level, made.statement) == (RecognitionState.SUBMITTED, 1, "Café")
    PlanTask.objects.all().delete()
    made.refresh_from_db()
    planned = next(one for one in made.trace if one["code"] == "planned_1")
    assert (planned["met"], planned["values"]) == (True, {"number": 3})
    assert "tasks" not in json.dumps(made.trace)  # no sentence: it can be read in any language
    assert AuditEntry.objects.filter(verb="recognition.submitted", actor=lead).count() == 1


def test_a_level_whose_conditions_are_not_met_is_not_handed_in():
    school, lead = ready(Level.COMMITTED)
    for level in (Level.PRACTISING, Level.LEADING, 0, 4):
        with pytest.raises(RecognitionError, match="Not all conditions"):
            hand_in(school, actor=lead, level=level)


def test_a_lower_level_than_the_highest_may_be_handed_in():
    school, lead = ready(Level.PRACTISING)
    assert hand_in(school, actor=lead, level=Level.COMMITTED).level == 1


def test_handed_in_twice_it_is_one():
    """As case 26: a double click."""
    school, lead = ready(Level.COMMITTED)
    assert hand_in(school, actor=lead, level=1) == hand_in(school, actor=lead, level=1)
    assert Recognition.objects.count() == 1


def test_one_waits_at_a_time():
    school, lead = ready(Level.PRACTISING)
    hand_in(school, actor=lead, level=1)
    with pytest.raises(RecognitionError, match="handed in already"):
        hand_in(school, actor=lead, level=2)


def test_a_school_that_is_not_confirmed_does_not_hand_in():
    school, lead = ready(Level.COMMITTED, state="new", decided_at=None)
    with pytest.raises(RecognitionError, match="has to confirm the school first"):
        hand_in(school, actor=lead, level=1)


def test_only_leads_hand_in():
    school, _lead = ready(Level.COMMITTED)
    teacher = MemberFactory(school=school).user
    with pytest.raises(RecognitionError, match="Only leads"):
        hand_in(school, actor=teacher, level=1)


def test_what_holds_for_long_is_not_handed_in_again_but_more_is():
    made = granted(Level.PRACTISING)
    lead = made.submitted_by
    with pytest.raises(RecognitionError, match="Your school holds this level"):
        hand_in(made.school, actor=lead, level=Level.PRACTISING)
    Recognition.objects.update(level=Level.COMMITTED)
    assert hand_in(made.school, actor=lead, level=Level.PRACTISING).state == RecognitionState.SUBMITTED


def test_what_waits_can_be_taken_back_and_handed_in_again():
    made = handed_in()
    lead = made.submitted_by
    assert withdraw(made, actor=lead).state == RecognitionState.WITHDRAWN
    assert withdraw(made, actor=lead).state == RecognitionState.WITHDRAWN
    assert hand_in(made.school, actor=lead, level=1).pk != made.pk
    with pytest.raises(RecognitionError, match="taken back by the school"):
        grant(made, actor=coordinator())


# Deciding ---------------------------------------------------------------------------------------------------------


def test_what_is_granted_holds_for_two_years_and_the_leads_are_told(letters):
    made = handed_in()
    found = letters(grant, made, actor=coordinator(), reasons="Well done.")
    made.refresh_from_db()
    assert made.expires_at - made.decided_at == timedelta(days=730)
    assert made.status_index is not None
    assert queries.standing(made.school) == made
    assert found == [(made.submitted_by.email, f"{made.school.name} is recognised: Committed")]


def test_a_letter_is_in_the_language_of_whoever_reads_it(letters, mailoutbox):
    made = handed_in()
    made.submitted_by.language = "ar"
    made.submitted_by.save()
    letters(grant, made, actor=coordinator())
    assert f"/ar/school/{made.school.key}/levels/" in mailoutbox[-1].body


def test_not_yet_needs_reasons_and_yes_does_not(letters):
    made = handed_in()
    with pytest.raises(RecognitionError, match="Please give your reasons"):
        decline(made, actor=coordinator(), reasons="  ")
    found = letters(decline, made, actor=coordinator(), reasons="The pupils were not asked.")
    made.refresh_from_db()
    assert (made.state, made.reasons) == (RecognitionState.DECLINED, "The pupils were not asked.")
    assert found == [(made.submitted_by.email, f"About the recognition of {made.school.name}")]
    assert queries.standing(made.school) is None


def test_of_two_coordinators_who_decide_at_once_one_does():
    made = handed_in()
    first, second = Recognition.objects.get(pk=made.pk), Recognition.objects.get(pk=made.pk)
    grant(first, actor=coordinator())
    with pytest.raises(RecognitionError, match="decided meanwhile: granted"):
        decline(second, actor=coordinator(), reasons="No.")
    made.refresh_from_db()
    assert made.state == RecognitionState.GRANTED
    assert AuditEntry.objects.filter(verb__in=["recognition.granted", "recognition.declined"]).count() == 1


def test_nothing_is_granted_to_a_school_that_was_closed():
    made = handed_in()
    made.school.state = "closed"
    made.school.save()
    with pytest.raises(RecognitionError, match="closed"):
        grant(made, actor=coordinator())


def test_only_coordinators_decide():
    made = handed_in()
    for deed, more in ((grant, {}), (decline, {"reasons": "No."}), (revoke, {"reasons": "No."})):
        with pytest.raises(RecognitionError, match="Only coordinators"):
            deed(made, actor=person(), **more)


@pytest.mark.parametrize("years_ago", [None, 1.9])
def test_a_coordinator_who_belongs_to_the_school_or_did_lately_does_not_decide(years_ago):
    """As case 18: nobody decides about what is her own."""
    made, judge = handed_in(), coordinator()
    until = years_ago and timezone.now() - timedelta(days=365 * years_ago)
    Membership.objects.create(
        school=made.school, user=judge, since=timezone.now() - timedelta(days=1500), until=until
    )
    for deed, more in ((grant, {}), (decline, {"reasons": "No."})):
        with pytest.raises(RecognitionError, match="You belong to this school"):
            deed(made, actor=judge, **more)


def test_who_left_more_than_two_years_ago_decides():
    made, judge = handed_in(), coordinator()
    now = timezone.now()
    Membership.objects.create(
        school=made.school, user=judge, since=now - timedelta(days=1500), until=now - timedelta(days=731)
    )
    assert grant(made, actor=judge).state == RecognitionState.GRANTED


def test_what_was_granted_can_be_revoked_with_reasons(letters):
    made = granted()
    with pytest.raises(RecognitionError, match="reasons"):
        revoke(made, actor=coordinator(), reasons="")
    found = letters(revoke, made, actor=coordinator(), reasons="The lessons were invented.")
    made.refresh_from_db()
    assert (made.state, made.reasons) == (RecognitionState.REVOKED, "The lessons were invented.")
    assert queries.standing(made.school) is None
    assert found == [(made.submitted_by.email, f"The recognition of {made.school.name} was taken away")]
    with pytest.raises(RecognitionError, match="decided meanwhile: revoked"):
        revoke(made, actor=coordinator(), reasons="Again.")


# Time -------------------------------------------------------------------------------------------------------------


def expiring(made: Recognition, days: float) -> None:
    end = timezone.now() + timedelta(days=days)
    Recognition.objects.filter(pk=made.pk).update(decided_at=end - timedelta(days=730), expires_at=end)


def test_leads_are_told_once_sixty_days_before_the_end(letters):
    made = granted()
    expiring(made, 61)
    assert letters(tell_what_ends) == []
    expiring(made, 59)
    assert letters(tell_what_ends) == [
        (made.submitted_by.email, f"The recognition of {made.school.name} ends soon")
    ]
    assert letters(tell_what_ends) == []


def test_nobody_is_told_of_an_end_where_more_holds_for_longer(letters):
    made = granted(Level.PRACTISING)
    Recognition.objects.update(level=Level.COMMITTED)
    expiring(made, 30)
    grant(hand_in(made.school, actor=made.submitted_by, level=Level.PRACTISING), actor=coordinator())
    assert letters(tell_what_ends) == []


def test_what_has_ended_holds_no_longer_and_stays_in_the_history():
    made = granted()
    expiring(made, 30)
    renewed = grant(hand_in(made.school, actor=made.submitted_by, level=1), actor=coordinator())
    expiring(made, -1)
    assert queries.standing(made.school) == renewed
    assert queries.history(made.school) == [renewed, made]
    expiring(renewed, -0.5)
    assert queries.standing(made.school) is None


def test_the_highest_that_holds_stands():
    made = granted(Level.PRACTISING)
    Recognition.objects.update(level=Level.COMMITTED)
    more = grant(hand_in(made.school, actor=made.submitted_by, level=2), actor=coordinator())
    Recognition.objects.filter(pk=made.pk).update(expires_at=timezone.now() + timedelta(days=900))
    assert queries.standing(made.school) == more


# The school's page ------------------------------------------------------------------------------------------------


def test_a_lead_hands_in_by_the_form_twice_and_takes_back():
    school, lead = ready(Level.COMMITTED)
    client, address = signed_in(lead), reverse("school_levels", args=[school.key])
    sent = {"do": "hand_in", "level": "1", "statement": "Ours"}
    for _time in range(2):
        assert client.post(address, sent).status_code == 302
    made = Recognition.objects.get()
    page = client.get(address).content.decode()
    assert "waits for a coordinator" in page
    client.post(address, {"do": f"withdraw:{made.key}"})
    made.refresh_from_db()
    assert made.state == RecognitionState.WITHDRAWN


def test_bad_input_is_answered_with_a_sentence_and_loses_nothing():
    school, lead = ready(Level.COMMITTED)
    client, address = signed_in(lead), reverse("school_levels", args=[school.key])
    answer = client.post(address, {"do": "hand_in", "level": "3", "statement": "What we wrote"})
    assert (answer.status_code, Recognition.objects.count()) == (200, 0)
    assert "What we wrote" in answer.content.decode()
    assert client.post(address, {"do": "hand_in", "level": "1", "statement": "x" * 2001}).status_code == 200
    assert client.post(address, {"do": "conquer"}).status_code == 404


def test_a_teacher_who_posts_is_told_that_leads_hand_in():
    school, _lead = ready(Level.COMMITTED)
    teacher = MemberFactory(school=school).user
    address = reverse("school_levels", args=[school.key])
    for do in ("hand_in", "withdraw:abcdefghijkm"):
        answer = signed_in(teacher).post(address, {"do": do, "level": "1"})
        assert answer.status_code == 403
        assert "Only leads hand in for their school." in answer.content.decode()
    assert not Recognition.objects.exists()


def test_a_lead_of_another_school_sees_nothing_and_takes_nothing_back():
    """As case 11."""
    made = handed_in()
    other, stranger = ready(Level.COMMITTED)
    client = signed_in(stranger)
    assert client.get(reverse("school_levels", args=[made.school.key])).status_code == 404
    own = reverse("school_levels", args=[other.key])
    assert client.post(own, {"do": f"withdraw:{made.key}"}).status_code == 404
    for format in ("pdf", "letter", "jwt"):
        address = reverse("certificate", args=[other.key, made.key, format])
        assert client.get(address).status_code == 404


# The coordinators' pages ------------------------------------------------------------------------------------------


def test_a_coordinator_sees_what_waits_and_for_how_long():
    made = handed_in()
    Recognition.objects.update(submitted_at=timezone.now() - timedelta(days=3))
    page = signed_in(coordinator(factor=True)).get(reverse("recognition_requests")).content.decode()
    assert made.school.name in page
    assert "waits for 3 days" in page


def test_the_queue_has_words_for_being_empty():
    page = signed_in(coordinator(factor=True)).get(reverse("recognition_requests")).content.decode()
    assert "Nobody waits." in page


def test_others_than_coordinators_find_no_queue():
    made = handed_in()
    client = signed_in(made.submitted_by)
    assert client.get(reverse("recognition_requests")).status_code == 404
    assert client.get(reverse("recognition_decide", args=[made.key])).status_code == 404


def test_a_coordinator_sees_the_conditions_of_then_and_of_today():
    made = handed_in()
    PlanTask.objects.all().delete()
    client = signed_in(coordinator(factor=True))
    page = client.get(reverse("recognition_decide", args=[made.key])).content.decode()
    assert "3 tasks have both." in page
    assert "0 tasks have both." in page
    assert "We are proud of our reading club." in page
    assert "What we do about leadership-stance" in page
    # Of fewer than ten people nothing is said outside the school.
    assert "Fewer than ten of 40 teachers" in page
    assert "4 of 40 teachers" not in page


def test_a_coordinator_decides_by_the_form_and_a_second_time_does_no_harm():
    made = handed_in()
    client, address = signed_in(coordinator(factor=True)), reverse("recognition_decide", args=[made.key])
    answer = client.post(address, {"do": "decline", "reasons": ""})
    assert "Please give your reasons." in answer.content.decode()
    assert client.post(address, {"do": "grant", "reasons": ""}).status_code == 302
    again = client.post(address, {"do": "grant", "reasons": ""}, follow=True)
    assert "This has been decided meanwhile: granted." in again.content.decode()
    assert client.post(address, {"do": "revoke", "reasons": "It was not true."}).status_code == 302
    made.refresh_from_db()
    assert made.state == RecognitionState.REVOKED
    assert client.post(address, {"do": "crown"}).status_code == 404


def test_a_coordinator_of_the_school_reads_why_she_does_not_decide():
    made, judge = handed_in(), coordinator(factor=True)
    MemberFactory(school=made.school, user=judge)
    client, address = signed_in(judge), reverse("recognition_decide", args=[made.key])
    answer = client.get(address)
    assert (answer.status_code, b'value="grant"' in answer.content) == (200, False)
    answer = client.post(address, {"do": "grant"})
    assert answer.status_code == 403
    assert "Another coordinator decides about it." in answer.content.decode()
    made.refresh_from_db()
    assert made.state == RecognitionState.SUBMITTED


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_however_many_wait(number, django_assert_max_num_queries):
    for _each in range(number):
        handed_in()
        granted()
    client = signed_in(coordinator(factor=True))
    client.get(reverse("recognition_requests"))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("recognition_requests")).status_code == 200


def test_the_pages_are_whole_in_a_language_that_runs_from_right_to_left():
    made = granted()
    with translation.override("ar"):
        address = reverse("school_levels", args=[made.school.key])
    page = signed_in(made.submitted_by).get(address).content.decode()
    assert 'dir="rtl"' in page
