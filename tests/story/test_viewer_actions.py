"""The viewer's actions are mails already written: sent as they stand, they do what their label says."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.people import address_of
from tests.story.rig.shop import shop, ticket, writes
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World
from tests.web.rig import viewer_of


def pressed(world: World, agent: str, command: str, via: str = "submission") -> Told:
    """The agent presses the action and sends what her mail program shows, signed in at the submission listener."""
    viewer = viewer_of(world.desk)
    viewer.sign_in(address_of(agent))
    page = viewer.get(f"/t/{ticket(world).protocol}").text
    urls = [unescape(url) for url in re.findall(r'href="(mailto:[^"]+)"', page)]
    assert all(len(url) < 1_900 for url in urls)
    [mailto] = [url for url in urls if f"#{command}\r\n" in unquote(url)]
    parts = urlsplit(mailto)
    fields = parse_qs(parts.query)
    text = (
        f"Date: {{date}}\nMessage-ID: <pressed{world.arrivals}@acme.example>\nSubject: {fields['subject'][0]}\n"
        f"From: {agent.title()} <{address_of(agent)}>\nTo: {unquote(parts.path)}\n\n{fields['body'][0]}\n"
    )
    return tell(world, text, agent, "pass", via=via, login=agent if via == "submission" else "")


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        ("tomar", {"assignee": "luis"}),
        ("resolver", {"status": "resolved"}),
        ("esperar", {"status": "waiting"}),
        ("posponer 1d", {"status": "snoozed"}),
        ("prioridad alta", {"priority": "high"}),
    ],
)
def test_an_action_does_what_it_says(
    tmp_path: Path, cell: ParseCell, command: str, changed: dict[str, str]
) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", 'Factura "4711" & más: ¿100 % duplicada?')
        assert {name: getattr(ticket(world), name) for name in changed} != changed
        told = pressed(world, "luis", command)
        assert told.outcome == "command", told.line
        assert {name: getattr(ticket(world), name) for name in changed} == changed


def test_without_a_login_the_desk_asks_before_it_obeys(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura duplicada")
        told = pressed(world, "luis", "resolver", via="lmtp")
        assert (told.outcome, told.reason) == ("held", "agent-confirm")
        assert ticket(world).status == "new"


def test_what_has_ended_offers_no_end(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell) as world:
        writes(world, "lucia", "Factura duplicada")
        pressed(world, "luis", "resolver")
        with pytest.raises(ValueError, match="not enough values"):
            pressed(world, "luis", "resolver")
