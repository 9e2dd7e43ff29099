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
SPECIAL: dict[str, dict[str, str]] = {
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
    "wagtailadmin_pages:revisions_unschedule": {"page_id": "scheduled", "revision_id": "scheduled_revision"},
    "wagtailadmin_editing_sessions": {"app_label": "=lessons", "model_name": "=lessonplanpage"},
    "wagtailadmin_tag_model_autocomplete": {"app_name": "=taggit", "model_name": "=tag"},
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
}
#: The forms of our pages, with nothing in their fields.
STREAMS: dict[str, str | bytes] = {f"{name}-count": "0" for name in (
    "body", "learning_outcomes", "misconceptions", "materials", "steps", "handouts", "answer_key", "exit_questions",
    "debate", "sources", "items",
)}  # fmt: skip
#: What is sent with a POST (or PUT), where an empty one would say nothing. Bytes are sent as a file; "{x}" is the
#: key of the thing x.
SENT: dict[str, dict[str, str | bytes]] = {
    "saved_lists": {"name": "Another list"},
    "saved_change": {"do": "rename", "name": "Another name"},
    "saved_add": {"name": "Another list"},
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
    "search": "q=heron",
    "search_suggest": "q=her",
    "wagtailadmin_pages:search": "q=heron",
    "wagtailadmin_pages:search_results": "q=heron",
    "wagtailadmin_choose_page_search": "q=heron",
    "wagtailadmin_choose_page_chosen_multiple": "id={draft}",
    "wagtailadmin_tag_autocomplete": "term=a",
    "wagtailadmin_tag_model_autocomplete": "term=a",
    "wagtailadmin_block_preview": "id=no-such-block",
    "wagtaildocs_chooser:chosen_multiple": "id={closed_document}",
    "wagtailimages_chooser:chosen_multiple": "id={closed_image}",
    "wagtailadmin_api:pages:find": "id={draft}",
    "wagtailadmin_api:documents:find": "id={closed_document}",
    "wagtailadmin_api:images:find": "id={closed_image}",
}

#: Below which page of the world a page of a kind is added; below a home page where nothing is named.
PARENTS = {"lessons.lessonplanpage": "library", "exercises.exercisepage": "exercises"}

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
    found = []
    for pattern in patterns():
        for what, path in addresses(pattern, world).items():
            path, _, method = path.partition(" ")
            for verb in [method] if method else ["GET", "POST"]:
                sent = tuple(_sent(pattern.name, world)) if verb != "GET" else ()
                found.append(Question(pattern.route, what, verb, path, sent))
    return sorted(found, key=lambda question: question.key)


def _sent(name: str, world: World) -> Iterator[tuple[str, str | bytes]]:
    for field, value in SENT.get(name, {}).items():
        yield (
            field,
            text_of(value[1:-1], world) if isinstance(value, str) and value.startswith("{") else value,
        )


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
        for page in ("draft", "live")
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


VARIANTS: dict[str, Callable[[dict], dict]] = {
    "wagtail_bulk_action": _bulk,
    "wagtailadmin_pages:add": _page_types,
    "wagtailadmin_pages:edit": _pages("live", "draft", "own_draft", "closed", "waiting", "root"),
    "wagtailadmin_pages:delete": _pages("live", "draft", "own_draft"),
    "wagtailadmin_pages:unpublish": _pages("live", "draft"),
    "wagtailadmin_pages:view_draft": _pages("live", "draft", "closed"),
    "wagtailadmin_pages:lock": _pages("live", "own_draft"),
    "wagtailadmin_pages:unlock": _pages("live", "own_draft"),
    "wagtailadmin_pages:revisions_compare": _compare,
    "wagtailadmin_explore": _pages("root", "library", "draft", parameter="parent_page_id"),
    "wagtailadmin_api:pages:detail": _pages("live", "draft", "closed", parameter="pk"),
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
    "wagtail_localize:submit_page_translation": _pages("live", "draft"),
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
    "wagtail_serve": _site,
}  # fmt: skip
