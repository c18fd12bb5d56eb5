"""One line of a command block as the verb it asks for, or what is wrong with it and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Collection

from helpdesk.mailflow.command_words import ALONE, HASHES, OPTIONAL, VERBS, near, plain
from helpdesk.mailflow.mending import BREAK
from helpdesk.tickets.deeds import CommandFault, Verb

COMMAND = re.compile(rf"[{HASHES}](?P<word>[^\W\d_]+)[.,:;!]*(?:\s+(?P<value>\S.*))?")


def verb_in(n: int, line: str, at_the_edge: bool, above: bool = True) -> Verb | CommandFault:
    """`at_the_edge`: text may stand right beside it, `above` says on which side."""
    found = COMMAND.fullmatch(line)
    if found is None:
        piece = line.split(" ", maxsplit=1)[0]
        return CommandFault(n + 1, 1, "command_unknown", like(piece), piece, line, _as_text(piece))
    word, value = plain(found["word"]), (found["value"] or "").strip()
    column = found.start("value") + 1 if found["value"] else len(line) + 1
    if word not in VERBS:
        about = f"#{found['word']}"
        return CommandFault(n + 1, 1, "command_unknown", like(word), about, line, _as_text(about))
    name = VERBS[word]
    if value and name in ALONE:
        fixes = _without_value(word, value, at_the_edge, above)
        write = "" if fixes else f"#{word}{BREAK}{value}"
        return CommandFault(n + 1, column, "command_alone", fixes, value, line, write)
    if not value and name not in ALONE | OPTIONAL:
        return CommandFault(n + 1, 1, "command_value", (), f"#{found['word']}", line)
    return Verb(name, found["word"], value, n + 1, 1, column, line)


def _without_value(word: str, value: str, at_the_edge: bool, above: bool) -> tuple[str, ...]:
    """The command alone; of what asks that words stay inside the words are kept, as text beside it."""
    if VERBS[word] != "note":
        return (f"#{word}",)
    if not at_the_edge:
        return ()
    return (f"#{word}{BREAK}{value}",) if above else (f"{value}{BREAK}#{word}",)


def like(word: str, verbs: Collection[str] = VERBS) -> tuple[str, ...]:
    """Those of `verbs` that are nearly written so; else those that begin alike."""
    word = plain(word.lstrip(HASHES))
    found = near(word, verbs) or tuple(each for each in verbs if len(word) > 2 and each.startswith(word[:4]))
    return tuple(f"#{each}" for each in found[:3])


def _as_text(piece: str) -> str:
    """What to write where it was meant for a reader."""
    return "" if like(piece) else f"\\{piece}"
