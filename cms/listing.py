"""Components that stand on a page by the dozen, written out here because a template takes ten times as long.

Twenty entries and sixty choices cost 7 ms as templates and 1 ms so; the library has 8 ms in all. Everything that comes
from outside is escaped here. The templates components/entry.html and components/choice.html call these.
"""

from django.utils.html import conditional_escape as e
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext


def value_of(thing, name: str):
    """Return a key or attribute of `thing`, None where it has neither."""
    return thing.get(name) if hasattr(thing, "get") else getattr(thing, name, None)


def facts_of(entry) -> list[tuple[str, str]]:
    """Return (icon, words) for minutes, age, subject and languages, as far as the entry has them."""
    facts = []
    if minutes := value_of(entry, "minutes"):
        words = ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
        facts.append(("clock", words))
    if age := value_of(entry, "age_label"):
        facts.append(("people", age))
    if subject := value_of(entry, "subject_label"):
        facts.append(("book", subject))
    if spoken := value_of(entry, "languages"):
        count = spoken if isinstance(spoken, int) else len(spoken)
        facts.append(
            ("globe", ngettext("%(number)s language", "%(number)s languages", count) % {"number": count})
        )
    return facts


def entry_html(entry, level: int, swatch: str, icon) -> SafeString:
    """Return the markup of one list entry. swatch: its cloth, or "". icon: name -> svg."""

    def of(name):
        return value_of(entry, name)

    heading = f"h{int(level)}"
    classes = "entry" + (f" dye-{e(of('dye'))}" if of("dye") else "") + ("" if swatch else " entry--plain")
    spoken = f' lang="{e(of("language"))}"' if of("language") else ""
    parts = [f'<div class="{classes}">']
    if swatch:
        parts.append(f'<span class="swatch">{swatch}</span>')
    parts.append('<div class="entry__text">')
    if of("kind_label"):
        parts.append(f'<p class="entry__kind">{e(of("kind_label"))}</p>')
    parts.append(
        f'<{heading} class="entry__title"><a href="{e(of("url"))}"{spoken}>{e(of("title"))}</a></{heading}>'
    )
    if of("summary"):
        parts.append(f'<p class="entry__summary"{spoken}>{e(of("summary"))}</p>')
    if facts := facts_of(entry):
        items = "".join(f'<li class="facts__item">{icon(name)}{e(words)}</li>' for name, words in facts)
        parts.append(f'<ul class="facts">{items}</ul>')
    if others := of("also"):
        links = " ".join(
            f'<a href="{e(value_of(other, "url"))}" hreflang="{e(value_of(other, "code"))}">'
            f'<bdi lang="{e(value_of(other, "code"))}">{e(value_of(other, "name"))}</bdi></a>'
            for other in others
        )
        # Outside the f-string: makemessages does not look into one.
        words = e(gettext("Also in:"))
        parts.append(f'<p class="entry__also">{words} {links}</p>')
    if of("status_label"):
        kind = e(of("status_kind") or "current")
        parts.append(f'<span class="status status--{kind}">{e(of("status_label"))}</span>')
    parts.append("</div></div>")
    return mark_safe("".join(parts))  # noqa: S308  every value is escaped above


def choices_html(name: str, options, kind: str = "checkbox") -> SafeString:
    """Return the boxes of one parameter. A count may be None: not counted. Nothing found is said, not hidden."""
    found = e(gettext(", found:"))
    parts = []
    for option in options:
        count, lang = value_of(option, "count"), value_of(option, "lang")
        none = " choice--none" if count == 0 else ""
        checked = " checked" if value_of(option, "is_chosen") else ""
        spoken = f' lang="{e(lang)}"' if lang else ""
        parts.append(
            f'<label class="choice{none}"><input class="choice__box" type="{e(kind)}" name="{e(name)}" '
            f'value="{e(value_of(option, "value"))}"{checked}><span{spoken}>{e(value_of(option, "label"))}</span>'
        )
        if count is not None:
            parts.append(
                f'<span class="choice__count"><span class="hide-visually">{found} </span>{e(count)}</span>'
            )
        parts.append("</label>")
    return mark_safe("".join(parts))  # noqa: S308  every value is escaped above


def minutes_html(bar) -> SafeString:
    """Return the threads of a lesson's time (cms_tags.minutes_bar) as an <svg> with words for those who cannot see."""
    words = [
        ngettext("%(minutes)s minute: %(title)s", "%(minutes)s minutes: %(title)s", part["minutes"])
        % {"minutes": part["minutes"], "title": part["title"]}
        for part in bar
    ]
    threads = []
    for part in bar:
        threads.append(f'<rect x="{part["x"]}%" width="{part["width"]}%" height="44" rx="3"/>')
        if part["share"] >= 4:
            threads.append(f'<text x="{part["middle"]}%" y="23">{part["minutes"]}</text>')
    label = e(gettext("; ").join(words))
    drawn = f'<svg class="minutes__bar" role="img" aria-label="{label}" focusable="false">{"".join(threads)}</svg>'
    return mark_safe(drawn)  # noqa: S308  words are escaped above, the rest are our own numbers
