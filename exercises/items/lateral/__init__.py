"""Lateral reading in a sandbox: a page, prepared sources to open, a question. Nothing is fetched."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.blocks import KeyBlock, TextBlock
from exercises.blocks import EvidenceBlock, ItemBlock, OptionBlock, evidence_of
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import one_of, some_of


class InventedPageBlock(blocks.StructBlock):
    site = blocks.CharBlock(label=_("Site"), max_length=120)
    address = KeyBlock(label=_("Address"), max_length=200, help_text=_("Invented: it ends in .example."))
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = TextBlock()
    about = blocks.TextBlock(label=_("What the page says of itself"), max_length=600, required=False, rows=2)

    class Meta:
        label = _("Page")


class PreparedSourceBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("What one would look for or follow"), max_length=200)
    site = blocks.CharBlock(label=_("Site"), max_length=120)
    text = TextBlock(label=_("What one finds there"))
    outside = blocks.BooleanBlock(label=_("Leaves the page’s own site"), required=False)
    helps = blocks.BooleanBlock(label=_("Helps to answer"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")


class LateralBlock(ItemBlock):
    task = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    page = InventedPageBlock()
    sources = blocks.ListBlock(PreparedSourceBlock(), label=_("Sources to open"), min_num=2, max_num=8)
    options = blocks.ListBlock(
        OptionBlock(), label=pgettext_lazy("options to choose from", "Answers"), min_num=2, max_num=6
    )
    real_sources = blocks.ListBlock(EvidenceBlock(), label=_("Real sources of the explanation"), default=[])

    class Meta:
        icon = "view"
        label = _("Lateral reading")


class LateralItem(ItemType):
    code = "lateral"
    order = 3
    label = _("Lateral reading")
    block = LateralBlock

    def problems(self, value) -> list[str]:
        problems = []
        if sum(bool(option["right"]) for option in value["options"]) != 1:
            problems.append(_t("Mark exactly one answer as right."))
        if not any(source["outside"] and source["helps"] for source in value["sources"]):
            problems.append(_t("At least one source outside the page’s own site must help."))
        if not value["page"]["address"].split("/")[2:3] or not value["page"]["address"].split("/")[
            2
        ].endswith(".example"):
            problems.append(
                _t("The address of the invented page must begin with https:// and its name end in .example.")
            )
        return problems

    def compile(self, value, identify) -> Compiled:
        sources = {identify(child): child.value for child in value["sources"].bound_blocks}
        options = {identify(child): child.value for child in value["options"].bound_blocks}
        page = value["page"]
        return Compiled(
            public={
                "task": value["task"],
                "site": page["site"],
                "address": page["address"],
                "title": page["title"],
                "text_html": page["text"].__html__(),
                "about": page["about"],
                "sources": [
                    {
                        "id": name,
                        "label": source["label"],
                        "site": source["site"],
                        "text_html": source["text"].__html__(),
                    }
                    for name, source in sources.items()
                ],
                "options": [{"id": name, "text": option["text"]} for name, option in options.items()],
            },
            key={
                "right": next((name for name, option in options.items() if option["right"]), ""),
                "outside": sorted(name for name, source in sources.items() if source["outside"]),
                "helps": sorted(name for name, source in sources.items() if source["helps"]),
            },
            due={
                "explanation_html": value["explanation"].__html__(),
                "reasons": {name: option["reason"] or "" for name, option in options.items()},
                "evidence": evidence_of(value["real_sources"]),
            },
        )

    def read(self, given, public):
        """The path: sources in the order in which a script saw them opened; without one, as they stand on the page."""
        answer = one_of(given, "answer", [option["id"] for option in public["options"]])
        if answer is None:
            raise AnswerError(_t("Choose an answer first."))
        opened = some_of(given, "opened", [source["id"] for source in public["sources"]])
        seen = [name for name in given.get("path", "")[:2000].split() if name in opened]
        return {
            "answer": answer,
            "opened": [*dict.fromkeys(seen), *(name for name in opened if name not in seen)],
        }

    def score(self, answer, key) -> Outcome:
        return Outcome(float(answer["answer"] == key["right"]))

    def hands(self, public):
        return [(option["id"], option["text"]) for option in public["options"]]

    def hands_right(self, public, key):
        return [key["right"]]
