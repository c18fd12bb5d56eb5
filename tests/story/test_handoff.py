"""What a hand-over says: who really had the case, why it comes to whom it does; and what has ended is not moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.invariant import check
from tests.story.rig.shop import shop, ticket, writes, writes_again
from tests.story.rig.tell import Told
from tests.story.test_commands import FILES, says


def packet(told: Told) -> str:
    [mail] = [one for one in told.sent if one.kind == "notification" and one.to == "marta@acme.example"]
    return mail.text


@pytest.mark.parametrize(
    ("before", "orders", "had"),
    [
        ("", "#escalar n2 permisos: no llego", "lo tenía Ana Ruiz"),
        ("#asignar nico", "#escalar n2 permisos: no llego", "lo tenía Nico Sanz"),
        ("#asignar nico", "#asignar luis\n#escalar n2 permisos: no llego", "lo tenía Nico Sanz"),
        ("#asignar nico", "#equipo n2\n#nota\n\nPara vosotros.", "lo tenía Nico Sanz"),
        ("#asignar nico", "#nota\n#asignar marta\n\nTuyo.", "lo tenía Nico Sanz"),
        ("#soltar", "#escalar n2 permisos: no llego\n\nLo paso.", "lo tenía la cola"),
    ],
)
def test_it_names_who_had_the_case_before_this_mail(
    before: str, orders: str, had: str, tmp_path: Path, cell: ParseCell
) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        if before:
            assert says(world, "ana", before).outcome == "command"
        assert had in packet(says(world, "ana", orders))
        check(world, [], "")


@pytest.mark.parametrize("ended", ["#resolver", "#cerrar"])
def test_what_has_ended_is_reopened_first(ended: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        says(world, "ana", ended)
        was = ticket(world)
        told = says(world, "ana", "#escalar n2 permisos: no llego")
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        assert "el caso ya está resuelto: «#reabrir» primero" in told.sent[0].text
        assert (ticket(world).team, ticket(world).status) == (was.team, was.status)
        told = says(world, "ana", "#reabrir\n#escalar n2 permisos: no llego")
        assert "lo tenía Ana Ruiz" in packet(told)
        assert (ticket(world).team, ticket(world).status) == ("n2", "open")
        check(world, [], "")


@pytest.mark.parametrize(
    "orders", ["#resolver\n#escalar n2 permisos: no llego", "#escalar n2 permisos: no llego\n#resolver"]
)
def test_one_mail_does_not_end_a_case_and_move_it(orders: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        told = says(world, "ana", orders)
        assert (told.outcome, told.reason, told.mails) == ("held", "command-error", ["receipt to ana"])
        assert "o se escala o se cierra" in told.sent[0].text
        assert (ticket(world).team, ticket(world).status) == ("n1", "new")


def test_a_card_gives_a_reason_or_none(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert says(world, "ana", "#soltar").outcome == "command"
        says(world, "ana", "#equipo n2\n#nota\n\nOjo.")
        writes_again(world, "lucia", "¿Alguna novedad?")
        for mail in world.sent:
            for line in mail.text.split("\n"):
                assert line.rstrip() not in ("| Por qué a ti:", "| Why you:"), mail.text
