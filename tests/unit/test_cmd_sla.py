"""`helpdesk sla recalc` as typed: what it prints, what it leaves, a policy that is broken, a service there is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.acme_kit import ACME
from tests.unit.command_kit import Command
from tests.unit.test_cmd_rules import MAIL, TOML

pytest_plugins = ("tests.unit.command_fixtures",)


@pytest.fixture
def protocol(helpdesk: Command, tmp_path: Path) -> str:
    """A ticket of the worked example, after which everything is promised sooner."""
    (tmp_path / "helpdesk.toml").write_text(TOML)
    shutil.copytree(ACME, tmp_path / "config")
    (tmp_path / "a.eml").write_text(MAIL.format(n=1))
    [told] = helpdesk("ingest", tmp_path / "a.eml", "--authenticated", "pass", "--json").lines
    sla = tmp_path / "config/sla.yaml"
    sla.write_text(sla.read_text().replace("resolution: 3d", "resolution: 5d"))
    return str(told["protocol"])


def test_shown_then_done_then_nothing_left_to_do(helpdesk: Command, protocol: str) -> None:
    before = helpdesk("ticket", "show", protocol, "--json").out
    would, total = helpdesk("sla", "recalc", "--dry-run", "--json").lines
    assert would["protocol"] == protocol
    assert would["target"] == {"before": "tienda[1]", "after": "tienda[1]"}
    assert would["due"]["resolution"]["before"] < would["due"]["resolution"]["after"]
    assert (total["tickets"], total["changed"], total["dry_run"]) == (1, 1, True)
    assert helpdesk("ticket", "show", protocol, "--json").out == before
    said = helpdesk("sla", "recalc", "--service", "tienda")
    assert said.code == 0
    assert said.out.startswith(f"{protocol}  tienda[1] · resolution ")
    assert "1 open tickets · 1 promised anew" in said.out
    assert "helpdesk sla recalc by" in helpdesk("ticket", "show", protocol).out
    [total] = helpdesk("sla", "recalc", "--json").lines
    assert (total["changed"], total["failed"]) == (0, 0)
    assert helpdesk("verify").code == 0


def test_a_service_nobody_has_is_a_usage_error(helpdesk: Command, protocol: str) -> None:
    said = helpdesk("sla", "recalc", "--service", "tiend")
    assert said.code == 2
    assert "there is no service 'tiend'; there is tienda" in said.err
