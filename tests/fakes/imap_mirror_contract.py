"""What the mirror of ticket folders owes whatever the server: the same tests run on the fake and on a real Dovecot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpdesk.daemon.imap.poll import ImapPoller
from tests.fakes.filing import Filing, Killed
from tests.fakes.imap_contract import append, subjects_in
from tests.fakes.imap_rig import NoDoze, Place, Rig, mail

BILLING, VIP = "Facturación & cobros", "Clientes VIP"


def mirroring(place: Place, filing: Filing, **options: Any) -> Rig:
    return Rig(place, filing.store, **({"mirror_folders": True} | options))


def folders_of(place: Place, *, subscribed: bool = False) -> set[str]:
    client = place.client()
    listed = client.list_sub_folders() if subscribed else client.list_folders()
    client.logout()
    return {name for _, _, name in listed}


def rows_in(filing: Filing) -> int:
    row = filing.store._db.row("SELECT count(*) FROM inbox WHERE source_key LIKE 'imap:%'")
    assert row is not None
    return int(row[0])


class MirrorContract:
    """Give a `place` fixture: an empty account on a running server."""

    @pytest.fixture
    def filing(self, tmp_path: Path) -> Iterator[Filing]:
        filing = Filing(tmp_path)
        yield filing
        filing.store.close()

    def test_a_message_follows_its_ticket_and_follows_it_again(self, place: Place, filing: Filing) -> None:
        append(place, "one", "two", "three")
        rig = mirroring(place, filing)
        assert rig.sync() == 3
        assert subjects_in(place, "INBOX") == ["one", "two", "three"], "nothing moves before it is filed"
        filing.file(lambda subject: "" if subject == "three" else BILLING)
        rig.sync()
        assert subjects_in(place, "INBOX") == ["three"]
        assert subjects_in(place, BILLING) == ["one", "two"]
        assert BILLING in folders_of(place, subscribed=True)
        filing.refile("two", VIP)
        rig.forget()
        rig.sync()
        assert (subjects_in(place, BILLING), subjects_in(place, VIP)) == (["one"], ["two"])
        filing.refile("two", "INBOX")
        filing.refile("three", VIP)
        rig.sync()
        assert (subjects_in(place, "INBOX"), subjects_in(place, VIP)) == (["two"], ["three"])
        rig.forget()
        assert rig.sync() == 0, "what came back to the inbox is no new mail"
        assert rows_in(filing) == 3
        client = place.client()
        client.select_folder("INBOX", readonly=True)
        assert client.search(["SEEN"]) == []
        client.logout()
        assert rig.alerts == []

    def test_folders_that_are_read_too_are_no_loop(self, place: Place, filing: Filing) -> None:
        client = place.client()
        client.create_folder(BILLING)
        client.logout()
        append(place, "one", "two")
        append(place, "dropped here", folder=BILLING)
        rig = mirroring(place, filing, folders=("INBOX", BILLING))
        assert rig.sync() == 3
        filing.protocols.clear()
        filing.file(BILLING)
        for _ in range(2):
            assert rig.sync() == 0
            assert rig.sync() == 0
            rig.forget()
        assert rows_in(filing) == 3
        assert sorted(subjects_in(place, BILLING)) == ["dropped here", "one", "two"]
        assert len(rig.log.of("imap_mirrored")) == 1

    @pytest.mark.parametrize("polled", [False, True])
    @pytest.mark.parametrize("lacks", ["", "MOVE"])
    def test_killed_between_the_move_and_its_record(
        self, place: Place, filing: Filing, polled: bool, lacks: str
    ) -> None:
        client = place.client()
        client.create_folder(BILLING)
        client.logout()
        append(place, "one", "two")
        rig = mirroring(place, filing, folders=("INBOX", BILLING) if polled else ("INBOX",))
        rig.lacks = {lacks}
        rig.sync()
        filing.file(BILLING)
        filing.store.dies = True
        with pytest.raises(Killed):
            rig.sync()
        filing.store.dies = False
        rig.forget()
        assert subjects_in(place, BILLING) == ["one", "two"]
        # Without a record the folder's reader takes them for new mail, and the digest knows them.
        assert rig.sync() == (2 if polled else 0)
        assert filing.file("never asked") == ["duplicate"] * (2 if polled else 0)
        rig.sync()
        assert (subjects_in(place, "INBOX"), subjects_in(place, BILLING)) == ([], ["one", "two"])
        filing.refile("one", VIP)
        for _ in range(2):
            rig.forget()
            assert rig.sync() == 0
        assert (subjects_in(place, BILLING), subjects_in(place, VIP)) == (["two"], ["one"])
        assert rig.alerts == []

    def test_killed_between_the_copy_and_the_expunge(self, place: Place, filing: Filing) -> None:
        append(place, "one", "two")
        rig = mirroring(place, filing)
        rig.lacks = {"MOVE"}
        rig.sync()
        filing.file(BILLING)

        def die() -> None:
            raise Killed

        rig.before_remove = die
        with pytest.raises(Killed):
            rig.sync()
        rig.before_remove = lambda: None
        rig.forget()
        assert subjects_in(place, "INBOX") == subjects_in(place, BILLING) == ["one", "two"]
        rig.sync()
        assert (subjects_in(place, "INBOX"), subjects_in(place, BILLING)) == ([], ["one", "two"])
        filing.refile("two", VIP)
        rig.sync()
        assert subjects_in(place, VIP) == ["two"]

    def test_a_server_that_does_not_say_where_it_put_them(self, place: Place, filing: Filing) -> None:
        append(place, "one", "two")
        rig = mirroring(place, filing)
        rig.hears_copyuid = False
        rig.sync()
        filing.file(BILLING)
        rig.sync()
        filing.refile("one", VIP)
        rig.sync()
        assert (subjects_in(place, BILLING), subjects_in(place, VIP)) == (["two"], ["one"])
        assert rig.alerts == []

    def test_without_move_and_uidplus_nothing_is_touched(self, place: Place, filing: Filing) -> None:
        append(place, "one")
        rig = mirroring(place, filing)
        rig.lacks = {"MOVE", "UIDPLUS"}
        rig.sync()
        filing.file(BILLING)
        rig.sync()
        rig.sync()
        assert subjects_in(place, "INBOX") == ["one"]
        assert subjects_in(place, BILLING) == []
        assert [reason for reason, _ in rig.alerts] == ["imap-tidy"]
        assert "neither MOVE nor UIDPLUS" in rig.alerts[0][1]

    def test_what_somebody_took_away_is_logged_and_left_alone(self, place: Place, filing: Filing) -> None:
        append(place, "moved", "expunged", "stays")
        rig = mirroring(place, filing)
        rig.sync()
        filing.file(BILLING)
        client = place.client()
        client.create_folder("Elsewhere")
        client.select_folder("INBOX")
        uids = client.search()
        client.move(uids[:1], "Elsewhere")
        client.delete_messages(uids[1:2])
        client.uid_expunge(uids[1:2])
        client.logout()
        rig.sync()
        assert [args[1:] for args in rig.log.of("imap_vanished")] == [("INBOX", uids[:2])]
        filing.refile("moved", VIP)
        rig.sync()
        assert subjects_in(place, "Elsewhere") == ["moved"]
        assert subjects_in(place, BILLING) == ["stays"]
        assert rig.alerts == []

    def test_a_folder_made_anew_is_searched(self, place: Place, filing: Filing) -> None:
        append(place, "one", "two")
        rig = mirroring(place, filing)
        rig.sync()
        filing.file(BILLING)
        rig.sync()
        client = place.client()
        client.delete_folder(BILLING)
        client.create_folder(BILLING)
        client.append(BILLING, mail("nobody's"))
        client.append(BILLING, mail("two"))
        client.append(BILLING, mail("two").replace(b"Subject: two", b"Subject: forged"))
        client.logout()
        filing.refile("one", VIP)
        filing.refile("two", VIP)
        rig.sync()
        assert subjects_in(place, BILLING) == ["nobody's", "forged"]
        assert subjects_in(place, VIP) == ["two"]
        assert len(rig.log.of("imap_vanished")) == 1

    def test_held_mail_stays_where_it_is(self, place: Place, filing: Filing) -> None:
        append(place, "one")
        rig = mirroring(place, filing)
        rig.sync()
        filing.file(BILLING)
        append(place, "held")
        rig.sync()
        filing.hold("one")
        rig.sync()
        assert (subjects_in(place, "INBOX"), subjects_in(place, BILLING)) == (["held"], ["one"])

    def test_a_pass_moves_some_and_says_that_there_is_more(self, place: Place, filing: Filing) -> None:
        append(place, *(f"m{n}" for n in range(60)))
        rig = mirroring(place, filing)
        rig.sync()
        filing.file(BILLING)
        rig.sync()
        assert (len(subjects_in(place, BILLING)), rig.mirror.more) == (50, True)
        rig.sync()
        assert (len(subjects_in(place, BILLING)), rig.mirror.more) == (60, False)

    def test_switched_off_nothing_is_noted_or_moved(self, place: Place, filing: Filing) -> None:
        append(place, "one")
        rig = mirroring(place, filing, mirror_folders=False)
        rig.sync()
        filing.file(BILLING)
        rig.sync()
        assert subjects_in(place, "INBOX") == ["one"]
        assert BILLING not in folders_of(place)
        assert filing.store.next_move("acct") is None

    @pytest.mark.parametrize("hears_copyuid", [True, False])
    def test_filed_while_the_poller_idles_it_moves_at_once(
        self, place: Place, filing: Filing, hears_copyuid: bool
    ) -> None:
        append(place, *(f"m{n}" for n in range(60)))
        rig = mirroring(place, filing)
        rig.hears_copyuid = hears_copyuid
        doze = NoDoze(rig.clock)
        poller = ImapPoller(
            rig.account, rig.store, rig.clock, log=rig.log, disk_free=lambda: rig.free, doze=doze, connect=rig.link,
            alert=lambda reason, detail: rig.alerts.append((reason, detail)),
        )  # fmt: skip
        poller.start()
        try:
            assert doze.idling.acquire(timeout=20)
            poller.nudge()  # nothing is due: nobody is disturbed
            assert not doze.idling.acquire(timeout=0.05)
            filing.file(BILLING)
            poller.nudge()
            # More than one pass moves, and idling again only when all of it is done, in the first folder.
            assert doze.idling.acquire(timeout=20)
            assert len(subjects_in(place, BILLING)) == 60
            append(place, "pushed")
            assert doze.idling.acquire(timeout=20)
        finally:
            assert poller.stop()
        assert rows_in(filing) == 61
        assert doze.waits == []
        assert rig.alerts == []
