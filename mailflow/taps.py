"""One-tap answers about a mail of an agent's: which there are, by why it is held, their words, and reading one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from helpdesk.mailflow.actions import tapped
from helpdesk.mailflow.command_words import plain
from helpdesk.mailflow.commands import parse
from helpdesk.mailflow.mending import BLANK, PART_NAMES, WITHOUT, by_line, completions, mends
from helpdesk.mailflow.release import Release
from helpdesk.mailflow.render import Plain
from helpdesk.mailflow.words import say
from helpdesk.tickets.deeds import CommandFault
from helpdesk.tickets.model import Language

Tap = Literal["send", "whole", "bare", "note", "discard", "retry"]

LIFE = timedelta(hours=48)
FIXES_OFFERED = 3

# By why it is held: what sending it means then, which the label says. '' = it cannot be sent as it is.
_SENDS: Mapping[str, Literal["", "plain", "anyway", "customer", "yes", "in"]] = {
    "command-error": "plain",
    "command-not-available": "plain",
    "command-differs": "plain",
    "commands-only": "customer",
    "filed-as-note": "customer",
    "taps-over": "customer",
    "stale": "anyway",
    "merged": "anyway",
    "template": "anyway",
    "agent-alias": "yes",
    "agent-confirm": "yes",
    "agent-unverified": "yes",
    "quarantine": "in",
    "written-into": "",
    "set-aside": "",
    "leak": "",
    "sealed": "",
    "bad-address": "",
    "empty": "",
    "too-long": "",
    "from-malformed": "",
    "dup-headers": "",
}
# What is wrong with these, a fix of hers puts right: her mail is read again with it.
RETRIED = frozenset({"command-error", "command-differs", "set-aside", "leak"})
# Nobody can say whose words these are, or there are none, or too many.
_NOT_KEPT = frozenset({"empty", "too-long", "from-malformed", "dup-headers", "filed-as-note"})

_WORDS: Mapping[str, Tap] = {
    **dict.fromkeys(("enviar", "envia", "send", "si", "yes", "sim"), "send"),
    **dict.fromkeys(("con", "with", "com"), "whole"),
    **dict.fromkeys(("sin", "without", "sem"), "bare"),
    **dict.fromkeys(("nota", "note"), "note"),
    **dict.fromkeys(("descartar", "descarta", "discard", "no", "nao"), "discard"),
    **dict.fromkeys(("reintentar", "reintenta", "retry", "repetir"), "retry"),
}
LABEL = 48  # characters of a label's own words
_UNSEEN = " \t\u00a0\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Held:
    """What the answers are about: `reason` is why the mail is held, `kind` what its address makes of its words ('r',
    'n', 'c', ''), `on_ticket` whether it belongs to one, `fixes` what may stand where its commands were wrong, `blanks`
    the lines that she has to complete, `elsewhere` what has to be written to another address: which, and the line."""

    reason: str
    kind: str = ""
    on_ticket: bool = True
    fixes: Sequence[str] = ()
    inside: bool = False  # whether it asks anywhere to be a note
    blanks: Sequence[str] = ()
    elsewhere: Sequence[tuple[str, str]] = ()


def held_by(reason: str, kind: str, on_ticket: bool, inside: bool, fault: CommandFault | None) -> Held:
    """What the answers are about, for a mail held for `reason`; where that is a fault in its commands, with the fixes,
    blanks and other addresses that it knows."""
    if fault is None:
        return Held(reason, kind, on_ticket, inside=inside)
    elsewhere = [
        (each.to, each.write.partition("  (")[0])
        for each in (replace(fault, more=()), *fault.more)
        if each.to
    ]
    return Held(reason, kind, on_ticket, mends(fault), inside, completions(fault), elsewhere)


def offered(held: Held) -> list[tuple[Tap, str]]:
    """The answers, best first, each with what it is about ('' but for a retry)."""
    found: list[tuple[Tap, str]] = []
    if held.reason not in _SENDS:
        return found
    found += [("retry", fix) for fix in held.fixes[:FIXES_OFFERED]]
    sends = _SENDS[held.reason]
    # Without its commands a mail that asks to be a note would go to the customer.
    plain_too = held.kind == "r" and not held.inside
    there = not held.on_ticket if sends == "in" else held.on_ticket or sends == "yes"
    if sends and there and (sends != "plain" or plain_too):
        found.append(("send", ""))
    if held.reason == "written-into" and (
        plain_too or not (held.on_ticket or held.inside)
    ):  # a note keeps all
        found += [("whole", ""), ("bare", "")]
    if held.on_ticket and held.reason not in _NOT_KEPT:
        found.append(("note", ""))
    if held.reason != "filed-as-note":
        found.append(("discard", ""))
    return found


def taps(
    held: Held, language: Language, address: str, subject: str, others: Mapping[str, str] | None = None
) -> list[Plain]:
    """What is `offered` as links that write a mail to `address`, for a template; what belongs elsewhere goes to one of
    `others`, by what it is for: 'customer', 'note', 'desk', 'commands'."""
    found: list[dict[str, Plain] | None] = []
    for tap, about in offered(held):
        key = f"held_send_{_SENDS[held.reason]}" if tap == "send" else f"held_{tap}"
        label = _retry(about, language) if tap == "retry" else say(language, key)
        word = say(language, f"say_{'yes' if key in ('held_send_yes', 'held_send_in') else tap}")
        found.append(tapped(label, address, subject, f"{word} {about}".rstrip()))
    before = [
        tapped(say(language, "held_complete", about=_cut(line)), address, subject, f"{again} {_open(line)}")
        for line in held.blanks
        for again in (say(language, "say_retry"),)
    ]
    before += [
        tapped(say(language, f"held_write_{to}"), others[to], subject, _open(line))
        for to, line in held.elsewhere
        if others and others.get(to)
    ]
    return [one for one in (*before, *found) if one]


def _retry(fix: str, language: Language) -> str:
    if fix in PART_NAMES:
        return say(language, f"held_retry_{fix[1:]}")
    if without := WITHOUT.fullmatch(fix):
        return say(language, "held_retry_without", lines=without[1].replace(",", ", "))
    pieces = [
        say(language, "command_without", lines=each[1:]) if WITHOUT.fullmatch(each) else each
        for _, each in by_line(fix)
    ]
    return say(language, "held_retry", about=_cut(", ".join(pieces) or fix))


def _cut(label: str) -> str:
    """What is tapped stands beside the label in full."""
    return label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"


def _open(line: str) -> str:
    """The line with nothing where she has to say something."""
    return line.replace(BLANK, "")


def read_tap(own_words: str) -> tuple[Tap, str] | None:
    """The answer in the first line of a mail, and what it is about; None where it is none. What stands below, a
    signature as a rule, is not read."""
    line = first_line(own_words)
    word, _, about = line.partition(" ")
    tap = _WORDS.get(plain(word).strip(".,:;!¡[]«»\"'"))
    about = about.strip(_UNSEEN)
    return (tap, about) if tap is not None and (tap == "retry") == bool(about) else None


def says_whose(own_words: str) -> bool:
    """Whether its first line says who the customer is, of a mail that was passed on."""
    commands = parse(first_line(own_words))
    return not isinstance(commands, CommandFault) and [verb.name for verb in commands.verbs] == ["for"]


def first_line(own_words: str) -> str:
    """The first line with anything in it."""
    return next((line.strip(_UNSEEN) for line in own_words.splitlines() if line.strip(_UNSEEN)), "")


def released(earlier: Release, by: str, reason: str, tap: Tap, about: str) -> Release:
    """How the mail is to be taken then: what was asked for before stays asked for."""
    found = replace(earlier, by=by)
    match tap:
        case "note":
            return replace(found, note=True)
        case "retry":
            return replace(found, fixes=(*found.fixes, about))
        case "whole" | "bare":
            return replace(found, whole=tap == "whole", bare=tap == "bare")
        case "send" if _SENDS.get(reason) == "plain":
            return replace(found, plain=True)
        case "send" if _SENDS.get(reason) == "customer":
            return replace(found, send=True)
        case _:
            return replace(found, anyway=True) if str(found) != by else found
