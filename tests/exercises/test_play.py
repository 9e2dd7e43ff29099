"""Playing an exercise as a browser without scripts does: pages and forms only."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models import SiteRendition, Technique
from exercises.domain import guesses, runs
from exercises.domain.editions import item_mark
from exercises.domain.queries.editions import languages_with
from exercises.domain.results import results_of
from exercises.domain.starter import starter_keys
from exercises.models import Edition, ExercisePage, ExercisesPage, GuessCount, PageEdition
from tests.exercises.playing import RUN, Walk, live, right_fields, texts

KEYS = starter_keys()
# A run is not stored: it travels in its form.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


def test_a_run_of_twenty_claims_takes_at_most_22_requests(starter):
    """The exercise's page, the player, and one for each claim; the last brings the results."""
    assert Client().get("/en/exercises/truth-or-rumour-a/").status_code == 200
    walk = Walk("truth-or-rumour-a")
    walk.to_the_end()
    assert len(walk.edition.public) == 20
    assert 1 + len(walk.pages) == 22
    assert "What came of it" in walk.html


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "uk", "ar"])
@pytest.mark.parametrize("key", KEYS)
def test_keys_and_explanations_are_nowhere_before_they_are_due(starter, key, language):
    """Case 38: every response of a run is searched for what comes after the answers that were not given yet."""
    client = Client()
    lists = [f"/{language}/exercises/", f"/{language}/exercises/{key}/", f"/{language}/search/?q=a"]
    before = [client.get(address).content.decode() for address in lists]
    walk = Walk(key, language)
    at_once = walk.edition.settings["feedback"] == "at_once"
    # What a technique is called is no secret: it can be chosen.
    names = " ".join(getattr(term, f"label_{language}") for term in Technique.objects.all())
    public = names + " ".join(texts([item["public"] for item in walk.edition.public]))
    total = len(walk.edition.public)
    while walk.at < total:
        assert_hidden([*before, walk.html], walk.edition, public, since=walk.at if at_once else 0)
        walk.answer()
        if at_once:
            assert texts(walk.edition.secret[walk.at - 1]["due"]["explanation_html"])[0] in walk.html
    for secret in walk.edition.secret:
        assert texts(secret["due"]["explanation_html"])[0] in walk.html


def assert_hidden(pages: list[str], edition: Edition, public: str, *, since: int) -> None:
    for number, secret in enumerate(edition.secret[since:], start=since + 1):
        for text in texts(secret["due"]):
            if text not in public and not is_known_already(text, edition, since):
                assert not [page for page in pages if text in page], f"item {number}: {text}"


def is_known_already(text: str, edition: Edition, since: int) -> bool:
    """A publisher that an earlier explanation names is no secret any more."""
    return any(text in known for secret in edition.secret[:since] for known in texts(secret["due"]))


@pytest.mark.parametrize("key", KEYS)
def test_what_is_asked_does_not_depend_on_the_keys(starter, key, monkeypatch):
    """Case 38: with every key and explanation taken away, the questions come out letter by letter the same."""
    from exercises.views import play

    page = live(key, "en")
    total = len(page.current.edition.public)
    steps = [
        runs.Run(page.current.edition.pk, page.current.edition.structure, "name", [0] * at)
        for at in range(total)
    ]

    def shown():
        sent = [{"run": runs.pack(run), "do": "show"} for run in steps]
        pages = [Client().post(f"/en/exercises/{key}/play/", fields).content.decode() for fields in sent]
        return [RUN.sub("", page) for page in pages]  # the run bears the time of its signature

    honest = shown()

    def without_secrets(slug, language):
        found = live(slug, language)
        found.current.edition.secret = [{"key": {}, "due": {}} for _item in found.current.edition.public]
        return found

    monkeypatch.setattr(play, "live_exercise", without_secrets)
    assert shown() == honest


def test_the_first_item_is_the_same_for_everybody_and_kept(starter):
    address = "/en/exercises/truth-or-rumour-a/play/"
    first = Client().get(address)
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    assert RUN.search(first.content.decode())[1] == Walk("truth-or-rumour-a").runs[0]
    assert b"csrfmiddlewaretoken" not in first.content
    assert Client().get(address).content == first.content


def test_an_answer_is_kept_by_nobody_and_costs_few_queries(starter, django_assert_max_num_queries):
    walk = Walk("guess-then-look")
    walk.answer()
    assert walk.response["Cache-Control"] == "no-store"
    fields = right_fields(walk.edition, walk.at) | {"run": walk.run, "do": "answer"}
    # The exercise with its edition; the run's mark and the minute's count, for which the cache in the database takes
    # sixteen; the guess is counted, then what the others guessed is read. Only guesses cost so much.
    with django_assert_max_num_queries(22):
        walk.client.post(walk.address, fields)


def test_the_number_of_queries_does_not_grow_with_the_items(starter):
    walk = Walk("truth-or-rumour-a")
    walk.answer()
    counts = []
    for _item in range(3):
        with CaptureQueriesContext(connection) as found:
            walk.answer()
        counts.append(len(found))
    assert max(counts) <= 3, counts


def test_nothing_of_a_run_is_kept_but_counts_of_guesses(starter):
    """Case 70: every table is counted before and after; no session, no cookie, no trace of the answers in the cache."""

    def rows():
        return {
            model: model.objects.count()
            for model in apps.get_models()
            if model._meta.managed and not model._meta.proxy and model is not SiteRendition
        }

    before = rows()
    for key in KEYS:
        Walk(key).to_the_end()
    after = rows()
    assert {
        model.__name__: after[model] - before[model] for model in after if after[model] != before[model]
    } == {"GuessCount": GuessCount.objects.count()}
    assert GuessCount.objects.count() == 11  # one bucket for each of the eleven estimates


@pytest.mark.parametrize("key", KEYS)
def test_the_language_can_be_changed_at_any_step_and_every_answer_is_kept(starter, key):
    walk = Walk(key)
    languages = ["uk", "ar", "fr", "en"]
    total = len(walk.edition.public)
    while walk.at < total:
        walk.answer()
        walk.switch(languages[walk.at % 4])
        assert f'<html lang="{walk.language}"' in walk.html
    scored = [item for item in walk.edition.public if item["type"] != "open"]
    run = runs.unpack(walk.run)
    assert len(run.answers) == total
    edition = walk.edition
    results = results_of(edition, run)
    assert results.scored == len(scored)
    assert results.skipped == 0


def test_what_was_ticked_but_not_sent_goes_along_into_another_language(starter):
    walk = Walk("truth-or-rumour-a")
    walk.switch("ar", answer="false", confidence="3")
    assert "checked" in walk.html.split('value="false"')[1][:80]
    assert walk.at == 0


def test_an_incomplete_answer_is_told_in_the_language_and_loses_nothing(starter):
    walk = Walk("truth-or-rumour-a", "uk")
    walk.answer()
    run = walk.run
    walk.send(do="answer", confidence="4")
    assert 'role="alert"' in walk.html
    assert 'aria-describedby="problem"' in walk.html
    assert "checked" in walk.html.split('name="confidence"')[4][:120]
    assert runs.unpack(walk.run).answers == runs.unpack(run).answers


def test_a_run_that_somebody_changed_begins_anew_with_a_sentence(starter):
    walk = Walk("truth-or-rumour-a")
    walk.answer()
    for broken in (walk.run[:-2], walk.run + "x", "x", "a" * 200_000, "\x00", "{}"):
        walk.run = broken
        walk.send(do="answer", answer="true")
        assert "Please begin anew" in walk.html
        assert "Item 1 of 20" in walk.html


def test_the_run_of_another_exercise_is_not_taken(starter):
    one, other = Walk("truth-or-rumour-a"), Walk("truth-or-rumour-b")
    one.answer()
    other.run = one.run
    other.send(do="answer", answer="true")
    assert "begin anew" in other.html


def test_a_form_on_another_site_is_refused(starter):
    """Case 52: nobody's page may count guesses in its readers' names."""
    for origin in ("https://elsewhere.example", "null", "http://["):
        response = Client().post(
            "/en/exercises/guess-then-look/play/", {"answer": "5"}, headers={"Origin": origin}
        )
        assert response.status_code == 403
    assert GuessCount.objects.count() == 0


def test_a_guess_is_counted_once_for_each_run_and_shown_from_ten_people_on(starter):
    for person in range(10):
        walk = Walk("guess-then-look")
        walk.answer()
        assert ('class="guesses' in walk.html) == (person == 9)
    assert sum(GuessCount.objects.values_list("number", flat=True)) == 10


def test_the_same_run_counts_its_guess_once(starter):
    walk = Walk("guess-then-look")
    walk.skip()
    run = walk.run
    for _again in range(3):
        walk.run, walk.at = run, 1
        walk.answer()
    assert sum(GuessCount.objects.values_list("number", flat=True)) == 1


def test_a_run_goes_on_in_its_edition_when_the_exercise_is_changed_meanwhile(starter):
    """Case 35."""
    walk = Walk("truth-or-rumour-a")
    walk.answer()
    page = live("truth-or-rumour-a", "en")
    before = page.current.edition
    page.items[1].value["claim"] = "Another claim altogether."
    page.items[1].value["verdict"] = "false" if page.items[1].value["verdict"] == "true" else "true"
    page.purpose = "practice"
    page.save_revision().publish()
    after = live("truth-or-rumour-a", "en").current.edition
    assert after.structure != before.structure
    walk.answer()
    walk.to_the_end()
    assert "Another claim altogether." not in "".join(walk.pages)
    assert "You told true from false well." in walk.html
    assert "Another claim altogether." in Walk("truth-or-rumour-a").edition.public[1]["public"]["claim"]
    assert Edition.objects.get(pk=before.pk).public == before.public


def test_calling_everything_false_is_not_called_discernment(starter):
    walk = Walk("truth-or-rumour-a")
    walk.to_the_end(lambda item, secret: {"answer": "false"})
    assert "about as well as guessing would" in walk.html
    assert "quicker to doubt than to believe" in walk.html


def test_who_passes_over_everything_still_gets_every_explanation(starter):
    walk = Walk("spot-the-technique")
    while walk.at < len(walk.edition.public):
        walk.skip()
    assert "You passed over all that is scored" in walk.html
    for secret in walk.edition.secret:
        assert texts(secret["due"]["explanation_html"])[0] in walk.html


def test_a_withdrawn_exercise_is_gone(starter):
    page = live("truth-or-rumour-a", "en")
    page.unpublish()
    assert Client().get("/en/exercises/truth-or-rumour-a/play/").status_code == 404
    assert Client().post("/en/exercises/truth-or-rumour-a/play/", {"answer": "true"}).status_code == 404


def test_every_language_of_an_exercise_has_the_same_structure(starter):
    for key in KEYS:
        structures = {live(key, language).current.edition.structure for language in ("en", "fr", "uk", "ar")}
        assert len(structures) == 1, key


def test_equal_pages_make_one_edition(starter):
    number = Edition.objects.count()
    page = live("guess-then-look", "en")
    page.save_revision().publish()
    assert Edition.objects.count() == number


def test_the_list_names_every_exercise_of_its_language(starter):
    for language in ("en", "ar"):
        html = Client().get(f"/{language}/exercises/").content.decode()
        for page in ExercisePage.objects.filter(locale__language_code=language):
            assert f"/{language}/exercises/{page.slug}/" in html
    assert "no exercises in this language yet" not in Client().get("/en/exercises/").content.decode()
    assert Client().get("/de/exercises/").status_code == 200


def test_of_a_guess_only_the_mark_of_its_run_is_remembered(starter):
    walk = Walk("guess-then-look")
    walk.answer()
    mark = item_mark(walk.edition, 0)
    assert caches["guesses"].get(f"{runs.unpack(walk.run).name}:{mark[:16]}") == 1


def test_a_flood_of_guesses_is_not_counted(starter, monkeypatch):
    monkeypatch.setattr(guesses, "MOST_A_MINUTE", 5)
    monkeypatch.setattr(guesses, "time", lambda: 1_000_000)
    for _somebody in range(9):
        Walk("guess-then-look").answer()
    assert sum(GuessCount.objects.values_list("number", flat=True)) == 5


def test_the_first_answer_counts_for_the_edition_that_was_shown(starter):
    """Case 35: the page of the first item may have lain open, or in a cache, while the exercise was published anew."""
    walk = Walk("guess-then-look")
    shown = walk.edition
    page = live("guess-then-look", "en")
    first, second, *rest = page.items.get_prep_value()
    page.items = [second, first, *rest]
    page.save_revision().publish()
    assert live("guess-then-look", "en").current.edition.structure != shown.structure
    walk.answer({"answer": "37"})
    assert texts(shown.secret[0]["due"]["explanation_html"])[0] in walk.html
    assert GuessCount.objects.get().item == item_mark(shown, 0)


def test_what_was_taken_out_of_an_exercise_closes_after_a_day(starter):
    walk = Walk("guess-then-look")
    page = live("guess-then-look", "en")
    page.items = page.items.get_prep_value()[1:]
    page.save_revision().publish()
    PageEdition.objects.filter(page=page).update(since=timezone.now() - timedelta(hours=25))
    walk.send(do="answer", answer="37")
    assert "Please begin anew" in walk.html
    assert not any(text in walk.html for text in texts(walk.edition.secret[0]["due"]["explanation_html"]))


def test_a_language_whose_translation_is_behind_is_not_offered(starter):
    """Nobody loses a run by changing into a language that still holds another exercise."""
    assert 'lang="uk"' in Walk("guess-then-look").html
    page = live("guess-then-look", "en")
    page.items = page.items.get_prep_value()[1:]
    page.save_revision().publish()
    walk = Walk("guess-then-look")
    assert "player__languages" not in walk.html
    walk.answer()
    assert "player__languages" not in walk.html


def test_a_copy_of_an_exercise_shares_neither_guesses_nor_languages_with_it(starter):
    """Case 55: whoever restricts or changes a copy does not find its texts under the address of the original."""
    page = live("guess-then-look", "en")
    page.copy(update_attrs={"slug": "a-copy", "title": "A copy"}, keep_live=True)
    copy = live("a-copy", "en")
    assert copy.current.edition.structure == page.current.edition.structure
    assert languages_with(copy.current.edition) == {"en"}
    assert item_mark(copy.current.edition, 0) != item_mark(page.current.edition, 0)


def test_a_mirror_in_another_language_can_be_played(starter):
    page = live("guess-then-look", "en")
    above = ExercisesPage.objects.get(locale__language_code="de")
    mirror = page.create_alias(parent=above, update_locale=above.locale)
    html = Client().get(f"/de/exercises/{mirror.slug}/").content.decode()
    assert f"/de/exercises/{mirror.slug}/play/" in html
    assert Client().get(f"/de/exercises/{mirror.slug}/play/").status_code == 200


def test_results_cost_no_more_queries_with_more_estimates(starter, django_assert_max_num_queries):
    walk = Walk("guess-then-look")
    while walk.at < len(walk.edition.public) - 1:
        walk.skip()
    with django_assert_max_num_queries(4):  # the exercise, and what was guessed at all eleven estimates
        walk.skip()
    assert walk.html.count("once ten people have answered") == 11


def test_results_ask_once_for_all_pictures(starter, django_assert_max_num_queries):
    walk = Walk("pictures-and-charts")
    while walk.at < len(walk.edition.public) - 1:
        walk.skip()  # every picture is shown once, so its renditions are there
    before = walk.run
    walk.skip()
    walk.run, walk.at = before, walk.at - 1
    with django_assert_max_num_queries(3):  # the exercise, its languages, its pictures
        walk.skip()
    assert (
        walk.html.count("<picture>") == 2
    )  # places are shown once more; the other pictures stand with the question
