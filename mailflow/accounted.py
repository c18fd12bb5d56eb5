"""Which lines taken off an agent's mail nothing accounts for: neither the ticket's texts nor what programs draw.

What stands below 'El lun ... escribió:' or behind '>' is a quote only where the desk knows its words; else she may have
typed or pasted it for the customer to read, and cutting it would lose it unsaid (threats A49, issue 4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from helpdesk.mailflow import marks, quotes
from helpdesk.mailflow.attributions import UNSEEN, attribution
from helpdesk.mailflow.command_words import HASHES
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.ours import SHORT, spoken
from helpdesk.mailflow.signature import phone_line
from helpdesk.mailflow.unseen import without_unseen

_HASHES = tuple(HASHES)
_WORDED = re.compile(r"[^\W_]")
# What companies' servers put on top of a mail from outside; only at the top of a quote that is known otherwise.
_BANNER = re.compile(
    r"(?<!\w)(?:caution|external|outside (?:of )?(?:your|the|our) organi[sz]ation|unknown sender|do not click"
    r"|don't often get e?mail|precauci[óo]n|extern[oa]|fuera de (?:la|su|tu) organizaci[óo]n|no haga clic"
    r"|remitente desconocido|cuidado|fora da (?:sua )?organiza[çc][ãa]o|n[ãa]o clique|remetente desconhecido)(?!\w)",
    re.IGNORECASE,
)
_BANNER_LINES = 4
_HEADS = 1000  # lines that may stand above a quote are looked at; what is beyond is asked about
_STARTS = 100
_APART = 3  # lines from one to the next that goes with it


def unaccounted(lines: Sequence[str], gone: AbstractSet[int], past: Past) -> set[int]:
    """The lines of `gone` with words that neither the ticket nor any program has written; and with them the short
    ones beside, which many people write. Linear in the lines."""
    bare = {at: _bare(lines[at]) for at in sorted(gone)}
    drawn = _drawn(lines, bare) | _cards(lines, bare, past.protocol)
    quoted = [at for at in bare if _WORDED.search(bare[at])]
    unknown = _strange(bare, quoted, drawn, past)
    worded = [at for at in quoted if at not in drawn]
    known = [at for at in worded if at not in unknown]
    if known:
        unknown = {at for at in unknown if not _banner(lines, at, known[0])}
    for order in (worded, worded[::-1]):
        for before, at in pairwise(order):
            if before in unknown and abs(at - before) <= _APART and len(bare[at].split()) < SHORT:
                unknown.add(at)
    return unknown


def with_their_heads(lines: Sequence[str], doubtful: AbstractSet[int]) -> set[int]:
    """The doubtful lines as a person would have them back: with the attribution or the headers right above."""
    found = set(doubtful)
    for before, after in pairwise(sorted(doubtful)):
        if not any(_WORDED.search(lines[at]) for at in range(before + 1, after)):
            found.update(range(before, after))
    starts = [at for at in sorted(doubtful) if at - 1 not in found]
    for at in starts[:_STARTS]:
        found.update(_head(lines, at))
    return found


def _strange(bare: Mapping[int, str], worded: Sequence[int], drawn: AbstractSet[int], past: Past) -> set[int]:
    """The lines that the ticket does not know, with their links and without, and that are not drawn. What looks like a
    command it must know to the letter: she may have given it there, in words that anybody uses."""
    quoted = [bare[at] for at in worded]
    strange = {n for n in past.said.strange_in(quoted) if worded[n] not in drawn}
    if strange:
        strange &= past.said.strange_in([spoken(line) for line in quoted])
    commands = (n for n, line in enumerate(quoted) if line.startswith(_HASHES))
    strange |= {n for n in commands if " ".join(quoted[n].split()) not in past.hashed}
    return {worded[n] for n in strange if _WORDED.search(spoken(quoted[n]))} - drawn


def _bare(line: str) -> str:
    return without_unseen(line).lstrip("> \t\xa0")


def _drawn(lines: Sequence[str], gone: Mapping[int, str]) -> set[int]:
    """What programs put above and around a quote, and the desk's own rules."""
    found: set[int] = set()
    looked = 0
    for at, bare in gone.items():
        line = lines[at]
        if (
            marks.is_separator(line)
            or phone_line(bare)
            or quotes.original_line(line)
            or quotes.forwarded_line(line)
        ):
            found.update(range(at, at + 1 + quotes.bare_headers(lines, at + 1)))
        elif quotes.may_head(bare) and (looked := looked + 1) <= _HEADS:
            begin, grade = attribution(lines, at)
            if grade:
                found.update(range(begin, at + 1))
            # Alone it is a program's where a quote begins; below that it may be hers.
            alone = quotes.header_line(bare) and (at - 1 not in gone or at - 1 in found)
            found.update(range(at, at + max(quotes.header_block(lines, at), int(alone))))
    return found


def _cards(lines: Sequence[str], gone: Mapping[int, str], protocol: str) -> set[int]:
    """The lines of the ticket's card, of whichever mail: not every program says which one it answers."""
    found: set[int] = set()
    run: list[int] = []
    for at in range(len(lines) + 1) if protocol else ():
        if gone.get(at, "").startswith(marks.CARD):
            run.append(at)
            continue
        if any(marks.is_card(lines[n], protocol) for n in run):
            found.update(run)
        run = []
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
