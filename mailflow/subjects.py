"""Subjects: the customer's own words first, the protocol once, the same on every mail of a ticket (product.md 1.2)."""

from __future__ import annotations

import re
from typing import Literal

from helpdesk.mailflow.addresses import clean_header
from helpdesk.mailflow.protocol import canonical
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Language

Place = Literal["suffix", "prefix", "none"]
LIMIT = 200

# What clients of our three languages, and the commonest others, put in front; and what a company's border does.
_PREFIXES = re.compile(
    r"(?:\s*(?:re|aw|sv|vs|vl|vb|antw|antwort|fwd?|rv|enc|res|resp|r|i|wg|tr|rép|réf|rif|odp|odg|pd|ynt|i̇?lt|atb"
    r"|bls|trs|továbbítás|reenv|reenviado|encaminhad[oa]|doorst|回复|回覆|答复|转发|轉寄|返信|転送|ответ|отв|пересл)\.?"
    r"\s*(?:[\[(]\d{1,3}[\])]|[\^*]\d{1,3})?\s*[:：]"
    r"|\s*\[(?:ext|external|externo|externa|externe|extern|spam)\]|\s*\*{2,5}spam\*{2,5})+\s*",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*\[([^\[\]]{1,60})\]")


def base(subject: str, protocol: str, language: Language) -> str:
    """The customer's subject without Re:, Fwd: and our bracketed protocols; words for an empty one.

    That of a case before this one goes too: an answer that has no References left would name two (threats E2)."""
    text = " ".join(clean_header(subject).split())
    if protocol and "[" in text:
        text = _BRACKETED.sub(lambda found: "" if _ours(found[1], protocol) else found[0], text)
    text = _PREFIXES.sub("", text, count=1) if _PREFIXES.match(text) else text
    return text.strip() or say(language, "no_subject")


def _ours(bracketed: str, protocol: str) -> bool:
    return (
        bracketed.upper() == protocol.upper()
        or canonical(bracketed, [protocol.rsplit("-", 2)[0]]) is not None
    )


def to_customer(subject: str, protocol: str, language: Language, place: Place, *, first: bool = False) -> str:
    """`Re: Factura duplicada [ACM-2611-7K3MGX]`, or as `subject.protocol` says; the `first` mail answers none."""
    words = base(subject, protocol, language)
    return _with(words if first else f"Re: {words}", protocol, place, prefix_head="" if first else "Re: ")


def received(protocol: str, language: Language, place: Place) -> str:
    """The subject of a neutral receipt: fixed words, nothing of the sender's."""
    return _with(say(language, "received_subject"), protocol, place)


def to_agent(subject: str, protocol: str, language: Language) -> str:
    """`[ACM-2611-7K3MGX] Factura duplicada`: one conversation a ticket in every client."""
    return _with(base(subject, protocol, language), protocol, "prefix")


def about(words: str, subject: str, protocol: str, language: Language) -> str:
    """`NO ENVIADO: [ACM-2611-7K3MGX] Factura duplicada`; without a ticket, the mail's own subject."""
    rest = to_agent(subject, protocol, language) if protocol else base(subject, "", language)
    return _cut(f"{words}: {rest}", LIMIT)


def _with(text: str, protocol: str, place: Place, prefix_head: str = "") -> str:
    tag = f"[{protocol}]"
    if place == "none" or not protocol:
        return _cut(text, LIMIT)
    text = _cut(text, LIMIT - len(tag) - 1)
    if place == "suffix":
        return f"{text} {tag}"
    return f"{prefix_head}{tag} {text.removeprefix(prefix_head)}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
