"""What a command's value means: names looked up in what the policy knows, never guessed; the whole mail or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from helpdesk.mailflow import protocol
from helpdesk.mailflow.command_moment import examples, moment, still_to_come
from helpdesk.mailflow.command_names import NEXT, Wrong, address, alike, given, one, signed
from helpdesk.mailflow.command_together import at_odds
from helpdesk.mailflow.command_words import bare
from helpdesk.tickets.deeds import (
    Ask,
    CommandFault,
    Commands,
    Deed,
    FileIn,
    ForCustomer,
    GiveTo,
    HandUp,
    KeepInside,
    LetRules,
    Merge,
    MoveToTeam,
    People,
    PutAside,
    Quiet,
    Rank,
    Restore,
    Retag,
    Sleep,
    Speak,
    Split,
    Turn,
    Undo,
    UseArticle,
    UseMacro,
    Verb,
    Vocabulary,
)
from helpdesk.tickets.model import Agent, Language
from helpdesk.tickets.review import REVIEW_FOLDER, folder_shown, folder_stored

_LANGUAGES: Mapping[str, Language] = {
    **dict.fromkeys(("es", "espanol", "castellano", "spanish", "espanhol"), "es"),
    **dict.fromkeys(("en", "ingles", "english"), "en"),
    **dict.fromkeys(("pt", "portugues", "portuguese"), "pt"),
}
_LONGEST = 500  # characters of a name and an address
_ADDRESSES = re.compile(r"[^\s<>,;()\[\]\"]+@[^\s<>,;()\[\]\"]+")
# A name before an address in angle brackets; a program may have put a link behind it.
_NAMED = re.compile(
    r"(?P<name>[^<>@]*?)\s*<?(?P<address>[^\s<>]+@[^\s<>]+?)>?(?:\s*[<\[](?:mailto:)?[^<>\[\]]*[>\]])?"
)
_FORCED = frozenset({"forzar", "force", "forcar"})
_NUMBER = re.compile(r"[0-9]{1,4}")
_OFF = frozenset({"no", "nao", "off"})


@dataclass(frozen=True, slots=True)
class _Reader:
    """What values are read against, and whose value it is."""

    known: Vocabulary
    agent: Agent
    now: datetime
    zone: tzinfo
    verb: Verb | None = None


def meant(
    commands: Commands, known: Vocabulary, agent: Agent, now: datetime, zone: tzinfo
) -> tuple[Deed, ...] | CommandFault:
    """What `agent` asks for, in her order, or what nobody could be sure of: the first fault, the others behind it.

    Names are compared without case, accents and punctuation and must mean one thing alone; `zone` is hers.
    """
    deeds, faults = read_values(commands, known, agent, now, zone)
    return replace(faults[0], more=tuple(faults[1:])) if faults else tuple(deeds)


def read_values(
    commands: Commands, known: Vocabulary, agent: Agent, now: datetime, zone: tzinfo
) -> tuple[list[Deed], list[CommandFault]]:
    """The deeds of those that mean something, and what is wrong with the others."""
    reader = _Reader(known, agent, now, zone)
    verbs: list[Verb] = []
    deeds: list[Deed] = []
    faults: list[CommandFault] = []
    for verb in commands.verbs:
        try:
            deeds.append(_READ[verb.name](verb.value, replace(reader, verb=verb)))
            verbs.append(verb)
        except Wrong as wrong:
            at = verb.source.find(wrong.about, verb.value_column - 1) if wrong.about else -1
            column = at + 1 if at >= 0 else verb.value_column
            faults.append(CommandFault(verb.line, column, wrong.what, wrong.fixes, wrong.about, verb.source))
    together = at_odds(verbs, deeds)
    return deeds, [*faults, together] if together else faults


def _assign(value: str, reader: _Reader) -> Deed:
    return GiveTo(one(value, reader.known.agents, "command_no_agent"))


def _team(value: str, reader: _Reader) -> Deed:
    return MoveToTeam(one(value, reader.known.teams, "command_no_team"))


def _escalate(value: str, reader: _Reader) -> Deed:
    """`n2 permisos: text`; the text is internal."""
    head, colon, text = value.partition(":")
    team, _, reason = head.strip().partition(" ")
    if not reason.strip():
        raise Wrong("command_no_reason", team, [f"{team} {each}" for each in _called(reader)])
    to = one(team, reader.known.teams, "command_no_team")
    return HandUp(to, _why(reason.strip(), reader), text.strip() if colon else "")


def _why(value: str, reader: _Reader) -> str:
    """The category's id, named so or by its word in any language."""
    words = reader.known.reason_words
    for reason in reader.known.reasons:
        if bare(value) in {bare(reason), *map(bare, words.get(reason, {}).values())}:
            return reason
    called = _called(reader)
    return called[one(value, dict.fromkeys(called, ()), "command_not_a_reason")]


def _called(reader: _Reader) -> Mapping[str, str]:
    return reader.known.reasons_in(reader.agent.languages[0])


def _priority(value: str, reader: _Reader) -> Deed:
    found = {bare(word): priority for word, priority in reader.known.priorities.items()}
    if bare(value) not in found:
        raise Wrong("command_no_priority", value, alike(value, reader.known.priorities))
    return Rank(found[bare(value)])


def _folder(value: str, reader: _Reader) -> Deed:
    """Of the policy, or the one of doubtful mail by the name it has in any language."""
    folders, language = reader.known.folders, reader.agent.languages[0]
    stored = folder_stored(bare(value), tuple(map(bare, folders)))
    if stored == REVIEW_FOLDER or not folders:
        return FileIn(stored if stored == REVIEW_FOLDER else value)
    shown = {folder_shown(each, language): each for each in reversed(folders)}
    return FileIn(shown[one(value, dict.fromkeys(reversed(shown), ()), "command_no_folder")])


def _lang(value: str, _: _Reader) -> Deed:
    language = _LANGUAGES.get(bare(value))
    if language is None:
        raise Wrong("command_no_language", value, ("es", "en", "pt"))
    return Speak(language)


def _tag(value: str, reader: _Reader) -> Deed:
    tags = dict.fromkeys(reader.known.tags, ())

    def known(tag: str) -> str:
        return one(tag, tags, "command_no_tag") if tags else tag

    return Retag(*_signed(value, known, reader))


def _cc(value: str, reader: _Reader) -> Deed:
    return People(*_signed(value, address, reader))


def _signed(
    value: str, read: Callable[[str], str], reader: _Reader
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """On and off; of what is both, one tap leaves either out."""
    try:
        return signed(value, read)
    except Wrong as wrong:
        if wrong.what != "command_contradicts" or reader.verb is None:
            raise
        words = NEXT.findall(value)
        both = {wrong.about, f"+{wrong.about}", f"-{wrong.about}"}
        kept = [word for word in words if word not in both]
        head = f"#{reader.verb.word}"
        fixes = [" ".join([head, *kept, f"{sign}{wrong.about}"]) for sign in "+-"]
        raise Wrong(wrong.what, wrong.about, fixes) from wrong


def _admit(value: str, _: _Reader) -> Deed:
    """Addresses, or the numbers that those who are not admitted have in the mail she answers."""
    words = NEXT.findall(value)
    numbers = tuple(int(word) for word in words if _NUMBER.fullmatch(word))
    return People(
        tuple(address(word) for word in words if not _NUMBER.fullmatch(word)),
        numbers=tuple(dict.fromkeys(numbers)),
    )


def _snooze(value: str, reader: _Reader) -> Deed:
    until, language = moment(value, reader.now, reader.zone), reader.agent.languages[0]
    if until is None:
        raise Wrong("command_no_moment", value, examples(reader.now, reader.zone, language))
    if until <= reader.now:
        raise Wrong("command_past", value, still_to_come(until, reader.zone, language))
    return Sleep(until)


def _macro(value: str, reader: _Reader) -> Deed:
    """`cobro-duplicado dias=5 importe=20 euros`."""
    name, values = given(value)
    if len(last := dict(values)) < len(values):
        said = " ".join([name, *(f"{key}={each}" for key, each in last.items())])
        raise Wrong("command_contradicts", value, (said,))
    return UseMacro(one(name, reader.known.macros, "command_no_macro"), values)


def _unir(value: str, reader: _Reader) -> Deed:
    """`ACM-2611-7K3MGX`, and `forzar` behind it."""
    wanted, _, last = value.rpartition(" ")
    force = bare(last) in _FORCED
    wanted = (wanted if force else value).strip(" []().,;")
    if not wanted:
        raise Wrong("command_value", value)
    return Merge(wanted, protocol.canonical(wanted, reader.known.prefixes) or "", force)


def _separar(value: str, _: _Reader) -> Deed:
    if value and not (value.isascii() and value.isdigit() and len(value) < 7 and int(value)):
        raise Wrong("command_no_message", value)
    return Split(int(value or 0))


def _for(value: str, _: _Reader) -> Deed:
    """`lucia@x`, `Lucía Pérez <lucia@x>`; of one address said twice, as programs make of it, one."""
    if len(value) > _LONGEST:
        raise Wrong("command_no_address", value)
    found = dict.fromkeys(word.removeprefix("mailto:").lower() for word in _ADDRESSES.findall(value))
    if len(found) > 1:
        raise Wrong("command_several", value, tuple(found))
    named = _NAMED.fullmatch(value)
    bare_one = named["address"] if named else value
    return ForCustomer(address(bare_one), (named["name"] if named else "").strip(" \"'"))


def _kb(value: str, reader: _Reader) -> Deed:
    return UseArticle(one(value, reader.known.articles, "command_no_article"))


def _mute(value: str, _: _Reader) -> Deed:
    if value and bare(value) not in _OFF:
        raise Wrong("command_mute_value", value, ("no",))
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
    "merge": _unir,
    "split": _separar,
    "for": _for,
    "undo": lambda _, __: Undo(),
}
