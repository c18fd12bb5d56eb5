"""The grammar of commands: `#verb value` lines at the top or the bottom of an agent's own words, and the text between.

A note taken for an answer reaches the customer, so whatever looks like a command and is none of a block holds the
mail: a known verb, or one a letter off, wherever a line begins with it, bare or in quotes, brackets, bold or a list;
and a verb that says who may read or what becomes of the case, anywhere in a line (A55). What stands for a text
(`#macro`, `#kb`) is where that text shall be, so it may stand in the midst. `\\#word` is literal, `#1 ...` a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from helpdesk.mailflow.command_line import COMMAND, verb_in
from helpdesk.mailflow.command_words import FOR_TEXT, HASHES, VERBS, near, plain
from helpdesk.mailflow.unseen import without_unseen
from helpdesk.tickets.deeds import CommandFault, Commands, Verb

_QUOTES = str.maketrans("‘’‚‛′“”„‟″«»‹›", "'''''\"\"\"\"\"\"\"''")
# Programs that mend what is typed make a dash of a hyphen.
_DASHES = str.maketrans("‐‑‒–—−", "------")
_BY_PROGRAMS = re.compile(f"[{''.join(map(chr, (*_QUOTES, *_DASHES)))}]")
# Without one of these a line is no command, in whatever dress.
_MARKED = re.compile(f"[{HASHES}@/]")
_LIKE_ONE = re.compile(rf"[{HASHES}][^\W\d_]")
# With a blank between, or with more than one hash, it is a heading to some; only a word that is a verb counts.
_HEADING = re.compile(rf"[{HASHES}]+\s*(?P<word>[^\W\d_]+)")
_ALONE = re.compile(rf"[{HASHES}]+\s*(?P<word>[^\W\d_]+)[.,:;!]*")
_LITERAL = re.compile(rf"(\s*)\\([{HASHES}])")
# What programs and people set around a word: quotes, brackets, bold and italic, the mark of a list.
_AROUND = r"\s\"'()\[\]{}<>＞*_~`+\-•·◦▪‣⁃●○■□"
_DECORATED = re.compile(rf"(?:\d{{1,3}}[.)]\s*)?[{_AROUND}]*")
_CLOSING = re.compile(rf"[{_AROUND}>.,:;!]+\Z")
_BOLD = re.compile(rf"(?P<mark>[*_]{{1,3}})(?P<bare>[{HASHES}][^*_]+)(?P=mark)")
_WITHIN = re.compile(rf"(?<![^\W_])(?<!\\)[{HASHES}]+(?P<word>[^\W\d_]+)(?![^\W_])")
_ESCAPED = re.compile(rf"(?<![^\W_])\\(?=[{HASHES}]+(?P<word>[^\W\d_]+)(?![^\W_]))")
# How other desks ask that words stay inside; alone in its line it is nothing a customer was to read.
_OF_OTHERS = re.compile(r"[@/]+(?P<word>[^\W\d_]+)[.,:;!]*")
# Taken for text, these show a note to the customer, or leave a case as it should not stay.
_TELLING = frozenset({"note", "solve", "pending", "reopen", "snooze"})
_DRESSED = frozenset({"command_blank", "command_decorated"})
_MOST = 50
MOST_SHOWN = 20  # faults of one mail; what has more is hardly meant for a machine


def parse(own_words: str) -> Commands | CommandFault:
    """The commands of an agent's own words (without quotes and signature), or what is wrong with them: the first
    fault, with the others behind it."""
    commands, faults = read(own_words)
    return replace(faults[0], more=tuple(faults[1:MOST_SHOWN])) if faults else commands


def read(own_words: str) -> tuple[Commands, list[CommandFault]]:
    """The commands that can be read, and what is wrong with the other lines, in the order of the lines.

    The top block ends at the first line of text; so does the bottom block, read upwards.
    """
    lines = own_words.splitlines()
    readable_lines = [readable(line) for line in lines]
    written = [n for n, line in enumerate(readable_lines) if line]
    top = _block(written, readable_lines)
    above = set(top)
    bottom = _block([n for n in reversed(written) if n not in above], readable_lines)
    edges = {*top[-1:], *bottom[-1:]}  # where text stands beside it
    midst = {n for n in written if _for_text(readable_lines[n])} - {*top, *bottom}
    inside = {*top, *bottom, *midst}
    verbs: list[Verb] = []
    faults: list[CommandFault] = []
    for n in written:
        line = readable_lines[n]
        found = verb_in(n, line, n in edges, n in above) if n in inside else _misplaced(n, line)
        if isinstance(found, CommandFault):
            faults.append(found)
        elif found is not None:
            verbs.append(found)
    if len(verbs) > _MOST:
        one = verbs[_MOST]
        faults = [CommandFault(one.line, 1, "command_too_many", (), str(_MOST), one.source)]
    starts = [0, *(n + 1 for n in sorted(midst))]
    pieces = [
        "\n".join(_text(lines[n]) for n in range(start, end) if n not in inside)
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]
    cut = tuple(piece.strip("\n") for piece in pieces) if midst else ()
    return Commands(tuple(verbs), "\n".join(pieces).strip("\n"), len(top), cut), faults


def without_commands(own_words: str) -> str:
    """The text alone: no line of it is a command, right or wrong, wherever it stands."""
    lines = own_words.splitlines()
    read = [readable(line) for line in lines]
    written = [n for n, line in enumerate(read) if line]
    top = set(_block(written, read))
    gone = top | set(_block([n for n in reversed(written) if n not in top], read))
    gone |= {n for n in written if _misplaced(n, read[n])}
    return "\n".join(_text(line) for n, line in enumerate(lines) if n not in gone).strip("\n")


def verbs_of(own_words: str) -> tuple[str, ...]:
    """The words after the hash of each line in a text's command blocks, right or wrong, and of what is misplaced in it.
    Values are left out: a program folds long lines in one part and not in the other; and it writes bold as `*#x*`."""
    return tuple(word for word, _, _ in lines_like_commands(own_words))


def lines_like_commands(own_words: str) -> list[tuple[str, int, str]]:
    """The words of `verbs_of`, each with the number of its line (from 1) and the line as it is read."""
    read = [_unbold(readable(line)) for line in own_words.splitlines()]
    written = [n for n, line in enumerate(read) if line]
    top = set(_block(written, read))
    block = top | set(_block([n for n in reversed(written) if n not in top], read))
    found: list[tuple[str, int, str]] = []
    for n in written:
        fault = None if n in block else _misplaced(n, read[n])
        if n in block:
            word = plain(read[n].split(" ", maxsplit=1)[0].lstrip(HASHES))
        elif fault is not None:
            word = " ".join(fault.fixes) if fault.what in _DRESSED else plain(fault.about)
        else:
            continue
        found.append((word, n + 1, read[n]))
    return found


def says_note(own_words: str) -> bool:
    """Whether a line asks, rightly, wrongly or nearly, that the words stay inside."""
    for line in map(readable, filter(_MARKED.search, own_words.splitlines())):
        start = _DECORATED.match(line)
        heading = _HEADING.match(line, start.end() if start else 0)
        words = [plain(heading["word"])] if heading else []
        words += [each for word in words if word not in VERBS for each in near(word)]
        words += [plain(found["word"]) for found in _WITHIN.finditer(line)]
        words.append(_note_of_others(line))
        if any(VERBS.get(word) == "note" for word in words):
            return True
    return False


def keeps_inside(own_words: str) -> bool:
    """Whether a line is a command that keeps the words inside: no mending may take it out by the way."""
    firsts = (line.split(" ", maxsplit=1)[0] for line in map(readable, own_words.splitlines()))
    words = (plain(first.lstrip(HASHES)).rstrip(".,:;!") for first in firsts if _LIKE_ONE.match(first))
    return any(VERBS.get(word) == "note" for word in words)


def private_in(signed: Iterable[tuple[int, str]]) -> CommandFault | None:
    """A word in a signature that keeps a mail inside, right or a letter off, alone in its line. It is not obeyed there,
    but what stands above it must not go out as if it were not there (A55). Other verbs may belong to the signature."""
    for number, line in signed:
        found = _ALONE.fullmatch(readable(line))
        if found is None:
            continue
        word = plain(found["word"])
        meant = (word,) if word in VERBS else near(word)
        if any(VERBS[each] == "note" for each in meant):
            written = f"#{found['word']}" if word in VERBS else f"#{meant[0]}"
            return CommandFault(
                number, 1, "command_misplaced", (), f"#{found['word']}", line.strip(), written.lower()
            )
    return None


def readable(line: str) -> str:
    """The line as a person sees it: no invisible characters, plain blanks, quotes and dashes as keys make them."""
    seen = without_unseen(line)
    if _BY_PROGRAMS.search(seen):
        seen = seen.translate(_QUOTES).translate(_DASHES)
    return " ".join(seen.split())


def _unbold(line: str) -> str:
    bold = _BOLD.fullmatch(line)
    return bold["bare"].strip() if bold else line


def _text(line: str) -> str:
    if "\\" not in line:
        return line
    if _LITERAL.match(without_unseen(line)):
        return _LITERAL.sub(r"\1\2", line, count=1)
    # What the receipt says to write for a word that is held inside a line, too.
    return _ESCAPED.sub(lambda found: "" if plain(found["word"]) in VERBS else found[0], line)


def _block(written: Iterable[int], read: Sequence[str]) -> list[int]:
    found: list[int] = []
    for n in written:
        if not _LIKE_ONE.match(read[n]):
            break
        found.append(n)
    return found


def _for_text(line: str) -> bool:
    """Whether it is a command that stands for a text, right or wrong."""
    found = _HEADING.match(line) if _LIKE_ONE.match(line) else None
    return found is not None and VERBS.get(plain(found["word"])) in FOR_TEXT


def _misplaced(n: int, line: str) -> CommandFault | None:
    """A verb in the midst of the text, dressed up, or behind a blank or a second hash: never sent, never obeyed."""
    return (_first_in(n, line) or _within(n, line)) if _MARKED.search(line) else None


def _note_of_others(line: str) -> str:
    """The word of a line that is nothing but `@nota` or `/note`, else ''."""
    found = _OF_OTHERS.fullmatch(line)
    word = plain(found["word"]) if found else ""
    return word if VERBS.get(word) == "note" else ""


def _first_in(n: int, line: str) -> CommandFault | None:
    if word := _note_of_others(line):
        return CommandFault(n + 1, 1, "command_blank", (f"#{word}",), line, line)
    start = _DECORATED.match(line)
    at = start.end() if start else 0
    heading = _HEADING.match(line, at)
    if heading is None:
        return None
    word = plain(heading["word"])
    alike = near(word)
    if word not in VERBS and not (_LIKE_ONE.match(line, at) and alike):
        return None
    fixes = (f"#{word}",) if word in VERBS else tuple(f"#{each}" for each in alike)
    if at:
        return _decorated(n, line, at, heading.group(), fixes)
    if _LIKE_ONE.match(line):
        return _in_the_midst(n, line, heading["word"], fixes)
    return CommandFault(n + 1, 1, "command_blank", fixes, heading.group(), line)


def _in_the_midst(n: int, line: str, word: str, fixes: tuple[str, ...]) -> CommandFault:
    """By one tap it stands where commands do, or is the text it may be; but never text where it keeps words inside."""
    if any(VERBS[fix[1:]] in FOR_TEXT for fix in fixes):  # it may stay where it is, spelt right
        return CommandFault(n + 1, 1, "command_unknown", (*fixes, f"\\{line[0]}{word}"), f"#{word}", line)
    rest = line[1 + len(word) :]
    moved = tuple(f"{fix}{rest}" for fix in fixes)
    private = any(VERBS[fix[1:]] == "note" for fix in fixes)
    commands = tuple(
        fix for fix in moved if COMMAND.fullmatch(fix) and isinstance(verb_in(n, fix, False), Verb)
    )
    literal = () if private else (f"\\{line[0]}{word}",)
    return CommandFault(
        n + 1, 1, "command_misplaced", (*commands, *literal), f"#{word}", line, fixes[0] if private else ""
    )


def _decorated(n: int, line: str, at: int, piece: str, fixes: tuple[str, ...]) -> CommandFault:
    """What the line would be undressed stands in its place by one tap, where that is a command."""
    bare = line[at + len(piece) :]
    value = _CLOSING.sub("", bare)
    if value and not value.startswith(" "):
        return CommandFault(n + 1, at + 1, "command_decorated", fixes, piece, line)
    return CommandFault(n + 1, 1, "command_decorated", tuple(f"{fix}{value}" for fix in fixes), line, line)


def _within(n: int, line: str) -> CommandFault | None:
    for found in _WITHIN.finditer(line):
        word = plain(found["word"])
        before = line[: found.start()].rpartition(" ")[2]
        if VERBS.get(word) in _TELLING and "://" not in before:  # the place in a page is none
            private = VERBS[word] == "note"
            return CommandFault(
                n + 1,
                found.start() + 1,
                "command_misplaced",
                () if private else (f"\\{found.group()}",),
                found.group(),
                line,
                f"#{word}" if private else "",
            )
    return None
