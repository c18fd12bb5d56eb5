"""Who types a command, for the history of what it changes."""

from __future__ import annotations

import getpass


def me() -> str:
    """The name of this process's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container user without a name
        return "unknown"
