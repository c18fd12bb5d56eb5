"""Agents who give commands: by mail to the desk, and from the shell; and what they did to a ticket."""

from __future__ import annotations

from helpdesk.daemon.commands.ticket_do import received
from tests.story.rig.people import name_of
from tests.story.rig.shop import ticket
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World

Change = tuple[str, str, str, str]


def says(world: World, agent: str, body: str, kind: str = "notification", head: str = "") -> Told:
    """The agent answers the last mail of this kind she got: to the customer by the address for it where the mail has
    one, else by Reply-To. `head` are further header lines, each with its line end."""
    last = next(one for one in reversed(world.sent) if one.kind == kind and name_of(one.to) == agent)
    direct = kind != "notification" or "+r-" in str(last.mail["Reply-To"])
    to = f"{{reply-to of {kind} to {agent}}}" if direct else f"{{r-address of {kind} to {agent}}}"
    return tell(
        world,
        f"Date: {{date}}\nMessage-ID: <m{world.arrivals + 1}@acme.example>\n"
        f"Subject: {{subject of {kind} to {agent}}}\n"
        + (f"In-Reply-To: {{message-id of {kind} to {agent}}}\n" if direct else "")
        + f"From: {agent.title()} <{last.to}>\nTo: {to}\n{head}\n{body}\n",
        agent,
        "pass",
    )


def shell(world: World, agent: str, text: str, n: int = 0) -> Told:
    """The same as `helpdesk ticket do PROTOCOL --as AGENT --text FILE`, about the n-th ticket."""
    who = world.desk.agent(agent)
    assert who is not None
    before = len(world.sent)
    inbox_id = received(world.desk, ticket(world, n), who, [text])
    world.settle()
    row = world.store.inbox(inbox_id)
    assert row is not None
    return Told(dict(row.result or {}), world.sent[before:])


def kinds(world: World, n: int = 0) -> list[Change]:
    """What persons did to the n-th ticket, the last with 0."""
    events = world.store.events(ticket(world, n).protocol)
    return [(one.actor, one.kind, one.before, one.after) for one in events if one.actor.startswith("agent:")]
