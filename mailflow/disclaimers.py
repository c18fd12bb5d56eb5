"""The legal text that companies' servers put below a mail: nobody's words, known by how it begins and what it says.

A customer may write of confidential things too, so two of its phrases must stand in each paragraph down to the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from helpdesk.mailflow.attributions import UNSEEN

_MOST_LINES = 120
_MOST_READ = 4000  # characters of a paragraph
_LEAST = 2  # phrases in a paragraph
_LEAST_WORDS = 18

_OPENS = re.compile(
    r"[\s*_]{0,4}(?:aviso (?:legal|de confidencialidad|de confidencialidade)|nota (?:legal|de confidencialidad)"
    r"|cl[áa]usula de confidencialidad|confidencialidad|confidencialidade|protecci[óo]n de datos|informaci[óo]n"
    r" (?:legal|b[áa]sica)|este (?:mensaje|correo|e-?mail)|esta mensagem|el contenido de est[ea]|la informaci[óo]n"
    r" conten|as informa[çc][õo]es contidas|en cumplimiento|de conformidad con"
    r"|aquest (?:missatge|correu)|av[íi]s legal"
    r"|confidential(?:ity)?\b|disclaimer|legal notice|privileged|this (?:e-?mail|message|communication|transmission)"
    r"|the (?:information|contents?) (?:contained |transmitted )?(?:in|of|by|with)|internet (?:e-?mail )?confidential"
    r"|ce (?:message|courriel|mail|courrier)|cet? (?:e-?mail)|avertissement|mention l[ée]gale|confidentialit[ée]"
    r"|diese (?:e-?mail|nachricht)|vertraulich|der inhalt dieser"
    r"|il (?:presente )?messaggio|questo messaggio|questa e-?mail|le informazioni contenute|riservatezza|avvertenza"
    r"|dit (?:e-?mail)?bericht|deze e-?mail)(?!\w)",
    re.IGNORECASE,
)
# What such a text says, whatever the language; each counts once.
_SAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"confidenci|confidential|confidentiel|vertraulich|riservat|confiden[cz]ial|vertrouwelijk",
        r"destinatari|addressee|recipient|destinataire|empf[äa]nger|adressat|geadresseerde",
        r"privileg|secreto profesional|sigilo|berufsgeheim|segreto",
        r"prohib|proibid|interdit|unzul[äa]ssig|untersagt|vietat|no est[áa] permitida|not permitted|unauthori[sz]",
        r"por error|in error|by mistake|por engano|par erreur|irrt[üu]mlich|per errore|not the intended",
        r"elim[íi]n|borr(?:e|ar)|delete|destroy|apag(?:ue|ar)|supprim|d[ée]trui|l[öo]sch|vernicht|cancell|distrugg",
        r"notif|comun[íi]qu|infórm|informe|advise the sender|avertir|benachrichtig|informieren|avvis",
        r"rgpd|gdpr|lopd|reglamento \(ue\)|2016/679|ley org[áa]nica|datos personales|personal data|dsgvo",
        r"virus|archivos? adjuntos?|attachments?|anexos|pi[èe]ces jointes|anh[äa]nge|allegat",
    )
)
# One of them at least speaks of secrecy: a customer's request under the law on data says as much else.
_CORE = _SAYS[:2]
_PERSONAL = re.compile(
    r"(?<!\w)(?:solicito|pido|quiero|deseo|exijo|reclamo|necesito|mis?|me|yo|tengo|he|i|my|we|our|ich|meine?[nrs]?|je|j|mon"
    r"|ma|mes|minhas?|meus?|quero|gostaria|vorrei|chiedo|mio|mia|miei|mie)(?!\w)",
    re.IGNORECASE,
)
_GREEN = re.compile(
    r"[\s*_PpüÜ\U0001f333\U0001f331\U0001f30d-]{0,6}(?:antes de imprimir|por favor,? (?:piense|considere)|piensa? en el"
    r" medio|(?:please )?(?:consider|think of) the environment|before printing|pense (?:no|antes|bem)|pensez [àa]"
    r"|avant d.imprimer|bitte (?:denken|pr[üu]fen)|denken sie|prima di stampare|abans d.imprimir)",
    re.IGNORECASE,
)


def disclaimer_from(lines: Sequence[str]) -> int:
    """Where the legal text begins that goes on to the end of `lines`; their number where there is none."""
    found = end = len(lines)
    secret = False
    for begin, paragraph in _paragraphs_upwards(lines):
        text = " ".join(paragraph)[:_MOST_READ]
        says = sum(one.search(text) is not None for one in _SAYS)
        if _PERSONAL.search(text):
            break
        if _OPENS.match(text) and says >= _LEAST:
            found = begin
            secret = secret or any(one.search(text) for one in _CORE)
        elif says < _LEAST and not green(text) and not _short_title(text):
            break
    return found if secret and len(" ".join(lines[found:end]).split()) >= _LEAST_WORDS else end


def green(text: str) -> bool:
    """'Think of the environment before you print this.'"""
    return _GREEN.match(text) is not None


def _short_title(text: str) -> bool:
    """'AVISO LEGAL' in a line of its own."""
    return _OPENS.match(text) is not None and len(text.split()) <= _LEAST + 2


def _paragraphs_upwards(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """The paragraphs from the last to the first, each with the index of its first line."""
    paragraph: list[str] = []
    first = max(0, len(lines) - _MOST_LINES)
    for at in range(len(lines) - 1, first - 1, -1):
        line = lines[at].strip(UNSEEN)
        opens = _OPENS.match(line) is not None and len(line) > _LEAST
        if line:
            paragraph.insert(0, line)
        if paragraph and (not line or at == first or opens):
            yield at + (not line), paragraph
            paragraph = []
