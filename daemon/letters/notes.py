"""Letters that show a note to colleagues: whose the ticket is, and whom its author named; never anybody outside."""

from __future__ import annotations

from helpdesk.daemon.letters.agent import AgentLetters
from helpdesk.daemon.lookups.queue_people import may_see
from helpdesk.daemon.sheet import Sheet
from helpdesk.mailflow import compose
from helpdesk.mailflow.words import say
from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Agent, Changes, Ticket


class NoteLetters(AgentLetters):
    """Each with a way to answer inside."""

    def tell_colleague(
        self, sheet: Sheet, changes: Changes, author: Agent, *, handed_over: bool = False
    ) -> Changes:
        """A note is shown to the ticket's agent, and to colleagues whom its author named in To or Cc, each with a way
        to answer inside; never to its author, to anybody outside, or to whom it is handed over with the ticket."""
        ticket = changes.ticket
        if ticket is None:
            return changes
        files = self.files(sheet.raw, sheet.mail.attachments)
        news = compose.News(
            "note", changes.messages[-1].own_words, Address(author.address, author.name), files=files
        )
        without = self.hushed(changes) | {author.id, *([ticket.assignee] if handed_over else [])}
        for agent in self._concerned(sheet, ticket):
            if agent.id in without:
                continue
            because = self._desk.store.because_of(ticket.protocol, "assigned")
            if agent.id != ticket.assignee:
                because = say(agent.languages[0], "mentioned", name=author.name)
            changes = self._tell(sheet, changes, ticket, agent, news, because)
        return changes

    def _concerned(self, sheet: Sheet, ticket: Ticket) -> list[Agent]:
        """Whose the ticket is, and who was named beside the desk and may see it; each once."""
        named = [self._desk.agent_of(person.address) for person in (*sheet.mail.to, *sheet.mail.cc)]
        found = {one.id: one for one in named if one is not None and may_see(one, ticket)}
        agent = self._desk.agent(ticket.assignee)
        return [
            *([agent] if agent else []),
            *(one for one in found.values() if one is not agent),
        ]
