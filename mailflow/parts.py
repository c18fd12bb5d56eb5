"""A mail's tree of parts: mail-parser's reader with our own walk over it, a forwarded mail left whole.

Changed from mail-parser, and why (libraries 3.3): Received headers are not parsed (29 % of its time); a
message/* part stays one attachment of exact bytes, where its text used to run into the body; parts keep their
IMAP section path; an alternative is read once; charsets go through the allow-list; attachments stay bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from hashlib import sha256

from mailparser import MailParser
from mailparser.dates import parse_mail_date

from helpdesk.mailflow.charsets import decoded
from helpdesk.mailflow.filenames import made_up_name, shown_name
from helpdesk.mailflow.flowed import unwrapped
from helpdesk.mailflow.headertext import header_text, unfolded
from helpdesk.mailflow.htmltext import declared_charset, text_of
from helpdesk.mailflow.mimehead import Field, boundary_of, field, media_type
from helpdesk.mailflow.transfer import Plain, undone
from helpdesk.tickets.mail import Attachment

# Text that a person reads as the mail itself; any other text/* is a file.
_PROSE = frozenset({"text/plain", "text/html", "text/enriched", "text/markdown", "text/x-markdown"})
_MARK = b"\0large "
_MARKS = re.compile(rb"\0large (\d+)\0")
_DEFECTS = {
    "NoBoundaryInMultipartDefect": "a multipart without a boundary: shown as it stands",
    "StartBoundaryNotFoundDefect": "a multipart whose boundary never comes: shown as it stands",
    "CloseBoundaryNotFoundDefect": "a multipart without its end: the mail may be cut off",
    "MissingHeaderBodySeparatorDefect": "no blank line between headers and text",
}


class Part(Message):
    """A part whose type and boundary our linear reader takes (mimehead), and which never opens a message/* part."""

    _payload: object
    _typed = (-1, "")

    def raw_first(self, name: str) -> str | None:
        """The first raw value of field `name` (lower case), with bytes as surrogates; None where absent."""
        for key, value in self.raw_items():
            if key.lower() == name:
                return value
        return None

    def declared_type(self) -> str:
        """The media type as the mail says it, lower case."""
        # Asked for ten times a part, by the parser, mail-parser and us: found anew when there are more headers.
        headers = len(self)
        if self._typed[0] != headers:
            self._typed = headers, media_type(self.raw_first("content-type"), self.get_default_type())
        return self._typed[1]

    def get_content_type(self) -> str:
        """The type by which the feed parser goes: what it must not open is a plain file to it."""
        kind = self.declared_type()
        return "application/octet-stream" if kind.startswith("message/") else kind

    def get_boundary(self, failobj: object = None) -> str | None:  # type: ignore[override]
        """The boundary, exactly as the pre-scan reads it; None where there is none."""
        return boundary_of(self.raw_first("content-type") or "") or None

    def children(self) -> list[Part]:
        """The parts of a multipart; none where it is a leaf."""
        inner = self._payload
        return [part for part in inner if isinstance(part, Part)] if isinstance(inner, list) else []

    def body(self) -> bytes:
        """The undecoded bytes of a leaf as the parser kept them."""
        return self._payload.encode("ascii", "surrogateescape") if isinstance(self._payload, str) else b""


@dataclass(frozen=True, slots=True)
class Prose:
    """A piece of running text: plain or HTML."""

    html: bool
    text: str


class Reader(MailParser):  # type: ignore[misc]
    """A parsed mail. Beside mail-parser's own attributes: `prose` is the running text in order, `files` the
    attachments, `remarks` what people should know, `fingerprints` what the content key is made of; `left_out`
    are alternatives with words that are no part of `prose`."""

    prose: list[Prose]
    files: list[Attachment]
    remarks: list[str]
    fingerprints: list[str]
    left_out: list[Prose]
    _text_plain: list[str]
    _text_html: list[str]

    def __init__(self, mail: bytes, large: Sequence[tuple[int, int]] = ()) -> None:
        """Read a mail with LF line ends that has passed the pre-scan. `large` are the spans that it found: a
        mark stands in for each while the tree is built, since the parser takes a microsecond a line."""
        self._whole, self._large = mail, () if _MARK in mail else tuple(large)
        super().__init__(message_from_bytes(self._marked(), _class=Part))

    def _reset(self) -> None:
        """mail-parser's state without the work nobody here asks for: Received and address headers."""
        self._text_plain, self._text_html = [], []
        for empty in ("_attachments", "_text_not_managed", "_defects", "_received"):
            setattr(self, empty, list[str]())
        self._mail, self._mail_partial = dict[str, str](), dict[str, str]()
        self._defects_categories, self._has_defects = set[str](), False
        self.prose, self.files, self.remarks, self.fingerprints = [], [], [], []
        self.left_out = []
        raw = self.message.raw_first("date")
        found = parse_mail_date(unfolded(raw) if raw is not None else None)
        self._date, self._timezone = found.value, found.timezone
        if raw is not None and found.value is None:
            self.remarks.append("the Date header cannot be read")

    def parse(self) -> Reader:
        """Walk the tree once; every leaf becomes running text or an attachment, none is lost."""
        self._reset()
        top: Part = self.message
        self.prose = self._walk(top, "" if top.is_multipart() else "1", inside="")
        self._text_plain = [piece.text for piece in self.prose if not piece.html]
        self.remarks.extend(_DEFECTS[name] for name in sorted(_DEFECTS.keys() & self._defects_categories))
        self.remarks = list(dict.fromkeys(self.remarks))
        return self

    @property
    def running_text(self) -> str:
        """The whole text, HTML rendered where no plain text says the same."""
        pieces = [text_of(piece.text) if piece.html else piece.text for piece in self.prose]
        return "\n".join(piece for piece in pieces if piece.strip()).strip("\n")

    def octets(self, part: Part) -> Plain:
        """The bytes of a leaf, its transfer encoding undone (RFC 2045 6), and a remark where that was broken."""
        body = part.body()
        if self._large and _MARK in body:
            body = _MARKS.sub(lambda mark: self._whole[slice(*self._large[int(mark[1])])], body)
        return undone(body, part.raw_first("content-transfer-encoding") or "")

    def _marked(self) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for n, (start, end) in enumerate(self._large):
            pieces += (self._whole[done:start], b"%s%d\0" % (_MARK, n))
            done = end
        return b"".join((*pieces, self._whole[done:])) if pieces else self._whole

    def _walk(self, part: Part, path: str, inside: str) -> list[Prose]:
        """The running text of `part`; its attachments are noted on the way. `inside` is the container's type."""
        kind = part.declared_type()
        self._append_defects(part, kind)
        if not part.is_multipart():
            return self._leaf(part, kind, path, inside)
        found = [
            self._walk(child, f"{path}.{n}" if path else str(n), inside=kind)
            for n, child in enumerate(part.children(), 1)
        ]
        if kind != "multipart/alternative":
            return [piece for one in found for piece in one]
        best = _best(found)
        others = (piece for one in found if one is not best for piece in one)
        self.left_out.extend(piece for piece in others if piece.text.strip())
        return best

    def _leaf(self, part: Part, kind: str, path: str, inside: str) -> list[Prose]:
        plain = self.octets(part)
        octets = plain.octets
        if plain.note:
            self.remarks.append(f"part {path}: {plain.note}" if inside else plain.note)
        disposition = field(unfolded(part.raw_first("content-disposition") or ""))
        content = field(unfolded(part.raw_first("content-type") or ""))
        # A multipart that could not be taken apart is shown, not lost.
        broken = kind.startswith("multipart/")
        named = disposition.params.get("filename") or content.params.get("name") or ""
        is_prose = (kind in _PROSE or broken) and disposition.value != "attachment"
        if is_prose and (
            not named or disposition.value == "inline" or inside in {"", "multipart/alternative"}
        ):
            piece = self._prose(octets, kind, content)
            if disposition.value == "inline" and named:
                self._file(part, kind, path, octets, named, inline=True)
            return [piece]
        self._file(part, kind, path, octets, named, inline=disposition.value == "inline")
        return []

    def _prose(self, octets: bytes, kind: str, content: Field) -> Prose:
        html = kind == "text/html"
        charset = content.params.get("charset", "") or (declared_charset(octets) if html else "")
        read = decoded(octets, charset)
        if read.note:
            self.remarks.append(read.note)
        text = read.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")
        if kind == "text/plain" and content.params.get("format", "").lower() == "flowed":
            text = unwrapped(text, content.params.get("delsp", "").lower() == "yes")
        if html:
            self._text_html.append(text)
        self.fingerprints.append(sha256(text.strip().encode()).hexdigest())
        return Prose(html, text)

    def _file(self, part: Part, kind: str, path: str, octets: bytes, named: str, inline: bool) -> None:
        digest = sha256(octets).hexdigest()
        self.fingerprints.append(digest)
        content_id = unfolded(part.raw_first("content-id") or "").strip().strip("<>").strip()[:200]
        subject = _subject_of(octets) if kind in {"message/rfc822", "message/global"} else ""
        name = shown_name(header_text(named)) or made_up_name(kind, path, subject)
        self.files.append(
            Attachment(
                path, name, kind, len(octets), digest, inline or bool(content_id), header_text(content_id)
            )
        )


def _best(found: list[list[Prose]]) -> list[Prose]:
    """Of alternatives the first with plain words, else the first with any (RFC 2046 5.1.4 says: they are the same)."""
    worded = [pieces for pieces in found if any(piece.text.strip() for piece in pieces)]
    plain = (pieces for pieces in worded if any(not piece.html and piece.text.strip() for piece in pieces))
    return next(plain, worded[0] if worded else [])


def _subject_of(octets: bytes) -> str:
    """The subject in the headers of a forwarded mail, read without parsing it."""
    head = octets[:16384].replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("ascii", "surrogateescape")
    lines = head.split("\n")
    for n, line in enumerate(lines):
        if line[:8].lower() == "subject:":
            folded = [line[8:]]
            for more in lines[n + 1 :]:
                if not more.startswith((" ", "\t")):
                    break
                folded.append(more)
            return header_text("".join(folded))
    return ""
