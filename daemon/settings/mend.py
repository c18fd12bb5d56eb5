"""Takes what is wrong out of a document, so that the rest of it can be checked against itself in the same go."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from helpdesk.daemon.settings.cross import Finding
from helpdesk.daemon.settings.kinds import not_ours
from helpdesk.daemon.settings.table import Document
from helpdesk.daemon.settings.toml import Path

# What stands in for a key that has to be there. {n} makes it unlike every other.
_STAND_INS = {
    ("mailbox", "name"): "stand-in-{n}",
    ("mailbox", "address"): "stand-in-{n}@mailbox.invalid",
    ("mailbox", "intake", "imap", "url"): "imaps://host.invalid",
    ("mailbox", "intake", "imap", "user"): "stand-in",
    ("mailbox", "intake", "imap", "oauth", "kind"): "client_credentials",
    ("mailbox", "intake", "imap", "oauth", "token_url"): "https://host.invalid",
    ("mailbox", "intake", "imap", "oauth", "client_id"): "stand-in",
    ("listen", "kind"): "smtp",
    ("smarthost", "url"): "smtps://host.invalid",
}
_ROUNDS = 4

Reader = Callable[[dict[str, Any]], tuple[Document | None, list[Finding]]]


def mended(data: dict[str, Any], read: Reader) -> Document | None:
    """Return the document that is left of `data` with stand-ins for what is wrong; None where nothing useful is."""
    copy: dict[str, Any] = json.loads(json.dumps(data, default=not_ours))
    for number in range(_ROUNDS):
        document, findings = read(copy)
        if document is not None:
            return document
        for index, finding in enumerate(findings):
            _mend(copy, finding.path, number * len(findings) + index)
    return None


def has_stand_in(path: Path) -> bool:
    """Whether something stands in for the key at `path` where it is wrong, so that the table is whole all the same."""
    return _names(path) in _STAND_INS


def _names(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _mend(data: dict[str, Any], path: Path, number: int) -> None:
    """Put a stand-in at `path` where one is known; else take away what is there."""
    table: Any = data
    for part in path[:-1]:
        if isinstance(table, dict):
            table = table.get(str(part))
        elif isinstance(table, list) and isinstance(part, int) and part < len(table):
            table = table[part]
    stand_in = _STAND_INS.get(_names(path))
    if isinstance(table, dict) and stand_in and isinstance(path[-1], str):
        table[path[-1]] = stand_in.format(n=number)
    elif isinstance(table, dict):
        table.pop(str(path[-1]), None)
    elif isinstance(table, list) and isinstance(path[-1], int) and len(path) > 2:
        table.clear()
