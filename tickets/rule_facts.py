"""What the archive knows that a verdict may depend on, in a fixed number of look-ups at any number of tickets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from helpdesk.tickets.model import Status, Ticket
from helpdesk.tickets.packing import fold
from helpdesk.tickets.rollups import means_version, owners, roll_means
from helpdesk.tickets.saving_rules import SLA, sla_of
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.sla_state import ENDED, SlaState
from helpdesk.tickets.verdict import AgentFacts, CustomerFacts, Mean

# What `needs` may name of the archive; other names are of the mail or the policy and cost nothing here.
LOADS, MEANS, TURNS = "agents.open", "agents.means", "turns"
CUSTOMER = frozenset({"customer.tickets", "customer.open_tickets", "customer.last_agent"})

_MARKS = (
    "SELECT 0, field FROM pins WHERE ticket_id = ? UNION ALL SELECT 1, rule FROM fired WHERE ticket_id = ?"
)
_CUSTOMER = (
    "SELECT c.tickets, c.open_tickets, coalesce((SELECT status FROM tickets WHERE id = ?), ''), "
    "coalesce((SELECT assignee FROM tickets WHERE requester_key = c.key AND assignee <> '' "
    "ORDER BY id DESC LIMIT 1), '') FROM customers c WHERE c.key = ?"
)
_LOADS = "SELECT agent, open FROM loads WHERE agent IN ({})"
_TURNS = "SELECT queue, agent FROM turns WHERE queue IN ({})"
_MEANS = "SELECT owner, key, samples, seconds, wall FROM means WHERE owner IN ({}) AND samples > 0"


# Of agents by id, and of the teams together; each by key.
_Means = tuple[Mapping[str, Mapping[str, Mean]], Mapping[str, Mean]]


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

    _read_means: tuple[tuple[int, tuple[str, ...], tuple[str, ...]], _Means] | None = None

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
        means, team_means = self._means(now, agents, teams) if MEANS in needs else ({}, {})
        wanted = tuple(dict.fromkeys(("", *ticket.tags, ticket.service, *keys)))
        opened = self._pairs(_LOADS, agents) if LOADS in needs else {}
        return Gathered(
            customer=self._customer(ticket, needs),
            agents=tuple(
                AgentFacts(each, opened.get(each, 0), _only(wanted, means.get(each, {}))) for each in agents
            ),
            team_means=_only(wanted, team_means),
            pins=pins,
            fired=fired,
            turns=self._pairs(_TURNS, queues) if TURNS in needs else {},
            sla=self.sla(ticket.id),
        )

    def customer_facts(self, ticket: Ticket) -> CustomerFacts:
        """The customer of a ticket as the archive knows them, this ticket counted."""
        return self._customer(ticket, CUSTOMER)

    def sla(self, ticket_id: int) -> SlaState:
        """The promises of a ticket by its row number; the empty ones of a ticket not stored yet."""
        row = self._db.row(SLA, ticket_id) if ticket_id else None
        return sla_of(row) if row else SlaState()

    def _marks(self, ticket: Ticket) -> tuple[frozenset[str], frozenset[str]]:
        rows = self._db.rows(_MARKS, ticket.id, ticket.id) if ticket.id else []
        return frozenset(name for kind, name in rows if not kind), frozenset(
            name for kind, name in rows if kind
        )

    def _customer(self, ticket: Ticket, needs: Collection[str]) -> CustomerFacts:
        address = ticket.requester.address
        if CUSTOMER.isdisjoint(needs):
            return CustomerFacts(address)
        key = fold(address)
        row = self._db.row(_CUSTOMER, ticket.id, key) if key else None
        tickets, opened, stored, last = row or (0, 0, "", "")
        return CustomerFacts(
            address=address,
            tickets=tickets + (not stored),
            open_tickets=opened + _is_open(ticket.status) - _is_open(stored or "closed"),
            last_agent=last,
        )

    def _means(self, now: datetime, agents: Sequence[str], teams: Sequence[str]) -> _Means:
        """All means of these agents and teams; read again only where a resolution has changed them."""
        if self._db.writing:
            roll_means(self._db, now)
        asked = (means_version(self._db), tuple(agents), tuple(teams))
        if self._read_means is None or self._read_means[0] != asked:
            self._read_means = asked, self._means_now(agents, teams)
        return self._read_means[1]

    def _means_now(self, agents: Sequence[str], teams: Sequence[str]) -> _Means:
        named = owners(agents, teams)
        found: dict[tuple[str, str], dict[str, Mean]] = {}
        for owner, key, samples, seconds, wall in self._db.rows(_MEANS.format(_slots(len(named))), *named):
            found.setdefault(named[owner], {})[key] = Mean(seconds / samples, samples, wall / samples)
        team_means = _together([means for (kind, _), means in found.items() if kind == "team"])
        return {name: means for (kind, name), means in found.items() if kind == "agent"}, team_means

    def _pairs(self, sql: str, names: Sequence[str]) -> dict[str, Any]:
        return dict(self._db.rows(sql.format(_slots(len(names))), *names)) if names else {}


def _together(means: Sequence[Mapping[str, Mean]]) -> dict[str, Mean]:
    """Means of several teams in one."""
    sums: dict[str, tuple[float, int, float]] = {}
    for each in means:
        for key, mean in each.items():
            seconds, n, wall = sums.get(key, (0.0, 0, 0.0))
            more = mean.seconds * mean.samples, mean.samples, (mean.wall or 0.0) * mean.samples
            sums[key] = seconds + more[0], n + more[1], wall + more[2]
    return {key: Mean(seconds / n, n, wall / n) for key, (seconds, n, wall) in sums.items()}


def _only(wanted: Sequence[str], means: Mapping[str, Mean]) -> dict[str, Mean]:
    return {key: means[key] for key in wanted if key in means}


def _is_open(status: Status) -> int:
    return int(status not in ENDED)


def _slots(count: int) -> str:
    return ", ".join("?" * count)
