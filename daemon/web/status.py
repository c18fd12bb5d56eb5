"""A customer's case as its page shows it: its state, what is promised, the steps; no words and no names (1.5, 4)."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.verdicts.standing import MESSAGES, stands, steps
from helpdesk.mailflow.addresses import same
from helpdesk.mailflow.words import promise, when
from helpdesk.tickets.beside import PageLink
from helpdesk.tickets.model import Ticket
from helpdesk.web_min.for_customers import Moment, StatusPage


def status_page(desk: Desk, link: PageLink) -> StatusPage | None:
    """What the link shows now; None where its reader has no part in the case (any more)."""
    ticket = desk.store.ticket(link.ticket)
    if ticket is None or ticket.aside:
        return None
    people = desk.store.participants(ticket.protocol)
    mine = next((one for one in people if one.role != "guest" and same(one.address, link.address)), None)
    if mine is None:
        return None
    zone, now = ZoneInfo(desk.settings.desk.timezone), desk.clock.now()

    def moment(at: datetime) -> Moment:
        return Moment(at, when(at, zone, link.language))

    now_at = stands(desk, ticket, desk.store.sla(ticket.id), now)
    told = [(at, str(kind)) for at, kind in steps(desk, ticket, link.address)]
    if told and told[0][1] == "customer" and ticket.message_count <= MESSAGES and mine.since <= told[0][0]:
        told[0] = (told[0][0], "opened")
    box, due = desk.mailbox(ticket.mailbox), now_at.due
    return StatusPage(
        desk=box.display_name,
        protocol=ticket.protocol,
        language=link.language,
        state=_state(ticket),
        steps=tuple((moment(at), kind) for at, kind in told),
        write_to=f"mailto:{quote(box.address, safe='@+.-')}?subject={quote(f'[{ticket.protocol}]', safe='')}",
        good_until=moment(link.expires_at),
        ended=moment(now_at.ended) if now_at.ended else None,
        until=moment(now_at.until) if now_at.until and now_at.until > now else None,
        promise=promise(due, zone, link.language, now) if due and due > now else "",
        solve=now_at.solve,
        late=due is not None and due <= now,
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
