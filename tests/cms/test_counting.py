"""Views and downloads are counted: one number a day, nothing about anybody."""

import datetime
import os
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.signals import request_finished
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms import counting
from cms.counting import DOWNLOAD, VIEW
from cms.models import DailyCount
from tests.factories import StandardPageFactory

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def page(site_tree, monkeypatch):
    """A page whose looks are counted."""
    monkeypatch.setattr("cms.models.StandardPage.counts_views", True)
    return StandardPageFactory(parent=site_tree("en", "uk")["en"].home, title="About", slug="about-us")


def counts() -> list[tuple]:
    return list(
        DailyCount.objects.order_by("what", "language", "day").values_list("what", "language", "number")
    )


# Counting ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_counting_asks_the_database_nothing_until_it_is_written(today):
    subject = uuid4()
    with CaptureQueriesContext(connection) as queries:
        for _time in range(3):
            counting.count(VIEW, subject, "en")
        counting.count(DOWNLOAD, subject, "uk")
    assert len(queries) == 0
    assert counts() == []
    assert counting.flush() == 2
    assert counts() == [("download", "uk", 1), ("view", "en", 3)]
    assert set(DailyCount.objects.values_list("subject", "day")) == {(subject, today)}
    assert counting.flush() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("subjects", [1, 30])
def test_all_counters_are_written_by_one_statement(subjects):
    for _subject in range(subjects):
        counting.count(VIEW, uuid4(), "en")
    with CaptureQueriesContext(connection) as queries:
        assert counting.flush() == subjects
    assert len([one for one in queries if one["sql"].startswith("INSERT")]) == 1
    assert DailyCount.objects.count() == subjects


@pytest.mark.django_db
def test_a_row_is_added_to_and_never_replaced():
    subject = uuid4()
    for number in (2, 5):
        for _time in range(number):
            counting.count(VIEW, subject, "en")
        counting.flush()
    assert counts() == [("view", "en", 7)]


@pytest.mark.django_db(transaction=True)
def test_two_processes_add_to_one_row():
    subject = uuid4()
    counting.count(VIEW, subject, "en")  # of this process; those that part from it do not count it again
    connection.close()
    children = []
    for _process in range(2):
        child = os.fork()
        if child == 0:
            try:
                connection.connection = None
                for _time in range(20):
                    counting.count(VIEW, subject, "en")
                    counting.flush()
                connection.close()
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    counting.flush()
    assert counts() == [("view", "en", 41)]


@pytest.mark.django_db
def test_what_the_database_does_not_take_is_kept_and_written_later(monkeypatch, caplog):
    def away(counts):
        raise OperationalError("database is locked")

    subject = uuid4()
    counting.count(VIEW, subject, "en")
    with monkeypatch.context() as patched:
        patched.setattr("cms.counting._add", away)
        assert counting.flush() == 0
    assert "not written yet" in caplog.text
    counting.count(VIEW, subject, "en")
    counting.flush()
    assert counts() == [("view", "en", 2)]


@pytest.mark.django_db
def test_counts_are_written_once_a_minute_while_requests_come(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("cms.counting.time", SimpleNamespace(monotonic=lambda: now[0]))
    counting.count(VIEW, uuid4(), "en")
    counting.flush_when_due()
    now[0] += 59
    counting.flush_when_due()
    assert counts() == []
    now[0] += 1
    counting.flush_when_due()
    assert counts() == [("view", "en", 1)]


def test_every_answered_request_looks_whether_it_is_time():
    assert "cms.counting" in [entry[0][0] for entry in request_finished.receivers]


@pytest.mark.django_db
def test_memory_is_bounded():
    for _subject in range(counting.MOST + 5):
        counting.count(VIEW, uuid4(), "en")
    assert counting.flush() == counting.MOST


@pytest.mark.django_db
def test_counts_are_read_by_subject_day_and_language(today):
    one, other = uuid4(), uuid4()
    yesterday = today - datetime.timedelta(days=1)
    DailyCount.objects.bulk_create(
        DailyCount(what=what, subject=subject, language=language, day=day, number=number)
        for what, subject, language, day, number in [
            (VIEW, one, "en", today, 3),
            (VIEW, one, "uk", today, 2),
            (VIEW, one, "en", yesterday, 10),
            (VIEW, other, "en", today, 7),
            (DOWNLOAD, one, "en", today, 1),
        ]
    )
    assert counting.total(one, VIEW) == 15
    assert counting.total(one, VIEW, since=today) == 5
    assert counting.total(uuid4(), VIEW) == 0
    assert counting.totals([one, other]) == {(VIEW, one): 15, (VIEW, other): 7, (DOWNLOAD, one): 1}
    assert counting.by_language([one], VIEW) == {"en": 13, "uk": 2}


@pytest.mark.django_db
def test_counts_of_days_that_are_25_months_back_go(today):
    for days, number in ((0, 1), (700, 2), (760, 3), (776, 4), (2000, 5)):
        day = today - datetime.timedelta(days=days)
        DailyCount.objects.create(what=VIEW, subject=uuid4(), language="en", day=day, number=number)
    assert counting.delete_old() == 2
    assert sorted(DailyCount.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_the_worker_deletes_old_counts_every_day():
    from cms.worker import jobs

    assert jobs["counting.delete_old"] == (86400, counting.delete_old)


# Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_page_is_counted_when_it_is_made_and_when_it_comes_from_memory(page):
    """Case 55: the same bytes for everybody, and still every look is counted."""
    first = Client().get("/en/about-us/", headers=BROWSER)
    with CaptureQueriesContext(connection) as queries:
        second = Client().get("/en/about-us/", headers=BROWSER)
    assert len(queries) == 0
    assert first.content == second.content
    assert not second.cookies
    counting.flush()
    assert list(DailyCount.objects.values_list("what", "subject", "language", "number")) == [
        (VIEW, page.translation_key, "en", 2)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_comes_again_and_has_the_page_still_is_counted(page):
    tag = Client().get("/en/about-us/", headers=BROWSER)["ETag"]
    assert Client().get("/en/about-us/", headers=BROWSER | {"If-None-Match": tag}).status_code == 304
    counting.flush()
    assert counts() == [("view", "en", 2)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "headers",
    [
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
        BROWSER | {"Purpose": "prefetch"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": "Mastodon/4.3 (http.rb) LinkBot"},
        {"User-Agent": "python-requests/2.32"},
    ],
)
def test_prefetches_and_declared_robots_are_not_counted(page, headers):
    Client().get("/en/about-us/", headers=headers)
    Client().get("/en/about-us/", headers=headers)
    counting.flush()
    assert counts() == []


@pytest.mark.parametrize(
    "browser",
    [
        "Mozilla/5.0 (Linux; Android 9; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0",
        "",
    ],
)
def test_people_are_counted_whatever_they_read_with(browser):
    assert counting.is_counted(RequestFactory().get("/en/", headers={"User-Agent": browser}))


@pytest.mark.django_db(transaction=True)
def test_head_and_what_is_not_there_are_not_counted(page):
    Client().head("/en/about-us/", headers=BROWSER)
    Client().get("/en/about-us-not/", headers=BROWSER)
    page.make_preview_request()
    counting.flush()
    assert counts() == []


@pytest.mark.django_db(transaction=True)
def test_other_pages_are_not_counted(site_tree):
    site_tree("en")
    Client().get("/en/", headers=BROWSER)
    counting.flush()
    assert counts() == []


@pytest.mark.django_db
def test_a_row_holds_nothing_about_anybody():
    assert [field.name for field in DailyCount._meta.get_fields()] == [
        "id",
        "what",
        "subject",
        "language",
        "day",
        "number",
    ]


def test_every_web_process_writes_down_what_it_counted_when_it_ends():
    import runpy

    written = []
    config = runpy.run_path("gunicorn.conf.py")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("cms.counting.flush", lambda: written.append(True))
        config["worker_exit"](None, None)
    assert written == [True]
