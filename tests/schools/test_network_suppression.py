"""What is told of people in the network: no view, no file and no two of them tell a sum that is not shown."""

import io
import re
from datetime import timedelta
from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from schools.domain.network import FEWEST_SCHOOLS, PEOPLE, STEP, Cell, rebuild, told, told_of
from schools.domain.queries.network import figures_of, kept
from schools.domain.suppression import FEWEST
from schools.models import Evidence, SchoolMonth, SchoolYear
from schools.views.network import _written
from tests.schools.network_factories import school_in, this_year
from tests.schools.people import coordinator, signed_in

NOW = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


# The rules, as numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Cell(10, 10, 3), 10),
        (Cell(14, 14, 3), 10),
        (Cell(15, 15, 3), 20),
        (Cell(1234, 40, 3), 1230),
        (Cell(9, 9, 3), None),
        (Cell(500, 9.9, 3), None),  # many places, but maybe of nine pupils
        (Cell(5000, 5000, 2), None),
        (Cell(), None),
    ],
)
def test_a_sum_of_people_is_told_in_tens_if_it_comes_from_enough_people_and_schools(cell, shown):
    assert told(cell) == shown


def test_what_is_hidden_is_told_together_or_not_at_all():
    large, small, tiny = Cell(104, 104, 3), Cell(52, 52, 2), Cell(7, 7, 1)
    assert told_of({"AT": large, "DE": small}) == ({"AT": 100, "DE": None}, None, 100)
    assert told_of({"AT": large, "DE": small, "FR": tiny}) == ({"AT": 100, "DE": None, "FR": None}, 60, 160)
    assert told_of({"AT": large, "FR": tiny}) == ({"AT": 100, "FR": None}, None, 100)
    assert told_of({"FR": tiny}) == ({"FR": None}, None, None)
    assert told_of({}) == ({}, None, None)


def test_no_sum_and_no_difference_of_published_figures_is_a_hidden_cell():
    """Each figure is a sum over a set of countries. A cell is safe if no combination of such sets is it alone."""
    random = Random(2026)
    seen = set()
    for _round in range(1000):
        cells = {}
        for code in "ABCDEF"[: random.randint(1, 6)]:
            schools = random.choice((0, 1, 2, 3, 5))
            people = schools and random.randint(schools, 40)
            cells[code] = Cell(people * random.randint(1, 9), people, schools)
        countries, elsewhere, total = told_of(cells)
        shown = [code for code, number in countries.items() if number is not None]
        hidden = [code for code in cells if code not in shown]
        sets = [{code} for code in shown]
        assert [countries[code] for code in shown] == [told(cells[code]) for code in shown]
        if elsewhere is not None:
            sets.append(set(hidden))
            pool = [cells[code] for code in hidden]
            assert sum(cell.schools for cell in pool) >= FEWEST_SCHOOLS
            assert sum(cell.people for cell in pool) >= FEWEST
            assert sum(cell.sum > 0 for cell in pool) >= 2
        if total is not None:
            assert total == sum(countries[code] for code in shown) + (elsewhere or 0)
            sets.append(set().union(*sets))
        seen.add((bool(shown), bool(hidden), elsewhere is not None))
        # It is known openly where there was nothing: such a country hides no other.
        full = [code for code, cell in cells.items() if cell.sum]
        for code in {*hidden} & {*full}:
            assert not _spanned({code}, sets, full)
    assert len(seen) == 5  # shown, hidden, hidden together: all that can be


def _spanned(wanted: set, sets: list[set], codes: list) -> bool:
    """Whether a set is a linear combination of others, as vectors over the codes."""

    def rank(rows: list[list[Fraction]]) -> int:
        rows, done = [row[:] for row in rows], 0
        for column in range(len(codes)):
            found = next((row for row in rows[done:] if row[column]), None)
            if found is None:
                continue
            rows.remove(found)
            rows.insert(done, found)
            for row in rows[done + 1 :]:
                factor = row[column] / found[column]
                row[:] = [one - factor * other for one, other in zip(row, found, strict=True)]
            done += 1
        return done

    vectors = [[Fraction(code in one) for code in codes] for one in sets]
    return rank(vectors) == rank([*vectors, [Fraction(code in wanted) for code in codes]])


# All views and files -------------------------------------------------------------------------------------------------


@pytest.fixture
def network(db, site_tree):
    """A network of two school years: Austria and Germany are shown, France, Italy and Spain are not."""
    site_tree("en")
    random = Random(13)
    for year in (this_year() - 1, this_year()):
        for code, schools, least, most in (
            ("AT", 4, 100, 900), ("DE", 3, 200, 700), ("FR", 2, 1100, 1900), ("IT", 1, 2100, 2900), ("ES", 3, 1, 1),
        ):  # fmt: skip
            for _school in range(schools):
                # In Spain three schools taught a pupil or three: enough schools, but few people.
                places = random.randint(least, most) // STEP * STEP + random.choice((1, 3))
                school_in(
                    code,
                    year=year,
                    lessons=3 if code == "ES" else 4,
                    places=places,
                    teachers=2 if code == "ES" else random.randint(11, 30),
                    trained=[1, 1] if code == "ES" else [random.randint(11, 40)],
                    decided_at=NOW - timedelta(days=90),
                )
    return signed_in(coordinator(factor=True))


def published(client) -> dict[tuple, str]:
    """Return everything that coordinators can see or take away, by what they chose."""
    for year in (this_year() - 1, this_year()):
        rebuild(year, NOW)
    _written.cache_clear()  # all is made at the same time, so that it can be compared
    found = {}
    years = kept()
    for year, country in product(years, years[this_year()]):
        chosen = {"year": year, "country": country}
        shown = client.get("/en/network/", chosen).content.decode()
        found["page", year, country] = shown.partition("<main")[2].partition("</main>")[0]
        found["csv", year, country] = client.get("/en/network/export/csv/", chosen).content.decode()
        book = load_workbook(io.BytesIO(client.get("/en/network/export/xlsx/", chosen).content))
        found["xlsx", year, country] = str(list(book.active.iter_rows(values_only=True)))
    assert len(found) == 2 * 3 * len(years[this_year()])
    assert all(found.values())
    return found


def sums(year: int, code: str) -> SchoolYear:
    """Return the sums of one school of a country."""
    return SchoolYear.objects.filter(year=year, school__town__country__code=code).order_by("pk").first()


def hidden_places(year: int) -> set[int]:
    """Return the places of each school of France and Italy, which are hidden, and of each of the two countries."""
    rows = SchoolYear.objects.filter(year=year).values_list("school__town__country__code", "places")
    found = {code: [places for one, places in rows if one == code] for code in ("FR", "IT")}
    return {places for each in found.values() for places in (*each, sum(each))}


def test_the_seeded_network_shows_and_hides_what_it_should(network):
    published(network)
    page = network.get("/en/network/").context["page"]
    told = {line.name: line.numbers[-len(PEOPLE) :] for line in page.lines}
    assert all(value is not None for name in ("Austria", "Germany") for value in told[name])
    assert [told[name] for name in ("France", "Italy", "Spain")] == [(None, None, None)] * 3
    assert all(value is not None for value in told["Not shown above, together"])
    for place in range(len(PEOPLE)):
        parts = ("Austria", "Germany", "Not shown above, together")
        assert told["All"][place] == sum(told[name][place] for name in parts)
    assert all(value is None or value % STEP == 0 for numbers in told.values() for value in numbers)


def test_no_figure_and_no_difference_of_any_two_is_a_hidden_sum(network):
    everything = published(network)
    hidden = hidden_places(this_year() - 1) | hidden_places(this_year())
    assert len(hidden) == 8  # in two years: two schools and their sum, and one school
    # What can be read: of drawings the words, not where they stand.
    read = [re.sub(r"<[^>]*>", " ", text) for text in everything.values()]
    numbers = {
        int(found.replace(",", "")) for text in read for found in re.findall(r"\d{1,3}(?:,\d{3})+|\d+", text)
    }
    told = {
        value
        for year in (this_year() - 1, this_year())
        for value in figures_of(year).figures["people"].values()
    }
    assert told < numbers
    assert not hidden & numbers
    for one, other in combinations(numbers, 2):
        assert abs(other - one) not in hidden
        assert one + other not in hidden


def test_people_who_are_hidden_can_be_others_and_every_byte_stays_the_same(network):
    """Moved from one hidden country to another, everything that is published stays as it is: so neither can be had."""
    before = published(network)
    for year in (this_year() - 1, this_year()):
        french, italian = sums(year, "FR"), sums(year, "IT")
        for name, moved in (("places", 137), ("teachers", 4)):
            setattr(french, name, getattr(french, name) + moved)
            setattr(italian, name, getattr(italian, name) - moved)
        french.save()
        italian.save()
        for row, moved in ((french, 3), (italian, -3)):
            training = Evidence.objects.get(school=row.school)
            Evidence.objects.filter(pk=training.pk).update(people=training.people + moved)
            SchoolMonth.objects.filter(school=row.school).update(places=row.places)
    assert published(network) == before


@pytest.mark.parametrize(("places", "teachers", "people"), [(0, 0, 1), (4, 9, 5), (9999, 99, 999)])
def test_where_the_others_are_too_few_even_together_nothing_depends_on_them(
    db, site_tree, places, teachers, people
):
    site_tree("en")
    client = signed_in(coordinator(factor=True))
    for code in ("AT", "AT", "AT", "FR", "IT"):
        confirmed = NOW - timedelta(days=90)
        school_in(code, lessons=4, places=100, teachers=12, trained=[15], decided_at=confirmed)
    before = published(client)
    SchoolYear.objects.filter(pk=sums(this_year(), "FR").pk).update(places=places, teachers=teachers)
    Evidence.objects.filter(school__town__country__code="FR").update(people=people)
    assert published(client) == before
    total = dict(client.get("/en/network/").context["page"].facts)
    assert total["Places of pupils in sessions"] == 300


def test_people_are_told_by_no_month_no_language_no_level_and_no_depth(network):
    published(network)
    page = network.get("/en/network/").context["page"]
    assert {chart.series for chart in page.charts} == {("Schools",), ("Sessions",)}
