"""Contributors and the consent ledger. Entries are added and never changed; the database itself refuses it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.enums import ConsentBy, ConsentKind, ConsentWay, NameLevel, PlaceLevel
from campaigns.models.organisation import Organisation
from cms.keys import new_key, new_secret
from cms.languages import LANGUAGES

USER = settings.AUTH_USER_MODEL


class AppendOnlyError(Exception):
    """Somebody tried to change or delete what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError


class ContributorQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContributorQuerySet":
        """The contributors whom `user` may see and write to (twin of rules.can_write)."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class Contributor(models.Model):
    """Somebody who tells a story. Never shown to readers as such: they see what the ledger allows.

    token opens the private link, without an account. adult_on: the day on which a minor turns 18; from then on a
    guardian's consent no longer holds and the person decides anew. No birth date is kept.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributors")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    token = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    name = models.CharField(_("full name"), max_length=120, blank=True)
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    pseudonym = models.CharField(_("another name, if one is wanted"), max_length=60, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=[(one.code, one.name) for one in LANGUAGES], default="en"
    )
    adult_on = models.DateField(_("turns 18 on"), null=True, blank=True)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = ContributorQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return self.pseudonym or self.first_name or self.name or self.key


class ConsentWording(models.Model):
    """The words that somebody agreed to, as they stood: one row for each language and version."""

    version = models.CharField(max_length=12)
    language = models.CharField(max_length=8)
    text = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        constraints = [
            models.UniqueConstraint(fields=["digest", "language"], name="a_wording_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.language}"


class ConsentEntry(AppendOnly):
    """One line of the ledger: what somebody agreed to for one story, or took back. It holds no name.

    story: the translation_key of the story's pages. elements, media: codes of enums.Element and enums.Medium.
    content: SHA-256 of the story as the person read it (campaigns.domain.versions.fingerprint).
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="entries")
    story = models.UUIDField()
    kind = models.CharField(max_length=12, choices=ConsentKind.choices)
    by = models.CharField(max_length=8, choices=ConsentBy.choices, default=ConsentBy.PERSON)
    way = models.CharField(max_length=8, choices=ConsentWay.choices, default=ConsentWay.LINK)
    elements = models.JSONField(default=list)
    media = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    name_level = models.CharField(max_length=12, choices=NameLevel.choices, default=NameLevel.NONE)
    place_level = models.CharField(max_length=12, choices=PlaceLevel.choices, default=PlaceLevel.NONE)
    until = models.DateField(null=True)
    wording = models.ForeignKey(ConsentWording, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.CharField(max_length=64, blank=True)
    read_in = models.CharField(max_length=8, blank=True)  # the language that the person read it in
    signed_on = models.DateField(null=True)  # on paper
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        USER, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )  # None: the person herself, by the link

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("entry of the consent ledger")
        verbose_name_plural = _("consent ledger")
        permissions = [("check_safeguarding", "Can check safeguarding and consent of campaigns")]
        indexes = [models.Index(fields=["story", "-at"], name="consent_by_story")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ConsentKind.GRANTED) | Q(wording__isnull=False) & ~Q(content=""),
                name="who_agrees_agrees_to_words_and_to_a_story",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story} {self.kind}"


class Withdrawal(AppendOnly):
    """A story that was taken back: where it stood (so that 410 is answered there), and its public ids for those who
    downloaded something. It holds nothing of the story."""

    story = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    paths = models.JSONField(default=list)  # SHA-256 of its addresses: an address may hold a name
    cards = models.JSONField(default=list)  # ids of share cards that quoted it
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("withdrawn story")
        verbose_name_plural = _("withdrawn stories")

    def __str__(self) -> str:
        return str(self.story)
