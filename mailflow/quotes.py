"""The marks of a quoted mail in plain text: header blocks, 'original message', rules. Every test is linear.

Only evidence counts: three kinds of header in a block, and an address or a subject and a date (threats A49).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpdesk.mailflow.attributions import LONGEST, UNSEEN

_DRAWN = frozenset("-_=*‐‑–—")

# Labels of Outlook, Apple Mail, Notes, Zimbra and web mail: es en pt fr de it ca nl sv da no fi pl cs ru uk tr ro hu el
# eu zh ja ko.
_KINDS = {
    "from": "from de von da van från fra от від expéditeur remitente od kimden gönderen feladó από lähettäjä"
    " nork de_la"
    " 发件人 寄件者 差出人 보낸_사람 remetente mittente absender afzender",
    "date": "sent date enviado fecha gesendet datum envoyé inviato data verzonden skickat отправлено enviada envoyée"
    " enviados enviat sendt dato wysłano wysłane odesláno дата надіслано gönderildi tarih trimis elküldve dátum"
    " εστάλη"
    " ημερομηνία lähetetty päivämäärä bidalita data_e_hora 发送时间 日期 寄件日期 送信日時 日時 보낸_날짜",
    "to": "to para an à a till til aan кому pour per do komu kime către címzett προς vastaanottaja nori per_a"
    " 收件人 收件者 宛先 받는_사람 destinatario destinataire destinatário empfänger",
    "cc": "cc cópia copia kopie kopia kopi dw копия копія bilgi 抄送 副本 참조 copie_à copie cco cci bcc bijlagen"
    " importance importancia prioridad priority wichtigkeit attachments adjuntos anexos reply-to responder_a allegati"
    " répondre_à antwort_an organization",
    "subject": "subject asunto assunto betreff objet oggetto onderwerp ämne тема emne assumpte temat předmět"
    " předmet konu"
    " subiect tárgy θέμα aihe gaia 主题 主旨 件名 제목",
}
_KIND_OF = {word.replace("_", " "): kind for kind, words in _KINDS.items() for word in words.split()}
_SENT_LABELS = tuple(
    word for word in _KINDS["date"].split() if word not in {"date", "fecha", "datum", "data", "dato"}
)
_UNSEEN = {ord(mark): None for mark in UNSEEN.strip()}
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}")
_PARTICLES = frozenset({"el", "em", "on", "le", "il", "am", "al", "at"})
_HEADER = re.compile(
    r"[\s>*_|]{0,8}([^\W\d_][^\W\d_-]*-?[^\W\d_]*(?: [^\W\d_]+){0,2})[\s*_]{0,4}[:：][*_]{0,2}(.*)", re.DOTALL
)
# '"Acme" ---11/23/2026 10:44:10 AM---Hello, please ...'
_NOTES_LINE = re.compile(
    r"[^\n]{0,200}?-{2,3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{1,2}[:.]\d{2}[^\n-]{0,12}-{2,3}"
)
_TIMED = re.compile(r"\d{1,2}[:.h]\d{2}|(?:19|20)\d\d")
_BLOCK_LINES = 14
_GREETING = 60  # characters
_GREETS = re.compile(
    r"(?<!\w)(?:hola|buen[oa]s? (?:d[íi]as?|tardes|noches)|buenas|estimad[oa]s?|apreciad[oa]s?|querid[oa]s?"
    r"|muy señor\w*|hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|bonjour|bonsoir|salut|chers?|ch[èe]res?"
    r"|guten (?:tag|morgen|abend)|hallo|moin|servus|liebe[rs]?|sehr geehrter?|grüß gott"
    r"|ol[áa]|oi|bom dia|boa (?:tarde|noite)|prezad[oa]s?|car[oaie]|ciao|buon ?giorno|buona ?sera|salve|gentil[ei]"
    r"|spett(?:abile|\.le)|egregi[oa]?|bon dia|bona tarda|bos d[íi]as|beste|geachte|goedemorgen|dag|hej|dzień dobry"
    r"|a todos|de nuevo|otra vez|equipos?|amig[oa]s|señor(?:es|a|as)?|team|all|again|everyone|there|madame"
    r"|messieurs|à tous|zusammen|und herren|equipe|pessoal|a tutti|y|and|et|e|u\.)(?!\w)[,.!:]?",
    re.IGNORECASE,
)
# 'Estimados señores del servicio técnico': nobody tells anything in such a line.
_FORMAL = re.compile(
    r"\W{0,3}(?:estimad|apreciad|querid|muy señor|dear|sehr geehrte|liebe|prezad|exm[oa]s?|car[oaie]\s|gentil|spett"
    r"|egregi|ch[èe]re?s?\s|geachte|beste\s|benvolgu)",
    re.IGNORECASE,
)
# What other desks' programs ask of whoever answers.
_DESK_LINE = re.compile(r"\s*#{2,4}- ?[^\n#]{5,120} ?-#{2,4}\s*")

_LINE = r"[-‐‑–—_=*]"
_ORIGINAL = re.compile(
    rf"[\s*>]{{0,4}}{_LINE}{{2,40}}\s{{0,3}}(?:original (?:message|email|e-mail|appointment|meeting)|original"
    r"|mensaje original|cita original|correo original|mensagem original|message d.origine|message original"
    r"|missatge original"
    r"|ursprüngliche nachricht|original-?nachricht|ursprünglicher termin|(?:mail|courriel) original"
    r"|messaggio originale|oorspronkelijk bericht"
    r"|origineel bericht|mensaxe orixinal|jatorrizko mezua|(?:oryginalna )?wiadomość(?: oryginalna)?"
    r"|ursprungligt meddelande"
    r"|originalmeddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|původní (?:zpráva|e-mail)"
    r"|eredeti üzenet|исходное сообщение|оригинальное сообщение|orijinal (?:mesaj|ileti)|mesaj original|αρχικό μήνυμα"
    r"|原始邮件|原始郵件|元のメッセージ|원본 메시지|reply message|mensaje de respuesta|message de réponse"
    rf")\s{{0,3}}{_LINE}{{2,40}}\s{{0,4}}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    rf"[\s*>]{{0,4}}(?:{_LINE}{{2,40}}\s?)?(?:begin forwarded message|forwarded (?:message|by)|mensaje reenviado"
    r"|inicio del mensaje reenviado|mensagem encaminhada|início da mensagem encaminhada|mensagem reenviada"
    r"|início da mensagem reenviada|e-?mail encaminhado|message transféré|message transmis"
    r"|début du message (?:réexpédié|transféré)"
    r"|weitergeleitete nachricht|anfang der weitergeleiteten|messaggio inoltrato|inizio messaggio inoltrato"
    r"|doorgestuurd bericht|begin doorgestuurd bericht|missatge reenviat|mensaxe reenviada|przekazana wiadomość"
    r"|wiadomość przekazana|vidarebefordrat|videresendt|пересылаемое сообщение|přeposlaná zpráva|iletilen ileti"
    r"|转发|転送|전달된)[^\n]{0,60}",
    re.IGNORECASE,
)
_RULE = re.compile(rf"[\s*]{{0,4}}{_LINE}{{8,100}}\s{{0,4}}")
_TAGS = r"\s*(?:\[[^\]]{0,40}\]\s*){0,3}"
_FORWARD_SUBJECT = re.compile(
    rf"{_TAGS}(?:fwd?|rv|enc|tr|wg|i|reenv|pd|vb|doorst|転送|转发|пересл|továbbítás|i̇lt)\s?(?:\[\d+\])?\s?[:：]",
    re.IGNORECASE,
)
_REPLY_SUBJECT = re.compile(
    rf"{_TAGS}(?:re|r|aw|antw|antwort|res|resp|sv|vs|odp|ref|rif|ynt|vá|απ|отв|ответ|回复|回覆|答复|答覆|返信"
    rf"|답장)\s?(?:\[\d+\])?\s?[:：]",
    re.IGNORECASE,
)
_MY_ANSWERS = (
    r"respondo|contesto|comento|(?:ver?|vea|v[ée]anse?|os dejo|te dejo|le dejo|veja|vide|see|mis|my|minhas|meus|mes"
    r"|meine|le mie|i miei) (?:las |los |as |os |the )?(?:respuestas|comentarios|answers|replies|comments|respostas"
    r"|comentários|réponses|commentaires|antworten|anmerkungen|kommentare|risposte|commenti)"
)
# 'See my answers below': then what stands below a header block is not all quoted.
_POINTING = re.compile(
    r"(?<!\w)(?:abajo|debajo|m[áa]s abajo|entre l[íi]neas|intercalad[oa]s?|abaixo|a seguir|em baixo|below"
    r"|inline|in-line"
    r"|in (?:red|blue|green|bold|capitals|caps)|en (?:rojo|azul|verde|negrita|may[úu]sculas)|a vermelho"
    r"|em (?:vermelho|azul|negrito)"
    r"|ci-dessous|plus bas|en rouge|en bleu|en vert|en gras|en majuscules|dans le texte|unten|weiter unten"
    r"|im text|in (?:rot|blau|grün|fett)|(?:rot|blau|grün|fett) markiert|di seguito"
    r"|in (?:blu|verde|grassetto)|nel testo"
    r"|qui sotto|pi[ùu] sotto|in rosso|hieronder|onderaan|in het rood|nedan|nedenfor|poniżej|ниже|interleaved"
    r"|in the text"
    r"|(?:comentarios?|respuestas?|respostas?|comentários?) en? l[íi]nh?ea|em linha"
    # What is mine stands in yours: 'Respondo sobre su correo', 'My answers are in the body of your mail'.
    rf"|(?:{_MY_ANSWERS})[^\n.]{{0,60}}[:：]\s*\Z"
    rf"|(?:{_MY_ANSWERS})[^\n.]{{0,40}}\s(?:en|sobre|dentro|in|within|on|over|dans|sur|im|nel|sul|no|na|em)\s"
    r"[^\n.]{0,30}(?:texto|correo|mensaje|cuerpo|body|e-?mails?|text|message|mail|courriel|nachricht|testo|messaggio"
    r"|mensagem|corpo))(?!\w)",
    re.IGNORECASE,
)


def may_head(line: str) -> bool:
    """Whether the line could be an original line, a rule or a header at all: asked first, since few could."""
    return line.lstrip()[:1] in _DRAWN or ":" in line or "：" in line


def header_block(lines: Sequence[str], at: int) -> int:
    """How many lines the block of headers has that begins at line `at`, as programs put it above a quoted mail; 0
    where there is none. Three kinds of header with From among them, and an address, or a subject and a time (a
    traveller's 'De: Madrid, A: Barcelona, Fecha: 3 de mayo, Asunto: reserva' is none)."""
    first = _header(lines[at])
    if first is None or first[0] == "cc":
        return 0
    kinds = {first[0]}
    address = "@" in first[1]
    timed = _timed(first, lines[at])
    waiting = not first[1].strip(UNSEEN + "*_")
    end = at + 1
    for n, line in enumerate(lines[at + 1 : at + _BLOCK_LINES], at + 1):
        if not line.strip(UNSEEN):
            continue
        found = _header(line)
        if found is None:
            # A value in the line below its label, or a long list of recipients that goes on.
            if not waiting and (len(kinds) >= 3 or not line.startswith((" ", "\t"))):
                break
            address, waiting = address or "@" in line, False
            continue
        if found[0] in kinds and found[0] != "cc":
            break
        kinds.add(found[0])
        address = address or "@" in found[1]
        timed = timed or _timed(found, line)
        waiting = not found[1].strip(UNSEEN + "*_")
        end = n + 1
    told = {"date", "subject"} <= kinds and timed
    return end - at if "from" in kinds and len(kinds) >= 3 and (address or told) else 0


def _timed(header: tuple[str, str], line: str) -> bool:
    """Whether it says when the mail was sent: 'Sent' does in any way, 'Date' by a year or an hour."""
    return header[0] == "date" and (
        line.lstrip(UNSEEN + "*_>").lower().startswith(_SENT_LABELS) or _TIMED.search(header[1]) is not None
    )


def bare_headers(lines: Sequence[str], at: int) -> int:
    """How many lines of headers without colons begin at line `at`, as eM Client puts them below 'Original Message'."""
    kinds: list[str] = []
    for line in lines[at : at + len(_KINDS)]:
        label, blank, _ = line.lstrip("> ")[:LONGEST].partition(" ")
        kind = _KIND_OF.get(label.lower()) if blank else None
        if kind is None or kind in kinds:
            break
        kinds.append(kind)
    return len(kinds) if "from" in kinds and len(kinds) >= 3 else 0


def above_headers(lines: Sequence[str], at: int) -> int:
    """Where the line stands by which Notes introduces the headers in line `at`; `at` where there is none."""
    above = next((n for n in range(at - 1, max(-1, at - 4), -1) if lines[n].strip(UNSEEN)), at)
    return above if len(lines[above]) <= LONGEST and _NOTES_LINE.match(lines[above]) else at


def block_values(lines: Sequence[str], at: int, size: int) -> dict[str, str]:
    """What the headers of the block say, by kind (from, date, to, cc, subject); a value may stand in the line below."""
    values: dict[str, str] = {}
    kind = ""
    for line in lines[at : at + size]:
        found = _header(line)
        if found is not None:
            kind = found[0]
            values.setdefault(kind, found[1].strip(UNSEEN + "*_"))
        elif kind and line.strip(UNSEEN):
            values[kind] = f"{values[kind]} {line.strip(UNSEEN + '>')}".strip()
    return values


def written_by_a_program(lines: Sequence[str], at: int, size: int) -> bool:
    """Whether the block begins with its sender and says by 'Sent' (a form says 'Date') at what time, and an address."""
    block = [
        found for line in lines[at : at + size] if (found := _header(line.translate(_UNSEEN))) is not None
    ]
    sent = any(
        line.lstrip(UNSEEN + "*_>").lower().startswith(_SENT_LABELS)
        and _CLOCK.search(line.translate(_UNSEEN))
        for line in lines[at : at + size]
    )
    return sent and block[0][0] == "from" and any("@" in value for _, value in block)


def header_line(line: str) -> bool:
    """Whether the line is one header of such a block."""
    return _header(line) is not None


def _header(line: str) -> tuple[str, str] | None:
    found = _HEADER.match(line.lstrip(UNSEEN)[:LONGEST])
    if found is None:
        return None
    label = found[1].lower()
    kind = _KIND_OF.get(label)
    if kind is None and " " in label:
        word, _, rest = label.partition(" ")
        kind = _KIND_OF.get(word) if rest in _PARTICLES else None
    return (kind, found[2]) if kind else None


def original_line(line: str) -> bool:
    """'-----Mensaje original-----' and its kin."""
    return len(line) <= LONGEST and _ORIGINAL.fullmatch(line) is not None


def forwarded_line(line: str) -> bool:
    """'---------- Forwarded message ---------' and its kin: what follows is what the sender wants read."""
    return len(line) <= LONGEST and _FORWARDED.fullmatch(line) is not None


def desk_line(line: str) -> bool:
    """'##- Please type your reply above this line -##'."""
    return line.lstrip().startswith("##") and len(line) <= LONGEST and _DESK_LINE.fullmatch(line) is not None


def rule_line(line: str) -> bool:
    """A line drawn across the mail, as some programs put above a quoted mail."""
    return len(line) <= LONGEST and _RULE.fullmatch(line) is not None


def forward_subject(subject: str) -> bool:
    """Whether the subject begins as that of a forwarded mail."""
    return _FORWARD_SUBJECT.match(subject[:100]) is not None


def reply_subject(subject: str) -> bool:
    """Whether the subject begins as that of a reply."""
    return _REPLY_SUBJECT.match(subject[:100]) is not None


def points_below(text: str) -> bool:
    """Whether somebody says that answers stand further down, or says hello and no more. Its end is looked at."""
    return _POINTING.search(text[-4000:]) is not None or only_greets(text)


def only_greets(text: str) -> bool:
    """'Hola, Ana:' or 'Buenos días' alone: what ends so goes on somewhere, and below is the only place."""
    bare = text.strip()
    if len(bare) > _GREETING:
        return False
    if bare.endswith(",") and len(bare.split()) <= 4:
        return True
    if bare.endswith((":", "：")) and names_somebody(bare):
        return True
    if " " not in bare or "\n" in bare:
        return False  # 'Hello' may be all that somebody has to say
    return _GREETS.search(bare) is not None and names_somebody(bare)


def names_somebody(text: str) -> bool:
    """Whether a few words are a greeting and a name, or either of them."""
    if _FORMAL.match(text) and "," not in text.rstrip(","):
        return len(text) <= 2 * _GREETING
    rest = _GREETS.sub(" ", text).split()
    return len(rest) <= 4 and not any(word[:1].islower() for word in rest)
