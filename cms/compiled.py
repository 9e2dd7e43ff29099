"""Statements that are asked thousands of times a minute: their SQL is built once in each process, not every time.

Building the SQL of a small query costs ten times what SQLite takes to answer it.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model, QuerySet


class CompiledRead:
    """One row of columns, found by values that stand in the place of `samples`.

        read = CompiledRead(lambda pk, key: Seat.objects.filter(pk=pk, sitting__key=key).values_list("form"), -1, "?")
        read.one(7, "k3") -> (0,), or None

    query: makes the queryset (values_list, without slices) of its samples. Each sample must be found once among the
    query's parameters as it is, so it has to be unlike every constant in it: ValueError at the first call if it is not.
    """

    def __init__(self, query: Callable[..., QuerySet], *samples: Any):
        self.query, self.samples = query, samples
        self._compiled: dict[str, tuple] = {}

    def one(self, *values: Any) -> tuple | None:
        """Return the first row for these values with what the fields make of its columns, or None."""
        sql, params, places, converters = self._for(connection.vendor)
        filled = list(params)
        for place, value in zip(places, values, strict=True):
            filled[place] = value
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            row = cursor.fetchone()
        if row is None:
            return None
        row = list(row)
        for place, (convert, expression) in converters:
            for converter in convert:
                row[place] = converter(row[place], expression, connection)
        return tuple(row)

    def _for(self, vendor: str) -> tuple:
        if vendor not in self._compiled:
            compiler = self.query(*self.samples).order_by().query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            if any(params.count(sample) != 1 for sample in self.samples):
                raise ValueError(f"{self.samples} are not each found once in {params}")
            places = [params.index(sample) for sample in self.samples]
            converters = compiler.get_converters([column[0] for column in compiler.select])
            self._compiled[vendor] = (sql, params, places, list(converters.items()))
        return self._compiled[vendor]


def insert_once(row: Model) -> bool:
    """Insert a row unless a unique constraint forbids it; say whether it was inserted, and give it its primary key.

    One statement, in no transaction of its own: the database decides between any number of equal ones that come at
    once. Django's ignore_conflicts opens a transaction and does not tell the outcome. IntegrityError for anything else
    than a conflict. Fields with a default of their own must have been given their value.
    """
    sql, fields = _insertion(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    if found:
        row.pk = found[0][0]
        row._state.adding, row._state.db = False, connection.alias
    return bool(found)


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Field]]:
    """Return the text of an insertion and the fields whose values it takes; both databases understand it."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names, gaps = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    table, key = model._meta.db_table, model._meta.pk.column
    return f'INSERT INTO "{table}" ({names}) VALUES ({gaps}) ON CONFLICT DO NOTHING RETURNING "{key}"', fields
