"""From a page to what may be published, and to the three parts of which an edition is made. No queries."""

from exercises.items import item_type


def compiled(items) -> list[dict]:
    """Return the items of a StreamValue as {id, type, public, key, due}: plain JSON, in the page's order."""
    found = []
    for item in items:
        parts = item_type(item.block_type).compile(item.value, lambda child: child.id)
        found.append(
            {
                "id": item.id,
                "type": item.block_type,
                "public": parts.public,
                "key": parts.key,
                "due": parts.due,
            }
        )
    return found
