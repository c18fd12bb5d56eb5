"""Fills in what a mail of a story takes from the mails before it: {reply-to of notification to ana}, {protocol}."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.utils import format_datetime, getaddresses

from tests.story.rig.carrier import Sent
from tests.story.rig.people import address_of
from tests.story.rig.world import World

_FIELD = re.compile(r"\{([a-z][^{}\n]*)\}")
_OF = re.compile(r"([a-z-]+) of ([a-z]+)(?: (\d+))? to ([\w.@-]+)(, one character off)?")
_HANDLE = re.compile(r"[\w.]+\+([rnc])-[a-z2-7]{16}@[\w.]+")


def fill(text: str, world: World) -> str:
    """`text` with its wildcards filled in. Raises AssertionError for a mail nobody got.

    {protocol} and {protocol 2}: of the last and of the second ticket; {protocol 1, as typed lower} and its siblings in
    `_TYPED`, as people type it; {date}; {repeat 20 word};
    {FIELD of KIND N to PERSON} with N counted from 1, the last one without: reply-to, message-id, references,
    subject, from, verp (its envelope sender), text, quoted (its text behind '> '), r-address, n-address, c-address
    (the addresses that stand in it).
    """
    return _FIELD.sub(lambda hit: _value(hit.group(1), world), text)


def last(world: World, kind: str, to: str, n: int = 0) -> Sent:
    """The mail of this kind that a person got: the n-th, the last with 0."""
    address = address_of(to)
    found = [one for one in world.sent if one.kind == kind and one.to == address]
    assert found and n <= len(found), f"{to} has {len(found)} mails of kind {kind}, not {n or 1}"
    return found[n - 1]


def _value(wanted: str, world: World) -> str:
    if wanted == "date":
        return format_datetime(world.clock.now())
    if repeated := re.fullmatch(r"repeat (\d+) (.+)", wanted):
        return repeated[2] * int(repeated[1])
    if wanted.startswith("protocol"):
        number, _, typed = wanted.removeprefix("protocol").partition(", as typed ")
        return _TYPED[typed](protocols_of(world)[int(number or 0) - 1])
    hit = _OF.fullmatch(wanted)
    assert hit, f"no wildcard of the rig: {wanted!r}"
    name, kind, n, to, off = hit.groups()
    value = _field(name, last(world, kind, to, int(n or 0)))
    return _one_off(value) if off else value


def protocols_of(world: World) -> list[str]:
    """The protocols of all tickets, oldest first."""
    return [ticket.protocol for ticket in reversed(world.store.tickets(limit=1_000))]


def _swapped(protocol: str) -> str:
    """Two neighbours exchanged, where they differ."""
    at = next(at for at in range(9, len(protocol) - 1) if protocol[at] != protocol[at + 1])
    return protocol[:at] + protocol[at + 1] + protocol[at] + protocol[at + 2 :]


SLIPS: Mapping[str, Callable[[str], str]] = {
    "wrong": lambda protocol: protocol[:-1] + ("7" if protocol[-1] != "7" else "8"),
    "swapped": _swapped,
    "short": lambda protocol: protocol[:-1],
}
_TYPED: Mapping[str, Callable[[str], str]] = {
    "": str,
    "lower": str.lower,
    "bare": lambda protocol: protocol.replace("-", ""),
    "spaced": lambda protocol: protocol.replace("-", " "),
    "confused": lambda protocol: protocol.translate(str.maketrans("01", "Ol")),
    **SLIPS,
    "dashed": lambda protocol: protocol.replace("-", "\u2013"),
}


def _field(name: str, sent: Sent) -> str:
    match name:
        case "reply-to":
            return getaddresses([str(sent.mail["Reply-To"])])[0][1]
        case "message-id":
            return sent.message_id
        case "references":
            return " ".join([*str(sent.mail["References"] or "").split(), sent.message_id])
        case "subject" | "from":
            return str(sent.mail[name])
        case "verp":
            return sent.envelope_from
        case "text":
            return sent.text.rstrip("\n")
        case "quoted":
            return "\n".join(f"> {line}".rstrip() for line in sent.text.rstrip("\n").split("\n"))
        case "r-address" | "n-address" | "c-address":
            found = [hit for hit in _HANDLE.finditer(sent.text) if hit.group(1) == name[0]]
            assert found, f"no {name} in it"
            return found[0].group()
        case _:
            raise AssertionError(f"no field of the rig: {name!r}")


def _one_off(value: str) -> str:
    """The value with one character of its random part exchanged."""
    hit = re.search(r"[a-z2-7]{16,24}(?=@)", value)
    assert hit, f"nothing random in {value!r}"
    at = hit.start() + 5
    return value[:at] + ("a" if value[at] != "a" else "b") + value[at + 1 :]
