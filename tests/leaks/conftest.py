"""One parse cell for all desks of the leak corpus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpdesk.daemon.reading.cell import ParseCell


@pytest.fixture(scope="session")
def cell() -> Iterator[ParseCell]:
    """What reads mail, with the product's limits."""
    made = ParseCell()
    yield made
    made.close()
