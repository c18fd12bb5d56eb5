"""Who speaks when the desk writes, and what every letter needs: the mailbox's identity, files, what was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import TemplateError, TemplateSyntaxError

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.mint import DeskMint
from helpdesk.daemon.verdicts.standing import still_owed
from helpdesk.mailflow import compose
from helpdesk.mailflow.agent_notices import OwnMail
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.notification import ATTACHED_BYTES
from helpdesk.mailflow.parse import part_bytes
from helpdesk.tickets.mail import Attachment, InboundMail
from helpdesk.tickets.model import Alert, Changes, InboxRow, Ticket
from helpdesk.tickets.sla_state import SlaState

# What `mailflow.compose` raises where a mail cannot be written: nothing of it goes out then.
UNWRITABLE = (TemplateError, compose.TooLong, compose.BrokenHeader, compose.BadAddress)


class Speaker:
    """What the letters to customers, agents and admins have in common."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def speaker(self, mailbox: str) -> tuple[compose.Desk, DeskMint]:
        """The mailbox as the one who speaks, and where its ids come from."""
        box = self._desk.mailbox(mailbox)
        settings = self._desk.settings.desk
        speaker = compose.Desk(
            name=box.display_name,
            address=box.address,
            mailbox=box.name,
            zone=ZoneInfo(settings.timezone),
            subject_protocol=settings.subject_protocol,
            plus_for_customers=box.reply_token == "plus",  # noqa: S105  the name of a setting
            names={agent.id: agent.name for agent in self._desk.agents},
            mails=self._desk.policy.mails,
            signature=box.signature.strip(),
            viewer=self._desk.settings.web.url.rstrip("/") if self._desk.settings.web.enabled else "",
        )
        return speaker, DeskMint(box.address.rpartition("@")[2], self._desk.clock.now())

    def dues(self, ticket: Ticket, changes: Changes, now: datetime) -> compose.Dues | None:
        """What the ticket's customer is owed, after these changes where they are of this ticket; None: nothing."""
        if changes.sla is not None and changes.protocol in ("", ticket.protocol):
            state = changes.sla
        else:
            state = self._desk.store.sla(ticket.id) if ticket.id else SlaState()
        still = still_owed(self._desk, ticket, state, now)
        return compose.Dues(now, still, state.paused) if still else None

    def hushed(self, changes: Changes) -> frozenset[str]:
        """Agents who asked to hear no more of the ticket; one who is given it by these changes did not mean that."""
        ticket = changes.ticket
        stored = self._desk.store.ticket(ticket.protocol) if ticket is not None and ticket.id else None
        if ticket is None or stored is None:
            return frozenset()
        given = {ticket.assignee} if ticket.assignee != stored.assignee else set[str]()
        return self._desk.store.muted_by(ticket.protocol) - given

    def files(self, raw: bytes, attachments: Sequence[Attachment]) -> tuple[compose.File, ...]:
        """The mail's files; with their bytes while all of them fit into a notification."""
        fits = sum(one.size for one in attachments) <= ATTACHED_BYTES
        return tuple(
            compose.File(
                one.filename, one.content_type, one.size, part_bytes(raw, one.part) if fits else None
            )
            for one in attachments
        )


def owed(changes: Changes, write: Callable[[], Written]) -> Changes:
    """The changes with the letter that `write` makes. One that cannot be written never undoes what it tells of:
    the ticket's change stands, and the admin is told (B27)."""
    try:
        return add(changes, write())
    except UNWRITABLE as fault:
        detail = f"{changes.protocol or 'no ticket'}: {unwritable(fault)}"
        return replace(changes, alerts=(*changes.alerts, Alert("template", detail, changes.protocol)))


def unwritable(fault: Exception) -> str:
    """Why a letter could not be written, in words for a person: a template's fault with its place."""
    place = f" (line {fault.lineno})" if isinstance(fault, TemplateSyntaxError) else ""
    return f"{type(fault).__name__}: {fault}{place}"


def add(changes: Changes, written: Written) -> Changes:
    """The changes with a written mail and its handles."""
    return replace(
        changes,
        outgoing=(*changes.outgoing, written.outgoing),
        handles=(*changes.handles, *written.handles),
    )


def own_mail(mail: InboundMail, row: InboxRow) -> OwnMail:
    """An agent's mail as the receipts about it speak of it."""
    return OwnMail(mail.message_id, mail.subject, mail.text, row.id, mail.references)
