"""Every pattern of the resolver, and for each at least one address that fits it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLResolver

from tests.permissions.world import World

#: What stands for a parameter of this name, wherever nothing special is named below: a thing of the world, or text.
ARGUMENTS: dict[str, str] = {
    "page_id": "live",
    "parent_page_id": "library",
    "page_to_move_id": "live",
    "destination_id": "home",
    "page_pk": "library",
    "revision_id": "revision",
    "workflow_pk": "workflow",
    "workflow_state_id": "workflow_state",
    "task_id": "task",
    "task_state_id": "task_state",
    "action_name": "=approve",
    "collection_id": "collection",
    "document_id": "document",
    "doc_id": "document",
    "organisation": "=lantern-youth",
    "campaign": "=night-shift",
    "story": "=one-night",
    "image_id": "image",
    "filter_spec": "=width-20",
    "redirect_id": "redirect",
    "translation_source_id": "source",
    "translation_id": "translation",
    "string_segment_id": "string",
    "overridable_segment_id": "override",
    "session_id": "editing_session",
    "object_id": "live",
    "mode": "=no-such-mode",
    "page_view_restriction_id": "password",
    "restriction_id": "collection_password",
    "app_label": "=cms",
    "app_name": "=cms",
    "model_name": "=topic",
    "content_type_app_name": "=lessons",
    "content_type_model_name": "=lessonplanpage",
    "uidb64": "=MQ",
    "uidb36": "=1",
    "key": "=set-password",
    "token": "=no-such-token",
    "slug": "=half-a-number",
    "format": "=epub",
    "pk": "topic",
}
#: The same for the parameters of one view or of all views of a namespace.
SPECIAL: dict[str, dict[str, str]] = (
    {
        "wagtailadmin_api:pages": {"pk": "live", "action_name": "=publish"},
        "wagtailadmin_api:documents": {"pk": "document"},
        "wagtailadmin_api:images": {"pk": "image"},
        "wagtailadmin_collections": {"pk": "collection"},
        "wagtailadmin_workflows": {"pk": "workflow"},
        "wagtailadmin_workflows:edit_task": {"pk": "task"},
        "wagtailadmin_workflows:disable_task": {"pk": "task"},
        "wagtailadmin_workflows:enable_task": {"pk": "task"},
        "wagtailadmin_workflows:add_task": {"app_label": "=wagtailcore", "model_name": "=groupapprovaltask"},
        "wagtailadmin_pages:choose_parent": {"app_label": "=lessons", "model_name": "=lessonplanpage"},
        "wagtailadmin_pages:workflow_action": {"page_id": "waiting"},
        "wagtailadmin_pages:collect_workflow_action_data": {"page_id": "waiting"},
        "wagtailadmin_pages:confirm_workflow_cancellation": {"page_id": "waiting"},
        "wagtailadmin_pages:workflow_preview": {"page_id": "waiting"},
        "wagtailadmin_pages:workflow_history": {"page_id": "waiting"},
        "wagtailadmin_pages:workflow_history_detail": {"page_id": "waiting"},
        "wagtailadmin_pages:convert_alias": {"page_id": "alias"},
        "wagtailadmin_pages:revisions_unschedule": {
            "page_id": "scheduled",
            "revision_id": "scheduled_revision",
        },
        "wagtailadmin_editing_sessions": {"app_label": "=lessons", "model_name": "=lessonplanpage"},
        "wagtailadmin_tag_model_autocomplete": {"app_name": "=taggit", "model_name": "=tag"},
        "separate_tags_of_model": {"app_name": "=taggit", "model_name": "=tag"},
        "convert_to_alias": {"page_id": "translated"},
        "wagtaildocs:create_multiple_from_uploaded_document": {"uploaded_file_id": "uploaded_document"},
        "wagtaildocs:delete_upload_multiple": {"uploaded_file_id": "uploaded_document"},
        "wagtailimages:create_multiple_from_uploaded_image": {"uploaded_file_id": "uploaded_image"},
        "wagtailimages:delete_upload_multiple": {"uploaded_file_id": "uploaded_image"},
        "wagtaildocs_chooser": {"pk": "document"},
        "wagtailimages_chooser": {"pk": "image"},
        "wagtaillocales": {"pk": "locale"},
        "wagtailsites": {"pk": "site"},
        "wagtailusers_users": {"pk": "user"},
        "wagtailusers_groups": {"pk": "group"},
        "audit": {"pk": "entry"},
        "saved_list": {"pk": "list"},
        "saved_change": {"pk": "list"},
        "wagtailcore_authenticate_with_password": {"page_id": "password_page"},
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
    | {
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
    }
    | {
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
        "report_receipt": {"token": "receipt_token"},
        "content_report": {"pk": "notice"},
        "campaign_lint": {"page_id": "campaign"},
        "campaign_download": {"format": "=zip"},
        "story_download": {"format": "=docx"},
        "campaign_card": {"file": "card_file"},
    }
    | {
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
        )
    }
    | {
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
        "credential": {"key": "credential_key"},
        "credential_jwt": {"key": "credential_key"},
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
#: The forms of our pages, with nothing in their fields.
STREAMS: dict[str, str | bytes] = {f"{name}-count": "0" for name in (
    "body", "learning_outcomes", "misconceptions", "materials", "steps", "handouts", "answer_key", "exit_questions",
    "debate", "sources", "items", "sections", "events", "partners", "files", "cards", "posts",
)}  # fmt: skip
#: What staff and pupils answer in a self-assessment.
ANSWERS: dict[str, str | bytes] = {
    f"i-leadership-{name}": "3" for name in ("stance", "responsible", "plan", "access", "feedback")
}
#: What is sent with a POST (or PUT), where an empty one would say nothing, by the name of the view; behind a space
#: stands which thing the address names, where it is sent for that alone. Bytes are sent as a file; "{x}" is the key of
#: the thing x, in names and values.
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
    "school_classrooms": {"classroom_{classroom}": "1"},
    "rounds": {"weeks": "3"},
    "round": {"do": "close"},
    "round_answer": ANSWERS,
    "round_voice": ANSWERS | {"seal": "{round_seal}"},
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
    "network_school": {"do": "close", "reasons": "Because."},
    "network_school new": {"do": "confirm"},
    "recognition_decide": {"do": "grant"},
    "recognition_decide granted": {"do": "revoke", "reasons": "Because."},
    "network_events": {"do": "add", "day": "2026-01-01", "title": "Another event"},
    "network_events removes": {"do": "remove:{network_event}"},
    "report": {
        "about": "/en/lessons/half-a-number/", "reason": "false", "text": "It is not so.", "began": "{notice_began}",
    },
    "report_receipt": {"text": "Look again."},
    "content_report": {"decision": "kept", "reasons_en": "It is true."},
    "wagtailadmin_pages:set_privacy": {"restriction_type": "none"},
    "wagtailadmin_collections:set_privacy": {"restriction_type": "none"},
    "wagtailadmin_pages:add": STREAMS,
    "wagtailadmin_pages:edit": STREAMS,
    "wagtailadmin_pages:revisions_revert": STREAMS,
    "wagtailadmin_pages:copy": {
        "new_title": "A copy", "new_slug": "a-copy", "new_parent_page": "{library}", "copy_subpages": "",
        "publish_copies": "on",
    },
    "wagtailadmin_pages:move_confirm": {},
    "wagtailadmin_choose_page_external_link": {"external-link-chooser-url": "https://example.org/"},
    "wagtail_localize:edit_string_translation": {"value": "Something else"},
    "wagtail_localize:edit_override": {"value": "Something else"},
    "wagtail_localize:upload_pofile": {"file": b"nothing"},
    "wagtailredirects:process_import": {"import_file_name": "{import}", "input_format": "{import_format}"},
    "wagtailadmin_api:pages:action": {"locale": "fr", "destination_page_id": "{library}", "revision_id": "{revision}"},
    "update_translations": {"publish_translations": "on"},
    "wagtaildocs:add_multiple": {"files[]": b"nothing"},
    "wagtailimages:add_multiple": {"files[]": b"nothing"},
}  # fmt: skip
#: What stands behind the question mark, where the view asks for it.
QUERY: dict[str, str] = {
    "round_voice": "{round_pass}",
    "sitting_new": "exercise=who-counts",
    "claim_chooser": "page={campaign}",
    "report": "about=/en/lessons/half-a-number/",
    "search": "q=heron",
    "search_suggest": "q=her",
    "wagtailadmin_pages:search": "q=heron",
    "wagtailadmin_pages:search_results": "q=heron",
    "wagtailadmin_choose_page_search": "q=heron",
    "wagtailadmin_choose_page_chosen_multiple": "id={draft}",
    "wagtailadmin_tag_autocomplete": "term=a",
    "separate_tags": "term=a",
    "separate_tags_of_model": "term=a",
    "wagtailadmin_tag_model_autocomplete": "term=a",
    "wagtailadmin_block_preview": "id=no-such-block",
    "wagtaildocs_chooser:chosen_multiple": "id={closed_document}",
    "wagtailimages_chooser:chosen_multiple": "id={closed_image}",
    "wagtailadmin_api:pages:find": "id={draft}",
    "wagtailadmin_api:documents:find": "id={closed_document}",
    "wagtailadmin_api:images:find": "id={closed_image}",
}

#: Below which page of the world a page of a kind is added; below a home page where nothing is named.
PARENTS = {
    "lessons.lessonplanpage": "library",
    "exercises.exercisepage": "exercises",
    "campaigns.organisationpage": "campaigns_page",
    "campaigns.campaignpage": "organisation_page",
    "campaigns.storypage": "campaign",
}

Variants = dict[str, str]


@dataclass(frozen=True)
class Pattern:
    """One pattern of the resolver: its address with gaps, and the name of its view."""

    route: str
    name: str


@dataclass(frozen=True)
class Question:
    """One request that is put to everybody."""

    route: str
    what: str  # which thing the address names, where there are several
    method: str
    path: str
    sent: tuple[tuple[str, str | bytes], ...]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.route, self.what, self.method


def patterns() -> list[Pattern]:
    """Return all patterns of the resolver by address. Of two with the same address only the first is ever reached."""
    found: dict[str, Pattern] = {}
    for pattern in _walk(get_resolver().url_patterns, "", ""):
        found.setdefault(pattern.route, pattern)
    return [found[route] for route in sorted(found)]


def _walk(entries, before: str, namespace: str) -> Iterator[Pattern]:
    for entry in entries:
        own = "<language>/" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
        route = before + own
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, route, inner)
        else:
            yield Pattern(route, namespace + (entry.name or ""))


def questions(world: World) -> list[Question]:
    """Return what is asked at every pattern; ValueError for a pattern with a parameter that nothing stands for."""
    found = [question for pattern in patterns() for question in questions_at(pattern, world)]
    return sorted(found, key=lambda question: question.key)


def questions_at(pattern: Pattern, world: World) -> Iterator[Question]:
    """Yield what is asked at one pattern; ValueError as `questions` raises it."""
    for what, path in addresses(pattern, world).items():
        path, _, method = path.partition(" ")
        for verb in [method] if method else ["GET", "POST"]:
            sent = tuple(_sent(pattern.name, what, world)) if verb != "GET" else ()
            yield Question(pattern.route, what, verb, path, sent)


def _sent(name: str, what: str, world: World) -> Iterator[tuple[str, str | bytes]]:
    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: text_of(match[1], world), text)

    for field, value in SENT.get(f"{name} {what}", SENT.get(name, {})).items():
        yield filled(field), filled(value) if isinstance(value, str) else value


def addresses(pattern: Pattern, world: World) -> Variants:
    """Return the addresses that fit a pattern, by the name of what they are about ("" where there is one only).

    An address may end in a space and a method: then it is asked with that method alone.
    """
    variants = VARIANTS.get(pattern.name or pattern.route)
    found = variants(world.things) if variants else {"": {}}
    result = {}
    for what, change in found.items():
        if isinstance(change, str):
            result[what] = "/" + change
        else:
            result[what] = "/" + _fill(pattern, world, change)
    return result


def _fill(pattern: Pattern, world: World, change: dict[str, str]) -> str:
    spaces = pattern.name.split(":")
    given = {**ARGUMENTS}
    for length in range(1, len(spaces) + 1):
        given |= SPECIAL.get(":".join(spaces[:length]), {})
    if spaces[0].startswith(("wagtailsnippets_", "wagtailsnippetchoosers_")):
        given["pk"] = spaces[0].rpartition("_")[2]
    given |= change

    def value(match: re.Match) -> str:
        name = match["name"]
        if name == "language":
            return "en"
        if name not in given:
            raise ValueError(
                f"{pattern.route}: nothing stands for <{name}>; name it in tests/permissions/addresses.py"
            )
        return text_of(given[name], world)

    route = re.sub(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)", value, pattern.route)
    route = re.sub(r"<(?:\w+:)?(?P<name>\w+)>", value, route)
    path = route.replace("^", "").replace("$", "")
    if re.search(r"[(\\*+]", path):
        raise ValueError(
            f"{pattern.route} needs addresses of its own in VARIANTS (tests/permissions/addresses.py)"
        )
    query = given.get("?") or QUERY.get(pattern.name, "")
    if query:
        path += "?" + re.sub(r"\{(\w+)\}", lambda match: text_of(match[1], world), query)
    return path + (f" {given['method']}" if "method" in given else "")


def text_of(wanted: str, world: World) -> str:
    """Return "x" for "=x", else the key of the thing of that name."""
    if wanted.startswith("="):
        return wanted[1:]
    thing = world.things[wanted]
    return thing if isinstance(thing, str) else str(thing.pk)


# Patterns with more than one address that matters, and those whose expressions nothing can be put into -------------


def _pages(*names: str, parameter: str = "page_id") -> Callable[[dict], dict]:
    return lambda things: {name.replace("_", " "): {parameter: name} for name in names}


def _bulk(things: dict) -> dict:
    from wagtail.admin.views.bulk_action.registry import bulk_action_registry

    bulk_action_registry._scan_for_bulk_actions()
    stands = {"page": "draft", "siteimage": "closed_image", "sitedocument": "closed_document", "user": "user"}
    found = {}
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            for action in actions:
                found[f"{app}.{model} {action}"] = {
                    "app_label": f"={app}", "model_name": f"={model}", "action": f"={action}",
                    "?": "id={" + stands.get(model, "topic") + "}",
                }  # fmt: skip
    found["cms.topic delete"] = {
        "app_label": "=cms",
        "model_name": "=topic",
        "action": "=delete",
        "?": "id={topic}",
    }
    return found


def _page_types(things: dict) -> dict:
    from wagtail.models import get_page_models

    return {
        model._meta.label_lower: {
            "content_type_app_name": f"={model._meta.app_label}",
            "content_type_model_name": f"={model._meta.model_name}",
            "parent_page_id": PARENTS.get(model._meta.label_lower, "home"),
        }
        for model in get_page_models()
        if model._meta.app_label != "wagtailcore"
    }


def _api_actions(things: dict) -> dict:
    from wagtail.admin.api.views import PagesAdminAPIViewSet

    return {
        f"{action} ({page.replace('_', ' ')})": {"pk": page, "action_name": f"={action}"}
        for action in PagesAdminAPIViewSet.actions
        for page in ("draft", "live", "campaign_draft")
    }


def _models(things: dict) -> dict:
    return {
        label: {"app_label": "=" + label.split(".")[0], "model_name": "=" + label.split(".")[1]}
        for label in ("cms.topic", "cms.user", "cms.auditentry", "lessons.savedlist")
    }


def _compare(things: dict) -> dict:
    return {
        name: f"admin/pages/{things[name].pk}/revisions/compare/earliest...latest/"
        for name in ("live", "draft")
    }


def _documents(things: dict) -> dict:
    closed = things["closed_document"]
    return {
        "open": f"documents/{things['document'].pk}/{things['document'].filename}",
        "closed": f"documents/{closed.pk}/{closed.filename}",
        "closed, another name": f"documents/{closed.pk}/x.txt",
        "no such number": "documents/999999/x.txt",
    }


def _media(things: dict) -> dict:
    return {
        "rendition": f"media/{things['rendition'].file.name}",
        "rendition, closed collection": f"media/{things['closed_rendition'].file.name}",
        "original": f"media/{things['image'].file.name}",
        "document": f"media/{things['document'].file.name}",
        "document, closed collection": f"media/{things['closed_document'].file.name}",
        "recording": f"media/{things['heard'].file.name}",
        "share card": f"media/{things['card_name']}",
        "evidence of a school": f"media/{things['evidence_file'].file.name}",
        "guessed": "media/images/street.width-20.png",
        "climbing": "media/images/..%2fdb.sqlite3",
    }


def _site(things: dict) -> dict:
    return {
        "home": "en/",
        "library": "en/lessons/",
        "live": "en/lessons/half-a-number/",
        "draft": "en/lessons/heron/",
        "closed": "en/lessons/ibis/",
        "password": "en/password/",
        "nothing there": "en/lessons/no-such-page/",
        "exercises": "en/exercises/",
        "exercise": "en/exercises/who-counts/",
        "exercise, draft": "en/exercises/heron/",
        "exercise, closed": "en/exercises/ibis/",
        "campaigns": "en/campaigns/",
        "organisation": "en/campaigns/lantern-youth/",
        "campaign": "en/campaigns/lantern-youth/night-shift/",
        "campaign, draft": "en/campaigns/lantern-youth/bittern/",
        "campaign, handed in": "en/campaigns/lantern-youth/wheatear/",
        "story, invented": "en/campaigns/lantern-youth/night-shift/one-night/",
        "story, of a contributor": "en/campaigns/lantern-youth/night-shift/of-rania/",
        "story, draft": "en/campaigns/lantern-youth/night-shift/corncrake/",
        "story, taken back": "en/campaigns/lantern-youth/night-shift/taken-back/",
    }


def _slugs(things: dict) -> dict:
    return {
        "live": {"slug": "=half-a-number"},
        "draft": {"slug": "=heron"},
        "closed": {"slug": "=ibis"},
        "nothing there": {"slug": "=no-such-page"},
    }


def _exercise_slugs(things: dict) -> dict:
    return _slugs(things) | {"live": {"slug": "=who-counts"}}


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


def _campaigns(things: dict) -> dict:
    return {"live": {}, "draft": {"campaign": "=bittern"}, "nothing there": {"campaign": "=no-such-page"}}


def _desks(things: dict) -> dict:
    return {"approved": {}, "asked": {"key": "asked_key"}, "no such key": {"key": "=no-such-key"}}


def _schools(things: dict) -> dict:
    return {
        "the school": {},
        "other": {"key": "other_school_key"},
        "new": {"key": "new_school_key"},
        "no such key": {"key": "=abcdefghijkm"},
    }


def _things(**names: str) -> Callable[[dict], dict]:
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


def _named(**changes: dict[str, str]) -> Callable[[dict], dict]:
    """Return variants that stay the same; an underscore stands for a space in their names."""
    return lambda things: {what.replace("_", " "): change for what, change in changes.items()}


def _workflow_actions(things: dict) -> dict:
    handed = {"page_id": "handed", "task_state_id": "handed_task_state"}
    return {"": {}, "campaign": handed, "campaign, sent back": handed | {"action_name": "=reject"}}


#: Pages of the organisation beside those of everybody.
CAMPAIGNS = ("campaign", "campaign_draft", "story_draft", "handed")

VARIANTS: dict[str, Callable[[dict], dict]] = {
    **dict.fromkeys(
        ("school", "school_settings", "school_classrooms", "rounds", "school_plan_print", "board_report"), _schools
    ),
    "school_members": lambda things: _schools(things) | {
        "leaves": {"method": "POST"}, "removes": {"method": "POST"}, "removes of another school": {"method": "POST"},
    },
    "school_use": lambda things: _schools(things) | {"adds": {"?": "add=note"}},
    "school_plan": lambda things: _schools(things) | {
        "does": {"method": "POST"}, "does of another school": {"method": "POST"},
    },
    "school_levels": lambda things: _schools(things) | {
        "takes back": {"method": "POST"}, "takes back of another school": {"method": "POST"},
    },
    "school_join": _named(by_domain={}, of_another_domain={"method": "POST"}),
    "school_invitation": _named(
        to_somebody={},
        to_the_member={"token": "school_invitation_of_member"},
        no_such_token={"token": "=no-such-token"},
    ),
    **dict.fromkeys(
        ("round", "round_answer", "round_download"), _things(open="round", ended="ended_round", other="other_round")
    ),
    "round_voice": _named(
        open={}, ended={"key": "ended_round_key", "?": "{ended_round_pass}"}, without_a_pass={"?": "pass=none"},
        no_such_key={"key": "=abcdefghijkm"},
    ),
    "taught_new": _slugs,
    "taught": _things(own="taught", other="other_taught"),
    "evidence": _things(training="training", file="evidence_file", other="other_evidence"),
    "evidence_file": _things(file="evidence_file", training="training", other="other_evidence"),
    "school_calendar": _named(own={}, no_such_token={"token": "=no-such-token"}),
    "certificate": lambda things: {
        "waiting": {},
        "other": {"key": "other_school_key", "recognition": "credential_key"},
        "other, letter": {"key": "other_school_key", "recognition": "credential_key", "format": "=letter"},
        "other, credential": {"key": "other_school_key", "recognition": "credential_key", "format": "=jwt"},
        "other, by way of the school": {"recognition": "credential_key"},
    },
    "network_school": _named(confirmed={}, new={"key": "new_school_key"}, no_such_key={"key": "=abcdefghijkm"}),
    "recognition_decide": _named(
        waiting={}, granted={"key": "credential_key"}, no_such_key={"key": "=abcdefghijkm"}
    ),
    "network_events": _named(adds={}, removes={"method": "POST"}),
    **dict.fromkeys(
        ("credential", "credential_jwt"),
        _named(granted={}, waiting={"key": "recognition_key"}, no_such_key={"key": "=abcdefghijkm"}),
    ),
    "wagtail_bulk_action": _bulk,
    "wagtailadmin_pages:add": _page_types,
    "wagtailadmin_pages:edit": _pages(
        "live", "draft", "own_draft", "closed", "waiting", "root", "organisation_page", *CAMPAIGNS
    ),
    "wagtailadmin_pages:delete": _pages("live", "draft", "own_draft", "campaign", "campaign_draft"),
    "wagtailadmin_pages:unpublish": _pages("live", "draft", "campaign"),
    "wagtailadmin_pages:view_draft": _pages("live", "draft", "closed", *CAMPAIGNS),
    "wagtailadmin_pages:workflow_action": _workflow_actions,
    "wagtailadmin_pages:lock": _pages("live", "own_draft"),
    "wagtailadmin_pages:unlock": _pages("live", "own_draft"),
    "wagtailadmin_pages:revisions_compare": _compare,
    "wagtailadmin_explore": _pages(
        "root", "library", "draft", "organisation_page", "campaign", parameter="parent_page_id"
    ),
    "wagtailadmin_api:pages:detail": _pages("live", "draft", "closed", "campaign_draft", parameter="pk"),
    "wagtailadmin_api:pages:action": _api_actions,
    "wagtailadmin_api:documents:detail": _pages("document", "closed_document", parameter="pk"),
    "wagtailadmin_api:images:detail": _pages("image", "closed_image", parameter="pk"),
    "wagtaildocs:edit": _pages("document", "closed_document", parameter="document_id"),
    "wagtaildocs:delete": _pages("document", "closed_document", parameter="document_id"),
    "wagtailimages:edit": _pages("image", "closed_image", parameter="image_id"),
    "wagtailimages:delete": _pages("image", "closed_image", parameter="image_id"),
    "wagtailimages:preview": _pages("image", "closed_image", parameter="image_id"),
    "wagtaildocs_chooser:chosen": _pages("document", "closed_document", parameter="pk"),
    "wagtailimages_chooser:chosen": _pages("image", "closed_image", parameter="pk"),
    "wagtailusers_users:edit": _pages("user", "boss", parameter="pk"),
    "wagtailusers_users:delete": _pages("user", "boss", parameter="pk"),
    "wagtail_localize:submit_page_translation": _pages("live", "draft", "campaign"),
    "wagtail_localize:submit_snippet_translation": _models,
    "wagtail_localize:snippets_api_listing": _models,
    "wagtail_localize:snippets_api_detail": _models,
    "wagtail_localize:edit_string_translation": lambda things: {
        "": {}, "put": {"method": "PUT"}, "delete": {"method": "DELETE"},
    },
    "wagtail_localize:edit_override": lambda things: {
        "": {}, "put": {"method": "PUT"}, "delete": {"method": "DELETE"},
    },
    "wagtaildocs_serve": _documents,
    "media": _media,
    "admin_password_reset": lambda things: {"": "admin/password_reset/"},
    "admin/^.*/$": lambda things: {"": "admin/no-such-page/"},
    "account_reset_password_from_key": lambda things: {"": "en/account/password/reset/key/1-set-password/"},
    "exercise_play": _exercise_slugs,
    "exercise_projector": _exercise_slugs,
    "exercise_download": _exercise_slugs,
    "exercise_draft_play": _pages("exercise", "exercise_draft", "live"),
    "exercise_export_gift": _pages("exercise", "exercise_draft", "live"),
    "lesson_projector": _slugs,
    "lesson_download": _slugs,
    "saved_add": _slugs,
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
    "wagtail_serve": _site,
    **dict.fromkeys(("campaign_claims", "campaign_kit", "campaign_download"), _campaigns),
    "campaign_card": _named(card={}, QR_code={"file": "=qr.svg"}, no_such_card={"file": "=aaaaaaaaaaaa.png"}),
    "story_download": _named(
        live={}, draft={"story": "=corncrake"}, contributor={"story": "=of-rania"}, taken_back={"story": "=taken-back"}
    ),
    "recording": _named(heard={}, unused={"key": "recording_key"}, no_such_key={"key": "=no-such-key"}),
    "embed": _named(card={}, no_such_key={"key": "=no-such-key"}),
    "api_campaign": _named(live={}, draft={"key": "campaign_draft_key"}),
    "consent": _named(anonymises={}, withdraws={}, no_such_token={"token": "=no-such-token"}),
    "organisation_invitation": _named(
        to_somebody={}, to_the_other={"token": "invitation_of_other"}, no_such_token={"token": "=no-such-token"}
    ),
    **dict.fromkeys(("organisation", "organisation_decide"), _desks),
    "organisation_members": _named(invites={}, leaves={}, asked={"key": "asked_key"}),
    "claim": _named(checks={}, changes={}, deletes={}),
    "contributor": _named(changes={}, withdraws={}),
    "campaign_desk": _named(
        live={}, approves_a_pledge={}, draft={"campaign": "campaign_draft_key"},
        taken_back={"campaign": "withdrawn_key"},
    ),
    "message_test_edit": _named(declared={}, draft={"pk": "test_draft"}),
    "message_test": _named(declared={}, draft={"key": "test_draft_key"}),
    "pledge": _named(live={}, draft={"campaign": "campaign_draft_key"}),
    "pledge_own": _named(own={}, no_such_token={"token": "=no-such-token"}),
    "report_receipt": _named(own={}, no_such_token={"token": "=no-such-token"}),
    "content_report": _named(lesson={}, campaign={"pk": "notice_of_campaign"}),
    "campaign_lint": _pages("campaign", "campaign_draft", "live"),
}  # fmt: skip
