"""`helpdesk run`: the daemon in the foreground, until SIGTERM; SIGHUP reads the policy again."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from types import FrameType

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.exits import DONE, USAGE, Stop
from helpdesk.daemon.failpoints import VARIABLE, armed_problem
from helpdesk.daemon.lock import RoleLocks
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.policy_files import read_policy
from helpdesk.daemon.running import ROLES, Daemon
from helpdesk.daemon.settings import load
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.model import Alert


def run_daemon(config: Path | None, data: Path | None, roles: tuple[str, ...], shadow: bool) -> int:
    """Run until told to end. Raises OperatorError (78), Held (75: another process has a role)."""
    _refuse_typos(roles)
    settings = load(config, data, os.environ)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    locks = RoleLocks(settings.data_dir)
    locks.take(roles or ROLES)
    log = MailLog.to()
    try:
        with open_desk(config, data, log=log, check=True) as desk:
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
    daemon.start()
    desk.log.started(desk.policy.revision, [f"{kind} {where}" for kind, where in daemon.addresses()])
    while not end.is_set():
        wake.wait()
        wake.clear()
        if again.is_set():
            again.clear()
            reload_policy(desk, daemon)
    daemon.stop()
    desk.log.ended()


def reload_policy(desk: Desk, daemon: Daemon) -> None:
    """Read config/ again: whole and good, or the last good one stays and the admin is told (B25)."""
    try:
        policy = read_policy(desk.settings)
    except OperatorError as problem:
        desk.log.policy_refused(len(problem.problems), str(problem.problems[0]))
        daemon.raise_alert(Alert("policy", str(problem)))
        return
    desk.adopt(policy)
    desk.log.policy_adopted(policy.revision)


def _refuse_typos(roles: tuple[str, ...]) -> None:
    wrong = [role for role in roles if role not in ROLES]
    if wrong:
        raise Stop(USAGE, f"--role: {wrong[0]!r} is not one of {', '.join(ROLES)}")
    problem = armed_problem(os.environ[VARIABLE]) if VARIABLE in os.environ else ""
    if problem:
        raise OperatorError([Problem(VARIABLE, problem)])
