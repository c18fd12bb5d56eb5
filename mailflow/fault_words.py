"""What was wrong with a command, out of the record and into the language of who reads it: the record is English."""

from __future__ import annotations

import re
from functools import cache

from helpdesk.mailflow.words import phrases, say
from helpdesk.tickets.model import Language

_ONE = re.compile(r"line (\d+): ")
_NEXT = re.compile(r"; (?=line \d+: )")
_PARTS = (
    "command_fix",
    "command_line",
    "command_or",
    "command_without",
    "command_write",
)  # no sentences of their own
_HOLE = re.compile(r"\\\{(\w+)\\\}")


def fault_spoken(because: str, language: Language) -> str:
    """`line 3: #asignar luiz: there is no agent “luiz”. Did you mean luis?` in `language`; '' of anything else.

    By whole sentences: taken apart at its commas and colons, half of a sentence would be said in each language.
    """
    found = [_one(part, language) for part in _NEXT.split(because)]
    return "; ".join(found) if all(found) else ""


def _one(part: str, language: Language) -> str:
    line = _ONE.match(part)
    if line is None:
        return ""
    for key, pattern in _sentences():
        hit = pattern.fullmatch(part, line.end())
        if hit is None:
            continue
        source, fixes = hit["source"], hit["fixes"]
        words = say(language, key).format(
            **{name: text for name, text in hit.groupdict().items() if name not in ("source", "fixes")}
        )
        fix = f" {say(language, 'command_fix', fixes=_fixes(fixes, language))}" if fixes else ""
        return f"{say(language, 'command_line', line=line[1])}: {source}: {words}{fix}"
    return ""


def _fixes(fixes: str, language: Language) -> str:
    """`#asignar luis or without line 3`."""
    fixes = f" {say(language, 'command_or')} ".join(fixes.rsplit(f" {say('en', 'command_or')} ", 1))
    without = _pattern(say("en", "command_without"))
    return re.sub(without, lambda hit: say(language, "command_without", lines=hit["lines"]), fixes)


@cache
def _sentences() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every sentence about a command, the most particular first."""
    fix = _pattern(say("en", "command_fix"))
    known = {
        key: words for key, words in phrases("en").items() if key.startswith("command") and key not in _PARTS
    }
    return tuple(
        (key, re.compile(rf"(?P<source>.*?): {_pattern(words)}(?: {fix})?", re.S))
        for key, words in sorted(known.items(), key=lambda one: -len(one[1]))
    )


def _pattern(words: str) -> str:
    return _HOLE.sub(
        lambda hole: f"(?P<{hole[1]}>{r'[0-9, ]+' if hole[1] == 'lines' else '.+?'})", re.escape(words)
    )
