"""Share cards: how they look by computation, when they are made, when they are withheld."""

import io
import unicodedata
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from campaigns.cards import Card, digest, misfits
from campaigns.cards.drawing import PICTURES, cropped, draw, measured, small
from campaigns.cards.looks import LOOKS, contrast, luminance
from campaigns.domain.card_checks import cards_evidence, cards_moderation
from campaigns.domain.card_texts import quoted, short_address, without_pictograms
from campaigns.domain.cards import (
    cards_of,
    make_cards,
    make_cards_of,
    picture_of,
    remake_when_changed,
    remake_where_missing,
    small_of,
    withhold,
    withhold_when_changed,
)
from campaigns.domain.withdrawal import withdraw
from campaigns.enums import CardFormat, CardKind, CardLook
from campaigns.models import Claim, ShareCard
from cms.cache.keeping import forget_everything
from cms.models import SiteImage
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ClaimFactory,
    ContributorFactory,
    MemberFactory,
    campaign_page,
    organisation_of,
    story_page,
)

ARABIC = "من الممرّضات والممرّضين في البلدان المرتفعة الدخل وُلدوا في بلد آخر."
SIZES = {
    CardFormat.WIDE: (1200, 630),
    CardFormat.SQUARE: (1080, 1080),
    CardFormat.TALL: (1080, 1920),
    CardFormat.POSTER: (1080, 1527),
}


def card(**values) -> Card:
    """Return a card; without `words` that of a figure."""
    words = values.pop("words", (("23%", True), (" of nurses were born abroad.", False)))
    if isinstance(words, str):
        words = ((words, False),)
    return Card(
        **(
            {
                "format": CardFormat.SQUARE,
                "look": CardLook.PAPER,
                "kind": CardKind.CALL,
                "language": "en",
                "words": words,
                "lines": ("World Health Organization", "2023"),
                "organisation": "Lantern Youth",
                "house": "Counterpoint",
                "address": "https://counterpoint.example/en/campaigns/night-shift/",
                "scan": "Scan to read more:",
                "seed": "seed",
                "dye": "#ad3f38",
                "title": "The night shift",
                "alt": "23% of nurses were born abroad.",
            }
            | values
        )
    )


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def near(colour: tuple[int, int, int], wanted: str) -> bool:
    """Say whether a pixel has a colour, but for the rounding of the renderer."""
    return all(abs(one - other) <= 2 for one, other in zip(colour, bytes.fromhex(wanted[1:]), strict=True))


def photograph(width=1200, height=800) -> bytes:
    """A JPEG with a red dot far to the right, a green one far to the left, and EXIF."""
    picture = Image.new("RGB", (width, height), "#3355aa")
    picture.paste("#ff0000", (width * 8 // 10, height // 4, width * 9 // 10, height // 2))
    picture.paste("#00ff00", (width // 10, height // 4, width * 2 // 10, height // 2))
    exif = Image.Exif()
    exif[0x010E] = "who took it"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def image(**values) -> SiteImage:
    values.setdefault("title", "A bakery")
    return SiteImage.objects.create(file=ContentFile(photograph(), "bakery.jpg"), **values)


# How they look -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look", CardLook)
def test_words_of_every_look_have_a_contrast_of_4_5(look):
    colours = LOOKS[look]
    assert contrast(colours.ink, colours.ground) >= 4.5
    assert contrast(colours.quiet, colours.ground) >= 4.5


def test_high_contrast_is_as_high_as_it_goes():
    assert contrast(LOOKS[CardLook.CONTRAST].ink, LOOKS[CardLook.CONTRAST].ground) == 21


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_stand_on_their_ground_and_nothing_else_even_where_there_is_a_picture(language):
    """What lies behind the words is sampled in the drawn card: only ground, ink, and what is between them."""
    words = ARABIC if language == "ar" else "Who kept the lights on last night, and who baked the bread?"
    cards = [
        card(look=look, format=format, language=language, words=words, picture=photograph(), lines=())
        for look in CardLook
        for format in CardFormat
    ]
    sheets, told = measured(cards)
    for one, page, facts in zip(cards, sheets.pages, told, strict=True):
        picture = opened(page)
        colours = LOOKS[one.look]
        ground = luminance(colours.ground)
        inset = 72 if one.format == CardFormat.WIDE else 90
        # The box of the words, from the side on which they begin.
        left = picture.width - inset - facts["width"] if language == "ar" else inset
        box = (int(left), int(facts["top"]), int(left + facts["width"]), int(facts["top"] + facts["height"]))
        found = picture.crop(box).getcolors(maxcolors=2**24)
        plain = sum(number for number, colour in found if near(colour, colours.ground))
        ink = sum(number for number, colour in found if near(colour, colours.ink))
        total = sum(number for number, _colour in found)
        assert ink > 0, one
        assert plain > total / 2, one
        low, high = sorted((ground, luminance(colours.ink)))
        for _number, colour in found:
            assert low - 0.02 <= luminance("#{:02x}{:02x}{:02x}".format(*colour)) <= high + 0.02, (
                one,
                colour,
            )


@pytest.mark.parametrize("format", CardFormat)
def test_cards_have_the_sizes_of_their_formats(format):
    (made,) = draw([card(format=format)])
    assert opened(made.picture).size == SIZES[format]
    assert made.data.startswith(b"%PDF-" if format == CardFormat.POSTER else b"\x89PNG")
    assert opened(small(made.picture)).width == 360


def test_equal_cards_are_equal_files_and_another_word_is_another_card():
    first, second = draw([card(), card()])
    assert first.data == second.data
    assert digest(card()) == digest(card())
    assert digest(card()) != digest(card(words="Something else"))
    assert digest(card(picture=photograph())) != digest(card(picture=photograph(1000)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Go!"),
        ("en", "a" * 120),
        ("en", "x" * 300),
        ("de", "Bundesausbildungsförderungsgesetz und Donaudampfschifffahrtsgesellschaftskapitänsmütze " * 3),
        ("uk", "Кожен восьмий медичний працівник у країнах з високим доходом народився за кордоном. " * 4),
        ("ar", ARABIC * 5),
        ("ar", "م" * 300),
        ("fa", "نمی\u200cدانم چه کسی دیشب چراغ\u200cها را روشن نگه داشت"),
        ("fr", unicodedata.normalize("NFD", "Où étiez-vous née, à Besançon ou à Alger ?")),
        ("el", "Ποιος κράτησε τα φώτα αναμμένα;"),
    ],
)
def test_words_of_any_length_and_script_fit(language, words):
    """CASE 79: right to left, decomposed letters, joiners, words of 300 letters."""
    cards = [card(language=language, words=words, format=format) for format in CardFormat]
    assert misfits(cards) == []


@pytest.mark.parametrize("format", CardFormat)
def test_nothing_of_the_words_lies_outside_the_card(format):
    """The margins are free of ink: nothing is cut."""
    for words in ("x" * 120, "Bundesausbildungsförderungsgesetz"):
        (made,) = draw([card(format=format, words=words, language="de", lines=("y" * 200,))])
        picture = opened(made.picture)
        margins = [(0, 0, 50, picture.height)]
        if format != CardFormat.WIDE:
            margins.append((picture.width - 50, 0, picture.width, picture.height))
        for box in margins:
            colours = [colour for _number, colour in picture.crop(box).getcolors(maxcolors=2**24)]
            assert not any(near(colour, LOOKS[CardLook.PAPER].ink) for colour in colours)


def test_what_cannot_fit_is_said():
    cards = [card(words="word " * 600), card()]
    assert misfits(cards) == cards[:1]


def test_a_card_of_a_language_from_right_to_left_is_mirrored():
    (english,) = draw([card(format=CardFormat.WIDE, words="Bread", lines=())])
    (arabic,) = draw([card(format=CardFormat.WIDE, words="خبز", lines=(), language="ar")])
    ground = tuple(bytes.fromhex(LOOKS[CardLook.PAPER].ground[1:]))

    def cloth_is_left(data):
        picture = opened(data)
        halves = [picture.crop((x, 0, x + 200, 400)).getcolors(maxcolors=2**24) for x in (0, 1000)]
        bare = [sum(number for number, colour in half if colour == ground) for half in halves]
        return bare[0] < bare[1]

    assert not cloth_is_left(english.data)
    assert cloth_is_left(arabic.data)


@pytest.mark.parametrize("format", CardFormat)
def test_pictures_are_cut_around_their_focal_point_and_lose_what_they_carried(format):
    width, _reach, height = PICTURES[format][0]
    red, green = (0.8, 0.25, 0.9, 0.5), (0.1, 0.25, 0.2, 0.5)
    for focus, wanted in ((red, (255, 0, 0)), (green, (0, 255, 0))):
        made = Image.open(io.BytesIO(cropped(photograph(), focus, width, height)))
        assert made.size == (width, height)
        assert not made.getexif()
        assert not {"exif", "xmp", "icc_profile"} & made.info.keys()
        colours = made.convert("RGB").resize((60, 40)).get_flattened_data()
        assert any(all(abs(a - b) < 60 for a, b in zip(colour, wanted, strict=True)) for colour in colours)


def test_what_is_no_picture_is_refused():
    with pytest.raises(ValueError):
        cropped(b"<svg onload='alert(1)'/>", None, 100, 100)


def test_a_poster_holds_nothing_of_what_its_picture_carried():
    (made,) = draw([card(format=CardFormat.POSTER, picture=photograph())])
    assert b"who took it" not in made.data
    assert b"Exif" not in made.data


@pytest.mark.parametrize(
    ("language", "quotation"),
    [
        ("en", "“Bread”"),
        ("de", "„Bread“"),
        ("fr", "«\u202fBread\u202f»"),
        ("ar", "«Bread»"),
        ("sv", "”Bread”"),
    ],
)
def test_quotation_marks_are_those_of_the_language(language, quotation):
    assert quoted("Bread", language) == quotation
    assert quoted(quotation, language) == quotation


def test_pictograms_are_left_out_of_drawn_words():
    assert without_pictograms("Bread 🥖 and salt 👩‍🍳") == "Bread and salt"


# When they are made ------------------------------------------------------------------------------------------------


def call(words="Who baked your bread?", **values):
    return ("card", {"kind": "call", "look": "marigold", "words": words} | values)


def figure(key="nurses", words="[[nurses]] of nurses were born abroad."):
    return ("card", {"kind": "claim", "look": "paper", "words": words, "claim": key})


def quotation(story, key="vein", **values):
    return ("card", {"kind": "quote", "look": "pine", "story": story.slug, "quote": key} | values)


def with_cards(campaign, *blocks):
    """Publish a campaign with these cards and make them, as the worker does."""
    campaign.cards = list(blocks)
    campaign.save_revision().publish()
    campaign.refresh_from_db()
    make_cards(campaign)
    return campaign


@pytest.fixture
def campaign(site_tree):
    return campaign_page(site_tree("en")["en"])


def test_a_card_is_made_in_every_size_and_stored_under_its_hash(campaign):
    with_cards(campaign, call())
    rows = cards_of(campaign.translation_key, "en")
    assert [row.format for row in rows] == CardFormat.values
    for row in rows:
        assert row.name.endswith(f"/{row.digest}.{'pdf' if row.format == 'a4' else 'png'}")
        for name in (row.name, picture_of(row.name), small_of(row.name)):
            assert default_storage.exists(name)
        assert row.size == default_storage.size(row.name)
        assert row.alt.startswith("Who baked your bread?")
        assert short_address(campaign).rstrip("/") in row.alt


def test_what_is_there_is_not_made_again(campaign, monkeypatch):
    with_cards(campaign, call())
    before = {row.pk: (row.key, row.made_at) for row in ShareCard.objects.all()}
    monkeypatch.setattr("campaigns.domain.cards.draw", lambda cards: pytest.fail("nothing was missing"))
    make_cards(campaign)
    assert {row.pk: (row.key, row.made_at) for row in ShareCard.objects.all()} == before


def test_another_word_makes_another_file_under_the_same_key_and_the_old_one_goes(
    campaign, django_capture_on_commit_callbacks
):
    with_cards(campaign, call())
    before = {row.format: row for row in ShareCard.objects.all()}
    block = campaign.cards[0]
    block.value["words"] = "Who lit your street?"
    campaign.save()
    with django_capture_on_commit_callbacks(execute=True):
        make_cards(campaign)
    for row in ShareCard.objects.all():
        assert row.key == before[row.format].key
        assert row.digest != before[row.format].digest
        assert not default_storage.exists(before[row.format].name)
        assert not default_storage.exists(small_of(before[row.format].name))


def test_a_card_that_the_page_has_no_more_goes_with_its_files(campaign, django_capture_on_commit_callbacks):
    with_cards(campaign, call(), call("Who lit your street?"))
    names = set(ShareCard.objects.values_list("name", flat=True))
    campaign.cards.pop()
    campaign.save()
    with django_capture_on_commit_callbacks(execute=True):
        make_cards(campaign)
    left = set(ShareCard.objects.values_list("name", flat=True))
    assert len(left) == 4
    assert all(default_storage.exists(name) == (name in left) for name in names)


def test_cards_of_a_page_that_is_live_no_more_go(campaign, django_capture_on_commit_callbacks):
    with_cards(campaign, call())
    names = list(ShareCard.objects.values_list("name", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        campaign.unpublish()
        make_cards_of(campaign.pk)
    assert not ShareCard.objects.exists()
    assert not any(default_storage.exists(name) for name in names)


def test_publication_asks_the_worker_for_cards(campaign, django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr("campaigns.receivers.make_share_cards", SimpleNamespace(enqueue=asked.append))
    campaign.cards = [call()]
    with django_capture_on_commit_callbacks(execute=True):
        campaign.save_revision().publish()
    assert asked == [campaign.pk]
    with django_capture_on_commit_callbacks(execute=True):
        story_page(campaign)
    assert asked == [campaign.pk, campaign.pk]


def test_a_figure_is_shown_with_its_source_place_and_date(campaign):
    ClaimFactory(organisation=organisation_of(campaign), key="nurses")
    with_cards(campaign, figure())
    row = cards_of(campaign.translation_key, "en")[0]
    assert row.alt == (
        "23% of nurses were born abroad. World Health Organization, State of the World's Nursing 2025. "
        "High-income countries, 2023."
    )
    assert row.claims == [Claim.objects.get().pk]


def test_a_card_with_a_figure_that_nobody_checked_is_not_made(campaign):
    ClaimFactory(organisation=organisation_of(campaign), key="nurses", checked=False)
    campaign.cards = [figure(), call()]
    campaign.save(clean=False)  # publication would refuse it
    make_cards(campaign)
    assert {row.alt.partition("?")[0] for row in ShareCard.objects.all()} == {"Who baked your bread"}


@pytest.mark.parametrize("change", [{"version": 9}, {"review": True}])
def test_a_card_with_a_figure_that_changed_or_is_due_is_withheld_at_once_and_deleted(
    campaign, change, django_capture_on_commit_callbacks
):
    claim = ClaimFactory(organisation=organisation_of(campaign), key="nurses")
    with_cards(campaign, figure(), call())
    assert len(cards_of(campaign.translation_key, "en")) == 8
    names = [row.name for row in ShareCard.objects.all() if row.claims]
    if "version" in change:
        Claim.objects.filter(pk=claim.pk).update(version=9)
    else:
        record = claim.current
        yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
        type(record).objects.filter(pk=record.pk).update(data=record.data | {"review_by": yesterday})
    forget_everything()  # whoever changes a claim touches its stamps; here nobody did
    assert len(cards_of(campaign.translation_key, "en")) == 4
    with django_capture_on_commit_callbacks(execute=True):
        assert withhold() == 4
    assert ShareCard.objects.count() == 4
    assert not any(default_storage.exists(name) for name in names)


# Whose words they show ---------------------------------------------------------------------------------------------


def test_a_quotation_says_who_tells_it_and_that_the_name_was_changed(campaign):
    story = story_page(campaign, agreed=True)
    agree(story, name_level="pseudonym", place_level="none")
    with_cards(campaign, quotation(story))
    row = cards_of(campaign.translation_key, "en")[0]
    assert row.alt == (
        "“At four in the morning nobody asks where I was born.” Rania. Name changed; told with consent."
    )
    assert row.story == story.translation_key


def test_an_invented_person_is_said_to_be_invented(campaign):
    with_cards(campaign, quotation(story_page(campaign)))
    assert cards_of(campaign.translation_key, "en")[0].alt.endswith("Rania. This person is invented.")


@pytest.mark.parametrize(
    ("media", "formats"),
    [
        (["web", "social"], ["1200x630", "1080x1080", "1080x1920"]),
        (["web", "print"], ["a4"]),
        (["web"], []),
    ],
)
def test_a_quotation_is_on_those_cards_that_were_agreed_to(campaign, media, formats):
    """CASE 68: consent for the web but not for print makes no poster."""
    story = story_page(campaign, agreed=True)
    agree(story, media=media)
    with_cards(campaign, quotation(story))
    assert [row.format for row in cards_of(campaign.translation_key, "en")] == formats


def test_consent_that_ends_withholds_cards_at_once(campaign, django_capture_on_commit_callbacks):
    """CASE 68: expired, and taken back for one medium."""
    story = story_page(campaign, agreed=True)
    with_cards(campaign, quotation(story))
    assert len(cards_of(campaign.translation_key, "en")) == 4
    agree(story, media=["web", "print"])
    forget_everything()
    assert [row.format for row in cards_of(campaign.translation_key, "en")] == ["a4"]
    with django_capture_on_commit_callbacks(execute=True):
        assert withhold() == 3


def test_a_card_that_shows_more_of_a_name_than_is_agreed_to_today_is_withheld(campaign):
    story = story_page(campaign, agreed=True)
    with_cards(campaign, quotation(story))
    agree(story, name_level="pseudonym")
    forget_everything()
    assert cards_of(campaign.translation_key, "en") == []
    make_cards(campaign)
    forget_everything()
    assert "Samira" not in cards_of(campaign.translation_key, "en")[0].alt


def test_a_picture_of_the_person_is_on_a_card_only_where_that_was_agreed_to(campaign):
    story = story_page(campaign, agreed=True)
    agree(story, elements=["text"])
    picture = image()
    with_cards(campaign, quotation(story, picture=picture, alt="Samira at her window"))
    assert "window" not in cards_of(campaign.translation_key, "en")[0].alt


def test_a_story_that_was_taken_back_takes_its_cards_along(site_tree, django_capture_on_commit_callbacks):
    """CASE 67: rows and files of the cards go with the story."""
    campaign = campaign_page(site_tree("en")["en"])
    story = story_page(campaign, agreed=True)
    with_cards(campaign, quotation(story), call())
    gone = [row.name for row in ShareCard.objects.filter(story=story.translation_key)]
    assert len(gone) == 4
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(story.translation_key)
    assert not ShareCard.objects.filter(story=story.translation_key).exists()
    assert len(cards_of(campaign.translation_key, "en")) == 4
    for name in gone:
        for one in (name, picture_of(name), small_of(name)):
            assert not default_storage.exists(one)


def test_a_story_of_another_organisation_is_never_quoted(campaign, site_tree):
    other = story_page(campaign_page(site_tree("en")["en"]), agreed=False)
    campaign.cards = [quotation(other)]
    campaign.save(clean=False)  # publication would refuse it
    make_cards(campaign)
    assert not ShareCard.objects.exists()


# What a publication needs ------------------------------------------------------------------------------------------


def test_a_page_without_cards_lacks_nothing(campaign):
    assert cards_evidence(campaign) == []
    assert cards_moderation(campaign) == []


def test_a_card_about_a_figure_names_one_that_was_checked(campaign):
    ClaimFactory(organisation=organisation_of(campaign), key="unchecked", checked=False)
    campaign.cards = [figure(key=""), figure(key="unchecked"), figure(key="unknown")]
    assert cards_evidence(campaign) == [
        "Share card 1 shows a figure: choose which claim it is.",
        "Share card 2 names the claim “unchecked”, which nobody has checked yet.",
        "Share card 3 names the claim “unknown”, which nobody has checked yet.",
    ]


def test_a_card_needs_words_a_quotation_that_exists_and_an_alternative_text(campaign):
    story = story_page(campaign)
    campaign.cards = [
        call(""),
        ("card", {"kind": "quote", "look": "pine", "story": "nowhere", "quote": "vein"}),
        quotation(story, key="other"),
        call("Who baked 🥖?"),
        call(picture=image(), alt=" "),
        quotation(story),
    ]
    assert cards_moderation(campaign) == [
        "Share card 1 has no words yet.",
        "Share card 2 quotes a story, but there is no such story below this campaign.",
        "Share card 3 names a quotation that the story does not have.",
        "Share card 4 has pictograms in it. Cards cannot show them: say it in words.",
        "Share card 5 has a picture. Say what it shows, for those who do not see it.",
    ]


def test_a_story_that_is_still_a_draft_may_be_quoted_by_a_campaign_that_is_about_to_be_published(campaign):
    story = story_page(campaign, agreed=True, published=False, contributor=ContributorFactory())
    campaign.cards = [quotation(story)]
    assert cards_moderation(campaign) == []


def test_words_that_do_not_fit_are_named_with_the_size(campaign):
    MemberFactory(organisation=organisation_of(campaign))
    ClaimFactory(
        organisation=organisation_of(campaign),
        key="long",
        source="A very long title of a very long report " * 7,
        publisher="An office with a long name " * 7,
        territory="Somewhere far away and described at length " * 3,
    )
    campaign.cards = [figure(key="long", words="[[long]] " * 8)]
    problems = cards_moderation(campaign)
    assert problems == [] or problems[0].startswith("The words of share card 1 do not fit on the size “")


# What comes back ---------------------------------------------------------------------------------------------------


def test_a_card_comes_back_when_its_claim_was_checked_again(campaign, django_capture_on_commit_callbacks):
    claim = ClaimFactory(organisation=organisation_of(campaign), key="nurses")
    with_cards(campaign, figure())
    Claim.objects.filter(pk=claim.pk).update(version=9)
    assert withhold() == 4
    forget_everything()
    assert remake_where_missing() == 0
    Claim.objects.filter(pk=claim.pk).update(version=claim.version)
    forget_everything()
    assert remake_where_missing() == 1
    assert ShareCard.objects.count() == 4


def test_what_was_looked_at_is_not_looked_at_again_until_something_changed(
    campaign, django_assert_num_queries, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        with_cards(campaign, call())
    withhold_when_changed()
    remake_when_changed()
    with django_assert_num_queries(0):
        withhold_when_changed()
        remake_when_changed()
