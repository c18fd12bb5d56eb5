"""Which numbers are looked at: evenly spread, whatever they have in common, and nearly the same a minute later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.tickets.evenly import GOLDEN, RUN, WHOLE, evenly, share_of


@given(st.integers(1, 10**7), st.integers(0, 20_000), st.integers(1, 3_000))
def test_steps_leave_nothing_out_and_take_nothing_more(first: int, there: int, wanted: int) -> None:
    last, share = first + there - 1, share_of(wanted, there) if there else WHOLE
    assert evenly(first, last, wanted) == [
        n for n in range(first, last + 1) if n // RUN * GOLDEN % WHOLE < share
    ]


@pytest.mark.parametrize("there", [1_201, 1_300, 2_400, 25_920, 1_000_000])
def test_as_many_as_wanted_from_all_parts_of_the_row(there: int) -> None:
    found = evenly(7_000, 7_000 + there - 1, 1_200)
    assert abs(len(found) - 1_200) <= 4 * RUN
    tenths = [
        sum(tenth * there <= 10 * (n - 7_000) < (tenth + 1) * there for n in found) for tenth in range(10)
    ]
    assert max(tenths) - min(tenths) <= 4 * RUN, tenths


@pytest.mark.parametrize("each", range(2, 31))
def test_tickets_given_in_turn_are_taken_from_every_agent_alike(each: int) -> None:
    """By each k-th ticket all would be one agent's where k is a multiple of how many there are."""
    found = evenly(1, 21_600, 1_200)
    shares = [sum(n % each == agent for n in found) for agent in range(each)]
    assert max(shares) - min(shares) <= 0.25 * len(found) / each + 3, shares


def test_a_minute_later_they_are_nearly_the_same() -> None:
    before, after = set(evenly(1_000, 26_919, 1_200)), set(evenly(1_003, 26_925, 1_200))
    assert len(before & after) >= 0.99 * len(before)
    assert set(evenly(1_000, 26_919, 1_200)) <= set(evenly(1_000, 26_919, 5_000)), "of more, all of the fewer"


def test_of_few_all() -> None:
    assert evenly(5, 4, 10) == [] and evenly(5, 14, 10) == list(range(5, 15))
