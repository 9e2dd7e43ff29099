"""The myth lint: what it remarks, and what it leaves alone."""

import re
from pathlib import Path

import pytest
import yaml

from campaigns.lint import TERMS, About, lint, says_again, terms_of
from campaigns.validators import problems_of
from tests.campaigns.factories import campaign_page, story_page

MYTH = "Migrants take our jobs"


def myth(**values):
    return (
        "myth",
        {
            "truth": "Newcomers found shops, clinics and bakeries where everybody earns.",
            "myth": MYTH,
            "trick": "<p>It counts work like a cake that can be eaten once.</p>",
            "correction": "<p>Newcomers found shops and bakeries; whoever earns also buys, and so work grows.</p>",
            "claims": [],
        }
        | values,
    )


@pytest.fixture
def campaign(site_tree):
    page = campaign_page(site_tree("en")["en"], title="The night shift")
    page.sections = [myth()]
    return page


def about(page, language="en"):
    return [remark.about for remark in lint(page, language)]


class TestMyths:
    def test_a_good_answer_is_left_alone(self, campaign):
        assert lint(campaign, "en") == []

    @pytest.mark.parametrize(
        "words", ["Migrants take our jobs", "Migrants do not take our jobs", "Do migrants take jobs?"]
    )
    def test_a_myth_in_a_title_is_remarked_even_when_it_is_denied(self, campaign, words):
        campaign.title = words
        assert about(campaign) == [About.HEADLINE]

    def test_a_myth_in_a_heading_or_on_a_card_is_remarked(self, campaign):
        campaign.sections = [("heading", "Why migrants take our jobs"), myth()]
        campaign.cards = [("card", {"kind": "call", "look": "paper", "words": "Who bakes your bread?"})]
        remarks = [one for one in lint(campaign, "en") if one.about == About.HEADLINE]
        assert [one.path for one in remarks] == [("sections", "heading")]
        campaign.cards = [
            ("card", {"kind": "call", "look": "paper", "words": "Migrants taking jobs, they say"})
        ]
        remarks = [one for one in lint(campaign, "en") if one.about == About.HEADLINE]
        assert [one.path for one in remarks] == [("sections", "heading"), ("cards", "card", "words")]

    def test_a_myth_that_is_told_more_often_than_the_truth_is_remarked(self, campaign):
        again = (
            "<p>They say migrants take our jobs. Again: migrants take jobs. And migrants take our jobs.</p>"
        )
        campaign.sections = [myth(trick=again)]
        remark = next(one for one in lint(campaign, "en") if one.about == About.REPEATED)
        assert remark.says.startswith("The myth is told 4 times on this page, and what is true 2 times.")

    @pytest.mark.parametrize(
        "truth", ["It is not true that migrants take jobs", "No, nobody takes a job", "False: jobs are taken"]
    )
    def test_an_answer_begins_with_what_is_true(self, campaign, truth):
        campaign.sections = [myth(truth=truth)]
        assert About.ORDER in about(campaign)

    def test_an_answer_ends_with_what_is_true(self, campaign):
        campaign.sections = [myth(correction="<p>No.</p>")]
        assert About.ORDER in about(campaign)

    def test_the_trick_is_named(self, campaign):
        campaign.sections = [myth(trick="")]
        assert About.ORDER in about(campaign)

    def test_the_myth_does_not_come_first(self, campaign):
        campaign.lead = "Everybody says that migrants take our jobs."
        assert About.ORDER in about(campaign)

    @pytest.mark.parametrize(
        "title", ["THEY KEEP THE TOWN AWAKE", "Who bakes your bread??!!", "Нічна зміна!!"]
    )
    def test_a_shouting_headline_is_remarked(self, campaign, title):
        campaign.title = title
        assert about(campaign) == [About.SHOUT]

    def test_arabic_has_no_capitals_to_shout_in(self, campaign):
        campaign.title = "من يبقي المدينة مستيقظة"
        assert about(campaign, "ar") == []

    def test_other_forms_of_a_word_are_the_same(self):
        assert says_again("Мігрантів, які забирають нашу роботу", "Мігранти забирають роботу")
        assert says_again("إن المهاجرين يأخذون الوظائف", "المهاجرون يأخذون وظائف") is True

    def test_it_refuses_nothing(self, campaign):
        campaign.title = "MIGRANTS TAKE OUR JOBS"
        assert problems_of(campaign, "evidence") == []


class TestTerms:
    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "The illegals came"), ("en", "a flood of refugees"), ("en", "second-generation immigrants"),
            ("en", "bogus asylum seekers"), ("en", "economic refugees"), ("en", "Muslim migrants"),
            ("fr", "une vague migratoire"), ("fr", "les clandestins"), ("de", "die Flüchtlingswelle"),
            ("de", "Asylanten"), ("es", "una oleada de migrantes"), ("es", "inmigrantes ilegales"),
            ("uk", "нелегали"), ("uk", "наплив біженців"), ("ar", "موجة المهاجرين"), ("ar", "والهجرة غير الشرعية"),
        ],
    )  # fmt: skip
    def test_a_word_that_blurs_people_is_remarked_with_a_better_one(self, campaign, language, text):
        campaign.lead = text
        remarks = [one for one in lint(campaign, language) if one.about == About.TERM]
        assert len(remarks) == 1
        assert remarks[0].says
        assert remarks[0].instead

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "refugees and migrants"), ("en", "illegal parking"), ("en", "a wave of applause"),
            ("en", "a person seeking asylum"), ("fr", "une vague de chaleur"), ("de", "Geflüchtete und Nachbarinnen"),
            ("es", "personas refugiadas"), ("uk", "біженці й сусіди"), ("ar", "اللاجئون وجيرانهم"),
        ],
    )  # fmt: skip
    def test_plain_words_are_left_alone(self, campaign, language, text):
        campaign.lead = text
        assert lint(campaign, language) == []

    def test_quoting_the_myth_is_a_declared_context(self, campaign):
        campaign.sections = [myth(myth="A flood of refugees is coming over us")]
        assert About.TERM not in about(campaign)

    def test_what_a_person_says_of_herself_is_left_alone(self, campaign):
        story = story_page(campaign)
        story.body = [("quote", {"key": "me", "text": "They called us illegals."})]
        assert lint(story, "en") == []

    def test_a_language_without_words_has_no_remarks(self):
        assert terms_of("mt") == ()

    def test_every_entry_is_whole_in_all_interface_languages(self):
        entries = yaml.safe_load(Path(TERMS).read_text(encoding="utf-8"))
        assert len({entry["code"] for entry in entries}) == len(entries) == 6
        for entry in entries:
            for language in ("en", "fr", "de", "es", "uk", "ar"):
                said = entry[language]
                assert said["words"]
                assert re.search(r"\w{3}", said["why"])
                assert re.search(r"\w{3}", said["instead"])
                # What is proposed is not itself remarked.
                assert not any(term.pattern.search(said["instead"]) for term in terms_of(language)), (
                    entry["code"],
                    language,
                )
