"""The reading cell: a process with little memory and time that parses the mails the daemon would rather not.

Run by ParseCell as `python -m helpdesk.daemon.reading.cell_main CPU_SECONDS MEMORY_BYTES`; it reads requests on
stdin and answers on stdout until stdin ends. It opens no file and no socket.
"""

from __future__ import annotations

import resource
import sys
from typing import BinaryIO

from helpdesk.daemon.reading.wire import PREFIX, answer, asked
from helpdesk.mailflow.parse import read
from helpdesk.tickets.mail import InboundMail, Unreadable


def main(arguments: list[str]) -> int:
    """Answer requests until there are no more. The exit code is 0, or 3 where memory ran out."""
    cpu_seconds, memory = int(arguments[0]), int(arguments[1])
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    while (payload := _frame(sys.stdin.buffer)) is not None:
        # The limit counts all the CPU a process ever used: it moves on with every mail.
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds)
        try:
            reply = answer(_read(payload))
        except MemoryError:
            # What is left of the heap cannot be trusted; the daemon starts another cell.
            return 3
        sys.stdout.buffer.write(reply)
        sys.stdout.buffer.flush()
        del payload, reply
    return 0


def _read(payload: bytes) -> InboundMail | Unreadable:
    raw, limits = asked(payload)
    try:
        return read(raw, limits)
    except Unreadable as problem:
        return problem


def _frame(stream: BinaryIO) -> bytes | None:
    """The next request, None where the daemon has gone."""
    prefix = stream.read(PREFIX)
    if len(prefix) < PREFIX:
        return None
    size = int.from_bytes(prefix, "big")
    payload = stream.read(size)
    return payload if len(payload) == size else None


def _limit(which: int, soft: int) -> None:
    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
