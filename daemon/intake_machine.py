"""Mail no person wrote, and mail that was here before: duplicates, delivery reports, our own mail come back."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.notices.circulars import take_returned
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.addresses import fold, parse_many, same
from helpdesk.mailflow.tokens import parse_handle
from helpdesk.tickets.decide import hold
from helpdesk.tickets.decide_agent import FAILED_ACTIONS, about, record_bounce, reported
from helpdesk.tickets.mail import Address, Bounce, Failure, SetAside, Unreadable
from helpdesk.tickets.model import Alert, Changes, OutboxRow, Ticket

# Reasons for which a mail is held because nothing proved who wrote it.
UNPROVED = frozenset({"agent-confirm", "agent-unverified", "agent-unchecked", "spoof-suspect"})


def take_unreadable(sheet: Sheet, problem: Unreadable) -> Changes:
    """Held with its bytes: what cannot be parsed is never dropped (A39 to A45)."""
    return Changes(
        inbox_state="held",
        outcome="held",
        because=problem.detail,
        held_reason=problem.reason,
        alerts=(Alert(problem.reason, problem.detail),),
        sender=Address(sheet.row.envelope.mail_from),
    )


def take_duplicate(desk: Desk, sheet: Sheet) -> Changes | None:
    """The same mail again, by another way or another box: one message, both boxes noted (A48, B24)."""
    if sheet.row.released_by:
        return None
    seen = desk.store.digest_seen(sheet.row.digest, sheet.row.id)
    if seen is not None:
        protocol, n, first = seen
        if _proves_a_held_one(desk, sheet, first):
            return None
        if protocol and n:
            desk.store.add_mailbox(protocol, n, sheet.row.envelope.mailbox)
        return _duplicate(sheet, protocol, f"the same bytes came as journal row {first}")
    if isinstance(sheet.read, Unreadable) or not sheet.mail.message_id:
        return None
    for protocol, n, content_key, _ in desk.store.same_message_id(sheet.mail.message_id):
        if content_key == sheet.mail.content_key:
            desk.store.add_mailbox(protocol, n, sheet.row.envelope.mailbox)
            return _duplicate(
                sheet, protocol, f"same Message-ID and same content as message {n} of {protocol}"
            )
    return None


def _proves_a_held_one(desk: Desk, sheet: Sheet, first: int) -> bool:
    """Whether this copy brings the proof that the first one, still held, lacked: then this one counts."""
    held = desk.store.held_mail(first) if sheet.authentication.result == "pass" else None
    if held is None or held.reason not in UNPROVED:
        return False
    desk.store.discard(first, f"desk: the same mail came with proof as journal row {sheet.row.id}")
    return True


def _duplicate(sheet: Sheet, protocol: str, because: str) -> Changes:
    sender = Address("") if isinstance(sheet.read, Unreadable) else sheet.mail.sender
    return Changes(inbox_state="done", outcome="duplicate", because=because, protocol=protocol, sender=sender)


def take_machine_mail(desk: Desk, letters: Letters, sheet: Sheet) -> Changes | None:
    """A delivery report, or a mail of our own that came back; other automatic mail goes on as a customer's."""
    if sheet.row.released_by:
        return None  # somebody wants it filed; nobody is answered, for it counts as automatic all the same
    match sheet.guarded:
        case Bounce():
            return _report(desk, letters, sheet, sheet.guarded)
        case SetAside(kind="own" | "loop"):
            return hold(sheet.arrived(), "loop", sheet.guarded.because, outcome="loop")
        case _:
            return None


def _report(desk: Desk, letters: Letters, sheet: Sheet, report: Bounce) -> Changes:
    """It touches a ticket only through a live VERP handle or one of our Message-IDs in the returned headers (A18)."""
    found = _killed(desk, sheet, report)
    returned = take_returned(desk, sheet, report) if found is None else None
    if returned is not None:
        return returned
    if found is None:
        because = f"a delivery report about no mail of this desk: {report.because}"
        return hold(sheet.arrived(), "bounce-unknown", because, outcome="bounce")
    ticket, message_id, to_agent = found
    row = desk.store.find_sent(message_id)
    message_id = row.outgoing.message_id if row else message_id  # the relay may have given it another
    failed = _of_this_mail(report, row)
    again = {fold(one.address) for one in failed if _told_before(desk, ticket, message_id, one)}
    changes = record_bounce(sheet.arrived(), ticket, report, message_id, failed)
    failed = [one for one in failed if fold(one.address) not in again]
    if not failed:
        return changes
    alert = Alert(
        "not-delivered", f"{ticket.protocol}: {', '.join(f.address for f in failed)}", ticket.protocol
    )
    if to_agent:
        return replace(changes, alerts=(alert,))
    return letters.undeliverable(sheet, changes, ticket, message_id, failed)


def _of_this_mail(report: Bounce, row: OutboxRow | None) -> list[Failure]:
    """The recipients it failed for, once each: whom the mail never went to it cannot have failed to reach.

    One that is not named is the mail's only recipient, where it had one.
    """
    sent_to = [one.address for one in row.recipients] if row else []
    found: dict[str, Failure] = {}
    for failure in report.failures:
        if failure.action not in FAILED_ACTIONS:
            continue
        if not failure.address and len(sent_to) == 1:
            failure = replace(failure, address=sent_to[0])
        if not failure.address or not row or any(same(failure.address, one) for one in sent_to):
            found.setdefault(fold(failure.address), failure)
    return list(found.values())


def _told_before(desk: Desk, ticket: Ticket, message_id: str, failure: Failure) -> bool:
    """Whether a report on this mail and this recipient is on the ticket already: servers send several."""
    return any(
        event.kind == "bounced"
        and event.because.startswith(f"{about(message_id)}:")
        and fold(failure.address) in reported(event)
        for event in desk.store.events(ticket.protocol)
    )


def _killed(desk: Desk, sheet: Sheet, report: Bounce) -> tuple[Ticket, str, str] | None:
    """The ticket, our mail's Message-ID, and the agent it had gone to ('' = a customer)."""
    for recipient in (
        *sheet.row.envelope.recipients,
        *(a.address for a in parse_many(sheet.mail.all("Delivered-To"))),
    ):
        parsed = desk.parse_handle(recipient)
        if parsed is None or parsed[0] != "b":
            continue
        handle = desk.store.handle(parsed[0], parsed[1], sheet.now)
        ticket = desk.store.ticket(handle.ticket) if handle and handle.ticket else None
        if handle and ticket and not handle.revoked:
            return ticket, handle.outgoing_message_id, handle.agent
    for known in desk.store.known_ids(list(report.original_ids)):
        ticket = desk.store.ticket(known.ticket) if known.direction == "out" else None
        if ticket:
            return ticket, known.message_id, known.to_agent
    return None


__all__ = ["parse_handle", "take_duplicate", "take_machine_mail", "take_unreadable"]
