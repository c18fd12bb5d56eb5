"""Mail made to be slow to read: of four times as much the work is four times as much, counted and not timed (A42)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.replies import hostile
from tests.unit.work_kit import Work

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # each line of Python is counted one by one
TIMES = 4
AT_MOST = 4.5  # of that; what grows with the square would be sixteen


def _grows(patch: pytest.MonkeyPatch, made: Callable[[int], Callable[[], object]], size: int) -> float:
    work = Work(patch)
    return work.of(made(TIMES * size)) / work.of(made(size))


@pytest.mark.parametrize("name", hostile.REPLIES)
def test_a42_a_reply(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _grows(monkeypatch, lambda size: hostile.reply(name, size), 10_000) < AT_MOST


@pytest.mark.parametrize("name", hostile.VERSIONS)
def test_a42_two_versions(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _grows(monkeypatch, lambda times: hostile.versions(name, times), 2_000) < AT_MOST


@pytest.mark.parametrize("name", hostile.QUOTES)
def test_a42_a_quote_that_nobody_knows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _grows(monkeypatch, lambda times: hostile.quote(name, times), 1_000) < AT_MOST
