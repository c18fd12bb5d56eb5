"""The week's figures go out by their own timer: from the line in agents.yaml to two weeks' mails, across restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from helpdesk.daemon.commands.run import _reloaded
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.policy.files import read_policy
from helpdesk.daemon.policy.reload import Reloader
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.running import Daemon
from helpdesk.daemon.timers.weekly import REPORT
from helpdesk.tickets.model import Alert
from helpdesk.tickets.store import Store
from helpdesk.tickets.times import from_micros
from tests.story.rig.shop import later, shop, writes
from tests.story.rig.world import World

NOBODY = """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], skills: [facturacion], langs: [es], digest: no}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-bogota], skills: [tecnico], langs: [es], digest: no}
  marta: {name: Marta Gil,  email: marta@acme.example, teams: [n2], role: lead, digest: no}
"""  # noqa: E501


class Timers:
    """As much of the daemon as reads the policy again: a process that has the timers."""

    def has(self, role: str) -> bool:
        return role == "timers"

    def raise_alert(self, alert: Alert) -> None:
        raise AssertionError(alert)


@pytest.fixture
def world(tmp_path: Path, cell: ParseCell) -> Iterator[World]:
    with shop(tmp_path, cell, {"agents.yaml": NOBODY}) as made:
        yield made
    made.store.close()


def reload(world: World) -> None:
    """What the daemon does at its start, and when a file of the policy has changed."""
    daemon = cast("Daemon", Timers())
    assert _reloaded(world.desk, Reloader(world.desk, daemon.raise_alert), daemon)


def restart(world: World) -> None:
    """The process ends where it stands; another opens the same store and the same files."""
    old = world.desk
    old.store.close()
    store = Store.open(old.settings.database)
    world.desk = Desk(old.settings, read_policy(old.settings), store, old.cell, None, world.clock, old.log)
    world.intake = Intake(world.desk)
    world.__post_init__()
    world.intake.recover()
    reload(world)


def asks(world: World, who: str, line: str = "report: weekly, ") -> None:
    """Somebody writes it into agents.yaml, and the running daemon sees the file change."""
    file = world.desk.settings.config_dir / "agents.yaml"
    before = file.read_text("utf-8")
    name = {"ana": "Ana Ruiz"}[who]
    file.write_text(before.replace(f"{{name: {name},", f"{{{line}name: {name},"), "utf-8")
    reload(world)


def to_the_next(world: World) -> None:
    """The clock stands at the moment in which the next mail is due; nothing has been looked at."""
    [(due,)] = world.store._db.rows("SELECT min(due) FROM timers WHERE kind = ?", REPORT)
    world.live(from_micros(due) - timedelta(seconds=1) - world.clock.now())
    world.clock.advance(timedelta(seconds=1))


def weeks(world: World) -> list[str]:
    """Who got figures so far, and on which day at what hour."""
    return [
        f"{one.to.partition('@')[0]} {str(one.mail['Date'])[:22]}"
        for one in world.sent
        if one.kind == "digest"
    ]


FIRST, SECOND = "ana Mon, 07 Dec 2026 08:30", "ana Mon, 14 Dec 2026 08:30"


def test_from_the_asking_to_two_weeks_mails(world: World) -> None:
    reload(world)
    later(world, "9d")
    assert weeks(world) == [], "nobody has asked"
    asks(world, "ana")
    writes(world, "lucia", "La factura 4711", "Está duplicada.")
    later(world, "4d")
    assert weeks(world) == [], "not before Monday"
    later(world, "9d")
    assert weeks(world) == [FIRST, SECOND]
    first, second = [one.text for one in world.sent if one.kind == "digest"]
    assert first != second, "the case of the first week is in the first"


def nothing(world: World) -> None:
    """The timer is due, and nobody has looked."""


def fired(world: World) -> None:
    """It is a journal row, and nobody has taken it."""
    assert world.heartbeat.beat()[0] == 1


def taken(world: World) -> None:
    """The mail is owed, and has not been sent."""
    fired(world)
    assert world.intake.work() == 1 and not weeks(world)


@pytest.mark.parametrize("left_at", [nothing, fired, taken], ids=lambda left: left.__name__)
def test_a_restart_at_any_moment_doubles_none(world: World, left_at: Callable[[World], None]) -> None:
    later(world, "9d")
    asks(world, "ana")
    to_the_next(world)
    left_at(world)
    restart(world)
    world.settle()
    assert weeks(world) == [FIRST]
    restart(world)
    later(world, "1d")
    assert weeks(world) == [FIRST], "of this week there is one"
    to_the_next(world)
    restart(world)
    world.settle()
    later(world, "2d")
    assert weeks(world) == [FIRST, SECOND]
    assert world.store.planned_for(REPORT) == {"ana"}
    later(world, "7d")
    assert len(weeks(world)) == 3, "and one in the week after"


def test_a_desk_that_was_off_over_monday_sends_one_when_it_is_back(world: World) -> None:
    later(world, "9d")
    asks(world, "ana")
    world.clock.advance(timedelta(days=16))  # two Mondays
    restart(world)
    world.settle()
    assert len(weeks(world)) == 1
    later(world, "6d")
    assert len(weeks(world)) == 2, "and from then on each Monday"
