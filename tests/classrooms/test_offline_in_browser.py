"""No answer is lost and none counts twice, whatever becomes of the network: pupils' phones, in real browsers."""

import json
from datetime import timedelta
from itertools import cycle
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.utils import timezone

from classrooms.domain import late, sittings
from classrooms.models import Answer, Sitting
from classrooms.views import answers as door
from tests.classrooms.devices import ASKED, Phone
from tests.classrooms.factories import ClassroomFactory, opened
from tests.exercises.playing import live
from tests.factories import ExercisePageFactory, balanced_claims

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ARRIVED = "All your answers have arrived."


@pytest.fixture
def sitting(starter) -> Sitting:
    """Twenty claims in four languages, explained at once."""
    return opened(ClassroomFactory(), live("truth-or-rumour-a", "en"))


def assert_once_and_in_order(answers: list[Answer], sitting: Sitting) -> None:
    """Every item of the sitting is there exactly once, and the device's own count follows the order of the items."""
    items = [item["id"] for item in sitting.edition.public]
    in_order = sorted(answers, key=lambda answer: answer.sequence)
    assert [answer.item for answer in in_order] == items
    assert len({answer.sequence for answer in answers}) == len(items)
    assert [answer.item for answer in answers] == items  # they arrived in this order, too


def fault(name: str, route) -> None:
    """Do to a request what networks do."""
    headers = {"Content-Type": "text/html; charset=utf-8"}
    match name:
        case "500" | "502":
            route.fulfill(status=int(name), headers=headers, body="<h1>Bad gateway</h1>")
        case "429":
            route.fulfill(status=429, headers={"Retry-After": "2"}, body="")
        case "sign-in page":
            route.fulfill(status=200, headers=headers, body="<form><input name=password></form>")
        case "redirect":
            route.fulfill(status=302, headers={"Location": "/healthz"}, body="")
        case "another's receipt":
            body = {"id": "00000000-0000-4000-8000-000000000000", "kept": True}
            route.fulfill(status=200, headers={"Content-Type": "application/json"}, body=json.dumps(body))
        case "cut reply":
            id_ = json.loads(route.request.post_data)["id"]
            route.fulfill(
                status=200, headers={"Content-Type": "application/json"}, body=f'{{"id": "{id_}", "ke'
            )
        case "aborted":
            route.abort("connectionreset")
        case "commit, then drop":
            assert route.fetch().status == 200
            route.abort("connectionreset")


FAULTS = [
    "500",
    "502",
    "429",
    "sign-in page",
    "redirect",
    "another's receipt",
    "cut reply",
    "aborted",
    "commit, then drop",
]


@pytest.mark.both_databases
def test_five_phones_in_four_languages_one_of_them_without_network_for_ten_answers(visitor, sitting):
    """Case 30: two reloads without a network, the tab closed and opened again; all answers arrive, once, in order."""
    phones = [Phone(visitor, sitting).come_in(language) for language in ("en", "fr", "uk", "ar", "ar")]
    away = phones[3]
    for number in range(20):
        if number == 5:
            away.context.set_offline(True)
        if number == 8:
            away.reload()
            assert away.waiting()
        if number == 11:
            away.reopen()
        if number == 13:
            away.reload()
        if number == 15:
            assert len(away.kept()) == 5
            assert len(away.queued()) == 10
            away.context.set_offline(False)
        for phone in phones:
            assert phone.at == number
            phone.answer()
    for phone in phones:
        phone.page.wait_for_selector("#results")
        answers = phone.wait_until_arrived(20)
        assert_once_and_in_order(answers, sitting)
        assert {answer.edition.language for answer in answers} == {phone.edition.language}
        assert not any(answer.is_late for answer in answers)
    assert Answer.objects.count() == 100


@pytest.mark.parametrize("name", FAULTS)
def test_what_the_network_does_leaves_the_answer_on_the_device_until_there_is_a_receipt(
    visitor, sitting, name
):
    """Case 31."""
    phone = Phone(visitor, sitting).come_in()
    tried = []

    def handle(route):
        tried.append(route.request.post_data)
        if len(tried) < 3:
            fault(name, route)
        else:
            route.continue_()

    phone.page.route("**/answers/", handle)
    phone.answer()
    assert phone.at == 1  # one goes on without waiting
    assert phone.says_that_wait(1)
    phone.answer()
    assert phone.says_that_wait(2)
    phone.wait_for_words(ARRIVED)
    first, second = phone.wait_until_arrived(2)
    assert (first.sequence, second.sequence) == (1, 2)
    assert len(tried) == 4
    assert tried[0] == tried[1].replace('"explain":false', '"explain":true')  # the very same answer
    phone.answer()
    phone.wait_until_arrived(3)


def test_two_hundred_faults_lose_nothing_and_double_nothing(visitor, tree, up):
    """Case 31: whatever comes instead of a receipt, and whenever the page is loaded anew."""
    page = ExercisePageFactory(parent=up, purpose="practice", items=balanced_claims(52))
    sitting = opened(ClassroomFactory(), page, feedback="at_end")
    phone = Phone(visitor, sitting).come_in()
    faults = [name for name in FAULTS if name != "429"]  # which makes the device wait, as it asks for
    coming, met = cycle(faults), []

    def handle(route):
        if len(met) % 4 == 3 or len(met) >= 200:  # one in four arrives
            met.append("")
            route.continue_()
            return
        met.append(next(coming))
        fault(met[-1], route)

    phone.page.route("**/answers/", handle)
    while len(met) < 200:
        if phone.page.locator(ASKED).count():
            phone.skip()
        else:
            phone.page.evaluate("dispatchEvent(new Event('online'))")
            phone.page.wait_for_timeout(30)
        if len(met) % 50 == 49:
            phone.reload()
            # The server knows less than the device, which then goes on to what is next.
            phone.page.wait_for_timeout(500)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_selector("#results")
    assert_once_and_in_order(phone.wait_until_arrived(52), sitting)
    assert {*faults, ""} == set(met)


def test_a_network_that_never_answers_holds_nobody_up(visitor, sitting):
    """Case 31: one waits some seconds for the first explanation, then goes on; what hangs is given up and sent anew."""
    phone = Phone(visitor, sitting).come_in()
    hanging = []
    phone.page.route("**/answers/", lambda route: route.continue_() if hanging else hanging.append(route))
    phone.fill()
    phone.page.click(f"{ASKED} button[value=answer]")
    phone.says_that_wait(1)
    assert phone.at == 0
    phone.page.wait_for_function("() => document.title.startsWith('Item 2')")
    for number in (2, 3):
        phone.answer()
        assert phone.says_that_wait(number)
    phone.wait_for_words(ARRIVED)
    assert [answer.sequence for answer in phone.wait_until_arrived(3)] == [1, 2, 3]
    hanging[0].abort()


def test_an_answer_that_fails_again_and_again_does_not_hold_up_the_others(visitor, sitting):
    phone = Phone(visitor, sitting).come_in()
    poisoned = phone.item
    phone.page.route(
        "**/answers/",
        lambda route: fault("500", route) if poisoned in route.request.post_data else route.continue_(),
    )
    for _item in range(3):
        phone.answer()
    for _try in range(30):
        if len(phone.kept()) == 2:
            break
        phone.page.wait_for_timeout(1000)
    assert [answer.sequence for answer in phone.kept()] == [2, 3]
    assert phone.says_that_wait(1)
    phone.fill()
    phone.send()
    assert phone.page.locator("#answered").is_visible()  # nor their explanations
    phone.go_on()
    phone.page.unroute("**/answers/")
    phone.reload()
    phone.wait_until_arrived(4)


def test_hours_without_a_network_say_nothing_against_an_answer(visitor, sitting):
    """Case 31: after many vain tries the server fails once; still the first answer leaves first."""
    phone = Phone(visitor, sitting).come_in()
    phone.context.set_offline(True)
    for _item in range(8):
        phone.skip()
    for _try in range(6):
        phone.page.evaluate("dispatchEvent(new Event('online'))")
        phone.page.wait_for_timeout(50)
    met = []

    def handle(route):
        met.append(route.request.post_data)
        if len(met) == 1:
            fault("500", route)
        else:
            route.continue_()

    phone.page.route("**/answers/", handle)
    phone.context.set_offline(False)
    answers = phone.wait_until_arrived(8)
    assert [answer.sequence for answer in answers] == list(range(1, 9))
    assert json.loads(met[0])["id"] == json.loads(met[1])["id"]


def test_a_double_click_and_twenty_equal_posts_make_one_answer(visitor, sitting):
    """Case 26."""
    phone = Phone(visitor, sitting).come_in()
    phone.fill()
    phone.page.locator(f"{ASKED} button[value=answer]").dblclick()
    phone.page.wait_for_selector("#answered")
    phone.wait_until_arrived(1)
    phone.go_on()
    phone.context.set_offline(True)
    phone.answer()
    [entry] = phone.queued()
    phone.context.set_offline(False)
    receipts = phone.page.evaluate(
        """(entry) => Promise.all(Array.from({length: 20}, () => fetch(`${entry.address}answers/`, {method: "POST",
        body: JSON.stringify(entry)}).then((reply) => reply.json())))""",
        entry,
    )
    assert len(receipts) == 20
    assert all(receipt == receipts[0] for receipt in receipts)
    assert len(phone.wait_until_arrived(2)) == 2


def test_a_receipt_that_was_lost_comes_again_after_the_close(visitor, sitting):
    """Case 29: the answer was in time, and stays so."""
    phone = Phone(visitor, sitting).come_in()
    phone.page.route("**/answers/", lambda route: fault("commit, then drop", route))
    phone.answer()
    [before] = phone.kept()
    sittings.close_sitting(sitting, actor=sitting.classroom.owner)
    phone.page.unroute("**/answers/")
    phone.wait_for_words(ARRIVED)
    [after] = phone.wait_until_arrived(1)
    assert (after.received_at, after.is_late) == (before.received_at, False)


@pytest.mark.parametrize("days", [3 * 365, -1])
def test_the_devices_clock_plays_no_part(visitor, sitting, days):
    """Case 32: the device's order, the server's time."""
    phone = Phone(visitor, sitting)
    phone.context.add_init_script(
        f"""const RealDate = Date; const shift = {days} * 864e5; Date = class extends RealDate {{
        constructor(...given) {{ if (given.length) super(...given); else super(RealDate.now() + shift) }}
        static now() {{ return RealDate.now() + shift }} }}"""
    )
    began = timezone.now()
    phone.come_in()
    assert abs(phone.page.evaluate("Date.now() / 864e5") - began.timestamp() / 86400) > 0.9
    phone.context.set_offline(True)
    for _item in range(3):
        phone.answer()
    phone.reload()
    phone.answer()
    phone.context.set_offline(False)
    answers = phone.wait_until_arrived(4)
    assert [answer.sequence for answer in answers] == [1, 2, 3, 4]
    assert [answer.item for answer in answers] == [item["id"] for item in sitting.edition.public[:4]]
    assert all(began <= answer.received_at <= timezone.now() for answer in answers)


def test_an_exercise_edited_meanwhile_leaves_the_phone_with_what_it_was_asked(visitor, sitting):
    """Case 35."""
    phone = Phone(visitor, sitting).come_in()
    edition = phone.edition
    phone.context.set_offline(True)
    phone.answer()
    page = live("truth-or-rumour-a", "en")
    page.items[1].value["claim"] = "Another claim altogether."
    page.purpose = "practice"
    page.items = list(reversed(page.items.get_prep_value()))
    page.save_revision().publish()
    assert live("truth-or-rumour-a", "en").current.edition.structure != edition.structure
    phone.reload()
    phone.answer()
    phone.context.set_offline(False)
    answers = phone.wait_until_arrived(2)
    phone.reload()
    phone.answer()
    answers = phone.wait_until_arrived(3)
    assert {answer.edition_id for answer in answers} == {edition.pk}
    assert [answer.item for answer in answers] == [item["id"] for item in edition.public[:3]]
    assert "Another claim altogether." not in phone.page.content()


def test_an_answer_that_is_refused_is_asked_once_more_with_a_sentence(visitor, starter):
    """Without a network nobody sees that a guess lies outside the scale: it comes back when the server says so."""
    sitting = opened(ClassroomFactory(), live("guess-then-look", "en"))
    phone = Phone(visitor, sitting).come_in()
    items = [item["id"] for item in sitting.edition.public]
    phone.context.set_offline(True)
    phone.answer({"answer": "99999999999999"})
    phone.answer()
    phone.context.set_offline(False)
    phone.wait_until_arrived(1)
    assert phone.item == items[2]  # nobody is torn away from what she reads
    phone.answer()
    assert phone.item == items[0]
    assert "within the scale" in phone.page.locator("[data-problem]").inner_text()
    assert phone.page.locator(f"{ASKED} [name=answer]").input_value() == "99999999999999"
    phone.send()
    assert phone.item == items[0]  # online it is said at once
    phone.answer()
    assert phone.item == items[3]
    answers = phone.wait_until_arrived(3)
    assert {answer.item for answer in answers} == set(items[:3])


def test_an_id_that_was_used_for_another_answer_leaves_the_queue(visitor, sitting):
    """Case 27, on the device: the first one stays, and nothing waits for ever."""
    phone = Phone(visitor, sitting).come_in()
    phone.context.set_offline(True)
    phone.answer()
    [entry] = phone.queued()
    Answer.objects.create(
        seat=phone.seat, client_id=entry["id"], sequence=1, item=sitting.edition.public[9]["id"],
        edition=sitting.edition, value=None, received_at=timezone.now(),
    )  # fmt: skip
    phone.context.set_offline(False)
    [answer] = phone.wait_until_arrived(1)
    assert answer.item == sitting.edition.public[9]["id"]


def test_two_tabs_share_what_waits_and_send_it_once(visitor, sitting):
    phone = Phone(visitor, sitting).come_in()
    other = Phone(visitor, sitting, context=phone.context)
    other.page.goto(phone.page.url)
    other.page.wait_for_selector(ASKED)
    phone.context.set_offline(True)
    phone.answer()
    other.wait_for_words("1 answer waits")  # said in the other tab, too
    other.answer()  # the same item: the first answer is the one that counts
    assert len(phone.queued()) == 1
    other.answer()
    phone.wait_for_words("2 answers wait")
    phone.answer()
    assert len(phone.queued()) == 2
    phone.answer()
    phone.context.set_offline(False)
    answers = phone.wait_until_arrived(3)
    assert [answer.sequence for answer in answers] == [1, 2, 3]
    assert [answer.item for answer in answers] == [item["id"] for item in sitting.edition.public[:3]]
    other.wait_for_words(ARRIVED)


def test_a_voided_seat_says_so_and_stops_sending(visitor, sitting):
    phone = Phone(visitor, sitting).come_in()
    phone.context.set_offline(True)
    phone.answer()
    sittings.void_seats(sitting, [phone.seat.number], actor=sitting.classroom.owner)
    sent = []
    phone.page.on("request", lambda request: sent.append(request.url) if "answers" in request.url else None)
    phone.context.set_offline(False)
    notice = phone.page.locator("[data-notice]")
    notice.wait_for()
    assert "not known any more" in notice.inner_text()
    assert phone.says_that_wait(1)
    phone.answer()
    assert len(phone.queued()) == 2  # kept all the same
    number = len(sent)
    phone.page.wait_for_timeout(3000)
    assert len(sent) == number


def test_what_comes_within_a_day_after_the_close_is_marked_late_and_the_results_follow(visitor, sitting):
    """Case 39."""
    phone = Phone(visitor, sitting).come_in()
    phone.answer()
    phone.context.set_offline(True)
    phone.answer()
    sittings.close_sitting(sitting, actor=sitting.classroom.owner)
    phone.context.set_offline(False)
    answers = phone.wait_until_arrived(2)
    assert [answer.is_late for answer in answers] == [False, True]
    phone.answer()  # she was just reading this one
    phone.page.wait_for_selector("#results")
    assert "The exercise is closed." in phone.page.content()
    assert [answer.is_late for answer in phone.wait_until_arrived(3)] == [False, True, True]


def test_what_comes_later_becomes_a_file_that_the_teacher_can_load(visitor, sitting, tmp_path):
    """Case 39."""
    phone = Phone(visitor, sitting).come_in()
    phone.context.set_offline(True)
    for _item in range(3):
        phone.answer()
    day_before = timezone.now() - timedelta(hours=25)
    Sitting.objects.filter(pk=sitting.pk).update(
        opened_at=day_before - timedelta(hours=1), closes_at=day_before, closed_at=day_before
    )
    phone.context.set_offline(False)
    button = phone.page.locator("[data-file] button")
    button.wait_for()
    assert "Keep your answers as a file" in phone.page.locator("[data-notice]").inner_text()
    assert len(phone.queued()) == 3
    assert phone.says_that_wait(3)
    contents = []
    for _time in range(2):  # it can be taken again as long as the page is open
        with phone.page.expect_download() as download:
            button.click()
        download.value.save_as(tmp_path / "answers.json")
        contents.append((tmp_path / "answers.json").read_bytes())
    assert download.value.suggested_filename == "answers.json"
    assert contents[0] == contents[1]
    phone.page.locator("[data-waiting]").wait_for(state="hidden")
    assert phone.queued() == []
    assert late.load_late_file(sitting, contents[0], actor=sitting.classroom.owner) == 3
    assert [answer.is_late for answer in phone.kept()] == [True] * 3


BLOCKED = {
    "refused": 'throw new DOMException("denied", "SecurityError")',
    "silent": "return {}",
}


@pytest.mark.parametrize("way", BLOCKED)
def test_a_browser_that_keeps_nothing_says_so_first_and_works_online(visitor, sitting, way):
    """Case 36."""
    phone = Phone(visitor, sitting)
    phone.context.add_init_script(
        f"""IDBFactory.prototype.open = () => {{ {BLOCKED[way]} }};
        const denied = {{ get() {{ throw new DOMException("denied", "SecurityError") }} }};
        Object.defineProperties(self, {{ caches: denied, sessionStorage: denied }})"""
    )
    phone.page.goto("/join/?language=en")
    phone.page.fill("#code", sitting.join_code.code)
    phone.page.press("#code", "Enter")
    phone.page.click(".gate__offered button[value=en]")
    notice = phone.page.locator("[data-notice]")
    notice.wait_for()
    assert "keeps nothing on the device" in notice.inner_text()
    phone.answer()
    phone.answer()
    phone.context.set_offline(True)  # and even without a network, as long as the page is open
    phone.answer()
    assert phone.says_that_wait(1)
    phone.context.set_offline(False)
    phone.wait_for_words(ARRIVED)
    answers = phone.kept()
    assert [answer.sequence for answer in answers] == [1, 2, 3]
    phone.reload()
    assert phone.at == 3


def test_on_a_shared_tablet_the_next_pupil_finds_nothing_and_the_old_answers_leave_under_their_own_seat(
    visitor, sitting
):
    """Case 37."""
    phone = Phone(visitor, sitting).come_in()
    phone.context.route("**/answers/", lambda route: route.abort())
    for _item in range(3):
        phone.answer()
    phone.fill({"answer": "true"})  # typed and not sent
    first, her_name = phone.seat, phone.page.locator(".seat-card__name").inner_text()
    assert phone.says_that_wait(3)
    phone.come_in("fr")
    second, his_name = phone.seat, phone.page.locator(".seat-card__name").inner_text()
    assert second.pk != first.pk
    assert phone.at == 0
    assert phone.waiting() == ""
    assert phone.page.locator(f"{ASKED} :checked").count() == 0
    assert len(phone.queued()) == 3
    assert phone.page.evaluate("caches.keys()") == [f"sitting {sitting.key}-{second.number}"]
    assert phone.page.evaluate("Object.keys(sessionStorage)") == []
    phone.reload()
    phone.context.set_offline(True)
    phone.reload()
    assert (phone.at, phone.page.locator(".seat-card__name").inner_text()) == (0, his_name)
    assert her_name not in phone.page.content()
    phone.context.set_offline(False)
    phone.context.unroute("**/answers/")
    phone.answer()
    phone.answer()
    phone.wait_until_arrived(2)
    assert [answer.sequence for answer in first.answers.order_by("pk")] == [1, 2, 3]
    assert [answer.sequence for answer in second.answers.order_by("pk")] == [1, 2]
    assert "on this device" not in phone.waiting()


def test_what_waits_leaves_from_the_door_too(visitor, sitting):
    """Case 37: the device was handed on, and nobody opens a sitting on it again."""
    phone = Phone(visitor, sitting).come_in()
    phone.context.set_offline(True)
    phone.answer()
    phone.answer()
    phone.page.close()
    phone.context.set_offline(False)
    phone.context.clear_cookies()
    page = visitor.open("/join/", context=phone.context)
    for _try in range(100):
        if Answer.objects.count() == 2:
            break
        page.wait_for_timeout(100)
    assert [answer.sequence for answer in Answer.objects.order_by("pk")] == [1, 2]
    assert "wait on this device" not in page.content()


def test_two_hundred_answers_of_four_pupils_leave_one_tablet_once_and_in_order(
    visitor, tree, up, monkeypatch
):
    """Cases 30 and 37: no network for answers all morning, each pupil reloads, the tab is closed and opened again."""
    # The server refuses, rather than the browser: a request that is held when its tab closes may still be sent.
    keep = door.keep_answer
    monkeypatch.setattr(door, "keep_answer", Mock(side_effect=OperationalError("no database this morning")))
    page = ExercisePageFactory(parent=up, purpose="practice", items=balanced_claims(52))
    sitting = opened(ClassroomFactory(), page, feedback="at_end")
    phone = Phone(visitor, sitting)
    seats = []
    for number in range(4):
        phone.come_in()
        seats.append(phone.seat)
        phone.context.set_offline(True)
        for at in range(52):
            if at in (10, 20, 30):
                phone.reload()
            if at == 40:
                phone.reopen()
            phone.skip()
        phone.page.wait_for_selector("#finished")
        assert phone.says_that_wait(52)
        assert len(phone.queued()) == 52 * (number + 1)
        phone.context.set_offline(False)
    assert Answer.objects.count() == 0
    monkeypatch.setattr(door, "keep_answer", keep)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.wait_for_selector("#results", timeout=120_000)  # 208 answers leave one by one
    for _try in range(1200):
        if not phone.queued():
            break
        phone.page.wait_for_timeout(100)
    items = [item["id"] for item in sitting.edition.public]
    for seat in seats:
        answers = list(seat.answers.order_by("pk"))
        assert [answer.item for answer in answers] == items
        assert [answer.sequence for answer in answers] == list(range(1, 53))
    assert Answer.objects.count() == 208


def test_the_next_pupil_is_not_shown_the_last_ones_page_though_her_own_does_not_arrive(visitor, sitting):
    """Case 37: she has her seat, then the network drops."""
    phone = Phone(visitor, sitting).come_in()
    address = phone.page.url
    her_name = phone.page.locator(".seat-card__name").inner_text()
    phone.page.goto(f"/join/{sitting.join_code.code}/?language=en")
    phone.page.route("**/join/*/**", lambda route: route.fulfill(status=200, body="on the way"))
    phone.page.click(".gate__offered button[value=fr]")
    phone.page.wait_for_selector("text=on the way")
    phone.page.wait_for_timeout(500)
    assert phone.page.evaluate("caches.keys()") == []
    phone.context.set_offline(True)
    with pytest.raises(Exception, match="net::ERR"):
        phone.page.goto(address)
    phone.page.wait_for_timeout(500)  # the browser's own page comes
    assert her_name not in phone.page.content()


def test_a_slow_network_shows_the_kept_page_after_four_seconds(visitor, sitting, monkeypatch):
    from time import monotonic, sleep

    from classrooms.views.player import Play

    phone = Phone(visitor, sitting).come_in()
    phone.answer()
    page = Play.page
    monkeypatch.setattr(Play, "page", lambda self, **values: sleep(8) or page(self, **values))
    began = monotonic()
    phone.reload()
    assert 3.5 < monotonic() - began < 8
    assert phone.at == 1


def test_what_is_kept_goes_with_the_results_and_no_other_page_was_touched(visitor, sitting):
    phone = Phone(visitor, sitting).come_in()
    scopes = "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => new URL(one.scope).pathname))"
    assert set(phone.page.evaluate(scopes)) == {"/en/sitting/", "/join/"}
    other = visitor.open("/en/lessons/", context=phone.context)
    assert other.evaluate("navigator.serviceWorker.controller") is None
    other.close()
    phone.answer()
    phone.wait_until_kept("en", "fr", "uk", "ar")
    pages = [address for address in phone.kept_addresses() if not address.startswith("/static/")]
    assert len(pages) == 4
    assert set(pages) == {f"/{language}/sitting/{sitting.key}/" for language in ("en", "fr", "uk", "ar")}
    while phone.page.locator(ASKED).count():
        phone.skip()
    phone.page.wait_for_selector("#results")
    for _try in range(50):
        if not phone.page.evaluate("caches.keys()") and not phone.page.evaluate(scopes):
            break
        phone.page.wait_for_timeout(100)
    assert phone.page.evaluate("caches.keys()") == []
    assert phone.page.evaluate(scopes) == []
    assert phone.queued() == []


def test_the_pupil_who_has_finished_waits_for_the_close_and_then_reads_the_results(visitor, starter):
    sitting = opened(ClassroomFactory(), live("guess-then-look", "en"), feedback="at_close")
    phone = Phone(visitor, sitting).come_in()
    phone.context.set_offline(True)
    while phone.page.locator(ASKED).count():
        phone.answer()
    phone.page.wait_for_selector("#finished")
    phone.reload()
    assert phone.page.locator("#finished").is_visible()
    assert phone.says_that_wait(14)
    phone.context.set_offline(False)
    phone.wait_for_words(ARRIVED)
    phone.wait_until_arrived(14)
    assert phone.page.locator("#finished").is_visible()
    sittings.close_sitting(sitting, actor=sitting.classroom.owner)
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # she looks at the tab again
    phone.page.wait_for_selector("#results")
