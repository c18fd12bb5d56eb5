"""The lines a desk draws in its mails to agents, so that what comes back can be told from what was written.

`compose` draws them, `body` takes them off, the leak guard looks for them. Wording lives here and not in the
templates, because both directions must agree on it for as long as old mails are answered.
"""

from __future__ import annotations

import re

from helpdesk.tickets.model import Language

WIDTH = 76
CARD = "| "  # starts each line of the ticket's card
WARNING = "! "  # starts each banner

# A separator is drawn as its start, its words, and dashes to WIDTH. Starts are never reworded, only added to.
TO_CUSTOMER: dict[Language, str] = {
    "es": "-- Si respondes, le llega a ",
    "en": "-- If you reply, it goes to ",
    "pt": "-- Se você responder, chega a ",
}
TO_COLLEAGUES: dict[Language, str] = {
    "es": "-- Si respondes, queda como nota interna ",
    "en": "-- If you reply, it stays an internal note ",
    "pt": "-- Se você responder, fica como nota interna ",
}
TO_THE_DESK: dict[Language, str] = {
    "es": "-- Si respondes, lo lee solo la mesa ",
    "en": "-- If you reply, only the desk reads it ",
    "pt": "-- Se você responder, só o atendimento lê ",
}
_BEFORE = ("-- Se você responder, só a central lê ",)  # stands in mails sent before, which are answered still
EARLIER: dict[Language, str] = {"es": "-- Anterior ", "en": "-- Earlier ", "pt": "-- Mensagem anterior "}
NOTES: dict[Language, str] = {
    "es": "-- Notas internas del equipo ",
    "en": "-- Internal notes of the team ",
    "pt": "-- Notas internas da equipe ",
}
YOUR_TEXT: dict[Language, str] = {
    "es": "-- Tu texto completo ",
    "en": "-- Your full text ",
    "pt": "-- Seu texto completo ",
}

# Labels of the card that stand at the start of its lines.
WHY: dict[Language, str] = {"es": "Por qué a ti: ", "en": "Why you: ", "pt": "Por que você: "}
TAPS: dict[Language, str] = {
    "es": "Órdenes de un toque: ",
    "en": "One-tap commands: ",
    "pt": "Comandos de um toque: ",
}
LABELS: tuple[str, ...] = (*WHY.values(), *TAPS.values())

STARTS: tuple[str, ...] = (
    *(
        start
        for family in (TO_CUSTOMER, TO_COLLEAGUES, TO_THE_DESK, EARLIER, NOTES, YOUR_TEXT)
        for start in family.values()
    ),
    *_BEFORE,
)
_DASHES = "--"
_TAIL = "----"
_LEAD = re.compile(r"[>\s\u00a0]*")


def separator(start: str, words: str = "") -> str:
    """A separator line: `start`, `words`, dashes to the width; at least four of them."""
    text = f"{start}{words} " if words else start
    return text + "-" * max(len(_TAIL), WIDTH - len(text))


def drawn(text: str) -> list[str]:
    """The lines of the card in a mail of ours."""
    return [line for line in text.split("\n") if line.startswith(CARD)]


def of_card(text: str) -> str:
    """The card in a mail of ours as one text, without its line of commands: she may well type some of them herself."""
    return "\n".join(line for line in drawn(text) if not line.startswith(_TAP_LINES))


def is_separator(line: str) -> bool:
    """Whether `line` is a separator of ours, quoted or not. Everything below one is ours, not the sender's."""
    if _DASHES not in line:
        return False  # every start has them, and few lines of people's
    bare = _LEAD.sub("", line, count=1).replace("\u00a0", " ").rstrip()
    # Mail clients fold the dashes to the next line or drop them; the start alone is telling enough.
    return bare.startswith(_STRIPPED_STARTS)


def is_card(line: str, protocol: str) -> bool:
    """Whether `line` is a telling line of the card of ticket `protocol`, quoted or not, `|` or none (HTML)."""
    bare = _LEAD.sub("", line, count=1).replace("\u00a0", " ").removeprefix(CARD)
    return bare.startswith((f"{protocol} · ", *LABELS))


_TAP_LINES = tuple(f"{CARD}{label}" for label in TAPS.values())
_STRIPPED_STARTS = tuple(start.rstrip() for start in STARTS if start not in EARLIER.values()) + tuple(
    f"{start}{_TAIL}" for start in EARLIER.values()
)
