"""Schools: registered, changed, confirmed, closed."""

from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.accounts.passwords import NamesValidator
from cms.models import AuditEntry, Country
from schools.domain import schools as verbs
from schools.domain.domains import domains_of, free_mail
from schools.domain.schools import SchoolError
from schools.enums import SchoolState
from schools.models import Membership, School, Town
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person
from tests.schools.people import coordinator, signed_in

pytestmark = pytest.mark.django_db

FILLED_IN = {
    "name": "School by the River",
    "country": "AT",
    "town": "Lindenau",
    "stage": "lower_secondary",
    "size": "from_300",
    "staff": "40",
    "year_groups": "4",
    "language": "de",
    "website": "https://river.example.org/",
}
SETTINGS = {
    "stage": "primary", "size": "under_100", "staff": 9, "year_groups": 3, "language": "fr", "website": "",
    "email_domain": "", "on_wall": True,
}  # fmt: skip


def registered(actor, **values) -> School:
    given = {
        "name": "School by the River", "town": "Lindenau", "stage": "lower_secondary", "size": "from_300", "staff": 40,
        "year_groups": 4, "language": "en",
    }  # fmt: skip
    return verbs.register_school(actor=actor, country=Country.objects.get(code="AT"), **given | values)


@pytest.fixture
def teacher():
    return person("teacher@river.example.org")


def test_a_school_works_at_once_and_is_led_by_whoever_registered_it(client, site_tree, teacher):
    site_tree("en")
    client.force_login(teacher)
    answer = client.post("/en/school/register/", FILLED_IN)
    school = School.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/school/{school.key}/")
    assert (school.state, school.name, school.town.name, school.town.country.code) == (
        "new", "School by the River", "Lindenau", "AT",
    )  # fmt: skip
    assert (school.staff, school.year_groups, school.language) == (40, 4, "de")
    assert list(school.memberships.values_list("user", "role", "until")) == [(teacher.pk, "lead", None)]
    assert AuditEntry.objects.get(verb="school.registered").actor == teacher


def test_a_form_that_is_sent_twice_registers_one_school(client, site_tree, teacher):
    site_tree("en")
    client.force_login(teacher)
    answers = [client.post("/en/school/register/", FILLED_IN) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert (School.objects.count(), Membership.objects.count(), Town.objects.count()) == (1, 1, 1)


def test_what_a_form_does_not_have_changes_nothing(client, site_tree, teacher):
    """Case 10."""
    site_tree("en")
    other = SchoolFactory()
    client.force_login(teacher)
    extra = {
        "role": "lead", "school": other.key, "is_staff": "on", "state": "confirmed", "is_sample": "on", "on_wall": "on",
        "email_domain": "example.org", "registered_by": "1", "key": other.key, "decided_at": "2020-01-01",
    }  # fmt: skip
    client.post("/en/school/register/", FILLED_IN | extra)
    school = School.objects.get(name="School by the River")
    assert (school.state, school.is_sample, school.on_wall, school.email_domain) == ("new", False, False, "")
    assert (school.registered_by, school.decided_at) == (teacher, None)
    teacher.refresh_from_db()
    assert not teacher.is_staff
    assert not Membership.objects.filter(school=other).exists()
    settings = SETTINGS | {"email_domain": "", "do": "change", "name": "Hidden", "town": other.town_id}
    client.post(f"/en/school/{school.key}/settings/", settings | {**extra, "email_domain": ""})
    school.refresh_from_db()
    assert (school.state, school.name, school.stage) == ("new", "School by the River", "primary")
    assert (school.is_sample, school.registered_by) == (False, teacher)


def test_bad_input_gives_sentences_and_loses_nothing(client, site_tree, teacher):
    site_tree("en")
    client.force_login(teacher)
    wrong = {
        "staff": "-3", "year_groups": "99", "country": "XX", "stage": "nursery", "latitude": "abc", "longitude": "500",
    }  # fmt: skip
    page = client.post("/en/school/register/", FILLED_IN | wrong).content.decode()
    assert "School by the River" in page
    assert page.count('aria-invalid="true"') == 6
    assert "Please give a number between −90 and 90." in page
    page = client.post("/en/school/register/", FILLED_IN | {"latitude": "48,2"}).content.decode()
    assert "Please give both coordinates of the town, or none." in page
    assert not School.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (("48.2082", "16.3738"), ("48.2", "16.4")),
        (("48,2082", "16,3738"), ("48.2", "16.4")),
        (("٤٨٫٢", "−16.4"), ("48.2", "-16.4")),
    ],
)
def test_coordinates_are_of_the_town_and_never_of_the_house(client, site_tree, teacher, written, kept):
    site_tree("en")
    client.force_login(teacher)
    page = client.get("/en/school/register/").content.decode()
    assert "We mean the town and never the house" in page
    client.post("/en/school/register/", FILLED_IN | {"latitude": written[0], "longitude": written[1]})
    town = Town.objects.get()
    assert (town.latitude, town.longitude) == (Decimal(kept[0]), Decimal(kept[1]))


def test_a_town_that_is_known_keeps_its_coordinates(teacher):
    known = TownFactory(name="Lindenau", latitude="50.1", longitude="8.7")
    bare = TownFactory(name="Altdorf")
    assert registered(teacher, town=" lindenau ", latitude=Decimal(1), longitude=Decimal(2)).town == known
    assert registered(teacher, town="Altdorf", latitude=Decimal(1), longitude=Decimal(2)).town == bare
    known.refresh_from_db()
    bare.refresh_from_db()
    assert (known.latitude, known.longitude) == (Decimal("50.1"), Decimal("8.7"))
    assert (bare.latitude, bare.longitude) == (Decimal("1.0"), Decimal("2.0"))


def test_a_school_is_known_once_in_a_town(teacher):
    registered(teacher)
    other = person()
    with pytest.raises(SchoolError, match="for an invitation"):
        registered(other, name=" SCHOOL by the  river ")
    registered(other, town="Another town")
    town = Town.objects.get(name="Lindenau")
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolFactory(name="school by the river", town=town)


def test_two_schools_of_one_person_wait_at_most(teacher):
    first = registered(teacher, name="One")
    registered(teacher, name="Two")
    with pytest.raises(SchoolError, match="not confirmed yet"):
        registered(teacher, name="Three")
    verbs.confirm_school(first, actor=coordinator())
    registered(teacher, name="Three")
    assert School.objects.count() == 3


def test_a_closed_school_leaves_its_name_and_domain_to_another(teacher):
    school = registered(teacher)
    School.objects.update(email_domain="river.example.org")
    by = coordinator()
    verbs.close_school(school, actor=by, reasons="It is none.")
    again = registered(teacher)
    verbs.change_school(again, actor=teacher, **SETTINGS | {"email_domain": "river.example.org"})
    assert again.pk != school.pk
    with pytest.raises(SchoolError, match="another school of this name"):
        verbs.reopen_school(school, actor=by)
    verbs.rename_school(again, actor=teacher, name="River School")
    assert verbs.reopen_school(school, actor=by).email_domain == ""


def test_a_lead_changes_what_the_school_says_of_itself(client, site_tree, teacher):
    site_tree("en")
    school = registered(teacher)
    client.force_login(teacher)
    values = {name: value for name, value in SETTINGS.items() if value} | {
        "email_domain": "river.example.org"
    }
    answer = client.post(f"/en/school/{school.key}/settings/", values | {"do": "change"})
    assert answer.status_code == 302
    school.refresh_from_db()
    assert (school.stage, school.staff, school.year_groups, school.language) == ("primary", 9, 3, "fr")
    assert (school.on_wall, school.email_domain, school.website) == (True, "river.example.org", "")
    page = client.post(f"/en/school/{school.key}/settings/", values | {"do": "change", "staff": "0"})
    assert "Please look at this again" in page.content.decode()
    assert client.post(f"/en/school/{school.key}/settings/", {"do": "close"}).status_code == 404


def test_only_a_lead_changes_it(client, site_tree):
    site_tree("en")
    member = MemberFactory()
    with pytest.raises(SchoolError, match="Only leads"):
        verbs.change_school(member.school, actor=member.user, **SETTINGS)
    client.force_login(member.user)
    assert client.get(f"/en/school/{member.school.key}/settings/").status_code == 404


@pytest.mark.parametrize(
    "domain", ["gmail.com", "elsewhere.example.org", "example.org", "RIVER.example.org@gmail.com"]
)
def test_a_domain_is_one_of_the_leads_own_and_of_no_public_mail_provider(teacher, domain):
    school = registered(teacher)
    EmailAddress.objects.create(user=teacher, email="teacher@gmail.com", verified=True)
    EmailAddress.objects.create(user=teacher, email="teacher@elsewhere.example.org", verified=False)
    with pytest.raises(SchoolError, match="has to be the domain"):
        verbs.change_school(school, actor=teacher, **SETTINGS | {"email_domain": domain})
    assert domains_of(teacher) == {"river.example.org"}


def test_a_domain_leads_to_one_school(teacher):
    first, second = registered(teacher), registered(teacher, name="Another")
    verbs.change_school(first, actor=teacher, **SETTINGS | {"email_domain": "River.example.org"})
    with pytest.raises(SchoolError, match="Another school has this domain"):
        verbs.change_school(second, actor=teacher, **SETTINGS | {"email_domain": "river.example.org"})
    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.filter(pk=second.pk).update(email_domain="river.example.org")


def test_what_a_school_has_as_domain_may_stay_when_another_lead_saves(teacher):
    school = registered(teacher)
    verbs.change_school(school, actor=teacher, **SETTINGS | {"email_domain": "river.example.org"})
    other = MemberFactory(school=school, role="lead").user
    kept = verbs.change_school(school, actor=other, **SETTINGS | {"email_domain": "river.example.org"})
    assert kept.email_domain == "river.example.org"


def test_public_mail_providers_are_domains_in_small_letters():
    assert len(free_mail()) >= 60
    assert {"gmail.com", "gmx.at", "ukr.net", "laposte.net"} <= free_mail()
    assert all(one == one.lower() and "." in one and " " not in one for one in free_mail())


def test_the_name_is_put_right_by_a_lead_until_it_is_confirmed_and_by_a_coordinator_later(teacher):
    school, by = registered(teacher), coordinator()
    verbs.rename_school(school, actor=teacher, name="River School")
    verbs.confirm_school(school, actor=by)
    with pytest.raises(SchoolError, match="by a coordinator"):
        verbs.rename_school(school, actor=teacher, name="Royal River School")
    assert verbs.rename_school(school, actor=by, name="School on the River").name == "School on the River"
    assert AuditEntry.objects.filter(verb="school.renamed").count() == 2


def test_a_lead_corrects_name_and_town_in_the_settings_until_it_is_confirmed(client, site_tree, teacher):
    site_tree("en")
    school = registered(teacher)
    client.force_login(teacher)
    address = f"/en/school/{school.key}/settings/"
    assert "you can put its name and its town right yourself" in client.get(address).content.decode()
    client.post(address, {"do": "rename", "name": "River School"})
    client.post(address, {"do": "move", "country": "DE", "town": "Lindau"})
    school.refresh_from_db()
    assert (school.name, school.town.name, school.town.country.code) == ("River School", "Lindau", "DE")
    entry = AuditEntry.objects.get(verb="school.moved")
    assert (entry.actor, entry.details["before"]) == (teacher, "Lindenau, AT")
    page = client.post(address, {"do": "move", "country": "DE", "town": ""}).content.decode()
    assert "This field is required." in page
    verbs.confirm_school(school, actor=coordinator())
    page = client.get(address).content.decode()
    assert 'value="move"' not in page
    assert "Write to a coordinator" in page
    page = client.post(address, {"do": "move", "country": "AT", "town": "Graz"}).content.decode()
    assert "The town of a confirmed school is changed by a coordinator." in page
    page = client.post(address, {"do": "rename", "name": "Royal River School"}).content.decode()
    assert "The name of a confirmed school is changed by a coordinator." in page
    school.refresh_from_db()
    assert (school.name, school.town.name) == ("River School", "Lindau")


def test_a_teacher_corrects_neither_name_nor_town(teacher):
    school = registered(teacher)
    colleague = MemberFactory(school=school).user
    with pytest.raises(SchoolError, match="by a coordinator"):
        verbs.move_school(school, actor=colleague, country=school.town.country, town="Lindau")
    with pytest.raises(SchoolError, match="by a coordinator"):
        verbs.rename_school(school, actor=colleague, name="River School")


def test_leads_are_told_when_their_school_is_confirmed_closed_and_open_again(
    teacher, mailoutbox, django_capture_on_commit_callbacks
):
    school, by = registered(teacher), coordinator()
    MemberFactory(school=school)
    other = MemberFactory(school=school, role="lead", user=person(language="uk")).user
    with django_capture_on_commit_callbacks(execute=True):
        verbs.confirm_school(school, actor=by)
        verbs.close_school(school, actor=by, reasons="It moved.")
        verbs.reopen_school(school, actor=by)
    told = [(letter.to[0], letter.subject) for letter in mailoutbox]
    assert sorted(told[:2]) == sorted((one.email, told[i][1]) for i, one in enumerate([teacher, other]))
    assert [subject for to, subject in told if to == teacher.email] == [
        "School by the River is confirmed",
        "School by the River was closed",
        "School by the River is open again",
    ]
    closed = next(letter for letter in mailoutbox if "was closed" in letter.subject)
    assert "It moved." in closed.body
    assert {to for to, _subject in told} == {teacher.email, other.email}
    verbs_kept = AuditEntry.objects.filter(actor=by).values_list("verb", flat=True)
    assert sorted(verbs_kept) == ["school.closed", "school.confirmed", "school.reopened"]


def test_a_closed_school_is_shut_for_everybody_and_on_no_wall(client, site_tree, teacher):
    site_tree("en")
    school = registered(teacher)
    School.objects.update(on_wall=True)
    verbs.close_school(school, actor=coordinator(), reasons="It is none.\nPlease register the real one.")
    school.refresh_from_db()
    assert (school.state, school.on_wall) == (SchoolState.CLOSED, False)
    client.force_login(teacher)
    for path in ("", "members/", "settings/", "classrooms/"):
        assert client.get(f"/en/school/{school.key}/{path}").status_code == 404
    page = client.get("/en/school/").content.decode()
    assert "Please register the real one." in page
    assert f"/en/school/{school.key}/" not in page


def test_nobody_decides_about_her_own_school():
    """Case 18."""
    by = coordinator()
    own = registered(by)
    member_of = MemberFactory(user=by).school
    School.objects.filter(pk=member_of.pk).update(state="new", decided_at=None)
    for school in (own, member_of):
        for verb in (
            lambda school=school: verbs.confirm_school(school, actor=by),
            lambda school=school: verbs.close_school(school, actor=by, reasons="Because."),
        ):
            with pytest.raises(SchoolError, match="You belong to this school"):
                verb()


def test_only_coordinators_decide_and_only_once(teacher):
    school, by = registered(teacher), coordinator()
    with pytest.raises(SchoolError, match="Only coordinators"):
        verbs.confirm_school(school, actor=person())
    with pytest.raises(SchoolError, match="your reasons"):
        verbs.close_school(school, actor=by, reasons="  ")
    verbs.confirm_school(school, actor=by)
    with pytest.raises(SchoolError, match="meanwhile"):
        verbs.confirm_school(school, actor=by)
    assert school.memberships.count() == 1


def test_a_password_holds_no_name_of_ones_school(teacher):
    """Case 3."""
    registered(teacher)
    with pytest.raises(ValidationError, match="your school's"):
        NamesValidator().validate("i love school by the river!", teacher)
    NamesValidator().validate("i love school by the river!", person())


def test_the_empty_page_says_what_one_gets(client, site_tree):
    site_tree("en", "ar")
    client.force_login(person())
    page = client.get("/en/school/").content.decode()
    assert "how far your whole school has come" in page
    assert "/en/school/register/" in page
    assert "/en/network/" not in page
    assert client.get("/ar/school/").status_code == 200


def test_the_list_of_ones_schools_costs_no_more_with_three(client, site_tree, django_assert_max_num_queries):
    site_tree("en")
    teacher = person()
    MemberFactory(user=teacher)
    client.force_login(teacher)
    client.get("/en/school/")
    with django_assert_max_num_queries(14) as one:
        client.get("/en/school/")
    for state in ("new", "closed"):
        MemberFactory(user=teacher, school=SchoolFactory(state=state))
    with django_assert_max_num_queries(len(one)):
        page = client.get("/en/school/").content.decode()
    assert page.count("entry__title") == 3


def test_a_coordinator_without_a_second_factor_sees_only_where_it_is_set_up(client, site_tree):
    """Case 8."""
    site_tree("en")
    client.force_login(coordinator())
    for path in ("/en/school/", "/en/network/schools/", "/en/teach/"):
        answer = client.get(path)
        assert (answer.status_code, "totp/activate" in answer["Location"]) == (302, True)
    assert signed_in(coordinator(factor=True)).get("/en/network/schools/").status_code == 200
