"""The claim ledger: every figure that a campaign uses, with all that makes it checkable."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.enums import FigureKind, Precision
from campaigns.models.organisation import Organisation
from cms.models import Licence

USER = settings.AUTH_USER_MODEL
claim_key = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters a to z, digits and hyphens."))


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ClaimQuerySet":
        """The claims that `user` may see and change (twin of rules.can_write)."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))

    def checkable_by(self, user) -> "ClaimQuerySet":
        """The claims that `user` may check, if somebody else changed them (twin of rules.can_check_claim)."""
        if user.is_authenticated and user.has_perm("campaigns.check_evidence"):
            return self.filter(organisation__in=Organisation.objects.approved())
        return self.visible_to(user)


class Claim(models.Model):
    """One figure as the organisation works on it. Texts name it by its key: [[key]].

    What readers see is the last record that somebody checked (`current`), never an unchecked change. Whatever changes
    raises `version`; a claim is checked while `checked_version` is its version. Texts (label, unit, definition,
    territory) have a column for each language (campaigns/translation.py).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    key = models.CharField(_("short name"), max_length=40, validators=[claim_key])
    label = models.CharField(_("what it is about"), max_length=160)
    kind = models.CharField(_("kind"), max_length=8, choices=FigureKind.choices, default=FigureKind.NUMBER)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    unit = models.CharField(_("what is counted"), max_length=80, blank=True)
    definition = models.TextField(_("definition"), max_length=600, blank=True)
    territory = models.CharField(_("territory"), max_length=160, blank=True)
    as_of = models.DateField(_("date of the figure"), null=True, blank=True)
    precision = models.CharField(
        _("how exactly the date is known"), max_length=8, choices=Precision.choices, default=Precision.YEAR
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    url = models.URLField(_("address of the source"), max_length=500, blank=True)
    licence = models.ForeignKey(
        Licence,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("licence of the source"),
    )
    caution = models.TextField(_("how it is often misread"), max_length=400, blank=True)
    review_by = models.DateField(_("look at it again by"), null=True, blank=True)

    version = models.PositiveIntegerField(default=1, editable=False)
    checked_version = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    current = models.ForeignKey(
        "campaigns.ClaimRecord", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        permissions = [("check_evidence", "Can check the evidence of campaigns")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"], name="a_key_names_one_claim_of_an_organisation"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="at_most_six_decimals"),
            models.CheckConstraint(
                condition=Q(checked_version__lte=F("version")), name="only_what_is_there_was_checked"
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.key


class ClaimRecord(models.Model):
    """A claim as it was checked; never changed again.

    data: {kind, value (a string), decimals, currency, as_of, precision, source, publisher, url, licence (code),
    review_by, texts: {language: {label, unit, definition, territory, caution}}}.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="records")
    version = models.PositiveIntegerField()
    data = models.JSONField()
    checked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("checked claim")
        verbose_name_plural = _("checked claims")
        constraints = [
            models.UniqueConstraint(fields=["claim", "version"], name="a_version_of_a_claim_is_checked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} v{self.version}"


class ClaimUse(models.Model):
    """A live page uses a claim; written at publication. record: what it showed when it was published."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="uses")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(ClaimRecord, null=True, on_delete=models.SET_NULL, related_name="+")
    flagged_at = models.DateTimeField(null=True)  # since when the figure has changed or is due for review

    class Meta:
        verbose_name = _("use of a claim")
        verbose_name_plural = _("uses of claims")
        constraints = [models.UniqueConstraint(fields=["claim", "page"], name="a_page_uses_a_claim_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} on {self.page_id}"
