"""Letters about notices: to those who wrote and left an address, in their language; to moderators when time is short.

A fault of the mail server is written down by its kind alone: addresses and tokens are written nowhere.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from cms.accounts.adapter import language_of
from cms.context import absolute_url
from cms.domain.queries.reports import Waiting, queue
from cms.domain.reports import PERMISSION
from cms.models import ContentReport

logger = logging.getLogger(__name__)

FOLDER = "cms/reports/mail"
RECEIPT, DECISION, APPEAL = "receipt", "decision", "appeal"
#: So long before the end of the clock moderators are reminded: at twenty hours.
WARNING = timedelta(hours=4)


def send_letters(kind: str, keys: Iterable[int]) -> int:
    """Send a receipt, decision or appeal's decision about notices whose address is known; return how many."""
    connection, sent = get_connection(), 0
    for report in ContentReport.objects.filter(pk__in=keys).exclude(email="").order_by("pk"):
        with translation.override(report.language):
            context = {"report": report, "url": absolute_url("report_receipt", report.token)}
            letter = _letter(kind, context, report.email, connection)
        try:
            sent += letter.send()
        except OSError as fault:  # smtplib's errors are such
            logger.error("A letter about a notice was not sent: %s", type(fault).__name__)
    return sent


def remind_moderators(now: datetime | None = None) -> int:
    """Tell everybody who decides what is due within WARNING, once for each notice; return how many were told."""
    now = now or timezone.now()
    soon = Q(decision="", reminded_at=None, due_at__lte=now + WARNING)
    again = Q(
        appealed_at__isnull=False,
        appeal_decision="",
        appeal_reminded_at=None,
        appeal_due_at__lte=now + WARNING,
    )
    notices = list(ContentReport.objects.filter(soon).values_list("pk", flat=True))
    appeals = list(ContentReport.objects.filter(again).values_list("pk", flat=True))
    if not notices and not appeals:
        return 0
    lines = [line for line in queue() if line.due_at <= now + WARNING]
    connection, told = get_connection(), 0
    for moderator in deciders():
        told += _reminder(moderator, lines, connection).send()
    ContentReport.objects.filter(pk__in=notices).update(reminded_at=now)
    ContentReport.objects.filter(pk__in=appeals).update(appeal_reminded_at=now)
    return told


def deciders():
    """Return those who decide; administrators where nobody else does."""
    app, _dot, codename = PERMISSION.partition(".")
    permission = Permission.objects.filter(content_type__app_label=app, codename=codename)
    users = get_user_model().objects.filter(is_active=True).exclude(email="")
    given = Q(groups__permissions__in=permission) | Q(user_permissions__in=permission)
    found = users.filter(given, is_superuser=False).distinct().order_by("pk")
    return found if found.exists() else users.filter(is_superuser=True).order_by("pk")


def _reminder(moderator, lines: list[Waiting], connection) -> EmailMessage:
    with language_of(moderator):
        context = {
            "user": moderator,
            "lines": lines,
            "url": settings.SITE_URL + reverse("content_reports"),
        }
        return _letter("reminder", context, moderator.email, connection)


def _letter(kind: str, context: dict, address: str, connection) -> EmailMessage:
    context |= {"site_name": settings.SITE_NAME, "current_site": {"domain": settings.SITE_URL}}
    subject = " ".join(render_to_string(f"{FOLDER}/{kind}_subject.txt", context).split())
    text = render_to_string(f"{FOLDER}/{kind}_message.txt", context).strip() + "\n"
    return EmailMessage(subject, text, to=[address], connection=connection)
