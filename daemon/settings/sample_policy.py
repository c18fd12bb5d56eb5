"""The sample policy, config/ of the project, as `init` writes it: in the desk's language, at the desk's own address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from helpdesk.rules.load import AGENTS
from helpdesk.tickets.model import Language

_LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
_LANGS = re.compile(r"langs: \[([a-z, ]+)\]")
_KINDS = (".yaml", ".md")
_DOMAIN, _NOBODYS = "acme.example", "helpdesk.example"  # domains that belong to nobody: no stranger gets mail


def sample_policy(language: Language, mailbox: str) -> dict[str, str]:
    """The texts of the policy's files by their names in config/. `mailbox` is the one the comments speak of."""
    found = {name: _translated(text, language) for name, text in _texts().items()}
    agents = _LANGS.sub(lambda langs: _first(langs, language), found[AGENTS])
    agents = agents.replace(f"@{_DOMAIN}", f"@{_NOBODYS}")
    found[AGENTS] = agents.replace("[support]            ", f"[{mailbox}]".ljust(21))
    return found


def _first(langs: re.Match[str], language: Language) -> str:
    """The languages of an agent, the desk's before the others: it is the one the desk writes to them in."""
    known = langs[1].split(", ")
    return f"langs: [{', '.join(sorted(known, key=lambda each: each != language))}]"


@cache
def _texts() -> Mapping[str, str]:
    return dict(_walk(files("helpdesk.config"), ""))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir() and not entry.name.startswith((".", "_")):
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(_KINDS):
            yield f"{prefix}{entry.name}", entry.read_text("utf-8")


def _translated(text: str, language: Language) -> str:
    if language != "es":
        for spanish, other in _words(language):
            text = text.replace(spanish, other)
    return text


@cache
def _words(language: Language) -> tuple[tuple[str, str], ...]:
    """Spanish texts and what stands for them, the longest first: some stand within others."""
    text = (files("helpdesk.daemon") / "starter" / "words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    place = _LANGUAGES.index(language)
    pairs = [(lines[n], lines[n + place]) for n in range(0, len(lines), 3)]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
