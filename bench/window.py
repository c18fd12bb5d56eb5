"""What a page of the viewer costs, at a thousand tickets and at a million: python -m bench.window (make bench-viewer).

    python -m bench.window --tickets 1000 1000000 --folder /tmp/desks --rounds 15

The stores are written by a bulk writer of their own, seeded: rows as the store writes them, without its checks, so
that a million take minutes. Three tenths of the tickets are open, nearly all of them overdue. Every message has one
word, one in a hundred a middling one, one in a hundred thousand a rare one. Beside the pages mail flows in. Where a
page at a thousand tickets has fewer rows than one at a million has, the ratio counts those as well.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from threading import Event, Thread

from flask.testing import FlaskClient

from bench.people import ADDRESS, AGENTS, BETWEEN, EPOCH, NAMES, write_desk
from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.login_link import new_link
from helpdesk.daemon.web_in import window
from helpdesk.daemon.wiring import open_desk
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival
from helpdesk.tickets.store import Store
from helpdesk.tickets.times import to_micros
from helpdesk.web_min.app import create_app

AT_ONCE = 20_000
COMMON, MIDDLING, RARE = "factura", "contrato", "zafiro"
FOLDERS = ("Facturación", "Soporte técnico", "Clientes VIP", "General")
STATUSES = (
    "closed",
    "resolved",
    "closed",
    "closed",
    "open",
    "closed",
    "waiting",
    "closed",
    "new",
    "resolved",
)
TARGET = 0.1  # seconds a page may take at the median

_TICKET = (
    "INSERT INTO tickets (id, protocol, subject, status, mailbox, requester_address, requester_name, requester_key, "
    "language, created_at, updated_at, folder, tags, priority, tier, team, assignee, service, version, message_count, "
    "resolved_at, muted_until, not_delivered) VALUES (?, ?, ?, ?, 'soporte', ?, ?, ?, 'es', ?, ?, ?, ?, 'normal', "
    "'N1', ?, ?, 'tienda', 1, 1, ?, NULL, 0)"
)
_MESSAGE = (
    "INSERT INTO messages (id, ticket_id, n, direction, at, message_id, sender_address, sender_name, mail_to, mail_cc, "
    "subject, body, own_words, raw_key, because, attachments, authentication, standing, mailboxes, content_key, "
    "author, notes) VALUES (?, ?, 1, 'in', ?, ?, ?, ?, '[]', '[]', ?, ?, NULL, NULL, 'new mail', '[]', 'pass', "
    "'full', '[]', '', '', '[]')"
)
_EVENT = (
    "INSERT INTO events (ticket_id, at, actor, kind, before, after, because) "
    "VALUES (?, ?, 'rule', 'assigned', '', ?, 'assignment.yaml:4 resto · always · abcdef12')"
)
_SLA = (
    "INSERT INTO sla (ticket_id, service, target, first_response, next_response, resolution, first_reply_at, "
    "last_customer_at, last_reply_at, pauses, tell_customer, next_due, next_clock) "
    "VALUES (?, 'tienda', 0, ?, NULL, ?, ?, ?, ?, '[]', 0, ?, ?)"
)
_OUTBOX = (
    "INSERT INTO outbox (id, ticket_id, kind, message_id, envelope_from, subject, raw_key, mailbox, once, agent, "
    "to_agent, mail_references, created_at) VALUES (?, ?, 'ack', ?, ?, ?, ?, 'soporte', 0, '', '', '[]', ?)"
)
_RECIPIENT = (
    "INSERT INTO recipients (outbox_id, place, address, ticket_id, state) VALUES (?, 0, ?, ?, 'sent')"
)
_TAG = "INSERT INTO ticket_tags (tag, ticket_id) VALUES (?, ?)"
_WORDS = "INSERT INTO searchable (rowid, subject, body, addresses, protocol) VALUES (?, ?, ?, ?, ?)"
_RAW = "0" * 5 + "-" + "0" * 64


def main() -> None:
    """Make what stores are missing, open each page again and again, and print both sizes side by side."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tickets", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=Path("build/bench/window"))
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    small, large = (measured(asked.folder / str(n), n, asked.rounds) for n in asked.tickets)
    print(f"{'page':<24}{asked.tickets[0]:>12}{asked.tickets[1]:>12}  ratio")
    for page, seconds in large.items():
        slow = "  over 100 ms" if seconds > TARGET else ""
        before = small[page]
        print(f"{page:<24}{before * 1e3:>9.1f} ms{seconds * 1e3:>9.1f} ms{seconds / before:>7.2f}{slow}")


def measured(folder: Path, tickets: int, rounds: int) -> Mapping[str, float]:
    """The median of every page, while mail comes in."""
    made = prepared(folder, tickets)
    now = EPOCH + BETWEEN * tickets + timedelta(hours=1)
    with open_desk(made, None, clock=ManualClock(now)) as desk:
        client = signed_in(desk)
        addresses = pages(desk)
        ended = Event()
        flow = Thread(target=mail_flows, args=(desk, ended))
        flow.start()
        try:
            return {page: opened(client, url, rounds) for page, url in addresses.items()}
        finally:
            ended.set()
            flow.join()


def pages(desk: Desk) -> Mapping[str, str]:
    """Every page that is promised to be quick."""
    protocol = desk.store.tickets(limit=1)[0].protocol
    return {
        "queue": "/",
        "queue, all": "/?status=all",
        "queue, mine": "/?who=me",
        "queue, folder": "/?folder=Facturaci%C3%B3n",
        "queue, tag": "/?tag=pago",
        "due": "/due",
        "ticket": f"/t/{protocol}",
        "customer": f"/t/{protocol}/customer",
        "search, commonest": f"/search?q={COMMON}",
        "search, middling": f"/search?q={MIDDLING}",
        "search, rare": f"/search?q={RARE}",
        "search, two words": f"/search?q={COMMON}+{MIDDLING}",
        "search, filtered": f"/search?q={COMMON}+estado:abierto+agente:yo",
        "figures": "/figures?days=30",
        "figures, agent": "/figures?days=90&by=agent",
        "outbox": "/outbox",
        "held": "/held",
        "rules": "/rules",
        "health": "/health",
    }


def opened(client: FlaskClient, url: str, rounds: int) -> float:
    """The median seconds of a page, opened once before anybody counts."""
    taken = []
    for n in range(rounds + 1):
        began = time.perf_counter()
        answer = client.get(url, base_url="http://127.0.0.1")
        if n:
            taken.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
        answer.close()
    return median(taken)


def signed_in(desk: Desk) -> FlaskClient:
    """A client of the first agent's."""
    client = create_app(window(desk, Quiet())).test_client()
    url = new_link(desk.store, "", AGENTS[0].address, desk.clock.now())
    page = client.get(url, base_url="http://127.0.0.1").text
    token = page.partition('name="form" value="')[2].partition('"')[0]
    client.post(url, data={"form": token}, base_url="http://127.0.0.1")
    return client


class Quiet:
    """A daemon in which everything moves."""

    def troubles(self) -> tuple[str, ...]:
        """Nothing."""
        return ()


def mail_flows(desk: Desk, ended: Event) -> None:
    """A mail each fifth of a second, worked on at once, as on a busy morning."""
    n = 0
    while not ended.wait(0.2):
        n += 1
        mail = EmailMessage()
        mail["From"], mail["Subject"] = f"nuevo{n}@correo.test", "Una pregunta"
        mail["Message-ID"] = f"<flow{time.monotonic_ns()}@correo.test>"
        mail.set_content(f"Tengo una {COMMON}.")
        raw = mail.as_bytes()
        envelope = Envelope("ingest", f"nuevo{n}@correo.test", (ADDRESS,), mailbox="soporte", told="pass")
        arrival = Arrival(f"flow:{time.monotonic_ns()}", raw, mail_digest(raw), envelope, desk.clock.now())
        desk.store.receive([arrival])
        Intake(desk).work()
        desk.store.index_pending()


def prepared(folder: Path, tickets: int) -> Path:
    """The settings of a desk with so many tickets; made if it is not there."""
    settings, done = folder / "helpdesk.toml", folder / "done"
    if done.exists():
        return settings
    folder.mkdir(parents=True)
    write_desk(folder)
    (folder / "helpdesk-data").mkdir()
    store = Store.open(f"sqlite://{folder.absolute()}/helpdesk-data/helpdesk.db")
    began = time.perf_counter()
    fill(store, tickets)
    store.close()
    done.touch()
    print(f"{tickets} tickets written in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return settings


def fill(store: Store, tickets: int, seed: int = 1) -> None:
    """Write them in bulk. Nothing else writes here, and a store that is half written is thrown away: no fsync."""
    db = store._db
    db.run("PRAGMA synchronous = OFF")
    db.run("INSERT INTO raw (key, size, packed) VALUES (?, 0, x'')", _RAW)
    for start in range(1, tickets + 1, AT_ONCE):
        rows = list(_rows(random.Random(seed * 1_000_003 + start), start, min(start + AT_ONCE, tickets + 1)))
        with store.write():
            for sql in (_TICKET, _MESSAGE, _EVENT, _SLA, _OUTBOX, _RECIPIENT, _WORDS, _TAG):
                db.many(sql, [row for made in rows for row in made.get(sql, ())])
    with store.write():
        db.run("UPDATE counters SET n = ? WHERE name = 'searchable'", tickets)
        db.run(
            "INSERT INTO customers (key, tickets, open_tickets) SELECT requester_key, count(*), "
            "sum(status NOT IN ('resolved', 'closed')) FROM tickets GROUP BY requester_key"
        )


def _rows(chance: random.Random, first: int, end: int) -> Iterator[Mapping[str, list[tuple[object, ...]]]]:
    for n in range(first, end):
        at = to_micros(EPOCH + BETWEEN * n)
        hour = 3_600_000_000
        status = STATUSES[n % len(STATUSES)]
        ended = status in ("closed", "resolved")
        agent = AGENTS[n % len(AGENTS)].id
        who, name = f"cliente{n % 40_000}@correo.test", NAMES[n % len(NAMES)]
        words = f"La {COMMON} {n} no llegó" + (f" y el {MIDDLING}" if n % 100 == 0 else "")
        words += (
            f" {RARE}" if n % 100_000 == 7 else ""
        ) + f". {chance.choice(FOLDERS)} {chance.randrange(10**6)}"
        protocol = f"HD-{n:07d}"
        due = None if ended else at + chance.randrange(1, 200) * hour
        replied = at + hour if n % 3 else None
        yield {
            _TICKET: [
                (
                    n, protocol, f"{COMMON} {n}", status, who, name, who, at, at, FOLDERS[n % 4],
                    '["pago"]' if n % 50 == 0 else "[]", ("n1", "n2")[n % 2], agent, at + 20 * hour if ended else None,
                )
            ],
            _MESSAGE: [(n, n, at, f"<{n}@correo.test>", who, name, f"{COMMON} {n}", words)],
            _EVENT: [(n, at, agent)],
            _SLA: [(n, at + 4 * hour, at + 72 * hour, replied, at, replied, due, "resolution" if due else "")],
            _OUTBOX: [(n, n, f"<ack{n}@acme.example>", ADDRESS, f"Re: {COMMON} {n}", _RAW, at)],
            _RECIPIENT: [(n, who, n)],
            _WORDS: [(n, f"{COMMON} {n}", words, f"{who} {name}", protocol)],
            _TAG: [("pago", n)] if n % 50 == 0 else [],
        }  # fmt: skip


if __name__ == "__main__":
    main()
