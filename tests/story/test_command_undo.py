"""#deshacer: her last change is taken back field by field, or she is told why it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.commands.ticket_do import received
from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.invariant import check
from tests.story.rig.shop import later, mails, shop, ticket, writes, writes_again
from tests.story.rig.world import World
from tests.story.test_commands import FILES, kinds, pins, says


def state(world: World) -> tuple[object, ...]:
    now = ticket(world)
    people = sorted(one.address for one in world.store.participants(now.protocol) if one.role != "guest")
    fields = (
        now.status,
        now.priority,
        now.folder,
        sorted(now.tags),
        now.language,
        now.assignee,
        now.team,
        now.tier,
    )
    return (*fields, now.resolved_at, people, sorted(pins(world)))


@pytest.mark.slow  # every field
@pytest.mark.parametrize(
    "lines",
    [
        "#prioridad baja",
        "#etiqueta +vip -facturacion",
        "#carpeta por revisar\n#idioma pt",
        "#esperar",
        "#resolver",
        "#posponer 2d",
        "#soltar",
        "#asignar nico",
        "#equipo n2",
        "#escalar n2 permisos: no llego",
        "#cc +jefa@cliente.example",
    ],
)
@pytest.mark.parametrize("word", ["#deshacer", "#undo"])
def test_each_field_is_put_back(lines: str, word: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        before = state(world)
        later(world, "1m")
        assert says(world, "ana", lines).outcome == "command"
        assert state(world) != before
        later(world, "1m")
        told = says(world, "ana", word)
        assert told.outcome == "command", told.line
        assert state(world) == before
        assert kinds(world)[-1][1] == "undone"
        if "escalar" in lines:
            assert "receipt to ana" in told.mails, "what the customer was told stays told"
        assert ("notification to" in str(told.mails)) == any(
            word in lines for word in ("asignar", "n2", "soltar")
        )
        later(world, "3d")
        assert ticket(world).status != "snoozed"
        check(world, [], "")


def test_once_more_takes_back_what_was_before_that(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        before = state(world)
        says(world, "ana", "#prioridad baja")
        first = state(world)
        says(world, "ana", "#etiqueta +vip")
        assert says(world, "ana", "#deshacer").outcome == "command"
        assert state(world) == first
        assert says(world, "ana", "#deshacer").outcome == "command"
        assert state(world) == before
        told = says(world, "ana", "#deshacer")
        assert (told.outcome, told.reason) == ("held", "command-error")
        assert "no cambiaste nada aquí" in told.sent[0].text
        check(world, [], "")


def test_what_was_sent_stays_sent_and_is_said_so(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", "Hecho.\n\n#resolver").mails == ["reply to lucia"]
        later(world, "1m")
        told = says(world, "ana", "#deshacer")
        assert (told.outcome, told.mails, ticket(world).status) == ("command", ["receipt to ana"], "open")
        assert "no se puede deshacer: el cliente ya lo tiene" in told.sent[0].text
        later(world, "1m")
        told = says(world, "ana", "#deshacer")
        assert (told.outcome, told.reason) == ("held", "command-error")
        assert "un correo enviado no se puede deshacer" in told.sent[0].text
        assert says(world, "ana", "#nota\nPara mí.").outcome == "note"
        assert "las notas no se borran" in says(world, "ana", "#undo").sent[0].text
        check(world, [], "")


def test_what_somebody_changed_since_stays_and_she_hears_who_and_when(
    tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", "#prioridad baja\n#etiqueta +vip")
        later(world, "5m")
        [nico] = [agent for agent in world.desk.agents if agent.id == "nico"]
        received(world.desk, ticket(world), nico, ["#prioridad urgente", "", ""])
        world.settle()
        told = says(world, "ana", "#deshacer")
        assert (told.outcome, told.reason) == ("held", "command-error")
        assert "ya lo cambió después Nico Sanz, 23 nov 2026, 09:15" in told.sent[0].text
        assert (ticket(world).priority, "vip" in ticket(world).tags) == ("urgent", True), (
            "all of it or nothing"
        )
        assert says(world, "ana", "#esperar").outcome == "command"
        later(world, "5m")
        writes_again(world, "lucia", "Más.")
        assert "ya lo cambió después el cliente" in says(world, "ana", "#deshacer").sent[0].text
        check(world, [], "")


def test_after_a_day_it_is_history(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", "#prioridad baja")
        later(world, "25h")
        told = says(world, "ana", "#deshacer")
        assert told.outcome == "held" and "no cambiaste nada aquí" in told.sent[0].text


@pytest.mark.parametrize(("lines", "fix"), [("#spam", "#restaurar"), ("#silenciar", "#silenciar no")])
def test_what_has_an_opposite_is_named(lines: str, fix: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", lines).outcome == "command"
        told = says(world, "ana", "#deshacer")
        assert told.outcome == "held", told.line
        assert fix in told.sent[0].text or lines == "#spam"


def test_from_the_shell_the_same_as_by_mail(tmp_path: Path, cell: ParseCell) -> None:
    found = []
    for way in ("mail", "do"):
        (tmp_path / way).mkdir()
        with shop(tmp_path / way, cell, FILES) as world:
            writes(world, "lucia", "La factura")
            says(world, "ana", "#prioridad baja\n#resolver")
            before = len(world.sent)
            if way == "mail":
                says(world, "ana", "#deshacer")
            else:
                [ana] = [agent for agent in world.desk.agents if agent.id == "ana"]
                received(world.desk, ticket(world), ana, ["#deshacer", "", ""])
                world.settle()
            found.append(([one[:3] for one in kinds(world)], state(world), mails(world, before)))
    assert found[0] == found[1]
    assert found[0][0][-1][1] == "undone"
