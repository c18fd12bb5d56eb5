"""What one tap puts right in an agent's words: pieces in place of pieces, lines above lines, lines moved and left out.

A fix is what stands behind RETRY, as it is shown and typed:
`luis` in place of what is wrong; a whole command in place of its line (`#nota ⏎ words`: several lines), or above it
where it must come first; the line itself, moved to where commands stand; `-2` or `-2,5`: without these lines;
`1: luis | 3: alta`: several lines at once; `=html`, `=text`: which part of the mail is meant; `=anyway`: as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpdesk.mailflow.command_words import plain
from helpdesk.tickets.deeds import CommandFault

BREAK = " ⏎ "
BLANK = "…"  # what she has to say herself
_AND = " | "
_HASHES = ("#", "\uff03", "\ufe5f", "\\#")
WITHOUT = re.compile(r"-(\d{1,5}(?:,\d{1,5})*)")
_NUMBERED = re.compile(r"(\d{1,5}): (.+)")

# The fix is a command that has to be obeyed first: it stands above the line.
_FIRST = frozenset({"command_is_aside", "command_has_ended", "command_says_nothing", "command_split_words"})
# Of these none is nearer than another.
_HER_CHOICE = frozenset(
    {
        "command_value",
        "command_several",
        "command_no_message",
        "command_which_message",
        "command_needs_protocol",
    }
)
# The line stands in the wrong place.
_MOVED = {"command_misplaced": False, "command_for_first": True}  # to the top?

# What is wrong with the parts of a mail, and which of them may be taken for all of it.
PARTS: Mapping[str, tuple[str, ...]] = {
    "command_differs_text": ("=html", "=text"),
    "command_differs_html": ("=html", "=text"),
    "command_differs_hidden": ("=html",),
    "command_taken": ("=anyway",),
}
ANYWAY = (
    "=anyway"  # no part, but the same kind of word: it is done though she was shown what speaks against it
)
_PART_WORDS = {
    "=html": "=html",
    **dict.fromkeys(("=text", "=texto"), "=text"),
    **dict.fromkeys((ANYWAY, "=igualmente", "=mesmo"), ANYWAY),
}
PART_NAMES = frozenset(_PART_WORDS.values())


def mends(fault: CommandFault) -> list[str]:
    """What one tap may put right, as it would be typed. Of several faults one fix mends all, each by its nearest; a
    line that nothing mends is left out, unless she has to write it herself, or to choose."""
    if not fault.more:
        return _of_one(fault)
    parts: list[str] = []
    for each in (replace(fault, more=()), *fault.more):
        found = _of_one(each)
        if each.what in _HER_CHOICE and len(found) > 1:
            return []
        nearest = found[0] if found else "" if each.write else f"-{each.line}"
        if not nearest or _AND in nearest or not each.line:
            return []
        parts.append(f"{each.line}: {nearest}")
    return [_AND.join(parts)]


def is_her_choice(fault: CommandFault) -> bool:
    """Whether only she can say which of the fixes is meant, however few there are."""
    return fault.what in _HER_CHOICE


def completions(fault: CommandFault) -> list[str]:
    """Lines that she has to complete: one tap writes them but for what only she can say."""
    written = fault.write.partition("  (")[0]
    unfinished = BLANK in written and written.startswith(_HASHES) and BREAK not in written
    return [written] if unfinished and not fault.more and not fault.to else []


def _of_one(fault: CommandFault) -> list[str]:
    if fault.what in PARTS:
        return list(PARTS[fault.what])
    typed = [fix.partition(" (")[0] if fix.endswith(")") else fix for fix in fault.fixes]
    return [fix for fix in dict.fromkeys(typed) if fix and BLANK not in fix and _helps(fix, fault)]


def _helps(fix: str, fault: CommandFault) -> bool:
    if _whole(fix, fault) or WITHOUT.fullmatch(fix):
        return True
    there = bool(fault.about) and fault.source.startswith(fault.about, max(0, fault.column - 1))
    return there and fix != fault.about


def part_named(fix: str) -> str:
    """The part of a mail that `fix` names: `=html`; '' where it names none."""
    return _PART_WORDS.get(plain(fix).strip(), "")


def mended(own_words: str, fault: CommandFault, fix: str) -> str:
    """The agent's words with `fix` in place of what is wrong; as they are where it fits nothing in them."""
    lines: list[str | None] = list(own_words.splitlines())
    top: list[str] = []
    bottom: list[str] = []
    at = {each.line: each for each in reversed((fault, *fault.more))}
    for number, one in by_line(fix) or [(fault.line, fix)]:
        if (without := WITHOUT.fullmatch(one)) is not None:
            for each in map(int, without[1].split(",")):
                if 0 < each <= len(lines):
                    lines[each - 1] = None
        elif number in at and 0 < number <= len(lines):
            wrong = at[number]
            if wrong.what in _MOVED and one.startswith(_HASHES[:3]):
                (top if _MOVED[wrong.what] else bottom).append(one)
                lines[number - 1] = None
            else:
                lines[number - 1] = _in_place(wrong, one)
    return "\n".join([*top, *(line for line in lines if line is not None), *bottom])


def corrected(fault: CommandFault, fix: str) -> str:
    """The line, or the lines, with `fix`; '' where it only leaves the line out, or stands for a part of a mail."""
    if WITHOUT.fullmatch(fix) or part_named(fix):
        return ""
    return fix if fault.what in _MOVED and fix.startswith(_HASHES[:3]) else _in_place(fault, fix)


def by_line(fix: str) -> Sequence[tuple[int, str]]:
    """The fixes of several lines that one tap mends, with the lines' numbers; none where it is of one line."""
    found = [_NUMBERED.fullmatch(one) for one in fix.split(_AND)]
    if any(one is None for one in found):
        return ()
    return [(int(one[1]), one[2]) for one in found if one is not None]


def _in_place(fault: CommandFault, fix: str) -> str:
    if fault.what in _FIRST and fix.startswith(_HASHES):
        return f"{fix}\n{fault.source}"
    if _whole(fix, fault):
        return fix.replace(BREAK, "\n")
    before, after = fault.source[: fault.column - 1], fault.source[fault.column - 1 + len(fault.about) :]
    return f"{before}{fix}{after}"


def _whole(fix: str, fault: CommandFault) -> bool:
    """Whether a fix is a line of its own, and no piece of the one that is wrong."""
    if fault.what in _MOVED and fix.startswith(_HASHES[:3]):
        return True
    return BREAK in fix or (fix.startswith(_HASHES) and not fault.about.startswith(_HASHES[:3]))
