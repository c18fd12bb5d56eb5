"""The last lines of a crash run: what each siege came to, and all of them together."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        dict(report.user_properties)
        for how in ("passed", "failed")
        for report in terminalreporter.stats.get(how, [])
        if report.when == "call"
    ]
    sieges = [told for told in reports if "siege" in told]
    for told in sieges:
        terminalreporter.write_line(str(told["siege"]))
    if sieges:
        kills, mails = (sum(int(str(told[what])) for told in sieges) for what in ("kills", "mails"))
        terminalreporter.write_line(
            f"crash runs: {kills} kills, {mails} mails acknowledged and accounted for"
        )
