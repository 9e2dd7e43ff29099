"""What was acknowledged stays when the server is killed: the short form of `make faults`."""

import os
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def laid(request, db, tmp_path):
    """The address of a migrated database that servers of our own may use, of the kind that this run uses."""
    own = request.config.own_databases
    if connection.vendor == "sqlite":
        shutil.copyfile(own.template, tmp_path / "faults.sqlite3")
        yield f"sqlite:///{tmp_path / 'faults.sqlite3'}"
        return
    with own.beside() as name:
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.mark.slow
def test_killing_the_server_loses_and_doubles_no_answer_and_leaves_no_sitting_half_closed(laid):
    """Cases 26, 33 and 34: three kills while thirty pupils answer, one while a sitting is closed."""
    done = subprocess.run(
        [sys.executable, "tests/faults/run.py", "--short", "--seed", "26", "--url", laid],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = dict(re.findall(r"^ *(\S.*?) {2,}([\d,]+)$", done.stdout, re.MULTILINE))
    assert figures["kill -9 while answers came"] == "3"
    assert figures["kill -9 while a sitting was closed"] == "1"
    # All that was sent was acknowledged, and all that was acknowledged was looked for.
    assert figures["acknowledged"] == figures["answers sent"] != "0"
    assert [figures[name] for name in ("lost", "doubled", "kept otherwise", "it was between")] == ["0"] * 4
