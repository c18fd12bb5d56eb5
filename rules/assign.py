"""Who gets a new ticket: the agents of its mailbox, one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from helpdesk.tickets.model import Agent


def in_turn(
    agents: Sequence[Agent], last_agent_id: str, mailbox: str, places: Mapping[str, str] | None = None
) -> tuple[Agent | None, str]:
    """Return the agent after `last_agent_id` among those who serve `mailbox`, and why, in the order of agents.yaml.

    A last agent who left, or no longer serves the mailbox, keeps their place in the order where it is still known;
    '' or an unknown one: the first agent's turn. `places` (agent id to 'agents.yaml:3') makes `because` name the
    line. None where nobody serves the mailbox.
    """
    serving = [agent for agent in agents if not agent.mailboxes or mailbox in agent.mailboxes]
    if not serving:
        return None, f"agents.yaml: no agent serves the mailbox {mailbox}"
    order = [agent.id for agent in agents]
    after = order[order.index(last_agent_id) + 1 :] if last_agent_id in order else order
    waiting = {agent.id for agent in serving}
    chosen_id = next((who for who in after if who in waiting), serving[0].id)
    chosen = next(agent for agent in serving if agent.id == chosen_id)
    place = (places or {}).get(chosen.id, f"agents.yaml {chosen.id}")
    turn = f"turn {serving.index(chosen) + 1} of {len(serving)}"
    return chosen, f"{place}: in turn for {mailbox}, {turn}" + (
        f", after {last_agent_id}" if last_agent_id else ""
    )
