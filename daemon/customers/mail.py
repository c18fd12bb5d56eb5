"""A customer's mail: finds its ticket or opens one, says what it may do there, and who is to be told."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.customers.bare_words import Bare
from helpdesk.daemon.customers.guessing import counted, unless_guessing
from helpdesk.daemon.customers.scores import take_score
from helpdesk.daemon.customers.thanked import thanked, thanked_late
from helpdesk.daemon.customers.words import keep_word, on_file, take_late_word, take_word
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.lookups.contacts import language_of_opening, remembering
from helpdesk.daemon.lookups.found import at_survivors, look_up, unknown_parents, with_early_answers
from helpdesk.daemon.lookups.receipts import sender_counts
from helpdesk.daemon.notices.circulars import take_stop_word
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import protocol
from helpdesk.mailflow.addresses import dot_atom, fold, same
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.receipt import DAY, ReceiptDecision, receipt_due
from helpdesk.mailflow.threading import clues, thread
from helpdesk.rules.assign import in_turn
from helpdesk.tickets.decide import Arrived, Assignment, hold, join_ticket, mute, open_ticket
from helpdesk.tickets.decide_rules import because as by_rule
from helpdesk.tickets.mail import Address, Hold, Joins, NewTicket, OwnWords, Threading
from helpdesk.tickets.model import Alert, Changes, Outcome, Tally, Ticket
from helpdesk.tickets.verdict import Quarantine

_LOOKED_AT = 65_536  # characters of a mail in which a number is looked for


def take_customer_mail(desk: Desk, letters: Letters, sheet: Sheet) -> Changes:
    """Decides by the tables of threats E; an automatic mail is filed, but opens no mouth and no ticket's state."""
    known = clues(sheet.mail, sheet.row.envelope, desk.addresses, desk.prefixes, sheet.words.text)
    known = with_early_answers(desk.store, known, sheet.mail)
    found = look_up(desk.store, known, sheet.now)
    verdict = thread(
        at_survivors(known, found),
        found,
        sheet.mail,
        sheet.authentication,
        sheet.now,
        desk.reopen_window,
        released=bool(sheet.row.released_by),
    )
    stopped = take_stop_word(desk, sheet, found) if isinstance(verdict, NewTicket) else None
    if stopped is not None:
        return stopped
    quarantined = _of_spam(desk, sheet, verdict)
    if quarantined is not None:
        return quarantined
    match verdict:
        case NewTicket():
            late = _late_word(desk, letters, sheet, verdict)
            opened = late or _open(desk, letters, sheet, verdict, unknown_parents(known, found))
            return counted(desk, sheet, verdict, opened)
        case Joins():
            ticket = desk.ticket(verdict.protocol)
            looped = _loop(desk, sheet, ticket)
            return looped or _join(desk, letters, sheet, ticket, verdict)
        case Hold():
            return counted(desk, sheet, verdict, _hold(desk, letters, sheet, verdict))


def _late_word(desk: Desk, letters: Letters, sheet: Sheet, opening: NewTicket) -> Changes | None:
    """A word about a case of long ago is no new case."""
    before = desk.store.ticket(opening.linked) if opening.link_kind == "follows" else None
    if before is None:
        return None
    mere = thanked_late(desk, sheet, _arrived(desk, sheet), before, opening.because)
    word = mere or take_late_word(desk, letters, sheet, before, opening.because)
    if word is None and sheet.authentication.result == "pass":
        word = take_score(desk, letters, sheet, before, sheet.words.whole, opening.because)
    return word


def _open(
    desk: Desk, letters: Letters, sheet: Sheet, opening: NewTicket, parents: tuple[str, ...]
) -> Changes:
    arrived = _arrived(desk, sheet)
    outcome: Outcome = "opened"
    if sheet.automatic:
        outcome, opening = "auto_reply", replace(opening, doubtful=True)
    elif sheet.accepted.list_mail:
        outcome = "list"
    assignment = None if sheet.automatic else assign(desk, sheet.row.envelope.mailbox)
    language, why, contact = language_of_opening(desk, sheet, arrived.sender)
    changes = open_ticket(
        arrived,
        opening,
        protocol=desk.new_protocol(sheet.row.received_at),
        language=language,
        assignment=assignment,
        guests=guests(desk, arrived, ()),
        outcome=outcome,
    )
    changes = remembering(replace(changes, parent_ids=parents), sheet, why, contact)
    # A doubtful mail, and a machine's, stay where people look before they believe.
    stays = frozenset({"folder"}) if opening.doubtful else frozenset[str]()
    changes = ruled(desk, changes, "opened", sheet.now, sheet, stays=stays)
    held = _quarantined(sheet, changes)
    if held is not None:
        return held
    changes = letters.acknowledge(sheet, changes, _first_receipt(desk, sheet, opening))
    changes = letters.notify(sheet, changes, because=why_hers(changes))
    return mail_of_rules(desk, letters, sheet.now, changes)


def _quarantined(sheet: Sheet, changes: Changes) -> Changes | None:
    """The mail held, where a rule takes it for spam: a person alone lets it in, and the desk learns nothing by it."""
    verdict = changes.verdict[1] if changes.verdict and not sheet.row.released_by else None
    for action, line in verdict.actions if verdict else ():
        if verdict and isinstance(action, Quarantine):
            return hold(sheet.arrived(), "quarantine", by_rule(line, verdict.revision))
    return None


def _join(desk: Desk, letters: Letters, sheet: Sheet, ticket: Ticket, joining: Joins) -> Changes:
    words = own_words(sheet.reading, desk.store.sent_texts(ticket.protocol, sheet.mail.sender.address, 5))
    bare = Bare(desk, sheet, ticket)
    word = take_word(desk, letters, sheet, ticket, joining, bare(words.text))
    if word is None and joining.standing == "full":
        word = take_score(desk, letters, sheet, ticket, bare(words.whole), joining.because)
    if word is not None:
        return word
    arrived = _arrived(desk, sheet, words)
    quiet = thanked(desk, sheet, arrived, ticket, joining, bare(words.text))
    quiet = quiet or keep_word(desk, sheet, arrived, ticket, joining, bare(words.text))
    if quiet is not None:
        return quiet
    outcome: Outcome = "list" if sheet.accepted.list_mail else "threaded"
    if sheet.automatic or sheet.accepted.receipt:  # the second a person may have written: its agent is told
        outcome = "auto_reply"
    assignment = None
    if not sheet.automatic and not desk.agent(ticket.assignee):
        ticket = replace(ticket, assignee="")
        assignment = assign(desk, ticket.mailbox)
    taken = [fold(person.address) for person in desk.store.participants(ticket.protocol)]
    changes = join_ticket(
        arrived, ticket, joining, guests=guests(desk, arrived, taken), assignment=assignment, outcome=outcome
    )
    if sheet.automatic:
        return changes
    if joining.neutral_receipt and not muted(ticket, sheet):
        to = on_file(desk, ticket, arrived.sender)
        changes = letters.neutral_receipt(sheet, changes, to, ticket, _neutral(desk, sheet))
    changes = ruled(desk, changes, "message", sheet.now, sheet)
    because = why_hers(changes) or desk.store.because_of(ticket.protocol, "assigned")
    return mail_of_rules(desk, letters, sheet.now, letters.notify(sheet, changes, because=because))


def _arrived(desk: Desk, sheet: Sheet, words: OwnWords | None = None) -> Arrived:
    """The mail, with every mailbox of the desk that it was written to: what comes to two of them is one message."""
    named = (person.address for person in (*sheet.mail.to, *sheet.mail.cc))
    also = desk.also_to((*sheet.row.envelope.recipients, *named), sheet.row.envelope.mailbox)
    return replace(sheet.arrived(words), also=also)


def _hold(desk: Desk, letters: Letters, sheet: Sheet, verdict: Hold) -> Changes:
    ticket = desk.store.ticket(verdict.protocol) if verdict.protocol else None
    changes = hold(sheet.arrived(), verdict.reason, verdict.because, ticket=ticket)
    if sheet.automatic or (ticket is not None and muted(ticket, sheet)):
        return changes
    sender = sheet.arrived().sender
    if verdict.ask_address_on_file and ticket is not None:
        changes = letters.was_this_you(sheet, changes, ticket, on_file(desk, ticket, sender))
    elif verdict.neutral_receipt:
        decision = unless_guessing(desk, sheet, verdict, _neutral(desk, sheet))
        changes = letters.neutral_receipt(sheet, changes, sender, None, decision)
    return letters.tell_held(sheet, changes, ticket)


def _of_spam(desk: Desk, sheet: Sheet, verdict: Threading) -> Changes | None:
    """Further mail in a ticket that a person called spam: kept, and nobody hears of it, its writer least of all."""
    ticket = desk.store.ticket(verdict.protocol) if isinstance(verdict, Joins | Hold) else None
    if ticket is None or ticket.aside != "spam" or sheet.row.released_by:
        return None
    return hold(
        sheet.arrived(), "spam-ticket", f"{verdict.because}; {ticket.protocol} is spam", ticket=ticket
    )


def _loop(desk: Desk, sheet: Sheet, ticket: Ticket) -> Changes | None:
    """So many mails in so short a time on one ticket is two machines talking (A21)."""
    limits = desk.settings.limits
    key = f"ticket-in:{ticket.protocol}"
    since = sheet.row.received_at - limits.loop_window
    if sheet.row.released_by or desk.store.count_since(key, since, limits.ticket_mails) < limits.ticket_mails:
        return None
    minutes = int(limits.loop_window.total_seconds() // 60)
    because = f"more than {limits.ticket_mails} mails in {minutes} minutes on one ticket"
    changes = hold(sheet.arrived(), "loop", because, ticket=ticket, outcome="loop")
    return replace(
        changes,
        ticket=mute(ticket, sheet.now),
        alerts=(Alert("loop", f"{ticket.protocol}: {because}", ticket.protocol),),
        tallies=(Tally(key, sheet.row.received_at),),
    )


def assign(desk: Desk, mailbox: str) -> Assignment | None:
    """The agent whose turn it is in this mailbox, and why; None where no agent serves it, or rules assign."""
    if desk.policy.assign_rules:
        return None
    queue = f"mailbox:{mailbox}"
    agent, because = in_turn(desk.agents, desk.store.turn(queue), mailbox, desk.policy.places)
    return Assignment(agent, f"{because} (policy {desk.policy.revision})", queue) if agent else None


def why_hers(changes: Changes) -> str:
    """Why the ticket went to its agent in these changes, '' where it did not."""
    return next((event.because for event in reversed(changes.events) if event.kind == "assigned"), "")


def guests(desk: Desk, arrived: Arrived, taken: list[str] | tuple[str, ...]) -> list[Address]:
    """People named in To and Cc who are neither the desk, nor agents, nor already on the ticket."""
    seen = {fold(arrived.sender.address), *taken}
    new: list[Address] = []
    for person in (*arrived.mail.to, *arrived.mail.cc):
        key = fold(person.address)
        if key and key not in seen and not desk.is_own(person.address) and not desk.agent_of(person.address):
            seen.add(key)
            new.append(person)
    return new


def _first_receipt(desk: Desk, sheet: Sheet, opening: NewTicket) -> ReceiptDecision:
    decision = unless_guessing(desk, sheet, opening, _receipt(desk, sheet))
    given = _number_given(desk, sheet) if decision.kind != "none" else ""
    why = f"it repeats {given}, which this address was given today"
    return replace(decision, kind="none", because=why) if given else decision


def _receipt(desk: Desk, sheet: Sheet) -> ReceiptDecision:
    sender = sheet.mail.sender
    return receipt_due(
        sheet.row.envelope,
        sheet.accepted,
        sheet.authentication,
        writable=_may_write(desk, sender),
        counts=sender_counts(desk, sender.address, sheet.now),
        rules=desk.receipts,
    )


def _number_given(desk: Desk, sheet: Sheet) -> str:
    """A number given to the sender's address within the day that stands anywhere in the mail, quotes too: who has it
    needs no other, and a machine that answers receipts and strips every header shows itself by it (A21)."""
    named, _ = protocol.find(f"{sheet.mail.subject}\n{sheet.mail.text[:_LOOKED_AT]}", desk.prefixes)
    for name in named[:10]:
        ticket = desk.store.ticket(name)
        if ticket is None or ticket.created_at < sheet.now - DAY:
            continue
        if same(ticket.requester.address, sheet.mail.sender.address):
            return name
    return ""


def _neutral(desk: Desk, sheet: Sheet) -> ReceiptDecision:
    """The same limits for a receipt of a mail that opened nothing: it is never a full one."""
    decision = _receipt(desk, sheet)
    return replace(decision, kind="neutral") if decision.kind == "full" else decision


def muted(ticket: Ticket, sheet: Sheet) -> bool:
    """Whether a loop was seen on the ticket a while ago: it sends no automatic mail meanwhile (A21)."""
    return ticket.muted_until is not None and ticket.muted_until > sheet.now


def _may_write(desk: Desk, person: Address) -> bool:
    return dot_atom(person.address) and not desk.is_own(person.address)
