"""The public page of ambassadors: what they do, and of each a first name and a town, by consent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain import people
from ambassadors.domain.people import become_alumnus
from ambassadors.domain.queries.public import MOST, alumni_seen, ambassadors_seen
from ambassadors.enums import ConsentSide
from cms.validators import slug_problem
from tests.ambassadors.factories import consent, offer, ready
from tests.ambassadors.lives import thanked
from tests.schools.factories import TownFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/en/ambassadors/"


def main_of(client, address=ADDRESS) -> str:
    """Return the page between its header and its footer."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def test_without_ambassadors_the_page_says_what_they_do_and_that_nobody_is_named(client, tree):
    page = main_of(client)
    assert "Nobody is named here at the moment." in page
    for wanted in ("What they do", "Ask for a visit", "Become an ambassador", "/en/school/register/"):
        assert wanted in page
    assert "Who they were" not in page


def test_a_minor_is_shown_by_first_name_and_town_and_nothing_else(client, tree):
    """Case 14."""
    ready(band="13-15", is_public=True, first_name="Mirabell", town=TownFactory(name="Larkhaven"))
    page = main_of(client)
    assert (
        '<li class="ambassador-names__one"><strong><bdi>Mirabell</bdi></strong> '
        '<span class="quiet"><bdi>Larkhaven</bdi></span></li>'
    ) in page
    assert "1 ambassador wants to be named here." in page


def test_of_an_adult_the_languages_are_told_as_well(client, tree):
    adult = ready(band="18+", is_public=True, first_name="Ayla", offers=False)
    offer(adult, languages=["uk", "ar"])
    minor = ready(is_public=True, offers=False)
    offer(minor, languages=["fr"])
    page = main_of(client)
    assert '<bdi lang="uk" dir="ltr">Українська</bdi>' in page
    assert '<bdi lang="ar" dir="rtl">العربية</bdi>' in page
    assert "Français" not in page
    seen, number = ambassadors_seen()
    assert number == 2
    assert {one.first_name: len(one.languages) for one in seen} == {"Ayla": 2, minor.first_name: 0}


def test_names_are_escaped_and_stand_by_town_and_first_name(client, tree):
    here, there = TownFactory(name="Aalen"), TownFactory(name="Zell")
    for name, town in (("Zoe", here), ("Ada", there), ("<b>Bo", here)):
        ready(is_public=True, first_name=name, town=town)
    seen, _number = ambassadors_seen()
    assert [one.first_name for one in seen] == ["<b>Bo", "Zoe", "Ada"]
    assert "&lt;b&gt;Bo" in main_of(client)


def _took_back(made):
    ledger.take_back(made, actor=made.user)


def _guardian_took_back(made):
    ledger.take_back_as_guardian(made)


def _ran_out(made):
    consent(made, is_public=True, until=timezone.localdate() - timedelta(days=1))


def _guardian_ran_out(made):
    consent(made, ConsentSide.GUARDIAN, is_public=True, until=timezone.localdate() - timedelta(days=1))


def _hides(made):
    consent(made, is_public=False)


def _guardian_hides(made):
    consent(made, ConsentSide.GUARDIAN, is_public=False)


def _not_cleared(made):
    made.clearances.update(ended_at=timezone.now())


def _pauses(made):
    people.pause(made, actor=made.user)


def _leaves(made):
    people.withdraw(made, actor=made.user)


def _disabled(made):
    made.user.is_active = False
    made.user.save()


@pytest.mark.parametrize(
    "lose",
    [
        _took_back, _guardian_took_back, _ran_out, _guardian_ran_out, _hides, _guardian_hides, _not_cleared, _pauses,
        _leaves, _disabled,
    ],
)  # fmt: skip
def test_whoever_loses_a_condition_is_gone_at_the_next_request(client, tree, settings, lose):
    """Case 15: with the page cache at work, and without any job."""
    settings.PAGE_CACHE = True
    made = ready(is_public=True, first_name="Mirabell", town=TownFactory(name="Larkhaven"))
    assert "Mirabell" in main_of(client)
    lose(made)
    page = main_of(client)
    assert "Mirabell" not in page
    assert "Larkhaven" not in page
    assert "Nobody is named here at the moment." in page


def test_a_consent_holds_until_the_end_of_its_last_day(client, tree):
    made = ready(is_public=True)
    consent(made, is_public=True, until=timezone.localdate())
    assert made.first_name in main_of(client)


def test_the_page_is_the_same_for_everybody_and_kept_nowhere(client, tree, settings):
    settings.PAGE_CACHE = True
    mira = ready(is_public=True)
    signed_out = client.get(ADDRESS)
    client.force_login(mira.user)
    signed_in = client.get(ADDRESS)
    assert signed_in.content == signed_out.content
    for answer in (signed_out, signed_in):
        assert answer["Cache-Control"] == "max-age=0, no-cache, must-revalidate"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert b"csrf" not in answer.content


def test_the_page_takes_three_queries_for_one_ambassador_and_for_five(
    client, tree, django_assert_num_queries
):
    ready(is_public=True)
    client.get(ADDRESS)  # what is kept in memory is there now
    with django_assert_num_queries(3):
        client.get(ADDRESS)
    for band in ("13-15", "16-17", "18+", "18+"):
        ready(is_public=True, band=band)
    with django_assert_num_queries(3):
        client.get(ADDRESS)


def test_two_hundred_are_named_and_the_others_counted(client, tree, monkeypatch):
    assert MOST == 200
    for module in ("ambassadors.domain.queries.public", "ambassadors.views.recognition"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    for _one in range(3):
        ready(is_public=True)
    page = main_of(client)
    assert page.count('class="ambassador-names__one"') == 2
    assert "And 1 more." in page
    assert "3 ambassadors want to be named here." in page


def test_alumni_stand_there_by_first_name_and_year_if_they_want_to(client, tree):
    adults = [ready(band="18+", first_name=name) for name in ("Ayla", "Bruno")]
    for adult, shown in zip(adults, (True, False), strict=True):
        thanked(adult)
        become_alumnus(adult, actor=adult.user, shown=shown)
    assert alumni_seen() == [("Ayla", timezone.localdate().year, False)]
    page = main_of(client)
    assert "Who they were" in page
    assert "Ayla" in page
    assert "Bruno" not in page
    assert adults[0].town.name not in page
    people.withdraw(adults[0], actor=adults[0].user)
    assert "Ayla" not in main_of(client)


def test_invented_ambassadors_are_marked(client, tree):
    ready(is_public=True)
    assert "Sample: invented" not in main_of(client)
    ready(is_public=True, is_sample=True)
    assert main_of(client).count("Sample: invented") == 1


def test_the_page_is_there_in_every_language_and_in_no_sitemap(client, tree):
    answer = client.get("/ar/ambassadors/")
    assert answer.status_code == 200
    assert 'dir="rtl"' in answer.content.decode()
    assert 'hreflang="ar" href="http' in client.get(ADDRESS).content.decode()
    assert "/ambassadors/" not in client.get("/en/sitemap.xml").content.decode()


def test_nobody_changes_anything_there(client, tree):
    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200


def test_the_address_cannot_be_taken_by_a_page(tree):
    assert slug_problem("ambassadors", tree["en"].home)
