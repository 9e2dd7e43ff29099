"""The public wall of schools."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.cache import stamps
from schools.domain.queries.wall import MAP_WIDTH, STAMP, dots, note_what_ran_out, on_wall
from schools.enums import SchoolState
from schools.models import Recognition, School
from tests.schools.factories import SchoolFactory, TownFactory
from tests.schools.overview_factories import granted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "ar")


def shown(**fields) -> School:
    """A school that is recognised and wants to be seen."""
    school = SchoolFactory(on_wall=True, **fields)
    granted(school)
    return school


def test_a_wall_without_schools_says_so(client, tree):
    answer = client.get("/en/schools/")
    assert answer.status_code == 200
    assert "No school is on the wall yet" in answer.content.decode()


def test_a_recognised_school_whose_lead_wants_it_stands_there_with_its_certificate(client, tree):
    school = SchoolFactory(name="School <at> the Bridge", on_wall=True)
    one = granted(school, level=2)
    page = client.get("/en/schools/").content.decode()
    assert "School &lt;at&gt; the Bridge" in page
    assert "Austria" in page
    assert school.town.name in page
    assert "Practising" in page
    assert f'href="/credentials/{one.key}/"' in page


@pytest.mark.parametrize(
    "fields",
    [
        {"on_wall": False},
        {"on_wall": True, "state": SchoolState.NEW},
        {"on_wall": True, "state": SchoolState.CLOSED},
    ],
)
def test_a_school_that_does_not_want_it_or_is_not_confirmed_is_not_there(tree, fields):
    granted(SchoolFactory(**fields))
    assert on_wall() == []


def test_a_school_without_a_recognition_that_stands_is_not_there(tree):
    SchoolFactory(on_wall=True)
    granted(SchoolFactory(on_wall=True), since_days=800)
    assert on_wall() == []


def test_a_school_stands_there_once_with_its_highest_level(tree):
    school = SchoolFactory(on_wall=True)
    for level in (1, 3, 2):
        granted(school, level=level)
    assert [one.level for one in on_wall()] == [3]


def test_schools_are_sorted_by_country_town_and_name(tree):
    town, other = TownFactory(name="Linz"), TownFactory(name="Graz")
    for name, place in (("B", town), ("a", town), ("Z", other)):
        shown(name=name, town=place)
    assert [one.name for one in on_wall()] == ["Z", "a", "B"]


def test_the_wall_is_the_same_for_everybody_and_kept_until_something_on_it_changes(
    client, tree, settings, django_assert_num_queries
):
    """CASES 55."""
    settings.PAGE_CACHE = True
    school = shown(name="Linden School")
    first = client.get("/en/schools/")
    assert not first.cookies
    assert "public" in first["Cache-Control"]
    with django_assert_num_queries(0):
        assert client.get("/en/schools/").content == first.content
    school.on_wall = False
    school.save()
    assert "Linden School" not in client.get("/en/schools/").content.decode()


def test_a_recognition_that_is_revoked_is_gone_from_the_wall_at_once(client, tree, settings):
    settings.PAGE_CACHE = True
    school = shown(name="Linden School")
    assert "Linden School" in client.get("/en/schools/").content.decode()
    recognition = Recognition.objects.get(school=school)
    recognition.state = "revoked"
    recognition.save()
    assert "Linden School" not in client.get("/en/schools/").content.decode()


def test_the_worker_takes_down_what_ran_out(client, tree, settings):
    settings.PAGE_CACHE = True
    school = shown(name="Linden School")
    assert "Linden School" in client.get("/en/schools/").content.decode()
    Recognition.objects.update(expires_at=timezone.now() - timedelta(minutes=5))
    note_what_ran_out()
    assert "Linden School" not in client.get("/en/schools/").content.decode()
    before = stamps.versions([STAMP])
    school.recognitions.all().delete()  # which is noticed as well
    assert stamps.versions([STAMP]) != before
    before = stamps.versions([STAMP])
    note_what_ran_out()
    assert stamps.versions([STAMP]) == before


def test_the_wall_takes_as_many_queries_for_three_schools_as_for_one(
    client, tree, settings, django_assert_max_num_queries
):
    settings.PAGE_CACHE = False
    shown()
    client.get("/en/schools/")  # what is kept in memory is there now
    with django_assert_max_num_queries(1):
        client.get("/en/schools/")
    shown()
    shown()
    with django_assert_max_num_queries(1):
        client.get("/en/schools/")


def test_a_page_that_is_none_is_the_last_one(client, tree):
    """CASES 81."""
    shown()
    assert client.get("/en/schools/?page=1000000000").status_code == 200


def test_countries_are_named_in_the_reader_s_language(client, tree):
    shown()
    assert "النمسا" in client.get("/ar/schools/").content.decode()


def test_towns_are_dots_north_at_the_top_and_east_at_the_right(tree):
    vienna = TownFactory(latitude="48.2", longitude="16.4")
    linz = TownFactory(latitude="48.3", longitude="14.3")
    for town in (vienna, vienna, linz, TownFactory()):
        shown(town=town)
    drawn, height = dots(on_wall())
    by_town = {one.town: one for one in drawn}
    assert len(drawn) == 2
    assert by_town[vienna.name].schools == 2
    assert by_town[vienna.name].x > by_town[linz.name].x
    assert by_town[vienna.name].y > by_town[linz.name].y
    assert all(0 < one.x < MAP_WIDTH and 0 < one.y < height for one in drawn)


def test_names_of_towns_on_the_map_cover_neither_one_another_nor_its_edge(tree):
    for name, latitude, longitude in (
        ("Satulinna", 60, 25),
        ("Sonnwendthal", 48.2, 16.4),
        ("Wolkenau", 48, 15.9),
    ):
        shown(town=TownFactory(name=name, latitude=str(latitude), longitude=str(longitude)))
    by_town = {one.town: one for one in dots(on_wall())[0]}
    assert by_town["Satulinna"].before  # it lies at the right edge
    assert by_town["Sonnwendthal"].before != by_town["Wolkenau"].before or None in (
        by_town["Sonnwendthal"].named_at,
        by_town["Wolkenau"].named_at,
    )


def test_one_town_makes_no_map(client, tree):
    shown(town=TownFactory(latitude="48.2", longitude="16.4"))
    assert dots(on_wall()) == ([], 0)
    assert "<circle" not in client.get("/en/schools/").content.decode().split("<main")[1].split("<footer")[0]


def test_the_address_cannot_be_taken_by_a_page(tree):
    from cms.validators import slug_problem

    assert slug_problem("schools", tree["en"].home)
    assert slug_problem("school", tree["en"].home)
    assert slug_problem("network", tree["en"].home)
