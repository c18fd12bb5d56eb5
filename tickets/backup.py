"""Copies of the whole archive: made while the desk runs, and put back without sending anything twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from helpdesk.tickets.database import Database
from helpdesk.tickets.errors import CannotOpen, Damaged, NoBackup
from helpdesk.tickets.migrate import migrate, schema_version
from helpdesk.tickets.shelf import Shelf
from helpdesk.tickets.sqlite import Sqlite, sync
from helpdesk.tickets.times import to_micros

# Mail owed for longer than this was probably sent after the backup was made (threats B34).
TRUSTED = timedelta(hours=1)

_HOLD_OLD = (
    "UPDATE recipients SET state = 'held', next_try = NULL, sending = 0, lease_until = NULL, "
    "last_error = 'restored from a backup: it may have been sent since' WHERE next_try IS NOT NULL "
    "AND outbox_id IN (SELECT id FROM outbox WHERE created_at < ?) RETURNING outbox_id"
)
# Of the first schema and of every one since: what has not all of them never was a desk's archive.
_OURS = frozenset({"meta", "raw", "inbox", "tickets"})
_ELSE = "Nothing was changed; give a file that helpdesk backup wrote"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: recipients now held, where the database that stood there before lies, and how many
    tickets stand there now."""

    held: int
    set_aside: Path | None
    tickets: int


class Backup(Shelf):
    """Copies out."""

    def backup(self, target: Path) -> None:
        """A consistent copy in one plain file, checked and on the disk, while others go on writing.

        Raises CannotOpen if `target` exists or cannot be made, StoreFull, Damaged if the copy is not sound.
        """
        if target.exists():
            raise CannotOpen(f"{target}: exists; choose a new name")
        partial = Path(f"{target}.partial")
        partial.unlink(missing_ok=True)
        try:
            self._db.engine.copy_to(partial)
            _refuse_damaged(partial)
            partial.rename(target)
            sync(target.parent)
        except OSError as fault:
            raise CannotOpen(f"{target}: {fault.strerror}") from fault
        finally:
            partial.unlink(missing_ok=True)


def restore(
    source: Path, target: Path, now: datetime, replacing: Callable[[Path], None] = lambda aside: None
) -> Restored:
    """Puts a backup in the place of the database at `target`; the desk must not be running.

    What stood there is set aside, never deleted; `replacing` is told where, before it is moved. Mail owed for
    more than an hour is held until an admin says send; IMAP is read again from the backup's positions, and what
    is known is recognised. Raises NoBackup (damaged, or no archive of a desk, an empty file too), SchemaTooNew,
    CannotOpen, StoreFull: then nothing was changed.
    """
    try:
        _refuse_damaged(source)
    except Damaged as fault:
        raise NoBackup(f"{source}: no sound backup. {_ELSE}") from fault
    _refuse_foreign(source)
    partial = Path(f"{target}.restoring")
    _remove(partial)
    engine = Sqlite(source, read_only=True, busy_seconds=30)
    try:
        engine.copy_to(partial)
        held, tickets = _hold_old(partial, now)
        set_aside = _set_aside(target, replacing)
        partial.rename(target)
    finally:
        engine.close()
        _remove(partial)
    sync(target.parent)
    return Restored(held, set_aside, tickets)


def _hold_old(path: Path, now: datetime) -> tuple[int, int]:
    """How many recipients are held now, and how many tickets there are."""
    database = Database(Sqlite(path, read_only=False, busy_seconds=30))
    try:
        migrate(database)
        with database.write():
            held = len(database.rows(_HOLD_OLD, to_micros(now - TRUSTED)))
        [(tickets,)] = database.rows("SELECT count(*) FROM tickets")
    finally:
        database.close()
    for side in _sides(path):
        side.unlink(missing_ok=True)  # empty: the last connection folded them in
    return held, int(tickets)


def _set_aside(target: Path, replacing: Callable[[Path], None]) -> Path | None:
    if not target.exists():
        return None
    n = 1
    while (aside := Path(f"{target}.before-restore-{n}")).exists():
        n += 1
    replacing(aside)
    # The log first: a database without its log is old, a log beside another database is corruption.
    for side, new in zip(_sides(target), _sides(aside), strict=True):
        if side.exists():
            side.rename(new)
    target.rename(aside)
    return aside


def _refuse_damaged(path: Path) -> None:
    engine = Sqlite(path, read_only=True, busy_seconds=30)
    try:
        remarks = engine.quick_check()
    finally:
        engine.close()
    if remarks:
        raise Damaged(f"{path}: not sound ({'; '.join(remarks)})")


def _refuse_foreign(path: Path) -> None:
    """SQLite takes a file of no bytes for a sound database, and any program's for as good as ours."""
    database = Database(Sqlite(path, read_only=True, busy_seconds=30))
    try:
        ours = database.engine.tables() >= _OURS and schema_version(database) > 0
    finally:
        database.close()
    if not ours:
        what = "not a backup of a desk" if path.stat().st_size else "an empty file, not a backup"
        raise NoBackup(f"{path}: {what}. {_ELSE}")


def _sides(path: Path) -> tuple[Path, Path]:
    return Path(f"{path}-wal"), Path(f"{path}-shm")


def _remove(path: Path) -> None:
    for each in (path, *_sides(path)):
        each.unlink(missing_ok=True)
