"""Commands on the desk that has rules: pins, clocks, hand-overs; and from the shell the same as by mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.commands.ticket_do import received
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.invariant import check
from tests.story.rig.people import name_of
from tests.story.rig.shop import answers, later, mails, replies, shop, ticket, writes, writes_again
from tests.story.rig.tell import Told
from tests.story.rig.world import World

FILES = {
    "agents.yaml": """
agents:
  ana:   {name: Ana Ruiz,   email: ana@acme.example,   teams: [n1-madrid], skills: [facturacion], langs: [es, en]}
  nico:  {name: Nico Sanz,  email: nico@acme.example,  teams: [n1-madrid], langs: [es]}
  luis:  {name: Luis Gómez, email: luis@acme.example,  teams: [n1-bogota], skills: [tecnico], langs: [es]}
  marta: {name: Marta Gil,  email: marta@acme.example, teams: [n2], role: lead, mailboxes: [tienda]}
"""
}


def pins(world: World) -> frozenset[str]:
    return world.store.rule_facts(ticket(world), (), world.clock.now()).pins


def says(world: World, agent: str, body: str) -> Told:
    """The agent writes to the customer's address in the last notification she got."""
    last = next(
        one for one in reversed(world.sent) if one.kind == "notification" and name_of(one.to) == agent
    )
    return (replies if "+r-" in str(last.mail["Reply-To"]) else answers)(world, agent, body)


def kinds(world: World) -> list[tuple[str, str, str, str]]:
    """What persons did to the last ticket."""
    events = world.store.events(ticket(world).protocol)
    return [(one.actor, one.kind, one.before, one.after) for one in events if one.actor.startswith("agent:")]


def test_what_a_person_sets_no_rule_changes_until_auto(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", "#etiqueta -facturacion\n#prioridad baja\n#carpeta por revisar\n#idioma pt")
        assert (told.outcome, told.mails) == ("command", [])
        now = ticket(world)
        assert (now.tags, now.priority, now.folder, now.language) == ((), "low", "Por revisar", "pt")
        assert pins(world) == {"tag:facturacion", "priority", "folder", "language"}
        writes_again(world, "lucia", "URGENTE: la factura")
        assert ticket(world).priority == "low" and ticket(world).folder == "Por revisar"
        assert says(world, "ana", "#auto").outcome == "command"
        assert pins(world) == frozenset()
        writes_again(world, "lucia", "URGENTE: la factura")
        assert "facturacion" in ticket(world).tags and ticket(world).folder != "Por revisar"
        check(world, [], "")


def test_waiting_stands_the_clocks_still_a_snooze_does_not_and_an_end_is_counted(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", "#posponer 2h").outcome == "command"
        assert ticket(world).status == "snoozed" and not world.store.sla(ticket(world).id).paused
        assert "sla to ana" in later(world, "2h")
        assert ticket(world).status == "new"
        told = says(world, "ana", "¿Qué número tiene?\n\n#esperar")
        assert (told.outcome, told.mails) == ("threaded", ["reply to lucia"])
        assert ticket(world).status == "waiting" and world.store.sla(ticket(world).id).paused
        writes_again(world, "lucia", "El 12.")
        assert ticket(world).status == "open" and not world.store.sla(ticket(world).id).paused
        later(world, "30m")
        told = says(world, "ana", "#resolver\n\nHecho.")
        assert (told.outcome, told.mails) == ("threaded", ["reply to lucia"])
        done = ticket(world)
        assert (done.status, done.resolved_at) == ("resolved", world.clock.now())
        counted = world.store._db.rows("SELECT agent, seconds FROM resolutions WHERE key = ''")
        assert counted == [("ana", 150 * 60)]
        assert says(world, "ana", "#reabrir").outcome == "command"
        assert ticket(world).resolved_at is None
        assert world.store._db.rows("SELECT agent FROM resolutions") == []
        assert world.store.verify().sound
        check(world, [], "")


def test_escalating_tells_the_customer_the_reason_and_the_team_the_text(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(
            world, "ana", "#escalar n2 permisos: el reembolso pasa de lo mío\n\nLo paso a un compañero."
        )
        texts = {f"{one.kind} to {name_of(one.to)}": one.text for one in told.sent}
        answer, sentence, packet = (
            texts.pop(each) for each in ("reply to lucia", "sla to lucia", "notification to marta")
        )
        assert texts == {}
        assert "reembolso" not in answer + sentence and "permiso que el primer nivel no tiene" in sentence
        assert "reembolso pasa de lo mío" in packet and "ya lo sabe" in packet
        now = ticket(world)
        assert (now.team, now.tier, now.assignee) == ("n2", "N2", "marta")
        assert "team" not in pins(world), "from there it may move on by itself"
        assert world.store.verify().sound
        check(world, [], "")


def test_a_colleague_gets_the_ticket_with_what_is_known_and_it_stays_with_her(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert ticket(world).assignee == "ana"
        told = says(world, "ana", "#nota\n#asignar nico\n\nEs cosa del banco.")
        assert (told.outcome, told.mails) == ("note", ["notification to nico"])
        assert "Es cosa del banco." in told.sent[0].text
        assert ticket(world).assignee == "nico" and "assignee" in pins(world)
        assert says(world, "nico", "#soltar").outcome == "command"
        assert ticket(world).assignee == "" and "assignee" not in pins(world)
        told = says(world, "nico", "#equipo n2")
        assert told.mails == ["notification to marta"]
        assert (ticket(world).team, ticket(world).assignee) == ("n2", "marta") and "team" in pins(world)
        check(world, [], "")


def test_people_come_and_go_by_command_and_get_no_history(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", "#cc +jefa@cliente.example")
        assert (told.outcome, told.mails) == ("command", [])
        told = says(world, "ana", "Hecho.")
        assert {address for one in told.sent for address in one.mail["To"].split(", ")} and len(
            told.sent
        ) == 2
        assert says(world, "ana", "#cc -jefa@cliente.example").outcome == "command"
        assert [one.role for one in world.store.participants(ticket(world).protocol)] == ["requester"]
        told = says(world, "ana", "#cc -lucia.perez@gmail.example")
        assert (told.outcome, told.reason) == ("held", "command-error")
        check(world, [], "")


@pytest.mark.slow  # every verb three times
@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("#tomar", "#take"),
        ("#soltar", "#drop"),
        ("#asignar nico", "#assign Nico"),
        ("#equipo n2", "#team n2"),
        ("#resolver", "#solve"),
        ("#esperar", "#pending"),
        ("#etiqueta +vip -facturacion", "#tag +vip -facturacion"),
        ("#prioridad alta", "#priority high"),
        ("#carpeta por revisar", "#folder Por revisar"),
        ("#idioma en", "#lang English"),
        ("#posponer 2026-12-01 9:00", "#snooze 1/12/2026 9:00"),
        ("#admitir otra@cliente.example", "#admit otra@cliente.example"),
        ("#escalar n2 permisos: no llego", "#escalate N2 Permisos: no llego"),
    ],
)
def test_both_languages_and_the_shell_do_the_same(
    spanish: str, english: str, tmp_path: Path, cell: ParseCell
) -> None:
    found = []
    for name, line in (("es", spanish), ("en", english)):
        (tmp_path / name).mkdir()
        with shop(tmp_path / name, cell, FILES) as world:
            writes(world, "lucia", "La factura")
            told = says(world, "ana", line)
            assert told.outcome == "command", told
            found.append((kinds(world), pins(world), told.mails))
    (tmp_path / "do").mkdir()
    with shop(tmp_path / "do", cell, FILES) as world:
        writes(world, "lucia", "La factura")
        [ana] = [agent for agent in world.desk.agents if agent.id == "ana"]
        before = len(world.sent)
        received(world.desk, ticket(world), ana, [spanish, "", ""])
        world.settle()
        found.append((kinds(world), pins(world), mails(world, before)))
    assert found[0] == found[2], "from the shell the same as by mail"
    assert found[0] == found[1]
    if spanish != "#tomar":  # she has it already
        assert found[0][0]
