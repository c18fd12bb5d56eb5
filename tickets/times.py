"""Times as the archive keeps them: whole microseconds of UTC, which compare and index as plain integers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 UTC. Raises TypeError for a naive time: it would mean another instant elsewhere."""
    return (at - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC time of `micros`, exactly."""
    return EPOCH + timedelta(microseconds=micros)


def maybe_micros(at: datetime | None) -> int | None:
    """As `to_micros`, None for None."""
    return None if at is None else to_micros(at)


def maybe_time(micros: int | None) -> datetime | None:
    """As `from_micros`, None for None."""
    return None if micros is None else from_micros(micros)


def rfc3339(at: datetime | None) -> str | None:
    """The time as JSON output shows it: UTC, milliseconds, 'Z'."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
