"""The pages of organisations: mine, asking to join, the desk, members, an invitation, deciding."""

import pytest
from django.urls import reverse

from campaigns.domain.members import accept, invite
from campaigns.models import Invitation, Organisation
from tests.campaigns.factories import campaign_page, campaigns_page, story_page
from tests.campaigns.people import approved, asked, coordinator, person, signed_in

pytestmark = pytest.mark.django_db

REQUEST = {
    "name": "Lantern Youth",
    "about": "We listen.",
    "country": "",
    "website": "https://lantern.example.org",
    "contact_email": "office@lantern.example.org",
    "language": "uk",
}


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk")


@pytest.fixture
def lead():
    return person("Lead", factor=True)


@pytest.fixture
def organisation(tree, lead):
    return approved(tree, lead=lead)


def test_somebody_asks_for_her_organisation_and_sees_that_it_waits(tree):
    client = signed_in(person())
    answer = client.post(reverse("organisation_request"), REQUEST, follow=True)
    assert answer.redirect_chain == [("/en/organisation/", 302)]
    assert "A coordinator looks at it" in answer.text
    made = Organisation.objects.get()
    assert (made.name, made.language, made.website) == ("Lantern Youth", "uk", "https://lantern.example.org")


def test_what_a_form_does_not_ask_for_is_ignored(tree):
    """Case 10."""
    asker = person()
    more = {"state": "approved", "role": "lead", "is_sample": "on", "slug": "x", "requested_by": "1",
            "decided_by": asker.pk, "group": "1", "key": "mine", "page_key": "x"}  # fmt: skip
    signed_in(asker).post(reverse("organisation_request"), REQUEST | more)
    made = Organisation.objects.get()
    assert (made.state, made.is_sample, made.slug, made.requested_by, made.group, made.decided_by) == (
        "requested", False, "lantern-youth", asker, None, None,
    )  # fmt: skip
    assert made.key != "mine"
    assert not asker.groups.exists()


def test_a_form_with_faults_keeps_what_was_typed_and_says_what_is_wrong(tree):
    answer = signed_in(person()).post(
        reverse("organisation_request"), REQUEST | {"contact_email": "nothing", "about": "We <b>listen</b>"}
    )
    assert answer.status_code == 200
    assert "We &lt;b&gt;listen&lt;/b&gt;" in answer.text
    assert "id_contact_email-fault" in answer.text
    assert not Organisation.objects.exists()


def test_a_member_without_a_second_factor_is_told_kindly_why(tree):
    lead = person("Lead")
    organisation = approved(tree, lead=lead)
    client = signed_in(lead)
    answer = client.get(reverse("organisations"))
    assert answer.status_code == 200
    assert "second key beside your password" in answer.text
    assert reverse("mfa_activate_totp") in answer.text
    assert client.get(reverse("organisation", args=[organisation.key])).status_code == 302


def test_the_desk_shows_what_there_is_and_what_waits(organisation, lead, tree):
    campaign = campaign_page(tree["en"], organisation, title="The night shift")
    story_page(campaign)
    answer = signed_in(lead).get(reverse("organisation", args=[organisation.key]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "The night shift" in answer.text
    page = organisation_page_in(organisation, "en")
    assert reverse("wagtailadmin_pages:add", args=("campaigns", "campaignpage", page.pk)) in answer.text
    for name in ("claims", "contributors", "organisation_members"):
        assert reverse(name, args=[organisation.key]) in answer.text


def organisation_page_in(organisation, language):
    from campaigns.models import OrganisationPage

    return OrganisationPage.objects.get(translation_key=organisation.page_key, locale__language_code=language)


def test_the_desk_asks_no_more_for_three_campaigns_than_for_one(
    organisation, lead, tree, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = signed_in(lead), reverse("organisation", args=[organisation.key])

    def asked_for(number):
        for _one in range(number):
            story_page(campaign_page(tree["en"], organisation))
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    assert asked_for(1) == asked_for(2)


def test_for_everybody_else_the_desk_does_not_exist(organisation, lead, tree):
    other = approved(tree, "Other", lead=person("Other", factor=True))
    for user in (person("Nobody"), other.memberships.get().user, coordinator("Deciding", factor=True)):
        client = signed_in(user)
        for name in ("organisation", "organisation_members"):
            assert client.get(reverse(name, args=[organisation.key])).status_code == 404
        answer = client.post(reverse("organisation_members", args=[organisation.key]), {"do": "leave:yes"})
        assert answer.status_code == 404
    assert organisation.memberships.count() == 1


def test_a_lead_invites_and_the_invited_accepts(organisation, lead):
    friend = person("Friend")
    address = reverse("organisation_members", args=[organisation.key])
    answer = signed_in(lead).post(
        address,
        {"do": "invite", "email": friend.email, "role": "member", "organisation": "999", "token": "mine"},
    )
    assert answer.status_code == 302
    invitation = Invitation.objects.get()
    assert invitation.token != "mine"
    client = signed_in(friend)
    shown = client.get(reverse("organisation_invitation", args=[invitation.token]))
    assert "Lead" in shown.text
    assert "Lantern Youth" in shown.text
    answer = client.post(reverse("organisation_invitation", args=[invitation.token]), {"role": "lead"})
    assert answer.status_code == 302
    assert organisation.memberships.get(user=friend).role == "member"


def test_an_invitation_tells_nothing_to_whom_it_is_not_for(organisation, lead):
    invitation = invite(organisation, actor=lead, email="friend@example.org")
    client = signed_in(person("Thief"))
    address = reverse("organisation_invitation", args=[invitation.token])
    shown = client.get(address)
    assert "Lantern" not in shown.text
    assert "friend@" not in shown.text
    client.post(address)
    assert organisation.memberships.count() == 1
    assert client.get(reverse("organisation_invitation", args=["x" * 32])).status_code == 404


def test_members_are_removed_and_leave_after_being_asked_twice(organisation, lead):
    friend = person("Friend", factor=True)
    member = accept(invite(organisation, actor=lead, email=friend.email).token, actor=friend)
    address = reverse("organisation_members", args=[organisation.key])
    client = signed_in(lead)
    asked_again = client.post(address, {"do": f"remove:{member.pk}"})
    assert "Friend" in asked_again.text
    assert organisation.memberships.count() == 2
    client.post(address, {"do": f"remove:{member.pk}:yes"})
    assert organisation.memberships.count() == 1
    answer = client.post(address, {"do": "leave:yes"}, follow=True)
    assert "needs a lead" in answer.text
    assert organisation.memberships.count() == 1


def test_a_member_who_is_no_lead_changes_nothing_but_leaves(organisation, lead):
    friend = person("Friend", factor=True)
    member = accept(invite(organisation, actor=lead, email=friend.email).token, actor=friend)
    own = organisation.memberships.get(user=lead)
    address = reverse("organisation_members", args=[organisation.key])
    client = signed_in(friend)
    for do in (f"remove:{own.pk}:yes", f"lead:{member.pk}", f"member:{own.pk}", "invite", "take_back:1"):
        answer = client.post(address, {"do": do, "email": "x@example.org", "role": "lead"})
        assert answer.status_code == 404, do
    assert client.post(address, {"do": "leave:yes"}).url == reverse("organisations")
    assert list(organisation.memberships.all()) == [own]


@pytest.mark.parametrize("do", ["", "x", "remove:x:yes", "remove:9999999999999999999:yes", "lead:0"])
def test_what_no_form_sends_is_answered_404(do, organisation, lead):
    address = reverse("organisation_members", args=[organisation.key])
    assert signed_in(lead).post(address, {"do": do}).status_code == 404


def test_coordinators_decide(tree):
    for branch in tree.values():
        campaigns_page(branch)
    lead = person("Lead")
    organisation = asked(lead)
    client = signed_in(coordinator(factor=True))
    assert "Lantern Youth" in client.get(reverse("organisation_requests")).text
    address = reverse("organisation_decide", args=[organisation.key])
    refused = client.post(address, {"do": "decline", "reasons": ""})
    assert "Please give your reasons" in refused.text
    for do, state in (("approve", "approved"), ("suspend", "suspended"), ("resume", "approved")):
        answer = client.post(address, {"do": do, "reasons": "We talked.", "state": "declined"})
        assert answer.url == reverse("organisation_requests")
        organisation.refresh_from_db()
        assert (organisation.state, organisation.reasons) == (state, "We talked.")


def test_nobody_else_decides(tree, organisation, lead):
    """Cases 9 and 18."""
    for user in (lead, person("Nobody")):
        client = signed_in(user)
        assert client.get(reverse("organisation_requests")).status_code == 404
        address = reverse("organisation_decide", args=[organisation.key])
        assert client.get(address).status_code == 404
        assert client.post(address, {"do": "suspend", "reasons": "x"}).status_code == 404
    own = coordinator("Own", factor=True)
    mine = approved(tree, "Mine", lead=own, by=coordinator("Other"))
    client, address = signed_in(own), reverse("organisation_decide", args=[mine.key])
    assert "another coordinator decides" in client.get(address).text
    assert "You belong" in client.post(address, {"do": "suspend", "reasons": "x"}).text
    mine.refresh_from_db()
    assert mine.state == "approved"


def test_a_deed_that_is_none_is_answered_404(organisation):
    client = signed_in(coordinator("Second", factor=True))
    address = reverse("organisation_decide", args=[organisation.key])
    assert client.post(address, {"do": "make_pages", "reasons": "x"}).status_code == 404


def test_lists_for_coordinators_ask_no_more_for_three_than_for_one(tree, django_assert_num_queries):
    client, address = signed_in(coordinator(factor=True)), reverse("organisation_requests")
    asked(person("First"), "First")
    client.get(address)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(address)
    asked(person("Second"), "Second")
    asked(person("Third"), "Third")
    with django_assert_num_queries(len(one)):
        assert "Third" in client.get(address).text


@pytest.mark.parametrize("name", ["organisations", "organisation_request", "organisation_requests"])
def test_who_is_not_signed_in_signs_in_first(name, client, tree):
    answer = client.get(reverse(name))
    assert answer.url.startswith("/en/account/login/?next=")
