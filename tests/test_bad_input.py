"""Whatever is asked: a clear answer in the reader's language, never a fault of ours."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.campaigns.factories import OrganisationFactory, campaign_page, campaigns_page, story_page
from tests.factories import ExercisePageFactory, LessonPlanPageFactory, exercises_page

LONG = "Donaudampfschifffahrt" * 15
ADDRESSES = [
    "/en/lessons/",
    "/ar/lessons/",
    "/en/search/",
    "/en/search/suggest/",
    "/en/help/",
    "/en/lessons/half-a-number/",
    "/en/lessons/half-a-number/projector/",
    "/en/exercises/",
    "/en/exercises/who-counts/",
    "/en/exercises/who-counts/play/",
    "/en/exercises/who-counts/projector/",
    "/en/campaigns/",
    "/ar/campaigns/",
    "/en/campaigns/feed/",
    "/en/campaigns/lantern/",
    "/en/campaigns/lantern/night-shift/",
    "/en/campaigns/lantern/night-shift/one-night/",
    "/en/campaigns/lantern/night-shift/claims/",
    "/en/campaigns/lantern/night-shift/share/",
    "/en/report/",
    "/en/transparency/",
    "/en/schools/",
    "/ar/schools/",
    "/en/schools/award/",
    "/en/school/framework/",
    "/credentials/issuer.json",
    "/credentials/keys.json",
    "/credentials/status/1",
    "/api/campaigns/",
    "/api/withdrawn/",
    "/en/",
]


@pytest.fixture
def reader(site_tree):
    tree = site_tree("en", "ar")
    LessonPlanPageFactory(
        parent=tree["en"].library, title="Half a number", slug="half-a-number", topics=["numbers"]
    )
    ExercisePageFactory(parent=exercises_page(tree["en"]), title="Who counts", slug="who-counts")
    campaign = campaign_page(tree["en"], OrganisationFactory(slug="lantern"), slug="night-shift")
    story_page(campaign, slug="one-night")
    campaigns_page(tree["ar"])
    return Client(raise_request_exception=False)


QUERIES = [
    "topic=no-such-topic", "topic=numbers&topic=numbers&topic=nothing", "age=1000", "duration=fifty", "language=xx",
    "language=any&language=en", "sort=price", "page=1e9", "page=1000000000", "page=-1", "page=0", "page=abc", "page=",
    "page=²", "page=" + "9" * 400, "q=" + LONG, "q=" + quote('"') * 50, "q=%22AND%20OR%20NOT%20NEAR(", "q=*",
    "q=a*%20-b%20%2Bc",
    "q=%00", "q=%F0%9F%98%80", "q=%FF%FE", "q=...%20!!!", "q=" + "a%20" * 400, "q=%E2%80%AE%E2%80%8F",
    "q=%27%3B%20DROP%20TABLE%20cms_searchentry%3B--", "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "q=((((((((((",
    "q=%25%25%25_",
    "country=XX", "country=%3Cscript%3E", "country=" + "A" * 900, "step=1e9", "step=-5", "utm_source=x&fbclid=y",
    "&&&===&;;", "topic[]=numbers", "q=x&q=y&q=z", "%00=1", "a" * 8000,
]  # fmt: skip


@pytest.mark.django_db
def test_no_query_string_is_ever_a_fault(reader):
    """Case 81: unknown facets, far pages, long words, operators of the search language, bytes that are no text."""
    for address in ADDRESSES:
        for query in QUERIES:
            response = reader.get(f"{address}?{query}")
            assert response.status_code in (200, 301, 302, 400, 404, 414), (
                address,
                query[:80],
                response.status_code,
            )
            assert b"<script>alert" not in response.content


@pytest.mark.django_db
def test_an_unknown_facet_is_named_and_left_out(reader):
    response = reader.get("/en/lessons/?topic=no-such-topic")
    html = response.content.decode()
    assert response.status_code == 200
    assert "no-such-topic" in html
    assert "Half a number" in html


@pytest.mark.django_db
def test_a_page_far_beyond_the_last_shows_what_there_is(reader):
    assert "Half a number" in reader.get("/en/lessons/?page=1e9").content.decode()
    assert "Half a number" in reader.get("/en/lessons/?page=999999999999").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_answer_is_in_the_readers_language(reader, language):
    html = reader.get(f"/{language}/lessons/?q={LONG}").content.decode()
    assert re.search(r'<html lang="(\w+)" dir="(\w+)"', html).groups() == (
        language,
        "rtl" if language == "ar" else "ltr",
    )


NOT_THERE = [
    "/en/lessons/half-a-number/download/exe/",
    "/en/lessons/half-a-number/download/pdf.exe/",
    "/en/lessons/half-a-number/download/" + "x" * 300 + "/",
    "/en/lessons/no-such-lesson/download/pdf/",
    "/en/lessons/no-such-lesson/projector/",
    "/en/lessons/%D1%83%D1%80%D0%BE%D0%BA/",
    "/en/lessons/..%2f..%2fetc/",
    "/en/lessons/%00/",
    "/xx/lessons/",
    "/en/" + "a/" * 200,
    "/en/teach/saved/99999999999999999999/",
    "/en/teach/saved/shared/" + "x" * 400 + "/",
    "/en/campaigns/lantern/no-such-campaign/",
    "/en/campaigns/lantern/night-shift/claims/x/",
    "/en/campaigns/lantern/night-shift/share/..%2f..%2fdb.sqlite3",
    "/en/campaigns/lantern/night-shift/download/exe/",
    "/en/campaigns/lantern/night-shift/one-night/download/" + "x" * 300 + "/",
    "/en/campaigns/recordings/no-such-key/recording.mp3",
    "/en/consent/" + "x" * 400 + "/",
    "/en/pledge/no-such-token/",
    "/en/pledge/00000000-0000-0000-0000-000000000000/",
    "/en/try/no-such-key/",
    "/en/report/no-such-token/",
    "/en/organisation/no-such-key/claims/99999999999999999999/",
    "/en/school/no-such-key/",
    "/en/school/no-such-key/rounds/99999999999999999999/",
    "/en/school/calendar/" + "x" * 400 + "/",
    "/en/school/voice/no-such-key/",
    "/en/school/judging/no-such-key/",
    "/en/school/no-such-key/award/",
    "/credentials/no-such-key/",
    "/credentials/no-such-key.jwt",
    "/credentials/status/2",
    "/api/campaigns/00000000-0000-0000-0000-000000000000/",
    "/documents/1/x.pdf",
    "/api/",
    "/wp-login.php",
]


@pytest.mark.django_db
def test_what_is_not_there_is_not_found(reader):
    for path in NOT_THERE:
        response = reader.get(path)
        if response.status_code in (301, 302):  # to sign in, or to the slash
            response = reader.get(response["Location"])
            assert response.status_code in (200, 404), path
        else:
            assert response.status_code == 404, path


@pytest.mark.django_db
def test_an_unknown_format_says_which_ones_there_are(reader):
    html = reader.get("/en/lessons/half-a-number/download/exe/").content.decode()
    for format in ("PDF", "DOCX", "ODT", "EPUB", "ZIP"):
        assert f"<bdi>{format}</bdi>" in html


@pytest.mark.django_db
def test_no_method_is_a_fault_and_public_pages_take_nothing_in(reader):
    for address in ("/en/lessons/", "/en/lessons/half-a-number/", "/en/search/", "/healthz", "/"):
        for method in ("post", "put", "patch", "delete", "options", "head", "trace"):
            assert getattr(reader, method)(address).status_code < 500, (method, address)
    for address in ADDRESSES:
        for method in ("put", "delete", "patch", "options", "head"):
            assert getattr(reader, method)(address).status_code < 500, (method, address)
    for address in (
        "/en/lessons/half-a-number/",
        "/en/campaigns/lantern/night-shift/",
        "/en/schools/",
        "/api/campaigns/",
    ):
        assert reader.post(address).status_code == 405, address


@pytest.mark.django_db
def test_a_forged_host_is_refused(reader):
    """Case 51."""
    for host in ("evil.example", "evil.example:80", "127.0.0.1@evil.example", "a" * 300):
        assert reader.get("/en/lessons/", headers={"host": host}).status_code == 400, host


@pytest.mark.django_db
def test_forwarding_headers_of_a_stranger_are_ignored(reader):
    """Case 51."""
    plain = reader.get("/en/lessons/")
    forged = reader.get(
        "/en/lessons/",
        headers={
            "x-forwarded-host": "evil.example",
            "x-forwarded-proto": "https",
            "x-forwarded-for": "1.2.3.4",
        },
    )
    assert forged.content == plain.content
    assert b"evil.example" not in forged.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(reader, target, django_user_model):
    """Case 50."""
    from allauth.account.models import EmailAddress

    user = django_user_model.objects.create_user("teacher@example.org", "a long pass phrase")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    response = reader.post(
        "/en/account/login/", {"login": user.email, "password": "a long pass phrase", "next": target}
    )
    assert response.status_code == 302
    assert response["Location"].startswith("/en/")


@pytest.mark.django_db
def test_uploading_to_a_public_page_is_a_refusal_not_a_fault(reader):
    """Case 45: a broken multipart body."""
    response = reader.generic(
        "POST", "/en/lessons/", b"--x\r\nbroken", content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code in (400, 403, 405)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    address=st.sampled_from(ADDRESSES),
    parameters=st.dictionaries(
        st.sampled_from(
            [
                "q",
                "topic",
                "age",
                "subject",
                "duration",
                "language",
                "sort",
                "page",
                "country",
                "step",
                "x",
                "about",
                "organisation",
                "since",
            ]
        ),
        st.text(max_size=60),
        max_size=4,
    ),
)
def test_nothing_that_one_can_make_up_is_a_fault(reader, address, parameters):
    query = "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in parameters.items())
    response = reader.get(f"{address}?{query}")
    assert response.status_code < 500, (address, query)
