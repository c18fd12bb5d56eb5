"""The account at the end: the ledger against what the desk has stored, what the sink caught against what is owed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk.tickets.store import Store
from tests.crash.ledger import Ledger, Post
from tests.crash.letters import REFUSED, TOKEN
from tests.fakes.smtp_sink import Caught

_TOKEN = re.compile(rb"^" + TOKEN.encode() + rb": (\S+)\r\n", re.MULTILINE)
_NO_MESSAGE = frozenset({"command", "duplicate"})
PAGE = 1000


@dataclass(slots=True)
class Stored:
    """What the desk has of the letters, by token: how its journal rows ended, and its messages on tickets."""

    ends: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    messages: Counter[str] = field(default_factory=Counter)
    replies: dict[str, str] = field(
        default_factory=dict
    )  # token of an agent's answer: its Message-ID outside
    owed: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)  # id: kind, state by recipient
    waiting: int = 0


def look(database: Path) -> Stored:
    """Reads the whole archive, read-only."""
    store = Store.open(f"sqlite://{database}", mode="ro")
    try:
        return _look(store)
    finally:
        store.close()


def _look(store: Store) -> Stored:
    stored = Stored()
    tokens: dict[str, str] = {}
    for number in range(1, store.verify().received + 1):
        row = store.inbox(number)
        if row is None or row.timer is not None:
            continue
        tokens[row.raw_key] = token = _token(store.raw(row.raw_key))
        stored.waiting += row.state == "received"
        stored.ends[token].append(
            str((row.result or {}).get("outcome", row.state)) if row.state == "done" else row.state
        )
    for ticket in store.tickets(limit=1_000_000):
        for message in store.messages(ticket.protocol):
            token = tokens[message.raw_key]
            stored.messages[token] += 1
            if message.direction == "out":
                stored.replies[token] = message.message_id
    before = 0
    while page := store.outbox_list(limit=PAGE, before_id=before):
        before = page[-1]["id"]
        for mail in page:
            assert mail["message_id"] not in stored.owed, f"{mail['message_id']} is owed twice"
            states = {each["address"]: each["state"] for each in mail["recipients"]}
            stored.owed[mail["message_id"]] = (mail["kind"], states)
    return stored


def _token(raw: bytes) -> str:
    found = _TOKEN.search(raw)
    return found[1].decode() if found else "?"


def faults_of(ledger: Ledger, stored: Stored, caught: Sequence[Caught], again: frozenset[str]) -> list[str]:
    """Everything that does not add up, in words; [] = nothing lost, nothing doubled, nothing sent unasked.

    `again`: Message-IDs of unsure mail that an admin sent once more, which may therefore have come twice.
    """
    return [
        *(f"refused: {what}" for what in ledger.refused),
        *([f"{stored.waiting} mails still wait"] if stored.waiting else []),
        *_letters(ledger, stored),
        *_post(stored, [Post(mail) for mail in caught], again),
    ]


def _letters(ledger: Ledger, stored: Stored) -> list[str]:
    faults = [f"{token}: stored and never acknowledged" for token in stored.ends.keys() - ledger.taken.keys()]
    for token, letter in ledger.taken.items():
        ends = [end for end in stored.ends[token] if end != "duplicate"]
        name = f"{token} ({letter.kind} by {letter.door})"
        if len(ends) != 1:
            faults.append(f"{name}: it ended as {stored.ends[token]}, which is not once")
            continue
        expected = 0 if ends[0] in {"held", "discarded", "command"} else 1
        if stored.messages[token] != expected:
            faults.append(f"{name}: {ends[0]}, with {stored.messages[token]} messages on tickets")
    return faults


def _post(stored: Stored, posts: Sequence[Post], again: frozenset[str]) -> list[str]:
    copies: dict[tuple[str, str], int] = Counter((p.message_id, to) for p in posts for to in p.recipients)
    faults = [f"{mid} went to {to} and is not owed" for mid, to in copies
              if to not in stored.owed.get(mid, ("", {}))[1]]  # fmt: skip
    for message_id, (kind, states) in stored.owed.items():
        for address, state in states.items():
            came = copies.get((message_id, address), 0)
            least, most = {"sent": (1, 1), "unsure": (0, 1)}.get(state, (0, 0))
            most += message_id in again
            if state in {"queued"} or (state == "failed" and address != REFUSED):
                faults.append(f"{kind} {message_id} to {address} is {state}")
            if not least <= came <= most:
                faults.append(f"{kind} {message_id} to {address} is {state} and came {came} times")
    for token, message_id in stored.replies.items():
        if message_id not in stored.owed:
            faults.append(f"{token}: the agent's answer is on the ticket and is owed to nobody")
    return faults + _acknowledged_twice(posts)


def _acknowledged_twice(posts: Sequence[Post]) -> list[str]:
    answers: dict[str, set[str]] = defaultdict(set)
    for post in posts:
        if post.automatic and post.answers and not post.recipients[0].endswith("@agents.test"):
            answers[post.answers].add(post.message_id)
    return [f"{parent} was acknowledged {len(ids)} times" for parent, ids in answers.items() if len(ids) > 1]
