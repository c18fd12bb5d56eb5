"""Helpers of the composing tests: read a mail back the way others do, strictly."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import re
from email.message import Message
from html.parser import HTMLParser

import mailparser

from helpdesk.tickets.model import Outgoing


def read(outgoing: Outgoing) -> Message:
    """The mail as the standard library reads it; checks what must hold for every mail."""
    raw = outgoing.raw
    assert raw.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    assert not message.defects
    keys = [key.lower() for key, _ in message.items()]
    assert len(keys) == len(set(keys))
    assert {"date", "from", "to", "subject", "message-id", "mime-version", "content-language"} <= set(keys)
    assert message["Message-ID"] == outgoing.message_id
    assert header(message, "Subject") == outgoing.subject
    modern = email.message_from_bytes(raw, policy=email.policy.SMTP)
    assert str(modern["Subject"]) == outgoing.subject
    again = mailparser.parse_from_bytes(raw)
    assert again.subject == outgoing.subject
    assert again.text_plain[0].replace("\r\n", "\n").rstrip("\n") == text(message).rstrip("\n")
    return message


def header(message: Message, name: str) -> str:
    """A header as a person reads it."""
    return str(email.header.make_header(email.header.decode_header(str(message[name]).replace("\r\n", ""))))


def mailbox(message: Message, name: str) -> tuple[str, str]:
    """(name, address) of a header with one mailbox."""
    shown, address = email.utils.parseaddr(str(message[name]).replace("\r\n", ""))
    return str(email.header.make_header(email.header.decode_header(shown))), address


def part(message: Message, kind: str) -> str:
    """The text of the first part of type `kind`, '' where there is none."""
    for one in message.walk():
        if one.get_content_type() == kind and one.get_content_disposition() is None:
            payload = one.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload.decode("utf-8").replace("\r\n", "\n")
    return ""


def text(message: Message) -> str:
    """The text part."""
    return part(message, "text/plain")


def html(message: Message) -> str:
    """The HTML part."""
    return part(message, "text/html")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.found.append(data)


def words(text_or_html: str) -> list[str]:
    """The words, in order, of a text or an HTML mail. The marks a text draws with do not count, nor do addresses of
    pages: a text has to spell out each, HTML has it behind its words."""
    if text_or_html.lstrip().startswith("<!DOCTYPE"):
        reader = _Words()
        reader.feed(text_or_html)
        text_or_html = " ".join(reader.found)
    return re.findall(r"\w+", re.sub(r"https?://\S+", "", text_or_html))
