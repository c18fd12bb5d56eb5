"""What can go wrong in the archive, named by what happens next; no database's own error leaves this room."""

from __future__ import annotations


class StoreError(Exception):
    """Anything the archive raises. `str()` is plain words for an operator."""


class TryLater(Exception):
    """It may well work the next time: nothing was changed, keep the work, come back (SMTP answers 451)."""


class StoreFull(StoreError, TryLater):
    """The disk is full: the transaction was undone, what was stored before is intact (threats B12)."""


class StoreBusy(StoreError, TryLater):
    """Another thread or process held the database for longer than the busy time (threats B14)."""


class StoreUnwell(StoreError, TryLater):
    """The disk or the connection failed under the database; nothing of the transaction was kept."""


class Contradiction(StoreError):
    """The data contradict what is stored (a protocol taken, a ticket unknown): trying again cannot help."""


class CannotOpen(StoreError):
    """The database cannot be used as it is: the operator has to act (exit 78)."""


class SchemaTooNew(CannotOpen):
    """A newer release wrote this database; this one must not touch it (threats B33)."""


class Damaged(CannotOpen):
    """The database file is damaged; nothing was written to it (threats B16)."""


class NoBackup(Damaged):
    """The file to be restored is no sound backup of a desk: another is to be given, nothing was changed."""
