"""Of a minor, nothing but her first name and town is public, and these on one page alone (cases 14, 15 and 66).

Two minors (one is shown, one is not) and an adult live a whole life: whatever is kept of them holds a word that stands
nowhere else. Then everything that somebody without an account can reach is asked, and what lies in the search index,
the caches and the storage is read.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.serializers import serialize
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from ambassadors.domain import messages, people
from ambassadors.domain.exit import DOOR, open_exit
from ambassadors.domain.people import become_alumnus
from ambassadors.domain.reviewing import give_feedback, review
from ambassadors.domain.thanks import recognise
from ambassadors.models import Ambassador, PracticeTalk, Thanks, Visit
from ambassadors.urls import urlpatterns as OURS
from classrooms.domain.joining import code_to
from cms.cache import keeping
from cms.domain.accounts import erase_account
from cms.languages import INTERFACE_LANGUAGES
from cms.models import SearchEntry
from tests.ambassadors.factories import booked, companions, coordinator, ready
from tests.ambassadors.lives import delivered
from tests.campaigns.reading import text_of_pdf
from tests.factories import StandardPageFactory, plant
from tests.permissions import addresses
from tests.permissions.world import build
from tests.schools.factories import SchoolFactory, TownFactory, person

# What is public does not hang on the database; hundreds of requests are enough once.
pytestmark = [pytest.mark.one_database, pytest.mark.slow]

#: Of whom, and what nobody outside may read. Words that stand nowhere else on the site.
SECRETS = {
    "surname": "Quillfeather",
    "address": "bluethroaty",
    "guardian": "dunnockly",
    "house": "Redpollard",
    "why": "Whinchatter",
    "handover": "Yellowbunt",
    "message": "Marshwhistle",
    "feedback": "Stonechatter",
    "talk": "Linnetsong",
    "thanks": "Wheatcomb",
    "band": "13 to 15 years",
}
HIDDEN_NAME, SHOWN_NAME, SHOWN_TOWN = "Zephyrine", "Mirabell", "Larkhaven"
#: Facets of the library name ages as well: a band is looked for on the pages of this room and in documents.
EVERYWHERE = [word for what, word in SECRETS.items() if what != "band"]


@dataclass
class Life:
    """Who lived it, and what an address of the room can name."""

    hidden: Ambassador
    shown: Ambassador
    adult: Ambassador
    ahead: Visit
    thanks: Thanks
    keys: list[str]


def live() -> Life:
    """Let two minors and an adult live all that there is."""
    house = SchoolFactory(name=f"School of the {SECRETS['house']}")

    def young(name: str, **fields) -> Ambassador:
        address = f"{name.lower()}.{SECRETS['address']}@example.org"
        made = ready(
            first_name=name,
            school=house,
            user=person(address, display_name=f"{name} {SECRETS['surname']}"),
            why=f"{SECRETS['why']}: asks questions.",
            **fields,
        )
        Ambassador.objects.filter(pk=made.pk).update(handover=f"Begin with the {SECRETS['handover']}.")
        PracticeTalk.objects.create(
            ambassador=made, about=f"How the {SECRETS['talk']} sings", truth=3, listening=3, clarity=3, care=3,
            passed=True, comment=f"The {SECRETS['talk']} was clear.", reviewed_at=timezone.now(),
        )  # fmt: skip
        return made

    parent = f"{SECRETS['guardian']}@example.org"
    hidden = young(HIDDEN_NAME, guardian_email=parent)
    shown = young(SHOWN_NAME, guardian_email=parent, is_public=True, town=TownFactory(name=SHOWN_TOWN))
    adult = young("Ottilie", band="18+", is_public=True)
    said = f"The {SECRETS['feedback']} was loud."
    everybody, going = [hidden, shown, adult], companions()
    past = delivered(ambassadors=everybody, going=going)
    open_exit(past, actor=going[0].user, question="new")
    give_feedback(past, actor=past.request.asked_by, went=4, text=said)
    for one in everybody:
        give_feedback(past, actor=one.user, went=4, text=said)
    review(past, actor=coordinator())
    for one in everybody:
        thanks = recognise(one, actor=coordinator(), words=f"The {SECRETS['thanks']} thanks you.")
    ahead = booked(ambassadors=[hidden, shown], going=going)
    for one in (hidden, shown):
        messages.write(ahead, actor=one.user, text=f"I bring the {SECRETS['message']}.")
    return Life(
        hidden,
        shown,
        adult,
        ahead,
        thanks,
        [
            *(one.key for one in (*everybody, ahead, past, ahead.request, house, ahead.school, thanks)),
            *(one.key for one in going),
            *(one.offer.key for one in everybody),
            *(talk.key for talk in PracticeTalk.objects.all()),
        ],
    )


def told_in(text: str, words=EVERYWHERE) -> set[str]:
    """Return which of these words a text holds, however it is written."""
    readable = unquote(unescape(text)).casefold()
    return {word for word in words if word.casefold() in readable}


def read(content: bytes) -> str:
    """Return what somebody can read in a file: in each part of an archive, and on the pages of a PDF."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(f"{name}\n{read(packed.read(name))}" for name in packed.namelist())
    if content.startswith(b"%PDF"):
        return text_of_pdf(content) + content.decode("latin-1")
    return re.sub(r"\r?\n ", "", content.decode("utf-8", "replace"))  # calendars fold their lines


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return f"{heads}\n{answer.cookies.output()}\n{read(content)}"


# Everything that can be asked ---------------------------------------------------------------------------------------


def whole_site(world) -> Iterator[str]:
    """Yield an address for every pattern of the resolver, but for this room's."""
    ours = {pattern.name for pattern in OURS}
    for pattern in addresses.patterns():
        if pattern.name in ours:
            continue
        for path in addresses.addresses(pattern, world).values():
            path, _space, method = path.partition(" ")
            if method in ("", "GET"):
                yield path


def our_room(life: Life) -> Iterator[str]:
    """Yield the addresses of this room with all keys that its things have, whichever of them fits."""
    for pattern in OURS:
        converters = pattern.pattern.converters
        values = {
            "exercise": ["8c6d0bb4-4c1f-4a3c-9c5b-5c0f7f1a3b11"],
            "format": ["pdf", "docx"],
            "token": ["no-such-token"],
            "ambassador": [life.hidden.key, life.shown.key],
            "visit": [life.ahead.key],
        }
        names = list(converters)
        for chosen in product(*(values.get(name, life.keys) for name in names)):
            try:
                yield reverse(pattern.name, kwargs=dict(zip(names, chosen, strict=True)))
            except NoReverseMatch:
                continue


def links_of(path: str, text: str) -> Iterator[str]:
    """Yield where a page leads to on this site."""
    for link in re.findall(r"""(?:href|src|action)=["']([^"']+)""", text) + re.findall(r"<loc>([^<]+)", text):
        link = urldefrag(urljoin(f"{settings.SITE_URL}{path}", unescape(link)))[0]
        if link.startswith(f"{settings.SITE_URL}/"):
            path_there = link.removeprefix(settings.SITE_URL)
            if not path_there.startswith(("/static/", "/admin/")):
                yield path_there


class Reader:
    """Somebody without an account who reads all that she is given. told: by address, what it should not hold."""

    def __init__(self, *, hidden=EVERYWHERE):
        self.client = Client(raise_request_exception=True)
        self.hidden = [*hidden, HIDDEN_NAME]
        self.told: dict[str, set[str]] = {}
        self.named: set[str] = set()
        self.read: dict[str, int] = {}
        self.links: list[str] = []

    def ask(self, path: str) -> None:
        if path in self.read:
            return
        answer = self.client.get(path)
        text = body(answer)
        self.read[path] = answer.status_code
        if found := told_in(text, self.hidden):
            self.told[path] = found
        if told_in(text, [SHOWN_NAME, SHOWN_TOWN]):
            self.named.add(path)
        if answer.status_code == 200 and "<" in text:
            self.links += links_of(path, text)
        self.client.cookies.clear()  # each address is asked as if it were the first

    def follow(self) -> None:
        """Ask whatever the pages that were read lead to."""
        for path in list(dict.fromkeys(self.links)):
            self.ask(path)


# Tests --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_address_of_the_site_tells_somebody_without_an_account_anything_of_a_minor():
    """Cases 14, 66: every pattern of the resolver, with the keys of the minors wherever one can be named."""
    with override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}, PAGE_CACHE=True
    ):
        world = build()
        life = live()
        reader = Reader()
        for path in [*whole_site(world), *our_room(life)]:
            reader.ask(path)
    assert reader.told == {}
    assert reader.named == {"/en/ambassadors/"}
    assert len(reader.read) > 500
    assert sum(status == 200 for status in reader.read.values()) > 60


@pytest.mark.django_db
def test_no_public_page_in_any_language_nor_what_it_leads_to_tells_anything_of_a_minor():
    """Cases 14, 66: pages, search, suggestions, maps for machines, feeds, API, and one step further."""
    with override_settings(PAGE_CACHE=True):
        plant(*INTERFACE_LANGUAGES)
        life = live()
        reader = Reader()
        for language in INTERFACE_LANGUAGES:
            for rest in (
                "", "lessons/", "help/", "search/", "sitemap.xml", "campaigns/feed/", "schools/", "schools/award/",
                "transparency/", "school/framework/", "ambassadors/", "ambassadors/?page=2&format=json",
            ):  # fmt: skip
                reader.ask(f"/{language}/{rest}")
            # An answer may repeat what it was asked: so the beginnings of the words are looked for.
            for word in (SECRETS["surname"], SECRETS["house"], HIDDEN_NAME, SHOWN_NAME, SHOWN_TOWN):
                for where in ("search/", "search/suggest/", "lessons/"):
                    reader.ask(f"/{language}/{where}?q={word[:-2]}")
        for path in (
            "/",
            "/robots.txt",
            "/sitemap.xml",
            "/api/openapi.json",
            "/join/",
            "/healthz",
            "/readyz",
        ):
            reader.ask(path)
        reader.follow()
        lists = reader.client.get("/api/openapi.json").json()["paths"]
        for path in lists:
            reader.ask(f"/api{path}" if not path.startswith("/api") else path)
        past = Visit.objects.exclude(pk=life.ahead.pk).get(parts__ambassador=life.hidden)
        door = reader.client.get(f"/join/{code_to(DOOR, past.key)}/", follow=True)
        assert door.status_code == 200
        assert told_in(body(door), [*EVERYWHERE, HIDDEN_NAME, SHOWN_NAME, SHOWN_TOWN]) == set()
    assert reader.told == {}
    assert reader.named == {path for path in reader.read if re.fullmatch(r"/../ambassadors/(\?.*)?", path)}
    assert len(reader.named) >= 2 * len(INTERFACE_LANGUAGES)
    assert SearchEntry.objects.exists()
    stored = {
        "search index": serialize("json", SearchEntry.objects.all(), ensure_ascii=False),
        "what the process keeps": repr(keeping._kept),
        "kept pages": repr(vars(caches["pages"]).get("_cache", "")),
        "storage": "\n".join(
            f"{path}\n{read(path.read_bytes())}"
            for path in Path(settings.MEDIA_ROOT).rglob("*")
            if path.is_file()
        ),
    }
    for where, text in stored.items():
        assert told_in(text, [*EVERYWHERE, HIDDEN_NAME, SHOWN_NAME, SHOWN_TOWN]) == set(), where


@pytest.mark.django_db
def test_of_a_minor_the_public_page_holds_a_first_name_and_a_town_and_nothing_else(site_tree):
    """Case 14."""
    site_tree("en")
    life = live()
    text = Client().get("/en/ambassadors/").content.decode()
    main = text.split("<main", 1)[1].split("</main>", 1)[0]
    assert told_in(text, [*SECRETS.values(), HIDDEN_NAME, *life.keys]) == set()
    entry = re.search(rf"<li[^>]*>((?:(?!</li>).)*{SHOWN_NAME}.*?)</li>", main)[1]
    assert re.sub(r"<[^>]+>", "", entry).split() == [SHOWN_NAME, SHOWN_TOWN]
    assert "English" in main  # the adult's language


@pytest.mark.django_db
def test_the_reader_of_these_tests_finds_what_is_there(site_tree):
    """Whatever it looks for would be found: in a page, behind a link, in an archive and in an escaped address."""
    tree = site_tree("en")
    StandardPageFactory(
        parent=tree["en"].home, title=f"A page about the {SECRETS['message']}", slug="about-it"
    )
    reader = Reader()
    reader.ask("/en/about-it/")
    assert reader.told == {"/en/about-it/": {SECRETS["message"]}}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("document.xml", f"<p>{SECRETS['house'].upper()}</p>")
    assert told_in(read(packed.getvalue())) == {SECRETS["house"]}
    assert told_in("?q=%4Darshwhistle &#76;innetsong") == {SECRETS["message"], SECRETS["talk"]}
    assert list(links_of("/en/", '<a href="/en/about-it/#top">')) == ["/en/about-it/"]


@pytest.mark.django_db
def test_documents_of_a_visit_hold_no_surname_address_house_or_age(site_tree):
    """Case 14: for whoever takes part, whatever she takes away."""
    site_tree("en")
    life = live()
    visit = life.ahead
    takes_part = [life.hidden.user, visit.first_companion.user, visit.request.asked_by]
    pressed = set(Path(settings.MEDIA_ROOT).rglob("*"))
    private = [SECRETS[what] for what in SECRETS if what not in ("message", "thanks")]
    asked = 0
    for user in takes_part:
        client = Client()
        client.force_login(user)
        own = user == life.hidden.user
        for path in (
            *(reverse("visit_kit", args=[visit.key, format]) for format in ("pdf", "docx")),
            reverse("visit_calendar", args=[visit.key]),
            *([reverse("training_certificate")] if own else []),
            *(
                reverse("ambassador_letter", args=[thanks.key, format])
                for thanks in (life.hidden.thanks.all() if own else [])
                for format in ("pdf", "docx")
            ),
        ):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert answer["Content-Type"].partition(";")[0] != "text/html", path
            text = body(answer)
            assert told_in(text, private) == set(), path
            assert told_in(text, ["13-15", "13–15", "16-17"]) == set(), path
            asked += 1
    assert asked == 12
    left = set(Path(settings.MEDIA_ROOT).rglob("*")) - pressed
    assert [path for path in left if path.is_file()] == []  # made for whoever asks, and kept nowhere


@pytest.mark.django_db
def test_nothing_is_left_to_be_read_of_whoever_erased_her_account_left_or_became_an_alumna(site_tree):
    """Case 66: in every language, at the next request."""
    site_tree("en", "uk")
    life = live()
    for one in (life.hidden, life.shown):
        people.pause(one, actor=one.user)
        people.resume(one, actor=one.user)
    assert SHOWN_NAME in Client().get("/uk/ambassadors/").content.decode()
    become_alumnus(life.adult, actor=life.adult.user)
    erase_account(life.shown.user, actor=life.shown.user)
    people.withdraw(life.hidden, actor=life.hidden.user)
    for language in ("en", "uk"):
        with translation.override(language):
            text = Client().get(reverse("ambassadors")).content.decode()
        assert told_in(text, [*SECRETS.values(), HIDDEN_NAME, SHOWN_NAME, SHOWN_TOWN, "Ottilie"]) == set()
