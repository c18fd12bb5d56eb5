"""Agents in turn: everyone once before anyone twice."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.rules.assign import in_turn
from helpdesk.tickets.model import Agent


def agent(who: str, *mailboxes: str) -> Agent:
    """An agent of some mailboxes, or of all."""
    return Agent(who, who.title(), (f"{who}@acme.example",), mailboxes=mailboxes)


CAST = (agent("ana"), agent("luis", "tienda"), agent("marta", "tienda", "ventas"))


def turns(mailbox: str, count: int, last: str = "") -> list[str]:
    """Who gets the next tickets."""
    found = []
    for _ in range(count):
        chosen, _ = in_turn(CAST, last, mailbox)
        assert chosen is not None
        found.append(last := chosen.id)
    return found


def test_one_after_the_other() -> None:
    """In the order of the file, round and round, only those who serve the mailbox."""
    assert turns("tienda", 4) == ["ana", "luis", "marta", "ana"]
    assert turns("ventas", 3) == ["ana", "marta", "ana"]
    assert turns("otra", 2) == ["ana", "ana"]


def test_after_somebody_who_does_not_serve_or_is_gone() -> None:
    """Their place in the order counts; one who is gone: from the top."""
    assert turns("ventas", 1, last="luis") == ["marta"]
    assert turns("tienda", 1, last="gone") == ["ana"]


def test_says_why() -> None:
    """The line of the file and the turn."""
    places = {"luis": "agents.yaml:5"}
    assert (
        in_turn(CAST, "ana", "tienda", places)[1]
        == "agents.yaml:5: in turn for tienda, turn 2 of 3, after ana"
    )
    assert in_turn(CAST, "", "tienda")[1] == "agents.yaml ana: in turn for tienda, turn 1 of 3"
    assert in_turn((), "", "tienda") == (None, "agents.yaml: no agent serves the mailbox tienda")
    assert in_turn(CAST[1:2], "", "ventas")[0] is None


@given(st.sets(st.sampled_from("abcdefg"), min_size=1), st.integers(0, 30))
def test_nobody_is_two_ahead(names: set[str], tickets: int) -> None:
    """However many tickets: the busiest has at most one more than the idlest."""
    agents = [agent(name) for name in sorted(names)]
    got = Counter(dict.fromkeys(names, 0))
    last = ""
    for _ in range(tickets):
        chosen, _ = in_turn(agents, last, "any")
        assert chosen is not None
        got[chosen.id] += 1
        last = chosen.id
    assert max(got.values()) - min(got.values()) <= 1
