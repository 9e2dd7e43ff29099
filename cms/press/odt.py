# ruff: noqa: E501 - lines of XML stay whole
"""The flow as an OpenDocument text."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from . import styles
from .flow import BESIDE, TEXT_WIDTH, Cell, Listing, Paragraph, Run, Table, flow, merged
from .odt_parts import (
    HEAD,
    MEDIA_TYPE,
    MODE,
    NAMESPACES,
    cell_styles,
    document_styles,
    manifest,
    meta,
    plain,
    style_id,
)
from .package import drawings, locale, packed

ROW_TO_FILL = 12  # millimetres


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
        "styles.xml": document_styles(job),
        "meta.xml": meta(job),
        "META-INF/manifest.xml": manifest(pictures),
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
        self.room = TEXT_WIDTH  # millimetres for a table: less inside another one
        for name, properties in cell_styles().items():
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
            f'<style:style style:name="{name}" style:family="table"><style:table-properties style:width="{self.room:g}mm" '
            f'table:align="margins" fo:margin-bottom="3mm" style:writing-mode="{mode}" table:border-model="collapsing"/></style:style>'
        )
        columns = ""
        for share in table.widths:
            properties = f'<style:table-column-properties style:column-width="{share * self.room:.2f}mm"/>'
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
            outside = self.room
            self.room = max(sum(table.widths[column : column + across]) * outside - BESIDE, BESIDE)
            inner = "".join(map(self.block, blocks))
            self.room = outside
            made.append(
                f'<table:table-cell table:style-name="{style}" office:value-type="string"{spans}>{inner}'
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
        text = plain(run.text)
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
