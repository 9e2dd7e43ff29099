"""Numbers that somebody wrote by hand, and that therefore have no source. A leaf: no models, no queries.

What counts: shares in per cent, in words and signs of any script; "one in eight" and its like; millions and more; and,
outside stories, whatever is 1,000 or more. What does not: years, dates, times, ages, telephone numbers, the numbers of
laws and pages, addresses of the web, and what stands in [[...]].
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

FIRST_YEAR, LAST_YEAR = 1500, 2100
#: A number from here on is a figure, where everything is looked at.
LEAST = 1000


@dataclass(frozen=True)
class Found:
    """A number by hand, as it stands in the text (spaces and digits made plain), and where it begins there."""

    text: str
    start: int


# Words for numbers, inflected forms beside each other; compounds ("twenty-three", "vingt et un") are put together.
_WORDS = {
    "en": {
        1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
        11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen",
        18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty",
        70: "seventy", 80: "eighty", 90: "ninety", 100: "hundred|a hundred|one hundred", 1000: "a thousand",
    },
    "fr": {
        1: "un|une", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf",
        10: "dix", 11: "onze", 12: "douze", 13: "treize", 14: "quatorze", 15: "quinze", 16: "seize", 20: "vingt|vingts",
        30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 70: "septante", 80: "quatre-vingts|huitante",
        90: "nonante", 100: "cent", 1000: "mille",
    },
    "de": {
        1: "ein|eine|einer|einem|einen|eins|eines", 2: "zwei", 3: "drei", 4: "vier", 5: "fünf", 6: "sechs", 7: "sieben",
        8: "acht", 9: "neun", 10: "zehn", 11: "elf", 12: "zwölf", 13: "dreizehn", 14: "vierzehn", 15: "fünfzehn",
        16: "sechzehn", 17: "siebzehn", 18: "achtzehn", 19: "neunzehn", 20: "zwanzig", 30: "dreißig", 40: "vierzig",
        50: "fünfzig", 60: "sechzig", 70: "siebzig", 80: "achtzig", 90: "neunzig", 100: "hundert|einhundert",
        1000: "tausend",
    },
    "es": {
        1: "un|uno|una", 2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete", 8: "ocho", 9: "nueve",
        10: "diez", 11: "once", 12: "doce", 13: "trece", 14: "catorce", 15: "quince", 20: "veinte", 30: "treinta",
        40: "cuarenta", 50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta", 90: "noventa",
        100: "cien|ciento", 1000: "mil",
    },
    "uk": {
        1: "один|одна|одне|одного|однієї|одну", 2: "два|дві|двох|двоє", 3: "три|трьох|троє",
        4: "чотири|чотирьох|четверо", 5: "п'ять|п'яти|п'ятьох|п'ятеро", 6: "шість|шести|шістьох", 7: "сім|семи|сімох",
        8: "вісім|восьми|вісьмох", 9: "дев'ять|дев'яти|дев'ятьох", 10: "десять|десяти|десятьох",
        11: "одинадцять|одинадцяти", 12: "дванадцять|дванадцяти", 15: "п'ятнадцять|п'ятнадцяти",
        20: "двадцять|двадцяти", 30: "тридцять|тридцяти", 40: "сорок|сорока", 50: "п'ятдесят|п'ятдесяти",
        60: "шістдесят|шістдесяти", 70: "сімдесят|сімдесяти", 80: "вісімдесят|вісімдесяти", 90: "дев'яносто",
        100: "сто|ста", 1000: "тисячі",
    },
    "ar": {
        1: "واحد|واحدة|واحدا", 2: "اثنان|اثنين|اثنتان|اثنتين", 3: "ثلاث|ثلاثة", 4: "أربع|أربعة", 5: "خمس|خمسة",
        6: "ست|ستة", 7: "سبع|سبعة", 8: "ثمان|ثماني|ثمانية", 9: "تسع|تسعة", 10: "عشر|عشرة", 20: "عشرون|عشرين",
        30: "ثلاثون|ثلاثين", 40: "أربعون|أربعين", 50: "خمسون|خمسين", 60: "ستون|ستين", 70: "سبعون|سبعين",
        80: "ثمانون|ثمانين", 90: "تسعون|تسعين", 100: "مئة|مائة", 1000: "ألف",
    },
}  # fmt: skip
_VALUE = {
    code: {form: value for value, forms in words.items() for form in forms.split("|")}
    for code, words in _WORDS.items()
}


def _any_of(words) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


_ONE = {code: _any_of(values) for code, values in _VALUE.items()}
#: "twenty-three", "vingt et un", "dreiundzwanzig" (one word in German), "treinta y dos", "ثلاثة وعشرون".
_SPELT = {
    "en": rf"{_ONE['en']}(?:[\s-](?:and\s)?{_ONE['en']}){{0,3}}",
    "fr": rf"{_ONE['fr']}(?:[\s-](?:et[\s-])?{_ONE['fr']}){{0,3}}",
    "de": rf"(?:{_ONE['de']}und)?{_ONE['de']}",
    "es": rf"(?:veinti\w{{2,6}}|dieci\w{{4,5}}|{_ONE['es']}(?:\s(?:y\s)?{_ONE['es']}){{0,3}})",
    "uk": rf"{_ONE['uk']}(?:\s{_ONE['uk']}){{0,2}}",
    "ar": rf"{_ONE['ar']}(?:\s+و\s?{_ONE['ar']}){{0,2}}",
}
_ANY_SPELT = "(?:" + "|".join(_SPELT.values()) + ")"

# A letter before the number would make it a name (A4, B1234); Arabic writes "and", "with" and "the" onto it.
_BEFORE = r"(?<!\d)(?<![^\W\u0600-\u06ff])(?<!\d[.,٫٬])"
_WORD_BEFORE = r"(?<![^\W])"
_AR_BEFORE = r"(?<![^\Wوبفلك])"
#: Any number in digits, grouped or not, with decimals or not. So many groups at most: time must not grow with the
#: square of a row of numbers.
_DIGITS = r"\d+(?:[.,٫٬'’ ]\d{3}(?!\d)){0,12}(?:[.,٫·]\d+)?"

_PERCENT_WORD = (
    r"(?:per\s?cents?|percents?|percentage\spoints?|per\smille"
    r"|pour[\s-]?cents?|points?\sde\spourcentage|pour\smille"
    r"|prozent\w*|promille|vom\shundert"
    r"|por\sciento|por\scien|puntos?\sporcentuales?"
    r"|відсот\w+|процент\w*|проміле"
    r"|بالمئة|بالمائة|بالمية|في\s(?:المئة|المائة|المية))"
)
_PERCENT = [
    rf"{_BEFORE}(?:{_DIGITS}\s?[-–—]\s?)?{_DIGITS}\s?[-]?[%٪‰]",
    rf"(?<![\w%٪/])[%٪]\s?{_DIGITS}",
    rf"{_BEFORE}{_DIGITS}[\s-]{_PERCENT_WORD}(?!\w)",
    rf"(?:{_WORD_BEFORE}|{_AR_BEFORE}){_ANY_SPELT}[\s-]{_PERCENT_WORD}(?!\w)",
]

_LARGE = {
    "en": r"(?:million|billion|trillion|m|bn)",
    "fr": r"(?:millions?|milliards?|mds?|mrds?)",
    "de": r"(?:millionen|million|milliarden?|mio\.?|mrd\.?)",
    "es": r"(?:millones|millón|mil\smillones|billones|billón)",
    "uk": r"(?:мільйон\w{0,3}|мільярд\w{0,3}|трильйон\w{0,3}|млн\.?|млрд\.?)",
    "ar": r"(?:مليون\w{0,2}|ملايين|مليار\w{0,2}|تريليون\w{0,2})",
}
_ANY_LARGE = "(?:" + "|".join(_LARGE.values()) + ")"
#: "A million" is a number, "a million thanks" is not.
_IDIOM = r"(?!\s(?:times|thanks|reasons|miles|things|fois|mercis?|mal|gracias|veces|разів|дякую|مرة|شكر))"
_MILLIONS = [
    rf"{_BEFORE}{_DIGITS}[\s-]?{_ANY_LARGE}(?!\w)",
    rf"{_WORD_BEFORE}(?:half\sa|a|{_SPELT['en']})\s(?:million|billion|trillion)(?!\w){_IDIOM}",
    rf"{_WORD_BEFORE}(?:un\sdemi-|{_SPELT['fr']}\s)(?:millions?|milliards?)(?!\w){_IDIOM}",
    rf"{_WORD_BEFORE}(?:(?:eine\s)?(?:halbe|viertel)|{_SPELT['de']})\s(?:millionen|million|milliarden?)(?!\w){_IDIOM}",
    rf"{_WORD_BEFORE}(?:medio|{_SPELT['es']})\s(?:millones|millón|billones|billón)(?!\w){_IDIOM}",
    rf"{_WORD_BEFORE}(?:пів\s?(?:мільйона|мільярда)|(?:пів|{_SPELT['uk']})\s(?:мільйон\w{{0,3}}|мільярд\w{{0,3}}))(?!\w){_IDIOM}",
    rf"{_AR_BEFORE}(?:نصف\s(?:مليون|مليار)|(?:{_SPELT['ar']})\s(?:ملايين|مليارات)|(?:مليون|مليار)(?:ان|ين|ي|ا)?)(?!\w){_IDIOM}",
]
_THOUSANDS = [
    rf"{_BEFORE}{_DIGITS}\s?(?:thousand|mille|tausend|mil|тисяч\w?|тис\.?|ألف\w?|آلاف|الاف)(?!\w){_IDIOM}",
    rf"{_WORD_BEFORE}(?:{_SPELT['en']}\sthousand|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|trente|cent)\smille"
    rf"|(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwanzig|dreißig|hundert)tausend"
    rf"|(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|treinta|cien)\smil"
    rf"|{_SPELT['uk']}\sтисяч\w?)(?!\w){_IDIOM}",
    rf"{_AR_BEFORE}(?:{_SPELT['ar']})\s(?:آلاف|ألفا|ألف)(?!\w){_IDIOM}",
]

# "One in eight". Each pattern has the groups x and y, or an ordinal, which needs no test.
_X = {code: rf"(?P<x>\d{{1,3}}|{one})" for code, one in _ONE.items()}
_Y = {code: rf"(?P<y>\d{{1,4}}|{one})" for code, one in _ONE.items()}
_TIME = {
    "en": r"(?!\s(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|steps?|languages?|volumes?|parts?|rooms?)\b)",
    "fr": r"(?!\s(?:ans?|années?|mois|semaines?|jours?|heures?|minutes?|étages?|pages?|roues?|continents?|niveaux)\b)",
    "de": r"(?!\s(?:wochen?|tage?n?|monate?n?|jahre?n?|stunden?|minuten?|mal|nächte?n?|nacht|abend|morgen|schwestern"
    r"|brüdern?|geschwistern|töchtern|söhnen|teilen|bänden|\w+tag)\b)",
    "es": r"(?!\s(?:años?|meses|mes|semanas?|días?|horas?|minutos?)\b)",
    "uk": r"(?!\s(?:рок\w*|рік|місяц\w*|тиж\w*|день|дня|дні|днів|ніч|ночі|годин\w*|хвилин\w*|раз\w*|сестер|братів|дітей"
    r"|дочок|синів|частин|томів|понеділ\w*|вівтор\w*|серед\w|четвер\w*|п'ятниц\w*|субот\w*|неділ\w*)(?!\w))",
    "ar": r"(?!\s(?:سنوات|سنة|أشهر|شهر|أسابيع|أيام|يوم|ساعات|ساعة|دقائق)(?!\w))",
}  # fmt: skip
_NOT_ABOUT = (
    r"(?!livre|film|article|reportage|texte|podcast|exposition|documentaire|étude|rapport|regard|débat|récit|chapitre"
    r"|émission|question|pièce|projet|accord|contrat|page|chanson|poème)"
)
_ORDINAL_DE = (
    r"(?:zweite|dritte|vierte|fünfte|sechste|siebte|achte|neunte|zehnte|zwölfte|zwanzigste"
    r"|hundertste|\d{1,3}\.)"
)
_ORDINAL_UK = (
    r"(?:друг(?:ий|а|е|ого|ої|ому|ій|у)|трет(?:ій|я|є|ього|ьої|ьому|ю)"
    r"|(?:четверт|п'ят|шост|сьом|восьм|дев'ят|десят|дванадцят|двадцят|сот)(?:ий|а|е|ого|ої|ому|ій|у))"
)
_ONE_IN = {
    "en": [
        rf"{_WORD_BEFORE}{_X['en']}[\s-](?:in|out\sof|in\severy|of\severy|out\sof\severy)[\s-]{_Y['en']}(?!\w){_TIME['en']}",
        rf"{_WORD_BEFORE}{_X['en']}\sof\s(?P<y>10|100|1,?000|ten|a\shundred)(?!\w){_TIME['en']}",
        rf"{_WORD_BEFORE}every\s(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s(?:person|child|woman|man"
        rf"|worker|nurse|doctor|pupil|student|citizen|family)(?!\w)",
    ],
    "fr": [
        rf"{_WORD_BEFORE}{_X['fr']}(?:\s{_NOT_ABOUT}(?!sur\b)[\w'-]+){{0,4}}\ssur\s{_Y['fr']}(?!\w){_TIME['fr']}",
    ],
    "de": [
        rf"{_WORD_BEFORE}{_X['de']}(?:\s\w+)?\s(?:von|unter)\s{_Y['de']}(?!\w){_TIME['de']}",
        rf"{_WORD_BEFORE}jede[rsnm]?\s{_ORDINAL_DE}[rnsm]?(?!\w){_TIME['de']}",
    ],
    "es": [
        rf"{_WORD_BEFORE}{_X['es']}(?:\s\w+){{0,2}}\sde\scada\s{_Y['es']}(?!\w){_TIME['es']}",
        rf"{_WORD_BEFORE}(?P<x>\d{{1,3}})\sde\s(?P<y>10|100)(?!\w){_TIME['es']}",
    ],
    "uk": [
        rf"{_WORD_BEFORE}{_X['uk']}(?:\s[^\W\d]+)?\s(?:з|із|зі|на)(?:\sкожних)?\s{_Y['uk']}(?!\w){_TIME['uk']}",
        rf"{_WORD_BEFORE}кож(?:ен|ний|на|не|ного|ної|ному|ній|ну)\s{_ORDINAL_UK}(?!\w){_TIME['uk']}",
    ],
    "ar": [
        rf"{_AR_BEFORE}{_X['ar']}(?:\s\w+){{0,2}}\sمن\s(?:بين\s)?(?:كل|أصل)\s{_Y['ar']}(?!\w){_TIME['ar']}",
        rf"{_AR_BEFORE}(?P<x>\d{{1,3}})\sمن\s(?P<y>\d{{1,4}})(?!\w){_TIME['ar']}",
    ],
}

# What only looks like a number to be sourced; taken out before one looks.
_NOT_MEANT = [
    # With the word after it: in Arabic "million" alone is one million.
    rf"\[\[[^\[\]]*\]\](?:\s?{_ANY_LARGE}(?!\w))?",
    r"(?:https?://|www\.)\S+",
    r"(?<!\S)\S{1,100}@\S{1,100}",
    r"\b10\.\d{4,9}/\S+",
    r"\bISBN[\s:]*[\dX -]{10,17}",
    r"[#@]\w+",
    r"(?<!\w)\d{4}-\d{1,2}(?:-\d{1,2})?(?!\w)",
    r"(?<!\w)\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}(?!\w)",
    r"(?<![\w.,])\d{1,2}:\d{2}(?::\d{2})?(?!\w)",
    r"(?<!\w)(?:\+|00(?=[1-9]))\d[\d ()/.-]{6,20}\d",
    r"(?<!\w)(?:No\.|Nos\.|Nr\.|№|n°|nº|N°|§§?|Art\.|Article|ISO|Resolution|Résolution|Directive|Regulation|Richtlinie"
    r"|Verordnung|резолюц\w+|закон\w*|القرار|رقم|page|pages|p\.|pp\.|S\.|ст\.)\s?\d[\d/.]*",
]
_GROUPED = {"en": ",٬'’ ", "ar": ".,٬'’ "}  # of the others: below
_OTHERS_GROUP = ".٬'’ "


def _compiled(patterns) -> list[re.Pattern]:
    return [re.compile(pattern, re.IGNORECASE) for pattern in patterns]


_ALWAYS = _compiled([*_PERCENT, *_MILLIONS])
_STRICT = _compiled(_THOUSANDS)
_SHARES = {code: _compiled(patterns) for code, patterns in _ONE_IN.items()}
_OUT = re.compile("|".join(f"(?:{pattern})" for pattern in _NOT_MEANT), re.IGNORECASE)
_PLAIN = re.compile(rf"{_BEFORE}(?<![-/])\d{{4,}}(?![\d\w]|[-/]\d)")


def find_numbers(text: str, language: str, *, all_large: bool = True) -> list[Found]:
    """Return the numbers written by hand in a plain text, in their order, none within another.

    all_large: count whatever is 1,000 or more, too; in stories it is left out: they tell of prices, streets, wages.
    Time grows with the length of the text.
    """
    text = _made_plain(text)
    patterns = [*_ALWAYS, *(_STRICT if all_large else ())]
    found = [Found(hit[0].strip(), hit.start()) for pattern in patterns for hit in pattern.finditer(text)]
    for code in [language] if language in _SHARES else _SHARES:
        found += [
            Found(hit[0], hit.start())
            for pattern in _SHARES[code]
            for hit in pattern.finditer(text)
            if _is_share(hit, code)
        ]
    if all_large:
        found += _large(text, language)
    return _outermost(found)


def _made_plain(text: str) -> str:
    """Return `text` with plain spaces, digits of full width made narrow, and blanks for what is not meant."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[\u200b-\u200f\u2066-\u2069\u061c\u00ad]", "", text)
    text = re.sub(r"[ʼ’‘`´]", "'", text)
    text = re.sub(r"[‐‑]", "-", text)
    text = re.sub(r"[^\S\n]", " ", text)
    return _OUT.sub(lambda hit: "\n" * min(1, len(hit[0])), text)


def _is_share(hit: re.Match, code: str) -> bool:
    named = hit.groupdict()
    if "x" not in named:
        return True
    part, whole = (_value(named[name], code) for name in ("x", "y"))
    is_year = named["y"].isdigit() and FIRST_YEAR <= whole <= LAST_YEAR
    return 1 <= part < whole and whole >= 2 and not is_year


def _value(written: str, code: str) -> int:
    digits = written.replace(",", "")
    return int(digits) if digits.isdigit() else _VALUE[code].get(written.lower(), 0)


def _large(text: str, language: str) -> list[Found]:
    signs = re.escape(_GROUPED.get(language, _OTHERS_GROUP))
    # The same sign between all groups; a space only once in a row, so that "in 2019 500 people" is no number.
    grouped = re.compile(rf"{_BEFORE}\d{{1,3}}([{signs}])\d{{3}}(?:\1\d{{3}}){{0,12}}(?![\d\w]|[.,]\d{{3}})")
    found = [Found(hit[0], hit.start()) for hit in grouped.finditer(text) if int(hit[0][0])]
    for hit in _PLAIN.finditer(text):
        if len(hit[0]) > 20 or not int(hit[0][0]):
            continue  # a code of some kind
        value = int(hit[0])
        if value >= LEAST and not (len(hit[0]) == 4 and FIRST_YEAR <= value <= LAST_YEAR):
            found.append(Found(hit[0], hit.start()))
    return found


def _outermost(found: list[Found]) -> list[Found]:
    """Return what is not part of a longer one, in the order of the text."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -len(one.text))):
        if not kept or one.start >= kept[-1].start + len(kept[-1].text):
            kept.append(one)
    return kept


#: Languages in which "one in eight" is known in words.
LANGUAGES = tuple(chain(_SHARES))
