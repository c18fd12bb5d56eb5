"""The way out of a story's desk: keeps every mail for the people to read, and refuses whom it was told to refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property

from helpdesk.daemon.outbox.port import Answer, Later, Refused, Taken
from helpdesk.tickets.model import OutboxRow

_SECRET = re.compile(r"[+<]([rncb])[-.]([a-z2-7]{16,24})(?=@|%40)")


@dataclass(frozen=True)
class Sent:
    """A mail as one recipient has it in the inbox."""

    kind: str
    ticket: str
    to: str
    envelope_from: str
    message_id: str
    raw: bytes

    @cached_property
    def mail(self) -> EmailMessage:
        """The mail, parsed by the standard library."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @cached_property
    def text(self) -> str:
        """The text part, lines ended by line feeds."""
        body = self.mail.get_body(("plain",))
        assert body is not None, "a mail of the desk has a text part"
        return str(body.get_content()).replace("\r\n", "\n")

    @cached_property
    def secrets(self) -> frozenset[tuple[str, str]]:
        """Kind and secret of each handle and twin Message-ID that its reader was given."""
        own = f"{self.mail['Reply-To']} {self.mail['Message-ID']} {self.text} {self.envelope_from}"
        return frozenset((hit[1], hit[2]) for hit in _SECRET.finditer(own))

    @cached_property
    def everything(self) -> str:
        """Whatever anybody could read in it: raw bytes, decoded headers, decoded parts."""
        parts = [self.raw.decode("latin-1"), *(f"{name}: {value}" for name, value in self.mail.items())]
        for part in self.mail.walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                parts.append(payload.decode("utf-8", "replace"))
        return "\n".join(parts)


@dataclass(eq=False)
class Inboxes:
    """A Carrier of which a story says who refuses mail; `sent` is everything that anybody got."""

    certain: bool = True
    sent: list[Sent] = field(default_factory=list)
    refuses: dict[str, Answer] = field(default_factory=dict)
    renames: str = ""  # domain of the ids that the relay puts in place of ours

    def open(self) -> None:
        """Always ready."""

    def carry(
        self, row: OutboxRow, addresses: Sequence[str], before_bytes: Callable[[Sequence[str]], None]
    ) -> Mapping[str, Answer]:
        """Puts the mail into the inboxes of all that do not refuse it."""
        before_bytes(addresses)
        out = row.outgoing
        taken = Taken("", f"<{row.id}@{self.renames}>" if self.renames else "")
        for address in addresses:
            if address not in self.refuses:
                self.sent.append(
                    Sent(out.kind, out.ticket, address, out.envelope_from, out.message_id, out.raw)
                )
        return {address: self.refuses.get(address, taken) for address in addresses}

    def refuse(self, address: str, said: str) -> None:
        """From now on `address` answers this: for good where it begins with 5, for now with 4, '' = takes mail."""
        self.refuses.pop(address, None)
        if said:
            self.refuses[address] = Refused(said) if said.startswith("5") else Later(said)

    def tidy(self) -> None:
        """Nothing is kept open."""

    def close(self) -> None:
        """Nothing is kept open."""

    def cut(self) -> None:
        """Nothing waits."""
