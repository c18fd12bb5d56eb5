"""One ticket for the viewer: mails, notes, events, sent and held mail merged into one history, with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.fault_words import fault_spoken
from helpdesk.mailflow.scores import remark_in
from helpdesk.mailflow.tokens import scrub
from helpdesk.mailflow.visible import visible
from helpdesk.mailflow.why_words import spoken
from helpdesk.tickets.model import Event, HeldMail, Language, Message, Ticket
from helpdesk.tickets.reasons import reason
from helpdesk.tickets.shape_types import OutboxShape
from helpdesk.tickets.sla_state import CLOCKS, ENDED, SlaState
from helpdesk.tickets.verdict import StoredVerdict
from helpdesk.web_min.said import INSTANT, rule_called
from helpdesk.web_min.shown import Asking, Due, Entry, Reader, Sent, TicketPage, Why
from helpdesk.web_min.speech import speech

MESSAGES = 50
EVENTS = 400
SENDS = 200
TEXT = 50_000  # characters of one message on the page; the whole of it is in the original
# 'tags.yaml:5 invoice', 'macros/a.es.md:3 hello': how decide_rules.because begins.
# Or it is a setting: 'helpdesk.toml survey ACM-...'.
_RULE = re.compile(r"(?:[\w./-]+\.(?:yaml|md):\d+|helpdesk\.toml)\b.*")
# How the policy and English reasons call the clocks; alone, `resolution` may be a word of a mail.
_CLOCK = re.compile(r"\b(?:sla\.)?(first_response|next_response|(?<=sla\.)resolution)\b")
_SCORED = re.compile(r"(csat|nps) (?=\d)")  # what English reasons call the two surveys
_SURVEYS = {"csat": "satisfaction", "nps": "recommendation"}
_REVISION = re.compile(r"[0-9a-f]{7,64}")
# These say no more than the message they stand beside.
_TOLD = frozenset({"opened", "message", "replied", "noted"})
# Whose `after` is the number of a held mail, or of a message.
_NUMBERED = frozenset({"confirmed", "released", "discarded", "answer-not-sent", "thanks", "word-kept"})
_ORDER = {"in": 0, "note": 0, "survey": 0, "out": 0, "held": 1, "event": 2, "send": 3}


def ticket_page(desk: Desk, reader: Reader, ticket: Ticket, until: int) -> TicketPage:
    """The last messages up to number `until` (0: the newest), and what happened while they were exchanged."""
    store, protocol, language = desk.store, ticket.protocol, language_of(reader)
    last = min(until, ticket.message_count) or ticket.message_count
    first = max(last - MESSAGES, 0)
    messages = store.messages(protocol, first, last - first)
    since = messages[0].at if first and messages else None
    ends = None if last == ticket.message_count else messages[-1].at if messages else None
    events = store.last_events(protocol, EVENTS)
    sends = store.outbox_list(protocol=protocol, limit=SENDS)
    entries = [
        *(_message(desk, language, message) for message in messages),
        *(_event(desk, language, event) for event in events if event.kind not in _TOLD),
        *(_sent(language, mail) for mail in sends),
        *(_held(desk, language, mail) for mail in store.held_of(protocol)),
    ]
    sla = store.sla(ticket.id)
    verdict = store.last_verdict(protocol)
    owner = desk.agent(ticket.assignee)
    return TicketPage(
        ticket=ticket,
        owner=owner.name if owner else ticket.assignee,
        address=desk.mailbox(ticket.mailbox).address,
        people=tuple(store.participants(protocol)[:100]),
        linked=tuple(_linked(desk, reader, protocol)),
        merged_into="" if ticket.message_count else store.survivor(protocol),
        promises=tuple(_promises(ticket, sla, desk.clock.now())),
        paused=sla.paused and ticket.status not in ENDED,
        pauses=sla.pauses,
        entries=tuple(sorted(_within(entries, since, ends), key=lambda one: (one.at, _ORDER[one.kind]))),
        owner_why=why_of(desk, _why_owned(desk, ticket, verdict), language),
        replied=sla.first_reply_at,
        asked=tuple(
            Asking(
                line.stage,
                line.rule,
                line.place,
                _plain(spoken(line.matched, language), language, ZoneInfo(desk.settings.desk.timezone)),
                line.hit,
                named_rule(desk, line.rule, language),
            )
            for line in (verdict.lines if verdict else ())
        ),
        revision=verdict.revision if verdict else "",
        older=first,
        cut=ends is not None,
    )


def language_of(reader: Reader) -> Language:
    """The reader's language, of the three the desk speaks."""
    return cast(Language, reader.language if reader.language in ("es", "en", "pt") else "en")


def _why_owned(desk: Desk, ticket: Ticket, verdict: StoredVerdict | None) -> str:
    """Why the ticket is whose it is; of one that is nobody's, what the rules last said about whose it could be."""
    if ticket.assignee:
        return desk.store.because_of(ticket.protocol, "assigned")
    lines = [line for line in (verdict.lines if verdict else ()) if line.stage == "assign" and line.hit]
    return f"{lines[-1].place} {lines[-1].rule} · {lines[-1].matched}" if lines else ""


def why_of(desk: Desk, because: str, language: Language) -> Why | None:
    """The reason of a step in the reader's language, taken apart where a rule gave it."""
    if not because:
        return None
    fault = fault_spoken(visible(scrub(because)), language)
    if fault:
        return Why("", (fault,))
    parts = [visible(part) for part in scrub(because).split(" · ")]
    rule = parts.pop(0) if _RULE.fullmatch(parts[0]) else ""
    told = rule or len(parts) > 1  # 'agent marta · #escalate n2 · 3f2a9c1'
    revision = parts.pop() if told and parts and _REVISION.fullmatch(parts[-1]) else ""
    place, _, id_ = rule.partition(" ")
    name = named_rule(desk, id_, language)
    zone = ZoneInfo(desk.settings.desk.timezone)
    words = tuple(_plain(spoken(part, language), language, zone) for part in parts)
    return Why(place if name else rule, words, revision, name)


def named_rule(desk: Desk, rule: str, language: Language) -> str:
    """What a rule without an id is called, '' for one that has its id; a team named as its tier is, as that."""
    teams = {
        team.id: team.tier if team.tier.lower() == team.id.lower() else team.id
        for team in desk.policy.teams.values()
    }
    return rule_called(rule, speech(language), teams)


def _plain(said: str, language: Language, zone: tzinfo) -> str:
    """A reason with the clocks and surveys called as on the rest of the page, and its moments in the desk's time."""
    said = said.replace("In-Reply-To […]", "answers a mail of ours")  # its id is nobody's to see
    survey = _SCORED.match(said)
    said = f"{_SURVEYS[survey[1]]}: {said[survey.end() :]}" if survey else said
    said = INSTANT.sub(lambda at: f"{datetime.fromisoformat(at[0]).astimezone(zone):%Y-%m-%d %H:%M}", said)
    return _CLOCK.sub(lambda clock: speech(language)[clock[1]], said)


def _message(desk: Desk, language: Language, message: Message) -> Entry:
    author = desk.agent(message.author)
    own, whole = message.own_words.strip(), message.text.strip()
    remark = remark_in(message)
    if remark is not None:  # the customer's word about the desk, and no agent's about the case
        own = whole = remark.comment.strip()
    return Entry(
        at=message.at,
        kind="survey" if remark else message.direction,
        who=author.name if author else message.sender.name or message.sender.address,
        why=why_of(desk, message.because, language),
        message=replace(message, notes=tuple(spoken(note, language) for note in message.notes)),
        text=_shown(own or whole),
        whole=_shown(whole) if own and own != whole else "",
        raw=bool(message.raw_key) and message.direction == "in",
        html=bool(message.raw_key) and message.direction == "in" and message.formatted is not False,
        rated=(remark.kind, remark.score, remark.highest) if remark else None,
    )


def _event(desk: Desk, language: Language, event: Event) -> Entry:
    role, _, id_ = event.actor.partition(":")
    agent = desk.agent(id_) if role == "agent" else None
    return Entry(
        at=event.at,
        kind="event",
        who=agent.name if agent else event.actor,
        why=why_of(desk, event.because, language),
        event=_with_names(desk, event, language),
        automatic=event.actor in ("rule", "desk"),
    )


def _with_names(desk: Desk, event: Event, language: Language) -> Event:
    """People by their names, and why a mail is held in words; no number that only the archive counts by."""
    if event.kind == "held":
        return replace(event, after=reason(event.after, language).words)
    if event.kind == "merged-into" or (event.kind == "split" and event.before.isdecimal()):
        return replace(event, before="")
    if event.kind == "merged":
        return replace(event, before="", after=event.before)
    if event.kind in _NUMBERED and event.after.isdecimal():
        return replace(event, after="")
    if event.kind != "assigned":
        return event
    before, after = desk.agent(event.before), desk.agent(event.after)
    return replace(
        event, before=before.name if before else event.before, after=after.name if after else event.after
    )


def _sent(language: Language, mail: OutboxShape) -> Entry:
    to = tuple(
        (one["address"], one["state"], one["attempts"], spoken(scrub(one["last_error"]), language))
        for one in mail["recipients"]
    )
    at = datetime.fromisoformat(mail["created_at"] or "1970-01-01T00:00:00Z")
    return Entry(at=at, kind="send", who="desk", sent=Sent(mail["kind"], mail["subject"], to), automatic=True)


def _held(desk: Desk, language: Language, mail: HeldMail) -> Entry:
    return Entry(
        at=mail.received_at,
        kind="held",
        who=mail.sender.name or mail.sender.address,
        why=why_of(desk, mail.because, language),
        held=mail,
        automatic=True,
    )


def _shown(text: str) -> str:
    """Text of others: no handle in it (A13), nothing invisible (A8), not more than a page bears."""
    text = visible(scrub(text))
    return text if len(text) <= TEXT else text[:TEXT].rstrip() + " […]"


def _within(entries: Iterable[Entry], since: datetime | None, ends: datetime | None) -> Iterator[Entry]:
    for entry in entries:
        if (since is None or entry.at >= since) and (ends is None or entry.at <= ends):
            yield entry


def _promises(ticket: Ticket, sla: SlaState, now: datetime) -> Iterator[Due]:
    """Every promise of the ticket, and whether it was kept; not one that ended with the ticket before its time, as
    that of an answer to spam, or of a case that became part of another: it was neither."""
    owed, merged = sla.owed(ticket.status), not ticket.message_count
    ended = ticket.resolved_at or ticket.updated_at
    met = {"first_response": sla.first_reply_at, "resolution": ticket.resolved_at}
    for clock in CLOCKS:
        due = sla.due(clock)
        if due is None:
            continue
        done = met.get(clock)
        if clock in owed:
            yield Due(due, clock, "late" if due <= now else "owed")
        elif clock != "next_response" and not (ticket.aside or merged) and (done is not None or ended >= due):
            yield Due(due, clock, "kept" if done is not None and done <= due else "broken")


def _linked(desk: Desk, reader: Reader, protocol: str) -> Iterator[tuple[str, str]]:
    """Linked tickets that this reader may see, with their subjects."""
    others = dict.fromkeys(b if a == protocol else a for a, b, _ in desk.store.links(protocol))
    for other in list(others)[:50]:
        ticket = desk.store.ticket_in(other, reader.mailboxes)
        if ticket is not None:
            yield ticket.protocol, ticket.subject
