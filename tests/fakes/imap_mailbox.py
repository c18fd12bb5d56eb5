"""What a fake IMAP server keeps: folders of messages with UIDs, flags and arrival times."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

WHEN = "05-Jan-2026 09:00:00 +0000"
_validities = itertools.count(1_000_001)


@dataclass(eq=False)
class Mail:
    """A message. `poison` makes the server misbehave whenever it is asked for: no, no body, drop, withhold."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)
    arrived: str = WHEN
    poison: str = ""
    says_size: int | None = None

    @property
    def size(self) -> int:
        return len(self.raw) if self.says_size is None else self.says_size


class Folder:
    """A mailbox with its own UIDVALIDITY. `new_keywords`: whether \\* is among PERMANENTFLAGS."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.uidvalidity = next(_validities)
        self.uidnext = 1
        self.mails: list[Mail] = []
        self.new_keywords = True
        self.read_only = False
        self.over_quota = False

    def add(self, raw: bytes, arrived: str = WHEN, flags: set[str] | None = None) -> Mail:
        mail = Mail(self.uidnext, raw, set(flags or ()), arrived)
        self.uidnext += 1
        self.mails.append(mail)
        return mail

    def recreate(self) -> None:
        """Same messages, other UIDs under another UIDVALIDITY: what a restored or rebuilt server does (B21)."""
        self.uidvalidity = next(_validities)
        self.uidnext = 101
        for mail in self.mails:
            mail.uid, self.uidnext = self.uidnext, self.uidnext + 1

    def chosen(self, uids: str) -> list[Mail]:
        """The messages of a UID set like 1:4,9,12:*."""
        last = self.mails[-1].uid if self.mails else 0
        found = []
        for piece in uids.split(","):
            low, _, high = piece.partition(":")
            ends = sorted(last if end == "*" else int(end) for end in (low, high or low))
            found += [mail for mail in self.mails if ends[0] <= mail.uid <= ends[1] and mail not in found]
        return sorted(found, key=lambda mail: mail.uid)
