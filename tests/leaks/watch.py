"""What of the desk's inside stands in a mail to a customer, in whatever way its bytes can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from helpdesk.mailflow.marks import is_separator
from tests.integration.desk_mails import readings
from tests.story.rig.carrier import Sent
from tests.story.rig.invariant import OWN_ID
from tests.story.rig.world import World

_SECRET = re.compile(r"(?:\+[rnc]-|<[rnc]\.)([a-z2-7]{16,24})(?=@|%40)")
_RANDOM = re.compile(r"[a-z2-7]{16,24}")
_LEAST = 12  # characters of a line of the card that tells anything


def outside(world: World, mails: Iterable[Sent]) -> list[Sent]:
    """Those that went to anybody but the desk's own people."""
    own = world.desk.settings.desk.alert_address
    return [one for one in mails if world.desk.agent_of(one.to) is None and one.to != own]


def shown(world: World, mails: Sequence[Sent], secrets: Sequence[str]) -> list[str]:
    """What of the inside shows in those of `mails` that went outside; `secrets` are words and lines that may not;
    handles and cards are those of `mails` too."""
    inside = [one for one in mails if world.desk.agent_of(one.to) is not None]
    handles = {hit for one in inside for hit in _SECRET.findall(one.everything)}
    cards = {line for one in inside for line in card_of(one)}
    private = {address.lower() for agent in world.desk.agents for address in agent.addresses}
    found = []
    for one in outside(world, mails):
        text = readings(one.raw)
        lower = text.lower()
        shows = [hit for hit in set(_RANDOM.findall(lower)) if hit in handles]
        shows += [address for address in private if address in OWN_ID.sub("", lower)]
        shows += [line for line in (*cards, *secrets) if line in text]
        found += [f"{one.kind} to {one.to} shows {what!r}" for what in shows]
    return found


def card_of(sent: Sent) -> set[str]:
    """The lines of the card in a mail to an agent: what it says with and without its mark, and each reason alone."""
    found: set[str] = set()
    for line in sent.text.split("\n"):
        if line.startswith(("| ", "! ")) or is_separator(line):
            bare = line.strip("|!- ")
            found |= {bare, *(piece for piece in bare.split("; ") if len(piece.split()) > 2)}
    return {line for line in found if len(line) >= _LEAST}
