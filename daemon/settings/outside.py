"""What the settings name that is not in them: secrets and files. Missing here and now is worth a warning only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path as FilePath

from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.settings.cross import Finding
from helpdesk.daemon.settings.kinds import Table
from helpdesk.daemon.settings.places import Secret
from helpdesk.daemon.settings.table import Document
from helpdesk.daemon.settings.toml import Path

_FILES = ("ca_file", "tls_cert", "tls_key")


def missing_outside(document: Document) -> list[Finding]:
    """Return a warning for each secret and file that cannot be read: `helpdesk check` may run on another machine."""
    return [finding for path, value in _leaves(document, ()) for finding in _look(path, value)]


def _leaves(value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Table):
        for item in fields(value):  # type: ignore[arg-type]
            yield from _leaves(getattr(value, item.name), (*path, item.name))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    else:
        yield path, value


def _look(path: Path, value: object) -> Iterator[Finding]:
    if isinstance(value, Secret):
        try:
            value.reveal()
        except OperatorError as fault:
            for problem in fault.problems:
                yield Finding(path, f"{problem.place}: {problem.what}", problem.fix, "warning")
    elif isinstance(value, FilePath) and path[-1] in _FILES and not os.access(value, os.R_OK):
        yield Finding(path, f"{value} cannot be read here", "", "warning")
