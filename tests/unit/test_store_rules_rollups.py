"""Sums kept as tickets are saved equal a recount after any history, and rules read them in a few look-ups."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.tickets.mail import Address
from helpdesk.tickets.model import Status, Ticket
from helpdesk.tickets.store import Store
from helpdesk.tickets.verdict import AgentFacts, Mean
from tests.unit.rules_kit import P, change, stored
from tests.unit.store_kit import LUCIA, NOW, take, ticket

pytestmark = pytest.mark.slow  # random histories on a real database

pytest_plugins = ("tests.unit.store_fixtures",)
Q, R = "HD-2611-BBBBBB", "HD-2611-CCCCCC"
DAY = timedelta(days=1)
ALL = frozenset(
    {
        "agents.open",
        "agents.means",
        "turns",
        "customer.tickets",
        "customer.open_tickets",
        "customer.last_agent",
    }
)


def owned(protocol: str, assignee: str, **changed: object) -> Ticket:
    made = replace(ticket(protocol), assignee=assignee, team="n1", status="open", service="tienda")
    return replace(made, **changed)  # type: ignore[arg-type]


def resolve(store: Store, n: int, protocol: str, seconds: float, days: int = 0, wall: int = 0) -> None:
    ended_at = NOW + days * DAY + timedelta(seconds=wall, microseconds=999_999)
    ended = replace(stored(store, protocol), status="resolved", resolved_at=ended_at)
    change(store, n, ticket=ended, resolution_seconds=seconds)


def loads(store: Store, *agents: str) -> list[int]:
    found = store.rule_facts(ticket("HD-NEW"), frozenset({"agents.open"}), NOW, agents=agents)
    return [one.open for one in found.agents]


def test_loads_follow_assignment_and_state(store: Store) -> None:
    take(store, 1, P, ticket=owned(P, "ana"))
    take(store, 2, Q, ticket=owned(Q, "ana"))
    assert loads(store, "ana", "luis") == [2, 0]
    change(store, 3, ticket=replace(stored(store, Q), assignee="luis"))
    assert loads(store, "luis", "ana") == [1, 1]
    change(store, 4, ticket=replace(stored(store, Q), status="closed"))
    assert loads(store, "ana", "luis") == [1, 0]
    change(store, 5, ticket=replace(stored(store, Q), status="open", assignee=""))
    change(store, 6, ticket=replace(stored(store, P), status="snoozed"))
    assert loads(store, "ana", "luis") == [1, 0]


def test_a_customer_is_known_by_all_their_tickets(store: Store) -> None:
    fresh = owned("HD-NEW", "", requester=Address(LUCIA.address.upper()))
    first = store.rule_facts(fresh, ALL, NOW).customer
    assert (first.tickets, first.open_tickets, first.last_agent) == (1, 1, "")
    take(store, 1, P, ticket=owned(P, "ana"))
    take(store, 2, Q, ticket=owned(Q, "luis", status="resolved"))
    take(store, 3, R, ticket=owned(R, ""))
    again = store.rule_facts(fresh, ALL, NOW).customer
    assert (again.tickets, again.open_tickets, again.last_agent) == (4, 3, "luis")
    reopened = replace(stored(store, Q), status="open")
    own = store.rule_facts(reopened, ALL, NOW).customer
    assert (own.tickets, own.open_tickets) == (3, 3), "the ticket at hand counts as it is about to be"
    change(store, 4, ticket=replace(stored(store, Q), requester=Address("otro@customer.example")))
    assert store.rule_facts(fresh, ALL, NOW).customer.tickets == 3
    nobody = store.rule_facts(replace(fresh, requester=Address("")), ALL, NOW).customer
    assert (nobody.tickets, nobody.last_agent) == (1, "")


def test_means_by_agent_and_team_for_the_keys_asked(store: Store) -> None:
    past = ((P, "ana", 100, 300), (Q, "ana", 201, 400), (R, "luis", 50, 5000))
    for n, (protocol, agent, seconds, wall) in enumerate(past):
        take(store, n, protocol, ticket=owned(protocol, agent, tags=("vip",) if agent == "ana" else ()))
        resolve(store, 10 + n, protocol, seconds, wall=wall)
    like = replace(ticket("HD-NEW"), tags=("vip",))
    found = store.rule_facts(like, ALL, NOW, agents=("ana", "luis", "new"), teams=("n1",), keys=("tienda",))
    ana, luis, new = found.agents
    hers = Mean(150.5, 2, 350.0)
    assert ana == AgentFacts("ana", 0, {"": hers, "vip": hers, "tienda": hers})
    assert luis.means == {"": Mean(50.0, 1, 5000.0), "tienda": Mean(50.0, 1, 5000.0)}
    assert new == AgentFacts("new")
    all_of_them = Mean(117.0, 3, 1900.0)
    assert found.team_means == {"": all_of_them, "tienda": all_of_them, "vip": hers}
    bare = store.rule_facts(like, ALL, NOW, agents=("ana",))
    assert bare.agents[0].means.keys() == {"", "vip"}
    assert bare.team_means == {}


def test_a_ticket_counts_once_however_often_it_was_resolved(store: Store) -> None:
    take(store, 1, P, ticket=owned(P, "ana"))
    resolve(store, 2, P, 100)
    resolve(store, 3, P, 300, wall=700)
    asked = {"agents": ("ana",), "teams": ("n1",)}
    fresh = ticket("HD-NEW")
    assert store.rule_facts(fresh, ALL, NOW, **asked).agents[0].means[""] == Mean(300.0, 1, 700.0)
    change(store, 4, ticket=replace(stored(store), status="open", resolved_at=None))
    assert store.rule_facts(fresh, ALL, NOW, **asked).agents[0].means == {}
    assert store.wrong_rollups() == []


@pytest.mark.parametrize(("later", "samples"), [(0, 2), (85, 2), (91, 1), (100, 0), (-5, 2)])
def test_the_window_moves_with_the_day_and_back_again(store: Store, later: int, samples: int) -> None:
    for n, protocol in enumerate((P, Q)):
        take(store, n, protocol, ticket=owned(protocol, "ana"))
        resolve(store, 10 + n, protocol, 60, days=n * 5)
    for days in (later, 400, later):
        with store.write():
            found = store.rule_facts(ticket("HD-NEW"), ALL, NOW + days * DAY, agents=("ana",)).agents[0]
        assert store.wrong_rollups() == []
        assert sum(mean.samples for key, mean in found.means.items() if not key) == (
            0 if days == 400 else samples
        )


def test_only_what_is_needed_is_gathered(store: Store) -> None:
    take(store, 1, P, ticket=owned(P, "ana"))
    found = store.rule_facts(stored(store), frozenset({"text"}), NOW, agents=("ana",), queues=("support",))
    assert (found.agents, found.turns, found.customer.tickets) == ((AgentFacts("ana"),), {}, 0)
    asked = store.rule_facts(stored(store), ALL, NOW, agents=("ana",), queues=("support", "team:n1"))
    assert asked.turns == {"support": "ana"}


def test_a_wrong_sum_is_found_and_mended(store: Store) -> None:
    take(store, 1, P, ticket=owned(P, "ana"))
    resolve(store, 2, P, 60)
    assert store.verify().sound
    store._db.run("UPDATE means SET seconds = 7 WHERE key = '' AND owner LIKE 'agent:%'")
    store._db.run("UPDATE means SET wall = 7 WHERE key = '' AND owner LIKE 'team:%'")
    store._db.run("INSERT INTO loads (agent, open) VALUES ('ghost', 3)")
    store._db.run("DELETE FROM customers")
    found = [finding.what for finding in store.verify().findings]
    assert len(found) == len(store.wrong_rollups()) == 6
    assert any("ghost" in what for what in found)
    fresh = ticket("HD-NEW")
    store.rule_facts(fresh, ALL, NOW, agents=("ana",))
    store.rebuild_rollups()
    assert store.verify().sound
    assert store.rule_facts(fresh, ALL, NOW, agents=("ana",)).agents[0].means[""] == Mean(60.0, 1, 0.0)


# -- any history ---------------------------------------------------------------------------------------

STATES: tuple[Status, ...] = ("new", "open", "waiting", "snoozed", "resolved", "closed")
steps = st.lists(
    st.tuples(
        st.integers(0, 3),  # which ticket
        st.sampled_from(STATES),
        st.sampled_from(["", "ana", "luis", "marta"]),
        st.sampled_from(["", "n1", "n2"]),
        st.sampled_from(["lucia@x.example", "LUCIA@x.example", "otro@x.example", ""]),
        st.lists(st.sampled_from(["vip", "tienda", "averia"]), unique=True, max_size=2).map(tuple),
        st.integers(-100, 200),  # the day
        st.none() | st.integers(0, 10**6),  # seconds it took
        st.booleans(),  # the save is undone
    ),
    max_size=25,
)


class Undone(Exception):
    """Undoes a save."""


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps)
def test_sums_equal_a_recount_after_any_history(history: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite://{Path(folder)}/desk.db")
        try:
            live(store, history)
        finally:
            store.close()


def live(store: Store, history: list[tuple[object, ...]]) -> None:
    told: dict[str, Ticket] = {}
    for n, (which, status, assignee, team, address, tags, day, seconds, undone) in enumerate(history):
        protocol, at = f"HD-{which}", NOW + cast(int, day) * DAY
        ended = status in ("resolved", "closed")
        now = replace(
            store.ticket(protocol) or ticket(protocol),
            status=cast(Status, status),
            assignee=cast(str, assignee),
            team=cast(str, team),
            requester=Address(cast(str, address)),
            tags=cast("tuple[str, ...]", tags),
            resolved_at=at if ended else None,
            service="tienda",
        )
        took = cast("float | None", seconds) if ended else None
        try:
            with store.write():
                store.rule_facts(now, ALL, at, agents=("ana",), teams=("n1",))
                change(store, n, ticket=now, resolution_seconds=took)
                if undone:
                    raise Undone
            told[protocol] = now
        except Undone:
            pass
        assert store.wrong_rollups() == []
    open_now: dict[str, int] = defaultdict(int)
    for one in told.values():
        open_now[one.assignee] += one.status not in ("resolved", "closed")
    assert loads(store, "ana", "luis", "marta") == [open_now[each] for each in ("ana", "luis", "marta")]
    before = [
        store._db.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in ("loads", "customers", "means")
    ]
    store.rebuild_rollups()
    after = [
        store._db.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in ("loads", "customers", "means")
    ]
    for kept, counted in zip(before, after, strict=True):
        assert [row for row in kept if any(type(n) is int and n for n in row)] == counted
