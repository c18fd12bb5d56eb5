"""Success is silent, unless the desk or the agent wants to hear of it (product.md 2.4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.daemon.reading.cell import ParseCell
from tests.story.rig.shop import replies, shop, writes
from tests.story.rig.template import last
from tests.story.test_commands import FILES

ALL = {"agents.yaml": FILES["agents.yaml"].replace("langs: [es, en]}", "langs: [es, en], receipts: all}")}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hoy mismo.", "Tu respuesta va camino de Lucia."),
        ("#prioridad alta\n#tomar", "Hecho: #prioridad alta #tomar"),
        ("Hoy mismo.\n\n#resolver", "Tu respuesta va camino de Lucia.\nHecho: #resolver"),
        ("#nota\nOjo con este.", "Tu nota está en el caso.\nHecho: #nota"),
    ],
)
def test_who_wants_to_hear_of_everything_does(body: str, said: str, tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ALL) as world:
        writes(world, "lucia", "La factura")
        told = replies(world, "ana", body)
        assert told.mails[-1] == "receipt to ana" and told.mails.count("receipt to ana") == 1
        assert last(world, "receipt", "ana").text.startswith(f"{said}\n")


def test_an_error_is_told_once_all_the_same(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, ALL) as world:
        writes(world, "lucia", "La factura")
        assert replies(world, "ana", "#asignar luiz").mails == ["receipt to ana"]


def test_others_hear_nothing(tmp_path: Path, cell: ParseCell) -> None:
    with shop(tmp_path, cell, FILES) as world:
        writes(world, "lucia", "La factura")
        assert replies(world, "ana", "Hoy mismo.").mails == ["reply to lucia"]
