"""The bytes after DATA: their end found, their limits kept while they come in, and what may not be in them."""

from __future__ import annotations

import re
from typing import Literal

Problem = Literal["", "size", "line", "full", "stray"]

_END = b"\r\n.\r\n"
_STUFFED = b"\r\n.."
# How much beyond the limit is read and thrown away so that the peer can hear why: then the line is cut.
_PATIENCE = 4


class Body:
    """Takes what the wire gives and knows when the lone dot has come (RFC 5321 4.1.1.4).

    Only CR LF . CR LF ends a mail, in no other mixture of CR and LF (threats A25). Memory is bounded by
    `size`, work is linear however the bytes are cut up. `problem` is why the mail will be refused:
    larger than `size` bytes, a line longer than `line` bytes, or 'full', which is said from outside.
    """

    def __init__(self, size: int, line: int) -> None:
        self._size = size
        self._line = line
        self._kept = bytearray(b"\r\n")  # as if a line had just ended, so that the first may be the dot
        self._line_from = 2
        self._dots = 0
        self.received = 0
        self.problem: Problem = ""
        self.done = False

    @property
    def held(self) -> int:
        """Bytes of memory this mail takes."""
        return len(self._kept)

    @property
    def endless(self) -> bool:
        """Has so much come beyond the limit that there is no sense in waiting for the end?"""
        return self.received > _PATIENCE * max(self._size, 1 << 20)

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the wire; returns those after the end of the mail, which are commands again."""
        self.received += len(data)
        before = len(self._kept)
        self._kept += data
        end = self._kept.find(_END, max(0, before - len(_END) + 1))
        rest = b""
        if end >= 0:
            rest = bytes(self._kept[end + len(_END) :])
            del self._kept[end + 2 :]
            self.done = True
        if not self.problem:
            self._dots += self._kept.count(_STUFFED, max(0, before - len(_STUFFED) + 1))
            self._measure()
        if self.problem:
            self.throw_away(self.problem)
        return rest

    def throw_away(self, problem: Problem) -> None:
        """Keep nothing from here on but what is needed to find the end."""
        self.problem = problem
        del self._kept[: -len(_END) + 1]

    def _measure(self) -> None:
        # An unfinished mail may end in up to two bytes of its own end mark.
        unsure = 0 if self.done else 2
        if len(self._kept) - 2 - self._dots - unsure > self._size:
            self.problem = "size"
            return
        # A line on the wire may have a dot and CR LF beside its own bytes; `content` measures it to the byte.
        while len(self._kept) - self._line_from > self._line + 3:
            found = self._kept.rfind(b"\n", self._line_from, self._line_from + self._line + 3)
            if found < 0:
                self.problem = "line"
                return
            self._line_from = found + 1

    def content(self) -> bytes:
        """The mail as its author meant it, dots taken off. Sets `problem` and returns b'' where a line is too long."""
        self._kept = self._kept.replace(_STUFFED, b"\r\n.")
        raw = bytes(memoryview(self._kept)[2:])
        self._kept = bytearray()
        if _has_line_over(raw, self._line):
            self.problem = "line"
            return b""
        return raw


def _has_line_over(raw: bytes, limit: int) -> bool:
    """Is a line of `raw`, without its end, longer than `limit`? Looks at one byte in `limit`, not at all."""
    start = 0
    while len(raw) - start > limit:
        found = raw.rfind(b"\n", start, start + limit + 2)
        if found < 0 or (found == start + limit + 1 and raw[found - 1 : found] != b"\r"):
            found = raw.rfind(b"\n", start, start + limit + 1)
            if found < 0:
                return True
        start = found + 1
    return False


_STRAY = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")


def stray_in_headers(raw: bytes) -> bool:
    """Is there a bare CR, a bare LF or a NUL before the first blank line (threats A25)? In the body they may be.

    The header ends at CR LF CR LF and nowhere else: a header that another program would see end
    earlier, at a bare LF, is refused for that LF.
    """
    end = 0 if raw.startswith(b"\r\n") else raw.find(b"\r\n\r\n")
    return _STRAY.search(raw, 0, len(raw) if end < 0 else end) is not None
