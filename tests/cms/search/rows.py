"""Rows of the index without pages behind them: for tests of what grows."""

import random
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from cms.models import SearchEntry, SearchFacet
from cms.search.engines import Text, engine
from cms.search.folding import fold, index_words

CODES = {
    "topic": ["media-and-sources", "numbers", "words-and-speech", "hate-and-courage", "living-together"],
    "age": ["7-9", "10-12", "13-15", "16-18"],
    "subject": ["citizenship", "history", "mathematics", "media-education", "art"],
    "duration": ["20", "45", "50", "90"],
    "competence": ["empathy", "respect", "cooperation", "analytical-thinking", "listening-and-observing"],
    "technique": ["trolling", "scapegoating", "cherry-picking"],
}
SOME_WORDS = [f"word{number}" for number in range(2000)]


def fill(
    count: int, *, language: str = "en", kind: str = "lesson", first: int = 1_000_000, body_words: int = 60
):
    """Add `count` entries to the index in bulk; every one has the word "everywhere", one in 100 the word "rare"."""
    rng = random.Random(first)
    now = timezone.now()
    entries, facets, texts = [], [], []
    for number in range(count):
        pk = first + number
        chosen = {
            name: sorted(rng.sample(codes, 1 if name == "duration" else 2)) for name, codes in CODES.items()
        }
        title = f"Lesson {number} about {rng.choice(SOME_WORDS)}"
        entries.append(
            SearchEntry(
                page_id=pk,
                translation_key=UUID(int=number),
                language=language,
                kind=kind,
                title=title,
                summary="A sentence about what pupils do here. " * 3,
                url=f"/{language}/lessons/lesson-{number}/",
                minutes=int(chosen["duration"][0]),
                dye="woad",
                published_at=now - timedelta(minutes=number),
                updated_at=now,
                sort_title=fold(title),
                facets=chosen,
            )
        )
        facets += [
            SearchFacet(entry_id=pk, kind=kind, language=language, facet=name, code=code)
            for name, codes in chosen.items()
            for code in codes
        ]
        words = ["everywhere", *rng.choices(SOME_WORDS, k=body_words)]
        if number % 100 == 0:
            words.append("rare")
        texts.append(Text(pk, kind, language, index_words(title), ["migration"], words))
        if len(entries) == 5000 or number == count - 1:
            SearchEntry.objects.bulk_create(entries, batch_size=1000)
            SearchFacet.objects.bulk_create(facets, batch_size=2000)
            engine().store(texts)
            entries, facets, texts = [], [], []


def put(pk: int, *, title: str, keywords="", body="", language="en", kind="lesson", facets=None):
    """Add one entry to the index."""
    now = timezone.now()
    SearchEntry.objects.create(
        page_id=pk,
        translation_key=UUID(int=pk),
        language=language,
        kind=kind,
        title=title,
        url=f"/{language}/{pk}/",
        published_at=now + timedelta(minutes=pk),
        updated_at=now,
        sort_title=fold(title),
        facets=facets or {},
    )
    SearchFacet.objects.bulk_create(
        SearchFacet(entry_id=pk, kind=kind, language=language, facet=facet, code=code)
        for facet, codes in (facets or {}).items()
        for code in codes
    )
    engine().store([Text(pk, kind, language, index_words(title), index_words(keywords), index_words(body))])
