"""The claim ledger: figures are entered, changed, and checked by a second person.

What readers see is the last checked record. A change withdraws the check until somebody else has looked at it.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from campaigns.domain import flags
from campaigns.domain.figures import TEXTS, stamp_of
from campaigns.domain.queries.claims import pages_naming
from campaigns.enums import ClaimState, FigureKind
from campaigns.models import Claim, ClaimRecord
from campaigns.rules import can_check_claim, can_write
from cms.audit import record
from cms.cache import stamps
from cms.languages import LANGUAGES
from cms.text import nfc

#: What belongs to a claim beside its texts, as the forms and the verbs name it.
FACTS = (
    "kind", "value", "decimals", "currency", "as_of", "precision", "source", "publisher", "url", "licence", "review_by",
)  # fmt: skip
#: Columns of the texts of every language.
TEXT_COLUMNS = tuple(f"{name}_{language.code}" for name in TEXTS for language in LANGUAGES)
#: So long before its day a claim is said to be due soon.
SOON = timedelta(days=30)
COLUMNS = frozenset(FACTS) | frozenset(TEXT_COLUMNS) | frozenset(TEXTS)


class ClaimError(Exception):
    """Something may not be done to a claim; the message says why, in a sentence for whoever tried."""


def missing_in(claim: Claim) -> list[str | Promise]:
    """Return the names of what a claim lacks to be checkable, in the order of the form; [] if it is complete."""
    lacks = [name for name in ("label", "unit", "definition", "territory") if not said_in_any(claim, name)]
    lacks += [
        name
        for name in ("value", "as_of", "source", "url", "licence_id", "review_by")
        if not _has(claim, name)
    ]
    if claim.kind == FigureKind.MONEY and not claim.currency:
        lacks.insert(0, "currency")
    return [claim._meta.get_field(name.removesuffix("_id")).verbose_name for name in lacks]


def state_of(claim: Claim) -> ClaimState:
    """Say where a claim stands today, by what is to be done next. No query."""
    if missing_in(claim):
        return ClaimState.INCOMPLETE
    if claim.checked_version != claim.version:
        return ClaimState.TO_CHECK
    left = claim.review_by - timezone.localdate()
    if left < timedelta(0):
        return ClaimState.DUE
    return ClaimState.SOON if left <= SOON else ClaimState.CHECKED


def said_in_any(claim: Claim, name: str) -> bool:
    """Whether a text of the claim was written in any language."""
    return any(getattr(claim, f"{name}_{language.code}") for language in LANGUAGES)


def _has(claim: Claim, name: str) -> bool:
    return getattr(claim, name) not in (None, "")


@transaction.atomic
def make_claim(organisation, *, actor, key: str, **values) -> Claim:
    """Enter a new claim; it may be incomplete, but is then neither checked nor published.

    values: by the names of FACTS and TEXT_COLUMNS. Raises ClaimError where the key is taken or a value cannot be.
    """
    claim = Claim(organisation=organisation, key=key, changed_by=actor, changed_at=timezone.now())
    _require(can_write(actor, claim), _("Only members of the organisation enter its figures."))
    _set(claim, values)
    if Claim.objects.filter(organisation=organisation, key=key).exists():
        raise ClaimError(_("There is a figure with this short name already: choose another one."))
    _check_values(claim)
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as error:
        raise ClaimError(_("There is a figure with this short name already: choose another one.")) from error
    record("claim.entered", claim, actor=actor, key=key)
    return claim


@transaction.atomic
def change_claim(claim: Claim, *, actor, seen: int | None = None, **values) -> Claim:
    """Change a claim and return it; the check is withdrawn until another person repeats it.

    seen: the version that the person had before her eyes; ClaimError where somebody changed it meanwhile, or a value
    cannot be. What changes nothing raises no version.
    """
    locked = _locked(claim)
    _require(can_write(actor, locked), _("Only members of the organisation change its figures."))
    _require_seen(locked, seen)
    changed = _set(locked, values)
    if not changed:
        return locked
    _check_values(locked)
    locked.version += 1
    locked.changed_by = actor
    locked.changed_at = timezone.now()
    locked.save()
    record("claim.changed", locked, actor=actor, key=locked.key, version=locked.version, what=sorted(changed))
    stamps.touch(stamp_of(locked.organisation_id))
    flags.raise_flags(locked)
    return locked


@transaction.atomic
def check_claim(claim: Claim, *, actor, seen: int | None = None) -> ClaimRecord:
    """Confirm a claim as it stands: from now on this is what readers see. Return the record.

    ClaimError where it is incomplete, was checked already, is past its review date, or where `actor` changed it last
    or may not check it.
    """
    locked = _locked(claim)
    _require(
        can_check_claim(actor, locked),
        _("Only members of the organisation and evidence reviewers check figures."),
    )
    _require_seen(locked, seen)
    if locked.checked_version == locked.version:
        raise ClaimError(_("This figure was checked already."))
    if locked.changed_by_id is not None and locked.changed_by_id == actor.pk:
        raise ClaimError(_("You changed this figure last: another person has to check it."))
    if lacks := missing_in(locked):
        names = ", ".join(str(name) for name in lacks)
        raise ClaimError(_("This figure is not complete yet. Missing: %(names)s.") % {"names": names})
    if locked.review_by < timezone.localdate():
        raise ClaimError(_("The day by which to look at it again has passed: set a later one first."))
    made = ClaimRecord.objects.create(
        claim=locked,
        version=locked.version,
        data=data_of(locked),
        checked_by=actor,
        checked_at=timezone.now(),
    )
    locked.current = made
    locked.checked_version = locked.version
    locked.save(update_fields=["current", "checked_version"])
    record("claim.checked", locked, actor=actor, key=locked.key, version=locked.version)
    stamps.touch(stamp_of(locked.organisation_id))
    flags.raise_flags(locked)
    return made


@transaction.atomic
def delete_claim(claim: Claim, *, actor) -> None:
    """Delete a claim that no page uses, drafts included; ClaimError where one does."""
    locked = _locked(claim)
    _require(can_write(actor, locked), _("Only members of the organisation delete its figures."))
    if pages := pages_naming(locked):
        titles = ", ".join(f"“{page.title}”" for page in pages[:3])
        raise ClaimError(
            _("This figure is used and cannot be deleted. Take it out of these pages first: %(titles)s.")
            % {"titles": titles}
        )
    record("claim.deleted", locked, actor=actor, key=locked.key, organisation=locked.organisation_id)
    stamps.touch(stamp_of(locked.organisation_id))
    # The claim points to its record, and the record to its claim.
    Claim.objects.filter(pk=locked.pk).update(current=None)
    locked.current = None
    locked.delete()


def data_of(claim: Claim) -> dict:
    """Return a claim as a record keeps it (ClaimRecord.data): its facts, and its texts in every language they have."""
    texts = {
        language.code: {name: said for name in TEXTS if (said := getattr(claim, f"{name}_{language.code}"))}
        for language in LANGUAGES
    }
    return {
        "kind": claim.kind,
        "value": f"{claim.value.normalize():f}",
        "decimals": claim.decimals,
        "currency": claim.currency,
        "as_of": claim.as_of.isoformat() if claim.as_of else None,
        "precision": claim.precision,
        "source": claim.source,
        "publisher": claim.publisher,
        "url": claim.url,
        "licence": claim.licence.code if claim.licence else "",
        "review_by": claim.review_by.isoformat() if claim.review_by else None,
        "texts": {code: said for code, said in texts.items() if said},
    }


def _locked(claim: Claim) -> Claim:
    return Claim.objects.select_for_update().get(pk=claim.pk)


def _require(may: bool, sentence: str) -> None:
    if not may:
        raise ClaimError(sentence)


def _require_seen(claim: Claim, seen: int | None) -> None:
    if seen is not None and seen != claim.version:
        raise ClaimError(_("Somebody changed this figure meanwhile. Look at it again as it is now."))


def _set(claim: Claim, values: dict) -> list[str]:
    """Set `values` and return the names of those that are new; TypeError for what is none of a claim's columns."""
    if unknown := set(values) - COLUMNS:
        raise TypeError(f"A claim has no {', '.join(sorted(unknown))}")
    values = {name: nfc(value) if isinstance(value, str) else value for name, value in values.items()}
    # A column of a language that nobody has written in holds nothing, and a form sends "".
    changed = [name for name, value in values.items() if _written(getattr(claim, name)) != _written(value)]
    for name in changed:
        setattr(claim, name, values[name])
    return changed


def _written(value):
    return "" if value is None else value


def _check_values(claim: Claim) -> None:
    try:
        # Pages name it by its key and languages by their columns: what is unique is asked for above.
        claim.full_clean(validate_unique=False, exclude=["label"])
    except ValidationError as error:
        raise ClaimError(" ".join(error.messages)) from error
    if claim.kind == FigureKind.ONE_IN and claim.value is not None:
        if claim.value < 2 or claim.value != claim.value.to_integral_value():
            raise ClaimError(_("“One in so many” takes a whole number from 2 on: 8 stands for 1 in 8."))
        if claim.decimals:
            raise ClaimError(_("“One in so many” is written without decimals."))
