"""A desk that has one turn at what is due and may be killed meanwhile: HELPDESK_FAILPOINT says where."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.failpoints import failpoint
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.parts import make_sender
from helpdesk.daemon.timers.heartbeat import Heartbeat
from helpdesk.daemon.wiring import open_desk


def take_a_turn(folder: Path, at: datetime) -> None:
    """Start as the daemon does; timers, intake and sender have their turns until nothing moves."""
    with open_desk(folder / "helpdesk.toml", None, clock=ManualClock(at)) as desk:
        intake, sender, heartbeat = Intake(desk), make_sender(desk, lambda _: None), Heartbeat(desk)
        intake.recover()
        sender.recover()
        moved = 1
        while moved:
            moved, _ = heartbeat.beat()
            if moved:
                failpoint("timers.after-claim")  # as running.py passes it
            moved += intake.work()
            moved += sender.send_due(10)
