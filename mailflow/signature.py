"""Where a person's words end and a signature begins: the '-- ' line and what programs add by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from helpdesk.mailflow.attributions import UNSEEN
from helpdesk.mailflow.command_words import HASHES
from helpdesk.mailflow.disclaimers import disclaimer_from, green
from helpdesk.mailflow.unseen import without_unseen

LONGEST_SIGNATURE = 40  # lines below '-- ' (RFC 3676 4.3 says four; companies say more)
_BARE_SIGNATURE = 12  # lines below a '--' that lost its blank, each as short as a signature's
_SHORT = 100

# What a line must name to be a program's: 'Enviado desde Zaragoza el 3 de marzo' is somebody's parcel.
_NAMED = re.compile(
    r"(?<!\w)(?:i-?phone|ipad|ipod|imac|macbook|mac|apple|android|samsung|galaxy|huawei|honor|xiaomi|redmi|poco"
    r"|oppo|realme"
    r"|motorola|moto|nokia|lg|sony|xperia|pixel|oneplus|blackberry|windows|outlook|hotmail|yahoo|gmail|google"
    r"|proton|protonmail"
    r"|tutanota|tuta|aol|mail|correo para|correo electr[óo]nico seguro|m[óo]vil|celular|telem[óo]vel|m[òo]bil"
    r"|smartphone|mobile"
    r"|mobil|mobiltelefon|tel[ée]fono|telefone|telèfon|t[ée]l[ée]phone|telefon|phone|handy|tablet|tableta"
    r"|dispositivo|dispositiu|device"
    r"|appareil|ger[äa]t|telefoon|cellulare|komórki|telefonu|spark|airmail|bluemail|typeapp|edison|superhuman"
    r"|mailbird|thunderbird"
    r"|k-9|fairemail|sparrow|zoho|fastmail|canary(?= mail| \(|\Z)|shortwave|em client|mimestream|missive|zimbra"
    r"|ymail|gmx|web\.de|libero|telekom|t-online|mailspring|mymail|app|webmail|почт\w*"
    r"|iphone\w*)(?!\w)"
    r"|iphone|android",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"(?<!\w)(?:mi|my|mon|ma|meu|minha|meinem|meiner|mijn|min|mio|mia|meva|meu|моего|mého|mojego"
    r"|我的)\s(?:\S+\s){0,3}?\S*[A-Z0-9]",
)
_SENT = re.compile(
    r"(?:est[ea] )?(?:(?:mensaje|correo|mensagem|e-?mail)(?: ha sido| fue| foi)? )?"
    r"(?:enviad[oa]|env[ií]ado|mandado|escrito) (?:desde|dende|con|com|usando|mediante|v[ií]a|a trav[eé]s de"
    r"|a partir d[eo]|do|da|de|pelo|pela|atrav[eé]s)\s"
    r"|(?:this (?:message|e-?mail) was )?sent (?:from|via|with|using|by)\s|envoy[ée] (?:de|depuis|avec|à partir)\s"
    r"|(?:diese (?:nachricht|e-?mail) wurde )?(?:von (?:meinem|meiner|mein)|gesendet (?:von|mit|über|vom)"
    r"|verschickt (?:von|mit|vom))\s"
    r"|inviato (?:da|dal|dalla|con)\s|verzonden (?:vanaf|met|via|vanuit)\s|verstuurd (?:vanaf|met|via)\s"
    r"|enviat (?:des|amb)\s"
    r"|skickat från\s|sendt fra\s|lähetetty\s|wysłan[eoy] (?:z|za pomocą)\s|odesláno (?:z|ze|pomocí)\s"
    r"|odoslané z\s|trimis (?:de pe|din)\s"
    r"|отправлено (?:с|из)\s|надіслано (?:з|із)\s|στάλθηκε από\s|elküldve\s|发自|從我的|发送自",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:get|obtener|obt[ée]n|descarga[r]?|obtenha|obter|baixar|obtenir|t[ée]l[ée]charge[rz]|scarica|ottieni"
    r"|holen sie(?: sich)?"
    r"|download|pobierz|aconsegueix|hämta|hent) (?:o |l'|program )?(?:outlook\s.{2,100}|bluemail .{2,60})"
    r"|outlook (?:f[üu]r|para|for) .{2,40}(?:beziehen|herunterladen|abrufen).{0,60}"
    r"|yahoo mail: .{2,70}|.{0,20}iphone'?(?:u|dan|umdan).{0,10}gönderildi|iphone(?:から送信)|나의 iphone에서 보냄"
    r"|(?:libre|livre|lliure) de v[ií]rus.{0,90}|virus-?free\b.{0,90}|no hay virus.{0,20}avast.{0,60}"
    r"|virenfrei.{0,80}|sans virus.{0,80}"
    r"|(?:por favor, )?(?:disculpe?|perdona)\w* (?:mi|la|la mi) brevedad\.?|please excuse my brevity\.?"
    r"|bitte verzeihen sie (?:die )?k[üu]rze\.?"
    r"|sent from my i(?:phone|pad|pod).{0,60}|<?(?:https?://)?(?:www\.)?avast\.com(?:/\S{0,150})?"
    r"|provenance ?: ?(?:courrier|outlook|mail)(?!\w).{0,40}"
    r"|(?:este (?:correo electrónico ha|mensaje ha|e-?mail foi)|this e-?mail has been|diese e-?mail wurde"
    r"|questa e-?mail è stata|l.absence de virus dans ce).{0,100}\bavast\b.{0,80}",
    re.IGNORECASE,
)
# How a line begins that people add below their signature; the second kind only below a blank line.
_POSTSCRIPT = re.compile(
    r"[\s*_]{0,4}(?:p\.? ?[sd]\.?|p\.? ?p\.? ?[sd]\.?|n\.? ?b\.?|pos(?:t|t-| )?data|post ?-?scriptum|poscritto|nachtrag"
    r"|addendum|edito?)[*_]{0,2} ?[:.,;–—)-]",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"[\s*_]{0,4}(?:por cierto|a prop[óo]sito|se me (?:olvid|pas)\w*|(?:me )?olvid[ée]|ah,|by the way|btw|i forgot"
    r"|forgot to|one more thing|also,|ali[áa]s|esqueci|me esqueci|au fait|j.ai oubli[ée]|[üu]brigens|noch etwas"
    r"|ich habe (?:noch )?vergessen|dimenticavo|ho dimenticato)(?!\w)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?¿]|(?<!\w)(?:por favor|please|bitte|s.il (?:vous|te) pla[îi]t|per favore|se us plau)(?!\w)",
    re.IGNORECASE,
)
_COMMAND = re.compile(rf"\s*[{HASHES}][^\W\d_]")
_BARE = frozenset({"--", "---", "—", "–"})
_REACHED = re.compile(r"\S@\S|www\.|https?://|(?:\d[\s().-]?){7}")
_SHORTENED = re.compile(
    r"(?:\b[A-Z]|\b[A-Z]\.\s?[A-Z]|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Lda|Ltda|Cía|Dr|Dra|Ing|Lic))\.\s*$"
)
_PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "de del la las los el y e i da do dos das di von van zu der den du des le of the and for at al à a en in und"
        " für et",
    )
)
_CLOSES = re.compile(
    r"(?:(?:un|muchos?|con(?: un)?|mis|con mis|best|kind(?:est)?|warm|many|with|muchas|mit|viele|beste|liebe|schöne"
    r"|bien|meilleures|cordiali|distinti|(?:com )?os melhores|melhores|um|met|med) )?"
    r"(?:(?:cordial(?:es)?|freundlichen|vriendelijke|vänliga) )?(?:saludos?|atentamente|cordialmente|regards|wishes"
    r"|thanks|gracias|grüßen?|gruß|cordialement|salutations|saluti|cumprimentos|abra[çc]os?|atenciosamente|hälsningar"
    r"|groet(?:en)?|à vous)(?: cordial(?:es)?| atento)?,?",
    re.IGNORECASE,
)
_GREETS = 4  # words of 'Un saludo muy cordial,'
_LONGEST_LINE = 160
_MOST_WORDS = 16
_ADVERTISED = 5  # of 'Sent from Nine <http://...>'
_LINK = re.compile(r"\s?[<(\[]?https?://[^\s<>]{1,300}[>)\]]?\Z")
_DRAWN = " \t\xa0\u200e\u200f\ufeff*_>|~—–-"


def phone_line(line: str) -> bool:
    """'Enviado desde mi iPhone', 'Sent from my ...', 'Get Outlook for iOS': words of a program, not of a person."""
    if len(line) > _LONGEST_LINE:
        return False
    bare = line.strip(_DRAWN).rstrip(" .*_")
    if _WHOLE.fullmatch(bare):
        return True
    bare, links = _LINK.subn("", bare)
    bare = bare.rstrip(" .*_")
    sent = _SENT.match(bare)
    if sent is None or len(bare.split()) > _MOST_WORDS:
        return False
    if links and bare[:1].isupper() and len(bare.split()) <= _ADVERTISED:
        return True
    return _NAMED.search(bare, max(0, sent.end() - 1)) is not None or _MINE.search(bare) is not None


def a_programs(line: str) -> bool:
    """Whether a line is a program's, or a link such as they put below theirs."""
    return phone_line(line) or _LINK.fullmatch(line.strip(_DRAWN)) is not None


def links_below(lines: Sequence[str], phones: AbstractSet[int]) -> set[int]:
    """The links that stand right below what programs have added."""
    below = {at + 1 for at in phones if at + 1 < len(lines)}
    return {at for at in below if _LINK.fullmatch(lines[at].strip(_DRAWN))}


def phones_above_commands(lines: Sequence[str], left: Iterable[int]) -> set[int]:
    """The lines of programs at the end of an agent's words, of which `left` are the indexes: what she writes for the
    desk below them makes them no words of hers."""
    found: set[int] = set()
    for at in sorted(left, reverse=True):
        if phone_line(lines[at]):
            found.add(at)
        elif lines[at].strip(UNSEEN) and not _COMMAND.match(without_unseen(lines[at])):
            break
    return found


def signature_lines(lines: Sequence[str], *, private: bool = False) -> range:
    """The indexes of the lines that are the signature of `lines` (RFC 3676 4.3): to their end, or to a postscript.

    The last '-- ' decides; a bare '--' (HTML loses the blank) only above a name, in lines short and few, since people
    draw lines too. The legal text below one is none of those lines. `private`: what says how to reach an agent is none
    of the customer's business, with a name above it or not.
    """
    end = len(lines)
    legal = disclaimer_from(lines)
    for at in range(len(lines) - 1, max(-1, legal - LONGEST_SIGNATURE - 2), -1):
        line = lines[at].replace("\xa0", " ").lstrip("\ufeff")
        if line == "-- " or (
            line.strip() in _BARE and _names_its_sender(lines, at, min(legal, end), private)
        ):
            return range(at, end)
        added = at > 0 and not lines[at - 1].strip(UNSEEN) and (_ADDED.match(line) or _asks(line, at < legal))
        if added or _POSTSCRIPT.match(line):
            end = at
    return range(0)


def _asks(line: str, above_legal: bool) -> bool:
    """Whether a paragraph below a signature begins as one that asks for something."""
    return above_legal and len(line.split()) > 2 and _ASKS.search(line) is not None and not green(line)


def _names_its_sender(lines: Sequence[str], at: int, end: int, private: bool) -> bool:
    """Whether the bare dashes in line `at` stand above a name, and not between parts of what somebody writes."""
    below = next((line for line in lines[at + 1 : end] if line.strip(UNSEEN)), "")
    reached = private and any(_REACHED.search(line) for line in lines[at + 1 : end])
    if not looks_signed(lines[at + 1 : end]) or not (reached or could_name(below)):
        return False
    begins = below.split(maxsplit=1)[0].casefold() if below.strip(UNSEEN) else ""
    dashes = lines[at].strip()
    above = lines[max(0, at - LONGEST_SIGNATURE) : at]
    return not any(
        line.strip() == dashes or (begins and line.casefold().startswith(begins)) for line in above
    )


def could_name(line: str) -> bool:
    """Whether a line could be a person's or a company's: a name, an address, a number, 'Un saludo,'; no sentence."""
    bare = line.strip(_DRAWN).rstrip(".*_ ")
    if not bare or phone_line(bare) or _REACHED.search(bare) or _CLOSES.fullmatch(bare):
        return True
    if bare.endswith((":", "!", "?")) or (line.rstrip().endswith(".") and not _SHORTENED.search(line)):
        return False
    words = bare.rstrip(",").split()
    if not bare.lstrip("\"'«“(¡")[:1].isalpha():  # an item of a list, a heading
        return False
    return (
        len(words) == 1
        or all(
            not word[:1].isalpha() or not word[:1].islower() or word.casefold() in _PARTICLES
            for word in words
        )
        or (bare.endswith(",") and len(words) <= _GREETS)
    )


def looks_signed(lines: Sequence[str]) -> bool:
    """Whether these lines could be nothing but a signature: few, short, and no question among them."""
    worded = [line for line in lines if line.strip(UNSEEN)]
    if len(worded) > _BARE_SIGNATURE:
        return False
    return all(len(line) <= _SHORT and "?" not in line and "¿" not in line for line in worded)
