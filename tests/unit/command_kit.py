"""What a command, as it is typed, ended with: its exit code, and what it printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its answer with --json, a line each."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Said]
