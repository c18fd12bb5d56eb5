"""Whether an agent's own words hold a line that looks like a command; running commands comes later (A55).

A note taken for an answer reaches the customer, so anything like `#nota` holds the mail, wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata

_HASHES = "#＃﹟"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]")
# With a blank between it is a heading to some; only a word that is a verb counts.
_WORDS = """
nota note interno internal tomar take soltar drop asignar assign equipo team resolver solve solved resolved cerrar close
closed esperar pending reabrir reopen posponer snooze etiqueta tag prioridad priority carpeta folder idioma lang escalar
escalate macro kb unir merge separar split para for cc admitir admit spam descartar discard deshacer undo estado status
cola queue buscar search silenciar mute ayuda help auto
"""
_VERBS = frozenset(_WORDS.split())


def looks_like_command(own_words: str) -> tuple[int, str] | None:
    """The number (from 1) and text of the first line that looks like a command, None where there is none.

    `own_words` are without quotes and signature. `#1 …` is a numbered list, `\\#word` is literal text.
    """
    for number, line in enumerate(own_words.splitlines(), start=1):
        if _is_command(line):
            return number, line.strip()
    return None


def _is_command(line: str) -> bool:
    line = _INVISIBLE.sub("", line).strip()  # str.strip takes the no-break spaces of HTML clients too
    if not line or line[0] not in _HASHES:
        return False
    rest = line.lstrip(_HASHES)
    if rest[:1].isalpha():
        return True
    word = re.match(r"[^\W\d_]+", rest.lstrip())
    return word is not None and _plain(word.group()) in _VERBS


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word[:40].casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
