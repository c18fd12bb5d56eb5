"""Letters to customers: acknowledgement, neutral receipt, "was this you?"; each adds its mail to the changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.daemon.letters.at_opening import moved_at_once, opening, told
from helpdesk.daemon.letters.gate import counted, desk_key
from helpdesk.daemon.letters.speaker import Speaker, owed
from helpdesk.daemon.letters.suggesting import suggested
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.desk_names import reads_like_desk
from helpdesk.mailflow.letter import Written
from helpdesk.mailflow.receipt import ReceiptDecision
from helpdesk.mailflow.words import promise
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Alert, Changes, Tally, Ticket

PARKED = "the desk's hourly cap on receipts is reached"


class CustomerLetters(Speaker):
    """Written to customers. An address that cannot stand in an envelope gets nothing (A29)."""

    def acknowledge(self, sheet: Sheet, changes: Changes, decision: ReceiptDecision) -> Changes:
        """The acknowledgement of a new ticket, as the decision says: full, neutral or none."""
        ticket = changes.ticket
        if ticket is None or decision.kind == "none":
            return changes
        to = ticket.requester.address
        if decision.kind == "neutral" or sheet.row.envelope.left_out == "too-big":
            return self._receipt(sheet, changes, ticket, to, decision)
        speaker, mint = self.speaker(ticket.mailbox)
        changes, articles = suggested(self._desk, sheet, changes, ticket)
        moved = moved_at_once(self._desk, changes, ticket)
        by = promised(changes, ticket, speaker, sheet.now)
        said = opening(self._desk, changes, ticket, by, moved[0] if moved else None)

        def write() -> Written:
            written = compose.acknowledgement(
                speaker,
                mint,
                sheet.now,
                ticket=ticket,
                in_reply_to=sheet.mail.message_id,
                original=sheet.words.whole,
                opening=said,
                articles=articles,
            )
            return _parked(written, decision)

        written = _counted(owed(changes, write), sheet, ticket, to, decision)
        if moved and not decision.park and len(written.outgoing) > len(changes.outgoing):
            written = replace(written, events=(*written.events, told(self._desk, ticket, *moved, sheet.now)))
        return written

    def neutral_receipt(
        self, sheet: Sheet, changes: Changes, to: Address, ticket: Ticket | None, decision: ReceiptDecision
    ) -> Changes:
        """ACK-N to an address: with the protocol where it may know it, without any ticket's data otherwise."""
        if decision.kind == "none" or not dot_atom(to.address):
            return changes
        return self._receipt(sheet, changes, ticket or self._no_ticket(sheet, to), to.address, decision)

    def was_this_you(self, sheet: Sheet, changes: Changes, ticket: Ticket, on_file: Address) -> Changes:
        """Asks the address on file about a mail held in its name: at most once a day, whoever forges."""
        key = f"was-this-you:{fold(on_file.address)}"
        day_ago = sheet.now - timedelta(hours=24)
        if not dot_atom(on_file.address) or self._desk.store.count_since(key, day_ago, 1):
            return changes
        speaker, mint = self.speaker(ticket.mailbox)
        to, held = on_file.address, sheet.row.id
        changes = owed(
            changes,
            lambda: compose.was_this_you(speaker, mint, sheet.now, ticket=ticket, to=to, held=held),
        )
        return replace(changes, tallies=(*changes.tallies, Tally(key, sheet.now)))

    def _receipt(
        self, sheet: Sheet, changes: Changes, ticket: Ticket, to: str, decision: ReceiptDecision
    ) -> Changes:
        speaker, mint = self.speaker(ticket.mailbox)
        too_big = sheet.row.envelope.left_out == "too-big"
        limit = self._desk.settings.limits.mail if too_big else 0

        def write() -> Written:
            written = compose.neutral_acknowledgement(
                speaker,
                mint,
                sheet.now,
                ticket=ticket,
                to=to,
                in_reply_to=sheet.mail.message_id,
                limit=limit,
            )
            return _parked(written, decision)

        changes = _counted(owed(changes, write), sheet, ticket, to, decision)
        return replace(changes, tallies=(*changes.tallies, Tally(f"neutral:{fold(to)}", sheet.now)))

    def _no_ticket(self, sheet: Sheet, to: Address) -> Ticket:
        language = self._desk.language(sheet.row.envelope.mailbox)
        return Ticket(0, "", "", "new", sheet.row.envelope.mailbox, to, language, sheet.now, sheet.now)


def promised(changes: Changes, ticket: Ticket, speaker: compose.Desk, now: datetime) -> str:
    """When a person will answer, where the service tells customers; '' where nothing is promised or it is past."""
    sla = changes.sla
    if sla is None or not sla.tell_customer or sla.first_response is None or sla.first_response <= now:
        return ""
    return promise(sla.first_response, speaker.zone, ticket.language, now)


def _parked(written: Written, decision: ReceiptDecision) -> Written:
    return replace(written, outgoing=replace(written.outgoing, park=PARKED)) if decision.park else written


def _counted(changes: Changes, sheet: Sheet, ticket: Ticket, to: str, decision: ReceiptDecision) -> Changes:
    if decision.park:
        alert = Alert("receipts-capped", f"{ticket.protocol}: {PARKED}", ticket.protocol)
        changes = replace(changes, alerts=(*changes.alerts, alert))
    keys = ["receipts", *([desk_key(to)] if reads_like_desk(to) else [])]
    return counted(changes, sheet.now, keys)
