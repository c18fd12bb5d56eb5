"""From DATA to the durable journal row: read, look through, commit, and only then 250."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.daemon.smtp.body import Body, Problem, stray_in_headers
from helpdesk.daemon.smtp.shared import incident
from helpdesk.daemon.smtp.wire import Wire
from helpdesk.daemon.source_key import source_key
from helpdesk.mailflow.digest import mail_digest
from helpdesk.tickets.errors import StoreFull, TryLater
from helpdesk.tickets.mail import Envelope
from helpdesk.tickets.model import Arrival

_LARGE = 128 * 1024  # from here on a mail is looked through in a worker thread, not in the event loop

REFUSED: dict[Problem, str] = {
    "size": "552 5.3.4 Message too big",
    "line": "500 5.6.0 A line of the message is too long",
    "full": "452 4.3.1 Too much mail at once, try again later",
    "stray": "554 5.6.0 A bare CR, a bare LF or a NUL in the header",
}


@dataclass(frozen=True, slots=True)
class Whole:
    """A mail read to its end. `problem` is why it is refused; then `raw` is empty."""

    raw: bytes
    digest: str
    problem: Problem


async def deliver(wire: Wire, sender: str, recipients: tuple[str, ...], mailbox: str, login: str) -> str:
    """Read the mail that follows and make it durable. Returns the reply: 250 only after the commit.

    Raises ConnectionError when the peer hangs up before the end, Farewell when it does not end.
    Faults of our own are answered 451 with an incident
    id and nothing more (A53, B14): the sender keeps the mail and comes back.
    """
    try:
        body = await wire.read_body()
        return await _store(wire, body, Envelope(
            source=wire.listener.kind, mail_from=sender, recipients=recipients, mailbox=mailbox,
            peer=wire.peer, login=login, trusted_peer=wire.listener.trusts(wire.peer),
        ))  # fmt: skip
    finally:
        wire.let_go_of_body()


async def _store(wire: Wire, body: Body, envelope: Envelope) -> str:
    number, shared, title = incident(), wire.shared, wire.listener.title
    try:
        large = not body.problem and body.held > _LARGE
        whole = (
            await wire.loop.run_in_executor(shared.heavy, look_through, body) if large else look_through(body)
        )
        if whole.problem:
            shared.log.refused(title, wire.peer, REFUSED[whole.problem], "content")
            return REFUSED[whole.problem]
        now = shared.clock.now()
        arrival = Arrival(source_key("smtp", number, now), whole.raw, whole.digest, envelope, now)
        row = await shared.commit.accept(arrival)
    except StoreFull as full:
        shared.log.not_stored(number, title, wire.peer, str(full))
        return "452 4.3.1 Insufficient system storage"
    except TryLater as busy:
        shared.log.not_stored(number, title, wire.peer, str(busy))
        return f"451 4.3.0 Try again later (incident {number})"
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail is not safe with us yet
        shared.log.fault(number, "deliver", error)
        return f"451 4.3.0 Try again later (incident {number})"
    size, count = len(whole.raw), len(envelope.recipients)
    shared.log.accepted(number, title, wire.peer, size=size, recipients=count, inbox=row)
    return f"250 2.0.0 Ok: {number}"


def look_through(body: Body) -> Whole:
    """What the whole mail must pass. CPU time linear in its size."""
    raw = b"" if body.problem else body.content()
    if body.problem:
        return Whole(b"", "", body.problem)
    if stray_in_headers(raw):
        return Whole(b"", "", "stray")
    return Whole(raw, mail_digest(raw), "")
