"""Knowing a message again where no UID was told: searched by its Message-ID, proven by the digest of its bytes."""

from __future__ import annotations

import re

from helpdesk.daemon.imap.link import Link
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.imap_copies import Copy

# Printable ASCII alone: nothing else can be searched for without a charset (RFC 9051 6.4.4).
_MESSAGE_ID = re.compile(rb"^Message-ID[ \t]*:\s*(<[!-;=?-~]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_HEAD = 64 * 1024
# Anybody may send many mails of one Message-ID; only so many are looked into.
CANDIDATES = 5


def message_id(raw: bytes) -> str:
    """What a message can be searched by, '' for one without a usable Message-ID."""
    head = re.split(rb"\r?\n\r?\n", raw[:_HEAD], maxsplit=1)[0]
    found = _MESSAGE_ID.search(head)
    return found[1].decode("ascii") if found else ""


def found_again(link: Link, copy: Copy, limit: int) -> int | None:
    """The newest UID in the open folder under which the very same mail lies. Raises LinkLost, ServerSaidNo."""
    if not copy.message_id:
        return None
    candidates = sorted(link.with_message_id(copy.message_id), reverse=True)[:CANDIDATES]
    facts = link.facts(candidates) if candidates else {}
    for uid in candidates:
        if uid in facts and facts[uid].size <= limit:
            raw = link.bodies([uid], limit + 1, facts[uid].size).get(uid)
            if raw is not None and mail_digest(raw) == copy.digest:
                return uid
    return None
