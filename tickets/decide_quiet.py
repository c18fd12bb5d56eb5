"""`#silenciar`: one agent hears no more of one ticket; and the questions, which change nothing."""

from __future__ import annotations

from helpdesk.tickets.deeds import Ask, Quiet
from helpdesk.tickets.draft import Draft


def quiet(deed: Quiet | Ask, draft: Draft) -> None:
    """Told in the history, so that nobody wonders why she did not know; what was so already is told once."""
    if isinstance(deed, Ask):
        return
    who = draft.agent.id
    if (who in draft.muted) == deed.on:
        return
    draft.told("muted" if deed.on else "unmuted", "", who)
    if deed.on:
        draft.muted = draft.muted | {who}
    else:
        draft.muted = draft.muted - {who}
