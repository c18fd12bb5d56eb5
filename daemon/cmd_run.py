"""`helpdesk run`: the daemon in the foreground, until SIGTERM; a change in config/ or SIGHUP reads the policy again."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from types import FrameType

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import TryLater
from helpdesk.daemon.exits import DONE, USAGE, Stop
from helpdesk.daemon.failpoints import refuse_typos
from helpdesk.daemon.lock import RoleLocks
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.reload import Reloader, Watcher
from helpdesk.daemon.running import ROLES, Daemon
from helpdesk.daemon.settings import load
from helpdesk.daemon.wiring import open_desk

AGAIN = 5.0  # seconds until a policy that could not be stored is tried again


def run_daemon(config: Path | None, data: Path | None, roles: tuple[str, ...], shadow: bool) -> int:
    """Run until told to end. Raises OperatorError (78), Held (75: another process has a role)."""
    _refuse_typos(roles)
    settings = load(config, data, os.environ)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    locks = RoleLocks(settings.data_dir)
    locks.take(roles or ROLES)
    log = MailLog.to()
    try:
        with open_desk(config, data, log=log, check=True, last_good=True) as desk:
            _until_told(desk, Daemon(desk, roles or ROLES, shadow=shadow))
    finally:
        locks.release()
    return DONE


def _until_told(desk: Desk, daemon: Daemon) -> None:
    end, again = threading.Event(), threading.Event()

    def told(number: int, _frame: FrameType | None) -> None:
        (again if number == signal.SIGHUP else end).set()
        wake.set()

    wake = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, told)

    def changed() -> None:
        again.set()
        wake.set()

    reloader = Reloader(desk, daemon.raise_alert)
    watcher = Watcher(desk.settings.config_dir, changed)
    daemon.start()
    desk.log.started(desk.policy.revision, [f"{kind} {where}" for kind, where in daemon.addresses()])
    again.set()  # keeps it as the last good one, or says that config/ is not what is in force
    watcher.start()
    while not end.is_set():
        if again.is_set():
            again.clear()
            if not _reloaded(desk, reloader):
                again.set()
        wake.wait(AGAIN if again.is_set() else None)
        wake.clear()
    watcher.stop()
    daemon.stop()
    desk.log.ended()


def _reloaded(desk: Desk, reloader: Reloader) -> bool:
    """Whether the policy was looked at; False where the database is busy just now."""
    try:
        reloader.reload()
    except TryLater as trouble:
        desk.log.work_waits(str(trouble))
        return False
    return True


def _refuse_typos(roles: tuple[str, ...]) -> None:
    wrong = [role for role in roles if role not in ROLES]
    if wrong:
        raise Stop(USAGE, f"--role: {wrong[0]!r} is not one of {', '.join(ROLES)}")
    refuse_typos(os.environ)
