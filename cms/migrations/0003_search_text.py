"""The full text of the search index, in the form that each database searches best."""

from django.db import migrations

SQLITE = (
    """
    CREATE VIRTUAL TABLE cms_searchtext USING fts5(
        scope, title, keywords, body, tokenize = "unicode61 remove_diacritics 0", prefix = '2 3 4 5 6'
    )
    """,
    """
    CREATE VIRTUAL TABLE cms_searchheading USING fts5(
        scope, title, keywords, tokenize = "unicode61 remove_diacritics 0", prefix = '1 2 3 4 5'
    )
    """,
)
POSTGRESQL = (
    "CREATE TABLE cms_searchtext (id bigint PRIMARY KEY, heading tsvector NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX search_words ON cms_searchtext USING gin (words)",
    "CREATE INDEX search_heading ON cms_searchtext USING gin (heading)",
    # The planner takes reading every row for cheap, for it does not see that the vectors lie outside the rows:
    # a rare word took 150 ms among 10,000 pages, by way of the index 2 ms.
    """
    CREATE FUNCTION cms_search(question tsquery) RETURNS TABLE (id bigint, heading tsvector)
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS 'SELECT t.id, t.heading FROM cms_searchtext t WHERE t.words @@ question'
    """,
)


def make_text_table(apps, schema_editor):
    """The long text lies outside the models: in a form that each database searches best."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_text_table(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION cms_search(tsquery)")
    schema_editor.execute("DROP TABLE cms_searchtext")
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE cms_searchheading")


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_ground_floor")]

    operations = [migrations.RunPython(make_text_table, drop_text_table)]
