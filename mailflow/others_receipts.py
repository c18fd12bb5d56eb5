"""Whether a mail reads like what a machine writes, another desk's receipt before all, though no header says so (A21).

A relay may strip every header that a machine is known by. What is left are the words. They decide little: such a mail
gets no receipt, and what also names a number of its own, or calls itself automatic, changes no ticket's state. It is a
message all the same, and its agent is told of it: people write such words too (A22).
"""

from __future__ import annotations

import re
from typing import Literal

from helpdesk.mailflow.accents import without_accents

LINES_READ = 12  # that have words, from the top: a receipt says what it is at once
_LINE = 300

_RECEIVED = re.compile(
    r"\b(?:hemos recibido|recibimos) (?:correctamente )?(?:su|tu|la) "
    r"(?:mensaje|correo|solicitud|consulta|peticion|ticket|caso)"
    r"|\b(?:su|tu|la) (?:solicitud|consulta|peticion|incidencia|ticket|caso) (?:n\S* ?\S+ )?(?:ha sido|fue|se ha) "
    r"(?:recibid|cread|registrad|abiert)"
    r"|\bwe(?: have|'ve)? (?:just )?(?:received|got) your (?:message|e-?mail|request|inquiry|enquiry|ticket|case)"
    r"|\byour (?:e-?mail|message|request|ticket|case|inquiry|enquiry|support request)\b.{0,40}"
    r"\b(?:has been|was|is) (?:successfully )?(?:received|created|registered|logged|opened)"
    r"|\b(?:request|ticket|case) (?:for support )?has been (?:created|opened|registered)"
    r"|\bconfirming that we got your request"
    r"|\b(?:recebemos|acabamos de receber) (?:a )?(?:sua|seu|o seu) "
    r"(?:mensagem|e-?mail|solicitacao|pedido|chamado|contato)"
    r"|\b(?:sua|seu) (?:solicitacao|pedido|chamado|ticket|mensagem)\b.{0,40}\bfoi (?:recebid|criad|registrad|abert)"
)
# What desks write of their own accord: late, moved on, at its end. Never enough to leave a case as it is.
_NOTICE = re.compile(
    r"\bno (?:llegaremos a|hemos podido) (?:responderle|resolver su caso)\b|\b(?:su|tu) caso paso a(?:l| otro) equipo"
    r"|\bdamos (?:su|tu) caso por resuelto|\b(?:su|tu) caso espera un dato"
    r"|\bwe (?:will not manage|could not|won't be able) to (?:answer you|solve your case)\b"
    r"|\byour (?:case|ticket|request) "
    r"(?:has (?:been )?(?:moved|escalated|passed|closed|resolved|updated)|has been marked)"
    r"|\bwe consider your case resolved|\byour case is waiting for something"
    r"|\bnao (?:conseguimos|conseguiremos) (?:responder|resolver seu caso)\b|\bseu caso (?:passou para|aguarda uma)"
    r"|\bconsideramos seu caso resolvido"
)
_NUMBER = re.compile(
    r"\b(?:numero|codigo|referencia|identificador|id) (?:de |do |da |del )?(?:su |seu |sua )?"
    r"(?:protocolo|caso|ticket|solicitud|solicitacao|chamado|incidencia|seguimiento|atendimento|referencia)"
    r"|\b(?:protocol|ticket|case|request|reference|tracking|issue) (?:number|id|no\b|#)"
    r"|\b(?:ticket|case|request|caso|chamado|solicitud|solicitacao|incidencia)\W{0,3}(?:n[o.]\W{0,2})?[#(\[]\W?[a-z]{0,6}-?\d"
    r"|\bassigned #\d"
)
_AUTOMATIC = re.compile(
    r"\bthis (?:is an?|message (?:has been|was|is)) automat(?:ic|ed|ically)"
    r"|\bautomatically generated\b|\b(?:automatic|automated) (?:reply|response|acknowledge?ment|confirmation)"
    r"|\b(?:este|esta|es) (?:es |e |una? |uma? )*(?:mensaje|correo|respuesta|mensagem|resposta|e-?mail) automatic[oa]"
    r"|\b(?:respuesta|resposta|acuse de recibo) automatic[oa]\b|\bge(?:ne)?rad[oa] automaticamente\b"
)
# An absence notice calls itself one before anything else, where people go on: "Out of office does not work".
_ABSENT = (
    r"auto(?:matic|mated)?[- ]?(?:reply|response)|out of (?:the )?office(?: auto-?(?:reply|response))?"
    r"|respuesta automatica|auto ?respuesta|fuera de (?:la )?oficina|ausencia (?:temporal|de la oficina)"
    r"|resposta automatica|fora do escritorio|ausencia temporaria"
    r"|reponse automatique|(?:absence|absente?) (?:du bureau|temporaire)|message d'absence"
    r"|automatische (?:antwort|abwesenheit\w*)|abwesenheit(?:s(?:notiz|meldung|nachricht))?"
    r"|risposta automatica|fuori (?:sede|ufficio)|assen(?:te|za) (?:dall'ufficio|temporanea)"
)
_ABSENCE = re.compile(rf"(?:{_ABSENT})(?= ?[:(\[-]|\W*(?:\d|$))")
# So does an agent's own program, and says until when; some of its words are a subject of people's, but not to a handle.
_HERS = re.compile(
    rf"\[?(?:{_ABSENT}|ooo|i am (?:away|on (?:vacation|holiday|leave))|on (?:vacation|holiday|(?:annual )?leave)"
    r"|(?:estoy )?(?:ausente|de vacaciones)|(?:estou )?(?:ausente|de ferias)|absente?|en conges|abwesend|im urlaub"
    r"|assente|in ferie)(?= ?[:(\[\]\u2013\u2014-]|\W*(?:\d|$)"
    r"| (?:until|till|from|hasta|desde|del? \d|ate|a partir|jusqu|du \d|bis|vom|fino|dal)\b)"
)
_AWAY = re.compile(
    r"\b(?:estoy|estare|me encuentro|estamos) (?:actualmente )?fuera de (?:la|mi) oficina\b"
    r"|\bi(?: am|'m| will be) (?:currently )?out of (?:the |my )?office\b"
    r"|\b(?:estou|estarei|encontro-me) (?:atualmente )?fora do escritorio\b|\bich bin\b.{0,40}\bnicht im buro\b"
)
# Whatever a desk of this kind calls its receipt in words of its own: how to change the language it must say, and so.
_OTHER_LANGUAGES = re.compile(r"\benglish\? reply english\b|\b(espanol|portugues)\? responda \1\b")


def reads_like_receipt(subject: str, text: str) -> Literal["", "perhaps", "surely"]:
    """What a person would say who saw only the words; quoted lines are not looked at."""
    own = [line.strip()[:_LINE] for line in text[:20_000].split("\n")]
    own = [line for line in own if line and not line.startswith((">", "|"))]
    words = _bare("\n".join(own[:LINES_READ]))
    title = _bare(subject[:_LINE])
    if _AUTOMATIC.search(words) or _ABSENCE.match(title):
        return "surely"
    bare = f"{title}. {words}"
    if not _RECEIVED.search(bare):
        away = _AWAY.search(words) and "?" not in words
        ours = any(_OTHER_LANGUAGES.search(_bare(line)) for line in own if "?" in line)
        return "perhaps" if away or ours or _NOTICE.search(bare) else ""
    return "surely" if _NUMBER.search(bare) else "perhaps"


def is_absence(subject: str) -> bool:
    """Whether an agent's mail to a handle has the subject of an absence notice. Her answer has the case's, behind `Re:`
    or its number; a program that sets no header writes one of its own, and it must not be her answer (A16)."""
    return _HERS.match(_bare(subject[:_LINE])) is not None


def _bare(text: str) -> str:
    """Lower case without accents, blanks and line breaks as one blank, curled apostrophes straight."""
    return " ".join(without_accents(text.lower()).replace("\u2019", "'").split())
