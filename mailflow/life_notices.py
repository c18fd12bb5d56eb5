"""What a customer is told of the life of her case: taken as resolved, still waiting, ended for want of an answer."""

from __future__ import annotations

from datetime import datetime

from helpdesk.mailflow.customer_notices import Thread, notice
from helpdesk.mailflow.letter import Desk, Mint, Written
from helpdesk.tickets.model import Ticket

NO_THREAD = Thread()


def resolved(
    desk: Desk,
    mint: Mint,
    now: datetime,
    *,
    ticket: Ticket,
    until: str,
    unanswered: bool = False,
    thread: Thread = NO_THREAD,
) -> Written:
    """ "Damos su caso por resuelto; si no lo está, responda a este correo". `until`: how long an answer reopens it, in
    words; `unanswered`: because she did not answer. Raises BadAddress."""
    return notice(desk, mint, now, ticket, thread, "resolved", {"until": until, "unanswered": unanswered})


def waiting(
    desk: Desk, mint: Mint, now: datetime, *, ticket: Ticket, until: str, thread: Thread = NO_THREAD
) -> Written:
    """The one reminder of a case that waits for her. `until`: when it is taken as resolved, '' for never."""
    return notice(desk, mint, now, ticket, thread, "waiting", {"until": until})
