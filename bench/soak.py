"""A long run: desk after desk under load, killed again and again while the servers around it come and go.

    make soak HOURS=1

Each desk is drained and called to account as in the crash runs (tests/crash); the run ends at the first thing that
does not add up. Kills and faults of the network are mixed; a full disk is not (there is a test of its own for that).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.siege import AT_RANDOM, Weather, besiege, plan
from tests.fakes.imap_server import FakeImapServer
from tests.fakes.smtp_sink import SmtpSink

A_DESK = 50  # kills of one desk


def storm(seed: int) -> Weather:
    """Weather: the relay goes away and comes back, connections break, in the middle of anything."""

    @contextmanager
    def weather(sink: SmtpSink, imap: FakeImapServer) -> Iterator[None]:
        chance, over = random.Random(seed), threading.Event()

        def blow() -> None:
            while not over.wait(chance.uniform(0.2, 2.0)):
                match chance.choice(("relay", "hang up", "imap")):
                    case "relay":
                        sink.down()
                        over.wait(chance.uniform(0.1, 1.0))
                        sink.up()
                    case "hang up":
                        sink.hang_up()
                    case _:
                        imap.drop_all()

        thread = threading.Thread(target=blow)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    return weather


def main() -> int:
    """Until the time is over or something does not add up; 1 in that case."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    asked = parser.parse_args()
    until = time.monotonic() + 3600 * asked.hours
    seed, kills, mails = asked.seed, 0, 0
    while time.monotonic() < until:
        with tempfile.TemporaryDirectory() as folder:
            # Failpoints of sending are not reached while the relay is away: half of the deaths are random all the same.
            deaths = [death if seed % 2 else AT_RANDOM for death in plan(A_DESK, seed)]
            outcome = besiege(Path(folder), deaths, seed, storm(seed))
        print(outcome, flush=True)
        if outcome.faults:
            print(*outcome.faults[:40], sep="\n")
            return 1
        seed, kills, mails = (
            seed + 1,
            kills + sum(outcome.kills.values()),
            mails + sum(outcome.kinds.values()),
        )
    print(
        f"soak: {asked.hours:g} h from seed {asked.seed}: {kills} kills, {mails} mails, nothing lost, nothing doubled"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
