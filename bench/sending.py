"""How fast mail owed leaves: the real sender with its marks in the store, into an SMTP sink of another process."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bench.acceptance import Server
from bench.people import ADDRESS, write_desk
from helpdesk.daemon.parts import make_sender
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.model import Outgoing

BODY = b"La factura no llego a mi correo, la necesito antes del viernes por favor.\r\n" * 30


@dataclass(frozen=True, slots=True)
class Sent:
    """Mails a second by the wall, and CPU milliseconds of the sending process for one."""

    connections: int
    rate: float
    cpu_ms: float


def measure(folder: Path, mails: int, connections: int) -> Sent:
    """Send `mails` mails of one recipient each over so many connections at once."""
    sink = Server("sink", str(folder))
    try:
        settings = write_desk(folder, f'[smarthost]\nurl = "smtp://127.0.0.1:{sink.port}"\n')
        with open_desk(settings, None) as desk:
            desk.store.send([_mail(n) for n in range(mails)], [], desk.clock.now())
            sender = make_sender(desk, lambda alert: None)
            taken: list[int] = []
            threads = [
                threading.Thread(target=lambda: taken.append(sender.send_due(mails)))
                for _ in range(connections)
            ]
            cpu, began = time.process_time(), time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            wall, used = time.perf_counter() - began, time.process_time() - cpu
            assert sum(taken) == mails, f"{sum(taken)} of {mails} were sent: {sender.trouble}"
    finally:
        sink.close()
    return Sent(connections, mails / wall, 1000 * used / mails)


def _mail(n: int) -> Outgoing:
    message_id = f"<c.send{n}@acme.example>"
    head = f"From: <{ADDRESS}>\r\nTo: <cliente{n}@client.test>\r\nSubject: {n}\r\nMessage-ID: {message_id}\r\n\r\n"
    return Outgoing(
        kind="ack",
        ticket="",
        message_id=message_id,
        envelope_from=ADDRESS,
        recipients=(f"cliente{n}@client.test",),
        subject=str(n),
        raw=head.encode() + BODY,
        mailbox="soporte",
    )
