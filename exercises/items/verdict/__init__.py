"""A claim to be judged, on two verdicts or on five, with or without confidence."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import KeyBlock, TextBlock
from exercises.blocks import ProvenanceBlock, evidence_of
from exercises.enums import Scale, Slant, Verdict
from exercises.items.base import AnswerError, Compiled, ItemType, Judgement, Outcome
from exercises.items.reading import confidence_in, one_of
from exercises.scoring.detection import Counts

#: On the scale of five, a neighbouring verdict earns half.
NEIGHBOURS = {
    frozenset([Verdict.TRUE, Verdict.MOSTLY_TRUE]),
    frozenset([Verdict.MOSTLY_TRUE, Verdict.MISLEADING]),
    frozenset([Verdict.MISLEADING, Verdict.FALSE]),
}
SCALES = {Scale.TWO: [Verdict.TRUE, Verdict.FALSE], Scale.FIVE: list(Verdict)}


class VerdictBlock(blocks.StructBlock):
    claim = blocks.TextBlock(label=_("Claim"), max_length=400, rows=2)
    scale = blocks.ChoiceBlock(label=_("Scale"), choices=Scale.choices, default=Scale.TWO)
    verdict = blocks.ChoiceBlock(label=_("Verdict"), choices=Verdict.choices)
    slant = blocks.ChoiceBlock(label=_("Slant"), choices=Slant.choices)
    technique = KeyBlock(
        label=_("Technique"),
        required=False,
        max_length=60,
        help_text=_("The code of a technique, for false claims."),
    )
    explanation = TextBlock(label=_("Explanation"))
    provenance = ProvenanceBlock()

    class Meta:
        icon = "comment"
        label = _("Claim to judge")


class VerdictItem(ItemType):
    code = "verdict"
    order = 1
    label = _("Claim to judge")
    block = VerdictBlock
    lettered = False

    def problems(self, value) -> list[str]:
        problems = []
        if value["verdict"] not in SCALES[Scale(value["scale"])]:
            problems.append(
                _t(
                    "The verdict does not stand on the scale of two: choose true or false, or the scale of five."
                )
            )
        provenance = value["provenance"]
        if (
            provenance["checked"]
            and provenance["review_by"]
            and provenance["review_by"] <= provenance["checked"]
        ):
            problems.append(_t("The date of the next check must lie after the last one."))
        return problems

    def compile(self, value, identify) -> Compiled:
        provenance = value["provenance"]
        return Compiled(
            public={
                "claim": value["claim"],
                "verdicts": [str(verdict) for verdict in SCALES[Scale(value["scale"])]],
                "claimant": provenance["claimant"],
                "medium": provenance["medium"],
                "said": provenance["said"],
            },
            key={"verdict": value["verdict"], "slant": value["slant"], "technique": value["technique"]},
            due={
                "explanation_html": value["explanation"].__html__(),
                "evidence": evidence_of(provenance["evidence"]),
                "archived": provenance["archived"],
                "checked": provenance["checked"].isoformat(),
                "review_by": provenance["review_by"].isoformat(),
            },
        )

    def read(self, given, public):
        verdict = one_of(given, "answer", public["verdicts"])
        if verdict is None:
            raise AnswerError(_t("Choose a verdict first."))
        return {"verdict": verdict, "confidence": confidence_in(given)}

    def score(self, answer, key) -> Outcome:
        right, given = Verdict(key["verdict"]), Verdict(answer["verdict"])
        points = 1.0 if given == right else 0.5 if frozenset([given, right]) in NEIGHBOURS else 0.0
        judgement = Judgement(right.holds, given.holds, answer["confidence"])
        return Outcome(points, (judgement,))

    def hands(self, public):
        return [(verdict, str(Verdict(verdict).label)) for verdict in public["verdicts"]]

    def hands_right(self, public, key):
        return [key["verdict"]]

    def hands_judgements(self, counts, key) -> Counts:
        everybody = sum(counts.values())
        taken_for_true = sum(number for verdict, number in counts.items() if Verdict(verdict).holds)
        if Verdict(key["verdict"]).holds:
            return Counts(everybody, taken_for_true, 0, 0)
        return Counts(0, 0, everybody, taken_for_true)
