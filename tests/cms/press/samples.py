# ruff: noqa: E501, C408 - a sample reads best whole
"""Documents to press: one lesson in three languages, with everything that the vocabulary holds."""

import io
from dataclasses import replace

from cms.press import Document


def png(width=640, height=360, colour=(40, 103, 141)):
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (width, height), (239, 244, 239))
    ImageDraw.Draw(picture).rectangle((width // 8, height // 4, width * 7 // 8, height * 3 // 4), fill=colour)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


WORDS = {
    "en": {
        "contents": "Contents", "credits": "By", "licence": "Licence", "minutes": "{minutes} min",
        "page_of": "Page {page} of {pages}", "scan": "Scan to open this page:", "version": "Version {version}",
    },
    "uk": {
        "contents": "Зміст", "credits": "Автори", "licence": "Ліцензія", "minutes": "{minutes} хв",
        "page_of": "Сторінка {page} з {pages}", "scan": "Скануйте, щоб відкрити сторінку:", "version": "Версія {version}",
    },
    "ar": {
        "contents": "المحتويات", "credits": "إعداد", "licence": "الرخصة", "minutes": "{minutes} د",
        "page_of": "صفحة {page} من {pages}", "scan": "امسح الرمز لفتح هذه الصفحة:", "version": "الإصدار {version}",
    },
}  # fmt: skip

BODY = """
<p class="lead">{lead}</p>
<h2>{outcomes}</h2>
<ul><li>{outcome_1}</li><li>{outcome_2}</li><li>{outcome_3}</li></ul>
<aside class="notice"><p><strong>{care}</strong> {care_text}</p></aside>
<h2>{steps}</h2>
<p class="minutes-total">{total}</p>
<section class="step" data-phase="starter" data-minutes="8" data-grouping-label="{whole}"><h3>{step_1}</h3>
<p>{step_1_a}</p><p>{step_1_b}</p></section>
<section class="step" data-phase="main" data-minutes="17" data-minutes-label="{seventeen}" data-grouping-label="{pairs}"><h3>{step_2}</h3>
<p>{step_2_a}</p><h4>{stretch}</h4><ol><li>{step_2_b}</li><li>{step_2_c}</li></ol>
<blockquote><p>{quote}</p></blockquote></section>
<h2>{sources}</h2>
<dl><dt>{term}</dt><dd>{meaning}</dd></dl>
<p>{source} <a href="https://www.example.org/lateral-reading">Wineburg 2022</a>, H<sub>2</sub>O.</p>
<section class="handout"><h2>{sheet}</h2>
<p>{task}</p><div class="lines" data-lines="3"></div>
<aside class="card"><p class="card-label">{label}</p><p class="card-title">{card}</p><p>{card_text}</p><ul><li>{outcome_1}</li></ul><p class="card-origin">{origin}</p></aside>
<table><caption>{caption}</caption><thead><tr><th scope="col">{col_1}</th><th scope="col">{col_2}</th><th scope="col">{col_3}</th></tr></thead>
<tbody><tr><th scope="row">{row_1}</th><td>{cell}</td><td></td></tr><tr><th scope="row">{row_2}</th><td></td><td></td></tr></tbody></table>
</section>
<section class="handout"><h2>{sheet_2}</h2>
<figure class="chart"><img src="picture:chart.png" alt="{alt}"><figcaption>{figure}</figcaption></figure>
<table><caption>{figure}</caption><thead><tr><th scope="col">{col_1}</th><th scope="col">%</th></tr></thead>
<tbody><tr><th scope="row">{row_1}</th><td>12.5</td></tr><tr><th scope="row">{row_2}</th><td>48</td></tr></tbody></table>
</section>
<h2>{answers}</h2><p>{answer}</p>
"""

EN = dict(
    lead="A page can look serious and be wrong, or look plain and be right. Pupils learn to leave the page and ask others about it.",
    outcomes="What pupils will be able to do",
    outcome_1="find out within two minutes who stands behind a page, without reading the page itself;",
    outcome_2="ask the three questions: who says so, what is the evidence, and what do others say;",
    outcome_3="name a true claim that looks false, for doubt alone is not a skill.",
    care="Content guidance.",
    care_text="One claim speaks of people who fled. Tell the class beforehand, and let a pupil step out without having to say why.",
    steps="Two steps in 25 minutes", total="25 minutes in all", whole="Whole class", pairs="In pairs", seventeen="17 minutes",
    step_1="Two pages, one vote",
    step_1_a="Show both printed pages from the handout. Each is about a town that took in newcomers. The first looks polished, the second home-made. Pupils vote by show of hands: which would you trust? Write the numbers on the board and do not say who is right.",
    step_1_b="Ask three of them what they went by. Most will name looks: the logo, the pictures, the spelling.",
    step_2="Ten claims, two minutes each",
    step_2_a="Each pair leaves the claim, looks around it, and chooses a verdict together. Then they say <em>how sure</em> they are.",
    stretch="Going further", step_2_b="Look for the oldest copy of the picture.", step_2_c="Write down what would change your mind.",
    quote="Do not ask whether the page looks honest; ask who vouches for it.",
    sources="Sources", term="Lateral reading", meaning="Leaving a page in order to find out from others who stands behind it.",
    source="Six lessons on lateral reading:",
    sheet="Handout 1: Who says so?", task="Which of the two pages do you trust more, and what do you go by?",
    label="Invented page", card="Our town, our figures", card_text="Since the reception centre opened, the number of clubs has grown from 14 to 19.",
    origin="Invented for this lesson, Counterpoint 2026", caption="What others say", col_1="Question", col_2="Page A", col_3="Page B",
    row_1="Who writes here?", row_2="What is the evidence?", cell="A citizens’ club", sheet_2="Handout 2: The figures",
    alt="Bar chart: 12.5 and 48 per cent", figure="Share of pupils who left the page", answers="Answers for the teacher",
    answer="Page B is right: three independent sources name the same number.",
)  # fmt: skip
UK = dict(
    lead="Сторінка може виглядати серйозно й помилятися, а може бути простою й мати рацію. Учні вчаться залишати сторінку й питати про неї в інших.",
    outcomes="Що вмітимуть учні",
    outcome_1="за дві хвилини з’ясувати, хто стоїть за сторінкою, не читаючи її самої;",
    outcome_2="поставити три запитання: хто це каже, які докази та що кажуть інші;",
    outcome_3="назвати правдиве твердження, яке здається хибним, адже самого сумніву замало.",
    care="Зауваження щодо змісту.", care_text="Одне твердження стосується людей, які втекли від війни. Попередьте клас заздалегідь.",
    steps="Два кроки за 25 хвилин", total="Разом 25 хвилин", whole="Увесь клас", pairs="У парах", seventeen="17 хвилин",
    step_1="Дві сторінки, одне голосування",
    step_1_a="Покажіть обидві надруковані сторінки з роздаткового матеріалу. Кожна розповідає про містечко, яке прийняло новоприбулих. Учні голосують піднятими руками: якій сторінці ви довіряєте?",
    step_1_b="Запитайте трьох учнів, на що вони зважали. Більшість назве вигляд: логотип, світлини, правопис.",
    step_2="Десять тверджень, по дві хвилини", step_2_a="Кожна пара залишає твердження, роззирається довкола й разом обирає вердикт. Потім каже, <em>наскільки впевнена</em>.",
    stretch="Далі", step_2_b="Знайдіть найдавнішу копію світлини.", step_2_c="Запишіть, що змінило б вашу думку.",
    quote="Не питай, чи сторінка здається чесною; питай, хто за неї ручається.", sources="Джерела",
    term="Читання вшир", meaning="Залишити сторінку, щоб дізнатися від інших, хто за нею стоїть.", source="Шість уроків про читання вшир:",
    sheet="Роздатка 1: Хто це каже?", task="Якій із двох сторінок ти довіряєш більше й на що зважаєш?",
    label="Вигадана сторінка", card="Наше місто, наші цифри", card_text="Відколи відкрився центр, кількість гуртків зросла з 14 до 19.",
    origin="Вигадано для цього уроку, Counterpoint 2026", caption="Що кажуть інші", col_1="Запитання", col_2="Сторінка А", col_3="Сторінка Б",
    row_1="Хто тут пише?", row_2="Які докази?", cell="Громадський гурток", sheet_2="Роздатка 2: Цифри",
    alt="Стовпчикова діаграма: 12,5 і 48 відсотків", figure="Частка учнів, які залишили сторінку", answers="Відповіді для вчителя",
    answer="Правильна сторінка Б: три незалежні джерела називають те саме число.",
)  # fmt: skip
AR = dict(
    lead="قد تبدو الصفحة رصينة وهي مخطئة، وقد تبدو بسيطة وهي صائبة. يتعلّم التلاميذ أن يغادروا الصفحة ويسألوا غيرها عنها.",
    outcomes="ما سيتمكّن التلاميذ من فعله",
    outcome_1="أن يعرفوا خلال دقيقتين من يقف وراء صفحة ما، من دون قراءة الصفحة نفسها؛",
    outcome_2="أن يطرحوا الأسئلة الثلاثة: من يقول هذا؟ وما الدليل؟ وماذا يقول الآخرون؟",
    outcome_3="أن يتعرّفوا إلى ادّعاء صحيح يبدو خاطئًا: فالشك وحده ليس مهارة.",
    care="إرشاد حول المحتوى.", care_text="يتحدّث أحد الادّعاءات عن أناس فرّوا من الحرب. أخبر الصف مسبقًا.",
    steps="خطوتان في 25 دقيقة", total="25 دقيقة في المجموع", whole="الصف كلّه", pairs="في أزواج", seventeen="17 دقيقة",
    step_1="صفحتان وتصويت واحد",
    step_1_a="اعرض الصفحتين المطبوعتين من ورقة العمل، وكلتاهما عن بلدة استقبلت قادمين جددًا. تبدو الأولى متقنة والثانية منزلية الصنع. يصوّت التلاميذ برفع الأيدي: بأيّهما تثقون؟ اكتب الأعداد على السبورة ولا تقل من المصيب.",
    step_1_b="اسأل ثلاثة منهم عمّا استندوا إليه. سيذكر معظمهم المظهر: الشعار والصور والإملاء.",
    step_2="عشرة ادّعاءات، دقيقتان لكلٍّ منها", step_2_a="في كل مرة يتركون الادّعاء، وينظرون حوله، ويختارون الحكم معًا، ثم يذكرون <em>مدى ثقتهم</em>.",
    stretch="للمزيد", step_2_b="ابحثوا عن أقدم نسخة من الصورة.", step_2_c="اكتبوا ما الذي قد يغيّر رأيكم.",
    quote="لا تسأل هل تبدو الصفحة صادقة، بل اسأل من يشهد لها.", sources="المصادر",
    term="القراءة الجانبية", meaning="أن تغادر الصفحة لتعرف من الآخرين من يقف وراءها.", source="ستة دروس عن القراءة الجانبية:",
    sheet="ورقة العمل 1: من يقول هذا؟", task="بأيّ الصفحتين تثق أكثر، وإلامَ تستند؟",
    label="صفحة مخترعة", card="بلدتنا وأرقامنا", card_text="منذ افتتاح المركز ارتفع عدد النوادي من 14 إلى 19.",
    origin="مخترعة لهذا الدرس، Counterpoint 2026", caption="ماذا يقول الآخرون", col_1="السؤال", col_2="الصفحة أ", col_3="الصفحة ب",
    row_1="من يكتب هنا؟", row_2="ما الدليل؟", cell="نادٍ أهلي", sheet_2="ورقة العمل 2: الأرقام",
    alt="مخطط أعمدة: 12.5 و48 في المئة", figure="نسبة التلاميذ الذين غادروا الصفحة", answers="الإجابات للمعلّم",
    answer="الصفحة ب هي المصيبة: ثلاثة مصادر مستقلة تذكر العدد نفسه.",
)  # fmt: skip

LESSON = {
    "en": Document(
        title="Who says so? Reading laterally", language="en", html=BODY.format(**EN), kind="Lesson plan, media and sources",
        summary="A page can look serious and be wrong. Pupils leave the page, ask others about it, and come back with a verdict that they can defend.",
        facts=(("time", "Time", "50 minutes"), ("age", "Age", "13 to 15"), ("subject", "Subjects", "Citizenship, media education"),
               ("people", "Grouping", "Whole class, pairs"), ("material", "Materials", "Two handouts, board"), ("language", "Languages", "en, fr, uk, ar")),
        address="https://counterpoint.example/en/lessons/lateral-reading/", licence_name="CC BY-SA 4.0",
        licence_url="https://creativecommons.org/licenses/by-sa/4.0/", credits="Counterpoint", version="1.0",
        seed="lateral-reading", dyes=("#28678d", "#cbb88d"), words=WORDS["en"], pictures={"chart.png": png()},
    ),
}  # fmt: skip
LESSON["uk"] = replace(
    LESSON["en"], title="Хто це каже? Читання вшир", language="uk", html=BODY.format(**UK), kind="План уроку, медіа та джерела",
    summary="Сторінка може виглядати серйозно й помилятися. Учні залишають її, питають про неї в інших і повертаються з вердиктом, який можуть відстояти.",
    facts=(("time", "Час", "50 хвилин"), ("age", "Вік", "13–15 років"), ("subject", "Предмети", "Громадянська освіта, медіаосвіта")),
    address="https://counterpoint.example/uk/lessons/lateral-reading/", words=WORDS["uk"],
)  # fmt: skip
LESSON["ar"] = replace(
    LESSON["en"], title="من يقول هذا؟ القراءة الجانبية", language="ar", html=BODY.format(**AR), kind="خطة درس، الإعلام والمصادر",
    summary="قد تبدو الصفحة رصينة وهي مخطئة، وقد تبدو بسيطة وهي صائبة. يتعلّم التلاميذ أن يغادروا الصفحة ويسألوا غيرها عنها.",
    facts=(("time", "المدة", "50 دقيقة"), ("age", "العمر", "من 13 إلى 15 سنة"), ("subject", "المواد", "التربية المدنية، المهارات الرقمية"),
           ("people", "التوزيع", "الصف كلّه، أزواج"), ("material", "المواد اللازمة", "ورقتا عمل، سبورة")),
    address="https://counterpoint.example/ar/lessons/lateral-reading/", words=WORDS["ar"],
)  # fmt: skip
