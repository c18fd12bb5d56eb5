"""A store from before cases were closed by themselves: what was resolved in it is closed in its time all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.timers import closing
from helpdesk.tickets.migrate import load_steps, migrate, schema_version
from tests.story.rig.agents import shell
from tests.story.rig.shop import later, ticket
from tests.story.rig.tell import mail, tell
from tests.story.rig.world import World, open_world

BEFORE = 16  # the schema of the release before


@pytest.fixture
def world(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    with open_world(tmp_path, cell, settings={"life.tell_resolved": False}) as made:
        yield made


def resolved(world: World, n: int) -> None:
    """A case of Lucía's that Ana has resolved."""
    tell(
        world, mail("lucia-writes", message_id=f"<old{n}@correo.example>", body=f"Caso {n}."), "lucia", "pass"
    )
    shell(world, "ana", "#resolver")


def as_before(world: World) -> None:
    """The store as the release before left it: no timer of an end, and its number."""
    with world.store.write():
        world.store._db.run("DELETE FROM timers WHERE kind = 'window-over'")
        world.store._db.run("UPDATE meta SET value = ? WHERE key = 'schema'", str(BEFORE))


def upgraded(world: World) -> None:
    steps = load_steps("sqlite")
    assert migrate(world.store._db, [*steps[: BEFORE + 1]]) == BEFORE + 1
    with world.store.write():
        world.store._db.run("UPDATE meta SET value = ? WHERE key = 'schema'", str(steps[-1].number))


def states(world: World, count: int) -> list[str]:
    return [ticket(world, n + 1).status for n in range(count)]


def test_each_is_closed_when_it_can_be_reopened_no_more(world: World) -> None:
    resolved(world, 1)
    later(world, "5d")
    resolved(world, 2)
    tell(world, mail("lucia-writes", message_id="<open@correo.example>", body="Caso 3."), "lucia", "pass")
    as_before(world)
    later(world, "3d")
    assert states(world, 3) == ["resolved", "resolved", "new"], "as it was: for ever"
    upgraded(world)
    later(world, "1m")
    assert states(world, 3) == ["closed", "resolved", "new"], "eight days ago, and three"
    later(world, "5d")
    assert states(world, 3) == ["closed", "closed", "new"]
    assert schema_version(world.store._db) == load_steps("sqlite")[-1].number


def test_a_few_a_minute_and_each_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "AT_ONCE", 2)
    for n in range(5):
        resolved(world, n)
    as_before(world)
    later(world, "30d")
    upgraded(world)
    left = []
    for wait in ("30s", "1m", "1m"):
        later(world, wait)
        left.append(states(world, 5).count("resolved"))
    assert left == [3, 1, 0]
    closed = [
        sum(one.kind == "closed" for one in world.store.events(ticket(world, n + 1).protocol))
        for n in range(5)
    ]
    assert closed == [1] * 5
    assert not [one for one in world.store._db.rows("SELECT kind FROM timers") if one[0].startswith("window")]


def test_one_that_has_its_timer_gets_no_other_and_spam_gets_none(world: World) -> None:
    resolved(world, 1)
    resolved(world, 2)
    shell(world, "ana", "#spam")
    with world.store.write():
        world.store._db.run("UPDATE meta SET value = ? WHERE key = 'schema'", str(BEFORE))
    upgraded(world)
    later(world, "1m")
    rows = world.store._db.rows("SELECT kind FROM timers WHERE kind LIKE 'window%'")
    assert [kind for (kind,) in rows] == ["window-over"]


def test_a_store_with_nothing_resolved_gets_nothing_to_do(world: World) -> None:
    tell(world, mail("lucia-writes"), "lucia", "pass")
    as_before(world)
    upgraded(world)
    assert world.store._db.rows("SELECT kind FROM timers WHERE kind LIKE 'window%'") == []
