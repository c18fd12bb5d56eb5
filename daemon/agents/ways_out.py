"""The taps below a batch's transcript: each line that was refused, written as it was probably meant."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.daemon.desk import Desk
from helpdesk.daemon.lookups.queue_people import may_see
from helpdesk.mailflow import compose
from helpdesk.mailflow.actions import BODY_LIMIT
from helpdesk.mailflow.batch import Line, mended_lines
from helpdesk.mailflow.mending import BLANK, completions, is_her_choice, mends
from helpdesk.mailflow.words import say
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.model import Agent, Language

PER_LINE = 2


def ways_out(desk: Desk, line: Line, fault: CommandFault, agent: Agent) -> list[compose.Offer]:
    """What she may send instead of `line`, best first."""
    language = agent.languages[0]
    if fault.to:
        elsewhere = _elsewhere(desk, line, fault, agent)
        return [elsewhere] if elsewhere else []
    lines = [mended for fix in mends(fault) if (mended := mended_lines(line, fault, fix))]
    label = say(language, "batch_again", n=str(line.number))
    unfinished = [
        compose.Offer(say(language, "held_complete", about=each), each.replace(BLANK, ""))
        for each in completions(fault)
    ]
    return [*(compose.Offer(label, each) for each in dict.fromkeys(lines)), *unfinished][:PER_LINE]


def _elsewhere(desk: Desk, line: Line, fault: CommandFault, agent: Agent) -> compose.Offer | None:
    """What needs a text, in a mail of its own to where the text goes."""
    label = say(agent.languages[0], f"held_write_{fault.to}")
    body = fault.write.replace(BLANK, "")
    if fault.to == "desk":
        return compose.Offer(label, body, address=desk.settings.mailboxes[0].address)
    ticket = desk.store.ticket(desk.store.survivor(line.protocol)) if line.protocol else None
    if fault.to == "commands" or ticket is None or not may_see(agent, ticket):
        return None
    return compose.Offer(label, body, "n" if fault.to == "note" else "r", ticket)


def best_of(fault: CommandFault, offers: Sequence[compose.Offer]) -> list[compose.Offer]:
    """Which of a line's `offers` may be sent along with others: none that is a choice of hers, or lacks words."""
    if is_her_choice(fault):
        return []
    return [one for one in offers if one.kind == "c" and not one.address and BLANK not in one.label][:1]


def with_all_at_once(
    offers: Sequence[compose.Offer], best: Sequence[compose.Offer], language: Language
) -> tuple[compose.Offer, ...]:
    """The offers, and behind them one that sends the best of every line, where there are several."""
    together = "\n".join(one.body for one in best)
    if len(best) < 2 or len(together) >= BODY_LIMIT - len(best):
        return tuple(offers)
    return (*offers, compose.Offer(say(language, "batch_all"), together))
