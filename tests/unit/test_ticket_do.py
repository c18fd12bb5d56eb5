"""`helpdesk ticket do`: the same commands as by mail, through the journal, all of them or none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.unit.command_kit import Command
from tests.unit.mail_kit import letter

pytestmark = pytest.mark.slow  # whole lives of a desk: make check has not the time

pytest_plugins = ("tests.unit.command_fixtures",)


@pytest.fixture
def protocol(helpdesk: Command, tmp_path: Path) -> str:
    (tmp_path / "a.eml").write_bytes(letter())
    helpdesk("ingest", tmp_path / "a.eml")
    return str(helpdesk("ticket", "list", "--json").lines[0]["protocol"])


def shown(helpdesk: Command, protocol: str) -> dict[str, object]:
    return dict(helpdesk("ticket", "show", protocol, "--json").lines[0])


def test_commands_are_obeyed_and_the_journal_has_them(helpdesk: Command, protocol: str) -> None:
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    said = helpdesk("ticket", "do", protocol, "#tomar", "#solve", "--as", who, "--json")
    assert (said.code, said.lines[0]["outcome"], said.lines[0]["protocol"]) == (0, "command", protocol)
    ticket = shown(helpdesk, protocol)
    assert (ticket["status"], ticket["assignee"]) == ("resolved", who)
    assert helpdesk("verify").code == 0


def test_one_that_is_wrong_changes_nothing_and_says_so(helpdesk: Command, protocol: str) -> None:
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    before = shown(helpdesk, protocol)
    said = helpdesk("ticket", "do", protocol, "#solve", "#prioridad altisima", "--as", who, "--json")
    assert (said.code, said.lines[0]["held_reason"]) == (65, "command-error")
    after = shown(helpdesk, protocol)
    assert (after["status"], after["priority"]) == (before["status"], before["priority"])
    assert helpdesk("ticket", "do", protocol, "#solve", "--as", "nobody").code == 65


def test_words_go_to_the_customer_or_with_note_to_nobody(
    helpdesk: Command, protocol: str, tmp_path: Path
) -> None:
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    (tmp_path / "t.txt").write_text("Ya está hecho, señora.", "utf-8")
    for line, outcome in (("#esperar", "threaded"), ("#nota", "note")):
        said = helpdesk("ticket", "do", protocol, line, "--as", who, "--text", tmp_path / "t.txt", "--json")
        assert (said.code, said.lines[0]["outcome"]) == (0, outcome)
    messages = shown(helpdesk, protocol)["messages"]
    assert isinstance(messages, list)
    assert [(one["direction"], one["reply_text"]) for one in messages[1:]] == [
        ("out", "Ya está hecho, señora."),
        ("note", "Ya está hecho, señora."),
    ]


@pytest.mark.slow  # each step is a process of its own
def test_commands_may_stand_in_the_file_alone_and_with_a_dash_each_line_names_its_ticket(
    helpdesk: Command, protocol: str, tmp_path: Path
) -> None:
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    file = tmp_path / "t.txt"
    file.write_text("#esperar\n", "utf-8")
    assert helpdesk("ticket", "do", protocol, "--as", who, "--text", file).code == 0
    assert shown(helpdesk, protocol)["status"] == "waiting"
    file.write_text(
        f"#prioridad alta {protocol}\n#resolver {protocol}\n#asignar nadie {protocol}\nfin\n", "utf-8"
    )
    said = helpdesk("ticket", "do", "-", "--as", who, "--text", file, "--json")
    assert (said.code, said.lines[0]["outcome"], said.lines[0]["protocol"]) == (65, "command", None)
    assert said.lines[0]["because"].startswith("commands: 2 done, 1 not")
    ticket = shown(helpdesk, protocol)
    assert (ticket["status"], ticket["priority"]) == ("resolved", "high")
    assert helpdesk("ticket", "do", protocol, "--as", who).code == 2
    assert helpdesk("verify").code == 0


@pytest.mark.slow  # each step is a process of its own
@pytest.mark.parametrize("in_file", [False, True])
def test_a_command_about_a_message_is_told_which(
    in_file: bool, helpdesk: Command, protocol: str, tmp_path: Path
) -> None:
    (tmp_path / "b.eml").write_bytes(
        letter("Message-ID: <second@x>", f"Subject: Re: [{protocol}]", body="Otra cosa distinta.\r\n")
    )
    assert helpdesk("ingest", "--authenticated", "pass", tmp_path / "b.eml").code == 0
    assert len(shown(helpdesk, protocol)["messages"]) == 2  # type: ignore[arg-type]
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    file = tmp_path / "t.txt"
    file.write_text("#separar\n", "utf-8")
    how = ("--text", file) if in_file else ("#separar",)
    assert helpdesk("ticket", "do", protocol, *how, "--as", who).code == 2
    assert helpdesk("ticket", "do", protocol, "#tomar", "--as", who, "--message", "2").code == 2
    assert helpdesk("ticket", "do", protocol, *how, "--as", who, "--message", "7").code == 65
    assert helpdesk("ticket", "do", protocol, *how, "--as", who, "--message", "2").code == 0
    assert len(helpdesk("ticket", "list", "--json").lines) == 2
    assert len(shown(helpdesk, protocol)["messages"]) == 1  # type: ignore[arg-type]
    assert helpdesk("verify").code == 0


def test_nothing_of_a_file_is_a_quote_or_a_signature(
    helpdesk: Command, protocol: str, tmp_path: Path
) -> None:
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    text = (
        "Hola otra vez\n\n> pip install acme\n\nDe: Banco\nPara: Acme\nAsunto: cargo\n\nUn saludo\n\n-- \nAna"
    )
    (tmp_path / "t.txt").write_text(text, "utf-8")
    said = helpdesk("ticket", "do", protocol, "--as", who, "--text", tmp_path / "t.txt", "--json")
    assert (said.code, said.lines[0]["outcome"]) == (0, "threaded")
    messages = shown(helpdesk, protocol)["messages"]
    assert isinstance(messages, list) and messages[-1]["reply_text"] == text


def test_nothing_and_what_cannot_be_read_are_no_mail_of_hers(
    helpdesk: Command, protocol: str, tmp_path: Path
) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("mañana".encode("latin-1"))
    for code, args, what in (
        (2, ("",), "nothing to do"),
        (65, ("#nota", "--text", latin), f"{latin}: what stands at byte 2 is not UTF-8"),
        (65, ("#nota", "--text", tmp_path), f"{tmp_path}: cannot be read: Is a directory."),
    ):
        said = helpdesk("ticket", "do", protocol, *args, "--as", "ana")
        assert (said.code, said.err[: len(what)]) == (code, what)
    assert not helpdesk("held", "list").out


@pytest.mark.slow  # each step is a process of its own
def test_a_batch_is_read_from_standard_input_and_its_transcript_printed(
    helpdesk: Command, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [who, *_] = [one["id"] for one in helpdesk("agent", "list", "--json").lines]
    for lines, code in (
        (f"#prioridad alta {protocol}\n#tomar {protocol}\n", 0),
        (f"#asingar x {protocol}\n", 65),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(lines))
        said = helpdesk("ticket", "do", "-", "--as", who)
        assert said.code == code, said.out
        assert f"1 | {lines.splitlines()[0]}" in said.out
    assert "^^^^^^^^ no hay ninguna orden «#asingar». ¿#asignar?" in said.out
    monkeypatch.setattr("sys.stdin", io.StringIO(f"#asignar {protocol}\n#resolver {protocol}\n"))
    line = helpdesk("ticket", "do", "-", "--as", who, "--json").lines[0]
    assert (line["outcome"], line["refused"]) == ("command", 1) and any(
        "#asignar" in one for one in line["told"]
    )
    assert shown(helpdesk, protocol)["status"] == "resolved"


@pytest.mark.slow  # each case is a process of its own
@pytest.mark.parametrize(
    ("language", "held", "why", "fix"),
    [
        ("es", "no se entiende", "no hay categoría «complejo»", "¿complejidad?"),
        ("en", "is not understood", "there is no category “complejo”", "complexity"),
        ("pt", "não se entende", "não há categoria “complejo”", "complexidade"),
    ],
)
def test_what_is_refused_is_said_in_her_language(
    language: str, held: str, why: str, fix: str, helpdesk: Command, protocol: str, tmp_path: Path
) -> None:
    assert helpdesk("init", tmp_path / "d", "--yes", "--language", language).code == 0
    file = tmp_path / "d/config/agents.yaml"
    file.write_text(
        file.read_text("utf-8").replace("langs: [es, en]", f"langs: [{language}, es]", 1), "utf-8"
    )
    config = ("--config", tmp_path / "d/helpdesk.toml")
    assert helpdesk(*config, "ingest", tmp_path / "a.eml").code == 0
    mine = helpdesk(*config, "ticket", "list", "--json").lines[0]["protocol"]
    said = helpdesk(*config, "ticket", "do", mine, "#escalar n2 complejo: x", "--as", "ana")
    assert said.code == 65 and held in said.out and why in said.out and fix in said.out
    for word in ("complexity", "complejidad", "Complexidade"):
        again = helpdesk(*config, "ticket", "do", mine, f"#escalate n2 {word}: x", "--as", "ana", "--json")
        assert again.code in (0, 65) and "not_a_reason" not in str(again.lines[0].get("told"))
        if word == "complexity":
            assert again.lines[0]["outcome"] == "command"
