"""`helpdesk schema`: what an editor completes and marks the policy files by, with this desk's own names."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from helpdesk.daemon.exits import DATA, DONE, USAGE, Stop
from helpdesk.daemon.policy.files import read_policy, shown
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.settings.values import Settings, load
from helpdesk.rules.book import Book
from helpdesk.rules.json_schema import FILES, file_schema, json_schema
from helpdesk.rules.nearest import suggestion


def schema(config: Path | None, data: Path | None, *, file: str = "", out: Path | None = None) -> int:
    """Print the schema of all policy files, or of `file`; into `out`, which may be a folder: then one for each file.

    Raises OperatorError where the policy has errors (its names are not known then), Stop for a file there is not.
    """
    settings = load(config, data, os.environ)
    if file and file not in FILES:
        raise Stop(USAGE, f"--file: {file} is no policy file. {suggestion(file, FILES)}".rstrip())
    book = read_policy(settings)
    if out is not None and out.is_dir():
        written = write_schemas(out, book, settings, (file,) if file else tuple(FILES))
        Printer().say(f"written: {', '.join(shown(path) for path in written)}")
        return DONE
    boxes = [box.name for box in settings.mailboxes]
    language = settings.desk.language
    found = file_schema(file, book, language, boxes) if file else json_schema(book, language, boxes)
    if out is None:
        Printer().raw(_text(found).encode())
    else:
        _write(out, _text(found))
    return DONE


def write_schemas(
    folder: Path, book: Book, settings: Settings, files: tuple[str, ...] = tuple(FILES)
) -> list[Path]:
    """Write 'tags.json' for tags.yaml, and so on, and return their paths. Raises Stop where that cannot be done."""
    boxes = [box.name for box in settings.mailboxes]
    written = []
    for file in files:
        path = folder / f"{Path(file).stem}.json"
        _write(path, _text(file_schema(file, book, settings.desk.language, boxes)))
        written.append(path)
    return written


def _text(found: dict[str, object]) -> str:
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> None:
    """Write a whole file beside it first: an editor may be reading the old one."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, "utf-8")
        beside.replace(path)
    except OSError as fault:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise Stop(DATA, f"{path}: cannot be written: {fault.strerror}.") from None
