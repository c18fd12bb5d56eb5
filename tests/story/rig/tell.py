"""One mail told to the desk in a test's own words, with the invariant held against what followed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.story.rig.carrier import Sent
from tests.story.rig.invariant import check
from tests.story.rig.people import name_of
from tests.story.rig.post import envelope_of, stamped
from tests.story.rig.story import Step
from tests.story.rig.template import fill
from tests.story.rig.world import World

MAILS = Path(__file__).parents[1] / "mails"


@dataclass(frozen=True)
class Told:
    """What came of it: the result line of interface.md, and the mails that followed."""

    line: dict[str, Any]
    sent: list[Sent]

    @property
    def outcome(self) -> str:
        """opened, threaded, held, ..."""
        return str(self.line["outcome"])

    @property
    def reason(self) -> str:
        """Why it is held, '' where it is not."""
        return self.line["held_reason"] or ""

    @property
    def known_as(self) -> str:
        """customer, agent or unknown."""
        return str(self.line["sender"]["known_as"])

    @property
    def mails(self) -> list[str]:
        """'ack to lucia', ..."""
        return [f"{one.kind} to {name_of(one.to)}" for one in self.sent]


def tell(
    world: World,
    text: str | bytes,
    writer: str = "",
    proof: str = "none",
    *,
    via: str = "lmtp",
    login: str = "",
    rcpt: tuple[str, ...] = (),
) -> Told:
    """`text` (a template, see `fill`; bytes stay as they are) comes in from `writer`, all that follows happens."""
    if isinstance(text, str):
        raw = (
            fill(text, world)
            .encode("utf-8", "surrogateescape")
            .replace(b"\r\n", b"\n")
            .replace(b"\n", b"\r\n")
        )
    else:
        raw = text
    step = Step("", writer=writer, proof=proof, via=via, login=login, rcpt=rcpt)
    before = len(world.sent)
    envelope = envelope_of(world, raw, step)
    row = world.take(stamped(raw, step), envelope)
    new = world.sent[before:]
    check(world, new, envelope.mail_from)
    return Told(dict(row.result or {}), new)


def mail(name: str, **instead: str) -> str:
    """A mail of tests/story/mails, with header lines put in place of its own (`message_id=...`, `from_=...`)."""
    head, _, body = (MAILS / f"{name}.eml").read_text("utf-8").partition("\n\n")
    body = instead.pop("body", body)
    for key, value in instead.items():
        header = key.rstrip("_").replace("_", "-").lower()
        lines = [line for line in head.split("\n") if not line.lower().startswith(f"{header}:")]
        head = "\n".join([*lines, f"{header.title()}: {value}"] if value else lines)
    return f"{head}\n\n{body}"


def open_case(world: World) -> None:
    """Lucía has written; Ana has the notification."""
    told = tell(world, mail("lucia-writes"), "lucia", "pass")
    assert told.mails == ["ack to lucia", "notification to ana"]


def answered_case(world: World) -> None:
    """Lucía has written and Ana has answered: Lucía has a token."""
    open_case(world)
    assert tell(world, mail("ana-answers"), "ana", "pass").mails == ["reply to lucia"]


def customers_mail(told: Told, world: World) -> list[Sent]:
    """What anybody outside the desk got."""
    own = world.desk.settings.desk.alert_address
    return [one for one in told.sent if world.desk.agent_of(one.to) is None and one.to != own]
