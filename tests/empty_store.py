"""An empty database with every table, made once a test process: hundreds of desks are opened."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from helpdesk.tickets.store import Store


def put_empty(path: Path) -> None:
    """Puts it where a store will be opened, unless there is one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_empty())
        path.chmod(0o600)


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        Store.open(f"sqlite:///{path}").close()  # closing puts all of it into the one file
        return path.read_bytes()
