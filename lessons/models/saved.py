"""Lessons that a teacher keeps: ordered lists, shared by link when she wants."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_share_token() -> str:
    """A token of 128 random bits: whoever has the link may read the list, nobody can guess it."""
    return secrets.token_urlsafe(16)


class SavedListQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedListQuerySet":
        """The lists that `user` may read and change: her own (twin of rules.can_change_list)."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()


class SavedList(models.Model):
    """An ordered list of lessons with a name."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_lists",
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=120)
    share_token = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedListQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_person_has_one_list_of_each_name"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedLesson(models.Model):
    """One lesson in a list. It hangs on the translation key: the same lesson in every language."""

    saved_list = models.ForeignKey(SavedList, on_delete=models.CASCADE, related_name="lessons")
    translation_key = models.UUIDField()
    position = models.PositiveIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("saved lesson")
        verbose_name_plural = _("saved lessons")
        constraints = [
            models.UniqueConstraint(
                fields=["saved_list", "translation_key"], name="a_lesson_stands_once_in_a_saved_list"
            ),
        ]

    def __str__(self) -> str:
        return str(self.translation_key)
