"""A customer's case as its page shows it: its state, what is promised, the steps; no words and no names (1.5, 4)."""

from __future__ import annotations

from urllib.parse import quote

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.standing import MESSAGES, stands, steps
from helpdesk.mailflow.addresses import same
from helpdesk.tickets.model import Ticket
from helpdesk.tickets.page_links import PageLink
from helpdesk.web_min.for_customers import StatusPage


def status_page(desk: Desk, link: PageLink) -> StatusPage | None:
    """What the link shows now; None where its reader has no part in the case (any more)."""
    ticket = desk.store.ticket(link.ticket)
    if ticket is None or ticket.aside:
        return None
    people = desk.store.participants(ticket.protocol)
    mine = next((one for one in people if one.role != "guest" and same(one.address, link.address)), None)
    if mine is None:
        return None
    now_at = stands(desk, ticket, desk.store.sla(ticket.id))
    told = [(at, str(kind)) for at, kind in steps(desk, ticket, link.address)]
    if told and told[0][1] == "customer" and ticket.message_count <= MESSAGES and mine.since <= told[0][0]:
        told[0] = (told[0][0], "opened")
    address = desk.mailbox(ticket.mailbox).address
    return StatusPage(
        protocol=ticket.protocol,
        language=link.language,
        state=_state(ticket),
        steps=tuple(told),
        write_to=f"mailto:{quote(address, safe='@+.-')}?subject={quote(f'[{ticket.protocol}]', safe='')}",
        good_until=link.expires_at,
        ended=now_at.ended,
        until=now_at.until,
        due=now_at.due,
        solve=now_at.solve,
    )


def _state(ticket: Ticket) -> str:
    """That of the mail which says how a case stands: a snooze is the desk's own business."""
    match ticket.status:
        case "waiting" | "resolved" | "closed":
            return ticket.status
        case "new":
            return "taken" if ticket.assignee else "new"
        case _:
            return "open" if ticket.assignee else "queued"
