"""Every pattern of the resolver, and for each at least one address that fits it.

What a room's addresses name, and what is sent there, stands in tests/permissions/rooms/.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLResolver

from tests.permissions.rooms import QUERY, SENT, SPECIAL, VARIANTS
from tests.permissions.world import World

#: What stands for a parameter of this name, wherever a room names nothing special: a thing of the world, or text.
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


def addresses(pattern: Pattern, world: World) -> dict[str, str]:
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
                f"{pattern.route}: nothing stands for <{name}>; name it in tests/permissions/rooms/"
            )
        return text_of(given[name], world)

    route = re.sub(r"\(\?P<(?P<name>\w+)>(?:[^()]|\([^()]*\))*\)", value, pattern.route)
    route = re.sub(r"<(?:\w+:)?(?P<name>\w+)>", value, route)
    path = route.replace("^", "").replace("$", "")
    if re.search(r"[(\\*+]", path):
        raise ValueError(f"{pattern.route} needs addresses of its own in VARIANTS (tests/permissions/rooms/)")
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
