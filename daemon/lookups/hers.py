"""An agent's own words in a mail about a ticket: against what the ticket knows, in any of the mail's parts."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.lookups.handles import handles_in_addresses
from helpdesk.daemon.lookups.past import past_of, sent_to
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.source_key import typed_in
from helpdesk.mailflow.body import own_words
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.quotes import reply_subject
from helpdesk.mailflow.release import release_of
from helpdesk.tickets.mail import InboundMail, OwnWords
from helpdesk.tickets.model import Agent, Ticket


class Hers:
    """Reads a mail of `agent`'s. What the ticket knows is looked up here, once: made for a mail, it goes with it."""

    def __init__(self, desk: Desk, sheet: Sheet, ticket: Ticket | None, agent: Agent) -> None:
        self.mail = sheet.mail
        self._typed = typed_in(sheet.row)
        self._whole = release_of(sheet.row.released_by).whole
        self._sent: list[str] = []
        self._past: Past | None = None
        if ticket is None:
            return
        parents = self.mail.in_reply_to or self.mail.references[-1:]
        known = [one.ticket for one in desk.store.known_ids(parents[:5])]
        # Programs that name no parent still answer the mail whose address they were given.
        twins = [one.message_id for one in handles_in_addresses(desk, sheet) if one.message_id]
        parents = tuple(dict.fromkeys((*parents, *twins)))
        past = past_of(desk.store, desk.addresses, ticket, parents, agent, sheet.row.raw_key)
        self._sent = sent_to(desk.store, ticket, parents, agent)
        answers = self.mail.in_reply_to or self.mail.references
        elsewhere = not any(known) if answers else _about_something_else(self.mail.subject, ticket)
        self._past = replace(past, elsewhere=elsewhere)

    def words(self, mail: InboundMail | None = None, *, doubtful: bool = False) -> OwnWords:
        """Her words in `mail`, one part of hers, or in all of it. `doubtful`: with what she may have pasted, which she
        may have asked for when it was held."""
        if self._typed:  # of a file handed to the desk nothing is a quote or a signature
            return OwnWords(self.mail.text.strip("\n"))
        return own_words(
            mail or self.mail,
            self._sent,
            strict=True,
            past=self._past,
            with_doubtful=doubtful or self._whole,
        )

    def text_of(self, mail: InboundMail) -> str:
        """Her words in `mail`, which is one part of hers."""
        return self.words(mail).text


def _about_something_else(subject: str, ticket: Ticket) -> bool:
    """Whether a mail that names no parent answers one that is not of the ticket, by its subject."""
    ours = (ticket.protocol, ticket.subject)
    return reply_subject(subject) and not any(one and one.casefold() in subject.casefold() for one in ours)
