"""`helpdesk agent` and `helpdesk login-link`: who is there, their passwords and their links."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.clock import SystemClock
from helpdesk.daemon.commands.agent import list_agents, print_login_link, set_password
from helpdesk.daemon.exits import DATA, Stop
from helpdesk.daemon.smtp.passwords import LoginCheck
from helpdesk.daemon.web.login_link import LIFETIME, hash_token
from helpdesk.tickets.store import Store

FILE = '[[mailbox]]\nname = "support"\naddress = "support@acme.com"\n[web]\nurl = "https://desk.acme.com/"\n'
AGENTS = "agents:\n  ana: {name: Ana Ruiz, emails: [ana@acme.com, aruiz@acme.com], teams: [n1], role: lead}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A desk with one agent."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/agents.yaml").write_text(AGENTS)
    (tmp_path / "helpdesk.toml").write_text(FILE)
    return tmp_path / "helpdesk.toml"


def test_list(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shape other programs rely on, and a line for people."""
    assert list_agents(file, None, json=True) == 0
    assert json.loads(capsys.readouterr().out) == {
        "id": "ana",
        "name": "Ana Ruiz",
        "addresses": ["ana@acme.com", "aruiz@acme.com"],
        "teams": ["n1"],
        "role": "lead",
    }
    assert list_agents(file, None, json=False) == 0
    assert capsys.readouterr().out == "ana\tAna Ruiz\tana@acme.com, aruiz@acme.com\tn1\tlead\n"


@pytest.mark.parametrize("who", ["ana@acme.com", "ARUIZ@acme.com", "ana"])
def test_password_from_standard_input(
    file: Path, who: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a hash is kept, under the agent's id; the listener knows it again."""
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\r\n"))
    assert set_password(file, None, who) == 0
    assert "the user name is ana@acme.com" in capsys.readouterr().out
    store = Store.open(f"sqlite://{file.parent}/helpdesk-data/helpdesk.db")
    stored = store.password_hash("ana")
    store.close()
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert LoginCheck(lambda user: (user, stored))("ana@acme.com", "correct horse battery") == "ana@acme.com"


def test_a_short_password_and_an_unknown_agent(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither changes anything."""
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(Stop) as caught:
        set_password(file, None, "ana@acme.com")
    assert caught.value.code == DATA
    with pytest.raises(
        Stop, match=r'no agent in agents.yaml has this address. Did you mean "ana@acme.com"'
    ) as unknown:
        set_password(file, None, "anna@acme.com")
    assert unknown.value.code == DATA
    assert not (file.parent / "helpdesk-data").exists()


def test_login_link(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Good once, for its agent, for a while; the token itself is not stored."""
    assert print_login_link(file, None, "ana@acme.com") == 0
    link = capsys.readouterr().out.strip()
    base, _, token = link.rpartition("/")
    assert base == "https://desk.acme.com/enter"
    assert len(token) >= 40
    assert token.encode() not in (file.parent / "helpdesk-data/helpdesk.db").read_bytes()
    store = Store.open(f"sqlite://{file.parent}/helpdesk-data/helpdesk.db")
    now = SystemClock().now()
    assert store.use_login(hash_token(token), now) == "ana@acme.com"
    assert store.use_login(hash_token(token), now) is None
    store.new_login("late", "ana@acme.com", now)
    assert store.use_login("late", now + LIFETIME + timedelta(seconds=1)) is None
    store.close()
