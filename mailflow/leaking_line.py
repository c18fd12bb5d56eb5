"""Where in an agent's words something internal stands, and what may stand there instead."""

from __future__ import annotations

import re

from helpdesk.mailflow.tokens import carries_secret
from helpdesk.tickets.deeds import CommandFault

LEAK = "leak_line"
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_WORD = re.compile(r"\w+")


def located(own_words: str, reason: str, instead: str) -> CommandFault | None:
    """The line of `own_words` that the leak guard's `reason` speaks of; None where it is in none of them: in a file, or
    in a macro's text. An address may be the desk's own, `instead`; of anything else its line is left out."""
    lines = own_words.splitlines()
    for number, line in enumerate(lines, 1):
        secret = next((hit for hit in _ADDRESS.finditer(line) if carries_secret(hit.group().lower())), None)
        if secret is not None:
            return _fault(number, line, secret.start(), secret.group(), (instead,))
    detail = reason.partition(": ")[2] or reason.partition("private address ")[2]
    if "@" in detail:
        for number, line in enumerate(lines, 1):
            at = line.lower().find(detail.lower())
            if at >= 0:
                return _fault(number, line, at, line[at : at + len(detail)], (instead,))
    return _run(lines, _WORD.findall(detail.casefold()))


def _run(lines: list[str], words: list[str]) -> CommandFault | None:
    """Words of a note or of a card may go over several lines: all of these."""
    if not words:
        return None
    said = [
        (word.group().casefold(), n, word) for n, line in enumerate(lines, 1) for word in _WORD.finditer(line)
    ]
    for at in range(len(said) - len(words) + 1):
        piece = said[at : at + len(words)]
        if [word for word, _, _ in piece] != words:
            continue
        first, last = piece[0][1], piece[-1][1]
        line = lines[first - 1]
        ends = [hit.end() for _, n, hit in piece if n == first]
        begin = piece[0][2].start()
        without = ",".join(str(n) for n in range(first, last + 1) if lines[n - 1].strip())
        return _fault(first, line, begin, line[begin : ends[-1]], (f"-{without}",))
    return None


def _fault(number: int, line: str, at: int, about: str, fixes: tuple[str, ...]) -> CommandFault:
    return CommandFault(number, at + 1, LEAK, fixes, about, line)
