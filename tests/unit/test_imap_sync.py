"""Reading a folder when the server misbehaves: one bad mail stops nobody, nothing is lost, the admin is told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from helpdesk.daemon.imap.link import Link, LinkLost, ServerSaidNo, said
from helpdesk.daemon.imap.login import log_in
from helpdesk.daemon.imap.ports import NoRoom
from helpdesk.tickets.errors import StoreFull
from tests.fakes.imap_rig import HookedLink, Place, Rig, mail
from tests.fakes.imap_server import FakeImapServer

ARRIVED = "05-Jan-2026 10:00:00 +0000"


@pytest.fixture
def server() -> Iterator[FakeImapServer]:
    with FakeImapServer() as server:
        yield server


@pytest.fixture
def place(server: FakeImapServer) -> Place:
    return Place(server.port, server.user, server.password)


def passes(rig: Rig, count: int) -> None:
    """So many passes, as the poller would make them: a lost connection is followed by the next."""
    for _ in range(count):
        try:
            rig.sync()
        except LinkLost:
            continue


@pytest.mark.parametrize("poison", ["no", "drop", "withhold"])
def test_one_bad_mail_first_and_fifty_good_after(server: FakeImapServer, place: Place, poison: str) -> None:
    bad = server.deliver(mail("bad"), arrived=ARRIVED)
    bad.poison = poison
    for n in range(50):
        server.deliver(mail(f"good {n}"), arrived=ARRIVED)
    rig = Rig(place, batch_count=20)
    passes(rig, 3)
    assert {f"good {n}" for n in range(50)} <= set(rig.memory.subjects)
    passes(rig, 5)
    assert len(rig.memory.rows) == 50
    assert [reason for reason, _ in rig.alerts] == ["imap-unreadable"]
    assert "UID 1" in rig.alerts[0][1]
    marks = rig.memory.marks["acct", "INBOX", server.inbox.uidvalidity]
    assert marks[1][0] is None
    assert marks[1][1]
    assert bad in server.inbox.mails
    rig.forget()
    assert rig.sync() == 0


def test_a_body_that_never_comes_still_opens_a_ticket_by_its_headers(
    server: FakeImapServer, place: Place
) -> None:
    server.deliver(mail("half"), arrived=ARRIVED).poison = "no body"
    server.deliver(mail("good"), arrived=ARRIVED)
    rig = Rig(place, after="move", language="pt")
    passes(rig, 5)
    half = next(arrival for arrival in rig.memory.rows.values() if b"Subject: half" in arrival.raw)
    assert half.envelope.left_out == "unreadable"
    assert half.envelope.full_size == len(mail("half"))
    assert "O servidor não entregou".encode() in half.raw
    assert [reason for reason, _ in rig.alerts] == ["imap-unreadable"]
    # What could not be read stays where it is.
    assert [m.uid for m in server.inbox.mails] == [1]


def test_a_fetch_refused_once_is_done_one_by_one(server: FakeImapServer, place: Place) -> None:
    for n in range(3):
        server.deliver(mail(f"m{n}"), arrived=ARRIVED)
    server.fail_next("no-fetch")
    rig = Rig(place)
    assert rig.sync() == 3
    assert rig.alerts == []


def test_expunged_between_the_list_and_the_fetch_is_logged(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("gone"), arrived=ARRIVED)
    server.fail_next("expunge-in-fetch")
    rig = Rig(place)
    assert rig.sync() == 0
    assert rig.log.of("imap_vanished") == [("acct", "INBOX", [1])]
    assert rig.alerts == []
    server.deliver(mail("next"), arrived=ARRIVED)
    assert rig.sync() == 1


def test_dropped_in_the_middle_of_a_message(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("one", size=50_000), arrived=ARRIVED)
    server.fail_next("drop-in-fetch")
    rig = Rig(place)
    with pytest.raises(LinkLost):
        rig.sync()
    assert rig.memory.rows == {}
    assert rig.sync() == 1


def test_a_silent_server_is_given_up_after_the_timeout(server: FakeImapServer, place: Place) -> None:
    rig = Rig(place, read_timeout=20)
    link = rig.link()
    log_in(link, rig.account, renew=False)
    assert link.wire.sock.gettimeout() == 20
    link.wire.sock.settimeout(0.2)  # from here on only: a login may take its time
    server.fail_next("silent")
    with pytest.raises(LinkLost, match="timed out"):
        rig.folders[0].read(link, full=True)
    link.drop()


def test_a_size_that_lies_does_not_get_past_the_limit(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("liar", size=9000), arrived=ARRIVED).says_size = 10
    rig = Rig(place, max_mail_bytes=5000)
    assert rig.sync() == 1
    (row,) = rig.memory.rows.values()
    assert row.envelope.left_out == "too-big"
    assert len(server.folders["too-big"].mails) == 1


def test_a_literal_larger_than_asked_for_ends_the_connection(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("huge", size=5_000_000), arrived=ARRIVED).says_size = 10
    rig = Rig(place, max_mail_bytes=1000)
    rig.before_bodies = lambda link, uids: link.wire.allow(0)
    link = rig.link()
    log_in(link, rig.account, renew=False)
    link.select("INBOX", writable=False)
    with pytest.raises(LinkLost, match="more than were asked for"):
        link._fetch([1], ["BODY.PEEK[]"], 1000)
    link.drop()


def test_batches_are_bounded_by_count_and_by_bytes(server: FakeImapServer, place: Place) -> None:
    for n in range(6):
        server.deliver(mail(f"m{n}", size=3000), arrived=ARRIVED)
    server.deliver(mail("large", size=20_000), arrived=ARRIVED)
    server.deliver(mail("small"), arrived=ARRIVED)
    rig = Rig(place, batch_count=4, batch_bytes=10_000)
    asked: list[Sequence[int]] = []
    rig.before_bodies = lambda link, uids: asked.append(uids)
    assert rig.sync() == 8
    assert asked == [[1, 2, 3], [4, 5, 6], [7], [8]]


def test_bytes_are_asked_for_without_marking_them_read(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("one"), arrived=ARRIVED)
    Rig(place).sync()
    assert server.inbox.mails[0].flags == set()
    assert "EXAMINE" in " ".join(server.commands)
    assert not any(command.startswith(("SELECT", "UID STORE")) for command in server.commands)


def test_a_full_disk_pauses_before_the_fetch(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("waits"), arrived=ARRIVED)
    rig = Rig(place)
    rig.free = rig.account.min_free_bytes - 1
    with pytest.raises(NoRoom):
        rig.sync()
    assert not any("BODY" in command for command in server.commands)
    rig.free += 1
    assert rig.sync() == 1


def test_uids_lower_than_the_highest_are_not_overlooked(server: FakeImapServer, place: Place) -> None:
    for n in range(3):
        server.deliver(mail(f"m{n}"), arrived=ARRIVED)
    hidden = server.inbox.mails.pop(0)
    rig = Rig(place)
    assert rig.sync() == 2
    server.inbox.mails.insert(0, hidden)
    assert rig.sync(full=False) == 1


def test_a_push_looks_at_the_newest_uids_only(server: FakeImapServer, place: Place) -> None:
    server.inbox.uidnext = 10_000
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place)
    rig.sync()
    server.deliver(mail("two"), arrived=ARRIVED)
    assert rig.sync(full=False) == 1
    assert "UID SEARCH UID 8000:*" in server.commands


def test_a_large_folder_is_searched_in_windows(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("first"), arrived=ARRIVED)
    server.inbox.uidnext = 120_000
    server.deliver(mail("last"), arrived=ARRIVED)
    rig = Rig(place)
    assert rig.sync() == 2
    searches = [command for command in server.commands if command.startswith("UID SEARCH")]
    assert searches == [
        "UID SEARCH UID 1:50000",
        "UID SEARCH UID 50001:100000",
        "UID SEARCH UID 100001:*",
    ]


def test_no_uidvalidity_means_the_folder_is_not_read(server: FakeImapServer, place: Place) -> None:
    server.inbox.uidvalidity = 0
    with pytest.raises(ServerSaidNo, match="UIDVALIDITY"):
        Rig(place).sync()


def test_made_anew_in_the_middle_of_a_pass_is_noticed(server: FakeImapServer, place: Place) -> None:
    for n in range(3):
        server.deliver(mail(f"m{n}", size=6000 if n == 0 else 0), arrived=ARRIVED)
    rig = Rig(place, max_mail_bytes=5000, batch_count=1)

    def recreate(link: HookedLink, uids: Sequence[int]) -> None:
        rig.before_bodies = lambda link, uids: None
        server.inbox.recreate()

    rig.sync()
    rig.before_bodies = recreate
    server.deliver(mail("late"), arrived=ARRIVED)
    passes(rig, 2)
    assert set(rig.memory.subjects) == {"m0", "m1", "m2", "late"}
    # The headers stored for a mail that is too big are the same both times, so intake knows the double.
    assert len({arrival.digest for arrival in rig.memory.rows.values()}) == 4


# -- after the commit: cosmetics ----------------------------------------------------------------------


def test_a_target_over_quota_is_one_alert_and_no_loss(server: FakeImapServer, place: Place) -> None:
    rig = Rig(place, after="move", target="Helpdesk")
    server.deliver(mail("one"), arrived=ARRIVED)
    rig.sync()
    server.folders["Helpdesk"].over_quota = True
    for n in range(3):
        server.deliver(mail(f"m{n}"), arrived=ARRIVED)
        rig.sync()
    assert len(rig.memory.rows) == 4
    assert len(server.inbox.mails) == 3
    assert [reason for reason, _ in rig.alerts] == ["imap-tidy"]
    assert "OVERQUOTA" in rig.alerts[0][1]


def test_without_move_the_message_is_copied_and_only_it_is_expunged(
    server: FakeImapServer, place: Place
) -> None:
    server.capabilities.remove("MOVE")
    marked = server.deliver(mail("somebody marked this deleted"), arrived=ARRIVED)
    marked.poison = "no"
    marked.flags.add("\\Deleted")
    server.deliver(mail("two"), arrived=ARRIVED)
    rig = Rig(place, after="move")
    assert rig.sync() == 1
    assert server.inbox.mails == [marked]
    assert [m.raw for m in server.folders["Helpdesk"].mails] == [mail("two")]


def test_without_move_and_uidplus_the_message_stays(server: FakeImapServer, place: Place) -> None:
    server.capabilities.remove("MOVE")
    server.capabilities.remove("UIDPLUS")
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place, after="move")
    assert rig.sync() == 1
    assert len(server.inbox.mails) == 1
    assert [reason for reason, _ in rig.alerts] == ["imap-tidy"]
    assert not any("EXPUNGE" in command for command in server.commands)


def test_a_server_without_new_keywords_is_one_alert(server: FakeImapServer, place: Place) -> None:
    server.inbox.new_keywords = False
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place, after="keyword")
    assert rig.sync() == 1
    assert [reason for reason, _ in rig.alerts] == ["imap-tidy"]


def test_a_read_only_folder_is_read_and_left_alone(server: FakeImapServer, place: Place) -> None:
    server.inbox.read_only = True
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place, after="move")
    assert rig.sync() == 1
    assert len(server.inbox.mails) == 1
    assert "read-only" in rig.alerts[0][1]


def test_a_server_with_a_prefix_gets_the_folder_under_it(server: FakeImapServer, place: Place) -> None:
    server.prefix = "INBOX."
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place, after="move")
    assert rig.sync() == 1
    assert [m.raw for m in server.folders["INBOX.Helpdesk"].mails] == [mail("one")]


def test_a_connection_lost_before_the_move_is_made_up_for(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place, after="move")
    rig.before_move = HookedLink.cut
    with pytest.raises(LinkLost):
        rig.sync()
    assert len(rig.memory.rows) == 1
    rig.before_move = lambda link: None
    assert rig.sync() == 0
    assert server.inbox.mails == []


def test_a_process_killed_before_the_move_moves_at_its_next_start(
    server: FakeImapServer, place: Place
) -> None:
    for n in range(3):
        server.deliver(mail(f"m{n}", size=6000 if n == 0 else 0), arrived=ARRIVED)
    rig = Rig(place, after="move", max_mail_bytes=5000)
    rig.before_move = HookedLink.cut
    with pytest.raises(LinkLost):
        rig.sync()
    assert (len(rig.memory.rows), len(server.inbox.mails)) == (3, 3)
    rig.before_move = lambda link: None
    rig.forget()
    assert rig.sync() == 0
    assert server.inbox.mails == []
    assert [len(server.folders[name].mails) for name in ("Helpdesk", "too-big")] == [2, 1]


def test_without_a_folder_for_what_is_too_big_it_stays(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("big", size=6000), arrived=ARRIVED)
    rig = Rig(place, max_mail_bytes=5000, too_big_folder="", language="en")
    assert rig.sync() == 1
    assert len(server.inbox.mails) == 1
    (row,) = rig.memory.rows.values()
    assert "in folder “INBOX” of account acct.".encode() in row.raw


def test_a_mail_the_store_cannot_take_stops_nobody(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("cursed"), arrived=ARRIVED)
    for n in range(5):
        server.deliver(mail(f"good {n}"), arrived=ARRIVED)
    rig = Rig(place)
    rig.memory.cursed = b"Subject: cursed"
    for _ in range(6):
        try:
            rig.sync()
        except RuntimeError:
            continue
    assert rig.memory.subjects == [f"good {n}" for n in range(5)]
    assert [reason for reason, _ in rig.alerts] == ["imap-unreadable"]
    assert rig.sync() == 0
    assert len(server.inbox.mails) == 6


def test_a_full_store_is_not_held_against_the_message(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place)
    rig.memory.fail = StoreFull("full")
    for _ in range(10):
        with pytest.raises(StoreFull):
            rig.sync()
    rig.memory.fail = None
    assert rig.sync() == 1
    assert rig.alerts == []


def test_an_answer_nobody_foresaw_is_held_against_the_message_alone(
    server: FakeImapServer, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Link._fetch

    def fetch(self: Link, uids: Sequence[int], items: list[str], literal_bytes: int) -> object:
        with said("FETCH"):
            if 1 in uids and "BODY" in items[0]:
                raise IndexError("list index out of range")
        return real(self, uids, items, literal_bytes)

    monkeypatch.setattr(Link, "_fetch", fetch)
    server.deliver(mail("odd"), arrived=ARRIVED)
    server.deliver(mail("good"), arrived=ARRIVED)
    rig = Rig(place)
    passes(rig, 5)
    assert rig.memory.subjects == ["good"]
    assert "IndexError" in rig.alerts[0][1]


def test_the_headers_of_a_large_mail_are_bounded_too(server: FakeImapServer, place: Place) -> None:
    flood = "".join(f"X-Flood-{n}: {'y' * 60}\r\n" for n in range(2000))
    server.deliver(b"Subject: flood\r\n" + flood.encode() + mail("x", size=9000), arrived=ARRIVED)
    rig = Rig(place, max_mail_bytes=5000, max_header_bytes=20_000)
    assert rig.sync() == 1
    (row,) = rig.memory.rows.values()
    assert len(row.raw.partition(b"\r\n\r\n")[0]) <= 20_000
    assert row.raw.startswith(b"Subject: flood\r\n")
