"""Mail from files: single messages, mbox files, Maildirs, plain directories and standard input, in a fixed order."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# An mbox postmark (RFC 4155) with its date: a body line that begins with "From " has none.
_POSTMARK = re.compile(rb"From [^\r\n]*\d\d:\d\d[^\r\n]*\d{4}[^\r\n]*\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """One message: where it was found, its number there (from 1), its bytes; or why it cannot be read."""

    source: str
    n: int
    raw: bytes
    problem: str = ""


def find_mail(path: str) -> Iterator[Found]:
    """Every message at `path`, in order: names sorted, folders entered. '-' is standard input."""
    if path == "-":
        yield from _messages("-", sys.stdin.buffer.read())
        return
    place = Path(path)
    if place.is_dir():
        for file in _files(place):
            yield from _read(file)
    else:
        yield from _read(place)


def _files(folder: Path) -> Iterator[Path]:
    """A Maildir's cur and new by delivery time, which its names begin with, then its folders (`.Name`, Maildir++,
    or a Maildir inside); any other folder by name."""
    if _is_maildir(folder):
        found = [file for part in ("cur", "new") for file in (folder / part).iterdir() if file.is_file()]
        yield from sorted(found, key=lambda file: file.name)
        for inner in sorted(entry for entry in folder.iterdir() if entry.is_dir() and _is_maildir(entry)):
            yield from _files(inner)
        return
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            yield from _files(entry)
        elif entry.is_file() and not entry.name.startswith("."):
            yield entry


def _is_maildir(folder: Path) -> bool:
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _read(file: Path) -> Iterator[Found]:
    try:
        raw = file.read_bytes()
    except OSError as problem:
        yield Found(str(file), 1, b"", problem.strerror or str(problem))
        return
    yield from _messages(str(file), raw)


def _messages(source: str, raw: bytes) -> Iterator[Found]:
    if not _POSTMARK.match(raw):
        yield Found(source, 1, raw)
        return
    starts = [
        0,
        *(hit.end() for hit in re.finditer(rb"\n\r?\n(?=From )", raw) if _POSTMARK.match(raw, hit.end())),
    ]
    for n, (start, end) in enumerate(zip(starts, [*starts[1:], len(raw)], strict=True), 1):
        message = raw[start:end]
        unmarked = message[message.index(b"\n") + 1 :]
        last = n == len(starts)
        yield Found(source, n, _QUOTED.sub(rb"\1", unmarked if last else unmarked.removesuffix(b"\n")))
