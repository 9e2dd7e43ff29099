"""The pupils' door: codes, limits, seats, languages, coming back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classrooms import pseudonyms
from classrooms.codes import new_code
from classrooms.domain import joining, misses, sittings
from classrooms.models import JoinCode, Misses, Seat, Sitting
from classrooms.views.seat import COOKIE
from tests.classrooms.factories import ClassroomFactory, answered, opened, seated
from tests.classrooms.pupils import Pupil
from tests.factories import ExercisePageFactory, balanced_claims

pytestmark = pytest.mark.django_db


def typing(code: str, address: str = "10.0.0.9", **more):
    return Client(REMOTE_ADDR=address).post("/join/?language=en", {"code": code} | more)


def test_a_pupil_types_the_code_picks_a_language_and_sees_the_first_item(sitting):
    pupil = Pupil(sitting).come_in()
    assert "Item 1 of 8" in pupil.page
    assert pseudonyms.spoken(pupil.seat.pseudonym, "en") in pupil.page
    assert pupil.seat.number == 1


def test_the_code_may_be_typed_small_with_gaps_and_in_letters_that_look_alike(sitting):
    code = sitting.join_code.code
    for typed in (code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
        assert typing(typed).status_code == 302


def test_the_cookie_of_a_seat_is_host_only_and_no_script_reads_it(sitting):
    pupil = Pupil(sitting).come_in()
    cookie = pupil.client.cookies[COOKIE]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["domain"] == ""
    assert pupil.seat.token_hash == joining.hashed(cookie.value)
    assert cookie.value not in pupil.page


def test_wrong_codes_are_refused_after_ten_a_minute_from_one_address(sitting):
    """Case 19: the eleventh is answered 429 with Retry-After; so is a right code, which must not stand out."""
    answers = [typing("AAAAAAA").status_code for _number in range(11)]
    assert answers == [404] * 10 + [429]
    refused = typing(sitting.join_code.code)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert typing(sitting.join_code.code, address="10.0.0.10").status_code == 302


def test_a_minute_later_the_address_may_try_again(sitting):
    for _number in range(11):
        typing("AAAAAAA")
    Misses.objects.update(since=timezone.now() - timedelta(seconds=61))
    assert typing(sitting.join_code.code).status_code == 302


def test_sixty_misses_a_minute_from_everywhere_are_the_most(sitting):
    """Case 19: beyond, a wrong code is answered 429 wherever it comes from; a class that types rightly gets in."""
    answers = [typing("AAAAAAA", address=f"10.1.0.{number}").status_code for number in range(70)]
    assert answers == [404] * 60 + [429] * 10
    assert typing(sitting.join_code.code, address="10.1.0.65").status_code == 429
    assert typing(sitting.join_code.code, address="10.2.0.1").status_code == 302


def test_addresses_of_one_household_count_as_one(sitting):
    answers = [typing("AAAAAAA", address=f"2001:db8:0:1::{number:x}").status_code for number in range(1, 12)]
    assert answers[-1] == 429
    assert typing(sitting.join_code.code, address="2001:db8:0:2::1").status_code == 302


def test_misses_are_kept_under_a_keyed_hash_for_an_hour_only(sitting):
    typing("AAAAAAA", address="10.9.8.7")
    assert Misses.objects.count() == 3  # of the address, of its network, of everybody
    assert not Misses.objects.filter(key__contains="10.9").exists()
    Misses.objects.update(since=timezone.now() - timedelta(minutes=59))
    assert misses.forget_old() == 0
    Misses.objects.update(since=timezone.now() - timedelta(minutes=61))
    assert misses.forget_old() == 3


def test_a_class_that_types_a_code_that_was_just_closed_shuts_nobody_out(sitting, classroom, claims):
    """Its code was right once: nobody guesses. The next class behind the same address gets in."""
    code = sitting.join_code.code
    sittings.close_sitting(sitting, actor=classroom.owner)
    assert {typing(code).status_code for _pupil in range(30)} == {404}
    assert typing(opened(classroom, claims).join_code.code).status_code == 302


def test_a_network_that_has_missed_is_not_let_try_while_everybody_guesses(sitting):
    """Case 19: a thousand addresses of one organisation have one try between them, also a minute later."""
    for number in range(61):
        typing("AAAAAAA", address=f"10.1.0.{number}")
    first = typing("AAAAAAA", address="2001:db8:5:1::1")
    assert first.status_code == 429  # counted, and one too many
    assert typing(sitting.join_code.code, address="2001:db8:5:2::1").status_code == 429
    assert typing(sitting.join_code.code, address="2001:db8:6:1::1").status_code == 302


def test_an_ipv4_address_that_comes_as_ipv6_is_one_of_its_own(sitting):
    for _number in range(11):
        typing("AAAAAAA", address="::ffff:10.0.0.1")
    assert typing(sitting.join_code.code, address="10.0.0.1").status_code == 429
    assert typing(sitting.join_code.code, address="::ffff:10.0.0.2").status_code == 302


def test_sixty_wrong_words_are_the_most_for_one_sitting_wherever_they_come_from(sitting):
    """With a known code nobody tries all words from ten thousand addresses."""
    pupil = Pupil(sitting).come_in()
    code = sitting.join_code.code
    for _try in range(60):
        misses.missed_word(sitting.pk)
    assert typing(code, word="ACDEF", address="10.7.0.1").status_code == 429
    assert typing(code, word=pupil.seat.word, address="10.7.0.2").status_code == 429
    assert typing(code, address="10.7.0.3").status_code == 302
    Misses.objects.update(since=timezone.now() - timedelta(minutes=11))
    assert typing(code, word=pupil.seat.word, address="10.7.0.2").status_code == 302


def test_a_picture_on_another_site_tries_no_code(sitting):
    """Its readers would be shut out."""
    headers = {"sec-fetch-dest": "image", "sec-fetch-site": "cross-site"}
    client = Client(REMOTE_ADDR="10.0.0.9", headers=headers)
    assert {client.get("/join/AAAAAAA/").status_code for _time in range(12)} == {403}
    assert typing(sitting.join_code.code).status_code == 302


def test_a_form_without_an_origin_from_another_site_is_refused(sitting):
    headers = {"sec-fetch-site": "cross-site"}
    response = Client().post(f"/join/{sitting.join_code.code}/", {"language": "en"}, headers=headers)
    assert response.status_code == 403


def test_files_are_not_taken_at_the_door(sitting):
    """Case 45: what is longer than any form of ours is refused before it is read."""
    sent = {"code": "x" * 200_000}
    assert Client().post("/join/", sent).status_code == 413


def test_thirty_five_pupils_behind_one_address_are_all_in(classroom, claims):
    """Case 20."""
    sitting = opened(ClassroomFactory(size=35), claims)
    pupils = [Pupil(sitting, address="192.0.2.1").come_in() for _number in range(35)]
    assert len({pupil.seat.pk for pupil in pupils}) == 35
    assert len({pupil.seat.pseudonym for pupil in pupils}) == 35


def test_expired_closed_full_and_never_existing_are_answered_alike(classroom, claims):
    """Case 21: the same page after the same queries."""
    expired, closed, full, taken_back = (opened(classroom, claims) for _number in range(4))
    codes = {name: each.join_code.code for name, each in
             {"expired": expired, "closed": closed, "full": full, "taken back": taken_back}.items()}  # fmt: skip
    Sitting.objects.filter(pk=expired.pk).update(
        opened_at=timezone.now() - timedelta(hours=2), closes_at=timezone.now() - timedelta(hours=1)
    )
    sittings.close_sitting(closed, actor=classroom.owner)
    seated(full, full.seat_limit)
    sittings.renew_code(taken_back, actor=classroom.owner)
    codes["never"] = new_code()
    typing("AAAAAAA")  # the counters are there
    pages = {}
    for place, (name, code) in enumerate(codes.items()):
        client = Client(REMOTE_ADDR=f"10.3.0.{place}")
        client.post("/join/?language=en", {"code": "AAAAAAA"})
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/join/{code}/?language=en")
        html = response.content.decode().replace(code, "CODE")
        pages[name] = (response.status_code, len(queries), html)
    assert pages["never"][0] == 404
    assert set(pages.values()) == {pages["never"]}


def test_no_code_is_given_again_within_ninety_days(classroom, claims, monkeypatch):
    """Case 22: a code that was used is remembered, also after its sitting was erased."""
    used = opened(classroom, claims).join_code.code
    codes = iter([used, used, "ACDEFGH"])
    monkeypatch.setattr(sittings, "new_code", lambda: next(codes))
    assert opened(classroom, claims).join_code.code == "ACDEFGH"
    JoinCode.objects.filter(code=used).update(sitting=None, given_up_at=timezone.now() - timedelta(days=89))
    assert joining.forget_old_codes() == 0
    JoinCode.objects.filter(code=used).update(given_up_at=timezone.now() - timedelta(days=91))
    assert joining.forget_old_codes() == 1


def test_five_hundred_bots_with_a_right_code_get_no_more_seats_than_the_class_has(classroom, claims):
    """Case 23: the cap holds; after the teacher voided them in one action, pupils come in."""
    sitting = opened(classroom, claims)
    for _bot in range(60):
        Client(REMOTE_ADDR="203.0.113.5").post(f"/join/{sitting.join_code.code}/", {"language": "en"})
    assert Seat.objects.taken().filter(sitting=sitting).count() == sitting.seat_limit == 33
    numbers = list(Seat.objects.filter(sitting=sitting).values_list("number", flat=True))
    assert sittings.void_seats(sitting, numbers, actor=classroom.owner) == 33
    assert Pupil(sitting).come_in().seat.number == 34


def test_a_voided_seat_opens_nothing_any_more(sitting, classroom):
    pupil = Pupil(sitting).come_in()
    packet = pupil.packet(0)
    sittings.void_seats(sitting, [pupil.seat.number], actor=classroom.owner)
    assert pupil.client.get(pupil.url).status_code == 404
    assert pupil.deliver(packet).status_code == 404


def test_after_the_close_nobody_who_answered_is_taken_out_of_the_results(sitting, classroom):
    """The results before and after would tell what she answered; who answered nothing may go."""
    seats = seated(sitting, 24)
    for seat in seats[:22]:
        answered(seat, 2)
    sittings.close_sitting(sitting, actor=classroom.owner)
    for numbers in ([1], list(range(1, 12)), [1, 23]):
        with pytest.raises(sittings.SittingError):
            sittings.void_seats(sitting, numbers, actor=classroom.owner)
    assert Seat.objects.taken().filter(sitting=sitting).count() == 24
    assert sittings.void_seats(sitting, [23, 24], actor=classroom.owner) == 2


def test_a_pseudonym_comes_from_the_list_whatever_is_sent(sitting):
    """Case 24: nobody chooses a name."""
    client = Client(REMOTE_ADDR="10.0.0.2")
    sent = {"language": "en", "pseudonym": "Adolf", "name": "Adolf", "seat": "7", "number": "7"}
    assert client.post(f"/join/{sitting.join_code.code}/", sent).status_code == 302
    [seat] = Seat.objects.filter(sitting=sitting)
    assert pseudonyms.parse(seat.pseudonym).code == seat.pseudonym
    assert seat.number == 1


def test_a_seats_secret_opens_no_other_sitting(sitting, classroom, claims):
    """Case 25."""
    other = opened(classroom, claims)
    pupil = Pupil(sitting).come_in()
    packet = pupil.packet(0)
    elsewhere = pupil.url.replace(sitting.key, other.key)
    assert pupil.client.get(elsewhere).status_code == 404
    assert pupil.client.post(elsewhere, {"do": "skip"}).status_code == 404
    assert pupil.client.get(f"{elsewhere}items/").status_code == 404
    assert pupil.deliver(packet, url=f"{elsewhere}answers/").status_code == 404
    assert pupil.kept() == []


def test_code_and_word_lead_another_device_back_to_the_same_seat(sitting):
    pupil = Pupil(sitting).come_in()
    pupil.answer()
    seat = pupil.seat
    other = Client(REMOTE_ADDR="10.0.0.3")
    found = other.post("/join/", {"code": sitting.join_code.code, "word": seat.word.lower()})
    assert found.status_code == 302
    page = other.get(found["Location"]).content.decode()
    assert "Item 2 of 8" in page
    assert Seat.objects.filter(sitting=sitting).count() == 1
    assert pupil.client.get(pupil.url).status_code == 404  # the device of before lets go


def test_a_wrong_word_counts_as_a_miss_and_a_right_one_works_though_all_seats_are_taken(sitting):
    pupil = Pupil(sitting).come_in()
    seated(sitting, sitting.seat_limit - 1)
    code, word = sitting.join_code.code, pupil.seat.word
    wrong = "ACDEF" if word != "ACDEF" else "ACDEG"
    assert typing(code, word=wrong, address="10.0.0.4").status_code == 404
    assert [typing(code, word=wrong, address="10.0.0.4").status_code for _try in range(10)][-1] == 429
    assert typing(code, word=word, address="10.0.0.5").status_code == 302


def test_a_form_on_another_site_gets_nobody_in(sitting):
    """Case 52: a foreign Origin and "null" are refused."""
    for origin in ("https://elsewhere.example", "null"):
        headers = {"origin": origin}
        code = sitting.join_code.code
        assert Client().post("/join/", {"code": code}, headers=headers).status_code == 403
        assert Client().post(f"/join/{code}/", {"language": "en"}, headers=headers).status_code == 403
    assert not Seat.objects.exists()


def test_looking_at_the_languages_takes_no_seat(sitting):
    """Case 52: a GET changes nothing."""
    Client().get(f"/join/{sitting.join_code.code}/?language=en")
    Client().get(f"/join/{sitting.join_code.code}/?language=en")
    assert not Seat.objects.exists()


def test_on_a_shared_tablet_the_next_pupil_is_told_that_somebody_sits_there(sitting):
    """Case 37: she gets a seat of her own and reads nothing of the last pupil's."""
    pupil = Pupil(sitting).come_in()
    pupil.answer()
    first = pupil.seat
    name = pseudonyms.spoken(first.pseudonym, "en")
    code = sitting.join_code.code
    assert (
        f"Somebody sits here already: {name}."
        in pupil.client.get(f"/join/{code}/?language=en").content.decode()
    )
    pupil.client.post(f"/join/{code}/", {"language": "en"})
    page = pupil.look()
    assert pupil.seat.pk != first.pk
    assert "Item 1 of 8" in page
    assert name not in page
    assert first.word not in page


def test_two_parallel_forms_are_given_out_evenly(classroom, claims, up):
    other = ExercisePageFactory(parent=up, slug="other", purpose="discernment", items=balanced_claims(8))
    sitting = opened(classroom, claims, second=other, role="before")
    pupils = [Pupil(sitting).come_in() for _number in range(10)]
    assert sorted(pupil.seat.form for pupil in pupils) == [0] * 5 + [1] * 5
    assert {pupil.edition.exercise for pupil in pupils} == {claims.translation_key, other.translation_key}


def test_the_door_speaks_the_language_that_is_asked_for_and_takes_unknown_ones_for_none(sitting):
    assert 'dir="rtl"' in Client().get("/join/?language=ar").content.decode()
    assert Client().get("/join/?language=xx").status_code == 200
    assert Client().post(f"/join/{sitting.join_code.code}/", {"language": "xx"}).status_code == 200
    assert not Seat.objects.exists()


def test_answers_of_another_seat_are_not_shown(sitting):
    pupil, other = Pupil(sitting).come_in(), seated(sitting, 1)[0]
    answered(other, 3)
    assert "Item 1 of 8" in pupil.look()
