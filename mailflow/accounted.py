"""Which lines taken off an agent's mail nothing accounts for: neither the ticket's texts nor what programs draw.

What stands below 'El lun ... escribió:' or behind '>' is a quote only where the desk knows its words; else she may have
typed or pasted it for the customer to read, and cutting it would lose it unsaid (threats A49, issue 4).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from helpdesk.mailflow import marks, quotes
from helpdesk.mailflow.attributions import UNSEEN, attribution
from helpdesk.mailflow.commands import HASHES
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.ours import SHORT
from helpdesk.mailflow.signature import phone_line
from helpdesk.mailflow.unseen import without_unseen

_WORDED = re.compile(r"[^\W_]")
# Addresses, pictures and links are rewritten on the way (Safe Links, cid:), and are no words of anybody's.
_NOT_SAID = re.compile(
    r"<[^<>]{1,2000}>|https?://\S{1,2000}|\[(?:cid|image)[^\[\]]{0,300}\]|\S{1,64}@\S{1,250}"
)
# What companies' servers put on top of a mail from outside; only at the top of a quote that is known otherwise.
_BANNER = re.compile(
    r"(?<!\w)(?:caution|external|outside (?:of )?(?:your|the|our) organi[sz]ation|unknown sender|do not click"
    r"|don't often get e?mail|precauci[óo]n|extern[oa]|fuera de (?:la|su|tu) organizaci[óo]n|no haga clic"
    r"|remitente desconocido|cuidado|fora da (?:sua )?organiza[çc][ãa]o|n[ãa]o clique|remetente desconhecido)(?!\w)",
    re.IGNORECASE,
)
_BANNER_LINES = 4
_APART = 3  # lines from one to the next that goes with it


def unaccounted(lines: Sequence[str], gone: AbstractSet[int], past: Past) -> set[int]:
    """The lines of `gone` with words that neither the ticket nor any program has written; and with them the short
    ones beside, which many people write. Linear in the lines."""
    worded = [at for at in sorted(gone - _drawn(lines, gone)) if _WORDED.search(_words(lines[at]))]
    known = [at for at in worded if _known(lines[at], past)]
    unknown = set(worded) - set(known)
    if known:
        unknown = {at for at in unknown if not _banner(lines, at, known[0])}
    for order in (worded, worded[::-1]):
        for before, at in pairwise(order):
            if before in unknown and abs(at - before) <= _APART and len(_words(lines[at]).split()) < SHORT:
                unknown.add(at)
    return unknown


def with_their_heads(lines: Sequence[str], doubtful: AbstractSet[int]) -> set[int]:
    """The doubtful lines as a person would have them back: with the attribution or the headers right above."""
    found = set(doubtful)
    for before, after in pairwise(sorted(doubtful)):
        if not any(_WORDED.search(lines[at]) for at in range(before + 1, after)):
            found.update(range(before, after))
    for at in doubtful:
        if at - 1 not in found:
            found.update(_head(lines, at))
    return found


def _known(line: str, past: Past) -> bool:
    """Whether the ticket knows the line. What looks like a command it must know to the letter: she may have given it
    there, in words that anybody uses."""
    words = _words(line)
    if words.startswith(tuple(HASHES)):
        return " ".join(words.split()) in past.hashed
    return past.said.says(words) or past.said.says(line)


def _words(line: str) -> str:
    return _NOT_SAID.sub(" ", without_unseen(line).lstrip("> \t\xa0"))


def _drawn(lines: Sequence[str], gone: AbstractSet[int]) -> set[int]:
    """What programs put above and around a quote, and the desk's own card and rules."""
    found: set[int] = set()
    for at in sorted(gone):
        line = lines[at]
        bare = line.lstrip("> \t\xa0")
        ours = bare.startswith((marks.CARD, marks.WARNING)) or marks.is_separator(line)
        if ours or phone_line(bare) or quotes.original_line(line) or quotes.forwarded_line(line):
            found.add(at)
        elif quotes.may_head(bare):
            begin, grade = attribution(lines, at)
            if grade:
                found.update(range(begin, at + 1))
            # Alone it is a program's where a quote begins; below that it may be hers.
            alone = quotes.header_line(bare) and (at - 1 not in gone or at - 1 in found)
            found.update(range(at, at + max(quotes.header_block(lines, at), int(alone))))
    return found


def _banner(lines: Sequence[str], at: int, first_known: int) -> bool:
    above = lines[max(0, at - _BANNER_LINES) : at + _BANNER_LINES]
    return first_known - _BANNER_LINES <= at < first_known and any(map(_BANNER.search, above))


def _head(lines: Sequence[str], at: int) -> range:
    """The lines from the attribution, the headers or the forward's line that stand right above line `at`."""
    above = next((n for n in range(at - 1, max(-1, at - 4), -1) if lines[n].strip(UNSEEN + ">")), -1)
    if above < 0:
        return range(at, at)
    begin, grade = attribution(lines, above)
    if not grade:
        begin = next(
            (n for n in range(max(0, above - 14), above + 1) if quotes.header_block(lines, n) > above - n), at
        )
    if 0 < begin < at and (quotes.original_line(lines[begin - 1]) or quotes.forwarded_line(lines[begin - 1])):
        begin -= 1
    return range(begin, at)
