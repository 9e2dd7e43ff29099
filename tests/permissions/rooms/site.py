"""The floor: the site's own pages, files, accounts and reports, and Wagtail's administration."""

from tests.permissions.rooms.variants import Variants, named, pages

SPECIAL: dict[str, dict[str, str]] = {
    "wagtailadmin_api:pages": {"pk": "live", "action_name": "=publish"},
    "wagtailadmin_api:documents": {"pk": "document"},
    "wagtailadmin_api:images": {"pk": "image"},
    "wagtailadmin_collections": {"pk": "collection"},
    "wagtailadmin_workflows": {"pk": "workflow"},
    "wagtailadmin_workflows:edit_task": {"pk": "task"},
    "wagtailadmin_workflows:disable_task": {"pk": "task"},
    "wagtailadmin_workflows:enable_task": {"pk": "task"},
    "wagtailadmin_workflows:add_task": {"app_label": "=wagtailcore", "model_name": "=groupapprovaltask"},
    "wagtailadmin_pages:choose_parent": {"app_label": "=lessons", "model_name": "=lessonplanpage"},
    "wagtailadmin_pages:workflow_action": {"page_id": "waiting"},
    "wagtailadmin_pages:collect_workflow_action_data": {"page_id": "waiting"},
    "wagtailadmin_pages:confirm_workflow_cancellation": {"page_id": "waiting"},
    "wagtailadmin_pages:workflow_preview": {"page_id": "waiting"},
    "wagtailadmin_pages:workflow_history": {"page_id": "waiting"},
    "wagtailadmin_pages:workflow_history_detail": {"page_id": "waiting"},
    "wagtailadmin_pages:convert_alias": {"page_id": "alias"},
    "wagtailadmin_pages:revisions_unschedule": {
        "page_id": "scheduled",
        "revision_id": "scheduled_revision",
    },
    "wagtailadmin_editing_sessions": {"app_label": "=lessons", "model_name": "=lessonplanpage"},
    "wagtailadmin_tag_model_autocomplete": {"app_name": "=taggit", "model_name": "=tag"},
    "separate_tags_of_model": {"app_name": "=taggit", "model_name": "=tag"},
    "convert_to_alias": {"page_id": "translated"},
    "wagtaildocs:create_multiple_from_uploaded_document": {"uploaded_file_id": "uploaded_document"},
    "wagtaildocs:delete_upload_multiple": {"uploaded_file_id": "uploaded_document"},
    "wagtailimages:create_multiple_from_uploaded_image": {"uploaded_file_id": "uploaded_image"},
    "wagtailimages:delete_upload_multiple": {"uploaded_file_id": "uploaded_image"},
    "wagtaildocs_chooser": {"pk": "document"},
    "wagtailimages_chooser": {"pk": "image"},
    "wagtaillocales": {"pk": "locale"},
    "wagtailsites": {"pk": "site"},
    "wagtailusers_users": {"pk": "user"},
    "wagtailusers_groups": {"pk": "group"},
    "audit": {"pk": "entry"},
    "wagtailcore_authenticate_with_password": {"page_id": "password_page"},
    "report_receipt": {"token": "receipt_token"},
    "content_report": {"pk": "notice"},
}
#: The forms of our pages, with nothing in their fields.
STREAMS: dict[str, str | bytes] = {f"{name}-count": "0" for name in (
    "body", "learning_outcomes", "misconceptions", "materials", "steps", "handouts", "answer_key", "exit_questions",
    "debate", "sources", "items", "sections", "events", "partners", "files", "cards", "posts",
)}  # fmt: skip
SENT: dict[str, dict[str, str | bytes]] = {
    "report": {
        "about": "/en/lessons/half-a-number/", "reason": "false", "text": "It is not so.", "began": "{notice_began}",
    },
    "report_receipt": {"text": "Look again."},
    "content_report": {"decision": "kept", "reasons_en": "It is true."},
    "wagtailadmin_pages:set_privacy": {"restriction_type": "none"},
    "wagtailadmin_collections:set_privacy": {"restriction_type": "none"},
    "wagtailadmin_pages:add": STREAMS,
    "wagtailadmin_pages:edit": STREAMS,
    "wagtailadmin_pages:revisions_revert": STREAMS,
    "wagtailadmin_pages:copy": {
        "new_title": "A copy", "new_slug": "a-copy", "new_parent_page": "{library}", "copy_subpages": "",
        "publish_copies": "on",
    },
    "wagtailadmin_pages:move_confirm": {},
    "wagtailadmin_choose_page_external_link": {"external-link-chooser-url": "https://example.org/"},
    "wagtail_localize:edit_string_translation": {"value": "Something else"},
    "wagtail_localize:edit_override": {"value": "Something else"},
    "wagtail_localize:upload_pofile": {"file": b"nothing"},
    "wagtailredirects:process_import": {"import_file_name": "{import}", "input_format": "{import_format}"},
    "wagtailadmin_api:pages:action": {"locale": "fr", "destination_page_id": "{library}", "revision_id": "{revision}"},
    "update_translations": {"publish_translations": "on"},
    "wagtaildocs:add_multiple": {"files[]": b"nothing"},
    "wagtailimages:add_multiple": {"files[]": b"nothing"},
}  # fmt: skip
QUERY: dict[str, str] = {
    "report": "about=/en/lessons/half-a-number/",
    "search": "q=heron",
    "search_suggest": "q=her",
    "wagtailadmin_pages:search": "q=heron",
    "wagtailadmin_pages:search_results": "q=heron",
    "wagtailadmin_choose_page_search": "q=heron",
    "wagtailadmin_choose_page_chosen_multiple": "id={draft}",
    "wagtailadmin_tag_autocomplete": "term=a",
    "separate_tags": "term=a",
    "separate_tags_of_model": "term=a",
    "wagtailadmin_tag_model_autocomplete": "term=a",
    "wagtailadmin_block_preview": "id=no-such-block",
    "wagtaildocs_chooser:chosen_multiple": "id={closed_document}",
    "wagtailimages_chooser:chosen_multiple": "id={closed_image}",
    "wagtailadmin_api:pages:find": "id={draft}",
    "wagtailadmin_api:documents:find": "id={closed_document}",
    "wagtailadmin_api:images:find": "id={closed_image}",
}  # fmt: skip
#: Below which page of the world a page of a kind is added; below a home page where nothing is named.
PARENTS = {
    "lessons.lessonplanpage": "library",
    "exercises.exercisepage": "exercises",
    "campaigns.organisationpage": "campaigns_page",
    "campaigns.campaignpage": "organisation_page",
    "campaigns.storypage": "campaign",
}
#: Pages of the organisation beside those of everybody.
CAMPAIGNS = ("campaign", "campaign_draft", "story_draft", "handed")


def _bulk(things: dict) -> dict:
    from wagtail.admin.views.bulk_action.registry import bulk_action_registry

    bulk_action_registry._scan_for_bulk_actions()
    stands = {"page": "draft", "siteimage": "closed_image", "sitedocument": "closed_document", "user": "user"}
    found = {}
    for app, models in bulk_action_registry.actions.items():
        for model, actions in models.items():
            for action in actions:
                found[f"{app}.{model} {action}"] = {
                    "app_label": f"={app}", "model_name": f"={model}", "action": f"={action}",
                    "?": "id={" + stands.get(model, "topic") + "}",
                }  # fmt: skip
    found["cms.topic delete"] = {
        "app_label": "=cms",
        "model_name": "=topic",
        "action": "=delete",
        "?": "id={topic}",
    }
    return found


def _page_types(things: dict) -> dict:
    from wagtail.models import get_page_models

    return {
        model._meta.label_lower: {
            "content_type_app_name": f"={model._meta.app_label}",
            "content_type_model_name": f"={model._meta.model_name}",
            "parent_page_id": PARENTS.get(model._meta.label_lower, "home"),
        }
        for model in get_page_models()
        if model._meta.app_label != "wagtailcore"
    }


def _api_actions(things: dict) -> dict:
    from wagtail.admin.api.views import PagesAdminAPIViewSet

    return {
        f"{action} ({page.replace('_', ' ')})": {"pk": page, "action_name": f"={action}"}
        for action in PagesAdminAPIViewSet.actions
        for page in ("draft", "live", "campaign_draft")
    }


def _models(things: dict) -> dict:
    return {
        label: {"app_label": "=" + label.split(".")[0], "model_name": "=" + label.split(".")[1]}
        for label in ("cms.topic", "cms.user", "cms.auditentry", "lessons.savedlist")
    }


def _compare(things: dict) -> dict:
    return {
        name: f"admin/pages/{things[name].pk}/revisions/compare/earliest...latest/"
        for name in ("live", "draft")
    }


def _documents(things: dict) -> dict:
    closed = things["closed_document"]
    return {
        "open": f"documents/{things['document'].pk}/{things['document'].filename}",
        "closed": f"documents/{closed.pk}/{closed.filename}",
        "closed, another name": f"documents/{closed.pk}/x.txt",
        "no such number": "documents/999999/x.txt",
    }


def _media(things: dict) -> dict:
    return {
        "rendition": f"media/{things['rendition'].file.name}",
        "rendition, closed collection": f"media/{things['closed_rendition'].file.name}",
        "original": f"media/{things['image'].file.name}",
        "document": f"media/{things['document'].file.name}",
        "document, closed collection": f"media/{things['closed_document'].file.name}",
        "recording": f"media/{things['heard'].file.name}",
        "share card": f"media/{things['card_name']}",
        "evidence of a school": f"media/{things['evidence_file'].file.name}",
        "guessed": "media/images/street.width-20.png",
        "climbing": "media/images/..%2fdb.sqlite3",
    }


def _site(things: dict) -> dict:
    return {
        "home": "en/",
        "library": "en/lessons/",
        "live": "en/lessons/half-a-number/",
        "draft": "en/lessons/heron/",
        "closed": "en/lessons/ibis/",
        "password": "en/password/",
        "nothing there": "en/lessons/no-such-page/",
        "exercises": "en/exercises/",
        "exercise": "en/exercises/who-counts/",
        "exercise, draft": "en/exercises/heron/",
        "exercise, closed": "en/exercises/ibis/",
        "campaigns": "en/campaigns/",
        "organisation": "en/campaigns/lantern-youth/",
        "campaign": "en/campaigns/lantern-youth/night-shift/",
        "campaign, draft": "en/campaigns/lantern-youth/bittern/",
        "campaign, handed in": "en/campaigns/lantern-youth/wheatear/",
        "story, invented": "en/campaigns/lantern-youth/night-shift/one-night/",
        "story, of a contributor": "en/campaigns/lantern-youth/night-shift/of-rania/",
        "story, draft": "en/campaigns/lantern-youth/night-shift/corncrake/",
        "story, taken back": "en/campaigns/lantern-youth/night-shift/taken-back/",
    }


def _workflow_actions(things: dict) -> dict:
    handed = {"page_id": "handed", "task_state_id": "handed_task_state"}
    return {"": {}, "campaign": handed, "campaign, sent back": handed | {"action_name": "=reject"}}


VARIANTS: dict[str, Variants] = {
    "wagtail_bulk_action": _bulk,
    "wagtailadmin_pages:add": _page_types,
    "wagtailadmin_pages:edit": pages(
        "live", "draft", "own_draft", "closed", "waiting", "root", "organisation_page", *CAMPAIGNS
    ),
    "wagtailadmin_pages:delete": pages("live", "draft", "own_draft", "campaign", "campaign_draft"),
    "wagtailadmin_pages:unpublish": pages("live", "draft", "campaign"),
    "wagtailadmin_pages:view_draft": pages("live", "draft", "closed", *CAMPAIGNS),
    "wagtailadmin_pages:workflow_action": _workflow_actions,
    "wagtailadmin_pages:lock": pages("live", "own_draft"),
    "wagtailadmin_pages:unlock": pages("live", "own_draft"),
    "wagtailadmin_pages:revisions_compare": _compare,
    "wagtailadmin_explore": pages(
        "root", "library", "draft", "organisation_page", "campaign", parameter="parent_page_id"
    ),
    "wagtailadmin_api:pages:detail": pages("live", "draft", "closed", "campaign_draft", parameter="pk"),
    "wagtailadmin_api:pages:action": _api_actions,
    "wagtailadmin_api:documents:detail": pages("document", "closed_document", parameter="pk"),
    "wagtailadmin_api:images:detail": pages("image", "closed_image", parameter="pk"),
    "wagtaildocs:edit": pages("document", "closed_document", parameter="document_id"),
    "wagtaildocs:delete": pages("document", "closed_document", parameter="document_id"),
    "wagtailimages:edit": pages("image", "closed_image", parameter="image_id"),
    "wagtailimages:delete": pages("image", "closed_image", parameter="image_id"),
    "wagtailimages:preview": pages("image", "closed_image", parameter="image_id"),
    "wagtaildocs_chooser:chosen": pages("document", "closed_document", parameter="pk"),
    "wagtailimages_chooser:chosen": pages("image", "closed_image", parameter="pk"),
    "wagtailusers_users:edit": pages("user", "boss", parameter="pk"),
    "wagtailusers_users:delete": pages("user", "boss", parameter="pk"),
    "wagtail_localize:submit_page_translation": pages("live", "draft", "campaign"),
    "wagtail_localize:submit_snippet_translation": _models,
    "wagtail_localize:snippets_api_listing": _models,
    "wagtail_localize:snippets_api_detail": _models,
    "wagtail_localize:edit_string_translation": lambda things: {
        "": {}, "put": {"method": "PUT"}, "delete": {"method": "DELETE"},
    },
    "wagtail_localize:edit_override": lambda things: {
        "": {}, "put": {"method": "PUT"}, "delete": {"method": "DELETE"},
    },
    "wagtaildocs_serve": _documents,
    "media": _media,
    "admin_password_reset": lambda things: {"": "admin/password_reset/"},
    "admin/^.*/$": lambda things: {"": "admin/no-such-page/"},
    "account_reset_password_from_key": lambda things: {"": "en/account/password/reset/key/1-set-password/"},
    "wagtail_serve": _site,
    "report_receipt": named(own={}, no_such_token={"token": "=no-such-token"}),
    "content_report": named(lesson={}, campaign={"pk": "notice_of_campaign"}),
}  # fmt: skip
