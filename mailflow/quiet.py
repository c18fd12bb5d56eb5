"""When a customer may be written to who waits for nothing: by day, in the desk's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def by_day(moment: datetime, zone: ZoneInfo, begins: time, ends: time) -> datetime:
    """`moment` (UTC), or the next beginning of the day's hours where it lies outside them."""
    local = moment.astimezone(zone)
    if begins <= local.time() < ends:
        return moment
    day = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return datetime.combine(day, begins, zone).astimezone(moment.tzinfo)
