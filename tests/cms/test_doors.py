"""The doors to Wagtail's pages: languages that nobody opened, pages that are not for everybody."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import PageViewRestriction

from cms.domain.queries.site import STAMP
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed_page(site_tree):
    """`closed_page(restriction_type=...)` makes a page with a restriction on who may read it."""

    def make(**restriction):
        from cms.cache.stamps import _stamps

        page = StandardPageFactory(parent=site_tree("en")["en"].home, slug="minutes-of-the-board")
        restriction = PageViewRestriction.objects.create(page=page, **restriction)
        _stamps.touch([STAMP])
        return restriction

    return make


def test_an_address_in_a_language_without_a_home_page_leads_to_the_same_page_in_english(client, site_tree):
    """Otherwise English text would stand under lang="it"."""
    site_tree("en")
    assert client.get("/it/help/").headers["Location"] == "/en/help/"
    assert client.get("/it/").headers["Location"] == "/en/"


def test_a_page_for_those_who_are_signed_in_leads_to_the_one_way_to_sign_in(client, closed_page):
    closed_page(restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/minutes-of-the-board/")
    assert response.headers["Location"] == "/en/account/login/?next=/en/minutes-of-the-board/"
    client.force_login(get_user_model().objects.create_user("teacher@example.org"))
    assert client.get("/en/minutes-of-the-board/").status_code == 200


def test_a_page_with_a_password_opens_with_it_and_is_kept_by_no_cache(client, closed_page):
    """Case 55."""
    restriction = closed_page(restriction_type=PageViewRestriction.PASSWORD, password="seven warps")
    door = f"/en/_util/authenticate_with_password/{restriction.pk}/{restriction.page_id}/"
    shown = client.get("/en/minutes-of-the-board/")
    assert door in shown.content.decode()
    answer = client.post(door, {"password": "seven warps", "return_url": "/en/minutes-of-the-board/"})
    assert answer.headers["Location"] == "/en/minutes-of-the-board/"
    opened = client.get("/en/minutes-of-the-board/")
    assert opened.status_code == 200
    assert "public" not in opened.headers.get("Cache-Control", "")


def test_wagtails_own_sign_in_leads_to_ours_and_takes_no_password(client, site_tree):
    """Case 1: it knows neither delays nor the second factor."""
    site_tree("en")
    response = client.get("/en/_util/login/?next=/en/help/")
    assert response.headers["Location"] == "/en/account/login/?next=%2Fen%2Fhelp%2F"
    assert client.post("/en/_util/login/", {"username": "a@example.org", "password": "x"}).status_code == 405
