"""The consent ledger and the withdrawals are only ever added to; the database itself refuses everything else."""

from django.db import migrations

TABLES = ("campaigns_consententry", "campaigns_withdrawal")
SENTENCE = "only ever added to"


def keep_append_only(apps, schema_editor):
    """Add the triggers; on PostgreSQL one function serves both tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION campaigns_refuse_change() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '%: {SENTENCE}', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
            params=None,
        )
    for table in TABLES:
        for what in ("UPDATE", "DELETE"):
            name = f"{table}_no_{what.lower()}"
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {what} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION campaigns_refuse_change()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {name} BEFORE {what} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table}: {SENTENCE}'); END"
                )


def let_go(apps, schema_editor):
    """Take the triggers away again."""
    for table in TABLES:
        for what in ("update", "delete"):
            name = f"{table}_no_{what}"
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS campaigns_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_campaigns")]

    operations = [migrations.RunPython(keep_append_only, let_go)]
