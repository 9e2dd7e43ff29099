# ruff: noqa: E501 - lines of XML stay whole
"""The flow as a Word file (Office Open XML, transitional)."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from . import styles
from .bidi import stretches
from .docx_parts import (
    HEAD,
    NAMESPACES,
    OFFICE,
    TWIPS,
    content_types,
    core,
    document_styles,
    relations,
    style_id,
)
from .flow import BESIDE, TEXT_WIDTH, Cell, Listing, Paragraph, Picture, Run, Table, flow, merged
from .package import drawings, locale, packed

EMU = 36000  # a millimetre
INDENT = 425  # of a list's level, in twips
ROW_TO_FILL = 12  # millimetres
DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


def docx(job: dict, blocks: list, folder: Path) -> bytes:
    drawings(job, folder)
    writer = _Writer(job)
    body = "".join(map(writer.block, flow(job, blocks)))
    tag = "-".join(filter(None, locale(job["language"])))
    rtl = job["direction"] == "rtl"
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rHeader"/><w:headerReference w:type="first" r:id="rFirst"/>'
        '<w:footerReference w:type="default" r:id="rFooter"/><w:footerReference w:type="first" r:id="rFooter"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1134" w:bottom="1304" w:left="1134" '
        f'w:header="680" w:footer="624" w:gutter="0"/><w:titlePg/>{"<w:bidi/>" * rtl}</w:sectPr>'
    )
    parts = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/>'
        ),
        "docProps/core.xml": core(job),
        "word/document.xml": f"{HEAD}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>",
        "word/styles.xml": document_styles(job, tag),
        "word/numbering.xml": writer.numbering(),
        "word/settings.xml": (
            f'{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:compat><w:compatSetting '
            'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            f'<w:themeFontLang w:val="{tag}"{f" w:bidi={quoteattr(tag)}" * rtl}/></w:settings>'
        ),
        "word/header.xml": f"{HEAD}<w:hdr {NAMESPACES}>{writer.ends('Header', job['title'], [Run(job['kind'])])}</w:hdr>",
        "word/header-first.xml": f"{HEAD}<w:hdr {NAMESPACES}>{writer.block(Paragraph('Header', []))}</w:hdr>",
        "word/footer.xml": f"{HEAD}<w:ftr {NAMESPACES}>{writer.ends('Footer', job['licence_name'], None)}</w:ftr>",
        "word/_rels/document.xml.rels": relations(
            "".join(
                f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>'
                for id, kind, target in (
                    ("rStyles", "styles", "styles.xml"),
                    ("rNumbers", "numbering", "numbering.xml"),
                    ("rSettings", "settings", "settings.xml"),
                    ("rHeader", "header", "header.xml"),
                    ("rFirst", "header", "header-first.xml"),
                    ("rFooter", "footer", "footer.xml"),
                )  # fmt: skip
            )
            + "".join(writer.relations)
        ),
    }
    parts |= {f"word/media/{file}": (folder / file).read_bytes() for file in sorted(writer.media)}
    return packed(parts)


class _Writer:
    """Turns the flow into WordprocessingML, collecting relations, pictures and numbered lists on the way."""

    def __init__(self, job):
        self.job = job
        self.base = job["direction"]
        self.relations: list[str] = []
        self.media: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.starts: list[int] = []  # of numbered lists
        self.drawn = 0
        self.room = TEXT_WIDTH  # millimetres for a table: less inside another one

    def block(self, block) -> str:
        if isinstance(block, Paragraph):
            return self.paragraph(block)
        if isinstance(block, Listing):
            return self.listing(block, 0)
        return self.table(block)

    def paragraph(self, block, extra: str = "", indent: int = 0) -> str:
        direction = block.direction or self.base
        properties = f'<w:pStyle w:val="{style_id(block.style)}"/>'
        properties += "<w:pageBreakBefore/>" * block.break_before + extra
        # the styles carry the document's direction; said again here, for programs that look only at paragraphs
        properties += {"rtl": "<w:bidi/>", "ltr": '<w:bidi w:val="0"/>' if self.base == "rtl" else ""}[
            direction
        ]
        properties += f'<w:ind w:left="{indent}"/>' * bool(indent)
        return f"<w:p><w:pPr>{properties}</w:pPr>{self.runs(block.runs, direction)}</w:p>"

    def listing(self, block, level) -> str:
        level = min(level, 8)
        if block.start is None:
            number = 1
        else:
            self.starts.append(block.start)
            number = len(self.starts) + 1
        made = []
        for item in block.items:
            mark = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            for part in item:
                if isinstance(part, Paragraph):
                    made.append(self.paragraph(part, mark, 0 if mark else INDENT * (level + 1)))
                    mark = ""  # what follows in the item stands below it, without a bullet
                elif isinstance(part, Listing):
                    made.append(self.listing(part, level + 1))
                else:
                    made.append(self.table(part))
        return "".join(made)

    def table(self, table) -> str:
        rtl = (table.direction or self.base) == "rtl"
        total = self.room * TWIPS
        widths = [round(share * total) for share in table.widths]
        look = f'w:firstRow="{int(table.head_rows > 0)}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"'
        title = f"<w:tblCaption w:val={quoteattr(table.title)}/>" if table.title else ""
        opening = (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style_id(table.style)}Grid"/>{"<w:bidiVisual/>" * rtl}'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{"0620" if table.head_rows else "0600"}" {look}/>{title}</w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
            + "</w:tblGrid>"
        )
        rows, held = [], {}  # held: column -> (rows still covered, columns across)
        for at, row in enumerate(table.rows):
            rows.append(self._row(row, widths, held, at < table.head_rows, table.style))
        return opening + "".join(rows) + "</w:tbl>" + self.paragraph(Paragraph("Spacer", []))

    def _row(self, row, widths, held, is_head, style):
        made, column, cells, fill = [], 0, iter(row), False
        while column < len(widths):
            if column in held:
                left, across = held.pop(column)
                if left > 1:
                    held[column] = (left - 1, across)
                made.append(
                    self._cell(
                        Cell([Paragraph("Table Text", [])], across=across), widths, column, "<w:vMerge/>"
                    )
                )
                column += across
                continue
            cell = next(cells, Cell([]))
            across = min(cell.across, len(widths) - column)
            fill = fill or (not cell.blocks and not is_head)
            merge = ""
            if cell.down > 1:
                held[column] = (cell.down - 1, across)
                merge = '<w:vMerge w:val="restart"/>'
            made.append(self._cell(Cell(cell.blocks, cell.head, across), widths, column, merge))
            column += across
        properties = "<w:cantSplit/>" if style != "Card" else ""
        properties += f'<w:trHeight w:val="{round(ROW_TO_FILL * TWIPS)}" w:hRule="atLeast"/>' * fill
        properties += "<w:tblHeader/>" * is_head
        return (
            f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"
            if properties
            else f"<w:tr>{''.join(made)}</w:tr>"
        )

    def _cell(self, cell, widths, column, merge):
        width = sum(widths[column : column + cell.across])
        span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
        blocks = cell.blocks or [Paragraph("Table Head" if cell.head else "Table Text", [])]
        outside, self.room = self.room, max(width / TWIPS - BESIDE, BESIDE)
        inner = "".join(map(self.block, blocks))
        self.room = outside
        if isinstance(blocks[-1], Table) or isinstance(blocks[-1], Listing) and not inner.endswith("</w:p>"):
            inner += self.paragraph(Paragraph("Spacer", []))
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{inner}</w:tc>'

    def runs(self, runs, base) -> str:
        return "".join(self._run(run, base) for run in merged(runs))

    def _run(self, run: Run, base) -> str:
        if run.picture:
            return f"<w:r>{self._picture(run.picture)}</w:r>"
        made = []
        for stretch, direction in stretches(run.text, run.direction or base):
            lines = "<w:br/>".join(
                f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else ""
                for line in stretch.split("\n")
            )
            made.append(f"<w:r>{self._manner(run, direction)}{lines}</w:r>")
        if run.href:
            if run.href not in self.links:
                self.links[run.href] = f"rLink{len(self.links) + 1}"
                self.relations.append(
                    f'<Relationship Id="{self.links[run.href]}" Type="{OFFICE}/hyperlink" Target={quoteattr(run.href)} TargetMode="External"/>'
                )
            return f'<w:hyperlink r:id="{self.links[run.href]}" w:history="1">{"".join(made)}</w:hyperlink>'
        return "".join(made)

    def _manner(self, run, direction):
        rtl = direction == "rtl"
        made = '<w:rStyle w:val="Hyperlink"/>' if run.href else ""
        made += "<w:b/><w:bCs/>" * run.bold
        made += "<w:i/>" * (run.italic and not rtl)  # Arabic and Hebrew have no italics
        made += f'<w:color w:val="{styles.QUIET}"/>' * (run.italic and rtl)
        made += {1: '<w:vertAlign w:val="superscript"/>', -1: '<w:vertAlign w:val="subscript"/>', 0: ""}[
            run.raised
        ]
        made += "<w:rtl/>" * rtl
        if run.language:
            tag = "-".join(filter(None, locale(run.language)))
            made += f'<w:lang {"w:bidi" if rtl else "w:val"}="{tag}"/>'
        return f"<w:rPr>{made}</w:rPr>" if made else ""

    def _picture(self, picture: Picture) -> str:
        self.drawn += 1
        if picture.file not in self.media:
            self.media[picture.file] = f"rMedia{len(self.media) + 1}"
            self.relations.append(
                f'<Relationship Id="{self.media[picture.file]}" Type="{OFFICE}/image" Target="media/{picture.file}"/>'
            )
        wide, high = round(picture.width * EMU), round(picture.height * EMU)
        named = f'id="{self.drawn}" name="Picture {self.drawn}" descr={quoteattr(picture.alt)}'
        described = f"<wp:docPr {named}/>" if picture.alt else f"<wp:docPr {named}>{DECORATIVE}</wp:docPr>"
        graphic = (
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData '
            f'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/>'
            f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{self.media[picture.file]}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect">'
            "<a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
        )
        extent = f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        if not picture.floating:
            return f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">{extent}{described}{graphic}</wp:inline></w:drawing>'
        side = "left" if self.base == "rtl" else "right"
        return (
            f'<w:drawing><wp:anchor distT="0" distB="0" distL="{180000 * (side == "right")}" distR="{180000 * (side == "left")}" simplePos="0" relativeHeight="1" behindDoc="0" '
            'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            f'<wp:positionH relativeFrom="page"><wp:align>{side}</wp:align></wp:positionH>'
            f'<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>{extent}'
            f'<wp:wrapSquare wrapText="bothSides"/>{described}{graphic}</wp:anchor></w:drawing>'
        )

    def ends(self, style, left, right) -> str:
        """A header or footer: text at the start, and at the end other text or the number of the page."""
        if right is not None:
            end = self.runs(right, self.base)
        else:
            rtl = "<w:rPr><w:rtl/></w:rPr>" * (self.base == "rtl")
            fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
            end = "".join(
                f'<w:fldSimple w:instr="{fields[part]}"><w:r>{rtl}<w:t>1</w:t></w:r></w:fldSimple>'
                if part in fields
                else self.runs([Run(part)], self.base)
                for part in re.split(r"(\{pages?\})", self.job["words"]["page_of"])
                if part
            )
        bidi = "<w:bidi/>" * (self.base == "rtl")
        start = self.runs([Run(left)], self.base)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{bidi}</w:pPr>{start}<w:r><w:tab/></w:r>{end}</w:p>'

    def numbering(self) -> str:
        """Bullets are list 1; each numbered list has a number of its own, so that each begins anew."""

        def levels(kind):
            return "".join(
                f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{"•" if kind == "bullet" else f"%{at + 1}."}"/>'
                f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{INDENT * (at + 1)}" w:hanging="340"/></w:pPr></w:lvl>'
                for at in range(9)
            )

        abstract = "".join(
            f'<w:abstractNum w:abstractNumId="{at}"><w:multiLevelType w:val="hybridMultilevel"/>{levels(kind)}</w:abstractNum>'
            for at, kind in enumerate(("bullet", "decimal"))
        )
        numbers = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + "".join(
            f'<w:num w:numId="{at}"><w:abstractNumId w:val="1"/>'
            + "".join(
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
                for level in range(9)
            )
            + "</w:num>"
            for at, start in enumerate(self.starts, 2)
        )
        return f"{HEAD}<w:numbering {NAMESPACES}>{abstract}{numbers}</w:numbering>"
