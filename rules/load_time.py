"""calendars.yaml and sla.yaml: when the desk is open, and what it promises."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from holidays import list_supported_countries

from helpdesk.rules.book import Calendar, Condition, Service, Shift, Span, Target
from helpdesk.rules.conditions import compile_when
from helpdesk.rules.durations import day, shift, span
from helpdesk.rules.faults import keyed, top
from helpdesk.rules.loading import Loading
from helpdesk.rules.names import check_name
from helpdesk.rules.nearest import did_you_mean, suggestion
from helpdesk.rules.schema import CalendarEntry, ServiceEntry, TargetEntry
from helpdesk.rules.yaml_text import Path, Read, Value


def weekly(read: Read, path: Path, written: Mapping[str, list[str]]) -> Shift:
    """Return weekly hours; what is wrong with them goes to `read.flaws`."""
    found, troubles = shift(written)
    for inner, what, fix in troubles:
        read.flaws.append(read.flaw((*path, *inner), what, fix, at_key=len(inner) == 1))
    if not troubles and not found.week:
        read.flaws.append(read.flaw(path, "these hours are never open", 'mon-fri: "09:00-18:00"'))
    return found


def calendars(read: Read | None) -> dict[str, Calendar]:
    """Return the calendars; what is wrong with the others goes to `read.flaws`."""
    if read is None:
        return {}
    top(read, ("calendars",), "calendars")
    found = {}
    for name, entry in keyed(read, "calendars", CalendarEntry, ids="calendar").items():
        path: Path = ("calendars", name)
        before = len(read.flaws)
        _check_zone(entry.tz, read, (*path, "tz"))
        _check_country(entry, read, path)
        hours = weekly(read, (*path, "hours"), entry.hours)
        if len(read.flaws) == before:
            days = frozenset(day(text) for text in entry.holidays)
            found[name] = Calendar(name, entry.tz, hours, days, entry.country or "", entry.region or "")
    return found


def _check_zone(zone: str, read: Read, path: Path) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        zones = available_timezones()
        last = {each.rpartition("/")[2]: each for each in sorted(zones)}
        city = difflib.get_close_matches(zone.rpartition("/")[2].replace(" ", "_").title(), list(last), n=1)
        fix = f'Did you mean "{last[city[0]]}"?' if city else 'As in "Europe/Madrid"'
        read.flaws.append(read.flaw(path, f'"{zone}" is not a time zone', fix))


def _check_country(entry: CalendarEntry, read: Read, path: Path) -> None:
    """The country's and region's codes must be known to `holidays` (ISO 3166)."""
    if entry.region and not entry.country:
        read.flaws.append(
            read.flaw((*path, "region"), "a region needs its country", "country: ES, region: MD")
        )
    if not entry.country:
        return
    regions = _countries().get(entry.country)
    if regions is None:
        fix = suggestion(entry.country, _countries()) or "Two letters, as in ES, BR, US"
        read.flaws.append(read.flaw((*path, "country"), f'no holidays are known for "{entry.country}"', fix))
    elif entry.region and entry.region not in regions:
        what = f'"{entry.region}" is not a region of {entry.country}'
        fix = did_you_mean(entry.region, regions) or f"One of {', '.join(sorted(regions)[:60])}"
        read.flaws.append(read.flaw((*path, "region"), what, fix if regions else "It has none"))


@cache
def _countries() -> dict[str, list[str]]:
    return {code: list(regions) for code, regions in list_supported_countries(include_aliases=False).items()}


def services(loading: Loading) -> tuple[Service, ...]:
    """Return the services in the order of sla.yaml."""
    read = loading.reads.get("sla.yaml")
    if read is None:
        return ()
    top(read, ("services",), "services")
    found = []
    for name, entry in keyed(read, "services", ServiceEntry, ids="service").items():
        path: Path = ("services", name)
        check_name("calendar", entry.calendar, loading.names, read, (*path, "calendar"))
        found.append(
            Service(
                name,
                read.place(path),
                entry.describe,
                maybe(entry.when, (*path, "when"), read, loading),
                entry.calendar,
                tuple(
                    _target(each, (*path, "targets", n), read, loading)
                    for n, each in enumerate(entry.targets)
                ),
                frozenset(entry.pause),
                entry.tell_customer,
                _exceptions(entry, read, path),
                frozenset(box for box, service in loading.around.services.items() if service == name),
            )
        )
    return tuple(found)


def maybe(value: object, path: Path, read: Read, loading: Loading) -> Condition | None:
    """Compile a `when` that may be left out: None then. What is wrong with it goes to `read.flaws`."""
    if value is None and path not in read.values:
        return None
    return compile_when(plain(value), path, read, loading.names)


def plain(value: object) -> Value:
    """Narrow what pydantic passed through untouched: it came from read_yaml, whose values these are."""
    assert value is None or isinstance(value, bool | int | float | str | list | dict)
    return value


def _target(entry: TargetEntry, path: Path, read: Read, loading: Loading) -> Target:
    spans: dict[str, Span | None] = {}
    for clock in ("first_response", "next_response", "resolution"):
        text: str | None = getattr(entry, clock)
        spans[clock] = span(text) if text else None
    if not any(spans.values()):
        fix = "first_response: 4h, resolution: 3d"
        read.flaws.append(read.flaw(path, "this target promises nothing", fix))
    when = maybe(entry.when, (*path, "when"), read, loading)
    return Target(
        read.place(path), when, spans["first_response"], spans["next_response"], spans["resolution"]
    )


def _exceptions(entry: ServiceEntry, read: Read, path: Path) -> dict[date, str]:
    found: dict[date, str] = {}
    for index, each in enumerate(entry.exceptions):
        when = day(each.on)
        if when in found:
            read.flaws.append(read.flaw((*path, "exceptions", index, "on"), f"{each.on} stands here twice"))
        found[when] = each.reason
    return found
