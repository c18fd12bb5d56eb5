"""What is typed wrongly ends with 2 and a line that says where, what and how to go on; never with a fault of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each case is a process of its own


def typed(*words: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-c", "from helpdesk.daemon.cli import main; main()"]
    return subprocess.run(
        [*command, "--data", str(data), *words], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("ticket", "show"),
        ("ticket", "list", "--limit", "abc"),
        ("held", "show", "abc"),
        ("backup",),
        ("run", "--nope"),
        ("run", "--role", "cook"),
        ("ingest", "--authenticated", "perhaps", "x.eml"),
        ("ingest", "--mailbox", "nowhere", "x.eml"),
    ],
    ids=" ".join,
)
def test_a_usage_error_says_what_and_ends_with_2(words: tuple[str, ...], tmp_path: Path) -> None:
    done = typed(*words, data=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "incident" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_a_command_that_wants_more_shows_its_help(tmp_path: Path) -> None:
    done = typed("ticket", data=tmp_path)
    assert done.returncode == 2
    assert "Usage: " in done.stderr
