"""The whole way of a school, in a real browser and on the real screens, from registration to certificate.

A lead registers her school and does the first half in English; then she chooses Ukrainian and goes on to the level
Committed. A colleague comes by the link of a mail and leaves in the end, a pupil answers on a telephone in Arabic, a
coordinator confirms and grants, and somebody whom nobody knows checks the certificate and reads the wall.
"""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext

from cms.keys import new_secret
from schools.domain.framework import areas
from schools.domain.use import note_lesson
from schools.domain.voices import add_voice
from schools.enums import Level, RecognitionState, SchoolState
from schools.models import Recognition, Round, School, Voice
from tests.campaigns.people import person
from tests.campaigns.reading import text_of_pdf
from tests.campaigns.test_whole_way_in_browser import Window
from tests.factories import LessonPlanPageFactory, plant
from tests.schools.people import coordinator
from tests.schools.round_factories import codes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.both_databases,
]

NAME = "Harbour School Lindenau"
REASONS = "Your plan is concrete, and somebody sees to each task."
#: Milliseconds; only a page that never comes takes so long.
PATIENCE = 60_000
SUBMIT = "main form button[type=submit]"


def test_a_school_goes_the_whole_way_from_registration_to_certificate(visitor, monkeypatch):
    monkeypatch.setattr("cms.forms.sealed.FASTEST", 0)  # the pupil here reads faster than people do
    tree = plant("en", "uk", "ar")
    lesson = LessonPlanPageFactory(parent=tree["en"].library, title="Half a number")
    lead, colleague = person("Mira"), person("Jon")
    desk = window(visitor, lead)
    office = window(visitor, coordinator(factor=True))

    # In English.
    school = register(desk)
    hers = join(visitor, desk, school, colleague)
    confirm(office, school)
    place_a_classroom(desk, school)
    note_with_one_tap(desk, school, lesson)
    add_evidence(desk, school)
    round = open_round(desk, school)
    answer_on_a_telephone(visitor, desk, round)
    # What the screens above do for one, domain verbs do for the others: two lessons of the colleague, ten pupils.
    for group in (2, 3):
        note_lesson(
            school,
            actor=colleague,
            lesson=lesson.translation_key,
            language="en",
            day=timezone.localdate(),
            year_group=group,
            pupils=24,
            name=new_secret(),
        )
    weak = codes(round)[-1]
    for _pupil in range(10):
        add_voice(round, name=new_secret(), answers=dict.fromkeys(codes(round), 3) | {weak: 1})

    # In Ukrainian.
    choose_language(desk, school, "uk")
    with override("uk"):
        close_and_read(desk, school, round, weak)
        plan(desk, school, lead, weak)
        hand_in(desk, school)
    recognition = grant(office, school)
    with override("uk"):
        take_certificate(desk, school)
        verify(visitor, desk, school)
        take_board_report(desk, school)
        stand_on_the_wall(visitor, desk, school)

    leave(hers, school)
    recognition.refresh_from_db()
    assert recognition.state == RecognitionState.GRANTED
    assert desk.go(reverse("school", args=[school.key])).status == 200


# Windows -----------------------------------------------------------------------------------------------------------


def window(visitor, user=None, **options) -> Window:
    """Return a browser's window of somebody that waits long on a busy machine."""
    made = Window(visitor, user, **options)
    made.page.context.set_default_timeout(PATIENCE)
    return made


def enter(desk: Window, school: School, view: str) -> None:
    """Go to the school's page, and from there to one of its parts, in the active language."""
    desk.go(reverse("school", args=[school.key]))
    desk.press(f".school-doors a[href='{reverse(view, args=[school.key])}']")


def choose(desk: Window, **values: str) -> None:
    for name, value in values.items():
        desk.page.select_option(f"[name={name}]", value)


def take(desk: Window, what: str) -> str:
    """Press what gives a PDF, and return its text."""
    with desk.page.expect_download(timeout=PATIENCE) as waiting:
        desk.page.click(what)
    return " ".join(text_of_pdf(Path(waiting.value.path()).read_bytes()).split())


def translated(words: str, context: str = "") -> str:
    """Return words of the interface in the active language; it has to have them."""
    found = pgettext(context, words) if context else gettext(words)
    assert found != words, f"“{words}” is not translated"
    return found


# In English --------------------------------------------------------------------------------------------------------


def register(desk: Window) -> School:
    desk.go(reverse("schools"))
    desk.press(f"main a[href='{reverse('school_register')}']")
    desk.fill(name=NAME, town="Lindenau", staff="20", year_groups="4")
    choose(desk, country="AT", stage="lower_secondary", size="from_300", language="en")
    desk.press(SUBMIT)
    school = School.objects.get()
    assert urlsplit(desk.page.url).path == reverse("school", args=[school.key])
    assert NAME in desk.text
    assert "A coordinator will confirm your school soon" in desk.text
    return school


def join(visitor, desk: Window, school: School, colleague) -> Window:
    """A colleague is invited by e-mail and accepts by the link. Return her window."""
    enter(desk, school, "school_members")
    desk.fill(email=colleague.email)
    desk.press("button[value=invite]")
    (letter,) = [one for one in mail.outbox if colleague.email in one.to]
    (link,) = re.findall(r"https?://\S+/school/invitation/\S+", letter.body)
    hers = window(visitor, colleague)
    hers.go(urlsplit(link).path)
    assert NAME in hers.text
    hers.press(SUBMIT)
    assert hers.go(reverse("school", args=[school.key])).status == 200
    members = school.memberships.current().values_list("user__email", "role")
    assert set(members) == {("mira@example.org", "lead"), (colleague.email, "teacher")}
    return hers


def confirm(office: Window, school: School) -> None:
    office.go(reverse("network_schools"))
    office.press(f"main >> text={NAME}")
    office.press("button[value=confirm]")
    school.refresh_from_db()
    assert school.state == SchoolState.CONFIRMED


def place_a_classroom(desk: Window, school: School) -> None:
    """The lead makes her first classroom, and says in which year group of the school it is."""
    enter(desk, school, "school_classrooms")
    desk.press(f"main a[href='{reverse('classroom_new')}']")
    desk.fill(name="8B", size="26")
    desk.press(SUBMIT)
    enter(desk, school, "school_classrooms")
    desk.page.select_option("main select[name^=classroom_]", "1")
    desk.press(SUBMIT)
    assert school.classrooms.get().year_group == 1


def note_with_one_tap(desk: Window, school: School, lesson) -> None:
    """From the page of the lesson plan; her only classroom is chosen already."""
    desk.go(lesson.url)
    desk.press(f"a[href='{reverse('taught_new', args=[lesson.slug])}']")
    desk.press(SUBMIT)
    assert f"{lesson.title} is noted at {NAME}" in desk.text
    taught = school.taught.get()
    assert (taught.lesson, taught.year_group, taught.pupils) == (lesson.translation_key, 1, 26)


def add_evidence(desk: Window, school: School) -> None:
    """A staff training, and evidence in two areas of the framework."""
    enter(desk, school, "school_use")
    desk.press("a[href^='?show=evidence']")
    desk.press("a[href='?add=training']")
    desk.fill(title="An afternoon about sources", people="12", minutes="90")
    desk.press(SUBMIT)
    for kind, indicator, values in [
        ("note", "leadership-stance", {"text": "It hangs at every entrance."}),
        ("link", "staff-together", {"url": "https://harbour.example.org/team"}),
    ]:
        desk.press(f"a[href='?add={kind}']")
        desk.fill(title=f"What we show with a {kind}", **values)
        choose(desk, indicator=indicator)
        desk.press(SUBMIT)
    assert "An afternoon about sources" in desk.text
    assert sorted(school.evidence.values_list("kind", flat=True)) == ["link", "note", "training"]


def open_round(desk: Window, school: School) -> Round:
    enter(desk, school, "rounds")
    desk.press(SUBMIT)
    round = school.rounds.get()
    assert urlsplit(desk.page.url).path == reverse("round", args=[school.key, round.pk])
    return round


def answer_on_a_telephone(visitor, desk: Window, round: Round) -> None:
    """A pupil reads the code from the wall, chooses Arabic and answers six statements."""
    code = desk.page.inner_text(".join-code [aria-hidden=true]")
    phone = window(visitor, width=360, height=640)
    phone.go("/join/?language=ar")
    phone.fill(code=code)
    phone.press("main form >> nth=0 >> button")
    phone.press("main .gate__offered a[lang=ar]")
    assert phone.page.get_attribute("html", "dir") == "rtl"
    with override("ar"):
        assert translated("What is it like at your school?") in phone.text
    for code in codes(round)[:6]:
        phone.page.check(f'[name="i-{code}"][value="3"]')
    phone.press("#voice .form__actions button")
    with override("ar"):
        assert translated("You can close this page.") in phone.text
    assert Voice.objects.get().answers == dict.fromkeys(codes(round)[:6], 3)
    assert phone.page.context.cookies() == []


# In Ukrainian ------------------------------------------------------------------------------------------------------


def choose_language(desk: Window, school: School, language: str) -> None:
    """Change languages where one is: it is the same page."""
    desk.page.click(".lang-switch summary")
    desk.press(f".lang-switch a[hreflang={language}]")
    assert desk.page.get_attribute("html", "lang") == language
    with override(language):
        round = school.rounds.get()
        assert urlsplit(desk.page.url).path == reverse("round", args=[school.key, round.pk])


def close_and_read(desk: Window, school: School, round: Round, weak: str) -> None:
    """The lead ends the self-assessment and reads what it came to; the weakest indicator stands first."""
    desk.press("a[href='?ask=close']")
    desk.press("button[value=close]")
    assert translated("Where you could begin") in desk.text
    first = desk.page.locator("section[aria-labelledby=weakest] .links__item").first
    assert label_of(weak) in first.inner_text()
    round.refresh_from_db()
    assert round.closed_at is not None
    assert not round.voices.exists()


def plan(desk: Window, school: School, lead, weak: str) -> None:
    """The weakest indicator goes into the plan with what its next step looks like; then two tasks of one's own."""
    due = (timezone.localdate() + timedelta(days=60)).isoformat()
    desk.press("section[aria-labelledby=weakest] .links__item >> nth=0 >> a")
    assert desk.page.input_value("[name=new-indicator]") == weak
    step = desk.page.input_value("[name=new-what]")
    assert step
    for what in (step, "Запросити батьків на вечір", "Скласти список джерел"):
        desk.page.fill("[name=new-what]", what)
        desk.page.select_option("[name=new-owner]", str(lead.pk))
        desk.page.fill("[name=new-due]", due)
        desk.press("button[value=add]")
        assert what in desk.text
    kept = school.plan.values_list("owner", "due", "indicator__code")
    assert [(owner, day.isoformat()) for owner, day, _code in kept] == [(lead.pk, due)] * 3
    assert {code for _owner, _day, code in kept} == {weak, None}


def hand_in(desk: Window, school: School) -> None:
    """Nothing is missing for the first level, so it can be handed in."""
    enter(desk, school, "school_levels")
    committed, practising = (
        translated(level, "level of recognition") for level in ("Committed", "Practising")
    )
    first = desk.page.locator(".steps__one").first
    assert first.inner_text().split("\n")[0].strip().startswith(committed)
    assert "steps__one--met" in first.get_attribute("class")
    assert translated("What is missing for “%(level)s”") % {"level": practising} in desk.text
    desk.fill(statement="Ми почали разом.")
    desk.press("button[value=hand_in]")
    assert translated("Take it back") in desk.text
    found = school.recognitions.get()
    assert (found.level, found.state) == (Level.COMMITTED, RecognitionState.SUBMITTED)


def grant(office: Window, school: School) -> Recognition:
    """The coordinator sees what was handed in, and grants it with reasons; the lead gets a mail."""
    office.go(reverse("recognition_requests"))
    office.press(f"main >> text={NAME}")
    assert "Ми почали разом." in office.text
    office.fill(reasons=REASONS)
    office.press("button[value=grant]")
    found = school.recognitions.get()
    assert found.state == RecognitionState.GRANTED
    assert any(REASONS in one.body and "mira@example.org" in one.to for one in mail.outbox)
    return found


def take_certificate(desk: Window, school: School) -> None:
    enter(desk, school, "school_levels")
    assert REASONS in desk.text
    assert "steps__one--held" in desk.page.locator(".steps__one").first.get_attribute("class")
    assert NAME in take(desk, "main a[href$='/pdf/']")


def verify(visitor, desk: Window, school: School) -> None:
    """Whoever has the certificate in her hands opens its address, without an account."""
    address = desk.page.get_attribute("main a[href*='/credentials/']", "href")
    anybody = window(visitor)
    assert anybody.go(address).status == 200
    assert NAME in anybody.text
    assert "This certificate is good." in anybody.text
    assert anybody.page.context.cookies() == []


def take_board_report(desk: Window, school: School) -> None:
    """The report is in the language of the page unless another one is chosen."""
    desk.go(reverse("school", args=[school.key]))
    assert desk.page.input_value("#report-language") == "uk"
    text = take(desk, "section[aria-labelledby=report] button:not([formaction])")
    assert NAME in text
    assert translated("Where we are") in text
    assert translated("Committed", "level of recognition") in text


def stand_on_the_wall(visitor, desk: Window, school: School) -> None:
    """A school is on the wall from when its lead wants it, and not before."""
    address = reverse("wall")
    before = window(visitor)
    before.go(address)
    assert NAME not in before.text
    enter(desk, school, "school_settings")
    desk.page.check("[name=on_wall]")
    desk.press("button[value=change]")
    after = window(visitor)
    after.go(address)
    assert NAME in after.text
    assert translated("Committed", "level of recognition") in after.text


def label_of(code: str) -> str:
    (found,) = [one for indicators in areas().values() for one in indicators if one.code == code]
    return found.label


# The end -----------------------------------------------------------------------------------------------------------


def leave(hers: Window, school: School) -> None:
    """Whoever leaves is asked once more, and reaches nothing of the school from that moment on."""
    enter(hers, school, "school_members")
    hers.press("button[value=leave]")
    hers.press("button[value='leave:yes']")
    for view in ("school", "school_members", "rounds", "school_plan", "school_use", "school_levels"):
        assert hers.go(reverse(view, args=[school.key])).status == 404, view
