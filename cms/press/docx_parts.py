# ruff: noqa: E501 - lines of XML stay whole
"""The parts of a Word file that do not hold its text: styles, properties, and the lists of what is in the package."""

from __future__ import annotations

from xml.sax.saxutils import escape

from . import styles
from .flow import TEXT_WIDTH

TWIPS = 56.6929  # a millimetre
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


def style_id(name: str) -> str:
    return name.replace(" ", "")


def document_styles(job, tag):
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
    hanging = f' w:hanging="{round(style.hang * 20)}"' if style.hang else ""
    paragraph += f'<w:ind w:left="{round(style.indent * 20)}"{hanging}/>' if style.indent else ""
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


def core(job):
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(job["title"])}</dc:title>'
        f"<dc:creator>{escape(job['credits'])}</dc:creator><dc:description>{escape(job['summary'])}</dc:description>"
        f"<dc:language>{escape(job['language'])}</dc:language></cp:coreProperties>"
    )


def relations(inner):
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def content_types():
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
