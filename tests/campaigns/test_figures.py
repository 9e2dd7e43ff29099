"""Figures in texts: written once, formatted for each language, never shown unchecked."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.charts import chart_of
from campaigns.domain.figures import figures_of, fill, keys_in, marks_in, read_figures, used_in
from campaigns.models import ClaimUse
from campaigns.validators import problems_of
from cms.models import Licence
from tests.campaigns.factories import (
    ClaimFactory,
    OrganisationFactory,
    campaign_page,
    organisation_of,
    story_page,
)

NBSP, NNBSP = "\u00a0", "\u202f"


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


def figure(organisation, **values):
    claim = ClaimFactory(organisation=organisation, **values)
    return read_figures(organisation.pk)[claim.key]


class TestWriting:
    @pytest.mark.parametrize(
        ("language", "written"),
        [("en", "23.5%"), ("de", f"23,5{NBSP}%"), ("es", f"23,5{NBSP}%"), ("uk", f"23,5{NBSP}%")],
    )
    def test_a_share_is_written_as_each_language_does(self, organisation, language, written):
        shown = figure(organisation, value=Decimal("23.5"), decimals=1).text(language)
        assert shown.replace(NNBSP, NBSP) == written

    def test_french_has_a_space_that_does_not_break_before_the_sign(self, organisation):
        assert figure(organisation).text("fr") in (f"23{NBSP}%", f"23{NNBSP}%")

    def test_arabic_is_written_as_the_site_writes_it(self, organisation):
        with translation.override("ar"):
            from exercises.templatetags.wall_tags import percent

            assert figure(organisation).text("ar") == percent(23)

    @pytest.mark.parametrize(
        ("language", "written"),
        [
            ("en", "1,234,567"),
            ("fr", f"1{NBSP}234{NBSP}567"),
            ("de", "1.234.567"),
            ("es", f"1{NBSP}234{NBSP}567"),
            ("uk", f"1{NBSP}234{NBSP}567"),
            ("ar", "1.234.567"),
        ],
    )
    def test_large_numbers_are_grouped_in_every_language(self, organisation, language, written):
        assert figure(organisation, kind="number", value=Decimal("1234567")).text(language) == written

    def test_one_in_so_many_is_a_sentence_for_translators(self, organisation):
        assert figure(organisation, kind="one_in", value=Decimal("8")).text("en") == "1 in 8"

    @pytest.mark.parametrize(
        ("currency", "written"),
        [("EUR", "€1,500"), ("GBP", "£1,500"), ("CHF", "CHF 1,500"), ("USD", "US$1,500")],
    )
    def test_money_has_its_currency(self, organisation, currency, written):
        claim = figure(organisation, kind="money", value=Decimal("1500"), currency=currency)
        assert claim.text("en") == written

    def test_a_number_below_zero_has_a_real_minus(self, organisation):
        assert figure(organisation, kind="number", value=Decimal("-2.4"), decimals=1).text("en") == "−2.4"

    @pytest.mark.parametrize(
        ("precision", "label"), [("year", "2023"), ("month", "June 2023"), ("day", "5 June 2023")]
    )
    def test_its_date_is_as_exact_as_it_is_known(self, organisation, precision, label):
        shown = figure(organisation, as_of=date(2023, 6, 5), precision=precision)
        assert shown.as_of_label("en") == label

    def test_words_come_in_the_language_asked_for_or_in_another_one(self, organisation):
        shown = figure(organisation, unit_uk="медсестер")
        assert (shown.unit("uk"), shown.unit("en"), shown.unit("ar")) == (
            "медсестер",
            "of nurses",
            "of nurses",
        )
        assert (shown.has("en"), shown.has("uk")) == (True, False)


class TestFilling:
    @pytest.fixture
    def figures(self, organisation):
        ClaimFactory(organisation=organisation, key="nurses")
        return read_figures(organisation.pk)

    def test_a_text_is_filled(self, figures):
        assert fill("About [[nurses]] in [[nurses:date]].", figures, "en") == "About 23% in 2023."

    @pytest.mark.parametrize(
        "written", ["[[ nurses ]]", "[[\u200fnurses\u200e]]", "[[\u2067nurses\u2069]]", "[[nurses&nbsp;]]"]
    )
    def test_spaces_and_signs_of_direction_inside_do_no_harm(self, figures, written):
        assert fill(written, figures, "ar") == "23%"
        assert keys_in(written) == {"nurses"}

    def test_what_is_not_known_stays_as_it_is_written(self, figures):
        assert fill("[[doctors]] and [[Nurses]]", figures, "en") == "[[doctors]] and [[Nurses]]"

    def test_html_leads_to_the_source(self, figures):
        assert fill("[[nurses]] of us", figures, "en", html=True, link="/c/claims/") == (
            '<a class="figure" href="/c/claims/#nurses">23%</a> of us'
        )

    def test_a_hole_is_marked_in_html(self, figures):
        assert fill("[[doctors]]", figures, "en", html=True) == (
            '<mark class="figure figure--hole">[[doctors]]</mark>'
        )

    def test_plain_text_is_escaped_and_rich_text_is_not(self, figures):
        """CASES 48."""
        assert fill("<b>[[nurses]]</b>", figures, "en", html=True) == (
            '&lt;b&gt;<span class="figure">23%</span>&lt;/b&gt;'
        )
        assert fill(mark_safe("<b>[[nurses]]</b>"), figures, "en", html=True) == (
            '<b><span class="figure">23%</span></b>'
        )

    def test_inside_a_link_there_is_no_other_link(self, figures):
        text = mark_safe('<a href="/x/">[[nurses]]</a> [[nurses]]')
        assert fill(text, figures, "en", html=True, link="/c/") == (
            '<a href="/x/"><span class="figure">23%</span></a> <a class="figure" href="/c/#nurses">23%</a>'
        )

    def test_an_attribute_gets_no_markup(self, figures):
        text = mark_safe('<img alt="[[nurses]] of nurses">')
        assert fill(text, figures, "en", html=True, link="/c/") == '<img alt="23% of nurses">'

    def test_what_is_being_checked_again_says_so(self, figures, organisation):
        from campaigns.domain.claims import change_claim
        from campaigns.models import Claim
        from tests.campaigns.factories import MemberFactory

        change_claim(
            Claim.objects.get(), actor=MemberFactory(organisation=organisation).user, value=Decimal("30")
        )
        assert fill("[[nurses]]", read_figures(organisation.pk), "en", html=True) == (
            '<span class="figure figure--due">23%</span> <span class="figure__due">(being checked again)</span>'
        )

    @given(st.text())
    def test_a_text_without_figures_comes_back_as_it_was(self, text):
        if not marks_in(text):
            assert fill(text, {}, "en") == text

    @given(st.text(alphabet="[]a-z<>&:ab ", max_size=60))
    def test_whatever_is_written_html_is_safe(self, text):
        filled = fill(text, {}, "en", html=True)
        for ours in ('<mark class="figure figure--hole">', "</mark>"):
            filled = filled.replace(ours, "")
        assert "<" not in filled

    def test_kept_figures_cost_no_query(self, figures, organisation, django_assert_num_queries):
        figures_of(organisation.pk)
        with django_assert_num_queries(0):
            assert figures_of(organisation.pk)["nurses"].text("en") == "23%"

    @pytest.mark.parametrize("number", [1, 3])
    def test_one_query_reads_all_of_them(self, organisation, number, django_assert_num_queries):
        for _each in range(number):
            ClaimFactory(organisation=organisation)
        with django_assert_num_queries(1):
            assert len(read_figures(organisation.pk)) == number

    def test_what_nobody_has_checked_is_not_there(self, organisation):
        ClaimFactory(organisation=organisation, key="doctors", checked=False)
        assert "doctors" not in read_figures(organisation.pk)

    def test_the_figures_of_another_organisation_are_not_there(self, figures):
        assert read_figures(OrganisationFactory().pk) == {}


class TestOnPages:
    @pytest.fixture
    def campaign(self, site_tree):
        return campaign_page(site_tree("en")["en"])

    def test_figures_are_found_wherever_a_page_names_them(self, campaign):
        campaign.lead = "[[in-lead]]"
        campaign.pledge_text = "[[in-pledge]]"
        campaign.sections = [
            ("heading", "[[in-heading]]"),
            ("text", "<p>[[in-text]]</p>"),
            (
                "evidence",
                {"claim": "as-block", "sentence": "[[in-sentence]]", "comment": "<p>[[in-comment]]</p>"},
            ),
            ("figures", {"title": "T", "claims": ["in-chart", "in-chart-2"], "note": "[[in-note]]"}),
            ("table", {"caption": "[[in-caption]]", "header": ["[[in-head]]"], "rows": [["[[in-cell]]"]]}),
            (
                "myth",
                {
                    "truth": "[[in-truth]]",
                    "myth": "M",
                    "trick": "<p>[[in-trick]]</p>",
                    "correction": "<p>[[in-correction]]</p>",
                    "claims": ["at-myth"],
                },
            ),
        ]
        campaign.cards = [
            ("card", {"kind": "claim", "look": "paper", "words": "[[on-card]]", "claim": "card-claim"})
        ]
        campaign.posts = [("post", {"network": "mastodon", "text": "[[in-post]]"})]
        assert used_in(campaign) == {
            "in-lead", "in-pledge", "in-heading", "in-text", "as-block", "in-sentence", "in-comment", "in-chart",
            "in-chart-2", "in-note", "in-caption", "in-head", "in-cell", "in-truth", "in-trick", "in-correction",
            "at-myth", "on-card", "card-claim", "in-post",
        }  # fmt: skip

    def test_the_canvas_is_not_published_and_uses_nothing(self, campaign):
        campaign.evidence = "[[nurses]]"
        assert used_in(campaign) == set()

    def problems(self, page):
        return problems_of(page, "evidence")

    def test_a_checked_figure_may_be_published_and_its_use_is_noted(self, campaign):
        claim = ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        campaign.lead = "[[nurses]] of nurses"
        assert self.problems(campaign) == []
        campaign.save_revision().publish()
        use = ClaimUse.objects.get()
        assert (use.claim, use.page_id, use.record, use.flagged_at) == (
            claim,
            campaign.pk,
            claim.current,
            None,
        )

    def test_an_unknown_one_may_not(self, campaign):
        campaign.lead = "[[nurses]]"
        assert self.problems(campaign) == [
            "[[nurses]]: your organisation has no figure with this short name. Enter it at your desk, under Figures."
        ]

    def test_that_of_another_organisation_may_not(self, campaign):
        ClaimFactory(key="nurses")
        campaign.lead = "[[nurses]]"
        assert "has no figure with this short name" in self.problems(campaign)[0]

    def test_an_unchecked_one_may_not(self, campaign):
        ClaimFactory(organisation=organisation_of(campaign), key="nurses", checked=False)
        campaign.lead = "[[nurses]]"
        assert self.problems(campaign) == [
            "[[nurses]] (Nurses born abroad) was not checked yet. Ask a colleague to check it at your desk."
        ]

    def test_an_incomplete_one_may_not_and_what_is_missing_is_named(self, campaign):
        ClaimFactory(
            organisation=organisation_of(campaign), key="nurses", checked=False, url="", licence=None
        )
        campaign.lead = "[[nurses]]"
        assert self.problems(campaign) == [
            "[[nurses]] (Nurses born abroad) is not complete. Missing: address of the source, licence of the source."
        ]

    def test_one_that_was_changed_after_its_check_may_not(self, campaign):
        from campaigns.domain.claims import change_claim
        from tests.campaigns.factories import MemberFactory

        claim = ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        change_claim(claim, actor=MemberFactory(organisation=claim.organisation).user, value=Decimal("30"))
        campaign.lead = "[[nurses]]"
        assert "was changed after it was checked" in self.problems(campaign)[0]

    def test_one_past_its_review_may_not(self, campaign):
        claim = ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        claim.current.data["review_by"] = "2020-01-01"
        claim.current.save()
        campaign.lead = "[[nurses]]"
        assert "was to be looked at again by 1 January 2020" in self.problems(campaign)[0]

    def test_a_badly_written_one_is_named_with_its_place(self, campaign):
        campaign.lead = "[[Nurses Abroad]]"
        assert self.problems(campaign) == [
            "“[[Nurses Abroad]]” in “lead” is no short name of a figure. Write it like [[nurses-abroad]]: small letters"
            " a to z, digits and hyphens."
        ]

    def test_one_with_formatting_inside_is_found(self, campaign):
        campaign.sections = [("text", "<p>[[nur<b>ses</b>]]</p>")]
        assert "partly bold, italic or a link" in self.problems(campaign)[0]

    @pytest.mark.parametrize("field", ["title", "seo_title", "search_description", "hashtags"])
    def test_titles_take_no_figures(self, campaign, field):
        ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        setattr(campaign, field, "[[nurses]] of nurses")
        assert "figures cannot stand there" in self.problems(campaign)[0]

    def test_a_story_may_use_the_figures_of_its_organisation(self, campaign):
        ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        story = story_page(campaign)
        story.lead = "[[nurses]] of us"
        assert self.problems(story) == []
        story.save_revision().publish()
        assert ClaimUse.objects.get().page_id == story.pk


class TestCharts:
    def test_bars_begin_at_zero_and_the_table_names_source_and_date(self, organisation):
        one = figure(organisation, key="nurses")
        two = figure(organisation, key="doctors", label="Doctors born abroad", value=Decimal("28"))
        chart = chart_of("Born abroad", ["nurses", "doctors"], {"nurses": one, "doctors": two}, "en")
        assert [row["text"] for row in chart.rows] == ["23%", "28%"]
        assert (chart.unit, chart.rows[0]["date"]) == ("per cent", "2023")
        assert 'role="img"' in chart.svg
        assert "Doctors born abroad 28" in chart.svg

    def test_one_in_so_many_is_drawn_as_a_share(self, organisation):
        eight = figure(organisation, key="eight", kind="one_in", value=Decimal("8"))
        assert "12.5" in chart_of("T", ["eight"], {"eight": eight}, "en").svg

    def test_figures_of_different_kinds_are_not_drawn_together(self, site_tree):
        campaign = campaign_page(site_tree("en")["en"])
        owner = organisation_of(campaign)
        one, two = figure(owner, key="nurses"), figure(owner, key="people", kind="number", unit="people")
        assert chart_of("T", ["nurses", "people"], {"nurses": one, "people": two}, "en") is None
        campaign.sections = [("figures", {"title": "Mixed", "claims": ["nurses", "people"], "note": ""})]
        problems = problems_of(campaign, "evidence")
        assert len(problems) == 1
        assert problems[0].startswith("The chart “Mixed” puts together what cannot be compared.")

    def test_counts_of_different_things_are_not_drawn_together(self, organisation):
        one = figure(organisation, key="people", kind="number", unit="people")
        two = figure(organisation, key="bakeries", kind="number", unit="bakeries")
        assert chart_of("T", ["people", "bakeries"], {"people": one, "bakeries": two}, "en") is None


class TestTags:
    def render(self, text, **context):
        return Template("{% load figure_tags %}" + text).render(Context(context))

    def test_they_fill_what_is_rendered_in_between(self, organisation):
        figures = {"nurses": figure(organisation, key="nurses")}
        text = "{% with_figures %}<p>{{ words }}</p>{% endwith_figures %}"
        assert self.render(text, words="<i>[[nurses]]", figures=figures) == (
            '<p>&lt;i&gt;<span class="figure">23%</span></p>'
        )

    def test_without_figures_a_hole_is_shown(self):
        assert "figure--hole" in self.render("{% figures words %}", words="[[nurses]]")

    def test_one_figure_can_be_shown_in_full(self, organisation):
        figures = {"nurses": figure(organisation, key="nurses")}
        text = "{% figure_of 'nurses' as one %}{{ one.text }} {{ one.label }} {{ one.licence.code }}"
        assert self.render(text, figures=figures) == "23% Nurses born abroad CC-BY-SA-4.0"
        assert Licence.objects.get(code="CC-BY-SA-4.0")
