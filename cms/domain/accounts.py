"""Making and erasing accounts."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.audit import record
from cms.models import ErasedAccount
from cms.registries import personal_data


class AccountError(Exception):
    """An account cannot be changed like this; the text is for the person who tried."""


@transaction.atomic
def create_verified_user(
    email: str, password: str | None, *, actor=None, is_superuser: bool = False, **fields
):
    """Create and return a user whose address somebody vouches for: she can sign in without confirming it first.

    For the first administrator and for commands. ValueError without an address; IntegrityError if it is taken.
    """
    User = get_user_model()
    create = User.objects.create_superuser if is_superuser else User.objects.create_user
    user = create(email, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("account.created", user, actor=actor)
    return user


@transaction.atomic
def erase_account(user, *, actor) -> None:
    """Erase `user` and all that is personal to her, at once; what she published stays, without her name.

    AccountError if she is the last administrator who can sign in.
    """
    User = get_user_model()
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_superuser and locked.is_active:
        others = (
            User.objects.select_for_update().filter(is_superuser=True, is_active=True).exclude(pk=locked.pk)
        )
        if not others.exists():
            raise AccountError(
                _(
                    "You are the only administrator. Please make somebody else an administrator before you leave."
                )
            )
    record("account.erased", locked, actor=actor)
    locked.delete()  # the receiver of pre_delete calls forget_person


def forget_person(user) -> None:
    """Remove what would outlive the row of `user`. Runs before every deletion of a user, whoever asked for it."""
    for _name, part in personal_data:
        part.erase(user)
    PageLogEntry.objects.filter(user_id=user.pk).update(user_id=None)
    ModelLogEntry.objects.filter(user_id=user.pk).update(user_id=None)
    about_her = ContentType.objects.get_for_model(user)
    ModelLogEntry.objects.filter(content_type=about_her, object_id=str(user.pk)).update(label="", data={})
    end_sessions(user)
    note_erasure(user.pk, timezone.now())


def note_erasure(user_id: int, at: datetime) -> None:
    """Write into the ledger that the account with this number was erased; the latest time counts."""
    entry, _created = ErasedAccount.objects.get_or_create(user_id=user_id, defaults={"at": at})
    if entry.at < at:
        entry.at = at
        entry.save(update_fields=["at"])


def end_sessions(user, *, but: str | None = None) -> int:
    """End the sessions of `user` on the server, all but the one with the key `but`; return how many there were.

    Looks into every session: one in which only the password was given, and not yet the code, is in no list.
    """
    keys = set(UserSession.objects.filter(user_id=user.pk).values_list("session_key", flat=True))
    for session in Session.objects.iterator():
        content = session.get_decoded()
        if str(user.pk) in (content.get(SESSION_KEY), content.get("account_authentication_methods_user")):
            keys.add(session.session_key)
    keys.discard(but)
    UserSession.objects.filter(session_key__in=keys).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]


@transaction.atomic
def apply_erasures() -> int:
    """Erase again every account of the ledger that a restored backup has brought back; return how many.

    An account that was opened after the erasure under the same number is somebody else's and stays.
    """
    User = get_user_model()
    erased = 0
    for entry in ErasedAccount.objects.all():
        for user in User.objects.filter(pk=entry.user_id, date_joined__lt=entry.at):
            record("account.erased", user, after_restore=True)
            user.delete()
            erased += 1
    return erased
