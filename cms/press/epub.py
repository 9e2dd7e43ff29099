"""The tree as an EPUB 3 by pandoc, made right-to-left, accessible and always the same."""

from __future__ import annotations

import base64
import io
import json
import re
import time
import uuid
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from .icons import ICON_SVG
from .package import cloth, packed
from .pandoc import pandoc
from .tree import attributes, is_div, rebuilt

ASSETS = Path(__file__).parent / "assets"
ENTRY = "EPUB/content.opf"


def epub(job: dict, blocks: list, folder: Path) -> bytes:
    tree = {
        "pandoc-api-version": [1, 23, 1, 1],
        "meta": {},
        "blocks": front(job) + rebuilt(blocks, lambda node: _shaped(node, job, folder)),
    }
    metadata = {
        "title": job["title"],
        "lang": job["language"],
        "dir": job["direction"],
        "page-progression-direction": job["direction"],
        "identifier": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, job['address'])}",
        "creator": job["credits"],
        "rights": job["licence_name"],
        "description": job["summary"],
        "source": job["address"],
        "toc-title": job["words"]["contents"],
    }
    (folder / "metadata.json").write_text(json.dumps(metadata, ensure_ascii=False))
    made = pandoc(
        ["-f", "json", "-t", "epub3", "--metadata-file", str(folder / "metadata.json"),
         "--epub-title-page=false", "--split-level=2", "--toc-depth=2", "--section-divs"],
        json.dumps(tree).encode(), job, folder,
    )  # fmt: skip
    return _finished(made, job)


def front(job: dict) -> list:
    """Title, kind, summary and facts as blocks. The pictures are decoration, but for the QR code."""
    words = job["words"]
    facts = [
        [
            [
                _image(ICON_SVG[name].replace("currentColor", job["dyes"][0]), "", "icon"),
                _space(),
                _str(label),
            ],
            [[_plain(_str(value))]],
        ]
        for name, label, value in job["facts"]
    ]
    lines = [[_link(job["address"])]]
    if job["credits"]:
        lines.append([_str(f"{words['credits']}: {job['credits']}")])
    licence = (
        {"t": "Link", "c": [["", [], []], [_str(job["licence_name"])], [job["licence_url"], ""]]}
        if job["licence_url"]
        else _str(job["licence_name"])
    )
    if job["licence_name"]:
        lines.append([_str(f"{words['licence']}: "), licence])
    if job["version"]:
        lines.append([_str(words["version"].replace("{version}", job["version"]))])
    code = _image(job["qr"], f"{words['scan']} {job['address']}", "qr")
    return [
        {"t": "Header", "c": [1, ["title", [], []], [_str(job["title"])]]},
        _div("cloth", [_plain(_image(cloth(job), "", "cloth"))]),
        *([_div("kind", [_para(_str(job["kind"]))])] if job["kind"] else []),
        *([_div("summary", [_para(_str(job["summary"]))])] if job["summary"] else []),
        *([_div("facts", [{"t": "DefinitionList", "c": facts}])] if facts else []),
        _div("imprint", [_para(code), *[_para(*line) for line in lines]]),
    ]


def _shaped(node, job, folder):
    """Give pictures their bytes, steps their times, and pupils their lines to write on."""
    if node["t"] == "Image":
        seen = job["pictures"][node["c"][2][0].removeprefix("picture:")]
        kind = "png" if seen["file"].endswith("png") else "jpeg"
        coded = base64.b64encode((folder / seen["file"]).read_bytes()).decode()
        node["c"][2] = [f"data:image/{kind};base64,{coded}", ""]
    elif is_div(node, "step"):
        given = attributes(node)
        said = " · ".join(given[name] for name in ("time", "grouping") if given.get(name))
        clock = _image(ICON_SVG["time"].replace("currentColor", job["dyes"][0]), "", "icon")
        node["c"][0][2] = []
        node["c"][1].insert(0, _div("step-time", [_para(clock, _space(), _str(said))]))
    elif is_div(node, "lines"):
        count = int(attributes(node).get("lines", "1"))
        return _div(
            "lines",
            [{"t": "RawBlock", "c": ["html", '<p class="line" aria-hidden="true">\u00a0</p>' * count]}],
        )
    elif node["t"] == "HorizontalRule":
        return _div("page-break", [])
    return node


def _finished(made: bytes, job) -> bytes:
    """Set what pandoc leaves out: direction on every page, order of reading, what an accessible book says of itself."""
    turned = f' dir="{job["direction"]}"'
    named = f"<title>{escape(job['title'])}</title>"
    parts = {}
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        for name in book.namelist():
            data = book.read(name)
            if name.endswith(".xhtml"):
                page = data.decode()
                page = re.sub(r"<html(?![^>]* dir=)", f"<html{turned}", page, count=1)
                page = re.sub(r"(<body(?![^>]* dir=))", rf"\1{turned}", page, count=1)
                data = re.sub(r"<title>[^<]*</title>", lambda _found: named, page, count=1).encode()
            elif name.endswith(".css"):  # in place of pandoc's own; --css is not to be had inside its sandbox
                data = (ASSETS / "epub.css").read_text().replace("#28678d", job["dyes"][0]).encode()
            elif name == ENTRY:
                data = _described(data.decode(), job).encode()
            parts[name] = data
    return packed(parts, first="mimetype")


def _described(opf, job):
    said = {
        "schema:accessMode": ("textual", "visual") if job["pictures"] else ("textual",),
        "schema:accessModeSufficient": ("textual",),
        "schema:accessibilityFeature": (
            "alternativeText",
            "readingOrder",
            "structuralNavigation",
            "tableOfContents",
        ),
        "schema:accessibilityHazard": ("none",),
    }
    more = "".join(
        f'<meta property="{name}">{value}</meta>'
        for name, values in said.items()
        for value in values
        if value not in opf
    )
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(job["epoch"]))
    opf = re.sub(r"\s*<dc:date[^>]*>[^<]*</dc:date>", "", opf)
    opf = re.sub(r'(<meta property="dcterms:modified">)[^<]*', rf"\g<1>{made}", opf)
    if "page-progression-direction" not in opf:
        opf = opf.replace("<spine", f'<spine page-progression-direction="{job["direction"]}"', 1)
    return opf.replace("</metadata>", f"{more}</metadata>", 1)


def _str(text):
    return {"t": "Str", "c": text}


def _space():
    return {"t": "Space"}


def _plain(*inlines):
    return {"t": "Plain", "c": list(inlines)}


def _para(*inlines):
    return {"t": "Para", "c": list(inlines)}


def _div(mark, blocks):
    return {"t": "Div", "c": [["", [mark], []], blocks]}


def _link(address):
    return {"t": "Link", "c": [["", [], [["dir", "ltr"]]], [_str(address)], [address, ""]]}


def _image(svg, alt, mark):
    coded = base64.b64encode(svg.encode()).decode()
    return {
        "t": "Image",
        "c": [
            ["", [mark], [] if alt else [["role", "presentation"]]],
            [_str(alt)] if alt else [],
            [f"data:image/svg+xml;base64,{coded}", ""],
        ],
    }
