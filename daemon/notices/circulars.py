"""A notice to addresses of a list, one at a time: who gets it, the mail when its turn comes, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.lookups.found import PARENTS, notice_sent
from helpdesk.daemon.lookups.past import text_of
from helpdesk.daemon.notices.slowly import postponed, sent
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow.addresses import dot_atom, same
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.customer_words import spoken
from helpdesk.mailflow.threading import Found
from helpdesk.rules.macro_text import CannotExpand
from helpdesk.rules.macros import Expanded, expand_alone
from helpdesk.tickets.greeting import given_name
from helpdesk.tickets.mail import Bounce
from helpdesk.tickets.model import Changes, Language, OutboxRow, Timer

CIRCULAR = "circular"  # the timer's kind; its payload: a Reader's fields, 'macro', 'mailbox', 'by'


@dataclass(frozen=True, slots=True)
class Reader:
    """A row of the list: whom to write to, in which language, and what the macro may say of them."""

    address: str
    name: str
    language: Language
    values: Mapping[str, str]


def refusal(desk: Desk, reader: Reader, macro: str, *, waiting: bool = True) -> str:
    """Why this address gets no notice, '' where it does. `waiting`: one that is on its way counts as sent."""
    if not dot_atom(reader.address) or desk.is_own(reader.address):
        return "the address cannot be written to"
    if (
        desk.agent_of(reader.address) is not None
    ):  # no agent's address may stand in a mail to customers (leaks)
        return "it is an agent's address"
    if not desk.store.contact(reader.address).surveys:
        return "the customer wants no notices"
    if desk.store.circular_failed(reader.address):
        return "a notice to this address came back"
    sent = waiting and desk.store.circular_sent(macro, reader.address)
    return "it was sent before, or is on its way" if sent else ""


def written_for(desk: Desk, reader: Reader, macro: str, mailbox: str) -> Expanded:
    """The macro's text for this address. Raises CannotExpand."""
    known = {
        "customer_name": reader.name,
        "first_name": given_name(reader.name),
        "customer_address": reader.address,
        "desk_name": desk.mailbox(mailbox).display_name,
    }
    return expand_alone(desk.policy, macro, reader.language, {**known, **reader.values})


def send_circular(desk: Desk, letters: Letters, now: datetime, timer: Timer) -> Changes:
    """Its turn has come: sent once, if nothing has come between."""
    crowded = postponed(desk, timer, now)
    if crowded is not None:
        return crowded
    said = timer.payload
    macro, mailbox = str(said["macro"]), str(said["mailbox"])
    reader = Reader(
        str(said["address"]), str(said["name"]), cast("Language", said["language"]), dict(said["values"])
    )
    what = f"notice {macro} to an address of a list, by {said['by']}"
    try:
        why = refusal(desk, reader, macro, waiting=False)
        text = None if why else written_for(desk, reader, macro, mailbox)
    except CannotExpand as problem:
        text, why = None, str(problem)
    if text is None:
        return Changes("done", "command", f"{what}: {why}")
    return sent(letters.circular(now, Changes("done", "command", what), reader, mailbox, text), 0, now)


def take_stop_word(desk: Desk, sheet: Sheet, found: Found) -> Changes | None:
    """No more notices for whoever answers such a notice with the word for that and nothing else, or has her program
    send the mail of its header; None for every other mail, which opens a case."""
    if sheet.automatic or sheet.accepted.list_mail:
        return None
    notice, address = _answered(desk, sheet, found)
    if notice is None:
        return None
    ours = [text_of(notice.outgoing.raw)]
    said = spoken(sheet.reading, own_words(sheet.reading, ours).text, ours)
    if said is None or said.word != "no-surveys":
        return None
    contact = desk.store.contact(address)
    return Changes(
        "done",
        "command",
        f"the whole mail says «{said.said}», and it answers a notice",
        contacts=(replace(contact, surveys=False),),
        sender=sheet.mail.sender,
        subject=sheet.mail.subject,
    )


def take_returned(desk: Desk, sheet: Sheet, report: Bounce) -> Changes | None:
    """A report that such a notice could not be delivered; None for a report on any other mail."""
    for recipient in sheet.row.envelope.recipients:
        parsed = desk.parse_handle(recipient)
        handle = desk.store.handle("b", parsed[1], sheet.now) if parsed and parsed[0] == "b" else None
        notice = notice_sent(desk.store, handle.outgoing_message_id) if handle and not handle.ticket else None
        if notice is None:
            continue
        to = notice.outgoing.recipients[0]
        if any(failure.action == "failed" for failure in report.failures):
            desk.store.circular_came_back(to, sheet.now)
        return Changes("done", "bounce", f"a notice to an address of a list came back: {report.because}")
    return None


def _answered(desk: Desk, sheet: Sheet, found: Found) -> tuple[OutboxRow | None, str]:
    """The notice that the mail answers, and the address it was sent to: by the handle of its header, whatever is known
    of the sender; by its Message-ID only for whom it was sent to."""
    handle, sender = found.handle, sheet.mail.sender.address
    if handle is not None and not handle.ticket and not handle.revoked and handle.expires_at > sheet.now:
        notice = notice_sent(desk.store, handle.outgoing_message_id)
        if notice is not None:
            return notice, notice.outgoing.recipients[0]
    if sheet.authentication.result == "fail":
        return None, ""
    for parent in (*sheet.mail.in_reply_to, *reversed(sheet.mail.references))[:PARENTS]:
        notice = notice_sent(desk.store, parent)
        if notice is not None and any(same(sender, one) for one in notice.outgoing.recipients):
            return notice, sender
    return None, ""
