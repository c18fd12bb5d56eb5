"""What a story that does not come out as scripted says, and how its post office and its folder behave."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.commands import demo as cmd_demo
from helpdesk.daemon.demo.cast import ANA, FORGER, JOHN, LUCIA, is_desk, named
from helpdesk.daemon.demo.folder import Folder
from helpdesk.daemon.demo.letters import first_letter
from helpdesk.daemon.demo.post import hand_over, stamped
from helpdesk.daemon.demo.script import Step
from helpdesk.daemon.demo.stage import open_stage
from helpdesk.daemon.demo.story import Story
from helpdesk.daemon.exits import FINDINGS, Stop
from helpdesk.daemon.told import Told

WRONG_KIND, WRONG_OUTCOME, LEFT_OUT = "debía recibir reply", "debía quedar como note", "debía recibir nada"


class WrongStory(Story):
    """Expects what will not come."""

    def steps(self) -> list[tuple[str, Step]]:
        return [
            ("a wrong kind", self.wrong_kind),
            ("nobody there", self.nobody),
            ("never reached", self.accounts),
        ]

    def wrong_kind(self) -> None:
        letter = first_letter(LUCIA, LUCIA.writes_to, "Hola", "Hola", self._now())
        self.script.exchange(letter, "why", outcome="note", reach={LUCIA: ("reply", "no")})

    def nobody(self) -> None:
        letter = first_letter(JOHN, JOHN.writes_to, "Hi", "Hi", self._now())
        self.script.exchange(letter, "why", outcome="opened", reach={FORGER: ("ack", "no")})


def test_what_differs_from_the_script_is_named_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cmd_demo, "Story", WrongStory)
    assert cmd_demo.play(tmp_path / "demo", once=True) == FINDINGS
    told = capsys.readouterr().out
    summary = told[told.index("No salió como estaba escrito") :]
    for flaw in (WRONG_KIND, WRONG_OUTCOME, LEFT_OUT, "no le llegó nada a intruso"):
        assert flaw in summary, told
    assert "2. nobody there" in told and "3. never reached" not in told, (
        "what stands on a broken step is not played"
    )


def test_the_post_office_takes_mail_for_the_village_only(tmp_path: Path) -> None:
    with Told() as told, open_stage(Folder(tmp_path / "demo"), told, usual_ports=False) as stage:
        letter = first_letter(LUCIA, JOHN.address, "Hola", ".\r\n.dots\r\n", stage.desk.clock.now())
        assert stage.send(letter).startswith("250")
        [delivered] = stage.new_deliveries()
        assert (delivered.person, delivered.kind) == (JOHN, "")
        assert ".dots" in delivered.mail.text
        outside = hand_over(stage.post.port, LUCIA.address, ["someone@elsewhere.example"], letter.raw)
        assert outside.startswith("550")
        unknown = hand_over(stage.post.port, LUCIA.address, ["nobody@acme.example"], letter.raw)
        assert unknown.startswith("550")


@pytest.mark.parametrize(
    ("mail_from", "header_from", "dmarc"),
    [
        (LUCIA.address, LUCIA.address, "pass"),
        (FORGER.address, ANA.address, "fail"),
        ("", LUCIA.address, "pass"),
        ("ana@acme.example.evil.example", ANA.address, "fail"),
    ],
)
def test_the_border_server_believes_a_provider_about_its_own_domain(
    mail_from: str, header_from: str, dmarc: str
) -> None:
    first = stamped(mail_from, f"From: X <{header_from}>\r\n\r\nx\r\n".encode()).split(b"\r\nReceived:")[0]
    assert b"mx.acme.example;" in first and f"dmarc={dmarc} header.from=".encode() in first


def test_who_is_who() -> None:
    assert named("Lucia") is LUCIA and named(ANA.address) is ANA
    assert is_desk("soporte+r-abc@acme.example") and is_desk("SUPPORT@acme.example")
    assert not is_desk(ANA.address) and not is_desk("soporte@correo.example")
    with pytest.raises(Stop, match='Did you mean "marta"'):
        named("martha")


def test_a_fresh_run_keeps_what_is_not_the_demos(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "demo")
    folder.begin_anew()
    (folder.path / "notes.txt").write_text("mine")
    (tmp_path / "precious").mkdir()
    folder.mail.rmdir()
    folder.mail.symlink_to(tmp_path / "precious")
    (tmp_path / "precious" / "x").write_text("x")
    folder.begin_anew()
    assert (folder.path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "precious" / "x").exists() and not folder.mail.is_symlink()
