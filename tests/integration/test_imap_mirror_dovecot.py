"""The mirror's contract on a real Dovecot, and what a real server refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.filing import Filing
from tests.fakes.imap_contract import append, subjects_in
from tests.fakes.imap_mirror_contract import MirrorContract, mirroring
from tests.fakes.imap_rig import Place
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import account, dovecot, introspection

__all__ = ["account", "dovecot", "introspection"]

pytestmark = pytest.mark.servers


class TestMirrorOfDovecot(MirrorContract):
    @pytest.fixture
    def place(self, account: Place) -> Place:
        return account


def test_a_folder_that_cannot_be_written_is_one_alert_and_no_loss(
    dovecot: Dovecot, account: Place, tmp_path: Path
) -> None:
    client = account.client()
    client.create_folder("Locked")
    client.logout()
    append(account, "one", "two")
    folder = dovecot.maildir(account) / ".Locked"
    parts = (folder / "tmp", folder / "new", folder / "cur", folder)
    for part in parts:
        part.chmod(0o500)
    filing = Filing(tmp_path)
    rig = mirroring(account, filing)
    rig.sync()
    filing.file(lambda subject: "Locked" if subject == "one" else "Open")
    rig.sync()
    rig.sync()
    assert [reason for reason, _ in rig.alerts] == ["imap-tidy"]
    assert (subjects_in(account, "INBOX"), subjects_in(account, "Open")) == (["one"], ["two"])
    for part in reversed(parts):
        part.chmod(0o700)
    rig.sync()
    assert (subjects_in(account, "INBOX"), subjects_in(account, "Locked")) == ([], ["one"])
    filing.store.close()
