"""What a first visit weighs as it travels, compressed: page, styles, scripts, drawings; no pictures, no fonts."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

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
