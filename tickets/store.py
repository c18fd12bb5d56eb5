"""The archive's front door: one Store a process, usable from every thread."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from helpdesk.tickets.access import Access
from helpdesk.tickets.alerts import Alerts
from helpdesk.tickets.article_votes import ArticleVotes
from helpdesk.tickets.backup import Backup
from helpdesk.tickets.circulars import Circulars
from helpdesk.tickets.contacts import Contacts
from helpdesk.tickets.database import Database
from helpdesk.tickets.digests import Digests
from helpdesk.tickets.errors import CannotOpen, Damaged
from helpdesk.tickets.figures import Figures
from helpdesk.tickets.finding import Finding
from helpdesk.tickets.handles import Handles
from helpdesk.tickets.imap_copies import ImapCopies
from helpdesk.tickets.imap_places import ImapPlaces
from helpdesk.tickets.journal import Journal
from helpdesk.tickets.mailing import Mailing
from helpdesk.tickets.memory import Memory
from helpdesk.tickets.metrics import Metrics
from helpdesk.tickets.migrate import migrate, newest_schema, schema_version
from helpdesk.tickets.outbox import Outbox, SenderOutbox
from helpdesk.tickets.own_queue import OwnQueue
from helpdesk.tickets.page_links import PageLinks
from helpdesk.tickets.policies import Policies
from helpdesk.tickets.queues import Queues
from helpdesk.tickets.saving import Saving
from helpdesk.tickets.sqlite import Sqlite
from helpdesk.tickets.surveys import Surveys
from helpdesk.tickets.verdicts import Verdicts
from helpdesk.tickets.verify import Verify
from helpdesk.tickets.views import Views


class Store(
    Journal,
    Saving,
    Handles,
    Outbox,
    Memory,
    Contacts,
    Circulars,
    Surveys,
    PageLinks,
    ArticleVotes,
    Alerts,
    ImapPlaces,
    ImapCopies,
    Access,
    Views,
    Queues,
    Finding,
    Figures,
    Mailing,
    OwnQueue,
    Digests,
    Verdicts,
    Policies,
    Metrics,
    Backup,
    Verify,
):
    """Everything the rooms ask of the archive; each part is described in its own file."""

    @classmethod
    def open(
        cls, url: str, *, mode: Literal["rw", "ro"] = "rw", check: bool = False, busy_seconds: float = 30.0
    ) -> Store:
        """Opens `sqlite:///absolute/path`, making or migrating it unless `mode` is 'ro'.

        `check` reads the whole file first and refuses a damaged one. Raises SchemaTooNew, Damaged, CannotOpen
        (OperatorError's kin: exit 78) and TryLater's kin (StoreBusy, StoreFull, StoreUnwell).
        """
        engine = Sqlite(path_of(url), mode == "ro", busy_seconds)
        database = Database(engine, busy_seconds)
        try:
            if check and (remarks := engine.quick_check()):
                raise Damaged(
                    f"{engine.path}: the database is damaged ({'; '.join(remarks)}). Nothing was written. "
                    "Keep the file, then: helpdesk restore BACKUP"
                )
            if mode == "ro":
                _expect_current(database)
            else:
                migrate(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @property
    def path(self) -> Path:
        """The database file."""
        return self._db.engine.path

    def write(self) -> AbstractContextManager[None]:
        """One durable transaction of this thread; nested, a savepoint. Raises StoreBusy, StoreFull."""
        return self._db.write()

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the current `write()` that an exception undoes alone."""
        return self._db.savepoint()

    def sender_outbox(self) -> SenderOutbox:
        """The outbox alone, on the same database: what the sender is given."""
        return SenderOutbox(self._db)

    def fold_log(self) -> None:
        """What the database does now and then so that commits stay short; its heartbeat calls it."""
        self._db.engine.fold_log()

    def describe(self) -> dict[str, str]:
        """Version and modes of the database, for `doctor`."""
        return self._db.engine.describe()

    def close(self) -> None:
        """Closes the connections of all threads."""
        self._db.close()


def path_of(url: str) -> Path:
    """The file of a database's address, sqlite:///absolute/path. Raises CannotOpen for any other."""
    parts = urlsplit(url)
    path = Path("/" + unquote(parts.path).lstrip("/"))
    if parts.scheme != "sqlite" or parts.netloc or parts.query or path == Path("/"):
        raise CannotOpen(f"{url}: not a database this release knows; write sqlite:///absolute/path")
    return path


def _expect_current(database: Database) -> None:
    present, newest = schema_version(database), newest_schema(database.engine.name)
    if present != newest:
        raise CannotOpen(f"{database.engine.path}: has schema {present}, this release reads {newest}")
