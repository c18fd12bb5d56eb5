"""The write-ahead log is folded into the file by the heartbeat, not by whoever happens to commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.tickets.sqlite import FOLD_AT
from helpdesk.tickets.store import Store

pytestmark = pytest.mark.slow  # a large write-ahead log

PAGE = 4096


def _log_pages(store: Store) -> int:
    return Path(f"{store.path}-wal").stat().st_size // PAGE


def _write(store: Store, first: int, pages: int) -> None:
    for n in range(first, first + pages):
        store.put_note(f"key {n}", "x" * PAGE)


def test_a_log_that_grew_long_is_begun_anew(tmp_path: Path) -> None:
    store = Store.open(f"sqlite://{tmp_path}/desk.db")
    _write(store, 0, FOLD_AT)
    before = _log_pages(store)
    assert before >= FOLD_AT
    store.fold_log()
    _write(store, FOLD_AT, 10)
    assert _log_pages(store) == before, "what is folded gives its place"
    store.close()


def test_a_short_log_is_left_alone(tmp_path: Path) -> None:
    store = Store.open(f"sqlite://{tmp_path}/desk.db")
    _write(store, 0, 3)
    before = _log_pages(store)
    store.fold_log()
    _write(store, 3, 3)
    assert _log_pages(store) > before
    store.close()
