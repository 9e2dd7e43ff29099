"""Feeds of what was published last, one for each language and kind of page."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from cms.cache.middleware import public
from cms.models import Topic
from cms.search.querying import find
from cms.vocabularies import terms

NEWEST = 30


def newest(kind: str, *, title: str, description: str, path: str, view_name: str) -> HttpResponse:
    """Answer with the newest pages of a kind in the active language, as Atom.

    path: of the list of these pages, below the language; view_name: of the feed itself.
    """
    language = get_language()
    found = find(languages=[language], kinds=[kind], sort="newest", per_page=NEWEST).entries
    topics = terms(Topic)
    atom = Atom1Feed(
        title=title,
        link=f"{settings.SITE_URL}/{language}/{path}",
        feed_url=settings.SITE_URL + reverse(view_name),
        description=description,
        language=language,
        author_name=settings.SITE_NAME,
    )
    for entry in found:
        atom.add_item(
            title=entry.title,
            link=settings.SITE_URL + entry.url,
            description=entry.summary,
            unique_id=f"urn:uuid:{entry.translation_key}#{language}",
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            categories=[topics[code].label for code in entry.facets.get("topic", []) if code in topics],
        )
    response = HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
    return public(response, {f"index:{kind}:{language}", "vocabulary"})
