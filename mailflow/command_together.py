"""Commands of one mail that do not go together: neither is obeyed, and one tap leaves either of them out."""

from __future__ import annotations

from collections.abc import Sequence

from helpdesk.tickets.deeds import LONE, CommandFault, Deed, KeepInside, Restore, Sleep, Turn, Verb

_FIELDS = {
    **dict.fromkeys(("take", "drop", "assign"), "assignee"),
    **dict.fromkeys(("team", "escalate"), "team"),
    **dict.fromkeys(("solve", "pending", "reopen", "snooze", "spam", "discard", "restore"), "status"),
    **dict.fromkeys(("mute", "unmute"), "mute"),
    **{name: name for name in ("priority", "folder", "lang")},
}


def at_odds(verbs: Sequence[Verb], deeds: Sequence[Deed]) -> CommandFault | None:
    """Two commands that say different things of one field: neither is obeyed. One tap leaves either of them out."""
    others = [verb for verb, deed in zip(verbs, deeds, strict=True) if not isinstance(deed, KeepInside)]
    lone = next((verb for verb, deed in zip(verbs, deeds, strict=True) if isinstance(deed, LONE)), None)
    if lone is not None and len(others) > 1:
        beside = ",".join(str(verb.line) for verb in others if verb.line != lone.line)
        fixes = (f"-{beside}", f"-{lone.line}")
        return CommandFault(lone.line, 1, "command_lone", fixes, f"#{lone.word}", lone.source)
    seen: dict[str, tuple[Deed, int]] = {}
    for verb, deed in zip(verbs, deeds, strict=True):
        field = _FIELDS.get(verb.name, "")
        if not field:
            continue
        before, line = seen.setdefault(field, (deed, verb.line))
        if before != deed and not _after(before, deed):
            fixes = (f"-{verb.line}", f"-{line}")
            return CommandFault(verb.line, 1, "command_contradicts", fixes, f"#{verb.word}", verb.source)
        seen[field] = (deed, verb.line)
    return None


def _after(before: Deed, deed: Deed) -> bool:
    """Whether the first makes the second possible: what was put aside or resolved is back, and then sleeps."""
    if isinstance(before, Restore):
        return isinstance(deed, Turn | Sleep)
    return before == Turn("open") and isinstance(deed, Sleep)
