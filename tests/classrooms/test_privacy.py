"""What stays of a pupil: a whole sitting through the real doors, then every place where something could have stayed.

The pupil comes with a browser, an address and a name that occur nowhere else. They are looked for in every column of
every table, in what caches and processes remember, in every file, in every line that was logged, in all that teachers
can take away; plain, and in the ways in which sites like to hide what they keep (packed, encoded, hashed).
"""

import base64
import hashlib
import io
import json
import logging
import pickle
import re
import subprocess
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classrooms.domain import answering
from classrooms.domain.retention import delete_due
from classrooms.domain.sittings import close_sitting
from classrooms.models import Answer, Misses, Sitting
from classrooms.views.seat import COOKIE
from cms.cache import keeping
from tests.classrooms.factories import opened
from tests.classrooms.pupils import Pupil
from tests.conftest import missing
from tests.factories import ExercisePageFactory, balanced_claims

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS, FORWARDED, PROXY = "203.0.113.77", "198.51.100.23", "192.0.2.199"
AGENT = "OlhaPhone/77.3 (Linux; Android 9; SM-OLHA)"
NAME = "Olha Kvitkova of 8B"
REFERER = "https://chat.example/olhas-friends"
TONGUE = "uk-UA,uk;q=0.83,rue;q=0.77"
HEADERS = {
    "HTTP_USER_AGENT": AGENT,
    "HTTP_X_FORWARDED_FOR": FORWARDED,
    "HTTP_X_REAL_IP": PROXY,
    "HTTP_FORWARDED": f"for={FORWARDED}",
    "HTTP_REFERER": REFERER,
    "HTTP_ACCEPT_LANGUAGE": TONGUE,
}
#: What tells who the pupil is, or on which device she sits.
ABOUT_HER = {
    "address": ADDRESS,
    "forwarded address": FORWARDED,
    "proxy": PROXY,
    "browser": "OlhaPhone",
    "referer": "olhas-friends",
    "languages": "q=0.83",
}
SAID = {"what she wrote": "Olha Kvitkova"}


# Looking everywhere ----------------------------------------------------------------------------------------------


def forms_of(text: str) -> dict[str, bytes]:
    """The ways in which a text may be kept: as it is, and hashed without a key, which anybody can undo by trying."""
    raw = text.encode()
    hashes = {name: hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")}
    return {"plain": raw} | {name: hashed.encode() for name, hashed in hashes.items()}


def unfolded(value, depth: int = 4) -> list[bytes]:
    """A value as bytes, and what comes out when it is unpacked or decoded."""
    if value is None or isinstance(value, bool | int | float):
        return []
    if isinstance(value, memoryview | bytearray):
        value = bytes(value)
    if not isinstance(value, str | bytes):
        value = json.dumps(value, default=str, ensure_ascii=False)
    raw = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    found = [raw]
    if depth:
        for unfold in (_base64, zlib.decompress, _unzipped):
            try:
                found += unfolded(unfold(raw), depth - 1)
            except Exception:  # it is not folded in this way
                continue
    return found


def _base64(raw: bytes) -> bytes:
    # A signed value is "<text>:<time>:<signature>"; compressed ones begin with a point.
    text = raw.lstrip(b".").partition(b":")[0].replace(b"\n", b"")
    if len(text) < 16 or not re.fullmatch(rb"[\w+/=-]+", text):
        raise ValueError
    return base64.b64decode(
        text + b"=" * (-len(text) % 4), altchars=b"-_" if re.search(rb"[-_]", text) else None
    )


def _unzipped(raw: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


class Places:
    """Everything that the site keeps, as (where, bytes)."""

    def __init__(self):
        self.all = [*self._tables(), *self._caches(), *self._memory(), *self._files()]

    def of(self, text: str) -> set[str]:
        """Where a text is found, plain or hashed."""
        forms = forms_of(text)
        return {
            where if name == "plain" else f"{where} ({name})"
            for where, raw in self.all
            for name, wanted in forms.items()
            if wanted in raw
        }

    def _tables(self):
        for alias in connections:
            connection = connections[alias]
            quote = connection.ops.quote_name
            with connection.cursor() as cursor:
                for table in connection.introspection.table_names(cursor):
                    cursor.execute(f"SELECT * FROM {quote(table)}")
                    names = [column[0] for column in cursor.description]
                    for row in cursor.fetchall():
                        for name, value in zip(names, row, strict=True):
                            for raw in unfolded(value):
                                yield f"{table}.{name}", raw

    def _caches(self):
        for alias, configured in settings.CACHES.items():
            if configured["BACKEND"].endswith("LocMemCache"):
                for key, value in caches[alias]._cache.items():
                    yield f"cache {alias}", key.encode()
                    yield f"cache {alias}", value
        if settings.REDIS_URL:
            import redis

            client = redis.Redis.from_url(settings.REDIS_URL)
            for key in client.scan_iter():
                yield "redis", key
                if client.type(key) == b"string":
                    for raw in unfolded(client.get(key)):
                        yield "redis", raw

    def _memory(self):
        for key, kept in keeping._kept.items():
            yield "memory", repr((key, kept)).encode()
            try:
                yield "memory", pickle.dumps(kept)
            except Exception:  # functions and lazy texts
                continue

    def _files(self):
        for folder in (settings.MEDIA_ROOT, settings.STATE_DIR):
            for path in Path(folder).rglob("*"):
                if path.is_file():
                    for raw in unfolded(path.read_bytes()):
                        yield f"file {path.name}", raw


def test_the_search_finds_what_is_hidden(tmp_path, settings):
    """A proof by searching is worth what the search is worth."""
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["who"] = [NAME] * 9  # long enough to be compressed
    session.save()
    caches["default"].set("who", NAME)
    caches["pages"].set("who", NAME)
    keeping.keep(("who",), (), lambda: NAME)
    settings.MEDIA_ROOT = str(tmp_path)
    (tmp_path / "a.txt").write_text(hashlib.sha1(NAME.encode()).hexdigest())
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", NAME)
    found = Places().of(NAME)
    cache = "redis" if settings.REDIS_URL else "cms_cache.value"
    assert found == {
        "django_session.session_data",
        cache,
        "cache pages",
        "memory",
        "file a.txt (sha1)",
        "file a.zip",
    }


# A sitting -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sitting(classroom, up):
    rubric = [{"criterion": "Asks", "levels": ["Not yet", "Partly", "Fully"]}]
    question = {
        "question": "What would you ask the author?", "lines": 4, "rubric": rubric,
        "model": "<p>Where from?</p>", "explanation": "<p>It asks for a source.</p>",
    }  # fmt: skip
    items = [("open", question), *balanced_claims(8), ("open", question)]
    return opened(classroom, ExercisePageFactory(parent=up, title="Claims", slug="claims", items=items))


def olha(sitting) -> Pupil:
    """The pupil who is looked for, with her browser."""
    pupil = Pupil(sitting, address=ADDRESS)
    pupil.client.defaults.update(HEADERS)
    return pupil


def play(sitting) -> tuple[Pupil, str]:
    """Let Olha and eleven others come in and answer; return her, and the word of her seat."""
    pupil = olha(sitting)
    for wrong in ("AAAAAAA", NAME):
        assert pupil.client.post("/join/?language=en", {"code": wrong}).status_code == 404
    pupil.come_in("en")
    word = pupil.seat.word
    pupil.answer({"answer": NAME})  # a form
    for at in range(1, 9):
        assert pupil.deliver(pupil.packet(at)).status_code == 200
    last = pupil.packet(9, [["answer", f"{NAME}, once more"]], explain=True)  # a device
    assert pupil.deliver(last).status_code == 200
    assert pupil.deliver(last | {"fields": [["answer", f"{NAME}, otherwise"]]}).status_code == 409
    assert pupil.deliver(last | {"id": "no id"}).status_code == 400
    assert pupil.deliver(last | {"pass": "1:forged"}).status_code == 404
    assert pupil.client.get(f"{pupil.url}items/").status_code == 200
    # A lost device: she comes back with her word.
    back = pupil.client.post("/join/?language=en", {"code": sitting.join_code.code, "word": word})
    assert back.status_code == 302
    pupil.look()
    for _number in range(11):
        other = Pupil(sitting, address=ADDRESS)
        other.client.defaults.update(HEADERS)
        other.come_in("en")
        for at in range(1, 9):
            assert other.deliver(other.packet(at)).status_code == 200
    return pupil, word


def taken_away(sitting) -> dict[str, str]:
    """All that the teacher sees and takes away: live page, results, reports, her own data."""
    teacher = Client()
    teacher.force_login(sitting.classroom.owner)
    addresses = {
        "live page": reverse("sitting_live", args=[sitting.pk]),
        "progress": reverse("sitting_progress", args=[sitting.pk]),
        "classroom": reverse("classroom", args=[sitting.classroom_id]),
        "results": reverse("sitting_results", args=[sitting.pk]),
    } | {format: reverse("sitting_report", args=[sitting.pk, format]) for format in ("pdf", "csv", "xlsx")}
    got = {}
    for name, address in addresses.items():
        response = teacher.get(address)
        if response.status_code == 302:
            continue
        assert response.status_code == 200, (name, response.status_code)
        got[name] = b"\n".join(unfolded(response.content)).decode(errors="replace")
        if name == "pdf":
            got[name] += read_pdf(response.content)
    from cms.accounts.export import archive_of

    got["export"] = b"\n".join(unfolded(archive_of(sitting.classroom.owner))).decode(errors="replace")
    return got


def read_pdf(content: bytes) -> str:
    if not which("pdftotext"):
        missing("pdftotext (poppler-utils) is not installed")
    return subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def lines(caplog, capfd) -> str:
    """All that was logged, as the site would write it, with what it was made from; and all that was printed."""
    written = capfd.readouterr()
    plain = logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"])
    records = [f"{plain.format(record)} {record.args!r}" for record in caplog.records]
    return "\n".join([*records, written.out, written.err])


def test_of_a_pupil_nothing_stays_but_what_she_answered_and_that_for_a_time(sitting, caplog, capfd):
    """Cases 66, 69, 70: no address, browser or name anywhere; what she wrote, until its day, in one column."""
    caplog.set_level(logging.DEBUG)
    pupil, word = play(sitting)
    token = pupil.client.cookies[COOKIE].value
    seat = pupil.seat

    # While it is open.
    places = Places()
    assert {what: places.of(text) for what, text in ABOUT_HER.items()} == dict.fromkeys(ABOUT_HER, set())
    assert places.of("Olha Kvitkova") == {"classrooms_answer.value"}
    assert places.of(token) == {"classrooms_seat.token_hash (sha256)"}
    assert places.of(pupil.pass_) == set()
    assert Misses.objects.exists()  # the address was counted, under a key that only the site can make
    assert set(pupil.client.cookies) == {COOKIE}

    # Closed, and read.
    close_sitting(sitting, actor=sitting.classroom.owner)
    sitting.refresh_from_db()
    taken = taken_away(sitting)
    assert {"results", "pdf", "csv", "xlsx", "export", "classroom"} <= taken.keys()
    assert "12" in taken["csv"]
    for name, text in taken.items():
        for what in (*ABOUT_HER.values(), *SAID.values(), token, seat.token_hash):
            assert what not in text, (name, what)
    for format in ("pdf", "csv", "xlsx", "results"):
        assert seat.pseudonym not in taken[format]
        assert word not in re.findall(r"\w+", taken[format])
    places = Places()
    assert {what: places.of(text) for what, text in ABOUT_HER.items()} == dict.fromkeys(ABOUT_HER, set())
    assert places.of("Olha Kvitkova") == {"classrooms_answer.value"}

    # More than a day later, something comes that waited: a file for her, and nothing here.
    two_days = timedelta(days=2)
    Sitting.objects.filter(pk=sitting.pk).update(
        opened_at=sitting.opened_at - two_days,
        closes_at=sitting.closes_at - two_days,
        closed_at=sitting.closed_at - two_days,
    )
    late = pupil.packet(0, [["answer", "Olha Kvitkova, too late"]])
    assert pupil.deliver(late).status_code == 410
    body = {"pass": pupil.pass_, "answers": [late]}
    file = pupil.client.post(f"{pupil.url}file/", json.dumps(body), content_type="application/json")
    assert b"Olha Kvitkova, too late" in file.content
    assert Places().of("Olha Kvitkova, too late") == set()
    assert ADDRESS.encode() not in file.content

    # Its day has come.
    assert delete_due(now=timezone.now() + timedelta(days=30)) == 1
    places = Places()
    gone = ABOUT_HER | SAID | {"secret": token, "pseudonym": seat.pseudonym, "hash": seat.token_hash}
    assert {what: places.of(text) for what, text in gone.items()} == dict.fromkeys(gone, set())
    taken = taken_away(Sitting.objects.get(pk=sitting.pk))
    for name, text in taken.items():
        for what in gone.values():
            assert what not in text, (name, what)

    # And of all that, nothing was logged or sent.
    logged = lines(caplog, capfd)
    for what in (*gone.values(), word, pupil.pass_):
        assert what not in logged, what
    assert mail.outbox == []


def test_faults_of_ours_log_nothing_of_hers_either(sitting, caplog, capfd, monkeypatch):
    """Case 70: the door breaks in the middle of an answer."""
    caplog.set_level(logging.DEBUG)
    pupil = olha(sitting).come_in("en")
    pupil.client.raise_request_exception = False

    def breaks(*args):
        raise RuntimeError("something of ours")

    monkeypatch.setattr(answering, "insert_once", breaks)
    assert pupil.deliver(pupil.packet(0, [["answer", NAME]])).status_code == 500
    assert pupil.client.post(pupil.url, pupil.form() | {"do": "answer", "answer": NAME}).status_code == 500
    logged = lines(caplog, capfd)
    assert "something of ours" in logged
    for what in (*ABOUT_HER.values(), *SAID.values(), pupil.pass_, pupil.seat.pseudonym):
        assert what not in logged, what
    assert mail.outbox == []
    places = Places()
    assert {what: places.of(text) for what, text in (ABOUT_HER | SAID).items()} == dict.fromkeys(
        ABOUT_HER | SAID, set()
    )


@pytest.mark.parametrize("odd", ["\ud83d", "\udc00 and more", "\x00", "\u202e", "\ufffe"])
def test_letters_that_a_database_does_not_take_are_no_fault_and_not_logged(sitting, caplog, capfd, odd):
    """Case 70: PostgreSQL quotes what it refuses, and a fault of the door would log that."""
    caplog.set_level(logging.DEBUG)
    pupil = olha(sitting).come_in("en")
    pupil.client.raise_request_exception = False
    response = pupil.deliver(pupil.packet(0, [["answer", f"{NAME} {odd}"]]))
    assert response.status_code in (200, 400, 422)
    assert "Olha" not in lines(caplog, capfd)


def test_after_their_day_answers_are_not_in_the_bytes_of_the_database_either(sitting):
    """Case 66: what SQLite deletes, it overwrites; PostgreSQL's vacuum sees to that by itself."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("only SQLite's file lies beside the site")
    pupil = olha(sitting).come_in("en")
    pupil.answer({"answer": NAME})
    file = Path(connections["default"].settings_dict["NAME"])

    def bytes_on_disk() -> bytes:
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))

    assert b"Olha Kvitkova" in bytes_on_disk()
    assert Answer.objects.count() == 1
    assert delete_due(now=timezone.now() + timedelta(days=31)) == 1
    assert b"Olha Kvitkova" not in bytes_on_disk()


def test_the_web_server_writes_no_addresses_down():
    """Case 70: nor do Django's own mails to administrators hold a pupil's request."""
    import runpy

    server = runpy.run_path(str(Path(settings.BASE_DIR) / "gunicorn.conf.py"))
    assert server["accesslog"] is None
    assert settings.ADMINS == []
