"""A look at a mail's outline before anything is parsed: limits kept, and whether it may be parsed in-process.

It follows the standard library's feed parser line for line where that one looks for headers and boundaries,
so nothing that the parser would split can pass uncounted (threats A39-A41). It is linear: it jumps from one
boundary-like line to the next and reads only header blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpdesk.mailflow.mimehead import boundary_of, media_type
from helpdesk.tickets.mail import Unreadable

# As email.feedparser.headerRE: a block of headers ends at the first line that is none.
_BLOCK = re.compile(rb"(?>(?>From |[!-9;-~]*+:|[\t ])[^\n]*+(?:\n|\Z))*+")
_FIELD = re.compile(rb"^(?![\t \n])[^\n]*+(?:\n[\t ][^\n]*+)*+", re.MULTILINE)
_CONTENT_TYPE = re.compile(rb"content-type:([^\n]*+(?:\n[\t ][^\n]*+)*+)", re.IGNORECASE)
# A field that may be too long; the many short ones are passed over inside the pattern.
_LONG = re.compile(rb"^(?![\t \n])(?>(?:[^\n]|\n(?=[\t ])){4096})[^\n]*+(?:\n[\t ][^\n]*+)*+", re.MULTILINE)
# What the parser takes apart: the fields whose reading is more than a copy.
_STRUCTURED = re.compile(
    rb"(?:from|to|cc|bcc|reply-to|sender|date|message-id|in-reply-to|references|subject|content-[a-z-]+):",
    re.IGNORECASE,
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """How much of a mail is read at all. Sizes in bytes; header sizes count folding, not the last line end."""

    depth: int = 50
    parts: int = 1000
    header_block: int = 256 * 1024
    header: int = 16 * 1024


DEFAULT = ParseLimits()

# Up to here a parse costs a few milliseconds whatever the mail holds.
_PLAIN_SIZE = 1024 * 1024
_PLAIN_PARTS = 30
_PLAIN_DEPTH = 8
_PLAIN_BLOCK = 48 * 1024
_PLAIN_FIELD = 6 * 1024
_PLAIN_COMMENTS = 40
_MANY = 2000
_LARGE = 8 * 1024


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mail looks like from outside. `plain`: small and simple enough to be parsed in the daemon's process.

    `large` are the spans of large leaf bodies: what the parser would go through line by line only to keep it.
    """

    size: int
    parts: int
    depth: int
    plain: bool
    large: tuple[tuple[int, int], ...] = ()


def lines_of(raw: bytes) -> bytes:
    """`raw` with LF line ends (bare CR counts as one, threats A25), without a BOM or an mbox `From ` line on top."""
    returns = raw.count(b"\r")
    if returns and returns == raw.count(b"\r\n"):
        mail = raw.translate(None, b"\r")  # the same as the line below, and twice as fast
    else:
        mail = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if returns else raw
    if mail.startswith(_BOM):
        mail = mail[len(_BOM) :]
    if mail.startswith((b"From ", b">From ")):
        mail = mail[mail.find(b"\n") + 1 :] if b"\n" in mail else b""
    return mail


def prescan(raw: bytes, limits: ParseLimits = DEFAULT) -> Shape:
    """The shape of `raw`. Raises Unreadable('parse-limit') past a limit, in words that name it."""
    return scan_lines(lines_of(raw), limits)


def scan_lines(mail: bytes, limits: ParseLimits = DEFAULT) -> Shape:
    """`prescan` for a mail that `lines_of` made."""
    scan = _Scan(mail, limits)
    scan.outline()
    plain = (
        scan.simple
        and len(mail) <= _PLAIN_SIZE
        and scan.parts <= _PLAIN_PARTS
        and scan.deepest <= _PLAIN_DEPTH
    )
    return Shape(len(mail), scan.parts, scan.deepest, plain, () if scan.twofold else tuple(scan.large))


class _Scan:
    """One pass over a mail. `open` are the boundaries that the parser would stop at, outermost first.

    A forwarded mail stands there as b"": it nests, and no line ends it.
    """

    def __init__(self, mail: bytes, limits: ParseLimits) -> None:
        self.mail = mail
        self.limits = limits
        self.parts = 0
        self.deepest = 0
        self.simple = True
        # One line may end a multipart and begin a part of another: nothing is taken for closed any more.
        self.twofold = False
        self.open: list[bytes] = []
        self.large: list[tuple[int, int]] = []
        # Where the body of the leaf begins that is being passed, -1 outside of one.
        self.leaf = -1

    def outline(self) -> None:
        """Count parts and depth, from the top header block to the last boundary line."""
        body = self._headers(0)
        looked = 0
        while self.open and (found := self._dashed(body, exactly=looked > _MANY)):
            looked += 1
            start, end = found
            body = end + 1
            depth = len(self.open)
            if self._left_by(self.mail[start:end].rstrip(b" \t")[2:]):
                self._end_leaf(start - 1)
                body = self._headers(body if self.twofold else self._past_repeated(body))
            elif len(self.open) < depth:
                self._end_leaf(start - 1)
        self._end_leaf(len(self.mail))

    def _end_leaf(self, end: int) -> None:
        if self.leaf >= 0 and end - self.leaf >= _LARGE:
            self.large.append((self.leaf, end))
        self.leaf = -1

    def _past_repeated(self, at: int) -> int:
        """Past boundary lines that follow one: the parser swallows them, the closing one among them."""
        name = b"--" + self.open[-1]
        while True:
            end = self.mail.find(b"\n", at)
            end = end if end >= 0 else len(self.mail)
            if end <= at or self.mail[at : min(end, at + 1000)].rstrip(b" \t") not in {name, name + b"--"}:
                return at
            at = end + 1

    def _dashed(self, body: int, exactly: bool) -> tuple[int, int] | None:
        """Where the next line from `body` on begins and ends that may be a boundary."""
        if exactly:
            # A mail full of dashed lines: let the pattern know what to look for.
            names = b"|".join(sorted({re.escape(name) for name in self.open if name}))
            line = re.compile(rb"^--(?:" + names + rb")(?:--)?[ \t]*$", re.MULTILINE).search(self.mail, body)
            return line.span() if line else None
        before = self.mail.find(b"\n--", max(body - 1, 0))
        if before < 0:
            return None
        end = self.mail.find(b"\n", before + 1)
        return before + 1, end if end >= 0 else len(self.mail)

    def _left_by(self, text: bytes) -> bool:
        """Leave what the boundary line `--text` ends. True where a part begins behind it."""
        if self.twofold:
            return any(name and text in {name, name + b"--"} for name in self.open)
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at] and self.open[at] == text:
                del self.open[at + 1 :]
                return True
            if self.open[at] and self.open[at] + b"--" == text:
                del self.open[at:]
                return False
        return False

    def _headers(self, start: int) -> int:
        """Read the header block at `start`; returns where its body begins."""
        self.parts += 1
        if self.parts > self.limits.parts:
            raise Unreadable("parse-limit", f"it has more than {self.limits.parts} parts")
        match = _BLOCK.match(self.mail, start)
        block = match[0] if match else b""
        end = start + len(block)
        self._measure(block)
        depth = len(self.open)
        kind = self._container(block)
        blank = self.mail[end : end + 1] == b"\n"
        if kind != "message":
            self.leaf = end + 1 if blank and len(self.open) == depth else -1
            return end
        # A forwarded mail is kept whole and never parsed, but what it nests counts.
        self._enter(b"")
        return self._headers(end + 1 if blank else end)

    def _measure(self, block: bytes) -> None:
        """Hold the block of headers against the limits; sizes are those of CRLF line ends."""
        limits = self.limits
        harmless = min(_PLAIN_FIELD, limits.header // 2, limits.header_block // 2)
        if len(block) <= harmless and block.count(b"(") <= _PLAIN_COMMENTS:
            return
        if len(block) + block.count(b"\n") > limits.header_block:
            raise Unreadable("parse-limit", f"its headers are larger than {limits.header_block // 1024} kB")
        if len(block) > limits.header // 2:
            for match in (_LONG if limits.header > 4096 else _FIELD).finditer(block):
                if len(match[0]) + match[0].count(b"\n") > limits.header:
                    name = match[0].partition(b":")[0][:40].decode("ascii", "replace")
                    kilobytes = limits.header // 1024
                    raise Unreadable("parse-limit", f"its header {name} is larger than {kilobytes} kB")
        self.simple = self.simple and len(block) <= _PLAIN_BLOCK and _tame(block)

    def _container(self, block: bytes) -> str:
        """Enter the multipart that this block opens; 'message' where another mail begins behind it."""
        lower = block.lower()
        at = 0 if lower.startswith(b"content-type:") else lower.find(b"\ncontent-type:") + 1
        found = _CONTENT_TYPE.match(block, at)
        if found is None:
            return ""
        value = found[1].decode("ascii", "surrogateescape")
        kind = media_type(value)
        if kind.startswith("multipart/"):
            boundary = boundary_of(value)
            if boundary:
                self._enter(boundary.encode("utf-8", "surrogateescape"))
        return "message" if kind in {"message/rfc822", "message/global"} else ""

    def _enter(self, boundary: bytes) -> None:
        if (boundary and boundary + b"--" in self.open) or (
            boundary.endswith(b"--") and boundary[:-2] in self.open
        ):
            self.twofold = True
        self.open.append(boundary)
        self.deepest = max(self.deepest, len(self.open))
        if len(self.open) > self.limits.depth:
            raise Unreadable("parse-limit", f"its parts are nested more than {self.limits.depth} deep")


def _tame(block: bytes) -> bool:
    """No field that is taken apart is long or full of comments."""
    return not any(
        (len(line) > _PLAIN_FIELD or line.count(b"(") > _PLAIN_COMMENTS) and _STRUCTURED.match(line)
        for line in _FIELD.findall(block)
    )
