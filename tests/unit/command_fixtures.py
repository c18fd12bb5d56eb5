"""The command `helpdesk` in this process, on the built-in desk; its kit is in command_kit."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.cli import main
from tests.unit.command_kit import Command, Said


@pytest.fixture
def helpdesk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`helpdesk ARGS...`, its data in `tmp_path/data`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELPDESK_CONFIG", raising=False)

    def typed(*args: object) -> Said:
        monkeypatch.setattr("sys.argv", ["helpdesk", "--data", str(tmp_path / "data"), *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0, said.out, said.err)

    return typed
