"""Schools that join campaigns."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.keys import new_key
from schools.models import School

USER = settings.AUTH_USER_MODEL


class CampaignJoinQuerySet(models.QuerySet):
    def current(self) -> "CampaignJoinQuerySet":
        """What no school has left."""
        return self.filter(left_at=None)

    def leavable_by(self, user) -> "CampaignJoinQuerySet":
        """What `user` joined for schools where she belongs, and all of the schools that she leads (twin of
        rules.can_leave_campaign)."""
        own = Q(joined_by_id=user.pk, school__in=School.objects.visible_to(user))
        return self.filter(Q(school__in=School.objects.led_by(user)) | own)


class CampaignJoin(models.Model):
    """A school takes part in a campaign, from one time to another. campaign: the translation_key of its pages.

    key: stands in the address that the school hands to its own people, so that their pledges count for it too.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    campaign = models.UUIDField(db_index=True)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="campaign_joins")
    joined_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    left_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    left_at = models.DateTimeField(null=True)

    objects = CampaignJoinQuerySet.as_manager()

    class Meta:
        ordering = ["-joined_at", "-pk"]
        verbose_name = _("school in a campaign")
        verbose_name_plural = _("schools in campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "school"],
                condition=Q(left_at=None),
                name="a_school_is_in_a_campaign_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
                name="a_school_leaves_a_campaign_after_it_joined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.campaign}"
