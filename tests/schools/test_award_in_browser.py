"""The award as people see it: on a telephone and a wide screen, in both directions, light and dark."""

import pytest
from django.conf import settings

from schools.domain.award_judging import announce
from schools.models import AwardEntry, AwardJudge
from tests.factories import plant
from tests.machinery.looking import faults, look
from tests.schools.award_factories import (
    AwardEntryFactory,
    AwardFactory,
    judges_of,
    judging,
    score_all,
)
from tests.schools.factories import MemberFactory, person
from tests.schools.people import coordinator, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def open_as(visitor, user, path, **options):
    """Open a page as somebody who is signed in."""
    page = visitor.open("/healthz", **options)
    key = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": visitor.origin}])
    page.goto(path)
    return page


def test_a_judge_declares_and_scores_on_a_telephone_without_a_script(visitor):
    plant("en", "ar")
    award = AwardFactory()
    AwardEntryFactory(award=award, title="A map of first weeks")
    judge = AwardJudge.objects.create(award=award, user=person(), languages=["en"])
    page = open_as(visitor, judge.user, "/ar/school/judging/", width=320, height=640, scripts=False)
    page.check("[name=looked]")
    page.click(f'button[value="declare:{award.year}"]')
    page.wait_for_load_state()
    judges_of(award, 2)
    judging(award)
    page.reload()
    page.click("text=A map of first weeks")
    page.wait_for_load_state()
    for number, name in enumerate(("idea", "truth", "voice", "effect"), start=2):
        page.check(f'[name="{name}"][value="{number}"]')
    page.fill("[name=comment]", "We heard you.")
    page.click('button[value="score"]')
    page.wait_for_load_state()
    assert judge.scores.get().total == 2 + 3 + 4 + 5


def test_no_page_of_the_award_has_a_fault(visitor):
    plant("en", "ar")
    award, lead, chief = AwardFactory(), MemberFactory(role="lead"), coordinator(factor=True)
    AwardEntryFactory(award=award, school=lead.school)
    asked = AwardJudge.objects.create(award=award, user=person(), languages=["en"])
    school = f"/school/{lead.school.key}/award/"
    network = f"/network/award/{award.year}/"

    def look_at(user, *paths):
        page = open_as(visitor, user, paths[0], bypass_csp=True)
        for path in paths:
            for language, width, dark in (("en", 1280, False), ("ar", 320, True)):
                look(page, width=width, dark=dark)
                page.goto(f"/{language}{path}")
                assert faults(page) == [], (path, language, width, dark)

    look_at(lead.user, school)
    look_at(asked.user, "/school/judging/")
    look_at(chief, "/network/award/", network)
    judge, *_others = judges_of(award, 3)
    judging(award)
    entry = AwardEntry.objects.get()
    look_at(judge.user, "/school/judging/", f"/school/judging/{entry.key}/?recuse")
    look_at(chief, network)
    score_all(award, comment="We heard you.")
    announce(award, actor=chief)
    look_at(lead.user, school)
    look_at(chief, network, "/schools/award/")
