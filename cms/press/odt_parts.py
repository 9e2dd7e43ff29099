# ruff: noqa: E501 - lines of XML stay whole
"""The parts of an OpenDocument text that do not hold its words: styles, page, properties, manifest."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from . import styles
from .flow import TEXT_WIDTH
from .package import locale

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
LEVELS = 10
NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        **{
            name: f"urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"
            for name, path in (
                ("office", "office"),
                ("style", "style"),
                ("text", "text"),
                ("table", "table"),
                ("draw", "drawing"),
                ("fo", "xsl-fo-compatible"),
                ("svg", "svg-compatible"),
                ("meta", "meta"),
            )  # fmt: skip
        },
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    }.items()
)
MODE = {"rtl": "rl-tb", "ltr": "lr-tb"}


def style_id(name: str) -> str:
    return "Standard" if name == "Normal" else name.replace("Body Text", "Text body").replace(" ", "_20_")


def plain(text):
    """Escape; keep every space and break, which ODF would fold."""
    text = escape(text).replace("\n", "<text:line-break/>").replace("\t", " ")
    text = re.sub("  +", lambda found: f' <text:s text:c="{len(found.group()) - 1}"/>', text)
    return "<text:s/>" + text[1:] if text.startswith(" ") else text


def cell_styles():
    def cell(padding, **lines):
        borders = "".join(
            f' fo:border-{side}="{lines[side]}"' if side in lines else f' fo:border-{side}="none"'
            for side in ("top", "bottom", "left", "right")
        )
        shade = f' fo:background-color="#{lines["shade"]}"' if "shade" in lines else ""
        return f'<style:table-cell-properties fo:padding="{padding}"{borders}{shade}/>'

    strong, soft = f"0.75pt solid #{styles.RULE_STRONG}", f"0.5pt solid #{styles.RULE}"
    table = cell("1mm", bottom=soft)
    notice = cell("3mm", shade=styles.MIST, top=f"1.5pt solid #{styles.MARIGOLD}")
    card = cell("4mm", top=strong, bottom=strong, left=strong, right=strong)
    facts = cell("1mm", bottom=soft)
    imprint = cell("1mm", bottom=f"1.25pt solid #{styles.MARIGOLD}")
    return {
        "Head": cell("1mm", top=strong, bottom=soft, shade=styles.MIST),
        "Table": table, "TableFirst": table, "Card": card, "CardFirst": card, "Notice": notice, "NoticeFirst": notice,
        "Facts": facts, "FactsFirst": cell("1mm", top=f"1.25pt solid #{styles.PINE}"), "Imprint": imprint, "ImprintFirst": imprint,
    }  # fmt: skip


def document_styles(job):
    language, country = locale(job["language"])
    rtl, dye, mode = job["direction"] == "rtl", job["dyes"][0], MODE[job["direction"]]
    said = "".join(
        f' {prefix}:language{end}="{language}" {prefix}:country{end}="{country or "none"}"'
        for prefix, end in (("fo", ""), ("style", "-asian"), ("style", "-complex"))
    )
    faces = "".join(
        f'<style:font-face style:name="{name}" svg:font-family="{", ".join(f"&apos;{one}&apos;" for one in families)}"/>'
        for name, families in (
            ("Text", styles.TEXT_FONTS),
            ("Voice", styles.VOICE_FONTS),
            ("Complex", styles.COMPLEX_FONTS),
        )
    )
    named = "".join(_style(style, dye, rtl) for style in styles.STYLES)
    levels = range(1, LEVELS + 1)

    def place(level):
        return (
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment '
            f'text:label-followed-by="listtab" text:list-tab-stop-position="{7.5 * level}mm" fo:text-indent="-6mm" '
            f'fo:margin-left="{7.5 * level}mm"/></style:list-level-properties>'
        )

    bullets = "".join(
        f'<text:list-level-style-bullet text:level="{at}" text:bullet-char="•">{place(at)}</text:list-level-style-bullet>'
        for at in levels
    )
    numbers = "".join(
        f'<text:list-level-style-number text:level="{at}" style:num-format="1" style:num-suffix=".">{place(at)}</text:list-level-style-number>'
        for at in levels
    )
    outline = "".join(f'<text:outline-level-style text:level="{at}" style:num-format=""/>' for at in levels)
    count = "".join(
        {
            "{page}": '<text:page-number text:select-page="current">1</text:page-number>',
            "{pages}": "<text:page-count>1</text:page-count>",
        }.get(part, plain(part))
        for part in re.split(r"(\{pages?\})", job["words"]["page_of"])
    )
    return (
        f'{HEAD}<office:document-styles {NAMESPACES} office:version="1.3"><office:font-face-decls>{faces}</office:font-face-decls>'
        f'<office:styles><style:default-style style:family="paragraph"><style:paragraph-properties style:writing-mode="{mode}" '
        f'fo:orphans="2" fo:widows="2" style:tab-stop-distance="12.5mm"/><style:text-properties{_fonts("Text")} fo:font-size="11pt" '
        f'style:font-size-complex="12pt"{said} fo:hyphenate="false"/></style:default-style>'
        f'<style:default-style style:family="table"><style:table-properties style:writing-mode="{mode}" table:border-model="collapsing"/></style:default-style>'
        f'{named}<style:style style:name="Internet_20_link" style:display-name="Internet link" style:family="text"><style:text-properties '
        f'fo:color="#{styles.IVY}" style:text-underline-style="solid" style:text-underline-width="auto"/></style:style>'
        f'<text:outline-style style:name="Outline">{outline}</text:outline-style>'
        f'<text:list-style style:name="Bullets">{bullets}</text:list-style><text:list-style style:name="Numbers">{numbers}</text:list-style>'
        '</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" '
        'fo:page-height="297mm" style:print-orientation="portrait" fo:margin-top="12mm" fo:margin-bottom="11mm" fo:margin-left="20mm" '
        f'fo:margin-right="20mm" style:writing-mode="{mode}"/><style:header-style><style:header-footer-properties fo:min-height="12mm" '
        'fo:margin-bottom="6mm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="12mm" '
        'fo:margin-top="6mm"/></style:footer-style></style:page-layout></office:automatic-styles><office:master-styles>'
        '<style:master-page style:name="Standard" style:page-layout-name="A4"><style:header><text:p text:style-name="Header">'
        f'{plain(job["title"])}<text:tab/>{plain(job["kind"])}</text:p></style:header><style:header-first><text:p text:style-name="Header"/>'
        f'</style:header-first><style:footer><text:p text:style-name="Footer">{plain(job["licence_name"])}<text:tab/>{count}</text:p>'
        f'</style:footer><style:footer-first><text:p text:style-name="Footer">{plain(job["licence_name"])}<text:tab/>{count}</text:p>'
        "</style:footer-first></style:master-page></office:master-styles></office:document-styles>"
    )


def _fonts(name):
    return f' style:font-name="{name}" style:font-name-asian="{name}" style:font-name-complex="Complex"'


def _style(style, dye, rtl):
    # LibreOffice takes "start" for left whatever the direction, so the side is named
    paragraph = f' fo:text-align="{"right" if rtl else "left"}" style:justify-single-word="false" style:writing-mode="{MODE["rtl" if rtl else "ltr"]}"'
    for name, value in (("margin-top", style.before), ("margin-bottom", style.after)):
        paragraph += f' fo:{name}="{value}pt"' if value is not None else ""
    paragraph += f' fo:line-height="{round(style.line * 100)}%"' if style.line else ""
    paragraph += (
        ' fo:keep-with-next="always"' * style.keep_next + ' fo:break-before="page"' * style.page_break
    )
    side = "right" if rtl else "left"
    for where, border in (("top", style.top), ("bottom", style.bottom), (side, style.start)):
        paragraph += (
            f' fo:border-{where}="{border[0]}pt solid #{border[1]}" fo:padding-{where}="{3 if where == side else 1}mm"'
            if border
            else ""
        )
    paragraph += ' style:join-border="false"' * style.each
    paragraph += (
        f' fo:margin-{side}="{style.indent}pt"'
        if style.indent and not (style.hang and side == "left")
        else ""
    )
    # LibreOffice takes the left margin for the one at the start, whatever the direction; the right one is then at the end
    paragraph += f' fo:margin-left="{style.indent}pt" fo:text-indent="-{style.hang}pt"' if style.hang else ""
    tabs = f'<style:tab-stops><style:tab-stop style:position="{TEXT_WIDTH}mm" style:type="right"/></style:tab-stops>'
    tabs = tabs if style.name in ("Header", "Footer") else ""
    letters = _fonts("Voice") if style.voice else ""
    if style.bold is not None:
        letters += "".join(f' {name}="{"bold" if style.bold else "normal"}"' for name in
                           ("fo:font-weight", "style:font-weight-asian", "style:font-weight-complex"))  # fmt: skip
    letters += f' fo:color="#{styles.colour(style.colour, dye)}"' if style.colour else ""
    if style.size:
        letters += f' fo:font-size="{style.size}pt" style:font-size-asian="{style.size}pt" style:font-size-complex="{style.size * 1.1:.1f}pt"'
    outline = f' style:default-outline-level="{style.outline}"' if style.outline else ""
    parent = f' style:parent-style-name="{style_id(style.based)}"' if style.based else ""
    after = f' style:next-style-name="{style_id(style.following)}"' if style.following else ""
    shown = style_id(style.name).replace("_20_", " ")
    return (
        f'<style:style style:name="{style_id(style.name)}" style:display-name="{shown}" style:family="paragraph"{parent}{after}{outline}>'
        f"<style:paragraph-properties{paragraph}>{tabs}</style:paragraph-properties><style:text-properties{letters}/></style:style>"
    )


def meta(job):
    return (
        f'{HEAD}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta><dc:title>{escape(job["title"])}</dc:title>'
        f"<dc:description>{escape(job['summary'])}</dc:description><meta:initial-creator>{escape(job['credits'])}</meta:initial-creator>"
        f"<dc:language>{'-'.join(filter(None, locale(job['language'])))}</dc:language></office:meta></office:document-meta>"
    )


def manifest(pictures):
    kinds = {"/": MEDIA_TYPE, "content.xml": "text/xml", "styles.xml": "text/xml", "meta.xml": "text/xml"}
    kinds |= {name: "image/png" if name.endswith("png") else "image/jpeg" for name in pictures}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">{entries}'
        "</manifest:manifest>"
    )
