"""The letter to the rest of a small team: somebody took the ticket that all of them were told of."""

from __future__ import annotations

from datetime import datetime

from helpdesk.daemon.letters.agent import thread_root
from helpdesk.daemon.letters.speaker import Speaker, owed
from helpdesk.daemon.lookups.queue_people import queue_people
from helpdesk.mailflow import compose
from helpdesk.mailflow.words import say
from helpdesk.tickets.model import Agent, Changes, Ticket

SMALL = 5  # people; in a larger team it would be noise (product.md 2.5)


class QueueLetters(Speaker):
    """Threaded with the notification that told them."""

    def taken(self, now: datetime, changes: Changes, before: Ticket, agent: Agent) -> Changes:
        """The changes with one line to each colleague in the queue where `agent` has just taken the ticket from it."""
        after = changes.ticket
        if before.assignee or not before.team or after is None or after.assignee != agent.id:
            return changes
        people = queue_people(self._desk, before)
        if len(people) > SMALL:
            return changes
        answered = any(one.direction == "out" and one.author == agent.id for one in changes.messages)
        speaker, mint = self.speaker(after.mailbox)
        hushed = self.hushed(changes)
        for colleague in people:
            if colleague is agent or colleague.id in hushed:
                continue
            about = compose.Inside(
                after,
                colleague,
                say(colleague.languages[0], "in_queue_of", team=before.team),
                (thread_root(after, colleague, speaker.address),),
                self.dues(after, changes, now),
            )

            def write(about: compose.Inside = about) -> compose.Written:
                return compose.taken(speaker, mint, now, about=about, who=agent, answered=answered)

            changes = owed(changes, write)
        return changes
