"""The invented network: made once, seen on the dashboards, removed without a trace of it and nothing else."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from classrooms.models import Classroom
from cms.models import User
from schools.domain import demo, demo_award
from schools.domain.demo import DemoError, make_demo, remove_demo
from schools.domain.framework import load_framework
from schools.domain.plan import remind
from schools.domain.queries.recognition import standing
from schools.domain.queries.rounds import last_results
from schools.enums import Level, RecognitionState, SchoolState
from schools.models import (
    Award,
    AwardScore,
    Membership,
    PlanTask,
    Recognition,
    School,
    SchoolYear,
    Taught,
    Town,
)
from tests.factories import LessonPlanPageFactory
from tests.schools.award_factories import AwardFactory
from tests.schools.factories import MemberFactory, TaughtFactory, TownFactory

pytestmark = pytest.mark.django_db

#: Of the twelve, one of each kind of life: the tests need no more.
CHOSEN = ("Musterschule Wolkenau", "Kilstory Sample College", "Erfundene Berufsschule Mooshafen")


@pytest.fixture
def lessons(site_tree):
    tree = site_tree("en")
    load_framework()
    return [LessonPlanPageFactory(parent=tree["en"].library) for _lesson in range(3)]


@pytest.fixture
def three(monkeypatch):
    """Three schools and fewer pupils, for the test's sake; the outline is that of the twelve."""
    outline = demo.read_yaml(demo.NETWORK)
    outline["schools"] = [one for one in outline["schools"] if one["name"] in CHOSEN]
    monkeypatch.setattr(demo, "read_yaml", lambda path: outline)
    for name in ("leading", "committed"):
        shorter = replace(demo.LIVES[name], members=10, lessons=(12, 6), pupils=11)
        monkeypatch.setitem(demo.LIVES, name, shorter)
    return outline["schools"]


def told(*arguments) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_twelve_schools_in_six_countries_are_planned_and_their_lives_are_known():
    outline = demo.read_yaml(demo.NETWORK)
    schools = outline["schools"]
    assert (
        len(schools) == len({one["name"] for one in schools}) == len({one["town"] for one in schools}) == 12
    )
    assert len({one["country"] for one in schools}) == 6
    assert {one["life"] for one in schools} == set(demo.LIVES)


def test_the_network_is_made_once_and_removed_and_a_real_school_stays(
    lessons, three, settings, django_capture_on_commit_callbacks
):
    settings.DEBUG = True
    real = MemberFactory(role="lead", school__town=TownFactory(name="Wolkenau"))
    TaughtFactory(school=real.school, teacher=real.user)
    before = {model: model.objects.count() for model in (School, Town, User, Membership, Taught, Classroom)}
    with django_capture_on_commit_callbacks(execute=True):
        said = told()
        remind()
    assert mail.outbox == []  # nobody reads letters there
    assert "Made 3 invented schools." in said
    assert [name for name in CHOSEN if name in said] == list(CHOSEN)

    schools = {one.name: one for one in School.objects.filter(is_sample=True)}
    assert set(schools) == set(CHOSEN)
    leading, begun, committed = (schools[name] for name in CHOSEN)
    assert (leading.state, begun.state) == (SchoolState.CONFIRMED, SchoolState.NEW)
    assert leading.town.pk == real.school.town.pk
    assert leading.taught.count() == 18
    assert set(leading.taught.values_list("lesson", flat=True)) <= {one.translation_key for one in lessons}
    assert SchoolYear.objects.filter(school=leading, depth__gt=0).count() == 2
    assert "pupils" in last_results(leading)[0].groups
    assert len(last_results(leading)) == 2
    assert standing(leading).level >= Level.COMMITTED
    assert standing(committed) is None
    assert committed.recognitions.get().state == RecognitionState.DECLINED
    assert leading.plan.exclude(done_at=None).count() == 10
    assert leading.registered_at < timezone.now() - demo.BEGAN / 2
    award = Award.objects.get()
    assert (award.is_sample, award.state) == (True, "announced")
    assert dict(award.entries.values_list("school__name", "place")) == {CHOSEN[0]: 1, CHOSEN[2]: 1}
    assert AwardScore.objects.given().count() == 6
    assert award.announced_at < timezone.now() - demo_award.ANNOUNCED / 2
    people = User.objects.filter(email__endswith="@demo.example.org")
    assert not any(one.has_usable_password() for one in people)
    assert not any(one.has_perm("schools.coordinate_network") for one in people)

    assert "Nothing was done." in told()
    assert School.objects.filter(is_sample=True).count() == 3

    assert f"Removed 3 sample schools and {people.count()} demo accounts." in told("--remove")
    assert {model: model.objects.count() for model in before} == before
    assert not Recognition.objects.exists()
    assert not PlanTask.objects.exists()
    assert not Award.objects.exists()
    real.school.refresh_from_db()
    assert real.school.taught.count() == 1
    assert "Removed 0 sample schools and 0 demo accounts." in told("--remove")


def test_the_same_schools_live_the_same_year(lessons, three):
    three[:] = [one for one in three if one["life"] == "begun"]
    make_demo()
    first = list(Taught.objects.order_by("name").values_list("name", "day", "pupils", "teacher__email"))
    remove_demo()
    make_demo()
    assert (
        list(Taught.objects.order_by("name").values_list("name", "day", "pupils", "teacher__email")) == first
    )


def test_what_is_missing_is_made_and_what_is_there_is_left(lessons, three):
    three[:] = [three[2], {**three[2], "name": "Another Sample College", "town": "Kilfable"}]
    assert make_demo() == 2
    School.objects.get(name="Another Sample College").delete()  # its accounts stay
    kept = set(Taught.objects.values_list("pk", flat=True))
    assert make_demo() == 1
    assert School.objects.filter(is_sample=True).count() == 2
    assert Taught.objects.count() == len(kept) + 3
    assert kept < set(Taught.objects.values_list("pk", flat=True))


def test_a_site_that_people_use_is_asked_first(lessons, three, settings):
    assert settings.DEBUG is False
    with pytest.raises(CommandError, match="--yes"):
        told()
    assert not School.objects.exists()
    del three[:2]
    assert "Made 1 invented schools." in told("--yes")


def test_without_lesson_plans_there_is_nothing_to_teach(site_tree):
    site_tree("en")
    load_framework()
    with pytest.raises(DemoError, match="no lesson plan"):
        make_demo()


def test_every_school_and_every_language_of_the_demo_award_is_of_the_network():
    outline = demo.read_yaml(demo.NETWORK)
    names = {one["name"]: one for one in outline["schools"]}
    entries = outline["award"]["entries"]
    assert {one["school"] for one in entries} <= set(names)
    assert all(names[one["school"]].get("confirmed", True) for one in entries)
    assert {one["category"] for one in entries} >= {"up_to_8", "from_9", "from_12", "special"}


def test_no_award_is_made_where_there_is_one(lessons, three):
    award = AwardFactory()
    three[:] = three[:1]
    assert make_demo() == 1
    assert list(Award.objects.all()) == [award]
    remove_demo()
    assert list(Award.objects.all()) == [award]
