"""What a first visit weighs as it travels, compressed: page, styles, scripts, drawings; no pictures, no fonts."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from exercises.domain.starter import starter_keys
from exercises.models import ExercisePage
from tests.classrooms.factories import ClassroomFactory, answered, opened, seated
from tests.classrooms.pupils import Pupil
from tests.exercises.editors import signed_in

ROOT = Path(settings.BASE_DIR)
FONTS = ROOT / "cms/static/cms/fonts"

pytestmark = pytest.mark.one_database


def weight(client, address: str) -> tuple[int, dict[str, int]]:
    """Return the bytes of a first visit and its parts by name."""
    page = client.get(address, headers={"accept-encoding": "gzip"})
    # What is personal is compressed by the proxy in front, if at all.
    content = page.content if page.has_header("Content-Encoding") else gzip.compress(page.content, 6)
    html = gzip.decompress(content).decode()
    parts = {"page": len(content)}
    # What a browser fetches at once: style sheets, scripts and the icon, not what is merely linked to. Of the two icons
    # it takes one; which one depends on its age, so the heavier is counted.
    wanted = re.findall(r'<link rel="(?:stylesheet|icon)" href="/static/([^"]+)"', html)
    wanted += re.findall(r'<script src="/static/([^"]+)"', html)
    for name in wanted:
        content = Path(finders.find(name)).read_bytes()
        parts[name] = min(len(gzip.compress(content, 6)), len(content))
    icons = sorted((name for name in parts if name.endswith((".ico", "mark.svg"))), key=parts.get)
    for name in icons[:-1]:
        del parts[name]
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
@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_joining_and_the_player_stay_under_45_kb_and_15_kb_of_script(starter, language):
    """For every exercise. The page of all items, which the device fetches afterwards to keep it, is content: it grows
    with the texts of the exercise.
    """
    for key in starter_keys():
        exercise = ExercisePage.objects.get(slug=key, locale__language_code="en")
        pupil = Pupil(opened(ClassroomFactory(), exercise)).come_in(language)
        parts = {}
        for address in (
            f"/join/?language={language}",
            f"/join/{pupil.sitting.join_code.code}/?language={language}",
            pupil.url,
            f"{pupil.url}items/",
        ):
            _total, found = weight(pupil.client, address)
            parts |= {address if name == "page" else name: size for name, size in found.items()}
        kept = parts.pop(f"{pupil.url}items/")
        parts["worker.js"] = len(gzip.compress(pupil.client.get("/join/worker.js").content, 6))
        scripts = sum(size for name, size in parts.items() if name.endswith(".js"))
        assert sum(parts.values()) < 40_000, str(parts)
        assert scripts < 15_000, parts
        assert kept < 24_000
        if key.startswith("truth-or-rumour"):
            assert sum(parts.values()) + kept < 46_000, str(parts)


def test_the_live_page_stays_under_45_kb_with_thirty_pupils(starter):
    exercise = ExercisePage.objects.get(slug="truth-or-rumour-a", locale__language_code="en")
    sitting = opened(ClassroomFactory(size=30), exercise)
    for seat in seated(sitting, 30):
        answered(seat, 10)
    client = signed_in(sitting.classroom.owner)
    total, parts = weight(client, f"/en/teach/sittings/{sitting.pk}/")
    assert total < 45_000, parts
    assert sum(size for name, size in parts.items() if name.endswith(".js")) < 15_000, parts


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
