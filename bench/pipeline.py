"""The whole way of a mail, from the journal to the committed ticket, with the CPU time of every stage."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.mails import Mix
from bench.people import past, write_desk
from bench.seed import fill
from bench.stages import Stages, work
from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.running import HEARTBEAT
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.migrate import newest_schema
from helpdesk.tickets.store import Store

STORE_SEED = 1
TOGETHER = 50  # arrivals in one commit, as fifty connections make it


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. `cpu_ms` is by stage and for one mail; `rate` is by the wall, journal and worker in turn."""

    tickets: int
    mails: int
    rate: float
    journal_rate: float
    work_rate: float
    cpu_ms: dict[str, float]
    outcomes: Counter[str]


def desk_with(tickets: int, folder: Path, kept: Path) -> Path:
    """helpdesk.toml of a desk on `folder` with so many tickets; stores once made are `kept`."""
    settings = write_desk(folder)
    name = f"tickets-{tickets}-schema-{newest_schema('sqlite')}-seed-{STORE_SEED}.db"
    made = kept / name
    if not made.exists():
        kept.mkdir(parents=True, exist_ok=True)
        half = kept / f"{name}.half"
        half.unlink(missing_ok=True)
        store = Store.open(f"sqlite://{half.absolute()}")
        seconds = fill(store, tickets, STORE_SEED)
        store.close()
        half.rename(made)
        print(f"  (made a store of {tickets} tickets in {seconds:.0f} s: {made})")
    data = folder / "helpdesk-data"
    data.mkdir()
    shutil.copyfile(made, data / "helpdesk.db")
    (data / "helpdesk.db").chmod(0o600)
    return settings


def measure(settings: Path, tickets: int, mails: int, seed: int) -> Measured:
    """Run `mails` mails of the mix through a desk of `tickets` tickets."""
    clock = ManualClock(past(STORE_SEED, tickets).at + timedelta(days=1))
    with open_desk(settings, None, clock=clock) as desk:
        mix = Mix(tickets, STORE_SEED, seed, clock.now())
        arrivals = [arrival for _, arrival in mix.arrivals(mails)]
        intake, stages = Intake(desk), Stages()
        _warm_up(desk.store, intake, Mix(tickets, STORE_SEED, seed + 1_000_000, clock.now()))
        began = time.perf_counter()
        with _heartbeat(desk.store):
            with stages.stage("journal"):
                for start in range(0, mails, TOGETHER):
                    desk.store.receive(arrivals[start : start + TOGETHER])
            journalled = time.perf_counter()
            first = desk.store.waiting(1)[0].id
            done = work(intake, stages)
            ended = time.perf_counter()
        assert done >= mails
        outcomes = Counter(str(row.result["outcome"]) for n in range(first, first + mails)
                           if (row := desk.store.inbox(n)) and row.result)  # fmt: skip
    return Measured(
        tickets,
        mails,
        mails / (ended - began),
        mails / (journalled - began),
        mails / (ended - journalled),
        {stage: 1000 * seconds / mails for stage, seconds in stages.seconds.items()},
        outcomes,
    )


@contextmanager
def _heartbeat(store: Store) -> Iterator[None]:
    """What another thread of the daemon does meanwhile."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT):
            store.fold_log()

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _warm_up(store: Store, intake: Intake, mix: Mix) -> None:
    """Templates compiled, statements prepared, the busiest pages in the cache."""
    store.receive([arrival for _, arrival in mix.arrivals(100)])
    while intake.work():
        pass
