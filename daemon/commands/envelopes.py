"""The addresses an envelope is given on the command line: what no mail server would have said is a usage error."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.daemon.exits import USAGE, Stop
from helpdesk.daemon.smtp.path import read_path


def refuse_odd_envelope(envelope_from: str | None, recipients: Sequence[str]) -> None:
    """Raises Stop (2) where --envelope-from or a --rcpt is no bare address; '' and '<>' are the null sender."""
    if envelope_from not in (None, "", "<>") and not _is_path(envelope_from):
        raise Stop(
            USAGE, f"--envelope-from: {envelope_from!r} is no address. Write name@domain, or <> for none"
        )
    wrong = next((one for one in recipients if not _is_path(one)), None)
    if wrong is not None:
        raise Stop(USAGE, f"--rcpt: {wrong!r} is no address. Write name@domain")


def _is_path(text: str | None) -> bool:
    path = read_path(f"FROM:{text}", "FROM:")
    return path is not None and path.address == text
