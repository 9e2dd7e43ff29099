"""Pictures as the site shows them: AVIF and WebP in a few widths, one query for all renditions of a page."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex

from cms.cache.stamps import touch
from cms.models import SiteImage, SiteRendition

WIDTHS = (480, 960, 1440)
MODERN = ("avif", "webp")
FALLBACK = "max-960x1600|format-jpeg|bgcolor-ffffff"
#: A text column is 46rem wide; on a phone a picture fills the screen.
SIZES = "(min-width: 48rem) 46rem, 92vw"


def specs() -> list[str]:
    """Return the filter specifications of every rendition that a picture on a page may need."""
    return [f"max-{width}x1600|format-{kind}" for kind in MODERN for width in WIDTHS] + [FALLBACK]


def gather(values: Iterable) -> list[SiteImage]:
    """Return all pictures in StreamField values, each once, in order. Looks into structs, lists and streams."""
    found: dict[int, SiteImage] = {}
    waiting = list(values)
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, SiteImage):
            found.setdefault(value.pk, value)
        elif hasattr(value, "stream_block") or hasattr(value, "list_block"):
            waiting = [getattr(child, "value", child) for child in value] + waiting
        elif hasattr(value, "values") and hasattr(value, "block"):
            waiting = list(value.values()) + waiting
    return list(found.values())


def prefetch(values: Iterable) -> list[SiteImage]:
    """Fetch the renditions of all pictures in StreamField values by one query (none without pictures); return them."""
    pictures = gather(values)
    waiting = [picture for picture in pictures if not hasattr(picture, "prefetched_renditions")]
    if waiting:
        renditions = SiteRendition.objects.filter(filter_spec__in=specs())
        prefetch_related_objects(
            waiting, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions")
        )
    return pictures


def body_context(page: Page, request: HttpRequest) -> dict:
    """Add nothing to the template of a page with a `body`, but have its pictures ready: one query, not one each."""
    prefetch([page.body])
    return {}


def shown_on(image: SiteImage) -> set[int]:
    """Return the ids of the pages that show a picture, as Wagtail's worker noted when they were saved; one query."""
    references = ReferenceIndex.get_references_to(image).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    return set(map(int, references.values_list("object_id", flat=True)))


def prepare(image_id: int) -> int:
    """Make every rendition that a page may need, and have pages offer them; return how many there are, 0 if it is gone.

    AVIF takes seconds: this is the worker's business.
    """
    image = SiteImage.objects.filter(pk=image_id).first()
    if image is None:
        return 0
    made = image.get_renditions(*specs())
    touch(*(f"page:{pk}" for pk in shown_on(image)))
    return len(made)


def shown(pks: Iterable[int | None]) -> dict[int, SiteImage]:
    """Return the pictures with these primary keys, those that are there, with their renditions.

    One query for pictures that were shown before, two at most.
    """
    wanted = {pk for pk in pks if pk}
    if not wanted:
        return {}
    found: dict[int, SiteImage] = {}
    renditions = SiteRendition.objects.filter(image_id__in=wanted, filter_spec__in=specs())
    for rendition in renditions.select_related("image"):
        image = found.setdefault(rendition.image_id, rendition.image)
        image.__dict__.setdefault("prefetched_renditions", []).append(rendition)
    if missing := wanted - found.keys():
        found |= SiteImage.objects.in_bulk(missing)
    return found


def sources(image: SiteImage) -> dict:
    """Return what a <picture> needs: `modern` (type and srcset, best first) and the `fallback` rendition.

    AVIF is offered where the worker has made it; what is missing of the others is made at once, which is quick.
    """
    there = {rendition.filter_spec for rendition in getattr(image, "prefetched_renditions", ())}
    wanted = [spec for spec in specs() if "avif" not in spec or spec in there]
    renditions = image.get_renditions(*wanted)
    modern = []
    for kind in MODERN:
        widest: dict[int, str] = {}
        for width in WIDTHS:
            rendition = renditions.get(f"max-{width}x1600|format-{kind}")
            if rendition is not None:
                widest.setdefault(rendition.width, rendition.url)
        if widest:
            srcset = ", ".join(f"{url} {width}w" for width, url in widest.items())
            modern.append({"type": f"image/{kind}", "srcset": srcset})
    return {"modern": modern, "fallback": renditions[FALLBACK], "sizes": SIZES}
