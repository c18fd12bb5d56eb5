"""Every real mail of the shared corpus through `helpdesk ingest`: a line each, and each readable afterwards."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from helpdesk.daemon.cli import app
from helpdesk.daemon.commands.mail_files import find_mail
from tests.integration.desk_rig import HELPDESK

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("HELPDESK_CORPUS") or ROOT.parent / "shared" / "corpus")
OUTCOMES = {
    "opened", "threaded", "note", "command", "bounce", "auto_reply", "list", "duplicate", "loop", "held",
    "discarded",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no real mail at {CORPUS}: set HELPDESK_CORPUS")


@dataclass(frozen=True)
class Ingested:
    """What was given and what was said about it. `raw` is by (source, n)."""

    settings: Path
    raw: dict[tuple[str, int], bytes]
    lines: list[dict[str, Any]]
    tickets: dict[str, dict[str, Any]]
    held: dict[int, dict[str, Any]]

    def run(self, *words: str) -> bytes:
        """A command in this process, which is quicker than one of its own for each of so many."""
        return command(self.settings, *words)


_PARSED = get_command(app)  # once: building the commands takes longer than most of them


def command(settings: Path, *words: str) -> bytes:
    """What it writes; it must end with 0."""
    kept = io.BytesIO()
    out = io.TextIOWrapper(kept, "utf-8", write_through=True)
    with redirect_stdout(out):
        code = _PARSED.main(["--config", str(settings), *words], "helpdesk", standalone_mode=False)
    assert code == 0, words
    return kept.getvalue()


def ingest(settings: Path, *paths: Path) -> list[dict[str, Any]]:
    """As an operator does it: one process; it must end with 0 and write nothing but lines."""
    ran = subprocess.run(
        [HELPDESK, "--config", settings, "ingest", "--json", *paths],
        capture_output=True, timeout=110, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()[-2000:]
    return jsons(ran.stdout)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    folder = tmp_path_factory.mktemp("corpus") / "desk"
    subprocess.run([HELPDESK, "init", folder, "--yes"], check=True, capture_output=True)
    settings = folder / "helpdesk.toml"
    raw = {(found.source, found.n): found.raw for found in find_mail(str(CORPUS))}
    lines = ingest(settings, CORPUS)
    heads = jsons(command(settings, "ticket", "list", "--limit", "100000", "--json"))
    protocols = [head["protocol"] for head in heads]
    tickets = {one: jsons(command(settings, "ticket", "show", one, "--json"))[0] for one in protocols}
    held = {one["id"]: one for one in jsons(command(settings, "held", "list", "--json"))}
    return Ingested(settings, raw, lines, tickets, held)


def jsons(out: bytes) -> list[dict[str, Any]]:
    """An object a line."""
    return [json.loads(line) for line in out.splitlines()]


def test_each_message_has_one_line_of_the_contract(ingested: Ingested) -> None:
    assert len(ingested.raw) > 300
    assert [(line["source"], line["n"]) for line in ingested.lines] == list(ingested.raw)
    for line in ingested.lines:
        where = line["source"]
        assert line["outcome"] in OUTCOMES, where
        assert line["because"], where
        assert set(line["sender"]) == {"address", "known_as", "authenticated"}, where
        assert line["sender"]["authenticated"] == "none", where
        assert (line["outcome"] == "held") <= bool(line["held_reason"]), where
        assert isinstance(line["failed_recipients"], list), where
    outcomes = Counter(line["outcome"] for line in ingested.lines)
    assert outcomes["bounce"] > 60, outcomes
    assert outcomes["opened"] > 100, outcomes


def test_no_mail_is_lost_and_each_can_be_had_as_it_came(ingested: Ingested) -> None:
    """Accepted mails == messages of tickets + held (threats A), the same bytes on both sides."""
    where: dict[str, tuple[str, int]] = {}
    for protocol, ticket in ingested.tickets.items():
        for message in ticket["messages"]:
            where[message["raw_sha256"]] = (protocol, message["n"])
    for number, one in ingested.held.items():
        where.setdefault(one["raw_sha256"], ("", number))
    for line in ingested.lines:
        raw = ingested.raw[line["source"], line["n"]]
        place = where.get(hashlib.sha256(raw).hexdigest())
        if place is None:
            assert line["outcome"] == "duplicate", line
            continue
        protocol, n = place
        if protocol:
            assert ingested.run("ticket", "raw", protocol, str(n)) == raw, line
        else:
            shown = json.loads(ingested.run("held", "show", str(n), "--json"))
            assert shown["raw"].encode("latin-1") == raw, line
            assert shown["advice"]
            assert ingested.run("held", "show", str(n)).endswith(raw)


def test_every_line_leads_somewhere(ingested: Ingested) -> None:
    reasons = {one["raw_sha256"]: one["reason"] for one in ingested.held.values()}
    for line in ingested.lines:
        if line["protocol"]:
            ticket = ingested.tickets[line["protocol"]]
            assert ticket["messages"] or line["held_reason"]
        elif line["outcome"] != "duplicate":
            digest = hashlib.sha256(ingested.raw[line["source"], line["n"]]).hexdigest()
            assert reasons[digest] == line["held_reason"], line
    assert all("\x00" not in json.dumps(ticket) for ticket in ingested.tickets.values())
    for protocol in list(ingested.tickets)[::10]:
        assert ingested.run("ticket", "show", protocol), "as people read it"


def test_the_books_are_sound_and_nothing_went_out(ingested: Ingested) -> None:
    sound = json.loads(ingested.run("verify", "--json"))
    assert sound
    outbox = jsons(ingested.run("outbox", "list", "--json"))
    states = Counter(recipient["state"] for mail in outbox for recipient in mail["recipients"])
    assert set(states) <= {"queued", "held"}
    for mail in outbox[::20]:
        assert ingested.run("outbox", "raw", str(mail["id"])).startswith(b"Date: ")


def test_all_of_it_again_is_all_known(ingested: Ingested) -> None:
    again = ingest(ingested.settings, CORPUS / "mails", CORPUS / "bounces")
    assert {line["outcome"] for line in again} == {"duplicate"}
    tickets = jsons(ingested.run("ticket", "list", "--limit", "100000", "--json"))
    assert {one["protocol"] for one in tickets} == set(ingested.tickets)
