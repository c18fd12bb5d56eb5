"""The verbs of commands as agents write them, in Spanish, English and Portuguese; and which word is nearly one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from helpdesk.mailflow.accents import without_accents
from helpdesk.tickets.model import Language

HASHES = "#\uff03\ufe5f"
# Name in English, then every word for it, the first two as they are taught in Spanish and English.
_VERBS = """
note      nota note interno internal
take      tomar take
drop      soltar drop
assign    asignar assign atribuir
team      equipo team equipe
solve     resolver solve solved resolved resuelto cerrar close closed fechar
pending   esperar pending wait waiting aguardar
reopen    reabrir reopen
snooze    posponer snooze adiar
tag       etiqueta tag etiquetas tags
priority  prioridad priority prioridade
folder    carpeta folder pasta
lang      idioma lang language
escalate  escalar escalate
cc        cc
admit     admitir admit
auto      auto
macro     macro
kb        kb
spam      spam
discard   descartar discard
restore   restaurar restore
mute      silenciar mute
unmute    unmute
status    estado status
queue     cola queue fila
search    buscar search procurar
help      ayuda help ajuda
merge     unir merge
split     separar split
undo      deshacer undo desfazer
for       para for
"""
_ALONE = "note take drop solve pending reopen auto spam discard restore undo unmute status queue help"


def _table(text: str) -> Mapping[str, str]:
    rows = [line.split() for line in text.strip().splitlines()]
    return {word: name for name, *words in rows for word in words}


VERBS = _table(_VERBS)
# Verbs that put words for the customer into the mail.
BRING_WORDS = frozenset({"macro", "kb"})
ALONE = frozenset(_ALONE.split())
# Verbs about one message, whose number may be left out: it is then the one that is answered.
ABOUT_MESSAGE = frozenset({"split"})
# What stands for a text: it may stand wherever that text shall.
FOR_TEXT = frozenset({"macro", "kb"})
OPTIONAL = frozenset({"mute"}) | ABOUT_MESSAGE  # a value may follow, or none

_NOT_LETTERS = re.compile(r"[\W_]+")


_TAUGHT_IN_PT = "atribuir equipe aguardar adiar prioridade pasta fila procurar ajuda desfazer"


def taught(name: str, language: Language) -> str:
    """The verb `name` as it is taught in a language, with its hash."""
    words = [word for word, each in VERBS.items() if each == name]
    if language == "en":
        return f"#{words[min(1, len(words) - 1)]}"
    own = (word for word in words if language == "pt" and word in _TAUGHT_IN_PT.split())
    return f"#{next(own, words[0])}"


def plain(word: str) -> str:
    """`word` without case and accents; of fullwidth letters the plain ones."""
    return without_accents(word[:200].casefold()).casefold()


def bare(name: str) -> str:
    """A name as values are compared: no case, accents or punctuation, one space between words."""
    return " ".join(_NOT_LETTERS.sub(" ", plain(name)).split())


def near(word: str, words: Iterable[str] = VERBS) -> tuple[str, ...]:
    """Those of `words` that are one slip of the finger away: a letter more, less, other, or two swapped."""
    return tuple(each for each in words if each != word and _one_off(word, each))


def _one_off(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    if short[at + 1 :] == long[at + 1 :]:
        return True
    swapped = short[at : at + 2] == long[at : at + 2][::-1]
    return swapped and short[at + 2 :] == long[at + 2 :]
