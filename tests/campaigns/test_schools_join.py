"""Schools join campaigns and leave them; what that counts for, and what everybody is told of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.domain import pledges
from campaigns.domain.joins import (
    JoinError,
    campaigns_joined,
    join_behind,
    join_campaign,
    leave_campaign,
    schools_joined,
)
from campaigns.domain.members import export_memberships
from campaigns.domain.pausing import pause
from campaigns.models import CampaignJoin, Pledge
from campaigns.rules import can_leave_campaign
from cms.cache.stamps import _stamps
from cms.keys import new_secret
from cms.models import AuditEntry
from schools.domain.queries.use import this_year
from schools.domain.schools import confirm_school
from schools.domain.use import recount
from schools.stamps import of_school
from schools.years import bounds, school_year
from tests.campaigns.factories import campaign_page
from tests.campaigns.test_pledges import seal_in
from tests.schools.factories import MemberFactory, SchoolFactory, person
from tests.schools.people import coordinator
from tests.schools.test_school_page import lived

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    """Forms may be sent as soon as they were given out."""
    monkeypatch.setattr("cms.forms.sealed.FASTEST", -1)


@pytest.fixture
def branch(site_tree):
    return site_tree("en", "ar")["en"]


@pytest.fixture
def campaign(branch):
    return campaign_page(branch, pledge_kind="public", pledge_text="I say hello first.", title="Hello first")


@pytest.fixture
def school():
    return SchoolFactory(name="School at the Weir")


@pytest.fixture
def lead(school):
    return MemberFactory(school=school, role="lead").user


@pytest.fixture
def teacher(school, client):
    user = MemberFactory(school=school).user
    client.force_login(user)
    return user


def door(campaign, language="en") -> str:
    return f"/{language}/school/campaigns/{campaign.translation_key}/"


def desk(school, language="en") -> str:
    return f"/{language}/school/{school.key}/campaigns/"


def text_of(client, address) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def more_of(school, name="campaigns") -> int:
    return this_year(school).more.get(name, 0)


def joined_by_schools(campaign, number, **values) -> list[CampaignJoin]:
    schools = [SchoolFactory(**values) for _one in range(number)]
    return [join_campaign(campaign, one, actor=MemberFactory(school=one).user) for one in schools]


# Joining ----------------------------------------------------------------------------------------------------------


def test_one_tap_from_the_page_of_the_campaign_joins_with_one_s_school(client, campaign, school, teacher):
    assert f'href="{door(campaign)}"' in Client().get(campaign.url).content.decode()
    answer = client.post(door(campaign), {"do": f"join:{school.key}"}, follow=True)
    assert "“School at the Weir” takes part in “Hello first”." in answer.content.decode()
    join = CampaignJoin.objects.get()
    assert (join.school, join.campaign, join.joined_by) == (school, campaign.translation_key, teacher)
    assert more_of(school) == 1
    entry = AuditEntry.objects.get(verb="campaign.joined")
    assert (entry.actor, entry.details["school"]) == (teacher, school.key)
    assert "Campaigns joined" in text_of(client, f"/en/school/{school.key}/use/")


def test_the_page_of_lessons_and_evidence_leads_to_where_campaigns_are_joined(
    client, campaign, school, teacher
):
    assert f'href="{desk(school)}"' in text_of(client, f"/en/school/{school.key}/use/")
    assert "Your school has not joined a campaign yet." in text_of(client, desk(school))
    client.post(desk(school), {"do": f"join:{campaign.translation_key}"})
    page = text_of(client, desk(school))
    assert "Takes part since" in page
    assert "At the moment there is no campaign to join in this language." in page
    assert more_of(school) == 1


def test_a_school_that_joins_twice_has_joined_once(campaign, school, lead):
    first = join_campaign(campaign, school, actor=lead)
    assert join_campaign(campaign, school, actor=lead) == first
    assert AuditEntry.objects.filter(verb="campaign.joined").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignJoin.objects.create(campaign=campaign.translation_key, school=school)


def test_only_members_join_for_a_school(client, campaign, school, teacher):
    other = SchoolFactory()
    assert client.post(door(campaign), {"do": f"join:{other.key}"}).status_code == 404
    assert client.post(desk(other), {"do": f"join:{campaign.translation_key}"}).status_code == 404
    with pytest.raises(JoinError):
        join_campaign(campaign, other, actor=teacher)
    assert not CampaignJoin.objects.exists()


def test_nobody_joins_for_a_school_that_was_closed(client, campaign, school, teacher):
    school.state = "closed"
    school.save()
    with pytest.raises(JoinError):
        join_campaign(campaign, school, actor=teacher)
    assert client.post(door(campaign), {"do": f"join:{school.key}"}).status_code == 404


@pytest.mark.parametrize("case", ["paused", "over", "not live"])
def test_what_rests_is_over_or_is_not_shown_is_not_joined(client, campaign, school, teacher, case):
    if case == "paused":
        pause(campaign, actor=teacher)
    elif case == "over":
        campaign.ends_on = timezone.localdate() - timedelta(days=1)
        campaign.save_revision().publish()
    else:
        campaign.unpublish()
    campaign.refresh_from_db()
    with pytest.raises(JoinError):
        join_campaign(campaign, school, actor=teacher)
    assert client.post(door(campaign), {"do": f"join:{school.key}"}).status_code == (
        404 if case == "not live" else 302
    )
    assert "Hello first" not in text_of(client, desk(school)) or case == "not live"
    assert not CampaignJoin.objects.exists()
    if case == "over":
        assert door(campaign) not in Client().get(campaign.url).content.decode()


def test_a_campaign_that_is_to_come_is_joined_ahead(branch, school, lead):
    soon = campaign_page(branch, starts_on=timezone.localdate() + timedelta(days=20))
    join_campaign(soon, school, actor=lead)
    assert more_of(school) == 1


def test_whoever_has_no_school_is_told_what_it_is_good_for(client, campaign):
    assert client.get(door(campaign)).status_code == 302
    client.force_login(person())
    page = text_of(client, door(campaign))
    assert "Find or register your school" in page
    assert "Join this campaign" not in page


@pytest.mark.parametrize("do", ["", "join", "join:x", "leave:", "leave:x", "leave:99", "other:1"])
def test_forms_that_say_nothing_sensible_are_answered_404(client, campaign, school, teacher, do):
    assert client.post(door(campaign), {"do": do}).status_code == 404
    assert client.post(desk(school), {"do": do}).status_code == 404
    assert client.post(desk(school), {"do": f"join:{uuid4()}"}).status_code == 404


def test_the_pages_speak_arabic(client, campaign, school, teacher):
    join_campaign(campaign, school, actor=teacher)
    for address in (door(campaign, "ar"), desk(school, "ar")):
        page = text_of(client, address)
        assert 'dir="rtl"' in page
        assert "Hello first" in page  # it is there in English alone


# Leaving ----------------------------------------------------------------------------------------------------------


def test_who_joined_leaves_again_and_it_counts_no_longer(client, campaign, school, teacher):
    join = join_campaign(campaign, school, actor=teacher)
    client.post(desk(school), {"do": f"leave:{join.pk}"})
    join.refresh_from_db()
    assert join.left_by == teacher
    assert more_of(school) == 0
    assert AuditEntry.objects.filter(verb="campaign.left").count() == 1
    leave_campaign(join, actor=teacher)  # twice
    assert AuditEntry.objects.filter(verb="campaign.left").count() == 1
    again = join_campaign(campaign, school, actor=teacher)
    assert again.pk != join.pk
    assert more_of(school) == 1


def test_a_colleague_s_campaign_is_left_by_leads_alone(client, campaign, school, lead, teacher):
    join = join_campaign(campaign, school, actor=lead)
    assert "Leave this campaign" not in text_of(client, desk(school))
    assert client.post(desk(school), {"do": f"leave:{join.pk}"}).status_code == 404
    with pytest.raises(PermissionDenied):
        leave_campaign(join, actor=teacher)
    client.force_login(lead)
    assert client.post(desk(school), {"do": f"leave:{join.pk}"}).status_code == 302
    assert more_of(school) == 0


def test_what_another_school_joined_is_not_left_by_way_of_one_s_own(client, campaign, school, lead):
    [join] = joined_by_schools(campaign, 1)
    client.force_login(lead)
    assert client.post(desk(school), {"do": f"leave:{join.pk}"}).status_code == 404
    assert client.post(door(campaign), {"do": f"leave:{join.pk}"}).status_code == 404
    assert client.get(desk(join.school)).status_code == 404


def test_rule_and_twin_agree(campaign, school, lead, teacher):
    other = SchoolFactory()
    foreign = MemberFactory(school=other, role="lead").user
    gone = MemberFactory(school=school, until=timezone.now() + timedelta(seconds=1)).user
    joins = [join_campaign(campaign, school, actor=teacher), join_campaign(campaign, other, actor=foreign)]
    joins.append(CampaignJoin.objects.create(campaign=uuid4(), school=school, joined_by=gone))
    counted = {}
    for user in (lead, teacher, foreign, gone, person()):
        found = {one for one in joins if can_leave_campaign(user, one)}
        assert found == set(CampaignJoin.objects.leavable_by(user))
        counted[user] = len(found)
    assert [counted[one] for one in (lead, teacher, foreign, gone)] == [2, 1, 1, 0]


# What counts ------------------------------------------------------------------------------------------------------


def test_a_campaign_counts_in_the_school_year_in_which_it_was_joined(campaign, school, lead):
    join = join_campaign(campaign, school, actor=lead)
    this = school_year(timezone.localdate())
    start, end = bounds(this)
    CampaignJoin.objects.update(joined_at=timezone.now() - timedelta(days=366))
    assert campaigns_joined(school, start, end) == []
    assert campaigns_joined(school, *bounds(this - 1)) == [str(campaign.translation_key)]
    recount(school, this - 1)
    leave_campaign(CampaignJoin.objects.get(pk=join.pk), actor=lead)
    assert school.years.get(year=this - 1).more["campaigns"] == 0


def sign_for(campaign, join, number=1) -> list[Pledge]:
    return [pledges.sign(campaign, form=new_secret(), language="en", join=join)[0] for _one in range(number)]


def test_who_signs_at_the_school_s_address_counts_for_it_from_ten_on_in_steps_of_five(
    client, campaign, school, teacher
):
    join = join_campaign(campaign, school, actor=teacher)
    address = f"/en/pledge/{campaign.translation_key}/?school={join.key}"
    assert address in text_of(client, desk(school))
    assert address in text_of(client, door(campaign))
    anybody = Client()
    page = anybody.get(address)
    assert "Your signature also counts for" in page.content.decode()
    anybody.post(address, {"seal": seal_in(page)})
    assert Pledge.objects.get().join == join
    assert more_of(school, "pledges") == 0
    sign_for(campaign, join, 8)
    assert more_of(school, "pledges") == 0
    sign_for(campaign, join)
    assert more_of(school, "pledges") == 10
    sign_for(campaign, join, 4)
    assert more_of(school, "pledges") == 10
    [last] = sign_for(campaign, join)
    assert more_of(school, "pledges") == 15
    pledges.take_back(last.token)
    assert more_of(school, "pledges") == 10


def test_with_an_address_it_counts_for_the_school_once_it_is_confirmed(campaign, school, lead):
    join = join_campaign(campaign, school, actor=lead)
    sign_for(campaign, join, 9)
    signed, _new = pledges.sign(
        campaign, form=new_secret(), language="en", join=join, email="amina@example.org"
    )
    assert more_of(school, "pledges") == 0
    pledges.confirm(signed.token)
    assert more_of(school, "pledges") == 10


def test_the_address_is_good_while_the_school_takes_part(branch, campaign, school, lead):
    join = join_campaign(campaign, school, actor=lead)
    assert join_behind(campaign, join.key) == join
    assert join_behind(campaign, "") is None
    for wrong in ("no-such-key", "\x00", "x" * 9000, "\u202e"):
        assert join_behind(campaign, wrong) is None
    assert join_behind(campaign_page(branch, pledge_kind="public", pledge_text="I."), join.key) is None
    leave_campaign(join, actor=lead)
    assert join_behind(campaign, join.key) is None
    page = Client().get(f"/en/pledge/{campaign.translation_key}/?school={join.key}")
    assert page.status_code == 200
    assert school.name not in page.content.decode()
    again = join_campaign(campaign, school, actor=lead)
    assert join_behind(campaign, join.key) == again


def test_promises_of_office_holders_count_for_no_school(branch, school, lead):
    office = campaign_page(branch, pledge_kind="office", pledge_text="I answer every letter.")
    join = join_campaign(office, school, actor=lead)
    assert join_behind(office, join.key) is None


# What is shown ----------------------------------------------------------------------------------------------------


def test_everybody_is_told_how_many_schools_take_part_from_three_on_and_no_names(campaign):
    joins = joined_by_schools(campaign, 2, name="School at the Weir")
    assert schools_joined(campaign.translation_key) == 0
    assert "take part" not in Client().get(campaign.url).content.decode()
    joins += joined_by_schools(campaign, 1)
    page = Client().get(campaign.url).content.decode()
    assert "3 schools take part" in page
    assert "School at the Weir" not in page
    leave_campaign(joins[0], actor=joins[0].joined_by)
    assert "take part" not in Client().get(campaign.url).content.decode()


def test_schools_that_nobody_confirmed_and_samples_are_not_among_the_number(campaign):
    joins = joined_by_schools(campaign, 2)
    joins += joined_by_schools(campaign, 1, state="new")
    joined_by_schools(campaign, 1, is_sample=True)
    assert schools_joined(campaign.translation_key) == 0
    assert "take part" not in Client().get(campaign.url).content.decode()
    confirm_school(joins[2].school, actor=coordinator())
    assert schools_joined(campaign.translation_key) == 3
    assert "3 schools take part" in Client().get(campaign.url).content.decode()


def test_the_page_of_the_school_names_what_was_joined_at_no_further_query(client, campaign, school, lead):
    client.force_login(lead)
    page = f"/en/school/{school.key}/"
    lived(school, 3)
    assert "takes part in" not in text_of(client, page)
    join = join_campaign(campaign, school, actor=lead)
    assert "Your school takes part in: Hello first." in text_of(client, page)
    text_of(client, page)
    with CaptureQueriesContext(connection) as warm:
        text_of(client, page)
    assert len(warm) == 5
    _stamps.touch([of_school(school.pk)])
    with CaptureQueriesContext(connection) as anew:
        text_of(client, page)
    assert len(anew) == 10
    pause(campaign, actor=lead)
    assert "Hello first" not in text_of(client, page)
    leave_campaign(join, actor=lead)
    assert "takes part in" not in text_of(client, page)


def test_who_joined_is_given_that_with_her_data_and_the_school_keeps_it_without_her(
    campaign, school, teacher
):
    join = join_campaign(campaign, school, actor=teacher)
    [kept] = export_memberships(teacher)["campaigns_joined"]
    assert (kept["school"], kept["campaign"]) == (school.name, str(campaign.translation_key))
    teacher.delete()
    join.refresh_from_db()
    assert join.joined_by is None
    assert recount(school).more["campaigns"] == 1
