"""When a warning goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.rules.warn_time import warn_at

NOW = datetime(2026, 11, 23, 8, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "due", "after"),
    [
        (None, None, 60),  # all was quiet
        (-3600, 3600, 60),
        (-570, None, 60),
        (-120, None, 480),  # ten minutes from the last mail
        (-120, -60, 480),  # what is broken is broken
        (-120, 7200, 480),
        (-120, 360, 90),  # six minutes are left
        (None, 120, 30),
        (3600, None, 600),  # the clock was set back since
    ],
)
def test_when_a_warning_goes(last: int | None, due: int | None, after: int) -> None:
    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else NOW + timedelta(seconds=seconds)

    assert warn_at(NOW, moment(last), moment(due)) == NOW + timedelta(seconds=after)
