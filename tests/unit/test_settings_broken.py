"""A folder of broken settings: each must be refused with exactly these words, all at once, at these places."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.settings.read import read_document
from helpdesk.daemon.settings.values import load

FOLDER = Path(__file__).parent / "broken_settings"
FILES = sorted(FOLDER.glob("*.toml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_says_exactly_this(file: Path) -> None:
    """The words beside each file are what an operator reads."""
    document, problems = read_document(file, {"PW": "x"})
    said = "".join(f"{problem}\n".replace(f"{FOLDER}/", "") for problem in problems)
    assert said == file.with_suffix(".txt").read_text("utf-8")
    assert document is None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_refuses_to_start_and_repeats_no_secret(file: Path) -> None:
    """The daemon does not start on any of them, and what may be a secret is in no message (A53)."""
    with pytest.raises(OperatorError) as caught:
        load(file, None, {"PW": "x"})
    assert caught.value.problems
    assert "very-secret" not in str(caught.value)


def test_every_file_has_its_words() -> None:
    """No file without its words, no words without their file."""
    assert {file.stem for file in FILES} == {file.stem for file in FOLDER.glob("*.txt")}
