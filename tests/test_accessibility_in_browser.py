"""Every public template in a real browser: axe is silent, nothing overflows, in three scripts, light and dark."""

import pytest

from cms.domain.accounts import create_verified_user
from lessons.domain import saved
from lessons.models import LessonPlanPage
from tests.factories import LessonPlanPageFactory
from tests.machinery.looking import OVERFLOW, faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

UNFOLD = "document.querySelectorAll('main details').forEach((folded) => { folded.open = true })"
#: One of each template at its fullest; those of accounts are looked at in tests/cms/accounts/test_in_browser.py.
ADDRESSES = [
    "/",
    "/lessons/?topic=numbers&duration=50",
    "/lessons/?q=zzzzz",
    "/lessons/how-a-number-misleads/",
    "/lessons/picture-in-context/",
    "/lessons/how-a-number-misleads/projector/?step=2",
    "/lessons/how-a-number-misleads/download/exe/",
    "/search/?q=a",
    "/help/",
    "/help/?country=DE",
    "/about/",
    "/nothing-is-here/",
]


@pytest.fixture
def collection(starter):
    """The starter collection and a list that somebody shared; returns the list's address."""
    teacher = create_verified_user("teacher@example.org", "a long pass phrase")
    own = saved.make_list("Spring", actor=teacher)
    key = LessonPlanPage.objects.filter(slug="picture-in-context").first().translation_key
    saved.save_lesson(own, key, actor=teacher)
    return f"/teach/saved/shared/{saved.share_list(own, actor=teacher)}/"


@pytest.mark.parametrize(
    ("language", "looks"),
    [
        ("en", [(1280, False), (360, True)]),
        ("uk", [(360, False), (1280, True)]),
        ("ar", [(1280, False), (360, True)]),
    ],
)
def test_axe_finds_nothing_and_nothing_overflows_on_any_public_page(visitor, collection, language, looks):
    found, context = [], None
    for address in [*ADDRESSES, collection]:
        page = visitor.open(f"/{language}{address}", context=context, bypass_csp=True)
        context = page.context
        page.evaluate(UNFOLD)
        for width, dark in looks:
            look(page, width=width, dark=dark)
            found += [(address, width, dark, fault) for fault in faults(page)]
        page.close()
    assert found == []


def test_nothing_overflows_on_the_smallest_telephone_whatever_the_words(visitor, collection):
    """Case 79: words of 300 letters in title, summary and step, at 320 px."""
    word = "Donaudampfschifffahrtsgesellschaft" * 9
    library = LessonPlanPage.objects.filter(locale__language_code="en").first().get_parent().specific
    LessonPlanPageFactory(
        parent=library, title=word[:250], summary=word[:290], slug="long", topics=["numbers"]
    )
    context = None
    for address in [
        "/en/lessons/",
        "/en/lessons/long/",
        "/en/lessons/long/projector/",
        "/en/",
        "/en/search/?q=" + word[:200],
    ]:
        page = visitor.open(address, width=320, context=context)
        context = page.context
        assert page.evaluate(OVERFLOW) == 0, address


def test_the_site_is_whole_without_script(visitor, collection):
    page = visitor.open("/en/lessons/", scripts=False)
    page.fill("main input[name=q]", "number")
    page.locator("main form[role=search] button[type=submit]").click()
    assert page.locator(".entry").count() >= 1
    page.locator(".entry__title a").first.click()
    page.locator(".more--sheet summary").first.click()
    assert page.locator(".more--sheet .prose").first.is_visible()
    page.locator(".lang-switch__now").click()
    page.locator(".lang-switch__link[hreflang=ar]").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
