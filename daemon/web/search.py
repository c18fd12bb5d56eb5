"""The viewer's search line: words, and filters as words in three languages (`from: tag: folder: status: before:`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from helpdesk.daemon.desk import Desk
from helpdesk.mailflow.accents import without_accents
from helpdesk.mailflow.protocol import canonical
from helpdesk.mailflow.tokens import scrub
from helpdesk.mailflow.visible import visible
from helpdesk.rules.synonyms import status
from helpdesk.tickets.finding import Sought
from helpdesk.tickets.model import Agent
from helpdesk.tickets.review import REVIEW_FOLDER, folder_stored
from helpdesk.tickets.search import query_of
from helpdesk.web_min.shown import Reader

AROUND = 90  # characters on each side of a word that was found
_TOKEN = re.compile(r'(?P<name>[^\W\d_]+):(?P<value>"[^"]*"|\S+)|"[^"]*"|\S+')
_NAMES: Mapping[str, str] = {
    "from": "from", "de": "from",
    "tag": "tag", "etiqueta": "tag",
    "folder": "folder", "carpeta": "folder", "pasta": "folder",
    "status": "status", "estado": "status", "situacao": "status",
    "assignee": "assignee", "agente": "assignee", "responsavel": "assignee",
    "team": "team", "equipo": "team", "equipe": "team",
    "before": "before", "antes": "before",
}  # fmt: skip
# A filter and its value may stand apart, as people write them: 'de: lucia'.
_APART = re.compile(r"(?<!\S)([^\W\d_]+):\s+(?=\S)(?![^\W\d_]+:)")
_ME, _NOBODY = frozenset({"me", "yo", "mi", "eu"}), frozenset({"nobody", "nadie", "ninguem"})


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked; `unknown` are filters with a value nobody could be sure of."""

    sought: Sought
    words: str
    unknown: tuple[str, ...] = ()


def question_of(desk: Desk, reader: Reader, text: str, zone: tzinfo) -> Question:
    """What a line means. A word with a colon that names no filter ('RE:factura') is a word."""
    sought, words, unknown = Sought(), list[str](), list[str]()
    sought = replace(sought, asked=replace(sought.asked, mailboxes=reader.mailboxes))
    for token in _TOKEN.finditer(_APART.sub(_joined, text[:400])):
        name = _NAMES.get(plain(token["name"] or ""))
        if name is None:
            (unknown if _is_filter(token[0]) else words).append(token[0])
            continue
        narrowed = _narrowed(desk, reader, sought, name, token["value"].strip('"'), zone)
        if narrowed is None:
            unknown.append(token[0])
        else:
            sought = narrowed
    line = " ".join(words)
    line = (
        canonical(line, desk.prefixes) or line
    )  # read out on the telephone, it comes without dashes, O for 0
    return Question(replace(sought, words=line), line, tuple(unknown))


def around(text: str, words: str) -> tuple[tuple[str, bool], ...]:
    """The piece of a text where the first of these words stands, with all of them marked; case and accents aside."""
    text = " ".join(visible(scrub(text)).split())
    spots = _spots(text, words)
    begin = max(spots[0].start() - AROUND, 0) if spots else 0
    end = min((spots[0].end() if spots else 0) + AROUND * (1 if spots else 2), len(text))
    shown = list(_pieces(text, begin, end, [spot for spot in spots if spot.end() <= end]))
    return (*([("… ", False)] if begin else []), *shown, *([(" …", False)] if end < len(text) else []))


def marked(text: str, words: str) -> tuple[tuple[str, bool], ...]:
    """All of a text, with these words marked in it."""
    return tuple(_pieces(text, 0, len(text), _spots(text, words)))


def _spots(text: str, words: str) -> list[re.Match[str]]:
    wanted = [plain(word.strip('"*')) for word in words.split() if word.strip('"*')]
    return [
        hit for hit in re.finditer(r"\w+", text) if any(plain(hit[0]).startswith(word) for word in wanted)
    ]


def _pieces(text: str, at: int, end: int, spots: list[re.Match[str]]) -> Iterator[tuple[str, bool]]:
    for spot in spots:
        if at < spot.start():
            yield text[at : spot.start()], False
        yield spot[0], True
        at = spot.end()
    if at < end:
        yield text[at:end], False


def plain(word: str) -> str:
    """A word without case and accents."""
    return without_accents(word.casefold())


def _joined(apart: re.Match[str]) -> str:
    return f"{apart[1]}:" if plain(apart[1]) in _NAMES else apart[0]


def _is_filter(word: str) -> bool:
    """Whether this is the name of a filter that nothing follows."""
    return word.endswith(":") and plain(word[:-1]) in _NAMES


def _narrowed(
    desk: Desk, reader: Reader, sought: Sought, name: str, value: str, zone: tzinfo
) -> Sought | None:
    asked = sought.asked
    match name:
        case "from":  # signs without a letter are in everybody's address
            return replace(sought, sender=value) if query_of(f'"{value}"') else None
        case "before":
            at = _day(value, zone)
            return None if at is None else replace(sought, before=at)
        case "status":
            known = status(value)
            return None if known is None else replace(sought, asked=replace(asked, status=known))
        case "assignee":
            who = _person(desk, reader, value)
            return None if who is None else replace(sought, asked=replace(asked, who=who))
    folders = [folder.name for folder in desk.policy.folders]
    choices: Mapping[str, Iterable[str]] = {
        "tag": desk.policy.tags,
        "folder": [*folders, REVIEW_FOLDER] if folders else [],
        "team": desk.policy.teams,
    }
    if name == "folder":
        value = folder_stored(value, tuple(folders))
    # A policy that names none lets every word be one.
    named = {plain(choice): choice for choice in choices[name]}
    found = named.get(plain(value)) if named else value
    if found is None:
        return None
    if name == "tag":
        return replace(sought, asked=replace(asked, tag=found))
    if name == "folder":
        return replace(sought, asked=replace(asked, folder=found))
    return replace(sought, asked=replace(asked, team=found))


def _person(desk: Desk, reader: Reader, value: str) -> str | None:
    word = plain(value)
    if word in _ME:
        return reader.agent.id
    if word in _NOBODY:
        return "-"
    named = [agent for agent in desk.agents if word in _called(agent)]
    return named[0].id if len(named) == 1 else None


def _called(agent: Agent) -> set[str]:
    return {plain(agent.id), plain(agent.name), plain(agent.name.partition(" ")[0]), plain(agent.address)}


def _day(value: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=zone)
    except ValueError:
        return None
