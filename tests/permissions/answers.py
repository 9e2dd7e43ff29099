"""What kind of answer a request got, and whether it changed anything."""

import re
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from tests.permissions.addresses import Question
from tests.permissions.world import SECRETS

#: Redirects that say no, by the end of the address that they lead to.
LEADS_TO = {
    "/account/login/": "sign in",
    "/2fa/totp/activate/": "enrol",
    "/account/reauthenticate/": "again",
    "/2fa/reauthenticate/": "code",
}
#: Tables that everybody may cause to be written: no deed.
NO_DEED = (
    "django_session", "cms_cache", "usersessions_usersession", "cms_siterendition", "lessons_lessonfile", "cms_stamp",
    "campaigns_pagefile", "cms_dailycount",
    "wagtailadmin_editingsession", "wagtailsearch_query",
    "wagtailusers_userprofile", "wagtailcore_pagesubscription",
)  # fmt: skip
WRITES = re.compile(r"\s*(?:INSERT INTO|INSERT OR IGNORE INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


def published() -> set[tuple]:
    """Return what the public sees of pages: which are live, in which revision, at which address."""
    return set(
        Page.objects.live().values_list("pk", "live_revision_id", "last_published_at", "url_path", "title")
    )


def ask(client: Client, question: Question, before: set[tuple]) -> tuple[HttpResponse, str]:
    """Put a question; return the answer and its kind in a word (the head of tests/test_permissions.py has them all).

    `before` is what was published before. Exceptions in the view become answers with status 500.
    """
    written: set[str] = set()

    def watch(execute, sql, params, many, context):
        if (match := WRITES.match(sql)) and not match[1].startswith(NO_DEED):
            written.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        response = _send(client, question)
    deed = ""
    if written and response.status_code < 400:
        deed = "!!" if "wagtailcore_page" in written and published() != before else "!"
    return response, "+".join([_status(response) + deed, *told_by(response)])


def _send(client: Client, question: Question) -> HttpResponse:
    if question.method == "GET":
        return client.get(question.path)
    sent = {
        name: SimpleUploadedFile("file.txt", value) if isinstance(value, bytes) else value
        for name, value in question.sent
    }
    if question.method == "POST":
        return client.post(question.path, sent)
    return client.generic(
        question.method, question.path, urlencode(sent), "application/x-www-form-urlencoded"
    )


def _status(response: HttpResponse) -> str:
    if response.status_code not in (301, 302, 303, 307, 308):
        return str(response.status_code)
    path = response["Location"].partition("?")[0]
    for end, word in LEADS_TO.items():
        if path.endswith(end):
            return word
    if path == f"/en{response.wsgi_request.path}":
        return "404"  # Django's LocaleMiddleware looks below a language, where there is nothing either
    if path == reverse("wagtailadmin_home") and _was_told_no(response.wsgi_request):
        return "refused"
    return str(response.status_code)


def _was_told_no(request) -> bool:
    """Say whether Wagtail left the sentence that it leaves with everybody whom it sends away."""
    messages = getattr(getattr(request, "_messages", None), "_queued_messages", [])
    return any("do not have permission" in str(message) for message in messages)


def told_by(response: HttpResponse) -> list[str]:
    """Return the names of the secrets that stand in the body, in order."""
    if 300 <= response.status_code < 400:
        return []
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return [name for name, secret in SECRETS.items() if secret.encode() in body]


def spare_the_forms(monkeypatch) -> None:
    """Do not draw the administration's pages a second time in answer to a POST: they are the forms that GET showed."""
    drawn = SimpleTemplateResponse.rendered_content.fget

    def rendered_content(self) -> str:
        request = getattr(self, "_request", None)
        spared = request is not None and request.method == "POST" and request.path.startswith("/admin/")
        return "" if spared else drawn(self)

    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", property(rendered_content))
