"""What a page of the viewer costs, at a thousand tickets and at a million: python -m bench.window (make bench-viewer).

    python -m bench.window --tickets 1000 1000000 --folder /tmp/desks --rounds 15 --only queue due

The stores are written by a bulk writer of their own, seeded: rows as the store writes them, without its checks, so
that a million take minutes. Three tenths of the tickets are open, nearly all of them overdue. Beside the pages mail
flows in.

What is compared is the same page at both sizes, so each has the same number of rows at both ("rows" says how many, or
both numbers where they differ): otherwise the ratio would be one of lines drawn. So the stores are alike in everything
but their length: a fifth of the tickets bear the tag that is asked for, one in twenty messages a middling word, ten
messages a rare one, and ten the two middling words that else never meet; a customer has 25 tickets; ten tickets have a
seldom tag, and a seventh of those that ended one that no open ticket has. What a larger desk costs a page (longer
lists to look through, deeper trees, pages that no cache holds) is in the ratio; what is drawn is not.

"ratio" is of what a page took; "work" of what the processor did for it, which other programs on the machine cannot
lengthen: on a busy one, the second is the one to read.

Two lines show what a ratio does not: figures that are taken anew, which they are once a minute (of 26,000 tickets in
the period an even part of 1,200 is looked at, of the thousand all), and two words of 50,000 messages each that meet in
ten, where all of both lists is walked along so that nothing is missed. A desk of few tickets is made anew each time:
what flowed in while another was looked at would count.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
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
from helpdesk.daemon.web.listener import window
from helpdesk.daemon.web.login_link import new_link
from helpdesk.daemon.wiring import open_desk
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival
from helpdesk.tickets.store import Store
from helpdesk.tickets.times import to_micros
from helpdesk.web_min.app import create_app

AT_ONCE = 20_000
COMMON, MIDDLING, OTHER, RARE = "factura", "contrato", "garantia", "zafiro"
FEW = 10  # messages with the rare word, at any size
OWN = 25  # tickets of one customer
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
SHAPE = "2"  # of what is written; a store of another shape is written anew
ANEW = "figures, taken anew"
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
_TAG = "INSERT INTO ticket_tags (tag, ticket_id, open) VALUES (?, ?, ?)"
_WORDS = "INSERT INTO searchable (rowid, subject, body, addresses, protocol) VALUES (?, ?, ?, ?, ?)"
_RAW = "0" * 5 + "-" + "0" * 64


def main() -> None:
    """Make what stores are missing, open each page again and again, and print both sizes side by side."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tickets", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--folder", type=Path, default=Path("build/bench/window"))
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--only", nargs="+", help="the pages to open, by their names in the table")
    asked = parser.parse_args()
    made = [prepared(asked.folder / str(n), n) for n in asked.tickets]  # before mail flows into any
    with ExitStack() as open_now:
        small, large = (
            open_now.enter_context(in_use(*desk)) for desk in zip(made, asked.tickets, strict=True)
        )
        print(f"{'page':<26}{asked.tickets[0]:>12}{asked.tickets[1]:>12}  ratio   work  rows")
        for page in asked.only or small.addresses:
            print(compared(page, small, large, asked.rounds), flush=True)


@dataclass(frozen=True)
class InUse:
    """A desk that is looked at while mail flows in: somebody who is signed in, and the pages."""

    client: FlaskClient
    clock: ManualClock
    addresses: Mapping[str, str]

    def look(self, page: str) -> tuple[float, float, int]:
        """What a page took by the wall clock and of this thread's processor, and its rows: of tables and of lists."""
        url = self.addresses[page]
        if page == ANEW:
            self.clock.advance(60)
        began, worked = time.perf_counter(), time.thread_time()
        answer = self.client.get(url, base_url="http://127.0.0.1")
        took, worked = time.perf_counter() - began, time.thread_time() - worked
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
        rows = answer.text.count("<tr ") + answer.text.count("<li")
        answer.close()
        return took, worked, rows


def compared(page: str, small: InUse, large: InUse, rounds: int) -> str:
    """A page at both sizes in turn, so that whatever else the machine does falls on both; the first look uncounted."""
    turns = [(small.look(page), large.look(page)) for _ in range(rounds + 1)][1:]
    before, after = (median(turn[which][0] for turn in turns) for which in (0, 1))
    work = median(turn[1][1] for turn in turns) / median(turn[0][1] for turn in turns)
    had, has = turns[-1][0][2], turns[-1][1][2]
    return (
        f"{page:<26}{before * 1e3:>9.1f} ms{after * 1e3:>9.1f} ms{after / before:>7.2f}{work:>7.2f}  "
        f"{has if has == had else f'{had}, {has}'}{'  over 100 ms' if after > TARGET else ''}"
    )


@contextmanager
def in_use(made: Path, tickets: int) -> Iterator[InUse]:
    """The desk with these settings, with mail coming in."""
    now = EPOCH + BETWEEN * tickets + timedelta(hours=1)
    with open_desk(made, None, clock=(clock := ManualClock(now))) as desk:
        ended = Event()
        flow = Thread(target=mail_flows, args=(desk, ended))
        flow.start()
        try:
            yield InUse(signed_in(desk), clock, pages(tickets))
        finally:
            ended.set()
            flow.join()


def pages(tickets: int) -> Mapping[str, str]:
    """Every page that is promised to be quick; the ticket is the last that the bulk writer wrote."""
    protocol = f"HD-{tickets:07d}"
    return {
        "queue": "/",
        "queue, all": "/?status=all",
        "queue, mine": "/?who=me",
        "queue, folder": "/?folder=Facturaci%C3%B3n",
        "queue, tag": "/?tag=pago",
        "queue, tag of few": "/?tag=robo&status=all",
        "queue, tag all ended": "/?tag=viejo",
        "due": "/due",
        "ticket": f"/t/{protocol}",
        "customer": f"/t/{protocol}/customer",
        "search, commonest": f"/search?q={COMMON}",
        "search, middling": f"/search?q={MIDDLING}",
        "search, rare": f"/search?q={RARE}",
        "search, two words": f"/search?q={COMMON}+{MIDDLING}",
        "search, seldom together": f"/search?q={OTHER}+{MIDDLING}",
        "search, filtered": f"/search?q={COMMON}+estado:abierto+agente:yo",
        "figures": "/figures?days=30",
        "figures, agent": "/figures?days=90&by=agent",
        ANEW: "/figures?days=90",
        "outbox": "/outbox",
        "held": "/held",
        "rules": "/rules",
        "health": "/health",
    }


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
    """A mail each second, worked on at once: thrice the million's year, and few enough that the thousand stay so."""
    n = 0
    while not ended.wait(1.0):
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
    """The settings of a desk with so many tickets; made if it is not there, or so small that what flowed in counts."""
    settings, done = folder / "helpdesk.toml", folder / "done"
    if tickets > AT_ONCE and done.exists() and done.read_text() == SHAPE:
        return settings
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_desk(folder)
    (folder / "helpdesk-data").mkdir()
    store = Store.open(f"sqlite://{folder.absolute()}/helpdesk-data/helpdesk.db")
    began = time.perf_counter()
    fill(store, tickets)
    store.close()
    done.write_text(SHAPE)
    print(f"{tickets} tickets written in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return settings


def fill(store: Store, tickets: int, seed: int = 1) -> None:
    """Write them in bulk. Nothing else writes here, and a store that is half written is thrown away: no fsync."""
    db = store._db
    db.run("PRAGMA synchronous = OFF")
    db.run("INSERT INTO raw (key, size, packed) VALUES (?, 0, x'')", _RAW)
    for start in range(1, tickets + 1, AT_ONCE):
        rows = list(
            _rows(random.Random(seed * 1_000_003 + start), start, min(start + AT_ONCE, tickets + 1), tickets)
        )
        with store.write():
            for sql in (_TICKET, _MESSAGE, _EVENT, _SLA, _OUTBOX, _RECIPIENT, _WORDS, _TAG):
                db.many(sql, [row for made in rows for row in made.get(sql, ())])
    with store.write():
        db.run("UPDATE counters SET n = ? WHERE name = 'searchable'", tickets)
        db.run(
            "INSERT INTO customers (key, tickets, open_tickets) SELECT requester_key, count(*), "
            "sum(status NOT IN ('resolved', 'closed')) FROM tickets GROUP BY requester_key"
        )


def _rows(
    chance: random.Random, first: int, end: int, tickets: int
) -> Iterator[Mapping[str, list[tuple[object, ...]]]]:
    every, hour = tickets // FEW, 3_600_000_000
    for n in range(first, end):
        at = to_micros(EPOCH + BETWEEN * n)
        status = STATUSES[n % len(STATUSES)]
        ended = status in ("closed", "resolved")
        agent = AGENTS[n % len(AGENTS)].id
        who, name = f"cliente{n % (tickets // OWN)}@correo.test", NAMES[n % len(NAMES)]
        tags = _tags(n, every, ended=ended, paid=chance.random() < 0.2)
        seldom = n % every == 3
        words = f"La {COMMON} {n} no llegó" + (f" y el {MIDDLING}" if n % 20 == 0 or seldom else "")
        words += (f" con {OTHER}" if n % 20 == 11 or seldom else "") + (f" {RARE}" if n % every == 7 else "")
        words += f". {chance.choice(FOLDERS)} {chance.randrange(10**6)}"
        protocol = f"HD-{n:07d}"
        due = None if ended else at + chance.randrange(1, 200) * hour
        replied = at + hour if n % 3 else None
        yield {
            _TICKET: [
                (
                    n, protocol, f"{COMMON} {n}", status, who, name, who, at, at, FOLDERS[n % 4],
                    json.dumps(tags), ("n1", "n2")[n % 2], agent, at + 20 * hour if ended else None,
                )
            ],
            _MESSAGE: [(n, n, at, f"<{n}@correo.test>", who, name, f"{COMMON} {n}", words)],
            _EVENT: [(n, at, agent)],
            _SLA: [(n, at + 4 * hour, at + 72 * hour, replied, at, replied, due, "resolution" if due else "")],
            _OUTBOX: [(n, n, f"<ack{n}@acme.example>", ADDRESS, f"Re: {COMMON} {n}", _RAW, at)],
            _RECIPIENT: [(n, who, n)],
            _WORDS: [(n, f"{COMMON} {n}", words, f"{who} {name}", protocol)],
            _TAG: [(tag, n, int(not ended)) for tag in tags],
        }  # fmt: skip


def _tags(n: int, every: int, *, ended: bool, paid: bool) -> list[str]:
    """One that is common, one that ten have, one that no open ticket has."""
    return ["pago"] * paid + ["robo"] * (n % every == 9) + ["viejo"] * (ended and n % 7 == 0)


if __name__ == "__main__":
    main()
