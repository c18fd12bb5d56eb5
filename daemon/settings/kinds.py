"""The kinds of value a setting may have: how each is read, said in the documentation and written back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from zoneinfo import available_timezones

from helpdesk.rules.address import plain_address
from helpdesk.rules.nearest import did_you_mean

if TYPE_CHECKING:
    from pydantic_core import CoreSchema, core_schema


class Table:
    """A table of helpdesk.toml: unknown keys are errors and nothing is converted by guessing."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, object]] = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True)
class Help:
    """One line about a setting. `es` and `pt` stand where `helpdesk init` shows the setting to its user."""

    en: str
    es: str = ""
    pt: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """What reading a value may depend on: the folder of the settings file, and the environment."""

    base: Path
    environ: Mapping[str, str]


class Wrong(ValueError):
    """A value cannot be used: `what` is wrong with it, and how to `fix` it."""

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Reads:
    """Marks a field's type: `parse` turns the value in the file into ours or raises Wrong; `like` describes it."""

    parse: Callable[[object, Where], object]
    like: str

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        """Tell pydantic to use `parse` alone (imported here, so that reading this module stays cheap)."""
        from pydantic_core import core_schema

        def read(value: object, info: core_schema.ValidationInfo) -> Any:
            return self.parse(value, info.context)  # type: ignore[arg-type]

        return core_schema.with_info_plain_validator_function(read)


# -- times and sizes ------------------------------------------------------------------------------

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_BYTES = {"B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3}


def read_duration(value: object, where: Where) -> timedelta:
    """Read '30s', '5m', '1h30m', '7d'."""
    if isinstance(value, str) and re.fullmatch(r"(\d{1,6}[smhd])+", value):
        parts = re.findall(r"(\d+)([smhd])", value)
        return timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts))
    raise Wrong(f"{show(value)} is not a length of time", 'Write "30s", "5m", "2h" or "7d"')


def read_size(value: object, where: Where) -> int:
    """Read 4096, '64KB', '25MB' (1 KB is 1024 bytes)."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    found = re.fullmatch(r"(\d{1,9}) ?(B|KB|MB|GB)", value.upper()) if isinstance(value, str) else None
    if found:
        return int(found[1]) * _BYTES[found[2]]
    raise Wrong(f"{show(value)} is not a size", 'Write "64KB", "25MB" or a number of bytes')


def between(least: int, most: int) -> Reads:
    """A whole number of `least` to `most`, both included."""

    def read(value: object, where: Where) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise Wrong(f"{show(value)} is not a whole number from {least} to {most}")

    return Reads(read, f"number, {least} to {most}")


# -- text -----------------------------------------------------------------------------------------


def read_line(value: object, where: Where) -> str:
    """Read text that may stand in a mail header: no line end, no control character."""
    if not isinstance(value, str):
        raise Wrong("this must be text", 'Write it in quotes: "..."')
    if any(ord(character) < 32 or 127 <= ord(character) < 160 for character in value):
        raise Wrong("this text has a line end or control character in it", "Keep it to one line")
    return value.strip()


def read_name(value: object, where: Where) -> str:
    """Read the name a thing is referred to by: lower-case letters, digits and hyphens."""
    if isinstance(value, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", value):
        return value
    raise Wrong(f"{show(value)} is not a name", "Use lower-case letters, digits and hyphens")


def read_prefix(value: object, where: Where) -> str:
    """Read a protocol prefix: it begins every number a customer is given, so it is short and plain."""
    if isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z0-9]{1,7}", value):
        return value
    raise Wrong(f"{show(value)} is not a protocol prefix", "Use 2 to 8 of A-Z and 0-9, a letter first")


def read_zone(value: object, where: Where) -> str:
    """Read a time zone's name in the IANA database."""
    zones = _zones()
    if isinstance(value, str) and value in zones:
        return value
    hint = did_you_mean(value, zones) if isinstance(value, str) else ""
    raise Wrong(f"{show(value)} is not a time zone", hint or 'Write one like "Europe/Madrid"')


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # asked of the disk: a few hundred files


def read_address(value: object, where: Where) -> str:
    """Read one bare mail address."""
    if not isinstance(value, str):
        raise Wrong("this must be a mail address", 'Write it in quotes: "support@example.com"')
    try:
        return plain_address(value)
    except ValueError as fault:
        raise Wrong(str(fault), "Write one like support@example.com") from None


def read_address_or_none(value: object, where: Where) -> str:
    """Read one bare mail address, or '' for none."""
    return "" if value == "" else read_address(value, where)


# -- writing values back --------------------------------------------------------------------------


def show(value: object) -> str:
    """Return `value` as TOML writes it: for messages, the sample file and the documentation."""
    match value:
        case bool():
            return "true" if value else "false"
        case timedelta():
            return f'"{show_duration(value)}"'
        case tuple() | list():
            return f"[{', '.join(show(item) for item in value)}]"
        case int() | float():
            return str(value)
        case {"": str(written)}:
            return written
        case dict():
            return "a table"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in text) + '"'


def not_ours(value: object) -> dict[str, str]:
    """Return what stands for a date or time of TOML, which no setting is, so that every kind refuses it."""
    return {"": str(value)}


def show_duration(value: timedelta) -> str:
    """Return a length of time in the largest unit that fits it: '7d', '90s'."""
    seconds = int(value.total_seconds())
    unit = next(unit for unit in "dhms" if seconds % _UNITS[unit] == 0) if seconds else "s"
    return f"{seconds // _UNITS[unit]}{unit}"


def show_size(value: int) -> str:
    """Return a size in the largest unit that fits it: '25MB'."""
    for unit in ("GB", "MB", "KB"):
        if value and value % _BYTES[unit] == 0:
            return f"{value // _BYTES[unit]}{unit}"
    return str(value)


# -- the kinds, as fields are marked with them ----------------------------------------------------

SIZE = Reads(read_size, 'size, like "25MB"')
Duration = Annotated[timedelta, Reads(read_duration, 'time, like "30s", "5m", "7d"')]
Size = Annotated[int, SIZE]
Line = Annotated[str, Reads(read_line, "text")]
Name = Annotated[str, Reads(read_name, "name: lower-case letters, digits, hyphens")]
Prefix = Annotated[str, Reads(read_prefix, "2 to 8 of A-Z and 0-9")]
Zone = Annotated[str, Reads(read_zone, 'time zone, like "Europe/Madrid"')]
MailAddress = Annotated[str, Reads(read_address, "mail address")]
MaybeAddress = Annotated[str, Reads(read_address_or_none, 'mail address, or ""')]
Port = Annotated[int, between(0, 65535)]
Count = Annotated[int, between(1, 1_000_000)]
