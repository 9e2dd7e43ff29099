"""Message tests: declared before the first answer, looked at after the last."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.domain import message_tests as verbs
from campaigns.domain.message_tests import MessageTestError, Verdict, result_of
from campaigns.domain.pausing import pause
from campaigns.models import MessageTest, SpentForm
from cms.keys import new_secret
from cms.limits import ANSWER
from cms.models import AuditEntry
from tests.campaigns.factories import MemberFactory, OrganisationFactory, campaign_page, organisation_of

pytestmark = pytest.mark.django_db(transaction=True)

DRAFT = {
    "language": "en",
    "first": "They came to work.",
    "second": "They bake the bread that you eat.",
    "question": "Would you pass this on?",
    "expectation": "The second, because it is about the reader.",
    "wanted": 50,
}


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr("cms.forms.sealed.FASTEST", -1)


@pytest.fixture
def campaign(site_tree):
    return campaign_page(site_tree("en", "ar")["en"])


@pytest.fixture
def member(campaign):
    return MemberFactory(organisation=organisation_of(campaign))


@pytest.fixture
def draft(campaign, member) -> MessageTest:
    return verbs.draft_test(member.organisation, campaign.translation_key, actor=member.user, **DRAFT)


@pytest.fixture
def running(draft, member) -> MessageTest:
    return verbs.declare(draft, actor=member.user)


def given(test, first_yes, first_no, second_yes, second_no) -> MessageTest:
    """Let so many have answered, and the test have ended."""
    test.first_yes, test.first_no, test.second_yes, test.second_no = (
        first_yes,
        first_no,
        second_yes,
        second_no,
    )
    test.ended_at = timezone.now()
    test.save()
    return test


def seal_in(response) -> str:
    return re.search(r'name="seal" value="([^"]+)"', response.content.decode())[1]


def answered(client, test, answer="yes", **more):
    seal = seal_in(client.get(f"/en/try/{test.key}/"))
    return client.post(f"/en/try/{test.key}/", {"seal": seal, "answer": answer} | more)


# Declaring --------------------------------------------------------------------------------------------------------


def test_what_was_declared_cannot_be_changed_or_deleted(running, member):
    with pytest.raises(MessageTestError):
        verbs.change_test(running, actor=member.user, **DRAFT | {"first": "Another"})
    with pytest.raises(MessageTestError):
        verbs.delete_test(running, actor=member.user)
    with pytest.raises(MessageTestError):
        verbs.declare(running, actor=member.user)
    running.refresh_from_db()
    assert running.first == DRAFT["first"]
    assert AuditEntry.objects.get(verb="message_test.declared").actor == member.user


@pytest.mark.parametrize("faulty", [{"expectation": " "}, {"second": DRAFT["first"]}])
def test_a_test_without_an_expectation_or_with_one_wording_is_not_declared(draft, member, faulty):
    verbs.change_test(draft, actor=member.user, **DRAFT | faulty)
    with pytest.raises(MessageTestError):
        verbs.declare(draft, actor=member.user)


def test_nobody_sees_a_draft(client, draft):
    assert client.get(f"/en/try/{draft.key}/").status_code == 404
    assert client.get("/en/try/nothing-there/").status_code == 404


def test_a_draft_counts_nothing(draft):
    assert verbs.answer(draft, form=new_secret(), arm="first", yes=True) is False
    draft.refresh_from_db()
    assert verbs.answered(draft) == (0, 0)


# Answering --------------------------------------------------------------------------------------------------------


def test_a_reader_sees_one_wording_and_her_answer_counts_for_it(client, running, monkeypatch):
    for arm, other in (("first", "second"), ("second", "first")):
        monkeypatch.setattr(
            "campaigns.views.message_tests.secrets", SimpleNamespace(choice=lambda arms, arm=arm: arm)
        )
        page = client.get(f"/en/try/{running.key}/")
        assert DRAFT[arm] in page.content.decode()
        assert DRAFT[other] not in page.content.decode()
        assert not page.cookies.keys() - {"csrftoken"}
        # Which one it was is sealed: what the next look would have drawn changes nothing.
        monkeypatch.setattr(
            "campaigns.views.message_tests.secrets", SimpleNamespace(choice=lambda arms, other=other: other)
        )
        answer = client.post(f"/en/try/{running.key}/", {"seal": seal_in(page), "answer": "yes"})
        assert "Your answer was counted." in answer.content.decode()
    running.refresh_from_db()
    assert (running.first_yes, running.first_no) == (1, 0)
    assert (running.second_yes, running.second_no) == (1, 0)


def test_both_wordings_are_shown_about_as_often(client, running):
    shown = sum(
        DRAFT["first"] in client.get(f"/en/try/{running.key}/").content.decode() for _look in range(60)
    )
    assert 10 <= shown <= 50


def test_a_form_counts_once(client, running):
    """Case 26: a double click, and the same form sent again with the other answer."""
    seal = seal_in(client.get(f"/en/try/{running.key}/"))
    for said in ("yes", "yes", "no"):
        assert client.post(f"/en/try/{running.key}/", {"seal": seal, "answer": said}).status_code == 200
    running.refresh_from_db()
    assert sum(verbs.answered(running)) == 1
    assert running.first_yes + running.second_yes == 1


def test_what_was_answered_is_not_written_down_with_the_form(client, running):
    answered(client, running)
    assert [field.name for field in SpentForm._meta.get_fields()] == ["id", "test", "nonce"]


def test_who_guesses_which_wording_it_was_or_sends_nothing_is_asked_again(client, running):
    """Case 10: the wording comes from the seal and from nowhere else."""
    for data in ({"answer": "yes"}, {"seal": "x", "answer": "yes", "more": "first", "arm": "first"}):
        answer = client.post(f"/en/try/{running.key}/", data)
        assert answer.status_code == 422
        assert "Please read it through once more" in answer.content.decode()
    assert answered(client, running, answer="maybe").status_code == 422
    running.refresh_from_db()
    assert verbs.answered(running) == (0, 0)


def test_a_look_answers_nothing_and_a_form_without_its_token_is_refused(running):
    """Case 52."""
    strict = Client(enforce_csrf_checks=True)
    seal = seal_in(strict.get(f"/en/try/{running.key}/"))
    assert strict.post(f"/en/try/{running.key}/", {"seal": seal, "answer": "yes"}).status_code == 403
    strict.get(f"/en/try/{running.key}/", {"seal": seal, "answer": "yes"})
    running.refresh_from_db()
    assert verbs.answered(running) == (0, 0)


def test_a_program_is_thanked_and_not_counted(client, running):
    assert answered(client, running, homepage="x").status_code == 200
    running.refresh_from_db()
    assert verbs.answered(running) == (0, 0)


def test_a_flood_from_one_address_is_slowed_down(client, running):
    """Case 72."""
    MessageTest.objects.filter(pk=running.pk).update(wanted=500)
    for _time in range(ANSWER.free):
        assert answered(client, running).status_code == 200
    slowed = answered(client, running)
    assert slowed.status_code == 429
    assert int(slowed["Retry-After"]) > 0
    running.refresh_from_db()
    assert sum(verbs.answered(running)) == ANSWER.free


def test_the_page_is_in_the_language_of_the_wordings(client, running):
    answer = client.get(f"/ar/try/{running.key}/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/en/try/{running.key}/"


def test_a_paused_campaign_asks_nobody(client, running, campaign, member):
    seal = seal_in(client.get(f"/en/try/{running.key}/"))
    pause(campaign, actor=member.user)
    assert "taking a break" in client.get(f"/en/try/{running.key}/").content.decode()
    client.post(f"/en/try/{running.key}/", {"seal": seal, "answer": "yes"})
    running.refresh_from_db()
    assert verbs.answered(running) == (0, 0)


# Ending -----------------------------------------------------------------------------------------------------------


def test_it_ends_by_itself_when_both_wordings_have_what_was_wanted(running):
    for number in range(running.wanted):
        verbs.answer(running, form=new_secret(), arm="first", yes=number % 2 == 0)
    running.refresh_from_db()
    assert running.ended_at is None
    for _number in range(running.wanted):
        assert verbs.answer(running, form=new_secret(), arm="second", yes=True)
    running.refresh_from_db()
    assert running.ended_at is not None
    assert (running.first_yes, running.first_no, running.second_yes, running.second_no) == (25, 25, 50, 0)
    assert SpentForm.objects.count() == 0
    assert verbs.answer(running, form=new_secret(), arm="first", yes=True) is False
    assert result_of(running).is_short is False


def test_before_the_end_nobody_is_told_how_many_said_yes(client, running, member, campaign):
    MessageTest.objects.filter(pk=running.pk).update(first_yes=17, first_no=2, second_yes=3, second_no=14)
    running.refresh_from_db()
    assert result_of(running) is None
    client.force_login(member.user)
    address = (
        f"/en/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/tests/{running.pk}/"
    )
    page = client.get(address).content.decode()
    assert "19 to the first wording, 17 to the second" in page
    for never in ("What came out", "89%", "18%"):
        assert never not in page


def test_ended_by_hand_it_says_so_and_cannot_go_on(running, member):
    for _number in range(12):
        for arm in ("first", "second"):
            verbs.answer(running, form=new_secret(), arm=arm, yes=arm == "first")
    ended = verbs.end(running, actor=member.user)
    result = result_of(ended)
    assert (result.is_short, result.verdict, result.asked) == (True, Verdict.FIRST, (12, 12))
    assert verbs.end(ended, actor=member.user).ended_at == ended.ended_at
    assert verbs.answer(ended, form=new_secret(), arm="first", yes=True) is False


def test_a_draft_does_not_end(draft, member):
    with pytest.raises(MessageTestError):
        verbs.end(draft, actor=member.user)


# What comes out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "verdict", "words"),
    [
        ((56, 14, 48, 32), Verdict.FIRST, "between 5 and 33 more in a hundred"),
        ((48, 32, 56, 14), Verdict.SECOND, "between 5 and 33 more in a hundred"),
        ((5, 51, 0, 29), Verdict.UNCLEAR, "up to 19 more yes in a hundred, or up to 4 fewer"),
        ((9, 0, 30, 20), Verdict.TOO_FEW, "Too few answered."),
        ((0, 0, 0, 0), Verdict.TOO_FEW, "Too few answered."),
    ],
)
def test_the_result_is_said_in_plain_words(running, counts, verdict, words):
    from campaigns.reporting import result_words

    result = result_of(given(running, *counts))
    assert result.verdict == verdict
    assert words in result_words(result)


def test_of_too_few_answers_no_share_is_told(client, running, member, campaign):
    given(running, 9, 0, 30, 20)
    client.force_login(member.user)
    address = (
        f"/en/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/tests/{running.pk}/"
    )
    page = client.get(address).content.decode()
    assert "Too few answered." in page
    assert "100%" not in page
    assert "60%" not in page


def test_the_expectation_stands_beside_the_result(client, running, member, campaign):
    given(running, 56, 14, 48, 32)
    client.force_login(member.user)
    address = (
        f"/en/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/tests/{running.pk}/"
    )
    page = client.get(address).content.decode()
    assert DRAFT["expectation"] in page
    assert "80%" in page
    assert "60%" in page
    assert 'name="do"' not in page  # nothing is left to be done


# The organisation's pages -----------------------------------------------------------------------------------------


def test_a_member_writes_declares_and_ends_a_test(client, member, campaign):
    client.force_login(member.user)
    tests = f"/en/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/tests/"
    assert client.post(f"{tests}new/", DRAFT | {"wanted": 49}).status_code == 200
    assert client.post(f"{tests}new/", DRAFT | {"wanted": "many"}).status_code == 200
    assert MessageTest.objects.count() == 0
    answer = client.post(f"{tests}new/", DRAFT)
    test = MessageTest.objects.get()
    assert answer["Location"] == f"{tests}{test.pk}/"
    client.post(f"{tests}{test.pk}/", DRAFT | {"do": "save", "question": "Is it true?"})
    test.refresh_from_db()
    assert (test.question, test.declared_at) == ("Is it true?", None)
    client.post(f"{tests}{test.pk}/", DRAFT | {"do": "declare"})
    test.refresh_from_db()
    assert test.declared_by == member.user
    client.post(f"{tests}{test.pk}/", DRAFT | {"do": "save", "question": "Changed?"})
    client.post(f"{tests}{test.pk}/", {"do": "delete"})
    test.refresh_from_db()
    assert test.question == DRAFT["question"]
    client.post(f"{tests}{test.pk}/", {"do": "end"})
    test.refresh_from_db()
    assert test.ended_at is not None
    assert DRAFT["question"] in client.get(tests).content.decode()


def test_others_do_not_find_it(client, running, member, campaign):
    """Case 11: for whoever is not a member it does not exist."""
    other = MemberFactory(organisation=OrganisationFactory())
    paths = [
        f"/en/organisation/{key}/campaigns/{campaign.translation_key}/tests/{end}"
        for key in (member.organisation.key, other.organisation.key)
        for end in ("", "new/", f"{running.pk}/")
    ]
    client.force_login(other.user)
    assert {client.get(path).status_code for path in paths} == {404}
    assert {client.post(path, {"do": "end"}).status_code for path in paths[1:]} <= {404, 405}
    running.refresh_from_db()
    assert running.ended_at is None
    assert Client().get(paths[0]).status_code == 302  # to sign in
