"""Who tells a story: no more is kept than showing and reaching the person needs, and no longer than a story does."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from campaigns.domain.consent import stamps_of
from campaigns.domain.versions import stories_of
from campaigns.models import Contributor, Organisation, StoryPage
from cms.audit import record
from cms.cache.stamps import touch
from cms.keys import new_secret
from cms.text import nfc

#: What is known of a person, beside the language that we write to her in.
PERSONAL = ("name", "first_name", "pseudonym", "town", "region", "country", "email")
#: For so long somebody is remembered of whom there is no story yet.
PATIENCE = timedelta(days=180)
FIELDS = (*PERSONAL, "language", "adult_on")


@transaction.atomic
def make_contributor(organisation: Organisation, *, actor, **values) -> Contributor:
    """Note a person who tells a story, and return her row; `values` are FIELDS."""
    made = Contributor.objects.create(organisation=organisation, made_by=actor, **_tidy(values))
    record("contributor.made", made, actor=actor)
    return made


@transaction.atomic
def change_contributor(contributor: Contributor, *, actor, **values) -> Contributor:
    """Correct what is known of a person; what is shown of her follows at once."""
    locked = Contributor.objects.select_for_update().get(pk=contributor.pk)
    changed = {name: value for name, value in _tidy(values).items() if getattr(locked, name) != value}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=[*changed])
    # What was known before stands nowhere: the trail names fields, not what was in them.
    record("contributor.changed", locked, actor=actor, fields=sorted(changed))
    _touch(locked)
    return locked


def _tidy(values: dict) -> dict:
    return {
        name: nfc(value).strip() if isinstance(value, str) else value
        for name, value in values.items()
        if name in FIELDS
    }


@transaction.atomic
def new_link(contributor: Contributor, *, actor) -> Contributor:
    """Give the private link another address, so that the former opens nothing any more; return the row."""
    locked = Contributor.objects.select_for_update().get(pk=contributor.pk)
    locked.token = new_secret()
    locked.save(update_fields=["token"])
    record("contributor.link_made", locked, actor=actor)
    return locked


@transaction.atomic
def erase_contributor(contributor: Contributor, *, actor=None) -> None:
    """Empty a person's row: the ledger goes on naming it, and it names nobody. The private link stays hers."""
    locked = Contributor.objects.select_for_update().get(pk=contributor.pk)
    for name in PERSONAL:
        setattr(locked, name, "")
    locked.made_by = None
    locked.erased_at = locked.erased_at or timezone.now()
    locked.save(update_fields=[*PERSONAL, "made_by", "erased_at"])
    record("contributor.erased", locked, actor=actor)
    _touch(locked)


def erase_unneeded() -> int:
    """Empty the rows of those who had a story and have none any more, or had none for half a year; return how many."""
    had_one = Q(entries__isnull=False) | Q(made_at__lt=timezone.now() - PATIENCE)
    none_now = ~Exists(StoryPage.objects.filter(contributor=OuterRef("pk")))
    found = Contributor.objects.filter(had_one, none_now, erased_at=None).distinct()
    unneeded = [contributor for contributor in found if not stories_of(contributor).exists()]
    for contributor in unneeded:
        erase_contributor(contributor)
    return len(unneeded)


def _touch(contributor: Contributor) -> None:
    names: set[str] = set()
    for key in set(stories_of(contributor).values_list("translation_key", flat=True)):
        names |= stamps_of(key)
    if names:
        touch(*names)
