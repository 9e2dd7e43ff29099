"""Campaigns: public pages, the desks of organisations, whoever decides on them."""

from tests.permissions.rooms.variants import Variants, named, pages

SPECIAL: dict[str, dict[str, str]] = {
    name: {"key": "organisation_key", "campaign": "campaign_key"}
    for name in (
        "organisation",
        "organisation_members",
        "organisation_decide",
        "inclusion",
        "inclusion_print",
        "claims",
        "claim_new",
        "contributors",
        "contributor_new",
        "recordings",
        "campaign_desk",
        "campaign_pause",
        "message_tests",
        "message_test_new",
    )
} | {
    "organisation_invitation": {"token": "invitation_token"},
    "claim": {"key": "organisation_key", "pk": "claim"},
    "contributor": {"key": "organisation_key", "pk": "contributor"},
    "contributor_link": {"key": "organisation_key", "pk": "contributor"},
    "recording_edit": {"key": "organisation_key", "pk": "recording"},
    "campaign_report": {"key": "organisation_key", "campaign": "campaign_key", "format": "=csv"},
    "message_test_edit": {"key": "organisation_key", "campaign": "campaign_key", "pk": "test"},
    "message_test": {"key": "test_key"},
    "consent": {"token": "contributor_token"},
    "recording": {"key": "heard_key", "file": "=recording.mp3"},
    "pledge": {"campaign": "campaign_key"},
    "pledge_done": {"campaign": "campaign_key"},
    "pledge_own": {"token": "pledge_token"},
    "embed": {"key": "card_key"},
    "api_campaign": {"key": "campaign_key"},
    "campaign_lint": {"page_id": "campaign"},
    "campaign_download": {"format": "=zip"},
    "story_download": {"format": "=docx"},
    "campaign_card": {"file": "card_file"},
    "campaign_join": {"campaign": "campaign_key"},
    "school_campaigns": {"key": "school_key"},
}
SENT: dict[str, dict[str, str | bytes]] = {
    "organisation_request": {
        "name": "Another organisation", "about": "We listen.", "contact_email": "x@example.org", "language": "en",
    },
    "organisation_members": {"do": "invite", "email": "somebody@example.org", "role": "member"},
    "organisation_members leaves": {"do": "leave:yes"},
    "organisation_decide": {"do": "suspend", "reasons": "Because."},
    "organisation_decide asked": {"do": "approve", "reasons": "Because."},
    "inclusion": {"do": "add", "new-what": "Something else"},
    "claim_new": {"key": "another", "kind": "number", "decimals": "0"},
    "claim checks": {"do": "check", "check-confirmed": "on", "check-seen": "1"},
    "claim changes": {"do": "save", "kind": "number", "decimals": "0", "label_en": "Something else", "seen": "1"},
    "claim deletes": {"do": "delete"},
    "contributor_new": {"pseudonym": "Another", "language": "en"},
    "contributor": {"do": "change", "pseudonym": "Another", "language": "en"},
    "contributor withdraws": {"do": "withdraw", "story": "{told_key}", "sure": "yes"},
    "consent": {"do": "anonymise", "story": "{told_key}"},
    "consent withdraws": {"do": "withdraw", "story": "{told_key}"},
    "recordings": {"title": "Nothing", "file": b"nothing"},
    "recording_edit": {"do": "rename", "title": "Another title"},
    "campaign_desk": {
        "do": "reach", "day": "2026-01-01", "channel": "A market", "people": "9", "counted_how": "At the door",
    },
    "campaign_desk approves a pledge": {"do": "{approve_office_pledge}"},
    "campaign_pause": {"act": "pause"},
    "message_test_new": {
        "language": "en", "first": "One", "second": "Two", "question": "Which?", "expectation": "One.", "wanted": "50",
    },
    "message_test_edit": {"do": "end"},
    "message_test_edit draft": {"do": "delete"},
    "message_test": {"seal": "{test_seal}", "answer": "yes"},
    "pledge": {"seal": "{pledge_seal}"},
    "pledge_own": {"do": "take_back"},
    "campaign_join": {"do": "join:{school_key}"},
    "campaign_join leaves": {"do": "leave:{other_join}"},
    "school_campaigns": {"do": "join:{campaign_key}"},
    "school_campaigns leaves": {"do": "leave:{join}"},
    "school_campaigns leaves of another school": {"do": "leave:{other_join}"},
}  # fmt: skip
QUERY: dict[str, str] = {
    "claim_chooser": "page={campaign}",
}  # fmt: skip


def _campaigns(things: dict) -> dict:
    return {"live": {}, "draft": {"campaign": "=bittern"}, "nothing there": {"campaign": "=no-such-page"}}


def _desks(things: dict) -> dict:
    return {"approved": {}, "asked": {"key": "asked_key"}, "no such key": {"key": "=no-such-key"}}


VARIANTS: dict[str, Variants] = {
    **dict.fromkeys(("campaign_claims", "campaign_kit", "campaign_download"), _campaigns),
    "campaign_card": named(card={}, QR_code={"file": "=qr.svg"}, no_such_card={"file": "=aaaaaaaaaaaa.png"}),
    "story_download": named(
        live={}, draft={"story": "=corncrake"}, contributor={"story": "=of-rania"}, taken_back={"story": "=taken-back"}
    ),
    "recording": named(heard={}, unused={"key": "recording_key"}, no_such_key={"key": "=no-such-key"}),
    "embed": named(card={}, no_such_key={"key": "=no-such-key"}),
    "api_campaign": named(live={}, draft={"key": "campaign_draft_key"}),
    "consent": named(anonymises={}, withdraws={}, no_such_token={"token": "=no-such-token"}),
    "organisation_invitation": named(
        to_somebody={}, to_the_other={"token": "invitation_of_other"}, no_such_token={"token": "=no-such-token"}
    ),
    **dict.fromkeys(("organisation", "organisation_decide"), _desks),
    "organisation_members": named(invites={}, leaves={}, asked={"key": "asked_key"}),
    "claim": named(checks={}, changes={}, deletes={}),
    "contributor": named(changes={}, withdraws={}),
    "campaign_desk": named(
        live={}, approves_a_pledge={}, draft={"campaign": "campaign_draft_key"},
        taken_back={"campaign": "withdrawn_key"},
    ),
    "message_test_edit": named(declared={}, draft={"pk": "test_draft"}),
    "message_test": named(declared={}, draft={"key": "test_draft_key"}),
    "pledge": named(
        live={}, draft={"campaign": "campaign_draft_key"}, at_the_address_of_a_school={"?": "school={other_join_key}"}
    ),
    "pledge_own": named(own={}, no_such_token={"token": "=no-such-token"}),
    "campaign_join": named(live={}, draft={"campaign": "campaign_draft_key"}, leaves={"method": "POST"}),
    "school_campaigns": named(
        the_school={}, other={"key": "other_school_key"}, new={"key": "new_school_key"},
        no_such_key={"key": "=abcdefghijkm"}, leaves={"method": "POST"}, leaves_of_another_school={"method": "POST"},
    ),
    "campaign_lint": pages("campaign", "campaign_draft", "live"),
}  # fmt: skip
