"""Messages that change tickets: everything that points at them goes along, and the account stays whole."""

from __future__ import annotations

from dataclasses import replace

from helpdesk.tickets.beside import Move
from helpdesk.tickets.model import Changes, Event, Timer
from helpdesk.tickets.store import Store
from tests.unit.store_kit import LUCIA, MINUTE, NOW, arrival, message, raw_mail, take, ticket

pytest_plugins = ("tests.unit.store_fixtures",)
P, Q, R = "HD-2611-AAAAAA", "HD-2611-BBBBBB", "HD-2611-CCCCCC"


def joins(store: Store, n: int, protocol: str, **changed: object) -> None:
    """The n-th mail joins a ticket."""
    before = store.ticket(protocol)
    assert before is not None
    count = before.message_count + 1
    [inbox_id] = store.receive([arrival(n)])
    came = replace(message(protocol, count, raw_mail(n)), at=NOW + n * MINUTE, **changed)  # type: ignore[arg-type]
    after = replace(before, message_count=count)
    event = Event(protocol, NOW, "customer", "message", "", str(count), "reply")
    changes = Changes("done", "threaded", "reply", ticket=after, messages=(came,), events=(event,), result={})
    store.save(inbox_id, replace(changes, protocol=protocol), NOW)


def merges(store: Store, n: int, origin: str, target: str, **move: object) -> None:
    """A command merges `origin` into `target`."""
    gone, into = store.ticket(origin), store.ticket(target)
    assert gone and into
    [inbox_id] = store.receive([arrival(n)])
    store.save(
        inbox_id,
        Changes(
            "done",
            "command",
            "merge",
            ticket=replace(gone, status="closed", message_count=0),
            links=((origin, target, "merged"),),
            moves=(Move(origin, target, **move),),  # type: ignore[arg-type]
            beside=(
                Changes(
                    "done",
                    "command",
                    "merge",
                    ticket=replace(into, message_count=into.message_count + gone.message_count),
                    protocol=target,
                ),
            ),
            protocol=origin,
            result={},
        ),
        NOW,
    )


def times(store: Store, protocol: str) -> list[int]:
    return [round((each.at - NOW) / MINUTE) for each in store.messages(protocol)]


def test_merged_messages_stand_in_order_of_time_and_everything_finds_them(store: Store) -> None:
    take(store, 1, P)
    take(store, 2, Q)
    joins(store, 3, P)
    joins(store, 4, Q)
    store.add_timer(Timer("confirm-reminder", NOW, {}, P))
    merges(store, 5, P, Q)
    assert [each.n for each in store.messages(Q)] == [1, 2, 3, 4]
    assert times(store, Q)[2:] == [3, 4]
    assert store.messages(P) == []
    assert [event.after for event in store.events(Q) if event.kind == "message"] == ["4"]
    assert store.survivor(P) == Q == store.survivor(Q)
    assert {each.ticket for each in store.known_ids([f"<{P}.1@customer.example>"])} == {Q}
    assert [(t, n) for t, n, *_ in store.same_message_id(f"<{P}.2@customer.example>")] == [(Q, 3)]
    assert store.digest_seen("digest-3", 99) == (Q, 3, store.digest_seen("digest-3", 99)[2])  # type: ignore[index]
    assert [timer.kind for timer in store.timers(Q)] == ["confirm-reminder"]
    assert store.verify().sound, store.verify().findings


def test_a_chain_of_merges_is_one_step_long(store: Store) -> None:
    for n, protocol in enumerate((P, Q, R), 1):
        take(store, n, protocol)
    merges(store, 5, P, Q)
    merges(store, 6, Q, R)
    assert store.survivor(P) == store.survivor(Q) == R
    assert len(store.messages(R)) == 3
    assert store.survivor("HD-2611-ZZZZZZ") == ""
    assert store.verify().sound, store.verify().findings


def test_what_guests_wrote_is_a_guests_there(store: Store) -> None:
    take(store, 1, P)
    take(store, 2, Q)
    merges(store, 5, P, Q, guests=(LUCIA.address.upper(),))
    assert sorted(each.standing for each in store.messages(Q)) == ["full", "guest"]


def test_one_message_goes_and_the_others_close_up(store: Store) -> None:
    take(store, 1, P)
    for n in (2, 3, 4):
        joins(store, n, P, standing="guest")
    before = store.ticket(P)
    assert before
    [inbox_id] = store.receive([arrival(9)])
    new = Changes("done", "opened", "split", ticket=replace(ticket(Q), id=0), protocol=Q)
    store.save(
        inbox_id,
        Changes(
            "done",
            "command",
            "split",
            ticket=replace(before, message_count=3),
            moves=(Move(P, Q, 3, full=True),),
            beside=(new,),
            protocol=P,
            result={},
        ),
        NOW,
    )
    assert (times(store, P)[1:], times(store, Q)) == ([2, 4], [3])
    assert store.messages(Q)[0].standing == "full"
    assert store.survivor(P) == P
    assert [event.after for event in store.events(P) if event.kind == "message"] == [
        "2",
        f"{Q} 1",
        "3",
    ]
    assert store.verify().sound, store.verify().findings
