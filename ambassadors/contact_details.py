"""Contact details in a message: what somebody could use to reach a young person past the site. A leaf: plain functions.

A message that is held wrongly is read by a safeguarding lead and passed on; one that is let through wrongly cannot be
called back. So the patterns catch more than is certain, in English, German, French, Spanish, Ukrainian and Arabic, and
in any script's digits; ordinary sentences about a lesson pass.
"""

import re
import unicodedata

#: Codes in the order in which they are returned; sentences for them are in domain.messages.
CODES = ("email", "phone", "link", "handle", "messenger", "address")
#: So many digits in a row, whatever stands between them, may be a telephone number.
FEWEST_DIGITS = 6


def find_contact_details(text: str) -> list[str]:
    """Return the codes of what a text may hold: some of CODES, in that order; [] for none."""
    plain = _plain(text)
    variants = {plain, _one_script(plain), _together(plain)}
    found = set()
    for variant in variants:
        found |= {code for code, finds in _FINDERS.items() if finds(variant)}
    return [code for code in CODES if code in found]


# What is compared --------------------------------------------------------------------------------------------------

_KEYCAP = "\u20e3"


def _plain(text: str) -> str:
    """Return a text in compatibility form, without invisible characters, with the digits 0 to 9 alone."""
    kept = []
    for char in unicodedata.normalize("NFKC", text):
        # Formats (zero-width, soft hyphen, isolates), variation selectors, keycaps, private use, control.
        if char == _KEYCAP or "\ufe00" <= char <= "\ufe0f" or char == "\u034f":
            continue
        category = unicodedata.category(char)
        if category in ("Cf", "Co", "Cc") and char not in "\n\t":
            continue
        kept.append(str(unicodedata.digit(char)) if category == "Nd" else char)
    return "".join(kept).replace("\t", " ")


_LOOKALIKES = str.maketrans("аеорсухіјѕкмтвнАЕОРСУХІЈЅКМТВН", "aeopcyxijskmtbhAEOPCYXIJSKMTBH")
_LATIN, _CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0400-\u04ff]")


def _one_script(text: str) -> str:
    """Return a text in which words of Latin and Cyrillic letters at once are spelt with Latin ones."""
    return re.sub(
        r"\w+",
        lambda word: (
            word[0].translate(_LOOKALIKES)
            if _LATIN.search(word[0]) and _CYRILLIC.search(word[0])
            else word[0]
        ),
        text,
    )


def _together(text: str) -> str:
    """Return a text in which l e t t e r s that stand apart stand together."""
    return re.sub(
        r"(?<!\w)(?:[^\W\d_][ .\-*_]){3,}[^\W\d_](?!\w)",
        lambda found: re.sub(r"[ .\-*_]", "", found[0]),
        text,
    )


# E-mail ------------------------------------------------------------------------------------------------------------

#: Endings of addresses. The weak ones are words too, and count where nothing but an address is meant.
_STRONG = (
    "com|org|net|info|eu|io|gg|app|dev|co|de|ch|fr|es|ua|uk|ru|pl|nl|pt|ro|gr|hu|cz|sk|bg|hr|fi|dk|ie|lv|lt|tv|fm|"
    "edu|gov|online|site|xyz|link|club|blog|sa|ae|eg|ma|dz|tn|sy|iq|jo|lb|ps|укр|рф|бел|ком|كوم|نت"
)
_WEAK = "me|at|it|be|by|us|se|si|to|ee|tr|ly|cc|page|world|shop|live|chat"
#: Words with a full stop inside only by a slip of the keyboard, unless a path follows.
_SLIPS = "so|is|as|am|do|no|my|in|an|la|et"
_MAILBOXES = (
    r"gmail|googlemail|g-mail|hotmail|gmx|icloud|protonmail|proton\.?me|outlook\.com|yahoo\.\w+|ukr\.?net|laposte|"
    r"джімейл|гмейл|جيميل|جي ميل|هوتميل"
)
_AT = r"(?:@|at|ät|ett|arobase|arrobas?|klammeraffe|собака|собачка|равлик|песик|آت|أت|ات|عند)"
_DOT = r"(?:dot|punkt|point|punto|крапка|точка|дот|نقطة|نقطه|دوت)"
_OPEN, _CLOSE = r"[(\[{<*_]", r"[)\]}>*_]"
_EMAIL = re.compile(
    rf"""
    [\w.+-]+\s*@\s*[\w-]+\s*(?:\.|\s{_DOT}\s|{_OPEN}\s*{_DOT}\s*{_CLOSE})\s*\w      # mira@example.org
    | \w\s*{_OPEN}\s*(?:@|at|ät|arobase|arroba|آت|أت|ات|собака)\s*{_CLOSE}\s*\w     # mira (at) example
    | (?<!\w)(?:arobase|arrobas?|klammeraffe)(?!\w)
    | (?<!\w){_AT}\s+[\w-]+\s+{_DOT}\s+(?:{_STRONG}|юа)(?!\w)                    # mira at example dot org
    | (?<!\w){_AT}\s+[\w-]+\s*{_OPEN}\s*{_DOT}\s*{_CLOSE}\s*\w{{2,}}
    | (?<!\w){_AT}\s+[\w-]+\.(?:{_STRONG}|{_WEAK})(?!\w)                            # mira at example.org
    | (?<!\w)(?:{_MAILBOXES})(?!\w)
    | (?<!\w)(?:my|your|ur|meine|deine|ihre|mon|ton|votre|mi|tu|su)\s+(?:e-?mail|mail|courriel|correo)\s*
      (?:address|adresse|electrónico)?\s*(?:is|ist|lautet|est|es|[:=?])
    | (?<!\w)(?:моя|мій|твоя|ваша)\s+(?:ел\.?\s*)?(?:пошта|імейл|e-?mail)\s*[-–—:=?є]
    | (?<!\w)(?:ايميلي|إيميلي|بريدي\s+الإلكتروني|ايميلك|إيميلك)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _has_email(text: str) -> bool:
    return bool(_EMAIL.search(text))


# Links -------------------------------------------------------------------------------------------------------------

_LINK = re.compile(
    rf"""
    (?i:[a-z][a-z0-9+.-]*://)
    | (?i:(?<!\w)www\s*\.)
    | (?<![\w@])[\w-]+\.(?:(?i:{_STRONG})|{_WEAK}|{_WEAK.upper()})(?![\w-])
    | (?<!\w)(?i:[\w-]+\.(?:{_SLIPS}|{_WEAK})/\w)
    | (?i:\w\s+\.\s*(?:com|org|net|de|fr|ua|me|gg)(?!\w))
    | (?i:\w\.\s+(?:com|org|net)(?!\w))
    | (?i:(?<!\w)[\w-]+\s*(?:{_OPEN}\s*{_DOT}\s*{_CLOSE}|\[\.\]|\(\.\))\s*\w{{2,}})
    | (?i:(?<!\w)[\w-]+\s+(?:dot|punkt|дот|دوت)\s+(?:{_STRONG}|me)(?!\w))
    | (?i:(?<!\w)[\w-]+\s+(?:point|punto|крапка|точка|نقطة|نقطه)\s+(?:com|org|net|info|eu|ua|ком|нет|юа|كوم|نت)(?!\w))
    | (?<!\d)(?<!\d\.)(?:\d{{1,3}}\.){{3}}\d{{1,3}}:\d{{2,5}}
    """,
    re.VERBOSE,
)


def _has_link(text: str) -> bool:
    return bool(_LINK.search(text))


# Telephone numbers -------------------------------------------------------------------------------------------------

_UNITS = {
    "en": "zero|oh one two three four five six seven eight nine",
    "de": "null eins|ein zwei|zwo drei vier fünf|fuenf sechs sieben acht neun",
    "fr": "zéro|zero un|une deux trois quatre cinq six sept huit neuf",
    "es": "cero uno|una dos tres cuatro cinco seis siete ocho nueve",
    "uk": "нуль один|одна два|дві три чотири п'ять|п’ять|пять шість сім вісім дев'ять|дев’ять|девять",
    "ar": "صفر واحد|واحدة اثنان|اثنين|إثنان|إثنين ثلاثة|ثلاث|تلاتة أربعة|اربعة|أربع"
    " خمسة|خمس ستة|ست سبعة|سبع ثمانية|تمانية تسعة|تسع",
}
_TENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty "
    "seventy eighty ninety zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig "
    "dreißig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig dix onze douze treize quatorze quinze seize "
    "vingt vingts trente quarante cinquante soixante diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa десять одинадцять "
    "дванадцять двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто عشرة عشر عشرون عشرين "
    "ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين"
)


def _words() -> dict[str, str]:
    found = dict.fromkeys(_TENS.split(), "10")
    for units in _UNITS.values():
        for value, words in enumerate(units.split()):
            found |= {word: str(value) for word in words.split("|")}
    units = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
    tens = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
    return found | {f"{unit}und{ten}": "10" for unit in units for ten in tens}


_DIGIT_OF = _words()
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TIME = r"(?:[01]?\d|2[0-4])[:.][0-5]\d"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_FREE_BEFORE, _FREE_AFTER = r"(?<![\d+])(?<!\d[.:/-])", r"(?!\d)(?![.:/-]\d)"
#: What digits also mean; each becomes one mark, across which numbers are still put together.
_MEANT = re.compile(
    rf"""
    {_FREE_BEFORE}(?:
        {_YEAR}-{_MONTH}-{_DAY}
        | {_DAY}[./-]\s?{_MONTH}[./-]\s?(?:{_YEAR}|\d\d)
        | {_MONTH}/{_DAY}/(?:{_YEAR}|\d\d)
        | {_TIME}
        | {_DAY}\.{_MONTH}\.?
        | {_DAY}/{_MONTH}
        | [1-9]\d{{0,2}}(?:[ .,'’]000)+
    ){_FREE_AFTER}
    | {_FREE_BEFORE}{_TIME}\s?[-–—]\s?{_TIME}{_FREE_AFTER}
    | {_FREE_BEFORE}{_DAY}\.(?:{_MONTH}\.)?\s?[-–—/]\s?{_DAY}\.{_MONTH}\.(?:\s?{_YEAR})?{_FREE_AFTER}
    | (?<!\d)(?<![\d+][ .:/-]){_YEAR}(?:\s?[-–—/,]\s?(?:{_YEAR}|\d\d))*(?!\d)(?!\s?[.:/-]?\d)
    | (?i:(?<!\w)(?:rooms?|raum|räume|zimmer|salles?|aulas?|кабінет\w*|аудиторі\w*|غرفة|قاعة|pages?|seiten?|páginas?|
        сторінк\w+|صفحة)\s+\d{{1,4}}(?!\d)(?:\s?[,/–-]\s?\d{{1,3}}(?!\d))?)
    """,
    re.VERBOSE,
)
_MARK = "¦"
_RUN = re.compile(rf"[\d{_MARK}](?:[\s.,;:·•*+/()\[\]\\_|~'’=–—-]{{0,4}}[\d{_MARK}])*")
#: A number that begins as one does, with a short word or two between its pieces: "0170 then 123 then 4567".
_IN_PIECES = re.compile(r"(?<!\d)(?:\+\d|0)\d{1,4}(?:\W+(?:[^\W\d_]{1,6}\W+){1,2}\d{2,5}(?!\d)){2,}")
_TIMES_IN_A_ROW = re.compile(rf"{_MARK}(?: +{_MARK}){{2,}}")
_NUMBER = re.compile(
    r"""
    (?<!\w)(?:my|your|ur|meine|deine|ihre|mon|ton|votre|mi|tu|su)\s+
      (?:phone|mobile|cell|telefon|handy|numéro|teléfono|número|móvil)?\s*-?
      (?:number|nummer|telefonnummer|handynummer|phone|mobile|handy|numéro|portable|téléphone|número|teléfono|móvil)
      (?:\s+(?:de\s+(?:téléphone|portable|teléfono)|is|ist|lautet|est|es))?
      (?:\s*[:=?]|\s+(?:is|ist|lautet|est|es)\b|\s*\d|\s*$|\s*[.!,])
    | (?<!\w)(?:мій|твій|ваш)\s+(?:номер|телефон)(?!\w)
    | (?<!\w)(?:رقمي|رقمك|رقم\s+هاتفي|رقم\s+هاتفك|رقم\s+جوالي|رقم\s+جوالك)(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


def _has_phone(text: str) -> bool:
    marked = _MEANT.sub(_MARK, text.lower())
    if _TIMES_IN_A_ROW.search(marked) or _NUMBER.search(text):
        return True
    spelt = _WORD.sub(
        lambda word: _DIGIT_OF.get(word[0].replace("’", "'"), _DIGIT_OF.get(word[0], word[0])), marked
    )
    if any(_IN_PIECES.search(one) for one in (marked, spelt)):
        return True
    return any(_counts(run[0]) for one in {marked, spelt} for run in _RUN.finditer(one))


def _counts(run: str) -> bool:
    """Say whether a run of digits has as many as a telephone number; a list such as 1, 2, 3 is none."""
    digits = sum(char.isdigit() for char in run)
    if digits < FEWEST_DIGITS:
        return False
    numbers = [int(one) for one in re.findall(r"\d+", run)]
    is_list = set(re.findall(r"[^\d\s]", run)) <= {","} and len(numbers) > 2
    return not (
        is_list and all(after == before + 1 for before, after in zip(numbers, numbers[1:], strict=False))
    )


# Handles and messengers --------------------------------------------------------------------------------------------

_HANDLE = re.compile(
    r"""
    (?<![\w.])@\s?[^\W_][\w.]+
    | (?<!\w)[^\W\d_]{2,}\#\d{3,5}(?!\d)
    | (?<!\w)[^\W_]+_+[^\W_]+
    | (?<!\w)(?:my|your|mein|dein|mon|ton|mi|tu)\s+
      (?:user\s?name|nick\s?name|nick|handle|gamertag|benutzername|nutzername|pseudo|usuario)(?!\w)
    | (?<!\w)(?:мій|твій)\s+(?:нік|нікнейм|юзернейм)(?!\w)
    | (?<!\w)(?:اسم\s+المستخدم|حسابي|حسابك)\s+(?:هو|على|في|[:=])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _has_handle(text: str) -> bool:
    return bool(_HANDLE.search(text))


_MESSENGERS = (
    r"whats\s?app|wattsapp|telegram|tg|viber|snap|snapchat|sc|insta|instagram|ig|tik\s?tok|discord|facebook|fb|messenger|"
    r"skype|threema|we\s?chat|kik|signal|twitter|steam|roblox|minecraft|be\s?real|threads|bluesky|mastodon|vk|imessage|"
    r"facetime|"
    r"(?:вотс|ватс|вацап|вайбер|телеграм|телега|інст[аиуі]|інстаграм|снап|снапчат|тік\s?ток|діскорд|дискорд|фейсбук|"
    r"месенджер|скайп|сигнал|ватсап|вотсап)\w*|"
    r"(?:ال|بال|عال|لل|على\s?ال|وال)?(?:واتس\s?[اأآ]ب|واتس|واتساب|تلغرام|تليغرام|تيليجرام|تلجرام|تليجرام|فايبر|سناب|سناب\s?شات|"
    r"[اإ]نستا|[اإ]نستغرام|[اإ]نستجرام|تيك\s?توك|ديسكورد|فيسبوك|فيس|ماسنجر|مسنجر|سكايب|سيجنال)(?:ي|ك)?"
)
_NAME = rf"(?<!\w)(?:{_MESSENGERS})(?!\w)"
_INVITATION = re.compile(
    rf"""
    (?<!\w)(?:
        (?:add|find|follow|message|text|write|dm|pm|contact|call|reach|ping|hit|join|search|invite)\s+(?:to\s+)?(?:me|us|our|my)
        | (?:i'm|i\s+am|i’m|you\s+on|are\s+you|we\s+can|could|let's|let’s|lets|shall\s+we|can\s+we|can\s+you|can\s+i)\s
          (?:[\w'’]+\s){{0,4}}(?:on|over|via|to|your|by|through)\s+(?:{_MESSENGERS})
        | (?:do\s+you|have\s+you|you)\s+(?:have|got|use)\s+(?:{_MESSENGERS})
        | (?:my|mine|your|ur|our)\s+(?:\w+\s)?(?:{_MESSENGERS})
        | (?:give|send|tell)\s+me\s+your
        | (?:schreib\w*|füg\w*|adde?|folg\w*|find\w*|such\w*|kontaktier\w*|ruf\w*|meld\w*|texte?)\s+
          (?:\w+\s)?(?:mir|mich|uns|dir|dich)
        | (?:mir|uns|dir|euch|ihnen)\s+(?:\w+\s){{0,2}}(?:auf|über|bei|per|via|in)\s+(?:\w+\s)?(?:{_MESSENGERS})
        | (?:mein\w*|dein\w*|unser\w*|ihr)\s+(?:\w+[\s-])?(?:{_MESSENGERS})
        | (?:bist\s+du|hast\s+du|habt\s+ihr|haben\s+sie|nutzt\s+du|ich\s+bin)\s+(?:\w+\s){{0,2}}(?:{_MESSENGERS})
        | (?:lass\w*|können\s+wir|wollen\s+wir|kannst\s+du)\s+(?:\w+\s){{0,3}}(?:auf|über|per|via)\s+(?:{_MESSENGERS})
        | (?:ajoute|écris|ecris|contacte|suis|trouve|appelle|rejoins|cherche|ajoutez|écrivez|contactez|rejoignez)
          -?\s?(?:moi|nous|me)
        | (?:mon|ton|ma|ta|notre|votre)\s+(?:\w+\s)?(?:{_MESSENGERS})
        | (?:tu\s+as|t'as|as-tu|vous\s+avez|avez-vous|tu\s+es|je\s+suis)\s+(?:\w+\s){{0,2}}(?:{_MESSENGERS})
        | (?:m'ajoute\w*|m'écri\w*|m’écri\w*|me\s+contacter|m'écrire|me\s+suivre)
        | on\s+(?:se\s+)?(?:parle|peut\s+parler|peut\s+se\s+parler|s'écrit)
        | (?:agrégame|agregame|añádeme|escríbeme|escribeme|sígueme|sigueme|búscame|buscame|llámame|contáctame|
            mándame|háblame|únete|escribidme|seguidme)
        | (?:mi|tu|nuestro|vuestro|su)\s+(?:\w+\s)?(?:{_MESSENGERS})
        | (?:tienes|tenéis|usas|estás\s+en|estoy\s+en)\s+(?:\w+\s)?(?:{_MESSENGERS})
        | (?:hablamos|hablemos|podemos\s+hablar|nos\s+escribimos)
        | (?:додай\w*|пиши\w*|напиши\w*|знайди\w*|підпишись|підписуй\w*|дзвони\w*|шукай\w*|кинь|скинь)\s+(?:\w+\s)?
          (?:мене|мені|на\s+мене|нам|нас|свій|свою)
        | (?:мій|моя|моє|мою|моєму|твій|твоя|твою|наш|наша)\s+(?:\w+\s)?(?:{_MESSENGERS})
        | (?:є|маєш|ти)\s+(?:\w+\s){{0,2}}(?:в|у|на)\s+(?:{_MESSENGERS})
        | (?:пиши|напиши|додай|спілкуймося|поговорімо|давай|перейдімо)(?:мо|те)?\s+(?:\w+\s){{0,2}}(?:в|у|на|через)\s+
          (?:{_MESSENGERS})
        | (?:маєш|є)\s+(?:{_MESSENGERS})
        | (?:أضفني|اضفني|ضيفني|تابعني|راسلني|راسليني|كلمني|كلميني|اكتب\s+لي|اكتبي\s+لي|تواصل\s+معي|تواصلي\s+معي|أضيفيني|
            اتصل\s+بي|ابحث\s+عني|حسابي|حسابك|عندك|عندكم|هل\s+لديك|لديك|تبعي|خاصتي|رقمي)
    )(?!\w)
    | (?<!\w)(?:{_MESSENGERS})\s*(?:name|account|id|konto|compte|cuenta|user)?\s*[:=]\s*\w
    | (?<!\w)(?:واتسابي|انستاي|سنابي|تلغرامي)(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = re.compile(_NAME, re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?؟…\n]+\s+|\n+")


def _has_messenger(text: str) -> bool:
    return any(_NAMED.search(one) and _INVITATION.search(one) for one in _SENTENCE.split(text))


# Street addresses --------------------------------------------------------------------------------------------------

_ADDRESS = re.compile(
    r"""
    (?<!\d)\d{1,4}[a-zA-Z]?,?\s+(?:[A-Z][\w'’-]+\s+){1,3}
      (?i:street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|close|square|terrace|crescent|gardens|court)(?!\w)
    | (?i:(?<!\w)[^\W\d_][\w-]*(?:straße|strasse|str\.|gasse|allee))\s*\d{1,4}(?!\d)
    | (?<!\w)(?:[A-ZÄÖÜ][\w-]*[\s-])(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Ufer|Damm)\s+\d{1,4}(?!\d)
    | (?<!\w)[A-ZÄÖÜ]\w{2,}(?:weg|ring|damm|ufer)\s+\d{1,4}(?!\d)
    | (?<!\w)[A-ZÄÖÜ]\w{2,}(?<!Arbeits)(?<!Spiel)(?<!Sport)(?<!Park)(?<!Sitz)platz\s+\d{1,4}(?!\d)
    | (?<!\d)\d{1,4}(?:\s?(?:bis|ter))?,?\s+(?i:rue|avenue|boulevard|bd\.?|chemin|impasse|quai|allée|route)
      \s+(?:(?:de|du|des|la|le|les|l['’]|d['’])\s*){0,3}[A-ZÀ-Ý]
    | (?<!\w)(?i:calle|c/|avenida|avda\.?|plaza|paseo|camino)\s*(?:(?:de|del|la|las|los|el)\s+){0,3}
      (?:[A-ZÁÉÍÓÚÑ][\w-]+\s*(?:de\s+|del\s+|la\s+)*){1,3},?\s*(?:n[.º°o]*\s*)?\d{1,4}(?!\d)
    | (?<!\w)(?i:вул\.?|вулиц[яіюе]ю?|просп\.?|проспект\w*|бульвар\w*|пров\.?|провул\w+)\s*
      (?:[А-ЯІЇЄҐ][\w'’-]+\s*){1,3},?\s*(?i:буд\.?|будинок)?\s*\d{1,4}(?!\d)
    | (?<!\w)(?:ال)?شارع\s+(?:[\u0621-\u064a]+\s+){1,3}(?:،|,)?\s*(?:رقم\s+|بناية\s+|منزل\s+)?\d{1,4}(?!\d)
    | (?i:(?<!\w)(?:my|your)\s+(?:home\s+)?address(?!\w)(?!\s+book))
    | (?i:(?<!\w)(?:meine|deine)\s+(?:anschrift|adresse|wohnadresse)(?!\w))
    | (?i:(?<!\w)(?:mon|ton)\s+adresse(?!\w)|(?<!\w)(?:mi|tu)\s+dirección(?!\w))
    | (?i:(?<!\w)(?:моя|твоя|мою|твою)\s+адрес[ау](?!\w))
    | (?<!\w)(?:عنواني|عنوانك|عنوان\s+بيتي|عنوان\s+بيتك)(?!\w)
    | (?i:(?<!\w)where\s+(?:exactly\s+)?do\s+you\s+live|(?<!\w)wo\s+(?:genau\s+)?wohnst\s+du|
      (?<!\w)où\s+habites[- ]tu|(?<!\w)tu\s+habites\s+où|(?<!\w)dónde\s+vives|(?<!\w)де\s+ти\s+живеш)
    | (?<!\w)أين\s+(?:تسكن|تعيش|تسكنين|تعيشين)
    """,
    re.VERBOSE,
)


def _has_address(text: str) -> bool:
    return bool(_ADDRESS.search(text))


_FINDERS = {
    "email": _has_email,
    "phone": _has_phone,
    "link": _has_link,
    "handle": _has_handle,
    "messenger": _has_messenger,
    "address": _has_address,
}
