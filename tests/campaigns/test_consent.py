"""The consent ledger: what it allows, what it refuses, and that it is only ever added to."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail_localize.models import TranslationSource

from campaigns.domain.consent import (
    Choices,
    ConsentError,
    grant,
    note_withdrawn,
    record_on_paper,
)
from campaigns.domain.contributors import change_contributor, erase_contributor
from campaigns.domain.safeguarding import right_to_tell
from campaigns.domain.shown import stories_as_shown, story_as_shown
from campaigns.domain.standing import standing_for, standing_of, standing_of_drafts
from campaigns.domain.versions import fingerprint, latest, source_of
from campaigns.domain.withdrawal import anonymise, obey
from campaigns.enums import StoryBasis
from campaigns.models import AppendOnlyError, ConsentEntry, ConsentWording, StoryPage, Withdrawal
from cms.models import AuditEntry
from tests.campaigns.consents import ALL, agree
from tests.campaigns.factories import (
    ContributorFactory,
    MemberFactory,
    OrganisationFactory,
    StoryPageFactory,
    campaign_page,
    organisation_of,
    story_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(site_tree):
    return campaign_page(site_tree("en", "uk")["en"])


def standing(story: StoryPage):
    return standing_of([story.translation_key])[story.translation_key]


def allowed(story: StoryPage, element="text", medium="web", language="en") -> bool:
    return standing(story).allows(element, medium, language)


def in_years(years: int) -> date:
    return timezone.localdate() + timedelta(days=365 * years)


def minor(campaign, **values):
    return ContributorFactory(organisation=organisation_of(campaign), **({"adult_on": in_years(2)} | values))


def draft(campaign, contributor, **values) -> StoryPage:
    return StoryPageFactory(
        parent=campaign, basis=StoryBasis.CONSENT, contributor=contributor, published=False, **values
    )


# What is allowed ---------------------------------------------------------------------------------------------------


def test_what_was_agreed_to_is_allowed(campaign):
    story = story_page(campaign, agreed=True)
    found = standing(story)
    assert all(found.allows(element, "press", "uk") for element in ("text", "picture", "voice"))
    assert found.name(story.contributor, "web", "en") == "Samira Nightingale"
    assert found.place(story.contributor, "web", "en") == "Sparrowtown, Finchland"


def test_a_story_that_nobody_agreed_to_allows_nothing(campaign):
    story = draft(campaign, ContributorFactory(organisation=organisation_of(campaign)))
    assert not allowed(story)
    assert standing(story).name(story.contributor, "web", "en") == ""


def test_stories_on_another_basis_stand_by_themselves(campaign):
    story = story_page(campaign)
    assert allowed(story, "picture", "press", "ar")


def test_consent_for_the_web_is_none_for_print(campaign):
    """CASE 68: what was agreed to for one medium shows nothing in another."""
    story = story_page(campaign, agreed=True)
    agree(story, media=["web"])
    assert allowed(story, medium="web")
    assert not any(allowed(story, medium=medium) for medium in ("print", "social", "press"))
    assert standing(story).name(story.contributor, "print", "en") == ""


def test_consent_holds_on_its_last_day_and_not_on_the_next(campaign, monkeypatch):
    """CASE 68: what has expired shows nothing, from midnight on."""
    story = story_page(campaign, agreed=True)
    until = timezone.localdate() + timedelta(days=3)
    agree(story, until=until)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: until)
    assert allowed(story)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: until + timedelta(days=1))
    assert not allowed(story)


def test_only_the_languages_that_were_chosen_are_covered(campaign):
    story = story_page(campaign, agreed=True)
    agree(story, languages=["en", "fr"])
    assert allowed(story, language="fr")
    assert not allowed(story, language="uk")


def test_what_was_not_ticked_is_not_shown(campaign):
    story = story_page(campaign, agreed=True)
    agree(story, elements=["text"], name_level="pseudonym", place_level="country")
    assert not allowed(story, "picture")
    assert not allowed(story, "voice")
    shown = story_as_shown(StoryPage.objects.get(pk=story.pk))
    assert (shown.name, shown.place) == ("Rania", "Finchland")


@pytest.mark.parametrize(
    ("level", "name"),
    [("none", ""), ("pseudonym", "Rania"), ("first", "Samira"), ("full", "Samira Nightingale")],
)
def test_a_name_is_shown_as_far_as_was_chosen(campaign, level, name):
    story = story_page(campaign, agreed=True)
    agree(story, name_level=level)
    assert story_as_shown(story).name == name


@pytest.mark.parametrize(
    ("level", "place"),
    [
        ("none", ""),
        ("country", "Finchland"),
        ("region", "Wrenshire, Finchland"),
        ("town", "Sparrowtown, Finchland"),
    ],
)
def test_a_place_is_shown_as_closely_as_was_chosen(campaign, level, place):
    story = story_page(campaign, agreed=True)
    agree(story, place_level=level)
    assert story_as_shown(story).place == place


def test_the_latest_entry_holds(campaign):
    story = story_page(campaign, agreed=True)
    agree(story, media=["web"])
    agree(story, media=["print"])
    assert not allowed(story, medium="web")
    note_withdrawn(story.contributor, story.translation_key)
    assert not allowed(story, medium="print")
    agree(story)
    assert allowed(story, medium="web")


def test_after_anonymising_only_words_are_left(campaign):
    story = story_page(campaign, agreed=True)
    anonymise(story.translation_key)
    assert allowed(story)
    assert not allowed(story, "picture")
    shown = story_as_shown(StoryPage.objects.get(pk=story.pk))
    assert (shown.name, shown.place, shown.picture) == ("", "", None)


def test_another_contributor_on_the_page_has_not_agreed(campaign):
    story = story_page(campaign, agreed=True)
    other = ContributorFactory(organisation=organisation_of(campaign))
    StoryPage.objects.filter(pk=story.pk).update(contributor=other)
    assert not allowed(story)


# The text that was agreed to ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Something else"},
        {"lead": "Something else."},
        {"guidance": "Violence."},
        {"body": [("text", "<p>Something else.</p>")]},
    ],
)
def test_a_changed_text_is_not_covered(campaign, change):
    story = story_page(campaign, agreed=True)
    for name, value in change.items():
        setattr(story, name, value)
    assert not standing_for(story).allows("text", "web", "en")
    with pytest.raises(ValidationError, match="was changed since the contributor agreed"):
        story.save_revision().publish()


def test_what_readers_do_not_read_changes_nothing(campaign):
    story = story_page(campaign, agreed=True)
    before = fingerprint(story)
    story.slug, story.search_description = "another-address", "Found like this"
    story.body = [
        ("text", '<p data-block-key="abc12">I start at nine in the evening.</p>'),
        ("quote", {"key": "vein", "text": "At four in the morning nobody asks where I was born."}),
    ]
    assert fingerprint(story) == before


def test_saving_and_reading_again_changes_nothing(campaign):
    story = story_page(campaign, agreed=True)
    list(story.body)
    assert fingerprint(story) == fingerprint(StoryPage.objects.get(pk=story.pk)) == fingerprint(latest(story))
    assert standing_of_drafts([story.translation_key])[story.translation_key].covers_text


def test_another_picture_under_the_same_number_is_another_picture(campaign):
    from wagtail_factories import ImageFactory

    image = ImageFactory()
    story = story_page(campaign, agreed=True, picture=image)
    assert allowed(story, "picture")
    image.file_hash = "0" * 40
    image.save(update_fields=["file_hash"])
    assert not allowed(story)


def test_while_a_new_text_waits_the_old_one_stays(campaign):
    story = story_page(campaign, agreed=True)
    story.lead = "A better lead."
    story.save_revision()
    agree(story)
    assert allowed(story)
    assert standing_of_drafts([story.translation_key])[story.translation_key].covers_text
    latest(StoryPage.objects.get(pk=story.pk)).save_revision().publish()
    assert allowed(story)
    story = StoryPage.objects.get(pk=story.pk)
    story.lead = "A nurse tells of one night."
    with pytest.raises(ValidationError):
        story.save_revision().publish()


def test_what_was_agreed_to_before_it_was_taken_back_is_not_covered_by_a_later_yes(campaign):
    story = story_page(campaign, agreed=True)
    note_withdrawn(story.contributor, story.translation_key)
    story.lead = "A better lead."
    story.save_revision()
    agree(story)
    assert not allowed(story)


def test_a_translation_is_covered_by_its_language(campaign, site_tree):
    story = story_page(campaign, agreed=True)
    agree(story, languages=["en", "uk"])
    translated = StoryPageFactory(
        parent=campaign.copy_for_translation(_locale("uk"), copy_parents=True),
        title="Вони питають",
        translation_key=story.translation_key,
        basis=StoryBasis.CONSENT,
        contributor=story.contributor,
        published=False,
    )
    assert standing_for(translated).allows("text", "web", "uk")
    agree(story, languages=["en"])
    assert right_to_tell(translated) == [
        "The contributor did not agree to Українська. Ask again, or do not publish it in this language."
    ]


def test_the_source_is_what_translators_translate_from(campaign):
    story = story_page(campaign, agreed=True)
    uk = StoryPageFactory(
        parent=campaign.copy_for_translation(_locale("uk"), copy_parents=True),
        translation_key=story.translation_key,
        basis=StoryBasis.CONSENT,
        contributor=story.contributor,
        published=False,
    )
    assert source_of(story.translation_key).pk == story.pk
    TranslationSource.update_or_create_from_instance(uk)
    assert source_of(story.translation_key).pk == uk.pk


def _locale(code):
    from wagtail.models import Locale

    return Locale.objects.get(language_code=code)


# Minors ------------------------------------------------------------------------------------------------------------


def test_a_minor_cannot_agree_alone(campaign):
    """CASE 15: of somebody under 18 a parent or guardian agrees."""
    story = draft(campaign, minor(campaign))
    with pytest.raises(ConsentError, match="a parent or guardian has to agree"):
        agree(story, name_level="none", place_level="none")
    agree(story, by="guardian")
    assert allowed(story)


def test_of_a_minor_neither_full_name_nor_town_is_shown(campaign):
    story = draft(campaign, minor(campaign))
    for limits in ({"name_level": "full"}, {"place_level": "town"}):
        with pytest.raises(ConsentError, match="under 18"):
            agree(story, by="guardian", **limits)
    agree(story, by="guardian")
    shown = story_as_shown(story)
    assert (shown.name, shown.place) == ("Samira", "Wrenshire, Finchland")


def test_who_turns_out_to_be_a_minor_is_shown_less_and_needs_a_guardian(campaign):
    story = story_page(campaign, agreed=True)
    change_contributor(story.contributor, actor=None, adult_on=in_years(1))
    assert not allowed(story)


def test_a_guardians_consent_ends_on_the_eighteenth_birthday(campaign, monkeypatch):
    """CASE 68: turned 18; the person decides anew, and nobody can bring the guardian's yes back."""
    story = draft(campaign, minor(campaign))
    agree(story, by="guardian")
    birthday = story.contributor.adult_on
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: birthday - timedelta(days=1))
    assert allowed(story)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: birthday)
    assert not allowed(story)
    change_contributor(story.contributor, actor=None, adult_on=None)
    assert not allowed(story)
    agree(story, by="person")
    assert allowed(story)


def test_nobody_agrees_for_a_grown_up(campaign):
    story = draft(campaign, ContributorFactory(organisation=organisation_of(campaign)))
    with pytest.raises(ConsentError, match="for herself or himself"):
        agree(story, by="guardian")


# Agreeing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"elements": ["picture"]}, "elements"),
        ({"media": []}, "media"),
        ({"languages": []}, "languages"),
        ({"until": date(2020, 1, 1)}, "until"),
    ],
)
def test_what_makes_no_sense_is_not_agreed_to(campaign, limits, field):
    story = draft(campaign, ContributorFactory(organisation=organisation_of(campaign)))
    with pytest.raises(ConsentError) as caught:
        agree(story, **limits)
    assert caught.value.field == field
    assert not ConsentEntry.objects.exists()


def test_nobody_agrees_to_a_text_that_was_changed_meanwhile(campaign):
    story = draft(campaign, ContributorFactory(organisation=organisation_of(campaign)))
    read = fingerprint(story)
    story.lead = "Something else."
    story.save_revision()
    with pytest.raises(ConsentError, match="changed while you were reading"):
        grant(story.contributor, story.translation_key, Choices(**ALL), content=read, read_in="en")


def test_nobody_agrees_to_the_story_of_another(campaign):
    story = story_page(campaign, agreed=True)
    stranger = ContributorFactory()
    with pytest.raises(ConsentError, match="not there any more"):
        grant(stranger, story.translation_key, Choices(**ALL), content=fingerprint(story), read_in="en")


def test_the_words_that_were_read_are_kept_once(campaign):
    story = story_page(campaign, agreed=True)
    first = agree(story).wording
    assert agree(story).wording == first
    assert organisation_of(campaign).name in first.text
    assert "press one button" in first.text
    kept = ConsentWording.objects.get()
    assert len(kept.digest) == 64
    OrganisationFactory(name="Another")


def test_guardians_read_words_of_their_own(campaign):
    story = draft(campaign, minor(campaign))
    assert "the young person" in agree(story, by="guardian").wording.text


def test_a_paper_is_noted_with_its_day_and_who_noted_it(campaign):
    story = draft(campaign, ContributorFactory(organisation=organisation_of(campaign)))
    actor = MemberFactory(organisation=organisation_of(campaign)).user
    values = {"actor": actor, "content": fingerprint(story), "read_in": "en"}
    with pytest.raises(ConsentError) as caught:
        record_on_paper(
            story.contributor,
            story.translation_key,
            Choices(**ALL),
            signed_on=timezone.localdate() + timedelta(days=1),
            **values,
        )
    assert caught.value.field == "signed_on"
    entry = record_on_paper(
        story.contributor, story.translation_key, Choices(**ALL), signed_on=date(2026, 11, 2), **values
    )
    assert (entry.way, entry.signed_on, entry.recorded_by) == ("paper", date(2026, 11, 2), actor)
    assert AuditEntry.objects.filter(verb="consent.granted", actor=actor).count() == 1


def test_who_was_erased_agrees_to_nothing(campaign):
    story = story_page(campaign, agreed=True)
    erase_contributor(story.contributor)
    with pytest.raises(ConsentError, match="was deleted"):
        agree(story)


# Only ever added to ------------------------------------------------------------------------------------------------


def test_entries_are_not_changed_by_our_own_code(campaign):
    story = story_page(campaign, agreed=True)
    entry = ConsentEntry.objects.get()
    for attempt in (
        entry.save,
        entry.delete,
        lambda: ConsentEntry.objects.update(kind="withdrawn"),
        lambda: ConsentEntry.objects.filter(story=story.translation_key).delete(),
        lambda: ConsentEntry.objects.bulk_update([entry], ["kind"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


@pytest.mark.parametrize("table", ["campaigns_consententry", "campaigns_withdrawal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET story = story", "DELETE FROM {}"])
def test_the_database_refuses_every_change(campaign, table, statement):
    story = story_page(campaign, agreed=True)
    Withdrawal.objects.create(story=story.translation_key, organisation=organisation_of(campaign))
    with (
        pytest.raises(DatabaseError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_entries_hold_no_name(campaign):
    story_page(campaign, agreed=True)
    held = str(ConsentEntry.objects.values().get())
    assert not any(name in held for name in ("Samira", "Nightingale", "Rania", "Sparrowtown"))


# What a publication needs ------------------------------------------------------------------------------------------


def test_a_story_without_consent_is_refused_with_a_sentence_that_helps(campaign):
    story = draft(campaign, ContributorFactory(organisation=organisation_of(campaign)))
    assert right_to_tell(story) == [
        "Nobody has agreed to this story yet. Open the contributor at your organisation’s desk and send the private "
        "link."
    ]
    with pytest.raises(ValidationError, match="Nobody has agreed"):
        story.save_revision().publish()
    agree(story)
    story.save_revision().publish()
    assert StoryPage.objects.get(pk=story.pk).live


def test_a_story_needs_a_contributor_of_its_organisation(campaign):
    story = draft(campaign, None)
    assert right_to_tell(story)[0].startswith("Nobody stands behind this story yet.")
    story.contributor = ContributorFactory()
    assert right_to_tell(story) == [
        "This contributor belongs to another organisation. Please choose one of yours."
    ]


@pytest.mark.parametrize(
    ("limits", "beginning"),
    [
        ({"media": ["print"]}, "The contributor did not agree to this site."),
        ({"languages": ["fr"]}, "The contributor did not agree to English."),
    ],
)
def test_what_is_missing_is_said(campaign, limits, beginning):
    story = draft(campaign, ContributorFactory(organisation=organisation_of(campaign)))
    agree(story, **limits)
    assert right_to_tell(story)[0].startswith(beginning)


def test_a_documented_story_needs_two_sources_with_an_address(campaign):
    story = StoryPageFactory.build(
        basis=StoryBasis.PUBLIC,
        shown_name="Marie Curie",
        sources=[
            ("source", {"title": "Nobel Prize", "url": "https://www.nobelprize.org/"}),
            ("source", {"title": "A book", "publisher": "A publisher"}),
        ],
    )
    assert len(right_to_tell(story)) == 1
    story.sources = [
        ("source", {"title": "Nobel Prize", "url": "https://www.nobelprize.org/"}),
        ("source", {"title": "Museum", "url": "https://musee.curie.fr/"}),
    ]
    assert right_to_tell(story) == []
    story.shown_name = ""
    assert len(right_to_tell(story)) == 1


def test_an_invented_story_needs_an_invented_name_and_says_so(campaign):
    story = story_page(campaign)
    assert story_as_shown(story).notice.startswith("This story is invented.")
    story.shown_name = " "
    assert right_to_tell(story)[0].startswith("An invented story needs an invented name")


# By the clock ------------------------------------------------------------------------------------------------------


def test_what_expired_is_taken_from_the_site_and_the_members_are_told(
    campaign, monkeypatch, mailoutbox, client
):
    """CASE 68: expired consent. The page goes from the site within a minute, and is not deleted."""
    story = story_page(campaign, agreed=True)
    member = MemberFactory(organisation=organisation_of(campaign)).user
    agree(story, until=timezone.localdate())
    assert obey() == 0
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: tomorrow)
    with transaction_on_commit():
        assert obey() == 1
    assert not StoryPage.objects.get(pk=story.pk).live
    assert [mail.to for mail in mailoutbox] == [[member.email]]
    assert story.title in mailoutbox[0].subject
    assert obey() == 0


def test_a_minors_story_is_gone_within_a_minute_of_the_birthday(campaign, monkeypatch):
    """CASE 15: a minor's consent missing, expired or withdrawn: the story is not public within 60 seconds."""
    from cms.worker import jobs

    story = draft(campaign, minor(campaign))
    agree(story, by="guardian")
    story.save_revision().publish()
    assert jobs["campaigns.obey_consent"].seconds == 60
    birthday = story.contributor.adult_on
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: birthday)
    jobs["campaigns.obey_consent"].function()
    assert not StoryPage.objects.get(pk=story.pk).live


def transaction_on_commit():
    from django.test import TestCase

    return TestCase.captureOnCommitCallbacks(execute=True)


# Queries -----------------------------------------------------------------------------------------------------------


def test_three_stories_cost_no_more_queries_than_one(campaign, django_assert_num_queries):
    stories = [story_page(campaign, agreed=True) for _number in range(3)]
    from django.test.utils import CaptureQueriesContext

    standing_of([stories[0].translation_key])
    counts = []
    for some in (stories[:1], stories):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            stories_as_shown(some, "web", "en")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7
