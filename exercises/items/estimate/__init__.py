"""A number to be guessed, then revealed with its source, date, territory and definition."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from exercises.blocks import EvidenceBlock, ItemBlock, evidence_of
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import number_in

#: The guesses of many people are kept in so many counts, and no finer.
BUCKETS = 20


class EstimateBlock(ItemBlock):
    question = blocks.TextBlock(label=_("Question"), max_length=400, rows=2)
    value = blocks.FloatBlock(label=_("The number"))
    unit = blocks.CharBlock(label=_("Unit"), max_length=60, required=False)
    low = blocks.FloatBlock(label=_("The scale begins at"), default=0)
    high = blocks.FloatBlock(label=_("The scale ends at"), default=100)
    step = blocks.FloatBlock(label=_("Step"), default=1)
    near = blocks.FloatBlock(label=_("Close is a guess at most so far off"), default=5)
    definition = blocks.CharBlock(label=_("What is counted"), max_length=300)
    date = blocks.CharBlock(label=_("When"), max_length=120)
    territory = blocks.CharBlock(label=_("Where"), max_length=120)
    source = EvidenceBlock(label=_("Source"))

    class Meta:
        icon = "history"
        label = _("Estimate, then reveal")


class EstimateItem(ItemType):
    code = "estimate"
    order = 8
    label = _("Estimate, then reveal")
    block = EstimateBlock

    def problems(self, value) -> list[str]:
        if not value["low"] < value["value"] < value["high"]:
            return [_t("The number must lie within the scale, not on its ends.")]
        if value["step"] <= 0 or value["near"] <= 0:
            return [_t("Step and distance must be greater than nothing.")]
        return []

    def compile(self, value, identify) -> Compiled:
        return Compiled(
            public={
                name: value[name]
                for name in ("question", "unit", "low", "high", "step", "territory", "date", "definition")
            },
            key={"value": value["value"], "near": value["near"], "low": value["low"], "high": value["high"]},
            due={
                "explanation_html": value["explanation"].__html__(),
                "evidence": evidence_of([value["source"]]),
            },
        )

    def read(self, given, public):
        guess = number_in(given, "answer", public["low"], public["high"])
        if guess is None:
            raise AnswerError(_t("Write a number within the scale."))
        return guess

    def score(self, answer, key) -> Outcome:
        """1 for a close guess, then falling by distance to 0 at five times that distance."""
        off = abs(answer - key["value"]) / key["near"]
        return Outcome(1.0 if off <= 1 else max(0.0, 1 - (off - 1) / 4))

    @staticmethod
    def bucket(guess: float, key: dict) -> int:
        """Return in which of the BUCKETS counts a guess falls, from 0."""
        share = (guess - key["low"]) / (key["high"] - key["low"])
        return min(int(share * BUCKETS), BUCKETS - 1)
