"""Write to the audit trail."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from cms.models.audit import AuditEntry


def record(verb: str, subject: models.Model | None = None, *, actor=None, **details) -> AuditEntry:
    """Add one entry to the audit trail and return it.

    `verb` is noun.participle ("lesson.published"); `actor` a user, or None for the site itself; `details` must be
    JSON and must never hold personal data of pupils. Called inside the transaction of the verb, so that there is no
    entry without the deed and no deed without the entry.
    """
    if actor is not None and not getattr(actor, "is_authenticated", False):
        actor = None
    return AuditEntry.objects.create(
        verb=verb,
        actor=actor,
        content_type=ContentType.objects.get_for_model(subject) if subject is not None else None,
        object_id=str(subject.pk) if subject is not None else "",
        details=details,
    )
