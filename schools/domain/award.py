"""The yearly award: prepared and opened by coordinators, entered by leads of confirmed schools.

Judging is blind (schools.domain.award_judging), so nothing that is entered may say whose it is.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms import uploads
from cms.audit import record
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from cms.text import nfc
from schools.domain.blindness import names_in
from schools.domain.evidence import forget_file
from schools.enums import AwardCategory, AwardState, EntryState, SchoolState
from schools.models import Award, AwardEntry, School
from schools.models.award import MOST_ALT, MOST_PUPILS, MOST_TEXT, MOST_THEME, MOST_TITLE
from schools.rules import can_coordinate, can_lead
from schools.years import school_year

MOST_BYTES = 10 * 1024 * 1024
#: What is taken as a picture, and as what it is given out.
PICTURES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
#: A school enters so often at most for one award, taken back or not.
MOST_TRIES = 30


class AwardError(Exception):
    """Something cannot be done with an award or an entry; the text is for the person who tried."""


# By coordinators --------------------------------------------------------------------------------------------------


@transaction.atomic
def create_award(
    *,
    actor,
    year: int,
    theme: Mapping[str, str],
    entries_from: date,
    entries_until: date,
    judging_until: date,
) -> Award:
    """Prepare the award of a school year; nobody sees it before it is opened.

    theme: by code of the language, English at least; where a language has none, English is shown. AwardError for
    whoever is no coordinator, a year that has one, and days in the wrong order.
    """
    _require_coordinator(actor)
    if not 0 <= year - school_year(timezone.localdate()) + 1 <= 2:
        raise AwardError(_("Please choose last, this or next school year."))
    award = Award(year=year)
    _fill_award(award, theme, entries_from, entries_until, judging_until)
    try:
        with transaction.atomic():
            award.save()
    except IntegrityError as error:
        raise AwardError(_("This school year has an award already.")) from error
    record("award.created", award, actor=actor, year=year)
    return award


@transaction.atomic
def change_award(
    award: Award,
    *,
    actor,
    theme: Mapping[str, str],
    entries_from: date,
    entries_until: date,
    judging_until: date,
) -> Award:
    """Change theme and days. While it is judged, only the last day for judges; AwardError once it was announced."""
    _require_coordinator(actor)
    locked = locked_award(award)
    require_state(locked, AwardState.DRAFT, AwardState.OPEN, AwardState.JUDGING)
    if locked.state == AwardState.JUDGING:
        theme, entries_from, entries_until = themes_of(locked), locked.entries_from, locked.entries_until
    _fill_award(locked, theme, entries_from, entries_until, judging_until)
    locked.save()
    record("award.changed", locked, actor=actor, year=locked.year)
    return locked


@transaction.atomic
def open_award(award: Award, *, actor) -> Award:
    """Let schools enter, from its first to its last day for entries; opened twice, it is open.

    AwardError where another award is open, its last day for entries is over, or it went further already.
    """
    _require_coordinator(actor)
    locked = locked_award(award)
    if locked.state == AwardState.OPEN:
        return locked
    require_state(locked, AwardState.DRAFT)
    if locked.entries_until < timezone.localdate():
        raise AwardError(_("The last day for entries is over. Please change the days first."))
    locked.state, locked.opened_by = AwardState.OPEN, actor
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "opened_by"])
    except IntegrityError as error:
        raise AwardError(_("Another award is open. Start its judging first.")) from error
    record("award.opened", locked, actor=actor, year=locked.year)
    return locked


def themes_of(award: Award) -> dict[str, str]:
    """Return the theme by code of the language, for those languages that have one of their own."""
    found = {code: getattr(award, f"theme_{code}") for code in BY_CODE}
    return {code: text for code, text in found.items() if text}


# By leads ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def enter(
    award: Award,
    school: School,
    *,
    actor,
    category: str,
    title: str,
    text: str,
    language: str,
    pupils: int,
    may_be_named: bool = False,
    picture: File | None = None,
    picture_alt: str = "",
) -> AwardEntry:
    """Enter something for a school in one category, and return it; the same sent twice is entered once.

    AwardError for whoever is no lead, a school that is not confirmed, outside the days for entries, where the school
    has entered in this category, and where the entry names the school or its town.
    """
    locked, ours = _enterable(award, school, actor)
    if category not in AwardCategory.values:
        raise AwardError(_("Please choose a category."))
    entry = AwardEntry(award=locked, school=ours, category=category, entered_by=actor)
    _fill_entry(entry, title, text, language, pupils, may_be_named, picture_alt)
    known = locked.entries.filter(school=ours, category=category, state=EntryState.ENTERED).first()
    if known is not None:
        if (known.title, known.text, known.entered_by_id) == (entry.title, entry.text, actor.pk):
            return known
        raise AwardError(
            _("Your school has entered in this category. Change that entry, or take it back first.")
        )
    if locked.entries.filter(school=ours).count() >= MOST_TRIES:
        raise AwardError(_("Your school has entered and taken back very often. Please ask a coordinator."))
    return _kept(entry, picture, "award_entry.entered", actor)


@transaction.atomic
def change_entry(
    entry: AwardEntry,
    *,
    actor,
    title: str,
    text: str,
    language: str,
    pupils: int,
    may_be_named: bool = False,
    picture: File | None = None,
    picture_alt: str = "",
    remove_picture: bool = False,
) -> AwardEntry:
    """Change an entry, but for its category, while schools may enter; a new picture takes the place of the old one.

    AwardError as enter() raises it, and where the entry was taken back.
    """
    locked, ours = _enterable(entry.award, entry.school, actor)
    own = _own(entry, locked, ours)
    before = own.picture.name
    if remove_picture and picture is None:
        own.picture, picture_alt = "", ""
    _fill_entry(own, title, text, language, pupils, may_be_named, picture_alt)
    kept = _kept(own, picture, "award_entry.changed", actor)
    if before and kept.picture.name != before:
        transaction.on_commit(partial(forget_file, before))
    return kept


@transaction.atomic
def withdraw_entry(entry: AwardEntry, *, actor) -> AwardEntry:
    """Take an entry back, with its picture, at any time before the announcement; taken back twice, it is taken back.

    Judges do not see it any more. AwardError for whoever is no lead, and after the announcement.
    """
    award = locked_award(entry.award)
    school = _led(entry.school, actor)
    own = AwardEntry.objects.select_for_update().get(pk=entry.pk, school=school)
    if own.state == EntryState.WITHDRAWN:
        return own
    require_state(award, AwardState.OPEN, AwardState.JUDGING)
    if own.picture:
        transaction.on_commit(partial(forget_file, own.picture.name))
    own.state, own.picture, own.picture_alt = EntryState.WITHDRAWN, "", ""
    own.save(update_fields=["state", "picture", "picture_alt"])
    own.scores.all().delete()
    record("award_entry.withdrawn", own, actor=actor)
    return own


@transaction.atomic
def name_school(entry: AwardEntry, *, actor, may: bool) -> AwardEntry:
    """Say whether the school is named where winners are shown; at any time, after the announcement too."""
    school = _led(entry.school, actor)
    own = AwardEntry.objects.select_for_update().get(pk=entry.pk, school=school, state=EntryState.ENTERED)
    if own.may_be_named != may:
        own.may_be_named = may
        own.save(update_fields=["may_be_named"])
        record("award_entry.named" if may else "award_entry.unnamed", own, actor=actor)
    return own


# How --------------------------------------------------------------------------------------------------------------


def locked_award(award: Award) -> Award:
    """Return an award, read anew and locked: whatever changes it or its entries comes one after the other."""
    return Award.objects.select_for_update().get(pk=award.pk)


def require_state(award: Award, *states: str) -> None:
    """AwardError where an award is in none of these states."""
    if award.state not in states:
        # Translators: state: "in preparation", "open for entries", "being judged", "announced"
        raise AwardError(
            _("This cannot be done any more, or not yet. The award is: %(state)s.")
            % {"state": award.get_state_display()}
        )


def _require_coordinator(actor) -> None:
    if not can_coordinate(actor):
        raise AwardError(_("Only coordinators run the award."))


def _fill_award(award: Award, theme, entries_from: date, entries_until: date, judging_until: date) -> None:
    if not entries_from <= entries_until < judging_until:
        raise AwardError(
            _("The last day for entries cannot be before the first one, and judges need time after it.")
        )
    written = {code: " ".join(nfc(theme.get(code, "")).split())[:MOST_THEME] for code in BY_CODE}
    if not written[DEFAULT_LANGUAGE]:
        raise AwardError(
            _("Please give the theme in English at least: it is shown wherever it is not translated.")
        )
    for code, words in written.items():
        setattr(award, f"theme_{code}", words or None)
    award.entries_from, award.entries_until, award.judging_until = entries_from, entries_until, judging_until


def _led(school: School, actor) -> School:
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_lead(actor, locked):
        raise AwardError(_("Only leads enter for their school."))
    return locked


def _enterable(award: Award, school: School, actor) -> tuple[Award, School]:
    locked, ours = locked_award(award), _led(school, actor)
    if ours.state != SchoolState.CONFIRMED:
        raise AwardError(
            _("A coordinator has to confirm the school first. You get a mail as soon as that is done.")
        )
    if not locked.takes_entries:
        raise AwardError(_("The award takes no entries today."))
    return locked, ours


def _own(entry: AwardEntry, award: Award, school: School) -> AwardEntry:
    own = AwardEntry.objects.select_for_update().get(pk=entry.pk)
    own.award, own.school = award, school
    if own.state != EntryState.ENTERED:
        raise AwardError(_("This entry was taken back. You can enter again."))
    return own


def _fill_entry(entry: AwardEntry, title, text, language, pupils, may_be_named, picture_alt) -> None:
    """Write down what was typed; AwardError for what is missing, or says whose it is."""
    entry.title = " ".join(nfc(title).split())[:MOST_TITLE]
    entry.text = nfc(text).strip()
    entry.picture_alt = " ".join(nfc(picture_alt).split())[:MOST_ALT]
    entry.language, entry.pupils, entry.may_be_named = language, pupils, may_be_named
    if not entry.title or not entry.text:
        raise AwardError(_("Please give a title, and say what you made."))
    if len(entry.text) > MOST_TEXT:
        raise AwardError(
            _("The text is longer than %(most)d characters. Please shorten it.") % {"most": MOST_TEXT}
        )
    if language not in BY_CODE:
        raise AwardError(_("Please choose the language of the text."))
    if not 1 <= pupils <= MOST_PUPILS:
        raise AwardError(_("Please say how many pupils took part: 1 to %(most)d.") % {"most": MOST_PUPILS})
    if found := names_in((entry.title, entry.text, entry.picture_alt), entry.school):
        raise AwardError(
            _(
                "Judges must not know whose entry it is. Please take “%(words)s” out of title, text and description."
            )
            % {"words": found}
        )


def _kept(entry: AwardEntry, picture: File | None, verb: str, actor) -> AwardEntry:
    """Save an entry with its picture, and return it; no file stays where the row is not saved."""
    made = None
    if picture is not None:
        made = safe_picture(picture)
        entry.picture.save(made.name, made, save=False)
    if entry.picture and not entry.picture_alt:
        if made:
            default_storage.delete(entry.picture.name)
        raise AwardError(_("Please say in a sentence what the picture shows, for whoever cannot see it."))
    if not entry.picture:
        entry.picture_alt = ""
    try:
        with transaction.atomic():
            entry.save()
            record(verb, entry, actor=actor, category=entry.category)
    except Exception:
        if made:
            default_storage.delete(entry.picture.name)
        raise
    return entry


def safe_picture(file: File) -> ContentFile:
    """Return a picture encoded anew under a name of chance: neither place, camera nor comment survives (cms.uploads).

    AwardError with a sentence for whatever else it is.
    """
    if file.size > MOST_BYTES:
        raise AwardError(_("This file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024})
    try:
        made = uploads.clean_picture(file)
    except ValidationError as error:
        raise AwardError(" ".join(error.messages)) from error
    if PurePosixPath(made.name).suffix[1:] not in PICTURES:
        raise AwardError(_("We take pictures as JPEG, PNG or WebP."))
    return made
