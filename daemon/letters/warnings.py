"""The letter that warns an agent: one, about all of her tickets whose promises run out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.daemon.letters.agent import thread_root
from helpdesk.daemon.letters.gate import counted
from helpdesk.daemon.letters.gathering import warned_key
from helpdesk.daemon.letters.speaker import Speaker, owed
from helpdesk.mailflow import compose
from helpdesk.rules.availability import zone_calendar
from helpdesk.tickets.decide_rules import mail_key
from helpdesk.tickets.model import Agent, Changes


class WarningLetters(Speaker):
    """Warnings are not braked: that they are gathered is what keeps a rule that runs wild from filling a mailbox."""

    def warn(
        self,
        now: datetime,
        changes: Changes,
        agent: Agent,
        warned: Sequence[tuple[compose.Warned, tuple[str, ...]]],
    ) -> Changes:
        """The changes with one mail to an agent, of these warnings and the rules that gave them. It counts once for
        each rule, however many tickets it is about."""
        lines = [one for one, _ in warned]
        ticket = lines[0].ticket
        box, mint = self.speaker(ticket.mailbox)
        zone = self._zone(agent) or box.zone
        before = len(changes.outgoing)
        changes = owed(
            changes,
            lambda: compose.warning(
                replace(box, zone=zone),
                mint,
                now,
                agent=agent,
                lines=lines,
                because="\n".join(dict.fromkeys(why for one in lines for why in one.why.split("\n"))),
                references=(thread_root(ticket, agent, box.address),),
                dues=self.dues(ticket, changes, now),
                zone_named=zone.key != box.zone.key,
            ),
        )
        if len(changes.outgoing) == before:
            return changes
        return counted(
            changes,
            now,
            [warned_key(agent.id), *dict.fromkeys(mail_key(rule) for _, rules in warned for rule in rules)],
        )

    def _zone(self, agent: Agent) -> ZoneInfo | None:
        """Where she lives by her team's calendar; None where the policy says nothing of hours."""
        book = self._desk.policy
        team = next((book.teams[name] for name in agent.teams if name in book.teams), None)
        return ZoneInfo(zone_calendar(book, team).zone) if team and book.calendars else None
