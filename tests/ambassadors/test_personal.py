"""What the room keeps about somebody: given to her, and erased with her account (case 66)."""

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from ambassadors.domain.people import become_alumnus
from ambassadors.domain.personal import export_ambassador
from ambassadors.enums import Step, VisitState
from ambassadors.models import (
    Ambassador,
    AmbassadorConsent,
    Badge,
    Companion,
    Feedback,
    Message,
    ModulePassed,
    Offer,
    PracticeTalk,
    Thanks,
)
from cms.domain.accounts import erase_account
from cms.models import User
from tests.ambassadors.factories import AmbassadorFactory, booked, cleared_companion, ready
from tests.ambassadors.lives import reviewed, thanked
from tests.schools.factories import person

pytestmark = pytest.mark.django_db


def lived(**fields) -> Ambassador:
    """Return an ambassador with something in every table."""
    made = ready(
        first_name="Mirabell",
        why="Mirabell asks good questions.",
        is_public=True,
        user=person("mirabell@example.org", display_name="Mirabell Quillfeather"),
        **fields,
    )
    thanked(made, words="Mirabell, you waited for the quiet ones.")
    ModulePassed.objects.create(ambassador=made, version="1")
    PracticeTalk.objects.create(
        ambassador=made, about="How Mirabell checks a picture", truth=3, listening=3, clarity=3, care=3, passed=True,
        comment="Mirabell speaks clearly.", reviewed_at=timezone.now(),
    )  # fmt: skip
    return made


def told(user) -> str:
    """Return the export as the site writes it."""
    return json.dumps(export_ambassador(user), cls=DjangoJSONEncoder, ensure_ascii=False)


def test_whoever_has_nothing_to_do_with_the_room_is_told_so():
    assert export_ambassador(person()) == {
        "asked_for_visits": [],
        "reviewed_talks": [],
        "nominated": [],
        "messages": [],
        "feedback": [],
    }


def test_an_ambassador_is_given_all_that_is_kept_about_her():
    mira = lived()
    visit = booked(ambassadors=[mira])
    Message.objects.create(
        thread=visit.thread, writer=mira.user, role="ambassador", name="Mirabell", text="I bring chalk.",
        readable_at=timezone.now(),
    )  # fmt: skip
    found = export_ambassador(mira.user)
    hers = found["ambassador"]
    assert hers["first_name"] == "Mirabell"
    assert hers["age"] == "13-15"
    assert hers["looked_after_by"] == mira.school.name
    assert hers["guardian_is_written_to"] is True
    assert [one["side"] for one in hers["consents"]] == ["own", "guardian"]
    assert len(hers["clearances"]) == 1
    assert [one["state"] for one in hers["visits"]] == [VisitState.REVIEWED, VisitState.BOOKED]
    assert {one["kind"] for one in hers["badges"]} == {"trained", "first_visit", "younger", "heard"}
    assert hers["offer"]["languages"] == ["en"]
    assert [one["text"] for one in found["messages"]] == ["I bring chalk."]
    words = told(mira.user)
    for wanted in (
        "Mirabell asks good questions.",
        "Mirabell, you waited for the quiet ones.",
        "How Mirabell checks a picture",
        "Mirabell speaks clearly.",
    ):
        assert wanted in words
    assert mira.guardian_email not in words  # it is the guardian's, not hers


def test_a_companion_is_given_what_is_kept_about_her():
    companion = cleared_companion()
    found = export_ambassador(companion.user)
    assert found["companion"]["first_name"] == companion.first_name
    assert len(found["companion"]["clearances"]) == 1
    assert "ambassador" not in found


def test_an_export_holds_nothing_of_others():
    mira = lived()
    other = AmbassadorFactory(first_name="Zephyrine", why="A secret", school=mira.school)
    words = told(other.user)
    assert "Mirabell" not in words
    assert "Zephyrine" not in told(mira.user)


def test_erasing_the_account_of_an_ambassador_takes_her_out_of_everything():
    """Case 66."""
    mira = lived()
    visit = booked(ambassadors=[mira])
    predecessor = AmbassadorFactory(school=mira.school, successor=mira)
    Message.objects.create(
        thread=visit.thread, writer=mira.user, role="ambassador", name="Mirabell", text="I bring chalk.",
        readable_at=timezone.now(),
    )  # fmt: skip
    consents = AmbassadorConsent.objects.filter(ambassador=mira).count()
    guardian = mira.guardian_token
    erase_account(mira.user, actor=mira.user)
    mira = Ambassador.objects.get(pk=mira.pk)
    assert (mira.first_name, mira.why, mira.handover, mira.email, mira.guardian_email) == (
        "–",
        "",
        "",
        "",
        "",
    )
    assert mira.user is None
    assert mira.step == Step.NOMINATED
    assert mira.guardian_token != guardian
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    for model in (Badge, ModulePassed, PracticeTalk):
        assert not model.objects.filter(ambassador=mira).exists()
    assert not Offer.objects.filter(ambassador=mira).exists()
    assert set(Thanks.objects.filter(ambassador=mira).values_list("words", flat=True)) == {""}
    assert set(Message.objects.values_list("name", "writer")) == {("", None)}
    assert Message.objects.get().text == "I bring chalk."  # for safeguarding
    predecessor.refresh_from_db()
    assert predecessor.successor is None
    assert AmbassadorConsent.objects.filter(ambassador=mira).count() == consents
    assert not mira.clearances.holding().exists()
    assert mira not in Ambassador.objects.shown()


def test_nowhere_in_the_tables_of_the_room_her_name_is_left():
    """Case 66: whatever table is added."""
    mira = lived()
    erase_account(mira.user, actor=mira.user)
    rows = {
        model.__name__: serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
        for model in apps.get_app_config("ambassadors").get_models()
    }
    for name, text in rows.items():
        for secret in ("Mirabell", "mirabell", "Quillfeather"):
            assert secret not in text, name


def test_erasing_works_after_she_left_and_as_an_alumna():
    """Case 66."""
    adult = lived(band="18+")
    become_alumnus(adult, actor=adult.user, handover="Mirabell says: take chalk.", shown=True)
    erase_account(adult.user, actor=adult.user)
    adult = Ambassador.objects.get(pk=adult.pk)
    assert (adult.first_name, adult.handover, adult.alumnus_shown) == ("–", "", False)


def test_erasing_the_account_of_a_companion_holds_the_visit():
    """Case 66: a minor goes with two cleared grown-ups, or not at all."""
    visit = booked()
    user = visit.first_companion.user
    erase_account(user, actor=user)
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    companion = Companion.objects.get(pk=visit.first_companion_id)
    assert (companion.first_name, companion.user) == ("–", None)
    assert companion.ended_at is not None


def test_what_somebody_said_of_a_visit_stays_as_a_number():
    visit = reviewed(text="Mirabell was here.")
    host = visit.request.asked_by
    erase_account(host, actor=host)
    kept = Feedback.objects.get(visit=visit, by="host")
    assert (kept.user, kept.text, kept.went) == (None, "", 4)
    assert not User.objects.filter(pk=host.pk).exists()
