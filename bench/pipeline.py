"""The whole way of a mail, from the journal to the committed ticket, with the CPU time of every stage."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.mails import MIX, Kind, Mix
from bench.people import past, write_desk
from bench.seed import fill
from bench.stages import Stages
from helpdesk.daemon.clock import ManualClock
from helpdesk.daemon.intake import Intake
from helpdesk.daemon.running import FOLDING
from helpdesk.daemon.wiring import open_desk
from helpdesk.tickets.migrate import newest_schema
from helpdesk.tickets.sqlite import sync
from helpdesk.tickets.store import Store

STORE_SEED = 2
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


def desk_with(tickets: int, folder: Path, kept: Path, *, sample: bool = False) -> Path:
    """helpdesk.toml of a desk on `folder` with so many tickets; stores once made are `kept`. With `sample` it has
    the sample policy; the stored tickets are the same, and nothing was promised about them."""
    settings = write_desk(folder, sample=sample)
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
    sync(data / "helpdesk.db")  # or the first mails pay for writing it out
    return settings


def measure(settings: Mapping[int, Path], mails: int, seed: int) -> list[Measured]:
    """Run `mails` mails of the mix through each desk, by its number of tickets.

    The desks take turns, fifty mails and a worker's round at a time: whatever else the machine does in those
    milliseconds is charged to all alike, and the ratio between them holds.
    """
    stages = Stages()
    with ExitStack() as open_desks:
        runs = [Run(open_desks, path, tickets, mails, seed) for tickets, path in settings.items()]
        for start in range(0, mails, TOGETHER):
            for run in runs:
                run.journal(stages, start)
        with stages.measured():
            while sum([run.work(stages) for run in runs]):  # a sum asks them all, any() only up to the first
                pass
        return [run.measured() for run in runs]


def by_kind(settings: Path, tickets: int, mails: int, seed: int) -> dict[Kind, float]:
    """CPU milliseconds of the worker for one mail of each kind; the kinds take turns, fifty mails at a time."""
    spent: dict[Kind, float] = dict.fromkeys(MIX, 0.0)
    turns = max(1, mails // TOGETHER)
    with ExitStack() as stack:
        run = Run(stack, settings, tickets, 0, seed)
        mix = Mix(tickets, STORE_SEED, seed, run.desk.clock.now())
        for kind in [*MIX] * turns:
            run.desk.store.receive([mix.one(kind) for _ in range(TOGETHER)])
            began = time.thread_time()
            while run.intake.work():
                pass
            spent[kind] += time.thread_time() - began
    return {kind: 1000 * seconds / turns / TOGETHER for kind, seconds in spent.items()}


class Run:
    """One desk, its mails, and what they have cost so far."""

    def __init__(self, stack: ExitStack, settings: Path, tickets: int, mails: int, seed: int) -> None:
        clock = ManualClock(_workday(past(STORE_SEED, tickets).at))
        self.desk = stack.enter_context(open_desk(settings, None, clock=clock))
        self.tickets = tickets
        mix = Mix(tickets, STORE_SEED, seed, clock.now())
        self.arrivals = [arrival for _, arrival in mix.arrivals(mails)]
        self.intake = Intake(self.desk)
        self.spent: dict[str, float] = defaultdict(float)
        self.ids: list[int] = []
        self.journal_seconds = self.work_seconds = 0.0
        _warm_up(self.desk.store, self.intake, Mix(tickets, STORE_SEED, seed + 1_000_000, clock.now()))
        stack.enter_context(_heartbeat(self.desk.store))

    def journal(self, stages: Stages, start: int) -> None:
        """Fifty arrivals in one commit."""
        began = time.perf_counter()
        stages.seconds = self.spent
        with stages.stage("journal"):
            self.ids += self.desk.store.receive(self.arrivals[start : start + TOGETHER])
        self.journal_seconds += time.perf_counter() - began

    def work(self, stages: Stages) -> int:
        """One round of the worker; how many mails it took."""
        began = time.perf_counter()
        stages.seconds = self.spent
        with stages.stage("the rest"):
            taken = self.intake.work()
        self.work_seconds += time.perf_counter() - began
        return taken

    def measured(self) -> Measured:
        """What it came to, for one mail."""
        rows = [self.desk.store.inbox(one) for one in self.ids]
        results = [row.result for row in rows if row and row.result]
        mails = len(self.ids)
        assert len(results) == mails
        return Measured(
            self.tickets,
            mails,
            mails / (self.journal_seconds + self.work_seconds),
            mails / self.journal_seconds,
            mails / self.work_seconds,
            {stage: 1000 * seconds / mails for stage, seconds in self.spent.items()},
            Counter(str(result["outcome"]) for result in results),
        )


def _workday(last: datetime) -> datetime:
    """A Wednesday morning after the store's last ticket: at each size the same people are at work, or the mails to
    a whole queue that nobody reads would be counted as the cost of a larger store."""
    day = last + timedelta(days=9 - last.weekday())
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


@contextmanager
def _heartbeat(store: Store) -> Iterator[None]:
    """What another thread of the daemon does meanwhile."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(FOLDING):
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
