"""`helpdesk ingest` as typed: what is no mail or too much of one is held at once, with its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.clock import SystemClock
from helpdesk.daemon.lock import RoleLocks
from helpdesk.tickets.store import Store
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


@pytest.mark.parametrize(
    ("armed", "said"),
    [
        ("bogus", "there is no failpoint 'bogus'"),
        ("intake.after-parse:abc", "'abc' is not a count of 1 or more"),
        ("intake.after-parse:0", "'0' is not a count of 1 or more"),
    ],
)
def test_a_failpoint_that_would_never_fire_is_refused(
    helpdesk: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, armed: str, said: str
) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    monkeypatch.setenv("HELPDESK_FAILPOINT", armed)
    for command in (("ingest", tmp_path / "a.eml"), ("run", "--role", "work"), ("held", "release", 1)):
        ended = helpdesk(*command)
        assert (ended.code, ended.out) == (78, "")
        assert ended.err == f"HELPDESK_FAILPOINT: {said}. `helpdesk failpoints` lists them\n"


def test_every_failpoint_says_who_passes_it(helpdesk: Command) -> None:
    points = {line["name"]: line["passed_by"] for line in helpdesk("failpoints", "--json").lines}
    assert points["smtp.after-commit"] == ["receive"]
    assert "ingest" in points["intake.after-save"]
    assert all(points.values())


def states(helpdesk: Command) -> list[str]:
    """Of every recipient in the outbox."""
    mails = helpdesk("outbox", "list", "--json").lines
    return sorted(one["state"] for mail in mails for one in mail["recipients"])


def test_what_a_killed_process_had_claimed_goes_out_at_once(helpdesk: Command, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(letter())
    helpdesk("ingest", tmp_path / "a.eml")
    store = Store.open(f"sqlite://{tmp_path}/data/helpdesk.db")
    claimed = store.next_due(SystemClock().now(), 99, 300)
    first = claimed[0]
    assert store.sending(first.id, [one.address for one in first.recipients])
    store.close()
    (tmp_path / "none").mkdir()

    daemon = RoleLocks(tmp_path / "data")
    daemon.take(["send"])
    said = helpdesk("ingest", "--send", tmp_path / "none")
    assert (said.code, said.err, set(states(helpdesk))) == (0, "", {"queued"}), (
        "the daemon's, who may be sending"
    )
    daemon.release()

    said = helpdesk("ingest", "--send", tmp_path / "none")
    assert said.code == 0
    assert said.err.startswith(
        "outbox: 1 recipients are unsure: a process died while their mail was going out. "
    )
    assert states(helpdesk) == sorted(["unsure", *["sent"] * (len(claimed) - 1)])
