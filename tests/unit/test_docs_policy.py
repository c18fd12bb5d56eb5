"""docs/policy.md: its blocks together are a policy in which nothing is wrong, and its cases pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpdesk.daemon.commands.check import check
from helpdesk.daemon.commands.rules import run_tests

PAGE = Path(__file__).resolve().parents[2] / "docs" / "policy.md"
BLOCK = re.compile(r"```(?:yaml|markdown)\n(?:# |<!-- )(\S+)(?: -->)?\n(.*?)```", re.DOTALL)
FILES = 10  # agents, teams, calendars, customers, tags, folders, sla, assignment, escalation, and a test
SETTINGS = """\
[[mailbox]]
name = "support"
address = "support@helpdesk.example"
[[listen]]
kind = "smtp"
port = 2525
"""


def test_the_page_is_a_good_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every block is a file; check has no error and no warning; the case passes."""
    for name in ("HELPDESK_CONFIG", "HELPDESK_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "helpdesk.toml").write_text(SETTINGS)
    page = PAGE.read_text("utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) == page.count("```") // 2 == FILES + 2, "and a macro and an article"
    for name, text in blocks:
        file = tmp_path / "config" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    assert check(None, None, strict=True) == 0, capsys.readouterr().err
    assert run_tests(None, None, None, "", False) == 0, capsys.readouterr().out
