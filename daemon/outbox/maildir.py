"""Where mail goes without a smarthost: a Maildir in the data folder that any mail program opens.

The mail's bytes are kept as they are. Above them stand the trace lines of a final delivery (RFC 5321 4.4):
`Return-Path`, and for each recipient of the envelope a `Delivered-To`; `X-Envelope-To` names them all at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from helpdesk.daemon.outbox.port import Answer, RelayDown, Taken
from helpdesk.tickets.model import OutboxRow


class MaildirOut:
    """A Carrier into a Maildir. A mail has one name for ever, so a repeat after a crash makes no double."""

    certain = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        """Make the Maildir where there is none. Raises RelayDown."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for part in ("tmp", "new", "cur"):
                (self._folder / part).mkdir(mode=0o700, exist_ok=True)
        except OSError as fault:
            raise self._down(fault) from fault

    def carry(
        self, row: OutboxRow, addresses: Sequence[str], before_bytes: Callable[[Sequence[str]], None]
    ) -> Mapping[str, Answer]:
        """Write one file for all of `addresses`, durable on return. Raises RelayDown (a full disk)."""
        before_bytes(addresses)
        name = file_name(row, addresses)
        try:
            if not self._there(name):
                self._write(name, trace_lines(row, addresses) + row.outgoing.raw)
        except OSError as fault:
            raise self._down(fault) from fault
        return {address: Taken(f"kept in {self._folder / 'new' / name}") for address in addresses}

    def tidy(self) -> None:
        """Nothing is kept open."""

    def close(self) -> None:
        """Nothing is kept open."""

    def cut(self) -> None:
        """Nothing here waits for anybody."""

    def _there(self, name: str) -> bool:
        """Whether the mail was delivered before; a mail program may have moved it to cur/ and flagged it."""
        return (self._folder / "new" / name).exists() or any((self._folder / "cur").glob(f"{name}*"))

    def _write(self, name: str, content: bytes) -> None:
        """tmp, fsync, rename, fsync of the folder: the whole mail or none of it (maildir(5))."""
        written = self._folder / "tmp" / name
        with open(written, "wb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        written.rename(self._folder / "new" / name)
        folder = os.open(self._folder / "new", os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _down(self, fault: OSError) -> RelayDown:
        return RelayDown(f"cannot write to {self._folder}: {fault.strerror or fault}")


def file_name(row: OutboxRow, addresses: Sequence[str]) -> str:
    """The same mail to the same people has the same name, on every run and after a restored backup."""
    key = "\n".join([row.outgoing.message_id, *sorted(addresses)])
    digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return f"{int(row.created_at.timestamp())}.{row.id}_{digest}.helpdesk"


def trace_lines(row: OutboxRow, addresses: Sequence[str]) -> bytes:
    """What a final delivery agent writes above a mail: the envelope."""
    lines = [f"Return-Path: <{row.outgoing.envelope_from}>"]
    lines += [f"Delivered-To: {address}" for address in addresses]
    lines.append("X-Envelope-To: " + ",\r\n ".join(addresses))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
