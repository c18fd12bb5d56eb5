"""The marks of a quoted mail in plain text: attributions, header blocks, '>' lines. Every test is linear.

Only evidence counts: a date or an address beside the phrase, two kinds of header in a block (threats A49).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = (
    400  # of a line, or of the lines an attribution is folded over; longer ones are nobody's attribution
)

_VERB = re.compile(
    r"(?<!\w)(?:wrote|writes|escribi[óo]|escribiu|va escriure|escreveu|a [ée]crit|schrieb|ha scritto|schreef"
    r"|geschreven|skrev|kirjoitti|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|a scris"
    r"|написал(?:\(а\)|а)?|писал(?:\(а\)|а)?|写道|yazdı)(?!\w)",
    re.IGNORECASE,
)
_START = re.compile(
    r"\W{0,4}(?:On|El|Em|Le|Am|Il|Op|O|Den|Dne|At|W dniu|Pe|Missatge de|No dia|Dia)\s[^\n]{0,80}?\d",
    re.IGNORECASE,
)
_DATED = re.compile(r"\W{0,4}\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? [^\n]{0,200}<\s{0,4}\Z")
_MOMENT = re.compile(r"\d{1,2}[:h.]\d{2}|[\w.+-]{1,64}@[\w-]{1,63}\.|(?:19|20)\d\d")
_CATALAN = re.compile(r"Missatge de .{3,200} del dia .{5,80}:$")
_JAPANESE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日.{0,200}<[^<>\s]{3,200}@[^<>\s]{3,200}>\s?[:：]$")
_ADDRESSED = re.compile(
    r"\W{0,4}(?:\w{2,10}\.?,? )?\d{1,4}[^\n]{0,60}\d{1,2}:\d{2}[^\n<>]{0,150}<[^<>\s]{1,200}@[^<>\s]{1,200}>\s?[:：]"
)
_DRAWN = frozenset("-_=*")
_COLONS = (":", "：")
_SPACE = re.compile(r"\s+")

_KINDS = {
    "from": "from de von da van från fra от expéditeur remitente od",
    "date": "sent date enviado fecha gesendet datum envoyé inviato data verzonden skickat отправлено enviada"
    " envoyée enviados",
    "to": "to para an à a till aan кому pour",
    "cc": "cc cópia copia kopie",
    "subject": "subject asunto assunto betreff objet oggetto onderwerp ämne тема emne",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_HEADER = re.compile(
    r"[\s>*_|]{0,8}([^\W\d]{1,12})(?: el| em| on| le| il| am)?\s?\*?\s?[:：]\*?\s?(.*)", re.DOTALL
)
_BLOCK_LINES = 12

_ORIGINAL = re.compile(
    r"[\s*]{0,4}[-_=]{2,40}\s?(?:original message|mensaje original|mensagem original|message d.origine|original"
    r"|ursprüngliche nachricht|original-nachricht|messaggio originale|oorspronkelijk bericht|missatge original"
    r"|reply message|mensaje de respuesta|original email)\s?[-_=]{2,40}\s{0,4}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"[\s*>]{0,4}(?:[-_=]{2,40}\s?)?(?:begin forwarded message|forwarded message|mensaje reenviado"
    r"|inicio del mensaje reenviado|mensagem encaminhada|início da mensagem encaminhada|mensagem reenviada"
    r"|message transféré|début du message réexpédié|weitergeleitete nachricht|anfang der weitergeleiteten"
    r"|messaggio inoltrato|doorgestuurd bericht|missatge reenviat)[^\n]{0,60}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[\s*]{0,4}[_\-=]{8,100}\s{0,4}")
_FORWARD_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:fwd?|rv|enc|tr|wg|i|reenv|res)\s*:", re.IGNORECASE
)


def may_head(line: str) -> bool:
    """Whether the line could be an original line, a rule or a header at all: asked first, since few could."""
    return line.lstrip()[:1] in _DRAWN or ":" in line or "：" in line


def is_quoted(line: str) -> bool:
    """Whether the line begins with a quote mark."""
    return line.lstrip(" \t\xa0").startswith((">", "＞"))


def attribution(lines: Sequence[str], at: int) -> tuple[int, bool]:
    """Where the attribution that ends in line `at` begins, and whether it is sure by itself; -1 where there is none.

    'El lun, 3 abr 2026 a las 10:20, Soporte <soporte@acme.example> escribió:', on one line or folded over four.
    One that is not sure counts only right above quoted lines.
    """
    last = lines[at].strip()
    if len(last) > LONGEST or not last.endswith(_COLONS):
        return -1, False
    if _JAPANESE.search(last) or _ADDRESSED.fullmatch(last):
        return at, True
    verb = _VERB.search(last)
    if verb is None and "@" not in last:
        return _catalan(lines, at)
    for begin in range(at, max(at - 4, -1), -1):
        if begin < at and (not lines[begin].strip() or is_quoted(lines[begin])):
            break
        if _START.match(lines[begin][:LONGEST]) or (begin < at and _DATED.match(lines[begin])):
            joined = _SPACE.sub(" ", " ".join(line.strip() for line in lines[begin : at + 1]))
            if len(joined) <= LONGEST and _VERB.search(joined):
                return begin, _MOMENT.search(joined) is not None
    if verb is not None and _MOMENT.search(last):
        return at, True
    return _catalan(lines, at)


def _catalan(lines: Sequence[str], at: int) -> tuple[int, bool]:
    for begin in (at, at - 1):
        joined = " ".join(line.strip() for line in lines[max(begin, 0) : at + 1])
        if begin >= 0 and len(joined) <= LONGEST and _CATALAN.match(joined):
            return begin, True
    return -1, False


def header_block(lines: Sequence[str], at: int) -> bool:
    """Whether line `at` begins a block of headers as Outlook puts it above a quoted mail: From first, then
    at least two other kinds, with an address, or a subject and a date (a traveller's 'De: Madrid' is none)."""
    first = _header(lines[at])
    if first is None or first[0] != "from":
        return False
    kinds = {"from"}
    address = "@" in first[1]
    for line in lines[at + 1 : at + _BLOCK_LINES]:
        if not line.strip():
            continue
        found = _header(line)
        if found is None:
            # A long list of recipients goes on in the next line.
            if len(kinds) >= 3 or not line.startswith((" ", "\t")):
                break
            continue
        kinds.add(found[0])
        address = address or "@" in found[1]
    return len(kinds) >= 3 and (address or {"date", "subject"} <= kinds)


def _header(line: str) -> tuple[str, str] | None:
    found = _HEADER.match(line[:LONGEST])
    kind = _KIND_OF.get(found[1].lower()) if found else None
    return (kind, found[2]) if found and kind else None


def original_line(line: str) -> bool:
    """'-----Mensaje original-----' and its kin."""
    return len(line) <= LONGEST and _ORIGINAL.fullmatch(line) is not None


def forwarded_line(line: str) -> bool:
    """'---------- Forwarded message ---------' and its kin: what follows is what the sender wants read."""
    return len(line) <= LONGEST and _FORWARDED.fullmatch(line) is not None


def rule_line(line: str) -> bool:
    """A line drawn across the mail, as some programs put above a quoted mail."""
    return len(line) <= LONGEST and _RULE.fullmatch(line) is not None


def forward_subject(subject: str) -> bool:
    """Whether the subject begins as that of a forwarded mail."""
    return _FORWARD_SUBJECT.match(subject[:100]) is not None
