"""A page offers a message as it was formatted where its mail has HTML; of mail from before nobody knows, so it does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import shop, ticket, writes_again
from tests.story.rig.tell import tell
from tests.story.rig.world import World
from tests.story.test_forward_in import GMAIL
from tests.web.rig import viewer_of
from tests.web.scene import formatted


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A ticket with a formatted mail and a plain one."""
    cell = ParseCell()
    try:
        with shop(tmp_path, cell) as opened:
            formatted(opened, "lucia", "Factura 4711")
            writes_again(opened, "lucia", "Y otra cosa.")
            yield opened
    finally:
        cell.close()


def offered(world: World) -> list[str]:
    """The messages that the ticket's page shows in a frame."""
    viewer = viewer_of(world.desk)
    viewer.sign_in()
    return re.findall(
        r'<iframe [^>]*src="/t/[\w-]+/(\d+)/html"', viewer.get(f"/t/{ticket(world).protocol}").text
    )


def test_a_plain_mail_is_not_offered_as_formatted(world: World) -> None:
    kept = [one.formatted for one in world.store.messages(ticket(world).protocol)]
    assert kept == [True, False] and offered(world) == ["1"]


def test_mail_from_before_it_was_written_down_is_offered(world: World) -> None:
    world.store._db.run("UPDATE messages SET formatted = NULL")
    assert [one.formatted for one in world.store.messages(ticket(world).protocol)] == [None, None]
    assert offered(world) == ["1", "2"]


@pytest.mark.parametrize("html", [False, True])
def test_a_forward_is_formatted_as_the_agents_mail_is(html: bool, world: World) -> None:
    """The customer's words stand in it, and the bytes that are kept are hers."""
    passed = f"Le toca a la tienda.\n\n{GMAIL}"
    plain = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{passed}\n"
    drawn = "<br>".join(escape(passed).split("\n"))
    both = (
        f'Content-Type: multipart/alternative; boundary="b"\n\n--b\n{plain}\n--b\n'
        f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<p>{drawn}</p>\n--b--\n"
    )
    told = tell(
        world,
        "Date: {date}\nMessage-ID: <fwd@acme.example>\nSubject: RV: La factura de noviembre\n"
        "From: Ana Ruiz <ana@acme.example>\nTo: tienda@acme.example\nMIME-Version: 1.0\n"
        + (both if html else plain),
        "ana",
        "pass",
    )
    assert told.outcome == "opened", told
    theirs = world.store.messages(ticket(world).protocol)[0]
    assert (theirs.direction, theirs.sender.address) == ("in", "lucia.perez@gmail.example")
    assert theirs.formatted is html and offered(world) == (["1"] if html else [])
