"""`helpdesk templates preview`: a file for each mail, language and part, and a page that leads to all of them."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from helpdesk.daemon.commands.templates import preview
from helpdesk.daemon.exits import Stop
from helpdesk.mailflow.words import LANGUAGES


@pytest.mark.slow  # every mail in every language
def test_every_template_becomes_files_in_every_language(tmp_path: Path) -> None:
    assert preview(tmp_path / "a" / "b") == 0
    out = tmp_path / "a" / "b"
    names = {
        each.name for each in files("helpdesk.templates_mail").iterdir() if each.name.endswith(".txt.j2")
    }
    for name in names:
        kind, language, *_ = name.split(".")
        texts = [path for path in (out / language).glob("*.txt") if path.stem.partition("-")[0] == kind]
        assert texts, f"{kind} in {language}"
        for path in texts:
            assert len(path.read_text("utf-8").splitlines()) > 2
            assert f'<html lang="{language}">' in path.with_suffix(".html").read_text("utf-8")
    index = (out / "index.html").read_text("utf-8")
    linked = re.findall(r'href="([^"]*)"', index)
    assert all((out / link).is_file() for link in linked)
    assert len(linked) == len(list(out.glob("*/*"))) >= 2 * len(names)


def test_one_template_alone(tmp_path: Path) -> None:
    assert preview(tmp_path, "word_status") == 0
    stems = {path.stem.partition("-")[0] for path in tmp_path.glob("*/*.txt")}
    assert stems == {"word_status"} and len(list(tmp_path.glob("*"))) == len(LANGUAGES) + 1


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="there is no mail nothing"):
        preview(tmp_path, "nothing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(Stop, match="cannot be written"):
        preview(tmp_path / "file" / "x")
