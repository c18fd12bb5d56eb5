"""`helpdesk check`: everything wrong with settings and policy at once, in words, JSON or annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, cast

import pytest

from helpdesk.daemon.commands.check import annotation, check
from helpdesk.daemon.errors import Problem
from helpdesk.daemon.letters.alerted import alert_addresses
from helpdesk.daemon.settings.values import load
from helpdesk.tickets.model import Agent

BOX = '[[mailbox]]\nname = "support"\naddress = "support@acme.com"\n'
LISTEN = '[[listen]]\nkind = "smtp"\nport = 2525\n'
ANA = "agents:\n  ana: {name: Ana, email: ana@acme.com}\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good desk in the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONFIG", raising=False)
    (tmp_path / "helpdesk.toml").write_text(BOX + LISTEN)
    (tmp_path / "config").mkdir()
    (tmp_path / "config/agents.yaml").write_text(ANA)
    return tmp_path


def test_a_good_desk(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Says which files it looked at."""
    assert check(None, None, strict=True) == 0
    said = capsys.readouterr()
    assert said.out.startswith("good: helpdesk.toml (support@acme.com), config (agents ana; revision ")
    assert said.err == ""
    assert check(desk / "helpdesk.toml", None, json=True) == 0
    last = json.loads(capsys.readouterr().out)
    assert (last.pop("settings"), last.pop("config")) == (str(desk / "helpdesk.toml"), str(desk / "config"))
    assert len(last.pop("revision")) > 5
    assert last == {"ok": True, "errors": 0, "warnings": 0}


def test_the_built_in_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With no file at all there is nothing wrong either."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONFIG", raising=False)
    assert check(None, None, strict=True) == 0
    assert capsys.readouterr().out.startswith("good: the built-in desk (support@helpdesk.example)")


def test_settings_and_policy_at_once(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken settings file does not hide a broken policy."""
    (desk / "helpdesk.toml").write_text("[desk]\nprefx = 'A'\n" + BOX + LISTEN)
    (desk / "config/agents.yaml").write_text("agents:\n  ana: {name: Ana, emial: ana@acme.com}\n")
    assert check(None, None) == 78
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        'helpdesk.toml:2:1: unknown key "prefx". Did you mean "prefix"?',
        'config/agents.yaml:2:20: unknown key "emial". Did you mean "email"?',
    ]


def test_the_policy_must_agree_with_the_settings(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An agent with the desk's address is a loop; a mailbox must exist."""
    (desk / "config/agents.yaml").write_text(
        "agents:\n  ana: {name: Ana, email: Support+x@acme.com, mailboxes: [suport]}\n"
    )
    assert check(None, None) == 78
    assert capsys.readouterr().err.splitlines() == [
        (
            "config/agents.yaml:2:27: Support+x@acme.com is the desk's own address: every notification would come back"
            " as mail. Give ana an address of their own"
        ),
        'config/agents.yaml:2:59: there is no mailbox "suport" in helpdesk.toml. Did you mean "support"?',
    ]


def test_the_policys_own_tests_are_run(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As reload runs them: one that fails is an error at its place, beside what else there is to say."""
    (desk / "config/tests").mkdir()
    case = "tests:\n  - name: hello\n    mail: {subject: Hello}\n    expect: {status: %s}\n"
    (desk / "config/tests/hello.yaml").write_text(case % "new")
    assert check(None, None, strict=True) == 0
    capsys.readouterr()
    (desk / "config/tests/hello.yaml").write_text(case % "closed")
    assert check(None, None) == 78
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "config/tests/hello.yaml:4: the case «hello» expected status closed, got new. helpdesk rules test\n",
    )
    assert check(None, None, form="github") == 78
    assert "::error file=config/tests/hello.yaml,line=4::the case" in capsys.readouterr().out
    assert check(None, None, json=True) == 78
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["errors"] == 1


def test_a_file_that_cannot_be_read_hides_no_other(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both are said; and no test is, which may fail for want of the first."""
    (desk / "config/tags.yaml").write_bytes(b"tags: {\xff: {}}\n")
    (desk / "config/agents.yaml").write_text("agents:\n  ana: {name: Ana, emial: ana@acme.com}\n")
    assert check(None, None) == 78
    assert [line.partition(": ")[0] for line in capsys.readouterr().err.splitlines()] == [
        "config/tags.yaml:1:8",
        "config/agents.yaml:2:20",
    ]


def test_warnings(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """They end with 0, with --strict with 1; what the environment lacks here is one, and its value is never shown."""
    monkeypatch.delenv("HD_PW", raising=False)
    relay = (
        '[smarthost]\nurl = "smtps://smtp.acme.com"\nuser = "u"\npassword = "env:HD_PW"\nca_file = "ca.pem"\n'
    )
    (desk / "helpdesk.toml").write_text(BOX + relay)
    assert check(None, None) == 0
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        (
            'helpdesk.toml:2:8: no mail can reach the mailbox "support". Add [mailbox.intake.imap], or [[listen]] with'
            ' kind = "smtp" or "lmtp" [warning]'
        ),
        "helpdesk.toml:7:12: env:HD_PW: this variable is not set. export HD_PW=... [warning]",
        f"helpdesk.toml:8:11: {desk}/ca.pem cannot be read here. [warning]",
    ]
    assert said.out.startswith("good, with 3 warnings: ")
    assert check(None, None, strict=True) == 1
    monkeypatch.setenv("HD_PW", "hunter2")
    capsys.readouterr()
    assert check(None, None, strict=True) == 1
    said = capsys.readouterr()
    assert "HD_PW" not in said.err
    assert "hunter2" not in said.err + said.out


def test_json(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line, on stdout: every problem, then the verdict."""
    (desk / "helpdesk.toml").write_text(BOX + LISTEN + "[web]\nprot = 1\n")
    assert check(None, None, json=True) == 78
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert len(lines[-1].pop("revision")) > 5
    assert lines == [
        {
            "severity": "error",
            "file": "helpdesk.toml",
            "line": 8,
            "column": 1,
            "what": 'unknown key "prot"',
            "fix": 'Did you mean "port"?',
        },
        {"ok": False, "errors": 1, "warnings": 0, "settings": None, "config": None},
    ]
    assert said.err == ""


def test_annotations(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For a pull request: a workflow command a problem, with nothing in it that could end it early."""
    (desk / "helpdesk.toml").write_text(BOX + LISTEN + "[web]\nprot = 1\n")
    assert check(None, None, form="github") == 78
    assert capsys.readouterr().out == (
        '::error file=helpdesk.toml,line=8,col=1::unknown key "prot". Did you mean "port"?\n'
    )
    odd = Problem("a,b:c.toml:3:1", "100 %\nof it::x", severity="warning")
    assert annotation(odd) == "::warning file=a%2Cb%3Ac.toml,line=3,col=1::100 %25%0Aof it::x."
    assert annotation(Problem("config/agents.yaml", "gone")) == "::error file=config/agents.yaml::gone."


def test_files_that_are_not_there(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each says what to do."""
    assert check(Path("no/helpdesk.toml"), None) == 78
    assert capsys.readouterr().err == "no/helpdesk.toml: there is no such file. helpdesk init no writes one\n"
    (desk / "config/agents.yaml").unlink()
    assert check(None, None) == 78
    assert capsys.readouterr().err.startswith(
        "config/agents.yaml: there is no such file: the desk needs its agents."
    )


def test_an_unknown_format(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage."""
    assert check(None, None, form="xml") == 2
    assert capsys.readouterr().err == "--format: xml is not one of text, github.\n"


@pytest.mark.parametrize(
    ("setting", "roles", "told"),
    [
        ("boss@acme.com", "admin lead", ["boss@acme.com"]),
        ("", "agent lead admin admin", ["a2@acme.com", "a3@acme.com"]),
        ("", "agent lead", ["a1@acme.com"]),
        ("", "agent agent", ["a0@acme.com", "a1@acme.com"]),
        ("", "", []),
    ],
)
def test_somebody_is_told(desk: Path, setting: str, roles: str, told: list[str]) -> None:
    """The address in the settings, else admins, else leads, else everyone."""
    (desk / "helpdesk.toml").write_text(f'[desk]\nalert_address = "{setting}"\n{BOX}')
    agents = [
        Agent(f"a{number}", "A", (f"a{number}@acme.com",), role=cast(Literal["agent"], role))
        for number, role in enumerate(roles.split())
    ]
    assert alert_addresses(load(None, None, {}), agents) == tuple(told)
