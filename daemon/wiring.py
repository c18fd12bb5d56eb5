"""The composition root: settings, policy, store and the parts of the daemon, put together by plain arguments."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.daemon.clock import Clock, SystemClock
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.failpoints import refuse_typos
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.parts import parse_limits
from helpdesk.daemon.policy.files import read_policy
from helpdesk.daemon.policy.reload import policy_at_start
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.reading.dns_keys import DnsKeys
from helpdesk.daemon.settings.values import Settings, load
from helpdesk.tickets.store import Store


def prepared(config: Path | None, data: Path | None) -> Settings:
    """The settings, with the data directory made. Raises OperatorError."""
    settings = load(config, data, os.environ)
    make_data_dir(settings.data_dir)
    return settings


def make_data_dir(folder: Path) -> None:
    """Make the data directory, for its owner alone. Raises OperatorError where something else stands there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as fault:
        what = "the data directory is to be here, and there is a file in the way"
        fix = "Name another: --data, or [storage] data in helpdesk.toml"
        raise OperatorError([Problem(str(folder), what, fix)]) from fault


@contextmanager
def open_store(config: Path | None, data: Path | None) -> Iterator[tuple[Settings, Store]]:
    """The settings and the archive alone, for commands that take no mail."""
    settings = prepared(config, data)
    store = Store.open(settings.database)
    try:
        yield settings, store
    finally:
        store.close()


@contextmanager
def open_desk(
    config: Path | None,
    data: Path | None,
    *,
    clock: Clock | None = None,
    log: MailLog | None = None,
    check: bool = False,
    last_good: bool = False,
) -> Iterator[Desk]:
    """Everything intake needs; closed again at the end. `check` reads the whole database first; `last_good` begins
    with the last policy that was good where config/ is not.

    Raises OperatorError with every problem of the files or of an armed failpoint, CannotOpen where the database
    is damaged or too new.
    """
    refuse_typos(os.environ)
    settings = prepared(config, data)
    policy = None if last_good else read_policy(settings)
    limits = settings.limits
    store = Store.open(settings.database, check=check)
    try:
        policy = policy or policy_at_start(settings, store)
    except BaseException:
        store.close()
        raise
    cell = ParseCell(
        parse_limits(settings),
        wall_seconds=limits.parse_time.total_seconds(),
        cpu_seconds=max(1, int(limits.parse_time.total_seconds())),
        memory=limits.parse_memory,
    )
    keys = DnsKeys(settings.trust.resolvers) if settings.trust.own_dkim_check else None
    try:
        yield Desk(settings, policy, store, cell, keys, clock or SystemClock(), log or MailLog.silent())
    finally:
        cell.close()
        store.close()
