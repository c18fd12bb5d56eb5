"""The poller's patience: back-off with jitter, rare tries after a refusal, silence told once, polls beside IDLE."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from helpdesk.daemon.imap.idle import Woken
from helpdesk.daemon.imap.link import Link
from helpdesk.daemon.imap.oauth import AskAgainLater, AskOperator
from helpdesk.daemon.imap.poll import ImapPoller
from helpdesk.tickets.errors import StoreBusy, StoreFull
from tests.fakes.imap_rig import NoDoze, Place, Rig, mail
from tests.fakes.imap_server import FakeImapServer

ARRIVED = "05-Jan-2026 10:00:00 +0000"


@pytest.fixture
def server() -> Iterator[FakeImapServer]:
    with FakeImapServer() as server:
        yield server


@pytest.fixture
def place(server: FakeImapServer) -> Place:
    return Place(server.port, server.user, server.password)


class Script(NoDoze):
    """Runs `step(n)` at the n-th wait, then lets the time pass; stops after `limit` waits."""

    def __init__(self, rig: Rig, limit: int, step: Callable[[int], None] = lambda n: None) -> None:
        super().__init__(rig.clock, limit)
        self.pass_time = True
        self.step = step

    def wait(self, seconds: float, sock: Any = None) -> Woken:
        woken = super().wait(seconds, sock)
        self.step(len(self.waits))
        return woken


def poller(rig: Rig, doze: NoDoze, connect: Callable[..., Link] = Link) -> ImapPoller:
    return ImapPoller(
        rig.account,
        rig.store,
        rig.clock,
        log=rig.log,
        alert=lambda reason, detail: rig.alerts.append((reason, detail)),
        disk_free=lambda: rig.free,
        received=rig.woken.extend,
        connect=connect,
        doze=doze,
        jitter=lambda: 1.0,
    )


def reasons(rig: Rig) -> list[str]:
    return [reason for reason, _ in rig.alerts]


def test_an_hour_of_refusals_is_a_dozen_tries_and_one_alert(server: FakeImapServer, place: Place) -> None:
    server.fail_next("refuse-login", 1000)
    rig = Rig(place)
    doze = Script(rig, 12)
    poller(rig, doze).run()
    assert doze.waits == [300.0] * 12
    assert server.logins == 12
    assert reasons(rig) == ["imap-refused"]
    assert place.password not in rig.alerts[0][1]


def test_a_refusal_that_ends_is_followed_by_the_mail(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("waited"), arrived=ARRIVED)
    server.fail_next("refuse-login", 3)
    rig = Rig(place)
    polling = poller(rig, Script(rig, 5))
    polling.run()
    assert rig.memory.subjects == ["waited"]
    # Refused again another day, the admin is told again.
    server.fail_next("refuse-login", 1)
    poller(rig, Script(rig, 1)).run()
    assert reasons(rig).count("imap-refused") == 2


@pytest.mark.parametrize(
    ("error", "wait", "told"),
    [(AskOperator("consent gone"), 300.0, ["imap-refused"]), (AskAgainLater("503"), 1.0, [])],
)
def test_a_token_that_cannot_be_had(
    server: FakeImapServer, place: Place, error: Exception, wait: float, told: list[str]
) -> None:
    class NoTokens:
        def token(self, *, renew: bool = False) -> str:
            raise error

    rig = Rig(place, login="xoauth2", tokens=NoTokens())
    doze = Script(rig, 1)
    poller(rig, doze).run()
    assert doze.waits == [wait]
    assert reasons(rig) == told
    assert server.logins == 0


def test_lost_connections_are_waited_for_longer_and_longer(server: FakeImapServer, place: Place) -> None:
    server.fail_next("no-greeting", 1000)
    rig = Rig(place)
    doze = Script(rig, 12)
    poller(rig, doze).run()
    assert doze.waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert reasons(rig) == ["imap-silent"]
    assert "nothing read for 13 minutes" in rig.alerts[0][1]


def test_jitter_takes_up_to_half(server: FakeImapServer, place: Place) -> None:
    server.fail_next("no-greeting", 1000)
    rig = Rig(place)
    doze = Script(rig, 3)
    polling = poller(rig, doze)
    polling._jitter = lambda: 0.0
    polling.run()
    assert doze.waits == [0.5, 1, 2]


def test_the_wait_is_short_again_after_a_good_pass(server: FakeImapServer, place: Place) -> None:
    server.fail_next("no-greeting", 3)
    rig = Rig(place)

    def step(n: int) -> None:
        if n == 4:
            server.drop_all()

    doze = Script(rig, 5, step)
    poller(rig, doze).run()
    assert doze.waits == [1, 2, 4, 300, 1]


def test_everything_is_polled_every_five_minutes_whatever_idle_says(
    server: FakeImapServer, place: Place
) -> None:
    rig = Rig(place, idle_max=120)
    doze = Script(rig, 6)
    poller(rig, doze).run()
    assert doze.waits == [120, 120, 60, 120, 120, 60]
    assert server.commands.count('EXAMINE "INBOX"') == 2


def test_a_session_gone_bad_is_ended_and_begun_anew(server: FakeImapServer, place: Place) -> None:
    """Dovecot refuses a folder to an open session for ever when the folder's index was made anew under it."""
    rig = Rig(place, idle=False)

    def step(n: int) -> None:
        if n == 1:
            server.fail_next("sick-session")
            server.deliver(mail("after"), arrived=ARRIVED)

    doze = Script(rig, 3, step)
    poller(rig, doze).run()
    assert doze.waits == [300, 1, 300]
    assert server.logins == 2
    assert rig.memory.subjects == ["after"]
    assert rig.alerts == []


def test_every_folder_is_read_and_the_first_is_watched(server: FakeImapServer, place: Place) -> None:
    client = place.client()
    client.create_folder("Ventas")
    client.logout()
    server.deliver(mail("inbox"), arrived=ARRIVED)
    server.deliver(mail("ventas"), folder="Ventas", arrived=ARRIVED)
    rig = Rig(place, folders=("INBOX", "Missing", "Ventas"))
    poller(rig, Script(rig, 3)).run()
    assert set(rig.memory.subjects) == {"inbox", "ventas"}
    opened = [command for command in server.commands if command.startswith("EXAMINE")]
    assert opened[:4] == [f'EXAMINE "{name}"' for name in ("INBOX", "Missing", "Ventas", "INBOX")]
    assert server.commands.count("IDLE") == 3
    assert reasons(rig) == ["imap-folder"]
    assert "Missing" in rig.alerts[0][1]


def test_a_server_without_idle_is_polled(server: FakeImapServer, place: Place) -> None:
    server.capabilities.remove("IDLE")
    rig = Rig(place)

    def step(n: int) -> None:
        server.deliver(mail(f"later {n}"), arrived=ARRIVED)

    doze = Script(rig, 2, step)
    poller(rig, doze).run()
    assert doze.waits == [300, 300]
    assert "IDLE" not in server.commands
    assert rig.memory.subjects == ["later 1"]


def test_a_dead_peer_in_idle_is_left_and_the_mail_still_comes(
    server: FakeImapServer, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The black hole of B20: nothing is pushed, DONE is not answered, the mail is seen before six minutes are over."""
    monkeypatch.setattr("helpdesk.daemon.imap.idle.DONE_TIMEOUT", 0.1)
    server.fail_next("deaf-idle")
    rig = Rig(place)

    def step(n: int) -> None:
        if n == 1:
            server.deliver(mail("unseen"), arrived=ARRIVED)

    doze = Script(rig, 3, step)
    poller(rig, doze).run()
    assert rig.memory.subjects == ["unseen"]
    assert doze.waits == [300, 1, 300]


def test_news_that_came_during_the_pass_is_read_before_idling(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("first"), arrived=ARRIVED)
    rig = Rig(place)

    def arrive(link: Any, uids: Sequence[int]) -> None:
        rig.before_bodies = lambda link, uids: None
        server.deliver(mail("second"), arrived=ARRIVED)

    rig.before_bodies = arrive
    doze = Script(rig, 1)
    poller(rig, doze, connect=rig.link).run()
    assert rig.memory.subjects == ["first", "second"]
    assert doze.waits == [300]


def test_a_full_disk_is_told_once_and_resumes_by_itself(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("waits"), arrived=ARRIVED)
    rig = Rig(place)
    rig.free = 1000

    def step(n: int) -> None:
        if n == 40:
            rig.free = 10**12

    doze = Script(rig, 41, step)
    poller(rig, doze).run()
    assert doze.waits[:40] == [30.0] * 40
    assert reasons(rig) == ["disk-full"]
    assert len(rig.log.of("imap_trouble")) == 1
    assert rig.memory.subjects == ["waits"]


@pytest.mark.parametrize(
    ("error", "wait", "told"), [(StoreFull("full"), 30.0, ["disk-full"]), (StoreBusy("busy"), 1.0, [])]
)
def test_a_store_that_cannot_leaves_the_mail_where_it_is(
    server: FakeImapServer, place: Place, error: Exception, wait: float, told: list[str]
) -> None:
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place, after="move")
    rig.memory.fail = error
    doze = Script(rig, 1)
    poller(rig, doze).run()
    assert doze.waits == [wait]
    assert reasons(rig) == told
    assert len(server.inbox.mails) == 1


def test_a_fault_of_ours_is_told_and_does_not_end_the_thread(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place)
    rig.memory.fail = RuntimeError("secret detail")

    def step(n: int) -> None:
        if n == 2:
            rig.memory.fail = None

    poller(rig, Script(rig, 3, step)).run()
    assert reasons(rig) == ["imap-fault"]
    assert "secret detail" not in rig.alerts[0][1]
    assert rig.memory.subjects == ["one"]


def test_stop_before_start(place: Place) -> None:
    rig = Rig(place)
    assert poller(rig, NoDoze(rig.clock)).stop()


def test_stop_cuts_a_connection_that_hangs(server: FakeImapServer, place: Place) -> None:
    server.fail_next("silent")
    rig = Rig(place, read_timeout=60)
    polling = poller(rig, NoDoze(rig.clock))
    polling.start()
    assert server.asked.wait(20)
    assert polling.stop(grace=0.2)
    assert polling.status.state == "stopped"


def test_stop_in_a_large_import_ends_after_the_batch_in_hand(server: FakeImapServer, place: Place) -> None:
    for n in range(30):
        server.deliver(mail(f"m{n}"), arrived=ARRIVED)
    rig = Rig(place, batch_count=5)
    doze = NoDoze(rig.clock)

    def stop(link: Any, uids: Sequence[int]) -> None:
        doze.stop()

    rig.before_bodies = stop
    poller(rig, doze, connect=rig.link).run()
    assert len(rig.memory.rows) == 5


def test_the_status_says_how_it_is(server: FakeImapServer, place: Place) -> None:
    server.fail_next("refuse-login")
    rig = Rig(place)
    seen: list[str] = []
    doze = Script(rig, 2, lambda n: seen.append(polling.status.state))
    polling = poller(rig, doze)
    assert polling.status.last_pass is None
    polling.run()
    assert seen == ["refused", "idle"]
    assert polling.status.last_pass is not None


def test_an_alert_that_cannot_be_stored_does_not_stop_the_mail(server: FakeImapServer, place: Place) -> None:
    server.deliver(mail("one"), arrived=ARRIVED)
    server.fail_next("refuse-login")
    rig = Rig(place)
    polling = poller(rig, Script(rig, 2))

    def broken(reason: str, detail: str) -> None:
        raise RuntimeError("the database is away")

    polling._alert = broken
    polling.run()
    assert rig.memory.subjects == ["one"]
    assert len(rig.log.of("fault")) == 1


@pytest.mark.slow  # hours of polling
def test_a_trouble_that_lasts_is_told_again_the_next_day(server: FakeImapServer, place: Place) -> None:
    server.fail_next("refuse-login", 1000)
    rig = Rig(place)
    poller(rig, Script(rig, 300)).run()
    assert reasons(rig) == ["imap-refused"] * 2


def test_a_server_that_repeats_itself_is_not_read_without_end(server: FakeImapServer, place: Place) -> None:
    server.repeats_exists = True
    server.deliver(mail("one"), arrived=ARRIVED)
    rig = Rig(place)
    doze = Script(rig, 20)
    poller(rig, doze).run()
    # Whether a push is there before or after the wait begins is the network's affair; that it is not endless is ours.
    assert server.commands.count("IDLE") <= 2 * len(doze.waits) + 30
