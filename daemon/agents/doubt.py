"""An agent's mail with a part that looks quoted and is nobody's there: nothing is sent, she is shown it and asked."""

from __future__ import annotations

from helpdesk.daemon.letters.owed import Letters
from helpdesk.daemon.sheet import Sheet
from helpdesk.tickets.decide import hold
from helpdesk.tickets.mail import OwnWords
from helpdesk.tickets.model import Agent, Changes, Ticket

_SHOWN = 12  # lines of the part in the receipt; all of it stands below


def in_doubt(letters: Letters, sheet: Sheet, ticket: Ticket | None, agent: Agent, words: OwnWords) -> Changes:
    """She may have pasted the part for the customer to read, or her program may have quoted somebody's private words;
    one tap says which."""
    because = "part of it looks quoted, and nobody wrote it on the ticket"
    changes = hold(sheet.arrived(words), "written-into", because, ticket=ticket, agent=agent.id)
    shown = [f"> {line}".rstrip() for line in words.doubtful.split("\n")]
    marked = shown if len(shown) <= _SHOWN else [*shown[:_SHOWN], "[…]"]
    return letters.receipt(sheet, changes, agent, ticket, marked=marked)
