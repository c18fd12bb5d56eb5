"""A desk's decisions without a desk: a real store in which waiting mail is filed, as intake and the rules would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from helpdesk.daemon.imap.again import message_id
from helpdesk.tickets.mail import Address, Envelope
from helpdesk.tickets.model import Arrival, Changes, Event, Ticket
from helpdesk.tickets.store import Store
from tests.fakes.imap_rig import START


class Killed(Exception):
    """The process died here."""


class FilingStore(Store):
    """A store that can be told to die where the mirror records a move."""

    dies = False

    def copies_lie(
        self, account: str, folder: str, mailbox: str, uidvalidity: int, uids: Mapping[int, int]
    ) -> None:
        if self.dies:
            raise Killed
        super().copies_lie(account, folder, mailbox, uidvalidity, uids)


class Filing:
    """Tickets by the subject of the mail that opened them."""

    def __init__(self, folder: Path) -> None:
        opened = FilingStore.open(f"sqlite://{folder}/desk.db")
        assert isinstance(opened, FilingStore)
        self.store = opened
        self.protocols: dict[str, str] = {}

    def file(self, folder: str | Callable[[str], str]) -> list[str]:
        """Every waiting mail opens a ticket in this folder, one known by its digest none; returns the outcomes."""
        outcomes: list[str] = []
        for row in self.store.waiting(1000):
            subject = message_id(self.store.raw(row.raw_key))[1:].partition("@")[0]
            seen = self.store.digest_seen(row.digest, row.id)
            if seen is None:
                protocol = self.protocols[subject] = f"HD-{subject}"
                where = folder if isinstance(folder, str) else folder(subject)
                changes = Changes(
                    "done", "opened", "a test", ticket=_ticket(protocol, where), protocol=protocol
                )
            else:
                changes = Changes("done", "duplicate", "a test", protocol=seen[0])
            self.store.save(row.id, changes, START)
            outcomes.append(changes.outcome)
        return outcomes

    def refile(self, subject: str, folder: str) -> None:
        """The ticket gets another folder later on, by something that is no mail of IMAP."""
        ticket = self.store.ticket(self.protocols[subject])
        assert ticket is not None
        key = f"note:{subject}:{folder}:{ticket.version}"
        envelope = Envelope("smtp", "", (), "support")
        [row] = self.store.receive([Arrival(key, key.encode(), key, envelope, START)])
        event = Event(ticket.protocol, START, "rule", "moved", ticket.folder, folder, "a test")
        changed = replace(ticket, folder=folder, version=ticket.version + 1)
        self.store.save(row, Changes("done", "command", "a test", ticket=changed, events=(event,)), START)

    def hold(self, subject: str) -> None:
        """The waiting mail is held beside that ticket."""
        [row] = self.store.waiting(2)
        protocol = self.protocols[subject]
        held = Changes(
            "held", "held", "a test", protocol=protocol, held_reason="poison", sender=Address("a@b")
        )
        self.store.save(row.id, held, START)


def _ticket(protocol: str, folder: str) -> Ticket:
    return Ticket(
        id=0,
        protocol=protocol,
        subject="Hola",
        status="new",
        mailbox="support",
        requester=Address("lucia@example.org"),
        language="es",
        created_at=START,
        updated_at=START,
        folder=folder,
    )
