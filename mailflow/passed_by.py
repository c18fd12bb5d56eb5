"""Whether a mail passes another on instead of answering it: its subject says so, or the first thing below its words."""

from __future__ import annotations

from helpdesk.mailflow import quotes
from helpdesk.mailflow.attributions import attribution, is_quoted, split_run_ons
from helpdesk.mailflow.htmltext import text_of
from helpdesk.tickets.mail import InboundMail

_READ = 4_000  # lines of a mail


def forwards(mail: InboundMail) -> bool:
    """Whether it is a forward. A forward further down, in what an answer quotes, is the quoted mail's own."""
    if quotes.forward_subject(mail.subject):
        return True
    text = mail.text if mail.text.strip() else text_of(mail.html)
    lines = split_run_ons(text).split("\n")[:_READ]
    for at, line in enumerate(lines):
        if quotes.forwarded_line(line) and not is_quoted(line):
            return True
        if _quotes_from(lines, at):
            return False
    return False


def _quotes_from(lines: list[str], at: int) -> bool:
    line = lines[at]
    if not line.strip():
        return False
    if is_quoted(line) or quotes.original_line(line) or attribution(lines, at)[0]:
        return True
    return quotes.may_head(line) and quotes.header_block(lines, at) > 0
