"""The ledger, kept apart from the desk: what was handed over and acknowledged, what came out of it."""

from __future__ import annotations

import threading
from collections import Counter
from email import message_from_bytes
from email.message import Message

from tests.crash.letters import Letter
from tests.fakes.smtp_sink import Caught


class Ledger:
    """Letters that are owed, and those the desk has acknowledged. Used by all threads of the load."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._owed: dict[str, Letter] = {}
        self.taken: dict[str, Letter] = {}
        self.refused: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.tries = 0

    def owe(self, letter: Letter) -> None:
        """It is on its way: must be taken in the end."""
        with self._change:
            self._owed[letter.token] = letter

    def took(self, letter: Letter) -> None:
        """The desk said 250, or the IMAP server holds it: from now on the desk answers for it."""
        with self._change:
            self._owed.pop(letter.token, None)
            self.taken[letter.token] = letter
            self.kinds[letter.kind] += 1
            self._change.notify_all()

    def refuse(self, letter: Letter, reply: str) -> None:
        """The desk refused it for good, which it must not."""
        with self._change:
            self._owed.pop(letter.token, None)
            self.refused.append(f"{letter.kind}: {reply}")
            self._change.notify_all()

    def tried(self) -> None:
        """One more try at handing something over."""
        with self._change:
            self.tries += 1

    @property
    def owed(self) -> int:
        """How many are on their way."""
        with self._change:
            return len(self._owed)

    def wait_till_paid(self, seconds: float) -> bool:
        """Until nothing is on its way."""
        with self._change:
            return self._change.wait_for(lambda: not self._owed, seconds)


class Post:
    """A mail the sink caught, as its reader sees it."""

    def __init__(self, caught: Caught) -> None:
        self.mail: Message = message_from_bytes(caught.raw)
        self.message_id = str(self.mail["Message-ID"]).strip()
        self.recipients = caught.recipients
        self.subject = str(self.mail["Subject"])
        self.reply_to = str(self.mail["Reply-To"] or self.mail["From"])
        self.answers = str(self.mail["In-Reply-To"] or "").strip()
        self.automatic = str(self.mail["Auto-Submitted"] or "no") != "no"
