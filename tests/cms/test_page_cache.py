"""Whole kept pages: the same for everybody, thrown away exactly when something on them changed. Case 55."""

import gzip
import threading
import time

import brotli
import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction

from cms.cache import stamps
from cms.cache.middleware import PageCacheMiddleware, public
from cms.domain.accounts import create_verified_user
from cms.models import HelpEntry, StandardPage, Topic
from tests.factories import HomePageFactory, LessonPlanPageFactory, StandardPageFactory

LESSON, LIBRARY, HOME, HELP = "/en/lessons/half/", "/en/lessons/", "/en/", "/en/help/"
PROJECTOR, SEARCH, FEED = "/en/lessons/half/projector/", "/en/search/?q=half", "/en/lessons/feed/"
UKRAINIAN, UKRAINIAN_HELP = "/uk/lessons/half/", "/uk/help/"
EVERYTHING = [LESSON, LIBRARY, HOME, HELP, PROJECTOR, SEARCH, FEED, UKRAINIAN, UKRAINIAN_HELP]


@pytest.fixture(autouse=True)
def _no_files(monkeypatch):
    """What is published here is not pressed into documents, which would take seconds a lesson."""
    monkeypatch.setattr("lessons.tasks.prepare_files", lambda page_id: 0)


@pytest.fixture
def tree(transactional_db, site_tree):
    return site_tree("en", "uk")


@pytest.fixture
def lesson(tree):
    page = LessonPlanPageFactory(
        parent=tree["en"].library, title="Half a number", slug="half", topics=["numbers"]
    )
    LessonPlanPageFactory(
        parent=tree["uk"].library,
        title="Половина",
        slug="half",
        translation_key=page.translation_key,
        topics=["numbers"],
    )
    return page


def read(path: str, **headers) -> str:
    return Client().get(path, headers=headers).content.decode()


def is_kept(path: str, client=None, **headers) -> bool:
    """Say whether an address is answered from memory: every page that is made asks the database something."""
    with CaptureQueriesContext(connection) as queries:
        (client or Client()).get(path, headers=headers)
    return not queries


def still_kept(*paths: str) -> list[str]:
    return [path for path in paths if is_kept(path)]


@pytest.fixture
def warm(lesson):
    """All addresses are kept; returns the lesson."""
    for path in EVERYTHING:
        assert Client().get(path).status_code == 200, path
    assert still_kept(*EVERYTHING) == EVERYTHING
    return lesson


def test_a_page_that_is_not_kept_asks_the_database(lesson, settings):
    """What the other tests here rely on."""
    settings.PAGE_CACHE = False
    for path in EVERYTHING:
        Client().get(path)
    assert still_kept(*EVERYTHING) == []


# Who reads ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who_comes_first", ["a visitor", "an editor"])
def test_a_page_is_the_same_for_visitor_and_editor_and_gives_nobody_a_cookie(lesson, who_comes_first):
    """Case 55: byte for byte, whoever came first."""
    editor = Client()
    editor.force_login(
        create_verified_user("vera@example.org", "a long password of hers", display_name="Vera Stern")
    )
    clients = [Client(), editor] if who_comes_first == "a visitor" else [editor, Client()]
    for path in EVERYTHING:
        first, second = (client.get(path) for client in clients)
        assert first.content == second.content, path
        for response in (first, second):
            assert not response.cookies
            assert "Cookie" not in response["Vary"]
            assert response["Cache-Control"] == "public, max-age=30, s-maxage=60"
            assert b"Vera" not in response.content
            assert b"vera@" not in response.content
            assert b"csrf" not in response.content


def test_what_is_personal_is_never_kept(lesson):
    """Case 55."""
    vera = create_verified_user("vera@example.org", "a long password of hers", display_name="Vera Stern")
    client = Client()
    client.force_login(vera)
    for path in ("/en/account/", "/en/teach/saved/", "/en/teach/saved/add/half/"):
        response = client.get(path)
        assert response.status_code == 200
        assert "public" not in response["Cache-Control"]
        assert "no-store" in response["Cache-Control"] or "private" in response["Cache-Control"]
        assert Client().get(path).status_code == 302
    assert list(caches["pages"]._cache) == []


@pytest.fixture
def editor(transactional_db):
    """An administrator with a second factor, signed in."""
    boss = create_verified_user("boss@example.org", "a long password of hers", is_superuser=True)
    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "none"})
    client = Client()
    client.force_login(boss)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(boss.pk)
    session.save()
    return client


@pytest.mark.parametrize("door", ["view_draft", "preview"])
def test_a_preview_of_a_draft_is_neither_taken_from_what_is_kept_nor_kept(warm, editor, door):
    """Case 55."""
    warm.title = "A secret draft"
    warm.save_revision()
    before = dict(caches["pages"]._cache)
    if door == "preview":
        response = warm.get_latest_revision_as_object().make_preview_request()
    else:
        response = editor.get(f"/admin/pages/{warm.pk}/view_draft/")
    assert response.status_code == 200
    assert "A secret draft" in response.content.decode()
    assert "public" not in response.get("Cache-Control", "")
    assert caches["pages"]._cache == before
    assert "A secret draft" not in read(LESSON)
    assert is_kept(LESSON)


def test_what_an_answer_says_of_a_cookie_keeps_it_out():
    """Case 55: the last lock, should a view mark as public what is not."""

    def with_cookie(request):
        response = public(HttpResponse("yours"), {"page:1"})
        response.set_cookie("seat", "1")
        return response

    def with_vary(request):
        return public(HttpResponse("yours", headers={"Vary": "Cookie"}), {"page:1"})

    def not_marked(request):
        return HttpResponse("yours")

    def missing(request):
        return public(HttpResponse("not there", status=404), {"page:1"})

    for view in (with_cookie, with_vary, not_marked, missing):
        response = PageCacheMiddleware(view)(RequestFactory().get("/en/x/"))
        assert not response.has_header("ETag")
        assert "public" not in response.get("Cache-Control", "")
    assert list(caches["pages"]._cache) == []


# What is asked --------------------------------------------------------------------------------------------------


def test_languages_are_kept_apart(lesson):
    """Case 55: by the address alone, whatever the browser prefers."""
    assert "Половина" in read(UKRAINIAN, **{"Accept-Language": "en"})
    assert 'lang="en"' in read(LESSON, **{"Accept-Language": "uk"})
    assert is_kept(LESSON, **{"Accept-Language": "ar"})
    client = Client()
    client.cookies["django_language"] = "uk"
    assert client.get(LESSON).content.decode() == read(LESSON)


def test_hosts_are_kept_apart_and_a_forged_one_is_refused(lesson):
    """Cases 51 and 55."""
    read(LESSON)
    assert not is_kept(LESSON, host="localhost")
    assert Client().get(LESSON, headers={"host": "evil.example"}).status_code == 400
    assert "evil.example" not in read(
        LESSON, **{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    assert is_kept(LESSON, **{"X-Forwarded-Host": "evil.example"})


def test_encodings_are_kept_apart(lesson):
    """Case 55."""
    plain = Client().get(LESSON)
    packed = Client().get(LESSON, headers={"Accept-Encoding": "gzip"})
    small = Client().get(LESSON, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert not plain.has_header("Content-Encoding")
    assert (packed["Content-Encoding"], small["Content-Encoding"]) == ("gzip", "br")
    assert gzip.decompress(packed.content) == brotli.decompress(small.content) == plain.content
    assert len({plain["ETag"], packed["ETag"], small["ETag"]}) == 3
    for response in (plain, packed, small):
        assert response["Content-Length"] == str(len(response.content))
        assert "Accept-Encoding" in response["Vary"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", None),
        ("gzip; q=0.0, br;q=0.000", None),
        ("identity", None),
        ("GZIP", "gzip"),
    ],
)
def test_an_encoding_that_is_refused_is_not_used(lesson, accepted, encoding):
    response = Client().get(LESSON, headers={"Accept-Encoding": accepted})
    assert response.get("Content-Encoding") == encoding


def test_known_parameters_are_kept_apart_and_unknown_ones_share_the_entry(lesson):
    """Case 55: nothing that a tracker adds can multiply or poison what is kept."""
    assert read(LIBRARY + "?topic=numbers") != read(LIBRARY)
    assert is_kept(LIBRARY + "?utm_source=poison&fbclid=%3Cscript%3E")
    assert is_kept(LIBRARY + "?utm_source=x&topic=numbers")
    assert "poison" not in read(LIBRARY + "?utm_source=poison")
    assert not is_kept(LIBRARY + "?topic=numbers&page=2")
    assert read(LIBRARY + "?topic=numbers&age=13-15") == read(LIBRARY + "?age=13-15&topic=numbers")


def test_a_very_long_question_is_answered_but_not_kept(lesson):
    """Case 81: memory is not filled by asking."""
    path = LIBRARY + "?q=" + "x" * 400
    assert Client().get(path).status_code == 200
    assert not is_kept(path)


# What changes ---------------------------------------------------------------------------------------------------


def test_publishing_a_lesson_clears_it_what_lists_it_and_what_links_to_it_and_nothing_else(warm):
    warm.title = "Half of a number"
    warm.save_revision().publish()

    assert sorted(still_kept(*EVERYTHING)) == sorted([HELP, UKRAINIAN_HELP])
    for path in (LESSON, LIBRARY, HOME, SEARCH, FEED):
        assert "Half of a number" in read(path), path
    assert "Half of a number" in read(PROJECTOR)


def test_a_draft_clears_nothing(warm):
    warm.title = "Not yet"
    warm.save_revision()
    assert still_kept(*EVERYTHING) == EVERYTHING


def test_a_new_translation_appears_in_the_switcher_of_the_others(tree):
    page = LessonPlanPageFactory(parent=tree["en"].library, title="Half a number", slug="half")
    for path in (LESSON, PROJECTOR, HELP):
        assert UKRAINIAN not in read(path), path
    LessonPlanPageFactory(
        parent=tree["uk"].library, title="Половина", slug="half", translation_key=page.translation_key
    )
    for path in (LESSON, PROJECTOR):
        assert UKRAINIAN in read(path), path
    assert is_kept(HELP)


def test_a_translation_deep_in_the_tree_appears_in_the_switcher_too(tree):
    about = StandardPageFactory(parent=tree["en"].home, slug="about", title="About")
    deep = StandardPageFactory(parent=about, slug="method", title="Method")
    ukrainian = StandardPageFactory(parent=tree["uk"].home, slug="about", title="Про нас")
    assert "/uk/about/method/" not in read("/en/about/method/")
    StandardPageFactory(parent=ukrainian, slug="method", title="Метод", translation_key=deep.translation_key)
    assert 'href="/uk/about/method/"' in read("/en/about/method/")


def test_an_unpublished_lesson_is_gone_at_once(warm):
    warm.unpublish()
    assert Client().get(LESSON).status_code == 404
    assert Client().get(PROJECTOR).status_code == 404
    assert LESSON not in read(UKRAINIAN)
    for path in (LIBRARY, HOME, SEARCH, FEED):
        assert "Half a number" not in read(path), path


def test_a_deleted_lesson_is_gone_at_once(warm):
    Page.objects.get(pk=warm.pk).delete()
    assert Client().get(LESSON).status_code == 404
    assert Client().get(PROJECTOR).status_code == 404
    for path in (LIBRARY, HOME, FEED):
        assert "Half a number" not in read(path), path


def test_a_lesson_with_another_slug_has_left_its_old_address_at_once(warm):
    warm.slug = "whole"
    warm.save_revision().publish()
    assert Client().get("/en/lessons/whole/").status_code == 200
    response = Client().get(LESSON)
    assert (response.status_code, response.url) == (301, "/en/lessons/whole/")
    assert 'href="/en/lessons/whole/"' in read(UKRAINIAN)
    for path in (LIBRARY, HOME, FEED):
        assert "/en/lessons/whole/" in read(path), path
        assert LESSON not in read(path), path


def test_pages_below_one_with_another_slug_have_moved_with_it(tree):
    about = StandardPageFactory(parent=tree["en"].home, slug="about", title="About")
    StandardPageFactory(parent=about, slug="method", title="Method")
    read("/en/about/method/")
    about.slug = "who-we-are"
    about.save_revision().publish()
    response = Client().get("/en/about/method/")
    assert (response.status_code, response.url) == (301, "/en/who-we-are/method/")
    assert Client().get("/en/who-we-are/method/").status_code == 200


def test_a_moved_page_is_found_at_its_new_address_only(tree):
    about = StandardPageFactory(parent=tree["en"].home, slug="about", title="About")
    method = StandardPageFactory(parent=about, slug="method", title="Method")
    StandardPageFactory(parent=method, slug="detail", title="Detail")
    for path in ("/en/about/method/", "/en/about/method/detail/"):
        read(path)
    method.refresh_from_db()
    method.move(Page.objects.get(pk=tree["en"].home.pk), pos="last-child")
    for path in ("/en/about/method/", "/en/about/method/detail/"):
        response = Client().get(path)
        assert (response.status_code, response.url) == (301, path.replace("about/", "")), path
    for path in ("/en/method/", "/en/method/detail/"):
        assert Client().get(path).status_code == 200, path


@pytest.mark.parametrize("of", ["the lesson", "the library"])
def test_a_page_that_was_closed_is_closed_at_once_in_every_form(warm, of):
    """Cases 55 and 56: for its readers it is answered, but never kept."""
    closed = warm if of == "the lesson" else warm.get_parent()
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="login")
    response = Client().get(LESSON)
    assert response.status_code == 302
    assert "public" not in response.get("Cache-Control", "")
    for path in (PROJECTOR, "/en/lessons/half/download/pdf/"):
        assert Client().get(path).status_code == 404, path
    assert "Half a number" not in read(HOME)
    assert "Half a number" not in read(SEARCH)
    reader = Client()
    reader.force_login(create_verified_user("vera@example.org", "a long password of hers"))
    response = reader.get(LESSON)
    assert response.status_code == 200
    assert "public" not in response.get("Cache-Control", "")
    assert not is_kept(LESSON, reader)
    assert Client().get(LESSON).status_code == 302

    restriction.delete()
    assert Client().get(LESSON).status_code == 200
    assert "Half a number" in read(HOME)


def test_a_word_of_a_vocabulary_changes_everywhere(warm):
    topic = Topic.objects.get(code="numbers")
    topic.label_en = "Figures and facts"
    topic.save()
    for path in (LESSON, LIBRARY, HOME):
        assert "Figures and facts" in read(path), path


def test_a_help_entry_changes_the_help_page_and_not_the_lessons(warm):
    path = HELP + "?country=FR"
    read(path)
    entry = HelpEntry.objects.filter(country__code="FR").exclude(name="").first()
    entry.name = "A service by another name"
    entry.save()
    assert "A service by another name" in read(path)
    assert still_kept(LESSON, LIBRARY, HOME) == [LESSON, LIBRARY, HOME]


def test_a_new_page_of_the_menu_is_in_the_menu_of_its_language(warm):
    StandardPageFactory(parent=Page.objects.get(pk=warm.get_parent().get_parent().pk).specific, title="About us",
                        slug="about", show_in_menus=True)  # fmt: skip
    for path in (HELP, LESSON):
        assert 'href="/en/about/"' in read(path), path


def test_a_language_that_opens_is_offered_everywhere(warm):
    home = Page.objects.get(pk=warm.get_parent().get_parent().pk)
    french, _made = Locale.objects.get_or_create(language_code="fr")
    HomePageFactory(
        parent=Page.objects.get(depth=1), locale=french, slug="home-fr", title="Counterpoint",
        translation_key=home.translation_key,
    )  # fmt: skip
    for path in (HOME, HELP, LESSON):
        assert 'hreflang="fr"' in read(path), path


# Between processes, and at the same time ------------------------------------------------------------------------


class Process:
    """A middleware with a memory of its own, as another process has it; counts what it makes."""

    def __init__(self, name: str, content: list[str]):
        self.made = 0
        self.content = content
        self.middleware = PageCacheMiddleware(self.make)
        self.middleware.pages = LocMemCache(f"pages of {name}", {})
        self.middleware.pages.clear()

    def make(self, request) -> HttpResponse:
        self.made += 1
        return public(HttpResponse(self.content[0]), {"page:1", "site"})

    def get(self, path="/en/x/", **headers) -> str:
        return self.middleware(RequestFactory().get(path, headers=headers)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_processes_see_each_others_publications():
    content = ["old"]
    one, two = Process("one", content), Process("two", content)
    assert [one.get(), two.get(), one.get(), two.get()] == ["old"] * 4
    assert (one.made, two.made) == (1, 1)
    content[0] = "new"
    stamps.touch("page:1")
    assert [one.get(), two.get(), one.get(), two.get()] == ["new"] * 4
    assert (one.made, two.made) == (2, 2)
    stamps.touch("page:2")
    assert [one.get(), two.get()] == ["new"] * 2
    assert (one.made, two.made) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_what_was_made_while_something_was_published_is_not_kept():
    """Case 55: it may show the state before."""
    process = Process("slow", ["old"])

    def slow(request):
        process.made += 1
        answer = public(HttpResponse(process.content[0]), {"page:1"})
        if process.made == 1:
            process.content[0] = "new"
            stamps.touch("page:1")  # between reading and keeping
        return answer

    process.middleware.get_response = slow
    assert process.get() == "old"
    assert process.get() == "new"
    assert process.get() == "new"
    assert process.made == 2


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_all_get_the_whole_page():
    process = Process("busy", ["x" * 50_000])
    found = []
    readers = [
        threading.Thread(target=lambda: found.append(process.get(**{"Accept-Encoding": ""})))
        for _ in range(8)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == ["x" * 50_000] * 8


def test_with_redis_away_every_page_is_made_anew(monkeypatch):
    """Case 72: misses, never stale pages."""
    content = ["old"]
    process = Process("without redis", content)
    monkeypatch.setattr(stamps, "_stamps", stamps.RedisStamps("redis://127.0.0.1:1/0"))
    assert process.get() == "old"
    content[0] = "new"
    assert process.get() == "new"
    assert process.made == 2


def test_a_redis_that_lost_its_memory_brings_no_old_page_back(monkeypatch):
    """Case 72: after a restart the counters begin anew; what was kept under the same count must not seem fresh."""
    store = stamps.RedisStamps("redis://127.0.0.1:6379/15")
    try:
        store.client.flushdb()
    except store.errors:
        pytest.skip("Redis does not listen on 127.0.0.1:6379")
    content = ["old"]
    process = Process("with redis", content)
    monkeypatch.setattr(stamps, "_stamps", store)
    store.touch(["*", "page:1", "site"])
    assert process.get() == "old"
    store.client.flushdb()
    content[0] = "new"
    store.touch(["*", "page:1", "site"])
    assert process.get() == "new"
    content[0] = "newest"
    store.client.flushdb()
    assert process.get() == "newest"
    store.client.flushdb()


# The protocol ---------------------------------------------------------------------------------------------------


def test_who_has_the_page_already_gets_304_kept_or_not(lesson):
    etag = Client().get(LESSON)["ETag"]
    caches["pages"].clear()
    for wanted in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = Client().get(LESSON, headers={"If-None-Match": wanted})
        assert (response.status_code, response.content) == (304, b""), wanted
        assert response["ETag"] == etag
        assert response["Cache-Control"] == "public, max-age=30, s-maxage=60"
    assert Client().get(LESSON, headers={"If-None-Match": '"other"'}).status_code == 200


def test_after_a_publication_the_tag_is_another_one(lesson):
    etag = Client().get(LESSON)["ETag"]
    lesson.title = "Half of a number"
    lesson.save_revision().publish()
    response = Client().get(LESSON, headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response["ETag"] != etag


@pytest.mark.parametrize("is_warm", [True, False])
def test_head_says_what_get_says_without_the_page(lesson, is_warm):
    if is_warm:
        read(LESSON)
    head = Client().head(LESSON)
    caches["pages"].clear()
    get = Client().get(LESSON)
    assert (head.status_code, head.content) == (200, b"")
    names = ("ETag", "Content-Length", "Content-Type", "Cache-Control", "Vary", "Content-Security-Policy")
    assert {name: head[name] for name in names} == {name: get[name] for name in names}


def test_a_head_that_came_first_leaves_no_empty_page_behind(lesson):
    Client().head(LESSON)
    assert "Half a number" in read(LESSON)


def test_a_kept_page_carries_the_headers_of_safety(lesson):
    """Case 54."""
    made, kept = Client().get(LESSON), Client().get(LESSON)
    for name in ("Content-Security-Policy", "Permissions-Policy", "X-Frame-Options", "Referrer-Policy",
                 "X-Content-Type-Options", "Content-Language", "Content-Type"):  # fmt: skip
        assert made[name] == kept[name]


def test_a_page_that_is_not_there_is_not_kept(tree):
    assert Client().get("/en/about/").status_code == 404
    StandardPageFactory(parent=tree["en"].home, slug="about", title="About")
    assert Client().get("/en/about/").status_code == 200
    assert StandardPage.objects.count() == 1
