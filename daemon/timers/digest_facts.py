"""What stands in the mail of an agent's morning: looked up section by section, only what has something to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.letters.owed import Letters
from helpdesk.mailflow import compose
from helpdesk.mailflow.addresses import visible
from helpdesk.mailflow.card import due_line
from helpdesk.mailflow.morning import SectionName
from helpdesk.mailflow.words import lasting, say, short
from helpdesk.tickets.draft import WAKE
from helpdesk.tickets.model import Agent, Changes, Event, Language, Ticket
from helpdesk.tickets.queues import Asked
from helpdesk.tickets.reasons import reason as reason_of

SHOWN = 20  # entries of a section
LOOKED_AT = 300  # of her open tickets, the newest
LONG_WAIT = timedelta(days=3)
LOOKED_BACK = timedelta(days=30)  # however long she was away
THANKS_SHOWN = 120  # characters: it is a dozen words
_DAY = timedelta(days=1)
_NO_CHANGES = Changes("done", "command", "")


def sections_of(
    desk: Desk, letters: Letters, box: compose.Desk, agent: Agent, now: datetime, last: datetime | None = None
) -> list[compose.Section]:
    """The sections that have entries: hers by what is due first, what waits too long, what wakes today, held mail,
    what nobody of her teams has; since her `last` morning who gave thanks, what was put aside, whose question was only
    opened; what she did by command since yesterday."""
    asked = _Morning(desk, letters, box, agent, now)
    since = max(last or now - _DAY, now - LOOKED_BACK)
    mine = desk.store.queue(Asked(who=agent.id), limit=LOOKED_AT).tickets
    sections = [
        asked.by_promise("mine", [one for one in mine if one.status in ("new", "open")]),
        asked.waiting([one for one in mine if one.status == "waiting"]),
        asked.waking([one for one in mine if one.status == "snoozed"]),
        asked.held(),
        asked.quarantine(),
        asked.by_promise("unowned", asked.nobodys()),
        asked.thanks(since),
        asked.aside(since),
        asked.unconfirmed(since),
        asked.done(),
    ]
    return [one for one in sections if one.entries]


@dataclass(frozen=True, slots=True)
class _Morning:
    """Whose morning it is, and when."""

    desk: Desk
    letters: Letters
    box: compose.Desk
    agent: Agent
    now: datetime

    def by_promise(self, name: SectionName, tickets: Sequence[Ticket]) -> compose.Section:
        """The tickets whose promise ends first at the head, those without one behind, oldest first."""
        due = self.desk.store.promises([one.id for one in tickets])
        order = sorted(
            tickets, key=lambda one: (one.id not in due, due[one.id].due if one.id in due else one.created_at)
        )
        return _cut(name, [compose.Entry(one, self._promised(one)) for one in order[:SHOWN]], len(order))

    def waiting(self, tickets: Sequence[Ticket]) -> compose.Section:
        """Those that have waited for the customer for more than three days."""
        ages = [(self.now - one.updated_at, one) for one in tickets]
        old = sorted((one for one in ages if one[0] >= LONG_WAIT), key=lambda one: one[0], reverse=True)
        words = [(say(self._language, "digest_since", ago=lasting(age)), one) for age, one in old[:SHOWN]]
        return _cut("waiting", [compose.Entry(one, said) for said, one in words], len(old))

    def waking(self, tickets: Sequence[Ticket]) -> compose.Section:
        """Those whose snooze ends within a day."""
        moments = [(self.desk.store.wakes_at(one.id, WAKE), one) for one in tickets]
        soon = [(at, one) for at, one in moments if at is not None and at <= self.now + _DAY]
        soon.sort(key=lambda one: one[0])
        return _cut("waking", [compose.Entry(one, self._at(at)) for at, one in soon[:SHOWN]], len(soon))

    def held(self) -> compose.Section:
        """Held mail in her name or on her tickets, with why."""
        found = self.desk.store.held_for(self.agent.id, LOOKED_AT)
        entries = []
        for one in found[:SHOWN]:
            ticket = self.desk.store.ticket(one.ticket) if one.ticket else None
            hers = one.agent == self.agent.id
            words = f"{reason_of(one.reason, self._language).words} helpdesk held show {one.id}"
            entries.append(compose.Entry(ticket, words, one.id if hers else 0, one.reason))
        return _cut("held", entries, len(found))

    def quarantine(self) -> compose.Section:
        """What rules took for spam, for leads and admins, who say that it is none; for all where there are none."""
        roles = {one.role for one in self.desk.agents}
        if roles - {"agent"} and self.agent.role == "agent":
            return _cut("quarantine", [], 0)
        found = self.desk.store.held_as("quarantine", LOOKED_AT)
        entries = []
        for one in found[:SHOWN]:
            words = f"{one.sender.address} · «{visible(one.subject)}» · {one.because}"
            entries.append(compose.Entry(None, words, one.id, one.reason))
        return _cut("quarantine", entries, len(found))

    def nobodys(self) -> list[Ticket]:
        """What lies in the queues of her teams."""
        queues = [
            self.desk.store.queue(Asked(who="-", team=team), limit=LOOKED_AT) for team in self.agent.teams
        ]
        found = {one.id: one for queue in queues for one in queue.tickets if one.status in ("new", "open")}
        boxes = self.agent.mailboxes
        return [one for one in found.values() if not boxes or one.mailbox in boxes]

    def thanks(self, since: datetime) -> compose.Section:
        """What was taken for mere thanks, and reopened nothing: where it was more, this line is what shows it."""
        events = self.desk.store.thanked(self.agent.id, since, LOOKED_AT)
        entries = []
        for event in events[:SHOWN]:
            message = self.desk.store.message(event.ticket, int(event.after))
            words = " ".join(message.own_words.split())[:THANKS_SHOWN] if message else ""
            entries.append(compose.Entry(self.desk.store.ticket(event.ticket), f"«{visible(words)}»"))
        return _cut("thanks", entries, len(events))

    def aside(self, since: datetime) -> compose.Section:
        """What of hers was discarded or called spam, and by whom: where that was wrong, this line is what shows it."""
        events = self.desk.store.set_aside(self.agent.id, since, LOOKED_AT)
        entries = []
        for event in events[:SHOWN]:
            by = event.actor.removeprefix("agent:")
            who = self.box.names.get(by, by)
            what = f"digest_{event.kind}" if event.before else "digest_held_gone"
            said = say(self._language, what, about=event.after, who=who)
            entries.append(
                compose.Entry(self.desk.store.ticket(event.ticket), f"{self._at(event.at)} · {said}")
            )
        return _cut("aside", entries, len(events))

    def unconfirmed(self, since: datetime) -> compose.Section:
        """Questions that were opened, by a person or by a scanner of links, and not answered: no score is known."""
        found = self.desk.store.unconfirmed(self.agent.id, self.now - LOOKED_BACK, since, LOOKED_AT)
        entries = [
            compose.Entry(
                self.desk.store.ticket(protocol), say(self._language, "digest_opened", at=self._at(at))
            )
            for protocol, at in found[:SHOWN]
        ]
        return _cut("unconfirmed", entries, len(found))

    def done(self) -> compose.Section:
        """The commands she gave since yesterday, each mail's once."""
        events = self.desk.store.done_by(self.agent.id, self.now - _DAY, LOOKED_AT)
        said: dict[tuple[datetime, str], Event] = {}
        for event in events:
            if event.because.startswith("#"):
                said.setdefault((event.at, event.ticket), event)
        lines = [
            f"{self._at(one.at)} · {one.ticket} · {one.because.partition(' · ')[0]}" for one in said.values()
        ]
        return _cut("done", [compose.Entry(what=line) for line in lines[:SHOWN]], len(lines))

    @property
    def _language(self) -> Language:
        return self.agent.languages[0]

    def _at(self, moment: datetime) -> str:
        return short(moment, self.box.zone, self._language, self.now)

    def _promised(self, ticket: Ticket) -> str:
        dues = self.letters.dues(ticket, _NO_CHANGES, self.now)
        return due_line(self.box, dues, self._language) if dues else ""


def _cut(name: SectionName, entries: Sequence[compose.Entry], count: int) -> compose.Section:
    return compose.Section(name, entries, count - len(entries))
