"""What follows when somebody signs in, changes a password or address, or goes. Connected in cms/apps.py."""

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db.models.signals import post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.users.models import UserProfile

from cms.accounts import devices, throttling
from cms.audit import record
from cms.domain import accounts


@receiver(account.user_logged_in)
def know_this_device(request, user, response, **kwargs):
    devices.remember(request, response, user.email)


@receiver(account.user_signed_up)
def record_sign_up(user, **kwargs):
    record("account.created", user, actor=user)


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def end_other_sessions(request, user, **kwargs):
    accounts.end_sessions(user, but=request.session.session_key if request.user.is_authenticated else None)
    throttling.forget(user.email)
    record("account.password_changed", user, actor=user)


@receiver(account.email_changed)
def record_change_of_address(user, **kwargs):
    record("account.email_changed", user, actor=user)


@receiver(second_factor.authenticator_added)
def second_factor_was_shown(request, user, authenticator, **kwargs):
    """The code that set the app up counts as the code of this session."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        record("account.second_factor_added", user, actor=user)


@receiver(second_factor.authenticator_removed)
def record_removal_of_second_factor(user, authenticator, **kwargs):
    if authenticator.type == Authenticator.Type.TOTP:
        record("account.second_factor_removed", user, actor=user)


@receiver(pre_delete, sender=get_user_model())
def forget(instance, **kwargs):
    accounts.forget_person(instance)


@receiver(pre_save, sender=UserProfile)
def speak_her_language(instance, **kwargs):
    """Wagtail's notices by mail are in the language that somebody chose for her mails."""
    instance.preferred_language = instance.preferred_language or instance.user.language


@receiver(post_save, sender=get_user_model())
def speak_her_new_language(instance, created, update_fields, **kwargs):
    if not created and (update_fields is None or "language" in update_fields):
        profiles = UserProfile.objects.filter(user_id=instance.pk)
        profiles.exclude(preferred_language=instance.language).update(preferred_language=instance.language)
