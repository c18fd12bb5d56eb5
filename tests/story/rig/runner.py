"""Plays a story on a desk and holds every step against what the story says, and the invariant against all of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from helpdesk.daemon.commands.notify import notify_all
from helpdesk.daemon.printer import Printer
from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.daemon.timers.digests import plan
from helpdesk.tickets.model import InboxRow
from tests.story.rig.agents import shell
from tests.story.rig.carrier import Sent
from tests.story.rig.invariant import check
from tests.story.rig.people import address_of, name_of
from tests.story.rig.post import envelope_of, stamped
from tests.story.rig.shown import html_of, named, shown, whole
from tests.story.rig.story import Step, Story
from tests.story.rig.template import fill, protocols_of
from tests.story.rig.world import World, duration, open_world

# Set while writing a story: what the desk says is put into its expected files, for a person to read.
WRITE = bool(os.environ.get("STORY_WRITE"))


def play(story: Story, data: Path, cell: ParseCell) -> None:
    """Raises AssertionError where the desk does otherwise than the story says."""
    policy = story.folder / story.policy if story.policy else None
    with open_world(
        data, cell, settings=dict(story.settings), agents=dict(story.agents), policy=policy
    ) as world:
        player = _Player(story, world)
        for n, step in enumerate(story.steps, 1):
            try:
                player.step(step)
            except AssertionError as fault:
                raise AssertionError(f"{story.folder.name}, step {n} ({step.says}): {fault}") from fault


class _Player:
    def __init__(self, story: Story, world: World) -> None:
        self.story, self.world = story, world
        self.wrote: dict[str, bytes] = {}
        self.held: tuple[str, ...] = ()

    def step(self, step: Step) -> None:
        before, alerts = len(self.world.sent), self._alerts()
        row, sender = self._happens(step)
        new = self.world.sent[before:]
        if row is not None:
            _same_result(step.result, row, self.world)
        self._sent_as_told(step, new)
        self._ticket_as_told(step.ticket)
        if step.tickets >= 0:
            assert len(protocols_of(self.world)) == step.tickets, protocols_of(self.world)
        held = tuple(one.reason for one in self.world.store.held())
        told = self.held if step.held is None else step.held
        assert held == told, (
            f"held: {held}, not {told}: {[one.because for one in self.world.store.held()]}\n" + self._log()
        )
        self.held = held
        raised = {reason for reason, count in self._alerts().items() if count > alerts.get(reason, 0)}
        assert raised == set(step.alerts), f"alerts: {sorted(raised)}, not {sorted(step.alerts)}"
        check(self.world, new, sender)

    def _happens(self, step: Step) -> tuple[InboxRow | None, str]:
        """What the step says happens; the journal row of its mail, and who sent that."""
        world = self.world
        for who, said in step.refuse.items():
            world.inboxes.refuse(address_of(who), said)
        if step.becomes:
            world.change_ticket(protocols_of(world)[-1], dict(step.becomes))
        if step.mornings:
            plan(world.desk)
        for who, text in step.does.items():
            shell(world, who, text)
        if step.notify:
            chosen = step.notify["tag"], step.notify["macro"]
            assert notify_all(world.desk, Printer(json=True), *chosen, per_minute=30, dry=False) == 0
            world.settle()
        if step.advance:
            world.advance(duration(step.advance))
        if step.live:
            world.live(duration(step.live))
        if step.jump:
            world.jump(duration(step.jump))
        for number, act in ((step.release, "release"), (step.discard, "discard")):
            if number:
                inbox_id = world.store.held()[number - 1].id
                getattr(world.store, act)(inbox_id, "admin:story")
                world.settle()
        if not step.mail:
            return None, ""
        raw = self._raw(step)
        envelope = envelope_of(world, raw, step)
        return world.take(stamped(raw, step), envelope), envelope.mail_from

    def _raw(self, step: Step) -> bytes:
        if not step.again or step.mail not in self.wrote:
            template = (self.story.folder / step.mail).read_bytes().replace(b"\r\n", b"\n")
            text = fill(template.decode("utf-8", "surrogateescape"), self.world)
            self.wrote[step.mail] = text.encode("utf-8", "surrogateescape").replace(b"\n", b"\r\n")
        return self.wrote[step.mail]

    def _sent_as_told(self, step: Step, new: list[Sent]) -> None:
        got = [f"{one.kind} to {name_of(one.to)}" for one in new]
        told = [f"{one.kind} to {one.to}" for one in step.sends]
        assert got == told, f"sent {got}, not {told}\n" + self._log()
        for owed, sent in zip(step.sends, new, strict=True):
            for file in owed.files:
                self._same_mail(file, sent)

    def _same_mail(self, file: str, sent: Sent) -> None:
        path = self.story.folder / file
        show = html_of if file.endswith(".html") else whole if file.endswith("-headers.txt") else shown
        text = show(sent, self.world)
        if WRITE:
            path.write_text(text, "utf-8")
        expected = path.read_text("utf-8")
        assert text == expected, f"{file} is otherwise:\n{text}"

    def _ticket_as_told(self, told: Mapping[str, Any]) -> None:
        if not told:
            return
        told = dict(told)
        protocol = protocols_of(self.world)[int(told.pop("n", 0)) - 1]
        found: Any = self.world.store.ticket_show(protocol)
        assert found is not None
        for key, value in told.items():
            have = _SUMMARIES[key](found) if key in _SUMMARIES else found[key]
            if key == "events":  # the last ones
                have = have[-len(value) :]
            assert have == value, f"{key} of {protocol}: {have!r}, not {value!r}"

    def _alerts(self) -> dict[str, int]:
        since = self.world.clock.now().replace(year=2000)
        return {one.alert.reason: one.count for one in self.world.store.alerts(since)}

    def _log(self) -> str:
        return "\n".join(self.world.log[-8:])


def _same_result(told: Mapping[str, Any], row: InboxRow, world: World) -> None:
    """`because` and `protocol` are compared by their wildcards, `because` as a part of the whole."""
    result = dict(row.result or {})
    result |= {key: value for key, value in result.pop("sender", {}).items() if key != "address"}
    for key, value in told.items():
        have = result.get(key)
        if key == "because":
            assert value in named(str(have), world), f"because: {have!r}, not {value!r}"
        elif key == "protocol" and value:
            assert have == fill(value, world), f"protocol: {have!r}, not {value!r}"
        else:
            assert have == value, f"{key}: {have!r}, not {value!r} ({result})"


def _people(found: Any, kind: str) -> list[str]:
    return [name_of(person["address"]) for person in found[kind]]


def _line(message: Any) -> str:
    who = message["author"] or name_of(message["from"]["address"])
    return f"{message['direction']} {who} {message['standing']}".strip()


_SUMMARIES: Mapping[str, Callable[[Any], Any]] = {
    "messages": lambda found: [_line(message) for message in found["messages"]],
    "participants": lambda found: _people(found, "participants"),
    "guests": lambda found: _people(found, "guests"),
    "events": lambda found: [event["kind"] for event in found["events"]],
    "linked": lambda found: len(found["linked"]),
    "mailboxes": lambda found: found["messages"][-1]["mailboxes"],
    "own_words": lambda found: found["messages"][-1]["reply_text"],
    "files": lambda found: [file["filename"] for file in found["messages"][-1]["attachments"]],
}
