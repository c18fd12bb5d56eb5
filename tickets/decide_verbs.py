"""What an agent's commands change: pure, from deeds to the ticket's fields, its history, its pins and its people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias, assert_never

from helpdesk.tickets.decide_aside import aside
from helpdesk.tickets.decide_quiet import quiet
from helpdesk.tickets.deeds import (
    Ask,
    Deed,
    FileIn,
    ForCustomer,
    GiveTo,
    HandUp,
    KeepInside,
    LetRules,
    Merge,
    MoveToTeam,
    People,
    PutAside,
    Quiet,
    Rank,
    Restore,
    Retag,
    Sleep,
    Speak,
    Split,
    Turn,
    Undo,
    UseArticle,
    UseMacro,
)
from helpdesk.tickets.draft import WAKE, Draft, Refused
from helpdesk.tickets.model import Agent, Changes, Event, Participant, Status, Ticket, Timer
from helpdesk.tickets.packing import fold
from helpdesk.tickets.sla_state import ENDED
from helpdesk.tickets.times import rfc3339

_Inside: TypeAlias = KeepInside | UseMacro | UseArticle | Merge | Split | Undo | ForCustomer
_Beside: TypeAlias = People | _Inside | PutAside | Restore | Quiet | Ask
TURNED: Mapping[Status, str] = {"resolved": "resolved", "waiting": "waiting", "open": "reopened"}
_AWAKE: tuple[Status, ...] = ("new", "open", "waiting")
_WHERE_ASIDE = (PutAside, Restore, KeepInside, Quiet, Ask)  # what is done to a ticket that was put aside


def obey(
    changes: Changes,
    ticket: Ticket,
    agent: Agent,
    deeds: Sequence[Deed],
    at: datetime,
    because: str,
    *,
    people: Sequence[Participant] = (),
    pinned: frozenset[str] = frozenset(),
    tiers: Mapping[str, str] | None = None,
    history: Sequence[Event] = (),
    muted: frozenset[str] = frozenset(),
) -> Changes:
    """`changes` with all that `deeds` do to `ticket`, in their order; Refused where one of them cannot be done, and
    then none is. `people`, `pinned`, `history` and `muted` are as stored, `tiers` the tier of each team.

    A field that a command sets is pinned, be it the value it had. Who decides the state ends a snooze.
    """
    draft = Draft(changes.ticket or ticket, agent, at, because, people, pinned, tiers or {}, history, muted)
    for n, deed in enumerate(deeds):
        try:
            if draft.before.aside and draft.value("aside") and not isinstance(deed, _WHERE_ASIDE):
                raise Refused("command_is_aside", ticket.protocol)
            _do(deed, draft)
        except Refused as refused:
            raise Refused(refused.what, refused.about, n, refused.fixes) from refused
    if draft.value("status") in ENDED and (up := _handed_up(deeds)) is not None:
        raise Refused("command_up_ended", ticket.protocol, up)
    after = draft.before
    if draft.values:
        after = replace(after, **draft.values, updated_at=max(after.updated_at, at))
    slept = ticket.status == "snoozed" and after.status != "snoozed"
    return replace(
        changes,
        ticket=after,
        events=(*changes.events, *draft.events),
        pins=(*changes.pins, *draft.pins),
        unpins=(*changes.unpins, *draft.unpins),
        timers=(*changes.timers, *draft.timers),
        cancel_timers=(*changes.cancel_timers, *([WAKE] if draft.timers or slept else [])),
        participants=(*changes.participants, *draft.joining),
        leaving=(*changes.leaving, *draft.leaving),
        muting=tuple(sorted(draft.muted - muted)),
        unmuting=tuple(sorted(muted - draft.muted)),
        protocol=changes.protocol or ticket.protocol,
    )


def changed_fields(before: Ticket, after: Ticket) -> frozenset[str]:
    """The fields that are otherwise now, called as in `Facts.pins`."""
    named = ("folder", "priority", "assignee", "team", "language", "status")
    changed = {name for name in named if getattr(before, name) != getattr(after, name)}
    return frozenset(changed | {f"tag:{tag}" for tag in set(before.tags) ^ set(after.tags)})


def wake(ticket: Ticket, payload: Mapping[str, Any], at: datetime) -> Changes | None:
    """A snoozed ticket whose time has come is as it was before; None where somebody woke it meanwhile."""
    if ticket.status != "snoozed":
        return None
    before: Status = next((each for each in _AWAKE if each == payload.get("before")), "open")
    because = f"snoozed until {rfc3339(at)}"
    event = Event(ticket.protocol, at, "desk", "woken", "snoozed", before, because)
    return Changes(
        inbox_state="done",
        outcome="command",
        because=because,
        ticket=replace(ticket, status=before, updated_at=at),
        events=(event,),
        protocol=ticket.protocol,
    )


def _do(deed: Deed, draft: Draft) -> None:
    match deed:
        case GiveTo():
            _give(deed, draft)
        case MoveToTeam():
            _team(deed.team, "team", deed.team, draft)
            draft.pin("team")
        case HandUp():
            # Its customer believes it done and would read that it has moved on: somebody has to say that it has not.
            if draft.value("status") in ENDED:
                ended = "command_has_ended" if draft.before.status in ENDED else "command_up_ended"
                raise Refused(ended, draft.before.protocol)
            _team(
                deed.team, "escalated", f"{draft.tiers.get(deed.team, '')} {deed.team} ({deed.reason})", draft
            )
            draft.unpin("team")  # where time is short it moves on from there
        case Turn():
            _turn(deed.status, draft)
        case Sleep():
            _sleep(deed, draft)
        case Retag():
            _retag(deed, draft)
        case Rank() | FileIn() | Speak():
            _set(deed, draft)
        case LetRules():
            _let_rules(draft)
        case _:
            _beside(deed, draft)


def _handed_up(deeds: Sequence[Deed]) -> int | None:
    return next((n for n, deed in enumerate(deeds) if isinstance(deed, HandUp)), None)


def _beside(deed: _Beside, draft: Draft) -> None:
    """What sets no field."""
    match deed:
        case People():
            _people(deed, draft)
        case KeepInside() | UseMacro() | UseArticle() | Merge() | Split() | Undo() | ForCustomer():
            _elsewhere(deed, draft)
        case PutAside() | Restore():
            aside(deed, draft)
        case Quiet() | Ask():
            quiet(deed, draft)
        case _:
            assert_never(deed)


def _elsewhere(deed: _Inside, draft: Draft) -> None:
    """Where the words go, which they are, and what changes more than one ticket: the caller sees to that."""
    if isinstance(deed, UseMacro):
        draft.told("macro", "", deed.macro)
    elif isinstance(deed, UseArticle):
        draft.told("article", "", deed.article)


def _give(deed: GiveTo, draft: Draft) -> None:
    draft.put("assignee", "assigned" if deed.agent else "dropped", deed.agent)
    if deed.agent:
        draft.pin("assignee")
    else:
        draft.unpin("assignee")


def _team(team: str, kind: str, told: str, draft: Draft) -> None:
    """To another team's queue: who had it does not take it along."""
    before = draft.value("team")
    if before == team:
        raise Refused("command_there_already", team)
    draft.told(
        kind, f"{draft.value('tier')} {before}".strip() if kind == "escalated" else before, told.strip()
    )
    draft.values["team"] = team
    draft.values["tier"] = draft.tiers.get(team) or draft.value("tier")
    draft.values["assignee"] = ""
    draft.unpin("assignee")


def _turn(status: Status, draft: Draft) -> None:
    before: Status = draft.value("status")
    if before == status:
        return
    draft.values["status"] = status
    draft.values["resolved_at"] = draft.at if status in ENDED else None
    draft.told(TURNED.get(status, "status"), before, status)


def _sleep(deed: Sleep, draft: Draft) -> None:
    """Out of sight; its promises are as they were. At the moment, or when the customer writes, it is back."""
    before: Status = draft.value("status")
    if before in ENDED:
        raise Refused("command_has_ended", draft.before.protocol)
    draft.values["status"] = "snoozed"
    draft.told("snoozed", before, f"{rfc3339(deed.until)}")
    draft.timers.append(Timer(WAKE, deed.until, {"before": before}, draft.before.protocol))


def _set(deed: Rank | FileIn | Speak, draft: Draft) -> None:
    match deed:
        case Rank():
            name, kind, value = "priority", "priority", str(deed.priority)
        case FileIn():
            name, kind, value = "folder", "filed", deed.folder
        case Speak():
            name, kind, value = "language", "language", str(deed.language)
    draft.put(name, kind, value)
    draft.pin(name)


def _retag(deed: Retag, draft: Draft) -> None:
    for tag in deed.add:
        if tag not in draft.value("tags"):
            draft.values["tags"] = (*draft.value("tags"), tag)
            draft.told("tagged", "", tag)
        draft.pin(f"tag:{tag}")
    for tag in deed.remove:
        if tag in draft.value("tags"):
            draft.values["tags"] = tuple(each for each in draft.value("tags") if each != tag)
            draft.told("untagged", tag, "")
        draft.pin(f"tag:{tag}")


def _let_rules(draft: Draft) -> None:
    freed = sorted(draft.pinned | set(draft.pins))
    for name in freed:
        draft.unpin(name)
    if freed:
        draft.told("unpinned", ", ".join(freed), "")


def _people(deed: People, draft: Draft) -> None:
    """New people get no history: what was sent before they came is not sent again."""
    roles = {fold(one.address): one for one in draft.people}
    for address in deed.add:
        known = roles.get(fold(address))
        if known is not None and known.role != "guest":
            continue
        name = known.name if known else ""
        protocol, by = draft.before.protocol, draft.agent.id
        draft.joining.append(Participant(protocol, address, name, "added", draft.at, by))
        draft.told("participant", "guest" if known else "", address)
    for address in deed.remove:
        known = roles.get(fold(address))
        if known is None or known.role == "requester":
            raise Refused("command_not_taking_part", address)
        draft.leaving.append(address)
        draft.told("left", address, "")
