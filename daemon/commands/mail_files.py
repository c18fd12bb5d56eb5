"""Mail from files: single messages, mbox files, Maildirs, plain directories and standard input, in a fixed order."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# An mbox postmark (RFC 4155) with its date: a body line that begins with "From " has none.
_POSTMARK = re.compile(rb"From [^\r\n]*\d\d:\d\d[^\r\n]*\d{4}[^\r\n]*\r?\n")
_BLANK = (b"\n", b"\r\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """One message: where it was found, its number there (from 1), its bytes; or why it is not read.

    `meant`: it is left out on purpose, which is said and is no fault.
    """

    source: str
    n: int
    raw: bytes
    problem: str = ""
    meant: bool = False


def find_mail(path: str) -> Iterator[Found]:
    """Every message at `path`, in order: names sorted, folders entered. '-' is standard input."""
    if path == "-":
        # Standard input is None where the process was started with it closed.
        yield from (_messages("-", sys.stdin.buffer) if sys.stdin else [_unread(Path("-"), "it is closed")])
    elif os.path.isdir(path):
        yield from _in_folder(Path(path), set())
    else:
        yield from _read(Path(path))


def _in_folder(folder: Path, entered: set[tuple[int, int]]) -> Iterator[Found]:
    """A Maildir's mails by delivery time, which their names begin with, then its folders; any other folder by name.

    No folder is entered twice: a link may lead back to one that is being read, and would do so for ever.
    """
    try:
        of_it = folder.stat()
        entries = sorted(folder.iterdir())
        maildir = _is_maildir(folder)
        mails = _of_maildir(folder) if maildir else []
    except OSError as problem:
        yield _unread(folder, problem.strerror or str(problem))
        return
    if (of_it.st_dev, of_it.st_ino) in entered:
        yield _unread(folder, "this folder has been read under another name", meant=True)
        return
    entered.add((of_it.st_dev, of_it.st_ino))
    for file in mails:
        yield from _entry(file)
    for entry in entries:
        if os.path.isdir(entry):  # of a Maildir its folders alone: `.Name` (Maildir++), or a Maildir inside
            if not maildir or _is_maildir(entry):
                yield from _in_folder(entry, entered)
        elif not maildir:
            yield from _entry(entry)


def _is_maildir(folder: Path) -> bool:
    return os.path.isdir(folder / "cur") and os.path.isdir(folder / "new")


def _of_maildir(folder: Path) -> list[Path]:
    found = [file for part in ("cur", "new") for file in (folder / part).iterdir() if not os.path.isdir(file)]
    return sorted(found, key=lambda file: file.name)


def _entry(file: Path) -> Iterator[Found]:
    """The mail in what a folder holds. A pipe there would be waited for without end, and says so instead."""
    if file.name.startswith("."):
        yield _unread(file, "left out, as its name begins with a dot; name it to have it read", meant=True)
        return
    try:
        plain = stat.S_ISREG(file.stat().st_mode)
    except OSError as problem:
        yield _unread(file, problem.strerror or str(problem))
        return
    if plain:
        yield from _read(file)
    else:
        yield _unread(file, "no file with a mail in it, but a pipe, a socket or a device")


def _read(file: Path) -> Iterator[Found]:
    try:
        with file.open("rb") as opened:
            yield from _messages(str(file), opened)
    except OSError as problem:
        yield _unread(file, problem.strerror or str(problem))


def _unread(place: Path, why: str, *, meant: bool = False) -> Found:
    return Found(str(place), 1, b"", why, meant)


def _messages(source: str, opened: BinaryIO) -> Iterator[Found]:
    """One mail, or those of an mbox, which may be larger than this machine's memory."""
    first = opened.readline()
    if not _POSTMARK.match(first):
        yield Found(source, 1, first + opened.read())
        return
    n, lines = 1, list[bytes]()
    for line in opened:
        if lines and lines[-1] in _BLANK and _POSTMARK.match(line):
            yield Found(source, n, _unquoted(lines[:-1]))
            n, lines = n + 1, []
        else:
            lines.append(line)
    yield Found(source, n, _unquoted(lines))


def _unquoted(lines: list[bytes]) -> bytes:
    return _QUOTED.sub(rb"\1", b"".join(lines))
