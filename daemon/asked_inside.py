"""Whether an agent's mail asks in any of its parts, rightly or wrongly, that its words stay inside: then they do."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.past import sent_to
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.commands import says_note
from helpdesk.mailflow.htmltext import text_of
from helpdesk.tickets.model import Agent, Ticket


def asked_inside(desk: Desk, sheet: Sheet, ticket: Ticket | None, agent: Agent) -> bool:
    """Of her own words alone: what she quotes is a customer's, or names the commands there are."""
    mail = sheet.mail
    sent = sent_to(desk.store, ticket, mail.in_reply_to, agent) if ticket else []
    parts = [replace(mail, html="")]
    if mail.html:
        # Hidden or not: what keeps words inside may stand anywhere.
        parts += [mail, replace(mail, html="", text=text_of(mail.html))]
    return any(says_note(own_words(part, sent, strict=True).text) for part in parts)
