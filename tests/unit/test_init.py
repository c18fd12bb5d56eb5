"""`helpdesk init`: six questions, files that check finds good, and nothing overwritten."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from helpdesk.daemon.commands.check import check
from helpdesk.daemon.commands.init import init
from helpdesk.daemon.exits import USAGE, Stop
from helpdesk.daemon.policy.files import read_policy
from helpdesk.daemon.settings.values import load


def test_the_defaults_are_the_built_in_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--yes asks nothing, and what it wrote is clean even under --strict."""
    assert init(tmp_path / "desk", yes=True) == 0
    said = capsys.readouterr()
    assert f"helpdesk --config {tmp_path}/desk/helpdesk.toml check" in said.out
    assert said.err == ""
    file = tmp_path / "desk/helpdesk.toml"
    assert check(file, None, strict=True) == 0
    desk = load(file, None, {})
    assert (desk.desk.name, desk.desk.prefix, desk.desk.language) == ("Soporte", "HD", "es")
    assert desk.own_addresses == {"support@helpdesk.example"}
    assert [(socket.kind, socket.host, socket.port) for socket in desk.listeners] == [
        ("smtp", "127.0.0.1", 2525)
    ]
    assert desk.smarthost is None
    assert [agent.id for agent in read_policy(desk).agents] == ["ana", "luis", "marta", "sofia"]
    assert "helpdesk-data/" in (tmp_path / "desk/.gitignore").read_text()


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_flags_in_every_language(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every answer has its flag; names are written so that TOML reads back the same."""
    name = 'Acme "Süd" \\ Söhne'
    init(
        tmp_path,
        yes=True,
        name=name,
        prefix="acm",
        address="Soporte@Acme.Example",
        imap="imaps://buzon%40acme.example@imap.acme.example:9993",
        smtp="smtp+starttls://smtp.acme.example",
        language=language,
    )
    desk = load(tmp_path / "helpdesk.toml", None, {})
    box = desk.mailboxes[0]
    assert (desk.desk.name, desk.desk.prefix, desk.desk.language) == (name, "ACM", language)
    assert (box.name, box.address) == ("soporte", "Soporte@acme.example")
    assert box.intake.imap is not None
    assert (str(box.intake.imap.url), box.intake.imap.user) == (
        "imaps://imap.acme.example:9993",
        "buzon@acme.example",
    )
    assert str(box.intake.imap.password) == "env:HD_IMAP_PASSWORD"
    assert desk.smarthost is not None
    assert (desk.smarthost.url.port, desk.smarthost.user) == (587, "Soporte@acme.example")
    assert desk.listeners == ()
    said = capsys.readouterr().out
    assert "HD_IMAP_PASSWORD" in said
    assert "HD_SMTP_PASSWORD" in said
    assert "--shadow" in said
    assert check(tmp_path / "helpdesk.toml", None) == 0
    assert "error" not in capsys.readouterr().err


def test_a_relay_on_this_machine_needs_no_sign_in(tmp_path: Path) -> None:
    """smtp://localhost: no user, no password, and check has nothing to say."""
    init(tmp_path, yes=True, smtp="smtp://localhost:25")
    desk = load(tmp_path / "helpdesk.toml", None, {})
    assert desk.smarthost is not None
    assert (desk.smarthost.user, desk.smarthost.password) == ("", None)
    assert check(tmp_path / "helpdesk.toml", None, strict=True) == 0


def test_asks_and_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The language first, then the rest in it; a wrong answer is asked for again, an empty one is the default."""
    answers = "english\nen\n\nx\nxy\nnot an address\nhelp@acme.example\nimap.acme.example\n\n\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    assert init(tmp_path) == 0
    said = capsys.readouterr()
    assert "The address customers write to [support@helpdesk.example]: " in said.out
    assert said.err.splitlines() == [
        'language: "english" is not one of es, en, pt.',
        'prefix: "X" is not a protocol prefix. Use 2 to 8 of A-Z and 0-9, a letter first',
        'address: "not an address" is not a plain mail address. Write one like support@example.com',
        'imap: this is not a server\'s address. Write one like "imaps://imap.example.com:993"',
    ]
    desk = load(tmp_path / "helpdesk.toml", None, {})
    assert (desk.desk.name, desk.desk.prefix, desk.mailboxes[0].name) == ("Support", "XY", "help")


def test_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty standing input is not a reason to ask for ever."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(Stop, match="Use --yes"):
        init(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"prefix": "A"}, "--prefix"),
        ({"address": "nobody"}, "--address"),
        ({"imap": "imap://imap.acme.example"}, "unencrypted"),
        ({"smtp": "smtps://u:hunter2@smtp.acme.example"}, "a password may not stand in the address"),
        ({"imap": "imaps://[bad"}, "this is not a server's address"),
        ({"language": "fr"}, "es, en, pt"),
        ({"name": "a\nb"}, "line end"),
    ],
)
def test_wrong_flags_write_nothing(tmp_path: Path, flags: dict[str, str], said: str) -> None:
    """A flag that cannot be used ends the command before anything is written."""
    with pytest.raises(Stop) as caught:
        init(tmp_path, yes=True, **flags)
    assert said in caught.value.message
    assert "hunter2" not in caught.value.message
    assert caught.value.code == USAGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["helpdesk.toml", "config/agents.yaml"])
def test_overwrites_nothing(tmp_path: Path, there: str) -> None:
    """Neither file is touched when one of them exists."""
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("mine")
    with pytest.raises(Stop, match="already"):
        init(tmp_path, yes=True)
    assert (tmp_path / there).read_text() == "mine"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / there]


def test_keeps_a_gitignore(tmp_path: Path) -> None:
    """A repository's own stays as it is."""
    (tmp_path / ".gitignore").write_text("mine\n")
    init(tmp_path, yes=True)
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Said in one line."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Stop, match="cannot be written"):
        init(tmp_path / "file" / "desk", yes=True)


def test_half_a_desk_is_none(tmp_path: Path) -> None:
    """Where it could not write everything, the next try begins anew."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/.schema").write_text("a file, where a folder is to be")
    with pytest.raises(FileExistsError):
        init(tmp_path, yes=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "config/.schema"]
    (tmp_path / "config/.schema").unlink()
    assert init(tmp_path, yes=True) == 0


def test_editors_find_the_schema(tmp_path: Path) -> None:
    """agents.yaml names it in its first line, and it knows the keys."""
    init(tmp_path, yes=True)
    first = (tmp_path / "config/agents.yaml").read_text("utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(.*)", first)
    assert found
    schema = json.loads((tmp_path / "config" / found[1]).read_text("utf-8"))
    assert schema["additionalProperties"] is False
    assert "trust" in schema["$defs"]["AgentEntry"]["properties"]


@pytest.mark.parametrize("readme", ["README.md", "README.es.md"])
def test_a_newcomer_with_people_of_her_own_has_a_desk_that_runs(tmp_path: Path, readme: str) -> None:
    """As the README says it: one person in place of the sample's four, and the tests that name them deleted."""
    said = (Path(__file__).parents[2] / readme).read_text("utf-8")
    people = re.search(r"```yaml\n(agents:\n.*?)```", said, re.DOTALL)
    deleted = re.search(r"`rm (?:desk|mesa)/(config/tests/\*\.yaml)`", said)
    assert people and deleted
    init(tmp_path, yes=True)
    (tmp_path / "config/agents.yaml").write_text(people[1], "utf-8")
    assert check(tmp_path / "helpdesk.toml", None) == 78
    for file in tmp_path.glob(deleted[1]):
        file.unlink()
    assert check(tmp_path / "helpdesk.toml", None) == 0
