"""What a mail costs: durable acceptance, the whole pipeline by stage and by size of the store, sending.

    make bench                              (about seven minutes; the first time a store is made, two more)
    make bench ARGS="--only pipeline --mails 500 --tickets 1000 20000"
    make bench ARGS="--only policy"         (the same way with the sample policy on: what rules cost)

Figures of different machines, and of a busy and a quiet hour, differ: compare ratios, and what stands beside the
same calibration.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench import acceptance, pipeline, sending
from bench.calibrate import Calibration, calibrate
from bench.mails import MIX
from bench.stages import ORDER

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("acceptance", "pipeline", "kinds", "policy", "sending")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=PARTS, action="append", help="again for more; default all")
    parser.add_argument("--mails", type=int, default=1500, help="through the pipeline, each round")
    parser.add_argument("--tickets", type=int, nargs="+", default=[1_000, 100_000], help="stored tickets")
    parser.add_argument("--rounds", type=int, default=3, help="of each measurement; the median is printed")
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--accepted", type=int, default=3000, help="mails accepted each round")
    parser.add_argument("--sent", type=int, default=1000, help="mails sent each round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=None, help="where stores lie: its disk is measured")
    parser.add_argument(
        "--kept", type=Path, default=ROOT / "build" / "bench", help="where seeded stores are kept"
    )
    asked = parser.parse_args()
    parts = asked.only or PARTS
    with tempfile.TemporaryDirectory(dir=asked.folder) as temporary:
        print(calibrate(Path(temporary)), flush=True)
    if "acceptance" in parts:
        _acceptance(asked)
    if "pipeline" in parts:
        _pipeline(asked)
    if "kinds" in parts:
        _kinds(asked)
    if "policy" in parts:
        _pipeline(asked, sample=True)
    if "sending" in parts:
        _sending(asked)


def _acceptance(asked: argparse.Namespace) -> None:
    load = acceptance.Load(asked.accepted, asked.connections, 2000, 20)
    figures = acceptance.compare(load, asked.rounds, str(asked.folder) if asked.folder else None)
    print(f"\ndurable acceptance: {load.mails} mails of {load.size} bytes, {load.connections} connections")
    print(acceptance.table(figures), flush=True)


def _pipeline(asked: argparse.Namespace, *, sample: bool = False) -> None:
    """Every stage at every size, the sizes measured side by side; with `sample`, under the sample policy."""
    found: dict[int, list[pipeline.Measured]] = {tickets: [] for tickets in asked.tickets}
    calibrations: list[Calibration] = []
    for turn in range(asked.rounds):
        with ExitStack() as folders:
            settings: dict[int, Path] = {}
            for tickets in asked.tickets:
                folder = Path(folders.enter_context(tempfile.TemporaryDirectory(dir=asked.folder)))
                settings[tickets] = pipeline.desk_with(tickets, folder, asked.kept, sample=sample)
                calibrations.append(calibrate(folder))
            for measured in pipeline.measure(settings, asked.mails, asked.seed + turn):
                found[measured.tickets].append(measured)
    last = found[asked.tickets[0]][-1]
    policy = "with the sample policy" if sample else "with agents.yaml alone"
    print(f"\nthe whole way of a mail {policy}: {asked.mails} mails, {dict(last.outcomes)}")
    ms, commits = median(c.python_ms for c in calibrations), median(c.commits for c in calibrations)
    print(f"(beside it, {Calibration(ms, commits)})")
    _print_stages(found)


def _kinds(asked: argparse.Namespace) -> None:
    """What the worker spends on a mail of each kind, at the smallest size."""
    tickets, found = asked.tickets[0], []
    for turn in range(asked.rounds):
        with tempfile.TemporaryDirectory(dir=asked.folder) as temporary:
            settings = pipeline.desk_with(tickets, Path(temporary), asked.kept)
            found.append(pipeline.by_kind(settings, tickets, asked.mails // len(MIX), asked.seed + turn))
    print(f"\nCPU ms of the worker for one mail, by its kind, at {tickets} tickets")
    for kind in found[0]:
        print(f"  {kind:26}{median(one[kind] for one in found):12.3f}", flush=True)


def _print_stages(found: dict[int, list[pipeline.Measured]]) -> None:
    """A line a stage: CPU milliseconds for one mail at each size, and the last over the first."""
    sizes = list(found)
    print(f"{'CPU ms a mail, at tickets:':28}" + "".join(f"{size:>12}" for size in sizes) + f"{'ratio':>9}")
    stages = ["journal", *(stage for stage in ORDER if stage in found[sizes[0]][0].cpu_ms)]
    rows = [
        (stage, [median(m.cpu_ms.get(stage, 0.0) for m in found[size]) for size in sizes]) for stage in stages
    ]
    worker = [
        sum(figures[place] for stage, figures in rows if stage != "journal") for place in range(len(sizes))
    ]
    for name, figures in [*rows, ("the worker, all stages", worker)]:
        print(f"  {name:26}" + "".join(f"{ms:12.3f}" for ms in figures) + f"{_ratio(figures):9.2f}")
    for name, rates in {
        "mails/s, worker": [median(m.work_rate for m in found[size]) for size in sizes],
        "mails/s, journal and worker": [median(m.rate for m in found[size]) for size in sizes],
    }.items():
        print(f"{name:28}" + "".join(f"{rate:12.0f}" for rate in rates) + f"{_ratio(rates):9.2f}", flush=True)


def _sending(asked: argparse.Namespace) -> None:
    print(f"\nsending: {asked.sent} mails to a sink that discards")
    print(f"{'connections':>14}{'mails/s':>10}{'CPU ms':>10}")
    for connections in (1, 2):
        found = []
        for _ in range(asked.rounds):
            with tempfile.TemporaryDirectory(dir=asked.folder) as temporary:
                found.append(sending.measure(Path(temporary), asked.sent, connections))
        rate, cpu = median(one.rate for one in found), median(one.cpu_ms for one in found)
        print(f"{connections:14}{rate:10.0f}{cpu:10.3f}", flush=True)


def _ratio(figures: list[float]) -> float:
    return figures[-1] / figures[0] if figures[0] else 0.0


if __name__ == "__main__":
    main()
