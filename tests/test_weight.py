"""What a first visit weighs as it travels, compressed: page, styles, scripts, drawings; no pictures, no fonts."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from exercises.domain.starter import starter_keys

ROOT = Path(settings.BASE_DIR)
FONTS = ROOT / "cms/static/cms/fonts"


def weight(client, address: str) -> tuple[int, dict[str, int]]:
    """Return the bytes of a first visit and its parts by name."""
    page = client.get(address, headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.content).decode()
    parts = {"page": len(page.content)}
    # What a browser fetches at once: style sheets, scripts and the icon, not what is merely linked to.
    wanted = re.findall(r'<link rel="(?:stylesheet|icon)" href="/static/([^"]+)"', html)
    wanted += re.findall(r'<script src="/static/([^"]+)"', html)
    for name in wanted:
        content = Path(finders.find(name)).read_bytes()
        parts[name] = min(len(gzip.compress(content, 6)), len(content))
    return sum(parts.values()), parts


@pytest.mark.slow
def test_first_visits_stay_light(starter, client):
    """A lesson under 60 KB and the library under 80 KB, in English, Ukrainian and Arabic."""
    for language in ("en", "uk", "ar"):
        for key in ("lateral-reading", "words-that-blur"):
            total, parts = weight(client, f"/{language}/lessons/{key}/")
            assert total < 60_000, parts
        total, parts = weight(client, f"/{language}/lessons/")
        assert total < 80_000, parts


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_an_exercise_with_its_player_stays_under_45_kb_and_ten_requests(starter, client, language):
    for key in starter_keys():
        _total, parts = weight(client, f"/{language}/exercises/{key}/")
        _total, player = weight(client, f"/{language}/exercises/{key}/play/")
        everything = parts | player | {"player": player["page"], "page": parts["page"]}
        assert sum(everything.values()) < 45_000, everything
        assert len(everything) <= 10, everything
        assert sum(size for name, size in everything.items() if name.endswith(".js")) < 15_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "family", "most"),
    [("en", "commissioner", 35_000), ("uk", "commissioner", 60_000), ("ar", "plex-sans-arabic", 95_000)],
)
def test_an_exercise_is_set_in_one_family_and_in_none_of_ours_where_data_is_saved(
    visitor, starter, language, family, most
):
    for saving in (False, True):
        asked: list[str] = []
        headers = {"Save-Data": "on"} if saving else {}
        page = visitor.open("/healthz", width=360, extra_http_headers=headers)
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        for address in ("truth-or-rumour-a/", "truth-or-rumour-a/play/", "leave-the-page/play/"):
            page.goto(f"/{language}/exercises/{address}")
            page.wait_for_load_state("networkidle")
        fonts = {Path(url).name for url in asked if ".woff2" in url}
        if saving:
            assert fonts == set()
            continue
        assert fonts
        assert all(name.startswith(family) for name in fonts), fonts
        files = [path for path in FONTS.glob("*.woff2") if any(name.startswith(path.stem) for name in fonts)]
        assert sum(path.stat().st_size for path in files) < most, fonts


@pytest.mark.parametrize(
    ("script", "files", "most"),
    [
        ("Latin", ["alegreya-latin", "commissioner-latin"], 60_000),
        (
            "Cyrillic",
            ["alegreya-latin", "commissioner-latin", "alegreya-cyrillic", "commissioner-cyrillic"],
            100_000,
        ),
        (
            "Arabic",
            [
                "markazi-arabic",
                "plex-sans-arabic-400",
                "plex-sans-arabic-600",
                "alegreya-latin",
                "commissioner-latin",
            ],
            180_000,
        ),
    ],
)
def test_the_fonts_of_a_script_stay_light(script, files, most):
    assert sum((FONTS / f"{name}.woff2").stat().st_size for name in files) <= most
