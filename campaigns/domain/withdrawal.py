"""A story is taken back, or goes on without the person: everywhere, at once.

In one transaction go the story's pages of all languages with their revisions, reviews and comments, what translators
had of it, pictures and recordings that only it used, what other parts of the room made of it (`forgetters`), and its
words in notes about it. Files go when the transaction is done. What stays is a Withdrawal: ids and hashes of addresses,
so that 410 is answered there; and the ledger's line.

`obey` comes round every minute: after a backup was put back it does all that again, and it takes from the site what the
ledger allows no longer.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from itertools import chain
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import transaction
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.signals import page_published

from campaigns.domain.consent import note_anonymised, note_withdrawn, stamps_of
from campaigns.domain.contributors import erase_contributor
from campaigns.domain.material import (
    PICTURE,
    RECORDING,
    Material,
    delete_material,
    delete_translations,
    material_of,
    refresh_translations,
)
from campaigns.domain.queries.belonging import organisation_of
from campaigns.domain.standing import standing_of
from campaigns.domain.versions import fingerprint, latest, source_of, stories_of
from campaigns.enums import ConsentKind, Element, Medium, StoryBasis
from campaigns.models import Contributor, Organisation, ShareCard, StoryPage, Withdrawal
from cms.audit import record
from cms.cache.keeping import forget_everything, keep
from cms.cache.stamps import touch
from cms.context import absolute_url
from cms.domain.queries.site import address, language_of
from cms.letters import write_to
from cms.models import ContentReport
from cms.registries import Registry
from cms.search.engines import engine

logger = logging.getLogger(__name__)

#: Touched when a story was taken back.
STAMP = "withdrawals"
#: fn(story, pages): what parts of the room made of a story goes: cards, kits, documents. Called inside the transaction,
#: before the pages go, and when a story goes on without the person; files are deleted on commit.
forgetters: Registry[Callable[[UUID, list[StoryPage]], None]] = Registry()


# Taking back -------------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(story: UUID, *, actor=None) -> Withdrawal | None:
    """Take a story back: nothing of it is left on the site when this is committed; return what is kept, its ids.

    actor: a member who does it for the person; None: the person with the private link. Doing it twice does no harm.
    None where there is no such story.
    """
    pages = _pages(story)
    kept = Withdrawal.objects.filter(story=story).first()
    if not pages:
        return kept
    organisation = organisation_of(pages[0])
    source = source_of(story)
    contributor = source.contributor if source else pages[0].contributor
    if contributor and _last_kind(contributor, story) != ConsentKind.WITHDRAWN:
        note_withdrawn(contributor, story, actor=actor)
    names = stamps_of(story) | {f"translations:{story}", STAMP, "index", "index:story", "index:campaign"}
    material = material_of(pages)
    if kept is None and organisation is not None:
        kept = Withdrawal.objects.create(
            story=story,
            organisation=organisation,
            paths=_hashed(_addresses(pages, material)),
            cards=sorted(ShareCard.objects.filter(story=story).values_list("key", flat=True)),
        )
    _forget_made(story, pages)
    _delete_pages(pages)
    delete_material(story, material, organisation)
    delete_translations(story)
    record("story.withdrawn", kept, actor=actor, story=str(story))
    if contributor and not stories_of(contributor).exists():
        erase_contributor(contributor, actor=actor)
    if organisation is not None:
        _tell(organisation, "story_withdrawn")
    touch(*names)
    transaction.on_commit(_forget_in_memory)
    transaction.on_commit(lambda: engine().settle(), robust=True)
    return kept


def _forget_in_memory() -> None:
    """Empty what this process remembers. Nobody is shown what went stale, but it is there until something replaces it.

    Other processes do it when they notice that something was taken back (`_withdrawn`).
    """
    caches["pages"].clear()
    forget_everything()


def withdrawn_since(moment: datetime | None = None):
    """Return the stories that were taken back, the latest first; since a moment, if one is given: a queryset.

    `story` and `cards` of each are ids that may be told; addresses are kept as hashes.
    """
    found = Withdrawal.objects.order_by("-at", "-pk")
    return found.filter(at__gte=moment) if moment else found


def was_taken_back(path: str) -> bool:
    """Say whether a story, or what was made of it, stood at an address of this site. No query when warm."""
    addresses, cards = keep("withdrawn addresses", (STAMP,), _withdrawn)
    if not addresses and not cards:
        return False
    parts = path.strip("/").split("/")[:12]
    if any(part.partition(".")[0] in cards for part in parts):
        return True
    above = ("/" + "/".join(parts[:end]) + "/" for end in range(2, len(parts) + 1))
    return any(_hash(one) in addresses for one in above)


def _withdrawn() -> tuple[frozenset[str], frozenset[str]]:
    caches["pages"].clear()
    rows = list(Withdrawal.objects.values_list("paths", "cards"))
    return (
        frozenset(chain.from_iterable(paths for paths, _cards in rows)),
        frozenset(chain.from_iterable(cards for _paths, cards in rows)),
    )


def _pages(story: UUID) -> list[StoryPage]:
    """Return a story's pages in all languages, and their mirrors, locked: of two who press at once the second waits.

    Once the first is done, there is nothing here for the second.
    """
    own = Q(translation_key=story)
    found = StoryPage.objects.filter(own | Q(alias_of__translation_key=story)).order_by("pk")
    return list(found.select_for_update(of=("self",)))


def _last_kind(contributor: Contributor, story: UUID) -> str:
    last = contributor.entries.filter(story=story).order_by("-at", "-pk").first()
    return last.kind if last else ""


# Addresses


def _addresses(pages: list[StoryPage], material: Material) -> set[str]:
    """Return every address at which something of the story stood."""
    found = {address(page.url_path) for page in pages}
    former = Redirect.objects.filter(redirect_page_id__in=[page.pk for page in pages])
    found |= {f"{path}/" for path in former.values_list("old_path", flat=True)}
    found |= {
        f"/{language_of(page)}/campaigns/recordings/{key}/" for page in pages for key in material.recordings
    }
    return {one for one in found if one}


def _hash(path: str) -> str:
    # An address holds the title, and a title may hold a name.
    return hashlib.sha256(path.encode()).hexdigest()


def _hashed(paths: Iterable[str]) -> list[str]:
    return sorted(_hash(path) for path in paths)


# Pages


def _forget_made(story: UUID, pages: list[StoryPage]) -> None:
    for _name, forget in forgetters:
        forget(story, pages)


def _delete_pages(pages: list[StoryPage]) -> None:
    pks = [page.pk for page in pages]
    ContentReport.objects.filter(page_id__in=pks).update(title="", path="")
    for page in reversed(pages):
        fresh = StoryPage.objects.filter(
            pk=page.pk
        ).first()  # treebeard counts; a mirror may have gone with its page
        if fresh is not None:
            fresh.delete()
    # Wagtail's log names what was deleted.
    PageLogEntry.objects.filter(page_id__in=pks).update(label="", data={})
    of_pages = ContentType.objects.get_for_models(Page, StoryPage).values()
    numbers = [str(pk) for pk in pks]
    Revision.objects.filter(base_content_type__in=of_pages, object_id__in=numbers).delete()
    ReferenceIndex.objects.filter(base_content_type__in=of_pages, object_id__in=numbers).delete()


# Going on without the person ---------------------------------------------------------------------------------------


@transaction.atomic
def anonymise(story: UUID, *, actor=None) -> None:
    """Let a story's words go on without name, place, picture and voice, in all languages and from now on.

    ConsentError where nobody agreed to the story. Her row is emptied, unless another story of hers needs it.
    """
    pages = _pages(story)
    source = source_of(story)
    if source is None:
        return
    contributor = source.contributor
    material = material_of(pages)
    names = stamps_of(story) | {f"translations:{story}", "index", "index:story"}
    organisation = organisation_of(source)
    shown = next(page for page in pages if page.pk == source.pk)
    left = _without_person(shown if shown.live else source)
    note_anonymised(contributor, story, content=fingerprint(left), actor=actor)
    _forget_made(story, pages)
    for page in pages:
        _strip(page)
        # The log of what was done names earlier titles.
        PageLogEntry.objects.filter(page_id=page.pk).update(label=page.title, data={})
    delete_material(story, Material(material.of_person, set(), material.recordings), organisation)
    refresh_translations(story)
    _erase_unless_needed(contributor, story, actor)
    record("story.anonymised", source, actor=actor, story=str(story))
    if organisation is not None:
        _tell(organisation, "story_anonymised", title=source.title)
    touch(*names)
    transaction.on_commit(_forget_in_memory)
    transaction.on_commit(lambda: engine().settle(), robust=True)


def _without_person(page: StoryPage) -> StoryPage:
    """Take from a page, in memory, all by which somebody is seen or heard."""
    page.picture = None
    kept = []
    for block in page.body.get_prep_value():
        shows = block["type"] == PICTURE and block["value"].get("of_person", True)
        if not shows and block["type"] != RECORDING:
            kept.append(block)
    page.body = page.body.stream_block.to_python(kept)
    return page


def _strip(page: StoryPage) -> None:
    """Take the person from a page: from what is live and from the newest draft. What was before is deleted."""
    draft = latest(page) if page.has_unpublished_changes and page.live else None
    former = list(page.revisions.values_list("pk", flat=True))
    fresh = _without_person(page if page.live else latest(page))
    revision = fresh.save_revision(clean=False, log_action=False)
    if page.live:
        # Not by publishing: whatever else a publication needs, an expired figure say, must not keep the person here.
        fresh.live_revision = revision
        fresh.save(clean=False)
        page_published.send(sender=StoryPage, instance=fresh, revision=revision)
    else:
        type(page).objects.filter(pk=page.pk).update(picture=None, body=fresh.body)
    if draft is not None:
        _without_person(draft).save_revision(clean=False, log_action=False)
    # A review in progress goes on; what it looks at is the newest text.
    Revision.objects.filter(pk__in=former, task_states=None).delete()
    for revision in Revision.objects.filter(pk__in=former):
        revision.content = _without_person(revision.as_object()).serializable_data()
        revision.save(update_fields=["content"])


def _erase_unless_needed(contributor: Contributor, story: UUID, actor) -> None:
    others = set(
        stories_of(contributor).exclude(translation_key=story).values_list("translation_key", flat=True)
    )
    if all(one.kind == ConsentKind.ANONYMISED for one in standing_of(others).values()):
        erase_contributor(contributor, actor=actor)


def _tell(organisation: Organisation, name: str, **context) -> None:
    """Write to all members, each in her language."""
    members = organisation.memberships.select_related("user").filter(user__is_active=True)
    for user in (membership.user for membership in members):
        language = user.language or organisation.language
        write_to(user.email, language, f"campaigns/{name}", user=user, organisation=organisation, **context)


# After a backup was put back ----------------------------------------------------------------------------------------


def note_withdrawal(story: UUID, organisation: str, at: datetime, paths: list[str], cards: list[str]) -> None:
    """Add a line of a list of withdrawals that this database does not know (any more); `obey` then does the rest.

    organisation: its key. Of one that is not there, there is no story either.
    """
    owner = Organisation.objects.filter(key=organisation).first()
    if owner is None or Withdrawal.objects.filter(story=story).exists():
        return
    Withdrawal.objects.create(story=story, organisation=owner, at=at, paths=paths, cards=cards)
    touch(STAMP)


def anonymise_again(story: UUID, at: datetime) -> bool:
    """Let a story go on without the person once more, unless something was decided about it later; say if it was
    done."""
    source = source_of(story)
    if source is None or source.contributor is None:
        return False
    last = source.contributor.entries.filter(story=story).order_by("-at", "-pk").first()
    if last is None or last.kind != ConsentKind.GRANTED or last.at > at:
        return False
    anonymise(story)
    return True


# By the clock ------------------------------------------------------------------------------------------------------


def obey() -> int:
    """Take from the site what the ledger does not allow (any more), and what a restored backup brought back.

    Returns how many pages that were. Unpublished, not deleted: agreed to anew, a page may be published again.
    """
    taken = 0
    back = StoryPage.objects.filter(translation_key__in=Withdrawal.objects.values("story"))
    for story in set(back.values_list("translation_key", flat=True)):
        withdraw(story)
        taken += 1
    live = list(StoryPage.objects.live().filter(basis=StoryBasis.CONSENT).order_by("pk"))
    standings = standing_of({page.translation_key for page in live})
    for page in live:
        if not standings[page.translation_key].allows(Element.TEXT, Medium.WEB, language_of(page)):
            _unpublish(page)
            taken += 1
    return taken


@transaction.atomic
def _unpublish(page: StoryPage) -> None:
    locked = StoryPage.objects.select_for_update(of=("self",)).filter(pk=page.pk, live=True).first()
    if locked is None:
        return
    locked.unpublish()
    record("story.unpublished", locked, reason="consent")
    touch(*stamps_of(page.translation_key))
    organisation = organisation_of(page)
    if organisation is not None:
        url = partial(absolute_url, "contributor", organisation.key, page.contributor_id)
        _tell(organisation, "story_not_agreed", title=page.title, url=url if page.contributor_id else "")
