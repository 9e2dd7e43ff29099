"""The pages of the award: of schools, of judges, of coordinators, of everybody; and what none of them tells."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import Country
from schools.domain.award import enter
from schools.domain.award_judging import announce
from schools.domain.queries.award import winners
from schools.enums import AwardCategory, AwardState, SchoolState
from schools.models import Award, AwardConflict, AwardEntry, AwardJudge
from schools.years import school_year
from tests.cms.test_uploads import photograph
from tests.schools.award_factories import (
    AwardEntryFactory,
    AwardFactory,
    days,
    judges_of,
    judging,
    over,
    score_all,
    score_entry,
)
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person
from tests.schools.people import coordinator, signed_in

pytestmark = pytest.mark.django_db

THIS = school_year(timezone.localdate())
GIVEN = {
    "do": "enter", "category": "from_12", "title": "A map of first weeks", "text": "We asked nine people.",
    "language": "en", "pupils": "20",
}  # fmt: skip
FOUR = {"do": "score", "idea": "5", "truth": "4", "voice": "3", "effect": "2", "comment": "We heard you."}


@pytest.fixture(autouse=True)
def tree(site_tree, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return site_tree("en", "ar")


@pytest.fixture
def lead():
    town = TownFactory(name="Wolkenau", country=Country.objects.get(code="FI"))
    return MemberFactory(role="lead", school=SchoolFactory(name="Linden School", town=town))


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("linden.jpg", photograph().read())


def of(school) -> str:
    return f"/en/school/{school.key}/award/"


def text_of(answer, status=200) -> str:
    assert answer.status_code == status
    return answer.content.decode()


def announced(entries=1, **fields) -> Award:
    """An award that was scored and announced; fields: of the entries."""
    award = AwardFactory()
    for _number in range(entries):
        AwardEntryFactory(award=award, **fields)
    judges_of(award, 3)
    judging(award)
    score_all(award, comment="We heard you.")
    return announce(award, actor=coordinator())


# The school --------------------------------------------------------------------------------------------------------


def test_without_an_award_the_page_says_so(lead):
    page = text_of(signed_in(lead.user).get(of(lead.school)))
    assert "No award is open" in page
    assert 'value="enter"' not in page
    AwardFactory(state=AwardState.DRAFT)
    assert "Who is we?" not in text_of(signed_in(lead.user).get(of(lead.school)))


def test_a_lead_enters_changes_and_takes_back(lead):
    AwardFactory()
    client = signed_in(lead.user)
    assert "Nothing yet." in text_of(client.get(of(lead.school)))
    sent = client.post(of(lead.school), GIVEN | {"picture": picture(), "picture_alt": "A wall with maps"})
    assert (sent.status_code, sent["Location"]) == (302, of(lead.school))
    entry = AwardEntry.objects.get()
    page = text_of(client.get(of(lead.school)))
    assert "A map of first weeks" in page
    assert 'alt="A wall with maps"' in page
    assert 'value="from_12"' not in page  # a school enters once in a category
    assert client.post(of(lead.school), GIVEN).status_code == 302  # sent twice
    shown = client.get(f"{of(lead.school)}{entry.key}/picture/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in shown["Cache-Control"]
    page = text_of(client.get(f"{of(lead.school)}?change={entry.key}"))
    assert f'value="change:{entry.key}"' in page
    changed = {name: value for name, value in GIVEN.items() if name != "category"}
    changed |= {"do": f"change:{entry.key}", "title": "Two maps", "remove_picture": "on"}
    assert client.post(of(lead.school), changed).status_code == 302
    entry.refresh_from_db()
    assert (entry.title, entry.picture.name) == ("Two maps", "")
    assert f'value="withdraw:{entry.key}"' in text_of(client.get(f"{of(lead.school)}?withdraw={entry.key}"))
    client.post(of(lead.school), {"do": f"withdraw:{entry.key}"})
    assert "Two maps" not in text_of(client.get(of(lead.school)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Please look at this again"),
        ({"category": "grown-ups"}, "Please look at this again"),
        ({"pupils": "many"}, "Please look at this again"),
        ({"text": "x" * 4001}, "Please look at this again"),
        ({"text": "We of Wolkenau asked nine people."}, "Judges must not know whose entry it is"),
        ({"picture": "alt"}, "what the picture shows"),
        ({"picture": "text"}, "This is not a picture"),
    ],
)
def test_bad_input_gives_sentences_and_loses_nothing(lead, changes, words):
    AwardFactory()
    if changes.get("picture") == "alt":
        changes = {"picture": picture()}
    elif "picture" in changes:
        changes = {"picture": SimpleUploadedFile("a.jpg", b"nothing"), "picture_alt": "A wall"}
    page = text_of(signed_in(lead.user).post(of(lead.school), GIVEN | changes))
    assert words in page
    assert "title" in changes or "A map of first weeks" in page
    assert not AwardEntry.objects.exists()


def test_what_was_typed_too_late_is_shown_again(lead):
    AwardFactory(**over())
    client = signed_in(lead.user)
    assert "The time for entries is over" in text_of(client.get(of(lead.school)))
    page = text_of(client.post(of(lead.school), GIVEN))
    assert "The award takes no entries today." in page
    assert "We asked nine people." in page


def test_teachers_read_and_leads_of_unconfirmed_schools_are_told_to_wait(lead):
    award = AwardFactory()
    AwardEntryFactory(award=award, school=lead.school, title="Our map")
    teacher = signed_in(MemberFactory(school=lead.school).user)
    page = text_of(teacher.get(of(lead.school)))
    assert "Our map" in page
    assert 'value="enter"' not in page
    for do in ("enter", "withdraw:x", "named:x"):
        assert teacher.post(of(lead.school), GIVEN | {"do": do}).status_code == 404
    lead.school.state = SchoolState.NEW
    lead.school.save()
    page = text_of(signed_in(lead.user).get(of(lead.school)))
    assert "A coordinator has to confirm the school before you can enter." in page
    assert 'value="enter"' not in page


def test_another_school_finds_nothing(lead):
    award = AwardFactory()
    entry = AwardEntryFactory(award=award, school=lead.school, picture="award/a.jpg", picture_alt="A wall")
    other = MemberFactory(role="lead")
    client = signed_in(other.user)
    for address in (
        of(lead.school),
        f"{of(lead.school)}{entry.key}/picture/",
        f"{of(other.school)}{entry.key}/picture/",
    ):
        assert client.get(address).status_code == 404
    for do in ("change", "withdraw", "named"):
        assert client.post(of(other.school), GIVEN | {"do": f"{do}:{entry.key}"}).status_code in (302, 404)
        assert client.post(of(lead.school), GIVEN | {"do": f"{do}:{entry.key}"}).status_code == 404
    entry.refresh_from_db()
    assert (entry.title, entry.state, entry.may_be_named) == (
        AwardEntry.objects.get().title,
        "entered",
        False,
    )
    for address in (of(lead.school), "/en/school/judging/", "/en/network/award/"):
        assert "/account/login/" in client.__class__().get(address)["Location"]


def test_after_the_announcement_members_read_place_points_and_comments_without_names(lead):
    award = AwardFactory()
    AwardEntryFactory(award=award, school=lead.school, title="Our map", entered_by=lead.user)
    AwardEntryFactory(award=award)
    judges = judges_of(award, 3)
    for number, judge in enumerate(judges):
        judge.user.display_name = f"Judge Number {number}"
        judge.user.save()
    judging(award)
    score_all(award, (5, 4, 3, 3), comment="We heard you.")
    teacher = signed_in(MemberFactory(school=lead.school).user)
    assert "We heard you." not in text_of(teacher.get(of(lead.school)))
    announce(award, actor=coordinator())
    page = text_of(teacher.get(of(lead.school)))
    assert "Place 1 of 2 in the category “12 to 14 years”" in page
    assert page.count("We heard you.") == 3
    assert "5.0 of 5" in page
    assert "15.0 of 20" in page
    assert "Judge Number" not in page
    assert not any(judge.user.email in page for judge in judges)
    entry = AwardEntry.objects.get(title="Our map")
    signed_in(lead.user).post(of(lead.school), {"do": f"named:{entry.key}"})
    entry.refresh_from_db()
    assert entry.may_be_named is True


def test_the_page_of_a_school_links_to_the_award(lead):
    page = text_of(signed_in(lead.user).get(f"/en/school/{lead.school.key}/"))
    assert f'href="{of(lead.school)}"' in page


def test_the_page_costs_no_more_with_three_entries_and_three_years(lead):
    client = signed_in(lead.user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client.get(of(lead.school)))
        return len(queries)

    award = announced(school=lead.school)
    asked()
    one = asked()
    Award.objects.filter(pk=award.pk).update(year=THIS - 1)
    announced(school=lead.school)
    now = AwardFactory(year=THIS + 1)
    AwardEntryFactory(award=now, school=lead.school)
    single = asked()
    for category in (AwardCategory.SPECIAL, AwardCategory.UP_TO_8):
        AwardEntryFactory(award=now, school=lead.school, category=category)
    assert asked() == single
    assert single <= one + 1


# Judges ------------------------------------------------------------------------------------------------------------


def test_whoever_judges_nothing_is_told_so():
    assert "You judge no award" in text_of(signed_in(person()).get("/en/school/judging/"))


def test_a_judge_declares_before_she_sees_an_entry(lead):
    award = AwardFactory()
    AwardEntryFactory(award=award, school=lead.school, title="Our map")
    near = SchoolFactory(name="Near School")
    AwardEntryFactory(award=award, school=near, title="Their map")
    judge = AwardJudge.objects.create(award=award, user=person(), languages=["en"])
    MemberFactory(
        school=near, user=judge.user, since=timezone.now(), until=timezone.now() + timedelta(seconds=1)
    )
    client = signed_in(judge.user)
    page = text_of(client.get("/en/school/judging/"))
    assert page.index("Linden School, Wolkenau") < page.index("Near School")
    assert "Our map" not in page
    assert page.count("We know that you are near to it") == 1
    declared = {"do": f"declare:{award.year}", "languages": ["en", "fr"], "looked": "on"}
    page = text_of(client.post("/en/school/judging/", declared))  # a browser sends all schools
    assert "every school of the list" in page
    said = {f"school_{lead.school.key}": "family", f"school_{near.key}": ""}
    page = text_of(client.post("/en/school/judging/", declared | said | {"looked": ""}))
    assert "Please look at this again" in page
    assert client.post("/en/school/judging/", declared | said).status_code == 302
    judge.refresh_from_db()
    assert judge.languages == ["en", "fr"]
    assert list(judge.conflicts.values_list("school", "kind")) == [(lead.school.pk, "family")]
    page = text_of(client.get("/en/school/judging/"))
    assert "Linden School" not in page
    assert "Judging has not begun" in page
    assert "Linden School" in text_of(client.get(f"/en/school/judging/?declare={award.year}"))
    AwardEntryFactory(award=award)
    assert "Schools have entered since you declared" in text_of(client.get("/en/school/judging/"))


def test_a_judge_declines(lead):
    award = AwardFactory()
    judge = AwardJudge.objects.create(award=award, user=person(), languages=["en"])
    client = signed_in(judge.user)
    assert f'value="down:{award.year}"' in text_of(client.get(f"/en/school/judging/?down={award.year}"))
    client.post("/en/school/judging/", {"do": f"down:{award.year}"})
    assert "You judge no award" in text_of(client.get("/en/school/judging/"))
    assert client.post("/en/school/judging/", {"do": f"down:{award.year}"}).status_code == 404


@pytest.fixture
def judged(lead):
    """An entry with a picture, by a named lead, in judging, and its judges."""
    lead.user.display_name = "Leonie Lead"
    lead.user.save()
    award = AwardFactory()
    enter(
        award, lead.school, actor=lead.user, category="from_12", title="A map", text="We asked.", language="en",
        pupils=20, picture=picture(), picture_alt="A wall with maps",
    )  # fmt: skip
    judges = judges_of(award, 4)
    judging(award)
    return AwardEntry.objects.get(), judges


def test_nothing_that_a_judge_is_sent_says_whose_it_is(judged, lead):
    """Blind: neither school, town, country, author nor the name of the file, in pages, addresses and headers."""
    entry, judges = judged
    client = signed_in(judges[0].user)
    told = [
        lead.school.name, lead.school.key, "Linden", "Wolkenau", "Finland", "Leonie", lead.user.email, "linden.jpg",
        entry.picture.name,
    ]  # fmt: skip
    address = f"/en/school/judging/{entry.key}/"
    for path in ("/en/school/judging/", address, f"{address}?recuse"):
        page = text_of(client.get(path))
        assert "A map" in page
        assert not [words for words in told if words.lower() in page.lower()], path
    page = text_of(client.get(address))
    sources = re.findall(r'<img[^>]* src="([^"]+)"', page)
    assert f"{address}picture/" in sources
    shown = client.get(f"{address}picture/")
    assert shown.status_code == 200
    assert shown["Content-Disposition"] == 'inline; filename="picture.jpg"'
    content = b"".join(shown.streaming_content)
    assert b"Exif" not in content
    headers = " ".join(f"{name}: {value}" for name, value in shown.items()).lower()
    assert not [words for words in told if words.lower() in headers]
    faulty = text_of(client.post(address, FOUR | {"idea": "9"}))
    assert not [words for words in told if words.lower() in faulty.lower()]


def test_a_judge_scores_and_changes(judged):
    entry, judges = judged
    client = signed_in(judges[0].user)
    address = f"/en/school/judging/{entry.key}/"
    page = text_of(client.post(address, FOUR | {"idea": "", "voice": "9"}))
    assert "Please look at this again" in page
    assert "We heard you." in page
    assert client.post(address, FOUR)["Location"] == "/en/school/judging/"
    assert "scored: 14 of 20" in text_of(client.get("/en/school/judging/"))
    assert "What you gave it" in text_of(client.get(address))
    client.post(address, FOUR | {"idea": "1"})
    assert entry.scores.given().get().total == 10
    assert client.post(address, {"do": "praise"}).status_code == 404


def test_nobody_else_reaches_an_entry_or_its_picture(judged, lead):
    entry, judges = judged
    address = f"/en/school/judging/{entry.key}/"
    chief = coordinator(factor=True)
    for user in (judges[3].user, lead.user, chief, person()):
        client = signed_in(user)
        for send, path in ((client.get, address), (client.get, f"{address}picture/"), (client.post, address)):
            assert send(path).status_code == 404
    client = signed_in(judges[0].user)
    client.post(address, {"do": "recuse"})
    assert AwardConflict.objects.get().kind == "recognised"
    assert client.get(address).status_code == client.get(f"{address}picture/").status_code == 404
    page = text_of(client.get("/en/school/judging/"))
    assert "Nothing is assigned to you." in page
    # Nor is she told in the list of schools whose it was.
    page = text_of(client.get(f"/en/school/judging/?declare={entry.award.year}"))
    assert "selected" not in page[page.index("school_") : page.index('name="languages"')].replace(
        '<option value="" selected>', ""
    )


def test_after_the_announcement_a_judge_reads_no_more(judged):
    entry, judges = judged
    score_all(entry.award)
    announce(entry.award, actor=coordinator())
    assert signed_in(judges[0].user).get(f"/en/school/judging/{entry.key}/").status_code == 404


def test_whoever_judges_finds_the_way_from_her_schools(judged):
    _entry, judges = judged
    assert 'href="/en/school/judging/"' in text_of(signed_in(judges[0].user).get("/en/school/"))
    assert 'href="/en/school/judging/"' not in text_of(signed_in(person()).get("/en/school/"))


def test_the_desk_costs_no_more_with_three_entries():
    def asked(number: int) -> int:
        Award.objects.all().delete()
        award = AwardFactory()
        for _number in range(number):
            AwardEntryFactory(award=award)
        judge, *_others = judges_of(award, 3)
        judging(award)
        client = signed_in(judge.user)
        client.get("/en/school/judging/")
        with CaptureQueriesContext(connection) as queries:
            text_of(client.get("/en/school/judging/"))
        return len(queries)

    assert asked(1) == asked(3)


# Coordinators ------------------------------------------------------------------------------------------------------


def test_a_coordinator_brings_an_award_from_the_theme_to_the_announcement(lead, client):
    chief = coordinator(factor=True)
    client = signed_in(chief)
    assert "There has been no award yet." in text_of(client.get("/en/network/award/"))
    sent = {"year": str(THIS), "theme_en": "Who is we?", "theme_ar": "من نحن؟"}
    dates = {name: day.isoformat() for name, day in days().items()}
    assert "Please look at this again" in text_of(client.post("/en/network/award/", sent))
    assert client.post("/en/network/award/", sent | dates).status_code == 302
    assert "has an award already" in text_of(client.post("/en/network/award/", sent | dates))
    address = f"/en/network/award/{THIS}/"
    page = text_of(client.get(address))
    assert "in preparation" in page
    assert "Nobody has been asked yet" in page
    client.post(address, {"do": "open"})
    assert "من نحن؟" in text_of(signed_in(lead.user).get(of(lead.school).replace("/en/", "/ar/")))
    signed_in(lead.user).post(of(lead.school), GIVEN)
    page = text_of(client.get(address))
    assert "These entries lack judges" in page
    assert "3 judges are missing" in page
    assert "Linden School" not in page
    judges = [person() for _number in range(3)]
    assert "Nobody with an account" in text_of(
        client.post(address, {"do": "invite", "email": "nobody@example.org", "languages": ["en"]})
    )
    for judge in judges:
        client.post(address, {"do": "invite", "email": judge.email, "languages": ["en"]})
        said = {"do": f"declare:{THIS}", "languages": ["en"], "looked": "on", f"school_{lead.school.key}": ""}
        signed_in(judge).post("/en/school/judging/", said)
    page = text_of(client.get(address))
    assert "These entries lack judges" not in page
    client.post(address, {"do": "start"})
    assert Award.objects.get().state == AwardState.OPEN  # the time for entries is not over
    client.post(address, {"do": "start", "early": "yes"})
    assert "Scored: 0 of 3." in text_of(client.get(address))
    client.post(address, {"do": "announce"})
    assert Award.objects.get().state == AwardState.JUDGING
    entry = AwardEntry.objects.get()
    score_entry(entry, (5, 5, 5, 5), (1, 1, 1, 1), (3, 3, 3, 3))
    page = text_of(client.get(address))
    assert "Here judges are far apart" in page
    assert "Linden School" not in page
    assert 'value="announce"' in text_of(client.get(f"{address}?ask=announce"))
    client.post(address, {"do": "announce"})
    page = text_of(client.get(address))
    assert "Linden School" in page
    assert "12.0" in page
    assert f"/en/network/award/{THIS}/" in text_of(client.get("/en/network/award/"))
    assert 'href="/en/network/award/"' in text_of(client.get("/en/network/"))


def test_days_and_themes_are_changed_and_languages_without_a_field_are_kept():
    AwardFactory(theme_fi="Keitä me olemme?")
    client = signed_in(coordinator(factor=True))
    address = f"/en/network/award/{THIS}/"
    dates = {name: day.isoformat() for name, day in days().items()}
    client.post(address, {"do": "change", "theme_en": "Who are we?", **dates})
    award = Award.objects.get()
    assert (award.theme_en, award.theme_fi) == ("Who are we?", "Keitä me olemme?")
    wrong = dates | {"judging_until": dates["entries_from"]}
    assert "judges need time after it" in text_of(
        client.post(address, {"do": "change", "theme_en": "x", **wrong})
    )


def test_a_judge_is_removed_and_what_is_no_deed_is_not_there():
    award = AwardFactory()
    (judge,) = judges_of(award, 1)
    client = signed_in(coordinator(factor=True))
    address = f"/en/network/award/{THIS}/"
    client.post(address, {"do": f"remove:{judge.pk}"})
    judge.refresh_from_db()
    assert judge.withdrew_at is not None
    for do in (f"remove:{judge.pk}", "remove:x", "remove:99999999999999999999", "praise", ""):
        assert client.post(address, {"do": do}).status_code == 404
    assert client.get("/en/network/award/1999/").status_code == 404
    assert client.get("/en/network/award/99999999999999999999/").status_code == 404


def test_a_coordinator_who_judges_or_is_near_sees_no_points_and_decides_nothing():
    award = AwardFactory()
    entry = AwardEntryFactory(award=award)
    judges_of(award, 3)
    near, judge = coordinator(factor=True), coordinator(factor=True)
    MemberFactory(school=entry.school, user=near)
    AwardJudge.objects.create(award=award, user=judge, languages=["en"])
    judging(award)
    score_entry(entry, (5, 5, 5, 5), (1, 1, 1, 1), (3, 3, 3, 3))
    address = f"/en/network/award/{THIS}/"
    for user in (near, judge):
        client = signed_in(user)
        page = text_of(client.get(address))
        assert "Another coordinator asks judges, starts the judging and announces." in page
        assert "far apart" not in page
        for do in ("invite", "remove:1", "start", "fill", "announce"):
            assert client.post(address, {"do": do}).status_code == 403
    assert Award.objects.get().state == AwardState.JUDGING


def test_nobody_but_coordinators_finds_the_network_award(lead):
    AwardFactory()
    for user in (lead.user, person()):
        client = signed_in(user)
        for address in ("/en/network/award/", f"/en/network/award/{THIS}/"):
            assert client.get(address).status_code == 404
            assert client.post(address, {"do": "open"}).status_code == 404


def test_the_award_of_the_network_costs_no_more_with_three_entries():
    chief = coordinator(factor=True)

    def asked(number: int) -> int:
        Award.objects.all().delete()
        award = AwardFactory()
        for _number in range(number):
            AwardEntryFactory(award=award)
        judges_of(award, 3 + number)
        judging(award)
        client = signed_in(chief)
        client.get(f"/en/network/award/{THIS}/")
        with CaptureQueriesContext(connection) as queries:
            text_of(client.get(f"/en/network/award/{THIS}/"))
        return len(queries)

    assert asked(1) == asked(3)


# Everybody ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_page_of_winners_is_empty_at_first(client):
    assert "Nobody has won yet" in text_of(client.get("/en/schools/award/"))
    AwardFactory()
    page = text_of(client.get("/en/schools/award/"))
    assert "Who is we?" in page
    assert 'href="/en/schools/award/"' in text_of(client.get("/en/schools/"))


@pytest.mark.django_db(transaction=True)
def test_winners_are_named_only_where_the_school_wants_it(client, lead):
    award = announced(school=lead.school, title="A map", may_be_named=True)
    page = text_of(client.get("/en/schools/award/"))
    assert "A map" in page
    assert "12 to 14 years" in page
    assert "Linden School" in page
    assert "Wolkenau" in page
    AwardEntry.objects.update(may_be_named=False)
    (one,) = winners([award])[award.pk]["from_12"]
    assert (one.school, one.town, one.place) == ("", "", 1)
    entry = AwardEntry.objects.get()
    entry.save()  # as the verb does it
    page = text_of(client.get("/en/schools/award/"))
    assert "a school in Finland" in page
    for words in ("Linden", "Wolkenau", lead.school.key, entry.key, lead.user.email):
        assert words not in page


def test_a_school_that_was_closed_is_not_named_any_more_and_a_fourth_place_is_not_shown(client, lead):
    award = AwardFactory()
    for number in range(4):
        AwardEntryFactory(award=award, title=f"Map number {number}", may_be_named=True)
    judges_of(award, 3)
    judging(award)
    for number, entry in enumerate(award.entries.order_by("pk")):
        score_entry(entry, *[(5 - number,) * 4] * 3)
    announce(award, actor=coordinator())
    first = award.entries.order_by("pk").first().school
    first.state = SchoolState.CLOSED
    first.save()
    page = text_of(client.get("/en/schools/award/"))
    assert "a school in Austria" in page
    assert first.name not in re.sub(r"\d+", lambda found: f"<{found[0]}>", page)
    assert "Map number 2" in page
    assert "Map number 3" not in page


@pytest.mark.django_db(transaction=True)
def test_it_is_the_same_for_everybody_and_kept_until_something_changes(
    client, settings, lead, django_assert_num_queries
):
    settings.PAGE_CACHE = True
    announced(school=lead.school, may_be_named=True)
    first = client.get("/en/schools/award/")
    assert not first.cookies
    assert "public" in first["Cache-Control"]
    visitors = [client, signed_in(lead.user), signed_in(coordinator(factor=True))]
    with django_assert_num_queries(0):
        assert {one.get("/en/schools/award/").content for one in visitors} == {first.content}
    entry = AwardEntry.objects.get()
    signed_in(lead.user).post(of(lead.school), {"do": f"unnamed:{entry.key}"})
    assert "Linden School" not in text_of(client.get("/en/schools/award/"))


def test_the_page_of_winners_costs_no_more_with_three(client):
    def asked() -> int:
        client.get("/en/schools/award/")
        with CaptureQueriesContext(connection) as queries:
            text_of(client.get("/en/schools/award/"))
        return len(queries)

    announced()
    one = asked()
    Award.objects.update(year=THIS - 1)
    announced(entries=3)
    assert asked() == one
