"""What a macro does besides its text: the verbs of `then:`, the same words as agents' commands, read into fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from helpdesk.rules import synonyms
from helpdesk.rules.fold import fold
from helpdesk.rules.names import Names
from helpdesk.rules.nearest import suggestion

Field = Literal["tag", "untag", "priority", "folder", "status"]

_VERBS: Mapping[str, Literal["tag", "priority", "folder", "status"]] = {
    "tag": "tag",
    "etiqueta": "tag",
    "priority": "priority",
    "prioridad": "priority",
    "prioridade": "priority",
    "folder": "folder",
    "carpeta": "folder",
    "pasta": "folder",
    "status": "status",
    "estado": "status",
}
_ALONE: Mapping[str, str] = {
    "wait": "waiting",
    "pending": "waiting",
    "esperar": "waiting",
    "aguardar": "waiting",
    "resolve": "resolved",
    "resolver": "resolved",
    "close": "closed",
    "cerrar": "closed",
    "fechar": "closed",
    "reopen": "open",
    "reabrir": "open",
}


@dataclass(frozen=True, slots=True)
class Then:
    """One thing a macro does to its ticket: `value` is a tag, a folder, or a priority or status as it is stored."""

    field: Field
    value: str


class BadVerb(Exception):
    """A verb nobody understands, with what to write instead."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


def parse_then(text: str, names: Names | None = None) -> tuple[Then, ...]:
    """Read 'tag +facturacion -vip', 'priority alta', 'folder Facturación', 'status waiting' or 'resolve' (# or not).

    With `names`, tags and folders must be defined. Raises BadVerb.
    """
    verb, _, rest = text.strip().lstrip("#").strip().partition(" ")
    word, rest = fold(verb), rest.strip()
    if word in _ALONE and not rest:
        return (Then("status", _ALONE[word]),)
    kind = _VERBS.get(word)
    if kind is None:
        raise BadVerb(f'"{text}" is not something a macro can do', suggestion(word, (*_VERBS, *_ALONE)))
    if not rest:
        raise BadVerb(f'"{text}" does not say which', f"{verb} ...")
    if kind == "tag":
        return tuple(_tag(each, names) for each in re.split(r"[\s,]+", rest))
    if kind == "folder":
        _defined("folder", rest, names)
        return (Then("folder", rest),)
    found = synonyms.priority(rest) if kind == "priority" else synonyms.status(rest)
    if found is None:
        words = synonyms.PRIORITY_WORDS if kind == "priority" else synonyms.STATUS_WORDS
        raise BadVerb(f'"{rest}" is not a {kind}', suggestion(rest, words))
    return (Then(kind, found),)


def _tag(word: str, names: Names | None) -> Then:
    tag = word.lstrip("+-")
    _defined("tag", tag, names)
    return Then("untag" if word.startswith("-") else "tag", tag)


def _defined(kind: str, name: str, names: Names | None) -> None:
    known = names.of(kind) if names else None
    if known is not None and name not in known:
        raise BadVerb(f'there is no {kind} "{name}"', suggestion(name, known))
