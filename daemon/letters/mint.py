"""Where the desk's ids and secrets come from: the system's random source, under the speaking mailbox's domain."""

from __future__ import annotations

from datetime import datetime

from helpdesk.mailflow import tokens
from helpdesk.tickets.model import HandleKind


class DeskMint:
    """A `mailflow.letter.Mint` for one domain and one moment."""

    def __init__(self, domain: str, now: datetime) -> None:
        self._domain = domain
        self._now = now

    def new_handle(self) -> str:
        """The hour and 65 random bits as 16 base32 characters."""
        return tokens.new_handle(self._now)

    def message_id(self, kind: HandleKind) -> str:
        """`<kind.24 base32 characters@domain>`."""
        return tokens.message_id(kind, self._domain, self._now)
