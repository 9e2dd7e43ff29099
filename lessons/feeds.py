"""The feed of new lesson plans: one for each language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.cache.middleware import public
from cms.models import Topic
from cms.search.querying import find
from cms.vocabularies import terms

NEWEST = 30


def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest lesson plans in the language of the address, as Atom."""
    language = get_language()
    found = find(languages=[language], kinds=["lesson"], sort="newest", per_page=NEWEST).entries
    topics = terms(Topic)
    atom = Atom1Feed(
        title=_("New lesson plans"),
        link=f"{settings.SITE_URL}/{language}/lessons/",
        feed_url=settings.SITE_URL + reverse("lesson_feed"),
        description=_("Lesson plans about migration, as they are published."),
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
    return public(response, {f"index:lesson:{language}", "vocabulary"})
