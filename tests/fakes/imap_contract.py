"""What the IMAP poller owes whatever the server: the same tests run on the fake and on a real Dovecot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

import pytest

from helpdesk.daemon.imap.link import LinkLost
from helpdesk.daemon.imap.poll import ImapPoller
from helpdesk.mailflow.digest import mail_digest
from tests.fakes.imap_rig import AFTER, BEFORE, START, HookedLink, NoDoze, Place, Rig, mail


def append(place: Place, *subjects: str, folder: str = "INBOX", when: Any = AFTER) -> None:
    client = place.client()
    for subject in subjects:
        client.append(folder, mail(subject), (), when)
    client.logout()


def subjects_in(place: Place, folder: str) -> list[str]:
    client = place.client()
    client.select_folder(folder, readonly=True)
    rows = client.fetch(client.search(), ["BODY.PEEK[HEADER]"])
    client.logout()
    lines = [line for _, row in sorted(rows.items()) for line in row[b"BODY[HEADER]"].decode().split("\r\n")]
    return [line.removeprefix("Subject: ") for line in lines if line.startswith("Subject: ")]


class PollerContract:
    """Give a `place` fixture: an empty account on a running server."""

    def test_every_mail_arrives_once_and_is_not_marked_read(self, place: Place) -> None:
        append(place, "one", "two", "three")
        rig = Rig(place)
        assert rig.sync() == 3
        assert rig.sync() == 0
        rig.forget()
        assert rig.sync() == 0
        assert rig.memory.subjects == ["one", "two", "three"]
        assert [arrival.raw for arrival in rig.memory.rows.values()] == [
            mail("one"),
            mail("two"),
            mail("three"),
        ]
        assert all(key.startswith("imap:acct:INBOX:") for key in rig.memory.rows)
        assert all(arrival.digest == mail_digest(arrival.raw) for arrival in rig.memory.rows.values())
        client = place.client()
        client.select_folder("INBOX", readonly=True)
        assert client.search(["SEEN"]) == []
        client.logout()

    def test_seen_is_never_the_queue(self, place: Place) -> None:
        append(place, "read already", "new")
        client = place.client()
        client.select_folder("INBOX")
        client.add_flags(client.search()[:1], ["\\Seen"])
        client.logout()
        rig = Rig(place)
        assert rig.sync() == 2

    def test_another_client_flags_moves_and_expunges_during_the_poll(self, place: Place) -> None:
        append(place, "stays", "flagged", "moved", "expunged", "last")
        other = place.client()
        other.create_folder("Elsewhere")

        def interfere(link: HookedLink, uids: Sequence[int]) -> None:
            if len(uids) < 5:
                return
            other.select_folder("INBOX")
            other.add_flags([uids[1]], ["\\Seen", "\\Flagged"])
            other.move([uids[2]], "Elsewhere")
            other.delete_messages([uids[3]])
            other.uid_expunge([uids[3]])

        rig = Rig(place)
        rig.before_bodies = interfere
        rig.sync()
        rig.sync()
        other.logout()
        # A server may still hand over what was expunged a moment ago; nothing else may be missing or double.
        assert (
            {"stays", "flagged", "last"}
            <= set(rig.memory.subjects)
            <= {"stays", "flagged", "moved", "expunged", "last"}
        )
        assert max(Counter(rig.memory.subjects).values()) == 1
        gone = 5 - len(rig.memory.rows)
        assert sum(len(cast(list[int], args[2])) for args in rig.log.of("imap_vanished")) == gone
        assert rig.alerts == []

    def test_a_folder_made_anew_loses_and_doubles_nothing(self, place: Place) -> None:
        client = place.client()
        client.create_folder("Soporte")
        append(place, "one", "two", folder="Soporte")
        rig = Rig(place, folders=("Soporte",))
        assert rig.sync() == 2
        client.delete_folder("Soporte")
        client.create_folder("Soporte")
        client.logout()
        append(place, "zero", "one", "two", "three", folder="Soporte")
        assert rig.sync() == 4
        assert len(rig.log.of("imap_new_uidvalidity")) == 1
        assert len({key.split(":")[3] for key in rig.memory.rows}) == 2
        # Intake drops a digest it has seen: what is left is each mail once.
        assert len({arrival.digest for arrival in rig.memory.rows.values()}) == 4
        assert set(rig.memory.subjects) == {"zero", "one", "two", "three"}
        assert rig.sync() == 0

    def test_a_keyword_after_the_commit(self, place: Place) -> None:
        append(place, "one", "two")
        rig = Rig(place, after="keyword")
        assert rig.sync() == 2
        client = place.client()
        client.select_folder("INBOX", readonly=True)
        assert len(client.search(["KEYWORD", "hd-received"])) == 2
        client.logout()
        assert rig.alerts == []

    def test_a_move_after_the_commit_makes_the_folder(self, place: Place) -> None:
        append(place, "one", "two")
        rig = Rig(place, after="move", target="Atención al cliente")
        assert rig.sync() == 2
        append(place, "three")
        assert rig.sync() == 1
        assert subjects_in(place, "INBOX") == []
        assert subjects_in(place, "Atención al cliente") == ["one", "two", "three"]
        assert rig.memory.subjects == ["one", "two", "three"]
        assert rig.alerts == []

    def test_a_folder_with_a_name_outside_ascii_is_read(self, place: Place) -> None:
        client = place.client()
        client.create_folder("Peñas & más")
        client.logout()
        append(place, "ahí", folder="Peñas & más")
        rig = Rig(place, folders=("INBOX", "Peñas & más"))
        assert rig.sync() == 1
        assert rig.memory.subjects == ["ahí"]

    def test_the_limit_and_one_byte_more(self, place: Place) -> None:
        client = place.client()
        for size in (4999, 5000, 5001):
            client.append("INBOX", mail(f"size {size}", size=size), (), AFTER)
        client.logout()
        rig = Rig(place, max_mail_bytes=5000, language="en")
        assert rig.sync() == 3
        by_subject = dict(zip(rig.memory.subjects, rig.memory.rows.values(), strict=True))
        assert by_subject["size 5000"].raw == mail("size 5000", size=5000)
        assert by_subject["size 5000"].envelope.left_out == ""
        big = by_subject["size 5001"]
        assert (big.envelope.left_out, big.envelope.full_size) == ("too-big", 5001)
        assert b"Message-ID: <size 5001@example.org>" in big.raw
        assert b"5001 bytes long and the limit is 5000" in big.raw
        assert len(big.raw) < 2000
        assert subjects_in(place, "INBOX") == ["size 4999", "size 5000"]
        assert subjects_in(place, "too-big") == ["size 5001"]
        assert rig.alerts == []
        assert rig.sync() == 0

    def test_mail_of_the_second_of_the_first_start_is_new(self, place: Place) -> None:
        append(place, "just now", when=START)  # INTERNALDATE has no fractions
        rig = Rig(place)
        rig.clock.advance(0.6)
        rig.sync()
        assert [arrival.envelope.historic for arrival in rig.memory.rows.values()] == [False]

    def test_mail_older_than_the_first_start_is_historic(self, place: Place) -> None:
        append(place, "old", when=BEFORE)
        append(place, "new", when=AFTER)
        rig = Rig(place)
        rig.sync()
        rig.clock.advance(86400)
        rig.forget()
        append(place, "dragged in", when=BEFORE)
        append(place, "newer", when=AFTER)
        rig.sync()
        historic = {
            subject: arrival.envelope.historic
            for subject, arrival in zip(rig.memory.subjects, rig.memory.rows.values(), strict=True)
        }
        assert historic == {"old": True, "new": False, "dragged in": True, "newer": False}

    def test_a_connection_cut_in_the_fetch_loses_nothing(self, place: Place) -> None:
        append(place, *(f"m{n}" for n in range(12)))
        rig = Rig(place, batch_count=5)
        cuts = iter([False, True])

        def cut(link: HookedLink, uids: Sequence[int]) -> None:
            if next(cuts, False):
                link.cut()

        rig.before_bodies = cut
        with pytest.raises(LinkLost):
            rig.sync()
        assert len(rig.memory.rows) == 5
        assert rig.sync() == 7
        assert sorted(rig.memory.subjects) == sorted(f"m{n}" for n in range(12))

    def test_a_push_is_fetched_at_once_and_stop_is_heard(self, place: Place) -> None:
        append(place, "before")
        rig = Rig(place)
        doze = NoDoze(rig.clock)
        poller = ImapPoller(
            rig.account, rig.memory, rig.clock, log=rig.log, disk_free=lambda: rig.free, doze=doze,
            alert=lambda reason, detail: rig.alerts.append((reason, detail)),
        )  # fmt: skip
        poller.start()
        try:
            assert rig.memory.wait_for(1)
            for count, subject in enumerate(["pushed", "pushed again"], 2):
                assert doze.idling.acquire(timeout=20)
                append(place, subject)
                assert rig.memory.wait_for(count)
            assert doze.idling.acquire(timeout=20)
            idle = poller.status
        finally:
            assert poller.stop()
        assert (idle.state, idle.last_pass) == ("idle", rig.clock.now())
        assert poller.status.state == "stopped"
        assert rig.memory.subjects == ["before", "pushed", "pushed again"]
        assert doze.waits == []
        assert rig.alerts == []
