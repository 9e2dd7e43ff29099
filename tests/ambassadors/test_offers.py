"""What ambassadors and organisations say they can give: the verbs, and the two pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain.offers import FARTHEST, MOST_WINDOWS, OfferError, add_window, remove_window, set_offer
from ambassadors.domain.visits import VisitError, decline_as_organisation, match
from ambassadors.models import Offer, Visit, Window
from cms.models import AuditEntry, Country, Topic
from schools.models import Town
from tests.ambassadors.factories import (
    AmbassadorFactory,
    VisitRequestFactory,
    booked,
    cleared_companion,
    consent,
    matched,
    offer,
    ready,
)
from tests.campaigns.factories import MemberFactory as OrganisationMemberFactory
from tests.campaigns.factories import OrganisationFactory
from tests.schools.factories import MemberFactory, TownFactory, person
from tests.schools.people import coordinator, signed_in

pytestmark = pytest.mark.django_db

URL = "/en/ambassador/offer/"


def given_by(who, actor, **fields) -> Offer:
    values = {
        "languages": ["en", "uk"],
        "topics": [],
        "formats": ["in_person"],
        "country": Country.objects.get(code="AT"),
        "town": "Lindenau",
        "reach": 40,
    }
    return set_offer(who, actor=actor, **values | fields)


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


# Verbs -------------------------------------------------------------------------------------------------------------


def test_an_ambassador_says_what_she_can_give():
    made, topic = ready(offers=False), Topic.objects.first()
    found = given_by(made, made.user, topics=[topic])
    assert (found.languages, found.formats, found.reach) == (["en", "uk"], ["in_person"], 40)
    assert (found.town.name, list(found.topics.all())) == ("Lindenau", [topic])
    again = given_by(made, made.user, languages=["uk", "nonsense"], town="lindenau")
    assert (again.pk, again.languages, list(again.topics.all())) == (found.pk, ["uk"], [])
    assert Town.objects.filter(name__iexact="lindenau").count() == 1
    assert AuditEntry.objects.filter(verb="offer.changed", actor=made.user).count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"languages": ["nonsense"]}, "languages"),
        ({"formats": []}, "formats"),
        ({"reach": 501}, "reach"),
        ({"town": " "}, "town"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(fields, field):
    made = ready(offers=False)
    with pytest.raises(OfferError) as refused:
        given_by(made, made.user, **fields)
    assert refused.value.field == field
    assert not Offer.objects.exists()


def test_a_way_of_visiting_is_offered_only_where_all_agreed():
    made = ready(offers=False)
    consent(made, "guardian", formats=["online"])
    with pytest.raises(OfferError, match="in person"):
        given_by(made, made.user, formats=["in_person", "online"])
    assert given_by(made, made.user, formats=["online"]).formats == ["online"]


def test_nobody_else_offers_for_an_ambassador():
    made = ready(offers=False)
    for other in (person(), made.nominated_by, coordinator()):
        with pytest.raises(PermissionDenied):
            given_by(made, other)
    organisation = OrganisationFactory()
    with pytest.raises(PermissionDenied):
        given_by(organisation, made.user)
    member = OrganisationMemberFactory(organisation=organisation).user
    assert given_by(organisation, member).organisation == organisation


def test_without_all_consents_nothing_is_offered():
    made = ready()
    ledger.take_back_as_guardian(made)
    with pytest.raises(OfferError):
        given_by(made, made.user)
    with pytest.raises(OfferError):
        add_window(made.offer, actor=made.user, first_day=in_days(1), last_day=in_days(2))
    with pytest.raises(OfferError):
        given_by(nominated := AmbassadorFactory(), nominated.user)


def test_times_are_added_and_removed():
    made = ready()
    added = add_window(made.offer, actor=made.user, first_day=in_days(-5), last_day=in_days(300))
    assert (added.first_day, added.last_day) == (in_days(0), in_days(300))
    with pytest.raises(OfferError, match="in your list already"):
        add_window(made.offer, actor=made.user, first_day=in_days(0), last_day=in_days(300))
    with pytest.raises(PermissionDenied):
        remove_window(added, actor=person())
    remove_window(added, actor=made.user)
    assert made.offer.windows.count() == 1
    verbs = AuditEntry.objects.filter(actor=made.user).values_list("verb", flat=True)
    assert sorted(verbs) == ["offer.time_added", "offer.time_removed"]


@pytest.mark.parametrize(("first", "last"), [(5, 4), (-9, -1), (1, FARTHEST.days + 1)])
def test_times_lie_ahead_and_within_ten_months(first, last):
    made = ready()
    with pytest.raises(OfferError) as refused:
        add_window(made.offer, actor=made.user, first_day=in_days(first), last_day=in_days(last))
    assert refused.value.field == "last_day"


def test_twelve_times_are_kept_and_what_has_passed_makes_room():
    made = ready()
    for number in range(1, MOST_WINDOWS):
        add_window(made.offer, actor=made.user, first_day=in_days(number), last_day=in_days(number))
    with pytest.raises(OfferError, match="12 times"):
        add_window(made.offer, actor=made.user, first_day=in_days(50), last_day=in_days(50))
    Window.objects.filter(first_day=in_days(1)).update(first_day=in_days(-9), last_day=in_days(-8))
    add_window(made.offer, actor=made.user, first_day=in_days(50), last_day=in_days(50))
    assert made.offer.windows.count() == MOST_WINDOWS


# Pages -------------------------------------------------------------------------------------------------------------


def sent(**fields) -> dict:
    values = {
        "do": "save",
        "languages": ["en"],
        "formats": ["in_person"],
        "country": "AT",
        "town": "Lindenau",
        "reach": "25",
    }
    return values | fields


def test_an_ambassador_offers_and_says_when(tree):
    made = ready(offers=False, town=TownFactory(name="Bergen"))
    hers = signed_in(made.user)
    page = hers.get(URL)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page.context["form"]["town"].value() == "Bergen"
    assert "When you have time" not in page.content.decode()
    assert hers.post(URL, sent()).status_code == 302
    page = hers.get(URL)
    assert "No time is in your list" in page.content.decode()
    first, last = in_days(3).isoformat(), in_days(9).isoformat()
    assert hers.post(URL, {"do": "add_time", "first_day": first, "last_day": last}).status_code == 302
    (window,) = made.offer.windows.all()
    assert (window.first_day, window.last_day) == (in_days(3), in_days(9))
    assert hers.post(URL, {"do": f"remove:{window.pk}"}).status_code == 302
    assert not Window.objects.exists()


def test_what_was_typed_is_kept_beside_a_sentence(tree):
    made = ready()
    hers = signed_in(made.user)
    page = hers.post(URL, sent(reach="9999", town="Somewhere"))
    assert page.status_code == 422
    html = page.content.decode()
    assert 'value="9999"' in html
    assert 'value="Somewhere"' in html
    assert page.context["form"].errors["reach"]
    page = hers.post(
        URL, {"do": "add_time", "first_day": in_days(9).isoformat(), "last_day": in_days(3).isoformat()}
    )
    assert page.status_code == 422
    assert page.context["window_form"].errors == {"last_day": ["The last day lies before the first."]}
    assert f'value="{in_days(9).isoformat()}"' in page.content.decode()


def test_the_offer_is_open_to_ambassadors_whose_consents_hold(client, tree):
    assert client.get(URL).status_code == 302
    assert signed_in(person()).get(URL).status_code == 404
    assert signed_in(coordinator(factor=True)).get(URL).status_code == 404
    made = ready()
    ledger.take_back_as_guardian(made)
    closed = signed_in(made.user).get(URL)
    assert (closed.status_code, closed["Location"]) == (302, "/en/ambassador/")


def test_nothing_else_is_done_there(tree):
    mine, other = ready(), ready()
    hers = signed_in(mine.user)
    assert hers.post(URL, {"do": "nonsense"}).status_code == 404
    assert hers.post(URL, {"do": "remove:x"}).status_code == 404
    assert hers.post(URL, {"do": f"remove:{other.offer.windows.get().pk}"}).status_code == 404
    assert Window.objects.count() == 2
    nothing_yet = ready(offers=False)
    assert signed_in(nothing_yet.user).post(URL, {"do": "add_time"}).status_code == 404


def test_an_organisation_offers_and_sees_its_visits(tree):
    organisation = OrganisationFactory()
    member = OrganisationMemberFactory(organisation=organisation).user
    url, hers = f"/en/organisation/{organisation.key}/visits/", signed_in(member)
    cleared_companion(organisation=organisation)
    page = hers.get(url).content.decode()
    assert "No visit yet." in page
    assert "So far it is 1." in page
    assert hers.post(url, sent(country="DE")).status_code == 302
    assert organisation.offer.town.country.code == "DE"
    cleared_companion(organisation=organisation)
    made = match(VisitRequestFactory(), organisation.offer, actor=coordinator())
    page = hers.get(url).content.decode()
    assert made.school.name in page
    assert "So far it is" not in page
    assert hers.post(url, {"do": "no:nothing"}).status_code == 404
    assert hers.post(url, {"do": f"no:{made.key}"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.request.state) == ("cancelled", "open")
    assert f"no:{made.key}" not in hers.get(url).content.decode()
    booked_one = booked()
    assert hers.post(url, {"do": f"no:{booked_one.key}"}).status_code == 404


def test_an_organisation_says_no_only_before_it_is_booked_and_by_its_members():
    organisation = OrganisationFactory()
    member = OrganisationMemberFactory(organisation=organisation).user
    visit = match(VisitRequestFactory(), offer(organisation=organisation), actor=coordinator())
    with pytest.raises(PermissionDenied):
        decline_as_organisation(visit, actor=person())
    Visit.objects.filter(pk=visit.pk).update(state="held")
    with pytest.raises(VisitError):
        decline_as_organisation(visit, actor=member)


def test_an_organisations_page_is_its_members(client, tree):
    organisation = OrganisationFactory()
    url = f"/en/organisation/{organisation.key}/visits/"
    assert client.get(url).status_code == 302
    for other in (person(), coordinator(factor=True), OrganisationMemberFactory().user, MemberFactory().user):
        assert signed_in(other).get(url).status_code == 404
        assert signed_in(other).post(url, sent()).status_code == 404
    assert not Offer.objects.exists()


def test_a_visit_that_was_agreed_to_outlives_its_time():
    made = ready()
    visit = matched(ambassadors=[made])
    remove_window(made.offer.windows.get(), actor=made.user)
    visit.refresh_from_db()
    assert visit.state == "matched"


def test_an_offer_is_kept_once_for_each_side():
    assert offer(ready(offers=False)).pk != offer(organisation=OrganisationFactory()).pk
