"""The grammar of commands: `#verb value` lines at the top or the bottom of an agent's own words, and the text between.

A note taken for an answer reaches the customer, so whatever looks like a command and is none of a block holds the
mail: a known verb, or one a letter off, wherever a line begins with it, bare or in quotes, brackets, bold or a list;
and a verb that says who may read or what becomes of the case, anywhere in a line (A55). `\\#word` is literal, `#1 ...`
is a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from helpdesk.mailflow.command_words import ALONE, OPTIONAL, VERBS, near, plain
from helpdesk.mailflow.unseen import without_unseen
from helpdesk.tickets.deeds import CommandFault, Commands, Verb

HASHES = "#\uff03\ufe5f"
_QUOTES = str.maketrans("‘’‚‛′“”„‟″«»‹›", "'''''\"\"\"\"\"\"\"''")
# Programs that mend what is typed make a dash of a hyphen.
_DASHES = str.maketrans("‐‑‒–—−", "------")
_COMMAND = re.compile(rf"[{HASHES}](?P<word>[^\W\d_]+)[.,:;!]*(?:\s+(?P<value>\S.*))?")
_LIKE_ONE = re.compile(rf"[{HASHES}][^\W\d_]")
# With a blank between, or with more than one hash, it is a heading to some; only a word that is a verb counts.
_HEADING = re.compile(rf"[{HASHES}]+\s*(?P<word>[^\W\d_]+)")
_ALONE = re.compile(rf"[{HASHES}]+\s*(?P<word>[^\W\d_]+)[.,:;!]*")
_LITERAL = re.compile(rf"(\s*)\\([{HASHES}])")
# What programs and people set around a word: quotes, brackets, bold and italic, the mark of a list.
_AROUND = r"\s\"'()\[\]{}<*_~`+\-•·◦▪‣⁃●○■□"
_DECORATED = re.compile(rf"(?:\d{{1,3}}[.)]\s*)?[{_AROUND}]*")
_CLOSING = re.compile(rf"[{_AROUND}>.,:;!]+\Z")
_BOLD = re.compile(rf"(?P<mark>[*_]{{1,3}})(?P<bare>[{HASHES}][^*_]+)(?P=mark)")
_WITHIN = re.compile(rf"(?<![^\W_])(?<!\\)[{HASHES}]+(?P<word>[^\W\d_]+)(?![^\W_])")
_ESCAPED = re.compile(rf"(?<![^\W_])\\(?=[{HASHES}]+(?P<word>[^\W\d_]+)(?![^\W_]))")
# Taken for text, these show a note to the customer, or leave a case as it should not stay.
_TELLING = frozenset({"note", "solve", "pending", "reopen", "snooze"})
_MOST = 50


def parse(own_words: str) -> Commands | CommandFault:
    """The commands of an agent's own words (without quotes and signature), or the first thing wrong with them.

    The top block ends at the first line of text; so does the bottom block, read upwards.
    """
    lines = own_words.splitlines()
    read = [readable(line) for line in lines]
    written = [n for n, line in enumerate(read) if line]
    top = _block(written, read)
    bottom = _block([n for n in reversed(written) if n not in set(top)], read)
    block = [*top, *reversed(bottom)]
    inside = set(block)
    for n in written:
        fault = None if n in inside else _misplaced(n, read[n])
        if fault is not None:
            return fault
    verbs: list[Verb] = []
    for n in block:
        verb = _verb(n, read[n])
        if isinstance(verb, CommandFault):
            return verb
        verbs.append(verb)
    if len(verbs) > _MOST:
        return CommandFault(verbs[_MOST].line, 1, "command_too_many", (), str(_MOST), verbs[_MOST].source)
    text = "\n".join(_text(lines[n]) for n in range(len(lines)) if n not in inside).strip("\n")
    return Commands(tuple(verbs), text, len(top))


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
    read = [_unbold(readable(line)) for line in own_words.splitlines()]
    written = [n for n, line in enumerate(read) if line]
    top = set(_block(written, read))
    block = top | set(_block([n for n in reversed(written) if n not in top], read))
    found: list[str] = []
    for n in written:
        fault = None if n in block else _misplaced(n, read[n])
        if n in block:
            found.append(plain(read[n].split(" ", maxsplit=1)[0].lstrip(HASHES)))
        elif fault is not None:
            found.append(" ".join(fault.fixes))
    return tuple(found)


def says_note(own_words: str) -> bool:
    """Whether a line asks, rightly, wrongly or nearly, that the words stay inside."""
    for line in map(readable, own_words.splitlines()):
        start = _DECORATED.match(line)
        heading = _HEADING.match(line, start.end() if start else 0)
        words = [plain(heading["word"])] if heading else []
        words += [each for word in words if word not in VERBS for each in near(word)]
        words += [plain(found["word"]) for found in _WITHIN.finditer(line)]
        if any(VERBS.get(word) == "note" for word in words):
            return True
    return False


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
            return CommandFault(number, 1, "command_misplaced", ("#nota",), f"#{found['word']}", line.strip())
    return None


def readable(line: str) -> str:
    """The line as a person sees it: no invisible characters, plain blanks, quotes and dashes as keys make them."""
    return " ".join(without_unseen(line).translate(_QUOTES).translate(_DASHES).split())


def _unbold(line: str) -> str:
    bold = _BOLD.fullmatch(line)
    return bold["bare"].strip() if bold else line


def _text(line: str) -> str:
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


def _misplaced(n: int, line: str) -> CommandFault | None:
    """A verb in the midst of the text, dressed up, or behind a blank or a second hash: never sent, never obeyed."""
    return _first_in(n, line) or _within(n, line)


def _first_in(n: int, line: str) -> CommandFault | None:
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
        return CommandFault(n + 1, 1, "command_misplaced", fixes, f"#{heading['word']}", line)
    return CommandFault(n + 1, 1, "command_blank", fixes, heading.group(), line)


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
            return CommandFault(
                n + 1, found.start() + 1, "command_misplaced", (f"#{word}",), found.group(), line
            )
    return None


def _verb(n: int, line: str) -> Verb | CommandFault:
    found = _COMMAND.fullmatch(line)
    if found is None:
        piece = line.split(" ", maxsplit=1)[0]
        return CommandFault(n + 1, 1, "command_unknown", _like(piece), piece, line)
    word, value = plain(found["word"]), (found["value"] or "").strip()
    column = found.start("value") + 1 if found["value"] else len(line) + 1
    if word not in VERBS:
        return CommandFault(n + 1, 1, "command_unknown", _like(word), f"#{found['word']}", line)
    name = VERBS[word]
    if value and name in ALONE:
        return CommandFault(n + 1, column, "command_alone", (f"#{word}",), value, line)
    if not value and name not in ALONE | OPTIONAL:
        return CommandFault(n + 1, 1, "command_value", (), f"#{found['word']}", line)
    return Verb(name, found["word"], value, n + 1, 1, column, line)


def _like(word: str) -> tuple[str, ...]:
    """The verbs nearly written so; else those that begin alike."""
    word = plain(word.lstrip(HASHES))
    alike = near(word, VERBS) or tuple(each for each in VERBS if len(word) > 2 and each.startswith(word[:4]))
    return tuple(f"#{each}" for each in alike[:3])
