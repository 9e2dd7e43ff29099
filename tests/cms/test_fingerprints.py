"""What tells that a step of preparation need not be done again."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from cms import fingerprints


def test_a_fingerprint_follows_names_contents_and_words(tmp_path):
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text("a")
    two.write_text("a")
    first = fingerprints.digest([one])
    assert fingerprints.digest([one]) == first
    assert (
        len({first, fingerprints.digest([two]), fingerprints.digest([one], "x"), fingerprints.digest([])})
        == 4
    )
    one.write_text("b")
    assert fingerprints.digest([one]) != first


def test_what_was_prepared_is_remembered_for_the_same_inputs_only(tmp_path):
    with override_settings(STATE_DIR=tmp_path):
        assert not fingerprints.Prepared("files").holds("Static files", "1")
        fingerprints.Prepared("files").set("Static files", "1")
        assert fingerprints.Prepared("files").holds("Static files", "1")
        assert not fingerprints.Prepared("files").holds("Static files", "2")
        assert not fingerprints.Prepared("other").holds("Static files", "1")


def test_a_memory_that_cannot_be_read_is_an_empty_one(tmp_path):
    with override_settings(STATE_DIR=tmp_path):
        fingerprints.Prepared("files").set("Static files", "1")
        (tmp_path / "prepared" / "files.json").write_text("{")
        assert not fingerprints.Prepared("files").holds("Static files", "1")


@pytest.mark.django_db
def test_a_database_is_known_by_its_birth_and_its_migrations():
    before = fingerprints.database_state()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE id = (SELECT MAX(id) FROM django_migrations)")
    after = fingerprints.database_state()
    assert after["born"] == before["born"]
    assert after["applied"] != before["applied"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = '2020-01-01 00:00:00+00'")
    assert fingerprints.database_state()["born"] != before["born"]


@pytest.mark.django_db
def test_an_empty_database_has_no_state():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    assert fingerprints.database_state() is None


def test_migrations_of_ours_and_of_packages_are_seen():
    names = {"/".join(path.parts[-3:]) for path in fingerprints.migration_files()}
    assert "cms/migrations/__init__.py" in names
    assert (
        "wagtail/migrations/0001_initial.py" in names
        or "wagtail/migrations/0001_squashed_0016_change_page_url_path_to_text_field.py" in names
    )


def test_what_the_site_writes_is_no_input_of_its_preparation():
    found = fingerprints.files(*fingerprints.STATIC_PATTERNS, *fingerprints.SEED_PATTERNS)
    names = {path.relative_to(settings.BASE_DIR).parts[0] for path in found}
    assert {"cms", "requirements.txt"} <= names
    assert names.isdisjoint({"var", "media", ".venv"})


def test_a_pattern_finds_files_in_every_room():
    found = {path.relative_to(settings.BASE_DIR).as_posix() for path in fingerprints.files("*/apps.py")}
    assert {"cms/apps.py", "lessons/apps.py"} <= found
