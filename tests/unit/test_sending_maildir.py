"""Without a smarthost mail is kept in a Maildir: whole, once, with its envelope, private."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from helpdesk.daemon.outbox.maildir import MaildirOut
from helpdesk.daemon.outbox.send import Sender
from tests.unit.sending_kit import ANA, BEA, Sending

pytest_plugins = ("tests.unit.sending_fixtures",)


def to_maildir(sending: Sending, folder: Path) -> Sender:
    return sending.sender(carrier=lambda: MaildirOut(folder))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_any_mail_program_reads_it_and_sees_the_envelope(sending: Sending, tmp_path: Path) -> None:
    row = sending.owe(ANA, BEA)
    assert to_maildir(sending, tmp_path / "outgoing").send_due(10) == 1
    [kept] = mailbox.Maildir(tmp_path / "outgoing", create=False)
    assert kept["Return-Path"] == "<support+b-abc@desk.example>"
    assert kept.get_all("Delivered-To") == [ANA, BEA]
    assert kept["X-Envelope-To"].split(",\n ") == [ANA, BEA]
    assert kept["Subject"] == "hola"
    assert sending.states(row) == {ANA: "sent", BEA: "sent"}


def test_the_mails_own_bytes_are_not_altered_and_nobody_else_reads_them(
    sending: Sending, tmp_path: Path
) -> None:
    raw = b"Subject: hola\r\n\r\nodd \n bytes \xff\r\n."
    sending.owe(ANA, raw=raw, envelope_from="")
    to_maildir(sending, tmp_path / "outgoing").send_due(10)
    [file] = files(tmp_path / "outgoing")
    assert file.parent.name == "new"
    head = f"Return-Path: <>\r\nDelivered-To: {ANA}\r\nX-Envelope-To: {ANA}\r\n".encode()
    assert file.read_bytes() == head + raw
    assert file.stat().st_mode & 0o077 == 0
    assert (tmp_path / "outgoing").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("read", [False, True])
def test_b6_a_crash_before_the_row_said_sent_makes_no_double(
    sending: Sending, tmp_path: Path, read: bool
) -> None:
    folder = tmp_path / "outgoing"
    row = sending.owe(ANA, once=True)
    [claimed] = sending.store.next_due(sending.clock.now(), 10, 300)
    carrier = MaildirOut(folder)
    carrier.open()
    carrier.carry(claimed, [ANA], lambda _: None)  # and there the process died
    if read:
        [file] = files(folder)
        file.rename(folder / "cur" / f"{file.name}:2,S")
    sender = to_maildir(sending, folder)
    assert sender.recover() == 0
    assert sender.send_due(10) == 1
    assert (sending.states(row), len(files(folder))) == ({ANA: "sent"}, 1)


def test_b13_no_room_for_the_mail_and_it_stays_owed(sending: Sending, tmp_path: Path) -> None:
    folder = tmp_path / "outgoing"
    folder.write_text("not a folder")
    row = sending.owe(ANA)
    sender = to_maildir(sending, folder)
    assert sender.send_due(10) == 0
    assert sending.states(row) == {ANA: "queued"}
    assert "cannot write to" in sender.trouble
    folder.unlink()
    sending.clock.advance(2)
    assert sender.send_due(10) == 1
