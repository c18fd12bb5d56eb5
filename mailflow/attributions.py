"""The line that mail programs put above a quote: who wrote when. Known by its shape, in some thirty languages.

A person writes such lines too ('El lunes 3 me escribió Ana:'), so each is graded by what only a program puts in:
an address in brackets, or a full date before a name. Every test looks at 400 characters at most (threats A42).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

LONGEST = (
    400  # of a line, or of the lines an attribution is folded over; longer ones are nobody's attribution
)
_FOLDED = 4  # lines

_QUOTE_MARKS = (">", "＞")
# Blanks, and what cannot be seen: marks of direction, zero-width characters, a byte order mark (Apple, Windows Mail).
UNSEEN = " \t\xa0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"


class Grade(IntEnum):
    """How much an attribution proves: nothing there; only above marked quotes; likely; a program made it."""

    NONE = 0
    BESIDE_MARKS = 1
    DATED = 2
    SURE = 3


_VERBS = (
    r"wrote|writes|escribi[óoò]|escribe|ha escrito|escribiu|va escriure|ha escrit|escreveu|a [ée]crit|schrieb|schreibt"
    r"|hat geschrieben|ha scritto|scrive|schreef|geschreven|skrev|skriver|kirjoitti|napisał(?:\(a\)|/a|a)?|pisze"
    r"|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|a scris|írta|idatzi du|je napisal(?:\(a\)|a)?|napisao"
    r"|написал(?:\(а\)|а)?|писал(?:\(а\)|а)?|пише|пишет|έγραψε|yazdı|menulis|đã viết|写道|寫道|작성|כתב(?:/ה)?|كتب"
)
_VERB = re.compile(rf"(?:(?<!\w)(?:{_VERBS})(?![\w]))|写道|寫道|님이 작성", re.IGNORECASE)
_START = re.compile(
    r"\W{0,6}(?:On|El|Em|Le|Am|Il|Op|O|Den|Dne|Dňa|At|W dniu|Dnia|Pe|În|Missatge de|No dia|Dia|Vào|Pada|Στις|At)"
    r"\s[^\n]{0,80}?\d",
    re.IGNORECASE,
)
# 'pon., 16 lis 2026 o 10:20 ...', '16.11.2026 10:20 ...', '2026-11-16 10:20 GMT+01:00 ...'
_DATED_START = re.compile(
    r"\W{0,6}(?:\w{2,15}\.?,?\s){0,2}\d{1,4}[^\n]{1,60}?\d{1,2}[:.h]\d{2}", re.IGNORECASE
)
_BRACKETED = re.compile(r"[<(\[](?:mailto:)?[^\s<>()\[\]]{1,120}@[^\s<>()\[\]]{1,120}[>)\]]")
_FULL_DATE = re.compile(
    r"(?:(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}).{0,60}?\d{1,2}[:h.]\d{2}"
    r"|\d{1,2}[:h.]\d{2}.{0,60}?(?:(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})"
)
_MOMENT = re.compile(r"\d{1,2}[:h.]\d{2}|[\w.+-]{1,64}@[\w-]{1,63}\.|(?:19|20)\d\d")
_VERBLESS = re.compile(
    r"\W{0,4}(?:\w{2,15}\.?,?\s){0,2}\d{1,4}[^\n]{0,60}\d{1,2}:\d{2}[^\n<>]{0,150}<[^<>\s]{1,200}@[^<>\s]{1,200}>\s?[:：]"
)
_CATALAN = re.compile(r"Missatge de .{3,200} del dia .{5,80}:$")
_JAPANESE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日.{0,200}<[^<>\s]{3,200}@[^<>\s]{3,200}>\s?[:：]$")
# Mutt as many set it ('* Name <a@b> [2026-11-16 10:20]:'), Tutanota ('Nov 16, 2026, 10:20 by a@b:').
_DATED_LAST = re.compile(
    r"\W{0,4}[^\n<>]{0,100}<[^<>\s]{1,100}@[^<>\s]{1,100}> [\[(][^\[\]()]{0,30}\d{1,2}:\d{2}[^\[\]()]{0,20}[\])] ?:"
    r"|[^\n@]{4,40}\d{1,2}:\d{2} (?:by|por|von|par|da) [^\s@]{1,100}@[^\s@]{1,100}:"
)
# Horde, and Nextcloud, which has no colon.
_QUOTING = re.compile(
    r"(?:quoting|citando(?: a)?|zitat von|mensaje citado por|citation de|citazione di)\s"
    r"[^\n:]{1,150}@[^\n:]{1,100}[:：]$",
    re.IGNORECASE,
)
_DASHED = re.compile(
    r"\W?[^\n<>@]{1,100} <?[^\s@<>]{1,100}@[^\s@<>]{1,100}>? [–-] [^\n@]{4,40}\d{1,2}:\d{2}(?: [AP]M)?$"
)
# Yahoo on phones begins the quote in the attribution's own line.
_RUN_ON = re.compile(
    rf"(\d{{1,2}}:\d{{2}}[^\n]{{0,100}}<[^<>\s]{{1,200}}@[^<>\s]{{1,200}}> (?:{_VERBS}):) {{2,}}(?=\S)"
)
_GROUPWISE = re.compile(r">>> [^\n]{1,200}\d{1,2}:\d{2}[^\n]{0,20}>>>$")
_ZOHO = re.compile(r"-{2,6} [^\n]{1,300} -{2,6}$")
_NOTES = re.compile(
    r"-{2,6}\s?[^\n]{1,200}?\S+\s(?:wrote|escribi[óo]|escreveu|schrieb|a écrit|ha scritto):\s?-{2,6}$"
)
# 'me escribió', 'I wrote', 'schrieb mir', 'escribió lo siguiente': people say so, programs do not.
_SAID = re.compile(
    rf"(?<!\w)(?:me|nos|te|le|les|lo|os|mi|ci|mir|uns|ihnen|nous|vous|you|i|he|she|they|we|who|yo|él|ella|usted"
    rf"|ustedes"
    rf"|vosotros|você|vocês|eu|ele|ela|ich|er|sie|wir|je|elle|io|lui|lei|que|quien|se|ya|also|já|m'"
    rf"|m’)\s?(?:{_VERBS})(?!\w)"
    rf"|(?<!\w)(?:{_VERBS})\s(?:me|mir|uns|ich|er|sie|us|to|that|this|the|lo|que|o seguinte|folgendes|ceci|esto"
    rf"|isso|isto"
    r"|en|in einem|una?|um|algo)(?!\w)",
    re.IGNORECASE,
)
_AFTER_TIME = re.compile(
    r"\d{1,2}[:h.]\d{2}(?::\d{2})?(?:\s?(?:[ap]\.?\s?m\.?|h\.?|hs\.?|hrs\.?|uhr|uur|(?-i:[A-Z]{2,5})|(?:GMT"
    r"|UTC)\S{0,8}|[+-]\d{2}:?\d{2}"
    r"|\([^()]{1,40}\)))*[,;\s]+",
    re.IGNORECASE,
)
_SOMEBODY = frozenset(
    re.findall(
        r"\w+",
        "el la los las un una su sus mi mis tu tus vuestro vuestra nuestro nuestra ese esa este esta aquel alguien"
        " nadie the a an my our your his her their this that some o os as um uma meu minha seu sua nosso nossa alguém"
        " le les une mon ma votre notre ce cette der die das ein eine"
        " mein meine ihr ihre euer unser il lo gli i"
        " mio mia de"
        " da di von vom del desde por from y e and et und que me nos",
    )
)
_PLAIN_NAME = re.compile(
    r"[\"'“«]?[A-ZÁÉÍÓÚÑÜÖÄÀÈÇÂÊÔ][\w.'’-]*(?: [\w.'’&·-]+){0,5}[\"'”»]? (?:\S+ )?\S+\s?[:：]"
)
_SPACE = re.compile(r"\s+")


def is_quoted(line: str) -> bool:
    """Whether the line begins with a quote mark."""
    return line.lstrip(UNSEEN).startswith(_QUOTE_MARKS)


def split_run_ons(text: str) -> str:
    """`text` with a quote that begins in its attribution's line put into the next."""
    return _RUN_ON.sub(r"\1\n", text) if ":  " in text else text


def attribution(lines: Sequence[str], at: int) -> tuple[int, Grade]:
    """Where the attribution that ends in line `at` begins, and what it proves.

    'El lun, 3 abr 2026 a las 10:20, Soporte <soporte@acme.example> escribió:', on one line or folded over four.
    """
    last = lines[at].strip(UNSEEN)
    if len(last) > LONGEST or not _ends_one(last):
        return at, Grade.NONE
    if _DATED_LAST.fullmatch(last):
        return at, Grade.DATED
    if _QUOTING.match(last) or _DASHED.match(last):
        return at, Grade.BESIDE_MARKS
    if _JAPANESE.search(last) or _VERBLESS.fullmatch(last) or _GROUPWISE.match(last) or _NOTES.match(last):
        return at, Grade.SURE
    joined = last
    best = at, Grade.NONE
    for begin in range(at, max(at - _FOLDED, -1), -1):
        if begin < at:
            if not lines[begin].strip(UNSEEN) or is_quoted(lines[begin]) or len(lines[begin]) > LONGEST:
                break
            joined = _SPACE.sub(" ", f"{lines[begin].strip(UNSEEN)} {joined}")
        if len(joined) > LONGEST:
            break
        paragraph = begin == 0 or not lines[begin - 1].strip(UNSEEN) or is_quoted(lines[begin - 1])
        grade = _grade(joined, paragraph)
        if grade > best[1]:
            best = begin, grade
        if best[1] is Grade.SURE:
            break
    return best


def _ends_one(last: str) -> bool:
    return (
        last.endswith((":", "：", ">>>"))
        or ("@" in last and _DASHED.match(last) is not None)
        or (last.endswith("--") and _ZOHO.match(last) is not None)
        or (
            last.endswith("--")
            and last.startswith("--")
            and len(last) <= LONGEST
            and _VERB.search(last) is not None
        )
    )


@lru_cache(
    maxsize=256
)  # it is asked of the same line in each version of a mail, and again of what was taken off
def _grade(joined: str, paragraph: bool) -> Grade:
    """What these joined lines prove. `paragraph`: nothing stands right above them."""
    if _CATALAN.match(joined) or _VERBLESS.fullmatch(joined):
        return Grade.SURE
    if _VERB.search(joined) is None or _SAID.search(joined) or "?" in joined:
        return Grade.NONE
    opens = _START.match(joined) or _DATED_START.match(joined)
    if _BRACKETED.search(joined) and _MOMENT.search(_BRACKETED.sub("", joined)) and (opens or paragraph):
        return Grade.SURE
    if _BRACKETED.search(joined) and paragraph:
        return Grade.DATED
    if _FULL_DATE.search(joined) and (opens or paragraph):
        return Grade.DATED if _by_somebody(joined) else Grade.SURE
    if opens:
        return Grade.DATED if _MOMENT.search(joined) and not _by_somebody(joined) else Grade.BESIDE_MARKS
    return Grade.BESIDE_MARKS if paragraph and _PLAIN_NAME.fullmatch(joined) else Grade.NONE


def _by_somebody(joined: str) -> bool:
    """Whether a phrase ('vuestro compañero') stands where a program would put a name."""
    name = joined
    for time in _AFTER_TIME.finditer(joined):
        name = joined[time.end() :]
    word = name.lstrip(" ,;\"'“«").split(" ", 1)[0]
    return word.casefold() in _SOMEBODY if name is not joined else False
