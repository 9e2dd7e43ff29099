"""The database refuses to change the ledger, a minor without two companions, a message into a locked thread."""

from django.db import migrations

LEDGER = "ambassadors_ambassadorconsent"
MINORS = "('13-15', '16-17')"
FIRM = "('booked', 'delivered', 'reviewed')"

#: By name: when it looks, and what must not be there then (NEW is the row).
RULES = {
    "ambassadors_ledger_no_update": (f"UPDATE ON {LEDGER}", "1 = 1", "only ever added to"),
    "ambassadors_ledger_no_delete": (f"DELETE ON {LEDGER}", "agreed", "only ever added to"),
    "ambassadors_sample_update": (
        "UPDATE ON ambassadors_ambassador",
        "sample",
        "nobody who agreed is made a sample",
    ),
    "ambassadors_visit_insert": (
        "INSERT ON ambassadors_visit",
        "visit",
        "a minor visits with two companions",
    ),
    "ambassadors_visit_update": (
        "UPDATE ON ambassadors_visit",
        "visit",
        "a minor visits with two companions",
    ),
    "ambassadors_part_insert": ("INSERT ON ambassadors_part", "part", "a minor visits with two companions"),
    "ambassadors_part_update": ("UPDATE ON ambassadors_part", "part", "a minor visits with two companions"),
    "ambassadors_thread_insert": (
        "INSERT ON ambassadors_messagethread",
        "thread",
        "a thread is open while its visit is booked, with both who go along",
    ),
    "ambassadors_thread_update": (
        "UPDATE ON ambassadors_messagethread",
        "thread",
        "a thread is open while its visit is booked, with both who go along",
    ),
    "ambassadors_message_insert": ("INSERT ON ambassadors_message", "message", "this thread is locked"),
}
CONDITIONS = {
    # What invented people agreed to goes with them.
    "agreed": "NOT EXISTS (SELECT 1 FROM ambassadors_ambassador a WHERE a.id = OLD.ambassador_id AND a.is_sample)",
    "sample": f"""NEW.is_sample AND NOT OLD.is_sample
        AND EXISTS (SELECT 1 FROM {LEDGER} l WHERE l.ambassador_id = NEW.id)""",
    "visit": f"""NEW.state IN {FIRM} AND (NEW.first_companion_id IS NULL OR NEW.second_companion_id IS NULL)
        AND EXISTS (SELECT 1 FROM ambassadors_part p JOIN ambassadors_ambassador a ON a.id = p.ambassador_id
            WHERE p.visit_id = NEW.id AND p.declined_at IS NULL AND a.band IN {MINORS})""",
    "part": f"""NEW.declined_at IS NULL
        AND EXISTS (SELECT 1 FROM ambassadors_ambassador a WHERE a.id = NEW.ambassador_id AND a.band IN {MINORS})
        AND EXISTS (SELECT 1 FROM ambassadors_visit v WHERE v.id = NEW.visit_id AND v.state IN {FIRM}
            AND (v.first_companion_id IS NULL OR v.second_companion_id IS NULL))""",
    "thread": """NEW.locked_at IS NULL AND NOT EXISTS (SELECT 1 FROM ambassadors_visit v
        WHERE v.id = NEW.visit_id AND v.state = 'booked'
        AND v.first_companion_id = NEW.first_companion_id AND v.second_companion_id = NEW.second_companion_id)""",
    # Also where a program forgot to lock it.
    "message": """NOT EXISTS (SELECT 1 FROM ambassadors_messagethread t JOIN ambassadors_visit v ON v.id = t.visit_id
        WHERE t.id = NEW.thread_id AND t.locked_at IS NULL AND v.state = 'booked'
        AND v.first_companion_id = t.first_companion_id AND v.second_companion_id = t.second_companion_id)""",
}


def promise(apps, schema_editor):
    """Add the triggers. A migration that alters one of these tables on SQLite makes them anew."""
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for name, (when, condition, sentence) in RULES.items():
        condition = CONDITIONS.get(condition, condition)
        table = when.rpartition(" ")[2]
        if is_postgres:
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{table}: {sentence}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; {'RETURN OLD' if 'DELETE' in when else 'RETURN NEW'}; END $$ LANGUAGE plpgsql",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {name}()", params=None
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {when} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{table}: {sentence}'); END",
                params=None,
            )


def let_go(apps, schema_editor):
    """Take the triggers away again."""
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for name, (when, _condition, _sentence) in RULES.items():
        on = f" ON {when.rpartition(' ')[2]}" if is_postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}", params=None)
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("ambassadors", "0001_ambassadors")]

    operations = [migrations.RunPython(promise, let_go)]
