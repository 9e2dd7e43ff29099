"""Nobody's answer can be worked out of anything that is published of a self-assessment.

The test of the promise changes what those answered who are not shown, and finds every published byte as it was: then no
pair of views, files or rounds tells the one from the other, whatever is subtracted from whatever.
"""

import io
import random
import re
import zipfile
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schools import downloads
from schools.domain import rounds
from schools.domain.queries.rounds import last_results, results_of
from schools.domain.suppression import FEWEST, STAFF, partition, published, score, told
from schools.enums import SchoolRole, VoiceGroup
from schools.models import Round
from tests.schools.factories import MemberFactory
from tests.schools.round_factories import codes, opened

GROUPS = VoiceGroup.values
INDICATORS = ["a", "b", "c", "d", "e", "f"]


# Pure -------------------------------------------------------------------------------------------------------------


@st.composite
def answered(draw):
    """Voices of groups of 0 to 40, each with some of six indicators."""
    sizes = draw(st.fixed_dictionaries({group: st.integers(0, 40) for group in GROUPS}))
    chance = random.Random(draw(st.integers(0, 10**6)))
    share = draw(st.sampled_from([0.2, 0.5, 0.9, 1]))
    return [
        (group, {code: chance.randint(1, 4) for code in INDICATORS if chance.random() < share})
        for group, size in sizes.items()
        for _voice in range(size)
    ]


def hidden_answers(voices):
    """Return (place, code) of all answers that go into no published cell."""
    sizes = {group: sum(one == group for one, _answers in voices) for group in GROUPS}
    shown = {group: part for part, groups in partition(sizes).items() for group in groups}
    cells = published(voices, INDICATORS)["cells"]
    return [
        (place, code)
        for place, (group, answers) in enumerate(voices)
        for code in answers
        if shown.get(group) not in cells.get(code, {})
    ]


@given(answered(), st.randoms(use_true_random=False))
def test_whatever_is_hidden_changes_nothing_that_is_published(voices, chance):
    """For each hidden answer there are other ones with the same published figures: so none can be worked out."""
    hidden = hidden_answers(voices)
    before = published(voices, INDICATORS)
    for replaced in (
        lambda _level: 1,
        lambda _level: 4,
        lambda level: 5 - level,
        lambda _level: chance.randint(1, 4),
    ):
        others = [(group, dict(answers)) for group, answers in voices]
        for place, code in hidden:
            others[place][1][code] = replaced(others[place][1][code])
        assert published(others, INDICATORS) == before


@given(answered())
def test_no_figure_stands_for_fewer_than_ten_people(voices):
    found = published(voices, INDICATORS)
    groups_of = {STAFF: {"leaders", "teachers"}} | {group: {group} for group in GROUPS}
    for code, cells in found["cells"].items():
        for part, (mean, people, agreement) in cells.items():
            levels = [
                answers[code] for group, answers in voices if group in groups_of[part] and code in answers
            ]
            assert len(levels) >= FEWEST
            assert people <= len(levels)
            assert people % 5 == 0
            assert round(mean * 10) == pytest.approx(mean * 10)
            assert round(agreement * 10) == pytest.approx(agreement * 10)
    assert all(people >= FEWEST and people % 5 == 0 for people in found["groups"].values())


@given(answered())
@settings(max_examples=50)
def test_no_two_shown_groups_share_a_voice(voices):
    """There is no whole from which a part could be subtracted."""
    sizes = {group: sum(one == group for one, _answers in voices) for group in GROUPS}
    for one, other in combinations(partition(sizes).values(), 2):
        assert not set(one) & set(other)


@pytest.mark.parametrize("leaders", [0, 1, 9, 10, 40])
@pytest.mark.parametrize("teachers", [0, 1, 9, 10, 40])
def test_leaders_and_teachers_are_one_group_where_either_are_few(leaders, teachers):
    found = set(partition({"leaders": leaders, "teachers": teachers, "pupils": 9}))
    if leaders >= 10 and teachers >= 10:
        assert found == {"leaders", "teachers"}
    else:
        assert found == ({STAFF} if leaders + teachers >= 10 else set())


def test_agreement_is_1_where_all_answer_the_same_and_0_where_half_are_at_each_end():
    assert score([3] * 10).agreement == 1
    assert score([1] * 10 + [4] * 10).agreement == 0
    # Distances from the mean 2.5: ten times 0.5, so 1 - 0.5 / 1.5 = 0.67.
    assert score([2] * 5 + [3] * 5).agreement == 0.7
    assert score([2] * 5 + [3] * 5).mean == 2.5
    assert score([1] * 9) is None


def test_numbers_of_people_are_rounded_down_to_fives_and_fewer_than_ten_are_nobody():
    assert [told(number) for number in (0, 1, 9, 10, 14, 15, 39)] == [0, 0, 0, 10, 10, 15, 35]


# All that is published, on seeded rounds ---------------------------------------------------------------------------


SIZES = [
    {"leaders": 3, "teachers": 9, "pupils": 40},
    {"leaders": 3, "teachers": 5, "pupils": 9},
    {"leaders": 10, "teachers": 30, "pupils": 10},
    {"leaders": 0, "teachers": 25, "pupils": 7},
]


def voices_for(round: Round, sizes: dict[str, int], seed: int) -> list[tuple[str, dict[str, int]]]:
    """Return voices that pass over much, and leave some indicators to almost nobody."""
    chance = random.Random(seed)
    asked = codes(round)
    rare = set(chance.sample(asked, 8))
    return [
        (
            group,
            {
                code: chance.randint(1, 4)
                for code in asked
                if chance.random() < (0.15 if code in rare else 0.9)
            },
        )
        for group, size in sizes.items()
        for _voice in range(size)
    ]


def keep(round: Round, voices) -> None:
    """Write down what a round came to."""
    round.results = published(voices, codes(round))
    round.save(update_fields=["results"])


def without_times(made: bytes) -> list[tuple[str, bytes]]:
    """Return the parts of a workbook without the time at which it was made."""
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        return [(name, book.read(name)) for name in book.namelist() if name != "docProps/core.xml"]


def without_token(response) -> bytes:
    """Return a page without the token of its forms, which is another one each time."""
    assert response.status_code == 200
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


def everything(client, school, every_round) -> dict[str, object]:
    """Return all that is published of a school's rounds: pages, files, and what other rooms are given."""
    found = {}
    for one in every_round:
        address = f"/en/school/{school.key}/rounds/{one.pk}/"
        found[f"page {one.pk}"] = without_token(client.get(address))
        found[f"csv {one.pk}"] = client.get(f"{address}download/csv/").content
        found[f"xlsx {one.pk}"] = without_times(client.get(f"{address}download/xlsx/").content)
        # Equal documents are equal files (cms/press/README.md).
        found[f"pdf {one.pk}"] = downloads.round_document(results_of(one))
        found[f"results {one.pk}"] = results_of(one)
        found[f"kept {one.pk}"] = Round.objects.get(pk=one.pk).results
    found["list"] = without_token(client.get(f"/en/school/{school.key}/rounds/"))
    found["last"] = last_results(school, 5)
    return found


@pytest.mark.django_db
def test_every_pair_of_views_and_files_tells_nothing_of_what_is_hidden(client):
    """Two rounds of a school, four sizes: what the hidden ones answered is turned round, all that is published stays.

    For every pair of what is published (of one round or of two), both are the same with both sets of hidden answers;
    so whatever is computed from the two is the same as well.
    """
    lead = MemberFactory(role=SchoolRole.LEAD)
    school = lead.school
    client.force_login(lead.user)
    pair = [opened(lead.user, school)]
    rounds.close_round(pair[0], actor=lead.user)
    pair.append(opened(lead.user, school))
    rounds.close_round(pair[1], actor=lead.user)
    pair = list(school.rounds.order_by("pk"))
    for number, sizes in enumerate(SIZES):
        first = voices_for(pair[0], sizes, 2 * number)
        second = voices_for(pair[1], SIZES[(number + 1) % len(SIZES)], 2 * number + 1)
        keep(pair[0], first)
        keep(pair[1], second)
        before = everything(client, school, pair)
        changed = 0
        for one, voices in zip(pair, (first, second), strict=True):
            changed += turn_round(one, voices)
            keep(one, voices)
        assert changed > 0
        after = everything(client, school, pair)
        for one, other in product(before, repeat=2):
            assert (before[one], before[other]) == (after[one], after[other]), f"{one} and {other}"


def turn_round(round: Round, voices) -> int:
    """Turn all hidden answers into their opposites and return how many there were."""
    sizes = {group: sum(one == group for one, _answers in voices) for group in GROUPS}
    shown = {group: part for part, groups in partition(sizes).items() for group in groups}
    cells = round.results["cells"]
    hidden = 0
    for group, answers in voices:
        for code in answers:
            if shown.get(group) not in cells.get(code, {}):
                answers[code] = 5 - answers[code]
                hidden += 1
    return hidden


@pytest.mark.django_db
def test_where_a_group_is_hidden_no_number_about_it_stands_anywhere(client):
    """A page about three leaders, seven teachers and nine pupils: only that they are too few."""
    lead = MemberFactory(role=SchoolRole.LEAD)
    client.force_login(lead.user)
    found = opened(lead.user, lead.school)
    rounds.close_round(found, actor=lead.user)
    found.refresh_from_db()
    keep(found, voices_for(found, {"leaders": 3, "teachers": 6, "pupils": 9}, 5))
    assert found.results == {"groups": {}, "cells": {}}
    page = client.get(f"/en/school/{lead.school.key}/rounds/{found.pk}/").content.decode()
    assert "Too few answered to show anything" in page
    assert "chart__svg" not in page
    csv = client.get(f"/en/school/{lead.school.key}/rounds/{found.pk}/download/csv/").content.decode()
    assert len(csv.splitlines()) == 1
