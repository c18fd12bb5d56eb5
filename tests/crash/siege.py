"""A siege: one desk under load, killed so many times, then drained and called to account.

python -m tests.crash.siege --kills 25 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk.daemon.failpoints import POINTS
from tests.crash.account import faults_of, look
from tests.crash.desk import Desk
from tests.crash.letters import REFUSED, Letter
from tests.crash.load import Load
from tests.crash.zygote import Zygote
from tests.fakes.imap_mailbox import Folder
from tests.fakes.imap_server import FakeImapServer
from tests.fakes.smtp_sink import SmtpSink

AT_RANDOM = ""
MOST_PASSED = 4  # a failpoint kills at its first, second, third or fourth passage
# Both as long as a busy machine may need: they end a siege that hangs, they measure nothing.
LONGEST_WAIT = 60.0  # seconds for a failpoint to be reached
LONGEST_LIFE = 0.9  # seconds until a random kill
DRAINED_IN = 60.0
GOOD_MAIL_IN = 60.0
SENT_AGAIN = 4


@dataclass(slots=True)
class Outcome:
    """What a siege came to."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    tries: int = 0
    caught: int = 0
    unsure: int = 0
    again: frozenset[str] = frozenset()
    good_mail: float = 0.0
    seconds: float = 0.0

    def __str__(self) -> str:
        at_points = sum(self.kills.values()) - self.kills[AT_RANDOM]
        return (
            f"seed {self.seed}: {sum(self.kills.values())} kills ({at_points} at failpoints), "
            f"{sum(self.kinds.values())} mails acknowledged in {self.tries} tries, {dict(self.ends)}, "
            f"{self.caught} sent, {self.unsure} unsure ({len(self.again)} sent again); a good mail after it took "
            f"{self.good_mail:.2f} s; {len(self.faults)} faults, {self.seconds:.0f} s"
        )


Weather = Callable[[SmtpSink, FakeImapServer], AbstractContextManager[None]]


def _calm(sink: SmtpSink, imap: FakeImapServer) -> AbstractContextManager[None]:
    return nullcontext()


def plan(kills: int, seed: int) -> list[str]:
    """How the desk dies each time: half of the deaths at failpoints, every one in its turn, half at random."""
    chance = random.Random(seed)
    points = [f"{name}:{1 + turn % MOST_PASSED}" for turn in range(kills) for name in POINTS]
    half = points[: max(len(POINTS), kills // 2)][:kills]
    deaths = half + [AT_RANDOM] * (kills - len(half))
    chance.shuffle(deaths)
    return deaths


def besiege(folder: Path, deaths: Sequence[str], seed: int, weather: Weather = _calm) -> Outcome:
    """Kill a desk on `folder` by each of `deaths`; the outcome's faults say what did not add up.

    `weather` is what happens to the servers around it meanwhile; it is calm again before the account.
    """
    began = time.monotonic()
    outcome = Outcome(seed)
    zygote = Zygote()
    try:
        with SmtpSink() as sink, FakeImapServer() as imap:
            imap.folders["Done"] = Folder("Done")
            sink.fail("rcpt", "550 5.1.1 no such person", times=1 << 60, to=REFUSED)
            desk = Desk(folder, zygote, sink.port, imap.port)
            load = Load(desk, sink, imap, seed)
            load.start()
            try:
                with weather(sink, imap):
                    _kill(desk, load, deaths, outcome)
                _drain(desk, load, sink, outcome)
            finally:
                load.finish()
            outcome.faults += [f"the load broke: {fault!r}" for fault in load.broken]
            _account(desk, load, sink, outcome)
    finally:
        zygote.close()
    outcome.seconds = time.monotonic() - began
    return outcome


def _kill(desk: Desk, load: Load, deaths: Sequence[str], outcome: Outcome) -> None:
    chance = random.Random(outcome.seed)
    for death in deaths:
        if load.broken:
            return
        desk.start(death)
        if death == AT_RANDOM:
            time.sleep(chance.uniform(0.0, LONGEST_LIFE))
            desk.kill()
        elif not desk.dies_within(LONGEST_WAIT):
            desk.kill()
            outcome.missed.append(death)
            continue
        outcome.kills[death.partition(":")[0]] += 1


def _drain(desk: Desk, load: Load, sink: SmtpSink, outcome: Outcome) -> None:
    """Nobody dies any more: everything on its way arrives, the queues empty, a good mail gets its answer."""
    desk.start()
    desk.listens()
    if not load.fall_silent(DRAINED_IN):
        outcome.faults.append(f"{load.ledger.owed} mails were not taken in {DRAINED_IN} seconds")
    head = f"From: good@client.test\r\nTo: support@desk.test\r\nSubject: good\r\nX-Ledger: good{outcome.seed}\r\n"
    raw = f"{head}Message-ID: <good@client.test>\r\n\r\nIs anybody there?\r\n".encode()
    began = time.monotonic()
    load.hand_over(
        Letter(f"good{outcome.seed}", "good", "smtp", "good@client.test", "support@desk.test", raw)
    )
    while not any("good@client.test" in mail.recipients for mail in list(sink.mails)):
        if time.monotonic() - began > GOOD_MAIL_IN:
            outcome.faults.append(f"a good mail was not answered in {GOOD_MAIL_IN} seconds")
            break
        time.sleep(0.01)
    outcome.good_mail = time.monotonic() - began
    _wait_till_empty(desk, outcome)
    outcome.again = _send_unsure_again(desk)
    _wait_till_empty(desk, outcome)
    desk.stop()


def _send_unsure_again(desk: Desk) -> frozenset[str]:
    """What an admin does about mail whose fate is unknown (B6); returns the Message-IDs."""
    mails = desk.says("outbox", "list", "--limit", "100000", "--json")
    unsure = [mail for mail in mails if any(to["state"] == "unsure" for to in mail["recipients"])]
    for mail in unsure[:SENT_AGAIN]:
        desk.says("outbox", "retry", str(mail["id"]))
    return frozenset(str(mail["message_id"]) for mail in unsure[:SENT_AGAIN])


def _wait_till_empty(desk: Desk, outcome: Outcome) -> None:
    until = time.monotonic() + DRAINED_IN
    while True:
        [verified] = desk.says("verify", "--json")
        queued = [mail for mail in desk.says("outbox", "list", "--limit", "100000", "--json")
                  if any(to["state"] == "queued" for to in mail["recipients"])]  # fmt: skip
        if not verified["waiting"] and not queued:
            return
        if time.monotonic() > until:
            outcome.faults.append(f"{verified['waiting']} mails and {len(queued)} outgoing ones still wait")
            return


def _account(desk: Desk, load: Load, sink: SmtpSink, outcome: Outcome) -> None:
    stored = look(desk.database)
    outcome.faults += faults_of(load.ledger, stored, sink.mails, outcome.again)
    outcome.faults += desk.faults()
    outcome.kinds, outcome.tries, outcome.caught = load.ledger.kinds, load.ledger.tries, len(sink.mails)
    outcome.ends = Counter(end for ends in stored.ends.values() for end in ends)
    outcome.unsure = sum(state == "unsure" for _, states in stored.owed.values() for state in states.values())


def main() -> int:
    """One siege, told in words; 1 where anything does not add up."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--failpoint", default="", help="die of this alone")
    parser.add_argument("--keep", default=None, help="a new folder for the desk, kept")
    asked = parser.parse_args()
    deaths = [asked.failpoint] * asked.kills if asked.failpoint else plan(asked.kills, asked.seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(asked.keep or temporary)
        folder.mkdir(exist_ok=True)
        outcome = besiege(folder, deaths, asked.seed)
    print(outcome)
    if outcome.missed:
        print("never reached:", ", ".join(outcome.missed))
    for fault in outcome.faults[:40]:
        print(fault)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
