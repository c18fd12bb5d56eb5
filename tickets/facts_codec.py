"""A verdict as the archive keeps it: the facts it was taken on, its actions and the lines that hit, in few bytes.

Misses are not kept: the facts and the policy of that revision give them again, to the letter.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from operator import attrgetter
from typing import Any, cast

from helpdesk.tickets.errors import Damaged
from helpdesk.tickets.plain_codec import codec
from helpdesk.tickets.verdict import Action, Facts, Line, Verdict

# One byte before the rest says how it was packed, should that ever change.
VERSION = b"\x01"
LEVEL = 1
# What nearly every packed verdict has in it. Part of the format: never change it without a new VERSION.
SHAPE = (
    b'"seconds":,"samples":"means":{"":{"seconds":"},"open":"id":"agents":[{"id":"due":null,"used":0.'
    b'"first_response":{"due":"next_response":{"due":"resolution":{"due":"clocks":{"idle_seconds":"pins":["fired":['
    b'"turns":{"mailbox:"handoff":["summary","notes","history"]"SendMacro""Notify""Escalate","tier":"N2","reason":"'
    b'"tell_customer":true"priority":"urgent""SetPriority","AddTag",{"tag":"MoveTo",{"folder":"SetService",{"service":"'
    b'"target":0"AssignTo",{"agent":"","team":"n1","turn":"team:"},"actions":[["lines":[["escalate","",false],'
    b'["assign","assignment.yaml:["sla","sla.yaml:["folder","folders.yaml:["tags","tags.yaml:",true,"",false],'
    b'"authentication":"pass","automatic":true,"attachments":["customer":{"address":"organisation":"facts":{"plan":"'
    b'"tickets":1,"open_tickets":1,"last_agent":"'
    b'{"facts":{"happening":"message","at":17,"mailbox":"support","ticket":{"id":0,"protocol":"HD-26","subject":"",'
    b'"status":"new","requester":{"address":"","name":"language":"es","created_at":17,"updated_at":17,"folder":"",'
    b'"tags":["","assignee":"","service":"","version":1,"message_count":1},"sender":{"address":"","name":""},'
    b'"subject":"Re: ","text":"'
)

_facts_to, _facts_from = cast("tuple[Callable[[Facts], Any], Callable[[Any], Facts]]", codec(Facts))
_action_to, _action_from = cast("tuple[Callable[[Action], Any], Callable[[Any], Action]]", codec(Action))
_line_to = attrgetter("stage", "rule", "place", "hit", "matched", "skipped")
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def pack_verdict(facts: Facts, verdict: Verdict) -> bytes:
    """The facts, the actions each with its line, and the lines that hit or would have."""
    lines = [line for line in verdict.trace if line.hit or line.skipped]
    places = {id(line): place for place, line in enumerate(lines)}
    actions = []
    for action, line in verdict.actions:
        if id(line) not in places:
            places[id(line)] = len(lines)
            lines.append(line)
        actions.append([places[id(line)], *_action_to(action)])
    plain = {"facts": _facts_to(facts), "actions": actions, "lines": list(map(_line_to, lines))}
    packer = zlib.compressobj(LEVEL, zdict=SHAPE)
    # A header may hold what is no text: it comes back as it was.
    data = _encode(plain).encode("utf-8", "surrogatepass")
    return VERSION + packer.compress(data) + packer.flush()


def unpack_verdict(packed: bytes) -> tuple[Facts, tuple[tuple[Action, Line], ...], tuple[Line, ...]]:
    """Facts, actions and lines as they were packed. Raises Damaged."""
    if packed[:1] != VERSION:
        raise Damaged(f"a verdict packed in a way this release does not know ({packed[:1]!r})")
    try:
        data = zlib.decompressobj(zdict=SHAPE).decompress(packed[1:])
        plain = json.loads(data.decode("utf-8", "surrogatepass"))
    except (zlib.error, ValueError) as fault:
        raise Damaged(f"a stored verdict: {fault}") from fault
    lines = tuple(Line(*line) for line in plain["lines"])
    actions = tuple((_action_from(action), lines[place]) for place, *action in plain["actions"])
    return _facts_from(plain["facts"]), actions, lines
