"""kill -9 at every failpoint and at random, under load: every mail that got 250 is there once (B1 to B6, B17).

HELPDESK_KILLS says how many (100; `make crash` 1,000), HELPDESK_SEED repeats a run: it is printed with every outcome.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.daemon.failpoints import POINTS
from tests.crash.siege import besiege, plan

KILLS = int(os.environ.get("HELPDESK_KILLS", "100"))
SEED = int(os.environ.get("HELPDESK_SEED", "20260105"))
A_SIEGE = 25  # deaths of one desk on one data directory

DEATHS = plan(KILLS, SEED)
SIEGES = [DEATHS[start : start + A_SIEGE] for start in range(0, len(DEATHS), A_SIEGE)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(len(SIEGES)))
def test_every_mail_that_got_250_is_there_once(
    tmp_path: Path, number: int, record_property: Callable[[str, object], None]
) -> None:
    outcome = besiege(tmp_path, SIEGES[number], seed=SEED + number)
    record_property("siege", str(outcome))
    record_property("kills", sum(outcome.kills.values()))
    record_property("mails", sum(outcome.kinds.values()))
    assert outcome.faults == []
    assert outcome.missed == []


def test_every_failpoint_has_its_turn() -> None:
    assert {death.partition(":")[0] for death in plan(100, SEED)} >= POINTS.keys()
