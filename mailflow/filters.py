"""Header fields by which an agent's mail program sorts what the desk sends (product.md 1.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from helpdesk.mailflow.headers import safe_address
from helpdesk.mailflow.letter import Desk
from helpdesk.tickets.model import Ticket

_NOT_A_LABEL = re.compile(r"[^a-z0-9]+")


STRANGERS = "X-Helpdesk-Strangers"
STRANGERS_LISTED = 10


def filters(
    desk: Desk,
    ticket: Ticket,
    reason: str,
    due: datetime | None = None,
    strangers: Sequence[tuple[int, str]] = (),
) -> tuple[tuple[str, str], ...]:
    """List-Id: <n1.soporte.acme.example> and X-Helpdesk-Protocol, -Reason, -Tier, -Priority, -Status, -Folder, -Tags,
    -Due (UTC, RFC 3339); -Unassigned where nobody has it; -Strangers in the order of the numbers by which
    `#admitir 2`, in an answer, is looked up."""
    local, _, domain = safe_address(desk.address).rpartition("@")
    labels = [_NOT_A_LABEL.sub("-", part.lower()).strip("-") for part in (ticket.team or ticket.tier, local)]
    fields = [
        ("List-Id", f"<{'.'.join([label for label in labels if label] + [domain])}>"),
        ("X-Helpdesk-Protocol", ticket.protocol),
        ("X-Helpdesk-Reason", reason),
        ("X-Helpdesk-Tier", ticket.tier),
        ("X-Helpdesk-Priority", ticket.priority),
        ("X-Helpdesk-Status", ticket.status),
        ("X-Helpdesk-Folder", ticket.folder or "-"),
    ]
    if not ticket.assignee:
        fields.append(("X-Helpdesk-Unassigned", "yes"))
    if ticket.tags:
        fields.append(("X-Helpdesk-Tags", ", ".join(ticket.tags)))
    if due is not None:
        fields.append(("X-Helpdesk-Due", f"{due.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"))
    if strangers:
        fields.append((STRANGERS, ", ".join(address for _, address in strangers[:STRANGERS_LISTED])))
    return tuple(fields)
