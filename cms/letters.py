"""Mail of the rooms: plain text, in the language of whoever reads it, sent when what it tells is done."""

import logging
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

logger = logging.getLogger(__name__)

#: Addresses of invented people end so. The domain is kept free for examples (RFC 2606): nobody reads letters there.
NOBODYS = "@demo.example.org"


def write_to(email: str, language: str, name: str, **context) -> None:
    """Send a letter when the running transaction commits. name: "<room>/<letter>".

    Its templates are <room>/mail/<letter>_subject.txt and _message.txt, put into words in `language`, a code. What
    cannot be sent is noted without its text, and nothing else fails. Invented people get none.
    """
    if email.endswith(NOBODYS):
        return
    room, letter = name.split("/")
    with translation.override(language):
        known = {"user": None, "site_name": settings.SITE_NAME, "current_site": {"domain": settings.SITE_URL}}
        filled = known | {key: value() if callable(value) else value for key, value in context.items()}
        subject = " ".join(render_to_string(f"{room}/mail/{letter}_subject.txt", filled).split())
        text = render_to_string(f"{room}/mail/{letter}_message.txt", filled).strip() + "\n"
    transaction.on_commit(partial(_send, EmailMessage(subject, text, to=[email]), name))


def _send(letter: EmailMessage, name: str) -> None:
    try:
        letter.send()
    except Exception as fault:  # each way of sending has faults of its own
        logger.error("A letter (%s) was not sent: %s", name, type(fault).__name__)
