"""kill -9 while warnings are gathered, fall due and are sent: each agent gets the one mail, and no second (B4, B31)."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from helpdesk.daemon.failpoints import POINTS, VARIABLE
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival
from helpdesk.tickets.store import Store
from tests.crash.warning_victim import take_a_turn

OPENED = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RULES_DUE = OPENED + timedelta(hours=3, minutes=12)  # 80 % of four hours
WARNINGS_DUE = RULES_DUE + timedelta(minutes=1)
TICKETS = 3
SETTINGS = """
[desk]
name = "Crash"
language = "en"
timezone = "UTC"
[[mailbox]]
name = "support"
address = "support@desk.test"
[[listen]]
kind = "smtp"
port = 2525
[limits]
free_disk = "1MB"
"""
POLICY = {
    "agents": "agents:\n"
    "  ana: {name: Ana Ruiz, email: ana@agents.test, teams: [n1], langs: [en]}\n"
    "  marta: {name: Marta Gil, email: marta@agents.test, teams: [n2], role: lead, langs: [en]}\n",
    "teams": "teams: {n1: {tier: N1}, n2: {tier: N2}}\n",
    "calendars": 'calendars: {always: {tz: UTC, hours: {mon-sun: "00:00-24:00"}}}\n',
    "sla": "services:\n"
    "  all: {describe: Everything, when: {mailbox: support}, calendar: always, targets: [{first_response: 4h}]}\n",
    "assignment": "assign: [{id: all, to: n1, pick: least_open}]\n",
    "escalation": "rules:\n"
    '  - {id: soon, when: {sla.first_response: ">= 80%"}, notify: [assignee, lead]}\n'
    '  - {id: old, when: {age: ">= 3h12m"}, notify: [assignee, lead]}\n',
}
INTAKE = sorted(point for point in POINTS if point.startswith("intake."))
OUTBOX = sorted(point for point in POINTS if point.startswith("outbox."))
# While the rules set the warnings, and while these fall due: of its passages the first and the second of two mails.
DEATHS = [(RULES_DUE, f"{point}:{n}") for point in ("timers.after-claim", *INTAKE) for n in (1,)]
DEATHS += [(WARNINGS_DUE, "timers.after-claim:1")]
DEATHS += [(WARNINGS_DUE, f"{point}:{n}") for point in (*INTAKE, *OUTBOX) for n in (1, 2)]
DEATHS.remove((WARNINGS_DUE, "intake.after-commit:2"))  # both mails are one batch


def archive(folder: Path) -> Store:
    """What the desk has stored."""
    return Store.open(f"sqlite://{folder}/helpdesk-data/helpdesk.db")


def look(folder: Path, at: datetime, point: str = "") -> int:
    """The desk's turn at this time, in a process of its own, which may be killed; returns how that ended."""
    pid = os.fork()
    if not pid:
        _become(folder, at, point)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _become(folder: Path, at: datetime, point: str) -> None:
    """In the child. Never returns."""
    code = 70
    try:
        os.environ[VARIABLE] = point
        take_a_turn(folder, at)
        code = 0
    except Exception:
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(code)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk on which some tickets have just been opened."""
    folder = tmp_path_factory.mktemp("opened")
    (folder / "config").mkdir()
    (folder / "helpdesk.toml").write_text(SETTINGS)
    for name, text in POLICY.items():
        (folder / "config" / f"{name}.yaml").write_text(text)
    assert look(folder, OPENED) == 0
    with closing(archive(folder)) as store:
        for n in range(TICKETS):
            sender = f"c{n}@client.test"
            head = f"From: {sender}\r\nTo: support@desk.test\r\nSubject: s{n}\r\nMessage-ID: <m{n}@client.test>\r\n"
            raw = f"{head}\r\nIs anybody there?\r\n".encode()
            envelope = Envelope("smtp", sender, ("support@desk.test",), "support")
            store.receive([Arrival(f"t:{n}", raw, mail_digest(raw), envelope, OPENED)])
    assert look(folder, OPENED) == 0
    return folder


def warnings(folder: Path) -> dict[str, list[str]]:
    """The texts of the warnings that went out, by agent."""
    found: dict[str, list[str]] = {}
    for path in sorted((folder / "helpdesk-data" / "outgoing" / "new").iterdir()):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        body = mail.get_body(("plain",))
        assert body is not None
        if mail["Subject"].startswith("Deadline warnings"):
            found.setdefault(str(mail["To"].addresses[0].username), []).append(body.get_content())
    return found


@pytest.mark.parametrize(("when", "point"), DEATHS)
def test_each_agent_is_warned_once_of_every_ticket(
    opened: Path, tmp_path: Path, when: datetime, point: str
) -> None:
    folder = shutil.copytree(opened, tmp_path / "desk")
    for at in (RULES_DUE, WARNINGS_DUE):
        if at == when:
            assert look(folder, at, point) == -signal.SIGKILL, "the point is passed"
        assert look(folder, at) == 0
    told = warnings(folder)
    assert sorted(told) == ["ana", "marta"]
    # Nor again: not after the outbox gave up waiting for the dead, and not at the next rules.
    assert look(folder, WARNINGS_DUE + timedelta(minutes=30)) == 0
    assert warnings(folder) == told
    with closing(archive(folder)) as store:
        protocols = [ticket.protocol for ticket in store.tickets()]
        assert len(protocols) == TICKETS
        for [text] in told.values():
            assert [text.count(f"{protocol} ") for protocol in protocols] == [1] * TICKETS
            assert text.count(" old · ") == text.count(" soon · ") == TICKETS
        for protocol in protocols:
            kinds = [(one.kind, one.after.partition(" ")[0]) for one in store.events(protocol)]
            assert [who for kind, who in kinds if kind == "warned"] == ["ana", "marta"]
            assert [kind for kind, _ in kinds].count("notified") == 1
            assert [timer.kind for timer in store.timers(protocol)].count("warn-agent") == 0
        assert store.waiting(10) == []
        assert store.verify().sound
