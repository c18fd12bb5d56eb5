"""The demo plays to its end as scripted, guards the folder it writes into, and answers those who write as the cast."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HELPDESK = [sys.executable, "-c", "from helpdesk.daemon.cli import main; main()"]
STEPS = 12


def helpdesk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*HELPDESK, *arguments], capture_output=True, text=True, timeout=100, check=False)


def test_the_story_comes_out_as_scripted_and_leaves_nothing_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    before = {path for path in Path.cwd().iterdir() if path.name != ".pytest_cache"}
    first = helpdesk("demo", "--dir", str(folder), "--once")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Todo salió como estaba escrito." in first.stdout
    assert f"\n{STEPS}. " in first.stdout and f"\n{STEPS + 1}. " not in first.stdout
    assert "✗" not in first.stdout
    assert "reglas: carpeta Facturación · facturacion · respuesta antes del " in first.stdout
    assert {path for path in Path.cwd().iterdir() if path.name != ".pytest_cache"} == before
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]

    told = helpdesk("--config", str(folder / "helpdesk.toml"), "verify", "--json")
    assert json.loads(told.stdout)["sound"] is True
    strange = {
        line for line in (folder / "helpdesk.log").read_text().splitlines() if '"level": "error"' in line
    }
    assert strange == set()

    again = helpdesk("demo", "--dir", str(folder), "--once")
    assert again.returncode == 0, "a second run starts fresh" + again.stdout + again.stderr


def test_a_folder_that_is_no_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "dear").write_text("precious")
    refused = helpdesk("demo", "--dir", str(tmp_path), "--once")
    assert refused.returncode == 2
    assert "this folder is no demo's" in refused.stderr
    assert (tmp_path / "mail" / "dear").read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["mail"]


def test_one_writes_as_the_cast_to_the_running_demo(tmp_path: Path) -> None:
    folder = str(tmp_path / "demo")
    with running(folder) as demo:
        link = read_until(demo, "Los casos").split()[2]
        read_until(demo, "Ctrl-C")
        assert link.startswith("http://127.0.0.1:") and "/enter/" in link

        second = helpdesk("demo", "--dir", folder, "--once")
        assert second.returncode == 75, "a demo that runs is not swept away"
        stranger = helpdesk("demo", "--dir", folder, "mail", "lucas", "hola")
        assert stranger.returncode == 2 and "lucia" in stranger.stderr

        sent = helpdesk("demo", "--dir", folder, "mail", "lucia", "¿Y mi reembolso?")
        assert sent.returncode == 0, sent.stderr
        assert "lucia → soporte" in read_until(demo, "lucia → soporte")
        assert "va a su caso" in demo.readline()
        assert "soporte → ana" in demo.readline()
        answered = helpdesk("demo", "--dir", folder, "mail", "ana", "Ya está hecho.")
        assert answered.returncode == 0, answered.stderr
        assert "soporte → lucia" in read_until(demo, "soporte → lucia")
    nobody = helpdesk("demo", "--dir", folder, "mail", "lucia", "hola")
    assert nobody.returncode == 69 and "no demo is running here" in nobody.stderr


class Reader:
    """What a running demo says, line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._lines = process.stdout

    def readline(self) -> str:
        return self._lines.readline()


def read_until(demo: Reader, word: str) -> str:
    seen = []
    while line := demo.readline():
        seen.append(line)
        if word in line:
            return line
    raise AssertionError("".join(seen))


@contextmanager
def running(folder: str) -> Iterator[Reader]:
    """A demo that goes on until it is told to end, as Ctrl-C does; it must end well."""
    process = subprocess.Popen(
        [*HELPDESK, "demo", "--dir", folder],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        yield Reader(process)
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert "La demo termina." in process.stdout.read()
        assert process.wait(30) == 0
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()
