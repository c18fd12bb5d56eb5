"""What an agent asks `#buscar` for: words, and beside them `estado:abierto`, `etiqueta:vip`, `cliente:a@b.example`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from helpdesk.mailflow.command_words import plain

_FILTER = re.compile(r'(?<!\S)(?P<name>[^\W\d_]+):(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))')
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("estado", "status"), "status"),
    **dict.fromkeys(("etiqueta", "tag"), "tag"),
    **dict.fromkeys(("carpeta", "folder", "pasta"), "folder"),
    **dict.fromkeys(("agente", "agent"), "assignee"),
    **dict.fromkeys(("cliente", "customer"), "requester"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """`words` as tickets.search reads them; `filters` by the names of the archive's list."""

    words: str
    filters: Mapping[str, str] = field(default_factory=dict)


def terms(text: str) -> Terms:
    """`text` taken apart; what stands before a colon and is no filter's name is a word like any other."""
    filters: dict[str, str] = {}

    def taken(found: re.Match[str]) -> str:
        name = _NAMES.get(plain(found["name"]))
        if name is None:
            return found.group()
        filters[name] = found["phrase"] if found["phrase"] is not None else found["word"]
        return ""

    words = _FILTER.sub(taken, text)
    return Terms(" ".join(words.split()), filters)
