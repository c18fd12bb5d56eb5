"""Delivery reports on our own mail: what they may claim, and how often the agent hears of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story.rig.tell import Told, answered_case, tell
from tests.story.rig.world import World

VERP = Path(__file__).parent / "20-bounces" / "4-verp.eml"
BY_ID = VERP.with_name("5-by-id.eml")
LUCIA = "lucia.perez@gmail.example"


def report(world: World, path: Path = VERP, n: int = 1, whom: str = LUCIA) -> Told:
    """The report of story 20 on a mail to `whom`; `n` makes another mail of it."""
    text = path.read_text("utf-8").replace("<2026112", f"<{n}2026112").replace(LUCIA, whom)
    return tell(world, text, "", "", rcpt=("{verp of reply to lucia}",) if path == VERP else ())


def bounced(world: World, told: Told) -> tuple[bool, list[str]]:
    """Whether the ticket says so, and the kinds of its last event."""
    protocol = told.line["protocol"]
    ticket = world.desk.store.ticket(protocol)
    assert ticket is not None
    return ticket.not_delivered, [event.kind for event in world.desk.store.events(protocol)][-1:]


def test_whom_the_mail_never_went_to_is_shown_and_not_claimed(world: World) -> None:
    answered_case(world)
    told = report(world, whom="ana@acme.example")
    assert (told.outcome, told.mails) == ("bounce", [])
    assert bounced(world, told) == (False, ["reported"])
    told = report(world, n=2)
    assert told.mails == ["receipt to ana"]
    assert bounced(world, told) == (True, ["bounced"])


def test_the_agent_hears_of_it_once_whatever_way_it_is_said(world: World) -> None:
    answered_case(world)
    assert report(world).mails == ["receipt to ana"]
    for path, whom in ((VERP, LUCIA), (BY_ID, LUCIA), (VERP, LUCIA.upper())):
        told = report(world, path, n=2 + len(world.rows), whom=whom)
        assert (told.outcome, told.mails) == ("bounce", []), path
        assert bounced(world, told) == (True, ["bounced"])


@pytest.mark.parametrize("path", [VERP, BY_ID])
def test_either_way_alone_is_enough(world: World, path: Path) -> None:
    answered_case(world)
    assert report(world, path).mails == ["receipt to ana"]
