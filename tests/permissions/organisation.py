"""A youth organisation with one of everything that an address of the campaigns room can name.

It is a part of the world (tests/permissions/world.py), with secrets of its own.
"""

import time
from datetime import timedelta
from unittest.mock import patch

from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import WorkflowState

from campaigns.domain import message_tests, recordings
from campaigns.domain.cards import cards_of, make_cards
from campaigns.domain.claims import check_claim
from campaigns.domain.inclusion import add_action
from campaigns.domain.members import accept, invite
from campaigns.domain.organisations import request_organisation
from campaigns.domain.pledges import sign
from campaigns.domain.withdrawal import withdraw
from campaigns.models import OrganisationPage, Pledge
from cms.domain.queries.reports import about
from cms.domain.reports import receive_report
from cms.forms import reports, sealed
from tests.campaigns import films
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ClaimFactory,
    ContributorFactory,
    campaign_page,
    campaigns_page,
    story_page,
)
from tests.campaigns.people import approved

#: What not everybody may know, as in SECRETS of tests/permissions/world.py, which holds these as well.
SECRETS = {
    "campaign": "Hidden Bittern",  # title of a campaign that was never published
    "handed": "Waiting Wheatear",  # title of a campaign that waits for its evidence check
    "story": "Silent Corncrake",  # title of a contributor's story that was never published
    "person": "Selma Kingfisher",  # a contributor's real name; what is live shows another one
    "claim": "Dunlins counted",  # a figure that no page uses
    "recording": "Curlew at dawn",  # title of a recording that no story uses
    "plan": "Ask the Dipper",  # what the organisation will do after its self-check
    "wording": "Redstart says no",  # a wording of a message test that was not declared
    "office": "Mayor Shrike",  # an office holder whose pledge nobody has looked at
    "invited": "bunting@example.org",  # somebody who was invited
    "contact": "fieldfare@example.org",  # address of the organisation
    "request": "Whinchat Circle",  # an organisation that asked and waits
    "notice": "A lapwing told me",  # text of a notice about a page
}
#: Nobody sends a form faster than people read (seconds).
AGE = 600


def found_organisation(things: dict, people: dict, tree: dict) -> None:
    """Let an organisation in and give it one of everything, published and not; people: lead, member, bystander ..."""
    made = approved(
        tree,
        "Lantern Youth",
        lead=people["lead"],
        by=people["bystander coordinator"],
        contact_email=SECRETS["contact"],
    )
    invitation = invite(made, actor=people["lead"], email=people["member"].email)
    accept(invitation.token, actor=people["member"])
    things["organisation_key"] = made.key
    things["collection_of_organisation"] = made.collection
    things["campaigns_page"] = campaigns_page(tree["en"])
    things["organisation_page"] = OrganisationPage.objects.get(
        translation_key=made.page_key, locale=tree["en"].locale
    )
    things["invitation_token"] = invite(made, actor=people["lead"], email=SECRETS["invited"]).token
    things["invitation_of_other"] = invite(made, actor=people["lead"], email=people["other"].email).token
    asked = request_organisation(
        actor=people["bystander"], name=SECRETS["request"], about="We listen.", contact_email="x@example.org",
        language="en",
    )  # fmt: skip
    things["asked_key"] = asked.key
    _ledger(things, people, made)
    _live(things, people, made, tree["en"])
    _drafts(things, people, made, tree["en"])
    _around(things, people, made)
    _notices(things)


def _ledger(things: dict, people, organisation) -> None:
    used = things["claim_used"] = ClaimFactory(organisation=organisation, key="abroad", checked=False)
    check_claim(used, actor=people["lead"])
    things["claim"] = ClaimFactory(
        organisation=organisation, key="unused", label=SECRETS["claim"], checked=False
    )
    things["contributor"] = ContributorFactory(organisation=organisation, name=SECRETS["person"])
    things["contributor_token"] = things["contributor"].token
    things["recording"], things["heard"] = (
        recordings.add_recording(
            organisation, actor=people["lead"], title=title, file=ContentFile(films.mp3(), name="voice.mp3")
        )
        for title in (SECRETS["recording"], "At night")
    )
    recordings.change_captions(
        things["heard"], actor=people["lead"], language="en", vtt="", transcript="I work at night."
    )
    things["recording_key"], things["heard_key"] = things["recording"].key, things["heard"].key


def _live(things: dict, people, organisation, branch) -> None:
    """A campaign with an invented story, one of a contributor under another name, and one that was taken back."""
    campaign = things["campaign"] = campaign_page(
        branch, organisation, title="The night shift", slug="night-shift", lead="[[abroad]] come from elsewhere.",
        pledge_kind="public", pledge_text="I greet the night shift.",
    )  # fmt: skip
    things["campaign_key"] = str(campaign.translation_key)
    things["live_story"] = story_page(
        campaign, title="One night", slug="one-night",
        body=[
            ("text", "<p>I start in the evening.</p>"),
            ("quote", {"key": "vein", "text": "Nobody asks where I was born."}),
            ("recording", {"recording": things["heard"].key, "title": "At night"}),
        ],
    )  # fmt: skip
    told = story_page(
        campaign, agreed=True, contributor=things["contributor"], title="Of Rania", slug="of-rania"
    )
    agree(told, name_level="pseudonym", place_level="country")
    things["told_key"] = str(told.translation_key)
    gone = story_page(campaign, title="Taken back", slug="taken-back")
    things["withdrawn_key"] = str(gone.translation_key)
    withdraw(gone.translation_key, actor=people["lead"])
    campaign.refresh_from_db()
    campaign.cards = [("card", {"kind": "quote", "look": "pine", "story": "one-night", "quote": "vein"})]
    campaign.save_revision().publish()
    make_cards(campaign)
    card = cards_of(campaign.translation_key, "en")[0]
    things["card_key"], things["card_file"], things["card_name"] = card.key, f"{card.key}.png", card.name
    things["campaign"] = campaign


def _drafts(things: dict, people, organisation, branch) -> None:
    common = {"owner": people["lead"], "published": False}
    draft = campaign_page(branch, organisation, title=SECRETS["campaign"], slug="bittern", **common)
    draft.save_revision(user=people["lead"])
    things["campaign_draft"], things["campaign_draft_key"] = draft, str(draft.translation_key)
    things["story_draft"] = story_page(
        things["campaign"], agreed=True, contributor=things["contributor"], title=SECRETS["story"],
        slug="corncrake", **common,
    )  # fmt: skip
    things["story_draft"].save_revision(user=people["lead"])
    agree(things["story_draft"], name_level="pseudonym", place_level="country")
    handed = things["handed"] = campaign_page(
        branch, organisation, title=SECRETS["handed"], slug="wheatear", **common
    )
    handed.save_revision(user=people["lead"])
    # Whatever the checks would find is not what is asked here.
    with patch("campaigns.models.tasks.problems_of", lambda page, step: []):
        state = handed.get_workflow().start(handed, people["lead"])
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    things["handed_task_state"] = state.current_task_state


def _around(things: dict, people, organisation) -> None:
    campaign, lead = things["campaign"], people["lead"]
    add_action(organisation, actor=lead, what=SECRETS["plan"])
    words = {
        "language": "en", "first": "We work at night.", "second": "They work at night.",
        "question": "Would you pass this on?", "expectation": "The first, because it is ours.", "wanted": 50,
    }  # fmt: skip
    running = message_tests.draft_test(organisation, campaign.translation_key, actor=lead, **words)
    message_tests.declare(running, actor=lead)
    draft = message_tests.draft_test(
        organisation, campaign.translation_key, actor=lead, **words | {"first": SECRETS["wording"]}
    )
    things["test"], things["test_draft"] = running, draft
    things["test_key"], things["test_draft_key"] = running.key, draft.key
    things["test_seal"] = seal(running.key, "first")
    pledge, _new = sign(campaign, form="a form", language="en", first_name="Ana")
    things["pledge_token"] = pledge.token
    things["pledge_seal"] = seal(things["campaign_key"])
    things["office_pledge"] = Pledge.objects.create(
        campaign=campaign.translation_key, kind="office", language="en", name=SECRETS["office"], office="Mayor",
        email="office@example.org", renew_on=timezone.localdate() + timedelta(days=365), confirmed_at=timezone.now(),
    )  # fmt: skip
    things["approve_office_pledge"] = f"approve:{things['office_pledge'].pk}"


def _notices(things: dict) -> None:
    for name, path in (
        ("notice", "/en/lessons/half-a-number/"),
        ("notice_of_campaign", things["campaign"].url),
    ):
        things[name] = receive_report(
            about(path), reason="false", text=SECRETS["notice"], email="", language="en"
        )
    things["receipt_token"] = things["notice"].token
    things["notice_began"] = signing.dumps(time.time() - AGE, salt=reports.SALT)


def seal(subject: str, more: str = "") -> str:
    """Return the seal of a form that was handed out a while ago."""
    return signing.dumps([subject, f"form of {subject}"[:32], int(time.time()) - AGE, more], salt=sealed.SALT)
