"""The yearly award before it is judged: prepared, opened, entered, changed, taken back."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from PIL import Image as Pillow

from cms.audit import AuditEntry
from schools.domain import award as verbs
from schools.domain.award import AwardError
from schools.domain.blindness import names_in
from schools.enums import AwardState, EntryState, SchoolState
from schools.models import Award, AwardEntry, AwardScore
from schools.years import school_year
from tests.cms.test_uploads import photograph
from tests.schools.award_factories import (
    AwardEntryFactory,
    AwardFactory,
    days,
    judges_of,
    judging,
    over,
)
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person
from tests.schools.people import coordinator

pytestmark = pytest.mark.django_db

THIS = school_year(timezone.localdate())


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def member():
    town = TownFactory(name="Wolkenau")
    return MemberFactory(role="lead", school=SchoolFactory(name="Linden School", town=town))


def given(**changes) -> dict:
    return {
        "category": "from_12",
        "title": "A map of first weeks",
        "text": "We asked nine people.",
        "language": "en",
        "pupils": 20,
    } | changes


def entered(award, member, **changes) -> AwardEntry:
    return verbs.enter(award, member.school, actor=member.user, **given(**changes))


def picture(name="class.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photograph().read())


def files_in(folder) -> list[str]:
    return [str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()]


# Preparing and opening ---------------------------------------------------------------------------------------------


def test_a_coordinator_prepares_changes_and_opens_an_award():
    chief = coordinator()
    award = verbs.create_award(
        actor=chief, year=THIS, theme={"en": " Who  is we? ", "de": "Wer ist wir?"}, **days()
    )
    assert (award.state, award.label) == (AwardState.DRAFT, f"{THIS}/{(THIS + 1) % 100:02d}")
    verbs.change_award(award, actor=chief, theme={"en": "Who is us?", "fr": "Qui est « nous » ?"}, **days())
    award.refresh_from_db()
    assert verbs.themes_of(award) == {"en": "Who is us?", "fr": "Qui est « nous » ?"}
    with translation.override("fr"):
        assert award.theme == "Qui est « nous » ?"
    with translation.override("ar"):
        assert award.theme == "Who is us?"
    opened = verbs.open_award(award, actor=chief)
    assert verbs.open_award(award, actor=chief).state == opened.state == AwardState.OPEN
    assert opened.opened_by == chief
    verbs_seen = (
        AuditEntry.objects.filter(verb__startswith="award.").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs_seen) == ["award.created", "award.changed", "award.opened"]


def test_only_coordinators_prepare_change_and_open():
    award = AwardFactory(state=AwardState.DRAFT)
    for deed in (
        lambda: verbs.create_award(actor=person(), year=THIS - 1, theme={"en": "x"}, **days()),
        lambda: verbs.change_award(award, actor=person(), theme={"en": "x"}, **days()),
        lambda: verbs.open_award(award, actor=person()),
    ):
        with pytest.raises(AwardError, match="Only coordinators"):
            deed()


def test_a_year_has_one_award_with_a_theme_in_english_and_days_in_order():
    chief = coordinator()
    AwardFactory()
    today = timezone.localdate()
    for year, theme, changes, words in (
        (THIS, {"en": "x"}, {}, "has an award already"),
        (THIS + 2, {"en": "x"}, {}, "last, this or next"),
        (THIS - 2, {"en": "x"}, {}, "last, this or next"),
        (THIS + 1, {"de": "x"}, {}, "in English at least"),
        (THIS + 1, {"en": "x"}, {"entries_until": today - timedelta(days=11)}, "cannot be before"),
        (THIS + 1, {"en": "x"}, {"judging_until": today + timedelta(days=10)}, "need time after it"),
    ):
        with pytest.raises(AwardError, match=words):
            verbs.create_award(actor=chief, year=year, theme=theme, **days(**changes))
    assert Award.objects.count() == 1


def test_one_award_is_open_at_a_time_and_none_that_is_over_is_opened():
    chief = coordinator()
    AwardFactory()
    second = AwardFactory(year=THIS + 1, state=AwardState.DRAFT)
    with pytest.raises(AwardError, match="Another award is open"):
        verbs.open_award(second, actor=chief)
    Award.objects.exclude(pk=second.pk).delete()
    Award.objects.filter(pk=second.pk).update(**over())
    with pytest.raises(AwardError, match="last day for entries is over"):
        verbs.open_award(second, actor=chief)


def test_while_it_is_judged_only_the_last_day_for_judges_changes_and_then_nothing():
    award, chief = AwardFactory(), coordinator()
    AwardEntryFactory(award=award)
    judges_of(award, 3)
    judging(award)
    later = timezone.localdate() + timedelta(days=99)
    verbs.change_award(
        award, actor=chief, theme={"en": "Another"}, **days(entries_until=later, judging_until=later)
    )
    award.refresh_from_db()
    assert (award.theme_en, award.judging_until) == ("Who is we?", later)
    assert award.entries_until < later
    Award.objects.update(state=AwardState.ANNOUNCED, announced_at=timezone.now())
    with pytest.raises(AwardError, match="announced"):
        verbs.change_award(award, actor=chief, theme={"en": "x"}, **days())
    with pytest.raises(AwardError, match="announced"):
        verbs.open_award(award, actor=chief)


# Entering ----------------------------------------------------------------------------------------------------------


def test_a_lead_enters_once_in_each_category(member):
    award = AwardFactory()
    entry = entered(award, member, text="Cafe\u0301", title="  A   map ")
    assert (entry.text, entry.title, entry.entered_by, entry.state) == (
        "Café",
        "A map",
        member.user,
        "entered",
    )
    assert len(entry.key) == 12
    assert entered(award, member, text="Café", title="A map").pk == entry.pk  # the form was sent twice
    with pytest.raises(AwardError, match="has entered in this category"):
        entered(award, member, title="Another map")
    assert entered(award, member, category="special").pk != entry.pk
    assert AuditEntry.objects.filter(verb="award_entry.entered").count() == 2


def test_only_leads_of_confirmed_schools_enter_and_only_in_time(member):
    award = AwardFactory()
    teacher = MemberFactory(school=member.school)
    stranger = MemberFactory(role="lead")
    for user in (teacher.user, stranger.user, coordinator()):
        with pytest.raises(AwardError, match="Only leads"):
            verbs.enter(award, member.school, actor=user, **given())
    for state in (AwardState.DRAFT, AwardState.JUDGING):
        started = timezone.now() if state == AwardState.JUDGING else None
        Award.objects.update(state=state, started_at=started)
        with pytest.raises(AwardError, match="no entries today"):
            entered(award, member)
    Award.objects.update(state=AwardState.OPEN, started_at=None, **over())
    with pytest.raises(AwardError, match="no entries today"):
        entered(award, member)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Award.objects.update(**days(entries_from=tomorrow))
    with pytest.raises(AwardError, match="no entries today"):
        entered(award, member)
    Award.objects.update(**days())
    member.school.state = SchoolState.NEW
    member.school.save()
    with pytest.raises(AwardError, match="has to confirm"):
        entered(award, member)
    member.school.state = SchoolState.CLOSED
    member.school.save()
    with pytest.raises(AwardError, match="Only leads"):
        entered(award, member)
    assert not AwardEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "  "}, "give a title"),
        ({"text": "\n"}, "give a title"),
        ({"text": "x" * 4001}, "longer than 4000"),
        ({"language": "xx"}, "choose the language"),
        ({"pupils": 0}, "how many pupils"),
        ({"pupils": 1000}, "how many pupils"),
        ({"category": "grown-ups"}, "choose a category"),
    ],
)
def test_what_is_missing_is_said(member, changes, words):
    with pytest.raises(AwardError, match=words):
        entered(AwardFactory(), member, **changes)
    assert not AwardEntry.objects.exists()


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("title", "What the LINDEN SCHOOL made"),
        ("text", "We of the Linden-School asked."),
        ("text", "We asked in wolkenau."),
        ("text", "The people of Wolkenauer Straße"),
        ("text", "Write to us: hello@linden.example.org"),
        ("text", "See https://www.linden-school.example.org/map"),
        ("text", "Wol\u200bkenau"),
        ("picture_alt", "The market of Wólkenau"),
    ],
)
def test_whose_it_is_stands_nowhere(member, where, words):
    """Judging is blind."""
    school = member.school
    school.email_domain, school.website = "linden.example.org", "https://www.linden-school.example.org/"
    school.save()
    changes = {where: words} | ({"picture": picture()} if where == "picture_alt" else {})
    with pytest.raises(AwardError, match="Judges must not know whose entry it is"):
        entered(AwardFactory(), member, **changes)
    assert not AwardEntry.objects.exists()


def test_a_short_name_is_found_as_a_word_alone():
    school = SchoolFactory(name="Ost", town=TownFactory(name="Linz"))
    assert names_in(["We live in Linz."], school) == "Linz"
    assert names_in(["In the province, in Osteuropa, linzertorte"], school) == ""


def test_a_lead_changes_an_entry_while_schools_may_enter(member):
    award = AwardFactory()
    entry = entered(award, member)
    colleague = MemberFactory(school=member.school, role="lead").user
    values = {name: value for name, value in given(title="Two maps").items() if name != "category"}
    verbs.change_entry(entry, actor=colleague, may_be_named=True, **values)
    entry.refresh_from_db()
    assert (entry.title, entry.may_be_named, entry.entered_by) == ("Two maps", True, member.user)
    with pytest.raises(AwardError, match="whose entry"):
        verbs.change_entry(entry, actor=colleague, **values | {"text": "In Wolkenau"})
    with pytest.raises(AwardError, match="Only leads"):
        verbs.change_entry(entry, actor=MemberFactory(role="lead").user, **values)
    Award.objects.update(**over())
    with pytest.raises(AwardError, match="no entries today"):
        verbs.change_entry(entry, actor=colleague, **values)


def test_an_entry_is_taken_back_until_the_announcement_and_may_be_entered_anew(
    member, storage, django_capture_on_commit_callbacks
):
    award = AwardFactory()
    entry = entered(award, member, picture=picture(), picture_alt="A wall with maps")
    with django_capture_on_commit_callbacks(execute=True):
        verbs.withdraw_entry(entry, actor=member.user)
    assert verbs.withdraw_entry(entry, actor=member.user).state == EntryState.WITHDRAWN
    assert files_in(storage) == []
    values = {name: value for name, value in given().items() if name != "category"}
    with pytest.raises(AwardError, match="was taken back"):
        verbs.change_entry(entry, actor=member.user, **values)
    again = entered(award, member)
    judges_of(award, 3)
    judging(award)
    with pytest.raises(AwardError, match="Only leads"):
        verbs.withdraw_entry(again, actor=MemberFactory(school=member.school).user)
    verbs.withdraw_entry(again, actor=member.user)
    assert not AwardScore.objects.exists()
    Award.objects.update(state=AwardState.ANNOUNCED, announced_at=timezone.now())
    AwardEntry.objects.filter(pk=again.pk).update(state=EntryState.ENTERED)
    with pytest.raises(AwardError, match="announced"):
        verbs.withdraw_entry(again, actor=member.user)


def test_a_school_does_not_enter_and_take_back_without_end(member, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_TRIES", 2)
    award = AwardFactory()
    for _time in range(2):
        verbs.withdraw_entry(entered(award, member), actor=member.user)
    with pytest.raises(AwardError, match="very often"):
        entered(award, member)


def test_a_lead_says_at_any_time_whether_the_school_is_named(member):
    entry = entered(AwardFactory(), member)
    Award.objects.update(state=AwardState.ANNOUNCED, started_at=timezone.now(), announced_at=timezone.now())
    assert verbs.name_school(entry, actor=member.user, may=True).may_be_named is True
    assert verbs.name_school(entry, actor=member.user, may=False).may_be_named is False
    with pytest.raises(AwardError, match="Only leads"):
        verbs.name_school(entry, actor=MemberFactory(school=member.school).user, may=True)
    assert AuditEntry.objects.filter(verb__in=["award_entry.named", "award_entry.unnamed"]).count() == 2


# Pictures ----------------------------------------------------------------------------------------------------------


def test_a_picture_is_encoded_anew_under_a_name_of_chance(member, storage):
    entry = entered(
        AwardFactory(), member, picture=picture("linden-school-wolkenau.jpg"), picture_alt="A wall with maps"
    )
    assert entry.picture.name.startswith("award/")
    assert "linden" not in entry.picture.name.lower()
    with default_storage.open(entry.picture.name) as file:
        kept = Pillow.open(file)
        assert dict(kept.getexif()) == {}
        assert {"exif", "comment", "xmp"} & set(kept.info) == set()


def test_a_picture_is_described_changed_and_removed(member, storage, django_capture_on_commit_callbacks):
    award = AwardFactory()
    with pytest.raises(AwardError, match="what the picture shows"):
        entered(award, member, picture=picture())
    assert files_in(storage) == []
    entry = entered(award, member, picture=picture(), picture_alt="A wall with maps")
    first = entry.picture.name
    values = {name: value for name, value in given().items() if name != "category"}
    with django_capture_on_commit_callbacks(execute=True):
        verbs.change_entry(entry, actor=member.user, picture=picture(), picture_alt="Another wall", **values)
    entry.refresh_from_db()
    assert entry.picture.name != first
    assert files_in(storage) == [entry.picture.name]
    with django_capture_on_commit_callbacks(execute=True):
        verbs.change_entry(entry, actor=member.user, picture_alt="x", remove_picture=True, **values)
    entry.refresh_from_db()
    assert (entry.picture.name, entry.picture_alt, files_in(storage)) == ("", "", [])


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b""])
def test_what_is_no_picture_is_not_taken(member, storage, content):
    with pytest.raises(AwardError):
        entered(AwardFactory(), member, picture=SimpleUploadedFile("a.png", content), picture_alt="A wall")
    assert files_in(storage) == []
    assert not AwardEntry.objects.exists()


def test_a_picture_that_is_too_large_is_not_taken(member, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_BYTES", 100)
    with pytest.raises(AwardError, match="larger than"):
        entered(AwardFactory(), member, picture=picture(), picture_alt="A wall")


# What the database keeps -------------------------------------------------------------------------------------------


def test_the_database_refuses_what_cannot_be():
    award = AwardFactory()
    entry = AwardEntryFactory(award=award)
    (judge,) = judges_of(award, 1)
    today = timezone.localdate()
    for name, deed in (
        (
            "an_award_takes_entries_then_is_judged",
            lambda: Award.objects.update(judging_until=today - timedelta(99)),
        ),
        ("an_award_was_announced_at_some_time", lambda: Award.objects.update(announced_at=timezone.now())),
        ("judging_of_an_award_began_at_some_time", lambda: Award.objects.update(state="judging")),
        ("one_award_is_open_at_a_time", lambda: AwardFactory(year=THIS + 1)),
        ("a_school_enters_once_in_a_category", lambda: AwardEntryFactory(award=award, school=entry.school)),
        ("an_entry_is_by_1_to_999_pupils", lambda: AwardEntryFactory(award=award, pupils=0)),
        ("a_picture_of_an_entry_is_described", lambda: AwardEntry.objects.update(picture="award/a.jpg")),
        ("an_entry_has_points_and_a_place", lambda: AwardEntry.objects.update(points=12)),
        ("an_entry_has_points_and_a_place", lambda: AwardEntry.objects.update(points=61, place=1)),
        (
            "a_score_is_whole_or_not_given",
            lambda: AwardScore.objects.create(entry=entry, judge=judge, idea=3),
        ),
        (
            "a_score_is_whole_or_not_given",
            lambda: AwardScore.objects.create(
                entry=entry, judge=judge, idea=6, truth=1, voice=1, effect=1, scored_at=timezone.now()
            ),
        ),
    ):
        with pytest.raises(IntegrityError) as told, transaction.atomic():
            deed()
        assert name in str(told.value) or "UNIQUE" in str(told.value)
