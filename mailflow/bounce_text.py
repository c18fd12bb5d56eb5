"""Delivery reports in free text: what flufl.bounce knows, and the phrases and shapes it does not."""

from __future__ import annotations

import logging
import re
from email import message_from_bytes

from flufl.bounce import all_failures

from helpdesk.mailflow.bounce_status import MOST_RECIPIENTS, address_in
from helpdesk.tickets.mail import Failure

# Subjects that servers write. A "Fwd:" before the same words is a person's; a "Re:" some servers write too.
_SUBJECT = re.compile(
    r"(?!\s*(?:fwd?|rv|enc|tr|wg|i)\s*:)"
    r".*(?:undeliver|non-?deliver|not? (?:be )?delivered|delivery (?:status|failure|failed|has failed|problem|report"
    r"|error|delayed|notification|incomplete)|delayed mail|permanent delivery|during delivery|mail delivery"
    r"|failure notice|failed mail|failure delivery|fail(?:ed|ure) to deliver|returned mail|mail returned"
    r"|returning message|returned to sender|message you sent|could not be delivered|cannot be delivered"
    r"|mail (?:system )?error|mail failure|user unknown|unknown user|mailbox (?:is )?(?:full|unavailable)"
    r"|warning: (?:could not send|message)|not been delivered|has not yet been delivered|message (?:status|delivery)"
    r"|no se (?:ha podido|pudo|puede) entregar|no entregad"
    r"|(?:correo|mensaje) devuelto|entrega (?:fallida|retrasada)|(?:error|fallo) (?:de|en la) entrega|no recapitad"
    r"|n[ãa]o (?:foi )?entregue|falha na entrega|n[ãa]o entreg|mensagem devolvida|unzustellbar|nicht zugestellt"
    r"|zustellung|non (?:remis|distribu|recens|d[ée]livr)|[ée]chec (?:de la )?(?:remise|distribution)|mancata consegna"
    r"|mancato recapito|非投递|退信|undelivered)",
    re.IGNORECASE | re.DOTALL,
)
# What such a report begins with, and the end of its own words: the mail it gives back.
_OPENING = re.compile(
    r"could not be delivered|cannot be delivered|couldn'?t be delivered|was not delivered|wasn'?t delivered"
    r"|n'a pas pu [eê]tre (?:d[eé]livr|remis|distribu)|no (?:se )?(?:pudo|ha podido|fue posible) (?:ser )?entrega"
    r"|no (?:ha sido|fue) entregado|n[ãa]o (?:p[ôo]de|foi poss[ií]vel|foi) (?:ser )?entreg|konnte nicht (?:zugestellt|"
    r"ausgeliefert)|non [eè] stato (?:possibile )?(?:consegna|recapita)|non-delivery report|delivery (?:to|of) .{0,80}"
    r"fail|permanent fatal|unable to deliver|undeliverable|failed recipients?|delivery failure|no such user"
    r"|user unknown",
    re.IGNORECASE,
)
# One of these is in whatever _OPENING finds: asked first, since most mail is no report and the pattern is slow.
_HINTS = (
    "deliver", "entreg", "n'a pas pu", "konnte nicht", "non e", "non è", "permanent fatal", "failed recip",
    "no such user", "user unknown",
)  # fmt: skip
_RETURNED = re.compile(
    r"^\W{0,8}(?:original message|returned mail|old message|below (?:this line|the next line)|header of the source"
    r"|(?:the|this is a copy of|copy of).{0,40}(?:message|header)|mensaje original|received: |return-path: )",
    re.IGNORECASE | re.MULTILINE,
)
_ALONE = re.compile(
    r"^[\s*>\"'-]{0,8}(?:\"[^\"\n]{0,100}\" )?<?([^\s@<>:,;]{1,200}@[^\s@<>:,;]{1,200}?)>?[\s.:]{0,8}(?:$|[-:(;])"
)
_OWN_LINES = 80
_LONGEST_LINE = 1000
_FOR_FLUFL = 128 * 1024
# compat32 answers an 8-bit header with an object that is no text, on which flufl's detectors end. All they look for
# is ASCII.
_SEVEN_BIT = bytes(range(128)) + b"?" * 128
# It prints a traceback of each fault before it raises it.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)
_DELAY = re.compile(
    r"will (?:be|continue|keep)|delayed|retr(?:y|ied)|seguir[áa]|still being|not yet been|warning",
    re.IGNORECASE,
)


def says_failure(subject: str) -> bool:
    """Whether `subject` is one that mail servers write about a mail not delivered."""
    return _SUBJECT.match(subject[:300]) is not None


def opens_as_report(text: str) -> bool:
    """Whether a text begins as reports begin."""
    opening = " ".join(text[:400].split())
    folded = opening.casefold()
    return any(hint in folded for hint in _HINTS) and _OPENING.search(opening) is not None


def own_pattern(text: str) -> list[Failure]:
    """Addresses that stand alone on a line, or in front of a colon, before the returned mail begins."""
    head = text[: _OWN_LINES * 200]
    returned = _RETURNED.search(head)
    head = head[: returned.start()] if returned else head
    found: dict[str, None] = {}
    for line in head.split("\n")[:_OWN_LINES]:
        match = _ALONE.match(line[:_LONGEST_LINE])
        if match and (address := address_in(match[1])):
            found[address] = None
    action = "delayed" if _DELAY.search(head) else "failed"
    return [Failure(address, action) for address in list(found)[:MOST_RECIPIENTS]]


def flufl_pattern(raw: bytes) -> list[Failure]:
    """What flufl.bounce finds in the first part of `raw`; its own faults on odd mail count as nothing found."""
    cut = raw[:_FOR_FLUFL]
    # Its patterns run over every line; a line that no report has would cost it seconds.
    lines = b"\n".join(line[:_LONGEST_LINE] for line in cut.split(b"\n"))
    try:
        temporary, permanent = all_failures(message_from_bytes(lines.translate(_SEVEN_BIT)))
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        return []
    named = [(one, "delayed") for one in sorted(temporary)] + [(one, "failed") for one in sorted(permanent)]
    failures = (Failure(address_in(_text(one)), action) for one, action in named)
    return [failure for failure in failures if failure.address][:MOST_RECIPIENTS]


def _text(found: bytes | str) -> str:
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else found
