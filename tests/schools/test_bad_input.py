"""Whatever is sent to a school's pages and to the network's: a clear answer, never a fault of ours."""

import logging

import pytest
from django.db import transaction
from django.test import override_settings

from cms.cache.keeping import forget_everything
from tests.permissions import addresses
from tests.permissions.world import build

ROOMS = (
    "<language>/^school/", "<language>/school/", "<language>/schools/", "<language>/network/", "credentials/",
)  # fmt: skip
#: What the pages read from their address.
PARAMETERS = (
    "add", "as", "ask", "country", "do", "find", "indicator", "language", "noted", "page", "pass", "projector", "quiet",
    "school", "sent", "show", "state", "year",
)  # fmt: skip
HOSTILE = (
    "", "0", "-1", "1e9", "²", "٣", "9" * 400, "\0", "😀", "‮", "lead:9999999999999999999999:yes", "done:²",
    "link:1:lesson:x", "<script>alert(1)</script>", "' OR 1=1 --", "2026-99-99", "0001-01-01", "9999-12-31",
    "x" * 5000,
)  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    at_once = override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    )
    with django_db_blocker.unblock(), at_once, transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _quietly():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def questions(world, method: str) -> list[addresses.Question]:
    found = addresses.questions(world)
    return [one for one in found if one.method == method and one.route.startswith(ROOMS)]


def faults(world, client, requests) -> list[str]:
    """Send requests, take back what they changed, and return those with an answer that is a fault of ours."""
    found, cookies = [], client.cookies.copy()
    for send, path, sent in requests:
        client.cookies.clear()
        client.cookies.update(cookies)
        with transaction.atomic():
            response = send(path, sent)
            transaction.set_rollback(True)
        forget_everything()
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code >= 500 or b"<script>alert" in body:
            error = response.exc_info[1] if getattr(response, "exc_info", None) else ""
            found.append(f"{path[:80]} {str(sent)[:120]}: {response.status_code} {error!r}")
    return found


def spread(requests: list, number: int) -> list:
    """Return about so many of them, from everywhere: all of them would take minutes."""
    return requests[:: max(len(requests) // number, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("role", ["nobody", "school lead", "network"])
def test_no_address_of_a_school_is_ever_a_fault(role, world):
    """Case 81: unknown lists, far pages, numbers that are none, bytes that are no text."""
    client = world.client(role)
    requests = [
        (client.get, question.path.partition("?")[0], {name: value})
        for question in questions(world, "GET")
        if client.get(question.path).status_code < 400 and "/report/" not in question.path
        for name in PARAMETERS
        for value in HOSTILE
    ]
    assert len(requests) > 500
    found = faults(world, client, spread(requests, 400))
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["nobody", "teacher", "school lead", "network"])
def test_no_form_of_a_school_is_ever_a_fault(role, world):
    """Cases 10, 45: each field of each form in turn says something that it cannot say, or is left out."""
    client = world.client(role)
    requests = []
    for question in questions(world, "POST"):
        sent = dict(question.sent)
        for name in sent:
            others = {key: value for key, value in sent.items() if key != name}
            requests.append((client.post, question.path, others))
            requests += [(client.post, question.path, sent | {name: value}) for value in HOSTILE]
        more = {"school": "1", "role": "lead", "state": "confirmed", "is_staff": "1", "actor": "1"}
        requests.append((client.post, question.path, more))
    found = faults(world, client, spread(requests, 300))
    assert not found, "\n".join(found)
