"""Starts `helpdesk` processes quickly: the modules are imported once, each process is a fork that runs `main()`.

    python -m tests.crash.zygote      (spoken to on stdin and stdout, one JSON object a line)

A start costs a tenth of what python's own start-up does, and what dies is a whole process all the same.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Zygote:
    """The test's end of it. Processes that still live when it is closed are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.zygote"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def start(self, arguments: Sequence[str], output: Path, failpoint: str = "") -> int:
        """Run `helpdesk ARGUMENTS`, both its outputs appended to the file `output`; returns its pid."""
        return int(self._ask(do="start", arguments=list(arguments), output=str(output), failpoint=failpoint))

    def ended(self, pid: int) -> int | None:
        """How it ended (0, a code, or minus the signal), None while it runs."""
        status = self._ask(do="ended", pid=pid)
        return None if status is None else int(status)

    def wait(self, pid: int) -> int:
        """The same, once it ended."""
        return int(self._ask(do="wait", pid=pid))

    def close(self) -> None:
        """Ends everything."""
        self._process.communicate(timeout=30)

    def _ask(self, **question: Any) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        answer = self._process.stdout.readline()
        assert answer, "the zygote has died"
        return json.loads(answer)


def serve() -> None:
    """The other end: obeys line by line until the input ends."""
    import helpdesk.daemon.commands.held
    import helpdesk.daemon.commands.run
    import helpdesk.daemon.commands.safety  # noqa: F401  what a start would spend its time on

    alive: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "start":
            pid = os.fork()
            if not pid:
                _become(asked)
            alive.add(pid)
            answer: int | None = pid
        else:
            answer = _reap(asked["pid"], os.WNOHANG if asked["do"] == "ended" else 0)
            if answer is not None:
                alive.discard(asked["pid"])
        print(json.dumps(answer), flush=True)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _reap(pid: int, how: int) -> int | None:
    done, status = os.waitpid(pid, how)
    return os.waitstatus_to_exitcode(status) if done else None


def _become(asked: dict[str, Any]) -> None:
    """In the child: a `helpdesk` process like any other. Never returns."""
    code = 70
    try:
        nothing, output = (
            os.open(os.devnull, os.O_RDONLY),
            os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
        )
        os.dup2(nothing, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.closerange(3, 64)
        if asked["failpoint"]:
            os.environ["HELPDESK_FAILPOINT"] = asked["failpoint"]
        sys.argv = ["helpdesk", *asked["arguments"]]
        from helpdesk.daemon.cli import main

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
