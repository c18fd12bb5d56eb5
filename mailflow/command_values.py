"""What a command's value means: names looked up in what the policy knows, never guessed; the whole mail or nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from helpdesk.mailflow.addresses import dot_atom
from helpdesk.mailflow.command_moment import moment
from helpdesk.mailflow.command_words import bare
from helpdesk.tickets.deeds import (
    Ask,
    CommandFault,
    Commands,
    Deed,
    FileIn,
    GiveTo,
    HandUp,
    KeepInside,
    LetRules,
    MoveToTeam,
    People,
    PutAside,
    Quiet,
    Rank,
    Restore,
    Retag,
    Sleep,
    Speak,
    Turn,
    UseArticle,
    UseMacro,
    Verb,
    Vocabulary,
)
from helpdesk.tickets.model import Agent, Language

_LANGUAGES: Mapping[str, Language] = {
    **dict.fromkeys(("es", "espanol", "castellano", "spanish", "espanhol"), "es"),
    **dict.fromkeys(("en", "ingles", "english"), "en"),
    **dict.fromkeys(("pt", "portugues", "portuguese"), "pt"),
}
_NEXT = re.compile(r"[^\s,;]+")
# `dias=5`, `importe="20 euros"`; what stands between two of them belongs to the first.
_GIVEN = re.compile(r"""(?<!\S)([^\W\d]\w*)=("[^"]*"|'[^']*'|\S*)""")
_MOST_NAMED = 4
_OFF = frozenset({"no", "nao", "off"})


class _Wrong(Exception):
    """A value that means nothing, or several things."""

    def __init__(self, what: str, about: str, fixes: Sequence[str] = ()) -> None:
        super().__init__(what)
        self.what, self.about, self.fixes = what, about, tuple(fixes)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What values are read against."""

    known: Vocabulary
    agent: Agent
    now: datetime
    zone: tzinfo


def meant(
    commands: Commands, known: Vocabulary, agent: Agent, now: datetime, zone: tzinfo
) -> tuple[Deed, ...] | CommandFault:
    """What `agent` asks for, in her order, or the first value that nobody could be sure of.

    Names are compared without case, accents and punctuation and must mean one thing alone; `zone` is hers.
    """
    reader = _Reader(known, agent, now, zone)
    deeds: list[Deed] = []
    for verb in commands.verbs:
        try:
            deeds.append(_READ[verb.name](verb.value, reader))
        except _Wrong as wrong:
            at = verb.source.find(wrong.about, verb.value_column - 1) if wrong.about else -1
            column = at + 1 if at >= 0 else verb.value_column
            return CommandFault(verb.line, column, wrong.what, wrong.fixes, wrong.about, verb.source)
    return _together(commands.verbs, deeds) or tuple(deeds)


def _together(verbs: Sequence[Verb], deeds: Sequence[Deed]) -> CommandFault | None:
    """Two commands that say different things of one field: neither is obeyed."""
    seen: dict[str, Deed] = {}
    for verb, deed in zip(verbs, deeds, strict=True):
        field = _FIELDS.get(verb.name, "")
        if field and seen.setdefault(field, deed) != deed:
            return CommandFault(verb.line, 1, "command_contradicts", (), f"#{verb.word}", verb.source)
    return None


_FIELDS = {
    **dict.fromkeys(("take", "drop", "assign"), "assignee"),
    **dict.fromkeys(("team", "escalate"), "team"),
    **dict.fromkeys(("solve", "pending", "reopen", "snooze", "spam", "discard", "restore"), "status"),
    **dict.fromkeys(("mute", "unmute"), "mute"),
    **{name: name for name in ("priority", "folder", "lang")},
}


def _assign(value: str, reader: _Reader) -> Deed:
    return GiveTo(_one(value, reader.known.agents, "command_no_agent"))


def _team(value: str, reader: _Reader) -> Deed:
    return MoveToTeam(_one(value, reader.known.teams, "command_no_team"))


def _escalate(value: str, reader: _Reader) -> Deed:
    """`n2 permisos: text`; the text is internal."""
    head, colon, text = value.partition(":")
    team, _, reason = head.strip().partition(" ")
    if not reason.strip():
        raise _Wrong("command_no_reason", team, [f"{team} {each}" for each in reader.known.reasons])
    to = _one(team, reader.known.teams, "command_no_team")
    why = _one(reason.strip(), dict.fromkeys(reader.known.reasons, ()), "command_not_a_reason")
    return HandUp(to, why, text.strip() if colon else "")


def _priority(value: str, reader: _Reader) -> Deed:
    found = {bare(word): priority for word, priority in reader.known.priorities.items()}
    if bare(value) not in found:
        raise _Wrong("command_no_priority", value, _alike(value, reader.known.priorities))
    return Rank(found[bare(value)])


def _folder(value: str, reader: _Reader) -> Deed:
    folders = reader.known.folders
    return FileIn(_one(value, dict.fromkeys(folders, ()), "command_no_folder") if folders else value)


def _lang(value: str, _: _Reader) -> Deed:
    language = _LANGUAGES.get(bare(value))
    if language is None:
        raise _Wrong("command_no_language", value, ("es", "en", "pt"))
    return Speak(language)


def _tag(value: str, reader: _Reader) -> Deed:
    tags = dict.fromkeys(reader.known.tags, ())

    def known(tag: str) -> str:
        return _one(tag, tags, "command_no_tag") if tags else tag

    add, remove = _signed(value, known)
    return Retag(add, remove)


def _cc(value: str, _: _Reader) -> Deed:
    return People(*_signed(value, _address))


def _admit(value: str, _: _Reader) -> Deed:
    return People(tuple(_address(each) for each in _NEXT.findall(value)))


def _snooze(value: str, reader: _Reader) -> Deed:
    until = moment(value, reader.now, reader.zone)
    if until is None:
        raise _Wrong("command_no_moment", value, ("2d", "4h", "lunes 9:00", "2026-12-01 9:00"))
    if until <= reader.now:
        raise _Wrong("command_past", value)
    return Sleep(until)


def _macro(value: str, reader: _Reader) -> Deed:
    """`cobro-duplicado dias=5 importe=20 euros`."""
    name, given = _given(value)
    if len({key for key, _ in given}) < len(given):
        raise _Wrong("command_contradicts", value)
    return UseMacro(_one(name, reader.known.macros, "command_no_macro"), given)


def _kb(value: str, reader: _Reader) -> Deed:
    return UseArticle(_one(value, reader.known.articles, "command_no_article"))


def _mute(value: str, _: _Reader) -> Deed:
    if value and bare(value) not in _OFF:
        raise _Wrong("command_mute_value", value, ("no",))
    return Quiet(on=not value)


_READ: Mapping[str, Callable[[str, _Reader], Deed]] = {
    "note": lambda _, __: KeepInside(),
    "take": lambda _, reader: GiveTo(reader.agent.id),
    "drop": lambda _, __: GiveTo(""),
    "assign": _assign,
    "team": _team,
    "escalate": _escalate,
    "solve": lambda _, __: Turn("resolved"),
    "pending": lambda _, __: Turn("waiting"),
    "reopen": lambda _, __: Turn("open"),
    "snooze": _snooze,
    "tag": _tag,
    "priority": _priority,
    "folder": _folder,
    "lang": _lang,
    "auto": lambda _, __: LetRules(),
    "cc": _cc,
    "admit": _admit,
    "macro": _macro,
    "kb": _kb,
    "spam": lambda _, __: PutAside("spam"),
    "discard": lambda _, __: PutAside("discarded"),
    "restore": lambda _, __: Restore(),
    "mute": _mute,
    "unmute": lambda _, __: Quiet(on=False),
    "status": lambda _, __: Ask("status"),
    "queue": lambda _, __: Ask("queue"),
    "search": lambda value, _: Ask("search", value),
    "help": lambda _, __: Ask("help"),
}


def _given(value: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The name that `value` begins with, and what follows it as keys and values."""
    found = list(_GIVEN.finditer(value))
    ends = [*(each.start() for each in found[1:]), len(value)]
    pairs = [
        (
            each[1],
            (each[2][1:-1] if each[2][:1] in ("'", '"') and len(each[2]) > 1 else each[2])
            + value[each.end() : end].rstrip(),
        )
        for each, end in zip(found, ends, strict=False)
    ]
    return value[: found[0].start()].strip() if found else value, tuple(pairs)


def _signed(value: str, read: Callable[[str], str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`+a -b c`: what is put on and what is taken off; the plus may be left out."""
    add: list[str] = []
    remove: list[str] = []
    for word in _NEXT.findall(value):
        name = word[1:] if word[0] in "+-" else word
        if not name:
            raise _Wrong("command_value", word)
        (remove if word[0] == "-" else add).append(read(name))
    twice = next((each for each in add if each in remove), None)
    if twice is not None:
        raise _Wrong("command_contradicts", twice)
    return tuple(dict.fromkeys(add)), tuple(dict.fromkeys(remove))


def _address(word: str) -> str:
    address = word.strip("<>").removeprefix("mailto:")
    if not dot_atom(address):
        raise _Wrong("command_no_address", word)
    return address


def _one(value: str, names: Mapping[str, tuple[str, ...]], what: str) -> str:
    """The id that `value` names: by itself, else by a name of it or a word of a name, if that is one alone's."""
    wanted = bare(value.lstrip("@"))
    by_id = [each for each in names if bare(each) == wanted]
    by_name = [each for each, said in names.items() if any(bare(name) == wanted for name in said)]
    by_word = [each for each, said in names.items() if any(wanted in bare(name).split() for name in said)]
    for found in (by_id, by_name, by_word):
        if wanted and len(found) == 1:
            return found[0]
        if wanted and found:
            raise _Wrong("command_several", value, [_spoken(each, names) for each in found])
    near = _alike(value, names) or _alike(value, (name for said in names.values() for name in said))
    ids = [each for each, said in names.items() if each in near or any(name in near for name in said)]
    raise _Wrong(what, value, [_spoken(each, names) for each in ids or (names if len(names) <= 6 else ())])


def _spoken(one: str, names: Mapping[str, tuple[str, ...]]) -> str:
    return f"{one} ({names[one][0]})" if names[one] else one


def _alike(value: str, names: Iterable[str]) -> list[str]:
    """The names most like `value`, whole or in one of their words."""
    words: dict[str, list[str]] = {}
    for name in names:
        for piece in dict.fromkeys((bare(name), *bare(name).split())):
            words.setdefault(piece, []).append(name)
    close = difflib.get_close_matches(bare(value)[:80], list(words), n=_MOST_NAMED, cutoff=0.6)
    return list(dict.fromkeys(name for piece in close for name in words[piece]))[:_MOST_NAMED]
