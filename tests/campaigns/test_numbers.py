"""Numbers that somebody wrote by hand are found, in every writing; years, dates and idioms are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.numbers import find_numbers
from campaigns.validators import problems_of
from tests.campaigns.factories import campaign_page, story_page

NNBSP = "\u202f"
FOUND = {
    "en": [
        "23% of nurses", "about 23 % here", "twenty-three per cent of", "5 percent", "5 percentage points", "10–15%",
        "1 in 8 doctors", "one in eight", "one-in-eight", "1 in every 4", "three out of ten", "nine of ten",
        "3.5 million people", "a million people", "half a million", "two billion", "1,500 people", "€1,500",
        "12000 letters", "two thousand people", "１２％", "٢٣٪",
    ],
    "fr": [
        "23 % des infirmières", f"23{NNBSP}% des", "vingt pour cent", "23 pour cent", "une infirmière sur quatre",
        "1 sur 8", "un médecin né à l’étranger sur huit", "3 millions", "1 500 personnes", f"1{NNBSP}500 €",
        "deux mille personnes", "un demi-million", "deux milliards",
    ],
    "de": [
        "23 % der", "23 Prozent", "dreiundzwanzig Prozent", "1 von 8", "eine von acht Pflegekräften",
        "jede achte Pflegekraft", "jeder Vierte", "1,2 Mio. Menschen", "1.500 Menschen", "eine Million", "fünftausend",
    ],
    "es": [
        "23 %", "veinte por ciento", "veintitrés por ciento", "una de cada ocho", "1 de cada 8",
        "una enfermera de cada cuatro", "tres millones", "1.500 personas", "cinco mil",
    ],
    "uk": [
        "23 % медсестер", "23%", "двадцять три відсотки", "5 відсотків", "кожна восьма", "кожен четвертий лікар",
        "кожна п’ята", "один із восьми", "1 з 8", "двоє з десяти", "3 млн", "1 мільйон", "півмільйона", "1 500 людей",
        "п’ять тисяч",
    ],
    "ar": [
        "٢٣٪ من", "23% من", "23 بالمئة", "٢٣ في المئة", "ثلاثة وعشرون في المئة", "وثلاثون بالمئة",
        "واحد من كل ثمانية", "واحدة من كل أربع", "1 من كل 8", "ثلاثة ملايين", "مليون شخص", "١٬٥٠٠ شخص", "1500000",
        "و1,500", "خمسة آلاف",
    ],
}  # fmt: skip
LEFT_ALONE = {
    "en": [
        "in 2019 we", "from 2015-2024", "2015/16", "12 May 2024", "2024-05-12", "12/05/2024", "at 18:30", "aged 17",
        "[[nurses]] of", "+49 30 1234567", "https://x.org/1234?a=20%20", "Resolution 2625", "a few per cent",
        "millions of thanks", "a million times", "room 101", "one in two days", "one in ten minutes", "3 in 2019",
        "I was one of two sisters", "two of them", "A4", "COVID-19", "ISBN 978-3-16-148410-0", "since 1984, 500 people",
        "In 1999 300 people", "24/7", "3.141", "one in the morning", "#2030", "mail 5000@example.org",
    ],
    "fr": [
        "en 2019", "7 jours sur 7", "24 heures sur 24", "un livre sur deux femmes", "sur deux étages",
        "un contrat sur deux ans", "à 18 h 30", "le 12.05.2024", "un mille-feuille", "cent fois",
    ],
    "de": [
        "jede zweite Woche", "2019", "eine von zwei Schwestern", "18.30 Uhr", "Nr. 1234", "einer von ihnen",
        "jeden Tag",
    ],
    "es": ["en 2019", "cada dos años", "uno de ellos", "de cada uno"],
    "uk": [
        "у 2019 році", "кожен другий день", "одна з двох сестер", "один із них", "о 18:30", "відсоток жінок",
        "мільйони людей",
    ],
    "ar": ["في 2019", "في عام ٢٠١٩", "واحد من الناس", "18:30", "ملايين الناس"],
}  # fmt: skip


def pairs(table):
    return [(language, text) for language, texts in table.items() for text in texts]


class TestExamples:
    @pytest.mark.parametrize(("language", "text"), pairs(FOUND))
    def test_a_number_is_found_once(self, language, text):
        assert len(find_numbers(text, language)) == 1

    @pytest.mark.parametrize(("language", "text"), pairs(LEFT_ALONE))
    def test_what_is_no_figure_is_left_alone(self, language, text):
        assert find_numbers(text, language) == []

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("en", "She paid 1,500 euros"),
            ("de", "Miete: 1.200 Euro"),
            ("uk", "1 500 гривень"),
            ("fr", "deux mille euros"),
        ],
    )
    def test_stories_may_tell_of_prices(self, language, text):
        assert find_numbers(text, language, all_large=False) == []
        assert len(find_numbers(text, language)) == 1

    @pytest.mark.parametrize(
        ("language", "text"), [("en", "23%"), ("en", "1 in 8"), ("ar", "مليون شخص"), ("uk", "кожна восьма")]
    )
    def test_stories_may_not_tell_shares_and_millions(self, language, text):
        assert len(find_numbers(text, language, all_large=False)) == 1

    def test_what_is_found_is_quoted_as_it_stands(self):
        found = find_numbers("In 2019 one in eight of 1,500 nurses, 23 per cent.", "en")
        assert [one.text for one in found] == ["one in eight", "1,500", "23 per cent"]

    def test_signs_of_direction_hide_nothing(self):
        assert [one.text for one in find_numbers("\u206723\u200f٪\u2069", "ar")] == ["23٪"]


class TestProperties:
    @given(
        st.integers(0, 999),
        st.sampled_from(["%", " %", "\u202f%", "٪", " per cent", " Prozent", " відсотків", " بالمئة"]),
    )
    def test_every_percentage_is_found_in_every_language(self, number, sign):
        for language in ("en", "fr", "de", "es", "uk", "ar", "it"):
            assert find_numbers(f"x {number}{sign} y", language)

    @given(st.integers(0, 99), st.sampled_from("٠٦۰०০"))
    def test_digits_of_every_script_count(self, number, zero):
        written = "".join(chr(ord(zero) - int(zero) + int(digit)) for digit in str(number))
        assert find_numbers(f"{written}%", "en")

    @given(st.integers(1000, 10**9).filter(lambda number: not 1500 <= number <= 2100))
    def test_every_large_number_is_found_however_it_is_grouped(self, number):
        grouped = f"{number:,}"
        for language, written in (
            ("en", str(number)), ("en", grouped), ("de", grouped.replace(",", ".")),
            ("fr", grouped.replace(",", "\u202f")), ("uk", grouped.replace(",", "\u00a0")),
            ("ar", grouped.replace(",", "٬")),
        ):  # fmt: skip
            assert [one.text for one in find_numbers(f"x {written} y", language)], written

    @given(st.integers(1500, 2100))
    def test_no_year_is_a_figure(self, year):
        for language in FOUND:
            assert find_numbers(f"x {year} y", language) == []

    @given(st.dates())
    def test_no_date_is_a_figure(self, day):
        for written in (day.isoformat(), day.strftime("%d.%m.%Y"), day.strftime("%d/%m/%Y")):
            assert find_numbers(f"x {written} y", "en") == []

    @given(st.times())
    def test_no_time_is_a_figure(self, time):
        assert find_numbers(f"x {time:%H:%M} y", "en") == []

    @given(st.text(max_size=200))
    def test_whatever_is_written_it_answers_in_order(self, text):
        for language in FOUND:
            found = find_numbers(text, language)
            assert [one.start for one in found] == sorted(one.start for one in found)


class TestOnPages:
    @pytest.fixture
    def campaign(self, site_tree):
        return campaign_page(site_tree("en")["en"])

    def test_a_number_by_hand_refuses_publication_and_the_sentence_helps(self, campaign):
        campaign.lead = "23% of nurses were born abroad."
        assert problems_of(campaign, "evidence") == [
            "“23%” in “lead” is a number without a source. Enter it at your desk, under Figures, and write"
            " [[its-short-name]] here instead."
        ]

    def test_it_is_found_in_blocks_and_their_place_is_named(self, campaign):
        campaign.sections = [
            (
                "evidence",
                {
                    "claim": "",
                    "sentence": "One in eight works abroad",
                    "comment": "<p>That is <b>2,000,000</b></p>",
                },
            )
        ]
        found = problems_of(campaign, "evidence")
        assert [sentence.partition(" is a number")[0] for sentence in found] == [
            "“One in eight” in “Evidence: Sentence”",
            "“2,000,000” in “Evidence: What it means, and what it does not”",
        ]

    def test_the_myth_itself_may_hold_a_false_number(self, campaign):
        campaign.sections = [
            (
                "myth",
                {
                    "truth": "Most people who move find work.",
                    "myth": "80% of them live on benefits",
                    "trick": "<p>The number is made up.</p>",
                    "correction": "<p>Most of them work, and pay in.</p>",
                    "claims": [],
                },
            )
        ]
        assert problems_of(campaign, "evidence") == []

    def test_a_story_may_tell_of_a_wage_and_quote_a_person(self, campaign):
        story = story_page(campaign)
        story.body = [
            ("text", "<p>I earned 1,200 euros a month.</p>"),
            ("quote", {"key": "sure", "text": "I was a hundred per cent sure."}),
        ]
        assert problems_of(story, "evidence") == []
        story.lead = "One in eight of us came from elsewhere."
        assert len(problems_of(story, "evidence")) == 1
