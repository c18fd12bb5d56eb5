"""Somebody else works in the polled account, or its folders are made anew: nothing is lost and nothing doubled."""

from __future__ import annotations

import random
import smtplib
from collections import Counter
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.fakes.imap_rig import Place
from tests.integration.desk_mails import letter
from tests.integration.desk_rig import Desk
from tests.servers.dovecot import Dovecot
from tests.servers.fixtures import account, dovecot, introspection

__all__ = ["account", "dovecot", "introspection"]

pytestmark = pytest.mark.servers

AT_START, LATER = 200, 40
MOVED, REMOVED = 25, 25
# A poll of many steps, so that another client comes in between them.
SMALL_STEPS = 'batch = 2\npoll = "1s"'
MANY = 400  # more than a desk takes between its first word and its end


def deliver(dovecot: Dovecot, place: Place, mails: list[bytes]) -> None:
    """As Postfix would hand them over."""
    with smtplib.LMTP("127.0.0.1", dovecot.ports.lmtp) as client:
        for mail in mails:
            client.sendmail("cliente@client.test", [place.user], mail)


def letters(numbers: range) -> list[bytes]:
    return [letter(f"Asunto {n}", sender=f"cliente{n}@client.test") for n in numbers]


def subjects(numbers: range) -> set[str]:
    return {f"Asunto {n}" for n in numbers}


def contents(client: Any, folder: str) -> dict[int, str]:
    """UID -> subject of what lies in a folder, which stays selected."""
    client.select_folder(folder)
    rows = client.fetch(client.search(), ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"])
    texts = {uid: row[b"BODY[HEADER.FIELDS (SUBJECT)]"].decode() for uid, row in rows.items()}
    return {uid: text.partition(":")[2].strip() for uid, text in texts.items()}


class Colleague(Thread):
    """Another client at the same account: flags, moves and deletes what is in the inbox, as fast as it can."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._client = place.client()
        self._client.create_folder("Otros")
        self._chance = random.Random(7)
        self.moved: dict[int, str] = {}
        self.removed: dict[int, str] = {}

    def run(self) -> None:
        while len(self.removed) < REMOVED or len(self.moved) < MOVED:
            inbox = contents(self._client, "INBOX")
            some = self._chance.sample(sorted(inbox), 4)
            self._client.add_flags(some, [b"\\Seen", b"\\Flagged"])
            self._client.remove_flags(some[1:], [b"\\Seen"])
            if len(self.moved) < MOVED:
                self._client.move(some[:1], "Otros")
                self.moved[some[0]] = inbox[some[0]]
            if len(self.removed) < REMOVED:
                self._client.delete_messages(some[1:2])
                self._client.uid_expunge(some[1:2])
                self.removed[some[1]] = inbox[some[1]]
        self._client.logout()


def test_a_second_client_at_work_during_the_poll_loses_nothing(
    tmp_path: Path, dovecot: Dovecot, account: Place
) -> None:
    deliver(dovecot, account, letters(range(AT_START)))
    colleague = Colleague(account)
    folders = f'folders = ["INBOX", "Otros"]\n{SMALL_STEPS}'
    with Desk(tmp_path / "d", imap={"support": account}, imap_settings=folders) as desk:
        # From here on the desk has listed the inbox: whatever it lists and cannot read, it must name.
        desk.until(lambda: bool(desk.logged("imap received")), "the first of them")
        colleague.start()
        deliver(dovecot, account, letters(range(AT_START, AT_START + LATER)))
        colleague.join(60)
        assert not colleague.is_alive()
        assert desk.figures()["tickets"] < AT_START, "the colleague was too slow to meet the poll"
        everything = AT_START + LATER
        desk.wait_for(tickets=everything - REMOVED)
        client = account.client()
        there = set(contents(client, "INBOX").values()) | set(contents(client, "Otros").values())
        client.logout()
        desk.until(lambda: there <= {one["subject"] for one in desk.tickets()}, "all that is in the account")
        desk.quiet()

        got = Counter(one["subject"] for one in desk.tickets())
        assert set(got.values()) == {1}, "each once, also what was seen in two folders"
        missing = subjects(range(everything)) - set(got)
        assert missing <= set(colleague.removed.values()), "nothing but what was removed may be missing"
        assert missing, "some were removed before the desk had read them"
        vanished = {
            int(uid)
            for entry in desk.logged("imap vanished")
            for uid in entry["uids"].split()
            if uid != "..."
        }
        listed = {uid for uid, subject in colleague.removed.items() if subject in missing and uid <= AT_START}
        assert listed <= vanished, "what it had listed and lost, it names"
        assert desk.logged("imap trouble") == []
        desk.verified()


@pytest.mark.parametrize("how", ["folder", "inbox"])
def test_a_folder_made_anew_loses_nothing_and_doubles_nothing(
    tmp_path: Path, dovecot: Dovecot, account: Place, how: str
) -> None:
    """UIDVALIDITY changes: once since a folder is deleted and filled again, once since the server lost its index."""
    folder = "Soporte" if how == "folder" else "INBOX"
    old, new = letters(range(20)), letters(range(20, 30))
    client = account.client()
    if how == "folder":
        client.create_folder(folder)
    for mail in old:
        client.append(folder, mail)
    before = client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"]
    settings = (
        f'folders = ["INBOX"{", " + chr(34) + folder + chr(34) if how == "folder" else ""}]\npoll = "1s"'
    )
    with Desk(tmp_path / "d", imap={"support": account}, imap_settings=settings) as desk:
        desk.wait_for(tickets=20)
        if how == "folder":
            client.delete_folder(folder)
            client.create_folder(folder)
            for mail in reversed(old):
                client.append(folder, mail)
        else:
            client.logout()
            for index in dovecot.maildir(account).glob("dovecot*"):
                index.unlink()
            client = account.client()
        for mail in new:
            client.append(folder, mail)
        assert client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"] != before
        client.logout()
        desk.wait_for(tickets=30)
        desk.until(lambda: len(desk.logged("took")) >= 50, "the old ones again")
        desk.quiet()
        assert Counter(one["subject"] for one in desk.tickets()) == dict.fromkeys(subjects(range(30)), 1)
        assert {one["message_count"] for one in desk.tickets()} == {1}
        assert Counter(entry["outcome"] for entry in desk.logged("took"))["duplicate"] == 20
        desk.verified()


def test_mail_that_waits_in_the_account_while_the_desk_is_down_comes_once(
    tmp_path: Path, dovecot: Dovecot, account: Place
) -> None:
    """Seen and flagged by people meanwhile, and stopped in the middle of the poll: the flags say nothing."""
    desk = Desk(tmp_path / "d", imap={"support": account}, imap_settings=SMALL_STEPS)
    deliver(dovecot, account, letters(range(MANY)))
    with desk:
        desk.until(lambda: bool(desk.logged("imap received")), "the first of them")
    assert 0 < len(desk.logged("took")) < MANY
    client = account.client()
    client.select_folder("INBOX")
    client.add_flags(client.search(), [b"\\Seen"])
    client.logout()
    deliver(dovecot, account, letters(range(MANY, MANY + 10)))
    with desk:
        desk.wait_for(tickets=MANY + 10)
        assert Counter(one["subject"] for one in desk.tickets()) == dict.fromkeys(
            subjects(range(MANY + 10)), 1
        )
        desk.verified()
