"""Whether the desk still takes mail: the next good one opens its ticket at once, whatever came before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import InboxRow

if TYPE_CHECKING:
    from tests.story.rig.world import World


class _Undo(Exception):
    """Takes back what the probe did."""


def a_good_mail_is_taken(world: World) -> None:
    """Nobody's mail blocks another's: the next good one opens its ticket at once. Taken back afterwards."""
    box = world.desk.settings.mailboxes[0]
    raw = (
        f"From: Good Person <good@person.example>\r\nTo: {box.address}\r\nSubject: a good mail\r\n"
        "Message-ID: <good@person.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0100\r\n\r\nHello there.\r\n"
    ).encode()
    envelope = Envelope("lmtp", "good@person.example", (box.address,), box.name, trusted_peer=True)
    rows, arrivals, sent = list(world.rows), world.arrivals, len(world.sent)
    try:
        with world.store.write():
            inbox_id = world.accept(raw, envelope)
            world.intake.work()
            row = world.store.inbox(inbox_id)
            raise _Undo(row)
    except _Undo as undo:
        [row] = undo.args
    world.rows[:], world.arrivals = rows, arrivals
    del world.sent[sent:]
    assert isinstance(row, InboxRow)
    assert row.state == "done" and (row.result or {}).get("outcome") == "opened", row
