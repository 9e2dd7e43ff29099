"""Reads whose SQL is built once: the same rows as Django finds, with the same types."""

import pytest
from django.db import connection

from cms.compiled import CompiledRead
from cms.models import User
from tests.classrooms.factories import TeacherFactory

pytestmark = pytest.mark.django_db


def by_pk_and_mail(pk, email):
    return User.objects.filter(pk=pk, email=email, is_active=True).values_list("date_joined", "is_active")


def test_a_row_is_what_django_finds_for_other_values_than_the_samples():
    read = CompiledRead(by_pk_and_mail, -1, "?")
    for user in (TeacherFactory(), TeacherFactory()):
        assert read.one(user.pk, user.email) == by_pk_and_mail(user.pk, user.email).get()


def test_where_there_is_no_row_there_is_none():
    assert CompiledRead(by_pk_and_mail, -1, "?").one(TeacherFactory().pk, "somebody@example.org") is None


def test_the_sql_is_built_once():
    asked = []

    def query(pk):
        asked.append(pk)
        return User.objects.filter(pk=pk).values_list("pk")

    read = CompiledRead(query, -1)
    assert (read.one(1), read.one(2), asked) == (None, None, [-1])


def test_a_read_is_one_query(django_assert_num_queries):
    read = CompiledRead(by_pk_and_mail, -1, "?")
    with django_assert_num_queries(1, connection=connection):
        read.one(1, "x")


def test_a_sample_that_stands_for_more_than_one_value_is_refused():
    read = CompiledRead(lambda pk, other: User.objects.filter(pk=pk, pk__gt=other).values_list("pk"), -1, -1)
    with pytest.raises(ValueError, match="not each found once"):
        read.one(1, 2)
