"""The inclusion self-check: an organisation's own, in words, with a plan."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from campaigns.domain import inclusion as verbs
from campaigns.domain.inclusion import AREAS, InclusionError, Score, last_result, proposals, questions
from campaigns.enums import InclusionLevel
from campaigns.models import InclusionAction, InclusionAnswer, InclusionCheck, InclusionQuestion
from cms.languages import LANGUAGES
from tests.campaigns.factories import MemberFactory, OrganisationFactory
from tests.campaigns.reading import text_of_pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def member(site_tree):
    site_tree("en", "ar")
    verbs.load_inclusion_questions()
    return MemberFactory()


@pytest.fixture
def address(member):
    return f"/en/organisation/{member.organisation.key}/inclusion/"


def asked() -> list[InclusionQuestion]:
    return [one for each in questions().values() for one in each]


def checked(member, level=2, **levels) -> InclusionCheck:
    """Go through all questions: at one level, but for those named by area."""
    check = verbs.begin(member.organisation, actor=member.user)
    answers = {one.pk: (levels.get(one.area, level), "") for one in asked()}
    verbs.save_answers(check, answers, actor=member.user)
    return verbs.finish(check, actor=member.user)


# Questions --------------------------------------------------------------------------------------------------------


def test_there_are_four_questions_in_each_area_in_every_language_of_the_site(member):
    assert {area: len(each) for area, each in questions().items()} == dict.fromkeys(AREAS, 4)
    for question in asked():
        texts = [
            getattr(question, f"{name}_{language.code}")
            for name in ("label", "description")
            for language in LANGUAGES
            if language.code in ("en", "fr", "de", "es", "uk", "ar")
        ]
        assert all(texts)
        assert len(set(texts)) == 12


def test_loading_them_again_changes_nothing_that_an_editor_wrote(member):
    question = asked()[0]
    question.label_en = "Do they decide with us?"
    question.description_fr = ""
    question.save()
    assert verbs.load_inclusion_questions() == 0
    question.refresh_from_db()
    assert question.label_en == "Do they decide with us?"
    assert question.description_fr.startswith("Invitez")
    verbs.load_inclusion_questions(overwrite=True)
    question.refresh_from_db()
    assert question.label_en.startswith("Do young people")


def test_what_is_proposed_fits_into_the_plan(member):
    longest = max(
        len(getattr(question, f"description_{language.code}") or "")
        for question in asked()
        for language in LANGUAGES
    )
    assert longest <= verbs.LONGEST_ACTION


# Checking ---------------------------------------------------------------------------------------------------------


def test_two_members_who_begin_at_once_go_through_one_check(member):
    other = MemberFactory(organisation=member.organisation)
    first = verbs.begin(member.organisation, actor=member.user)
    assert verbs.begin(member.organisation, actor=other.user) == first


def test_half_of_it_can_be_saved_and_finished_later(client, member, address):
    client.force_login(member.user)
    client.post(address, {"do": "begin"})
    first, second, *rest = asked()
    client.post(address, {"do": "save", f"level-{first.pk}": "0", f"note-{first.pk}": "Ask Ada."})
    page = client.get(address).content.decode()
    assert "Ask Ada." in page
    answer = client.post(address, {"do": "finish", f"level-{second.pk}": "3"}, follow=True)
    assert "18 questions are still open." in answer.content.decode()
    assert InclusionAnswer.objects.count() == 2  # what was answered is kept
    client.post(address, {"do": "finish"} | {f"level-{one.pk}": "1" for one in rest})
    check = InclusionCheck.objects.get()
    assert check.finished_at is not None
    assert check.answers.get(question=first).note == "Ask Ada."
    assert "As you saw it on" in client.get(address).content.decode()


def test_a_finished_check_takes_no_answers_and_is_not_thrown_away(member):
    check = checked(member)
    with pytest.raises(InclusionError):
        verbs.save_answers(check, {asked()[0].pk: (0, "")}, actor=member.user)
    with pytest.raises(InclusionError):
        verbs.discard(check, actor=member.user)
    with pytest.raises(InclusionError):
        verbs.finish(check, actor=member.user)


def test_an_open_check_can_be_thrown_away(client, member, address):
    client.force_login(member.user)
    client.post(address, {"do": "begin"})
    client.post(address, {"do": "discard"})
    assert InclusionCheck.objects.count() == 0


@pytest.mark.parametrize("level", ["4", "-1", "much"])
def test_a_level_that_is_none_is_said_and_nothing_is_kept(client, member, address, level):
    client.force_login(member.user)
    client.post(address, {"do": "begin"})
    page = client.post(address, {"do": "save", f"level-{asked()[0].pk}": level})
    assert page.status_code == 200
    assert f'id="id_level-{asked()[0].pk}-fault"' in page.content.decode()
    assert InclusionAnswer.objects.count() == 0


# What comes out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "level"),
    [(0, 0), (0.5, 0), (0.75, 1), (1.5, 1), (1.75, 2), (2.5, 2), (2.75, 3), (3, 3)],
)
def test_a_mean_is_said_in_words_and_never_rounded_up_from_the_middle(mean, level):
    assert Score("", mean).level == InclusionLevel(level)


def test_the_result_is_by_area_and_compared_with_the_last_one(member):
    assert last_result(member.organisation) is None
    checked(member, level=1, people=2)
    first = last_result(member.organisation)
    assert [score.moved for score in first.areas] == [""] * 5
    assert [score.level for score in first.areas] == [2, 1, 1, 1, 1]
    checked(member, level=1, ways=3, people=0)
    second = last_result(member.organisation)
    assert [score.moved for score in second.areas] == ["behind", "further", "same", "same", "same"]
    assert second.overall.moved == "same"  # 8 steps down, 8 steps up
    assert second.before == first.check


def test_what_was_not_asked_last_time_is_not_compared(member):
    checked(member, level=3)
    InclusionCheck.objects.get().answers.filter(question__area="people").delete()
    checked(member, level=1)
    assert [score.moved for score in last_result(member.organisation).areas] == ["", *["behind"] * 4]


def test_no_number_stands_on_the_page(client, member, address):
    checked(member, level=1)
    client.force_login(member.user)
    page = client.get(address).content.decode()
    assert "Begun" in page
    assert "33%" not in page
    assert "1.0" not in page


# The plan ---------------------------------------------------------------------------------------------------------


def test_the_weakest_answers_are_proposed_and_taken_once(client, member, address):
    checked(member, level=3, safety=1, power=0)
    proposed = proposals(member.organisation, last_result(member.organisation))
    assert [one.question.area for one in proposed] == ["power"] * 4 + ["safety"]
    client.force_login(member.user)
    for _click in range(2):
        client.post(address, {"do": f"take:{proposed[0].question_id}"})
    action = InclusionAction.objects.get()
    assert action.what == proposed[0].question.description
    again = proposals(member.organisation, last_result(member.organisation))
    assert action.question_id not in [one.question_id for one in again]


def test_the_plan_is_the_organisations_own(client, member, address):
    client.force_login(member.user)
    client.post(
        address,
        {"do": "add", "new-what": "Two seats on the board", "new-who": "Ada", "new-due": "2027-03-01"},
    )
    action = InclusionAction.objects.get()
    assert (action.what, action.who, action.due) == ("Two seats on the board", "Ada", date(2027, 3, 1))
    prefix = f"action-{action.pk}"
    client.post(address, {"do": f"change:{action.pk}", f"{prefix}-what": "Three seats", f"{prefix}-who": ""})
    action.refresh_from_db()
    assert (action.what, action.who, action.due) == ("Three seats", "", None)
    client.post(address, {"do": f"done:{action.pk}"})
    action.refresh_from_db()
    assert action.done_at is not None
    client.post(address, {"do": f"undone:{action.pk}"})
    action.refresh_from_db()
    assert action.done_at is None
    page = client.post(address, {"do": f"change:{action.pk}", f"{prefix}-what": ""})
    assert f'id="id_{prefix}-what-fault"' in page.content.decode()
    client.post(address, {"do": f"remove:{action.pk}"})
    assert InclusionAction.objects.count() == 0


def test_a_plan_is_bounded(member):
    for number in range(verbs.MOST_ACTIONS):
        verbs.add_action(member.organisation, actor=member.user, what=f"Do {number}")
    with pytest.raises(InclusionError):
        verbs.add_action(member.organisation, actor=member.user, what="One more")


def test_the_page_asks_as_much_for_one_action_as_for_three(client, member, address):
    checked(member, level=0)
    client.force_login(member.user)
    client.get(address)
    counted = []
    for number in range(3):
        verbs.add_action(member.organisation, actor=member.user, what=f"Do {number}")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2] <= 12


def test_a_look_changes_nothing_and_a_form_without_its_token_is_refused(member, address):
    """Case 52."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.user)
    strict.get(address, {"do": "begin"})
    assert strict.post(address, {"do": "begin"}).status_code == 403
    assert InclusionCheck.objects.count() == 0


def test_nobody_else_finds_it(client, member, address):
    """Case 11."""
    other = MemberFactory(organisation=OrganisationFactory())
    action = verbs.add_action(member.organisation, actor=member.user, what="Two seats")
    client.force_login(other.user)
    assert client.get(address).status_code == 404
    assert client.get(f"{address}print/").status_code == 404
    assert client.post(address, {"do": "begin"}).status_code == 404
    own = f"/en/organisation/{other.organisation.key}/inclusion/"
    for do in ("done", "change", "remove"):
        assert client.post(own, {"do": f"{do}:{action.pk}"}).status_code == 404
    for do in ("", "erase", "done:x", f"take:{10**9}", "done:999999"):
        assert client.post(own, {"do": do}).status_code == 404
    assert InclusionAction.objects.get().done_at is None
    assert Client().get(address).status_code == 302


# Print ------------------------------------------------------------------------------------------------------------


def test_result_and_plan_are_printed_and_kept_nowhere(client, member, address, settings):
    from pathlib import Path

    checked(member, level=1)
    verbs.add_action(member.organisation, actor=member.user, what="Two seats on the board", who="Ada")
    client.force_login(member.user)
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*.pdf"))  # of other tests
    answer = client.get(f"{address}print/")
    assert answer["Content-Type"] == "application/pdf"
    assert timezone.localdate().isoformat() in answer["Content-Disposition"]
    text = text_of_pdf(answer.content)
    assert "Two seats on the board" in text
    assert "Begun" in text
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*.pdf")) == before


def test_before_the_first_check_the_questions_are_printed_in_arabic_too(client, member):
    client.force_login(member.user)
    answer = client.get(f"/ar/organisation/{member.organisation.key}/inclusion/print/")
    assert answer.status_code == 200
    with translation.override("ar"):
        assert asked()[0].label.startswith("هل يشارك")
