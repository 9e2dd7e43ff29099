"""Every item of the starter collection, answered: what a form gives, and what it is worth."""

import json

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from exercises.items import AnswerError, item_type, item_types
from exercises.items.reading import number_in
from tests.exercises.test_starter_files import KEYS, edition_of

ITEMS = [
    pytest.param(item, id=f"{key}-{number}-{item['type']}")
    for key in KEYS
    for number, item in enumerate(edition_of(key, "en"), start=1)
]
every_item = pytest.mark.parametrize("item", ITEMS)


def best_way(item) -> dict:
    """Return the fields of a scenario's way that is worth most."""
    scenes, worth = item["public"]["scenes"], item["key"]["worth"]

    def ways(scene, name):
        if not scene["choices"]:
            yield [], {}
        for at, choice in enumerate(scene["choices"]):
            for values, fields in ways(scenes[choice["leads_to"]], f"{name}-{at}"):
                yield [worth[choice["id"]], *values], {name: choice["id"], **fields}

    return max(ways(scenes[item["public"]["first"]], "way"), key=lambda way: sum(way[0]) / len(way[0]))[1]


def right_form(item) -> dict:
    """Return the fields of a form in which everything is right."""
    public, key = item["public"], item["key"]
    match item["type"]:
        case "verdict":
            return {"answer": key["verdict"], "confidence": "3"}
        case "choice" | "spot":
            return {"answer": key["right"]}
        case "chart":
            return {"answer": key["right"]}
        case "lateral":
            return {"answer": key["right"], "opened": key["helps"], "path": " ".join(reversed(key["helps"]))}
        case "picture":
            return {f"answer-{name}": option for name, option in key["right"].items()}
        case "share":
            return {f"post-{name}": "share" if sound else "leave" for name, sound in key["sound"].items()}
        case "order" | "rank":
            ordered = sorted(key["ranks"], key=key["ranks"].get)
            return {f"place-{name}": str(place) for place, name in enumerate(ordered, start=1)}
        case "match":
            return {f"match-{name}": letter for name, letter in key["pairs"].items()}
        case "estimate":
            return {"answer": str(key["value"]).replace(".", ",")}
        case "technique":
            return {f"phrase-{name}": technique or "" for name, technique in key["techniques"].items()}
        case "scenario":
            return best_way(item)
        case "open":
            return {"answer": f" {public['question']} "}
    raise AssertionError(item["type"])


def form(fields: dict) -> QueryDict:
    given = QueryDict(mutable=True)
    for name, value in fields.items():
        given.setlist(name, value if isinstance(value, list) else [value])
    return given


def outcome_of(item, fields):
    kind = item_type(item["type"])
    return kind.score(kind.read(form(fields), item["public"]), item["key"])


@every_item
def test_what_is_right_earns_everything(item):
    outcome = outcome_of(item, right_form(item))
    if item["type"] == "open":
        assert outcome.points is None
    elif item["type"] == "scenario":
        assert outcome.points > 0.5
    else:
        assert outcome.points == pytest.approx(1)
        assert outcome.is_right


@every_item
def test_an_empty_form_is_answered_with_a_sentence_but_where_nothing_may_be_the_answer(item):
    kind = item_type(item["type"])
    if item["type"] == "technique":
        assert outcome_of(item, {}).points < 1
        return
    with pytest.raises(AnswerError, match=r"\w+ .*\."):
        kind.read(form({}), item["public"])


@every_item
def test_what_is_not_offered_is_not_read(item):
    """Case 28: neither another item's answer nor a score or key that somebody adds."""
    kind = item_type(item["type"])
    made_up = dict.fromkeys(right_form(item), "made up") | {"score": "1", "points": "1", "right": "made up"}
    if item["type"] == "open":
        assert kind.read(form(made_up), item["public"]) == "made up"
    elif item["type"] == "technique":
        assert kind.read(form(made_up), item["public"]) == {}
    else:
        with pytest.raises(AnswerError):
            kind.read(form(made_up), item["public"])


def of_kind(code):
    return next(param.values[0] for param in ITEMS if param.values[0]["type"] == code)


def test_a_judgement_carries_truth_verdict_and_confidence():
    item = next(param.values[0] for param in ITEMS if param.values[0]["key"].get("verdict") == "false")
    [judgement] = outcome_of(item, {"answer": "true", "confidence": "4"}).judgements
    assert (judgement.holds, judgement.taken_for_true, judgement.confidence) == (False, True, 4)
    [unsure] = outcome_of(item, {"answer": "false"}).judgements
    assert (unsure.taken_for_true, unsure.confidence) == (False, None)


@pytest.mark.parametrize("code", ["choice", "spot"])
def test_to_tick_everything_does_not_earn_everything(code):
    item = next(
        p.values[0]
        for p in ITEMS
        if p.values[0]["type"] == code and p.values[0]["public"].get("multiple", True)
    )
    offered = item["public"].get("options") or item["public"]["regions"]
    assert outcome_of(item, {"answer": [one["id"] for one in offered]}).points < 0.6


def test_a_path_of_lateral_reading_keeps_the_order_in_which_sources_were_opened():
    item = of_kind("lateral")
    sources = [source["id"] for source in item["public"]["sources"]][:3]
    given = {"answer": item["key"]["right"], "opened": sources, "path": f"{sources[2]} made-up {sources[0]}"}
    answer = item_type("lateral").read(form(given), item["public"])
    assert answer["opened"] == [sources[2], sources[0], sources[1]]


def test_a_place_that_is_given_twice_is_refused():
    item = of_kind("order")
    with pytest.raises(AnswerError, match="place of its own"):
        item_type("order").read(form(dict.fromkeys(right_form(item), "1")), item["public"])


def test_a_guess_earns_less_the_farther_it_is_off():
    item = of_kind("estimate")
    kind, key = item_type("estimate"), item["key"]
    points = [kind.score(key["value"] + far * key["near"], key).points for far in (0, 1, 3, 5, 9)]
    assert points == pytest.approx([1, 1, 0.5, 0, 0])
    assert (kind.bucket(key["low"], key), kind.bucket(key["high"], key)) == (0, 19)


def test_an_answer_of_endless_length_is_refused():
    item = of_kind("open")
    with pytest.raises(AnswerError, match="too long"):
        item_type("open").read(form({"answer": "a" * 2001}), item["public"])


def test_all_kinds_are_tried_here():
    assert {param.values[0]["type"] for param in ITEMS} == set(item_types())


KINDS = {code: of_kind(code) for code in item_types()}


@given(data=st.data())
@hypothesis_settings(max_examples=60)
@pytest.mark.parametrize("code", KINDS)
def test_whatever_a_form_holds_is_read_or_refused_and_scored_between_nothing_and_one(code, data):
    """Cases 28 and 81: values of other fields, far numbers, bytes that are no text, the same field several times."""
    item, kind = KINDS[code], item_type(code)
    names = sorted({*right_form(item), "answer", "confidence", "opened", "path", "way-0", "way-1"})
    offered = [
        value
        for values in right_form(item).values()
        for value in ([values] if isinstance(values, str) else values)
    ]
    value = st.one_of(
        st.sampled_from([*offered, "", "0", "-1", "1e400", "nan", "∞", "٣", "\x00", "true"]),
        st.text(max_size=30),
    )
    fields = data.draw(st.dictionaries(st.sampled_from(names), st.lists(value, min_size=1, max_size=4)))
    try:
        answer = kind.read(form(fields), item["public"])
    except AnswerError:
        return
    json.dumps(answer)  # it travels with the run
    points = kind.score(answer, item["key"]).points
    assert points is None or 0 <= points <= 1


@pytest.mark.parametrize(
    ("language", "written", "number"),
    [
        ("en", "4,000", 4000), ("en", "4,5", 4.5), ("en", "4.5", 4.5), ("en", "12,345.5", 12345.5),
        ("de", "4.000", 4000), ("de", "4,5", 4.5), ("de", "0.375", 0.375), ("uk", "4 000", 4000),
        ("fr", "4\u202f000,5", 4000.5), ("ar", "٤٬٠٠٠", 4000), ("ar", "٤٫٥", 4.5),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_readers_language_writes_it(language, written, number):
    with translation.override(language):
        assert number_in(form({"answer": written}), "answer", 0, 100_000) == number


def test_a_situation_that_branches_too_often_is_refused():
    """Case 80: the page holds every scene on every way, so five choices at each of five scenes would be thousands."""
    names = [f"s{number}" for number in range(6)]
    scenes = [
        {
            "key": name,
            "text": "<p>What now?</p>",
            "choices": [
                {"text": f"Way {n}", "leads_to": following, "worth": 1, "comment": "So."} for n in range(5)
            ]
            if following
            else [],
        }
        for name, following in zip(names, [*names[1:], None], strict=True)
    ]
    value = item_type("scenario").block().to_python({"scenes": scenes, "explanation": "<p>So.</p>"})
    assert item_type("scenario").problems(value) == [
        "The situation branches into more than 120 scenes: leave out some choices."
    ]
