"""Editions: compiled at publication, named by what is in them, never changed."""

import hashlib
import json
from typing import Any

from django.db import transaction
from wagtail.rich_text import expand_db_html

from cms.domain.queries.site import language_of
from cms.models import AgeBand, Duration, Licence, Technique, Topic
from cms.vocabularies import by_pk, terms
from exercises.domain.publishing import compiled
from exercises.models import Edition, ExercisePage, PageEdition

#: Of the public part, texts differ between languages. What stands under these names is the same in all.
SAME_EVERYWHERE = ("id", "leads_to", "first", "address")


def canonical(value: Any) -> str:
    """Return JSON that is the same, letter by letter, for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON as 64 hex digits."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def item_mark(edition: Edition, at: int) -> str:
    """Return the fingerprint of what item `at` asks, whatever the language: counts of guesses hang on it."""
    item = edition.public[at]
    return fingerprint([str(edition.exercise), item["id"], item["type"], edition.secret[at]["key"]])


def shape(value: Any, name: str = "") -> Any:
    """Return a public part without its texts: what every language of an exercise must have in common.

    Numbers, ids, codes in lists and the names of fields stay. The picture goes too: it may be another in each language.
    """
    if isinstance(value, dict):
        return {key: shape(inner, key) for key, inner in value.items() if key != "image"}
    if isinstance(value, list):
        return [inner if isinstance(inner, str) else shape(inner) for inner in value]
    if isinstance(value, str):
        return value if name in SAME_EVERYWHERE else ""
    return value


def edition_of(page: ExercisePage) -> Edition:
    """Return the edition that a page would have if it were published as it is; not saved, and not checked."""
    items = compiled(page.items)
    public = [{name: item[name] for name in ("id", "type", "public")} for item in items]
    secret = [{name: item[name] for name in ("key", "due")} for item in items]
    play = {name: getattr(page, name) for name in ("purpose", "confidence", "feedback", "gathers_guesses")}
    settings = play | about(page)
    structure = [play, [[item["id"], item["type"], item["key"], shape(item["public"])] for item in items]]
    source = page.alias_of.specific if page.alias_of_id else page
    content = {
        "exercise": str(page.translation_key),
        "language": language_of(source),
        "title": page.title,
        "settings": settings,
        "public": public,
        "secret": secret,
    }
    return Edition(digest=fingerprint(content), structure=fingerprint(structure), **content)


def about(page: ExercisePage) -> dict:
    """Return what an edition says of itself beside its items: texts, and terms by their codes."""
    licence, duration = by_pk(Licence).get(page.licence_id), by_pk(Duration).get(page.duration_id)
    return {
        "summary": page.summary,
        "instructions_html": expand_db_html(page.instructions),
        "version": page.version,
        "authors": page.authors,
        "licence": licence.code if licence else "",
        "duration": duration.code if duration else "",
        "age_bands": _codes(AgeBand, page.age_bands),
        "topics": _codes(Topic, page.topics),
        "techniques": _codes(Technique, page.techniques),
    }


def _codes(model, chosen) -> list[str]:
    codes = {term.code for term in chosen.all()}
    return [code for code in terms(model) if code in codes]


def publish_mirror(page_id: int) -> None:
    """Give a live mirror its edition, unless it has one or is gone."""
    page = ExercisePage.objects.live().filter(pk=page_id, current=None).first()
    if page is not None:
        publish_edition(page)


@transaction.atomic
def publish_edition(page: ExercisePage) -> Edition:
    """Compile a published page and return the edition that it shows from now on; an equal one is not made twice."""
    made = edition_of(page)
    names = ("structure", "exercise", "language", "title", "settings", "public", "secret")
    edition, _new = Edition.objects.get_or_create(
        digest=made.digest, defaults={name: getattr(made, name) for name in names}
    )
    PageEdition.objects.update_or_create(page_id=page.pk, defaults={"edition": edition})
    return edition
