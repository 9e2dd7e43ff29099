"""The few sums and names that the templates of a lesson plan need. {% load lesson_tags %}"""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.charts import number
from cms.takeaway import listed
from lessons.downloads import minutes_label
from lessons.enums import Grouping, Phase

register = template.Library()
register.filter("labels", listed)

_GROUPINGS = dict(Grouping.choices)
_PHASES = dict(Phase.choices)


@register.filter
def minutes(value):
    """Return minutes as words: "8 minutes"."""
    return minutes_label(int(value or 0))


@register.filter
def grouping_label(value):
    """Return the words of a grouping: "in pairs"."""
    return _GROUPINGS.get(value, "")


@register.filter
def phase_label(value):
    """Return the words of a phase: "Main part"."""
    return _PHASES.get(value, "")


@register.simple_tag
def steps_summary(page):
    """Return how many steps a lesson has and how long they take: "5 steps, 50 minutes"."""
    steps = list(page.steps)
    total = sum(step.value["minutes"] or 0 for step in steps)
    counted = ngettext("%(count)d step", "%(count)d steps", len(steps)) % {"count": len(steps)}
    # Translators: "5 steps, 50 minutes"
    return _("%(steps)s, %(minutes)s") % {"steps": counted, "minutes": minutes_label(total)}


def _titles(page) -> dict[str, str]:
    """Return the titles of the handouts by key, worked out once a page."""
    if not hasattr(page, "_sheet_titles"):
        page._sheet_titles = {
            handout.value["key"]: sheet_title(place, handout.value)
            for place, handout in enumerate(page.handouts, start=1)
        }
    return page._sheet_titles


@register.simple_tag
def sheet_title(place, handout):
    """Return the title of a handout with its number."""
    return _("Handout %(number)d: %(title)s") % {"number": place, "title": handout["title"]}


@register.simple_tag
def sheets_of(step, page):
    """Return the titles of the handouts that a step uses, as one text; empty when it uses none."""
    titles = _titles(page)
    return _("; ").join(titles[key] for key in step["handouts"] if key in titles)


@register.simple_tag
def answer_title(answers, page):
    """Return the title of the handout that answers belong to, or an empty text."""
    return _titles(page).get(answers["handout"], "")


@register.filter
def chart_alt(chart):
    """Return the chart in words, for those who do not see it: the title and every figure."""
    # Translators: between figures that belong together.
    figures = _("; ").join(f"{row['label']}: {number(row['value'])}" for row in chart["rows"])
    return f"{chart['title']}. {figures}"
