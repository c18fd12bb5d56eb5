"""The policy in force while the daemon runs: read whole, checked and tested, swapped whole; or the last good stays."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import watch

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import OperatorError, Problem
from helpdesk.daemon.policy.files import policy_paths, shown, surroundings
from helpdesk.daemon.policy.lab import try_folder
from helpdesk.daemon.settings.values import Settings
from helpdesk.rules.book import Book
from helpdesk.rules.load import load_policy
from helpdesk.tickets.model import Alert
from helpdesk.tickets.store import Store

LOOK_EVERY = 2.0  # seconds; for folders that are put in place of others, which no file system tells of
SETTLED = 0.3  # seconds without a change, before files that are being written are read
_NOTE = "policy-refused"
_MOST_TOLD = 20

Print = tuple[tuple[str, int, int], ...]


def policy_at_start(settings: Settings, store: Store) -> Book:
    """The policy to begin with: config/ where it is good and its tests pass, else the last that was (B25).

    A first start, with nothing to fall back on, takes a policy whose tests fail, and raises OperatorError with
    everything wrong where it has errors. `Reloader.reload` then says aloud what is wrong.
    """
    around = surroundings(settings)
    tried = try_folder(settings.config_dir, around)
    if tried.book is not None and not tried.errors:
        return tried.book
    files = store.good_policy()
    good = (load_policy(files, around)[0] if files else None) or tried.book
    if good is None:
        raise OperatorError(tried.errors)
    return good


class Reloader:
    """Reads the policy again when it is told to. One thread at a time."""

    def __init__(self, desk: Desk, tell: Callable[[Alert], None]) -> None:
        """`tell` gets an alert for the admin."""
        self._desk = desk
        self._tell = tell

    def reload(self) -> bool:
        """Put config/ in force, if all of it is good and its tests pass. Else the last good one stays, and is told."""
        desk = self._desk
        folder = desk.settings.config_dir
        try:
            tried = try_folder(folder, surroundings(desk.settings))
        except Exception as fault:  # noqa: BLE001  whatever is in a file, the last good policy stays
            desk.log.fault(secrets.token_hex(4), "policy", fault)
            self._refuse((Problem(shown(folder), f"cannot be understood: {type(fault).__name__}"),))
            return False
        if tried.book is None or tried.errors:
            self._refuse(tried.errors, tried.book.revision if tried.book else "")
            return False
        new = tried.book.revision != desk.policy.revision
        with desk.store.write():  # nobody decides by half of one policy and half of another
            if new or desk.store.good_revision() != tried.book.revision:
                desk.store.put_policy(tried.book.revision, tried.files)
            if new:
                desk.adopt(tried.book)
        if desk.store.note(_NOTE):
            desk.store.put_note(_NOTE, "")
        if new:
            desk.log.policy_adopted(tried.book.revision)
        return True

    def _refuse(self, errors: tuple[Problem, ...], refused: str = "") -> None:
        """Say it in the log each time, to the admin once for the same errors, also across a restart."""
        desk = self._desk
        desk.log.policy_refused(len(errors), str(errors[0]))
        said = [str(error) for error in errors[:_MOST_TOLD]]
        if len(errors) > _MOST_TOLD:
            said.append(f"and {len(errors) - _MOST_TOLD} more: helpdesk check")
        text = "\n".join(said)
        mark = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        if desk.store.note(_NOTE) != mark:
            desk.store.put_note(_NOTE, mark)
            self._tell(Alert("policy", f"{text}\n({self._in_force(refused)})"))

    def _in_force(self, refused: str) -> str:
        """Which policy it is, then. A first start runs on the very one that it refuses, where its tests fail."""
        revision = self._desk.policy.revision
        if revision == refused:
            return f"policy {revision} is in force all the same: there is none before it"
        return f"policy {revision} stays in force"


class Watcher:
    """Calls `changed` when a file of the policy was written, made, moved or removed."""

    def __init__(self, folder: Path, changed: Callable[[], None]) -> None:
        self._folder = folder
        self._changed = changed
        self._end = threading.Event()
        self._seen = fingerprint(folder)
        self._thread = threading.Thread(target=self._run, name="policy", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End, within a look."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.is_set():
            for _ in self._looks():
                now = fingerprint(self._folder)
                if now != self._seen:
                    self._seen = now
                    self._changed()
                if not self._folder.is_dir():
                    break

    def _looks(self) -> Iterator[None]:
        """A moment at each change, and every now and then without one."""
        try:
            for _ in watch(
                self._folder,
                stop_event=self._end,
                step=int(SETTLED * 1000),
                rust_timeout=int(LOOK_EVERY * 1000),
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                yield
        except OSError:  # the folder is not there, or the machine has no watch left to give
            self._end.wait(LOOK_EVERY)
            yield


def fingerprint(folder: Path) -> Print:
    """The policy's files with their sizes and times."""
    found = []
    for path in policy_paths(folder):
        try:
            state = path.stat()
        except OSError:
            continue
        found.append((str(path), state.st_size, state.st_mtime_ns))
    return tuple(found)
