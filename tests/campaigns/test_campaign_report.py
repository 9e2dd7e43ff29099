"""What a campaign came to, to take away."""

import csv
import io
from pathlib import Path

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from campaigns.domain import measures, pledges
from campaigns.domain.message_tests import declare, draft_test
from campaigns.models import MessageTest
from cms.counting import DOWNLOAD, VIEW
from cms.keys import new_secret
from cms.models import DailyCount
from tests.campaigns.factories import ClaimFactory, MemberFactory, campaign_page, organisation_of, story_page
from tests.campaigns.reading import text_of_pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(site_tree):
    tree = site_tree("en", "ar")
    page = campaign_page(
        tree["en"],
        title="The night shift",
        aim="People greet the baker.",
        audience="Those who buy bread.",
        risks="Somebody may be threatened.",
        pledge_kind="public",
        pledge_text="I say hello.",
        published=False,
    )
    ClaimFactory(organisation=organisation_of(page), key="nurses")
    page.sections = [("text", "<p>[[nurses]] of nurses came from elsewhere.</p>")]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def member(campaign):
    return MemberFactory(organisation=organisation_of(campaign))


@pytest.fixture
def address(client, member, campaign):
    client.force_login(member.user)
    return f"/en/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/report/"


def reported(member, campaign, **values):
    said = {
        "day": timezone.localdate(),
        "channel": "Gazette",
        "people": 2500,
        "counted_how": "Printed copies",
    }
    return measures.report_reach(
        member.organisation, campaign.translation_key, actor=member.user, **said | values
    )


def counted(campaign, what, number):
    DailyCount.objects.create(
        what=what, subject=campaign.translation_key, language="en", day=timezone.localdate(), number=number
    )


def test_the_report_says_what_it_was_for_what_came_of_it_and_how_that_is_known(
    client, campaign, member, address, settings
):
    story_page(campaign)
    counted(campaign, VIEW, 4321)
    reported(member, campaign)
    pledges.sign(campaign, form=new_secret(), language="en")
    test = draft_test(
        member.organisation,
        campaign.translation_key,
        actor=member.user,
        language="en",
        first="They came to work.",
        second="They bake your bread.",
        question="Would you pass this on?",
        expectation="The second wins.",
        wanted=50,
    )
    declare(test, actor=member.user)
    MessageTest.objects.filter(pk=test.pk).update(
        first_yes=48, first_no=32, second_yes=56, second_no=14, ended_at=timezone.now()
    )
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*.pdf"))  # of other tests
    answer = client.get(f"{address}pdf/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "the-night-shift-" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    text = " ".join(text_of_pdf(answer.content).split())
    for words in (
        "People greet the baker.",
        "Those who buy bread.",
        "4,321",
        "Counted by this site, without cookies",
        "As the organisation itself reports it.",
        "Printed copies",
        "2,500",
        "Expected beforehand",
        "The second wins.",
        "The second wording gets more yes",
        "23%",
        "World Health Organization",
    ):
        assert words in text, words
    assert "Somebody may be threatened." not in text  # the risk plan is for colleagues
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*.pdf")) == before


def test_a_campaign_that_nobody_has_seen_yet_has_a_report_too(client, address):
    answer = client.get(f"{address}pdf/")
    assert "Nothing has been counted yet." in " ".join(text_of_pdf(answer.content).split())


def test_a_test_that_runs_is_not_in_the_report(client, campaign, member, address):
    fields = {"first": "One", "second": "Two", "question": "Is it running?", "expectation": "Yes"}
    test = draft_test(
        member.organisation,
        campaign.translation_key,
        actor=member.user,
        language="en",
        wanted=50,
        **fields,
    )
    declare(test, actor=member.user)
    assert "Is it running?" not in text_of_pdf(client.get(f"{address}pdf/").content)


def test_the_report_is_made_in_the_language_of_the_interface(client, campaign, member, address):
    answer = client.get(address.replace("/en/", "/ar/") + "pdf/")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_the_table_has_a_row_for_each_day_and_calls_reported_what_is_reported(
    client, campaign, member, address
):
    counted(campaign, VIEW, 7)
    counted(campaign, DOWNLOAD, 2)
    reported(member, campaign)
    today = timezone.localdate().isoformat()
    answer = client.get(f"{address}csv/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["Day", "What", "Language or place", "Number", "How it is known"],
        [today, "Downloads", "English", "2", "counted by this site"],
        [today, "Views of the pages", "English", "7", "counted by this site"],
        [
            today,
            "People reached elsewhere",
            "Gazette",
            "2500",
            "reported by the organisation: Printed copies",
        ],
    ]


@pytest.mark.parametrize("formula", ["=1+1", "＝1+1", "+SUM(A1)", "-2+3", "@A1", "\t=1"])
def test_formulas_stay_text(client, campaign, member, address, formula):
    """Case 64."""
    reported(member, campaign, channel=f"{formula}x", counted_how=formula)
    rows = list(csv.reader(io.StringIO(client.get(f"{address}csv/").content.decode("utf-8-sig"))))
    assert rows[1][2].startswith("'")
    book = load_workbook(io.BytesIO(client.get(f"{address}xlsx/").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book.active["C2"].value.startswith("'")


def test_the_workbook_turns_with_the_language(client, campaign, member, address):
    counted(campaign, VIEW, 7)
    book = load_workbook(io.BytesIO(client.get(address.replace("/en/", "/ar/") + "xlsx/").content))
    assert book.active.sheet_view.rightToLeft
    assert [cell.value for cell in book.active["D"]][1:] == [7]


def test_control_characters_do_not_break_the_workbook(client, campaign, member, address):
    reported(member, campaign, channel="Ga\x0bzette")
    assert load_workbook(io.BytesIO(client.get(f"{address}xlsx/").content)).active["C2"].value == "Gazette"


def test_another_format_is_refused_with_those_that_there_are(client, address):
    answer = client.get(f"{address}docx/")
    assert answer.status_code == 404
    assert f"{address}csv/" in answer.content.decode()


def test_names_of_what_is_counted_follow_the_language(campaign):
    from campaigns.reporting import name_of

    with translation.override("en"):
        assert name_of(VIEW) == "Views of the pages"
    assert name_of("something") == "something"
