"""A customer's word on her case (product.md 1.5): obeyed where she may say it, answered, and told to her agent."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.customers.bare_words import greeted
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.letters.rule_mail import mail_of_rules
from helpdesk.daemon.lookups.past import sent_to_customer
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.verdicts.rulings import ruled
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import fold, same
from helpdesk.mailflow.customer_words import Spoken, spoken
from helpdesk.mailflow.receipt import DAY
from helpdesk.tickets.decide import Arrived
from helpdesk.tickets.decide_life import file_quietly
from helpdesk.tickets.decide_words import close, language, noted, reopen
from helpdesk.tickets.mail import Address, Joins
from helpdesk.tickets.model import Changes, Tally, Ticket
from helpdesk.tickets.sla_state import ENDED

# Answered on one case; what says more is a machine (threats A21). Its mail is filed, and reopens nothing unless it asks
# for what somebody may need all the same.
WORDS_A_DAY = 6
_WAKING = ("reopen", "human")
EMPTY_A_DAY = 1  # an empty mail asks how the case stands; a second one is what a machine sends back


def take_word(
    desk: Desk, letters: Letters, sheet: Sheet, ticket: Ticket, joining: Joins, words: str
) -> Changes | None:
    """What the mail changes if it is a word and its writer may say it; None for every other mail, which is filed.

    `words` are its own words as they would be filed. The mail itself becomes no message: it says nothing that anybody
    need read, and the event with its reason stands for it.
    """
    if joining.standing != "full" or not may_be_word(desk, sheet, ticket) or _too_many(desk, sheet, ticket):
        return None
    word = word_of(desk, sheet, ticket, words)
    return _obeyed(desk, letters, sheet, ticket, joining.because, word) if word else None


def take_late_word(
    desk: Desk, letters: Letters, sheet: Sheet, ticket: Ticket, because: str
) -> Changes | None:
    """The same where the case ended too long ago to be reopened: asking how it stands opens no new one."""
    if not may_be_word(desk, sheet, ticket) or sheet.authentication.result != "pass":
        return None
    word = word_of(desk, sheet, ticket, sheet.words.text)
    if word is None or word.word in _WAKING:
        return None
    if _too_many(desk, sheet, ticket):
        return _kept(sheet.arrived(), ticket, Joins(ticket.protocol, because))
    return _obeyed(desk, letters, sheet, ticket, because, word)


def keep_word(
    desk: Desk, sheet: Sheet, arrived: Arrived, ticket: Ticket, joining: Joins, words: str
) -> Changes | None:
    """A word too many, kept with a case that has ended and stays so: filed like any other mail it would reopen what it
    asks to close. None for every other mail, and for a word that asks for more."""
    wakes = joining.standing == "full" and ticket.status in ENDED
    if not wakes or not may_be_word(desk, sheet, ticket) or not _too_many(desk, sheet, ticket):
        return None
    word = word_of(desk, sheet, ticket, words)
    return None if word is None or word.word in _WAKING else _kept(arrived, ticket, joining)


def may_be_word(desk: Desk, sheet: Sheet, ticket: Ticket) -> bool:
    """Whether a person wrote, today, about a case that is one."""
    if sheet.automatic or sheet.accepted.list_mail or sheet.row.released_by or sheet.row.envelope.historic:
        return False
    return not ticket.aside and (ticket.muted_until is None or ticket.muted_until <= sheet.now)


def _too_many(desk: Desk, sheet: Sheet, ticket: Ticket) -> bool:
    return desk.store.count_since(_key(ticket), sheet.now - DAY, WORDS_A_DAY) >= WORDS_A_DAY


def _kept(arrived: Arrived, ticket: Ticket, joining: Joins) -> Changes:
    return file_quietly(
        arrived, ticket, joining, "word-kept", f"{WORDS_A_DAY} words were obeyed today already"
    )


def word_of(desk: Desk, sheet: Sheet, ticket: Ticket, words: str) -> Spoken | None:
    """The word that the mail is."""
    mail = sheet.mail
    sent = sent_to_customer(desk.store, ticket, (*mail.in_reply_to, *mail.references), mail.sender.address)
    word = spoken(sheet.reading, words, sent, desk.prefixes, greeted(desk, ticket))
    silent = word is not None and not word.said
    asked = desk.store.count_since(_empty(ticket), sheet.now - DAY, EMPTY_A_DAY) if silent else 0
    return None if asked >= EMPTY_A_DAY else word


def on_file(desk: Desk, ticket: Ticket, person: Address) -> Address:
    """The address as the ticket has it: what the mail says is not written to (threats E)."""
    known = (p for p in desk.store.participants(ticket.protocol) if same(p.address, person.address))
    return next((Address(p.address, p.name) for p in known), Address(""))


def _obeyed(
    desk: Desk, letters: Letters, sheet: Sheet, ticket: Ticket, because: str, word: Spoken
) -> Changes | None:
    told = _told(ticket, word)
    if told == "status" and sheet.authentication.result != "pass":
        return None  # filed: a person sees it, and nobody whom nothing proves learns how the case stands
    because = f"the whole mail says «{word.said}» · {because}" if word.said else f"an empty mail · {because}"
    start = Changes(
        inbox_state="done",
        outcome="command",
        because=because,
        protocol=ticket.protocol,
        sender=sheet.mail.sender,
        subject=sheet.mail.subject,
        received_ids=(sheet.mail.message_id,) if sheet.mail.message_id else (),
        tallies=(
            Tally(_key(ticket) if word.said else _empty(ticket), sheet.now),
            Tally(f"ticket-in:{ticket.protocol}", sheet.row.received_at),
        ),
    )
    changes = _changed(desk, sheet, start, ticket, word, told)
    after = changes.ticket or ticket
    if after.status != ticket.status:
        changes = ruled(desk, changes, "changed", sheet.now, changed=frozenset({"status"}))
        changes = mail_of_rules(desk, letters, sheet.now, changes)
        after = changes.ticket or after
    changes = letters.word_answer(sheet, changes, after, on_file(desk, ticket, sheet.mail.sender), told)
    return letters.agent_hears(sheet, changes, after, told, because)


def _told(ticket: Ticket, word: Spoken) -> compose.Told:
    """What she is answered: where there is nothing left to do, how the case stands."""
    ended = ticket.status in ENDED
    match word.word:
        case "close":
            return "status" if ticket.status == "closed" else "closed"
        case "reopen":
            return "reopened" if ended else "status"
        case "human":
            return "human"
        case "no-surveys":
            return "surveys_off"
        case "language":
            return "language"
        case "status":
            return "status"


def _changed(
    desk: Desk, sheet: Sheet, start: Changes, ticket: Ticket, word: Spoken, told: compose.Told
) -> Changes:
    sender, at = sheet.mail.sender.address, sheet.now
    match told:
        case "closed":
            return close(start, ticket, at)
        case "reopened":
            return reopen(start, ticket, at)
        case "human":
            opened = reopen(start, ticket, at) if ticket.status in (*ENDED, "waiting", "snoozed") else start
            # What rules answer by themselves counts as said: from here on a person does (product.md 1.5).
            answers = tuple(rule.id for rule in desk.policy.tag_rules if rule.macro)
            opened = replace(opened, fired=tuple(dict.fromkeys((*opened.fired, *answers))))
            return noted(opened, ticket, at, "human-asked", word.said)
        case "surveys_off":
            contact = replace(desk.store.contact(sender), surveys=False)
            return replace(noted(start, ticket, at, "surveys-off", sender), contacts=(contact,))
        case "language":
            wanted = word.language or ticket.language
            contact = replace(desk.store.contact(sender), language=wanted, language_by="word")
            hers = fold(sender) == fold(ticket.requester.address)
            return replace(language(start, ticket, at, wanted, whole=hers), contacts=(contact,))
        case _:
            return noted(start, ticket, at, "status-asked", word.said)


def _empty(ticket: Ticket) -> str:
    return f"empty:{ticket.protocol}"


def _key(ticket: Ticket) -> str:
    return f"words:{ticket.protocol}"
