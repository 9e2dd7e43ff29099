"""Judging of the award: three judges score each entry, without knowing whose it is and without each other.

A judge declares to which schools she is near before she sees anything; the list of schools never says who entered
what. Nobody decides about her own school: a coordinator who judges, or is near a school that takes part, neither
assigns nor announces.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.accounts.throttling import count, counter
from cms.audit import record
from cms.context import absolute_url
from cms.languages import BY_CODE
from cms.letters import write_to
from cms.limits import LETTER
from cms.text import nfc
from schools.domain.award import AwardError, locked_award, require_state
from schools.domain.award_assigning import hand_on, let_go, refill, spread, tell_judges
from schools.domain.queries.award import (
    bench,
    entering_schools,
    is_judge_of,
    is_near_an_entry,
    standings,
)
from schools.enums import AwardState, ConflictKind
from schools.models import Award, AwardConflict, AwardEntry, AwardJudge, AwardScore, Membership
from schools.models.award import CRITERIA, JUDGES, LEAST_POINTS, MOST_COMMENT, MOST_POINTS
from schools.rules import can_coordinate, can_judge

MOST_JUDGES = 100
#: What a judge may declare; that she recognised an entry she says where she reads it.
DECLARED = (ConflictKind.WORKS, ConflictKind.FAMILY, ConflictKind.ADVISES)


# By coordinators --------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_judge(award: Award, *, actor, email: str, languages: Sequence[str]) -> AwardJudge:
    """Ask the owner of a confirmed address to judge, by a letter, and return her; asked twice, she is asked once.

    AwardError for whoever may not run the award, an address that no account has confirmed, and after the announcement.
    """
    locked = _run_by(award, actor)
    require_state(locked, AwardState.DRAFT, AwardState.OPEN, AwardState.JUDGING)
    email = email.strip().lower()
    address = EmailAddress.objects.filter(email=email, verified=True, user__is_active=True)
    if (found := address.select_related("user").first()) is None:
        raise AwardError(
            _("Nobody with an account has confirmed this address. Ask her to make an account first.")
        )
    known = locked.judges.of(found.user).first()
    if known is not None and known.withdrew_at is None:
        return known
    if locked.judges.count() >= MOST_JUDGES:
        raise AwardError(_("There are enough judges."))
    judge = known or AwardJudge(award=locked, user=found.user)
    judge.languages = _languages(languages)
    judge.invited_by, judge.invited_at = actor, timezone.now()
    judge.declared_at = judge.withdrew_at = None
    judge.save()
    record("award_judge.invited", locked, actor=actor, judge=found.user.pk)
    if count([counter(LETTER, f"award {email}")]):
        raise AwardError(_("Several letters went out just now. Please try again later."))
    write_to(
        email,
        found.user.language,
        "schools/award_judge",
        user=found.user,
        award=locked,
        invited_by=actor.get_full_name(),
        url=lambda: absolute_url("judging"),
    )
    return judge


@transaction.atomic
def start_judging(award: Award, *, actor, early: bool = False) -> Award:
    """End the time for entries and assign three judges to each entry; started twice, it is started once.

    early: also where the last day for entries is not over. AwardError where nothing was entered, or entries lack
    judges: it names them.
    """
    locked = _run_by(award, actor)
    if locked.state == AwardState.JUDGING:
        raise AwardError(_("Judging has begun already."))
    require_state(locked, AwardState.OPEN)
    if not early and not locked.is_closed_for_entries:
        raise AwardError(
            _("Schools may still enter. Say that you want to end this now, or wait until it is over.")
        )
    entries = list(locked.entries.live().order_by("pk"))
    if not entries:
        raise AwardError(_("Nothing has been entered."))
    found = bench(locked, entries)
    lacking = [one for one in entries if len(found.eligible(one)) < JUDGES]
    if lacking:
        raise AwardError(_no_judges(lacking))
    chosen = spread(found, entries)
    AwardScore.objects.bulk_create(
        AwardScore(entry=entry, judge=judge) for entry, judges in chosen for judge in judges
    )
    locked.state, locked.started_at = AwardState.JUDGING, timezone.now()
    locked.save(update_fields=["state", "started_at"])
    record("award.judging_started", locked, actor=actor, entries=len(entries), judges=len(found.judges))
    tell_judges(locked, [judge for _entry, judges in chosen for judge in judges])
    return locked


@transaction.atomic
def fill_gaps(award: Award, *, actor) -> int:
    """Find judges for entries that lack one, and return how many places were filled.

    What nobody can judge goes on lacking judges (queries.award.standings). AwardError where `actor` may not.
    """
    locked = _run_by(award, actor)
    require_state(locked, AwardState.JUDGING)
    return sum(refill(locked, one.entry, actor) for one in standings(locked) if one.lacks)


@transaction.atomic
def announce(award: Award, *, actor) -> Award:
    """Make the results known: points and places are kept, and the leads of all schools that took part get a mail.

    Entries of schools that have been closed meanwhile have no place. AwardError where an entry lacks a score.
    """
    locked = _run_by(award, actor)
    if locked.state == AwardState.ANNOUNCED:
        return locked
    require_state(locked, AwardState.JUDGING)
    found = standings(locked)
    if not found:
        raise AwardError(_("No entry is left. There is nothing to announce."))
    lacking = [one.entry for one in found if one.given != JUDGES]
    if lacking:
        raise AwardError(
            _("These entries have not been scored by three judges yet: %(titles)s")
            % {"titles": _titles(lacking)}
        )
    by_category = defaultdict(list)
    for one in found:
        one.entry.points = sum(one.totals)
        by_category[one.entry.category].append(one.entry)
    for entries in by_category.values():
        points = sorted((entry.points for entry in entries), reverse=True)
        for entry in entries:
            entry.place = points.index(entry.points) + 1
            entry.save(update_fields=["points", "place"])
    locked.state, locked.announced_at = AwardState.ANNOUNCED, timezone.now()
    locked.save(update_fields=["state", "announced_at"])
    record("award.announced", locked, actor=actor, entries=len(found))
    _tell_schools(locked, {one.entry.school_id for one in found})
    return locked


@transaction.atomic
def remove_judge(judge: AwardJudge, *, actor) -> None:
    """Let somebody judge no more; as stand_down(). AwardError for whoever may not run the award."""
    locked = _run_by(judge.award, actor)
    require_state(locked, AwardState.DRAFT, AwardState.OPEN, AwardState.JUDGING)
    let_go(locked, judge, actor)


# By judges --------------------------------------------------------------------------------------------------------


@transaction.atomic
def declare(
    judge: AwardJudge, *, actor, conflicts: Mapping[str, str], languages: Sequence[str]
) -> AwardJudge:
    """Say to which of the schools that take part she is near, and which languages she reads.

    conflicts: for each of these schools, by key, a kind of DECLARED or "" for none. Once judging has begun, conflicts
    are only added, and what they concern goes to another judge. AwardError where a school is left out: it may have
    entered while she read the list.
    """
    award, own = _own(judge, actor)
    schools = entering_schools(award)
    if any(conflicts.get(school.key) not in ("", *DECLARED) for school in schools):
        raise AwardError(
            _(
                "Please say for every school of the list whether you are near to it. Some may just have entered."
            )
        )
    begun = award.state == AwardState.JUDGING
    for school in schools:
        kind = conflicts[school.key]
        if kind:
            AwardConflict.objects.update_or_create(judge=own, school=school, defaults={"kind": kind})
        elif not begun:
            own.conflicts.filter(school=school).delete()
    own.languages, own.declared_at = _languages(languages), timezone.now()
    own.save(update_fields=["languages", "declared_at"])
    named = sum(1 for kind in conflicts.values() if kind)
    record("award_judge.declared", award, actor=actor, judge=own.pk, conflicts=named)
    if begun:
        near = own.conflicts.values("school_id")
        for entry in award.entries.live().filter(scores__judge=own, school__in=near):
            hand_on(award, own, entry, actor)
    return own


@transaction.atomic
def score(
    entry: AwardEntry, *, actor, idea: int, truth: int, voice: int, effect: int, comment: str = ""
) -> AwardScore:
    """Give an entry 1 to 5 points for each criterion; changed as often as she likes until the announcement.

    AwardError for whoever was not assigned it, after the announcement, and for other numbers.
    """
    award = locked_award(entry.award)
    given = {"idea": idea, "truth": truth, "voice": voice, "effect": effect}
    if any(not LEAST_POINTS <= points <= MOST_POINTS for points in given.values()):
        raise AwardError(_("Please give 1 to 5 points for each of the four."))
    row = _assigned(award, entry, actor)
    for name in CRITERIA:
        setattr(row, name, given[name])
    row.comment, row.scored_at = nfc(comment).strip()[:MOST_COMMENT], timezone.now()
    row.save()
    record("award_entry.scored", entry, actor=actor)
    return row


@transaction.atomic
def recuse(entry: AwardEntry, *, actor) -> None:
    """Say that one recognises an entry: it goes to another judge, or is shown to the coordinators where none can.

    She never sees anything of that school again. AwardError for whoever was not assigned it.
    """
    award = locked_award(entry.award)
    row = _assigned(award, entry, actor)
    AwardConflict.objects.get_or_create(
        judge=row.judge, school_id=entry.school_id, defaults={"kind": ConflictKind.RECOGNISED}
    )
    record("award_judge.recused", entry, actor=actor)
    others = award.entries.live().filter(scores__judge=row.judge, school=entry.school_id)
    for one in list(others):
        hand_on(award, row.judge, one, actor)


@transaction.atomic
def stand_down(judge: AwardJudge, *, actor) -> None:
    """Decline to judge, or judge no more. What she scored stays; what she did not score goes to others."""
    award, own = _own(judge, actor)
    let_go(award, own, actor)


# By the person ----------------------------------------------------------------------------------------------------


def forget_judge(user) -> None:
    """Forget who judged, of somebody whose account is erased: points and comments stay, without her."""
    for pk in AwardJudge.objects.of(user).order_by("award_id").values_list("pk", flat=True):
        judge = AwardJudge.objects.select_related("award").get(pk=pk)
        award = locked_award(judge.award)
        judge.conflicts.all().delete()
        if award.state == AwardState.ANNOUNCED:
            judge.withdrew_at = judge.withdrew_at or timezone.now()
            judge.save(update_fields=["withdrew_at"])
        else:
            let_go(award, judge, None)
        AwardJudge.objects.filter(pk=pk).update(user=None, languages=[], declared_at=None)


# How --------------------------------------------------------------------------------------------------------------


def _run_by(award: Award, actor) -> Award:
    """Return an award, locked; AwardError where `actor` may not run it (queries.award.may_run)."""
    if not can_coordinate(actor):
        raise AwardError(_("Only coordinators run the award."))
    locked = locked_award(award)
    if is_judge_of(actor, locked):
        raise AwardError(_("You judge this award. Another coordinator runs it."))
    if is_near_an_entry(actor, locked):
        raise AwardError(
            _(
                "You belong to a school that takes part, or did in the last two years. Another coordinator runs "
                "this award."
            )
        )
    return locked


def _own(judge: AwardJudge, actor) -> tuple[Award, AwardJudge]:
    award = locked_award(judge.award)
    require_state(award, AwardState.DRAFT, AwardState.OPEN, AwardState.JUDGING)
    own = award.judges.standing().of(actor).select_for_update().filter(pk=judge.pk).first()
    if own is None:
        raise AwardError(_("You are no judge of this award."))
    own.award = award
    return award, own


def _assigned(award: Award, entry: AwardEntry, actor) -> AwardScore:
    """Return what an actor was assigned; the award is locked."""
    fresh = AwardEntry.objects.select_related("award", "school").get(pk=entry.pk)
    if not can_judge(actor, fresh):
        raise AwardError(_("This entry is not yours to judge, or not any more."))
    return fresh.scores.of(actor).select_for_update(of=("self",)).select_related("judge").get()


def _languages(codes: Iterable[str]) -> list[str]:
    found = [code for code in BY_CODE if code in set(codes)]
    if not found:
        raise AwardError(_("Please choose at least one language that the judge reads well."))
    return found


def _titles(entries: Iterable[AwardEntry]) -> str:
    return ", ".join(f"“{entry.title}” ({entry.get_category_display()})" for entry in entries)


def _no_judges(entries: Iterable[AwardEntry]) -> str:
    return _(
        "For these entries there are not three judges who read their language and are near to nobody there: %(titles)s"
    ) % {"titles": _titles(entries)}


def _tell_schools(award: Award, schools: Iterable[int]) -> None:
    leads = Membership.objects.current().leads().filter(school__in=schools)
    for member in leads.select_related("user", "school").order_by("school_id", "pk"):
        with translation.override(member.user.language):
            url = absolute_url("school_award", member.school.key)
        write_to(
            member.user.email,
            member.user.language,
            "schools/award_announced",
            user=member.user,
            school=member.school,
            award=award,
            url=url,
        )
