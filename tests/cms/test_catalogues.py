"""Interface text: what is collected, how it is merged, what counts as a fault, what Django makes of the result."""

import gettext
import textwrap

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from cms import catalogues
from cms.catalogues import Message, faults_of, merged
from cms.languages import INTERFACE_LANGUAGES


@pytest.fixture
def room(tmp_path):
    """A folder with the plan of a room, to be filled with source."""
    (tmp_path / "room" / "templates" / "room").mkdir(parents=True)
    return tmp_path / "room"


def collected(room, domain="django"):
    return [(m.context, m.msgid, m.plural) for m in catalogues.collect(domain, [room])]


def write(room, name, text):
    path = room / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


def test_calls_in_python_are_collected(room):
    write(
        room,
        "views.py",
        """
        title = _("Find a lesson")
        gettext_lazy("Lesson " "plan")
        ngettext("%(n)s lesson", "%(n)s lessons", n)
        pgettext("of a page", "Home")
        npgettext_lazy("a file", "%(n)s page", "%(n)s pages", "n")
        print("not this")
        """,
    )
    assert collected(room) == [
        (None, "Find a lesson", ""),
        (None, "Lesson plan", ""),
        (None, "%(n)s lesson", "%(n)s lessons"),
        ("of a page", "Home", ""),
        ("a file", "%(n)s page", "%(n)s pages"),
    ]


def test_tags_in_templates_are_collected_as_django_will_ask_for_them(room):
    write(
        room,
        "templates/room/page.html",
        """
        {% load i18n %}
          <p title="{% translate 'A "quoted" word' %}">{% translate "Home" context "of a page" %}</p>
              {% blocktranslate trimmed with name=user.name %}
                  Welcome,
                  {{ name }}: 100% free
              {% endblocktranslate %}
            {% blocktranslate trimmed count n=total context "a file" %}
              {{ n }} page
            {% plural %}
              {{ n }} pages
            {% endblocktranslate %}
        {% include "x.html" with label=_("Search here") %} {{ value|default:_("nothing") }}
        <script>if (a && (b || c)) { d("e") } // it's fine</script>
        """,
    )
    assert collected(room) == [
        (None, 'A "quoted" word', ""),
        ("of a page", "Home", ""),
        (None, "Welcome, %(name)s: 100%% free", ""),
        ("a file", "%(n)s page", "%(n)s pages"),
        (None, "Search here", ""),
        (None, "nothing", ""),
    ]


def test_templates_outside_the_usual_folder_are_collected_where_django_looks_for_them(room):
    write(room, "kinds/verdict/play.html", '{% load i18n %}{% translate "Your verdict" %}')
    write(room, "kinds/verdict/__init__.py", 'raise AnswerError(_t("Choose one first."))')
    engine = settings.TEMPLATES[0]
    assert collected(room) == [(None, "Choose one first.", "")]
    with override_settings(TEMPLATES=[engine | {"DIRS": [room / "kinds"]}]):
        assert collected(room) == [(None, "Choose one first.", ""), (None, "Your verdict", "")]


def test_a_comment_for_translators_goes_with_the_message_that_follows(room):
    write(room, "forms.py", '# Translators: on a button\nlabel = _("Send")\n\nother = _("Back")\n')
    write(
        room,
        "templates/room/a.html",
        '<b>\n  {# Translators: the number of a step #}\n  {% translate "Step" %}</b>\n',
    )
    comments = {message.msgid: message.comments for message in catalogues.collect("django", [room])}
    assert comments == {
        "Send": ["Translators: on a button"],
        "Back": [],
        "Step": ["Translators: the number of a step"],
    }


def test_migrations_starter_content_and_static_files_are_not_interface_text(room):
    for folder in ("migrations", "starter", "static/room", "seeds"):
        write(room, f"{folder}/some.py", '_("No")')
    write(room, "static/room/js/site.js", 'gettext("Menu"); ngettext("%s item", "%s items", 2);')
    assert collected(room) == []
    assert collected(room, "djangojs") == [(None, "Menu", ""), (None, "%s item", "%s items")]


def test_a_template_with_a_tag_inside_a_translated_block_is_named(room):
    write(
        room, "templates/room/b.html", "{% blocktranslate %}a {% if b %}c{% endif %}{% endblocktranslate %}"
    )
    with pytest.raises(SyntaxError, match=r"b\.html"):
        catalogues.collect("django", [room])


def entry(msgid, msgstr="", **more):
    return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)


def test_merging_keeps_translations_and_translators_comments_and_guesses_nothing():
    old = polib.POFile()
    old.append(entry("Find a lesson", "Trouver un cours", tcomment="checked by Anne"))
    old.append(entry("Find a lessons", "?"))
    new = merged([Message("Find a lesson", files=["a.html"]), Message("Find lessons")], old, "fr")
    current = {e.msgid: e for e in new if not e.obsolete}
    assert current["Find a lesson"].msgstr == "Trouver un cours"
    assert current["Find a lesson"].tcomment == "checked by Anne"
    assert (current["Find lessons"].msgstr, current["Find lessons"].fuzzy) == ("", False)
    assert [e.msgid for e in new.obsolete_entries()] == ["Find a lessons"]


def test_an_obsolete_translation_comes_back_with_its_message():
    old = polib.POFile()
    old.append(entry("Back", "Retour", obsolete=True))
    [back] = merged([Message("Back")], old, "fr")
    assert (back.msgstr, back.obsolete) == ("Retour", False)


def test_merging_twice_changes_nothing():
    messages = [
        Message("%(n)s lesson", "%(n)s lessons", files=["a.py", "b.py"]),
        Message("Home", context="page"),
    ]
    once = str(merged(messages, polib.POFile(), "ar"))
    assert str(merged(messages, polib.pofile(once, wrapwidth=110), "ar")) == once
    assert "POT-Creation-Date" not in once


@pytest.mark.parametrize(
    ("language", "forms"), [("en", 2), ("fr", 2), ("de", 2), ("es", 2), ("uk", 3), ("ar", 6)]
)
def test_a_counted_message_has_as_many_forms_as_the_language(language, forms):
    [counted] = merged([Message("%(n)s lesson", "%(n)s lessons")], polib.POFile(), language)
    assert list(counted.msgstr_plural) == list(range(forms))


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("uk", {1: 0, 21: 0, 2: 1, 4: 1, 22: 1, 0: 2, 5: 2, 11: 2, 12: 2, 14: 2, 111: 2, 101: 0}),
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 103: 3, 11: 4, 99: 4, 111: 4, 100: 5, 102: 5, 200: 5}),
        ("fr", {0: 0, 1: 0, 2: 1}),
    ],
)
def test_numbers_choose_the_form_that_their_language_demands(language, numbers):
    formula = catalogues.PLURAL_FORMS[language].partition("plural=")[2].rstrip(";")
    assert {n: gettext.c2py(formula)(n) for n in numbers} == numbers


@pytest.mark.parametrize(
    ("given", "language", "expected"),
    [
        (entry("Home", "Accueil"), "fr", []),
        (entry("Home"), "fr", ["untranslated"]),
        (entry("Home"), "en", []),
        (entry("Home", "Accueil", flags=["fuzzy"]), "fr", ["fuzzy"]),
        (entry("Hi %(name)s", "Salut"), "fr", ["gaps differ from the source: %(name)s"]),
        (entry("Hi {name}", "Salut {nom}"), "fr", ["gaps differ from the source: {name}, {nom}"]),
        (entry("100%% free", "100 %% gratuit"), "fr", []),
        (
            polib.POEntry(
                msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "un jour", 1: "%(n)s jours"}
            ),
            "fr",
            [],
        ),
        (
            polib.POEntry(
                msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "день", 1: "%(m)s"}
            ),
            "uk",
            ["2 plural forms, 3 needed", "the gap %(m)s is not in the source"],
        ),
    ],
)
def test_faults_of_a_translation(given, language, expected):
    assert list(faults_of(given, language)) == expected


def test_compiled_catalogues_answer_for_contexts_and_arabic_and_ukrainian_plurals(tmp_path):
    """The whole way: template, catalogue, .mo without gettext's programs, Django."""
    messages = [Message("%(counter)s lesson", "%(counter)s lessons"), Message("Home", context="of a page")]
    for language, forms in {
        "ar": ["لا دروس", "درس واحد", "درسان", "%(counter)s دروس", "%(counter)s درسًا", "%(counter)s درس"],
        "uk": ["%(counter)s урок", "%(counter)s уроки", "%(counter)s уроків"],
    }.items():
        made = merged(messages, polib.POFile(), language)
        made[0].msgstr_plural = dict(enumerate(forms))
        made[1].msgstr = f"дім-{language}"
        path = tmp_path / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True)
        path.write_text(str(made), encoding="utf-8")
    template = Template(
        "{% load i18n %}{% translate 'Home' context 'of a page' %}: "
        "{% blocktranslate trimmed count counter=n %}\n {{ counter }} lesson\n{% plural %}\n "
        "{{ counter }} lessons\n{% endblocktranslate %}"
    )

    def shown(language, n):
        with translation.override(language):
            return template.render(Context({"n": n}))

    with override_settings(LOCALE_PATHS=[str(tmp_path)], USE_THOUSAND_SEPARATOR=False):
        call_command("compilemessages", verbosity=0)
        trans_real._translations.clear()
        try:
            assert shown("ar", 0) == "дім-ar: لا دروس"
            assert shown("ar", 2) == "дім-ar: درسان"
            assert shown("ar", 11).endswith("درسًا")
            assert shown("ar", 100).endswith("درس")
            assert shown("uk", 21) == "дім-uk: 21 урок"
            assert shown("uk", 3) == "дім-uk: 3 уроки"
            assert shown("uk", 11) == "дім-uk: 11 уроків"
        finally:
            trans_real._translations.clear()


def test_only_catalogues_that_are_newer_are_compiled(tmp_path):
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(str(merged([Message("Home")], polib.POFile(), "fr")))
    with override_settings(LOCALE_PATHS=[str(tmp_path)]):
        assert [written.name for written in catalogues.compile_all()] == ["django.mo"]
        assert catalogues.compile_all() == []


def test_the_check_lists_what_is_missing_and_out_of_date(tmp_path, monkeypatch):
    monkeypatch.setattr(
        catalogues, "collect", lambda domain: [Message("Home"), Message("New")] if domain == "django" else []
    )
    with override_settings(LOCALE_PATHS=[str(tmp_path)]):
        old = merged([Message("Home"), Message("Gone")], polib.POFile(), "fr")
        path = catalogues.catalogue_path("fr")
        path.parent.mkdir(parents=True)
        path.write_text(str(old))
        with pytest.raises(CommandError) as caught:
            call_command("makemessages", "--check", "-l", "fr", "-l", "uk")
    lines = str(caught.value).replace(str(tmp_path) + "/", "").splitlines()
    assert lines == [
        "fr/LC_MESSAGES/django.po: out of date: “New” is not in it",
        "fr/LC_MESSAGES/django.po: untranslated: “Home”",
        "fr/LC_MESSAGES/django.po: out of date: “Gone” is used nowhere",
        "uk/LC_MESSAGES/django.po: missing",
        "4 faults in the catalogues (`make messages` updates)",
    ]


def test_every_interface_language_has_plural_forms():
    assert set(catalogues.PLURAL_FORMS) == set(INTERFACE_LANGUAGES)
    assert set(INTERFACE_LANGUAGES) <= {code for code, _name in settings.LANGUAGES}
