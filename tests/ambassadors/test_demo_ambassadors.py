"""Invented ambassadors: made once around the invented schools, marked where they are seen, removed without a trace."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from ambassadors.domain import demo
from ambassadors.domain.demo import ADDRESS, DemoError, make_ambassadors, remove_ambassadors
from ambassadors.domain.standing import missing
from ambassadors.domain.visits import match
from ambassadors.enums import BadgeKind, Condition, Step, VisitState
from ambassadors.models import Ambassador, AmbassadorConsent, Companion, Message, Visit, VisitRequest
from cms.domain.seed import read_yaml
from cms.models import User
from schools.domain.demo import NETWORK, remove_demo
from schools.models import School, Town
from tests.ambassadors.factories import VisitRequestFactory, consent, coordinator, ready
from tests.ambassadors.lives import reviewed
from tests.schools.factories import MemberFactory, SchoolFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools():
    """The invented schools that take part, each with a lead, without their year."""
    outline = read_yaml(demo.OUTLINE)
    names = {one["house"] for one in outline["ambassadors"]} | {one["school"] for one in outline["visits"]}
    found = {one["name"]: one for one in read_yaml(NETWORK)["schools"]}
    for number, name in enumerate(sorted(names)):
        school = SchoolFactory(
            name=name, is_sample=True, language=found[name]["language"], town__name=found[name]["town"],
            year_groups=found[name]["year_groups"],
        )  # fmt: skip
        MemberFactory(school=school, role="lead", user=person(f"{number}@demo.example.org"))
    return names


def told(*arguments) -> str:
    out = StringIO()
    call_command("demo_ambassadors", *arguments, stdout=out)
    return out.getvalue()


def test_the_schools_of_the_outline_are_invented_and_confirmed_and_eight_young_people_are_planned():
    outline = read_yaml(demo.OUTLINE)
    confirmed = {one["name"] for one in read_yaml(NETWORK)["schools"] if one.get("confirmed", True)}
    assert {one["house"] for one in outline["ambassadors"] + outline["companions"]} <= confirmed
    assert {one["school"] for one in outline["visits"]} <= confirmed
    assert len(outline["ambassadors"]) == 8
    assert len(outline["companions"]) == 4
    assert {one["until"] for one in outline["ambassadors"]} == set(demo.WAY)
    assert {one["band"] for one in outline["ambassadors"]} == {"13-15", "16-17", "18+"}


def test_ambassadors_stand_on_various_steps_and_nobody_gets_a_letter(
    schools, settings, django_capture_on_commit_callbacks
):
    settings.DEBUG = True
    with django_capture_on_commit_callbacks(execute=True):
        said = told()
    assert mail.outbox == []
    assert "Made 8 invented ambassadors." in said
    assert "lucia.ambassadors@demo.example.org" in said
    steps = dict(Ambassador.objects.values_list("first_name", "step"))
    assert steps == {
        "Lucía": Step.RECOGNISED,
        "Mateo": Step.MATCHED,
        "Amina": Step.BOOKED,
        "Théo": Step.TRAINED,
        "Jonas": Step.CLEARED,
        "Selin": Step.NOMINATED,
        "Noor": Step.CONSENTED,
        "Oisín": Step.NOMINATED,
    }
    assert missing(Ambassador.objects.get(first_name="Selin"))[0] == Condition.GUARDIAN_CONSENT
    assert set(Ambassador.objects.values_list("is_sample", flat=True)) == {True}
    assert set(Companion.objects.values_list("is_sample", flat=True)) == {True}
    lucia = Ambassador.objects.get(first_name="Lucía")
    assert set(lucia.badges.values_list("kind", flat=True)) == set(BadgeKind) - {BadgeKind.PASSED_ON}
    assert lucia.thanks.count() == 1
    states = sorted(Visit.objects.values_list("state", flat=True))
    assert states == [VisitState.BOOKED, VisitState.MATCHED, VisitState.REVIEWED]
    assert VisitRequest.objects.count() == 4
    booked = Visit.objects.get(state=VisitState.BOOKED)
    assert [one.role for one in booked.thread.messages.all()] == ["host", "ambassador", "companion"]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    people = User.objects.filter(email__endswith="@demo.example.org")
    assert not any(one.has_usable_password() for one in people)
    for permission in ("schools.coordinate_network", "ambassadors.clear_people"):
        assert not any(one.has_perm(permission) for one in people)
    assert "Nothing was done." in told()
    assert Ambassador.objects.count() == 8


def test_they_are_marked_on_the_public_page(schools, site_tree, client):
    site_tree("en")
    make_ambassadors()
    page = client.get("/en/ambassadors/").content.decode()
    shown = [name for name in ("Lucía", "Amina", "Jonas") if name in page]
    assert shown == ["Lucía", "Amina", "Jonas"]
    assert page.count("Sample: invented") == 3
    for name in ("Mateo", "Théo", "Selin", "Noor", "Oisín"):
        assert name not in page


def test_all_of_it_goes_again_and_real_people_stay(schools):
    mine = ready(is_public=True)
    reviewed(ambassadors=[mine])
    models = (Ambassador, AmbassadorConsent, Companion, Visit, VisitRequest, School, Town, User)
    before = {model: model.objects.count() for model in models}
    make_ambassadors()
    assert remove_ambassadors() == 8
    after = {model: model.objects.count() for model in models}
    assert after == before | {User: before[User] + 1}  # the coordinator goes with the invented schools
    assert not User.objects.filter(email__endswith=ADDRESS).exists()
    assert Ambassador.objects.get().pk == mine.pk
    assert remove_ambassadors() == 0
    assert make_ambassadors() == 8


def test_they_go_before_the_invented_schools_do(schools):
    make_ambassadors()
    remove_demo()
    for model in (Ambassador, AmbassadorConsent, Companion, Visit, VisitRequest):
        assert not model.objects.exists()
    assert not School.objects.filter(is_sample=True).exists()
    assert not User.objects.filter(email__endswith="@demo.example.org").exists()


def test_a_real_school_that_was_matched_with_an_invented_ambassador_asks_on(schools):
    make_ambassadors()
    request = VisitRequestFactory()
    match(request, Ambassador.objects.get(first_name="Jonas").offer, actor=coordinator())
    remove_ambassadors()
    request.refresh_from_db()
    assert request.state == "open"
    assert not request.visits.exists()


def test_the_ledger_of_real_people_stays_and_nobody_becomes_a_sample_afterwards(schools):
    mine = ready()
    for sql in (
        "DELETE FROM ambassadors_ambassadorconsent",
        f"UPDATE ambassadors_ambassador SET is_sample = (1 = 1) WHERE id = {mine.pk}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ambassador.objects.filter(pk=mine.pk).update(is_sample=True)
    made = ready(school=mine.school, is_sample=True)
    consent(made)
    assert remove_ambassadors() == 1
    assert AmbassadorConsent.objects.filter(ambassador=mine).count() == 2


def test_without_the_invented_schools_it_says_what_is_missing(settings):
    settings.DEBUG = True
    with pytest.raises(DemoError, match="manage.py demo"):
        make_ambassadors()
    with pytest.raises(CommandError, match="manage.py demo"):
        told()


def test_a_site_that_people_use_is_asked_first(schools, settings):
    assert settings.DEBUG is False
    with pytest.raises(CommandError, match="--yes"):
        told()
    assert not Ambassador.objects.exists()
    assert "Made 8" in told("--yes")
