"""Pictures on pages: few queries, and pages that follow when a picture is described anew."""

import io

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow

from cms.models import SiteImage
from cms.pictures import make_renditions, shown_on
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db


def picture(title: str) -> SiteImage:
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(out, "PNG")
    image = SiteImage(
        title=title, alt=f"What {title} shows", file=ImageFile(io.BytesIO(out.getvalue()), name="x.png")
    )
    image.save()
    make_renditions(image)
    return image


def page_with(tree, *images):
    body = [("picture", {"image": image, "alt": "", "caption": "", "credit": ""}) for image in images]
    return StandardPageFactory(parent=tree["en"].home, slug=f"with-{len(images)}", body=body)


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
    assert shown_on(image) == {page.pk}
    assert "What Quay shows" in client.get("/en/with-1/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        image.alt = "A ship leaves"
        image.save()
    assert "A ship leaves" in client.get("/en/with-1/").content.decode()
