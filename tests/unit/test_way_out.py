"""Where nobody reads what a command prints: it ends quietly, or says so; never a code or a trace of Python's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.mail_kit import letter

pytestmark = pytest.mark.slow  # each case is a process of its own

HELPDESK = Path(sys.executable).parent / "helpdesk"


def typed(
    folder: Path, *args: str, closed: Sequence[int] = (), out: int = subprocess.PIPE
) -> tuple[int, str]:
    """Exit code and standard error of the command with these descriptors closed."""
    shell = " ".join(f"{descriptor}>&-" for descriptor in closed)
    ran = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {shell}', "sh", HELPDESK, "--data", folder / "data", *args],
        stdout=out,
        stderr=subprocess.PIPE,
        cwd=folder,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stderr.decode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a desk that has a ticket, for all: nothing here changes it."""
    tmp_path = tmp_path_factory.mktemp("desk")
    (tmp_path / "a.eml").write_bytes(letter())
    assert typed(tmp_path, "ingest", "a.eml") == (0, "")
    return tmp_path


@pytest.mark.parametrize(
    "args", [("ticket", "list", "--json"), ("ticket", "list"), ("schema",), ("outbox", "raw", "1")]
)
def test_a_reader_that_went_away_ends_it_quietly(desk: Path, args: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert typed(desk, *args, out=writer) == (141, "")
    finally:
        os.close(writer)


def test_a_closed_output_is_said(desk: Path) -> None:
    code, said = typed(desk, "ticket", "list", "--json", closed=[1])
    assert (code, said) == (69, "standard output: it is closed. Give it a file, a pipe or a terminal.\n")
    assert typed(desk, "ticket", "show", "nothing", closed=[1, 2]) == (65, "")


def test_a_full_disk_behind_it_is_said(desk: Path) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        assert typed(desk, "ticket", "list", out=full) == (69, "standard output: No space left on device.\n")
    finally:
        os.close(full)
