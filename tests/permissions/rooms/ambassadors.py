"""Ambassadors: desks, private links, what schools and organisations see, the network's pages."""

from tests.permissions.rooms.variants import Variants, named

SPECIAL: dict[str, dict[str, str]] = {
    "ambassador_invitation": {"token": "ambassador_invitation"},
    "guardian": {"token": "guardian_token"},
    "school_ambassadors": {"key": "school_key"},
    "school_ambassador": {"key": "school_key", "ambassador": "ambassador_key"},
    "organisation_ambassadors": {"key": "organisation_key"},
    "organisation_ambassador": {"key": "organisation_key", "ambassador": "ambassador_key"},
    "organisation_visits": {"key": "organisation_key"},
    "network_ambassador": {"key": "ambassador_key"},
    "network_companion": {"key": "companion_key"},
    "clearance": {"key": "uncleared_key"},
    "training_gate": {"exercise": "=00000000-0000-4000-8000-000000000000"},
    "talk": {"key": "talk_key"},
    "school_visits": {"key": "school_key"},
    "visit_ask": {"key": "school_key"},
    "visit_request": {"key": "request_key"},
    "ambassador_visit": {"key": "visit_key"},
    "companion_visit": {"key": "visit_key"},
    "school_visit": {"key": "other_school_key", "visit": "visit_key"},
    "network_visit": {"key": "visit_key"},
    "visit_calendar": {"key": "visit_key"},
    "visit_messages": {"key": "visit_key"},
    "visit_kit": {"key": "visit_key", "format": "=docx"},
    "visit_exit": {"key": "asked_visit_key"},
    "visit_exit_door": {"key": "asked_visit_key"},
    "network_thread": {"key": "visit_key"},
    "ambassador_letter": {"key": "thanks_key", "format": "=docx"},
}
_NOMINATED = {
    "first_name": "Another", "band": "18+", "country": "AT", "town": "Linz", "language": "en",
    "email": "another@example.org",
}  # fmt: skip
SENT: dict[str, dict[str, str | bytes]] = {
    "school_ambassadors": _NOMINATED,
    "organisation_ambassadors": _NOMINATED,
    "school_ambassador": {"do": "pause"},
    "network_ambassador": {"do": "pause"},
    "network_ambassador grows": {"do": "band", "band": "16-17"},
    "network_companions": {
        "email": "{bystander_email}", "first_name": "Another", "country": "AT", "town": "Linz", "languages": "en",
    },
    "network_companion": {"do": "end", "sure": "yes"},
    "clearance": {"do": "end", "reason": "Because."},
    "guardian": {"do": "take_back"},
    "ambassador_consent": {"do": "take_back"},
    "ambassador_leave": {"do": "pause"},
    "ambassador_training": {"do": "ask", "about": "How a rumour travels"},
    "talk": {"truth": "3", "listening": "3", "clarity": "3", "care": "3", "comment": "Clear, and kind."},
    "ambassador_offer": {"do": "add_time", "first_day": "{in_a_week}", "last_day": "{in_a_month}"},
    "school_visits": {"do": "take_back:{request_key}"},
    "school_visits of the other school": {"do": "take_back:{other_request_key}"},
    "visit_ask": {
        "stage": "primary", "year_group": "1", "pupils": "20", "language": "en", "format": "in_person",
        "first_day": "{in_a_week}", "last_day": "{in_a_month}", "contact": "office",
    },
    "visit_request": {"do": "ask:{offer_key}"},
    "ambassador_visit": {"do": "no"},
    "companion_visit": {"do": "cancel", "reason": "Because."},
    "school_visit": {"do": "cancel", "reason": "Because."},
    "network_visit": {"do": "cancel", "reason": "Because."},
    "visit_messages": {"text": "Hello."},
    "network_messages": {"do": "pass:{held_message}"},
    "visit_exit_door": {"do": "open", "question": "new"},
    "visit_exit": {"seal": "{exit_seal}", "answer": "3"},
}  # fmt: skip
QUERY: dict[str, str] = {"visit_exit": "{exit_pass}"}


def _visits(things: dict) -> dict:
    return {"hers": {}, "another": {"key": "other_visit_key"}, "no such key": {"key": "=no-such-key"}}


VARIANTS: dict[str, Variants] = {
    **dict.fromkeys(
        (
            "ambassador_visit",
            "companion_visit",
            "visit_calendar",
            "visit_messages",
            "visit_kit",
            "network_visit",
        ),
        _visits,
    ),
    "guardian": named(hers={}, no_such_token={"token": "=no-such-token"}),
    "ambassador_invitation": named(of_somebody={}, no_such_token={"token": "=no-such-token"}),
    "school_ambassador": named(
        hers={},
        by_way_of_the_other_school={"key": "other_school_key"},
        of_the_other_school={"ambassador": "other_ambassador_key"},
    ),
    "school_visit": named(
        to_the_other_school={},
        by_way_of_the_school={"key": "school_key"},
        to_the_school={"key": "school_key", "visit": "other_visit_key"},
    ),
    "network_ambassador": named(pauses={}, grows={"method": "POST"}),
    "school_visits": named(
        the_school={}, other={"key": "other_school_key"}, of_the_other_school={"method": "POST"}
    ),
    "clearance": named(
        companion={}, ambassador={"key": "ambassador_key"}, no_such_key={"key": "=no-such-key"}
    ),
}
