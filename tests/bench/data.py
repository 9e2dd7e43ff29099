"""The data that is measured: made by child processes of run.py, with the site's own settings.

    python -m tests.bench.data grow 1000      as many English lessons in the page tree and in the index
    python -m tests.bench.data press          the measured documents: seconds of wall and of CPU
    python -m tests.bench.data queries        queries of the measured addresses, with warm memory

Each prints one line of JSON.
"""

import json
import os
import resource
import sys
import time
from statistics import median
from uuid import UUID

LESSON = "lateral-reading"  # of the starter collection
LANGUAGE = "en"
FIRST = 1_000_000  # the ids of bulk rows begin here
REPEATS = 3
EXERCISE = "truth-or-rumour-a"
ADDRESSES = {
    "lesson": f"/{LANGUAGE}/lessons/{LESSON}/",
    "library": f"/{LANGUAGE}/lessons/",
    "narrowed library": f"/{LANGUAGE}/lessons/?age=13-15&topic=numbers",
    "search": f"/{LANGUAGE}/search/?q=everywhere",
    "typing": f"/{LANGUAGE}/search/suggest/?q=lesson",
    "home": f"/{LANGUAGE}/",
}


def grow(wanted: int) -> dict:
    """Bring the number of English lessons up to `wanted`; return how many there are."""
    from django.db import connection

    from cms.cache.stamps import touch
    from cms.models import SearchEntry
    from tests.cms.search.rows import fill

    lessons = SearchEntry.objects.filter(kind="lesson", language=LANGUAGE)
    there = lessons.count()
    if wanted > there:
        first = FIRST + SearchEntry.objects.filter(pk__gte=FIRST).count()
        fill(wanted - there, first=first, language=LANGUAGE)
        _grow_tree(first, wanted - there)
        touch("index", "index:lesson", f"index:lesson:{LANGUAGE}", "site")
        if connection.vendor == "postgresql":
            # What its own housekeeping would do within a minute.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    return {"lessons": lessons.count()}


def _grow_tree(first: int, count: int) -> None:
    """Add live lesson plans with these ids below the library: true rows of the tree, with empty texts."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, transaction
    from django.utils import timezone
    from wagtail.models import Page

    from lessons.models import LessonPlanPage, LibraryPage

    library = LibraryPage.objects.get(locale__language_code=LANGUAGE)
    model = LessonPlanPage.objects.get(slug=LESSON, locale=library.locale)
    kind = ContentType.objects.get_for_model(LessonPlanPage)
    now = timezone.now()
    begin = library.numchild
    pages = [
        Page(
            pk=pk,
            path=Page._get_path(library.path, library.depth + 1, begin + place + 1),
            depth=library.depth + 1,
            title=f"Lesson {pk}",
            draft_title=f"Lesson {pk}",
            slug=f"lesson-{pk}",
            url_path=f"{library.url_path}lesson-{pk}/",
            content_type=kind,
            locale=library.locale,
            translation_key=UUID(int=pk),
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        for place, pk in enumerate(range(first, first + count))
    ]
    empty = {"django.db.models.TextField", "wagtail.fields.StreamField", "wagtail.fields.RichTextField"}
    columns, values = [], []
    for field in LessonPlanPage._meta.local_concrete_fields:
        if field.primary_key:
            continue
        columns.append(connection.ops.quote_name(field.column))
        path = f"{type(field).__module__}.{type(field).__qualname__}"
        streams = path == "wagtail.fields.StreamField"
        texts = path in empty or path.startswith("django.db.models.fields.TextField")
        values.append("'[]'" if streams else "''" if texts else f"model.{columns[-1]}")
    table = connection.ops.quote_name(LessonPlanPage._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        Page.objects.bulk_create(pages, batch_size=500)
        cursor.execute(
            f"INSERT INTO {table} (page_ptr_id, {', '.join(columns)}) SELECT page.id, {', '.join(values)}"
            f" FROM wagtailcore_page page, {table} model"
            " WHERE page.id >= %s AND page.id < %s AND model.page_ptr_id = %s",
            [first, first + count, model.pk],
        )
        Page.objects.filter(pk=library.pk).update(numchild=begin + count)


def press() -> dict:
    """Make the guide of the measured lesson (six pages) in every format, and the whole lesson as a PDF ("whole"),
    three times: {format: {wall, cpu}} in seconds, medians. CPU is that of the child processes.
    """
    from cms.press import FORMATS, press
    from lessons.downloads import USUAL_PARTS, document, prepare_files
    from lessons.enums import Part
    from lessons.models import LessonPlanPage

    page = LessonPlanPage.objects.select_related("locale").get(slug=LESSON, locale__language_code=LANGUAGE)
    wanted = {format: (document(page, (Part.GUIDE,)), format) for format in FORMATS}
    wanted["whole"] = document(page, USUAL_PARTS), "pdf"
    rounds: dict[str, list[tuple[float, float]]] = {}
    for _ in range(REPEATS):
        for name, (written, format) in wanted.items():
            began, before = time.perf_counter(), _children()
            press(written, format)
            rounds.setdefault(name, []).append((time.perf_counter() - began, _children() - before))
    made = {
        name: {"wall": median(wall for wall, _cpu in all), "cpu": median(cpu for _wall, cpu in all)}
        for name, all in rounds.items()
    }
    prepare_files(page.pk)
    return made


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def queries() -> dict:
    """Return {name: number of queries} of the measured addresses, not kept, with warm memory."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    for name, address in ADDRESSES.items():
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        found[name] = len(caught)
    return found


def run() -> dict:
    """Return {"run": the field of a form} of somebody who has one claim of the measured exercise left."""
    from exercises.domain.runs import Run, pack
    from exercises.models import ExercisePage

    page = ExercisePage.objects.live().get(slug=EXERCISE, locale__language_code=LANGUAGE)
    edition = page.current.edition
    answer = [{"verdict": "true", "confidence": 2}]
    return {"run": pack(Run(edition.pk, edition.structure, answers=[answer] * (len(edition.public) - 1)))}


def main(arguments: list[str]) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    django.setup()
    command, *rest = arguments
    done = {"grow": grow, "press": press, "queries": queries, "run": run}[command](*map(int, rest))
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1:])
