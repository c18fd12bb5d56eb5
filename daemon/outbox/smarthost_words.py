"""What a relay says, and what a broken connection means, in words for people: one line, no controls, no secrets."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from helpdesk.daemon.maillog import redacted

_LONGEST = 300

Reply = tuple[int, str]


class Gone(Exception):
    """The connection broke, or what came is no SMTP. `str()` is plain words."""


def reply(code: int, said: bytes | str) -> Reply:
    """An answer as smtplib gives it. Raises Gone where it is none."""
    text = plain(said.decode("ascii", "replace") if isinstance(said, bytes) else said)
    if not 200 <= code <= 599:
        raise Gone(f"the relay's answer is no SMTP: {text}")
    return code, text


@contextmanager
def or_gone() -> Iterator[None]:
    """Whatever breaks within is Gone."""
    try:
        yield
    except (OSError, EOFError) as fault:  # SMTPException is an OSError
        raise Gone(words(fault)) from fault


def words(fault: BaseException) -> str:
    """What broke."""
    if isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error
        text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
        return f"{fault.smtp_code} {plain(text)}"
    if isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError):
        return "no answer in time"
    return plain(str(fault)) or type(fault).__name__


def plain(text: str) -> str:
    """Text of somebody else's on one line, not longer than anybody reads."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = str(redacted(line))  # relays repeat the return address, and its handle is a secret (A13)
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "..."
