"""Lessons, classrooms, sittings and files for tests of what counts at a school.

placed(school, teacher, year_group=2)                    # a classroom of hers, counting since a month ago
sat(placed, claims, GUESSING, days_ago=3)                # a sitting that ended, as so many pupils judged
"""

import io
import zipfile
from datetime import timedelta

from django.utils import timezone

from classrooms.domain.sittings import close_sitting
from classrooms.models import Sitting
from schools.models import SchoolClassroom
from tests.classrooms.answers import judged, repeated
from tests.classrooms.factories import ClassroomFactory, opened

#: How twenty pupils judge four true and four false claims: (hits, false alarms), how many.
GUESSING = [((2, 2), 10), ((3, 2), 10)]
KNOWING = [((4, 0), 10), ((4, 1), 10)]
ODT = "application/vnd.oasis.opendocument.text"


def placed(school, teacher, *, year_group: int = 1, days: int = 30, **values) -> SchoolClassroom:
    """Return a classroom of a teacher that belongs to a school since so many days, and that was not looked at since."""
    since = timezone.now() - timedelta(days=days)
    return SchoolClassroom.objects.create(
        classroom=ClassroomFactory(owner=teacher, **values),
        school=school,
        year_group=year_group,
        since=since,
        counted_at=since,
    )


def sat(place: SchoolClassroom, exercise, counts, *, days_ago: float = 2, **values) -> Sitting:
    """Return a sitting that ended some days ago; counts: as `judged` takes them, or () for hands and none."""
    sitting = opened(place.classroom, exercise, **values)
    if counts:
        judged(sitting, repeated(counts))
    close_sitting(sitting, actor=place.classroom.owner)
    end = timezone.now() - timedelta(days=days_ago)
    Sitting.objects.filter(pk=sitting.pk).update(
        opened_at=end - timedelta(hours=1), closes_at=end, closed_at=end, results=None
    )
    return Sitting.objects.get(pk=sitting.pk)


def text_document(ending: str = "odt", **more: bytes) -> bytes:
    """Return a small ODT or DOCX; more: further parts by name, "/" written as "__"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        if ending == "odt":
            pack.writestr("mimetype", ODT, zipfile.ZIP_STORED)
            pack.writestr("content.xml", "<text/>")
        else:
            pack.writestr("[Content_Types].xml", "<Types/>")
            pack.writestr("word/document.xml", "<document/>")
        for name, content in more.items():
            pack.writestr(name.replace("__", "/"), content)
    return out.getvalue()
