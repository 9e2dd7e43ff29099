"""What an ambassador did: hours, badges with their evidence, letters, handing on."""

import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from ambassadors.domain.badges import award_all_badges, award_badges, shown_badges
from ambassadors.domain.cloth import BANDS, badge_cloth
from ambassadors.domain.consent import take_back
from ambassadors.domain.hours import hours_for, hours_of
from ambassadors.domain.letter import letter, make_letter
from ambassadors.domain.people import PeopleError, become_alumnus, withdraw
from ambassadors.domain.queries.handover import handed_over_to, successors_for
from ambassadors.domain.thanks import recognise
from ambassadors.domain.visits import say_no
from ambassadors.enums import BadgeKind, Step
from ambassadors.models import Ambassador, Badge, Thanks, Visit
from cms.models import AuditEntry
from cms.worker import jobs
from schools.enums import Stage
from tests.ambassadors.factories import (
    AmbassadorFactory,
    VisitRequestFactory,
    booked,
    companions,
    coordinator,
    matched,
    ready,
)
from tests.ambassadors.lives import delivered, reviewed, thanked
from tests.schools.factories import SchoolFactory, person

pytestmark = pytest.mark.django_db


def kinds(ambassador) -> list[str]:
    return sorted(ambassador.badges.values_list("kind", flat=True))


# Hours -------------------------------------------------------------------------------------------------------------


def test_hours_are_the_minutes_of_visits_that_took_place_and_half_an_hour_before_each():
    mira = ready()
    assert hours_of(mira) == (0, 0, 0)
    reviewed(ambassadors=[mira], minutes=90)
    delivered(ambassadors=[mira], minutes=45)
    booked(ambassadors=[mira], minutes=60)  # is still to come
    delivered(ambassadors=[ready()], minutes=100)  # somebody else's
    found = hours_of(mira)
    assert found == (2, 135, 60)
    assert found.total == 195
    assert found.hours == 3.5  # 3.25, to the half hour
    assert hours_for(2, 135) == 3.5


def test_a_visit_that_she_did_not_make_counts_for_nothing():
    mira, other = ready(), ready()
    visit = matched(ambassadors=[mira, other])
    say_no(visit, actor=mira.user)
    first, second = companions()
    Visit.objects.filter(pk=visit.pk).update(
        state="delivered",
        attended=20,
        delivered_at=timezone.now(),
        starts_at=timezone.now(),
        booked_at=timezone.now(),
        first_companion=first,
        second_companion=second,
    )
    award_all_badges()
    assert hours_of(mira).visits == 0
    assert kinds(mira) == ["trained"]
    assert hours_of(other).visits == 1


# Badges ------------------------------------------------------------------------------------------------------------


def test_training_gives_a_badge_with_its_day():
    mira = AmbassadorFactory()
    assert award_badges(mira) == []
    Ambassador.objects.filter(pk=mira.pk).update(trained_at=timezone.now())
    (badge,) = award_badges(mira)
    assert badge.kind == BadgeKind.TRAINED
    assert badge.evidence == {"day": timezone.localdate().isoformat()}
    assert AuditEntry.objects.filter(verb="badge.given", actor=None).count() == 1


def test_badges_are_given_once_however_often_the_job_comes_round():
    mira = ready()
    delivered(ambassadors=[mira])
    assert award_all_badges() == 3
    before = list(Badge.objects.values())
    assert award_all_badges() == 0
    assert award_badges(mira) == []
    assert list(Badge.objects.values()) == before


def test_the_first_visit_and_one_to_a_primary_school_are_told_by_their_day_and_pupils():
    mira = ready()
    delivered(ambassadors=[mira], minutes=60, attended=18, days=3)
    delivered(ambassadors=[mira], minutes=45, attended=30, days=1)
    award_badges(mira)
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    assert mira.badges.get(kind="first_visit").evidence == {"day": day, "minutes": 60}
    assert mira.badges.get(kind="younger").evidence == {"day": day, "pupils": 18}


def test_a_visit_to_a_secondary_school_is_none_to_younger_children():
    adult = ready(band="18+")
    reviewed(ambassadors=[adult], request=VisitRequestFactory(stage=Stage.UPPER_SECONDARY), attended=9)
    award_badges(adult)
    assert kinds(adult) == ["first_visit", "trained"]


@pytest.mark.parametrize(
    ("attended", "answers", "went", "is_heard"),
    [
        (10, {}, 3, True),
        (9, {}, 4, False),
        (9, {"1": 0, "4": 9}, 4, False),
        (9, {"1": 2, "4": 8}, 4, True),
        (30, {"4": 30}, 2, False),
    ],
)
def test_a_whole_classroom_heard_her_when_ten_were_there_and_the_school_says_it_went_well(
    attended, answers, went, is_heard
):
    mira = ready()
    visit = reviewed(ambassadors=[mira], attended=attended, went=went)
    Visit.objects.filter(pk=visit.pk).update(exit_counts=answers)
    award_badges(mira)
    assert mira.badges.filter(kind="heard").exists() == is_heard


def test_before_it_is_reviewed_nobody_knows_whether_she_was_heard():
    mira = ready()
    delivered(ambassadors=[mira], attended=30)
    award_badges(mira)
    assert "heard" not in kinds(mira)


def test_it_is_passed_on_once_the_successor_is_trained():
    mira = ready(band="18+")
    thanked(mira)
    successor = AmbassadorFactory(school=mira.school)
    become_alumnus(mira, actor=mira.user, successor=successor)
    award_all_badges()
    assert "passed_on" not in kinds(mira)
    Ambassador.objects.filter(pk=successor.pk).update(trained_at=timezone.now())
    assert award_all_badges() == 2  # hers, and that the successor is trained
    assert mira.badges.get(kind="passed_on").evidence == {"day": timezone.localdate().isoformat()}


def test_nobody_who_left_is_given_a_badge():
    mira = ready()
    withdraw(mira, actor=mira.user)
    assert award_all_badges() == 0


def test_evidence_holds_days_and_numbers_and_no_name():
    mira = ready()
    thanked(mira)
    today = timezone.localdate().isoformat()
    visited = timezone.localdate(timezone.now() - timedelta(days=1)).isoformat()
    assert dict(mira.badges.values_list("kind", "evidence")) == {
        "trained": {"day": today},
        "first_visit": {"day": visited, "minutes": 45},
        "younger": {"day": visited, "pupils": 24},
        "heard": {"day": visited, "pupils": 24, "answers": 0},
    }


def test_badges_come_with_the_thanks_and_every_ten_minutes():
    mira = ready()
    thanked(mira)
    assert kinds(mira) == ["first_visit", "heard", "trained", "younger"]
    assert jobs["ambassadors.badges"] == (600, award_all_badges)


def test_the_job_asks_no_more_for_three_ambassadors_than_for_one(django_assert_max_num_queries):
    ready()
    award_all_badges()
    with django_assert_max_num_queries(7):
        award_all_badges()
    Badge.objects.bulk_create([Badge(ambassador=ready(), kind="trained") for _one in range(2)])
    with django_assert_max_num_queries(7):
        award_all_badges()


def test_a_cloth_is_woven_as_far_as_she_has_come():
    assert "A cloth on the loom: 0 of five bands are woven." in badge_cloth([])
    two = badge_cloth([BadgeKind.TRAINED, BadgeKind.HEARD])
    assert 'stroke="var(--thread-woad)"' in two
    assert 'stroke="var(--thread-verdigris)"' in two
    assert 'stroke="var(--thread-madder)"' not in two
    assert "var(--accent)" not in two
    whole = badge_cloth(list(BadgeKind))
    assert "The ambassador badge" in whole
    assert "var(--accent)" in whole
    assert list(BANDS) == list(BadgeKind)


def test_every_badge_says_what_it_asks_for():
    shown = shown_badges(AmbassadorFactory())
    assert [one.kind for one in shown] == list(BadgeKind)
    assert not any(one.is_given for one in shown)
    assert all(one.asks.endswith(".") for one in shown)


# The page ----------------------------------------------------------------------------------------------------------


def page_of(client, ambassador, name="ambassador_recognition", *args) -> str:
    client.force_login(ambassador.user)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def test_a_page_without_anything_says_what_comes(client):
    page = page_of(client, AmbassadorFactory())
    assert "You have made no visit yet." in page
    assert "No thanks yet." in page
    assert page.count("Still open:") == 5
    assert "Visit a primary school." in page


def test_her_page_shows_hours_badges_with_evidence_thanks_and_letters(client):
    mira = ready()
    thanks = thanked(mira, words="You <waited> for the quiet ones.", minutes=60)
    page = page_of(client, mira)
    assert "You &lt;waited&gt; for the quiet ones." in page
    assert '<p class="number__figure">1.5</p>' in page
    assert "30 minutes of preparation for each" in page
    assert "4 of 5 bands are woven" in page
    assert "24 pupils listened" in page
    assert "Name a successor who has finished the training." in page
    for format in ("pdf", "docx"):
        assert reverse("ambassador_letter", args=[thanks.key, format]) in page


def test_her_page_tells_nothing_of_what_others_did(client):
    mira, other = ready(), ready()
    visit = reviewed(ambassadors=[other])
    page = page_of(client, mira)
    assert visit.school.name not in page
    assert other.first_name not in page


def test_her_page_takes_as_many_queries_for_three_visits_as_for_one(client, django_assert_num_queries):
    mira = ready()
    thanked(mira)
    page_of(client, mira)
    with CaptureQueriesContext(connection) as queries:
        page_of(client, mira)
    for _visit in range(2):
        thanked(mira)
    with django_assert_num_queries(len(queries)):
        page_of(client, mira)


def test_whoever_is_no_ambassador_finds_nothing(client):
    thanks = thanked(ready())
    addresses = [
        reverse("ambassador_recognition"),
        reverse("ambassador_handover"),
        reverse("ambassador_letter", args=[thanks.key, "pdf"]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 302  # to sign in
    client.force_login(person())
    for address in addresses:
        assert client.get(address).status_code == 404


# Letters -----------------------------------------------------------------------------------------------------------


def test_a_letter_is_hers_alone(client):
    thanks = thanked(ready())
    client.force_login(ready().user)
    assert client.get(reverse("ambassador_letter", args=[thanks.key, "pdf"])).status_code == 404


def test_a_letter_holds_her_first_name_and_what_she_did_and_nothing_else_of_her(client):
    """Case 14."""
    mira = ready(
        first_name="Mirabell",
        school=SchoolFactory(name="Nightjar School"),
        user=person("mirabell.quillfeather@example.org", display_name="Mirabell Quillfeather"),
    )
    thanks = thanked(mira, words="You listened well.", minutes=60)
    client.force_login(mira.user)
    answer = client.get(reverse("ambassador_letter", args=[thanks.key, "docx"]))
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "Mirabell" not in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        text = "".join(packed.read(name).decode(errors="ignore") for name in packed.namelist())
    for wanted in ("Thank you, Mirabell", "1.5 hours", "You listened well."):
        assert wanted in text
    for secret in ("Quillfeather", "quillfeather", "Nightjar", "13-15", "13 to 15"):
        assert secret not in text


def test_a_letter_speaks_the_language_of_the_page_and_says_how_many_visits():
    mira = ready()
    thanks = Thanks.objects.create(ambassador=mira, visits=3, minutes=150, words="")
    document = letter(thanks)
    assert f"{mira.first_name} has made 3 visits" in document.html
    assert "4 hours" in document.html
    assert ("time", "Hours", "4") in document.facts
    assert "<blockquote>" not in document.html


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_letter_is_one_page(language):
    thanks = Thanks.objects.create(
        ambassador=ready(), visits=3, minutes=150, words="You listened well. " * 12
    )
    with translation.override(language), pikepdf.open(io.BytesIO(make_letter(thanks, "pdf"))) as pdf:
        assert len(pdf.pages) == 1


def test_in_another_format_there_is_none_and_others_are_offered(client):
    thanks = thanked(mira := ready())
    client.force_login(mira.user)
    answer = client.get(reverse("ambassador_letter", args=[thanks.key, "epub"]))
    assert answer.status_code == 404
    assert reverse("ambassador_letter", args=[thanks.key, "pdf"]) in answer.content.decode()


# Handing on --------------------------------------------------------------------------------------------------------


def test_whoever_was_not_thanked_yet_leaves_instead(client):
    page = page_of(client, ready(), "ambassador_handover")
    assert reverse("ambassador_leave") in page
    assert '<button class="button" type="submit" name="do" value="end">' not in page


def test_a_visit_ahead_comes_first(client):
    mira = ready()
    thanked(mira)
    visit = booked(ambassadors=[mira])
    assert reverse("ambassador_visit", args=[visit.key]) in page_of(client, mira, "ambassador_handover")
    answer = client.post(reverse("ambassador_handover"), {"do": "end", "sure": "on"})
    assert answer.status_code == 422
    mira.refresh_from_db()
    assert mira.alumnus_at is None


def test_an_adult_hands_on_to_somebody_of_the_same_house_and_is_shown(client):
    mira = ready(band="18+")
    thanked(mira)
    heir, stranger = AmbassadorFactory(school=mira.school, first_name="Heir"), AmbassadorFactory()
    page = page_of(client, mira, "ambassador_handover")
    assert heir.key in page
    assert stranger.key not in page
    sent = {"do": "end", "successor": heir.key, "handover": "Take <chalk>.", "shown": "on", "sure": "on"}
    answer = client.post(reverse("ambassador_handover"), sent)
    assert answer.status_code == 302
    mira.refresh_from_db()
    assert (mira.step, mira.successor, mira.alumnus_shown) == (Step.ALUMNUS, heir, True)
    page = page_of(client, mira, "ambassador_handover")
    assert "Take &lt;chalk&gt;." in page
    assert "Heir comes after you." in page
    (left,) = handed_over_to(heir)
    assert (left.first_name, left.handover) == (mira.first_name, "Take <chalk>.")
    assert list(handed_over_to(stranger)) == []


def test_what_was_left_is_read_by_the_successor_on_her_desk(client):
    mira = ready()
    thanked(mira)
    heir, other = AmbassadorFactory(school=mira.school), AmbassadorFactory(school=mira.school)
    become_alumnus(mira, actor=mira.user, successor=heir, handover="Begin <with> a question.")
    page = page_of(client, heir, "ambassador")
    assert "Left for you" in page
    assert "Begin &lt;with&gt; a question." in page
    assert mira.first_name in page
    assert "Left for you" not in page_of(client, other, "ambassador")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"handover": "Take chalk."}, "Please tick this"),
        ({"handover": "Take chalk.", "sure": "on", "successor": "nobody-hers"}, "Please choose somebody"),
        ({"handover": "Take chalk." + "x" * 2000, "sure": "on"}, "2,000 letters at most"),
    ],
)
def test_faults_are_told_beside_the_field_and_what_was_written_stays(client, sent, words):
    mira = ready()
    thanked(mira)
    AmbassadorFactory(school=mira.school)
    client.force_login(mira.user)
    answer = client.post(reverse("ambassador_handover"), {"do": "end", **sent})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Take chalk." in answer.content.decode()
    mira.refresh_from_db()
    assert mira.alumnus_at is None


def test_a_minor_is_never_among_the_alumni(client):
    """Case 14: whatever is sent."""
    mira = ready(is_public=True)
    thanked(mira)
    client.force_login(mira.user)
    assert "Show me among the alumni" not in client.get(reverse("ambassador_handover")).content.decode()
    client.post(reverse("ambassador_handover"), {"do": "end", "sure": "on", "shown": "on"})
    client.post(reverse("ambassador_handover"), {"do": "show"})
    mira.refresh_from_db()
    assert mira.alumnus_at is not None
    assert mira.alumnus_shown is False


def test_alumni_change_their_mind(client):
    adult = ready(band="18+")
    thanked(adult)
    become_alumnus(adult, actor=adult.user)
    client.force_login(adult.user)
    for do, expected in (("show", True), ("hide", False), ("show", True)):
        assert client.post(reverse("ambassador_handover"), {"do": do}).status_code == 302
        adult.refresh_from_db()
        assert adult.alumnus_shown is expected


def test_a_consent_that_is_taken_back_takes_an_alumnus_off_the_page():
    adult = ready(band="18+")
    thanked(adult)
    become_alumnus(adult, actor=adult.user, shown=True)
    take_back(adult, actor=adult.user)
    adult.refresh_from_db()
    assert adult.alumnus_shown is False


def test_a_successor_is_somebody_else_of_the_same_house_who_is_still_there():
    mira = ready()
    here = AmbassadorFactory(school=mira.school)
    AmbassadorFactory(school=mira.school, withdrawn_at=timezone.now(), guardian_email="")
    AmbassadorFactory(school=mira.school, alumnus_at=timezone.now())
    AmbassadorFactory()
    assert list(successors_for(mira)) == [here]
    thanked(mira)
    with pytest.raises(PeopleError):
        become_alumnus(mira, actor=mira.user, successor=AmbassadorFactory())


# Thanks ------------------------------------------------------------------------------------------------------------


def test_thanks_are_given_once_for_each_visit_and_by_coordinators_alone():
    mira = ready()
    with pytest.raises(PeopleError):
        recognise(mira, actor=coordinator())
    thanks = thanked(mira, minutes=60)
    assert (thanks.visits, thanks.minutes) == (1, 60)
    with pytest.raises(PeopleError):
        recognise(mira, actor=coordinator())
    reviewed(ambassadors=[mira], minutes=30)
    for nobody in (person(), mira.user):
        with pytest.raises(PermissionDenied):
            recognise(mira, actor=nobody)
    again = recognise(mira, actor=coordinator())
    assert (again.visits, again.minutes) == (1, 30)
    mira.refresh_from_db()
    assert mira.step == Step.RECOGNISED
