"""How values are said on pages: moments, spans, sizes, promises; absolute and relative, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, g
from markupsafe import Markup

from helpdesk.tickets.model import Language
from helpdesk.tickets.review import folder_shown
from helpdesk.web_min.shown import Due
from helpdesk.web_min.window import Window

SOON = timedelta(hours=4)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_NAMED = frozenset(
    {"tagged", "untagged", "team", "assigned", "participant", "left", "held", "macro", "article"}
)
# What a mail was about, as daemon/letters/ and timers/warnings.py write it down.
_MAIL = re.compile(
    r"(escalated|delay|survey|notice|macro|resolved|reminder|warning(?= to )|mail(?= to ))"
    r"(?: to the vendor| to)?(?: (.*))?"
)
# How the rules engine calls what has no id of its own: a team's queue, a target of a service.
_QUEUE = re.compile(r"queue of (\S+)")
_TARGET = re.compile(r"([^\s\[\]]+)\[(\d+)\]")
_NEXT = re.compile(r"(?<=Z) (?=next_response|resolution)")
# A clock, also as conditions of the policy call it.
_CLOCK = re.compile(r"\b(?:sla\.)?(first_response|next_response|resolution)\b")


# What browsers call themselves, each after those that take its name as well.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


def add_filters(app: Flask, window: Window) -> None:
    """Put the filters into the templates of `app`."""

    def moment(at: datetime) -> str:
        return at.astimezone(window.zone).strftime("%Y-%m-%d %H:%M")

    def ago(at: datetime) -> str:
        return relative(at, window.now(), g.speech)

    def said(words: str, kind: str) -> str:
        """The words of an event: a status, a priority, a language or a clock by its name, instants in the desk's time;
        what the desk's people named stays, though it be called like a word of ours (a tag `search`)."""
        if kind == "filed":
            return folder_named(words)
        if kind in _NAMED:
            return words
        if kind == "language":
            return str(g.speech.get(f"lang_{words}", words))
        if kind in ("told", "not-told"):
            return told(words, g.speech)
        if kind == "promised":
            words = _TARGET.sub(lambda found: f"{rule_called(found[0], g.speech)}:", words, 1)
            words = _NEXT.sub(", ", words)
        local = INSTANT.sub(lambda found: moment(datetime.fromisoformat(found[0])), words)
        return _CLOCK.sub(lambda found: g.speech[found[1]], g.speech.get(local, local))

    def address(words: str) -> Markup:
        """An address, or a name: where it has to be parted, it is behind its `@`."""
        return Markup("{}").format(words).replace("@", Markup("@<wbr>"))

    def due_words(due: Due) -> str:
        return promised(due, window.now(), g.speech)

    def due_class(due: Due) -> str:
        return urgency(due, window.now())

    app.jinja_env.filters.update(
        moment=moment,
        said=said,
        folder=folder_named,
        folders=lambda names: [(name, folder_named(name)) for name in names],
        ago=ago,
        due_words=due_words,
        due_class=due_class,
        bytes=size,
        address=address,
        browser=browser_called,
        iso=datetime.isoformat,
    )
    app.jinja_env.filters["zipped"] = lambda values: [(value, value) for value in values]


def folder_named(name: str) -> str:
    """What the reader calls a folder; one of the desk's own, as the desk does."""
    return folder_shown(name, cast(Language, g.speech["lang"]))


def rule_called(rule: str, speech: Mapping[str, str], teams: Mapping[str, str] | None = None) -> str:
    """What a rule without an id is called in words, '' for one that has its id; `teams`: their names by their ids."""
    if queue := _QUEUE.fullmatch(rule):
        return speech["rule_queue"].format(team=(teams or {}).get(queue[1], queue[1]))
    if target := _TARGET.fullmatch(rule):
        return speech["rule_target"].format(service=target[1], n=int(target[2]) + 1)
    return ""


def told(words: str, speech: Mapping[str, str]) -> str:
    """Which mail of the desk's an event is about; 'delay first_response', 'notice holidays', 'survey csat'."""
    found = _MAIL.fullmatch(words)
    if found is None:
        return words
    about = "" if found[1] == "survey" or found[2] is None else found[2]
    return f"{speech[f'told_{found[1]}']} {speech.get(about, about)}".rstrip()


def relative(at: datetime, now: datetime, speech: Mapping[str, str]) -> str:
    """'3 h ago', 'in 2 d'."""
    if at > now:
        return speech["due_in"].format(n=span(at - now, speech))
    if now - at < timedelta(minutes=1):
        return speech["moment"]
    return speech["ago"].format(n=span(now - at, speech))


def lasting(length: timedelta, speech: Mapping[str, str]) -> str:
    """A length in its two largest units, as `helpdesk report` prints it: '1 h 30 min', '3 d 4 h'."""
    minutes = max(int(length.total_seconds() // 60), 0)
    parts = zip(
        ("days", "hours", "minutes"), (minutes // 1440, minutes // 60 % 24, minutes % 60), strict=True
    )
    said = [speech[unit].format(n=n) for unit, n in parts if n]
    return " ".join(said[:2]) or speech["minutes"].format(n=0)


def span(length: timedelta, speech: Mapping[str, str]) -> str:
    """A length in its largest unit, rounded down: minutes, hours to two days, then days."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return speech["minutes"].format(n=max(minutes, 0))
    if minutes < 48 * 60:
        return speech["hours"].format(n=minutes // 60)
    return speech["days"].format(n=minutes // (24 * 60))


def promised(due: Due, now: datetime, speech: Mapping[str, str]) -> str:
    """How a promise stands, in words."""
    if due.state in ("kept", "broken"):
        return speech[due.state]
    if due.at <= now:
        return speech["due_over"].format(n=span(now - due.at, speech))
    return speech["due_in"].format(n=span(due.at - now, speech))


def urgency(due: Due, now: datetime) -> str:
    """The class a promise is drawn in; its shape says the same as its colour."""
    if due.state == "kept":
        return "kept"
    if due.state == "broken" or due.at <= now:
        return "late"
    return "soon" if due.at - now < SOON else "calm"


def browser_called(said: str) -> str:
    """'Firefox · Windows' of what a browser says of itself; as it says it, where that is no browser we know."""
    name = next((known for mark, known in _BROWSERS.items() if f"{mark}/" in said), "")
    system = next((known for mark, known in _SYSTEMS.items() if mark in said), "")
    return f"{name} · {system}" if name and system else name or said


def size(octets: int) -> str:
    """'812 B', '34 KB', '2.1 MB'."""
    if octets < 1000:
        return f"{octets} B"
    return f"{octets / 1000:.0f} KB" if octets < 1_000_000 else f"{octets / 1_000_000:.1f} MB"
