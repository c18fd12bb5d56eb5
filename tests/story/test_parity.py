"""Every verb of agents' commands, in Spanish and English: the same events by mail, by `ticket do` and by batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from helpdesk.mailflow.batch import OF_NONE, OF_TEXT
from helpdesk.mailflow.command_words import VERBS
from helpdesk.tickets.model import Event
from tests.story.rig.agents import shell
from tests.story.rig.shop import replies, shop, ticket, writes
from tests.story.rig.tell import Told, tell
from tests.story.rig.world import World
from tests.story.test_command_macro import POLICY
from tests.story.test_commands_batch import orders
from tests.story.test_vendor import TEAMS

BY_MAIL_ONLY = {"for"}  # it opens a case: there is none yet that another way could name
ASKS = {"status", "queue", "search", "help"}  # answered, and nothing changes


@dataclass(frozen=True)
class Lines:
    """The verb in Spanish and in English, what is ordered before it, and words where it needs some; {other} is another
    case of the same customer's."""

    es: str
    en: str
    before: str = ""
    text: str = ""


TABLE: Mapping[str, Lines] = {
    "note": Lines("#nota", "#note", text="Ojo con este."),
    "take": Lines("#tomar", "#take", before="#asignar nico"),
    "drop": Lines("#soltar", "#drop"),
    "assign": Lines("#asignar luis", "#assign luis"),
    "team": Lines("#equipo n2", "#team n2"),
    "solve": Lines("#resolver", "#solved"),
    "pending": Lines("#esperar", "#pending"),
    "reopen": Lines("#reabrir", "#reopen", before="#resolver"),
    "snooze": Lines("#posponer 2d", "#snooze 2d"),
    "tag": Lines("#etiqueta +vip -facturacion", "#tag +vip -facturacion"),
    "priority": Lines("#prioridad alta", "#priority high"),
    "folder": Lines("#carpeta por revisar", "#folder por revisar"),
    "lang": Lines("#idioma pt", "#lang pt"),
    "escalate": Lines("#escalar n2 permisos: mira esto", "#escalate n2 permission: mira esto"),
    "cc": Lines("#cc +x@y.example", "#cc +x@y.example"),
    "admit": Lines("#admitir x@y.example", "#admit x@y.example"),
    "auto": Lines("#auto", "#auto", before="#prioridad baja"),
    "macro": Lines("#macro cobro-duplicado dias=5 importe=2", "#macro cobro-duplicado dias=5 importe=2"),
    "kb": Lines("#kb cobro-repetido", "#kb cobro-repetido"),
    "spam": Lines("#spam", "#spam"),
    "discard": Lines("#descartar", "#discard"),
    "restore": Lines("#restaurar", "#restore", before="#descartar"),
    "mute": Lines("#silenciar", "#mute"),
    "unmute": Lines("#silenciar no", "#unmute", before="#silenciar"),
    "status": Lines("#estado", "#status"),
    "queue": Lines("#cola", "#queue"),
    "search": Lines("#buscar factura", "#search factura"),
    "help": Lines("#ayuda", "#help"),
    "merge": Lines("#unir {other}", "#merge {other}"),
    "split": Lines("#separar 2", "#split 2"),
    "undo": Lines("#deshacer", "#undo", before="#prioridad baja"),
}

Way = Callable[[World, str, str], Told]


def by_mail(world: World, line: str, text: str) -> Told:
    return replies(world, "ana", f"{line}\n\n{text}")


def by_shell(world: World, line: str, text: str) -> Told:
    return shell(world, "ana", f"{line}\n\n{text}")


def by_batch(world: World, line: str, text: str) -> Told:
    assert not text
    verb = VERBS[line[1:].split(" ", maxsplit=1)[0]]
    return orders(world, "ana", line if verb in OF_NONE else f"{line} {ticket(world).protocol}")


def test_no_verb_is_left_out() -> None:
    """A new verb is not done before it is here."""
    assert set(TABLE) | BY_MAIL_ONLY == set(VERBS.values())
    for name, lines in TABLE.items():
        words = {line[1:].split(" ", maxsplit=1)[0] for line in (lines.es, lines.en)}
        assert {VERBS[word] for word in words} | ({"mute"} if name == "unmute" else set()) >= {name}


@pytest.mark.slow  # every verb six times
def test_each_gives_the_same_by_every_way_and_in_both_languages(tmp_path: Path, cell: ParseCell) -> None:
    ways: dict[str, Way] = {"mail": by_mail, "do": by_shell, "batch": by_batch}
    found: dict[str, dict[str, object]] = {name: {} for name in TABLE}
    for way, order in ways.items():
        for language in ("es", "en"):
            (tmp_path / way / language).mkdir(parents=True)
            with shop(tmp_path / way / language, cell, {**POLICY, "teams.yaml": TEAMS}) as world:
                for name, lines in TABLE.items():
                    if way != "batch" or name not in OF_TEXT:
                        line = lines.es if language == "es" else lines.en
                        found[name][f"{way} {language}"] = done(world, order, name, line, lines)
    for name, seen in found.items():
        first, *others = seen.values()
        assert first or name in ASKS, f"{name} changed nothing"
        assert all(one == first for one in others), f"{name}: {seen}"
        assert len(seen) == (4 if name in OF_TEXT else 6)


def done(world: World, order: Way, name: str, line: str, lines: Lines) -> object:
    """The events that the verb gave on a case of its own, and on the other, without their protocols."""
    writes(world, "lucia", f"Otra factura {name}")
    other = ticket(world).protocol
    writes(world, "lucia", f"La factura {name}")
    mine = ticket(world).protocol
    if name == "split":
        tell(
            world,
            f"Date: {{date}}\nMessage-ID: <two{world.arrivals}@gmail.example>\nSubject: Re: [{mine}]\n"
            "From: Lucia <lucia.perez@gmail.example>\nTo: tienda@acme.example\n\nOtra cosa distinta.\n",
            "lucia",
            "pass",
        )
    if lines.before:
        assert order(world, lines.before, "").outcome == "command"
    before = len(world.store.events(mine)), len(world.store.events(other))
    told = order(world, line.replace("{other}", other), lines.text)
    assert told.outcome in ("command", "note", "threaded"), (name, told)
    assert name not in ASKS or "receipt to ana" in told.mails, (name, told)
    names = {ticket(world).protocol: "new", mine: "mine", other: "other"}
    return [
        (one.actor, one.kind, _without_proof(one, names), names.get(one.after, one.after))
        for protocol, since in zip((mine, other), before, strict=True)
        for one in world.store.events(protocol)[since:]
        if one.actor.startswith("agent:")
    ]


def _without_proof(event: Event, names: Mapping[str, str]) -> str:
    """What was undone is called with how it was proved to be hers, which is another thing by each way."""
    return "" if event.kind == "undone" else names.get(event.before, event.before)


@pytest.mark.parametrize("line", ["#para x@y.example", "#for x@y.example"])
def test_a_case_is_opened_by_mail_alone(line: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, POLICY) as world:
        writes(world, "lucia", "La factura")
        for told in (by_mail(world, line, "Hola"), by_shell(world, line, "Hola")):
            assert told.reason == "command-error"
        assert "1 no" in str(by_batch(world, line, "").sent[-1].mail["Subject"])
