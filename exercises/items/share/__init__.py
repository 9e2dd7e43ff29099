"""A simulated feed: which posts would one pass on?"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from exercises.blocks import ItemBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import one_of

SHARED, LEFT = "share", "leave"


class PostBlock(blocks.StructBlock):
    account = blocks.CharBlock(label=_("Account"), max_length=80, help_text=_("Invented, and plainly so."))
    text = blocks.TextBlock(label=_("Post"), max_length=500, rows=3)
    note = blocks.CharBlock(label=_("Line below the post"), max_length=120, required=False)
    sound = blocks.BooleanBlock(label=_("What it says holds"), required=False)
    reason = blocks.CharBlock(label=_("Why"), max_length=400)

    class Meta:
        icon = "comment"
        label = _("Post")


class ShareBlock(ItemBlock):
    intro = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    posts = blocks.ListBlock(PostBlock(), label=_("Posts"), min_num=2, max_num=10)

    class Meta:
        icon = "comment"
        label = _("Share or not")


class ShareItem(ItemType):
    code = "share"
    order = 2
    label = _("Share or not")
    block = ShareBlock

    def problems(self, value) -> list[str]:
        if len({bool(post["sound"]) for post in value["posts"]}) < 2:
            return [_t("A feed needs posts that hold and posts that do not.")]
        return []

    def compile(self, value, identify) -> Compiled:
        posts = {identify(child): child.value for child in value["posts"].bound_blocks}
        return Compiled(
            public={
                "task": value["intro"],
                "posts": [
                    {"id": name, "account": post["account"], "text": post["text"], "note": post["note"]}
                    for name, post in posts.items()
                ],
            },
            key={"sound": {name: bool(post["sound"]) for name, post in posts.items()}},
            due={
                "explanation_html": value["explanation"].__html__(),
                "reasons": {name: post["reason"] for name, post in posts.items()},
            },
        )

    def read(self, given, public):
        chosen = {post["id"]: one_of(given, f"post-{post['id']}", (SHARED, LEFT)) for post in public["posts"]}
        if None in chosen.values():
            raise AnswerError(_t("Decide about each post: pass it on, or leave it."))
        return {name: choice == SHARED for name, choice in chosen.items()}

    def score(self, answer, key) -> Outcome:
        sound = key["sound"]
        return Outcome(sum(answer.get(name) == holds for name, holds in sound.items()) / len(sound))
