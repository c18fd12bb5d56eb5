"""The mail of the load: every kind the desk must tell apart, each with a token of its own in a header."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from tests.crash.desk import ADDRESS, AGENTS, SERVER

Door = Literal["smtp", "lmtp", "imap", "both"]

TOKEN = "X-Ledger"
REFUSED = "nobody@refuses.test"  # the sink refuses this recipient
WORDS = (
    "la factura no llegó", "the printer is on fire", "não consigo entrar", "necesito una copia del contrato",
    "please reset my password", "el pedido llegó roto", "when do you open on Sundays?", "obrigado pela ajuda",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be sent until it is taken. `twin`: the same mail also comes by IMAP."""

    token: str
    kind: str
    door: Door
    sender: str
    to: str
    raw: bytes


class Writer:
    """Writes letters; the same seed writes the same ones in the same order."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._seed = seed
        self._count = 0

    def unasked(self) -> Letter:
        """What comes without anybody having written to its sender."""
        kind = self._chance.choices(
            ("new", "refused", "automatic", "report", "forged", "tangled", "unreadable", "internal"),
            (60, 8, 6, 6, 6, 5, 4, 5),
        )[0]
        return getattr(self, f"_{kind}")()  # type: ignore[no-any-return]

    def answer(self, sender: str, to: str, subject: str, parent: str) -> Letter:
        """A person's reply. An agent's goes to a handle; a customer's only says what it answers."""
        extra = f"In-Reply-To: {parent}\r\nReferences: {parent}\r\n"
        kind = "agent" if sender in AGENTS.values() else "customer"
        return self._letter(kind, sender, extra, to=to, subject=f"Re: {subject}")

    def chance(self, of: float) -> bool:
        """True once in a while."""
        return self._chance.random() < of

    # -- kinds ------------------------------------------------------------------------------------

    def _new(self) -> Letter:
        return self._letter("new", self._customer(), proven=self.chance(0.7))

    def _refused(self) -> Letter:
        return self._letter("new", REFUSED, proven=True)

    def _automatic(self) -> Letter:
        return self._letter("automatic", self._customer(), "Auto-Submitted: auto-replied\r\n")

    def _forged(self) -> Letter:
        """In an agent's name, with nothing to prove it: held, and she is asked."""
        return self._letter("forged", self._chance.choice(list(AGENTS.values())), proven=False)

    def _internal(self) -> Letter:
        return self._letter("internal", self._chance.choice(list(AGENTS.values())))

    def _tangled(self) -> Letter:
        """Enough parts for the parsing to be done in a process apart."""
        part = "--b\r\nContent-Type: text/plain\r\n\r\npart\r\n"
        body = part * 150 + "--b--\r\n"
        return self._letter("tangled", self._customer(), _TYPE, body=body)

    def _unreadable(self) -> Letter:
        """More parts than are read at all."""
        return self._letter("unreadable", self._customer(), _TYPE, body="--b\r\n\r\n" * 2000)

    def _report(self) -> Letter:
        extra = (
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nMIME-Version: 1.0\r\n"
        )
        body = (
            "--b\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.far.test\r\n\r\nFinal-Recipient: rfc822; gone@far.test\r\n"
            "Action: failed\r\nStatus: 5.1.1\r\n--b--\r\n"
        )
        return self._letter("report", "MAILER-DAEMON@far.test", extra, body=body, envelope="")

    # -- underneath -------------------------------------------------------------------------------

    def _letter(
        self,
        kind: str,
        sender: str,
        extra: str = "",
        *,
        to: str = ADDRESS,
        subject: str = "",
        body: str = "",
        proven: bool = True,
        envelope: str | None = None,
    ) -> Letter:
        self._count += 1
        token = f"t{self._seed}x{self._count}"
        words = self._chance.choice(WORDS)
        domain = sender.rpartition("@")[2]
        verdict = f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}\r\n" if proven else ""
        door: Door = self._chance.choices(("lmtp", "imap", "both"), (70, 20, 10))[0] if proven else "smtp"
        head = (
            f"{verdict}From: <{sender}>\r\nTo: <{to}>\r\nSubject: {subject or words}\r\n"
            f"Message-ID: <{token}@{domain}>\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n{TOKEN}: {token}\r\n{extra}"
        )
        raw = f"{head}\r\n{body or f'{words}, {token}.{chr(13)}{chr(10)}'}".encode()
        return Letter(token, kind, door, sender if envelope is None else envelope, to, raw)

    def _customer(self) -> str:
        return f"c{self._count}s{self._seed}@client.test"


_TYPE = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
