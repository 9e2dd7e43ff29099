"""The whole way of a youth organisation, in a real browser and on the real screens.

A request, an approval, two stories and three figures, what is refused and why, consent by a private link, a review by
three people of elsewhere, four languages, four share kits; then one story is taken back and is gone everywhere.
"""

import hashlib
import html
import io
import json
import re
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from wagtail.models import Locale

from campaigns.domain.cards import make_cards_of
from campaigns.models import CampaignPage, Claim, Contributor, Organisation, ShareCard, StoryPage
from cms import worker
from cms.domain.translations import load_translation
from tests.campaigns.factories import campaigns_page
from tests.campaigns.people import coordinator, person, signed_in
from tests.campaigns.reading import text_of_pdf
from tests.classrooms.test_privacy import Places
from tests.factories import plant

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.both_databases,
]

LANGUAGES = ("en", "fr", "uk", "ar")
#: What stands in the story that is taken back and nowhere else, in each language: in its title, and in its quotation.
TITLE = {"en": "Quillfeather", "fr": "Plumerousse", "uk": "Перекотиполе", "ar": "ريشالنعام"}
QUOTE = {"en": "Brambleshade", "fr": "Ombreronce", "uk": "Ожинотінь", "ar": "ظلالعليق"}
STAYS = {"en": "Bakehouse", "fr": "Fournil", "uk": "Пекарня", "ar": "المخبز"}
NAME = "Ysolde"
FIGURES = {"nurses": ("percent", "23"), "doctors": ("one_in", "4"), "bakers": ("percent", "31")}
UNSOURCED = (
    "“40%” in “Text” is a number without a source. Enter it at your desk, under Figures, and write [[its-short-name]]"
    " here instead."
)
UNAGREED = (
    "Nobody has agreed to this story yet. Open the contributor at your organisation’s desk and send the "
    "private link."
)


class Window:
    """A browser's window of somebody who is signed in, or of nobody."""

    def __init__(self, visitor, user=None, **options):
        self.page = visitor.open("/healthz", **options)
        if user is not None:
            name = settings.SESSION_COOKIE_NAME
            value = signed_in(user).cookies[name].value
            self.page.context.add_cookies([{"name": name, "value": value, "url": visitor.origin}])

    def go(self, path: str):
        """Open a page; return the answer."""
        return self.page.goto(path)

    def press(self, what: str) -> None:
        """Press a button or follow a link that leads to another page."""
        with self.page.expect_navigation():
            self.page.click(what)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.fill(f"[name={name}]", value)

    @property
    def text(self) -> str:
        return " ".join(self.page.inner_text("main").split())


def test_a_youth_organisation_goes_the_whole_way_and_takes_one_story_back(visitor):
    tree = plant(*LANGUAGES)
    for branch in tree.values():
        campaigns_page(branch)
    lead, colleague = person("Mira", factor=True), person("Jon", factor=True)
    desk = Window(visitor, lead)

    organisation = let_in(visitor, desk)
    join(visitor, desk, organisation, colleague)
    enter_figures(visitor, desk, organisation, colleague)
    campaign = write_campaign(desk, organisation)
    ysolde = note_contributor(desk, organisation, first_name=NAME, pseudonym="Rania", country="Finland")
    baker = note_contributor(desk, organisation, pseudonym="Adil")
    add_picture(desk)
    story = write_story(desk, campaign, ysolde, TITLE["en"], QUOTE["en"])
    other = write_story(desk, campaign, baker, STAYS["en"], "Adil")
    write_cards(desk, campaign, story)
    hand_in(desk)
    assert UNSOURCED in desk.page.inner_text(".messages")

    gives_back = agree(visitor, desk, organisation, ysolde)
    agree(visitor, desk, organisation, baker)
    name_the_source(desk, campaign)
    hand_in_again(desk, story)
    hand_in_again(desk, other)
    review(visitor, campaign, story, other)
    for page in (campaign, story, other):
        page.refresh_from_db()
        assert page.live

    translate(desk, campaign, story, other)
    campaigns = {page.locale.language_code: page for page in CampaignPage.objects.live()}
    assert set(campaigns) == set(LANGUAGES)
    for page in campaigns.values():
        make_cards_of(page.pk)  # as the worker does
    for language, page in campaigns.items():
        manifest = check_kit(take_kit(visitor, page), language, QUOTE[language])
        assert manifest["stories"] == [str(story.translation_key)]

    # What there is of the story before.
    reader = visitor.open("/healthz").request
    for page in StoryPage.objects.filter(translation_key=story.translation_key):
        reads(reader, page.url)  # makes the renditions
    traces = traces_of(story, campaign, story.picture)
    assert {path for path in traces.around if names_it(reads(reader, path), path)} >= traces.telling
    for path in (*traces.stories, *traces.documents, *traces.pictures, *traces.cards):
        assert status_of(reader, path) == 200, path
    kept = {path: reader.get(path).headers["etag"] for path in (campaign.url, f"{campaign.url}share/")}
    for path, etag in kept.items():
        assert reader.get(path, headers={"If-None-Match": etag}).status == 304

    gives_back.go(gives_back.link)
    gives_back.press("button[value=withdraw]")
    assert "Your story is gone" in gives_back.text

    check_that_it_is_gone(traces, gives_back, reader)
    for path, etag in kept.items():
        assert reader.get(path, headers={"If-None-Match": etag}).status == 200
    for name, job in worker.jobs.items():
        if name.startswith("campaigns."):
            job.function()  # nothing brings it back
    for language, page in campaigns.items():
        manifest = check_kit(take_kit(visitor, page), language, None)
        assert manifest["stories"] == []
        assert not names_it(reads(reader, page.url), page.url)
    assert [name for name in traces.files if (Path(settings.MEDIA_ROOT) / name).exists()] == []
    left = Places()  # every column of every table, what is kept in memory, every file
    for word in (TITLE["en"], QUOTE["uk"]):
        assert (word, left.of(word)) == (word, set())
    assert str(story.translation_key) in reads(reader, "/api/withdrawn/")
    # What the other person told stays.
    for page in StoryPage.objects.filter(translation_key=other.translation_key):
        assert STAYS[page.locale.language_code].casefold() in reads(reader, page.url)
    assert StoryPage.objects.count() == len(LANGUAGES)


def names_it(text: str, path: str) -> bool:
    """Say whether a text has anything of the story that is taken back. A search repeats what was looked for."""
    words = [*TITLE.values(), NAME, *(() if "?q=" in path else QUOTE.values())]
    return any(word.casefold() in text for word in words)


# Who -------------------------------------------------------------------------------------------------------------


def let_in(visitor, desk: Window) -> Organisation:
    """The organisation asks, a coordinator says yes."""
    desk.go("/en/organisation/")
    desk.press("text=Bring your organisation")
    desk.fill(
        name="Lantern Youth",
        about="We listen, and we tell what we heard.",
        contact_email="office@lantern.example.org",
    )
    desk.press("main form button[type=submit]")
    assert "A coordinator looks at it" in desk.text
    office = Window(visitor, coordinator(factor=True))
    office.go("/en/network/organisations/")
    office.press("main >> text=Lantern Youth")
    office.fill(reasons="Welcome.")
    office.press("button[value=approve]")
    assert "approved" in office.text
    return Organisation.objects.get()


def join(visitor, desk: Window, organisation: Organisation, colleague) -> None:
    """A colleague is invited by e-mail and accepts."""
    desk.go(reverse("organisation_members", args=[organisation.key]))
    desk.fill(email=colleague.email)
    desk.press("button[value=invite]")
    (link,) = re.findall(r"https?://\S+/organisation/invitation/\S+", mail.outbox[-1].body)
    invited = Window(visitor, colleague)
    invited.go(urlsplit(link).path)
    invited.press("text=Accept")
    assert set(organisation.memberships.values_list("user__email", flat=True)) == {
        "mira@example.org",
        "jon@example.org",
    }


def enter_figures(visitor, desk: Window, organisation: Organisation, colleague) -> None:
    """Three figures are entered at the desk by one member and checked by the other."""
    for key, (kind, value) in FIGURES.items():
        desk.go(reverse("claim_new", args=[organisation.key]))
        desk.fill(
            key=key,
            value=value,
            label_en=f"{key.title()} born abroad",
            unit_en=f"of {key}",
            definition_en=f"Share of {key} who were born in another country",
            territory_en="Finland",
            as_of="2023",
            source="Labour force survey",
            url="https://stat.example.org/lfs",
        )
        desk.page.select_option("[name=kind]", kind)
        desk.page.select_option("[name=licence]", "CC-BY-4.0")
        desk.press("main form.form button[type=submit]")
        assert "Ask a colleague to check it" in desk.text
    checker = Window(visitor, colleague)
    for claim in Claim.objects.all():
        checker.go(reverse("claim", args=[organisation.key, claim.pk]))
        checker.page.get_by_label("I looked at the source myself").check()
        checker.press("button[value=check]")
        assert "This is what readers see." in checker.text


def note_contributor(desk: Window, organisation: Organisation, **known: str) -> Contributor:
    """Somebody who tells a story is noted at the desk."""
    desk.go(reverse("contributor_new", args=[organisation.key]))
    desk.fill(**known)
    desk.press("main form.form button[type=submit]")
    return Contributor.objects.latest("pk")


# Writing ---------------------------------------------------------------------------------------------------------


def add_block(page, stream: str, kind: str = "") -> int:
    """Add a block at the end of a stream in Wagtail's editor; return its place."""
    at = int(page.input_value(f"[name={stream}-count]"))
    page.locator(f"[data-contentpath={stream}] button.c-sf-add-button").last.click()
    if kind:
        page.get_by_role("option", name=kind, exact=True).click()
    page.wait_for_selector(f"[name={stream}-{at}-type]", state="attached")
    return at


def write_text(page, stream: str, text: str) -> None:
    add_block(page, stream, "Text")
    page.locator(f"[data-contentpath={stream}] [contenteditable=true]").last.click()
    page.keyboard.type(text)
    page.wait_for_timeout(700)  # the editor writes into its field a moment later


def add_picture(desk: Window) -> None:
    """Upload a picture of the contributor to the organisation's collection."""
    out = io.BytesIO()
    Image.effect_noise((1600, 1200), 80).convert("RGB").save(out, "JPEG")
    desk.go(reverse("wagtailimages:add"))
    desk.page.set_input_files(
        "[name=file]", {"name": "portrait.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    desk.fill(title=f"Portrait of {NAME}", alt_en="A woman at an oven", alt_ar="امرأة أمام فرن")
    desk.press("main form button[type=submit]")


def write_story(
    desk: Window, campaign: CampaignPage, contributor: Contributor, word: str, quoted: str
) -> StoryPage:
    """Write a story below the campaign in Wagtail's editor, and hand it in: nobody has agreed to it."""
    desk.go(reverse("wagtailadmin_pages:add", args=["campaigns", "storypage", campaign.pk]))
    page = desk.page
    page.fill("[name=title]", f"The night of {word}")
    page.select_option("[name=contributor]", str(contributor.pk))
    page.fill("[name=lead]", f"{word} tells of one night.")
    write_text(page, "body", f"{word} begins in the evening.")
    at = add_block(page, "body", "Quotation")
    page.fill(f"[name=body-{at}-value-key]", "oven")
    page.fill(f"[name=body-{at}-value-text]", f"Nobody asks {quoted}.")
    if word == TITLE["en"]:
        page.get_by_role("button", name="Choose an image").first.click()
        page.locator(".modal-dialog").get_by_text(f"Portrait of {NAME}").first.click()
        expect(page.locator("[name=picture]")).not_to_have_value("")
    save(desk)
    hand_in(desk)
    assert UNAGREED in desk.page.inner_text(".messages")
    return StoryPage.objects.latest("pk")


def write_campaign(desk: Window, organisation: Organisation) -> CampaignPage:
    """Draft a campaign from the desk, in Wagtail's editor, with a number by hand."""
    desk.go(reverse("organisation", args=[organisation.key]))
    desk.press("main >> text=New campaign")
    page = desk.page
    page.fill("[name=title]", "While the town sleeps")
    page.fill("[name=lead]", "Somebody bakes its bread: [[bakers]] of bakers were born abroad.")
    write_text(page, "sections", "Of those who nurse us, 40% came from abroad.")
    at = add_block(page, "sections", "Evidence")
    page.fill(f"[name=sections-{at}-value-claim]", "doctors")
    page.fill(f"[name=sections-{at}-value-sentence]", "[[doctors]] doctors was born abroad.")
    add_block(page, "sections", "The stories")
    page.get_by_role("tab", name="Canvas").click()
    page.fill("[name=message]", "The night shift is ours.")
    save(desk)
    return CampaignPage.objects.get()


def write_cards(desk: Window, campaign: CampaignPage, story: StoryPage) -> None:
    """Say what the share cards and the posts are."""
    desk.go(reverse("wagtailadmin_pages:edit", args=[campaign.pk]))
    page = desk.page
    page.get_by_role("tab", name="Share kit").click()
    for at, (kind, values) in enumerate(
        [
            ("call", {"words": "Who baked your bread?"}),
            ("claim", {"words": "[[nurses]] of nurses.", "claim": "nurses"}),
            ("quote", {"story": story.slug, "quote": "oven"}),
        ]
    ):
        add_block(page, "cards")
        page.select_option(f"[name=cards-{at}-value-kind]", kind)
        for name, value in values.items():
            page.fill(f"[name=cards-{at}-value-{name}]", value)
    add_block(page, "posts")
    page.select_option("[name=posts-0-value-network]", "mastodon")
    page.fill("[name=posts-0-value-text]", "[[nurses]] of nurses were born abroad.")
    page.fill("[name=hashtags]", "NightShift")
    save(desk)


def save(desk: Window) -> None:
    desk.press("footer button.action-save")
    assert "could not be" not in desk.page.inner_text(".messages")


def hand_in(desk: Window) -> None:
    desk.page.click("footer .w-dropdown__toggle")
    desk.press("[name=action-submit]")


# Agreeing and reviewing --------------------------------------------------------------------------------------------


def agree(visitor, desk: Window, organisation: Organisation, contributor: Contributor) -> Window:
    """Hand the private link over; the person reads, chooses and agrees on a telephone. Return her window."""
    desk.go(reverse("contributor_link", args=[organisation.key, contributor.pk]))
    desk.press("button[name=send][value='']")
    hers = Window(visitor, width=360)
    hers.link = urlsplit(desk.page.input_value("#link")).path
    hers.go(hers.link)
    assert "Nobody has agreed yet" in hers.text
    for box in hers.page.locator("[name=elements], [name=media], [name=languages]").all():
        box.check()
    if contributor.first_name:
        hers.page.check("[name=name_level][value=first]")
    hers.press("button[value=agree]")
    assert "Agreed until" in hers.text
    return hers


def name_the_source(desk: Window, campaign: CampaignPage) -> None:
    """Put the figure in the place of the number, with the list beside the fields."""
    desk.go(reverse("wagtailadmin_pages:edit", args=[campaign.pk]))
    page = desk.page
    text = page.locator("[data-contentpath=sections] [contenteditable=true]").first
    text.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Of those who nurse us: ")
    page.locator("[data-figures-open]").click()
    page.locator("dialog[open] [data-key=nurses]").click()
    text.get_by_text("[[nurses]]").wait_for()
    page.wait_for_timeout(700)
    hand_in(desk)
    assert "without a source" not in page.inner_text(".messages")


def hand_in_again(desk: Window, story: StoryPage) -> None:
    desk.go(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    hand_in(desk)
    assert UNAGREED not in desk.page.inner_text(".messages")


def review(visitor, campaign: CampaignPage, *stories: StoryPage) -> None:
    """Three people of elsewhere find on their first page what waits, and approve it: the campaign with the button."""
    for group in ("Evidence reviewers", "Safeguarding reviewers", "Campaign moderators"):
        user = person(group, "en", group, factor=True)
        reviewer, sends = Window(visitor, user), signed_in(user)
        reviewer.go(reverse("wagtailadmin_home"))
        assert all(page.title in reviewer.text for page in (campaign, *stories))
        reviewer.press(f"main >> text={campaign.title}")
        reviewer.page.click("footer .w-dropdown__toggle")
        reviewer.press("[data-workflow-action-name=approve]")
        for story in stories:
            step = StoryPage.objects.get(pk=story.pk).current_workflow_task_state
            address = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", step.pk])
            assert sends.post(address, {"comment": "Sound."}).status_code == 302


# Languages and kits ------------------------------------------------------------------------------------------------


def translate(desk: Window, campaign: CampaignPage, *stories: StoryPage) -> None:
    """Begin the translations in the administration, as members may; fill and publish them as translators do."""
    desk.go(f"/admin/localize/submit/page/{campaign.pk}/")
    for box in desk.page.locator("[name=locales]").all():
        box.check(force=True)
    desk.page.check("[name=include_subtree]", force=True)
    desk.press("main form input[type=submit]")
    for page in (campaign, *stories):
        source = type(page).objects.get(pk=page.pk)
        for language in LANGUAGES[1:]:
            translated = type(page).objects.get(pk=page.pk)
            for name in ("title", "lead"):
                setattr(translated, name, said(getattr(translated, name), language))
            for name in {"sections", "body", "cards", "posts"} & {field.name for field in page._meta.fields}:
                raw = json.dumps(getattr(source, name).get_prep_value(), ensure_ascii=False)
                setattr(translated, name, json.loads(said(raw, language)))
            load_translation(source, translated, Locale.objects.get(language_code=language))


def said(text: str, language: str) -> str:
    for words in (TITLE, QUOTE, STAYS):
        text = text.replace(words["en"], words[language])
    return text


def take_kit(visitor, campaign: CampaignPage) -> dict[str, bytes]:
    """Press the button on the page of a kit; return the files of the zip."""
    page = visitor.open(f"{campaign.url}share/", width=360)
    with page.expect_download() as waiting:
        page.click("a[download][href$='/download/zip/']")
    with zipfile.ZipFile(waiting.value.path()) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def check_kit(files: dict[str, bytes], language: str, quoted: str | None) -> dict:
    """Look at a kit: cards in four sizes, the post with its figure. Return its manifest; quoted: what a card quotes."""
    manifest = json.loads(files["manifest.json"])
    cards = manifest["cards"]
    assert manifest["language"] == language
    assert len(cards) == (12 if quoted else 8)
    for card in cards:
        assert hashlib.sha256(files[card["file"]]).hexdigest() == manifest["files"][card["file"]]
        assert files[card["file"]].startswith(b"%PDF" if card["format"] == "a4" else b"\x89PNG")
    (post,) = manifest["posts"]
    figures = {claim["key"]: claim["value"] for claim in manifest["claims"]}
    assert figures["nurses"] in post["text"]
    assert "[[" not in files["posts.txt"].decode()
    alts = files["alt-texts.txt"].decode()
    assert (quoted in alts) if quoted else not any(word in alts for word in QUOTE.values())
    return manifest


# Everything that shows a story -------------------------------------------------------------------------------------


class Traces(NamedTuple):
    """Where a story is before it is taken back."""

    stories: list[str]
    documents: list[str]
    pictures: list[str]
    cards: list[str]
    files: list[str]
    around: list[str]
    telling: set[str]  # those that tell of the story


def traces_of(story: StoryPage, campaign: CampaignPage, picture) -> Traces:
    """Return the addresses and the files at which anything of a story may be."""
    stories = [one.url for one in StoryPage.objects.filter(translation_key=story.translation_key)]
    telling, silent = [f"/api/campaigns/{campaign.translation_key}/"], ["/api/campaigns/"]
    for page in CampaignPage.objects.filter(translation_key=campaign.translation_key).select_related(
        "locale"
    ):
        code = page.locale.language_code
        silent += [
            f"/{code}/",
            f"/{code}/campaigns/",
            f"/{code}/campaigns/feed/",
            page.get_parent().url,
            f"{page.url}claims/",
        ]
        telling += [
            page.url,
            f"{page.url}share/",
            f"/{code}/sitemap.xml",
            f"/{code}/search/?q={quote(QUOTE[code])}",
            f"/{code}/search/suggest/?q={quote(TITLE[code][:5])}",
        ]
        # What pdftotext makes of Arabic is not in its order.
        (silent if code == "ar" else telling).append(f"{page.url}download/pdf/")
    rows = list(ShareCard.objects.filter(story=story.translation_key))
    pages = {page.locale.language_code: page.url for page in campaign.get_translations(inclusive=True)}
    names = [picture.file.name, *picture.renditions.values_list("file", flat=True)]
    return Traces(
        stories=stories,
        documents=[f"{url}download/{format}/" for url in stories for format in ("pdf", "docx")],
        pictures=[f"/media/{name}" for name in names],
        cards=[
            *(f"/embed/{row.language}/{row.key}/" for row in rows if row.format != "a4"),
            *(f"{pages[row.language]}share/{row.key}.png" for row in rows),
        ],
        files=[*names, *(row.name for row in rows)],
        around=[*telling, *silent],
        telling=set(telling),
    )


def check_that_it_is_gone(traces: Traces, window: Window, reader) -> None:
    """Look everywhere where the story was."""
    for path in traces.stories:
        assert window.go(path).status == 410
        assert not names_it(html.unescape(window.page.content()).casefold(), path)
    for path in traces.documents:
        assert status_of(reader, path) == 410, path
    for path in (*traces.pictures, *traces.cards):
        assert status_of(reader, path) in (404, 410), path
    assert [name for name in traces.files if (Path(settings.MEDIA_ROOT) / name).exists()] == []
    for path in traces.around:
        assert not names_it(reads(reader, path), path), path


def reads(request, path: str) -> str:
    """Return what is read at an address, a PDF as its text; small letters, as browsers show them."""
    answer = request.get(path)
    assert answer.status == 200, (path, answer.status)
    if "pdf" in answer.headers["content-type"]:
        return text_of_pdf(answer.body()).casefold()
    if "json" in answer.headers["content-type"]:
        return json.dumps(answer.json(), ensure_ascii=False).casefold()
    return html.unescape(answer.text()).casefold()


def status_of(request, path: str) -> int:
    return request.get(path, max_redirects=0).status
