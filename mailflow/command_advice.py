"""The nearest fix of what is wrong with a command, where the place of the fault did not know one: names there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from helpdesk.mailflow.command_moment import TOMORROW
from helpdesk.mailflow.command_words import VERBS, plain
from helpdesk.mailflow.mending import BLANK
from helpdesk.mailflow.words import say
from helpdesk.tickets.deeds import CommandFault, Vocabulary
from helpdesk.tickets.model import Language
from helpdesk.tickets.review import folder_shown

_MOST_TAPPED = 6  # names of which each may be meant; of more only some are shown
_MOST_NAMED = 12
_LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


def advised(fault: CommandFault, known: Vocabulary, language: Language) -> CommandFault:
    """`fault`, and those behind it, with what the policy's names say may have been meant."""
    more = tuple(advised(each, known, language) for each in fault.more)
    fault = replace(fault, more=more)
    if fault.fixes or fault.write:
        return fault
    names = _names(fault, known, language)
    if fault.what == "command_value":
        return _said_which(fault, names, language)
    if names and fault.what in _NAMED:
        return replace(fault, write=_listed(_with_blank(fault), names))
    if fault.what == "command_no_address":
        return replace(fault, write=_with_blank(fault, say(language, "command_example_address")))
    return fault


def _said_which(fault: CommandFault, names: Sequence[str], language: Language) -> CommandFault:
    """The value that is missing: each of a few names, else one to fill in."""
    if 0 < len(names) <= _MOST_TAPPED:
        return replace(fault, fixes=tuple(f"{fault.about} {name}" for name in names[:4]))
    verb = _verb(fault)
    if verb in ("cc", "admit", "for"):
        return replace(fault, write=f"{fault.about} {say(language, 'command_example_address')}")
    return replace(fault, write=_listed(f"{fault.about} {BLANK}", names))


def _names(fault: CommandFault, known: Vocabulary, language: Language) -> list[str]:
    verb = _NAMED.get(fault.what) or _verb(fault)
    found = _OF.get(verb)
    return list(found(known, language)) if found else []


def _verb(fault: CommandFault) -> str:
    word = fault.source.lstrip("#\uff03\ufe5f ").split(" ", maxsplit=1)[0]
    return VERBS.get(plain(word).strip(".,:;!"), "")


def _with_blank(fault: CommandFault, blank: str = BLANK) -> str:
    at = fault.column - 1
    if not fault.source.startswith(fault.about, at):
        return f"{fault.source} {blank}"
    return f"{fault.source[:at]}{blank}{fault.source[at + len(fault.about) :]}"


def _listed(line: str, names: Sequence[str]) -> str:
    """The line, and what may stand in it, behind two blanks: no part of the line."""
    if not names:
        return line
    more = f", {BLANK}" if len(names) > _MOST_NAMED else ""
    return f"{line}  ({', '.join(names[:_MOST_NAMED])}{more})"


def _priorities(known: Vocabulary, language: Language) -> list[str]:
    """One word for each, in her language where it has one of its own."""
    by_rank: dict[str, list[str]] = {}
    for word, rank in known.priorities.items():
        by_rank.setdefault(rank, []).append(word)
    at = _LANGUAGES.index(language)
    order = {0: 1, 1: 0, 2: 2}[at]  # as the table has them: English, Spanish, Portuguese
    return [words[min(order, len(words) - 1)] for words in by_rank.values()]


def _reasons(known: Vocabulary, language: Language) -> list[str]:
    return [f"{team} {reason}" for team in known.teams for reason in known.reasons_in(language)]


_OF: Mapping[str, Callable[[Vocabulary, Language], Sequence[str]]] = {
    "assign": lambda known, _: list(known.agents),
    "team": lambda known, _: list(known.teams),
    "escalate": _reasons,
    "reason": lambda known, language: list(known.reasons_in(language)),
    "tag": lambda known, _: known.tags,
    "folder": lambda known, language: [folder_shown(each, language) for each in known.folders],
    "priority": _priorities,
    "lang": lambda _, __: _LANGUAGES,
    "macro": lambda known, _: list(known.macros),
    "kb": lambda known, _: list(known.articles),
    "snooze": lambda _, language: ("2h", "2d", f"{TOMORROW[language]} 9:00"),
}
# What is none of the names there are, and of which.
_NAMED = {
    "command_no_agent": "assign",
    "command_no_team": "team",
    "command_no_reason": "reason",
    "command_not_a_reason": "reason",
    "command_no_priority": "priority",
    "command_no_folder": "folder",
    "command_no_tag": "tag",
    "command_no_macro": "macro",
    "command_no_article": "kb",
}
