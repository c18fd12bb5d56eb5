"""An agent's own words in a mail about a ticket: against what the ticket knows, in any of the mail's parts."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.lookups.handles import handles_in_addresses
from helpdesk.daemon.lookups.past import past_of, told
from helpdesk.daemon.sheet import Sheet
from helpdesk.daemon.source_key import typed_in
from helpdesk.mailflow.body import cut_from, own_words
from helpdesk.mailflow.evidence import Past
from helpdesk.mailflow.ours import Sent
from helpdesk.mailflow.quotes import reply_subject
from helpdesk.mailflow.reading import Reading
from helpdesk.mailflow.release import release_of
from helpdesk.tickets.mail import OwnWords
from helpdesk.tickets.model import Agent, Ticket


class Hers:
    """Reads a mail of `agent`'s. What the ticket knows is looked up here, once, and what her mail says in two versions
    alike is read once: made for a mail, it goes with it."""

    def __init__(self, desk: Desk, sheet: Sheet, ticket: Ticket | None, agent: Agent) -> None:
        self.reading = sheet.reading
        self.mail = sheet.mail
        self._typed = typed_in(sheet.row)
        self._whole = release_of(sheet.row.released_by).whole
        self._sent = Sent(())
        self._past: Past | None = None
        self._cut: dict[tuple[str, bool, bool], OwnWords] = {}
        if ticket is None:
            return
        parents = self.mail.in_reply_to or self.mail.references[-1:]
        known = [one.ticket for one in desk.store.known_ids(parents[:5])]
        # Programs that name no parent still answer the mail whose address they were given.
        twins = [one.message_id for one in handles_in_addresses(desk, sheet) if one.message_id]
        parents = tuple(dict.fromkeys((*parents, *twins)))
        before = told(desk.store, ticket, parents, agent)
        past = past_of(desk.store, desk.addresses, ticket, before, sheet.row.raw_key)
        self._sent = Sent(before.not_hers)
        answers = self.mail.in_reply_to or self.mail.references
        elsewhere = not any(known) if answers else _about_something_else(self.mail.subject, ticket)
        self._past = replace(past, elsewhere=elsewhere)

    def words(self, version: Reading | None = None, *, doubtful: bool = False) -> OwnWords:
        """Her words in `version`, one part of her mail, or in all of it. `doubtful`: with what she may have pasted,
        which she may have asked for when it was held."""
        if self._typed:  # of a file handed to the desk nothing is a quote or a signature
            return OwnWords(self.mail.text.strip("\n"))
        reading, doubtful = version or self.reading, doubtful or self._whole
        same = (*cut_from(reading, strict=True), doubtful)
        if same not in self._cut:
            self._cut[same] = own_words(
                reading, self._sent, strict=True, past=self._past, with_doubtful=doubtful
            )
        return self._cut[same]

    def text_of(self, version: Reading) -> str:
        """Her words in `version`, which is one part of her mail."""
        return self.words(version).text


def _about_something_else(subject: str, ticket: Ticket) -> bool:
    """Whether a mail that names no parent answers one that is not of the ticket, by its subject."""
    ours = (ticket.protocol, ticket.subject)
    return reply_subject(subject) and not any(one and one.casefold() in subject.casefold() for one in ours)
