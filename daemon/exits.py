"""Exit codes of the command line (sysexits.h) and the exception that carries one out."""

from __future__ import annotations

DONE = 0
FINDINGS = 1
USAGE = 2
DATA = 65
UNAVAILABLE = 69
TEMPORARY = 75
CONFIGURATION = 78
FAULT = 70
INTERRUPTED = 130


class Stop(Exception):
    """Ends the command with `code` after printing `message` (place: what. fix?) to stderr."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
