"""What the archive knows that a verdict may depend on, in a fixed number of look-ups at any number of tickets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from helpdesk.tickets.model import Status, Ticket
from helpdesk.tickets.packing import fold
from helpdesk.tickets.rollups import owners, roll_means
from helpdesk.tickets.saving_rules import SLA, sla_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.sla_state import ENDED, ClockName, SlaState
from helpdesk.tickets.times import from_micros, to_micros
from helpdesk.tickets.verdict import AgentFacts, CustomerFacts, Mean

# What `needs` may name of the archive; other names are of the mail or the policy and cost nothing here.
LOADS, MEANS, TURNS = "agents.open", "agents.means", "turns"
TICKETS, LAST_AGENT = frozenset({"customer.tickets", "customer.open_tickets"}), "customer.last_agent"

_MARKS = (
    "SELECT 0, field FROM pins WHERE ticket_id = ? UNION ALL SELECT 1, rule FROM fired WHERE ticket_id = ?"
)
_CUSTOMER = (
    "SELECT c.tickets, c.open_tickets, coalesce((SELECT status FROM tickets WHERE id = ?), '') "
    "FROM customers c WHERE c.key = ?"
)
_LAST_AGENT = (
    "SELECT assignee FROM tickets WHERE requester_key = ? AND assignee <> '' ORDER BY id DESC LIMIT 1"
)
_LOADS = "SELECT agent, open FROM loads WHERE agent IN ({})"
_TURNS = "SELECT queue, agent FROM turns WHERE queue IN ({})"
_MEANS = "SELECT owner, key, samples, seconds FROM means WHERE owner IN ({}) AND key IN ({}) AND samples > 0"
_BOARD = (
    "SELECT t.protocol, s.next_clock, s.next_due FROM sla s JOIN tickets t ON t.id = s.ticket_id "
    "WHERE s.next_due IS NOT NULL AND s.next_due <= ? ORDER BY s.next_due, s.ticket_id LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The archive's part of Facts. Of the customer, `tickets` and `open_tickets` count the ticket at hand too."""

    customer: CustomerFacts
    agents: tuple[AgentFacts, ...] = ()
    team_means: Mapping[str, Mean] = field(default_factory=dict)
    pins: frozenset[str] = frozenset()
    fired: frozenset[str] = frozenset()
    turns: Mapping[str, str] = field(default_factory=dict)
    sla: SlaState = SlaState()


class RuleFacts(Shelf):
    """Reads for the rules."""

    def rule_facts(
        self,
        ticket: Ticket,
        needs: Collection[str],
        now: datetime,
        *,
        agents: Sequence[str] = (),
        teams: Sequence[str] = (),
        keys: Collection[str] = (),
        queues: Sequence[str] = (),
    ) -> Gathered:
        """The pieces `needs` names, of these agents, teams and queues.

        Pins, fired rules and promises come with every stored ticket. Means are of the ninety days before the last
        save that rolled them, by '' (all), the ticket's own tags and service, and `keys` (what rules may yet put on
        it); team_means are by key, over all of `teams`. `needs` of the archive: 'agents.open', 'agents.means',
        'turns', 'customer.tickets', 'customer.open_tickets', 'customer.last_agent'.
        """
        pins, fired = self._marks(ticket)
        means = self._means(ticket, now, agents, teams, keys) if MEANS in needs else {}
        opened = self._pairs(_LOADS, agents) if LOADS in needs else {}
        return Gathered(
            customer=self._customer(ticket, needs),
            agents=tuple(
                AgentFacts(each, int(opened.get(each, 0)), means.get(("agent", each), {})) for each in agents
            ),
            team_means=_together([means[owner] for owner in means if owner[0] == "team"]),
            pins=pins,
            fired=fired,
            turns=self._pairs(_TURNS, queues) if TURNS in needs else {},
            sla=self.sla(ticket.id),
        )

    def sla(self, ticket_id: int) -> SlaState:
        """The promises of a ticket by its row number; the empty ones of a ticket not stored yet."""
        row = self._db.row(SLA, ticket_id) if ticket_id else None
        return sla_of(row) if row else SlaState()

    def owed_until(self, until: datetime, limit: int = 100) -> list[tuple[str, ClockName, datetime]]:
        """Promises due by then and not kept, the soonest first: (protocol, clock, due), one a ticket."""
        return [
            (str(protocol), clock, from_micros(due))
            for protocol, clock, due in self._db.rows(_BOARD, to_micros(until), limit)
        ]

    def _marks(self, ticket: Ticket) -> tuple[frozenset[str], frozenset[str]]:
        rows = self._db.rows(_MARKS, ticket.id, ticket.id) if ticket.id else []
        return frozenset(name for kind, name in rows if not kind), frozenset(
            name for kind, name in rows if kind
        )

    def _customer(self, ticket: Ticket, needs: Collection[str]) -> CustomerFacts:
        key = fold(ticket.requester.address)
        tickets = opened = 0
        last = ""
        if not TICKETS.isdisjoint(needs):
            row = self._db.row(_CUSTOMER, ticket.id, key) if key else None
            tickets, opened, stored = row or (0, 0, "")
            tickets += not stored
            opened += _is_open(ticket.status) - _is_open(stored or "closed")
        if LAST_AGENT in needs and key:
            found = self._db.row(_LAST_AGENT, key)
            last = str(found[0]) if found else ""
        return CustomerFacts(
            address=ticket.requester.address, tickets=tickets, open_tickets=opened, last_agent=last
        )

    def _means(
        self,
        ticket: Ticket,
        now: datetime,
        agents: Sequence[str],
        teams: Sequence[str],
        keys: Collection[str],
    ) -> dict[tuple[str, str], dict[str, Mean]]:
        if self._db.writing:
            roll_means(self._db, now)
        named = owners(agents, teams)
        wanted = tuple(dict.fromkeys(("", *ticket.tags, ticket.service, *keys)))
        found: dict[tuple[str, str], dict[str, Mean]] = {}
        if named:
            sql = _MEANS.format(_slots(len(named)), _slots(len(wanted)))
            for owner, key, samples, seconds in self._db.rows(sql, *named, *wanted):
                found.setdefault(named[owner], {})[key] = Mean(seconds / samples, samples)
        return found

    def _pairs(self, sql: str, names: Sequence[str]) -> dict[str, str]:
        return dict(self._db.rows(sql.format(_slots(len(names))), *names)) if names else {}


def _together(means: Sequence[Mapping[str, Mean]]) -> dict[str, Mean]:
    """Means of several teams in one."""
    sums: dict[str, tuple[float, int]] = {}
    for each in means:
        for key, mean in each.items():
            seconds, samples = sums.get(key, (0.0, 0))
            sums[key] = seconds + mean.seconds * mean.samples, samples + mean.samples
    return {key: Mean(seconds / samples, samples) for key, (seconds, samples) in sums.items()}


def _is_open(status: Status) -> int:
    return int(status not in ENDED)


def _slots(count: int) -> str:
    return ", ".join("?" * count)
