"""A situation that branches: what does one say or do, and what comes of it?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import KeyBlock, TextBlock
from exercises.blocks import ItemBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import one_of

#: Choices on one way from the beginning to an end.
LONGEST = 5
#: Scenes on all ways together: the player's page holds each of them.
MOST_SCENES = 120
BEST = 2


class SceneChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("What one says or does"), max_length=300)
    leads_to = KeyBlock(label=_("Leads to the scene"), max_length=60)
    worth = blocks.IntegerBlock(
        label=_("Worth"), min_value=0, max_value=BEST, help_text=_("0 unhelpful, 1 helps a little, 2 helps.")
    )
    comment = blocks.CharBlock(label=_("What it does"), max_length=400)

    class Meta:
        icon = "arrow-right"
        label = _("Way to go")


class SceneBlock(blocks.StructBlock):
    key = KeyBlock(label=_("Key"), max_length=60)
    text = TextBlock()
    choices = blocks.ListBlock(SceneChoiceBlock(), label=_("Ways to go"), default=[], max_num=5)

    class Meta:
        icon = "comment"
        label = _("Scene")


class ScenarioBlock(ItemBlock):
    scenes = blocks.ListBlock(SceneBlock(), label=_("Scenes, the beginning first"), min_num=3, max_num=20)

    class Meta:
        icon = "group"
        label = _("Situation that branches")


class ScenarioItem(ItemType):
    code = "scenario"
    order = 13
    label = _("Situation that branches")
    block = ScenarioBlock

    def problems(self, value) -> list[str]:
        leads = {
            scene["key"]: [choice["leads_to"] for choice in scene["choices"]] for scene in value["scenes"]
        }
        if len(leads) < len(value["scenes"]):
            return [_t("Two scenes have the same key.")]
        missing = sorted({key for ways in leads.values() for key in ways if key not in leads})
        if missing:
            return [_t("A choice leads to the scene “%(key)s”, which does not exist.") % {"key": missing[0]}]
        first = value["scenes"][0]["key"]
        ways = list(_ways(first, leads))
        if any(len(way) > LONGEST + 1 for way in ways):
            return [_t("Each way must end after at most %(number)d choices.") % {"number": LONGEST}]
        if _expanded(first, leads) > MOST_SCENES:
            return [
                _t("The situation branches into more than %(number)d scenes: leave out some choices.")
                % {"number": MOST_SCENES}
            ]
        unreached = sorted(leads.keys() - {key for way in ways for key in way})
        if unreached:
            return [_t("No choice leads to the scene “%(key)s”.") % {"key": unreached[0]}]
        return []

    def compile(self, value, identify) -> Compiled:
        scenes, key, comments = {}, {}, {}
        for scene in value["scenes"]:
            choices = {identify(child): child.value for child in scene["choices"].bound_blocks}
            scenes[scene["key"]] = {
                "text_html": scene["text"].__html__(),
                "choices": [
                    {"id": name, "text": choice["text"], "leads_to": choice["leads_to"]}
                    for name, choice in choices.items()
                ],
            }
            key |= {name: choice["worth"] for name, choice in choices.items()}
            comments |= {
                name: {"text": choice["text"], "comment": choice["comment"]}
                for name, choice in choices.items()
            }
        return Compiled(
            public={"first": value["scenes"][0]["key"], "scenes": scenes},
            key={"worth": key},
            due={"explanation_html": value["explanation"].__html__(), "comments": comments},
        )

    def read(self, given, public):
        """The choices in order. A field bears the numbers of the choices that led to it: way, way-0, way-0-2."""
        name, scene, chosen = "way", public["scenes"][public["first"]], []
        while scene["choices"] and len(chosen) <= LONGEST:
            ids = [choice["id"] for choice in scene["choices"]]
            choice = one_of(given, name, ids)
            if choice is None:
                raise AnswerError(_t("Go on until the scene ends."))
            at = ids.index(choice)
            chosen.append(choice)
            name, scene = f"{name}-{at}", public["scenes"][scene["choices"][at]["leads_to"]]
        return chosen

    def score(self, answer, key) -> Outcome:
        worth = [key["worth"].get(choice, 0) for choice in answer]
        return Outcome(sum(worth) / (BEST * len(worth)) if worth else 0.0)


def _expanded(key: str, leads: dict[str, list[str]], depth: int = 0) -> int:
    """Return how many scenes a page shows in all from `key` on, one that several ways lead to as often as they do."""
    if depth > LONGEST:
        return 1
    return 1 + sum(_expanded(following, leads, depth + 1) for following in leads[key])


def _ways(key: str, leads: dict[str, list[str]], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every way from a scene to an end as keys; one that runs in a circle or too long is cut off."""
    way = (*before, key)
    if not leads[key] or len(way) > LONGEST + 1:
        yield way
        return
    for following in dict.fromkeys(leads[key]):
        yield from _ways(following, leads, way)
