"""The database itself refuses to change an edition: somebody was asked what stands in it.

SQLite drops triggers when Django remakes a table; a migration that alters the table of editions makes this one anew.
"""

from django.db import migrations

MAKE = {
    "sqlite": [
        """
        CREATE TRIGGER an_edition_is_never_changed BEFORE UPDATE ON exercises_edition
        BEGIN SELECT RAISE(ABORT, 'an edition is never changed'); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION an_edition_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an edition is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        """
        CREATE TRIGGER an_edition_is_never_changed BEFORE UPDATE ON exercises_edition
        FOR EACH ROW EXECUTE FUNCTION an_edition_is_never_changed()
        """,
    ],
}
REMOVE = {
    "sqlite": ["DROP TRIGGER an_edition_is_never_changed"],
    "postgresql": [
        "DROP TRIGGER an_edition_is_never_changed ON exercises_edition",
        "DROP FUNCTION an_edition_is_never_changed()",
    ],
}


def run(statements):
    def execute(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return execute


class Migration(migrations.Migration):
    dependencies = [("exercises", "0001_exercises")]

    operations = [migrations.RunPython(run(MAKE), run(REMOVE))]
