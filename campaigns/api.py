"""What machines may read of campaigns: what is published, in all languages, and what was taken back.

Nothing of a person is told here but what readers see: titles of stories that may be told. Ids are translation keys,
random and the same in all languages; filters are allow-listed, pages are bounded (Cases 57, 81).
"""

import re
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.feedgenerator import Atom1Feed

from campaigns.domain.cards import cards_of
from campaigns.domain.figures import Figure, figures_of, fill, used_in
from campaigns.domain.queries.belonging import below, organisations_of
from campaigns.domain.queries.pages import open_campaigns, open_stories, shown_stories, stage_of
from campaigns.domain.withdrawal import withdrawn_since
from campaigns.models import CampaignPage, Organisation, OrganisationPage
from cms.domain.queries.site import address, language_of
from cms.languages import BY_CODE
from cms.machines import Refused, for_machines, whole_number
from cms.models import Licence, Topic
from cms.vocabularies import by_pk

PER_PAGE = 20
MOST_PAGES = 500
MOST_WITHDRAWN = 1000
MOST_STORIES = 200
SLUG = re.compile(r"[-\w]{1,60}")


# Campaigns ---------------------------------------------------------------------------------------------------------


@for_machines("language", "organisation", "page")
def campaigns(request: HttpRequest) -> dict:
    """List the campaigns that are published, the newest first, each once with the languages that it is there in."""
    page = whole_number(request, "page", default=1, most=MOST_PAGES)
    found = open_campaigns()
    if language := request.GET.get("language"):
        if language not in BY_CODE:
            raise Refused("language must be the code of a language of this site, for example uk.")
        found = found.filter(locale__language_code=language)
    if slug := request.GET.get("organisation"):
        if not SLUG.fullmatch(slug):
            raise Refused("organisation must be a slug: letters, digits and hyphens, 60 at most.")
        paths = OrganisationPage.objects.filter(
            translation_key__in=Organisation.objects.approved().filter(slug=slug).values("page_key")
        ).values_list("path", flat=True)
        found = found.filter(below(paths))
    newest = found.order_by().values("translation_key").annotate(at=Max("first_published_at"))
    newest = newest.order_by("-at", "translation_key")
    total = newest.count()
    keys = [row["translation_key"] for row in newest[(page - 1) * PER_PAGE : page * PER_PAGE]]
    families = _families(keys)
    return {
        "page": page,
        "pages": min(max(1, -(-total // PER_PAGE)), MOST_PAGES),
        "total": total,
        "campaigns": [_in_short(families[key], language) for key in keys if key in families],
    }


@for_machines()
def campaign(request: HttpRequest, key: UUID) -> dict:
    """Tell one campaign in all languages: its texts in short, its figures with all that makes them checkable, its
    stories as far as they may be told, its cards."""
    family = _families([key]).get(key)
    if not family:
        raise Refused("There is no such campaign.", status=404)
    organisation = organisations_of(family[:1]).get(family[0].pk)
    figures = figures_of(organisation.pk) if organisation else {}
    stories = _stories(family)
    used = set().union(*(used_in(page) for page in family), *(used_in(one.page) for one in stories))
    licence = by_pk(Licence).get(family[0].licence_id)
    return _in_short(family, "") | {
        "organisation": {
            "name": organisation.name,
            "slug": organisation.slug,
            "is_invented_as_a_sample": organisation.is_sample,
        }
        if organisation
        else None,
        "languages": [
            {
                "language": language_of(page),
                "title": page.title,
                "lead": fill(page.lead, figures, language_of(page)),
                "url": settings.SITE_URL + (address(page.url_path) or ""),
                "last_reviewed": page.last_reviewed.isoformat(),
            }
            for page in family
        ],
        "licence": {"code": licence.code, "url": licence.url} if licence else None,
        "claims": [
            _claim(figures[name], [language_of(page) for page in family])
            for name in sorted(used & figures.keys())
        ],
        "stories": [
            {
                "id": str(one.page.translation_key),
                "language": one.language,
                "title": one.page.title,
                "url": settings.SITE_URL + (address(one.page.url_path) or ""),
                "is_invented": one.is_invented,
            }
            for one in stories
        ],
        "cards": _cards(family),
    }


def _families(keys: list[UUID]) -> dict[UUID, list[CampaignPage]]:
    """Return the open pages of these campaigns by translation_key, in the order of the site's languages. One query."""
    order = list(BY_CODE)
    families: dict[UUID, list[CampaignPage]] = {}
    for page in open_campaigns().filter(translation_key__in=keys):
        if address(page.url_path):
            families.setdefault(page.translation_key, []).append(page)
    for family in families.values():
        family.sort(key=lambda page: order.index(language_of(page)))
    return families


def _in_short(family: list[CampaignPage], language: str) -> dict:
    """Return what the list says of a campaign, in the language asked for or the first it has."""
    page = next((one for one in family if language_of(one) == language), family[0])
    topic = by_pk(Topic).get(page.topic_id)
    changed = max((one.last_published_at for one in family if one.last_published_at), default=None)
    return {
        "id": str(page.translation_key),
        "title": page.title,
        "url": settings.SITE_URL + (address(page.url_path) or ""),
        "language": language_of(page),
        "available_in": [language_of(one) for one in family],
        "topic": topic.code if topic else None,
        "stage": stage_of(page, timezone.localdate()).value,
        "starts_on": page.starts_on.isoformat() if page.starts_on else None,
        "ends_on": page.ends_on.isoformat() if page.ends_on else None,
        "changed_at": changed.isoformat() if changed else None,
        "details": settings.SITE_URL + reverse("api_campaign", args=[page.translation_key]),
    }


def _stories(family: list[CampaignPage]):
    found = (
        open_stories()
        .filter(below(page.path for page in family))
        .select_related("contributor")
        .order_by("path")
    )
    pages = list(found[:MOST_STORIES])
    told = []
    for code in dict.fromkeys(language_of(page) for page in pages):
        told += shown_stories([page for page in pages if language_of(page) == code], code)
    return told


def _claim(figure: Figure, languages: list[str]) -> dict:
    return {
        "key": figure.key,
        "kind": figure.kind,
        "value": str(figure.value.normalize()) if figure.value else "0",
        "currency": figure.currency or None,
        "as_of": figure.as_of.isoformat() if figure.as_of else None,
        "precision": figure.precision,
        "source": figure.source,
        "publisher": figure.publisher,
        "url": figure.url,
        "licence": figure.licence,
        "checked_at": figure.checked_at.isoformat(),
        "review_by": figure.review_by.isoformat() if figure.review_by else None,
        "is_current": figure.is_current,
        "texts": {
            code: {
                "text": figure.text(code),
                "label": figure.label(code),
                "unit": figure.unit(code),
                "definition": figure.definition(code),
                "territory": figure.territory(code),
            }
            for code in languages
        },
    }


def _cards(family: list[CampaignPage]) -> list[dict]:
    return [
        {
            "id": card.key,
            "language": language_of(page),
            "format": card.format,
            "sha256": card.digest,
            "bytes": card.size,
            "alt": card.alt,
            "url": f"{settings.SITE_URL}{address(page.url_path)}share/{card.key}.png",
        }
        for page in family
        for card in cards_of(page.translation_key, language_of(page))
    ]


# What was taken back -----------------------------------------------------------------------------------------------


@for_machines("since", "format")
def withdrawn(request: HttpRequest) -> dict | HttpResponse:
    """List the ids of stories and cards that were taken back, the latest first: whoever keeps copies removes them."""
    format = request.GET.get("format", "json")
    if format not in ("json", "atom"):
        raise Refused("format must be json or atom.")
    found = withdrawn_since(_since(request))[:MOST_WITHDRAWN]
    if format == "atom":
        return _as_atom(found)
    return {
        "withdrawn": [
            {"story": str(one.story), "cards": one.cards, "at": one.at.isoformat(timespec="seconds")}
            for one in found
        ],
        "most": MOST_WITHDRAWN,
    }


def _since(request: HttpRequest) -> datetime | None:
    written = request.GET.get("since", "")
    if not written:
        return None
    try:
        day = parse_date(written)
        # A plus that nobody encoded arrives as a space.
        moment = (
            datetime(day.year, day.month, day.day, tzinfo=UTC)
            if day
            else parse_datetime(written.replace(" ", "+"))
        )
        if moment is not None:
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass  # said below
    raise Refused("since must be a date (2026-11-26) or a time (2026-11-26T08:00:00Z).")


def _as_atom(found) -> HttpResponse:
    atom = Atom1Feed(
        title=f"{settings.SITE_NAME}: stories and cards that were taken back",
        link=settings.SITE_URL + "/",
        feed_url=settings.SITE_URL + reverse("api_withdrawn") + "?format=atom",
        description="Whoever keeps a copy of one of these removes it.",
        language="en",
        author_name=settings.SITE_NAME,
    )
    for one in found:
        atom.add_item(
            title=f"Story {one.story}",
            link=f"{settings.SITE_URL}{reverse('api_withdrawn')}",
            description=f"Taken back. Cards: {', '.join(one.cards) or 'none'}.",
            unique_id=f"urn:uuid:{one.story}",
            pubdate=one.at,
            updateddate=one.at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


# Its description ---------------------------------------------------------------------------------------------------


def _text(**more) -> dict:
    return {"type": "string"} | more


def _or_none(schema: dict) -> dict:
    return schema | {"type": [schema["type"], "null"]}


def _thing(**properties) -> dict:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(schema: dict) -> dict:
    return {"type": "array", "items": schema}


def _answers(schema: dict, **more) -> dict:
    error = {
        "description": "The question was not understood.",
        "content": _json({"$ref": "#/components/schemas/Error"}),
    }
    return {"200": {"description": "Found.", "content": _json(schema) | more}, "400": error}


def _json(schema: dict) -> dict:
    return {"application/json": {"schema": schema}}


def _asked(name: str, schema: dict, description: str, where: str = "query") -> dict:
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "schema": schema,
        "description": description,
    }


ID = _text(format="uuid")
DAY, MOMENT, URL = _text(format="date"), _text(format="date-time"), _text(format="uri")
LANGUAGE = _text(enum=list(BY_CODE))
_SHORT = {
    "id": ID, "title": _text(), "url": URL, "language": LANGUAGE, "available_in": _several(LANGUAGE),
    "topic": _or_none(_text()), "stage": _text(enum=["before", "running", "over"]), "starts_on": _or_none(DAY),
    "ends_on": _or_none(DAY), "changed_at": _or_none(MOMENT), "details": URL,
}  # fmt: skip
SCHEMAS = {
    "Error": _thing(error=_text()),
    "CampaignInShort": _thing(**_SHORT),
    "Claim": _thing(
        key=_text(), kind=_text(), value=_text(), currency=_or_none(_text()), as_of=_or_none(DAY), precision=_text(),
        source=_text(), publisher=_text(), url=URL, licence=_text(), checked_at=MOMENT, review_by=_or_none(DAY),
        is_current={"type": "boolean"},
        texts={"type": "object", "additionalProperties": _thing(
            text=_text(), label=_text(), unit=_text(), definition=_text(), territory=_text())},
    ),
    "Story": _thing(id=ID, language=LANGUAGE, title=_text(), url=URL, is_invented={"type": "boolean"}),
    "Card": _thing(
        id=_text(), language=LANGUAGE, format=_text(), sha256=_text(), bytes={"type": "integer"}, alt=_text(), url=URL
    ),
    "Campaign": _thing(
        **_SHORT,
        organisation=_or_none(_thing(name=_text(), slug=_text(), is_invented_as_a_sample={"type": "boolean"})),
        languages=_several(_thing(language=LANGUAGE, title=_text(), lead=_text(), url=URL, last_reviewed=DAY)),
        licence=_or_none(_thing(code=_text(), url=URL)),
        claims=_several({"$ref": "#/components/schemas/Claim"}),
        stories=_several({"$ref": "#/components/schemas/Story"}),
        cards=_several({"$ref": "#/components/schemas/Card"}),
    ),
    "Withdrawn": _thing(story=ID, cards=_several(_text()), at=MOMENT),
}  # fmt: skip
PATHS = {
    "/api/campaigns/": {
        "get": {
            "operationId": "listCampaigns",
            "summary": "The campaigns that are published, the newest first.",
            "parameters": [
                _asked("language", LANGUAGE, "Only those that are there in this language."),
                _asked("organisation", _text(maxLength=60), "Only those of this organisation, by its slug."),
                _asked(
                    "page", {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}, f"Of {PER_PAGE} each."
                ),
            ],
            "responses": _answers(
                _thing(
                    page={"type": "integer"},
                    pages={"type": "integer"},
                    total={"type": "integer"},
                    campaigns=_several({"$ref": "#/components/schemas/CampaignInShort"}),
                )
            ),
        }
    },
    "/api/campaigns/{id}/": {
        "get": {
            "operationId": "readCampaign",
            "summary": "One campaign in all languages, with its figures and their sources.",
            "parameters": [_asked("id", ID, "Of the campaign, the same in all languages.", "path")],
            "responses": _answers({"$ref": "#/components/schemas/Campaign"})
            | {
                "404": {
                    "description": "There is no such campaign, or it is not shown.",
                    "content": _json({"$ref": "#/components/schemas/Error"}),
                }
            },
        }
    },
    "/api/withdrawn/": {
        "get": {
            "operationId": "listWithdrawn",
            "summary": "Ids of stories and cards that were taken back. Whoever keeps copies removes them.",
            "parameters": [
                _asked("since", _text(), "A date or a time; UTC where no other is named."),
                _asked("format", _text(enum=["json", "atom"]), "How it is written."),
            ],
            "responses": _answers(
                _thing(
                    withdrawn=_several({"$ref": "#/components/schemas/Withdrawn"}), most={"type": "integer"}
                ),
                **{"application/atom+xml": {"schema": _text()}},
            ),
        }
    },
}
