"""What is wrong with a command, as her receipt shows it: the line, the place in it, the words, the nearest fix."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.mailflow.mending import PARTS, WITHOUT
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
    margin = " " * len(number)
    lines = [
        f"{number} | {fault.source[:_WIDEST]}",
        f"{margin} | {' ' * at}{carets} {said(fault, language)}",
    ]
    if fault.what in PARTS and ("\n" in fault.about or len(fault.source) > _WIDEST):
        # All that stands in one part alone: her text below is the other's.
        lines += [f"{margin} | > {line}" for line in fault.about.split("\n")]
    if fault.write:
        lines.append(f"{margin} | {say(language, 'command_write', line=fault.write)}")
    return [*lines, *(line for other in fault.more for line in shown(other, language))]


def _length(fault: CommandFault, at: int) -> int:
    """How much of the line is meant: the words in question, or what stands there in place of what is missing."""
    rest = fault.source[at:]
    return len(
        fault.about if rest.startswith(fault.about) and fault.about else rest.split(" ", maxsplit=1)[0]
    )


def said(fault: CommandFault, language: Language) -> str:
    """What is wrong in one sentence, and in a second what may stand there instead."""
    words = say(language, fault.what, about=fault.about)
    return f"{words} {_or(fault.fixes, language)}" if fault.fixes else words


def _or(fixes: Sequence[str], language: Language) -> str:
    *most, last = [_spoken(fix, language) for fix in fixes]
    either = say(language, "command_or")
    return say(language, "command_fix", fixes=f"{', '.join(most)} {either} {last}" if most else last)


def _spoken(fix: str, language: Language) -> str:
    """A line to be left out is said in words, what is typed for it is in the tap."""
    without = WITHOUT.fullmatch(fix)
    return say(language, "command_without", lines=without[1].replace(",", ", ")) if without else fix
