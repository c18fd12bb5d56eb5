"""The two versions of one mail, text and HTML (RFC 2046 5.1.4): what its writer says in one of them alone.

Each is read apart by whoever decides what is quoted or signed, and only then compared: what programs draw around a
quote is spelled in one as in no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from helpdesk.mailflow import quotes
from helpdesk.mailflow.attributions import Grade, attribution
from helpdesk.mailflow.reading import Reading, reading_of
from helpdesk.mailflow.signature import phone_line
from helpdesk.mailflow.unsaid import A_LINE, unsaid
from helpdesk.tickets.mail import InboundMail

# The writer's own words of a mail that has one version.
Read = Callable[[Reading], str]
_MOST_HEADERS = 14
# Marks of text/enriched (RFC 1896), which old programs of Apple's write beside the text.
_ENRICHED = re.compile(
    r"<param>[^<>]{0,200}</param>|</?(?:bold|italic|underline|fixed|smaller|bigger|center|flush(?:left|right|both)"
    r"|nofill|indent|indentright|excerpt|lang|color|fontfamily|paraindent|x-[\w-]{1,40})>",
    re.IGNORECASE,
)


def apart(mail: InboundMail | Reading, read: Read) -> tuple[list[str], list[str]]:
    """The writer's lines that only the HTML says, and those that only the text does: a line's worth of words more in
    one of them, or fewer words that stand in the one for others in the other ('Approved.', 'Rejected.')."""
    reading = reading_of(mail)
    mail = reading.mail
    if not mail.twice or (not mail.beside and reading.alike):
        return [], []
    read = _once(read)
    html, text = _only_in_html(reading, read), _only_in_text(reading, read)
    if html or text:
        return html, text
    html = _only_in_html(reading, read, 1)
    text = _only_in_text(reading, read, 1) if html else []
    return (html, text) if text else ([], [])


def _once(read: Read) -> Read:
    """Each version read once, however closely it is looked at."""
    words: dict[tuple[str, str], str] = {}

    def once(version: Reading) -> str:
        key = (version.mail.text, version.page.html)
        if key not in words:
            words[key] = read(version)
        return words[key]

    return once


def _only_in_html(reading: Reading, read: Read, least: int = A_LINE) -> list[str]:
    """What the HTML shows, or a further version says, and the text does not."""
    mail, page = reading.mail, reading.page.unpictured
    seen = page.seen
    versions = [reading.version(seen, page)] if unsaid(seen, [mail.text], least) else []
    others = [_ENRICHED.sub(" ", text) for text in mail.beside]
    further = [reading.version(text) for text in others if unsaid(text, [mail.text], least)]
    found = [line for one in (*versions, *further) for line in _not_drawn(read(one), [mail.text], least)]
    hidden = set(unsaid("\n".join(found), [seen, *others], least)) if found else set()
    return [line for line in dict.fromkeys(found) if line not in hidden]


def _only_in_text(reading: Reading, read: Read, least: int = A_LINE) -> list[str]:
    """What the text says and the HTML does not show: whoever reads the HTML has not seen it."""
    mail, page = reading.mail, reading.page
    if not mail.html:
        return []
    shown = list(dict.fromkeys([page.unpictured.seen, page.seen]))
    if not unsaid(mail.text, shown, least):
        return []
    return _not_drawn(read(reading.plain), shown, least)


def hidden_in(words: str, mail: InboundMail | Reading) -> list[str]:
    """The lines of `words`, taken out of the mail, that no version shows."""
    reading = reading_of(mail)
    mail, page = reading.mail, reading.page
    if page.written == page.seen:
        return []
    others = [page.seen, mail.text] if mail.twice else [page.seen]
    hidden = {line.strip() for line in unsaid(page.written, others)}
    return [line for line in words.split("\n") if line.strip() in hidden]


def _not_drawn(own: str, others: Sequence[str], least: int) -> list[str]:
    """The lines of `own` that are unsaid, without what programs put above a quote, in one version as they like."""
    found = unsaid(own, others, least)
    if not found:
        return []
    lines = own.split("\n")
    drawn: set[str] = set()
    headers = 0  # where those end that were looked at
    for at, line in enumerate(lines):
        begin, grade = attribution(lines, at)
        if grade >= Grade.DATED:
            drawn.update(lines[begin : at + 1])
        elif phone_line(line) or quotes.original_line(line):
            drawn.add(line)
        elif at >= headers and quotes.may_head(line):
            headers = _headers(lines, at)
            if headers - at > 1 and quotes.written_by_a_program(lines, at, headers - at):
                drawn.update(lines[at:headers])
    return [line for line in found if line not in drawn]


def _headers(lines: Sequence[str], at: int) -> int:
    """Where the headers end that begin in line `at`: where nothing of the mail follows, two may be all."""
    end = at
    while end < min(len(lines), at + _MOST_HEADERS) and quotes.header_line(lines[end]):
        end += 1
    return end
