"""Coordinators and safeguarding leads see where everybody is, one ambassador, and the companions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ambassadors.domain import people as verbs
from ambassadors.domain.queries.people import MOST_CARDS
from ambassadors.enums import Band, Step, VisitState
from ambassadors.models import Ambassador, Companion
from cms.models import Country
from tests.ambassadors.factories import (
    AmbassadorFactory,
    CompanionFactory,
    booked,
    clearance,
    cleared_companion,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.people import lead, signed_in, text_of
from tests.campaigns.factories import MemberFactory as OrganisationMemberFactory
from tests.campaigns.factories import OrganisationFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person
from tests.schools.people import coordinator

pytestmark = pytest.mark.django_db

URL = "/en/network/ambassadors/"
COMPANIONS = "/en/network/companions/"


@pytest.fixture
def leads_desk(tree):
    return signed_in(lead())


def at(step: str, number: int, **fields) -> None:
    """Make ambassadors who are kept at a step, past the verbs."""
    town, school = fields.pop("town", None) or TownFactory(), SchoolFactory()
    Ambassador.objects.bulk_create(
        Ambassador(first_name=f"A{place}", band="18+", town=town, school=school, step=step, **fields)
        for place in range(number)
    )


# Who ---------------------------------------------------------------------------------------------------------------


def test_coordinators_and_leads_come_in_and_nobody_else(client, tree):
    """Case 11."""
    minor, companion = ready(), CompanionFactory()
    urls = (URL, f"{URL}{minor.key}/", COMPANIONS, f"{COMPANIONS}{companion.key}/")
    for user in (coordinator(factor=True), lead()):
        inside = signed_in(user)
        for url in urls:
            assert inside.get(url).status_code == 200
            assert inside.get(url.replace("/en/", "/ar/")).status_code == 200
    strangers = (
        person(), minor.user, minor.nominated_by, companion.user, MemberFactory(role="lead").user,
        OrganisationMemberFactory().user,
    )  # fmt: skip
    for user in strangers:
        client.force_login(user)
        for url in urls:
            assert client.get(url).status_code == 404
            assert client.post(url, {"do": "withdraw", "sure": "yes"}).status_code == 404
    client.logout()
    for url in urls:
        assert client.get(url).status_code == 302


def test_both_show_a_second_factor_first(client, tree):
    for user in (coordinator(), safeguarding_lead()):
        client.force_login(user)
        answer = client.get(URL)
        assert answer.status_code == 302
        assert answer["Location"] != URL


def test_a_lead_who_coordinates_nothing_sees_no_way_to_what_is_closed(leads_desk, desk):
    ready()
    page = text_of(leads_desk.get(URL))
    assert 'href="/en/network/clearances/"' in page
    assert 'href="/en/network/messages/"' in page
    assert 'href="/en/network/"' not in page
    assert 'href="/en/network/requests/"' not in page
    page = text_of(desk.get(URL))
    assert 'href="/en/network/clearances/"' not in page
    assert 'href="/en/network/messages/"' not in page
    assert 'href="/en/network/requests/"' in page
    assert 'href="/en/network/training/"' in page


# The board ---------------------------------------------------------------------------------------------------------


def test_an_empty_board_says_who_will_stand_there(desk):
    assert "Nobody was nominated yet." in text_of(desk.get(URL))


def test_each_step_has_its_number_and_its_cards(desk):
    AmbassadorFactory(first_name="Nour", nominated_at=timezone.now() - timedelta(days=9))
    ready(first_name="Ada")
    booked(ambassadors=[ready(first_name="Mira")])
    gone = ready()
    verbs.withdraw(gone, actor=gone.user)
    answer = desk.get(URL)
    columns = {one.step: one for one in answer.context["columns"]}
    assert [*columns] == [*Step]
    numbers = {step.value: column.total for step, column in columns.items() if column.total}
    assert numbers == {"nominated": 1, "cleared": 1, "booked": 1}
    assert answer.context["total"] == 3
    (card,) = columns[Step.NOMINATED].cards
    assert (card.ambassador.first_name, card.days) == ("Nour", 9)
    page = text_of(answer)
    assert "for 9 days" in page
    assert "own consent is missing" in page
    assert 'id="step-recognised"' in page


def test_a_column_shows_twenty_and_a_link_to_all(desk):
    at("trained", MOST_CARDS + 1)
    at("cleared", MOST_CARDS)
    answer = desk.get(URL)
    columns = {one.step: one for one in answer.context["columns"]}
    assert (columns[Step.TRAINED].total, len(columns[Step.TRAINED].cards)) == (21, 20)
    assert (columns[Step.CLEARED].total, len(columns[Step.CLEARED].cards)) == (20, 20)
    page = text_of(answer)
    assert 'href="?step=trained"' in page
    assert "All 21" in page
    assert 'href="?step=cleared"' not in page
    one = desk.get(URL, {"step": "trained"})
    assert len(one.context["cards"]) == 21
    assert one.context["total"] == 21


def test_fifty_of_one_step_stand_on_a_page(desk):
    at("nominated", 51)
    assert len(desk.get(URL, {"step": "nominated"}).context["cards"]) == 50
    assert len(desk.get(URL, {"step": "nominated", "page": "2"}).context["cards"]) == 1


def test_the_board_is_narrowed_by_step_country_and_language(desk):
    abroad = TownFactory(country=Country.objects.get(code="DE"))
    at("nominated", 2, town=abroad, language="ar")
    at("trained", 3)

    def total(**query):
        return desk.get(URL, query).context["total"]

    assert total() == 5
    assert total(country="DE") == 2
    assert total(language="ar") == 2
    assert total(language="en") == 3
    assert total(step="trained") == 3
    assert total(step="trained", country="DE") == 0
    assert total(step="nonsense", country="\x00", language="tlh", page="1e9") == 5
    assert 'href="?country=DE&amp;step=' not in text_of(desk.get(URL, {"country": "DE"}))


def test_the_board_costs_no_more_with_thirty(desk, django_assert_max_num_queries):
    for _number in range(3):
        ready()
    for url in (URL, f"{URL}?step=cleared"):
        desk.get(url)
        with django_assert_max_num_queries(22) as three:
            desk.get(url)
        at("cleared", 27)
        with django_assert_max_num_queries(len(three)):
            desk.get(url)


# One ambassador ----------------------------------------------------------------------------------------------------


def test_one_ambassador_shows_what_happened_so_far(desk):
    visit = booked()
    minor = visit.parts.get().ambassador
    page = text_of(desk.get(f"{URL}{minor.key}/"))
    for words in (
        minor.guardian_email, minor.user.email, minor.school.name, visit.school.name, "the ambassador, agreed",
        "a parent or guardian, agreed", "cleared until", "in person", "not shown in public", "Finished on",
    ):  # fmt: skip
        assert words in page
    assert desk.get(f"{URL}nobody/").status_code == 404


def test_one_ambassador_costs_no_more_with_more_visits(desk, django_assert_max_num_queries):
    minor = booked().parts.get().ambassador
    url = f"{URL}{minor.key}/"
    desk.get(url)
    with django_assert_max_num_queries(35) as one:
        desk.get(url)
    for days in (20, 30):
        booked(ambassadors=[Ambassador.objects.get(pk=minor.pk)], days=days)
    with django_assert_max_num_queries(len(one)):
        desk.get(url)


def test_a_break_and_leaving(desk):
    visit = booked()
    minor = visit.parts.get().ambassador
    url = f"{URL}{minor.key}/"
    assert desk.post(url, {"do": "pause"})["Location"] == url
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    desk.post(url, {"do": "resume"})
    minor.refresh_from_db()
    assert minor.paused_at is None
    assert desk.post(url, {"do": "withdraw"}).status_code == 404
    assert desk.post(url, {"do": "nonsense"}).status_code == 404
    desk.post(url, {"do": "withdraw", "sure": "yes"})
    minor.refresh_from_db()
    assert minor.withdrawn_at is not None
    assert 'name="do"' not in text_of(desk.get(url))


def test_thanks_are_given_by_coordinators(desk, by, leads_desk):
    adult = ready(band="18+")
    url = f"{URL}{adult.key}/"
    answer = desk.post(url, {"do": "recognise", "words": "You were heard."})
    assert answer.status_code == 422
    assert "There is no reviewed visit to give thanks for yet." in text_of(answer)
    assert "You were heard." in text_of(answer)
    visit = booked(ambassadors=[adult])
    now = timezone.now()
    type(visit).objects.filter(pk=visit.pk).update(
        state=VisitState.REVIEWED, attended=20, delivered_at=now, reviewed_at=now
    )
    assert leads_desk.post(url, {"do": "recognise"}).status_code == 403
    assert desk.post(url, {"do": "recognise", "words": "You were heard."})["Location"] == url
    thanks = adult.thanks.get()
    assert (thanks.given_by, thanks.visits, thanks.minutes, thanks.words) == (by, 1, 45, "You were heard.")
    assert "You were heard." in text_of(desk.get(url))
    adult.refresh_from_db()
    assert adult.step == Step.RECOGNISED


def test_an_age_is_raised_by_leads_alone(desk, leads_desk):
    minor = ready(band="13-15")
    url = f"{URL}{minor.key}/"
    assert "Note the new age" not in text_of(desk.get(url))
    assert desk.post(url, {"do": "band", "band": "18+"}).status_code == 403
    for band in ("13-15", "", "nonsense"):
        assert leads_desk.post(url, {"do": "band", "band": band}).status_code == 422
    assert leads_desk.post(url, {"do": "band", "band": "16-17"})["Location"] == url
    minor.refresh_from_db()
    assert minor.band == Band.FROM_16
    assert minor.step == Step.TRAINED


def test_what_a_form_does_not_ask_changes_nothing_here(desk, leads_desk):
    """Case 10."""
    minor = AmbassadorFactory()
    more = {
        "band": "18+",
        "user": person().pk,
        "trained_at": "2026-01-01",
        "step": "cleared",
        "checks": "all",
    }
    for inside in (desk, leads_desk):
        for do in ("pause", "resume", "recognise"):
            inside.post(f"{URL}{minor.key}/", {"do": do} | more)
    after = Ambassador.objects.get()
    assert (after.band, after.user, after.trained_at, after.step) == ("13-15", minor.user, None, "nominated")
    assert not after.clearances.exists()


# Companions --------------------------------------------------------------------------------------------------------


def companion_sent(user, **values) -> dict:
    given = {
        "email": user.email,
        "first_name": "Otto",
        "country": "AT",
        "town": "Graz",
        "languages": ["de", "ar"],
    }
    return given | values


def test_a_companion_is_registered_by_the_address_of_an_account(desk, by):
    assert "Nobody is registered yet." in text_of(desk.get(COMPANIONS))
    school, user = SchoolFactory(name="By the River"), person()
    more = {"made_by": user.pk, "cleared_until": "2030-01-01", "user": by.pk, "is_sample": "on"}
    answer = desk.post(
        COMPANIONS, companion_sent(user, school="by the river", email=user.email.upper()) | more
    )
    made = Companion.objects.get()
    assert answer["Location"] == f"{COMPANIONS}{made.key}/"
    assert (made.user, made.first_name, made.town.name, made.languages) == (
        user,
        "Otto",
        "Graz",
        ["de", "ar"],
    )
    assert (made.school, made.organisation, made.made_by, made.is_sample) == (school, None, by, False)
    page = text_of(desk.get(COMPANIONS))
    assert "not cleared" in page
    clearance(made, until=timezone.localdate())
    assert "cleared until" in text_of(desk.get(COMPANIONS))


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"email": "nobody@example.org"}, "email", "Nobody with this address has an account yet."),
        ({"email": "by@example.org"}, "email", "Somebody else has to register you."),
        ({"email": "young@example.org"}, "email", "Somebody under 18 cannot be a companion."),
        ({"languages": ["tlh"]}, "languages", "Select a valid choice"),
        ({"languages": []}, "languages", "This field is required."),
        ({"school": "Nowhere"}, "school", "We know no school"),
        ({"school": "Twice"}, "school", "We know no school"),
        ({"organisation": "Nowhere"}, "organisation", "We know no organisation"),
    ],
)
def test_whoever_cannot_be_a_companion_is_refused_beside_the_field(tree, values, field, said):
    by, user = coordinator(factor=True, email="by@example.org"), person()
    ready(user=person("young@example.org"))
    SchoolFactory.create_batch(2, name="Twice")
    OrganisationFactory(state="requested", name="Nowhere")
    answer = signed_in(by).post(COMPANIONS, companion_sent(user, **values))
    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == [field]
    assert said in answer.context["form"].errors[field][0]
    assert not Companion.objects.exists()


def test_a_companion_ends_when_it_was_asked_twice(desk):
    companion = cleared_companion()
    url = f"{COMPANIONS}{companion.key}/"
    assert 'value="end"' not in text_of(desk.get(url))
    assert 'value="end"' in text_of(desk.get(url, {"ask": "end"}))
    assert desk.post(url, {"do": "end"}).status_code == 404
    assert desk.post(url, {"do": "end", "sure": "yes"})["Location"] == url
    companion.refresh_from_db()
    assert companion.ended_at is not None
    page = text_of(desk.get(url))
    assert "register the account once more" in page
    assert 'name="do"' not in page
    assert "goes along no more" in text_of(desk.get(COMPANIONS))


def test_companions_cost_no_more_with_thirty(desk, django_assert_max_num_queries):
    CompanionFactory.create_batch(3)
    desk.get(COMPANIONS)
    with django_assert_max_num_queries(22) as three:
        desk.get(COMPANIONS)
    CompanionFactory.create_batch(27)
    with django_assert_max_num_queries(len(three)):
        assert len(desk.get(COMPANIONS).context["pages"]) == 30


def test_the_dashboard_of_the_network_leads_to_the_board(desk):
    assert f'href="{URL}"' in text_of(desk.get("/en/network/"))
