"""The gallery of components at /styleguide/, where settings.STYLEGUIDE is true.

It shows the component templates themselves with sample data, in three scripts (?language=en, uk or ar).
"""

import datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import translation

from cms import icons, languages
from cms.charts import Chart, Row
from cms.templatetags.cms_tags import WEFTS

SCRIPTS = ("en", "uk", "ar")

SAMPLES = {
    "en": {
        "voice": "Weigh what you hear.",
        "title": "Who says so? Reading sideways",
        "summary": "Pupils leave a page to find out who is behind it, and come back with a judgement they can defend.",
        "topic": "Media and sources",
        "age": "13 to 15 years",
        "subject": "Citizenship",
        "steps": (
            "Two pages, one vote",
            "Watch someone leave",
            "Ten claims",
            "What did we find?",
            "To take home",
        ),
        "grouping": "whole classroom",
        "word": "Word file, to change",
        "quote": "Ask who vouches for it.",
    },
    "uk": {
        "voice": "Зваж те, що чуєш.",
        "title": "Хто це сказав? Читаємо вбік",
        "summary": "Учні залишають сторінку, щоб дізнатися, хто за нею стоїть, і повертаються з висновком.",
        "topic": "Медіа та джерела",
        "age": "13–15 років",
        "subject": "Громадянська освіта",
        "steps": (
            "Дві сторінки, одне голосування",
            "Дивимося",
            "Десять тверджень",
            "Висновки",
            "Одна думка додому",
        ),
        "grouping": "весь клас",
        "word": "Файл Word для змін",
        "quote": "Запитай, хто за це ручається.",
    },
    "ar": {
        "voice": "زِن ما تسمع.",
        "title": "من يقول هذا؟ القراءة الجانبية",
        "summary": "يغادر التلاميذ الصفحة ليعرفوا من يقف وراءها، ثم يعودون بحكم يستطيعون الدفاع عنه.",
        "topic": "الإعلام والمصادر",
        "age": "من 13 إلى 15 سنة",
        "subject": "التربية المدنية",
        "steps": ("صفحتان وتصويت واحد", "شاهدوا", "عشرة ادّعاءات", "ماذا وجد الصف؟", "فكرة نأخذها إلى البيت"),
        "grouping": "الصف كلّه",
        "word": "ملف Word للتعديل",
        "quote": "اسأل من يشهد لها.",
    },
}


class SampleForm(forms.Form):
    """One field of each kind, two of them with faults."""

    name = forms.CharField(label="Name of the classroom", help_text="For you only. Pupils do not see it.")
    email = forms.EmailField(label="E-mail address", required=False)
    country = forms.ChoiceField(label="Country", choices=[("AT", "Austria"), ("DK", "Denmark")])
    reason = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        choices=[("a", "An error"), ("b", "Something hurtful")],
    )
    agreed = forms.BooleanField(label="I have read how answers are kept")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["class"] = "choice__box"


def styleguide(request):
    """Show every component with sample data. Not for the public: routed only where settings.STYLEGUIDE is true."""
    code = request.GET.get("language", "en")
    code = code if code in SCRIPTS else "en"
    with translation.override(code):
        return render(request, "cms/styleguide.html", context_for(code, request.path))


def context_for(code, path="/styleguide/"):
    """Return the context of the gallery in the language `code` (one of SCRIPTS)."""
    words = SAMPLES[code]
    entry = {
        "title": words["title"],
        "summary": words["summary"],
        "url": "#entry",
        "seed": "lesson:who-says-so",
        "dye": "woad",
        "minutes": 50,
        "age_label": words["age"],
        "subject_label": words["subject"],
        "languages": 4,
    }
    minutes = (8, 10, 17, 10, 5)
    file = {"label": words["word"], "url": "#file", "size_label": "84 kB", "kind": "docx"}
    service = SimpleNamespace(
        name="Beratungsstelle Beispiel",
        phone="+43 800 000 000",
        url="https://www.example.org/hilfe/",
        email="hilfe@example.org",
        anonymous="without your name",
        hours="Mon–Thu 9–15",
        languages="de, en, ar",
        note="Invented, for this page.",
        last_checked=datetime.date(2026, 11, 23),
        recheck=True,
        free=True,
    )
    options = [
        {"value": "media-and-sources", "label": words["topic"], "count": 12, "is_chosen": True},
        {"value": "numbers", "label": words["subject"], "count": 0, "is_chosen": False},
    ]
    return {
        "site": {
            "language": code,
            "direction": languages.direction(code),
            "languages": [
                {
                    "code": script,
                    "name": languages.BY_CODE[script].name,
                    "url": f"{path}?language={script}",
                    "is_current": script == code,
                    "has_page": True,
                }
                for script in SCRIPTS
            ],
            "navigation": [
                {"label": words["topic"], "url": "#", "is_current": True},
                {"label": words["subject"], "url": "#"},
            ],
            "home_url": "/",
            "help_url": "#help",
            "report_url": "#report",
            "account_url": "#account",
        },
        "words": words,
        "dyes": [dye for dye in WEFTS if dye != "all"],
        "weaves": [(f"{dye} {number}", dye) for dye in WEFTS for number in (1, 2)],
        "icons": sorted(icons.DRAWINGS),
        "entry": entry,
        "entry_stale": entry
        | {
            "seed": "lesson:half-a-number",
            "dye": "pine",
            "kind_label": words["topic"],
            "status_kind": "stale",
            "status_label": "3 sentences behind",
        },
        "crumbs": [{"label": "Counterpoint", "url": "#"}, {"label": words["topic"], "url": "#"}],
        "facets": [{"name": "topic", "label": words["topic"], "options": options, "more": options[1:]}],
        "chosen": [{"label": words["age"], "remove_url": "#"}, {"label": words["topic"], "remove_url": "#"}],
        "sorts": [
            {"value": "fit", "label": "Best fit", "is_chosen": True},
            {"value": "new", "label": "Newest"},
        ],
        "pages": Paginator(range(240), 20).page(6),
        "steps": [
            {"minutes": length, "title": title} for length, title in zip(minutes, words["steps"], strict=True)
        ],
        "files": [file, file | {"label": "PDF", "size_label": "212 kB"}],
        "rows": [(words["topic"], words["subject"]), ("Licence", "CC BY-SA 4.0")],
        "topic": {
            "code": "media-and-sources",
            "label": words["topic"],
            "url": "#",
            "count": 12,
            "dye": "woad",
        },
        "charts": charts_for(words),
        "form": SampleForm({"name": "", "email": "not an address", "country": "DK", "reason": "a"}),
        "service": service,
        "emergency": {"phone": "112", "note": ""},
    }


def charts_for(words) -> list[tuple[str, Chart]]:
    """Return a chart of each kind with its name; one value of each is not shown.

    Each has a title of its own: the tables beside them are landmarks, and landmarks need different names.
    """
    two, three = (words["topic"], words["subject"]), (words["topic"], words["subject"], words["grouping"])
    labels = (words["title"], words["summary"], words["quote"])
    months = ("8", "9", "10", "11", "12", "1")
    curves = ((2, 1), (5, 2.5), (8, 3), (9.5, None), (12, 6), (11, 7))
    spans = (
        ((1, 3), None),
        ((4, 6), None),
        ((6.5, 9), None),
        ((8, 11), None),
        ((10.5, 14), None),
        ((9, 13), None),
    )
    return [
        (
            "bars",
            Chart("bars", words["voice"], "", two, _rows(labels, ((12, 8), (30, None), (25, 22))), 0, 30),
        ),
        ("columns", Chart("columns", words["steps"][0], "", two, _rows(months, curves), 0, 15, unit="%")),
        ("lines", Chart("lines", words["steps"][1], "", two, _rows(months, curves, spans), 0, 15)),
        (
            "stacked",
            Chart(
                "stacked",
                words["steps"][2],
                "",
                (*three, words["age"]),
                _rows(labels, ((40, 30, 20, 10), (10, 25, 60, 5), (None, None, None, None))),
                0,
                100,
                unit="%",
            ),
        ),
        (
            "dots",
            Chart(
                "dots",
                words["steps"][3],
                "",
                three,
                _rows(
                    labels,
                    ((3.1, 2.8, 1.9), (2.2, 2.2, None), (4, 3.6, 3.2)),
                    (((2.7, 3.5), (2.5, 3.1), (1.7, 2.1)), (None, None, None), (None, None, (2.9, 3.5))),
                ),
                1,
                4,
                note=words["summary"],
            ),
        ),
        (
            "distribution",
            Chart(
                "distribution",
                words["steps"][4],
                "",
                (words["grouping"],),
                _rows(
                    ("0–20", "20–40", "40–60", "60–80", "80–100"),
                    ((4,), (None,), (17,), (12,), (3,)),
                ),
                0,
                100,
                unit="%",
                mean=51.5,
            ),
        ),
    ]


def _rows(labels, values, spans=()) -> tuple[Row, ...]:
    spans = spans or ((),) * len(labels)
    return tuple(Row(label, value, span) for label, value, span in zip(labels, values, spans, strict=True))
