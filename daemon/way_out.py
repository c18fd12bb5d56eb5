"""Writing to standard output and error: a reader that went away ends the command quietly, a closed one is said."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TextIO

from helpdesk.daemon.exits import UNAVAILABLE, Stop

# What a shell sees of a command whose reader went away (`| head`), and no error of anybody's.
READER_GONE = 128 + signal.SIGPIPE


def put(stream: TextIO | None, data: str | bytes) -> None:
    """Write `data` whole, now. `stream` is None where the process was started with it closed.

    Raises SystemExit(141) where nobody reads any more, Stop (69) where it is closed or cannot take it.
    """
    if stream is None:
        raise Stop(UNAVAILABLE, "standard output: it is closed. Give it a file, a pipe or a terminal")
    try:
        if isinstance(data, bytes):
            stream.flush()
            stream.buffer.write(data)
        else:
            stream.write(data)
        stream.flush()
    except BrokenPipeError:
        _forget(stream)
        raise SystemExit(READER_GONE) from None
    except OSError as fault:
        _forget(stream)
        raise Stop(UNAVAILABLE, f"standard output: {fault.strerror}") from fault


def tell(stream: TextIO, text: str) -> None:
    """Write `text` for a person on standard error; where that cannot be, the exit code has to say it all."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        _forget(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees it."""
    return stream is not None and stream.isatty()


def _forget(stream: TextIO) -> None:
    """What is still buffered goes nowhere: written out at the end it would fail once more, with a code of Python's."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
