"""Durable acceptance: mails a second into the real store at 50 connections, beside an aiosmtpd sink that discards.

    python -m bench.acceptance --mails 5000 --connections 50 --size 2000 --rounds 3

Three processes: the receiver with its store, the sink, and a client of raw sockets that drives both in turn, the
same mails the same way, so that the ratio of the two means something on any machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO

from aiosmtpd.smtp import SMTP

from helpdesk.daemon.smtp.group_commit import GroupCommit
from helpdesk.daemon.smtp.options import Limits, Listener, ReceiverOptions
from helpdesk.daemon.smtp.receiver import ReceiverThread
from helpdesk.tickets.store import Store

LINE = "La factura 4711 no llego a mi correo, la necesito antes del viernes por favor.\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """How much, how wide, how large, how many mails in one connection before the next one."""

    mails: int
    connections: int
    size: int
    each: int


@dataclass(frozen=True, slots=True)
class Figure:
    """Messages a second by the wall, CPU milliseconds of the server for one, and the slowest answers."""

    rate: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float


def mail(n: int, size: int) -> bytes:
    """A mail of about `size` bytes, different from every other, dot-stuffed and ended."""
    head = (
        f"From: Cliente {n} <cliente{n}@client.test>\r\nTo: support@desk.test\r\nSubject: Factura {n}\r\n"
        f"Message-ID: <{n}.{time.monotonic_ns()}@client.test>\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n\r\n"
    )
    return (head + LINE * max(1, (size - len(head)) // len(LINE))).encode() + b".\r\n"


# -- the client ----------------------------------------------------------------------------------


async def deliver_all(port: int, load: Load) -> list[float]:
    """Every mail once; returns the seconds each took from MAIL to its 250. Raises RuntimeError on any other answer."""
    numbers = iter(range(load.mails))
    took: list[float] = []

    async def one_lane() -> None:
        while True:
            batch = [n for _, n in zip(range(load.each), numbers, strict=False)]
            if not batch:
                return
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await expect(reader, b"220")
            writer.write(b"EHLO bench.test\r\n")
            await expect(reader, b"250")
            for n in batch:
                began = time.perf_counter()
                writer.write(b"MAIL FROM:<cliente@client.test>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n")
                for code in (b"250", b"250", b"354"):
                    await expect(reader, code)
                writer.write(mail(n, load.size))
                await expect(reader, b"250")
                took.append(time.perf_counter() - began)
            writer.write(b"QUIT\r\n")
            await expect(reader, b"221")
            writer.close()

    await asyncio.gather(*(one_lane() for _ in range(load.connections)))
    return took


async def expect(reader: asyncio.StreamReader, code: bytes) -> None:
    """One whole reply that begins with `code`."""
    while True:
        line = await reader.readline()
        if not line.startswith(code):
            raise RuntimeError(f"expected {code.decode()}, got {line!r}")
        if line[3:4] != b"-":
            return


# -- the servers ----------------------------------------------------------------------------------


def serve_desk(folder: Path) -> None:
    """The real receiver, the real group commit, the real store."""
    store = Store.open(f"sqlite:///{folder / 'bench.db'}")
    commit = GroupCommit(store)
    commit.start()
    limits = Limits(connections=1000, connections_per_address=1000)
    receiver = ReceiverThread(ReceiverOptions("mx.desk.test", lambda _: "support", limits=limits), commit)
    [bound] = receiver.start([Listener("smtp")])
    report(bound.port)
    receiver.drain(5)
    commit.close()
    store.close()


class Discard:
    """aiosmtpd's handler that keeps nothing."""

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        return "250 OK"


def serve_sink() -> None:
    """aiosmtpd as it comes, in its own loop, discarding."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        handler = Discard()
        server = await loop.create_server(
            lambda: SMTP(handler, loop=loop, hostname="sink"), "127.0.0.1", 0, backlog=512
        )
        port = int(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(report, port)
        server.close()

    asyncio.run(run())


def report(port: int) -> None:
    """Print the port, then at each line read the CPU seconds used so far, until the end of input."""
    print(json.dumps(port), flush=True)
    for _ in sys.stdin:
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps(used.ru_utime + used.ru_stime), flush=True)


class Server:
    """One of the two in a process of its own."""

    def __init__(self, kind: str, folder: str) -> None:
        command = [sys.executable, "-m", "bench.acceptance", "--serve", kind, "--folder", folder]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self._read())

    def cpu(self) -> float:
        """CPU seconds used so far, all threads."""
        pipe = self._pipe(self._process.stdin)
        pipe.write("\n")
        pipe.flush()
        return self._read()

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=60)

    def _read(self) -> float:
        return float(json.loads(self._pipe(self._process.stdout).readline()))

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise RuntimeError("the server has no pipe")
        return pipe


def measure(server: Server, load: Load) -> Figure:
    """One round."""
    cpu, began = server.cpu(), time.perf_counter()
    took = sorted(asyncio.run(deliver_all(server.port, load)))
    wall, used = time.perf_counter() - began, server.cpu() - cpu
    return Figure(
        load.mails / wall, 1000 * used / load.mails, 1000 * median(took), 1000 * took[int(len(took) * 0.99)]
    )


def compare(load: Load, rounds: int, folder: str | None = None) -> dict[str, Figure]:
    """Both servers in turn, `rounds` times, after one round that counts not; the median of each figure."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        servers = {kind: Server(kind, place) for kind in ("sink", "desk")}
        found: dict[str, list[Figure]] = {kind: [] for kind in servers}
        try:
            for turn in range(rounds + 1):
                for kind, server in servers.items():
                    part = (
                        load
                        if turn
                        else Load(max(1, load.mails // 10), load.connections, load.size, load.each)
                    )
                    figure = measure(server, part)
                    if turn:
                        found[kind].append(figure)
        finally:
            for server in servers.values():
                server.close()
    return {
        kind: Figure(*(median(getattr(figure, name) for figure in figures) for name in Figure.__slots__))
        for kind, figures in found.items()
    }


def table(figures: dict[str, Figure]) -> str:
    """The figures as people read them."""
    lines = [f"{'':24}{'mails/s':>10}{'CPU ms':>10}{'p50 ms':>10}{'p99 ms':>10}"]
    for kind, name in (("sink", "aiosmtpd, discarding"), ("desk", "helpdesk, durable")):
        figure = figures[kind]
        lines.append(
            f"{name:24}{figure.rate:10.0f}{figure.cpu_ms:10.3f}{figure.p50_ms:10.1f}{figure.p99_ms:10.1f}"
        )
    lines.append(f"{'ratio':24}{figures['desk'].rate / figures['sink'].rate:10.2f}")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--size", type=int, default=2000, help="bytes of a mail")
    parser.add_argument("--each", type=int, default=20, help="mails in one connection")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=None, help="where the store lies (its disk is what is measured)")
    parser.add_argument("--serve", choices=("desk", "sink"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve_desk(Path(asked.folder)) if asked.serve == "desk" else serve_sink()
        return
    load = Load(asked.mails, asked.connections, asked.size, asked.each)
    figures = compare(load, asked.rounds, asked.folder)
    print(f"{load.mails} mails of {load.size} bytes, {load.connections} connections, {load.each} mails each")
    print(table(figures))


if __name__ == "__main__":
    main()
