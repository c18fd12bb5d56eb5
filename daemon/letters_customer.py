"""Letters to customers: acknowledgement, neutral receipt, "was this you?"; each adds its mail to the changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.speaker import Speaker, add
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import dot_atom, fold
from helpdesk.mailflow.receipt import ReceiptDecision
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Alert, Changes, Tally, Ticket


class CustomerLetters(Speaker):
    """Written to customers. An address that cannot stand in an envelope gets nothing (A29)."""

    def acknowledge(self, sheet: Sheet, changes: Changes, decision: ReceiptDecision) -> Changes:
        """The acknowledgement of a new ticket, as the decision says: full, neutral or none."""
        ticket = changes.ticket
        if ticket is None or decision.kind == "none":
            return changes
        speaker, mint = self.speaker(ticket.mailbox)
        to = ticket.requester.address
        too_big = sheet.row.envelope.left_out == "too-big"
        if decision.kind == "full" and not too_big:
            written = compose.acknowledgement(
                speaker,
                mint,
                sheet.now,
                ticket=ticket,
                in_reply_to=sheet.mail.message_id,
                original=sheet.words.text,
            )
        else:
            written = compose.neutral_acknowledgement(
                speaker,
                mint,
                sheet.now,
                ticket=ticket,
                to=to,
                in_reply_to=sheet.mail.message_id,
                limit=self._desk.settings.limits.mail if too_big else 0,
            )
        if decision.park:
            parked = replace(written.outgoing, park="the desk's hourly cap on receipts is reached")
            written = replace(written, outgoing=parked)
            changes = replace(
                changes, alerts=(*changes.alerts, Alert("receipts-capped", ticket.protocol, ticket.protocol))
            )
        tallies = [Tally("receipts", sheet.now)]
        if decision.kind == "neutral":
            tallies.append(Tally(f"neutral:{fold(to)}", sheet.now))
        return replace(add(changes, written), tallies=(*changes.tallies, *tallies))

    def neutral_receipt(self, sheet: Sheet, changes: Changes, to: Address, ticket: Ticket | None) -> Changes:
        """ACK-N to an address: with the protocol where it may know it, without any ticket's data otherwise."""
        if not dot_atom(to.address):
            return changes
        mailbox = ticket.mailbox if ticket else sheet.row.envelope.mailbox
        speaker, mint = self.speaker(mailbox)
        about = ticket or self._no_ticket(sheet, to)
        written = compose.neutral_acknowledgement(
            speaker, mint, sheet.now, ticket=about, to=to.address, in_reply_to=sheet.mail.message_id
        )
        tallies = (
            *changes.tallies,
            Tally("receipts", sheet.now),
            Tally(f"neutral:{fold(to.address)}", sheet.now),
        )
        return replace(add(changes, written), tallies=tallies)

    def was_this_you(self, sheet: Sheet, changes: Changes, ticket: Ticket, on_file: Address) -> Changes:
        """Asks the address on file about a mail held in its name: at most once a day, whoever forges."""
        key = f"was-this-you:{fold(on_file.address)}"
        if not dot_atom(on_file.address) or self._desk.store.count_since(
            key, sheet.now - timedelta(hours=24), 1
        ):
            return changes
        speaker, mint = self.speaker(ticket.mailbox)
        written = compose.was_this_you(
            speaker, mint, sheet.now, ticket=ticket, to=on_file.address, held=sheet.row.id
        )
        return replace(add(changes, written), tallies=(*changes.tallies, Tally(key, sheet.now)))

    def _no_ticket(self, sheet: Sheet, to: Address) -> Ticket:
        language = self._desk.language(sheet.row.envelope.mailbox)
        return Ticket(0, "", "", "new", sheet.row.envelope.mailbox, to, language, sheet.now, sheet.now)
