"""The item bank's read model: one flat row for each item of a published exercise."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BankItem(models.Model):
    """An item as it is found. Written at publication (exercises.domain.bank), like the search index; holds nothing
    that the page does not."""

    page = models.ForeignKey("exercises.ExercisePage", on_delete=models.CASCADE, related_name="bank_items")
    item = models.CharField(max_length=64)  # the id of its block: the same in every language
    place = models.PositiveSmallIntegerField()  # from 1
    kind = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=120)  # one line
    words = models.TextField()  # folded (cms.search.folding), each with a space before it
    techniques = models.CharField(max_length=400, blank=True)  # codes, each between spaces
    verdict = models.CharField(max_length=16, blank=True)  # of a claim

    class Meta:
        verbose_name = _("item of the bank")
        verbose_name_plural = _("items of the bank")
        constraints = [
            models.UniqueConstraint(fields=["page", "item"], name="an_exercise_has_each_item_once"),
        ]
        indexes = [models.Index(fields=["language", "kind"], name="items_of_a_language_by_kind")]

    def __str__(self) -> str:
        return self.title
