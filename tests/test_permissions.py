"""Every role at every address (cases 8, 9, 52, 56, 57): tests/permissions.csv says what everybody is answered.

The table has a row for each pattern of the resolver, thing and method, and a column for each role
(tests/permissions/world.py). After a change that is meant,

    python -m tests.permissions --write

writes the table anew; read what git shows, line by line, before it is committed. A new pattern, role or kind of thing
is named in tests/permissions/rooms/ or world.py. The words:

    200, 404 ...  the status of the answer
    sign in       sent to the page where one signs in
    enrol         sent to the page where the second factor is set up
    code, again   asked for a code, for a fresh sign-in
    refused       the administration's sentence that one may not, on the way home
    302           sent on
    !             behind any of them: something was changed
    !!            something was published, or what is public was changed or withdrawn
    +draft        the answer tells this secret (SECRETS in tests/permissions/world.py)
"""

import gc
import logging
import os
import re

import pytest
from django.db import transaction
from django.template import Template
from django.test import override_settings
from django.urls import resolve

from cms.cache.keeping import forget_everything
from tests.permissions import addresses, table
from tests.permissions.answers import ask, published, spare_the_forms
from tests.permissions.world import ROLES, build

# Who may what does not hang on the database; thousands of requests are enough once.
pytestmark = pytest.mark.one_database

WRITING = os.environ.get("PERMISSIONS") == "write"
HOW = "Run `python -m tests.permissions --write` and read what git shows."


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The site that everybody walks through: made once, and gone at the end."""
    # Tasks are done at once: Wagtail finds, and knows what is in use, by what its tasks wrote.
    at_once = override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    )
    with django_db_blocker.unblock(), at_once, transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def questions(world):
    return addresses.questions(world)


@pytest.fixture(scope="module")
def committed(questions):
    """The table as it is committed; with --write it is filled instead, and written when all have asked."""
    if not WRITING:
        yield table.read()
        return
    rows = {question.key: {} for question in questions}
    yield rows
    if all(len(row) == len(ROLES) for row in rows.values()):
        table.write(rows)


@pytest.fixture(scope="module", autouse=True)
def _quickly():
    """Thousands of requests: no log, no copies of every template's context, no search for rubbish."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))
        spare_the_forms(patch)
        logging.disable(logging.CRITICAL)
        gc.collect()
        gc.disable()
        yield
        gc.enable()
        logging.disable(logging.NOTSET)


def answers_to(questions, client):
    """Ask everything in one browser; yield question, answer and what kind it is, and take back what it changed."""
    cookies, before = client.cookies.copy(), published()
    for question in questions:
        client.cookies.clear()
        client.cookies.update(cookies)
        with transaction.atomic():
            response, kind = ask(client, question, before)
            transaction.set_rollback(True)
        if "!" in kind:
            forget_everything()  # the database knows nothing of it any more
        yield question, response, kind


@pytest.mark.parametrize("role", ROLES)
def test_everybody_is_answered_as_the_table_says(role, world, questions, committed):
    """Cases 9, 56, 57; no answer is an error of ours."""
    found, faults = {}, []
    for question, response, kind in answers_to(questions, world.client(role)):
        found[question.key] = kind
        if response.status_code >= 500:
            error = response.exc_info[1] if getattr(response, "exc_info", None) else ""
            faults.append(f"{question.method} {question.path}: {response.status_code} {error!r}")
    if WRITING:
        for key, kind in found.items():
            committed[key][role] = kind
    assert not faults, "\n".join(["Errors of ours:", *faults])
    differences = [
        f"{method} {route} [{what}]: {role} got {kind!r}, the table says {committed[route, what, method][role]!r}"
        for (route, what, method), kind in found.items()
        if (route, what, method) in committed and committed[route, what, method][role] != kind
    ]
    assert not differences, "\n".join([HOW, *differences])


def test_the_table_has_every_pattern_of_the_resolver_and_no_other(questions, committed):
    """Case 9."""
    asked = {question.key for question in questions}
    known = {(route, what) for route, what, _method in committed}
    missing = sorted({f"{route} [{what}]" for route, what, _method in asked if (route, what) not in known})
    gone = sorted(" ".join(key) for key in committed.keys() - asked)
    assert (missing, gone) == ([], []), HOW
    assert committed.keys() == asked
    assert {pattern.route for pattern in addresses.patterns()} == {route for route, _what, _method in asked}


#: Wagtail's own ways to a new password, before which ours stands.
SHADOWED = {
    "admin/password_reset/complete/",
    "admin/password_reset/confirm/<uidb64>/<token>/",
    "admin/password_reset/done/",
}


def _bare(route: str) -> str:
    return route.replace("^", "").replace("$", "")


def test_every_address_reaches_the_pattern_that_it_stands_for(questions):
    elsewhere = set()
    for question in questions:
        reached = re.sub(r"^\^?en/", "<language>/", resolve(question.path.partition("?")[0]).route)
        if _bare(reached) != _bare(question.route):
            elsewhere.add(question.route)
    assert elsewhere == SHADOWED


#: Doors that take no token, and what they may answer without one. Players of public exercises change nothing of the
#: site. Pupils have no session: what they send counts by the secret of a seat or a pass, which no other site has, and
#: nothing of the signed-in person is looked at. All of them refuse a form on another site by its Origin.
WITHOUT_A_TOKEN = {
    r"<language>/^exercises/(?P<slug>[-\w]+)/play/$": {"200"},
    r"<language>/^exercises/(?P<slug>[-\w]+)/projector/$": {"200"},
    "join/": {"302"},
    "join/<str:code>/": {"302!", "200"},
    "<language>/school/voice/<slug:key>/": {"302!", "302", "410"},
    "<language>/ambassador/exit/<slug:key>/": {"302!", "302", "410"},
    "<language>/sitting/<slug:key>/answers/": {"400"},
    "<language>/sitting/<slug:key>/file/": {"400"},
}
#: Of these, the ones that look at no cookie: a pass in JSON opens them, which a form cannot send.
BY_PASS = {"<language>/sitting/<slug:key>/answers/", "<language>/sitting/<slug:key>/file/"}


def test_without_a_token_nobody_changes_anything(world, questions):
    """Case 52: not even an administrator's own browser, when another site makes it ask. "!" would tell of a change."""
    client = world.client("admin", enforce_csrf_checks=True)
    asked = [question for question in questions if question.method != "GET"]
    other = {
        f"{question.method} {question.route} [{question.what}]: {kind}"
        for question, _response, kind in answers_to(asked, client)
        if kind not in ("403", "404", "refused") and kind not in WITHOUT_A_TOKEN.get(question.route, ())
    }
    assert other == set()


def test_doors_without_a_token_refuse_forms_of_other_sites(world, questions):
    """Case 52: a browser says where a form comes from."""
    for origin in ("https://elsewhere.example", "null"):
        client = world.client("admin", enforce_csrf_checks=True, HTTP_ORIGIN=origin)
        asked = [
            question
            for question in questions
            if question.method != "GET" and question.route in WITHOUT_A_TOKEN
        ]
        for question, _response, kind in answers_to(asked, client):
            expected = ("400",) if question.route in BY_PASS else ("403", "404")
            assert kind in expected, f"{question.route} from {origin}: {kind}"


def test_what_holds_for_whole_columns(committed):
    """Whatever is written into the table: these sentences of docs/permissions.md are true of it."""
    for (route, what, method), row in committed.items():
        where = f"{method} {route} [{what}]"
        assert row["disabled"] == row["nobody"], where
        if method == "GET":
            assert not any("!" in kind for kind in row.values()), f"{where} changes something"
        for role in ROLES.keys() - {"moderator", "admin"}:
            may = route in SHOWS_THE_SAME or (role, route) in WITHDRAWS or route in WITH_THE_LINK
            assert may or "!!" not in row[role], f"{where}: {role} published"
        if route.startswith("admin/"):
            for role in ("nobody", "teacher", "other", "school lead", "network"):
                assert "!" not in row[role], where
        if route.startswith(ADMINISTRATORS_ONLY):
            for role in ROLES.keys() - {"admin"}:
                assert row[role] in ("sign in", "refused", "403", "404", "405", "enrol"), f"{where}: {role}"
        for role, may in KNOWS.items():
            learned = set(row[role].split("+")[1:]) - WITH_THE_LINK.get(route, set())
            assert learned <= may, f"{where}: {role}"
        for role in OUTSIDE:
            assert row[role] not in OPEN or not route.startswith(DESK), f"{where}: {role}"
        for start, roles in ALONE.items():
            for role in ROLES.keys() - roles:
                assert row[role] in SHUT or not route.startswith(start), f"{where}: {role}"


DRAFTS = {"campaign", "handed", "story"}
#: What coordinators decide about, and on which evidence.
NETWORK = {
    "school", "other school", "new school", "training", "evidence", "proud", "event", "entry", "other entry",
}  # fmt: skip
#: Of a school's own ambassador, and of whoever visits it.
OF_AMBASSADORS = {"minor", "other minor", "guardian", "why"}
SCHOOL = {"school", "taught", "training", "evidence", "task", "proud", "entry"} | OF_AMBASSADORS
#: What somebody may learn at any address: no other secret is ever told to her.
KNOWS = {
    "nobody": set(),
    "teacher": {"list", "classroom", "new school"} | SCHOOL,
    # The host of the visit reads its messages, and what she wrote herself.
    "other": {"other school", "other entry", "minor", "message", "held"},
    "ambassador": {"school", "other school", "minor", "message", "thanks"},
    "companion": {"other school", "minor", "message", "other minor", "talk"},
    "safeguarding": {"school", "other school", "message", "held", "thanks"} | OF_AMBASSADORS,
    "school lead": {"school invited"} | SCHOOL,
    "network": NETWORK | OF_AMBASSADORS | {"visit note", "talk", "thanks"},
    # These two may join the other school, as their addresses are of its domain.
    "member": DRAFTS | {"person", "claim", "recording", "plan", "wording", "office", "other school"},
    "lead": DRAFTS | {"person", "claim", "recording", "plan", "wording", "office", "invited", "other school"},
    "coordinator": {"request", "contact", "mail"},  # who asks for an organisation, and how she is reached
    "reviewer": {
        "handed",
        "claim",
        "entry",
    },  # she judges what the school entered, and does not learn whose it is
    "editor": DRAFTS | {"draft", "closed", "file", "picture"},
    "moderator": DRAFTS | {"draft", "closed", "file", "picture", "notice"},
    "admin": DRAFTS
    | NETWORK
    | OF_AMBASSADORS
    | {"visit note", "talk", "thanks", "message", "held"}
    | {
        "draft",
        "closed",
        "file",
        "picture",
        "text",
        "notice",
        "mail",
        "audit",
        "claim",
        "request",
        "contact",
    },
    "no factor": {"closed"},  # an administrator reads the site as one
    "disabled": set(),
}
#: Whoever has the link is told this, whoever she is.
WITH_THE_LINK = {
    "<language>/consent/<slug:token>/": {"story", "person", "contact"},
    "<language>/report/<slug:token>/": {"notice"},
    "<language>/school/calendar/<slug:token>/": {"school", "task"},
    "<language>/pledge/<uuid:campaign>/": {"other school"},
    "<language>/school/voice/<slug:key>/": {"school"},
    "<language>/ambassador/guardian/<slug:token>/": {"minor", "school", "other school"},
    "<language>/ambassador/invitation/<slug:token>/": {"school"},
    "credentials/<slug:key>/": {"other school"},
}
#: Takes what is published off the site: a member for a contributor who asked for it, a coordinator an organisation.
WITHDRAWS = {
    *((role, "<language>/organisation/<slug:key>/contributors/<int:pk>/") for role in ("member", "lead")),
    ("coordinator", "<language>/network/organisations/<slug:key>/"),
}
#: The desk of an organisation, which does not exist for whoever belongs to none; evidence reviewers read its figures.
DESK = "<language>/organisation/<slug:key>/"
OUTSIDE = (
    "nobody", "teacher", "other", "school lead", "network", "ambassador", "companion", "safeguarding", "coordinator",
    "editor", "moderator", "no factor", "disabled",
)  # fmt: skip
OPEN = ("200", "302", "200!", "302!")
#: A school's pages do not exist for whoever is no member, administrators too; the network's not for whoever is neither
#: coordinator nor administrator.
ALONE = {
    "<language>/school/<slug:key>/": {"teacher", "other", "school lead"},
    "<language>/network/": {"coordinator", "network", "safeguarding", "admin"},
    "<language>/network/organisations/": {"coordinator", "admin"},
    **dict.fromkeys(
        [
            f"<language>/network/{name}/"
            for name in ("schools", "review", "events", "export", "award", "requests", "visits", "training")
        ],
        {"network", "admin"},
    ),
    **dict.fromkeys(
        [f"<language>/network/{name}/" for name in ("ambassadors", "companions")],
        {"network", "safeguarding", "admin"},
    ),
    **dict.fromkeys(
        [f"<language>/network/{name}/" for name in ("clearances", "messages")], {"safeguarding", "admin"}
    ),
    **dict.fromkeys(
        [
            f"<language>/ambassador/{name}/"
            for name in ("consent", "leave", "training", "offer", "recognition")
        ],
        {"ambassador"},
    ),
    "<language>/ambassador/companion/": {"companion"},
    "<language>/ambassador/talks/": {"companion", "network", "admin"},
}
SHUT = ("sign in", "enrol", "404", "405")
#: A copy that followed its source becomes a page of its own, with the content that it showed already.
SHOWS_THE_SAME = {"admin/pages/<int:page_id>/convert_alias/"}
ADMINISTRATORS_ONLY = ("admin/users/", "admin/groups/", "admin/audit/", "admin/sites/", "admin/locales/")
