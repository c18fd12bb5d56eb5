"""A clock with pauses against a counter of minutes, and the instant at which a share of it is used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpdesk.rules.book import Book, Service, Span, Target
from helpdesk.rules.sla import Timeline, clocks_of, thresholds
from helpdesk.rules.stopwatch import merged
from tests.unit.policy_kit import ALWAYS, BOGOTA, MADRID, at, book, open_seconds
from tests.unit.test_rules_calendars import cases, open_minute

OPENED = at("2026-11-20T09:10+01:00")
MINUTE = timedelta(minutes=1)


def test_pauses_made_one() -> None:
    """Overlapping, empty, unfinished."""
    t = [OPENED + each * MINUTE for each in range(10)]
    assert merged([(t[4], t[6]), (t[1], t[2]), (t[2], t[3]), (t[5], t[5])]) == ((t[1], t[3]), (t[4], t[6]))
    assert merged([(t[1], None), (t[2], t[3])]) == ((t[1], None),)
    assert merged([(t[1], t[5]), (t[2], None)]) == ((t[1], None),)


spans = st.one_of(
    st.integers(1, 3000).map(lambda minutes: Span(minutes * 60)),
    st.integers(1, 4).map(lambda days: Span(days=days)),
)
starts = st.sampled_from(
    [
        datetime(2026, 3, 27, tzinfo=UTC),
        datetime(2026, 10, 23, tzinfo=UTC),
        datetime(2026, 12, 23, tzinfo=UTC),
    ]
)
offsets = st.integers(0, 6000)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Book, Timeline, datetime]:
    """A ticket with pauses near a change of clocks or Christmas, or on any calendar in 21 zones with holidays, and a
    moment."""
    if draw(st.booleans()):
        cal = draw(st.sampled_from([MADRID, BOGOTA, ALWAYS]))
        opened = draw(starts) + draw(offsets) * MINUTE
    else:
        cal, opened, _ = draw(cases())
        assume(any(since < until for spans in cal.shift.week.values() for since, until in spans))
    service = Service("s", "p", "", None, cal.id, (Target("t", None, draw(spans)),))
    pauses = []
    for first, second in draw(st.lists(st.tuples(offsets, offsets), max_size=3)):
        pauses.append((opened + (first - 500) * MINUTE, opened + second * MINUTE))
    share = draw(st.sampled_from([0.1, 0.5, 0.8, 0.95, 1.3]))
    calendars = {each.id: each for each in (MADRID, BOGOTA, ALWAYS, cal)}
    desk = book(calendars=calendars, services=(service,), thresholds=(("first_response", share),))
    return desk, Timeline(opened, service="s", pauses=tuple(pauses)), opened + draw(offsets) * MINUTE


@pytest.mark.slow  # against a counter of minutes
@given(histories())
def test_used_is_what_a_minute_counter_counts(history: tuple[Book, Timeline, datetime]) -> None:
    """Open on the wall and not paused, minute by minute, over the whole of what was promised."""
    desk, line, now = history
    cal = desk.calendars[desk.services[0].calendar]
    whole = clocks_of(desk, Timeline(line.created_at, service="s"), line.created_at)["first_response"].due
    assert whole is not None
    state = clocks_of(desk, line, now)["first_response"]
    used = 0
    for each in range((now - line.created_at) // MINUTE):
        moment = line.created_at + each * MINUTE
        used += open_minute(cal, moment) and not any(
            since <= moment and (end is None or moment < end) for since, end in line.pauses
        )
    promised = open_seconds(cal, line.created_at, whole)
    assert promised
    assert state.used == pytest.approx(60 * used / promised, abs=1e-9)
    assert state.due is not None
    assert (now >= state.due) == (state.used >= 1.0)


@given(histories())
def test_a_threshold_is_the_first_instant(history: tuple[Book, Timeline, datetime]) -> None:
    """At it the share is used; a microsecond before it was not."""
    desk, line, _ = history
    found = thresholds(desk, line)
    assert len(found) == 2
    assert found == sorted(found)
    for due, clock, share in found:
        assert clocks_of(desk, line, due)[clock].used >= share
        before = clocks_of(desk, line, due - timedelta(microseconds=1)).get(clock)
        assert due == line.created_at or before is None or before.used < share
