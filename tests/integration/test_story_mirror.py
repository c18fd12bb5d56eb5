"""A desk with its policy and a real Dovecot: a rule files a ticket, and its mail moves there; not in shadow mode."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.imap_contract import subjects_in
from tests.fakes.imap_rig import Place
from tests.integration.desk_mails import letter
from tests.integration.desk_rig import Desk
from tests.servers.fixtures import account, dovecot, introspection

__all__ = ["account", "dovecot", "introspection"]

pytestmark = pytest.mark.servers

FOLDERS = """
folders:
  - {name: Urgente, when: {priority: urgent}}
  - {name: Facturación, when: {text: factura}}
  - {name: Resto, default: true}
"""
TAGS = """
tags: {}
rules:
  - {id: urgent, when: {text: urgente}, set: {priority: urgent}}
"""


def desk_at(folder: Path, account: Place, *flags: str) -> Desk:
    desk = Desk(folder, imap={"support": account}, imap_settings="mirror_folders = true", flags=flags)
    (folder / "config" / "folders.yaml").write_text(FOLDERS)
    (folder / "config" / "tags.yaml").write_text(TAGS)
    return desk


def put(account: Place, *mails: bytes) -> None:
    client = account.client()
    for raw in mails:
        client.append("INBOX", raw)
    client.logout()


def folders_with(account: Place) -> dict[str, int]:
    client = account.client()
    names = [name for _, _, name in client.list_folders()]
    client.logout()
    return {name: count for name in names if (count := len(subjects_in(account, name)))}


def test_a_mail_follows_its_ticket_within_moments(tmp_path: Path, account: Place) -> None:
    first = letter("Mi factura", extra="Message-ID: <first@client.test>\r\n", proved=True)
    other = letter("Otra cosa", "Hola, ¿abren hoy?", proved=True)
    with desk_at(tmp_path / "desk", account) as desk:
        put(account, first, other)
        # Far sooner than the full poll, which comes every five minutes: intake's commit wakes the poller.
        desk.until(lambda: folders_with(account) == {"Facturación": 1, "Resto": 1}, "both are filed")
        thread = "In-Reply-To: <first@client.test>\r\nReferences: <first@client.test>\r\n"
        put(account, letter("Re: Mi factura", "Es urgente.", extra=thread, proved=True))
        desk.until(lambda: folders_with(account) == {"Urgente": 2, "Resto": 1}, "the ticket is filed anew")
        assert len(desk.tickets()) == 2
        desk.verified()


def test_in_shadow_mode_nothing_moves(tmp_path: Path, account: Place) -> None:
    with desk_at(tmp_path / "desk", account, "--shadow") as desk:
        put(account, letter("Mi factura", proved=True))
        desk.until(lambda: len(desk.tickets()) == 1, "the ticket")
        assert desk.tickets()[0]["folder"] == "Facturación"
    assert folders_with(account) == {"INBOX": 1}
