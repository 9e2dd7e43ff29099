"""Pictures on pages: few queries, and pages that follow when a picture is described anew."""

import io
from types import SimpleNamespace

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow
from wagtail.models import ReferenceIndex

from cms.models import SiteImage
from cms.pictures import prepare, shown_on, specs
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db


def picture(title: str) -> SiteImage:
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(out, "PNG")
    image = SiteImage(
        title=title, alt=f"What {title} shows", file=ImageFile(io.BytesIO(out.getvalue()), name="x.png")
    )
    image.save()
    assert prepare(image.pk) == len(specs())
    return image


def page_with(tree, *images):
    body = [("picture", {"image": image, "alt": "", "caption": "", "credit": ""}) for image in images]
    return StandardPageFactory(parent=tree["en"].home, slug=f"with-{len(images)}", body=body)


def test_the_worker_makes_avif_of_every_picture_that_is_saved(
    monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr("cms.receivers.prepare_picture", SimpleNamespace(enqueue=asked.append))
    with django_capture_on_commit_callbacks(execute=True):
        image = picture("Quay")
    assert asked == [image.pk]
    assert image.renditions.filter(filter_spec__contains="avif").exists()
    assert prepare(image.pk + 1) == 0


def test_a_page_takes_as_many_queries_with_three_pictures_as_with_one(client, site_tree, settings):
    settings.PAGE_CACHE = False
    tree = site_tree("en")
    pictures = [picture(title) for title in "ABC"]
    page_with(tree, pictures[0])
    page_with(tree, *pictures)
    counts = []
    for slug in ("with-1", "with-3"):
        client.get(f"/en/{slug}/")  # what is kept of it is kept now
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/en/{slug}/")
        counts.append(len(queries))
    assert response.content.decode().count("<picture>") == 3
    assert counts[0] == counts[1]


def test_a_kept_page_shows_a_new_description_of_its_picture(
    client, site_tree, django_capture_on_commit_callbacks
):
    tree = site_tree("en")
    image = picture("Quay")
    page = page_with(tree, image)
    ReferenceIndex.create_or_update_for_object(page)  # a task of Wagtail's, which tests do not run
    assert shown_on(image) == {page.pk}
    assert "What Quay shows" in client.get("/en/with-1/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        image.alt = "A ship leaves"
        image.save()
    assert "A ship leaves" in client.get("/en/with-1/").content.decode()
