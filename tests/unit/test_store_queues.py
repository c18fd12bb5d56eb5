"""Queues: pages that hold together, counts that stop, rights in the query, and an index for every page."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from helpdesk.tickets import queues
from helpdesk.tickets.model import Status, Ticket
from helpdesk.tickets.queues import Asked
from helpdesk.tickets.saving_ticket import Protocols, put_ticket
from helpdesk.tickets.sla_state import SlaState
from helpdesk.tickets.store import Store
from tests.unit.store_kit import NOW, take, ticket

pytest_plugins = ("tests.unit.store_fixtures",)
STATUSES: tuple[Status, ...] = ("new", "open", "waiting", "resolved", "closed")
BOXES, FOLDERS, TEAMS, PEOPLE = ("a", "b", "c"), ("x", "y"), ("", "n1"), ("", "ana")
MANY = [
    Asked(mailboxes, folder, tag, team, who, status)
    for mailboxes, folder, tag, team, who, status in itertools.product(
        (None, ("a",), ("a", "c")), ("", "x"), ("", "vip"), ("", "n1"), ("", "ana", "-"),
        ("", "*", "waiting", "closed"),
    )
]  # fmt: skip


@pytest.fixture
def full(store: Store) -> Store:
    """Sixty tickets, every kind of them."""
    with store.write():
        for n in range(60):
            one = replace(
                ticket(f"HD-2611-{n:06d}"), mailbox=BOXES[n % 3], folder=FOLDERS[n % 2], team=TEAMS[n % 5 % 2],
                assignee=PEOPLE[n % 7 % 2], status=STATUSES[n % 5], tags=("vip",) if n % 4 == 0 else (),
            )  # fmt: skip
            put_ticket(store._db, one, Protocols(store._db))
    return store


def fits(one: Ticket, asked: Asked) -> bool:
    """What a queue promises, said without SQL."""
    running = {"new", "open", "waiting", "snoozed"}
    wanted: set[str] = (
        running if not asked.status else set(STATUSES) if asked.status == "*" else {asked.status}
    )
    return (
        (asked.mailboxes is None or one.mailbox in asked.mailboxes)
        and asked.folder in ("", one.folder)
        and asked.team in ("", one.team)
        and (not asked.tag or asked.tag in one.tags)
        and (not asked.who or one.assignee == asked.who.strip("-"))
        and one.status in wanted
    )


def pages(store: Store, asked: Asked, limit: int) -> list[str]:
    found: list[str] = []
    before = 0
    for _ in range(200):
        page = store.queue(asked, before, limit)
        assert len(page.tickets) <= limit
        found += [one.protocol for one in page.tickets]
        if not page.more:
            return found
        assert before in (0,) or page.more < before, "a page leads on"
        before = page.more
    raise AssertionError("the queue has no end")


@pytest.mark.parametrize("looked_at", [5_000, 7])
def test_every_queue_has_what_was_asked_once_newest_first(
    full: Store, monkeypatch: pytest.MonkeyPatch, looked_at: int
) -> None:
    monkeypatch.setattr(queues, "LOOKED_AT", looked_at)
    every = full.tickets(limit=100)
    for asked in MANY:
        wanted = [one.protocol for one in every if fits(one, asked)]
        assert pages(full, asked, 4) == wanted, asked


def test_a_tags_queue_knows_what_ends_and_what_is_back(full: Store) -> None:
    tagged = next(one for one in full.tickets(tag="vip") if one.status == "open")
    turns: list[tuple[Status, tuple[str, ...], bool]] = [
        ("closed", ("vip",), False),
        ("open", ("vip",), True),
        ("resolved", ("vip", "late"), False),
        ("waiting", ("vip", "late"), True),
        ("waiting", ("late",), False),
    ]
    for status, tags, there in turns:
        with full.write():
            put_ticket(full._db, replace(tagged, status=status, tags=tags), Protocols(full._db))
        asked = Asked(tag="vip")
        found = [one.protocol for one in full.queue(asked, limit=100).tickets]
        assert (tagged.protocol in found, len(found)) == (there, full.queue_size(asked)[0]), (status, tags)
        assert (tagged.protocol in pages(full, Asked(tag="late"), 4)) == (
            "late" in tags and status == "waiting"
        )


def test_sizes_are_exact_below_a_thousand_and_stop_there(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = full.tickets(limit=100)
    for asked in MANY:
        assert full.queue_size(asked) == (sum(fits(one, asked) for one in every), False), asked
    monkeypatch.setattr(queues, "COUNTED", 10)
    assert full.queue_size(Asked(status="*")) == (10, True)
    assert full.queue_size(Asked(("a",))) == (10, True)


def test_what_is_another_mailboxs_is_not_there(full: Store) -> None:
    assert full.ticket_in("HD-2611-000001", ("b",)) is not None
    assert full.ticket_in("HD-2611-000001", ("a", "c")) is None
    assert full.ticket_in("HD-2611-000001", None) is not None
    assert full.ticket_in("HD-2611-999999", None) is None


def test_the_board_goes_by_what_is_due(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hour = timedelta(hours=1)
    for n in range(12):
        protocol = f"HD-2611-{n:06d}"
        due = SlaState("s", 0, first_response=NOW + hour * (n * 5 % 7)) if n % 4 else None
        take(store, n, protocol, ticket=replace(ticket(protocol), mailbox=BOXES[n % 3]), sla=due)
    wanted = sorted((n * 5 % 7, n) for n in range(12) if n % 4)
    for looked_at in (5_000, 3):
        monkeypatch.setattr(queues, "LOOKED_AT", looked_at)
        for mailboxes in (None, ("a",), ("b", "c")):
            seen: list[int] = []
            after = None
            for _ in range(20):
                rows, after = store.due_board(Asked(mailboxes), after, 2)
                seen += [int(one.protocol[-6:]) for one, _ in rows]
                if after is None:
                    break
            assert seen == [n for _, n in wanted if mailboxes is None or BOXES[n % 3] in mailboxes]
    monkeypatch.setattr(queues, "LOOKED_AT", 5_000)
    assert store.overdue(None, NOW + 2 * hour) == (sum(at <= 2 for at, _ in wanted), False)
    assert store.overdue(("a",), NOW + 9 * hour) == (sum(n % 3 == 0 for _, n in wanted), False)


def test_every_page_goes_by_an_index_that_ends_with_the_row_number(full: Store) -> None:
    """Nothing is sorted but what was cut off already, and only the list of all tickets steps along the table."""
    for asked in MANY:
        for source in queues._sources(asked):
            window, params = queues._window(source, 0, 50)
            [plan] = [[str(row[-1]) for row in full._db.rows(f"EXPLAIN QUERY PLAN {window}", *params)]]
            assert len(plan) == 1 and "TEMP B-TREE" not in plan[0], plan
            every = source.sql.endswith(("WHERE 1 = 1", f"WHERE {queues.OPEN}"))
            assert every or "SEARCH" in plan[0], plan
            whole = source.sql.endswith("WHERE 1 = 1")
            assert "COVERING INDEX" in plan[0] or "PRIMARY KEY" in plan[0] or whole, plan


def test_no_two_parts_of_the_store_share_a_name() -> None:
    """They are one class in the end: a helper called the same in two of them would be the one of them for both."""
    owners: dict[str, list[str]] = {}
    for part in Store.__mro__:
        for name, value in vars(part).items():
            if callable(value) and not name.startswith("__"):
                owners.setdefault(name, []).append(part.__name__)
    assert {name: parts for name, parts in owners.items() if len(parts) > 1} == {}
