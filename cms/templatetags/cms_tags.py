"""Template tags of the design system: icons, cloths, and the few sums that a template cannot do.

{% load cms_tags %}
{% icon "clock" %}
{% weave page.translation_key "woad" cols=24 rows=18 fringe=3 crop=True %}
{% minutes_bar steps as bar %}
{% page_links results as links %}
{% control field %}
{% asset "cms/css/base.css" %}
{% absolute "/en/" %}
{% chart chart %}                                            # cms.charts.Chart: drawing, table, note
"""

from functools import lru_cache
from urllib.parse import urlencode

from django import forms, template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi

from cms import icons, languages, listing
from cms import weave as loom
from cms.charts import Chart, number, svg, twin

register = template.Library()

#: The dyes that a topic may have, with the colours that lie across them. "all" is the house's own cloth.
WEFTS = {
    "woad": ("flax",),
    "walnut": ("flax",),
    "indigo": ("flax",),
    "orchil": ("flax",),
    "madder": ("flax",),
    "verdigris": ("weld",),
    "pine": ("flax",),
    "all": ("madder", "flax", "verdigris", "flax", "woad", "flax"),
}
DEFAULT_DYE = "verdigris"

#: What each script needs at once; the rest comes by unicode-range when a page uses it. Greek is set in system fonts.
_LATIN = ("cms/fonts/alegreya-latin.woff2", "cms/fonts/commissioner-latin.woff2")
FONTS = {
    "latin": _LATIN,
    "greek": (),
    "cyrillic": (*_LATIN, "cms/fonts/alegreya-cyrillic.woff2", "cms/fonts/commissioner-cyrillic.woff2"),
    "arabic": ("cms/fonts/markazi-arabic.woff2", "cms/fonts/plex-sans-arabic-400.woff2"),
}
VOICES = {f"cms/fonts/{name}.woff2" for name in ("alegreya-latin", "alegreya-cyrillic", "markazi-arabic")}


@register.simple_tag
def icon(name, css=""):
    """Return the drawing called `name` as an <svg>, hidden from screen readers: a word always stands beside it."""
    return _icon(name, css)


@register.simple_tag
def weave(seed, dye="", cols=12, rows=12, fringe=0, crop=False, accent=True, label=""):
    """Return the cloth of a page as an <svg>.

    seed: the page's translation_key, so that the cloth is the same in every language. dye: the topic's. crop: fill the
    box and keep the inner selvedge and the lower edge. accent: one thread is marigold;
    not where many narrow cloths stand together. label: only where the cloth itself is the content.
    """
    return cloth(
        str(seed), dye or DEFAULT_DYE, int(cols), int(rows), int(fringe), bool(crop), bool(accent), str(label)
    )


@lru_cache(maxsize=2048)
def cloth(seed, dye, cols, rows, fringe, crop, accent, label=""):
    """Draw once and keep. An unknown dye gets the default one: a cloth never breaks a page."""
    dye = dye if dye in WEFTS else DEFAULT_DYE
    weft = tuple(f"var(--thread-{colour})" for colour in WEFTS[dye])
    warp = f"var(--thread-{'pine' if dye == 'all' else dye})"
    drawing = loom.weave(
        seed, warp, weft if len(weft) > 1 else weft[0],
        cols=cols, rows=rows, thread="var(--accent)" if accent else None, fringe=fringe, crop=crop, label=label,
    )  # fmt: skip
    return mark_safe(drawing)  # noqa: S308  numbers and our own colours; the loom escapes the label


@lru_cache(maxsize=256)
def _icon(name, css):
    turn = " icon--turn" if name in icons.TURNING else ""
    extra = f" {css}" if css else ""
    return format_html(
        '<svg class="icon{}{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        turn,
        extra,
        mark_safe(icons.DRAWINGS[name]),  # noqa: S308  our own drawings
    )


@register.simple_tag
def minutes_bar(steps):
    """Return the threads of a `minutes` bar: dicts with minutes, title, x, width and middle in percent of the whole.

    steps: anything with `minutes` (attribute or key) and a title. Right-to-left languages read time from the right,
    and SVG does not turn by itself, so x is mirrored here. A hair of space stays between two threads.
    """
    timed = [
        (int(listing.value_of(step, "minutes") or 0), listing.value_of(step, "title") or "") for step in steps
    ]
    timed = [(minutes, title) for minutes, title in timed if minutes > 0]
    total = sum(minutes for minutes, _title in timed)
    bar, at, mirrored = [], 0, get_language_bidi()
    for minutes, title in timed:
        start, width = 100 * at / total, 100 * minutes / total
        x = 100 - start - width if mirrored else start
        bar.append(
            {
                "minutes": minutes,
                "title": title,
                "x": f"{x:.2f}",
                "width": f"{max(width - 0.5, 0.5):.2f}",
                "middle": f"{x + width / 2 - 0.25:.2f}",
                "share": width,
            }
        )
        at += minutes
    return bar


@register.simple_tag
def minutes_drawing(bar):
    """Return what `minutes_bar` gave as an <svg>: see components/minutes.html."""
    return listing.minutes_html(bar)


@register.simple_tag
def entry_row(entry, level=3):
    """Return one entry of a list: see components/entry.html."""
    seed = listing.value_of(entry, "seed")
    swatch = weave(seed, listing.value_of(entry, "dye") or "", cols=12, rows=12) if seed else ""
    return listing.entry_html(entry, level or 3, swatch, icon)


@register.simple_tag
def choices(name, options, kind="checkbox"):
    """Return the boxes of one parameter of a filter: see components/choice.html."""
    return listing.choices_html(name, options or (), kind or "checkbox")


@register.simple_tag(takes_context=True)
def page_links(context, pages, parameter="page"):
    """Return the links for a Django Page as {previous, next, numbers}, or None when all fits on one.

    numbers: dicts {number, url, is_current}; None stands for a gap. The rest of the query string is kept, in the order
    in which it came, so that the same list has one address.
    """
    last = pages.paginator.num_pages
    if last <= 1:
        return None
    request = context.get("request")
    kept = [
        (name, value)
        for name, values in (request.GET.lists() if request else ())
        if name != parameter
        for value in values
    ]

    def url(number):
        query = urlencode([*kept, (parameter, number)] if number > 1 else kept)
        return f"?{query}" if query else (request.path if request else "?")

    near = sorted(n for n in {1, last, *range(pages.number - 1, pages.number + 2)} if 1 <= n <= last)
    numbers, before = [], 0
    for place in near:
        if place - before > 1:
            numbers.append(None)
        numbers.append({"number": place, "url": url(place), "is_current": place == pages.number})
        before = place
    return {
        "numbers": numbers,
        "previous": url(pages.number - 1) if pages.number > 1 else "",
        "next": url(pages.number + 1) if pages.number < last else "",
    }


@register.simple_tag
def control(field):
    """Return a form field's widget with the class of the `field` or `choice` component, tied to its hint and fault."""
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    described += [f"{field.auto_id}-fault"] if field.errors else []
    attrs = {"class": "choice__box" if kind_of(field) != "line" else "field__input"}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def kind_of(field):
    """Return "box" (one tick), "set" (a group of choices) or "line" (everything that one types or selects in)."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "box"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "set"
    return "line"


@register.simple_tag
def font_preloads(code, one_family=False):
    """Return the static paths of the fonts that the first screen in this language surely needs.

    one_family: the page is set in the text family alone.
    """
    language = languages.BY_CODE.get(code)
    fonts = FONTS[language.script if language else "latin"]
    return [font for font in fonts if not (one_family and font in VOICES)]


@register.simple_tag
def asset(path):
    """Return the address of a static file even where the manifest is missing: for the pages that report a fault."""
    try:
        return static(path)
    except ValueError:
        return settings.STATIC_URL + path


@register.simple_tag
def absolute(url):
    """Return `url` with the site's own origin before it: for canonical links and what other sites read."""
    url = str(url or "")
    return url if "://" in url else settings.SITE_URL + url


@register.inclusion_tag("cms/components/chart.html", name="chart")
def chart_figure(chart: Chart):
    """Return a chart with its title, its table and its note: see components/chart.html."""
    return chart_table(chart) | {"svg": svg(chart, mirrored=get_language_bidi())}


@register.inclusion_tag("cms/components/chart_table.html")
def chart_table(chart: Chart):
    """Return the table of a chart alone, for paper: see components/chart_table.html."""
    return {"chart": chart, "rows": twin(chart)}


@register.filter
def tel(number):
    """Return a phone number as a tel: address: digits and a leading plus only."""
    number = str(number)
    return ("tel:+" if number.strip().startswith("+") else "tel:") + "".join(c for c in number if c.isdigit())


@register.filter
def figure(value):
    """Return a number as the reader's language writes it, without needless decimals."""
    return number(value)


@register.filter
def bare(url, longest=40):
    """Return an address as one writes it by hand, for reading: no scheme, no last slash, a long path left out."""
    written = str(url).split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return written if len(written) <= longest else f"{written.split('/', 1)[0]}/…"
