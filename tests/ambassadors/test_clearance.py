"""A safeguarding lead clears: every gate closed and open."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain import people as verbs
from ambassadors.domain.clearance import FOR_ADULTS, FOR_MINORS, checks_for, clear, end_clearance
from ambassadors.domain.people import PeopleError
from ambassadors.domain.standing import missing
from ambassadors.enums import Condition, ConsentSide, Step, VisitState
from ambassadors.models import Ambassador, Clearance
from cms.models import AuditEntry
from tests.ambassadors.factories import (
    AmbassadorFactory,
    CompanionFactory,
    booked,
    cleared_companion,
    consent,
    coordinator,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.people import lead, signed_in, text_of
from tests.schools.factories import MemberFactory, person
from tests.schools.people import coordinator as coordinator_with_factor

pytestmark = pytest.mark.django_db

URL = "/en/network/clearances/"


@pytest.fixture
def by(tree):
    return lead()


def waiting(**fields) -> Ambassador:
    """Return somebody who agreed and is trained, and whom nobody cleared."""
    made = ready(**fields)
    made.clearances.all().delete()
    return made


def sent(who, **values) -> dict:
    until = timezone.localdate() + timedelta(days=100)
    return {"do": "clear", "checks": [*checks_for(who)], "until": until.isoformat()} | values


# The verb ----------------------------------------------------------------------------------------------------------


def test_a_minor_is_not_cleared_before_everybody_agreed_and_the_training_is_done():
    """Case 15: each gate closed, then open."""
    minor, actor = AmbassadorFactory(), safeguarding_lead()
    for opens, said in (
        (lambda: consent(minor), "everybody who has to agree"),
        (lambda: consent(minor, ConsentSide.GUARDIAN), "everybody who has to agree"),
        (lambda: Ambassador.objects.update(trained_at=timezone.now()), "the training"),
    ):
        with pytest.raises(PeopleError, match=said):
            clear(minor, actor=actor, checks=FOR_MINORS)
        opens()
    made = clear(minor, actor=actor, checks=FOR_MINORS)
    assert made.until == timezone.localdate() + timedelta(days=365)
    assert made.checks == [*FOR_MINORS]
    minor.refresh_from_db()
    assert minor.step == Step.CLEARED
    assert not missing(minor)
    assert AuditEntry.objects.get(verb="clearance.given").actor == actor


@pytest.mark.parametrize("point", [*FOR_MINORS])
def test_nobody_is_cleared_while_a_point_is_not_made_sure_of(point):
    minor = waiting()
    for checks in ([one for one in FOR_MINORS if one != point], [*FOR_MINORS, "more"], []):
        with pytest.raises(PeopleError) as refused:
            clear(minor, actor=safeguarding_lead(), checks=checks)
        assert refused.value.field == "checks"
    assert missing(minor) == [Condition.CLEARANCE]


def test_a_clearance_lasts_a_year_for_minors_and_two_for_adults():
    today, actor = timezone.localdate(), safeguarding_lead()
    for who, most in ((waiting(), 365), (waiting(band="18+"), 730), (CompanionFactory(), 730)):
        for days in (-1, most + 1):
            with pytest.raises(PeopleError) as refused:
                clear(who, actor=actor, checks=checks_for(who), until=today + timedelta(days=days))
            assert refused.value.field == "until"
        assert clear(who, actor=actor, checks=checks_for(who)).until == today + timedelta(days=most)


def test_nobody_clears_herself_or_whom_she_nominated_or_without_the_permission():
    actor = safeguarding_lead()
    minor = waiting()
    hers = waiting(nominated_by=actor)
    herself = waiting(band="18+", user=actor)
    registered = CompanionFactory(made_by=actor)
    for user, who in (
        (actor, hers), (actor, herself), (actor, registered), (coordinator(), minor), (person(), minor),
        (minor.nominated_by, minor), (minor.user, minor),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            clear(who, actor=user, checks=checks_for(who))
    assert not Clearance.objects.exists()
    other = safeguarding_lead()
    for who in (hers, herself, registered):
        assert clear(who, actor=other, checks=checks_for(who)).given_by == other


def test_whoever_left_or_has_no_account_is_not_cleared():
    actor = safeguarding_lead()
    gone, nobody, ended = waiting(), waiting(), CompanionFactory(ended_at=timezone.now())
    verbs.withdraw(gone, actor=gone.user)
    Ambassador.objects.filter(pk=nobody.pk).update(user=None)
    with pytest.raises(PeopleError):
        clear(gone, actor=actor, checks=FOR_MINORS)
    with pytest.raises(PeopleError):
        clear(ended, actor=actor, checks=FOR_ADULTS)
    with pytest.raises(PermissionDenied):
        clear(nobody, actor=actor, checks=FOR_MINORS)


def test_a_newer_clearance_takes_the_place_of_the_one_before():
    minor, actor = ready(), safeguarding_lead()
    clear(minor, actor=actor, checks=FOR_MINORS)
    assert minor.clearances.count() == 2
    assert minor.clearances.get(ended_at=None).given_by == actor


def test_a_clearance_ends_at_once_with_a_reason():
    """Case 15."""
    visit = booked()
    minor, actor = visit.parts.get().ambassador, safeguarding_lead()
    held = minor.clearances.get()
    with pytest.raises(PeopleError) as refused:
        end_clearance(held, actor=actor, reason=" ")
    assert refused.value.field == "reason"
    for user in (coordinator(), minor.nominated_by, minor.user):
        with pytest.raises(PermissionDenied):
            end_clearance(held, actor=user, reason="Because.")
    end_clearance(held, actor=actor, reason="Somebody worried.")
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    minor.refresh_from_db()
    assert minor.step == Step.TRAINED


# The pages ---------------------------------------------------------------------------------------------------------


def test_the_queue_shows_who_waits_and_what_ends(desk):
    today = timezone.localdate()
    minor = waiting(first_name="Mira")
    AmbassadorFactory(first_name="Untrained")
    back = waiting(first_name="Back")
    ledger.take_back_as_guardian(back)
    over = ready(first_name="Over")
    over.clearances.update(until=today - timedelta(days=1))
    soon, later = ready(first_name="Soon"), ready(first_name="Later")
    soon.clearances.update(until=today + timedelta(days=60))
    later.clearances.update(until=today + timedelta(days=61))
    CompanionFactory(first_name="Otto")
    CompanionFactory(first_name="Ended", ended_at=timezone.now())
    cleared_companion(first_name="Cleared")
    answer = desk.get(URL)
    assert {one.first_name for one, _may in answer.context["ambassadors"]} == {"Mira", "Over"}
    assert [one.first_name for one, _may in answer.context["companions"]] == ["Otto"]
    assert [person.first_name for _one, person in answer.context["ending"]] == ["Soon"]
    assert f'href="{URL}{minor.key}/"' in text_of(answer)
    assert desk.get("/ar/network/clearances/").status_code == 200


def test_an_empty_queue_says_so(desk):
    page = text_of(desk.get(URL))
    assert "Whoever agreed and finished the training appears here." in page
    assert "Whoever is registered as a companion appears here." in page
    assert "A clearance that is about to end appears here in time." in page


def test_the_queue_costs_no_more_with_thirty(desk, django_assert_max_num_queries):
    for _number in range(3):
        waiting()
    CompanionFactory.create_batch(3)
    desk.get(URL)
    with django_assert_max_num_queries(24) as three:
        desk.get(URL)
    for _number in range(12):
        waiting()
    CompanionFactory.create_batch(27)
    with django_assert_max_num_queries(len(three)):
        assert desk.get(URL).context["companions_total"] == 30


def test_nobody_but_leads_comes_in(client, by):
    """Case 11."""
    minor = waiting()
    urls = (URL, f"{URL}{minor.key}/")
    inside = signed_in(coordinator_with_factor(factor=True))
    for url in urls:
        assert inside.get(url).status_code == 404
        assert inside.post(url, sent(minor)).status_code == 404
    for user in (person(), minor.user, minor.nominated_by, MemberFactory(role="lead").user):
        client.force_login(user)
        for url in urls:
            assert client.get(url).status_code == 404
            assert client.post(url, sent(minor)).status_code == 404
    assert not Clearance.objects.exists()


def test_a_lead_clears_by_ticking_every_point(desk, by):
    minor = waiting()
    url = f"{URL}{minor.key}/"
    page = text_of(desk.get(url))
    for sentence in FOR_MINORS.values():
        assert str(sentence) in page
    answer = desk.post(url, sent(minor, checks=[*FOR_MINORS][:-1]))
    assert answer.status_code == 422
    assert "Please make sure of every point." in text_of(answer)
    assert text_of(answer).count("checked") == len(FOR_MINORS) - 1
    for until in ("", "tomorrow", "2020-01-01"):
        assert desk.post(url, sent(minor, until=until)).status_code == 422
    more = {"given_by": person().pk, "band": "18+", "step": "booked", "ambassador": "1"}
    assert desk.post(url, sent(minor) | more)["Location"] == url
    made = Clearance.objects.get()
    assert (made.ambassador, made.given_by) == (minor, by)
    minor.refresh_from_db()
    assert (minor.band, minor.step) == ("13-15", Step.CLEARED)
    assert "cleared until" in text_of(desk.get(url))


def test_a_lead_clears_a_companion(desk):
    companion = CompanionFactory()
    url = f"{URL}{companion.key}/"
    assert str(FOR_ADULTS["references"]) in text_of(desk.get(url))
    assert desk.post(url, sent(companion))["Location"] == url
    assert companion.clearances.holding().exists()


def test_what_is_missing_stands_in_place_of_the_form(desk):
    minor = AmbassadorFactory()
    url = f"{URL}{minor.key}/"
    page = text_of(desk.get(url))
    assert "First, everybody who has to agree must have agreed." in page
    assert "First, the training has to be finished." in page
    assert 'value="clear"' not in page
    answer = desk.post(url, sent(minor))
    assert answer.status_code == 422
    assert not Clearance.objects.exists()
    assert desk.get(f"{URL}nobody/").status_code == 404
    assert desk.post(url, {"do": "nonsense"}).status_code == 404
    assert desk.post(url, {"do": "end", "reason": "x"}).status_code == 404


def test_why_somebody_else_has_to_stands_there(desk, by):
    """Case 15: who is near decides nothing."""
    hers, herself = waiting(nominated_by=by), waiting(band="18+", user=by)
    registered = CompanionFactory(made_by=by)
    for who, said in (
        (hers, "You nominated this young person. Somebody who did not has to make sure of everything."),
        (herself, "Nobody clears herself or himself. Another safeguarding lead has to do it."),
        (registered, "You registered this companion. Somebody who did not has to make sure of everything."),
    ):
        url = f"{URL}{who.key}/"
        page = text_of(desk.get(url))
        assert said in page
        assert 'value="clear"' not in page
        assert desk.post(url, sent(who)).status_code == 403
    assert not Clearance.objects.exists()
    assert text_of(desk.get(URL)).count("somebody else decides") == 3


def test_a_lead_ends_a_clearance_with_a_reason_but_never_her_own(desk, by):
    visit = booked()
    minor = visit.parts.get().ambassador
    url = f"{URL}{minor.key}/"
    answer = desk.post(url, {"do": "end", "reason": " "})
    assert answer.status_code == 422
    assert "Please say why." in text_of(answer)
    assert desk.post(url, {"do": "end", "reason": "Somebody worried."})["Location"] == url
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    assert "Somebody worried." in text_of(desk.get(url))
    # Coordinators see that it ended, not why.
    inside = signed_in(coordinator_with_factor(factor=True))
    page = text_of(inside.get(f"/en/network/ambassadors/{minor.key}/"))
    assert "ended on" in page
    assert "Somebody worried." not in page
    herself = cleared_companion(user=by)
    assert 'value="end"' not in text_of(desk.get(f"{URL}{herself.key}/"))
    assert desk.post(f"{URL}{herself.key}/", {"do": "end", "reason": "x"}).status_code == 403
    clearance_kept = herself.clearances.get()
    assert clearance_kept.ended_at is None
