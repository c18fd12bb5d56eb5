"""Where each key and value of a TOML text stands: tomllib says only what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n\r]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


@dataclass(slots=True)
class Places:
    """Line and column (both from 1) of every key and every value, by path: ('mailbox', 0, 'address')."""

    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def of_key(self, path: Path) -> tuple[int, int]:
        """Where the key of `path` stands, else that of the nearest thing around it; (1, 1) at the root."""
        while path and path not in self.keys and path not in self.values:
            path = path[:-1]
        return self.keys.get(path) or self.values.get(path) or (1, 1)

    def of_value(self, path: Path) -> tuple[int, int]:
        """Where the value of `path` stands, else its key."""
        return self.values.get(path) or self.of_key(path)


def find_places(text: str) -> Places:
    """Return where everything in `text` stands. `text` must be valid TOML (tomllib has read it)."""
    return _Finder(text).run()


class _Finder:
    """Walks a valid TOML text once. Header keys name the table that the following keys stand in."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places = Places()
        self.counts: dict[Path, int] = {}  # arrays of tables: how many so far
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def run(self) -> Places:
        table: Path = ()
        while self.skip() < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
        return self.places

    def skip(self) -> int:
        """Step over blanks, line ends and comments."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def spot(self, offset: int) -> tuple[int, int]:
        low, high = 0, len(self.lines)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.lines[middle] <= offset else (low, middle)
        return low + 1, offset - self.lines[low] + 1

    def header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path: Path = ()
        names = self.key()
        for position, (name, _) in enumerate(names):
            path += (name,)
            if many and position == len(names) - 1:
                self.places.keys.setdefault(path, self.spot(start))
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path += (self.counts[path],)
        self.places.keys.setdefault(path, self.spot(start))
        self.at = self.text.index("]", self.at) + (2 if many else 1)
        return path

    def key(self) -> list[tuple[str, int]]:
        """Read a key, dotted or not: each part with its offset."""
        parts = []
        while True:
            self.skip()
            offset = self.at
            quoted = _STRING.match(self.text, self.at)
            found = quoted or _BARE_KEY.match(self.text, self.at)
            if not found:
                raise ValueError(f"no key at {self.spot(self.at)}")
            parts.append((_unquote(found[0]) if quoted else found[0], offset))
            self.at = found.end()
            if self.skip() >= len(self.text) or self.text[self.at] != ".":
                return parts
            self.at += 1

    def pair(self, table: Path) -> None:
        path = table
        for name, offset in self.key():
            path += (name,)
            self.places.keys.setdefault(path, self.spot(offset))
        self.at += 1  # the =
        self.value(path)

    def value(self, path: Path) -> None:
        self.skip()
        self.places.values[path] = self.spot(self.at)
        opening = self.text[self.at]
        if opening in "[{":
            self.at += 1
            self.collection(path, "]" if opening == "[" else "}")
            return
        found = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
        self.at = found.end() if found else self.at + 1

    def collection(self, path: Path, closing: str) -> None:
        index = 0
        self.skip()
        while self.text[self.at] != closing:
            if closing == "]":
                self.value((*path, index))
                index += 1
            else:
                self.pair(path)
            self.skip()
            if self.text[self.at] == ",":
                self.at += 1
                self.skip()
        self.at += 1


def _unquote(quoted: str) -> str:
    """Return what a quoted key says."""
    if quoted.startswith("'"):
        return quoted[1:-1]
    plain = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}

    def one(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else plain.get(code, code)

    return _ESCAPE.sub(one, quoted[1:-1])
