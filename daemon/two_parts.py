"""The parts of an agent's mail that hold her words twice, and what she chose where they do not say the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.hers import Hers
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.commands import lines_like_commands
from helpdesk.mailflow.htmltext import seen_of, text_of
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.model import Agent, Ticket

_Line = tuple[str, int, str]


def differing(desk: Desk, sheet: Sheet, ticket: Ticket | None, agent: Agent) -> CommandFault | None:
    """The first line that only one part of the mail has as a command: what she saw and what stands beside it as plain
    text, or where she could not see it, do not hold the same ones."""
    mail = sheet.mail
    if not mail.html:
        return None
    hers = Hers(desk, sheet, ticket, agent)

    def lines(text: str, html: str = "") -> list[_Line]:
        return lines_like_commands(hers.words(replace(mail, html=html, text=text)).text)

    written, seen = text_of(mail.html), seen_of(mail.html)
    if written != seen and (hidden := _first_beyond(lines(written), lines(seen))):
        return _fault("hidden", hidden)
    if mail.text.strip() in ("", written.strip()):
        return None  # there is one part only
    plain, html = lines(mail.text), lines(written, mail.html)
    if _words(plain) == _words(html):
        return None
    if only := _first_beyond(plain, html):
        return _fault("text", only)
    return _fault("html", _first_beyond(html, plain) or html[0])


def words_of_part(desk: Desk, sheet: Sheet, ticket: Ticket | None, agent: Agent, part: str) -> str:
    """Her own words of one part alone: of the HTML what can be seen."""
    mail = sheet.mail
    text = seen_of(mail.html) if part == "=html" else mail.text
    return Hers(desk, sheet, ticket, agent).words(replace(mail, html="", text=text)).text


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


def _fault(part: str, line: _Line) -> CommandFault:
    _, number, source = line
    return CommandFault(number, 1, f"command_differs_{part}", (), source, source)
