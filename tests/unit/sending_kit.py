"""What the tests of sending build with: a store, a sink, a clock that stands still, and a sender between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.outbox.port import Carrier
from helpdesk.daemon.outbox.send import Sender
from helpdesk.daemon.outbox.smarthost import Smarthost
from helpdesk.daemon.outbox.smarthost_open import Relay
from helpdesk.daemon.settings.places import Endpoint, Tls
from helpdesk.tickets.model import Alert, OutboxRow, Outgoing, Recipient
from helpdesk.tickets.store import Store
from tests.fakes.smtp_sink import SmtpSink
from tests.unit.store_kit import take

TICKET = "HD-2611-AAAAAA"
ANA, BEA, CARL = "ana@customer.example", "bea@customer.example", "carl@customer.example"
SCHEMES: dict[Tls, str] = {"implicit": "smtps", "starttls": "smtp+starttls", "none": "smtp"}


@dataclass
class Sending:
    """One desk's outbox and the world around it."""

    store: Store
    sink: SmtpSink
    clock: ManualClock
    stack: ExitStack
    told: list[tuple[int, str, str, bool]] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    owed: int = 0
    relay_port: int = 0
    hear: Callable[[OutboxRow, str, str, bool], None] = field(init=False)

    def __post_init__(self) -> None:
        self.hear = lambda row, address, error, final: self.told.append((row.id, address, error, final))

    def owe(self, *recipients: str, **changed: object) -> int:
        """Put a mail into the outbox; its row's id."""
        self.owed += 1
        message_id = f"<r{self.owed}@desk.example>"
        head = "From: Soporte <support@desk.example>\r\nDate: Mon, 05 Jan 2026 10:00:00 +0100\r\nSubject: hola\r\n"
        raw = f"{head}Message-ID: {message_id}\r\n\r\nbuenas\r\n".encode()
        mail = Outgoing(
            kind="reply",
            ticket="",
            message_id=message_id,
            envelope_from="support+b-abc@desk.example",
            recipients=recipients or (ANA,),
            subject="hola",
            raw=raw,
            mailbox="support",
        )
        mail = replace(mail, **changed)  # type: ignore[arg-type]
        return self.store.send([mail], [], self.clock.now())[0]

    def open_ticket(self) -> None:
        """A ticket called TICKET, to which mail can belong."""
        take(self.store, 1, TICKET, outgoing=(), handles=())

    def relay(self, tls: Tls = "none", **changed: object) -> Relay:
        """The sink (or the relay on `relay_port`), as settings would name it."""
        host = "localhost" if tls != "none" else "127.0.0.1"
        made = Relay(
            Endpoint(host, self.relay_port or self.sink.port, tls, SCHEMES[tls]), "desk.example", timeout=5.0
        )
        return replace(made, **changed)  # type: ignore[arg-type]

    def sender(
        self, relay: Relay | None = None, carrier: Callable[[], Carrier] | None = None, **options: bool
    ) -> Sender:
        """A sender to the sink without jitter."""
        at = relay or self.relay()
        return Sender(
            self.store,
            carrier or (lambda: Smarthost(at, self.clock)),
            self.clock,
            MailLog(self.lines.append, self.clock),
            self.hear,
            self.alerts.append,
            chance=lambda: 0.0,
            **options,
        )

    def states(self, row_id: int) -> dict[str, str]:
        """Address to state."""
        return {each.address: each.state for each in self.row(row_id).recipients}

    def recipient(self, row_id: int, address: str = ANA) -> Recipient:
        return next(each for each in self.row(row_id).recipients if each.address == address)

    def row(self, row_id: int) -> OutboxRow:
        row = self.store.outbox(row_id)
        assert row is not None
        return row

    def log(self) -> str:
        return "\n".join(self.lines)

    def events(self, event: str) -> list[dict[str, object]]:
        return [line for line in map(json.loads, self.lines) if line["event"] == event]

    def another_sink(self, sink: SmtpSink) -> SmtpSink:
        """Send to `sink` from now on."""
        self.sink = self.stack.enter_context(sink)
        return sink
