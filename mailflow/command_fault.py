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
    carets = "^" * max(1, min(len(fault.about), _WIDEST - at))
    return [
        f"{number} | {fault.source[:_WIDEST]}",
        f"{' ' * len(number)} | {' ' * at}{carets} {said(fault, language)}",
    ]


def said(fault: CommandFault, language: Language) -> str:
    """The same in one sentence, or two."""
    words = say(language, fault.what, about=fault.about)
    return f"{words} {_or(fault.fixes, language)}" if fault.fixes else words


def _or(fixes: Sequence[str], language: Language) -> str:
    *most, last = fixes
    either = say(language, "command_or")
    return say(language, "command_fix", fixes=f"{', '.join(most)} {either} {last}" if most else last)
