"""The parts of an agent's mail that hold her words twice, and what she chose where they do not say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from helpdesk.daemon.lookups.hers import Hers
from helpdesk.mailflow.commands import lines_like_commands
from helpdesk.mailflow.reading import Reading
from helpdesk.mailflow.two_versions import apart, hidden_in
from helpdesk.tickets.deeds import CommandFault

_Line = tuple[str, int, str]


def differing(hers: Hers) -> CommandFault | None:
    """The first line that only one part of the mail has as a command: what she saw and what stands beside it as plain
    text, or where she could not see it, do not hold the same ones."""
    reading, page = hers.reading, hers.reading.page
    if not page.html:
        return None

    def lines(version: Reading) -> list[_Line]:
        return lines_like_commands(hers.text_of(version))

    if page.written != page.seen:
        written, seen = reading.version(page.written), reading.version(page.seen)
        if hidden := _first_beyond(lines(written), lines(seen)):
            return _fault("hidden", hidden)
    if reading.mail.text.strip() in ("", page.written.strip()):
        return None  # there is one part only
    plain, html = lines(reading.plain), lines(reading.version(page.written, page))
    if _words(plain) == _words(html):
        return None
    if only := _first_beyond(plain, html):
        return _fault("text", only)
    return _fault("html", _first_beyond(html, plain) or html[0])


def unsaid_by_one(hers: Hers) -> CommandFault | None:
    """The lines of hers that only one part of the mail says, or that nobody saw: one part goes out, and nobody would
    see that the other says more, or something else."""
    reading, page = hers.reading, hers.reading.page
    if not page.html and not reading.mail.beside:
        return None
    html, text = apart(reading, hers.text_of)
    if html:
        return _fault("html", *_placed(html, hers.text_of(reading.version(page.seen, page))))
    if text:
        return _fault("text", *_placed(text, hers.text_of(reading.plain)))
    own = hers.text_of(reading)
    lines = hidden_in(own, reading)
    return _fault("hidden", *_placed(lines, own)) if lines else None


def with_both(hers: Hers, text: str) -> str:
    """A text of hers that stays inside, with what it leaves out of the mail's other part below."""
    there = text.split("\n")
    html, plain = apart(hers.reading, hers.text_of)
    more = [line for line in (*html, *plain) if line not in there]
    return "\n".join((text, "", *more)).strip("\n") if more else text


def words_of_part(hers: Hers, part: str) -> str:
    """Her own words of one part alone: of the HTML what can be seen."""
    reading, page = hers.reading, hers.reading.page
    if part != "=html":
        return hers.text_of(reading.plain)
    # The marks that tell her words from quotes are in the HTML; but what is hidden there is, too.
    marks = (page,) if page.seen == page.written else ()
    return hers.text_of(reading.version(page.seen, *marks))


def _first_beyond(some: list[_Line], others: list[_Line]) -> _Line | None:
    """The first line of `some` that `others` do not have, or not in that order."""
    missing = Counter(_words(some)) - Counter(_words(others))
    if missing:
        return next(line for line in some if line[0] in missing)
    if Counter(_words(some)) != Counter(_words(others)):
        return None
    return next((one for one, other in zip(some, others, strict=True) if one[0] != other[0]), None)


def _words(lines: list[_Line]) -> list[str]:
    return [word for word, _, _ in lines]


def _placed(lines: Sequence[str], own: str) -> tuple[_Line, str]:
    """The first of `lines` with its place in her words, and all of them."""
    there = own.split("\n")
    number = there.index(lines[0]) + 1 if lines[0] in there else 1
    return (lines[0], number, lines[0]), "\n".join(lines)


def _fault(part: str, line: _Line, about: str = "") -> CommandFault:
    _, number, source = line
    return CommandFault(number, 1, f"command_differs_{part}", (), about or source, source)
