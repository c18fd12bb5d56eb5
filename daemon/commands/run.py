"""`helpdesk run`: the daemon in the foreground, until SIGTERM; a change in config/ or SIGHUP reads the policy again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import TryLater
from helpdesk.daemon.exits import DONE, USAGE, Stop
from helpdesk.daemon.failpoints import refuse_typos
from helpdesk.daemon.lock import RoleLocks
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.policy.reload import Reloader, Watcher
from helpdesk.daemon.running import ROLES, Daemon
from helpdesk.daemon.settings.values import load
from helpdesk.daemon.timers.digests import plan
from helpdesk.daemon.timers.weekly import plan_reports
from helpdesk.daemon.told import Told
from helpdesk.daemon.wiring import make_data_dir, open_desk

AGAIN = 5.0  # seconds until a policy that could not be stored is tried again


def run_daemon(config: Path | None, data: Path | None, roles: tuple[str, ...], shadow: bool) -> int:
    """Run until told to end. Raises OperatorError (78), Held (75: another process has a role)."""
    _refuse_typos(roles)
    settings = load(config, data, os.environ)
    make_data_dir(settings.data_dir)
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
    with Told(signal.SIGTERM, signal.SIGINT, signal.SIGHUP) as told:
        reloader = Reloader(desk, daemon.raise_alert)
        watcher = Watcher(desk.settings.config_dir, lambda: told.tell(signal.SIGHUP))
        daemon.start()
        desk.log.started(desk.policy.revision, [f"{kind} {where}" for kind, where in daemon.addresses()])
        # Keeps the policy as the last good one, or says that config/ is not what is in force.
        looked_at = _reloaded(desk, reloader, daemon)
        watcher.start()
        while told.wait(None if looked_at else AGAIN) in (None, signal.SIGHUP):
            looked_at = _reloaded(desk, reloader, daemon)
        watcher.stop()
        daemon.stop()
    desk.log.ended()


def _reloaded(desk: Desk, reloader: Reloader, daemon: Daemon) -> bool:
    """Whether the policy was looked at, and mornings are set for those it names; False where the database is busy just
    now."""
    try:
        reloader.reload()
        if daemon.has("timers"):
            plan(desk)
            plan_reports(desk)
    except TryLater as trouble:
        desk.log.work_waits(str(trouble))
        return False
    return True


def _refuse_typos(roles: tuple[str, ...]) -> None:
    wrong = [role for role in roles if role not in ROLES]
    if wrong:
        raise Stop(USAGE, f"--role: {wrong[0]!r} is not one of {', '.join(ROLES)}")
    refuse_typos(os.environ)
