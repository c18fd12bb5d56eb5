"""The note of which journal rows are being read, so that a mail that kills the process is known by it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class InWork:
    """A small file a process, beside the database. Never flushed to disk: it must survive the process, not the
    machine (a power cut says nothing against a mail), and so it costs no flush per message."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"in-work-{os.getpid()}.json"

    @contextmanager
    def holding(self, inbox_ids: Sequence[int]) -> Iterator[None]:
        """Names the rows while the body runs."""
        self._path.write_text(json.dumps(list(inbox_ids)), encoding="ascii")
        try:
            yield
        finally:
            self._path.unlink(missing_ok=True)

    def left_behind(self) -> list[int]:
        """The rows that dead processes had in work, each told once; empty after clean ends."""
        rows: list[int] = []
        for path in self._folder.glob("in-work-*.json"):
            owner = path.stem.removeprefix("in-work-")
            if owner.isdigit() and _alive(int(owner)) and path != self._path:
                continue
            rows += _ids(path)
            path.unlink(missing_ok=True)
        return rows


def _ids(path: Path) -> list[int]:
    try:
        left = json.loads(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):  # torn by the death itself: it names nothing
        return []
    return [inbox_id for inbox_id in left if isinstance(inbox_id, int)] if isinstance(left, list) else []


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
