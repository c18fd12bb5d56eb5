"""Reload: the whole policy, good and tested, or the last that was; also across a restart; the admin told once (B25)."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.commands.reload import ask
from helpdesk.daemon.desk import Desk
from helpdesk.daemon.errors import OperatorError
from helpdesk.daemon.exits import Stop
from helpdesk.daemon.lock import RoleLocks, holder_of
from helpdesk.daemon.maillog import MailLog
from helpdesk.daemon.policy.reload import Reloader, Watcher, fingerprint
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.model import Alert
from tests.unit.acme_kit import ACME
from tests.unit.test_cases import VIP
from tests.unit.test_cmd_rules import TOML

pytestmark = pytest.mark.slow  # watches a real folder


class Running:
    """A desk with a reloader, what the admin was told, and the log."""

    def __init__(self, desk: Desk, lines: list[str]) -> None:
        self.desk = desk
        self.lines = lines
        self.alerts: list[Alert] = []
        self.reloader = Reloader(desk, self.alerts.append)

    @property
    def folders(self) -> list[str]:
        """The folders of the policy in force."""
        return [folder.name for folder in self.desk.policy.folders]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The worked example's files, with its cases."""
    monkeypatch.chdir(tmp_path)
    for name in ("HELPDESK_CONFIG", "HELPDESK_DATA"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "helpdesk.toml").write_text(TOML)
    shutil.copytree(ACME, tmp_path / "config")
    (tmp_path / "config/tests").mkdir()
    (tmp_path / "config/tests/vip.yaml").write_text(VIP)
    return tmp_path


@pytest.fixture
def running(place: Path) -> Iterator[Running]:
    """The desk begun."""
    with begun() as found:
        yield found


class begun:  # noqa: N801  reads as a verb
    """`with begun() as running:` opens the desk as the daemon does."""

    def __enter__(self) -> Running:
        lines: list[str] = []
        self._opened = open_desk(None, None, clock=ManualClock(), log=MailLog(lines.append), last_good=True)
        return Running(self._opened.__enter__(), lines)

    def __exit__(self, *_: object) -> None:
        self._opened.__exit__(None, None, None)


def change(place: Path, file: str, old: str, new: str) -> None:
    """Write a policy file anew."""
    path = place / "config" / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_good_policy_is_swapped_whole(place: Path, running: Running) -> None:
    """Adopted, stored with its revision, said in the log; once more says nothing."""
    first = running.desk.policy.revision
    assert running.reloader.reload()
    assert running.desk.store.good_revision() == first
    change(place, "folders.yaml", "Soporte por correo", "Buzón")
    assert running.reloader.reload()
    assert running.folders[-1] == "Buzón"
    assert running.desk.store.good_revision() == running.desk.policy.revision != first
    assert [line for line in running.lines if "policy adopted" in line] == running.lines
    assert running.reloader.reload()
    assert len(running.lines) == 1
    assert running.alerts == []


def test_a_broken_policy_changes_nothing_and_is_told_once(place: Path, running: Running) -> None:
    """The last good one stays, whole; the admin hears of each distinct error once, the log each time."""
    running.reloader.reload()
    before = running.desk.policy
    change(place, "agents.yaml", "Ana Ruiz", "Ana Otra")
    change(place, "folders.yaml", "tag: vip", "tag: vips")
    assert not running.reloader.reload()
    assert running.desk.policy is before
    assert not running.reloader.reload()
    [alert] = running.alerts
    assert alert.reason == "policy"
    assert alert.detail == (
        'config/folders.yaml:2:38: there is no tag "vips". Did you mean "vip"? (tags.yaml:1)\n'
        f"(policy {before.revision} stays in force)"
    )
    assert sum("policy refused" in line for line in running.lines) == 2
    change(place, "folders.yaml", "tag: vips", "tag: vipes")
    assert not running.reloader.reload()
    assert len(running.alerts) == 2
    change(place, "folders.yaml", "tag: vipes", "tag: vip")
    assert running.reloader.reload()
    assert running.desk.policy.staff["ana"].agent.name == "Ana Otra"
    change(place, "folders.yaml", "tag: vip", "tag: vipes")
    assert not running.reloader.reload()
    assert len(running.alerts) == 3


def test_a_policy_whose_tests_fail_is_not_taken(place: Path, running: Running) -> None:
    """The case that failed is named, with what came instead."""
    running.reloader.reload()
    change(place, "folders.yaml", "Clientes VIP", "Oro")
    change(place, "tests/vip.yaml", "folder: Clientes VIP", "folder: Facturación")
    assert not running.reloader.reload()
    assert running.folders[0] == "Clientes VIP"
    assert running.alerts[0].detail.startswith(
        "config/tests/vip.yaml:6: the case «Factura urgente de VIP va a Ana y escala por tiempo» expected folder "
        "Facturación, got Oro (folders.yaml:2)"
    )


def test_a_restart_with_a_broken_policy_begins_with_the_last_good_one(place: Path) -> None:
    """Loudly, but the admin is not told again of what they know."""
    with begun() as running:
        running.reloader.reload()
        good = running.desk.policy.revision
    change(place, "folders.yaml", "tag: vip", "tag: vips")
    for told in (1, 0):
        with begun() as running:
            assert running.desk.policy.revision == good
            assert not running.reloader.reload()
            assert len(running.alerts) == told
            assert sum("policy refused" in line for line in running.lines) == 1
    change(place, "folders.yaml", "tag: vips", "tag: vip")
    change(place, "tests/vip.yaml", "folder: Clientes VIP", "folder: Facturación")
    change(place, "folders.yaml", "Soporte por correo", "Buzón")
    with begun() as running:
        assert running.desk.policy.revision == good


def test_a_first_start_needs_a_policy(place: Path) -> None:
    """With nothing to fall back on errors end it; tests that fail do not, and are told."""
    change(place, "tests/vip.yaml", "folder: Clientes VIP", "folder: Facturación")
    with begun() as running:
        assert not running.reloader.reload()
        [alert] = running.alerts
        assert f"(policy {running.desk.policy.revision} is in force all the same" in alert.detail
        assert running.desk.store.good_policy() is None
    change(place, "folders.yaml", "tag: vip", "tag: vips")
    with pytest.raises(OperatorError, match="there is no tag"), begun():
        pass


def test_a_file_saved_byte_by_byte(place: Path, running: Running) -> None:
    """Whatever half of it stands there, some whole policy is in force, old or new."""
    running.reloader.reload()
    path = place / "config/folders.yaml"
    text = path.read_text("utf-8").replace("Soporte por correo", "Buzón").encode()
    before = running.folders
    after = [*before[:-1], "Buzón"]
    seen = []
    for length in range(0, len(text) + 1, 7):
        path.write_bytes(text[:length])
        running.reloader.reload()
        seen.append(running.folders)
    path.write_bytes(text)
    assert running.reloader.reload()
    assert running.folders == after
    whole: tuple[list[str], ...] = ([], before, after)
    assert all(each in whole or each == before[: len(each)] for each in seen)


def test_the_folder_is_gone_and_comes_back(place: Path, running: Running) -> None:
    """The last good one stays."""
    running.reloader.reload()
    (place / "config").rename(place / "away")
    assert not running.reloader.reload()
    (place / "away").rename(place / "config")
    assert running.reloader.reload()
    assert running.folders


def test_the_watcher_calls_on_a_change(place: Path) -> None:
    """A file written, one put in place of another, a macro in a new folder; not for what is no policy."""
    called = threading.Event()
    watcher = Watcher(place / "config", called.set)
    watcher.start()
    try:
        for file, text in (
            ("folders.yaml", "folders: []\n"),
            ("macros/x.es.md", "---\ntitle: X\n---\nHola\n"),
        ):
            (place / "config" / file).parent.mkdir(exist_ok=True)
            beside = place / f"{Path(file).name}.new"
            beside.write_text(text, "utf-8")
            beside.replace(place / "config" / file)
            assert called.wait(20), file
            called.clear()
        before = fingerprint(place / "config")
        (place / "config/.folders.yaml.swp").write_text("x")
        assert fingerprint(place / "config") == before
        shutil.rmtree(place / "config")
        assert called.wait(20)
    finally:
        watcher.stop()


def test_reload_signals_the_daemon(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pid of the lock gets SIGHUP, after a look whether it would take the policy."""
    with pytest.raises(Stop) as caught:
        ask(None, None, False)
    assert caught.value.code == 69
    data = place / "helpdesk-data"
    data.mkdir(exist_ok=True)
    locks = RoleLocks(data)
    locks.take(["work"])
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: told.append((pid, number)))
    assert holder_of(data, "work") == os.getpid()
    told.clear()
    assert ask(None, None, True) == 0
    assert told[-1] == (os.getpid(), signal.SIGHUP)
    assert f'"pid": {os.getpid()}' in capsys.readouterr().out
    told.clear()
    change(place, "tests/vip.yaml", "folder: Clientes VIP", "folder: Facturación")
    assert ask(None, None, False) == 1
    assert "expected folder Facturación" in capsys.readouterr().err
    change(place, "folders.yaml", "tag: vip", "tag: vips")
    assert ask(None, None, False) == 78
    assert told == []
    locks.release()
    assert holder_of(data, "work") is None
