"""Who may what: rules agree with their queryset twins, and what is of one school does not exist for another."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import URLPattern
from django.utils import timezone

from cms.models import User
from schools.models import Evidence, Recognition, Round, School
from schools.rules import can_decide, can_enter, can_lead
from schools.urls import urlpatterns
from tests.schools.award_factories import AwardEntryFactory, AwardFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TaughtFactory, person
from tests.schools.people import coordinator

pytestmark = pytest.mark.django_db

#: All addresses of a school, as the resolver has them: a new one is asked for as well.
OF_A_SCHOOL = [one for one in urlpatterns if str(one.pattern).startswith("school/<slug:key>/")]
OF_THE_NETWORK = [
    one for one in urlpatterns if str(one.pattern).startswith("network/") and "key" in one.pattern.converters
]


def test_rules_and_their_twins_agree():
    """Every school in every state, for everybody."""
    lead, teacher, gone, nobody = (person() for _one in range(4))
    by, involved = coordinator(), coordinator()
    for state in ("new", "confirmed", "closed"):
        for registered_by in (None, involved):
            school = SchoolFactory(state=state, registered_by=registered_by)
            MemberFactory(school=school, user=lead, role="lead")
            MemberFactory(school=school, user=teacher)
            MemberFactory(school=school, user=gone, role="lead", until=timezone.now() + timedelta(seconds=1))
        MemberFactory(school=SchoolFactory(state=state), user=involved)
    administrator = User.objects.create_superuser("admin@example.org", "river tree cloud seven")
    everything = School.objects.all()
    counted = {}
    for user in (lead, teacher, gone, nobody, by, involved, administrator, AnonymousUser()):
        assert {one for one in everything if can_enter(user, one)} == set(everything.visible_to(user))
        assert {one for one in everything if can_lead(user, one)} == set(everything.led_by(user))
        assert {one for one in everything if can_decide(user, one)} == set(everything.decidable_by(user))
        twins = (everything.visible_to(user), everything.led_by(user), everything.decidable_by(user))
        counted[user] = tuple(twin.count() for twin in twins)
    assert counted[lead] == (4, 4, 0)
    assert counted[teacher] == (4, 0, 0)
    assert counted[gone] == counted[nobody] == counted[AnonymousUser()] == (0, 0, 0)
    assert counted[by] == counted[administrator] == (0, 0, 9)
    assert counted[involved] == (2, 0, 3)


@pytest.fixture
def schools():
    """Two schools, each with a lead and with one of everything that an address names."""
    made = []
    award = AwardFactory()
    for index in range(2):
        school = SchoolFactory()
        now = timezone.now()
        made.append(
            {
                "school": school,
                "lead": MemberFactory(school=school, role="lead").user,
                "round": Round.objects.create(school=school, closes_at=now + timedelta(days=9)).pk,
                "taught": TaughtFactory(school=school).pk,
                "evidence": Evidence.objects.create(
                    school=school, kind="file", title="Poster", day=now.date(), file="evidence/none.pdf"
                ).pk,
                "recognition": Recognition.objects.create(
                    school=school, level=1, state="granted", decided_at=now, expires_at=now + timedelta(days=9),
                    status_index=index,
                ).key,
                "award_entry": AwardEntryFactory(
                    award=award, school=school, picture="award/none.png", picture_alt="A wall"
                ).key,
            }
        )  # fmt: skip
    return made


def _named(pattern: URLPattern, of: dict) -> dict:
    """Return what stands in an address beside the school's key, of the things of one school."""
    filled = {}
    for name in pattern.pattern.converters.keys() - {"key"}:
        if name == "pk":
            filled[name] = of[pattern.name.partition("_")[0]]
        elif name == "recognition":
            filled[name] = of["recognition"]
        elif name == "entry":
            filled[name] = of["award_entry"]
        elif name == "format":
            filled[name] = "pdf"
        else:
            pytest.fail(f"{pattern.name} names “{name}”: say here what of a school that is")
    return filled


def _address(pattern: URLPattern, key: str, filled: dict) -> str:
    path = str(pattern.pattern)
    for name, value in {"key": key, **filled}.items():
        for converter in ("slug", "int", "str", "uuid"):
            path = path.replace(f"<{converter}:{name}>", str(value))
    assert "<" not in path
    return f"/en/{path}"


@pytest.mark.parametrize("pattern", OF_A_SCHOOL, ids=lambda pattern: pattern.name)
def test_a_lead_gets_nothing_of_another_school_and_it_is_logged(client, site_tree, schools, pattern, caplog):
    """Case 11."""
    site_tree("en")
    own, other = schools
    client.force_login(own["lead"])
    address = _address(pattern, other["school"].key, _named(pattern, other))
    for send in (client.get, client.head, client.post):
        caplog.clear()
        with caplog.at_level(logging.INFO, logger="schools.views.doors"):
            assert send(address).status_code == 404
        assert [record.getMessage() for record in caplog.records if record.name == "schools.views.doors"] == [
            f"User {own['lead'].pk} asked for a school that is not hers"
        ]
    anonymous = client.__class__().get(address)
    assert (anonymous.status_code, "/account/login/" in anonymous["Location"]) == (302, True)


@pytest.mark.parametrize(
    "pattern",
    [one for one in OF_A_SCHOOL if one.pattern.converters.keys() & {"pk", "recognition", "entry"}],
    ids=lambda pattern: pattern.name,
)
def test_nothing_of_another_school_is_reached_under_the_own_key(client, site_tree, schools, pattern):
    """Case 11."""
    site_tree("en")
    own, other = schools
    client.force_login(own["lead"])
    address = _address(pattern, own["school"].key, _named(pattern, other))
    for send in (client.get, client.post):
        assert send(address).status_code in (404, 405)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("pattern", OF_THE_NETWORK, ids=lambda pattern: pattern.name)
def test_a_lead_gets_nothing_of_the_network_by_a_key(client, site_tree, schools, pattern):
    """Case 11."""
    site_tree("en")
    own, other = schools
    client.force_login(own["lead"])
    keys = [school["school"].key for school in schools] + [other["recognition"]]
    for key in keys:
        address = _address(pattern, key, {})
        for send in (client.get, client.post):
            assert send(address).status_code in (404, 405)


def test_addresses_of_a_school_are_all_asked_for():
    names = {pattern.name for pattern in OF_A_SCHOOL}
    assert {"school", "school_members", "school_settings", "school_classrooms"} <= names
    with_key = {one.name for one in urlpatterns if "key" in one.pattern.converters}
    others = with_key - names - {one.name for one in OF_THE_NETWORK}
    # The key of a round, for pupils: schools.views of the self-assessment answers for it.
    assert others <= {"round_voice"}
