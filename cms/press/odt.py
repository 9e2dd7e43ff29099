"""The flow as an OpenDocument text."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from . import styles
from .flow import TEXT_WIDTH, Cell, Listing, Paragraph, Run, Table, flow, merged
from .package import drawings, locale, packed

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROW_TO_FILL = 12  # millimetres
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


def odt(job: dict, blocks: list, folder: Path) -> bytes:
    drawings(job, folder)
    writer = _Writer(job)
    body = "".join(map(writer.block, flow(job, blocks)))
    automatic = "".join(writer.automatic)
    pictures = {f"Pictures/{file}": (folder / file).read_bytes() for file in sorted(writer.files)}
    parts = {
        "mimetype": MEDIA_TYPE,
        "content.xml": (
            f'{HEAD}<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>{automatic}'
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
        ),
        "styles.xml": _styles(job),
        "meta.xml": _meta(job),
        "META-INF/manifest.xml": _manifest(pictures),
    }
    return packed(parts | pictures, first="mimetype")


class _Writer:
    """Turns the flow into ODF, collecting automatic styles and pictures on the way."""

    def __init__(self, job):
        self.job = job
        self.base = job["direction"]
        self.automatic: list[str] = []
        self.named: dict[tuple, str] = {}
        self.files: set[str] = set()
        self.tables = self.drawn = 0
        for name, properties in _cell_styles().items():
            self.automatic.append(
                f'<style:style style:name="{name}" style:family="table-cell">{properties}</style:style>'
            )
        self.automatic.append(
            f'<style:style style:name="RowToFill" style:family="table-row"><style:table-row-properties style:min-row-height="{ROW_TO_FILL}mm" '
            'fo:keep-together="always"/></style:style><style:style style:name="Row" style:family="table-row">'
            '<style:table-row-properties fo:keep-together="always"/></style:style>'
            '<style:style style:name="Inline" style:family="graphic"><style:graphic-properties style:vertical-pos="middle" '
            'style:vertical-rel="text" fo:margin="0mm" style:wrap="none" fo:border="none" fo:padding="0mm"/></style:style>'
            '<style:style style:name="Cloth" style:family="graphic"><style:graphic-properties style:vertical-pos="top" '
            f'style:vertical-rel="page" style:horizontal-pos="{"left" if self.base == "rtl" else "right"}" style:horizontal-rel="page" '
            'style:wrap="parallel" style:number-wrapped-paragraphs="no-limit" fo:margin-left="4mm" fo:margin-right="4mm" '
            'fo:margin-top="0mm" fo:margin-bottom="0mm" fo:border="none" fo:padding="0mm"/></style:style>'
        )

    def block(self, block) -> str:
        if isinstance(block, Paragraph):
            return self.paragraph(block)
        if isinstance(block, Listing):
            return self.listing(block)
        return self.table(block)

    def paragraph(self, block) -> str:
        style = self._paragraph_style(block)
        inner = self.runs(block.runs)
        outline = {one.name: one.outline for one in styles.STYLES}.get(block.style)
        if outline:
            return f'<text:h text:style-name="{style}" text:outline-level="{outline}">{inner}</text:h>'
        return f'<text:p text:style-name="{style}">{inner}</text:p>'

    def _paragraph_style(self, block):
        turned = block.direction if block.direction != self.base else ""
        if not turned and not block.break_before:
            return style_id(block.style)
        mode = f' style:writing-mode="{MODE[turned]}"' if turned else ""
        pause = ' fo:break-before="page"' * block.break_before
        properties = f"<style:paragraph-properties{mode}{pause}/>"
        return self._automatic(
            "P", "paragraph", properties, f' style:parent-style-name="{style_id(block.style)}"'
        )

    def _automatic(self, letter, family, properties, more=""):
        key = (family, properties, more)
        if key not in self.named:
            self.named[key] = f"{letter}{len(self.named) + 1}"
            self.automatic.append(
                f'<style:style style:name="{self.named[key]}" style:family="{family}"{more}>{properties}</style:style>'
            )
        return self.named[key]

    def listing(self, block) -> str:
        kind = "Bullets" if block.start is None else "Numbers"
        items = []
        for at, item in enumerate(block.items):
            start = f' text:start-value="{block.start}"' if block.start is not None and at == 0 else ""
            tables = [
                one for one in item if isinstance(one, Table)
            ]  # ODF has no tables inside lists: they follow it
            inner = "".join(self.block(one) for one in item if not isinstance(one, Table))
            items.append(f"<text:list-item{start}>{inner}</text:list-item>")
            if tables:
                rest = Listing(
                    block.items[at + 1 :],
                    None if block.start is None else block.start + at + 1,
                    block.direction,
                )
                after = "".join(map(self.block, tables)) + (self.listing(rest) if rest.items else "")
                return f'<text:list text:style-name="{kind}">{"".join(items)}</text:list>{after}'
        return f'<text:list text:style-name="{kind}">{"".join(items)}</text:list>'

    def table(self, table) -> str:
        self.tables += 1
        name = f"Table{self.tables}"
        mode = MODE[table.direction or self.base]
        self.automatic.append(
            f'<style:style style:name="{name}" style:family="table"><style:table-properties style:width="{TEXT_WIDTH}mm" '
            f'table:align="margins" fo:margin-bottom="3mm" style:writing-mode="{mode}" table:border-model="collapsing"/></style:style>'
        )
        columns = ""
        for share in table.widths:
            properties = f'<style:table-column-properties style:column-width="{share * TEXT_WIDTH:.2f}mm"/>'
            columns += (
                f'<table:table-column table:style-name="{self._automatic("C", "table-column", properties)}"/>'
            )
        held: dict[int, tuple[int, int]] = {}
        rows = [self._row(row, len(table.widths), held, table, at) for at, row in enumerate(table.rows)]
        head = "".join(rows[: table.head_rows])
        head = f"<table:table-header-rows>{head}</table:table-header-rows>" if head else ""
        title = f"<table:title>{escape(table.title)}</table:title>" if table.title else ""
        return (
            f'<table:table table:name="{name}" table:style-name="{name}">{title}{columns}{head}'
            f"{''.join(rows[table.head_rows :])}</table:table>{self.paragraph(Paragraph('Spacer', []))}"
        )

    def _row(self, row, columns, held, table, at):
        made, column, cells, fill = [], 0, iter(row), False
        is_head = at < table.head_rows
        style = "Head" if is_head else f"{table.style}First" if at == table.head_rows else table.style
        while column < columns:
            if column in held:
                left, across = held.pop(column)
                if left > 1:
                    held[column] = (left - 1, across)
                made.append("<table:covered-table-cell/>" * across)
                column += across
                continue
            cell = next(cells, Cell([]))
            across = min(cell.across, columns - column)
            fill = fill or (not cell.blocks and not is_head)
            if cell.down > 1:
                held[column] = (cell.down - 1, across)
            spans = f' table:number-columns-spanned="{across}"' if across > 1 else ""
            spans += f' table:number-rows-spanned="{cell.down}"' if cell.down > 1 else ""
            blocks = cell.blocks or [Paragraph("Table Head" if cell.head else "Table Text", [])]
            made.append(
                f'<table:table-cell table:style-name="{style}" office:value-type="string"{spans}>{"".join(map(self.block, blocks))}'
                f"</table:table-cell>{'<table:covered-table-cell/>' * (across - 1)}"
            )
            column += across
        kind = "RowToFill" if fill and table.style == "Table" else "Row"
        return f'<table:table-row table:style-name="{kind}">{"".join(made)}</table:table-row>'

    def runs(self, runs) -> str:
        return "".join(map(self._run, merged(runs)))

    def _run(self, run: Run) -> str:
        if run.picture:
            return self._picture(run.picture)
        text = _text(run.text)
        properties = ""
        if run.bold:
            properties += (
                ' fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"'
            )
        if run.italic:
            properties += ' fo:font-style="italic"' + f' fo:color="#{styles.QUIET}"' * (self.base == "rtl")
        if run.raised:
            properties += f' style:text-position="{"super" if run.raised > 0 else "sub"} 65%"'
        if run.language:
            language, country = locale(run.language)
            for end in ("", "-complex"):
                prefix = "style" if end else "fo"
                properties += (
                    f' {prefix}:language{end}="{language}" {prefix}:country{end}="{country or "none"}"'
                )
        if properties:
            text = f'<text:span text:style-name="{self._automatic("T", "text", f"<style:text-properties{properties}/>")}">{text}</text:span>'
        if run.href:
            text = f'<text:a xlink:type="simple" xlink:href={quoteattr(run.href)} text:style-name="Internet_20_link">{text}</text:a>'
        return text

    def _picture(self, picture) -> str:
        self.files.add(picture.file)
        self.drawn += 1
        place = (
            'draw:style-name="Cloth" text:anchor-type="paragraph"'
            if picture.floating
            else 'draw:style-name="Inline" text:anchor-type="as-char"'
        )
        alt = (
            f"<svg:title>{escape(picture.alt)}</svg:title><svg:desc>{escape(picture.alt)}</svg:desc>"
            if picture.alt
            else ""
        )
        decorative = "" if picture.alt else ' loext:decorative="true"'
        return (
            f'<draw:frame draw:name="Picture {self.drawn}" {place} svg:width="{picture.width:.2f}mm" svg:height="{picture.height:.2f}mm"'
            f'{decorative}><draw:image xlink:href="Pictures/{picture.file}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"{alt}</draw:frame>"
        )


def style_id(name: str) -> str:
    return "Standard" if name == "Normal" else name.replace("Body Text", "Text body").replace(" ", "_20_")


def _text(text):
    """Escape; keep every space and break, which ODF would fold."""
    text = escape(text).replace("\n", "<text:line-break/>").replace("\t", " ")
    text = re.sub("  +", lambda found: f' <text:s text:c="{len(found.group()) - 1}"/>', text)
    return "<text:s/>" + text[1:] if text.startswith(" ") else text


def _cell_styles():
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


def _styles(job):
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
        }.get(part, _text(part))
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
        f'{_text(job["title"])}<text:tab/>{_text(job["kind"])}</text:p></style:header><style:header-first><text:p text:style-name="Header"/>'
        f'</style:header-first><style:footer><text:p text:style-name="Footer">{_text(job["licence_name"])}<text:tab/>{count}</text:p>'
        f'</style:footer><style:footer-first><text:p text:style-name="Footer">{_text(job["licence_name"])}<text:tab/>{count}</text:p>'
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
    paragraph += f' fo:margin-{side}="{style.indent}pt"' if style.indent else ""
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


def _meta(job):
    return (
        f'{HEAD}<office:document-meta {NAMESPACES} office:version="1.3"><office:meta><dc:title>{escape(job["title"])}</dc:title>'
        f"<dc:description>{escape(job['summary'])}</dc:description><meta:initial-creator>{escape(job['credits'])}</meta:initial-creator>"
        f"<dc:language>{'-'.join(filter(None, locale(job['language'])))}</dc:language></office:meta></office:document-meta>"
    )


def _manifest(pictures):
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
