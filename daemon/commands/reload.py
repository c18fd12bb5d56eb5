"""`helpdesk reload`: tells the running daemon to read the policy again, after a look whether it will take it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from helpdesk.daemon.exits import CONFIGURATION, DONE, FINDINGS, UNAVAILABLE, Stop
from helpdesk.daemon.lock import holder_of
from helpdesk.daemon.policy.files import shown, surroundings
from helpdesk.daemon.policy.lab import try_folder
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.settings.values import load

ROLE = "work"


def ask(config: Path | None, data: Path | None, json: bool) -> int:
    """Signal the daemon (SIGHUP). 78 or 1 where it would refuse the policy, and nothing is signalled; 69 none runs."""
    settings = load(config, data, os.environ)
    tried = try_folder(settings.config_dir, surroundings(settings))
    printer = Printer(json=json)
    for problem in tried.errors:
        printer.problem(problem)
    if tried.book is None:
        return CONFIGURATION
    if tried.errors:
        return FINDINGS
    pid = holder_of(settings.data_dir, ROLE)
    if pid is None:
        raise Stop(UNAVAILABLE, f"{shown(settings.data_dir)}: no daemon runs here. Start it: helpdesk run")
    try:
        os.kill(pid, signal.SIGHUP)
    except OSError as fault:
        raise Stop(UNAVAILABLE, f"process {pid}: {fault.strerror}. Ask as its own user, or as root") from None
    printer.record(
        {"pid": pid, "revision": tried.book.revision}, f"policy {tried.book.revision} handed to process {pid}"
    )
    return DONE
