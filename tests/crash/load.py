"""The load: senders that retry until 250, people who answer the desk's mail, an IMAP mailbox that fills."""

from __future__ import annotations

import queue
import smtplib
import threading
import time
from email.utils import parseaddr

from tests.crash.desk import AGENTS, Desk
from tests.crash.ledger import Ledger, Post
from tests.crash.letters import Letter, Writer
from tests.fakes.imap_server import FakeImapServer
from tests.fakes.smtp_sink import SmtpSink

SENDERS = 4
A_MAIL_EACH = 0.02  # seconds between two unasked mails of the whole load
HANDED_OVER = 250


class Load:
    """Runs from `start` to `finish`, whatever becomes of the desk meanwhile."""

    def __init__(self, desk: Desk, sink: SmtpSink, imap: FakeImapServer, seed: int) -> None:
        self.ledger = Ledger()
        self._desk, self._sink, self._imap = desk, sink, imap
        self._writer = Writer(seed)
        self._post: queue.SimpleQueue[Letter | None] = queue.SimpleQueue()
        self._quiet = threading.Event()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._write), *(threading.Thread(target=self._send)
                         for _ in range(SENDERS))]  # fmt: skip
        self.broken: list[BaseException] = []

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def fall_silent(self, seconds: float) -> bool:
        """Nothing new is written; whether all that is on its way was taken in time."""
        self._quiet.set()
        return self.ledger.wait_till_paid(seconds)

    def finish(self) -> None:
        """End the threads."""
        self._quiet.set()
        self._over.set()
        for _ in range(SENDERS):
            self._post.put(None)
        for thread in self._threads:
            thread.join(30)

    def hand_over(self, letter: Letter) -> None:
        """On its way, by whatever door it takes."""
        self.ledger.owe(letter)
        if letter.door == "imap":
            self._imap.deliver(letter.raw)
            self.ledger.took(letter)
            return
        if letter.door == "both":
            self._imap.deliver(letter.raw)
        self._post.put(letter)

    # -- writing ----------------------------------------------------------------------------------

    def _write(self) -> None:
        try:
            read = 0
            while not self._quiet.wait(A_MAIL_EACH):
                caught = self._sink.mails
                for mail in caught[read:]:
                    post = Post(mail)
                    for reader in post.recipients:
                        self._answer(post, reader)
                    read += 1
                if self.ledger.owed < SENDERS * 3:
                    self.hand_over(self._writer.unasked())
        except BaseException as fault:
            self.broken.append(fault)

    def _answer(self, post: Post, reader: str) -> None:
        """Agents answer most of what asks for an answer, customers some of what a person wrote to them."""
        to = parseaddr(post.reply_to)[1]
        if reader in AGENTS.values():
            if "+" in to and self._writer.chance(0.5):
                self.hand_over(self._writer.answer(reader, to, post.subject, post.message_id))
        elif not post.automatic and self._writer.chance(0.4):
            self.hand_over(self._writer.answer(reader, to, post.subject, post.message_id))

    # -- sending ----------------------------------------------------------------------------------

    def _send(self) -> None:
        doors: dict[str, smtplib.SMTP] = {}
        try:
            while (letter := self._post.get()) is not None:
                while not self._over.is_set() and not self._sent(letter, doors):
                    time.sleep(0.01)
        except BaseException as fault:
            self.broken.append(fault)
        for door in doors.values():
            door.close()

    def _sent(self, letter: Letter, doors: dict[str, smtplib.SMTP]) -> bool:
        """Whether it need not be tried again: 250 is what the ledger counts, a 5xx is a fault of the desk."""
        kind = "smtp" if letter.door == "smtp" else "lmtp"
        try:
            door = doors.get(kind) or self._connect(kind)
            doors[kind] = door
            self.ledger.tried()
            code, said = self._hand_in(door, letter)
        except (OSError, smtplib.SMTPException):
            # It died under our hands, or is not there: the mail stays ours.
            gone = doors.pop(kind, None)
            if gone is not None:
                gone.close()
            return False
        if code == HANDED_OVER:
            self.ledger.took(letter)
        elif code >= 500:
            self.ledger.refuse(letter, f"{code} {said}")
        return code == HANDED_OVER or code >= 500

    def _connect(self, kind: str) -> smtplib.SMTP:
        if kind == "smtp":
            door = smtplib.SMTP("127.0.0.1", self._desk.port, timeout=10)
            door.ehlo("load.test")
        else:
            door = smtplib.LMTP(self._desk.socket, timeout=10)
            door.ehlo("load.test")
        return door

    @staticmethod
    def _hand_in(door: smtplib.SMTP, letter: Letter) -> tuple[int, str]:
        for code, said in (door.mail(letter.sender), door.rcpt(letter.to)):
            if code != HANDED_OVER:
                door.rset()
                return code, said.decode(errors="replace")
        code, said = door.data(letter.raw)
        return code, said.decode(errors="replace")
