"""Broken policies: each folder holds files put over the worked example, and exactly what must be said of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpdesk.daemon.policy.files import inspect_policy
from tests.unit.acme_kit import ACME, SHOP, acme_files

FOLDER = Path(__file__).parent / "broken_policies"
CASES = sorted(path for path in FOLDER.iterdir() if path.is_dir())
STANDING = "nobody covers n1 Mon-Fri 01:00-09:00 (Madrid)"  # what is said of the example itself


def test_there_are_enough() -> None:
    """One for each kind of mistake."""
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken(case: Path, tmp_path: Path) -> None:
    """Refused, with exactly these words in these places."""
    for name in acme_files():
        shutil.copy(ACME / name, tmp_path)
    for path in case.iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "said.txt").unlink()
    book, problems = inspect_policy(tmp_path, SHOP)
    said = [
        f"{problem}{' [warning]' if problem.severity == 'warning' else ''}\n".replace(f"{tmp_path}/", "")
        for problem in problems
        if not problem.what.startswith(STANDING)
    ]
    assert "".join(said) == (case / "said.txt").read_text("utf-8")
    assert book is None


def test_every_place_is_in_its_file(tmp_path: Path) -> None:
    """Each message names a line that is there."""
    for case in CASES:
        for line in (case / "said.txt").read_text("utf-8").splitlines():
            file, number, column = line.split(":")[:3]
            text = (case / file).read_text("utf-8").splitlines()
            assert 1 <= int(number) <= len(text) + 1, (case.name, line)
            assert int(column) >= 1
