"""The whole way of two ambassadors, in a real browser and on the real screens, from nomination to alumni.

Mira is a minor and walks in English; her mother agrees by a private link in Ukrainian. Danylo is an adult and walks in
Ukrainian. Every gate is tried while it is closed, and again when it is open. They make one visit together.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from ambassadors.domain import module
from ambassadors.domain.clearance import FOR_ADULTS, FOR_MINORS
from ambassadors.domain.obeying import obey
from ambassadors.domain.visits import CHECKLIST
from ambassadors.enums import MessageState, Step, VisitState
from ambassadors.models import Ambassador, Companion, Message, PracticeTalk, Visit, VisitRequest
from cms.models import User
from exercises.models import ExercisePage
from schools.domain.use import recount
from schools.models import School
from tests.ambassadors.factories import cleared_companion, safeguarding_lead
from tests.campaigns.reading import text_of_pdf
from tests.campaigns.test_whole_way_in_browser import Window
from tests.exercises.playing import right_fields
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person
from tests.schools.people import coordinator
from tests.schools.test_whole_way_in_browser import window

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.both_databases,
]

FORMS = ("truth-or-rumour-a", "truth-or-rumour-b")
#: The page has gone on from a claim: to the next one, or to what came of it all.
AFTER = """(before) => { const run = document.querySelector("#next [name=run]");
    return document.readyState === "complete" && (!run || run.value !== before) }"""


def test_a_minor_and_an_adult_go_the_whole_way_and_every_gate_is_tried_closed_and_open(
    visitor, starter, monkeypatch
):
    """Cases 15, 16 and 17 on the way."""
    town = TownFactory(name="Lindenau")
    house, host = SchoolFactory(name="Bridge School", town=town), SchoolFactory(name="Hill School", town=town)
    teacher = window(visitor, MemberFactory(school=house).user)
    asker = window(visitor, MemberFactory(school=host).user)
    office = window(visitor, coordinator(factor=True))
    lead = window(visitor, _with_factor(safeguarding_lead()))
    companions = [cleared_companion(first_name=name, town=town) for name in ("Otto", "Ines")]

    mira = _nominated(visitor, teacher, house, "Mira", "13-15", "en", guardian="mother@example.org")
    danylo = _nominated(visitor, teacher, house, "Danylo", "18+", "uk")

    # Nothing is open before consent.
    for desk, language in ((mira, "en"), (danylo, "uk")):
        _closed(desk, lead, language)
    _agree(mira, "en")
    _agree(danylo, "uk")
    assert _ambassador("Danylo").step == Step.CONSENTED

    # Of a minor nothing is open before a guardian has agreed.
    _closed(mira, lead, "en")
    mother = window(visitor)
    link = _link_in("mother@example.org")
    _agree_as_guardian(mother, link)
    assert _ambassador("Mira").step == Step.CONSENTED

    # Clearance is closed before the training.
    _cannot_be_cleared(lead, "Mira")
    for desk, language in ((mira, "en"), (danylo, "uk")):
        _train(desk, office, language)
    assert {_ambassador(name).step for name in ("Mira", "Danylo")} == {Step.TRAINED}

    # A request finds nobody who is not cleared.
    for desk, language in ((mira, "en"), (danylo, "uk")):
        _offer(desk, language)
    request = _ask(asker, host)
    office.go(f"/en/network/requests/{request.key}/")
    assert "Mira" not in office.text
    assert "Danylo" not in office.text
    _clear(lead, "Mira", FOR_MINORS)
    _clear(lead, "Danylo", FOR_ADULTS)
    visit = _match(office, request)
    _book(office, visit, companions, refused="Mira has not said yes yet.")
    _say_yes(mira, visit, "en")
    _say_yes(danylo, visit, "uk")
    _book(office, visit, companions[:1], refused="Two companions have to go along.")
    _book(office, visit, companions)
    visit.refresh_from_db()
    assert (visit.state, visit.with_minor) == (VisitState.BOOKED, True)
    assert {_ambassador(name).step for name in ("Mira", "Danylo")} == {Step.BOOKED}

    # Messages: open, held back, locked.
    _write(mira, visit, "What are they curious about?")
    assert Message.objects.latest("pk").state == MessageState.SENT
    _write(asker, visit, "Call me: 0699 123 456 78")
    assert Message.objects.latest("pk").state == MessageState.HELD
    mira.go(f"/en/ambassador/visits/{visit.key}/messages/")
    assert "0699" not in mira.page.content()

    # The mother takes it back: at once on hold; she agrees again: still on hold until it is booked anew.
    mother.go(link)
    mother.press("button[value=take_back]")
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    mira.go(f"/en/ambassador/visits/{visit.key}/messages/")
    assert not mira.page.locator("textarea[name=text]").count()
    _book(office, visit, companions, refused="Mira: a guardian's consent is missing.")
    _agree_as_guardian(mother, link)
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    _book(office, visit, companions)

    # The clearance of a companion runs out: on hold by the clock.
    otto = companions[0]
    otto.clearances.update(until=timezone.localdate() - timedelta(days=1))
    assert obey() == 1
    _book(office, visit, [cleared_companion(first_name="Vera", town=town), companions[1]])
    visit.refresh_from_db()
    assert visit.state == VisitState.BOOKED

    # It cannot have taken place before its time; then it has.
    asker.go(f"/en/school/{host.key}/visits/{visit.key}/")
    assert not asker.page.locator("button[value=deliver]").count()
    Visit.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(hours=2))
    _deliver(asker, host, visit)
    assert recount(host).more["visits"] == 1

    # Review is closed until everybody has said how it went.
    office.go(f"/en/network/visits/{visit.key}/")
    assert not office.page.locator("button[value=review]").count()
    for desk, address in (
        (mira, f"/en/ambassador/visits/{visit.key}/"),
        (danylo, f"/uk/ambassador/visits/{visit.key}/"),
        (asker, f"/en/school/{host.key}/visits/{visit.key}/"),
    ):
        desk.go(address)
        desk.page.check("[name=went][value='4']")
        desk.press("button[value=feedback]")
    office.go(f"/en/network/visits/{visit.key}/")
    office.press("button[value=review]")
    visit.refresh_from_db()
    assert visit.state == VisitState.REVIEWED

    # Thanks, and the way out.
    mira.go("/en/ambassador/handover/")
    assert not mira.page.locator("button[value=end]").count()
    for name in ("Mira", "Danylo"):
        office.go(f"/en/network/ambassadors/{_ambassador(name).key}/")
        office.fill(words="You listened before you spoke.")
        office.press("button[value=recognise]")
        assert _ambassador(name).step == Step.RECOGNISED
    for desk, language in ((mira, "en"), (danylo, "uk")):
        desk.go(f"/{language}/ambassador/recognition/")
        assert "You listened before you spoke." in desk.text
    reader = window(visitor)
    reader.go("/en/ambassadors/")
    assert "Danylo" in reader.text
    assert "Mira" in reader.text
    _end(mira, "en", shown=False)
    _end(danylo, "uk", shown=True)
    assert {_ambassador(name).step for name in ("Mira", "Danylo")} == {Step.ALUMNUS}
    reader.go("/en/ambassadors/")
    assert "Danylo" in reader.text
    assert "Mira" not in reader.text


# Coming ------------------------------------------------------------------------------------------------------------


def _with_factor(user: User) -> User:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    return user


def _ambassador(name: str) -> Ambassador:
    return Ambassador.objects.get(first_name=name)


def _link_in(address: str) -> str:
    """Return the path of the link in the last letter to an address."""
    letter = next(one for one in reversed(mail.outbox) if one.to == [address])
    return re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1]


def _nominated(
    visitor, teacher: Window, house: School, name: str, band: str, language: str, guardian: str = ""
) -> Window:
    """The house nominates; the young person takes the invitation with an account. Return her window."""
    address = f"{name.lower()}@example.org"
    teacher.go(f"/en/school/{house.key}/ambassadors/")
    teacher.fill(first_name=name, town="Lindenau", email=address, guardian_email=guardian)
    for field, value in {"band": band, "country": "AT", "language": language}.items():
        teacher.page.select_option(f"[name={field}]", value)
    if guardian:
        teacher.page.select_option("[name=guardian_language]", "uk")
    teacher.press("main form button[type=submit]")
    assert name in teacher.text
    desk = window(visitor, person(address, language=language))
    desk.go(_link_in(address))
    desk.press("main form button[type=submit]")
    assert _ambassador(name).user.email == address
    return desk


def _closed(desk: Window, lead: Window, language: str) -> None:
    """Neither training nor an offer nor clearance is open to her."""
    assert desk.go(f"/{language}/ambassador/training/").status == 200
    assert not desk.page.locator("main form").count()
    desk.go(f"/{language}/ambassador/training/module/")
    assert desk.page.url.endswith("/ambassador/training/")
    desk.go(f"/{language}/ambassador/offer/")
    assert not desk.page.locator("main form button[value=save]").count()


def _agree(desk: Window, language: str) -> None:
    desk.go(f"/{language}/ambassador/consent/")
    desk.page.check("[name=formats][value=in_person]")
    desk.page.check("[name=is_public][value=yes]")
    desk.press("button[value=agree]")  # the tick is missing
    assert desk.page.locator(".field__fault, .field__error, [id$=-fault]").count()
    desk.page.check("[name=agrees]")
    desk.press("button[value=agree]")


def _agree_as_guardian(mother: Window, link: str) -> None:
    assert link.startswith("/uk/")
    mother.go(link)
    mother.page.check("[name=formats][value=in_person]")
    mother.page.check("[name=is_public][value=yes]")
    for name in ("guardian", "knows", "agrees"):
        mother.page.check(f"[name={name}]")
    mother.press("button[value=agree]")
    assert mother.page.locator("button[value=take_back]").count()


# Training ----------------------------------------------------------------------------------------------------------


def _train(desk: Window, office: Window, language: str) -> None:
    home = f"/{language}/ambassador/training/"
    assert desk.go(f"{home}certificate/").status == 404
    desk.go(home)
    while (button := desk.page.locator("button[value^='lesson:']")).count():
        with desk.page.expect_navigation():
            button.first.click()
    for slug in FORMS:
        _play(desk, home, slug)
    desk.go(f"{home}module/")
    for one in module.SITUATIONS:
        desk.page.check(f"[name={one.code}][value={one.right}]")
    desk.press("main form button[type=submit]")
    desk.go(home)
    desk.fill(about="How a rumour travels")
    desk.press("button[value=ask]")
    talk = PracticeTalk.objects.get(reviewed_at=None)
    office.go(f"/en/ambassador/talks/{talk.key}/")
    for name in ("truth", "listening", "clarity", "care"):
        office.page.check(f"[name={name}][value='3']")
    office.fill(comment="You waited for answers. Try a shorter beginning.")
    office.press("main form button[type=submit]")
    with desk.page.expect_download() as waiting:
        desk.page.evaluate(f"location.assign('{home}certificate/')")
    text = text_of_pdf(Path(waiting.value.path()).read_bytes())
    assert talk.ambassador.first_name in text
    assert "Bridge School" not in text


def _play(desk: Window, home: str, slug: str) -> None:
    page = ExercisePage.objects.live().get(slug=slug, locale__language_code="en")
    desk.go(f"{home}exercise/{page.translation_key}/")
    desk.press("button[value=begin]")
    edition = page.current.edition
    for at in range(len(edition.public)):
        for name, value in right_fields(edition, at).items():
            values = value if isinstance(value, list) else [value]
            for one in values:
                field = desk.page.locator(f"main form#next [name='{name}'][value='{one}']")
                if field.count():
                    field.check(force=True)
        before = desk.page.locator("#next [name=run]").input_value()
        desk.page.click("#next button[value=answer]")
        desk.page.wait_for_function(AFTER, arg=before)


# Clearing, offering, asking ----------------------------------------------------------------------------------------


def _cannot_be_cleared(lead: Window, name: str) -> None:
    lead.go(f"/en/network/clearances/{_ambassador(name).key}/")
    assert not lead.page.locator("button[value=clear]").count()


def _clear(lead: Window, name: str, checks: dict) -> None:
    address = f"/en/network/clearances/{_ambassador(name).key}/"
    lead.go(address)
    *most, last = checks
    for code in most:
        lead.page.check(f"[name=checks][value={code}]")
    lead.press("button[value=clear]")
    assert _ambassador(name).step == Step.TRAINED  # a point is missing
    lead.page.check(f"[name=checks][value={last}]")
    lead.press("button[value=clear]")
    assert _ambassador(name).step == Step.CLEARED


def _offer(desk: Window, language: str) -> None:
    desk.go(f"/{language}/ambassador/offer/")
    desk.page.check("[name=languages][value=en]")
    desk.press("button[value=save]")
    today = timezone.localdate()
    desk.fill(first_day=today.isoformat(), last_day=(today + timedelta(days=100)).isoformat())
    desk.press("button[value=add_time]")


def _ask(asker: Window, host: School) -> VisitRequest:
    asker.go(f"/en/school/{host.key}/visits/ask/")
    today = timezone.localdate()
    asker.fill(
        first_day=(today + timedelta(days=7)).isoformat(),
        last_day=(today + timedelta(days=40)).isoformat(),
        pupils="24",
        note="They like to ask.",
    )
    for field, value in {"stage": "primary", "year_group": "1", "language": "en"}.items():
        asker.page.select_option(f"[name={field}]", value)
    asker.page.check("[name=format][value=in_person]")
    asker.press("main form button[type=submit]")
    return VisitRequest.objects.get()


# A visit -----------------------------------------------------------------------------------------------------------


def _match(office: Window, request: VisitRequest) -> Visit:
    office.go(f"/en/network/requests/{request.key}/")
    offer = _ambassador("Mira").offer
    office.press(f"button[value='ask:{offer.key}']")
    visit = Visit.objects.get()
    assert _ambassador("Mira").step == Step.MATCHED
    office.go(f"/en/network/visits/{visit.key}/")
    office.page.select_option("[name=ambassador]", _ambassador("Danylo").key)
    office.press("button[value=add]")
    return visit


def _say_yes(desk: Window, visit: Visit, language: str) -> None:
    desk.go(f"/{language}/ambassador/visits/{visit.key}/")
    desk.press("button[value=yes]")


def _book(office: Window, visit: Visit, companions: list[Companion], refused: str = "") -> None:
    office.go(f"/en/network/visits/{visit.key}/")
    day = timezone.localdate() + timedelta(days=14)
    office.fill(day=day.isoformat(), time="10:00", minutes="45", place="Room 12")
    names = ("first_companion", "second_companion")
    for number, name in enumerate(names):
        key = companions[number].key if number < len(companions) else ""
        office.page.select_option(f"[name={name}]", key)
    for code in CHECKLIST:
        office.page.check(f"[name=checklist][value={code}]")
    office.press("button[value=book]")
    visit.refresh_from_db()
    if refused:
        assert refused in office.text
        assert visit.state != VisitState.BOOKED
    else:
        assert visit.state == VisitState.BOOKED


def _write(desk: Window, visit: Visit, text: str) -> None:
    desk.go(f"/en/ambassador/visits/{visit.key}/messages/")
    desk.fill(text=text)
    desk.press("main form button[type=submit]")


def _deliver(asker: Window, host: School, visit: Visit) -> None:
    asker.go(f"/en/school/{host.key}/visits/{visit.key}/")
    asker.fill(attended="23")
    asker.press("button[value=deliver]")
    visit.refresh_from_db()
    assert (visit.state, visit.attended) == (VisitState.DELIVERED, 23)


def _end(desk: Window, language: str, *, shown: bool) -> None:
    desk.go(f"/{language}/ambassador/handover/")
    assert bool(desk.page.locator("[name=shown]").count()) == shown  # adults alone are asked
    if shown:
        desk.page.check("[name=shown]")
    desk.page.check("[name=sure]")
    desk.press("button[value=end]")
