"""Schools, their network and what is recognised."""

from tests.permissions.rooms.variants import Variants, named, slugs

SPECIAL: dict[str, dict[str, str]] = {
    name: {"key": "school_key"}
    for name in (
        "school",
        "school_members",
        "school_settings",
        "school_classrooms",
        "rounds",
        "school_use",
        "school_plan",
        "school_plan_print",
        "school_levels",
        "school_award",
    )
} | {
    "school_invitation": {"token": "school_invitation"},
    "round_voice": {"key": "round_key"},
    "round_answer": {"key": "school_key", "pk": "round"},
    "round_download": {"key": "school_key", "pk": "ended_round", "format": "=csv"},
    "taught": {"key": "school_key", "pk": "taught"},
    "evidence": {"key": "school_key", "pk": "training"},
    "evidence_file": {"key": "school_key", "pk": "evidence_file"},
    "school_calendar": {"token": "calendar_token"},
    "certificate": {"key": "school_key", "recognition": "recognition_key", "format": "=pdf"},
    "board_report": {"key": "school_key", "format": "=docx"},
    "network_school": {"key": "school_key"},
    "recognition_decide": {"key": "recognition_key"},
    "network_export": {"format": "=csv"},
    "award_picture": {"key": "school_key", "entry": "open_entry_key"},
    "judging_entry": {"entry": "judged_entry_key"},
    "judging_picture": {"entry": "judged_entry_key"},
    "network_award": {"year": "open_award_year"},
    "credential": {"key": "credential_key"},
    "credential_jwt": {"key": "credential_key"},
}
#: What staff and pupils answer in a self-assessment.
ANSWERS: dict[str, str | bytes] = {
    f"i-leadership-{name}": "3" for name in ("stance", "responsible", "plan", "access", "feedback")
}
SENT: dict[str, dict[str, str | bytes]] = {
    "school_register": {
        "name": "Another school", "country": "AT", "town": "Linz", "stage": "primary", "size": "from_100",
        "staff": "20", "year_groups": "4", "language": "en",
    },
    "school_join": {"join": "{other_school_key}"},
    "school_join of another domain": {"join": "{school_key}"},
    "school_members": {"do": "invite", "email": "somebody@example.org", "role": "teacher"},
    "school_members leaves": {"do": "leave:yes"},
    "school_members removes": {"do": "remove:{membership}:yes"},
    "school_members removes of another school": {"do": "remove:{other_membership}:yes"},
    "school_settings": {
        "do": "change", "stage": "primary", "size": "from_100", "staff": "20", "year_groups": "4", "language": "en",
    },
    "school_settings new": {"do": "rename", "name": "Another name"},
    "school_settings new, moves": {"do": "move", "country": "AT", "town": "Linz"},
    "school_settings moves": {"do": "move", "country": "AT", "town": "Linz"},
    "school_classrooms": {"classroom_{classroom}": "1"},
    "rounds": {"weeks": "3"},
    "round": {"do": "close"},
    "round_answer": ANSWERS,
    "round_voice": ANSWERS | {"seal": "{round_seal}"},
    "school_use takes out": {"do": "remove_sitting:{counted}", "reason": "Because."},
    "school_use takes out of another school": {"do": "remove_sitting:{other_counted}", "reason": "Because."},
    "school_use adds": {"title": "Another evening", "day": "{today}", "text": "We talked."},
    "taught_new": {
        "day": "{today}", "place": "other", "school": "{school_key}", "year_group": "1", "pupils": "20",
        "language": "en",
    },
    "taught": {"do": "remove"},
    "evidence": {"do": "remove"},
    "school_plan": {"do": "add", "new-what": "Something else"},
    "school_plan does": {"do": "done:{plan_task}"},
    "school_plan does of another school": {"do": "done:{other_task}"},
    "school_levels": {"do": "hand_in", "level": "1"},
    "school_levels takes back": {"do": "withdraw:{recognition_key}"},
    "school_levels takes back of another school": {"do": "withdraw:{credential_key}"},
    "school_award": {
        "do": "enter", "category": "special", "title": "Something", "text": "We made it.", "language": "en",
        "pupils": "9",
    },
    "school_award takes back": {"do": "withdraw:{open_entry_key}"},
    "school_award takes back of another school": {"do": "withdraw:{other_open_entry_key}"},
    "judging": {"do": "down:{judged_award_year}"},
    "judging_entry": {"do": "score", "idea": "5", "truth": "5", "voice": "5", "effect": "5"},
    "judging_entry recuses": {"do": "recuse"},
    "network_awards": {
        "year": "{next_award_year}", "theme_en": "Who is us?", "entries_from": "{award_from}",
        "entries_until": "{award_until}", "judging_until": "{award_judged_until}",
    },
    "network_award": {"do": "remove:{award_judge}"},
    "network_award judged": {"do": "announce"},
    "network_school": {"do": "close", "reasons": "Because."},
    "network_school new": {"do": "confirm"},
    "recognition_decide": {"do": "grant"},
    "recognition_decide granted": {"do": "revoke", "reasons": "Because."},
    "network_events": {"do": "add", "day": "2026-01-01", "title": "Another event"},
    "network_events removes": {"do": "remove:{network_event}"},
}  # fmt: skip
QUERY: dict[str, str] = {
    "round_voice": "{round_pass}",
}  # fmt: skip


def _schools(things: dict) -> dict:
    return {
        "the school": {},
        "other": {"key": "other_school_key"},
        "new": {"key": "new_school_key"},
        "no such key": {"key": "=abcdefghijkm"},
    }


def _things(**names: str) -> Variants:
    """Return variants for things of a school: each below its own school, and also below the wrong one."""

    def variants(things: dict) -> dict:
        found = {}
        for what, thing in names.items():
            right, wrong = "school_key", "other_school_key"
            if what == "other":
                right, wrong, by = wrong, right, "by way of the school"
            else:
                by = "by way of the other school"
            found[what] = {"key": right, "pk": thing}
            found[f"{what}, {by}"] = {"key": wrong, "pk": thing}
        return found

    return variants


VARIANTS: dict[str, Variants] = {
    **dict.fromkeys(
        ("school", "school_classrooms", "rounds", "school_plan_print", "board_report"), _schools
    ),
    "school_members": lambda things: _schools(things) | {
        "leaves": {"method": "POST"}, "removes": {"method": "POST"}, "removes of another school": {"method": "POST"},
    },
    "school_settings": lambda things: _schools(things) | {
        "moves": {"method": "POST"}, "new, moves": {"key": "new_school_key", "method": "POST"},
    },
    "school_use": lambda things: _schools(things) | {
        "adds": {"?": "add=note"}, "takes out": {"method": "POST"}, "takes out of another school": {"method": "POST"},
    },
    "school_plan": lambda things: _schools(things) | {
        "does": {"method": "POST"}, "does of another school": {"method": "POST"},
    },
    "school_levels": lambda things: _schools(things) | {
        "takes back": {"method": "POST"}, "takes back of another school": {"method": "POST"},
    },
    "school_award": lambda things: _schools(things) | {
        "takes back": {"method": "POST"}, "takes back of another school": {"method": "POST"},
    },
    "award_picture": named(
        own={}, other={"key": "other_school_key", "entry": "other_open_entry_key"},
        other_by_way_of_the_school={"entry": "other_open_entry_key"}, no_such_key={"entry": "=abcdefghijkm"},
    ),
    "judging_entry": named(
        judged={}, recuses={"method": "POST"}, of_other_judges={"entry": "other_judged_entry_key"},
        open={"entry": "open_entry_key"}, no_such_key={"entry": "=abcdefghijkm"},
    ),
    "judging_picture": named(
        judged={}, of_other_judges={"entry": "other_judged_entry_key"}, open={"entry": "open_entry_key"}
    ),
    "network_award": named(open={}, judged={"year": "judged_award_year"}, no_such_year={"year": "=1999"}),
    "school_join": named(by_domain={}, of_another_domain={"method": "POST"}),
    "school_invitation": named(
        to_somebody={},
        to_the_member={"token": "school_invitation_of_member"},
        no_such_token={"token": "=no-such-token"},
    ),
    **dict.fromkeys(
        ("round", "round_answer", "round_download"), _things(open="round", ended="ended_round", other="other_round")
    ),
    "round_voice": named(
        open={}, ended={"key": "ended_round_key", "?": "{ended_round_pass}"}, without_a_pass={"?": "pass=none"},
        no_such_key={"key": "=abcdefghijkm"},
    ),
    "taught_new": slugs,
    "taught": _things(own="taught", other="other_taught"),
    "evidence": _things(training="training", file="evidence_file", other="other_evidence"),
    "evidence_file": _things(file="evidence_file", training="training", other="other_evidence"),
    "school_calendar": named(own={}, no_such_token={"token": "=no-such-token"}),
    "certificate": lambda things: {
        "waiting": {},
        "other": {"key": "other_school_key", "recognition": "credential_key"},
        "other, letter": {"key": "other_school_key", "recognition": "credential_key", "format": "=letter"},
        "other, credential": {"key": "other_school_key", "recognition": "credential_key", "format": "=jwt"},
        "other, by way of the school": {"recognition": "credential_key"},
    },
    "network_school": named(confirmed={}, new={"key": "new_school_key"}, no_such_key={"key": "=abcdefghijkm"}),
    "recognition_decide": named(
        waiting={}, granted={"key": "credential_key"}, no_such_key={"key": "=abcdefghijkm"}
    ),
    "network_events": named(adds={}, removes={"method": "POST"}),
    **dict.fromkeys(
        ("credential", "credential_jwt"),
        named(granted={}, waiting={"key": "recognition_key"}, no_such_key={"key": "=abcdefghijkm"}),
    ),
}  # fmt: skip
