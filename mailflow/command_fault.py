"""What is wrong with a command, as her receipt shows it: the line, the place in it, the words, the nearest fix."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.mailflow.words import say
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.model import Language

_WIDEST = 90  # columns of the line that are shown


def shown(fault: CommandFault, language: Language) -> list[str]:
    """`3 | #asignar luiz` and under the piece that is meant `^^^^ no hay agente «luiz». ¿luis (Luis Gómez)?`."""
    if not fault.line:
        return []
    number = str(fault.line)
    at = min(max(fault.column - 1, 0), _WIDEST)
    carets = "^" * max(1, min(_length(fault, at), _WIDEST - at))
    return [
        f"{number} | {fault.source[:_WIDEST]}",
        f"{' ' * len(number)} | {' ' * at}{carets} {said(fault, language)}",
    ]


def _length(fault: CommandFault, at: int) -> int:
    """How much of the line is meant: the words in question, or what stands there in place of what is missing."""
    rest = fault.source[at:]
    return len(
        fault.about if rest.startswith(fault.about) and fault.about else rest.split(" ", maxsplit=1)[0]
    )


def said(fault: CommandFault, language: Language) -> str:
    """The same in one sentence, or two."""
    words = say(language, fault.what, about=fault.about)
    return f"{words} {_or(fault.fixes, language)}" if fault.fixes else words


def mends(fault: CommandFault) -> list[str]:
    """What may stand in place of the piece that is wrong, as it would be typed; nothing where no piece can be changed
    for another."""
    there = (
        fault.source.startswith(fault.about, fault.column - 1) if fault.about and fault.column > 0 else False
    )
    if not there or fault.what in _NOT_MENDED:
        return []
    typed = [fix.partition(" (")[0] if fix.endswith(")") else fix for fix in fault.fixes]
    return [fix for fix in dict.fromkeys(typed) if fix and "…" not in fix and fix != fault.about]


def mended(own_words: str, fault: CommandFault, fix: str) -> str:
    """The agent's words with `fix` in place of what is wrong."""
    lines = own_words.splitlines()
    before, after = fault.source[: fault.column - 1], fault.source[fault.column - 1 + len(fault.about) :]
    lines[fault.line - 1] = f"{before}{fix}{after}"
    return "\n".join(lines)


# Here the words in question stand in the wrong place, or are too many: another word in their place helps nothing.
_NOT_MENDED = frozenset({"command_misplaced", "command_alone", "command_contradicts", "command_too_many"})


def _or(fixes: Sequence[str], language: Language) -> str:
    *most, last = fixes
    either = say(language, "command_or")
    return say(language, "command_fix", fixes=f"{', '.join(most)} {either} {last}" if most else last)
