"""Schools and organisations nominate, and look after those whom they nominated."""

import pytest
from django.core import mail
from django.utils import timezone

from ambassadors.domain import people as verbs
from ambassadors.domain.queries.people import visits_panel
from ambassadors.enums import Condition, ConsentSide, Step
from ambassadors.models import Ambassador
from cms.models import Country
from schools.models import SchoolYear, Town
from schools.years import school_year
from tests.ambassadors.factories import AmbassadorFactory, consent, ready, safeguarding_lead
from tests.ambassadors.people import text_of
from tests.campaigns.factories import MemberFactory as OrganisationMemberFactory
from tests.schools.factories import MemberFactory, SchoolFactory, person
from tests.schools.people import coordinator

pytestmark = pytest.mark.django_db

SENT = {
    "first_name": "Mira", "band": "13-15", "country": "AT", "town": "Lindenau", "language": "de",
    "email": "mira@example.org", "guardian_email": "parent@example.org", "guardian_language": "uk",
    "why": "She listens.",
}  # fmt: skip


@pytest.fixture(params=["school", "organisation"])
def house(request, tree, client):
    """A house of either kind; one of its members is signed in."""
    member = MemberFactory() if request.param == "school" else OrganisationMemberFactory()
    client.force_login(member.user)
    made = getattr(member, request.param)
    made.url = f"/en/{request.param}/{made.key}/ambassadors/"
    made.fields = {request.param: made}
    if request.param == "organisation":
        made.fields |= {"school": None, "nominated_by": member.user}
    return made


def cared_for(house, make=ready, **fields) -> Ambassador:
    return make(**house.fields | fields)


# All ---------------------------------------------------------------------------------------------------------------


def test_a_house_without_ambassadors_reads_how_it_goes(client, house):
    page = text_of(client.get(house.url))
    assert "Nobody yet. Whom you nominate gets an invitation" in page
    assert "Only under 18." in page
    assert client.get(house.url.replace("/en/", "/ar/")).status_code == 200


def test_a_member_nominates_and_a_town_is_found_or_made(client, house):
    for number in range(2):
        answer = client.post(house.url, SENT | {"email": f"mira{number}@example.org"})
        assert answer["Location"] == house.url
    one, other = Ambassador.objects.order_by("pk")
    assert one.town == other.town == Town.objects.get(name="Lindenau", country=Country.objects.get(code="AT"))
    assert (one.house, one.band, one.language, one.guardian_language) == (house, "13-15", "de", "uk")
    assert one.why == "She listens."
    assert "Mira gets an invitation by e-mail." in text_of(client.get(house.url))


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"first_name": "Mira of the long road"}, "first_name", "Please give the first name only."),
        ({"band": ""}, "band", "This field is required."),
        ({"band": "12"}, "band", "Select a valid choice"),
        ({"guardian_email": ""}, "guardian_email", "Under 18, a parent or guardian has to agree."),
        ({"guardian_email": "mira@example.org"}, "guardian_email", "please give another address"),
        ({"town": " "}, "town", "This field is required."),
        ({"country": "Atlantis"}, "country", "Select a valid choice"),
        ({"language": "tlh"}, "language", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(client, house, sent, field, said):
    answer = client.post(house.url, SENT | sent)
    assert answer.status_code == 422
    assert [*answer.context["form"].errors] == [field]
    assert said in answer.context["form"].errors[field][0]
    assert "She listens." in text_of(answer)
    assert not Ambassador.objects.exists()
    assert not Town.objects.filter(name="Lindenau").exists()


def test_what_a_form_does_not_ask_changes_nothing(client, house):
    """Case 10."""
    other = SchoolFactory()
    more = {
        "user": person().pk, "trained_at": "2026-01-01", "step": "cleared", "school": other.pk, "is_sample": "on",
        "nominated_by": person().pk, "alumnus_shown": "on", "token": "x", "guardian_token": "y",
    }  # fmt: skip
    client.post(house.url, SENT | more)
    made = Ambassador.objects.get()
    assert (made.user, made.trained_at, made.step) == (None, None, Step.NOMINATED)
    assert (made.house, made.is_sample, made.alumnus_shown) == (house, False, False)
    assert made.token != "x"
    url = f"{house.url}{made.key}/"
    for do in ("pause", "resume", "guardian"):
        form = {"do": do, "guardian_email": "parent@example.org", "guardian_language": "uk", "band": "18+"}
        client.post(url, form | more)
    after = Ambassador.objects.get()
    assert (after.band, after.user, after.trained_at, after.step) == ("13-15", None, None, Step.NOMINATED)


def test_the_list_says_what_is_missing_and_how_the_guardian_stands(client, house):
    minor = cared_for(house, AmbassadorFactory, first_name="Nour")
    consent(minor)
    consent(minor, ConsentSide.GUARDIAN, until=timezone.localdate())
    cared_for(house, first_name="Ada", band="18+")
    gone = cared_for(house, first_name="Yaro")
    verbs.withdraw(gone, actor=gone.user)
    answer = client.get(house.url)
    assert [one.ambassador.first_name for one in answer.context["listed"]] == ["Ada", "Nour"]
    assert [one.missing for one in answer.context["listed"]] == [
        [],
        [Condition.TRAINING, Condition.CLEARANCE],
    ]
    page = text_of(answer)
    assert "training is not finished" in page
    assert "Nothing is missing" in page
    assert "yes, until " in page
    assert "Who was here before" in page
    # No address stands in the list.
    assert minor.guardian_email not in page
    assert minor.user.email not in page


def test_the_list_costs_no_more_with_thirty(client, house, django_assert_max_num_queries):
    for _number in range(3):
        cared_for(house, AmbassadorFactory)
    client.get(house.url)
    with django_assert_max_num_queries(25) as three:
        client.get(house.url)
    for _number in range(27):
        cared_for(house, AmbassadorFactory)
    with django_assert_max_num_queries(len(three)):
        assert len(client.get(house.url).context["listed"]) == 30


# One ---------------------------------------------------------------------------------------------------------------


def test_whoever_is_of_another_house_finds_nothing(client, house):
    """Case 11."""
    minor = cared_for(house)
    stranger = AmbassadorFactory()
    # Whoever has a role shows, or sets up, a second factor first.
    others = (
        (MemberFactory().user, 404), (OrganisationMemberFactory().user, 404), (person(), 404), (minor.user, 404),
        (coordinator(factor=True), 302), (safeguarding_lead(), 302),
    )  # fmt: skip
    assert client.get(f"{house.url}{stranger.key}/").status_code == 404
    for user, status in others:
        client.force_login(user)
        for url in (house.url, f"{house.url}{minor.key}/"):
            for answer in (client.get(url), client.post(url, {"do": "withdraw", "sure": "yes"} | SENT)):
                assert answer.status_code == status
                assert minor.first_name not in text_of(answer)
                if status == 302:
                    assert "/account/" in answer["Location"] or "/accounts/" in answer["Location"]
    client.logout()
    assert client.get(house.url).status_code == 302
    minor.refresh_from_db()
    assert minor.withdrawn_at is None
    assert Ambassador.objects.count() == 2


def test_a_member_of_both_finds_each_in_its_own_house_alone(client, house):
    """Case 11."""
    minor = cared_for(house)
    user = client.get(house.url).wsgi_request.user
    other = MemberFactory(user=user).school
    assert client.get(f"/en/school/{other.key}/ambassadors/{minor.key}/").status_code == 404


def test_a_member_who_left_finds_nothing_any_more(client, tree):
    """Case 11."""
    member = MemberFactory()
    client.force_login(member.user)
    url = f"/en/school/{member.school.key}/ambassadors/"
    assert client.get(url).status_code == 200
    member.until = timezone.now()
    member.save()
    assert client.get(url).status_code == 404


def test_an_invitation_is_sent_again(client, house, django_capture_on_commit_callbacks):
    made = cared_for(house, AmbassadorFactory, user=None, email="mira@example.org")
    url = f"{house.url}{made.key}/"
    page = text_of(client.get(url))
    assert "The invitation ran out. Send it again." in page
    assert "the invitation was not accepted yet" in page
    assert "is no ambassador any more" not in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"do": "invite"})["Location"] == url
    assert [letter.to for letter in mail.outbox] == [["mira@example.org"]]
    before, made = made.token, Ambassador.objects.get()
    assert made.token != before
    assert "Ask whether the letter arrived." in text_of(client.get(url))


def test_the_private_link_goes_to_another_address(client, house, django_capture_on_commit_callbacks):
    minor = cared_for(house)
    url = f"{house.url}{minor.key}/"
    assert minor.guardian_email in text_of(client.get(url))
    sent = {"do": "guardian", "guardian_email": minor.user.email, "guardian_language": "fr"}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "please give another address" in text_of(answer)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, sent | {"guardian_email": "new@example.org"})["Location"] == url
    assert mail.outbox[-1].to == ["new@example.org"]
    page = text_of(client.get(url))
    assert "a guardian&#x27;s consent is missing" in page
    assert "taken back on" in page


def test_a_break_begins_and_ends(client, house):
    minor = cared_for(house)
    url = f"{house.url}{minor.key}/"
    assert client.post(url, {"do": "pause"})["Location"] == url
    assert "takes a break" in text_of(client.get(url))
    client.post(url, {"do": "resume"})
    assert "Nothing is missing" in text_of(client.get(url))
    assert client.post(url, {"do": "nonsense"}).status_code == 404


def test_taking_out_is_asked_twice(client, house):
    minor = cared_for(house)
    url = f"{house.url}{minor.key}/"
    assert 'value="withdraw"' not in text_of(client.get(url))
    assert 'value="withdraw"' in text_of(client.get(url, {"ask": "withdraw"}))
    assert client.post(url, {"do": "withdraw"}).status_code == 404
    minor.refresh_from_db()
    assert minor.withdrawn_at is None
    assert client.post(url, {"do": "withdraw", "sure": "yes", "reason": "Moved."})["Location"] == url
    minor.refresh_from_db()
    assert minor.withdrawn_at is not None
    assert minor.guardian_email == ""
    page = text_of(client.get(url))
    assert "Whoever wants to come back is nominated anew." in page
    assert 'name="do"' not in page


# Ways from other rooms ---------------------------------------------------------------------------------------------


def test_the_page_of_a_school_and_the_desk_of_an_organisation_lead_here(client, house):
    here = house.url.removesuffix("ambassadors/")
    page = text_of(client.get(here))
    if "/school/" in here:
        assert f'href="{here}visits/"' in page
        assert "Ambassadors and visits" in page
    else:
        assert f'href="{house.url}"' in page


def test_the_panel_of_a_school_tells_visits_from_kept_sums(tree, django_assert_num_queries):
    assert "Ask for a visit" in visits_panel(SchoolFactory())["text"]
    school = SchoolFactory()
    SchoolYear.objects.create(school=school, year=school_year(timezone.localdate()), more={"visits": 3})
    visits_panel(school)
    with django_assert_num_queries(0):
        panel = visits_panel(school)
    assert panel["text"] == "Ambassadors visited your school 3 times in this school year and the last."
