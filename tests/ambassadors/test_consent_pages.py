"""Invitation, own consent, the guardian's private link, breaks and leaving, by the doors."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from ambassadors.domain import people
from ambassadors.domain.consent import take_back, take_back_as_guardian
from ambassadors.domain.renewing import ask_again
from ambassadors.domain.standing import consent_of, missing
from ambassadors.domain.wording import kept_wording, wording
from ambassadors.enums import Condition, ConsentSide, VisitState
from ambassadors.models import Ambassador, AmbassadorConsent
from cms.keys import new_secret
from cms.logs import NotOfPupils
from cms.models import AuditEntry
from tests.ambassadors.factories import AmbassadorFactory, booked, consent, ready, safeguarding_lead
from tests.ambassadors.people import link, plain
from tests.campaigns.factories import OrganisationFactory
from tests.schools.factories import MemberFactory, TownFactory, person

pytestmark = pytest.mark.django_db

OWN, GUARDIAN = ConsentSide.OWN, ConsentSide.GUARDIAN


@pytest.fixture(autouse=True)
def _tree(site_tree):
    site_tree("en", "uk", "ar")


@pytest.fixture
def letters(mailoutbox, django_capture_on_commit_callbacks):
    """Do something and return to whom letters went."""

    def after(do) -> list[str]:
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            do()
        return [address for letter in mailoutbox[before:] for address in letter.to]

    return after


def yes(**values) -> dict:
    """What a browser sends when somebody agrees."""
    sent = {
        "do": "agree",
        "formats": ["in_person"],
        "is_public": "no",
        "until": (timezone.localdate() + timedelta(days=100)).isoformat(),
        "agrees": "on",
    }
    return sent | values


def as_guardian(**values) -> dict:
    return yes(guardian="on", knows="on") | values


def asked_guardian(**fields) -> Ambassador:
    """A minor who agreed, so that her guardian was written to."""
    made = AmbassadorFactory(**fields)
    consent(made)
    made.guardian_link_until = timezone.now() + timedelta(days=60)
    made.save()
    return made


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def nominated(**fields) -> Ambassador:
    member = MemberFactory()
    values = {
        "first_name": "Mira",
        "band": "13-15",
        "town": TownFactory(),
        "language": "en",
        "email": "mira@example.org",
        "guardian_email": "parent@example.org",
    }
    return people.nominate(member.school, actor=member.user, **(values | fields))


def invitation(ambassador: Ambassador, language: str = "en") -> str:
    return f"/{language}/ambassador/invitation/{ambassador.token}/"


# The invitation ----------------------------------------------------------------------------------------------------


def test_who_is_invited_signs_in_first_and_comes_back(client):
    made = nominated()
    response = client.get(invitation(made))
    assert response.status_code == 302
    assert response["Location"].endswith(f"/account/login/?next={invitation(made)}")


def test_an_invitation_says_what_it_is_and_who_nominated(client):
    made = nominated()
    text = plain(signed_in(person()).get(invitation(made)))
    assert made.school.name in text
    assert "As you are under 18, a parent or guardian is asked as well, after you." in text
    assert "parent@example.org" not in text
    adult = nominated(band="18+", guardian_email="", email="adult@example.org")
    assert "As you are under 18" not in plain(signed_in(person()).get(invitation(adult)))


def test_an_invitation_is_accepted_and_leads_to_the_own_consent():
    made, user = nominated(), person()
    mine = signed_in(user)
    address = invitation(made)
    response = mine.post(address)
    assert (response.status_code, response["Location"]) == (302, "/en/ambassador/consent/")
    made.refresh_from_db()
    assert (made.user, made.email) == (user, "")
    again = mine.post(address)
    assert (again.status_code, again["Location"]) == (302, "/en/ambassador/")
    assert signed_in(person()).get(address).status_code == 404


def test_whoever_nominated_does_not_take_the_invitation_herself():
    made = nominated()
    response = signed_in(made.nominated_by).post(invitation(made))
    assert response.status_code == 200
    assert "You sent this invitation." in plain(response)
    made.refresh_from_db()
    assert made.user is None


def test_an_old_or_wrong_invitation_opens_nothing_and_helps():
    made, mine = nominated(), signed_in(person())
    Ambassador.objects.update(invited_until=timezone.now() - timedelta(minutes=1))
    for address in (invitation(made), "/en/ambassador/invitation/abc/"):
        response = mine.get(address)
        assert response.status_code == 404
        assert "ask the school or organisation that invited you for a new one" in plain(response)
        assert "Mira" not in plain(response)


# Her own consent ---------------------------------------------------------------------------------------------------


def test_the_page_of_the_own_consent_is_for_ambassadors_alone(client):
    address = "/en/ambassador/consent/"
    assert client.get(address).status_code == 302
    assert signed_in(person()).get(address).status_code == 404
    assert signed_in(person()).post(address, yes()).status_code == 404
    left = AmbassadorFactory()
    people.withdraw(left, actor=left.user)
    assert signed_in(left.user).get(address).status_code == 404


def test_nothing_is_ticked_beforehand_and_a_year_is_suggested():
    made = AmbassadorFactory()
    page = signed_in(made.user).get("/en/ambassador/consent/").content.decode()
    assert re.findall(r"<input[^>]*checked[^>]*>", page) == []
    assert f'value="{timezone.localdate() + timedelta(days=365)}"' in page
    assert "You have not decided yet" in page


def test_a_minor_agrees_and_a_parent_or_guardian_is_written_to(letters):
    """Case 15: without the guardian she is still not complete."""
    made = AmbassadorFactory(band="13-15")
    mine = signed_in(made.user)
    sent = yes(formats=["online"], is_public="yes")
    assert letters(lambda: mine.post("/en/ambassador/consent/", sent)) == [made.guardian_email]
    assert letters(lambda: mine.post("/en/ambassador/consent/", sent)) == []
    held = consent_of(made, OWN)
    assert (held.formats, held.is_public, held.read_in) == (["online"], True, "en")
    assert held.until == timezone.localdate() + timedelta(days=100)
    made.refresh_from_db()
    assert Condition.GUARDIAN_CONSENT in missing(made)
    text = plain(mine.get("/en/ambassador/consent/"))
    assert "You have agreed" in text
    assert "A parent or guardian has to agree as well, and gets a letter" in text
    consent(made, GUARDIAN)
    take_back_as_guardian(made)
    lacks = "The yes of a parent or guardian is missing at the moment."
    assert lacks in plain(mine.get("/en/ambassador/consent/"))
    consent(made, GUARDIAN)
    assert lacks not in plain(mine.get("/en/ambassador/consent/"))
    assert (
        "gets a letter" not in plain(mine.get("/en/ambassador/consent/")).partition("What you should know")[0]
    )


def test_an_adult_agrees_alone(letters):
    made = AmbassadorFactory(band="18+")
    mine = signed_in(made.user)
    assert letters(lambda: mine.post("/en/ambassador/consent/", yes())) == []
    assert missing(made) == [Condition.TRAINING, Condition.CLEARANCE]
    text = plain(mine.get("/en/ambassador/consent/"))
    assert "parent or guardian" not in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"formats": []}, "Please tick one way at least."),
        ({"is_public": ""}, "Please choose yes or no."),
        ({"until": "2020-01-01"}, "Please choose a day within a year from today."),
        ({"until": "2099-01-01"}, "Please choose a day within a year from today."),
        ({"until": ""}, "Please choose a day."),
        ({"agrees": ""}, "Nothing is agreed to unless you tick this."),
        ({"formats": ["by_letter"]}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_and_what_was_chosen_is_kept(change, sentence):
    made = AmbassadorFactory()
    sent = yes(formats=["in_person", "online"], is_public="yes") | change
    response = signed_in(made.user).post("/en/ambassador/consent/", sent)
    assert response.status_code == 422
    assert sentence in plain(response)
    assert not AmbassadorConsent.objects.exists()
    page = response.content.decode()
    if "formats" not in change:
        assert re.search(r'name="formats" value="online"[^>]*checked', page)
    if "is_public" not in change:
        assert re.search(r'name="is_public" value="yes"[^>]*checked', page)


def test_the_same_form_sent_twice_is_one_line_of_the_ledger():
    made = AmbassadorFactory()
    mine = signed_in(made.user)
    for _time in range(2):
        assert mine.post("/en/ambassador/consent/", yes()).status_code == 302
    assert AmbassadorConsent.objects.count() == 1
    mine.post("/en/ambassador/consent/", yes(is_public="yes"))
    assert AmbassadorConsent.objects.count() == 2


def test_one_press_takes_the_own_consent_back_and_holds_the_visit():
    """Case 15, by the young person's own page."""
    visit = booked()
    made = visit.parts.get().ambassador
    mine = signed_in(made.user)
    for _time in range(2):
        assert mine.post("/en/ambassador/consent/", {"do": "take_back"}).status_code == 302
    assert made.consents.filter(kind="withdrawn").count() == 1
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    text = plain(mine.get("/en/ambassador/consent/"))
    assert "You took it back" in text
    assert "Taken back on" in text


def test_who_agreed_keeps_a_copy_of_the_words_and_nobody_where_nothing_holds(client):
    made = asked_guardian()
    assert client.get(link(made) + "?copy=yes").status_code == 404
    client.post(link(made, "uk"), as_guardian(is_public="yes"))
    for response in (
        client.get(link(made) + "?copy=yes"),
        signed_in(made.user).get("/en/ambassador/consent/?copy=yes"),
    ):
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert "attachment" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
    text = client.get(link(made) + "?copy=yes").content.decode()
    assert "Shown: first name and town, to everybody" in text
    assert consent_of(made, GUARDIAN).wording.text in text
    take_back(made, actor=made.user)
    assert signed_in(made.user).get("/en/ambassador/consent/?copy=yes").status_code == 404


@pytest.mark.parametrize("sent", [{}, {"do": "erase"}])
def test_what_makes_no_sense_is_answered_404(sent):
    made = asked_guardian()
    mine = signed_in(made.user)
    for address in ("/en/ambassador/consent/", "/en/ambassador/leave/", link(made)):
        assert mine.post(address, sent).status_code == 404


# The words ---------------------------------------------------------------------------------------------------------


def test_the_words_are_other_ones_for_the_young_for_adults_and_for_guardians():
    young, adult = AmbassadorFactory(), AmbassadorFactory(band="18+")
    texts = [
        " ".join(one.answer for one in wording(*of)) for of in ((young, OWN), (adult, OWN), (young, GUARDIAN))
    ]
    assert len(set(texts)) == 3
    for text in texts:
        assert "data protection authority of your country" in text
        assert "at any time" in text
        assert "No surname" in text
        assert "%(" not in text
    assert young.school.name in texts[0]
    assert "Two grown-ups go along on every visit" in texts[0]
    assert "a parent or guardian has to agree as well" in texts[0]
    assert "Two grown-ups go along on every visit" in texts[2]


def test_the_words_that_are_kept_for_good_name_no_young_person():
    made = AmbassadorFactory(first_name="Zuleika")
    for side in ConsentSide:
        assert "Zuleika" not in kept_wording(made, side, language="en").text
        assert made.town.name not in kept_wording(made, side, language="en").text


def test_an_organisation_that_nominates_is_named():
    organisation = OrganisationFactory(name="Bridge Builders 100%")
    made = AmbassadorFactory(school=None, organisation=organisation)
    assert "Bridge Builders 100% asks you." in wording(made, OWN)[0].answer
    consent(made)
    Ambassador.objects.update(guardian_link_until=timezone.now() + timedelta(days=1))
    assert organisation.contact_email in plain(Client().get(link(made)))


# The guardian ------------------------------------------------------------------------------------------------------


def test_a_guardian_reads_without_an_account_and_agrees(client):
    """Case 15: with her, the consents are complete."""
    made = asked_guardian()
    text = plain(client.get(link(made)))
    assert f"May {made.first_name} be a youth ambassador?" in text
    assert "You have not decided yet" in text
    assert f"{made.first_name} has agreed." in text
    response = client.post(link(made), as_guardian())
    assert (response.status_code, response["Location"]) == (302, link(made) + "#now")
    held = consent_of(made, GUARDIAN)
    assert (held.formats, held.is_public, held.read_in) == (["in_person"], False, "en")
    assert "as a parent or guardian of a young person under 18" in held.wording.text
    assert Condition.GUARDIAN_CONSENT not in missing(made)
    text = plain(client.get(link(made)))
    assert "You have agreed" in text
    assert "Agreed on" in text


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_the_link_opens_in_each_language_and_leads_to_the_others(client, language):
    made = asked_guardian()
    page = client.get(link(made, language)).content.decode()
    assert f'lang="{language}"' in page
    for other in ("en", "uk", "ar"):
        assert link(made, other) in page
    assert client.post(link(made, language), as_guardian()).status_code == 302
    assert consent_of(made, GUARDIAN).read_in == language
    with override(language):
        assert consent_of(made, GUARDIAN).wording.language == language


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"guardian": ""}, "For somebody under 18, a parent or guardian has to agree."),
        ({"knows": ""}, "Please talk about it together first."),
        ({"agrees": ""}, "Nothing is agreed to unless you tick this."),
    ],
)
def test_a_guardian_says_all_three_sentences(client, change, sentence):
    made = asked_guardian()
    response = client.post(link(made), as_guardian(**change))
    assert response.status_code == 422
    assert sentence in plain(response)
    assert re.search(r'name="formats" value="in_person"[^>]*checked', response.content.decode())
    assert consent_of(made, GUARDIAN) is None


def test_a_guardian_takes_it_back_with_one_press_and_the_visit_is_on_hold(client):
    """Case 15: at once; pressed twice, it is taken back once."""
    visit = booked()
    made = visit.parts.get().ambassador
    Ambassador.objects.update(guardian_link_until=timezone.now() - timedelta(days=1))
    before = plain(client.get(link(made)))
    assert visit.school.name in before
    assert "on hold" not in before.partition("Visits to come")[2].partition("What you should know")[0]
    for _time in range(2):
        assert client.post(link(made), {"do": "take_back"}).status_code == 302
    assert made.consents.filter(side=GUARDIAN, kind="withdrawn").count() == 1
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    text = plain(client.get(link(made)))
    assert "You took it back" in text
    assert "on hold" in text.partition("Visits to come")[2].partition("What you should know")[0]


def test_a_guardian_sees_her_own_history_and_not_that_of_the_young_person(client):
    made = asked_guardian()
    assert "What was decided so far" not in plain(client.get(link(made)))
    client.post(link(made), as_guardian(formats=["online"]))
    take_back_as_guardian(made)
    take_back(made, actor=made.user)
    history = plain(client.get(link(made))).partition("What was decided so far")[2]
    assert history.count("Agreed on") == 1
    assert history.count("Taken back on") == 1
    assert f"{made.first_name} has not agreed at the moment." in plain(client.get(link(made)))


def test_a_consent_that_ran_out_can_be_given_anew(client):
    """Case 15: expired."""
    made = asked_guardian()
    consent(made, GUARDIAN, until=timezone.localdate() - timedelta(days=1))
    assert "Your yes has ended" in plain(client.get(link(made)))
    assert client.post(link(made), as_guardian()).status_code == 302
    assert "You have agreed" in plain(client.get(link(made)))


def _never_asked(made):
    made.guardian_link_until = None
    made.save()


def _too_old(made):
    made.guardian_link_until = timezone.now() - timedelta(minutes=1)
    made.save()


def _left(made):
    people.withdraw(made, actor=made.user)


def _grown_up(made):
    people.raise_band(made, "18+", actor=safeguarding_lead())


def _new_link(made):
    people.link_guardian(made, actor=made.nominated_by, email=made.guardian_email)


@pytest.mark.parametrize("dead", [_never_asked, _too_old, _left, _grown_up, _new_link])
def test_a_link_that_is_dead_opens_nothing_and_helps(client, dead):
    """Case 15: whoever is 18, left, or got a new link is out of reach of the old one."""
    made = asked_guardian()
    old = link(made)
    dead(made)
    for response in (client.get(old), client.post(old, as_guardian()), client.post(old, {"do": "take_back"})):
        assert response.status_code == 404
        assert "This link opens nothing" in plain(response)
        assert made.first_name not in plain(response)
    made.refresh_from_db()
    assert consent_of(made, GUARDIAN) is None


def test_a_link_that_was_used_stays_good_after_its_day(client):
    """Case 15: whoever agreed can always take it back."""
    made = asked_guardian()
    consent(made, GUARDIAN)
    _too_old(made)
    assert client.get(link(made)).status_code == 200


def test_the_private_link_is_kept_found_and_told_nowhere(client):
    made = asked_guardian()
    for response in (
        client.get(link(made)),
        client.post(link(made), as_guardian(formats=[])),
        client.get("/en/ambassador/guardian/nothing/"),
    ):
        assert "private, no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies.get("sessionid")


def test_no_token_of_a_link_is_logged(client, caplog):
    made, invited = asked_guardian(), nominated()
    with caplog.at_level(logging.DEBUG):
        client.get(link(made))
        client.post(link(made), {"do": "something"})
        client.get(invitation(invited))
        signed_in(person()).get(invitation(invited) + "x/")
    kept = [record.getMessage() for record in caplog.records if NotOfPupils().filter(record)]
    assert not any(made.guardian_token in message or invited.token in message for message in kept)


def test_who_tries_many_links_has_to_wait_and_a_right_one_opens_nevertheless(client):
    made = asked_guardian()
    answers = [client.get(f"/en/ambassador/guardian/{new_secret()}/") for _number in range(34)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get(link(made)).status_code == 200


def test_without_the_forms_token_nothing_is_done():
    made = asked_guardian()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link(made), as_guardian()).status_code == 403
    assert consent_of(made, GUARDIAN) is None


def test_a_look_changes_nothing(client):
    made = asked_guardian()
    consent(made, GUARDIAN)
    client.get(link(made) + "?do=take_back")
    assert consent_of(made, GUARDIAN) is not None


def test_a_guardian_learns_no_address_and_nobody_elses_visit(client):
    made, other = asked_guardian(), booked()
    text = plain(client.get(link(made)))
    assert made.user.email not in text
    assert made.guardian_email not in text
    assert other.school.name not in text
    assert other.parts.get().ambassador.first_name not in text


# Breaks and leaving ------------------------------------------------------------------------------------------------


def test_a_break_begins_and_ends_with_one_press():
    made = ready()
    mine = signed_in(made.user)
    assert "Take a break" in plain(mine.get("/en/ambassador/leave/"))
    response = mine.post("/en/ambassador/leave/", {"do": "pause"}, follow=True)
    assert "You take a break" in plain(response)
    assert missing(Ambassador.objects.get(pk=made.pk)) == [Condition.PAUSED]
    assert "End my break" in plain(mine.get("/en/ambassador/leave/"))
    assert "Welcome back." in plain(mine.post("/en/ambassador/leave/", {"do": "resume"}, follow=True))
    assert missing(Ambassador.objects.get(pk=made.pk)) == []


def test_leaving_is_asked_about_once_more_and_cancels_what_is_ahead():
    visit = booked()
    made = visit.parts.get().ambassador
    mine = signed_in(made.user)
    sure = mine.post("/en/ambassador/leave/", {"do": "leave"})
    assert "Leave for good?" in plain(sure)
    assert "The e-mail address of your parent or guardian is deleted" in plain(sure)
    visit.refresh_from_db()
    assert visit.state == VisitState.BOOKED
    left = mine.post("/en/ambassador/leave/", {"do": "leave:yes"}, follow=True)
    assert "You have left." in plain(left)
    visit.refresh_from_db()
    made.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    assert made.withdrawn_at is not None
    assert mine.get("/en/ambassador/leave/").status_code == 404


def test_nobody_else_takes_a_break_for_her(client):
    made = ready()
    assert client.post("/en/ambassador/leave/", {"do": "pause"}).status_code == 302
    assert signed_in(person()).post("/en/ambassador/leave/", {"do": "pause"}).status_code == 404
    made.refresh_from_db()
    assert made.paused_at is None


# Asking anew -------------------------------------------------------------------------------------------------------


def _given(ambassador, side, *, ago: int, until: int) -> AmbassadorConsent:
    """Write a consent that was given some days ago and lasts for some days more."""
    return AmbassadorConsent.objects.create(
        ambassador=ambassador,
        side=side,
        kind="granted",
        formats=["online"],
        until=timezone.localdate() + timedelta(days=until),
        wording=kept_wording(ambassador, side, language="en"),
        read_in="en",
        at=timezone.now() - timedelta(days=ago),
    )


@pytest.mark.parametrize(
    ("until", "sent"), [(60, 0), (31, 0), (30, 1), (29, 1), (8, 1), (7, 1), (1, 1), (0, 1), (-1, 0)]
)
def test_a_consent_is_asked_for_anew_before_it_runs_out_and_no_day_twice(letters, until, sent):
    made = AmbassadorFactory(band="18+")
    _given(made, OWN, ago=300, until=until)
    assert letters(ask_again) == [made.user.email] * sent
    assert letters(ask_again) == []


def test_both_sides_are_asked_thirty_and_seven_days_before(letters, mailoutbox):
    made = AmbassadorFactory(guardian_language="uk")
    _given(made, OWN, ago=340, until=25)
    _given(made, GUARDIAN, ago=360, until=5)
    assert sorted(letters(ask_again)) == sorted([made.user.email, made.guardian_email])
    assert any(f"/uk/ambassador/guardian/{made.guardian_token}/" in one.body for one in mailoutbox)
    AuditEntry.objects.filter(details__days=30).update(details={"days": 7})
    assert letters(ask_again) == [made.user.email]
    AuditEntry.objects.all().delete()
    take_back_as_guardian(made)
    assert letters(ask_again) == [made.user.email]


def test_who_agreed_anew_for_a_few_days_or_left_is_not_asked():
    made, short, left = (AmbassadorFactory(band="18+") for _one in range(3))
    _given(made, OWN, ago=340, until=20)
    consent(made)
    _given(short, OWN, ago=0, until=5)
    _given(left, OWN, ago=340, until=20)
    people.withdraw(left, actor=left.user)
    assert ask_again() == 0
