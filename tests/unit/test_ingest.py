"""`helpdesk ingest` from the outside: one mail after the other, each fully, and nothing left waiting."""

from __future__ import annotations

import email
import email.utils
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each step is a process of its own

LUCIA = (
    "From: Lucia <lucia@cliente.example>\nTo: support@helpdesk.example\nSubject: Factura\n"
    "Message-ID: <a1@cliente.example>\nDate: Fri, 20 Nov 2026 09:10:00 +0100\n\nMe cobraron dos veces.\n"
)


def helpdesk(data: Path, *words: str, text: str = "", env: dict[str, str] | None = None) -> str:
    command = [
        sys.executable,
        "-P",
        "-c",
        "from helpdesk.daemon.cli import main; main()",
        "--data",
        str(data),
    ]
    done = subprocess.run(
        [*command, *words],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **(env or {})},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def ingest(data: Path, text: str, *words: str) -> dict[str, object]:
    line = json.loads(helpdesk(data, "ingest", "--json", *words, "-", text=text))
    assert isinstance(line, dict)
    return line


def outbox(data: Path, kind: str) -> list[dict[str, object]]:
    lines = helpdesk(data, "outbox", "list", "--json").splitlines()
    return [one for one in map(json.loads, lines) if one["kind"] == kind]


def answer(data: Path, kind: str, body: str) -> str:
    """A reply of its reader to the newest mail of `kind`."""
    raw = helpdesk(data, "outbox", "raw", str(outbox(data, kind)[0]["id"]))
    asked = email.message_from_string(raw)
    to = email.utils.parseaddr(asked["Reply-To"])[1]
    return (
        f"From: {asked['To']}\nTo: {to}\nSubject: Re: x\nIn-Reply-To: {asked['Message-ID']}\n"
        f"Message-ID: <{body.partition(' ')[0]}@acme.example>\nDate: Fri, 20 Nov 2026 10:00:00 +0100\n\n{body}\n"
    )


def test_a_confirmed_answer_goes_out_with_the_confirmation(tmp_path: Path) -> None:
    ingest(tmp_path, LUCIA, "--authenticated", "pass")
    assert ingest(tmp_path, answer(tmp_path, "notification", "Hoy mismo."))["held_reason"] == "agent-confirm"
    assert ingest(tmp_path, answer(tmp_path, "confirm", "Si"))["outcome"] == "command"
    [reply] = outbox(tmp_path, "reply")
    assert reply["protocol"]
    assert "0 waiting" in helpdesk(tmp_path, "verify")


def test_what_a_killed_process_left_is_done_first(tmp_path: Path) -> None:
    helpdesk(tmp_path, "ingest", "-", text=LUCIA, env={"HELPDESK_FAILPOINT": "intake.after-decide"})
    line = ingest(tmp_path, LUCIA)
    assert line["outcome"] == "duplicate"
    assert line["protocol"]
    assert "0 waiting" in helpdesk(tmp_path, "verify")


def test_the_null_sender_is_never_answered(tmp_path: Path) -> None:
    line = ingest(tmp_path, LUCIA, "--authenticated", "pass", "--envelope-from", "<>")
    assert line["outcome"] == "auto_reply"
    line = ingest(tmp_path, LUCIA.replace("a1@", "a2@"), "--authenticated", "pass", "--envelope-from", "")
    assert line["outcome"] == "auto_reply"
    assert outbox(tmp_path, "ack") == []
