"""Leave for a rule's mail: the brake on rules that run wild (B26), and customers to whom no rule may write."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.daemon.letters.speaker import Speaker
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.desk_names import reads_like_desk
from helpdesk.mailflow.digest import mail_digest
from helpdesk.mailflow.guard import guard
from helpdesk.tickets.decide_rules import because, mail_key
from helpdesk.tickets.mail import Accept, Envelope, Unreadable
from helpdesk.tickets.model import Alert, Changes, Event, Message, Tally, Ticket
from helpdesk.tickets.verdict import Line

BRAKE_WINDOW = timedelta(minutes=1)
BRAKE = 20  # mails of one rule in a window; the next is not sent
ADDRESS_WINDOW = timedelta(hours=24)
TO_ONE_ADDRESS = (
    10  # of all rules to one customer in a window: what answers everything is answered no more (A21)
)
NO_PERSON = frozenset({"auto_reply", "list"})


class RuleGate(Speaker):
    """What the letters of rules ask before they are written."""

    def _ticket_of(self, changes: Changes) -> Ticket | None:
        """The ticket as it shall be; as it is, where the verdict changed nothing about it."""
        return changes.ticket or (self._desk.store.ticket(changes.protocol) if changes.protocol else None)

    def _past_of(self, ticket: Ticket, changes: Changes) -> list[Message]:
        """The ticket's messages, those of these changes too."""
        stored = self._desk.store.messages(ticket.protocol) if ticket.id else []
        return [*stored, *(one for one in changes.messages if one.ticket == ticket.protocol)]

    def _refusal(self, now: datetime, changes: Changes, ticket: Ticket, automatic: bool) -> str:
        """Why no rule may write to this ticket's customer now, '' where one may."""
        address = ticket.requester.address
        if not dot_atom(address) or self._desk.is_own(address):
            return "the requester's address cannot be written to"
        if ticket.muted_until is not None and ticket.muted_until > now:
            return "the ticket is muted"
        facts = changes.verdict[0] if changes.verdict else None
        if automatic or changes.outcome in NO_PERSON or (facts is not None and facts.automatic):
            return "no person wrote: an automatic mail or a list"
        if self._forged(ticket, changes):
            return "the mail that opened the ticket failed its authentication"
        opened = self._not_to_answer(ticket)
        if opened:
            return f"no mail of rules goes to what opened the ticket: {opened}"
        sent = self._counted(changes, address_key(address), now - ADDRESS_WINDOW, TO_ONE_ADDRESS)
        if sent >= TO_ONE_ADDRESS:
            return f"rules have sent {TO_ONE_ADDRESS} mails to this address in a day"
        if reads_like_desk(address) and (
            sent or self._counted(changes, desk_key(address), now - ADDRESS_WINDOW, 1)
        ):
            return "the address reads like another desk's, which has had an automatic mail within a day"
        return ""

    def _forged(self, ticket: Ticket, changes: Changes) -> bool:
        """Whether the address may be a victim's whom the desk has never written to: it gets no word of it (A19)."""
        past = self._past_of(ticket, changes)
        answered = any(message.direction == "out" for message in past)
        return bool(past) and past[0].authentication == "fail" and not answered

    def _not_to_answer(self, ticket: Ticket) -> str:
        """What in the mail that opened a stored ticket forbids automatic answers, judged again as when it came; ''."""
        first = self._desk.store.message(ticket.protocol, 1) if ticket.id else None
        if first is None or first.direction != "in" or not first.raw_key:
            return ""
        raw = self._desk.store.raw(first.raw_key)
        seen = self._desk.store.digest_seen(mail_digest(raw), sys.maxsize)
        row = self._desk.store.inbox(seen[2]) if seen else None
        envelope = row.envelope if row else Envelope("imap", "", (), ticket.mailbox)
        if envelope.historic:
            return "it was imported from an old mailbox"
        try:
            mail = self._desk.cell.read(raw)
            guarded = guard(mail, envelope, self._desk.addresses, raw, prefixes=self._desk.prefixes)
        except Unreadable as problem:
            return f"it cannot be read ({problem})"
        if isinstance(guarded, Accept):
            return "a mailing list" if guarded.list_mail else guarded.no_receipt
        return guarded.because

    def _braked(self, now: datetime, changes: Changes, rule: str, own: int = 0) -> bool:
        """Whether this rule has sent enough for this minute. `own`: tallies of the very mail in question that the
        changes hold already (decide_rules counts a macro before it is written)."""
        sent = self._counted(changes, mail_key(rule), now - BRAKE_WINDOW, BRAKE + 1)
        return sent - own >= BRAKE

    def _counted(self, changes: Changes, key: str, since: datetime, at_most: int) -> int:
        """How often in the archive and in these changes."""
        here = sum(1 for one in changes.tallies if one.key == key and one.at >= since)
        return self._desk.store.count_since(key, since, at_most) + here

    def _not_told(
        self, now: datetime, changes: Changes, ticket: Ticket, line: Line, what: str, why: str
    ) -> Changes:
        """The changes with the event that says what was not sent, and why."""
        reason = f"{why} · {because(line, self._desk.policy.revision)}"
        event = Event(ticket.protocol, now, "desk", "not-told", "", what, reason)
        return replace(changes, events=(*changes.events, event))

    def _held_back(
        self, now: datetime, changes: Changes, before: int, ticket: Ticket, line: Line, what: str
    ) -> Changes:
        """The same, with the mails from number `before` on held in the outbox: nobody's word is lost, and the admin
        sends or drops them (B26)."""
        parked = (replace(one, park=f"rule {line.rule} is paused") for one in changes.outgoing[before:])
        changes = replace(changes, outgoing=(*changes.outgoing[:before], *parked))
        return self._paused(now, changes, ticket, line, what)

    def _paused(self, now: datetime, changes: Changes, ticket: Ticket, line: Line, what: str) -> Changes:
        """The same for a rule that ran into the brake; the admin is told."""
        why = f"rule {line.rule} is paused: it wrote {BRAKE} mails within a minute"
        alert = Alert("rule-brake", f"{line.place} {line.rule}: {why}; {what}", ticket.protocol)
        changes = self._not_told(now, changes, ticket, line, what, why)
        return replace(changes, alerts=(*changes.alerts, alert))


def counted(changes: Changes, now: datetime, keys: Iterable[str]) -> Changes:
    """The changes with one more of each key."""
    return replace(changes, tallies=(*changes.tallies, *(Tally(key, now) for key in keys)))


def address_key(address: str) -> str:
    """The tally of mail that rules send to one customer."""
    return f"rules-to:{fold(address)}"


def desk_key(address: str) -> str:
    """The tally of receipts to an address that reads like another desk's: one automatic mail a day is enough for a
    machine, whatever it answers (A21)."""
    return f"desk-told:{fold(address)}"
