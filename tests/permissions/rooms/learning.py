"""Lessons, exercises and classrooms."""

from tests.permissions.rooms.variants import Variants, pages, slugs

SPECIAL: dict[str, dict[str, str]] = (
    {
        "saved_list": {"pk": "list"},
        "saved_change": {"pk": "list"},
        "exercise_download": {"format": "=pdf"},
        "exercise_bank_put": {"pk": "item"},
        "exercise_imported": {"page_id": "exercise_draft"},
        "join_code": {"code": "join_code"},
        "classroom_shared": {"token": "classroom_token"},
        "sitting_report": {"pk": "closed_sitting", "format": "=csv"},
    }
    | {
        name: {"key": "sitting_key"}
        for name in ("sitting", "sitting_items", "sitting_answers", "sitting_file")
    }
    | {name: {"pk": "classroom"} for name in ("classroom", "classroom_edit", "classroom_change")}
    | {
        name: {"pk": "sitting"}
        for name in (
            "sitting_live",
            "sitting_progress",
            "sitting_change",
            "sitting_projector",
            "sitting_slips",
            "sitting_results",
            "sitting_hands",
            "sitting_load",
        )
    }
)
SENT: dict[str, dict[str, str | bytes]] = {
    "saved_lists": {"name": "Another list"},
    "saved_change": {"do": "rename", "name": "Another name"},
    "saved_add": {"name": "Another list"},
    "classroom_new": {"name": "Another classroom", "language": "en", "size": "20", "keep_days": "30"},
    "classroom_edit": {"name": "Another name", "language": "en", "size": "20", "keep_days": "30"},
    "classroom_change": {"do": "share"},
    "sitting_new": {
        "classroom": "{classroom}", "exercise": "who-counts", "role": "practice", "way": "devices",
        "feedback": "at_once", "language": "", "closes": "lesson",
    },
    "sitting_change": {"do": "close:yes"},
    "sitting_load": {"file": b"nothing"},
    "sitting_hands": {"do": "ask"},
    "join": {"code": "{join_code}"},
    "join_code": {"language": "en"},
}  # fmt: skip
QUERY: dict[str, str] = {
    "sitting_new": "exercise=who-counts",
}  # fmt: skip


def _exercise_slugs(things: dict) -> dict:
    return slugs(things) | {"live": {"slug": "=who-counts"}}


def _lists(things: dict) -> dict:
    return {"the teacher's": {"pk": "list"}, "no such number": {"pk": "=999999"}}


def _sittings(things: dict) -> dict:
    return {
        "the teacher's": {"pk": "sitting"},
        "closed": {"pk": "closed_sitting"},
        "by hands": {"pk": "by_hands"},
        "no such number": {"pk": "=999999"},
    }


def _classrooms(things: dict) -> dict:
    return {
        "the teacher's": {"pk": "classroom"},
        "shared": {"pk": "shared_classroom"},
        "no such number": {"pk": "=999999"},
    }


VARIANTS: dict[str, Variants] = {
    "exercise_play": _exercise_slugs,
    "exercise_projector": _exercise_slugs,
    "exercise_download": _exercise_slugs,
    "exercise_draft_play": pages("exercise", "exercise_draft", "live"),
    "exercise_export_gift": pages("exercise", "exercise_draft", "live"),
    "lesson_projector": slugs,
    "lesson_download": slugs,
    "saved_add": slugs,
    "saved_list": _lists,
    "saved_change": _lists,
    "saved_shared": lambda things: {
        "shared": {"token": f"={things['shared'].share_token}"},
        "no such token": {},
    },
    **dict.fromkeys(("classroom", "classroom_edit", "classroom_change"), _classrooms),
    **dict.fromkeys(
        ("sitting_live", "sitting_progress", "sitting_change", "sitting_projector", "sitting_slips", "sitting_results",
         "sitting_report", "sitting_hands", "sitting_load"),
        _sittings,
    ),
    "classroom_shared": lambda things: {"shared": {}, "no such token": {"token": "=no-such-token"}},
    "join_code": lambda things: {
        "open": {}, "of a self-assessment": {"code": "round_code"}, "no such code": {"code": "=AAAAAAA"},
    },
}  # fmt: skip
