"""The consent ledger: what somebody agreed to, and how more is written into it.

Entries are only added; the latest about a story holds. What follows from them for readers: campaigns.domain.standing.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.domain.versions import (
    fingerprint,
    source_of,
)
from campaigns.domain.wording import kept_wording
from campaigns.enums import (
    ConsentBy,
    ConsentKind,
    ConsentWay,
    Element,
    Medium,
    NameLevel,
    PlaceLevel,
    StoryBasis,
)
from campaigns.models import ConsentEntry, Contributor, StoryPage
from cms.audit import record
from cms.cache.stamps import touch
from cms.domain.queries.site import language_of


class ConsentError(Exception):
    """This cannot be agreed to like this. field: which of the choices it is about; the text is for the person."""

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field


class Choices(NamedTuple):
    """What exactly somebody agrees to."""

    elements: tuple[str, ...] = tuple(Element.values)
    media: tuple[str, ...] = tuple(Medium.values)
    languages: tuple[str, ...] = ()
    name_level: str = NameLevel.NONE
    place_level: str = PlaceLevel.NONE
    until: date | None = None


def entries(contributor: Contributor, story: UUID | None = None):
    """Return the lines of the ledger about a contributor, or about one story of hers, the latest first: a queryset."""
    found = ConsentEntry.objects.filter(contributor=contributor).select_related("wording")
    if story is not None:
        found = found.filter(story=story)
    return found.order_by("-at", "-pk")


def last_entry(contributor: Contributor, story: UUID) -> ConsentEntry | None:
    """Return the entry that holds for a story of a contributor."""
    return entries(contributor, story).first()


def last_agreement(contributor: Contributor, story: UUID) -> ConsentEntry | None:
    """Return what she agreed to last, however it stands now."""
    return entries(contributor, story).filter(kind=ConsentKind.GRANTED).first()


# Agreeing ----------------------------------------------------------------------------------------------------------


def grant(
    contributor: Contributor,
    story: UUID,
    choices: Choices,
    *,
    content: str,
    read_in: str,
    by: str = ConsentBy.PERSON,
) -> ConsentEntry:
    """The person with the private link (or the guardian of a minor) agrees to a story; return the ledger's entry.

    content: the fingerprint of what she was shown. ConsentError with a sentence, also when the story was changed while
    she read.
    """
    return _agree(contributor, story, choices, content=content, read_in=read_in, by=by, way=ConsentWay.LINK)


def record_on_paper(
    contributor: Contributor,
    story: UUID,
    choices: Choices,
    *,
    actor,
    signed_on: date,
    content: str,
    read_in: str,
    by: str = ConsentBy.PERSON,
) -> ConsentEntry:
    """A member notes what was signed on paper on a day; return the ledger's entry. ConsentError with a sentence."""
    if signed_on > timezone.localdate():
        raise ConsentError(_("This day is still to come."), "signed_on")
    return _agree(
        contributor,
        story,
        choices,
        content=content,
        read_in=read_in,
        by=by,
        way=ConsentWay.PAPER,
        actor=actor,
        signed_on=signed_on,
    )


@transaction.atomic
def _agree(contributor, story, choices, *, content, read_in, by, way, actor=None, signed_on=None):
    # Two who press at once, one to agree and one to take back: the ledger has them in an order.
    locked = Contributor.objects.select_for_update().get(pk=contributor.pk)
    page = source_of(story)
    if page is None or page.contributor_id != locked.pk or page.basis != StoryBasis.CONSENT:
        raise ConsentError(_("This story is not there any more."))
    if content != fingerprint(page):
        raise ConsentError(_("The story was changed while you were reading it. Please read it again."))
    _check(locked, choices, by)
    entry = ConsentEntry.objects.create(
        contributor=locked,
        story=story,
        kind=ConsentKind.GRANTED,
        by=by,
        way=way,
        **_columns(choices),
        wording=kept_wording(locked.organisation, guardian=by == ConsentBy.GUARDIAN, language=read_in),
        content=content,
        read_in=read_in,
        signed_on=signed_on,
        recorded_by=actor,
    )
    record("consent.granted", entry, actor=actor, story=str(story), way=way)
    touch(*stamps_of(story))
    return entry


def _columns(choices: Choices) -> dict:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in choices._asdict().items()
    }


def _check(contributor: Contributor, choices: Choices, by: str) -> None:
    today = timezone.localdate()
    if contributor.erased_at:
        raise ConsentError(_("What was known of this person was deleted. Nothing can be agreed to any more."))
    if Element.TEXT not in choices.elements:
        raise ConsentError(
            _("Without the words there is no story. Please tick them, or agree to nothing."), "elements"
        )
    if not choices.media:
        raise ConsentError(_("Please say where the story may appear."), "media")
    if not choices.languages:
        raise ConsentError(_("Please choose one language at least."), "languages")
    if choices.until is not None and choices.until < today:
        raise ConsentError(_("This day has passed already. Please choose a later one."), "until")
    minor = contributor.adult_on is not None and contributor.adult_on > today
    if minor and by != ConsentBy.GUARDIAN:
        raise ConsentError(_("For somebody under 18, a parent or guardian has to agree."), "by")
    if not minor and by == ConsentBy.GUARDIAN:
        raise ConsentError(_("From the age of 18, everybody agrees for herself or himself."), "by")
    if minor and choices.name_level == NameLevel.FULL:
        raise ConsentError(_("We never show the full name of somebody under 18."), "name_level")
    if minor and choices.place_level == PlaceLevel.TOWN:
        raise ConsentError(_("We never show the town of somebody under 18."), "place_level")


@transaction.atomic
def note_anonymised(contributor: Contributor, story: UUID, *, content: str, actor=None) -> ConsentEntry:
    """Note that a story goes on without name, place, picture and voice; where and how long stays as it was agreed.

    content: the fingerprint of what is left. ConsentError where nothing is agreed that could go on.
    """
    last = last_entry(contributor, story)
    if last is None or last.kind == ConsentKind.WITHDRAWN:
        raise ConsentError(_("Nobody has agreed to this story."))
    entry = ConsentEntry.objects.create(
        contributor=contributor,
        story=story,
        kind=ConsentKind.ANONYMISED,
        by=last.by,
        elements=[Element.TEXT] if Element.TEXT in last.elements else [],
        media=last.media,
        languages=last.languages,
        until=last.until,
        wording_id=last.wording_id,
        content=content,
        read_in=last.read_in,
        recorded_by=actor,
    )
    record("consent.anonymised", entry, actor=actor, story=str(story))
    touch(*stamps_of(story))
    return entry


@transaction.atomic
def note_withdrawn(contributor: Contributor, story: UUID, *, actor=None) -> ConsentEntry:
    """Note that a story was taken back; what follows is done by campaigns.domain.withdrawal."""
    entry = ConsentEntry.objects.create(
        contributor=contributor, story=story, kind=ConsentKind.WITHDRAWN, recorded_by=actor
    )
    record("consent.withdrawn", entry, actor=actor, story=str(story))
    touch(*stamps_of(story))
    return entry


def stamps_of(story: UUID) -> set[str]:
    """Return the stamps of everything that shows something of a story: its pages and those above them, and its cards.

    Other pages show stories under `consent:<story>`.
    """
    names = {f"consent:{story}"}
    for page in StoryPage.objects.filter(translation_key=story):
        names |= {f"page:{pk}" for pk in page.get_ancestors(inclusive=True).values_list("pk", flat=True)}
        names.add(f"index:story:{language_of(page)}")
    return names
