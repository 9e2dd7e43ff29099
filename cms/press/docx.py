"""The flow as a Word file (Office Open XML, transitional)."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from . import styles
from .bidi import stretches
from .flow import TEXT_WIDTH, Cell, Listing, Paragraph, Picture, Run, Table, flow, merged
from .package import drawings, locale, packed

TWIPS = 56.6929  # a millimetre
EMU = 36000  # a millimetre
INDENT = 425  # of a list's level, in twips
ROW_TO_FILL = 12  # millimetres
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
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
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
            '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/>'
        ),
        "docProps/core.xml": _core(job),
        "word/document.xml": f"{HEAD}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>",
        "word/styles.xml": _styles(job, tag),
        "word/numbering.xml": writer.numbering(),
        "word/settings.xml": (
            f'{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:compat><w:compatSetting '
            'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
            f'<w:themeFontLang w:val="{tag}"{f" w:bidi={quoteattr(tag)}" * rtl}/></w:settings>'
        ),
        "word/header.xml": f"{HEAD}<w:hdr {NAMESPACES}>{writer.ends('Header', job['title'], [Run(job['kind'])])}</w:hdr>",
        "word/header-first.xml": f"{HEAD}<w:hdr {NAMESPACES}>{writer.block(Paragraph('Header', []))}</w:hdr>",
        "word/footer.xml": f"{HEAD}<w:ftr {NAMESPACES}>{writer.ends('Footer', job['licence_name'], None)}</w:ftr>",
        "word/_rels/document.xml.rels": _relations(
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
        total = TEXT_WIDTH * TWIPS
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
        inner = "".join(map(self.block, blocks))
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


def style_id(name: str) -> str:
    return name.replace(" ", "")


def _styles(job, tag):
    rtl, dye = job["direction"] == "rtl", job["dyes"][0]
    fonts = _fonts(styles.TEXT_FONTS[0])
    made = [
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{"en-GB" if rtl else tag}" w:eastAsia="{tag}" w:bidi="{tag if rtl else "ar-SA"}"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{'<w:bidi/>' * rtl}</w:pPr></w:pPrDefault></w:docDefaults>"
    ]
    made += [_style(style, dye, rtl) for style in styles.STYLES]
    made.append(
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>'
        f'<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="{styles.IVY}"/>'
        '<w:u w:val="single"/></w:rPr></w:style>'
    )
    made.append(_table_styles())
    return f"{HEAD}<w:styles {NAMESPACES}>{''.join(made)}</w:styles>"


def _fonts(family):
    return f'<w:rFonts w:ascii="{family}" w:hAnsi="{family}" w:eastAsia="{family}" w:cs="{styles.COMPLEX_FONTS[0]}"/>'


def _style(style, dye, rtl):
    def edge(side, border):
        return f'<w:{side} w:val="single" w:sz="{round(border[0] * 8)}" w:space="{8 if side in ("left", "right") else 4}" w:color="{border[1]}"/>'

    paragraph = "<w:keepNext/><w:keepLines/>" * style.keep_next + "<w:pageBreakBefore/>" * style.page_break
    side = "right" if rtl else "left"
    edges = (("top", style.top), ("left", style.start if side == "left" else None), ("bottom", style.bottom),
             ("right", style.start if side == "right" else None))  # fmt: skip
    borders = "".join(edge(where, border) for where, border in edges if border)
    borders += edge("between", style.bottom) if style.each else ""
    paragraph += f"<w:pBdr>{borders}</w:pBdr>" if borders else ""
    if style.name in ("Header", "Footer"):
        paragraph += f'<w:tabs><w:tab w:val="right" w:pos="{round(TEXT_WIDTH * TWIPS)}"/></w:tabs>'
    paragraph += "<w:bidi/>" * rtl
    spacing = "".join(
        f' w:{name}="{round(value * 20)}"'
        for name, value in (("before", style.before), ("after", style.after))
        if value is not None
    )
    spacing += f' w:line="{round(style.line * 240)}" w:lineRule="auto"' if style.line else ""
    paragraph += f"<w:spacing{spacing}/>" if spacing else ""
    paragraph += f'<w:ind w:left="{round(style.indent * 20)}"/>' if style.indent else ""
    paragraph += f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else ""
    letters = _fonts(styles.VOICE_FONTS[0]) if style.voice else ""
    letters += {True: "<w:b/><w:bCs/>", False: '<w:b w:val="0"/><w:bCs w:val="0"/>', None: ""}[style.bold]
    letters += f'<w:color w:val="{styles.colour(style.colour, dye)}"/>' if style.colour else ""
    size = style.size * (1.1 if rtl else 1)
    letters += (
        f'<w:sz w:val="{round(style.size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if style.size else ""
    )
    known = {"Heading 1": "heading 1", "Heading 2": "heading 2", "Heading 3": "heading 3", "Header": "header", "Footer": "footer",
             "Caption": "caption"}.get(style.name, style.name)  # fmt: skip
    return (
        f'<w:style w:type="paragraph"{" w:default=" + chr(34) + "1" + chr(34) if not style.based else ""} w:styleId="{style_id(style.name)}">'
        f'<w:name w:val="{known}"/>'
        + (f'<w:basedOn w:val="{style_id(style.based)}"/>' if style.based else "")
        + (f'<w:next w:val="{style_id(style.following)}"/>' if style.following else "")
        + f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _table_styles():
    def line(side, size, hue):
        return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{hue}"/>'

    def margins(across, down):
        return (
            f'<w:tblCellMar><w:top w:w="{down}" w:type="dxa"/><w:left w:w="{across}" w:type="dxa"/>'
            f'<w:bottom w:w="{down}" w:type="dxa"/><w:right w:w="{across}" w:type="dxa"/></w:tblCellMar>'
        )

    strong, soft = styles.RULE_STRONG, styles.RULE
    box = "".join(line(side, 6, strong) for side in ("top", "left", "bottom", "right"))
    kinds = {
        "Table": (
            line("top", 6, strong) + line("bottom", 6, strong) + line("insideH", 4, soft),
            margins(100, 30),
            "",
        ),
        "Card": (box, margins(227, 142), ""),
        "Notice": (
            line("top", 12, styles.MARIGOLD),
            margins(200, 113),
            f'<w:shd w:val="clear" w:color="auto" w:fill="{styles.MIST}"/>',
        ),
        "Facts": (line("top", 10, styles.PINE) + line("bottom", 4, soft), margins(60, 30), ""),
        "Imprint": (line("bottom", 10, styles.MARIGOLD), margins(60, 60), ""),
    }
    made = '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    for name, (borders, padding, shade) in kinds.items():
        head = (
            f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{styles.MIST}"/></w:tcPr></w:tblStylePr>'
            if name == "Table"
            else ""
        )
        made += (
            f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}Grid"><w:name w:val="{name} Grid"/><w:basedOn w:val="TableNormal"/>'
            f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>{padding}</w:tblPr><w:tcPr>{shade}</w:tcPr>{head}</w:style>"
        )
    return made


def _core(job):
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(job["title"])}</dc:title>'
        f"<dc:creator>{escape(job['credits'])}</dc:creator><dc:description>{escape(job['summary'])}</dc:description>"
        f"<dc:language>{escape(job['language'])}</dc:language></cp:coreProperties>"
    )


def _relations(inner):
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def _content_types():
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml", "png": "image/png",
                "jpg": "image/jpeg"}  # fmt: skip
    parts = {"document": "document.main", "styles": "styles", "numbering": "numbering", "settings": "settings", "header": "header",
             "header-first": "header", "footer": "footer"}  # fmt: skip
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        + "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in defaults.items())
        + "".join(
            f'<Override PartName="/word/{part}.xml" ContentType="{WORDML}.{kind}+xml"/>'
            for part, kind in parts.items()
        )
        + '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )
