"""Taking back an agent's last change: pure; the history says what was before, and whether it is still so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from helpdesk.tickets.decide_verbs import TURNED
from helpdesk.tickets.draft import WAKE, Refused
from helpdesk.tickets.model import Agent, Changes, Event, Participant, Ticket
from helpdesk.tickets.packing import fold
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.times import rfc3339

WITHIN = timedelta(hours=24)
UNDONE = "undone"
# What a kind of event is about. Tags and people are each a field of their own.
_FIELDS = {
    **dict.fromkeys(("assigned", "dropped"), "assignee"),
    **dict.fromkeys(("team", "escalated"), "team"),
    **dict.fromkeys(("resolved", "waiting", "reopened", "status", "snoozed", "woken"), "status"),
    "priority": "priority",
    "filed": "folder",
    "language": "language",
    **dict.fromkeys(("tagged", "untagged"), "tag"),
    **dict.fromkeys(("participant", "left"), "person"),
    "unpinned": "pins",
}
_KINDS = {"priority": "priority", "folder": "filed", "language": "language"}
# What is no field of a ticket, and why it stays.
_STAYS = {
    "replied": "command_undo_sent",
    "noted": "command_undo_note",
    **dict.fromkeys(("merged", "merged-into", "split"), "command_undo_never"),
}
# What has a command of its own that takes it back.
_OPPOSITE = {
    **dict.fromkeys(("spam", "discarded"), "#restaurar"),
    "restored": "#descartar",
    "muted": "#silenciar no",
    "unmuted": "#silenciar",
}
# What an answer does beside being sent: it goes with the mail.
_WITH_THE_MAIL = frozenset({"answered first", "in Cc of the agent's answer"})
# What a change put on is taken off again, and what it took off is put on.
_ON, _OFF = frozenset({"untagged", "left"}), frozenset({"tagged", "participant"})
_TEAM = re.compile(r"(?:(\S+) )?(\S+)(?: \(.*\))?")  # "N2 n2 (permisos)"


@dataclass(frozen=True, slots=True)
class Undone:
    """`changes` with the change taken back; `what` are its commands; `sent`: mail went out with it and stays sent."""

    changes: Changes
    what: str
    sent: bool


@dataclass
class _Back:
    """The ticket while one event after the other is taken back."""

    ticket: Ticket
    people: Sequence[Participant]
    history: Sequence[Event]
    first: int  # where in the history the change begins
    last: int
    tiers: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    events: list[tuple[str, str, str]] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    unpins: list[str] = field(default_factory=list)
    joining: list[Participant] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)

    def value(self, name: str) -> Any:
        return self.values.get(name, getattr(self.ticket, name))


def undo(
    changes: Changes,
    ticket: Ticket,
    agent: Agent,
    at: datetime,
    because: str,
    *,
    history: Sequence[Event],
    people: Sequence[Participant],
    tiers: Mapping[str, str],
) -> Undone:
    """Takes back what `agent` last changed in `ticket` by command, within a day, unless it is taken back already.

    `tiers` are the teams'. Raises Refused: there is nothing, it was a mail, or somebody has changed the same field
    since (who and when).
    """
    actor = f"agent:{agent.id}"
    first, last = _last_change(history, actor, at)
    group = [one for one in history[first : last + 1] if _same(one, history[last])]
    back = _Back(ticket, people, history, first, last, tiers)
    for event in reversed(group):
        _take_back(event, back)
    after = replace(ticket, **back.values) if back.values else ticket
    if after.status in ENDED and ticket.status not in ENDED:
        after = replace(after, resolved_at=at)
    elif after.status not in ENDED:
        after = replace(after, resolved_at=None)
    told = [Event(ticket.protocol, at, actor, kind, was, now, because) for kind, was, now in back.events]
    mark = Event(
        ticket.protocol, at, actor, UNDONE, history[last].because, f"{rfc3339(history[last].at)}", because
    )
    asleep = ticket.status == "snoozed" and after.status != "snoozed"
    sent = _went_out(history, first, actor) or any(one.kind == "escalated" for one in group)
    changes = replace(
        changes,
        ticket=replace(after, updated_at=max(ticket.updated_at, at)),
        events=(*changes.events, *told, mark),
        pins=(*changes.pins, *back.pins),
        unpins=(*changes.unpins, *back.unpins),
        participants=(*changes.participants, *back.joining),
        leaving=(*changes.leaving, *back.leaving),
        cancel_timers=(*changes.cancel_timers, *([WAKE] if asleep else [])),
        protocol=changes.protocol or ticket.protocol,
    )
    return Undone(changes, history[last].because.rpartition(" · ")[0] or history[last].because, sent)


def _last_change(history: Sequence[Event], actor: str, at: datetime) -> tuple[int, int]:
    """Where her last change stands in the history, first event and last."""
    mine = [n for n, one in enumerate(history) if one.actor == actor and one.at > at - WITHIN]
    taken = {(history[n].after, history[n].before) for n in mine if history[n].kind == UNDONE}
    undoing = {(history[n].at, history[n].because) for n in mine if history[n].kind == UNDONE}
    changed = {history[n].because for n in mine if history[n].kind in _FIELDS}
    for n in reversed(mine):
        one = history[n]
        if (f"{rfc3339(one.at)}", one.because) in taken or (one.at, one.because) in undoing:
            continue
        if one.because in _WITH_THE_MAIL or (one.kind == "noted" and one.because in changed):
            continue
        if one.kind in _STAYS:
            raise Refused(_STAYS[one.kind], "")
        if one.kind in _OPPOSITE:
            raise Refused("command_undo_opposite", "", fixes=(_OPPOSITE[one.kind],))
        if one.kind in _FIELDS:
            return next(m for m in mine if _same(history[m], one)), n
    raise Refused("command_undo_nothing", "")


def _same(one: Event, other: Event) -> bool:
    """Whether two events are of one mail's commands."""
    return (one.actor, one.at, one.because) == (other.actor, other.at, other.because)


def _went_out(history: Sequence[Event], first: int, actor: str) -> bool:
    """Whether the commands came with an answer: its events stand right before theirs."""
    for one in reversed(history[:first]):
        if one.actor == actor and one.because in _WITH_THE_MAIL:
            continue
        how = history[first].because
        return one.actor == actor and one.kind == "replied" and how.endswith(one.because)
    return False


def _take_back(event: Event, back: _Back) -> None:
    match _FIELDS.get(event.kind, ""):
        case "status":
            now = "snoozed" if event.kind == "snoozed" else event.after
            _put("status", event.before, now, event, back)
        case "assignee":
            _put("assignee", event.before, event.after, event, back)
        case "team":
            _team(event, back)
        case "tag":
            _tag(event, back)
        case "person":
            _person(event, back)
        case "pins":
            back.pins += event.before.split(", ")
            back.events.append(("pinned", "", event.before))
        case "":
            pass  # a macro's name, an article's: what they did stands beside them
        case name:
            _put(name, event.before, event.after, event, back)


def _put(name: str, before: str, after: str, event: Event, back: _Back) -> None:
    """The field as it was; Refused where it is not what she made of it."""
    current = back.value(name)
    if current != after:
        raise _since(name, event, back)
    if current == before:
        return
    back.values[name] = before
    kind = _KINDS.get(name) or (
        TURNED.get(before, "status") if name == "status" else "assigned" if before else "dropped"  # type: ignore[call-overload]
    )
    back.events.append((kind, after, before))
    if name != "status":
        _free(name, back)


def _team(event: Event, back: _Back) -> None:
    """The team and its tier; who had it before, unless somebody was given it later than by the same act."""
    before, after = (_TEAM.fullmatch(each) for each in (event.before, event.after))
    team = after[2] if after else ""
    if back.value("team") != team:
        raise _since("team", event, back)
    for later in back.history[back.last + 1 :]:
        if _FIELDS.get(later.kind) == "assignee" and later.at != event.at:
            raise _since("assignee", event, back)
    had = next(
        (
            one
            for one in reversed(back.history[: back.first])
            if _FIELDS.get(one.kind) in ("assignee", "team")
        ),
        None,
    )
    assignee = had.after if had and _FIELDS[had.kind] == "assignee" else ""
    was = before[2] if before else ""
    tier = (before[1] if before else "") or back.tiers.get(was, "")
    back.values |= {"team": was, "assignee": assignee, **({"tier": tier} if tier else {})}
    back.events.append(("team", team, was))
    if assignee:
        back.events.append(("assigned", back.ticket.assignee, assignee))
    _free("team", back)


def _tag(event: Event, back: _Back) -> None:
    tag, tags = event.after or event.before, back.value("tags")
    if (tag in tags) != (event.kind == "tagged"):
        raise _since(f"tag:{tag}", event, back)
    if event.kind == "tagged":
        back.values["tags"] = tuple(one for one in tags if one != tag)
        back.events.append(("untagged", tag, ""))
    else:
        back.values["tags"] = (*tags, tag)
        back.events.append(("tagged", "", tag))
    _free(f"tag:{tag}", back)


def _person(event: Event, back: _Back) -> None:
    address, at, protocol = event.after or event.before, event.at, back.ticket.protocol
    role = next((one.role for one in back.people if fold(one.address) == fold(address)), "")
    if (role == "added") != (event.kind == "participant"):
        raise _since(f"person:{address}", event, back)
    if event.kind == "participant":
        back.leaving.append(address)
        back.events.append(("left", address, ""))
        if event.before == "guest":
            back.joining.append(Participant(protocol, address, "", "guest", at))
    else:
        back.joining.append(
            Participant(protocol, address, "", "added", at, event.actor.removeprefix("agent:"))
        )
        back.events.append(("participant", "", address))


def _free(name: str, back: _Back) -> None:
    """The rules' again, unless a person had set the field before she did."""
    pinned = False
    for one in back.history[: back.first]:
        if one.kind == "unpinned" and name in one.before.split(", "):
            pinned = False
        elif _name(one) == name and one.actor.startswith("agent:"):
            pinned = one.kind != "dropped"
    if not pinned:
        back.unpins.append(name)


def _name(event: Event) -> str:
    """The field an event is about, called as pins call it."""
    name = _FIELDS.get(event.kind, "")
    if name not in ("tag", "person"):
        return name
    return f"{name}:{event.after if event.kind in ('tagged', 'participant') else event.before}"


def _since(name: str, event: Event, back: _Back) -> Refused:
    """Who has changed the field since, and when, and what it was before her change (`priority=normal`; `tag:x=-`: off);
    the caller puts all of it into words."""
    by = next((one for one in reversed(back.history[back.last + 1 :]) if _name(one) == name), event)
    put_back = f"{_name(event)}={'' if event.kind in _ON else '-' if event.kind in _OFF else event.before}"
    return Refused("command_undo_since", f"{by.actor}|{rfc3339(by.at)}", fixes=(put_back,))
