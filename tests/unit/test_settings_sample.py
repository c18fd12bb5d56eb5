"""One table of settings: the sample file and the page are what it writes, and the sample is the built-in desk."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from helpdesk.daemon.settings.kinds import Where
from helpdesk.daemon.settings.read import read_text
from helpdesk.daemon.settings.rows import keys_at, many_at, sections
from helpdesk.daemon.settings.sample import EXAMPLES, full_sample, main, settings_page
from helpdesk.daemon.settings.values import load

ROOT = Path(__file__).parents[2]
AGAIN = "run: python -m helpdesk.daemon.settings.sample ."


def test_the_sample_file_is_what_the_table_writes() -> None:
    """A setting without its line in helpdesk.toml, or the other way round, fails here."""
    assert (ROOT / "helpdesk.toml").read_text("utf-8") == full_sample(), AGAIN


def test_the_page_is_what_the_table_writes() -> None:
    """The same for docs/settings.md."""
    assert (ROOT / "docs/settings.md").read_text("utf-8") == settings_page(), AGAIN


def test_writes_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that a drift asks for."""
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("sys.argv", ["sample", str(tmp_path)])
    main()
    assert (tmp_path / "helpdesk.toml").read_text("utf-8") == full_sample()
    assert (tmp_path / "docs/settings.md").read_text("utf-8") == settings_page()


def test_the_sample_file_is_the_built_in_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout behaves as if there were no file."""
    monkeypatch.chdir(ROOT)
    sample = load(ROOT / "helpdesk.toml", None, {})
    monkeypatch.chdir(ROOT / "docs")
    built_in = load(None, None, {})
    shared = {"path": None, "data_dir": Path(), "database": "", "config_dir": Path()}
    assert replace(sample, **shared) == replace(built_in, **shared)  # type: ignore[arg-type]


def test_every_line_of_the_sample_can_be_used() -> None:
    """With every "#" before a setting taken away, what remains to say is about choices, not about keys or values."""
    text = re.sub(r"(?m)^#(?=[a-z_\[])", "", full_sample())
    document, problems = read_text(text, "all", Where(Path(), {}))
    assert {problem.what for problem in problems} == {
        "there is a password and oauth too",
        "there is a unix socket and a host or port too",
        "there is a password and no user",
    }
    assert document is None
    assert text.count("\n#[") == 0


def test_every_setting_has_help_and_a_default_or_an_example() -> None:
    """One line each, short enough to read beside the setting."""
    for section in sections():
        assert section.about
        for row in section.rows:
            assert row.help.en, row.path
            assert len(row.help.en) <= 110, row.path
            assert bool(row.help.es) == bool(row.help.pt), row.path
            assert row.default or row.required or row.path in EXAMPLES, row.path


def test_keys_by_place() -> None:
    """What suggestions are taken from."""
    assert "imap" in keys_at(("mailbox", 3, "intake"))
    assert "token_url" in keys_at(("mailbox", 0, "intake", "imap", "oauth"))
    assert keys_at(("nowhere", "at", "all")) == []
    assert many_at(("mailbox",))
    assert not many_at(("desk",))
