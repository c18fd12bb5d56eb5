"""kill -9 at every failpoint on a mail's way out: nothing is lost, and nothing comes twice but what may (B5, B6)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.daemon.failpoints import POINTS
from helpdesk.daemon.outbox.maildir import MaildirOut
from tests.unit.sending_kit import ANA, Sending

pytest_plugins = ("tests.unit.sending_fixtures",)

VICTIM = Path(__file__).with_name("sending_victim.py")
# Where it is killed: the state then, and how many copies the relay has in the end of a reply, of a notification.
EXPECTED = {
    "outbox.before-connect": ("queued", 1, 1),
    "outbox.before-data": ("queued", 1, 1),
    "outbox.after-data": ("unsure", 2, 1),
    "outbox.after-mark": ("sent", 1, 1),
}


def killed(sending: Sending, point: str, folder: Path, port: int) -> None:
    """Send in another process, which dies at `point`."""
    url = f"sqlite://{sending.store.path}"
    ended = subprocess.run(
        [sys.executable, str(VICTIM), url, str(port), str(folder)],
        env={**os.environ, "HELPDESK_FAILPOINT": point},
        check=False,
        timeout=60,
    )
    assert ended.returncode == -signal.SIGKILL


def test_every_failpoint_of_the_outbox_is_tried() -> None:
    assert {point for point in POINTS if point.startswith("outbox.")} == EXPECTED.keys()


@pytest.mark.parametrize("point", EXPECTED)
@pytest.mark.parametrize("once", [False, True])
def test_b5_b6_killed_on_the_way_to_a_relay(sending: Sending, tmp_path: Path, point: str, once: bool) -> None:
    row = sending.owe(ANA, once=once)
    killed(sending, point, tmp_path / "none", sending.sink.port)
    state, copies, copies_once = EXPECTED[point]
    sender = sending.sender()
    sender.recover()
    assert sending.states(row) == {ANA: state}
    for _ in range(3):
        sender.send_due(10)
        sending.clock.advance(timedelta(minutes=15))
    assert len(sending.sink.mails) == (copies_once if once else copies)
    assert len({mail.raw for mail in sending.sink.mails}) == 1
    assert sending.states(row) == {ANA: "unsure" if once and state == "unsure" else "sent"}


@pytest.mark.parametrize("point", EXPECTED)
def test_killed_on_the_way_to_the_maildir_leaves_one_mail(
    sending: Sending, tmp_path: Path, point: str
) -> None:
    folder = tmp_path / "outgoing"
    row = sending.owe(ANA, once=True)
    killed(sending, point, folder, 0)
    sender = sending.sender(carrier=lambda: MaildirOut(folder))
    assert sender.recover() == 0
    sender.send_due(10)
    assert sending.states(row) == {ANA: "sent"}
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
