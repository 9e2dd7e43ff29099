"""Signing a pledge, answering a test, and a member's desk, in a real browser: axe is silent, nothing overflows."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from campaigns.domain import inclusion, message_tests, pledges
from campaigns.domain.measures import report_reach
from campaigns.models import MessageTest, Pledge
from cms.counting import DOWNLOAD, VIEW
from cms.keys import new_secret
from cms.models import DailyCount
from tests.campaigns.factories import MemberFactory, campaign_page, organisation_of, story_page
from tests.factories import plant
from tests.machinery.looking import OVERFLOW, faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LONG = "Donaudampfschifffahrtsgesellschaft" * 3
UNFOLD = "document.querySelectorAll('main details').forEach((folded) => { folded.open = true })"
LOOKS = [(360, False), (1280, True)]


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr("cms.forms.sealed.FASTEST", -1)


@pytest.fixture
def tree(transactional_db):
    return plant("en", "ar")


@pytest.fixture
def campaign(tree):
    """A campaign in English and Arabic whose pledge anybody may sign."""
    page = campaign_page(
        tree["en"], title=f"Hello first {LONG}", pledge_kind="public", pledge_text="I say hello first."
    )
    campaign_page(
        tree["ar"],
        organisation_of(page),
        title="السلام أولاً",
        pledge_kind="public",
        pledge_text="أبدأ أنا بالسلام.",
        translation_key=page.translation_key,
    )
    return page


@pytest.fixture
def member(campaign):
    return MemberFactory(organisation=organisation_of(campaign))


@pytest.fixture
def full(campaign, member):
    """A campaign of which there is much to show; returns a message test that has ended."""
    key, today, now = campaign.translation_key, timezone.localdate(), timezone.now()
    story_page(campaign, title=LONG)
    for days in range(0, 80, 3):
        for what, number in ((VIEW, 900 + days * 7), (DOWNLOAD, days % 5)):
            DailyCount.objects.create(
                what=what, subject=key, language="en", day=today - timedelta(days=days), number=number
            )
    for place, number in (("Sparrowtown", 23), (LONG[:80], 17), ("Wren", 12)):
        Pledge.objects.bulk_create(
            Pledge(campaign=key, kind="public", language="en", place=place, confirmed_at=now)
            for _one in range(number)
        )
    pledges.name_place(key, "Sparrowtown", actor=member.user)
    pledges.name_place(key, LONG[:80], actor=member.user)
    for approved_at in (now, None):
        Pledge.objects.create(
            campaign=key,
            kind="office",
            language="en",
            name="Ada Wren",
            office="Mayor of Sparrowtown",
            words="I answer every letter within a week.",
            email="mayor@sparrowtown.example.org",
            confirmed_at=now,
            approved_at=approved_at,
            renew_on=today + timedelta(days=300),
        )
    report_reach(
        member.organisation,
        key,
        actor=member.user,
        day=today,
        channel=LONG[:80],
        people=250_000,
        counted_how="Counted at the door, twice, by two people who did not know of one another",
    )
    test = message_tests.draft_test(
        member.organisation,
        key,
        actor=member.user,
        language="en",
        first="They came to work.",
        second="They bake the bread that you eat.",
        question="Would you pass this on?",
        expectation="The second, because it is about the reader.",
        wanted=50,
    )
    message_tests.declare(test, actor=member.user)
    MessageTest.objects.filter(pk=test.pk).update(
        first_yes=48, first_no=32, second_yes=56, second_no=14, ended_at=timezone.now()
    )
    return test


def signed_in(visitor, client, member, **options):
    client.force_login(member.user)
    page = visitor.open("/healthz", **options)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": visitor.origin}])
    return page


def wrong_with(page, path: str, looks=LOOKS) -> list:
    page.goto(path, wait_until="load")
    page.evaluate(UNFOLD)
    found = []
    for width, dark in looks:
        look(page, width=width, dark=dark)
        found += [(path, width, dark, fault) for fault in faults(page)]
    return found


def test_somebody_signs_in_english_without_a_script_and_takes_it_back(visitor, campaign):
    page = visitor.open(f"/en/pledge/{campaign.translation_key}/", width=360, scripts=False)
    page.get_by_label("First name").fill("Amina")
    page.get_by_label("E-mail address").fill("not an address")
    page.get_by_role("button", name="I sign").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("First name").input_value() == "Amina"
    page.get_by_label("E-mail address").fill("")
    page.get_by_role("button", name="I sign").click()
    page.get_by_role("heading", name="Thank you, Amina").wait_for()
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_role("button", name="Take my pledge back").click()
    page.get_by_role("heading", name="Taken back").wait_for()
    assert Pledge.objects.count() == 0


def test_somebody_signs_in_arabic_by_keyboard(visitor, campaign):
    page = visitor.open(f"/ar/pledge/{campaign.translation_key}/", width=360, bypass_csp=True)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.get_by_text("أبدأ أنا بالسلام.").is_visible()
    page.locator("#id_place").focus()
    page.keyboard.type("حلب")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/ar/pledge/\w{32}/$"))
    assert Pledge.objects.get().place == "حلب"
    assert faults(page) == []


def test_somebody_answers_a_message_test(visitor, campaign, member, full):
    MessageTest.objects.filter(pk=full.pk).update(
        ended_at=None, first_yes=0, first_no=0, second_yes=0, second_no=0
    )
    page = visitor.open(f"/en/try/{full.key}/", width=360, bypass_csp=True)
    assert faults(page) == []
    page.get_by_role("button", name="Yes").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    full.refresh_from_db()
    assert sum(message_tests.answered(full)) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_pages_where_anybody_takes_part(visitor, campaign, full, language):
    own, _new = pledges.sign(campaign, form=new_secret(), language="en", first_name="Amina", place=LONG[:80])
    page = visitor.open("/healthz", bypass_csp=True)
    found = []
    for path in (campaign.translation_key, f"{campaign.translation_key}/done", own.token):
        found += wrong_with(page, f"/{language}/pledge/{path}/")
    found += wrong_with(page, f"/en/try/{full.key}/")
    assert found == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_desk_of_a_campaign(visitor, client, campaign, member, full, language):
    page = signed_in(visitor, client, member, bypass_csp=True)
    desk = f"/{language}/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/"
    found = []
    for path in ("", "tests/", "tests/new/", f"tests/{full.pk}/"):
        found += wrong_with(page, f"{desk}{path}", [(320, False), (1280, True)])
    assert found == []


def test_a_member_reports_reach_and_compares_two_wordings_without_a_script(visitor, client, campaign, member):
    page = signed_in(visitor, client, member, width=360, scripts=False)
    page.goto(f"/en/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/")
    page.get_by_text("Report something").click()
    page.get_by_label("Day", exact=True).fill(timezone.localdate().isoformat())
    page.get_by_role("textbox", name="Where").fill("Gazette")
    page.get_by_label("How many people").fill("2500")
    page.get_by_label("How you know").fill("Printed copies")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("cell", name="2,500").wait_for()
    page.get_by_role("link", name="Compare two wordings").click()
    for label, words in {
        "First wording": "They came to work.",
        "Second wording": "They bake your bread.",
        "Question, to be answered": "Would you pass this on?",
        "What you expect": "The second.",
    }.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Declare it and begin").click()
    page.get_by_role("heading", name="It is running").wait_for()
    assert MessageTest.objects.get().declared_at is not None


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_self_check(visitor, client, member, language):
    inclusion.load_inclusion_questions()
    page = signed_in(visitor, client, member, bypass_csp=True)
    path = f"/{language}/organisation/{member.organisation.key}/inclusion/"
    found = wrong_with(page, path)
    for level in (1, 0):
        check = inclusion.begin(member.organisation, actor=member.user)
        found += wrong_with(page, path)
        answers = {one.pk: (level, LONG[:200]) for each in inclusion.questions().values() for one in each}
        inclusion.save_answers(check, answers, actor=member.user)
        inclusion.finish(check, actor=member.user)
        inclusion.add_action(
            member.organisation,
            actor=member.user,
            what=LONG,
            who=LONG[:80],
            due=timezone.localdate() + timedelta(days=30),
        )
        found += wrong_with(page, path, [(320, False), (1280, True)])
    assert found == []
