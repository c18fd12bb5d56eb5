"""Random histories of everybody at once: nothing of the inside goes out, and nobody unapproved gets a word."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from helpdesk.daemon.reading.cell import ParseCell
from tests.leaks.machine import Histories, sized


def histories(cell: ParseCell, many: int, steps: int) -> None:
    """So many of so many steps, the same ones every time."""
    run_state_machine_as_test(
        sized(Histories, cell),
        settings=settings(
            max_examples=many,
            stateful_step_count=steps,
            derandomize=True,
            deadline=None,
            phases=(
                Phase.generate,
            ),  # shrinking plays a thousand histories more; the one printed is short enough
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a13_a14_whatever_happens_nothing_leaks(cell: ParseCell) -> None:
    histories(cell, 2, 12)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a13_a14_nor_in_many_histories(cell: ParseCell) -> None:
    histories(cell, 60, 30)
