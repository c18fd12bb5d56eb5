"""What this machine does in the same minute: a fixed loop of Python, and commits that reach the disk."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

_ROUNDS = 200
_COMMITS = 200
_ROW = b"x" * 8192
_MAIL = (
    b"From: <a@b.test>\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n\r\n"
    + (b"La factura no lleg\xc3\xb3 a mi correo y la necesito.\r\n" * 40)
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """`python_ms`: CPU for one round of the loop; `commits`: flushed commits of 8 KB a second, by the wall."""

    python_ms: float
    commits: float

    def __str__(self) -> str:
        return f"calibration: a round of pure Python {self.python_ms:.3f} ms CPU; {self.commits:.0f} flushed commits/s"


def calibrate(folder: Path) -> Calibration:
    """About half a second."""
    began = time.process_time()
    for _ in range(_ROUNDS):
        _round()
    python_ms = 1000 * (time.process_time() - began) / _ROUNDS
    return Calibration(python_ms, _COMMITS / _flushes(folder / "calibration.db"))


def _round() -> int:
    """Parse a mail with the standard library and count its words: strings, dictionaries, calls."""
    message = message_from_bytes(_MAIL)
    words: dict[str, int] = {}
    for line in str(message.get_payload()).splitlines():
        for word in line.lower().split():
            words[word] = words.get(word, 0) + len(word)
    return sum(words.values())


def _flushes(path: Path) -> float:
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=wal")
        database.execute("PRAGMA synchronous=full")
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB)")
        began = time.perf_counter()
        for _ in range(_COMMITS):
            database.execute("INSERT INTO t (b) VALUES (?)", (_ROW,))
        return time.perf_counter() - began
    finally:
        database.close()
