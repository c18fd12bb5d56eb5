"""The mirror of ticket folders on the fake IMAP server: its contract, and what only a fake can be made to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.daemon.imap.again import message_id
from helpdesk.daemon.imap.copyuid import Copied, copied
from helpdesk.daemon.imap.link import LinkLost
from tests.fakes.filing import Filing
from tests.fakes.imap_contract import append, subjects_in
from tests.fakes.imap_mirror_contract import BILLING, MirrorContract, mirroring
from tests.fakes.imap_rig import HookedLink, Place
from tests.fakes.imap_server import FakeImapServer


@pytest.fixture
def server() -> Iterator[FakeImapServer]:
    with FakeImapServer() as server:
        yield server


@pytest.fixture
def place(server: FakeImapServer) -> Place:
    return Place(server.port, server.user, server.password)


@pytest.fixture
def filing(tmp_path: Path) -> Iterator[Filing]:
    filing = Filing(tmp_path)
    yield filing
    filing.store.close()


@pytest.mark.slow  # real sockets, many connections a case
class TestMirrorOfFake(MirrorContract):
    @pytest.fixture
    def place(self, server: FakeImapServer) -> Place:
        return Place(server.port, server.user, server.password)


def test_over_quota_is_one_alert_and_the_other_folders_go_on(
    server: FakeImapServer, place: Place, filing: Filing
) -> None:
    append(place, "one", "two")
    rig = mirroring(place, filing)
    rig.sync()
    filing.file(lambda subject: "Full" if subject == "one" else "Room")
    client = place.client()
    client.create_folder("Full")
    client.logout()
    server.folders["Full"].over_quota = True
    rig.sync()
    moves = len([command for command in server.commands if command.startswith("UID MOVE")])
    rig.sync(full=False)
    assert len([command for command in server.commands if command.startswith("UID MOVE")]) == moves
    assert not rig.mirror.waits
    rig.sync()
    assert (subjects_in(place, "INBOX"), subjects_in(place, "Room")) == (["one"], ["two"])
    assert [reason for reason, _ in rig.alerts] == ["imap-tidy"]
    assert "INBOX to Full" in rig.alerts[0][1] and "OVERQUOTA" in rig.alerts[0][1]
    server.folders["Full"].over_quota = False
    rig.sync()
    assert subjects_in(place, "Full") == ["one"]
    assert len(rig.alerts) == 1


def test_a_read_only_folder_is_left_alone(server: FakeImapServer, place: Place, filing: Filing) -> None:
    append(place, "one")
    server.inbox.read_only = True
    rig = mirroring(place, filing)
    rig.sync()
    filing.file("Full")
    rig.sync()
    rig.sync()
    assert subjects_in(place, "INBOX") == ["one"]
    assert [detail.partition(": ")[2] for _, detail in rig.alerts] == [
        "INBOX to Full: the folder is read-only. The mail itself is safe."
    ]


def test_a_folder_of_others_is_never_written_to(server: FakeImapServer, place: Place, filing: Filing) -> None:
    server.others = "Others/"
    append(place, "one")
    rig = mirroring(place, filing)
    rig.sync()
    filing.file("Others/luis")
    rig.sync()
    assert subjects_in(place, "INBOX") == ["one"]
    assert "a folder of others" in rig.alerts[0][1]
    assert "Others/luis" not in server.folders


def test_a_prefix_is_put_before_the_name(server: FakeImapServer, place: Place, filing: Filing) -> None:
    server.prefix = "INBOX."
    append(place, "one")
    rig = mirroring(place, filing)
    rig.sync()
    filing.file("VIP")
    for _ in range(2):
        rig.sync()
    assert subjects_in(place, "INBOX.VIP") == ["one"]
    assert len(rig.log.of("imap_mirrored")) == 1


def test_a_connection_lost_before_the_move_is_made_up_for(
    server: FakeImapServer, place: Place, filing: Filing
) -> None:
    append(place, "one")
    rig = mirroring(place, filing)
    rig.sync()
    filing.file(BILLING)
    rig.before_move = HookedLink.cut
    with pytest.raises(LinkLost):
        rig.sync()
    rig.before_move = lambda link: None
    rig.sync()
    assert subjects_in(place, BILLING) == ["one"]


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ([b"7 3:4,9 1:3"], Copied(7, {3: 1, 4: 2, 9: 3})),
        ([b"7 3 1", b"7 4 2"], Copied(7, {3: 1, 4: 2})),
        ([b"7 3 1", b"8 4 2"], None),
        ([b"7 3:4 1"], None),
        ([b"7 1:4294967295 1:4294967295"], None),
        ([b"nonsense"], None),
        ([None], None),
        ([], None),
    ],
)
def test_copyuid_is_understood_or_not_believed(said: list[bytes], understood: Copied | None) -> None:
    assert copied(said) == understood


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"Subject: x\r\nmessage-id:\r\n <a@b>\r\n\r\nMessage-ID: <c@d>\r\n", "<a@b>"),
        (b"Subject: x\n\nMessage-ID: <c@d>\n", ""),
        (b"Message-ID: <a b@c>\r\n\r\n", ""),
        (b"Message-ID: <\xc3\xb1@c>\r\n\r\n", ""),
    ],
)
def test_what_a_message_is_searched_by(raw: bytes, found: str) -> None:
    assert message_id(raw) == found
