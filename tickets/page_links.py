"""Links by which customers open a page of theirs: secrets kept only as hashes, each for one thing and one address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from helpdesk.tickets.beside import LinkKind, PageLink
from helpdesk.tickets.database import Database
from helpdesk.tickets.facts import MERGED_INTO
from helpdesk.tickets.handles import hash_secret
from helpdesk.tickets.model import Language
from helpdesk.tickets.packing import fold
from helpdesk.tickets.saving_ticket import Protocols
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.times import from_micros, to_micros

_COLUMNS = "SELECT l.kind, l.address_key, l.language, l.expires_at, coalesce(s.protocol, t.protocol, ''), l.message_id"
_FROM = f"{_COLUMNS} FROM page_links l LEFT JOIN tickets t ON t.id = l.ticket_id {MERGED_INTO}"
_GET = f"{_FROM} WHERE l.secret_hash = ? AND l.kind = ?"
_PUT = (
    "INSERT INTO page_links (secret_hash, kind, ticket_id, address_key, language, message_id, created_at, expires_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_BEFORE = "DELETE FROM page_links WHERE ticket_id = ? AND kind = 'status' AND address_key = ?"
_REVOKE = "DELETE FROM page_links WHERE ticket_id = ? AND kind = 'status'"


class PageLinks(Shelf):
    """Links by their secrets."""

    def page_link(self, secret: str, kind: LinkKind, now: datetime) -> PageLink | None:
        """What the link opens; None for one that is unknown, of another kind, revoked or past its time."""
        row = self._db.row(_GET, hash_secret(secret), kind)
        if row is None or row[3] <= to_micros(now):
            return None
        found, address, language, expires, ticket, message_id = row
        return PageLink(
            "",
            cast("LinkKind", found),
            address,
            cast("Language", language),
            from_micros(expires),
            ticket,
            message_id,
        )

    def revoke_status_links(self, protocol: str) -> int:
        """Closes every page that shows how this ticket stands; how many there were."""
        with self._db.joined():
            ticket_id = self._ticket_id(protocol)
            gone = self._db.rows(f"{_REVOKE} RETURNING 1", ticket_id)
        return len(gone)


def put_page_links(db: Database, links: Sequence[PageLink], known: Protocols, now: datetime) -> None:
    """Writes new links. One that shows how a ticket stands takes the place of those its reader had before."""
    for link in links:
        ticket_id, address = known[link.ticket], fold(link.address)
        if link.kind == "status":
            db.run(_BEFORE, ticket_id, address)
        db.run(
            _PUT,
            hash_secret(link.secret),
            link.kind,
            ticket_id,
            address,
            link.language,
            link.message_id,
            to_micros(now),
            to_micros(link.expires_at),
        )
