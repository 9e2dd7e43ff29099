"""Pledges: signed without an account, taken back at once, shown as numbers that give nobody away."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from campaigns.domain import pledges as verbs
from campaigns.domain.pledges import PledgeError, pledge_figures, safe_places
from campaigns.models import Pledge, PledgePlace
from cms.keys import new_secret
from cms.limits import LETTER, SIGN
from cms.models import AuditEntry
from tests.campaigns.factories import MemberFactory, campaign_page, organisation_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    """Forms may be sent as soon as they were given out."""
    monkeypatch.setattr("cms.forms.sealed.FASTEST", -1)


@pytest.fixture
def campaign(site_tree):
    branch = site_tree("en", "ar")["en"]
    return campaign_page(branch, pledge_kind="public", pledge_text="I say hello first.", title="Hello first")


@pytest.fixture
def office(site_tree):
    return campaign_page(site_tree("en")["en"], pledge_kind="office", pledge_text="I answer every letter.")


def address(campaign, language="en") -> str:
    return f"/{language}/pledge/{campaign.translation_key}/"


def seal_in(response) -> str:
    return re.search(r'name="seal" value="([^"]+)"', response.content.decode())[1]


def signed(client, campaign, **said):
    """Open the page and send its form, as a browser does."""
    seal = seal_in(client.get(address(campaign)))
    return client.post(address(campaign), {"seal": seal} | said)


def make(campaign, number=1, *, place="", confirmed=True):
    now = timezone.now()
    Pledge.objects.bulk_create(
        Pledge(
            campaign=campaign.translation_key,
            kind="public",
            language="en",
            place=place,
            confirmed_at=now if confirmed else None,
        )
        for _one in range(number)
    )


def an_office_holder(office, **values) -> Pledge:
    said = {
        "name": "Ada Wren",
        "office": "Mayor of Sparrowtown",
        "words": "I answer every letter within a week.",
        "email": "mayor@sparrowtown.example.org",
    }
    pledge, _new = verbs.sign(office, form=new_secret(), language="en", **said)
    for name, value in values.items():
        setattr(pledge, name, value)
    pledge.save()
    return pledge


# Signing ----------------------------------------------------------------------------------------------------------


def test_somebody_signs_without_saying_who_she_is(client, campaign):
    answer = signed(client, campaign)
    pledge = Pledge.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/en/pledge/{pledge.token}/"
    assert (pledge.first_name, pledge.place, pledge.email) == ("", "", "")
    assert pledge.confirmed_at is not None
    page = client.get(answer["Location"])
    assert "Your pledge counts." in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert mail.outbox == []
    assert pledge_figures(campaign.translation_key).total == 1


def test_the_text_of_the_pledge_stands_in_the_language_of_the_page(client, campaign):
    page = client.get(address(campaign)).content.decode()
    assert "I say hello first." in page
    assert client.get(address(campaign, "ar")).status_code == 404  # this campaign is not there in Arabic


def test_a_first_name_is_shown_to_nobody_but_the_signer(client, campaign):
    answer = signed(client, campaign, first_name="Amina", place="Wren", school="Hill School")
    assert "Thank you, Amina" in client.get(answer["Location"]).content.decode()
    others = Client().get(address(campaign)).content.decode()
    assert all(word not in others for word in ("Amina", "Wren", "Hill School"))


def test_with_an_address_it_counts_once_it_is_confirmed_and_then_the_address_is_deleted(client, campaign):
    answer = signed(client, campaign, email="amina@example.org")
    assert answer["Location"] == f"{address(campaign)}done/"
    assert "Look into your mailbox" in client.get(answer["Location"]).content.decode()
    assert pledge_figures(campaign.translation_key).total == 0
    [letter] = mail.outbox
    assert letter.to == ["amina@example.org"]
    [link] = re.findall(r"/en/pledge/\w+/", letter.body)
    client.get(link)
    assert Pledge.objects.get().confirmed_at is None  # a look confirms nothing
    client.post(link, {"do": "confirm"})
    pledge = Pledge.objects.get()
    assert (pledge.email, pledge.confirmed_at is not None) == ("", True)
    assert pledge_figures(campaign.translation_key).total == 1


def test_the_letter_is_in_the_language_in_which_one_signed(site_tree):
    tree = site_tree("en", "fr")
    campaign = campaign_page(tree["en"], pledge_kind="public", pledge_text="I say hello first.")
    with translation.override("fr"):
        verbs.sign(campaign, form=new_secret(), language="fr", email="amina@example.org")
    assert "/fr/pledge/" in mail.outbox[0].body


def test_a_double_click_is_one_row_and_one_letter(client, campaign):
    """Case 26: the same form sent twice gives the same answer."""
    seal = seal_in(client.get(address(campaign)))
    answers = [client.post(address(campaign), {"seal": seal, "first_name": "Amina"}) for _click in range(2)]
    assert Pledge.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]
    seal = seal_in(client.get(address(campaign)))
    for _click in range(2):
        client.post(address(campaign), {"seal": seal, "email": "amina@example.org"})
    assert Pledge.objects.count() == 2
    assert len(mail.outbox) == 1


def test_what_is_nobodys_to_say_is_ignored(client, campaign):
    """Case 10: fields that the form does not have change nothing."""
    signed(
        client,
        campaign,
        kind="office",
        confirmed_at="2020-01-01",
        approved_at="2020-01-01",
        token="mine",
        office="Queen",
    )
    pledge = Pledge.objects.get()
    assert (pledge.kind, pledge.office, pledge.approved_at) == ("public", "", None)
    assert pledge.campaign == campaign.translation_key
    assert pledge.token != "mine"


def test_a_form_without_its_token_is_refused_and_a_look_signs_nothing(campaign):
    """Case 52."""
    strict = Client(enforce_csrf_checks=True)
    seal = seal_in(strict.get(address(campaign)))
    assert strict.post(address(campaign), {"seal": seal}).status_code == 403
    assert strict.get(address(campaign), {"seal": seal, "first_name": "Amina"}).status_code == 200
    assert Client().put(address(campaign)).status_code == 405
    pledge, _new = verbs.sign(campaign, form=new_secret(), language="en")
    assert strict.post(f"/en/pledge/{pledge.token}/", {"do": "take_back"}).status_code == 403
    assert Pledge.objects.count() == 1


def test_a_program_that_fills_in_what_nobody_sees_is_thanked_and_not_counted(client, campaign):
    answer = signed(client, campaign, homepage="https://spam.example.org")
    assert answer.status_code == 302
    assert Pledge.objects.count() == 0


@pytest.mark.parametrize("seal", ["", "made-up", "fresh", "old", "of another"])
def test_a_seal_that_is_not_good_is_asked_for_again_and_what_was_typed_stays(
    client, campaign, monkeypatch, seal
):
    given = seal_in(client.get(address(campaign)))
    if seal == "fresh":
        monkeypatch.setattr("cms.forms.sealed.FASTEST", 2)
        seal = given
    elif seal == "old":
        monkeypatch.setattr("cms.forms.sealed.OLDEST", -2)
        seal = given
    elif seal == "of another":
        from campaigns.forms.pledges import PublicPledgeForm

        seal = PublicPledgeForm(subject=str(uuid4())).initial["seal"]
    answer = client.post(address(campaign), {"seal": seal, "first_name": "Amina"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Please read it through once more, then send it." in page
    assert 'value="Amina"' in page
    monkeypatch.undo()
    monkeypatch.setattr("cms.forms.sealed.FASTEST", -1)
    assert client.post(address(campaign), {"seal": seal_in(answer), "first_name": "Amina"}).status_code == 302


def test_a_bad_address_is_said_beside_the_field(client, campaign):
    answer = signed(client, campaign, email="amina at example", first_name="Amina")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="id_email-fault"' in page
    assert 'value="Amina"' in page
    assert Pledge.objects.count() == 0


# Limits -----------------------------------------------------------------------------------------------------------


def test_two_classes_behind_one_address_get_through_and_a_flood_does_not(client, campaign):
    """Case 20-like: a class signs in one lesson. Case 72: the limit lies in the database, not in a cache."""
    for _pupil in range(SIGN.free):
        assert signed(client, campaign).status_code == 302
    answer = signed(client, campaign, first_name="Amina")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert 'value="Amina"' in answer.content.decode()
    assert Pledge.objects.count() == SIGN.free
    assert signed(Client(REMOTE_ADDR="203.0.113.9"), campaign).status_code == 302


def test_the_limit_holds_when_the_cache_loses_everything(client, campaign):
    """Case 72: limits never fail open."""
    for _time in range(SIGN.free):
        signed(client, campaign)
        caches["default"].clear()
    assert signed(client, campaign).status_code == 429


def test_a_stranger_cannot_have_letters_sent_to_somebody_again_and_again(client, campaign):
    for _time in range(LETTER.free):
        signed(client, campaign, email="amina@example.org")
    assert signed(client, campaign, email="AMINA@example.org").status_code == 429
    assert len(mail.outbox) == LETTER.free
    assert signed(client, campaign, email="other@example.org").status_code == 302


# Closed -----------------------------------------------------------------------------------------------------------


def test_a_campaign_that_is_paused_ended_or_not_begun_says_so_and_takes_nothing(client, campaign):
    today = timezone.localdate()
    from campaigns.domain.pausing import pause, resume

    actor = MemberFactory(organisation=organisation_of(campaign)).user
    seal = seal_in(client.get(address(campaign)))
    pause(campaign, actor=actor)
    page = client.get(address(campaign))
    assert "This campaign is taking a break." in page.content.decode()
    assert 'name="seal"' not in page.content.decode()
    assert client.post(address(campaign), {"seal": seal}).status_code == 409
    resume(campaign, actor=actor)
    for values, words in [
        ({"ends_on": today - timedelta(days=1)}, "This campaign ended on"),
        ({"ends_on": None, "starts_on": today + timedelta(days=1)}, "This campaign begins on"),
    ]:
        type(campaign).objects.filter(pk=campaign.pk).update(**values)
        assert words in client.get(address(campaign)).content.decode()
        assert client.post(address(campaign), {"seal": seal}).status_code == 409
    assert Pledge.objects.count() == 0


def test_a_campaign_without_a_pledge_or_that_is_not_live_has_no_such_page(client, campaign):
    type(campaign).objects.filter(pk=campaign.pk).update(pledge_kind="none")
    assert client.get(address(campaign)).status_code == 404
    type(campaign).objects.filter(pk=campaign.pk).update(pledge_kind="public", live=False)
    assert client.get(address(campaign)).status_code == 404
    assert client.get(f"/en/pledge/{uuid4()}/").status_code == 404
    assert client.get(f"/en/pledge/{new_secret()}/").status_code == 404


# Taking back ------------------------------------------------------------------------------------------------------


def test_who_takes_a_pledge_back_leaves_nothing_behind(client, campaign):
    answer = signed(client, campaign, first_name="Amina")
    client.get(answer["Location"])
    assert Pledge.objects.count() == 1
    page = client.post(answer["Location"], {"do": "take_back"})
    assert "Nothing of it is kept." in page.content.decode()
    assert Pledge.objects.count() == 0
    assert pledge_figures(campaign.translation_key).total == 0
    assert client.get(answer["Location"]).status_code == 404
    assert not AuditEntry.objects.filter(verb__startswith="pledge").exists()


def test_an_unknown_deed_is_not_found(client, campaign):
    answer = signed(client, campaign)
    assert client.post(answer["Location"], {"do": "approve"}).status_code == 404


def test_what_was_not_confirmed_within_a_week_is_forgotten(campaign):
    now = timezone.now()
    for days in (6, 8):
        pledge, _new = verbs.sign(campaign, form=new_secret(), language="en", email=f"a{days}@example.org")
        Pledge.objects.filter(pk=pledge.pk).update(signed_at=now - timedelta(days=days))
    make(campaign)
    assert verbs.forget_old() == 1
    assert Pledge.objects.count() == 2


# What is shown ----------------------------------------------------------------------------------------------------


def test_places_are_named_from_ten_on_in_steps_of_five_once_somebody_has_read_their_names(campaign):
    actor = MemberFactory(organisation=organisation_of(campaign)).user
    make(campaign, 14, place="Wren")
    make(campaign, 3, place=" WREN ")
    make(campaign, 9, place="Finch")
    make(campaign, 12)
    make(campaign, 5, place="Wren", confirmed=False)
    key = campaign.translation_key
    assert pledge_figures(key).places == ()
    assert verbs.waiting_places(key) == [("Wren", 17)]
    verbs.name_place(key, "Wren", actor=actor)
    verbs.name_place(key, "Finch", actor=actor)
    found = pledge_figures(key)
    assert found.total == 38
    assert [(one.name, one.at_least) for one in found.places] == [("Wren", 15)]
    assert verbs.waiting_places(key) == []
    verbs.unname_place(PledgePlace.objects.get(folded="wren"), actor=actor)
    assert pledge_figures(key).places == ()


@pytest.mark.parametrize(
    ("places", "total", "shown"),
    [
        ({"wren": 9}, 100, {}),
        ({"wren": 10}, 20, {"wren": 10}),
        ({"wren": 10}, 10, {"wren": 10}),
        ({"wren": 10}, 19, {}),  # nine would be left over
        ({"wren": 14}, 24, {"wren": 10}),
        ({"wren": 30, "finch": 12}, 51, {"wren": 30}),  # nine left over: the smaller one goes
        ({"wren": 30, "finch": 12}, 52, {"wren": 30, "finch": 10}),
        ({"wren": 30, "finch": 12}, 42, {"wren": 30, "finch": 10}),
        ({}, 3, {}),
    ],
)
def test_what_is_left_over_is_never_a_handful(places, total, shown):
    assert safe_places(places, total) == shown


def test_figures_are_kept_and_change_with_the_next_signature(campaign):
    make(campaign, 3)
    key = campaign.translation_key
    assert pledge_figures(key).total == 3
    with CaptureQueriesContext(connection) as queries:
        pledge_figures(key)
    assert len(queries) == 0
    verbs.sign(campaign, form=new_secret(), language="en")
    assert pledge_figures(key).total == 4


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_as_much_however_many_have_signed(client, campaign, number):
    make(campaign, number, place="Wren")
    client.get(address(campaign))
    verbs.sign(campaign, form=new_secret(), language="en")
    with CaptureQueriesContext(connection) as queries:
        client.get(address(campaign))
    assert len(queries) <= 9


# Office holders ---------------------------------------------------------------------------------------------------


def test_an_office_holder_must_give_name_office_and_address(client, office):
    answer = signed(client, office, name="Ada Wren")
    assert answer.status_code == 422
    assert 'id="id_office-fault"' in answer.content.decode()
    assert 'id="id_email-fault"' in answer.content.decode()


def test_an_office_holder_is_shown_after_confirming_and_after_somebody_looked(client, office):
    member = MemberFactory(organisation=organisation_of(office))
    answer = signed(
        client, office, name="Ada Wren", office="Mayor", words="I answer.", email="mayor@wren.example.org"
    )
    assert answer["Location"] == f"{address(office)}done/"
    pledge = Pledge.objects.get()
    key = office.translation_key
    with pytest.raises(PledgeError):
        verbs.approve(pledge, actor=member.user)
    client.post(f"/en/pledge/{pledge.token}/", {"do": "confirm"})
    pledge.refresh_from_db()
    assert pledge.email == "mayor@wren.example.org"  # to be asked again
    assert pledge_figures(key).office_holders == ()
    assert "Ada Wren" not in client.get(address(office)).content.decode()
    assert [one.pk for one in verbs.waiting_office_holders(key)] == [pledge.pk]
    verbs.approve(pledge, actor=member.user)
    [shown] = pledge_figures(key).office_holders
    assert (shown.name, shown.office, shown.words) == ("Ada Wren", "Mayor", "I answer.")
    assert shown.until == timezone.localdate() + timedelta(days=365)
    page = client.get(address(office)).content.decode()
    assert "Ada Wren" in page
    assert "mayor@wren.example.org" not in page
    assert AuditEntry.objects.get(verb="pledge.approved").actor == member.user


def test_a_promise_is_asked_about_a_month_before_it_ends_and_once(office):
    today = timezone.localdate()
    now = timezone.now()
    soon = an_office_holder(office, confirmed_at=now, approved_at=now, renew_on=today + timedelta(days=30))
    an_office_holder(office, confirmed_at=now, approved_at=now, renew_on=today + timedelta(days=31))
    mail.outbox.clear()
    assert verbs.ask_again() == 1
    assert verbs.ask_again() == 0
    [letter] = mail.outbox
    assert f"/en/pledge/{soon.token}/" in letter.body
    verbs.renew(soon.token)
    soon.refresh_from_db()
    assert (soon.renew_on, soon.asked_at) == (today + timedelta(days=365), None)


def test_a_promise_that_ended_is_no_longer_shown_and_a_month_later_forgotten(office):
    today = timezone.localdate()
    now = timezone.now()
    key = office.translation_key
    pledge = an_office_holder(office, confirmed_at=now, approved_at=now, renew_on=today)
    assert len(pledge_figures(key).office_holders) == 1
    Pledge.objects.filter(pk=pledge.pk).update(renew_on=today - timedelta(days=1))
    from cms.cache.keeping import forget_everything

    forget_everything()
    assert pledge_figures(key).office_holders == ()
    assert verbs.forget_old() == 0
    Pledge.objects.filter(pk=pledge.pk).update(renew_on=today - timedelta(days=31))
    assert verbs.forget_old() == 1


def test_the_jobs_come_round():
    from cms.worker import jobs

    assert jobs["campaigns.ask_office_holders"] == (86400, verbs.ask_again)
    assert jobs["campaigns.forget_pledges"] == (3600, verbs.forget_old)


def test_words_of_strangers_are_written_as_text(client, office):
    """Case 48."""
    now = timezone.now()
    pledge = an_office_holder(office, confirmed_at=now, words="<script>alert(1)</script>", name="<b>Ada</b>")
    verbs.approve(pledge, actor=MemberFactory(organisation=organisation_of(office)).user)
    page = client.get(address(office)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
