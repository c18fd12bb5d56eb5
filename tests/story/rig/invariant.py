"""What must be true after every step of every story, whatever happened (threats.md, the invariant of its page)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpdesk.mailflow.addresses import fold
from helpdesk.mailflow.marks import is_card, is_separator
from tests.story.rig.carrier import Sent
from tests.story.rig.probe import a_good_mail_is_taken
from tests.story.rig.world import World

# Outcomes of mail that is accounted for without being a message of a ticket.
_ELSEWHERE = {"duplicate", "command", "bounce"}
RUN = 5  # consecutive words that give a text away
# What stands before the @ of our own ids is random: one in 32,768 ends with "ana", and is nobody's address.
OWN_ID = re.compile(r"(?:\b[rncb]\.[a-z2-7]{24}|\+[rncb]-[a-z2-7]{16})(?=@|%40|=40)")


def check(world: World, new: Sequence[Sent], sender: str) -> None:
    """Raises AssertionError for mail unaccounted, shown to the wrong person, or a desk that stands still.

    `new`: what was sent in this step; `sender`: who wrote its mail, to whom alone a receipt without a ticket may go.
    """
    everything_is_accounted_for(world)
    for sent in new:
        only_the_right_people_get_mail(world, sent, sender)
        if not _is_desks_own(world, sent.to):
            nothing_internal_shows(world, sent)
    if not _all_taken(world):
        a_good_mail_is_taken(world)


def _all_taken(world: World) -> bool:
    """Whether this step had mail and every one of it became a message of a ticket: then the desk stands still for
    nobody, and the probe, a third of a story's time, waits for the next step that is otherwise, or the story's end."""
    new, world.looked_at = world.rows[world.looked_at :], len(world.rows)
    rows = [world.store.inbox(inbox_id) for inbox_id in new]
    return bool(rows) and all(
        row and (row.result or {}).get("outcome") in ("opened", "threaded", "command") for row in rows
    )


def everything_is_accounted_for(world: World) -> None:
    """accepted == messages + held + discarded + accounted for elsewhere."""
    report = world.store.verify()
    assert report.sound, report.findings
    assert not (wrong := world.store.wrong_rollups()), wrong
    held = {one.id for one in world.store.held()}
    by_raw = {
        message.raw_key: message.ticket
        for ticket in world.store.tickets(limit=1_000)
        for message in world.store.messages(ticket.protocol)
    }
    held_bytes = {one.raw_key for one in world.store.held()}
    assert not held_bytes & set(by_raw), "a held mail is a message too"
    for inbox_id in world.rows:
        row = world.store.inbox(inbox_id)
        assert row is not None
        state, outcome = row.state, (row.result or {}).get("outcome")
        match state:
            case "held":
                assert inbox_id in held
                assert world.store.raw(row.raw_key)
            case "discarded":
                pass
            case "done":
                assert outcome in _ELSEWHERE or row.raw_key in by_raw, f"row {inbox_id} is nowhere"
            case _:
                raise AssertionError(f"row {inbox_id} still waits")


def only_the_right_people_get_mail(world: World, sent: Sent, sender: str) -> None:
    """Agents, the admin, and participants of the ticket; guests and strangers get nothing but a neutral receipt."""
    if _is_desks_own(world, sent.to):
        return
    if sent.kind == "vendor":
        assert sent.to in {team.vendor for team in world.desk.policy.teams.values()}, sent.to
        return
    if sent.ticket:
        people = world.store.participants(sent.ticket)
        approved = {fold(person.address) for person in people if person.role != "guest"}
        assert fold(sent.to) in approved, f"{sent.kind} of {sent.ticket} went to {sent.to}"
    elif world.store._db.row("SELECT 1 FROM circulars WHERE address_key = ?", fold(sent.to)):
        assert sent.kind == "macro", f"a {sent.kind} without a ticket went to {sent.to} of a list"
    else:
        assert sent.kind == "ack", f"a {sent.kind} without a ticket went to {sent.to}"
        assert fold(sent.to) == fold(sender), f"a receipt for {sender} went to {sent.to}"
        for ticket in world.store.tickets(limit=1_000):
            assert ticket.protocol not in sent.everything


def nothing_internal_shows(world: World, sent: Sent) -> None:
    """No agent's address, handle, card or note, and nobody else's unapproved words, in what a customer gets."""
    text = sent.everything
    lower = OWN_ID.sub("", text.lower())
    # An acknowledgement says nothing but what its reader wrote: he may have called himself anything.
    for agent in world.desk.agents if sent.kind != "ack" else ():
        for address in agent.addresses:
            assert address.lower() not in lower, f"{address} shows in a {sent.kind}"
    for kind, secret in _agent_secrets(world):
        assert secret not in text, f"an agent's {kind} handle shows in a {sent.kind}"
    for line in sent.text.split("\n"):
        assert not is_separator(line) and not is_card(line, sent.ticket or "-"), f"a card shows: {line}"
    # What a vendor gets is a note to everybody else; that agents wrote it for him is the story's to see.
    for words in _not_for(world, sent) if sent.kind != "vendor" else ():
        run = _run_of(words, sent.text)
        assert not run, f"{run!r} shows in a {sent.kind} to {sent.to}"


def _is_desks_own(world: World, address: str) -> bool:
    return world.desk.agent_of(address) is not None or address == world.desk.settings.desk.alert_address


def _agent_secrets(world: World) -> set[tuple[str, str]]:
    """Handles and twin Message-IDs that agents were given."""
    found: set[tuple[str, str]] = set()
    for sent in world.sent:
        if world.desk.agent_of(sent.to) is not None:
            found |= sent.secrets
    return found


def _not_for(world: World, sent: Sent) -> list[str]:
    """Texts this reader was not approved for: notes, guests' mail, other tickets' mail, others' held mail."""
    texts = []
    for ticket in world.store.tickets(limit=1_000):
        messages = world.store.messages(ticket.protocol)
        public = {message.raw_key for message in messages if message.direction == "out"}
        for message in messages:
            if message.direction == "note" and message.raw_key in public:
                continue  # sent after all, by its writer's tap
            own = fold(message.sender.address) == fold(sent.to)
            guest = message.standing == "guest"
            # What an agent passed on was put aside when she said whose it is: then it is that customer's.
            passed_on = (
                ticket.aside == "discarded" and world.desk.agent_of(message.sender.address) is not None
            )
            elsewhere = message.direction == "in" and ticket.protocol != sent.ticket and not passed_on
            if message.direction == "note" or ((guest or elsewhere) and not own):
                texts.append(message.own_words)
    for held in world.store.held():
        # An agent may send again what was held: that nothing held went out is seen by its bytes below.
        if fold(held.sender.address) != fold(sent.to) and world.desk.agent_of(held.sender.address) is None:
            texts.append(world.store.raw(held.raw_key).partition(b"\r\n\r\n")[2].decode("utf-8", "replace"))
    return texts


def _run_of(secret: str, text: str) -> str:
    """Five words in a row of `secret` that stand in `text`, '' where none do."""
    own = "\n".join(line for line in secret.splitlines() if not line.startswith(">"))
    words = re.findall(r"[^\W\d_]+", own.lower())
    shown = " ".join(re.findall(r"[^\W\d_]+", text.lower()))
    for at in range(max(0, len(words) - RUN + 1)):
        run = " ".join(words[at : at + RUN])
        if run in shown:
            return run
    return ""
