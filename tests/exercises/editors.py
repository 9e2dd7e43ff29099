"""People who edit exercises, and what their forms send."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def person(name: str, *pages, actions=("add_page", "change_page", "publish_page")):
    """Make somebody who may enter the administration and do these things below these pages."""
    user = get_user_model().objects.create_user(f"{name}@example.org")
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for page in pages:
        for codename in actions:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    user.groups.add(group)
    return user


def signed_in(user, **options) -> Client:
    """Return a browser of somebody; the second factor is a matter of tests/cms/accounts."""
    client = Client(**options)
    client.force_login(user, backend=BACKEND)
    return client


def open_editor(visitor, user, path: str, **options):
    """Return a real browser's page in which somebody is signed in."""
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page = visitor.open("/healthz", **options)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": visitor.origin}]
    )
    page.goto(path)
    return page


def listed(values) -> dict:
    """Return the entries of a ListBlock as a form sends them."""
    data = {
        str(number): {"value": value, "deleted": "", "order": str(number), "id": ""}
        for number, value in enumerate(values)
    }
    return data | {"count": str(len(data))}


def claim_fields(verdict="true", slant="flatters", **values) -> tuple[str, dict]:
    """Return a claim to judge as a form sends it."""
    evidence = {"title": "Statistics", "publisher": "", "year": "", "url": "", "note": ""}
    provenance = {
        "claimant": "A councillor",
        "medium": "",
        "said": "",
        "evidence": listed([evidence]),
        "archived": "",
        "checked": "2026-09-01",
        "review_by": "2027-09-01",
    }
    return (
        "verdict",
        {
            "claim": "Half of the shops were founded by people from abroad.",
            "scale": "two",
            "verdict": verdict,
            "slant": slant,
            "technique": "",
            "explanation": rich_text("<p>The register says so.</p>"),
            "provenance": provenance,
        }
        | values,
    )


def half_a_claim(text="Half a claim") -> tuple[str, dict]:
    """Return a claim to judge of which hardly anything is written yet."""
    name, fields = claim_fields("", "", claim=text, explanation=rich_text(""))
    nothing = dict.fromkeys(("claimant", "checked", "review_by"), "") | {"evidence": listed([])}
    return name, fields | {"provenance": fields["provenance"] | nothing}


def choice_fields(question="Who counts?", right=(True, False)) -> tuple[str, dict]:
    """Return a question with options as a form sends it."""
    options = [
        {"text": f"Answer {number}", "reason": ""} | ({"right": "on"} if is_right else {})
        for number, is_right in enumerate(right, start=1)
    ]
    explanation = rich_text("<p>Because.</p>")
    return "choice", {"question": question, "options": listed(options), "explanation": explanation}


def balanced_fields(number=8) -> list[tuple[str, dict]]:
    """Return claims of a discernment exercise that is in balance, as a form sends them."""
    kinds = [(verdict, slant) for verdict in ("true", "false") for slant in ("flatters", "unflattering")]
    return [claim_fields(*kinds[place % 4]) for place in range(number)]


def form_of(page, items, **values) -> dict:
    """Return what the editor's form of an exercise sends, with other items."""
    fields = {
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "instructions": rich_text(""),
        "purpose": page.purpose,
        "feedback": page.feedback,
        "duration": str(page.duration_id),
        "licence": str(page.licence_id),
        "authors": "",
        "version": page.version,
        "last_reviewed": "2026-11-01",
        "items": streamfield(items),
        "comments": inline_formset([]),
    }
    return nested_form_data(fields | values)
