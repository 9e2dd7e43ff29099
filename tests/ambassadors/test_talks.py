"""Practice talks: who asks, who listens, and what it takes to pass."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ambassadors.domain import people
from ambassadors.domain import training as verbs
from ambassadors.domain.queries.training import may_review, talks_for
from ambassadors.domain.training import TrainingError
from ambassadors.forms.training import RUBRIC
from ambassadors.models import Companion, PracticeTalk
from tests.ambassadors.factories import CompanionFactory, cleared_companion, coordinator
from tests.ambassadors.training_factories import trainee
from tests.schools.factories import MemberFactory
from tests.schools.people import coordinator as coordinator_with_factor
from tests.schools.people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/en/ambassador/training/"
THREES = dict.fromkeys(verbs.CRITERIA, 3)
WORDS = {"comment": "Your example was strong. Next time, breathe."}


def _asked(**fields) -> PracticeTalk:
    she = trainee(**fields)
    return verbs.ask_for_talk(she, actor=she.user, about="How a rumour grows")


def test_every_criterion_has_four_sentences():
    assert tuple(RUBRIC) == verbs.CRITERIA
    assert [len(sentences) for sentences in RUBRIC.values()] == [4, 4, 4, 4]


def test_she_asks_once_and_waits():
    she = trainee()
    client = signed_in(she.user)
    empty = client.post(PAGE, {"do": "ask", "about": "  "})
    assert empty.status_code == 422
    assert "Please say in a few words what you will speak about." in empty.content.decode()
    assert client.post(PAGE, {"do": "ask", "about": " How  a rumour grows "}).status_code == 302
    assert PracticeTalk.objects.get().about == "How a rumour grows"
    again = client.post(PAGE, {"do": "ask", "about": "Another"}, follow=True)
    assert "You have asked already." in again.content.decode()
    assert PracticeTalk.objects.count() == 1


def test_who_listens_sees_first_name_and_town_and_nothing_else_of_her():
    """As case 14."""
    talk = _asked(first_name="Zlata")
    she = talk.ambassador
    client = signed_in(cleared_companion().user)
    for address in (reverse("talks"), reverse("talk", args=[talk.key])):
        html = client.get(address).content.decode()
        assert "Zlata" in html
        assert she.town.name in html
        for hidden in (she.user.email, she.guardian_email, she.school.name, "13 to 15", "13-15", she.key):
            assert hidden not in html


def test_a_cleared_companion_or_a_coordinator_reviews_and_she_is_told(
    mailoutbox, django_capture_on_commit_callbacks
):
    for user in (cleared_companion().user, coordinator_with_factor(factor=True)):
        talk = _asked()
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = signed_in(user).post(reverse("talk", args=[talk.key]), THREES | WORDS)
        assert (answer.status_code, answer["Location"]) == (302, "/en/ambassador/talks/")
        talk.refresh_from_db()
        assert (talk.passed, talk.reviewer, talk.comment) == (True, user, WORDS["comment"])
        [letter] = mailoutbox
        assert letter.to == [talk.ambassador.user.email]
        assert WORDS["comment"] not in letter.body
        html = signed_in(talk.ambassador.user).get(PAGE).content.decode()
        assert WORDS["comment"] in html
        assert str(RUBRIC["care"][2]) in html


@pytest.mark.parametrize(
    ("points", "passed"),
    [
        ((3, 3, 3, 2), True),
        ((2, 3, 2, 4), True),
        ((3, 3, 2, 2), False),
        ((4, 4, 4, 1), False),
        ((4, 4, 1, 4), False),
        ((4, 4, 4, 4), True),
        ((2, 2, 2, 2), False),
    ],
)
def test_a_talk_passes_with_two_points_by_each_criterion_and_eleven_together(points, passed):
    talk = _asked()
    given = dict(zip(verbs.CRITERIA, points, strict=True))
    made = verbs.review_talk(talk, actor=cleared_companion().user, points=given, comment="Good.")
    assert made.passed is passed
    she = talk.ambassador
    if passed:
        with pytest.raises(TrainingError):
            verbs.ask_for_talk(she, actor=she.user, about="Once more")
    else:
        assert verbs.ask_for_talk(she, actor=she.user, about="Once more").reviewed_at is None


def test_a_review_without_all_criteria_or_without_words_is_refused_and_keeps_what_was_chosen():
    talk = _asked()
    client = signed_in(cleared_companion().user)
    for given, sentence in (
        (THREES, "Please say what was good, and what to try next."),
        (THREES | WORDS | {"care": ""}, "Please choose the sentence that fits best."),
        (THREES | WORDS | {"care": "5"}, "Select a valid choice."),
    ):
        answer = client.post(reverse("talk", args=[talk.key]), given)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert 'name="truth" value="3"' in answer.content.decode()
    for points in ({}, THREES | {"care": 0}, THREES | {"care": True + 4}, THREES | {"more": 3}):
        with pytest.raises(TrainingError):
            verbs.review_talk(talk, actor=cleared_companion().user, points=points, comment="Good.")
    talk.refresh_from_db()
    assert talk.reviewed_at is None


def _is_herself(talk):
    Companion.objects.create(user=talk.ambassador.user, first_name="Zlata", town=talk.ambassador.town)
    return talk.ambassador.user


def _nominated_her(talk):
    cleared_companion(user=talk.ambassador.nominated_by)
    return talk.ambassador.nominated_by


def _is_not_cleared(talk):
    return CompanionFactory().user


def _goes_no_more(talk):
    companion = cleared_companion()
    Companion.objects.filter(pk=companion.pk).update(ended_at=timezone.now())
    return companion.user


def _teaches_at_her_school(talk):
    return MemberFactory(school=talk.ambassador.school).user


@pytest.mark.parametrize(
    "who", [_is_herself, _nominated_her, _is_not_cleared, _goes_no_more, _teaches_at_her_school]
)
def test_a_talk_does_not_exist_for_whoever_may_not_judge_it(who):
    talk = _asked()
    user = who(talk)
    assert not may_review(user, talk)
    assert not talks_for(user).exists()
    client = signed_in(user)
    address = reverse("talk", args=[talk.key])
    assert client.get(address).status_code == 404
    assert client.post(address, THREES | WORDS).status_code == 404
    with pytest.raises(PermissionDenied):
        verbs.review_talk(talk, actor=user, points=THREES, comment="Good.")
    sees_queue = who is _nominated_her
    assert client.get(reverse("talks")).status_code == (200 if sees_queue else 404)


def test_a_coordinator_who_is_the_ambassador_or_nominated_her_does_not_judge_her():
    own = coordinator()
    talk = _asked(nominated_by=own)
    assert list(talks_for(own)) == []
    other = coordinator()
    assert list(talks_for(other)) == [talk]


def test_nobody_listens_to_whoever_takes_a_break():
    talk = _asked()
    user = cleared_companion().user
    assert list(talks_for(user)) == [talk]
    people.pause(talk.ambassador, actor=talk.ambassador.user)
    talk = PracticeTalk.objects.get()
    assert list(talks_for(user)) == []
    assert not may_review(user, talk)
    assert "Nobody waits just now." in signed_in(user).get(reverse("talks")).content.decode()


def test_of_two_who_review_at_the_same_time_the_first_counts():
    talk = _asked()
    first, second = cleared_companion().user, cleared_companion().user
    verbs.review_talk(talk, actor=first, points=THREES, comment="Good.")
    with pytest.raises(TrainingError):
        verbs.review_talk(talk, actor=second, points=dict.fromkeys(verbs.CRITERIA, 1), comment="Bad.")
    answer = signed_in(second).post(reverse("talk", args=[talk.key]), THREES | WORDS, follow=True)
    assert "Somebody has reviewed this talk already." in answer.content.decode()
    talk.refresh_from_db()
    assert (talk.reviewer, talk.comment) == (first, "Good.")
    assert signed_in(talk.ambassador.user).get(reverse("talk", args=[talk.key])).status_code == 404


def test_the_queue_takes_as_many_queries_for_three_talks_as_for_one(django_assert_num_queries):
    client = signed_in(cleared_companion().user)
    _asked()
    client.get(reverse("talks"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("talks"))
    _asked()
    _asked()
    with django_assert_num_queries(len(one)):
        assert client.get(reverse("talks")).status_code == 200
