"""Turning UIDs into arrivals: whole mails in one bounded answer, headers alone where the body is too big."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.imap.account import source_key
from helpdesk.daemon.imap.link import Facts, Link
from helpdesk.daemon.imap.ports import Ports
from helpdesk.daemon.imap.stub import LeftOut, stub
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival

HEADROOM = 4096
Kind = Literal["received", "too-big", "unreadable"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message ready to be stored. `kind` says how much of it came, and so what may be done to it after."""

    uid: int
    arrival: Arrival
    kind: Kind


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches from one folder as it is known by one UIDVALIDITY. Mail that arrived at the provider before
    `first_start` is historic."""

    ports: Ports
    folder: str
    uidvalidity: int
    first_start: datetime

    def fetch(self, link: Link, uids: Sequence[int], facts: Mapping[int, Facts]) -> list[Fetched]:
        """The messages of `uids`, ascending; those the server did not give are absent.

        Raises NoRoom, LinkLost, ServerSaidNo.
        """
        account = self.ports.account
        self.ports.look_for_room()
        failpoint("imap.before-fetch")
        limit = account.max_mail_bytes
        small = [uid for uid in uids if uid in facts and facts[uid].size <= limit]
        bodies = link.bodies(small, limit + 1, sum(facts[uid].size for uid in small)) if small else {}
        fetched = []
        for uid in sorted(facts.keys() & set(uids)):
            # RFC822.SIZE may be wrong; then the body itself tells, cut one byte after the limit.
            if facts[uid].size > limit or len(bodies.get(uid, b"")) > limit:
                fetched += self.header_only(link, uid, facts[uid], "too-big")
            elif uid in bodies:
                fetched.append(Fetched(uid, self._arrival(uid, facts[uid], bodies[uid], ""), "received"))
        failpoint("imap.after-fetch")
        return fetched

    def header_only(self, link: Link, uid: int, facts: Facts, why: LeftOut) -> list[Fetched]:
        """The message as its headers and an explanation; nothing if the server does not give even those."""
        account = self.ports.account
        # Less than the limit of a header block: the stub renames some headers and adds its own.
        header = link.header(uid, max(account.max_header_bytes - HEADROOM, HEADROOM))
        if header is None:
            return []
        raw = stub(
            header,
            why,
            size=facts.size,
            limit=account.max_mail_bytes,
            folder=self.folder,
            aside=account.too_big_folder,
            account=account.name,
            language=account.language,
        )
        self.ports.log.imap_left_out(account.name, self.folder, uid, why, facts.size)
        return [Fetched(uid, self._arrival(uid, facts, raw, why), why)]

    def _arrival(self, uid: int, facts: Facts, raw: bytes, why: Literal["", LeftOut]) -> Arrival:
        account = self.ports.account
        envelope = Envelope(
            source="imap",
            mail_from="",  # IMAP does not carry the envelope; the sender is read from the mail (Return-Path)
            recipients=(),
            mailbox=account.mailbox,
            peer=account.host,
            # Without a date nothing says that the mail is new, and a missing receipt harms less than a wrong one.
            historic=facts.arrived is None or facts.arrived < self.first_start,
            left_out=why,
            full_size=facts.size if why else 0,
        )
        return Arrival(
            source_key=source_key(account.name, self.folder, self.uidvalidity, uid),
            raw=raw,
            digest=mail_digest(raw),
            envelope=envelope,
            received_at=self.ports.clock.now(),
        )
