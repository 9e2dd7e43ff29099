"""Template tags of the campaigns' pages.

{% load campaign_tags %}
{% voice told %}              one story of a list, written out: it stands on a page by the dozen
{% event_time event %}        when an event is, with <time>
{% campaign_row entry %}      one campaign of a list
{% print_figures page told as sources %}
"""

from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.domain.figures import used_in
from cms import listing
from cms.templatetags.cms_images import picture
from cms.templatetags.cms_tags import icon, weave

register = template.Library()


@register.simple_tag
def voice(told) -> SafeString:
    """Return one story of a list, as components/voice.html shows it; that one costs as much as a query."""
    parts = []
    if told.picture:
        parts.append(format_html('<div class="voice__picture">{}</div>', picture(told.picture)))
    if told.format_label:
        parts.append(format_html('<p class="voice__format">{}</p>', told.format_label))
    parts.append(format_html('<h3 class="voice__title"><a href="{}">{}</a></h3>', told.url, told.title))
    if told.lead:
        parts.append(format_html('<p class="voice__lead">{}</p>', told.lead))
    parts.append(who_tells(told))
    return format_html('<article class="voice">{}</article>', mark_safe("".join(parts)))  # noqa: S308  escaped above


@register.simple_tag
def who_tells(told) -> SafeString:
    """Return who tells a story, as far as it is shown, and whether the story is invented; "" where neither is said."""
    said = []
    if told.who:
        words = _("About %(who)s.") if told.is_about else _("Told by %(who)s.")
        said.append(conditional_escape(words % {"who": told.who}))
    if told.is_invented:
        said.append(format_html('<span class="sample">{}</span>', _("Sample: invented")))
    return format_html('<p class="voice__who">{}</p>', mark_safe(" ".join(said))) if said else ""  # noqa: S308


@register.simple_tag
def event_time(event) -> SafeString:
    """Return the time of an event as <time>; the end in short where it is the same day."""
    starts = timezone.localtime(event["starts"])
    begin = format_html(
        '<time datetime="{}">{}</time>', starts.isoformat(), date_format(starts, "DATETIME_FORMAT")
    )
    if not event["ends"]:
        return begin
    ends = timezone.localtime(event["ends"])
    same_day = starts.date() == ends.date()
    words = time_format(ends, "TIME_FORMAT") if same_day else date_format(ends, "DATETIME_FORMAT")
    end = format_html('<time datetime="{}">{}</time>', ends.isoformat(), words)
    # Translators: when an event begins and ends: "4 May 2027, 6 p.m. to 8 p.m."
    return format_html(pgettext("times of an event", "{begin} to {end}"), begin=begin, end=end)


@register.simple_tag
def campaign_row(entry) -> SafeString:
    """Return one campaign of a list: the entry of the design system with its organisation, topic and dates."""
    facts = dict(entry)
    topic, organisation = entry["topic"], entry["organisation"]
    facts["kind_label"] = organisation
    facts["subject_label"] = topic.label if topic else ""
    facts["summary"] = entry["lead"]
    day = None
    if entry["stage"] == "before" and entry["starts_on"]:
        day = _("Begins on %(day)s") % {"day": date_format(entry["starts_on"], "DATE_FORMAT")}
        facts |= {"status_kind": "draft", "status_label": day}
    elif entry["stage"] == "over" and entry["ends_on"]:
        day = _("Ended on %(day)s") % {"day": date_format(entry["ends_on"], "DATE_FORMAT")}
        facts |= {"status_kind": "draft", "status_label": day}
    elif entry["ends_on"]:
        day = _("Until %(day)s") % {"day": date_format(entry["ends_on"], "DATE_FORMAT")}
        facts |= {"status_kind": "current", "status_label": day}
    swatch = weave(entry["seed"], entry["dye"], cols=12, rows=12)
    return listing.entry_html(facts, 3, swatch, icon)


@register.simple_tag(takes_context=True)
def print_figures(context, page, told) -> list[dict]:
    """Return the figures that a campaign and its printed stories use, as a template shows them, by short name."""
    figures, language = context["figures"], context["language"]
    used = used_in(page).union(*(used_in(one["shown"].page) for one in told))
    return [figures[key].in_language(language) for key in sorted(used & figures.keys())]
