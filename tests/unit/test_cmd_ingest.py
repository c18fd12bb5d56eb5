"""`helpdesk ingest` as typed: what is no mail or too much of one is held at once, with its bytes."""

from __future__ import annotations

from pathlib import Path

from tests.unit.command_kit import Command
from tests.unit.mail_kit import letter

pytest_plugins = ("tests.unit.command_fixtures",)


def test_what_is_no_mail_is_held(helpdesk: Command, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    for name, raw in {"empty": b"", "nul": b"\0" * 999, "text": b"solo texto\n", "z": letter()}.items():
        (folder / name).write_bytes(raw)
    said = helpdesk("ingest", "--json", folder)
    assert said.code == 0
    assert [(line["outcome"], line["held_reason"]) for line in said.lines] == [
        ("held", "unparseable"),
        ("held", "unparseable"),
        ("held", "unparseable"),
        ("opened", None),
    ]
    assert helpdesk("verify").code == 0


def test_a_mail_over_the_limit_is_held_unread_until_somebody_wants_it_read(
    helpdesk: Command, tmp_path: Path
) -> None:
    assert helpdesk("init", tmp_path / "desk", "--yes").code == 0
    settings = tmp_path / "desk" / "helpdesk.toml"
    settings.write_text(settings.read_text() + '\n[limits]\nmail = "20kB"\n')
    large = tmp_path / "large.eml"
    large.write_bytes(letter(body="una línea\r\n" * 3000))
    [line] = helpdesk("--config", settings, "ingest", "--json", large).lines
    assert (line["outcome"], line["held_reason"]) == ("held", "too-big")
    assert line["because"].endswith("(limits.mail)")
    [held] = helpdesk("--config", settings, "held", "list", "--json").lines
    [released] = helpdesk("--config", settings, "held", "release", held["id"], "--json").lines
    assert released["outcome"] == "opened"
