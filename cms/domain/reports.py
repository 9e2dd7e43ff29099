"""Notice and action: somebody tells us about a page, a person decides within a day and says why, another one hears
the appeal.

Nothing here acts by numbers: a thousand notices about a page are one question to a person.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.audit import record
from cms.cache.stamps import touch
from cms.domain.queries.reports import (
    FRAME_DEPTH,
    About,
    is_party,
    needs_context_test,
    same_page,
    undecided,
)
from cms.enums import ContextPart, ReportDecision
from cms.models import ContentReport
from cms.text import nfc

#: From a notice, or an appeal, to the hour by which a person has decided.
CLOCK = timedelta(hours=24)
#: After a decision one may appeal for so long.
APPEAL_TIME = timedelta(days=180)
#: An e-mail address is kept for so long after the last decision.
ADDRESS_TIME = timedelta(days=30)
PERMISSION = "cms.decide_reports"
#: Of Wagtail's groups: those who decide.
DECIDERS = "Moderators"
#: Touched with each decision.
STAMP = "reports"


class ReportError(Exception):
    """What cannot be done, in a sentence."""


def may_decide(user) -> bool:
    """Say whether somebody decides about notices at all."""
    return bool(user.is_authenticated and user.has_perm(PERMISSION))


def require_decider(user, report: ContentReport) -> None:
    """PermissionDenied for whoever decides nothing, or nothing about this page because it is her own."""
    if not may_decide(user) or is_party(user, report):
        raise PermissionDenied


@transaction.atomic
def receive_report(about: About, *, reason: str, text: str, email: str, language: str) -> ContentReport:
    """Keep a notice and start its clock. It changes nothing about the page."""
    now = timezone.now()
    report = ContentReport.objects.create(
        token=secrets.token_urlsafe(24),
        path=about.path,
        page=about.page,
        title=about.title,
        reason=reason,
        text=nfc(text),
        email=email,
        language=language,
        received_at=now,
        due_at=now + CLOCK,
    )
    record("report.received", report, reason=reason)
    return report


@transaction.atomic
def decide_reports(
    report: ContentReport,
    *,
    actor,
    decision: str,
    reasons: Mapping[str, str],
    six_part: Mapping[str, str],
    answers_all: bool = True,
) -> list[int]:
    """Decide about a page, and so answer a notice, with `answers_all` all that wait about the page; return their keys.

    reasons: by language; whoever wrote in another language reads those in the language of `report`. PermissionDenied
    for whoever may not decide, ReportError with a sentence where something is missing or was decided already.
    """
    require_decider(actor, report)
    found = undecided(same_page(report))
    if not answers_all:
        found = found.filter(pk=report.pk)
    locked = list(found.select_for_update())
    if report.pk not in {one.pk for one in locked}:
        raise ReportError(_("This was decided already."))
    told = {code: text for code, words in reasons.items() if (text := nfc(words).strip())}
    if report.language not in told:
        raise ReportError(_("Please give your reasons."))
    weighed = _weighed(six_part)
    if needs_context_test(found, decision) and len(weighed) < len(ContextPart):
        raise ReportError(_("Hate and threats are decided on after all six parts of the context test."))
    now = timezone.now()
    for one in locked:
        one.decision, one.six_part, one.decided_by, one.decided_at = decision, weighed, actor, now
        one.reasons = told.get(one.language, told[report.language])
    changed = ["decision", "six_part", "decided_by", "decided_at", "reasons"]
    ContentReport.objects.bulk_update(locked, changed, batch_size=200)
    keys = [one.pk for one in locked]
    record("report.decided", report, actor=actor, decision=decision, notices=keys)
    if decision == ReportDecision.HIDDEN:
        hide_page(report, actor=actor)
    touch(STAMP)
    return keys


def _weighed(six_part: Mapping[str, str]) -> dict[str, str]:
    found = {part.value: nfc(six_part.get(part.value, "")).strip() for part in ContextPart}
    return {code: words for code, words in found.items() if words}


@transaction.atomic
def hide_page(report: ContentReport, *, actor) -> Page:
    """Take the page that a notice is about off the site, in its language; ReportError where that cannot be."""
    require_decider(actor, report)
    page = report.page and Page.objects.select_for_update().get(pk=report.page_id).specific
    if page is None:
        raise ReportError(_("There is no page at this address that could be taken off the site."))
    if page.depth <= FRAME_DEPTH:
        raise ReportError(
            _("Too much hangs on this page to take it off the site like this. Please change it instead.")
        )
    if page.live:
        page.unpublish(user=actor)
    record("page.hidden", page, actor=actor, report=report.pk)
    return page


def appeal_ends(report: ContentReport) -> datetime | None:
    """Return until when one may appeal; None where nothing is decided yet, or where somebody has."""
    if report.decided_at is None or report.appealed_at is not None:
        return None
    return report.decided_at + APPEAL_TIME


@transaction.atomic
def appeal(report: ContentReport, *, text: str) -> ContentReport:
    """Ask that another person looks again: once, within APPEAL_TIME. Who holds the token may."""
    locked = ContentReport.objects.select_for_update().get(pk=report.pk)
    ends, now = appeal_ends(locked), timezone.now()
    if ends is None:
        raise ReportError(_("One can appeal once, and only when something was decided."))
    if now > ends:
        raise ReportError(_("This was decided too long ago for an appeal. Please write a new notice."))
    locked.appeal, locked.appealed_at, locked.appeal_due_at = nfc(text).strip(), now, now + CLOCK
    locked.save(update_fields=["appeal", "appealed_at", "appeal_due_at"])
    record("report.appealed", locked)
    return locked


@transaction.atomic
def decide_appeal(report: ContentReport, *, actor, decision: str, reasons: str) -> ContentReport:
    """Decide about an appeal; PermissionDenied for whoever made the first decision, and for parties."""
    require_decider(actor, report)
    locked = ContentReport.objects.select_for_update().get(pk=report.pk)
    if locked.decided_by_id == actor.pk:
        raise PermissionDenied
    if locked.appealed_at is None or locked.appeal_decision:
        raise ReportError(_("This was decided already."))
    told = nfc(reasons).strip()
    if not told:
        raise ReportError(_("Please give your reasons."))
    locked.appeal_decision, locked.appeal_reasons = decision, told
    locked.appeal_decided_by, locked.appeal_decided_at = actor, timezone.now()
    locked.save(update_fields=["appeal_decision", "appeal_reasons", "appeal_decided_by", "appeal_decided_at"])
    record("report.appeal_decided", locked, actor=actor, decision=decision)
    if decision == ReportDecision.HIDDEN:
        hide_page(locked, actor=actor)
    touch(STAMP)
    return locked


# What is forgotten ------------------------------------------------------------------------------------------------


@transaction.atomic
def forget_addresses(now: datetime | None = None) -> int:
    """Delete e-mail addresses ADDRESS_TIME after the last decision; return how many."""
    day = (now or timezone.now()) - ADDRESS_TIME
    settled = Q(appealed_at=None, decided_at__lt=day) | Q(appeal_decided_at__lt=day)
    number = ContentReport.objects.filter(settled).exclude(email="").update(email="")
    if number:
        record("report.addresses_deleted", number=number)
    return number


def export_reports(user) -> list[dict]:
    """Return the notices that were sent with a verified address of somebody's account."""
    return list(
        _sent_by(user).values(
            "path", "reason", "text", "email", "language", "received_at", "decision", "reasons", "decided_at",
            "appeal", "appealed_at", "appeal_decision", "appeal_reasons", "appeal_decided_at",
        )
    )  # fmt: skip


def erase_reports(user) -> None:
    """Delete the address, and the words of what was decided; a notice that waits is still decided about."""
    sent = list(_sent_by(user))
    for one in sent:
        one.email = ""
        if one.decision and (one.appealed_at is None or one.appeal_decision):
            one.text, one.appeal = "", ""
    ContentReport.objects.bulk_update(sent, ["email", "text", "appeal"], batch_size=200)


def _sent_by(user):
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    is_one = Q(pk__in=[])
    for address in {*addresses, user.email} - {""}:
        is_one |= Q(email__iexact=address)
    return ContentReport.objects.filter(is_one)


def let_moderators_decide() -> None:
    """Give Wagtail's group of moderators the permission to decide; safe to run again."""
    group = Group.objects.filter(name=DECIDERS).first()
    permission = Permission.objects.filter(
        content_type__app_label="cms", codename=PERMISSION.partition(".")[2]
    ).first()
    if group and permission:
        group.permissions.add(permission)
