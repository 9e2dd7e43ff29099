"""An exercise is opened for a classroom, changed and closed by its teacher: forms and verbs."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from classrooms.domain.closing import Closing, choices, closes_at
from classrooms.domain.queries.parallel import parallel_to
from classrooms.domain.sittings import SittingError, add_seats
from classrooms.models import Classroom, JoinCode, Seat, Sitting
from classrooms.templatetags.teach_tags import moment
from cms.models import AuditEntry
from tests.classrooms.factories import ClassroomFactory, TeacherFactory, answered, closed, opened, seated
from tests.factories import ExercisePageFactory, balanced_claims, choice_item, claim

pytestmark = pytest.mark.django_db

NEW = "/en/teach/sittings/new/?exercise=eight-claims"


def asked(classroom=None, **values) -> dict:
    """Return what the form sends; for a new classroom if none is given."""
    whose = {"classroom": str(classroom.pk)} if classroom else {"name": "8B", "size": "28"}
    usual = {"closes": "lesson", "role": "practice", "way": "devices", "feedback": "at_once", "language": ""}
    return whose | usual | values


# Opened ---------------------------------------------------------------------------------------------------------


def test_from_the_exercise_to_a_code_in_one_form_for_a_teacher_without_a_classroom(client, claims):
    client.force_login(TeacherFactory())
    page = client.get("/en/exercises/eight-claims/").content.decode()
    address = page[: page.index("Open for a class")].rpartition('href="')[2].partition('"')[0]
    assert address == NEW
    assert "Name of the classroom" in client.get(address).content.decode()
    response = client.post(address, asked(size="31"))
    sitting = Sitting.objects.select_related("classroom", "join_code").get()
    assert response["Location"] == f"/en/teach/sittings/{sitting.pk}/"
    assert (sitting.classroom.name, sitting.classroom.size, sitting.seat_limit) == ("8B", 31, 37)
    assert sitting.edition == claims.current.edition
    html = client.get(response["Location"]).content.decode()
    assert f"{sitting.join_code.code[:3]} {sitting.join_code.code[3:]}" in html


def test_what_is_refused_makes_no_classroom_and_keeps_what_was_typed(client, claims):
    client.force_login(TeacherFactory())
    html = client.post(NEW, asked(name="Tuesday group", size="")).content.decode()
    assert "This field is required" in html
    assert 'value="Tuesday group"' in html
    html = client.post(NEW, asked(closes="never")).content.decode()
    assert 'value="28"' in html
    assert not Classroom.objects.exists()
    assert not Sitting.objects.exists()


def test_a_teacher_chooses_among_her_own_classrooms_only(signed_in, classroom, claims):
    """Cases 9 and 57."""
    foreign = ClassroomFactory(name="Foreign")
    html = signed_in.get(NEW).content.decode()
    assert "8B (28 pupils)" in html
    assert "Foreign" not in html
    response = signed_in.post(NEW, asked(foreign))
    assert response.status_code == 200
    assert not Sitting.objects.exists()


def test_all_choices_arrive_in_the_sitting(signed_in, classroom, claims, other_claims):
    before = closed(classroom, other_claims, role="before")
    sent = asked(
        classroom,
        closes="week",
        role="after",
        language="en",
        second=str(other_claims.translation_key),
        follows=before.pk,
    )
    response = signed_in.post(NEW, sent)
    sitting = Sitting.objects.get(role="after")
    assert response["Location"] == f"/en/teach/sittings/{sitting.pk}/"
    assert sitting.second_edition == other_claims.current.edition
    assert (sitting.follows, sitting.language, sitting.feedback) == (before, "en", "at_close")
    assert timedelta(days=6, hours=22) < sitting.closes_at - timezone.now() < timedelta(days=7, hours=2)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"role": "practice", "second": "other"}, "A second form serves a comparison."),
        ({"role": "before", "way": "hands", "second": "other"}, "When hands are raised"),
        ({"role": "before", "follows": "before"}, "Only what comes after teaching"),
        ({"role": "after", "follows": "elsewhere"}, "this same classroom"),
        ({"role": "after", "second": "unknown"}, "is not one of the available choices"),
        ({"role": "after", "follows": "999999"}, "is not one of the available choices"),
        ({"language": "uk"}, "is not one of the available choices"),
        ({"role": "examination"}, "is not one of the available choices"),
    ],
)
def test_what_does_not_go_together_is_said_in_a_sentence(
    signed_in, teacher, classroom, claims, other_claims, values, sentence
):
    elsewhere = ClassroomFactory(owner=teacher, name="9C")
    known = {
        "other": str(other_claims.translation_key),
        "before": closed(classroom, claims, role="before").pk,
        "elsewhere": closed(elsewhere, claims, role="before").pk,
    }
    sent = {name: known.get(value, value) for name, value in values.items()}
    html = signed_in.post(NEW, asked(classroom) | sent).content.decode()
    assert sentence in html
    assert Sitting.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"role": "practice", "second": "other"}, "A second form serves a comparison."),
        ({"role": "before", "way": "hands", "second": "other"}, "When hands are raised"),
        ({"role": "before", "second": "same"}, "A second form is another exercise"),
        ({"role": "before", "follows": "before"}, "Only what comes after teaching"),
        ({"role": "after", "follows": "elsewhere"}, "this same classroom"),
        ({"language": "uk"}, "is not there in that language"),
    ],
)
def test_the_verb_refuses_what_does_not_go_together_whoever_calls_it(
    teacher, classroom, claims, other_claims, values, sentence
):
    known = {
        "other": other_claims,
        "same": claims,
        "before": closed(classroom, claims, role="before") if values.get("follows") == "before" else None,
        "elsewhere": closed(ClassroomFactory(owner=teacher, name="9C"), claims, role="before"),
    }
    wanted = {
        name: known[value] if name in ("second", "follows") else value for name, value in values.items()
    }
    with pytest.raises(SittingError, match=sentence):
        opened(classroom, claims, **wanted)


NOTHING_BEFORE = "This class has no answers from before teaching to compare with."


@pytest.mark.parametrize("role", ["after", "delayed"])
def test_what_comes_after_teaching_is_compared_with_the_last_before_it_by_itself(
    signed_in, teacher, classroom, claims, other_claims, role
):
    closed(classroom, claims, role="before", days_ago=9)
    last = closed(classroom, other_claims, role="before", days_ago=2)
    closed(classroom, claims, role="practice", days_ago=1)
    closed(ClassroomFactory(owner=teacher, name="9C"), claims, role="before", days_ago=1)
    html = signed_in.get(NEW).content.decode()
    assert '<option value="latest" selected>What this class answered last before teaching</option>' in html
    html = signed_in.post(NEW, asked(classroom, role=role, follows="latest"), follow=True).content.decode()
    assert Sitting.objects.get(role=role).follows == last
    assert NOTHING_BEFORE not in html


@pytest.mark.parametrize("is_asked", [True, False])
def test_where_the_class_answered_nothing_before_teaching_this_is_said(
    signed_in, teacher, classroom, claims, is_asked
):
    """The form asks where any of her classrooms answered something."""
    sent = asked(classroom, role="after")
    if is_asked:
        closed(ClassroomFactory(owner=teacher, name="9C"), claims, role="before")
        sent |= {"follows": "latest"}
    html = signed_in.post(NEW, sent, follow=True).content.decode()
    assert NOTHING_BEFORE in html
    assert Sitting.objects.get(role="after").follows is None


@pytest.mark.parametrize(("role", "follows"), [("practice", "latest"), ("before", "latest"), ("after", "")])
def test_what_is_not_to_be_compared_is_opened_without_a_word_about_it(
    signed_in, classroom, claims, role, follows
):
    before = closed(classroom, claims, role="before", days_ago=2)
    sent = asked(classroom, role=role, follows=follows)
    html = signed_in.post(NEW, sent, follow=True).content.decode()
    assert NOTHING_BEFORE not in html
    assert Sitting.objects.exclude(pk=before.pk).get().follows is None


def test_explanations_come_when_the_exercise_says_so_unless_it_is_changed(signed_in, up):
    ExercisePageFactory(parent=up, slug="at-the-end", feedback="at_end")
    html = signed_in.get("/en/teach/sittings/new/?exercise=at-the-end").content.decode()
    assert '<option value="at_end" selected>' in html
    assert '<details class="more">' in html  # folded: nothing there wants to be seen


def test_an_address_proposes_and_what_it_proposes_wrongly_is_forgotten(signed_in, classroom, claims):
    before = closed(classroom, claims, role="before")
    html = signed_in.get(f"{NEW}&classroom={classroom.pk}&role=after&follows={before.pk}").content.decode()
    assert re.search(r'name="role" value="after"[^>]* checked', html)
    assert f'<option value="{before.pk}" selected>' in html
    html = signed_in.get(f"{NEW}&classroom=999999&role=nonsense&follows=x&second=y&admin=1").content.decode()
    assert re.search(r'name="role" value="practice"[^>]* checked', html)


def test_without_an_exercise_one_is_chosen_first_and_the_rest_is_kept(signed_in, classroom, starter_like):
    address = f"/en/teach/sittings/new/?classroom={classroom.pk}&role=practice"
    html = signed_in.get(address).content.decode()
    assert f'href="?exercise=eight-claims&amp;classroom={classroom.pk}&amp;role=practice"' in html


def test_where_there_is_no_exercise_the_languages_that_have_some_lead_on(signed_in, tree, starter_like):
    html = signed_in.get("/fr/teach/sittings/new/?role=after").content.decode()
    link = '<a class="button button--quiet" href="/en/teach/sittings/new/?role=after" hreflang="en">'
    assert f'{link}<bdi lang="en">English</bdi></a>' in html
    assert html.count('href="/en/teach/sittings/new/?role=after" hreflang=') == 1
    assert 'href="/ar/teach/sittings/new/?role=after" hreflang=' not in html
    assert "There are exercises in" not in signed_in.get("/en/teach/sittings/new/").content.decode()


@pytest.fixture
def starter_like(claims):
    """The exercise is in the search index, from which lists are made."""
    from cms.search.indexing import reindex

    reindex()
    return claims


def test_boosters_offer_exercises_for_the_same_techniques(signed_in, classroom, up):
    from cms.search.indexing import reindex

    def make(slug, *codes):
        return ExercisePageFactory(parent=up, title=slug, slug=slug, techniques=list(codes))

    practised = make("practised", "false-dilemma")
    make("alike", "false-dilemma", "fake-expert")
    make("different", "fake-expert")
    reindex()
    sitting = closed(classroom, practised)
    html = signed_in.get(f"/en/teach/sittings/new/?like={sitting.pk}").content.decode()
    assert "exercise=alike" in html
    assert "exercise=different" not in html
    assert "exercise=practised" not in html
    assert signed_in.get("/en/teach/sittings/new/?like=999999").status_code == 404
    assert signed_in.get("/en/teach/sittings/new/?like=x&page=1e9").status_code == 404
    assert signed_in.get("/en/teach/sittings/new/?page=1e9").status_code == 200


def test_an_exercise_that_is_not_there_cannot_be_opened(signed_in, up):
    ExercisePageFactory(parent=up, slug="a-draft", published=False)
    for slug in ("a-draft", "never-was", "%00", "a%00b", "../x", "x" * 300):
        assert signed_in.get(f"/en/teach/sittings/new/?exercise={slug}").status_code == 404
        assert signed_in.post(f"/en/teach/sittings/new/?exercise={slug}", asked()).status_code == 404


def test_without_devices_one_goes_to_the_hands_and_needs_no_code(signed_in, classroom, claims):
    response = signed_in.post(NEW, asked(classroom, way="hands"))
    sitting = Sitting.objects.get()
    assert response["Location"] == f"/en/teach/sittings/{sitting.pk}/hands/"
    assert not JoinCode.objects.exists()
    live = signed_in.get(f"/en/teach/sittings/{sitting.pk}/")
    assert live["Location"] == f"/en/teach/sittings/{sitting.pk}/hands/"


def test_the_button_for_a_class_stands_on_no_preview(claims, rf):
    from classrooms.page_context import open_for_a_classroom

    request = rf.get("/")
    assert [action["url"] for action in open_for_a_classroom(claims, request)["actions"]] == [NEW]
    request.is_preview = True
    assert open_for_a_classroom(claims, request) == {}


# Parallel forms ----------------------------------------------------------------------------------------------------


def test_parallel_are_live_exercises_of_the_same_language_with_as_many_true_and_false_claims(
    up, tree, claims, other_claims
):
    def make(slug, items, **values):
        return ExercisePageFactory(
            parent=up, slug=slug, title=slug, items=items, **{"purpose": "discernment"} | values
        )

    make("longer", balanced_claims(12))
    make("one-item-more", [*balanced_claims(8), choice_item()])
    make("practice", balanced_claims(8), purpose="practice")
    make("withdrawn", balanced_claims(8)).unpublish()
    make("draft", balanced_claims(8), published=False)
    assert [edition.title for edition in parallel_to(claims.current.edition)] == ["Eight other claims"]


def test_mostly_true_counts_as_true_and_misleading_as_false(up, claims):
    verdicts = ["mostly_true", "true", "misleading", "false"] * 2
    slants = ["flatters", "unflattering"] * 4
    items = [
        claim(verdict, slant, scale="five", claim=f"Claim {place}")
        for place, (verdict, slant) in enumerate(zip(verdicts, slants, strict=True))
    ]
    other = ExercisePageFactory(parent=up, slug="five", title="On five", purpose="discernment", items=items)
    assert parallel_to(claims.current.edition) == [other.current.edition]


def test_practice_has_no_parallel_form(up, claims):
    page = ExercisePageFactory(parent=up, items=balanced_claims(8))
    assert parallel_to(page.current.edition) == []


def test_parallel_forms_are_found_with_one_query_when_warm(
    up, claims, other_claims, django_assert_max_num_queries
):
    edition = claims.current.edition
    for number in range(5):
        ExercisePageFactory(parent=up, slug=f"form-{number}", purpose="discernment", items=balanced_claims(8))
    parallel_to(edition)
    with django_assert_max_num_queries(1):
        assert len(parallel_to(edition)) == 6


# When it closes ----------------------------------------------------------------------------------------------------

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("choice", "now", "expected"),
    [
        (Closing.LESSON, "2026-11-26 08:00", "2026-11-26 08:45"),
        (Closing.DOUBLE_LESSON, "2026-11-26 08:00", "2026-11-26 09:30"),
        (Closing.EVENING, "2026-11-26 08:00", "2026-11-26 20:00"),
        (Closing.EVENING, "2026-11-26 19:45", "2026-11-27 20:00"),
        (Closing.EVENING, "2026-11-26 23:59", "2026-11-27 20:00"),
        (Closing.WEEK, "2026-11-26 08:00", "2026-12-03 08:00"),
        # Clocks are put back on 25 October 2026 and forward on 28 March 2027.
        (Closing.WEEK, "2026-10-22 08:00", "2026-10-29 08:00"),
        (Closing.FOUR_WEEKS, "2027-03-04 08:00", "2027-04-01 08:00"),
        (Closing.EVENING, "2026-10-24 22:00", "2026-10-25 20:00"),
    ],
)
def test_times_to_close_go_by_the_clock_of_the_school(choice, now, expected):
    """Case 78."""
    begun = datetime.fromisoformat(now).replace(tzinfo=BRUSSELS)
    meant = datetime.fromisoformat(expected).replace(tzinfo=BRUSSELS)
    assert closes_at(choice, begun) == meant


def test_far_times_say_their_date_and_late_evenings_mean_tomorrow():
    words = dict(choices(datetime(2026, 11, 26, 19, 45, tzinfo=BRUSSELS)))
    assert words["evening"] == "tomorrow at 20:00"
    assert words["week"] == "in a week, on 3 December 2026"
    assert dict(choices(datetime(2026, 11, 26, 9, 0, tzinfo=BRUSSELS)))["evening"] == "tonight at 20:00"


# Changed -----------------------------------------------------------------------------------------------------------


def change(client, sitting, do: str, **more):
    return client.post(f"/en/teach/sittings/{sitting.pk}/change/", {"do": do} | more)


def test_a_sitting_is_closed_and_leads_to_its_results(signed_in, sitting):
    response = change(signed_in, sitting, "close:yes")
    assert response["Location"] == f"/en/teach/sittings/{sitting.pk}/results/"
    sitting.refresh_from_db()
    assert not sitting.is_open


def test_before_a_sitting_is_closed_its_teacher_is_asked_once(signed_in, sitting):
    seats = seated(sitting, 3)
    answered(seats[0])
    answered(seats[1], 7)
    html = change(signed_in, sitting, "close").content.decode()
    for words in (
        "Close “Eight claims”?",
        "3 pupils are in.",
        "1 has answered everything.",
        "are taken for 24 hours",
        "it cannot be opened again",
        'value="close:yes"',
        f'href="/en/teach/sittings/{sitting.pk}/">No, leave it open</a>',
    ):
        assert words in html
    sitting.refresh_from_db()
    assert sitting.is_open


def test_what_is_closed_already_is_not_asked_about(signed_in, classroom, claims):
    sitting = closed(classroom, claims)
    response = change(signed_in, sitting, "close")
    assert response["Location"] == f"/en/teach/sittings/{sitting.pk}/results/"


@pytest.mark.parametrize("minutes", [10, 30, 1440])
def test_a_sitting_is_extended(signed_in, sitting, minutes):
    before = sitting.closes_at
    change(signed_in, sitting, f"extend:{minutes}")
    sitting.refresh_from_db()
    assert sitting.closes_at - before == timedelta(minutes=minutes)
    html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/").content.decode()
    assert f"It is now open until {moment(sitting.closes_at)}." in html


@pytest.mark.parametrize("do", ["", "extend", "extend:11", "extend:-10", "extend:x", "erase", "close_all"])
def test_what_a_sitting_cannot_do_is_not_found(signed_in, sitting, do):
    """Case 57: verbs are a list of their own."""
    before = sitting.closes_at
    assert change(signed_in, sitting, do).status_code == 404
    sitting.refresh_from_db()
    assert (sitting.closes_at, sitting.closed_at) == (before, None)


def test_a_closed_sitting_is_not_extended_and_says_so(signed_in, classroom, claims):
    sitting = closed(classroom, claims)
    response = signed_in.post(f"/en/teach/sittings/{sitting.pk}/change/", {"do": "extend:10"}, follow=True)
    assert "This sitting is closed." in response.content.decode()


def test_another_code_takes_the_first_one_back(signed_in, sitting):
    first = sitting.join_code.code
    change(signed_in, sitting, "code")
    assert JoinCode.objects.get(code=first).given_up_at
    html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/").content.decode()
    second = JoinCode.objects.get(sitting=sitting).code
    assert f"The new code is {second[:3]} {second[3:]}." in html
    assert html.count(f"{second[:3]} {second[3:]}") == 2
    assert f"{first[:3]} {first[3:]}" not in html
    assert "Slips that are already printed will then no longer work." in html


def test_of_a_full_class_five_more_are_let_in(signed_in, sitting):
    full = "All 33 places are taken. Whoever comes now does not get in."
    live = f"/en/teach/sittings/{sitting.pk}/"
    seated(sitting, 32)
    assert full not in signed_in.get(live).content.decode()
    seated(sitting, 1)
    html = signed_in.get(live).content.decode()
    assert full in html
    assert 'form="more-seats" name="do" value="seats"' in html
    tag = signed_in.get(f"{live}live/")["ETag"]
    html = signed_in.post(f"{live}change/", {"do": "seats"}, follow=True).content.decode()
    assert "5 more can come in." in html
    assert "places are taken" not in html
    assert signed_in.get(f"{live}live/")["ETag"] != tag
    sitting.refresh_from_db()
    assert sitting.seat_limit == 38
    assert AuditEntry.objects.get(verb="sitting.seats_added").details == {"number": 5}


def test_there_are_300_places_at_most_and_none_are_added_to_what_is_closed(teacher, classroom, claims):
    sitting = opened(classroom, claims)
    Sitting.objects.filter(pk=sitting.pk).update(seat_limit=297)
    assert add_seats(sitting, 5, actor=teacher) == 3
    with pytest.raises(SittingError, match="There are as many places"):
        add_seats(sitting, 5, actor=teacher)
    with pytest.raises(SittingError, match="This sitting is closed"):
        add_seats(closed(classroom, claims), 5, actor=teacher)
    with pytest.raises(PermissionDenied):
        add_seats(sitting, 5, actor=TeacherFactory())
    assert Sitting.objects.get(pk=sitting.pk).seat_limit == 300


def test_where_no_more_places_can_be_added_no_button_offers_it(signed_in, sitting):
    Sitting.objects.filter(pk=sitting.pk).update(seat_limit=300)
    seated(sitting, 300)
    html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/").content.decode()
    assert "All 300 places are taken." in html
    assert 'value="seats"' not in html


def test_where_hands_are_raised_there_are_no_places_to_add(signed_in, classroom, claims):
    assert change(signed_in, opened(classroom, claims, way="hands"), "seats").status_code == 404


def test_unknown_seats_are_voided_in_one_action(signed_in, sitting):
    """Case 23: whoever came in without belonging there is out, with all that came from there."""
    seats = seated(sitting, 30)
    for seat in seats[:12]:
        answered(seat, 1)
    response = change(signed_in, sitting, "void", seat=[seat.number for seat in seats[:20]])
    assert response["Location"] == f"/en/teach/sittings/{sitting.pk}/#seats"
    assert [seat.number for seat in Seat.objects.taken().filter(sitting=sitting)] == list(range(21, 31))
    html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/").content.decode()
    assert "20 seats were taken out. What came from them does not count. This cannot be taken back." in html
    assert html.count('name="seat"') == 10


def test_all_who_answered_nothing_are_voided_in_one_action(signed_in, sitting):
    """Case 23."""
    seats = seated(sitting, 34)
    for seat in seats[:3]:
        answered(seat, 1)
    change(signed_in, sitting, "void_idle")
    assert list(Seat.objects.taken().filter(sitting=sitting)) == seats[:3]
    html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/").content.decode()
    assert "31 seats were taken out" in html
    change(signed_in, sitting, "void_idle")
    assert Seat.objects.taken().filter(sitting=sitting).count() == 3


def test_seats_of_another_sitting_stay_where_they_are(signed_in, teacher, sitting, claims):
    """Case 25, for the teacher's side: a number names a seat of this sitting only."""
    theirs = seated(opened(ClassroomFactory(owner=teacher), claims), 3)
    seated(sitting, 1)
    change(signed_in, sitting, "void", seat=[1, 2, 3])
    assert Seat.objects.taken().filter(pk__in=[seat.pk for seat in theirs]).count() == 3
    assert change(signed_in, sitting, "void", seat=["1; drop"]).status_code == 404


def test_nothing_ticked_is_said(signed_in, sitting):
    seated(sitting, 2)
    response = signed_in.post(f"/en/teach/sittings/{sitting.pk}/change/", {"do": "void"}, follow=True)
    assert "Please tick the seats first." in response.content.decode()
    assert Seat.objects.taken().count() == 2


# Who may -------------------------------------------------------------------------------------------------------------

PATHS = ["", "live/", "projector/", "slips/"]


@pytest.mark.parametrize("who", ["reader", "stranger"])
def test_a_sitting_is_run_by_its_teacher_alone(client, classroom, teacher, sitting, who):
    """Cases 9 and 57: also a colleague who reads its results does not run it."""
    from classrooms.domain.classrooms import accept_shared, share_classroom

    person = TeacherFactory()
    if who == "reader":
        accept_shared(share_classroom(classroom, actor=teacher), actor=person)
    seated(sitting, 2)
    client.force_login(person)
    for path in PATHS:
        mine = client.get(f"/en/teach/sittings/{sitting.pk}/{path}")
        none = client.get(f"/en/teach/sittings/999999/{path}")
        assert mine.status_code == none.status_code == 404
        assert mine.content == none.content.replace(b"999999", str(sitting.pk).encode())
    for do in ("close", "close:yes", "extend:10", "code", "seats", "void", "void_idle"):
        assert change(client, sitting, do, seat=[1]).status_code == 404
    sitting.refresh_from_db()
    assert sitting.closed_at is None
    assert Seat.objects.taken().count() == 2


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "9" * 40])
def test_numbers_that_no_database_has_are_not_found(signed_in, sitting, pk):
    """Case 57."""
    for path in PATHS:
        assert signed_in.get(f"/en/teach/sittings/{pk}/{path}").status_code == 404
    assert signed_in.get(f"/en/teach/classrooms/{pk}/").status_code == 404
    assert signed_in.get(f"{NEW}&classroom={pk}&follows={pk}&second={pk}").status_code == 200
    assert change(signed_in, sitting, "void", seat=[pk[:18]]).status_code == 302


def test_who_is_not_signed_in_is_asked_to(client, sitting):
    for path in PATHS:
        response = client.get(f"/en/teach/sittings/{sitting.pk}/{path}")
        assert response.status_code == 302
        assert "/en/account/login/" in response["Location"]
    assert "/en/account/login/" in client.get(NEW)["Location"]


def test_a_change_needs_a_post_with_a_token(signed_in, teacher, classroom, sitting):
    """Case 52."""
    address = f"/en/teach/sittings/{sitting.pk}/change/"
    assert signed_in.get(f"{address}?do=close").status_code == 405
    for path in PATHS:
        assert signed_in.post(f"/en/teach/sittings/{sitting.pk}/{path}", {"do": "close"}).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(teacher)
    assert strict.post(address, {"do": "close"}).status_code == 403
    assert strict.post(address, {"do": "close"}, headers={"origin": "null"}).status_code == 403
    assert strict.post(NEW, asked(classroom)).status_code == 403
    assert Sitting.objects.open().count() == 1


def test_no_cache_keeps_a_page_of_a_teacher(signed_in, sitting):
    for path in ("", "projector/", "slips/"):
        response = signed_in.get(f"/en/teach/sittings/{sitting.pk}/{path}")
        assert "no-store" in response["Cache-Control"]


# On paper and on the wall ----------------------------------------------------------------------------------------


def test_there_is_a_slip_for_each_pupil_with_one_picture_of_the_way_in(signed_in, sitting):
    html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/slips/").content.decode()
    code = sitting.join_code.code
    assert html.count('<li class="slip">') == 28
    assert html.count(f"{code[:3]} {code[3:]}") == 28
    assert html.count("<symbol") == 1


def test_the_wall_shows_the_way_in_and_nobodys_name(signed_in, sitting):
    seated(sitting, 3)
    html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/projector/").content.decode()
    code = sitting.join_code.code
    assert f"{code[:3]} {code[3:]}" in html
    assert " ".join(code) in html  # for a screen reader, sign by sign
    assert 'class="qr__svg"' in html
    assert 'name="seat"' not in html


def test_a_closed_sitting_shows_no_code_any_more(signed_in, classroom, claims):
    sitting = closed(classroom, claims)
    code = JoinCode.objects.get(sitting=sitting).code
    for path in ("", "projector/"):
        html = signed_in.get(f"/en/teach/sittings/{sitting.pk}/{path}").content.decode()
        assert f"{code[:3]} {code[3:]}" not in html
    assert signed_in.get(f"/en/teach/sittings/{sitting.pk}/slips/").status_code == 302
